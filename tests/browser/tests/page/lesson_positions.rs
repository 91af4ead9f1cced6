//! The lesson on positions: biases as pictures, what PaTH is, what one β erases, four times the length. What the page prints is compared with
//! what is computed here.
//!
//! This file is long because each section of the page is done as a person would do it.

use crate::told::{chosen, says, value};
use browser_tests::{Key, Page, visit};
use deltascope::experiments::{
    Bias, ByToken, Marked, Mean, NEAR, PathIdentity, PositionCode, RowSpread, by_distance, condition,
    expected_share, factor_that_keeps, mass_on_parts, needle, negative_share, overlap, position_delta,
    position_row, query_left, weight_before,
};
use deltascope::family::AllTensors;
use deltascope::inputs::{Gates, Head, Sentence, Stream, wave};
use deltascope::math::{Mat, normalise_rows};
use deltascope::rules::{Inputs, PathAttn, Rule, Tensor, path_attn};

const SINUSOIDS: PositionCode = PositionCode::Sinusoids(32);

/// The same of a number that may be tiny.
fn near(page: &Page, id: &str, expected: f64, part: f64) -> bool {
    value(page, id).is_some_and(|told| (told - expected).abs() <= part * expected.abs())
}

/// The sentence with which the page opens, in the head with which it opens.
fn cars() -> Stream {
    let bytes = include_bytes!("../../../../data/s3.safetensors");
    Sentence::read(bytes).expect("it is whole").stream(Head::L3H1).expect("it has the head")
}

#[test]
fn the_plan_is_the_identity_and_what_is_asked_first_points_to_the_position_before() {
    visit(|page| {
        page.play("?page=positions&t=0&lang=en");
        chosen(page, "after", "a", "c");
        assert!(page.text("after-a").contains('✗'));
        let distances = |page: &Page, beta: f64, written: f64| {
            let (code, constant) =
                (by_distance(SINUSOIDS, beta, 32), by_distance(PositionCode::Constant, 0.25, 32));
            [0, 1, 2, 3, 4, 8, 16, 31].into_iter().all(|m| {
                let factor = if m == 0 { 1.0 } else { written };
                says(page, &format!("distance-code-{m}"), overlap(m, 32))
                    && says(page, &format!("distance-delta-{m}"), factor * code[m])
                    && says(page, &format!("distance-constant-{m}"), constant[m])
            })
        };
        page.wait_until("the weights by distance", |page| distances(page, 1.0, 1.0));
        assert!(says(page, "from-diagonal", overlap(1, 32)));
        page.click("matrices-after");
        page.wait_until("the plan is I", |page| {
            distances(page, 1.0, 0.0) && value(page, "from-diagonal").is_some_and(|apart| apart < 1e-13)
        });
        page.slide("matrices-beta", 0.0);
        page.wait_until("a weak β", |page| distances(page, 0.05, 0.95));
        page.click("matrices-after");
        page.slide("matrices-beta", 1.0);
        page.wait_until("as it was", |page| distances(page, 1.0, 1.0));

        // ALiBi is a gate for all, and a constant code is ALiBi but for the token that asks.
        page.wait_until("what is the same", |page| {
            value(page, "same-alibi").is_some_and(|apart| apart < 1e-13)
                && value(page, "same-earlier").is_some_and(|apart| apart < 1e-11)
        });
        assert!(says(page, "same-own", 0.75_f64.ln()));
        let a = position_delta(&SINUSOIDS.rows(128), &[1.0; 128]).expect("weights");
        assert!(says(page, "same-negative", negative_share(&a).expect("some")));
    });
}

