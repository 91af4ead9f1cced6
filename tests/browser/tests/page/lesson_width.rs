//! The lesson on width: directions of a state, heads, mirrors, one factor against a cycle, parity, words of permutations, several pairs to a
//! token, what they cost, and whether they drift. What the page prints is compared with what is computed here.
//!
//! This file is long because the page has twelve tables, and each is compared.

use crate::told::{answered, chosen, says, value};
use browser_tests::{Page, visit};
use deltascope::experiments::{
    Alphabet, Asked, Cycling, Heads, Mean, Mirrors, OneFactor, Recalled, Rotations, SwapKey, Turning,
    TwoKeys, TwoWords, Word, best_share, cost_of_added, cost_of_token, expected_right, ones_until,
    ranks_of_added, spectra_over_time, turned_by_projections,
};
use deltascope::inputs::three;
use deltascope::rules::rule;

fn asked(id: &str) -> Asked {
    Asked::new(rule(id).expect("a rule"))
}

fn mean(numbers: impl Iterator<Item = f64>) -> f64 {
    Mean::of(&numbers.collect::<Vec<_>>()).expect("several lists").mean
}

#[test]
fn the_rank_and_the_singular_values_follow_the_stop() {
    let stream = three().with_unit_keys();
    let x = stream.inputs(&[1.0; 3], &[1.0; 3]);
    let stands = |page: &Page, token: usize| {
        ["linear_attn", "delta_rule"].into_iter().all(|id| {
            let all = spectra_over_time(rule(id).expect("a rule"), &x).expect("states");
            let spectrum = all[token - 1].as_ref().expect("finite");
            says(page, &format!("rank-{id}"), spectrum.rank() as f64)
                && spectrum.values.iter().zip(1..).all(|(of, n)| says(page, &format!("sigma-{n}-{id}"), *of))
        })
    };
    visit(|page| {
        page.play("?page=width&input=three&t=0&lang=en");
        page.wait_until("the table", |page| page.has("now-directions-table"));
        assert!(!page.has("rank-delta_rule"), "nothing has been told");
        page.click("step-last");
        page.wait_until("two directions", |page| stands(page, 3));
        page.open("?page=width&input=three&stop=0&t=5&lang=en");
        page.wait_until("one direction", |page| stands(page, 1));
    });
}

#[test]
fn heads_divide_what_a_state_holds_and_each_has_its_own_idea_of_the_same_key() {
    let heads = |row: &str| match row {
        "narrow" => Heads::one(8, 32).expect("a head"),
        h => Heads::dividing(32, h.parse().expect("a number")).expect("heads"),
    };
    // What the table says, by the ids of its cells.
    let expected = |id: &str, n: usize| -> Vec<(String, f64)> {
        let row = |row: &str| {
            let lists: Vec<Recalled> =
                (0..200).map(|seed| heads(row).tell(&asked(id), seed, n).expect("answers")).collect();
            let right = mean(lists.iter().map(|list| list.count() as f64 / n as f64));
            let squared = mean(lists.iter().map(|list| list.squared.iter().sum::<f64>() / n as f64));
            let exact = heads(row).recalled_exactly(&asked(id), 32).expect("answers") as f64;
            let state = heads(row).state() as f64;
            [("right", right), ("squared", squared), ("exact", exact), ("state", state)]
                .map(|(what, of)| (format!("heads-{what}-{row}"), of))
        };
        ["1", "2", "4", "8", "narrow"].into_iter().flat_map(row).collect()
    };
    let told = [("delta_rule", 8), ("linear_attn", 8), ("linear_attn", 16)].map(|(id, n)| expected(id, n));
    let stands = |page: &Page, table: &[(String, f64)]| table.iter().all(|(id, of)| says(page, id, *of));
    visit(|page| {
        page.play("?page=width&lang=en");
        answered(page, "heads", "32", "✗ 4");
        let [delta, linear, more] = &told;
        page.wait_until("eight pairs", |page| stands(page, delta));
        page.select("heads-rule", "linear_attn");
        page.wait_until("linear attention", |page| stands(page, linear));
        page.select("heads-pairs", "16");
        page.wait_until("sixteen pairs", |page| {
            stands(page, more) && says(page, "heads-expected-8", 15.0 / 4.0)
        });

        chosen(page, "two-words", "c", "b");
        page.wait_until("the cat", |page| {
            [[0.5, 1.0, 1.0, 0.5], [0.0, 1.0, 1.0, 1.0]].into_iter().zip(1..).all(|(row, n)| {
                let ids = ["red", "blue", "of-red", "of-blue"].into_iter().zip(row);
                ids.into_iter().all(|(id, expected)| says(page, &format!("cat-{n}-{id}"), expected))
            })
        });
        for n in [4, 8, 16, 32] {
            let share = |seed, wide: bool| {
                let (facts, asked) = (TwoWords::random(seed, n, 8), asked("delta_rule"));
                let answers = if wide { facts.one_head(&asked) } else { facts.two_heads(&asked) };
                facts.right(&answers.expect("answers")).into_iter().sum::<usize>() as f64 / (2 * n) as f64
            };
            let [wide, narrow] = [true, false].map(|wide| mean((0..200).map(|seed| share(seed, wide))));
            page.wait_until("random facts", |page| {
                says(page, &format!("words-wide-{n}"), wide)
                    && says(page, &format!("words-narrow-{n}"), narrow)
            });
            assert_eq!(wide > narrow, n < 32, "{n} facts");
        }
    });
}

