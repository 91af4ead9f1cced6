//! The lesson on stability: long keys, number formats over many steps, reflections, S_0, products of gates, inverses, edges. What the page
//! prints is compared with what is computed here.

use crate::told::{answered, value};
use browser_tests::{Page, Visit, visit};
use deltascope::experiments::{
    Arithmetic, ChunkForm, Drift, Drifted, Drifting, Followed, Initial, Mark, StepSize, Width, by_logs,
    by_products, chunk, divided_key, expected_share, fading, half_life, largest_of_inverse, least_of_sums,
    median, norms, one_key, overflows_at, overlaps_below, radius, random_below, ratio_wrong_from,
    recall_from, safe_beta, share_left, stored_gate,
};
use deltascope::inputs::{Head, Sentence, Stream, random};
use deltascope::math::normalise_rows;

/// Whether a number stands on the page, to so many parts of it.
fn near(page: &Page, id: &str, expected: f64, part: f64) -> bool {
    value(page, id).is_some_and(|told| (told - expected).abs() <= part * expected.abs())
}

/// Whether a number stands on the page up to rounding.
fn says(page: &Page, id: &str, expected: f64) -> bool {
    near(page, id, expected, 1e-9) || value(page, id).is_some_and(|told| (told - expected).abs() < 1e-12)
}

/// The sentence with which the page opens, of a head.
fn sentence(head: Head) -> Stream {
    let bytes = include_bytes!("../../../../data/s3.safetensors");
    Sentence::read(bytes).expect("it is whole").stream(head).expect("it has the head")
}

/// What a run finds, computed here.
fn drifted(of: Followed, steps: u64) -> Drifted {
    let mut drifting = Drifting::new(Drift { of, steps });
    drifting.advance(steps);
    drifting.found
}

/// Waits until a run of so many tokens has ended.
fn ran(page: &Page, id: &str, steps: u64) {
    let says = format!("{id}-says");
    page.wait_until(&format!("{id} has run"), |page| {
        page.attribute(&says, "data-done").as_deref() == Some(&*steps.to_string())
            && page.text(&says).contains("All tokens are done")
    });
}

/// Whether the page tells what a mark tells of each format. Numbers that went through JSON, and were computed in another program, may
/// differ in their last digits; so may what is rounding alone.
fn tells(page: &Page, ids: [&str; 3], t: u64, of: [Option<f64>; 3]) -> bool {
    ids.iter().zip(of).all(|(id, of)| near(page, &format!("{id}-{t}"), of.expect("it is finite"), 1e-6))
}

#[test]
fn long_keys_are_safe_below_a_bound_and_for_a_sentence_also_a_little_beyond_it() {
    visit(|page| {
        page.play("?page=stability&head=l0.h2&t=0&lang=en");
        let stream = sentence(Head::L0H2);
        let longest = 2.0 / safe_beta(&stream.k).expect("keys");
        let within =
            |factor: f64| norms(&stream.k, &stream.v, factor / longest, 1).into_iter().fold(0.0, f64::max);
        answered(page, "lengths", "1", "✓ 1");
        page.wait_until("the table", |page| {
            [1.0, 2.0, 2.5, 3.0, 3.5, 4.0].into_iter().all(|factor| {
                says(page, &format!("within-{factor}"), within(factor))
                    && near(page, &format!("radius-{factor}"), radius(&stream.k, factor / longest), 1e-6)
            })
        });
        let one = page.text("lengths-one");
        assert!(one.contains("over 10¹⁰ from token 6 on, and 2.20e38 at the end"), "{one}");
        assert!(one.contains("∞ from token 11 on"), "{one}");
        // Another stream is another question.
        page.open("?page=stability&input=s3&head=l0.h2&norm=1&t=0&lang=en");
        page.wait_until("it asks anew", |page| page.has("predict-lengths") && !page.has("lengths-one"));
    });
}

#[test]
fn over_many_tokens_rounding_errors_stay_as_they_are_unless_nothing_is_forgotten() {
    let ids = ["precision-single", "precision-brain", "precision-keys"];
    visit(|page| {
        page.play("?page=stability&t=0&lang=en");
        page.wait_until("it asks", |page| page.has("precision-b"));
        assert!(!page.has("precision-start"), "nothing is given away");
        page.click("precision-b");
        page.wait_until("the right one", |page| page.text("precision-a").ends_with('✓'));
        assert!(page.text("precision-b").ends_with('✗'));
        let stands = |page: &Page, beta: f64, steps: u64| {
            let found = drifted(Followed::State { beta }, steps);
            let told = |mark: &Mark| {
                tells(page, ids, mark.t, mark.off)
                    && near(page, &format!("precision-size-{}", mark.t), mark.size, 1e-9)
            };
            let shown = found.marks.iter().filter(|mark| [100, 1000, 10_000, 100_000].contains(&mark.t));
            assert!(shown.clone().count() > 0);
            shown.into_iter().all(told)
        };
        // It begins by itself, and anew with other settings.
        ran(page, "precision", 100_000);
        assert!(stands(page, 1.0, 100_000), "{}", page.text("precision-table"));
        page.select("precision-steps", "10000");
        ran(page, "precision", 10_000);
        // Another β begins anew by itself.
        page.select("precision-beta", "2");
        page.wait_until("reflections", |page| stands(page, 2.0, 10_000));
        let [early, late] =
            [100, 10_000].map(|t| value(page, &format!("precision-single-{t}")).expect("told"));
        assert!(late > 5.0 * early, "{early} {late}");
    });
}

