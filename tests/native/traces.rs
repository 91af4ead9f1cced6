//! A trace is the run itself: watching changes nothing, and every moment of it can be reached in any order.

use deltascope::inputs::{facts, random};
use deltascope::math::max_abs_diff;
use deltascope::rules::reorder::{Order, full};
use deltascope::rules::{Form, Inputs, RULES, rule};
use deltascope::trace::{Event, Grain, Part, Player, Symbol, Timeline, Trace};

use crate::support;

fn gated(stream: &deltascope::inputs::Stream) -> Inputs {
    let t = stream.len();
    let beta: Vec<f64> = (0..t).map(|t| 0.5 + 0.04 * t as f64).collect();
    let gamma: Vec<f64> = (0..t).map(|t| 1.0 - 0.03 * t as f64).collect();
    stream.inputs(&beta, &gamma)
}

#[test]
fn a_probed_run_equals_an_unprobed_run_bit_for_bit() {
    for rule in RULES {
        let x = support::Draw { t: 7, k: 3, v: 4, n: 2, before: 2, seed: 5 }.inputs(rule);
        let (probed, trace) = rule.trace(&x).unwrap();
        assert_eq!(probed, rule.run(&x, Form::Recurrent).unwrap(), "{}", rule.info.id);
        let outputs: Vec<_> = trace.values_of(Part::Output).collect();
        assert_eq!(outputs.len(), x.dims().t);
        for (t, o) in outputs.iter().enumerate() {
            assert_eq!(probed.o.row(t).transpose(), o.column(0), "{} token {t}", rule.info.id);
        }
    }
    let x = random(5, 9, 4);
    for order in Order::ALL {
        let mut trace = Trace::default();
        let probed = full(&x.q, &x.k, &x.v, order, &mut trace);
        assert_eq!(probed, full(&x.q, &x.k, &x.v, order, &mut ()));
        assert_eq!(**trace.frame_at_work(u64::MAX).value(Symbol::O).unwrap(), probed);
    }
}

#[test]
fn each_rule_takes_just_the_parts_that_it_says() {
    for rule in RULES {
        let x = support::Draw { t: 4, k: 3, v: 2, n: 1, before: 0, seed: 2 }.inputs(rule);
        let (_, trace) = rule.trace(&x).unwrap();
        for t in 0..x.dims().t {
            let parts: Vec<Part> =
                trace.parts().filter(|((token, _), _)| *token == t).map(|((_, part), _)| part).collect();
            assert_eq!(parts, rule.info.parts, "{} token {t}", rule.info.id);
        }
    }
}

#[test]
fn several_keys_to_a_token_are_as_many_corrections_after_one_decay() {
    let product = rule("gated_delta_product").unwrap();
    let x = support::Draw { t: 3, k: 3, v: 2, n: 2, before: 0, seed: 3 }.inputs(product);
    let (_, trace) = product.trace(&x).unwrap();
    let count = |part| trace.parts().filter(|((_, of), _)| *of == part).count();
    assert_eq!([Part::Decay, Part::Read, Part::Erase, Part::Write, Part::Output].map(count), [3, 6, 6, 6, 3]);
}

#[test]
fn erase_and_write_are_together_beta_times_the_error() {
    let x = gated(&facts());
    let (_, trace) = rule("gated_delta_rule").unwrap().trace(&x).unwrap();
    let states = |part| trace.values_of(part).collect::<Vec<_>>();
    let (decayed, written, errors) = (states(Part::Decay), states(Part::Write), states(Part::Error));
    for t in 0..x.dims().t {
        let corrected = &**decayed[t] + errors[t].column(0) * x.beta(t) * x.k.row(t);
        assert!(max_abs_diff(&corrected, written[t]) < 1e-15);
    }
}

#[test]
fn every_frame_is_reachable_and_next_then_previous_is_the_identity() {
    let x = random(1, 24, 12);
    for order in Order::ALL {
        let mut trace = Trace::default();
        full(&x.q, &x.k, &x.v, order, &mut trace);
        assert!(trace.events().len() > 4096, "long enough to need checkpoints");
        for grain in [Grain::Product, Grain::Matrix] {
            let mut player = Player::new(Timeline::union([trace.ends(grain)]), 0);
            let timeline = Timeline::union([trace.ends(grain)]);
            while !player.at_end() {
                let here = trace.frame_at_work(timeline.work(player.stop()));
                assert_eq!(here.multiply_adds, timeline.work(player.stop()));
                player.next();
                player.prev();
                assert_eq!(trace.frame_at_work(timeline.work(player.stop())), here);
                player.next();
            }
        }
    }
    let (_, trace) = rule("gated_delta_rule").unwrap().trace(&gated(&facts())).unwrap();
    let mut replayed = Vec::new();
    for events in 0..=trace.events().len() {
        replayed.push(trace.frame(events));
    }
    assert_eq!(trace.parts().count(), replayed.len() - 2, "beside the start, only what is given is no part");
    for (step, events) in trace.parts() {
        assert_eq!(replayed[events].step, Some(step));
        assert_eq!(trace.frame(events), replayed[events]);
    }
}

#[test]
fn a_frame_at_any_work_is_the_sum_of_the_events_before_it() {
    let x = random(2, 14, 9);
    let mut trace = Trace::default();
    full(&x.q, &x.k, &x.v, Order::Left, &mut trace);
    let mut work = 0;
    for (i, event) in trace.events().iter().enumerate() {
        if let Event::MultiplyAdd { .. } = event {
            if work % 97 == 0 {
                assert_eq!(trace.frame_at_work(work), trace.frame(i), "work {work}");
            }
            work += 1;
        }
    }
    assert_eq!(work, trace.work());
}

#[test]
fn the_counters_are_what_was_executed() {
    for (n, d) in [(1, 1), (13, 4), (4, 13), (8, 8)] {
        let x = random(4, n, d);
        let outputs = Order::ALL.map(|order| {
            let mut trace = Trace::default();
            let o = full(&x.q, &x.k, &x.v, order, &mut trace);
            let cost = order.cost(n as u64, d as u64);
            assert_eq!(u128::from(trace.work()), cost.multiply_adds);
            let held = u128::from(trace.frame_at_work(u64::MAX).held);
            assert_eq!(held, cost.intermediate + (n * d) as u128);
            o
        });
        assert!(max_abs_diff(&outputs[0], &outputs[1]) < 1e-12 * (n * d) as f64);
    }
}
