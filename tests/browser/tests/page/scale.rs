//! The scale of the queries: one knob, the same on every page, and told wherever it is not 1.

use browser_tests::{Key, Page, visit};
use deltascope::inputs::{Scale, Stream, random};
use deltascope::number::{exact, short};
use deltascope::rules::{Form, rule};

/// The lessons that compute outputs.
const LESSONS: [&str; 5] = ["reorder", "identity", "mask", "state", "chunks"];

/// Twelve random tokens of four channels, whose keys are of any length.
const STREAM: &str = "input=random&n=12&d=4&seed=1&norm=0";

fn stream(scale: Scale) -> Stream {
    random(1, 12, 4).with_scale(scale)
}

/// All that is written on the stage below its knobs.
fn lanes(page: &Page) -> String {
    let text = "return [...document.querySelectorAll('.stage .lanes:not(.paths)')].map((it) => it.textContent).join(' ')";
    page.script(text).as_str().unwrap_or_default().to_owned()
}

/// Chooses the first cell of a matrix and reads its number.
fn first_entry(page: &Page, map: &str) -> String {
    page.wait_until("there is a matrix", |page| page.has(map));
    page.script(&format!("document.querySelector('[data-testid={map}]').focus()"));
    page.wait_until("its first cell is told", |page| page.has("inspector-value"));
    page.text("inspector-value")
}

#[test]
fn every_lesson_has_the_knob_and_writes_the_scale_where_it_is_not_1() {
    visit(|page| {
        for slug in LESSONS {
            page.play(&format!("?page={slug}&{STREAM}&t=0&scale=sqrt"));
            assert_eq!(page.property("scale", "value"), "sqrt", "{slug}");
            // The page `state` has no line of code, and its matrices hold no query.
            if slug != "state" {
                assert!(
                    lanes(page).contains("/√d"),
                    "{slug} says nowhere that it divides by √d: {}",
                    lanes(page)
                );
            }
            for sharp in ["4", "16"] {
                page.select("scale", sharp);
                page.wait_until("the link says so", |page| page.query("scale").as_deref() == Some(sharp));
                if slug != "state" {
                    let behind = format!("·{sharp}");
                    page.wait_until("the factor stands behind q", |page| lanes(page).contains(&behind));
                }
            }
            page.select("scale", "1");
            page.wait_until("the link says so", |page| page.query("scale").as_deref() == Some("1"));
            page.wait_until("nothing is scaled", |page| {
                !["√d", "·4", "·16"].iter().any(|of| lanes(page).contains(of))
            });
            page.play(&format!("?page={slug}&{STREAM}&t=0"));
            assert_eq!(
                page.property("scale", "value"),
                "1",
                "without a word random numbers are not scaled: {slug}"
            );
        }
        page.play("?page=mask&input=s1");
        assert_eq!(page.property("scale", "value"), "sqrt", "a sentence is, for its model was trained so");
    });
}

#[test]
fn one_entry_of_a_is_the_same_on_every_page() {
    visit(|page| {
        for (id, scale) in Scale::ALL.map(|scale| (scale.id(), scale)) {
            let x = stream(scale);
            let expected = exact(x.scale * x.q.row(0).dot(&x.k.row(0)));
            let last = "t=1000000";
            page.play(&format!("?page=reorder&{STREAM}&scale={id}&{last}"));
            assert_eq!(first_entry(page, "map-a"), expected, "reorder, scale {id}");
            page.play(&format!("?page=mask&{STREAM}&scale={id}"));
            assert_eq!(first_entry(page, "map-a"), expected, "mask, scale {id}");
            // Of linear attention the scores are the first step of a chunk.
            page.play(&format!("?page=chunks&{STREAM}&scale={id}&rule=linear_attn&t=1"));
            assert_eq!(first_entry(page, "map-a"), expected, "chunks, scale {id}");
            let told = page.text("readout");
            assert_eq!(
                told.contains("scale") || told.contains("√d"),
                id != "1",
                "the sum names the scale: {told}"
            );
        }
    });
}

#[test]
fn outputs_carry_the_scale_on_every_page() {
    visit(|page| {
        for (id, scale) in Scale::ALL.map(|scale| (scale.id(), scale)) {
            let output = |name: &str| {
                let x = stream(scale).inputs(&[0.9; 12], &[0.9; 12]);
                exact(rule(name).unwrap().run(&x, Form::Recurrent).unwrap().o[(11, 0)])
            };
            let written = |page: &Page, selector: &str| {
                let text = page.script(&format!(
                    "return [...document.querySelectorAll('{selector}')].at(-1)?.textContent ?? ''"
                ));
                text.as_str().unwrap_or_default().split_whitespace().map(str::to_owned).collect::<Vec<_>>()
            };
            page.play(&format!("?page=state&{STREAM}&t=0&scale={id}&rule=delta_rule&beta=0.9"));
            page.press(Key::End);
            let o = output("delta_rule");
            page.wait_until("the last output of DeltaNet is told", |page| first_entry(page, "map-o") == o);
            page.play(&format!("?page=identity&{STREAM}&t=0&scale={id}"));
            page.press(Key::End);
            let x = stream(scale).inputs(&[1.0; 12], &[1.0; 12]);
            let o = rule("linear_attn").unwrap().run(&x, Form::Recurrent).unwrap().o;
            let o: Vec<String> = o.row(11).iter().map(|x| short(*x)).collect();
            page.wait_until("and that of linear attention", |page| written(page, ".both-read .vector") == o);
            page.play(&format!("?page=mask&{STREAM}&scale={id}"));
            assert_eq!(first_entry(page, "map-o"), exact(x_first(scale)), "mask, scale {id}");
        }
    });
}

/// O[1, 1] of causal linear attention: the first query sees one pair.
fn x_first(scale: Scale) -> f64 {
    let x = stream(scale);
    x.scale * x.q.row(0).dot(&x.k.row(0)) * x.v[(0, 0)]
}