#[test]
fn a_long_run_can_be_stopped_and_what_it_has_found_stays() {
    let at_a_desk = Some("the worker is not slowed down, and is done before the page has stopped it");
    Visit { at_a_desk, ..Visit::default() }.run(|page| {
        page.play("?page=stability&t=0&lang=en");
        page.wait_until("it asks", |page| page.has("reflections-a"));
        page.click("reflections-a");
        // The slowest of them.
        page.wait_until("the run", |page| page.has("reflections-every"));
        page.select("reflections-every", "1");
        page.wait_until("its first numbers", |page| page.has("skew-single-100"));
        page.click("reflections-start");
        page.wait_until("it stands", |page| page.text("reflections-start") == "Run again");
        let done = page.attribute("reflections-says", "data-done").and_then(|done| done.parse::<u64>().ok());
        assert!(done.is_some_and(|done| (100..100_000).contains(&done)), "{done:?}");
        assert!(page.has("skew-single-100"), "what it has found stays");
    });
}

#[test]
fn orthogonal_again_is_not_right_again() {
    visit(|page| {
        page.play("?page=stability&t=0&lang=en");
        page.wait_until("it asks", |page| page.has("reflections-c"));
        page.click("reflections-c");
        page.wait_until("the run", |page| page.has("reflections-steps"));
        assert!(page.text("reflections-c").ends_with('✗') && page.text("reflections-a").ends_with('✓'));
        page.select("reflections-steps", "10000");
        let stands = |page: &Page, every: u64, size: StepSize| {
            let found = drifted(Followed::Product { every, size }, 10_000);
            let last = found.marks.last().expect("marks");
            let ids = ["apart-single", "apart-brain", "apart-keys"];
            let skew =
                |at: usize, id: &str| near(page, &format!("{id}-10000"), last.skew[at].expect("finite"), 0.2);
            tells(page, ids, 10_000, last.off) && skew(0, "skew-single") && skew(1, "skew-brain")
        };
        ran(page, "reflections", 10_000);
        assert!(stands(page, 0, StepSize::Two), "{}", page.text("reflections-table"));
        let [skew, apart] =
            ["skew-brain-10000", "apart-brain-10000"].map(|id| value(page, id).expect("told"));
        page.select("reflections-every", "100");
        page.wait_until("orthogonal again", |page| stands(page, 100, StepSize::Two));
        let [mended, still] =
            ["skew-brain-10000", "apart-brain-10000"].map(|id| value(page, id).expect("told"));
        assert!(mended < skew / 100.0 && still > 0.9 * apart, "{skew} {mended}, {apart} {still}");
        page.select("reflections-every", "0");
        page.select("reflections-size", "exact");
        page.wait_until("at the source", |page| {
            value(page, "skew-keys-10000").is_some_and(|skew| skew < 1e-12)
        });
    });
}

#[test]
fn a_unit_key_is_too_long_in_bf16_and_with_sums_in_f32_that_tells() {
    visit(|page| {
        page.play("?page=stability&t=0&lang=en");
        answered(page, "one-key", "0", "✗ 571");
        let found = one_key(Arithmetic::BrainKeyInSingle, 2.0, 1000);
        assert!(says(page, "told-key-single-off", found.off));
        for (n, expected) in [(1, 1.203_125), (2, 0.0), (3, 1.203_125), (1000, 0.0)] {
            assert!(says(page, &format!("told-brain-{n}"), expected), "{n}");
        }
        assert!(says(page, "told-key-double-2", -0.007_526_874_542_236_328));
    });
}