#[test]
fn a_cell_of_a_picture_answers_to_the_arrow_keys() {
    visit(|page| {
        page.play("?page=positions&t=0&lang=en");
        chosen(page, "after", "c", "c");
        page.wait_until("the pictures", |page| page.has("scores-alibi") && page.has("scores-path"));
        let cell = |id: &str, row: usize, col: usize| {
            page.script(&format!("document.querySelector('[data-testid=scores-{id}]').focus()"));
            (0..row).for_each(|_| page.press(Key::Down));
            (0..col).for_each(|_| page.press(Key::Right));
        };
        cell("alibi", 9, 4);
        page.wait_until("m times the distance", |page| says(page, "matrix-cell", -0.25 * 5.0));
        assert!(page.text("matrix-cell").contains("query 9, key 4"));
        let x = cars().inputs_for(&PathAttn::INFO, &Gates::new().with(Tensor::Beta, 1.0)).expect("inputs");
        let path = path_attn::scores(&x).expect("scores") / x.scale;
        cell("path", 6, 2);
        page.wait_until("a score of PaTH", |page| says(page, "matrix-cell", path[(6, 2)]));
        cell("delta", 1, 2);
        page.wait_until("a later token", |page| page.text("matrix-cell").contains("no later token"));
        let log = Bias::Log { beta: ByToken::all(0.25) }.row(32).expect("logarithms");
        let largest = log.iter().map(|x| x.abs()).fold(0.0, f64::max);
        assert!(says(page, "largest-log", largest));
    });
}

/// The unit keys of a stream as directions, with the gates of the fixed stream.
fn along_keys(stream: Stream) -> Inputs {
    let x = AllTensors::of(&stream.with_unit_keys(), &Gates::new()).expect("inputs").inputs().clone();
    let k = x.k.clone();
    x.with(Tensor::W, k)
}

#[test]
fn path_is_what_it_is_said_to_be_and_not_what_it_only_looks_like() {
    let both = |id: &str, x: &Inputs| {
        let found = match id {
            "forgetting" => PathIdentity::forgetting(x, true),
            "undivided" => PathIdentity::forgetting(x, false),
            "scores" => PathIdentity::delta(x, true),
            "unweighted" => PathIdentity::delta(x, false),
            "outputs" => {
                PathIdentity::outputs_of_delta(&x.clone().with(Tensor::G, Mat::zeros(x.k.nrows(), 1)))
            }
            "own" => PathIdentity::own_keys(x),
            "absolute" => PathIdentity::absolute(x, 2.0),
            _ => PathIdentity::absolute(x, 1.9),
        };
        found.expect("both sides").apart()
    };
    visit(|page| {
        page.play("?page=positions&t=0&lang=en");
        chosen(page, "cases", "a", "b");
        let streams = [("fixed", AllTensors::fixed().inputs().clone()), ("stage", along_keys(cars()))];
        for (id, holds) in [
            ("forgetting", 1.0),
            ("undivided", 0.0),
            ("scores", 1.0),
            ("unweighted", 0.0),
            ("outputs", 0.0),
            ("own", 1.0),
            ("absolute", 1.0),
            ("nearly", 0.0),
        ] {
            page.wait_until(id, |page| {
                streams.iter().all(|(of, x)| {
                    let apart = both(id, x);
                    let same = |id: &str, x: f64| {
                        value(page, id).is_some_and(|told| (told - x).abs() < 1e-9 * x.max(1.0))
                    };
                    same(&format!("case-{id}-apart-{of}"), apart.largest)
                        && same(&format!("case-{id}-scale-{of}"), apart.scale)
                })
            });
            assert!(says(page, &format!("case-{id}-same"), holds), "{id}");
        }
    });
}

