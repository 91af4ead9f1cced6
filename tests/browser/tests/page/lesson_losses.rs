//! The lesson on losses: a loss and an optimiser that become a rule, a loss without a floor, wrong values, classes, momentum. What the page
//! prints is compared with what is computed here.

use crate::told::{answered, says, value};
use browser_tests::{Page, visit};
use deltascope::experiments::{
    Arc, Classifier, Descent, Directions, Learner, Loss, Optimiser, Outliers, Spread, alike, at_right_angles,
    median, off_after,
};
use deltascope::inputs::{Gates, three};
use deltascope::math::Mat;
use deltascope::rules::{Tensor, rule};

fn mean(numbers: &[f64]) -> f64 {
    Spread::of(numbers).expect("several seeds").mean
}

#[test]
fn a_loss_and_an_optimiser_become_a_rule_which_goes_to_the_stage() {
    let stream = three().with_unit_keys();
    let path = |descent: Descent| descent.path(&stream.k, &stream.v).expect("a way");
    visit(|page| {
        page.play("?page=losses&input=three&t=0&lang=en");
        page.wait_until("the builder", |page| page.has("descent-is"));
        assert!(page.text("descent-is").contains("DeltaNet"));
        assert!(page.text("slice-mean").contains("Nothing has been told"));
        page.click("step-last");
        let stands = |page: &Page, descent: Descent| {
            let path = path(descent);
            let told = path.losses.iter().zip(1..).all(|([before, after], t)| {
                says(page, &format!("descent-before-{t}"), *before)
                    && says(page, &format!("descent-after-{t}"), *after)
            });
            told && says(page, "slice-mean", descent.mean(&path.states[3], &stream.k, &stream.v, 3))
        };
        page.wait_until("its losses", |page| stands(page, Descent::on(Loss::Squared)));
        page.select("optimiser", "closed");
        let closed = Descent { optimiser: Optimiser::Closed, ..Descent::on(Loss::Squared) };
        page.wait_until("least squares", |page| {
            page.text("descent-is").contains("MesaNet") && stands(page, closed)
        });
        page.select("loss", "dot");
        page.wait_until("there is no least", |page| page.text("descent-is").contains("no minimum"));
        assert!(!page.has("descent-losses") && !page.has("formula-step"));
        page.select("optimiser", "momentum");
        let momentum = Descent { optimiser: Optimiser::Momentum, ..Descent::on(Loss::Dot) };
        page.wait_until("a rule without a name runs", |page| {
            page.text("descent-is").contains("none of the rules") && stands(page, momentum)
        });
        assert!(!page.has("descent-to-stage"));
        page.select("loss", "contrastive");
        page.select("optimiser", "step");
        page.slide("descent-tau", 1.0);
        let contrastive = Descent { tau: 2.0, ..Descent::on(Loss::Contrastive) };
        page.wait_until("the contrastive loss", |page| stands(page, contrastive));
        page.click("descent-to-stage");
        page.wait_until("it is the rule on the stage", |page| {
            page.query("rule").as_deref() == Some("contrastive")
        });
        assert_eq!(page.query("gates").as_deref(), Some("tau:2"));
        assert_eq!(page.query("beta").as_deref(), Some("0.5"));
    });
}

#[test]
fn one_fact_is_told_again_and_again_and_a_loss_without_a_floor_falls_for_ever() {
    visit(|page| {
        page.play("?page=losses&lang=en");
        answered(page, "floor", "1", "✗ 32");
        let value = Mat::from_fn(65, 2, |_, i| f64::from(u8::from(i == 1)));
        let key = Mat::from_fn(65, 2, |_, i| f64::from(u8::from(i == 0)));
        let stands = |page: &Page, gamma: f64| {
            [
                ("dot", Loss::Dot, Optimiser::Step),
                ("decay", Loss::Dot, Optimiser::Decay),
                ("squared", Loss::Squared, Optimiser::Step),
            ]
            .into_iter()
            .all(|(id, loss, optimiser)| {
                let descent = Descent { optimiser, gamma, ..Descent::on(loss) };
                let path = descent.path(&key, &value).expect("a way");
                [0, 1, 2, 4, 8, 16, 64]
                    .iter()
                    .all(|n| says(page, &format!("floor-{id}-{n}"), path.losses[*n][0]))
            })
        };
        page.wait_until("the losses", |page| stands(page, 0.9));
        let last = value_of(page, "floor-contrastive-64");
        assert!((last - 0.003_794_29).abs() < 5e-9, "{last}");
        page.slide("floor-gamma", 0.0);
        page.wait_until("another floor", |page| stands(page, 0.5));
    });
}

fn value_of(page: &Page, id: &str) -> f64 {
    value(page, id).unwrap_or_else(|| panic!("no number in {id}"))
}

