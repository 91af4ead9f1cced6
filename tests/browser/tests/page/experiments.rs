//! The experiments, done as a person does them: a question, a prediction, then numbers. What the page prints is compared with
//! `docs/numbers.md`, which the native tests hold against the code.

use browser_tests::{Page, Screen, visit, visit_on};
use deltascope::inputs::{Gate, facts, pairs};
use deltascope::lessons::lockstep::{Lockstep, Set};
use deltascope::lessons::{experiments, state};
use deltascope::pages;
use deltascope::rules::RULES;
use deltascope::scenario::Scenario;

/// An experiment of the list: its link, and the numbers that it ends with.
struct Listed {
    link: &'static str,
    numbers: Vec<(&'static str, f64)>,
    /// The means over many lists.
    means: Vec<(&'static str, f64)>,
}

/// The experiments of a page, in their order.
fn of_page(slug: &str) -> Vec<Listed> {
    listed().into_iter().filter(|of| of.link.starts_with(&format!("{slug}.html"))).collect()
}

/// All experiments of the list.
fn listed() -> Vec<Listed> {
    let text = include_str!("../../../../docs/numbers.md");
    let section = |section: &'static str| {
        let link =
            section.lines().find_map(|line| line.strip_prefix('`')?.strip_suffix('`')).expect("a link");
        let number = |line: &'static str| {
            let (id, value) = line.strip_prefix("| `")?.split_once("` | ")?;
            Some((id, value.split(" |").next()?.parse().expect("a number")))
        };
        let all = section.lines().filter_map(number);
        let (means, numbers) = all.partition(|(id, _)| id.starts_with("state-curve-"));
        Listed { link, numbers, means }
    };
    text.split("\n## ").skip(1).map(section).collect()
}

/// Whether all numbers of the list stand on the page.
fn shows(page: &Page, numbers: &[(&str, f64)]) -> bool {
    let is_there = |(id, value): &(&str, f64)| {
        let told = page.attribute(id, "data-value").and_then(|told| told.parse::<f64>().ok());
        told.is_some_and(|told| (told - value).abs() < 1e-6_f64.max(1e-9 * value.abs()))
    };
    numbers.iter().all(is_there)
}

/// The answer that has been marked as right.
fn right(page: &Page) -> Option<&'static str> {
    ["answer-a", "answer-b", "answer-c"].into_iter().find(|id| page.text(id).contains('✓'))
}

#[test]
fn each_asks_before_it_shows_and_ends_with_the_numbers_of_its_run() {
    visit(|page| {
        for Listed { link, numbers, .. } in listed() {
            page.open(&format!("{link}&lang=en"));
            page.wait_until(&format!("{link} asks"), |page| page.has("experiment-asks"));
            assert!(!page.has("experiment-numbers"), "{link} shows nothing before");
            page.wait_until("nothing has been told", |page| page.property("scrub", "value") == "0");
            page.click("answer-a");
            page.wait_until(&format!("{link} ends with its numbers"), |page| shows(page, &numbers));
            assert_eq!(page.property("scrub", "value"), page.property("scrub", "max"), "{link}: all is told");
            let right = right(page).expect("one answer is right");
            assert_eq!(page.text("answer-a").contains('✗'), right != "answer-a", "{link}");
            assert!(page.has("experiment-why"));
            assert!(!page.has("note"), "{}", page.text("note"));
        }
    });
}

