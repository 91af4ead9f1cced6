//! Every recorded entry is the sum that the trace gives for it, computed from the trace alone.
//!
//! This file is long because rules, chunks and orders of products are all held against the same reckoning of sums.

use std::collections::BTreeMap;

use crate::support::{Draw, draws};
use deltascope::inputs::random;
use deltascope::math::{LoopOrder, Mat};
use deltascope::rules::reorder::{Order, causal, full_with};
use deltascope::rules::wy::{Chunk, Chunked, Flaws, Piece, chunks};
use deltascope::rules::{Inputs, Mask, RULES, RuleEntry, SoftmaxAttn, Tensor, rule};
use deltascope::trace::{Entry, Event, Name, Number, Part, Symbol, Trace, align_runs};
use proptest::prelude::*;

/// |told − value| against the sum of the sizes of all terms, or 1 where that is 0.
fn apart(entry: &Entry) -> f64 {
    let product = |numbers: &[Number]| numbers.iter().map(|of| of.value.abs()).product::<f64>();
    let terms: f64 = entry.terms[..entry.done].iter().map(|term| product(&term.numbers)).sum();
    let size = product(&entry.factor) * terms;
    (entry.told() - entry.value).abs() / if size == 0.0 { 1.0 } else { size }
}

/// Every entry of every event of a run has a sum, except for quantities without one.
fn check(rule: &RuleEntry, x: &Inputs) -> Result<(), TestCaseError> {
    let (_, trace) = rule.trace(x).unwrap();
    for (event, happened) in trace.events().iter().enumerate() {
        let (name, value, untold) = match happened {
            Event::Part { symbol, value, .. } => (symbol.glyph(), value, false),
            // MesaNet's x solves equations.
            Event::Aside(aside) => (aside.name.glyph, &aside.value, aside.name.glyph == "x"),
            _ => continue,
        };
        let place = format!("{} event {event}, {name}", rule.info.id);
        for (row, col) in cells(value) {
            let entry = trace.entry(event, row, col);
            prop_assert_eq!(entry.is_none(), untold, "{}", place);
            let Some(entry) = entry else { continue };
            prop_assert_eq!(entry.value, value[(row, col)]);
            let apart = apart(&entry);
            prop_assert!(apart < 1e-12, "{} [{}, {}]: {:e} apart, {:?}", place, row, col, apart, entry);
            stands(&trace, event, x, &entry, &place)?;
        }
        prop_assert_eq!(trace.entry(event, value.nrows(), 0), None);
        prop_assert_eq!(trace.entry(event, 0, value.ncols()), None);
    }
    Ok(())
}

/// Each number with a place stands there: in the inputs, or in the value that its symbol had just before.
fn stands(trace: &Trace, event: usize, x: &Inputs, entry: &Entry, place: &str) -> Result<(), TestCaseError> {
    for number in entry.numbers() {
        let Some(at) = number.at else { continue };
        let input = match number.symbol {
            Some(Symbol::Q) => Some(&x.q),
            Some(Symbol::K) => Some(&x.k),
            Some(Symbol::V) => Some(&x.v),
            Some(Symbol::Beta) => x.get(Tensor::Beta),
            _ => None,
        };
        let name = Name { symbol: number.symbol, glyph: number.glyph };
        let matrix = input.or(trace.named_before(event, name).map(|value| &**value));
        let found = matrix.and_then(|matrix| matrix.get(at)).copied();
        prop_assert!(found.is_none_or(|found| found == number.value), "{}: {:?}", place, number);
        prop_assert!(matrix.is_none() || found.is_some(), "{}: {:?} stands outside", place, number);
    }
    Ok(())
}