#[test]
fn mirrors_turn_and_one_factor_is_no_cycle() {
    let stands = |page: &Page, degrees: f64, betas: [f64; 2]| {
        let mirrors = Mirrors { angles: [0.0, degrees.to_radians()], betas };
        let path = mirrors.path(6).expect("a way");
        path.iter().enumerate().all(|(n, [x, y])| {
            says(page, &format!("mirrors-x-{n}"), *x)
                && says(page, &format!("mirrors-y-{n}"), *y)
                && says(page, &format!("mirrors-off-{n}"), mirrors.off_after(n).expect("a number"))
        })
    };
    visit(|page| {
        page.play("?page=width&lang=en");
        answered(page, "mirrors", "3", "✓ 3");
        page.wait_until("a third of a turn", |page| {
            stands(page, 60.0, [2.0; 2]) && says(page, "mirrors-period", 3.0)
        });
        let picture = page.attribute("mirrors-picture", "aria-label").unwrap_or_default();
        assert!(picture.contains("60°") && picture.contains("−0.5 ± 0.866 i"), "{picture}");
        page.slide("mirrors-angle", 1.0);
        page.wait_until("half a turn", |page| {
            stands(page, 90.0, [2.0; 2]) && says(page, "mirrors-period", 2.0)
        });
        page.slide("mirrors-beta-2", 0.0);
        page.wait_until("one mirror", |page| stands(page, 90.0, [2.0, 0.0]));
        page.slide("mirrors-beta-1", 0.0);
        page.wait_until("none", |page| says(page, "mirrors-period", 1.0));

        chosen(page, "factor", "a", "c");
        let off = |page: &Page, id: &str, one: OneFactor| {
            let word = best_share(one.beta, 30).expect("a word") * 30.0;
            says(page, &format!("factor-off-{id}"), one.off().expect("a number"))
                && says(page, &format!("factor-formula-{id}"), one.off_by_formula())
                && says(page, &format!("factor-word-{id}"), word.round())
        };
        page.wait_until("the rows", |page| {
            [("0", 0.0), ("1", 1.0), ("1.5", 1.5), ("2", 2.0), ("now", 1.5)]
                .into_iter()
                .all(|(id, beta)| off(page, id, OneFactor { beta, ..OneFactor::default() }))
        });
        let most = OneFactor::default().most_off().expect("it fits").expect("a number");
        assert!(most > 3_f64.sqrt() && says(page, "factor-most-now", most), "{most}");
        assert!(says(page, "factor-most-0", 3_f64.sqrt()), "doing nothing has the least that there is");
        page.slide("factor-angle", 1.0);
        let now = "factor-off-now";
        assert!(says(page, now, 3.75_f64.sqrt()), "the angle in the plane changes nothing");
        page.slide("factor-tilt", 1.0);
        page.wait_until("a tilted key", |page| {
            off(page, "now", OneFactor { tilt: 90_f64.to_radians(), ..OneFactor::default() })
        });
        assert!(says(page, "factor-words", 12.0));
        for (id, tokens) in
            [("mirrors", 3.0), ("dplr", 3.0), ("momentum-3", 3.0), ("momentum-2", 4.0), ("momentum-1", 6.0)]
        {
            assert!(says(page, &format!("way-{id}-period"), tokens), "{id}");
        }
    });
}