#[test]
fn a_query_fades_along_directions_and_the_product_cannot_be_undone_for_long() {
    visit(|page| {
        page.play("?page=positions&t=0&lang=en");
        page.wait_until("it asks", |page| page.has("predict-turned"));
        page.type_into("predict-turned", "50");
        page.click("reveal-turned");
        page.wait_until("the answer", |page| page.text("answer-turned").starts_with("✗ 2"));
        let stands = |page: &Page, beta: f64| {
            let runs: Vec<Vec<f64>> = (0..300).map(|seed| query_left(seed, beta, 32, 128)).collect();
            [8, 32, 128].into_iter().all(|n| {
                let mean = Mean::of(&runs.iter().map(|run| run[n]).collect::<Vec<_>>()).expect("several");
                near(page, &format!("left-expected-{n}"), expected_share(beta, 32, n).powi(2), 1e-9)
                    && near(page, &format!("left-measured-{n}"), mean.mean, 1e-9)
                    && near(page, &format!("left-error-{n}"), mean.error.expect("several"), 1e-6)
            })
        };
        page.wait_until("300 queries", |page| stands(page, 1.0));
        let undone = |page: &Page, beta: f64| {
            [16, 128, 512].into_iter().all(|t| {
                let w = normalise_rows(&wave(3, t, 8, -1.0..1.0));
                near(page, &format!("condition-{t}"), condition(&w, beta).expect("a number"), 1e-6)
            })
        };
        page.wait_until("condition numbers", |page| undone(page, 1.5));
        assert!(value(page, "inverse-off-16").is_some_and(|off| off < 1e-12));
        assert!(value(page, "inverse-off-512").is_some_and(|off| off > 1.0));
        page.select("undo-beta", "2");
        page.wait_until("reflections keep every length", |page| {
            undone(page, 2.0) && value(page, "inverse-off-512").is_some_and(|off| off < 1e-12)
        });
    });
}

#[test]
fn one_token_erases_five_percent_of_sinusoids_and_all_of_a_constant_code() {
    let left = |code: PositionCode, beta: f64| {
        let beta = ByToken { usual: 0.5, marked: beta, at: Marked::These(vec![20]) };
        weight_before(&position_row(&code.rows(32), &beta.list(32), 24).expect("a row"), 20)
    };
    visit(|page| {
        page.play("?page=positions&t=0&lang=en");
        chosen(page, "reset", "a", "b");
        let stands = |page: &Page, name: &str, beta: f64| {
            [("sinusoids", SINUSOIDS), ("constant", PositionCode::Constant)].into_iter().all(|(id, code)| {
                says(page, &format!("reset-left-{id}-{name}"), left(code, beta))
                    && says(
                        page,
                        &format!("reset-taken-{id}-{name}"),
                        1.0 - left(code, beta) / left(code, 0.5),
                    )
            })
        };
        page.wait_until("the table", |page| {
            [("0", 0.0), ("0.5", 0.5), ("0.9", 0.9), ("1", 1.0), ("own", 1.0)]
                .into_iter()
                .all(|(name, beta)| stands(page, name, beta))
        });
        assert!(says(page, "reset-left-constant-1", 0.0) && says(page, "reset-gate", 0.0));
        page.slide("reset-beta", 0.0);
        page.wait_until("another β", |page| stands(page, "own", 0.0));
        for (j, weight) in [(16, 0.5), (12, 0.25), (8, 0.125), (4, 0.0625), (0, 0.03125)] {
            assert!(says(page, &format!("counted-constant-{j}"), weight));
        }
        assert!(value(page, "counted-sinusoids-0").is_some_and(|x| (x - 0.024_512).abs() < 1e-6));
    });
}