#[test]
fn what_was_there_before_lasts_and_does_not_help() {
    visit(|page| {
        page.play("?page=stability&t=0&lang=en");
        page.wait_until("the shares", |page| page.has("share-256"));
        let keys = normalise_rows(&random(1, 256, 16).q);
        let stands = |page: &Page, beta: f64| {
            let left = share_left(&keys, beta);
            [16, 64, 256].into_iter().all(|t| {
                says(page, &format!("share-{t}"), left[t])
                    && says(page, &format!("share-expected-{t}"), expected_share(beta, 16, t))
            })
        };
        assert!(stands(page, 1.0));
        assert!(page.text("half-life").contains("21.5"), "{}", page.text("half-life"));
        page.slide("initial-beta", 1.0);
        page.wait_until("nothing is forgotten", |page| stands(page, 2.0));
        assert!(half_life(2.0, 16).is_none() && page.text("half-life").contains("nothing is ever forgotten"));
        let stream = sentence(Head::L3H1);
        let unit = normalise_rows(&stream.k);
        answered(page, "initial", "10", "✗ 85");
        for (id, initial) in
            [("zero", Initial::Zero), ("identity", Initial::Identity), ("large", Initial::Large)]
        {
            let off = recall_from(&initial.state(32), &unit, &stream.v, 1.0);
            assert!(says(page, &format!("from-{id}-median"), median(&off).expect("pairs")), "{id}");
        }
    });
}

#[test]
fn gates_multiply_to_nothing_and_their_inverse_overflows() {
    visit(|page| {
        page.play("?page=stability&t=0&lang=en");
        answered(page, "products", "128", "✓ 128");
        let stands = |page: &Page, gamma: f64| {
            let of = fading(gamma);
            let count = |id: &str, count: Option<usize>| match count {
                Some(count) => says(page, id, count as f64),
                None => value(page, id).is_none(),
            };
            count("below-normal", of.below_normal)
                && count("exactly-zero", of.zero)
                && count("ratio-wrong", ratio_wrong_from(gamma))
                && count("overflow-single", overflows_at(gamma, Width::Single))
                && count("overflow-half", overflows_at(gamma, Width::Half))
        };
        page.wait_until("one half", |page| stands(page, 0.5));
        let off = |found: f32, gamma: f64, n: i32| (f64::from(found) / gamma.powi(n) - 1.0).abs();
        page.select("products-gamma", "0.9");
        page.wait_until("it sticks", |page| stands(page, 0.9) && says(page, "stuck", 964.0));
        assert!(says(page, "off-product-100", off(by_products(0.9, 100), 0.9, 100)));
        assert!(value(page, "off-ratio-logs-1000").is_some_and(|off| off < 1e-3));
        assert!(value(page, "off-ratio-1000").is_some_and(|off| off > 0.1));
        assert!(near(page, "off-logs-100", off(by_logs(0.9, 100), 0.9, 100), 0.1));
        page.select("products-gamma", "0.5");
        let forms = [
            ("naive", ChunkForm::Naive),
            ("after", ChunkForm::MaskedAfter),
            ("first", ChunkForm::MaskedFirst),
        ];
        page.wait_until("the chunk", |page| {
            forms
                .iter()
                .all(|(id, form)| says(page, &format!("lost-{id}"), chunk(0.5, 256, *form).lost as f64))
        });
        assert!(value(page, "chunk-off-first").is_some_and(|off| off < 1e-5));
    });
}

#[test]
fn inverses_explode_for_random_numbers_and_not_for_unit_keys() {
    visit(|page| {
        page.play("?page=stability&t=0&lang=en");
        answered(page, "inverses", "3", "✗ 11");
        let random_ones: Vec<f64> =
            (1..=21).map(|seed| largest_of_inverse(&random_below(seed, 96))).collect();
        let unit = |seed| largest_of_inverse(&overlaps_below(&normalise_rows(&random(seed, 96, 16).q), 1.0));
        let unit: Vec<f64> = (1..=5).map(unit).collect();
        assert!(says(page, "inverse-random-96", median(&random_ones).expect("seeds")));
        assert!(says(page, "inverse-unit-96", median(&unit).expect("seeds")));
        page.slide("inverses-beta", 1.0);
        page.wait_until("β = 2", |page| {
            value(page, "inverse-unit-96").is_some_and(|largest| largest > 1.5 && largest <= 2.0 + 1e-12)
        });
    });
}

#[test]
fn at_the_edges_each_exhibit_has_what_fails_and_what_to_write_instead() {
    visit(|page| {
        page.play("?page=stability&t=0&lang=en");
        answered(page, "edges", "1000", "✗ 256");
        let gate = stored_gate(0.999, 1000);
        assert!(
            says(page, "edge-stored", gate.left_of_gamma)
                && says(page, "edge-stored-instead", gate.left_by_log)
        );
        assert!(says(page, "edge-tiny", divided_key(2e-4).rooted) && says(page, "edge-tiny-instead", 1.0));
        let [half, single] = least_of_sums();
        assert!(near(page, "edge-gram", half, 1e-6) && near(page, "edge-gram-instead", single, 1e-6));
        assert!(says(page, "edge-one", 0.0) && near(page, "edge-one-instead", -5.93e-8, 0.01));
        for id in ["edge-shut", "edge-zero"] {
            assert_eq!(page.text(id), "NaN", "{id}");
        }
        assert!(says(page, "edge-shut-instead", 0.9) && says(page, "edge-zero-instead", 0.0));
    });
}