#[test]
fn a_parity_fades_with_a_smaller_beta_and_projections_turn_a_sign() {
    visit(|page| {
        page.play("?page=width&lang=en");
        answered(page, "parity", "44", "✓ 44");
        let stands = |page: &Page, id: &str, beta: f64| {
            [1, 2, 10, 60]
                .into_iter()
                .all(|n| says(page, &format!("parity-{id}-{n}"), (1.0_f64 - beta).powi(n)))
        };
        page.wait_until("the rows", |page| {
            [1.0, 1.5, 1.9, 1.99, 2.0].into_iter().all(|beta| stands(page, &beta.to_string(), beta))
        });
        let lost = |beta: f64| value(page, &format!("parity-{beta}-until")).map(|ones| ones as usize);
        assert!([1.0, 1.5, 1.9, 1.99, 2.0].into_iter().all(|beta| lost(beta) == ones_until(beta, 0.01)));
        page.slide("parity-beta", 0.0);
        page.wait_until("another β", |page| stands(page, "now", 0.1));
        for n in [1, 2, 3, 4, 8, 16, 64] {
            assert!(says(page, &format!("projections-end-{n}"), turned_by_projections(n)), "{n}");
        }
    });
}

#[test]
fn a_word_of_permutations_is_told_token_by_token() {
    visit(|page| {
        page.play("?page=width&lang=en");
        answered(page, "slots", "2", "✗ 4");
        let stands = |page: &Page, seed: u64, n: usize, factors: usize, tokens: usize| {
            let mut word = Word::new(seed, n, factors, Alphabet::All);
            let last = (0..tokens).map(|_| word.next_token().expect("slots")).last().expect("a token");
            let holds = |id: &str, all: &[f64]| {
                all.iter().zip(1..).all(|(of, at)| says(page, &format!("slots-{id}-{at}"), *of))
            };
            holds("s", &last.slots)
                && holds("wanted", &last.wanted)
                && says(page, "slots-right", word.right as f64)
                && page.text("slots-token").ends_with(if last.right { '✓' } else { '✗' })
        };
        page.wait_until("the first token", |page| stands(page, 0, 5, 2, 1));
        page.click("slots-next");
        page.wait_until("the second", |page| stands(page, 0, 5, 2, 2));
        page.click("slots-many");
        page.wait_until("twenty more", |page| stands(page, 0, 5, 2, 22));
        page.wait_until("what is to be expected", |page| {
            (1..5).all(|factors| {
                let all = expected_right(5, factors, 50).expect("shares");
                [1, 2, 5, 10, 20, 50]
                    .into_iter()
                    .all(|n| says(page, &format!("share-{factors}-{n}"), all[n - 1]))
            })
        });
        page.slide("slots-factors", 1.0);
        page.wait_until("enough factors", |page| {
            stands(page, 0, 5, 4, 22) && says(page, "slots-right", 22.0)
        });
        page.click("slots-again");
        page.wait_until("another word", |page| stands(page, 1, 5, 4, 1));
        page.select("slots-group", "s3");
        page.wait_until("three slots", |page| stands(page, 1, 3, 4, 1) && !page.has("share-3-1"));
        page.select("slots-group", "icosahedron");
        page.click("slots-many");
        let mut word = Turning::new(1, Rotations::icosahedron());
        (0..21).for_each(|_| _ = word.next_token().expect("a token"));
        page.wait_until("rotations", |page| {
            let entry = |row: usize, column: usize| {
                says(page, &format!("slots-s-{}-{}", row + 1, column + 1), word.state()[(row, column)])
            };
            says(page, "slots-right", 21.0) && (0..9).all(|at| entry(at / 3, at % 3))
        });
        assert!(!page.has("slots-factors") && !page.has("shares-table"));
    });
}