#[test]
fn four_times_the_length_dilutes_a_bounded_bias_and_a_needle_lives_under_it() {
    let table = |beta: f64| {
        let delta = |beta: f64| Bias::Delta { code: SINUSOIDS, beta: ByToken::all(beta), c: 4.0 };
        [
            ("none", Bias::None),
            ("alibi", Bias::Alibi { m: 0.25 }),
            (
                "forgetting",
                Bias::Forgetting { g: ByToken { usual: -0.02, marked: -2.0, at: Marked::Every(16) } },
            ),
            ("code", Bias::Code { code: SINUSOIDS, c: 4.0 }),
            ("delta", delta(beta)),
            ("half", delta(0.5)),
            ("log", Bias::Log { beta: ByToken::all(0.25) }),
        ]
    };
    let stands = |page: &Page, beta: f64, tokens: usize| {
        table(beta).iter().all(|(id, bias)| {
            let spread = |tokens: usize| RowSpread::of_bias(&bias.row(tokens).expect("a row"));
            let found = needle(&bias.row(128).expect("a row"), 5.0, 100).expect("a needle");
            near(page, &format!("longer-{id}-needle"), found, 1e-9)
                && [("short", 32), ("long", tokens)].into_iter().all(|(when, tokens)| {
                    let RowSpread { entropy, share, near } = spread(tokens);
                    says(page, &format!("longer-{id}-entropy-{when}"), entropy)
                        && says(page, &format!("longer-{id}-share-{when}"), share.expect("several"))
                        && says(page, &format!("longer-{id}-near-{when}"), near)
                })
        })
    };
    visit(|page| {
        page.play("?page=positions&t=0&lang=en");
        chosen(page, "longer", "c", "b");
        page.wait_until("the table", |page| stands(page, 1.0, 128));
        let verdict = page.text("verdict");
        assert!(verdict.contains("0.8125 to 0.4694") && verdict.contains("0.8650 to 0.8647"), "{verdict}");
        assert!(value(page, "verdict").is_some_and(|apart| apart < 1e-13), "the shape is the same");
        page.select("longer-tokens", "512");
        page.wait_until("a longer text", |page| stands(page, 1.0, 512));
        page.slide("longer-beta", 0.0);
        page.wait_until("a weak β", |page| stands(page, 0.05, 512));
        for tokens in [32, 128, 512, 2048] {
            let mut f = by_distance(SINUSOIDS, 0.5, tokens);
            f.reverse();
            let c = factor_that_keeps(&f, 0.8, NEAR).expect("a factor");
            page.wait_until("the factor", |page| near(page, &format!("factor-{tokens}"), c, 1e-6));
        }
    });
}

#[test]
fn a_sentence_is_cut_by_the_logarithm_of_a_constant_code_and_hardly_moved_by_sinusoids() {
    let stream = cars();
    let masses = |bias: &Bias| {
        let weights = bias.attention(&stream).expect("weights");
        mass_on_parts(&weights.row(17).iter().copied().take(18).collect::<Vec<_>>(), &[6, 12])
    };
    let beta = || ByToken { usual: 0.2, marked: 1.0, at: Marked::These(vec![6, 12]) };
    let sinusoids = |c: f64| masses(&Bias::Delta { code: SINUSOIDS, beta: beta(), c });
    let stands = |page: &Page, id: &str, of: &[f64]| {
        of.iter().zip(1..).all(|(mass, part)| says(page, &format!("sentence-{id}-{part}"), *mass))
    };
    visit(|page| {
        page.play("?page=positions&t=0&lang=en");
        chosen(page, "longer", "b", "b");
        page.wait_until("the sentence", |page| {
            stands(page, "none", &sinusoids(0.0))
                && stands(page, "four", &sinusoids(4.0))
                && stands(page, "own", &sinusoids(16.0))
                && stands(page, "log", &masses(&Bias::Log { beta: beta() }))
        });
        assert!(says(page, "sentence-log-1", 0.0));
        page.slide("sentence-c", 1.0);
        page.wait_until("a larger factor", |page| stands(page, "own", &sinusoids(20.0)));
        page.select("input-select", "three");
        page.wait_until("other inputs have no such parts", |page| page.has("no-sentence"));
    });
}

#[test]
fn an_experiment_ends_with_the_mass_on_each_part_of_the_sentence() {
    visit(|page| {
        page.play("?page=positions&exp=clause&lang=en");
        page.wait_until("it asks", |page| page.has("answer-b"));
        page.click("answer-b");
        let at_ends = ByToken { usual: -0.05, marked: -4.0, at: Marked::These(vec![6, 12]) };
        let weights = Bias::Forgetting { g: at_ends }.attention(&cars()).expect("weights");
        let parts = mass_on_parts(&weights.row(17).iter().copied().take(18).collect::<Vec<_>>(), &[6, 12]);
        page.wait_until("the numbers", |page| {
            parts.iter().zip(1..).all(|(mass, part)| {
                value(page, &format!("positions-part_{part}-forgetting_attn"))
                    .is_some_and(|told| (told - mass).abs() < 1e-7)
            })
        });
    });
}