#[test]
fn an_answered_experiment_offers_variations_and_the_way_back() {
    visit(|page| {
        let all = listed();
        let has_variations =
            |id: &str| all.iter().filter(|of| of.link.contains(&format!("exp={id}&"))).count();
        let every =
            pages::Page::ALL.iter().flat_map(|page| experiments(*page).iter().map(|of| (page.slug(), of)));
        for (slug, experiment) in every {
            let id = experiment.id;
            assert_eq!(has_variations(id), experiment.variations.len());
            page.open(&format!("?page={slug}&exp={id}&lang=en"));
            page.wait_until(&format!("{id} asks"), |page| page.has("experiment-asks"));
            assert!(!page.has("variation-asked"), "{id} gives nothing away");
            page.click("answer-a");
            page.wait_until("it is as it was asked", |page| {
                page.attribute("variation-asked", "aria-pressed").as_deref() == Some("true")
            });
            assert_eq!(page.text("variation-says"), "");
            for variation in experiment.variations {
                let link = format!("exp={id}&{}", variation.sets);
                let of = all.iter().find(|of| of.link.ends_with(&link)).expect("it is in the list");
                let button = format!("variation-{}", variation.id);
                page.click(&button);
                page.wait_until(&format!("{id}, {}: its numbers", variation.id), |page| {
                    shows(page, &of.numbers)
                        && page.attribute(&button, "aria-pressed").as_deref() == Some("true")
                });
                assert!(!page.text("variation-says").is_empty());
                assert_eq!(page.query("exp").as_deref(), Some(id), "it is still the same experiment");
                assert!(right(page).is_some(), "and still answered");
            }
            page.click("variation-asked");
            let of = all.iter().find(|of| of.link.ends_with(&format!("exp={id}"))).expect("in the list");
            page.wait_until("back to what was asked", |page| shows(page, &of.numbers));
        }
    });
}

#[test]
fn a_worker_tells_many_lists_and_any_point_opens_one_of_them() {
    visit(|page| {
        for Listed { link, means, .. } in listed().into_iter().filter(|of| !of.means.is_empty()) {
            page.open(&format!("{link}&lang=en"));
            page.wait_until(&format!("{link} asks"), |page| page.has("experiment-asks"));
            assert!(!page.has("curves-start"), "{link} shows no curve before it is answered");
            page.click("answer-a");
            page.wait_until("the curves are here", |page| page.has("curves-start"));
            page.click("curves-start");
            page.wait_until(&format!("{link}: the means of all lists"), |page| shows(page, &means));
            page.wait_until("it says so", |page| page.text("curves-says").contains("200"));
            assert!(!page.has("curves-progress"), "{link}: it is over");
        }
        // One of the lists: the stage has it, and its numbers are its own.
        page.open("?page=state&exp=again&lang=en");
        page.click("answer-a");
        page.wait_until("the curves are here", |page| page.has("curves-start"));
        page.click("curves-start");
        page.wait_until("first lists are told", |page| page.has("open-list-right-4"));
        for (press, seed) in [(0, 0), (1, 1), (2, 2)] {
            page.click("open-list-right-4");
            page.wait_until(&format!("press {press} opens list {seed}"), |page| {
                page.query("keys").as_deref() == Some("4")
                    && page.query("seed").map_or(seed == 0, |of| of == seed.to_string())
            });
        }
        let set = Scenario::read("page=state&exp=again").0.knobs.state.set.clone();
        let run = Lockstep::run(&pairs(2, 4, 64, 16), &set, RULES);
        let right = state::measured(&run, "again").into_iter().find(|of| of.name == "right" && of.lane == 1);
        page.wait_until("its numbers stand beside", |page| {
            shows(page, &[("state-right-delta_rule", right.as_ref().unwrap().value)])
        });
        assert!(page.has("open-list-right-4"), "the curves stay");
        page.wait_until("it says which list that is", |page| {
            page.text("right-opened").contains("the list of seed 2")
        });
    });
}

#[test]
fn the_telling_can_be_stopped_and_other_gates_begin_anew() {
    visit(|page| {
        // Two rules that compute for long.
        page.open("?page=state&exp=again&lang=en&rule=mesa_net,ttt_linear,softmax_attn,kda");
        page.click("answer-a");
        page.wait_until("the curves are here", |page| page.has("curves-start"));
        page.click("curves-start");
        page.wait_until("some lists are told", |page| {
            page.has("curves-progress") && page.has("open-list-right-2")
        });
        page.click("curves-start");
        page.wait_until("it is stopped", |page| page.text("curves-says").starts_with("Stopped after"));
        assert!(page.has("open-list-right-2"), "what is known stays");
        page.select("exp", "recall");
        page.click("answer-a");
        page.wait_until("another experiment knows nothing yet", |page| {
            page.has("curves-start") && !page.has("open-list-right-2") && page.text("curves-says").is_empty()
        });
        page.click("curves-start");
        page.wait_until("lists are told", |page| page.has("open-list-rms-4"));
        // To a quarter of its range: β = 0.5.
        page.slide("beta", 0.25);
        page.wait_until("the curves of before are gone", |page| {
            !page.has("open-list-rms-4") && !page.has("curves-progress")
        });
    });
}