fn cells(m: &Mat) -> impl Iterator<Item = (usize, usize)> + use<> {
    let (rows, cols) = m.shape();
    (0..rows).flat_map(move |row| (0..cols).map(move |col| (row, col)))
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn every_entry_of_every_rule_is_the_sum_of_its_numbers(draw in draws(), normalise: bool, scaled: bool) {
        for rule in RULES {
            let x = draw.inputs(rule);
            let scale = if scaled { x.scale } else { 1.0 };
            check(rule, &Inputs { normalise, scale, ..x })?;
        }
    }

    #[test]
    fn so_it_is_under_every_mask(draw in draws(), width in 1usize..6) {
        let rule = RuleEntry::of::<SoftmaxAttn>();
        for mask in [Mask::Full, Mask::Window(width)] {
            check(&rule, &Inputs { mask, ..draw.inputs(&rule) })?;
        }
    }

    #[test]
    fn the_parts_come_in_the_order_of_the_rule(draw in draws()) {
        for rule in RULES {
            let x = draw.inputs(rule);
            let (_, trace) = rule.trace(&x).unwrap();
            let n = if rule.info.many_keys { x.keys_per_token() } else { 1 };
            for t in 0..x.dims().t {
                let found: Vec<Part> = trace.parts_of(t).map(|(part, _)| part).collect();
                prop_assert_eq!(found, repeated(rule.info.parts, n), "{}", rule.info.id);
            }
        }
    }

    #[test]
    fn a_multiply_add_tells_the_whole_sum_at_every_moment(n in 1usize..6, d in 1usize..5, seed in 0u64..1000) {
        let x = random(seed, n, d);
        for order in Order::ALL {
            for loops in LoopOrder::ALL {
                let mut trace = Trace::default();
                full_with(&x.q, &x.k, &x.v, order, [loops; 2], &mut trace);
                check_growth(&trace, &x)?;
            }
            let mut trace = Trace::default();
            causal(&x.q, &x.k, &x.v, order, &mut trace);
            check_growth(&trace, &x)?;
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn every_entry_of_every_matrix_of_a_chunk_is_told_its_flaws_included(
        draw in draws(), chunk_size in 1usize..6, diagonal: bool, sign: bool, hand_over: bool, scaled: bool,
    ) {
        for rule in Chunked::ALL {
            let x = draw.inputs(&rule.rule());
            let x = Inputs { scale: if scaled { x.scale } else { 1.0 }, ..x };
            for chunk in chunks(rule, &x, chunk_size, Flaws { diagonal, sign, hand_over }).unwrap() {
                for piece in Piece::ALL {
                    let Some(matrix) = chunk.matrix(piece) else {
                        prop_assert!(!rule.corrects());
                        continue;
                    };
                    for (row, col) in cells(matrix) {
                        let given = match piece {
                            Piece::Before => true,
                            Piece::Written => !rule.corrects(),
                            Piece::L => col >= row,
                            Piece::A => col > row || (diagonal && col == row),
                            _ => false,
                        };
                        let entry = chunk.entry(piece, row, col);
                        prop_assert_eq!(entry.is_none(), given, "{:?} {:?}", rule, piece);
                        let Some(entry) = entry else { continue };
                        prop_assert_eq!(entry.value, matrix[(row, col)]);
                        prop_assert!(apart(&entry) < 1e-12, "{:?} {:?} [{}, {}] {:?}", rule, piece, row, col, entry);
                        stands_in_chunk(&chunk, &x, &entry)?;
                    }
                    prop_assert_eq!(chunk.entry(piece, matrix.nrows(), 0), None);
                }
            }
        }
    }
}

/// Each number with a place stands there: in the inputs or in a matrix of the chunk.
fn stands_in_chunk(chunk: &Chunk, x: &Inputs, entry: &Entry) -> Result<(), TestCaseError> {
    for number in entry.numbers() {
        let Some(at) = number.at else {
            prop_assert!(["scale", "Γ", "γ̄"].contains(&number.glyph), "{:?}", number);
            continue;
        };
        let matrix = match number.glyph {
            "q" => Some(&x.q),
            "k" => Some(&x.k),
            "v" => Some(&x.v),
            "β" => x.get(Tensor::Beta),
            "KKᵀ" => chunk.matrix(Piece::Overlaps),
            "L" => chunk.matrix(Piece::L),
            "W" => chunk.matrix(Piece::W),
            "U" => chunk.matrix(Piece::U),
            "A" => chunk.matrix(Piece::A),
            "Ũ" => chunk.matrix(Piece::Written),
            "S₀" => chunk.matrix(Piece::Before),
            _ => None,
        };
        prop_assert_eq!(
            matrix.and_then(|matrix| matrix.get(at)).copied(),
            Some(number.value),
            "{:?}",
            number
        );
    }
    Ok(())
}

/// The parts of a token with n keys: those from the read to the write come n times.
fn repeated(parts: &[Part], n: usize) -> Vec<Part> {
    let corrects = |part: &Part| matches!(part, Part::Read | Part::Error | Part::Erase | Part::Write);
    let own: Vec<Part> = parts.iter().copied().filter(corrects).collect();
    if n == 1 {
        return parts.to_vec();
    }
    let (before, after) = (
        parts.iter().take_while(|part| !corrects(part)),
        parts.iter().rev().take_while(|part| !corrects(part)),
    );
    before.copied().chain(own.repeat(n)).chain(after.copied()).collect()
}

/// At every amount of work, the terms that are done add up to the entry, and the number of terms to come is right.
fn check_growth(trace: &Trace, x: &deltascope::inputs::Stream) -> Result<(), TestCaseError> {
    let last = trace.frame_at_work(u64::MAX);
    let symbols =
        [Symbol::A, Symbol::P, Symbol::O].into_iter().filter(|symbol| last.value(*symbol).is_some());
    let symbols: Vec<_> = symbols.collect();
    let grown = |symbol: Symbol, cell: (usize, usize)| {
        trace
            .events()
            .iter()
            .filter(move |event| {
                matches!(event, Event::MultiplyAdd { symbol: of, row, col, .. }
            if *of == symbol && (*row as usize, *col as usize) == cell)
            })
            .count()
    };
    for work in 0..=trace.work() {
        let frame = trace.frame_at_work(work);
        for symbol in &symbols {
            for (row, col) in cells(last.value(*symbol).unwrap()) {
                let whole = grown(*symbol, (row, col));
                let Some(entry) = trace.entry_at_work(*symbol, row, col, work) else {
                    prop_assert_eq!(whole, 0, "only what a mask leaves out has no sum");
                    continue;
                };
                prop_assert_eq!(entry.terms.len(), whole);
                prop_assert_eq!(entry.value, frame.value(*symbol).map_or(0.0, |m| m[(row, col)]));
                prop_assert!(
                    apart(&entry) < 1e-12,
                    "{:?} [{}, {}] at {}: {:?}",
                    symbol,
                    row,
                    col,
                    work,
                    entry
                );
            }
        }
    }
    let mut done = BTreeMap::new();
    let mut work = 0;
    for (event, happened) in trace.events().iter().enumerate() {
        let Event::MultiplyAdd { symbol, row, col, after, .. } = happened else { continue };
        work += 1;
        let (row, col) = (*row as usize, *col as usize);
        let added: &mut usize = done.entry((*symbol, row, col)).or_default();
        *added += 1;
        let entry = trace.entry(event, row, col).unwrap();
        prop_assert_eq!((entry.done, entry.value), (*added, *after));
        prop_assert_eq!(Some(entry.clone()), trace.entry_at_work(*symbol, row, col, work));
        // The factors of this product stand where they say at this moment.
        let frame = trace.frame_at_work(work);
        for number in &entry.terms[*added - 1].numbers {
            let matrix = match number.symbol.unwrap() {
                Symbol::Q => &x.q,
                Symbol::K => &x.k,
                Symbol::V => &x.v,
                symbol => frame.value(symbol).unwrap(),
            };
            prop_assert_eq!(matrix[number.at.unwrap()], number.value);
        }
    }
    Ok(())
}

#[test]
fn an_entry_names_what_the_formula_names() {
    let gated = rule("gated_delta_rule").unwrap();
    let x = Draw { t: 3, k: 2, v: 2, n: 1, before: 2, seed: 4 }.inputs(gated);
    let (_, trace) = gated.trace(&x).unwrap();
    let written = |part: Part| {
        let (_, event) = trace.parts_of(1).find(|(of, _)| *of == part).unwrap();
        let entry = trace.entry(event, 1, 0).unwrap();
        let glyphs = |numbers: &[Number]| numbers.iter().map(|of| of.glyph).collect::<Vec<_>>().join("·");
        let terms = entry
            .terms
            .iter()
            .map(|term| format!("{}{}", if term.minus { "−" } else { "+" }, glyphs(&term.numbers)));
        format!("{}({})", glyphs(&entry.factor), terms.collect::<Vec<_>>().join(" "))
    };
    assert_eq!(
        Part::ALL.map(written),
        ["(+γ·S)", "(+S·k +S·k)", "(+v −r)", "(+S −β·r·k)", "(+S +β·v·k)", "scale(+S·q +S·q)"]
    );
}

#[test]
fn a_rule_without_a_strength_shows_none_and_a_scale_of_one_is_not_written() {
    let linear = rule("linear_attn").unwrap();
    let x = Draw { t: 2, k: 2, v: 2, n: 1, before: 0, seed: 4 }.inputs(linear);
    let (_, trace) = linear.trace(&Inputs { scale: 1.0, ..x }).unwrap();
    for (_, event) in trace.parts_of(1) {
        let entry = trace.entry(event, 0, 0).unwrap();
        assert!(entry.numbers().all(|number| !["β", "scale"].contains(&number.glyph)));
    }
}

/// MesaNet solves equations with its query, and Based takes features of it: there the scale is no factor of a sum.
#[test]
fn a_scale_is_written_by_every_rule_that_multiplies_by_it() {
    for rule in RULES.iter().filter(|rule| rule.info.reads(Tensor::Q)) {
        let x = Draw { t: 3, k: 2, v: 2, n: 1, before: 0, seed: 4 }.inputs(rule);
        let (_, trace) = rule.trace(&x).unwrap();
        let told = (0..trace.events().len()).filter_map(|event| trace.entry(event, 0, 0));
        let numbers: Vec<Number> =
            told.flat_map(|entry| entry.numbers().cloned().collect::<Vec<_>>()).collect();
        let scale = numbers.iter().find(|number| number.glyph == "scale");
        let inside = ["mesa_net", "based"].contains(&rule.info.id);
        assert_eq!(scale.map(|number| number.value), (!inside).then_some(x.scale), "{}", rule.info.id);
    }
}

#[test]
fn the_letters_are_those_of_the_rule() {
    let written = |id: &str, tensor| rule(id).unwrap().info.letter(tensor).glyph;
    assert_eq!([written("rwkv7", Tensor::P), written("rwkv7", Tensor::Erase)], ["κ", "a"]);
    assert_eq!([written("comba", Tensor::P), written("gdn2", Tensor::Erase)], ["p", "b"]);
    assert_eq!(rule("hgrn").unwrap().info.letter(Tensor::V), Name::written(Symbol::V, "x"));
}

#[test]
fn second_states_and_weights_are_told_beside_the_parts() {
    let asides = |id: &str| {
        let rule = rule(id).unwrap();
        let (_, trace) =
            rule.trace(&Draw { t: 3, k: 2, v: 2, n: 1, before: 0, seed: 4 }.inputs(rule)).unwrap();
        let mut names: Vec<&str> = trace.asides().map(|(_, aside)| aside.name.glyph).collect();
        names.sort_unstable();
        names.dedup();
        names.join(" ")
    };
    assert_eq!(asides("momentum_delta_rule"), "M");
    assert_eq!(asides("mesa_net"), "H x");
    assert_eq!(asides("linear_attn_normalized"), "z z·q + ε");
    assert_eq!(asides("forgetting_attn"), "D p s");
    assert_eq!(asides("path_attn"), "D k p s");
    assert_eq!(asides("log_linear_attn"), "B₀ B₁");
    assert_eq!(asides("ttt_linear"), "W c y ŷ ΔW Δc δ ẑ");
    assert_eq!(asides("gated_delta_rule"), "");
}

#[test]
fn runs_on_one_clock_take_all_their_parts_in_their_own_order() {
    let ids = ["gated_delta_rule", "comba", "gated_delta_product", "rwkv6"];
    let traces = ids.map(|id| {
        let rule = rule(id).unwrap();
        rule.trace(&Draw { t: 3, k: 2, v: 2, n: 2, before: 1, seed: 4 }.inputs(rule)).unwrap().1
    });
    let stops = align_runs(&traces.each_ref());
    assert!(stops.is_sorted_by_key(|stop| stop.token));
    for (lane, trace) in traces.iter().enumerate() {
        let events: Vec<usize> = stops.iter().filter_map(|stop| stop.events[lane]).collect();
        assert_eq!(events, trace.parts().map(|(_, done)| done - 1).collect::<Vec<_>>());
        let mut done = trace.start();
        assert_eq!(
            **trace.value_before(done, Symbol::S).unwrap(),
            **trace.frame(done).value(Symbol::S).unwrap()
        );
        for stop in &stops {
            if let Some(event) = stop.events[lane] {
                assert!(matches!(&trace.events()[event], Event::Part { token, part, .. }
                    if (*token, *part) == (stop.token, stop.part)));
                done = event + 1;
            }
            assert_eq!(stop.done[lane], done);
            assert_eq!(trace.value_before(done, Symbol::S), trace.frame(done).value(Symbol::S));
        }
    }
}