#[test]
fn several_pairs_to_a_token_are_three_different_things() {
    visit(|page| {
        page.play("?page=width&lang=en");
        answered(page, "added", "16", "✗ 8");
        for pairs in [1, 2, 4] {
            let ranks = ranks_of_added(0, 8, pairs, 8).expect("ranks");
            page.wait_until("the ranks", |page| {
                ranks.iter().zip(1..).all(|(rank, t)| says(page, &format!("added-{pairs}-{t}"), *rank as f64))
            });
        }
        chosen(page, "at-once", "a", "c");
        let stands = |page: &Page, cosine: f64, beta: f64| {
            let told = TwoKeys { cosine, beta }.told_again(20).expect("errors");
            [0, 1, 2, 5, 10, 20].into_iter().all(|n| {
                says(page, &format!("once-block-{n}"), told[n][0])
                    && says(page, &format!("once-product-{n}"), told[n][1])
            })
        };
        page.wait_until("it diverges", |page| stands(page, 0.9, 2.0) && says(page, "once-says", 2.8));
        page.slide("once-cosine", 0.0);
        page.wait_until("at right angles both are the same", |page| {
            stands(page, 0.0, 2.0)
                && page
                    .attribute("once-says", "data-apart")
                    .is_some_and(|apart| apart.parse::<f64>().is_ok_and(|apart| apart < 1e-12))
        });
        for n in [1, 2, 5, 10, 20] {
            assert!(says(page, &format!("counted-{n}"), f64::from(n)), "{n}");
        }
        let token = |id: &str, n| cost_of_token(rule(id).expect("a rule"), 64, 64, n).expect("a cost");
        for (id, n) in
            [("delta_rule", 1), ("dplr", 1), ("gated_delta_product", 1), ("gated_delta_product", 4)]
        {
            let cost = token(id, n).multiply_adds as f64;
            assert!(says(page, &format!("cost-token-{id}-{n}"), cost), "{id}, {n}");
            assert!(says(page, &format!("cost-state-{id}-{n}"), 4096.0), "{id}, {n}");
        }
        for r in [1, 2, 4] {
            let cost = cost_of_added(64, 64, r).expect("a cost") as f64;
            assert!(says(page, &format!("cost-token-linear_attn-{r}"), cost), "{r} pairs");
        }
    });
}

#[test]
fn whole_swaps_are_exact_and_unit_keys_are_off_by_rounding() {
    fn off<R: deltascope::math::Real>(key: SwapKey, tokens: usize) -> f64 {
        let mut cycling = Cycling::<R>::new(key);
        cycling.tell(tokens).expect("tokens");
        cycling.off()
    }
    visit(|page| {
        page.play("?page=width&lang=en");
        chosen(page, "drift", "a", "b");
        page.wait_until("the table", |page| {
            [1, 10, 100, 1000, 10_000].into_iter().all(|n| {
                ["f64", "f32", "bf16"].into_iter().all(|of| says(page, &format!("drift-whole-{of}-{n}"), 0.0))
                    && says(page, &format!("drift-unit-f32-{n}"), off::<f32>(SwapKey::Unit, n))
                    && value(page, &format!("drift-unit-bf16-{n}")).is_some_and(|off| off > 0.0)
            })
        });
        let double = value(page, "drift-unit-f64-10000").expect("a number");
        assert!((1e-16..1e-14).contains(&double), "{double}");
    });
}
