//! The map of the family: an edge whose knob is turned, the way between two rules, all certificates, limits, pairs that are none, and the
//! article's directions. What the page prints is compared with what is computed here.

use crate::told::{says, value};
use browser_tests::{Page, Screen, Visit, visit, visit_on};
use deltascope::family::{AllTensors, LIMITS, Leaves, NOT_EDGES, Turned, edge, edges};
use deltascope::inputs::{Gates, Head, Sentence};
use deltascope::lessons::map::{Claim, Direction, Verdict};
use deltascope::number::difference;

#[test]
fn an_edge_is_turned_from_a_difference_to_none() {
    let fixed = AllTensors::fixed();
    let comba = edge("comba-gated-delta").expect("an edge");
    let apart =
        |turned: f64| difference(comba.certificate(&fixed, Turned::new(turned)).expect("it runs").apart);
    let at_a_desk = Some("the map is a list there, which has tests of its own");
    Visit { at_a_desk, ..Visit::default() }.run(|page| {
        page.open("map.html?edge=comba-gated-delta&t=0&lang=en");
        page.wait_until("the difference before", |page| page.text("apart") == apart(0.0));
        page.wait_until("the end is certified", |page| {
            page.attribute("meter", "data-state").as_deref() == Some("ok")
        });
        page.slide("scrub", 0.5);
        page.wait_until("half turned", |page| page.text("apart") == apart(0.5));
        page.click("step-last");
        page.wait_until("turned all the way", |page| page.text("apart") == apart(1.0));
        // A line of the rule in focus, by its button; then a rule, by its place.
        page.click("turn-comba-simple-gla");
        page.wait_until("another edge", |page| page.query("edge").as_deref() == Some("comba-simple-gla"));
        assert_eq!(page.property("scrub", "value"), "0");
        page.click("node-gdn2");
        page.wait_until("another rule", |page| page.has("turn-gdn2-kda"));
        assert_eq!(page.attribute("open-state", "href").as_deref(), Some("./state.html?rule=gdn2"));
        page.select("edge", "delta-linear");
        page.wait_until("a switch has two stops", |page| page.property("scrub", "max") == "1");
    });
}

#[test]
fn a_limit_is_never_reached_and_tells_its_slope() {
    let fixed = AllTensors::fixed();
    visit(|page| {
        page.open("map.html?edge=delta-linear-limit&lang=en");
        let limit = LIMITS.iter().find(|limit| limit.info.id == "delta-linear-limit").expect("a limit");
        let slope = limit.slope(&fixed, limit.sloping).expect("a slope");
        page.wait_until("its slope", |page| page.text("slope") == deltascope::number::short(slope));
        page.wait_until("it asks", |page| page.has("limits-b"));
        page.click("limits-b");
        page.wait_until("every limit at three parameters", |page| {
            LIMITS.iter().all(|limit| {
                limit.told.iter().enumerate().all(|(at, parameter)| {
                    let apart = limit.certificate(&fixed, *parameter).expect("it runs").apart;
                    says(page, &format!("{}-{at}", limit.info.id), apart)
                })
            })
        });
        assert!(page.text("limits-b").contains('✓'));
    });
}

#[test]
fn there_is_a_way_between_two_rules_knob_by_knob() {
    visit(|page| {
        page.open("map.html?from=dplr&to=linear_attn&lang=en");
        page.wait_until("the way down", |page| page.text("way-says").contains("by 2 lines"));
        page.click("way-0-0");
        page.wait_until("its first knob", |page| page.query("edge").as_deref() == Some("dplr-iplr"));
        page.select("from", "deltaformer");
        page.select("to", "rwkv7");
        page.wait_until("neither becomes the other", |page| {
            page.text("way-says").contains("Linear attention")
        });
        assert!(page.has("way-1-0"));
        page.select("to", "deltaformer");
        page.wait_until("one rule", |page| page.text("way-says").contains("the same rule"));
    });
}