#[test]
fn wrong_values_are_forgiven_by_hubers_loss_in_every_list_and_however_long_they_are() {
    let medians = |told: &Outliers, learner: Learner, seeds: std::ops::RangeInclusive<u64>| {
        let of = |seed| median(&learner.off(&told.told(seed), 0.7, 0.5).expect("answers")).expect("facts");
        seeds.map(of).collect::<Vec<_>>()
    };
    let rows = [
        ("squared", Learner::Squared),
        ("huber", Learner::Huber),
        ("coordinate", Learner::HuberByCoordinate),
        ("mesa", Learner::LeastSquares),
    ];
    let stands = |page: &Page, told: &Outliers| {
        rows.iter().all(|(id, learner)| {
            says(page, &format!("outliers-{id}-chosen"), mean(&medians(told, *learner, 1..=20)))
                && says(page, &format!("outliers-{id}-fresh"), mean(&medians(told, *learner, 101..=120)))
        })
    };
    visit(|page| {
        page.play("?page=losses&lang=en");
        answered(page, "outliers", "40", "✓ 40");
        page.wait_until("the lists of the usual facts", |page| stands(page, &Outliers::USUAL));
        assert!(says(page, "outliers-nearer", 40.0));
        page.slide("outliers-size", 1.0);
        let longer = Outliers { size: 100.0, ..Outliers::USUAL };
        page.wait_until("longer ones", |page| stands(page, &longer));
        assert!(
            value_of(page, "outliers-squared-chosen") > 10.0
                && value_of(page, "outliers-huber-chosen") < 0.13
        );
        assert!(page.text("answer-outliers").starts_with("✓ 40"), "the question was about the usual numbers");
    });
}

#[test]
fn classes_on_an_arc_are_told_apart_by_the_contrastive_loss_in_every_row() {
    let accuracy = |arc: Arc, classifier: Classifier| {
        let of = |seed| {
            let sample = arc.shuffled(seed);
            sample.accuracy(&classifier.learned(&sample.told, 0.3, 0.5).expect("a matrix"))
        };
        mean(&(1..=20).map(of).collect::<Vec<_>>())
    };
    let classifiers = [
        ("dot", Classifier::Dot),
        ("squared", Classifier::Squared),
        ("mesa", Classifier::LeastSquares),
        ("contrastive", Classifier::Contrastive),
    ];
    let stands = |page: &Page, angle: f64| {
        [[20, 20, 20], [36, 12, 12], [12, 36, 12]].into_iter().enumerate().all(|(row, counts)| {
            let arc = Arc { counts, angle, ..Arc::USUAL };
            classifiers.iter().all(|(id, of)| says(page, &format!("classes-{row}-{id}"), accuracy(arc, *of)))
        })
    };
    visit(|page| {
        page.play("?page=losses&lang=en");
        answered(page, "classes", "100", "✓ 100");
        page.wait_until("the usual arc", |page| stands(page, 40.0));
        assert!(page.text("masking").contains("7.878"), "{}", page.text("masking"));
        assert!(value_of(page, "border-mesa") < 10.0);
        page.slide("classes-angle", 1.0);
        page.wait_until("a wider arc", |page| {
            stands(page, 60.0) && page.text("masking").contains("nothing is masked")
        });
        // Told one class more often, linear attention does not answer B at all where B lies.
        page.select("classes-told", "1");
        page.wait_until("other discs", |page| !page.text("border-dot").is_empty());

        for (tokens, row) in [(60, 0), (61, 1), (62, 2)] {
            for (at, classifier) in [Classifier::Squared, Classifier::Contrastive].into_iter().enumerate() {
                let of = |seed| {
                    let sample = Arc::USUAL.in_turn(seed, tokens);
                    sample.accuracy(&classifier.learned(&sample.told, 0.3, 0.5).expect("a matrix"))
                };
                let expected = mean(&(1..=20).map(of).collect::<Vec<_>>());
                page.wait_until("told in turn", |page| {
                    says(page, &format!("in-turn-{}-{at}", 60 + row), expected)
                });
            }
        }
        for classes in [4, 8, 12] {
            for (at, of) in
                [Classifier::Dot, Classifier::Squared, Classifier::Contrastive].into_iter().enumerate()
            {
                let accuracy = |seed| {
                    let sample = Directions { classes, channels: 16 }.sample(seed);
                    sample.accuracy(&of.learned(&sample.told, 0.1, 1.0).expect("a matrix"))
                };
                let expected = mean(&(1..=20).map(accuracy).collect::<Vec<_>>());
                page.wait_until("at random", |page| {
                    says(page, &format!("at-random-{classes}-{at}"), expected)
                });
            }
        }
    });
}

#[test]
fn momentum_shines_where_keys_are_alike_and_hurts_where_a_fact_is_told_once() {
    let gates = |eta: f64, mu: f64| {
        let gates = Gates::new().with(Tensor::Beta, 1.0).with(Tensor::G, 1.0).with(Tensor::Lamb, 1e-3);
        gates.with(Tensor::Eta, eta).with(Tensor::LogMu, mu)
    };
    let after = |id: &str, round: usize, gates: &Gates| {
        let off = off_after(rule(id).expect("a rule"), &alike(12), gates, 4 * round, 4).expect("answers");
        off.iter().sum::<f64>() / 4.0
    };
    let stands = |page: &Page, eta: f64, mu: f64| {
        let rounds = ["delta_rule", "momentum_delta_rule", "mesa_net"].into_iter().all(|id| {
            let gates = if id == "momentum_delta_rule" { gates(eta, mu) } else { gates(0.9, 0.7) };
            [1, 2, 4, 8, 12]
                .iter()
                .all(|round| says(page, &format!("rounds-{id}-{round}"), after(id, *round, &gates)))
        });
        let momentum = rule("momentum_delta_rule").expect("a rule");
        let once = off_after(momentum, &at_right_angles(), &gates(eta, mu), 6, 6).expect("answers");
        rounds && once.iter().zip(1..).all(|(off, n)| says(page, &format!("once-{n}"), *off))
    };
    visit(|page| {
        page.play("?page=losses&lang=en");
        answered(page, "momentum", "8", "✓ 8");
        page.wait_until("both tables", |page| stands(page, 0.9, 0.7));
        page.slide("momentum-eta", 0.0);
        page.wait_until("another η", |page| stands(page, 0.05, 0.7));
    });
}