#[test]
fn one_leads_to_the_next_and_the_list_opens_any() {
    let all = of_page("state");
    let all: Vec<&Listed> = all.iter().filter(|of| !of.link.contains('&')).collect();
    let ids: Vec<&str> = all.iter().filter_map(|of| of.link.split_once("exp=")).map(|(_, id)| id).collect();
    let opens = |page: &Page, id: &str| {
        page.wait_until(&format!("{id} is open"), |page| {
            page.query("exp").as_deref() == Some(id) && page.property("exp", "value") == id
        });
    };
    visit(|page| {
        page.play("?page=state&lang=en");
        assert!(!page.has("experiment-asks"));
        page.select("exp", ids[0]);
        for (id, of) in ids.iter().zip(&all) {
            opens(page, id);
            assert!(!page.has("experiment-numbers"), "{id} asks anew");
            page.click("answer-b");
            page.wait_until("its numbers are there", |page| shows(page, &of.numbers));
            if Some(id) != ids.last() {
                page.wait_until("there is a next one", |page| page.has("experiment-next"));
                page.click("experiment-next");
            }
        }
        assert!(!page.has("experiment-next"), "the last has none after it");
        // Back takes the answer back, then goes to the experiment before.
        let last = ids[ids.len() - 1];
        page.wait_until("the answer is in the history", |page| page.query("t").is_some());
        page.back();
        page.wait_until("the answer is taken back", |page| page.query("t").is_none());
        opens(page, last);
        page.back();
        opens(page, ids[ids.len() - 2]);
    });
}

#[test]
fn numbers_follow_the_gates_and_another_input_ends_the_experiment() {
    visit(|page| {
        page.play("?page=state&exp=overwrite&lang=en");
        page.click("answer-b");
        page.wait_until("the numbers are there", |page| page.has("state-off-9-delta_rule"));
        page.slide("beta", 1.0);
        // With β = 2 a correction mirrors.
        let set = Set { beta: Gate::Constant(2.0), ..state::Scenario::default().set };
        let numbers = state::measured(&Lockstep::run(&facts(), &set, RULES), "overwrite");
        let delta = numbers.iter().filter(|of| of.lane == 1);
        let expected: Vec<(String, f64)> =
            delta.map(|of| (format!("state-off-{}-delta_rule", of.pair.unwrap() + 1), of.value)).collect();
        let expected: Vec<(&str, f64)> = expected.iter().map(|(id, value)| (id.as_str(), *value)).collect();
        assert_eq!(expected.len(), 3);
        page.wait_until("the numbers are those of β = 2", |page| shows(page, &expected));
        page.wait_until("it is still this experiment", |page| {
            page.query("exp").as_deref() == Some("overwrite") && page.query("beta").as_deref() == Some("2")
        });
        // Another input is another matter.
        page.select("input-select", "random");
        page.wait_until("the experiment is over", |page| {
            !page.has("experiment-asks") && page.query("exp").is_none()
        });
    });
}

#[test]
fn a_phone_does_one_with_a_finger() {
    visit_on(Screen::Phone, |page| {
        let of = &listed()[3];
        page.open(&format!("{}&lang=zh-CN", of.link));
        page.wait_until("it asks", |page| page.has("experiment-asks"));
        page.tap("answer-b", [0.5, 0.5]);
        page.wait_until("it ends with its numbers", |page| shows(page, &of.numbers));
        let wide = "return document.documentElement.scrollWidth <= innerWidth";
        assert_eq!(page.script(wide), true, "nothing stands out of the window");
    });
}