#[test]
fn every_edge_is_certified_on_the_input_in_hand() {
    let fixed = AllTensors::fixed();
    let s3 = Sentence::read(include_bytes!("../../../../data/s3.safetensors")).expect("it is whole");
    let stream = s3.stream(Head::default()).expect("it has the head").with_unit_keys();
    let sentence = AllTensors::of(&stream, &Gates::new()).expect("it fits");
    visit(|page| {
        page.open("map.html?t=0&lang=en");
        page.wait_until("it asks", |page| page.has("predict-edges"));
        page.type_into("predict-edges", "27");
        page.click("reveal-edges");
        let stands = |page: &Page, x: &AllTensors| {
            edges().all(|edge| {
                let worst = edge.certificate(x, Turned::DONE).expect("it runs").worst();
                let told = value(page, &format!("edge-{}", edge.info.id));
                let allowed = if edge.info.leaves == Leaves::Epsilon { 1e-6 } else { 1e-9 };
                told.is_some_and(|told| (told - worst).abs() < allowed)
            })
        };
        page.wait_until("every edge", |page| stands(page, &fixed));
        assert!(page.text("answer-edges").starts_with('✓'));
        page.select("input-select", "s3");
        page.wait_until("on a sentence", |page| value(page, "worst").is_some() && stands(page, &sentence));
        assert!(value(page, "worst").expect("a number") < 1e-12);
    });
}

#[test]
fn silence_is_no_certificate() {
    visit(|page| {
        page.open(
            "map.html?edge=gated-delta-delta&input=own&facts=a%201%200%3E0%200;b%200%201%3E0%200&lang=en",
        );
        page.wait_until("it is refused", |page| page.text("silent").contains("0 = 0"));
        assert_eq!(page.attribute("meter", "data-state"), None);
    });
}

#[test]
fn an_edge_that_is_none_is_named_and_another_can_be_chosen() {
    visit(|page| {
        page.open("map.html?edge=no-such-edge&lang=en");
        page.wait_until("it says so", |page| page.text("refused").contains("no-such-edge"));
        page.select("edge", "kda-delta");
        page.wait_until("another", |page| page.has("apart") && !page.has("refused"));
    });
}

#[test]
fn what_looks_like_an_edge_stays_apart() {
    let fixed = AllTensors::fixed();
    visit(|page| {
        page.open("map.html?t=0&lang=en");
        page.wait_until("it asks", |page| page.has("not-edges-b"));
        page.click("not-edges-a");
        page.wait_until("each difference", |page| {
            NOT_EDGES.iter().all(|not| {
                says(page, &format!("not-{}", not.id), not.certificate(&fixed).expect("it runs").apart)
            })
        });
        assert!(page.text("not-edges-b").contains('✓') && page.text("not-edges-a").contains('✗'));
    });
}

#[test]
fn each_of_the_five_directions_has_its_numbers_and_verdicts() {
    let mean = |claim: Claim| {
        let lists: Vec<_> = (0..claim.lists()).map(|list| claim.of_list(list).expect("it runs")).collect();
        [0, 1, 2].map(|at| lists.iter().map(|list| list[at]).sum::<f64>() / lists.len() as f64)
    };
    visit(|page| {
        page.open("map.html?t=0&lang=en");
        page.wait_until("the table", |page| page.has("direction-losses"));
        for claim in Direction::ALL.iter().flat_map(|direction| direction.claims()) {
            let expected = mean(*claim);
            let stands = |page: &Page| {
                let told = page.attribute(&format!("claim-{}", claim.id()), "data-value")?;
                let told: Vec<f64> = told.split(' ').filter_map(|x| x.parse().ok()).collect();
                Some(
                    told.len() == 3
                        && told.iter().zip(expected).all(|(a, b)| (a - b).abs() < 1e-6 * b.abs().max(1.0)),
                )
            };
            page.wait_until(claim.id(), |page| stands(page) == Some(true));
            let verdict = match claim.verdict() {
                Verdict::Holds => "holds",
                Verdict::OnlyIf => "only-if",
                Verdict::False => "false",
            };
            assert_eq!(
                page.attribute(&format!("verdict-{}", claim.id()), "data-verdict").as_deref(),
                Some(verdict)
            );
        }
    });
}

#[test]
fn on_a_phone_the_family_is_a_list() {
    visit_on(Screen::Phone, |page| {
        page.open("map.html?t=0&lang=en");
        page.wait_until("its edges", |page| page.has("turn-comba-delta"));
        let seen = "return getComputedStyle(document.querySelector('.map-graph')).display";
        assert_eq!(page.script(seen), "none");
        page.select("rule", "hgrn");
        page.wait_until("of another rule", |page| page.has("turn-hgrn-simple-gla"));
        // The transport lies over the foot of the window.
        page.script("document.querySelector('[data-testid=turn-hgrn-simple-gla]').scrollIntoView({ block: 'center' })");
        page.click("turn-hgrn-simple-gla");
        page.wait_until("on the stage", |page| page.query("edge").as_deref() == Some("hgrn-simple-gla"));
    });
}
