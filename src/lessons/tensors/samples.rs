//! Files to try the page with: a small Gated DeltaNet with two heads and a state before the first token, right or with a mistake.

use super::menu::{entries, info};
use crate::app::BroughtFile;
use crate::inputs::normals;
use crate::io::Array;
use crate::math::{Mat, normalise_rows};
use crate::rules::{Form, RuleEntry, RuleError};
use crate::verdict::{Assignment, Convention, Given, Order, Outcome, Problem, StateOrder, Variant};

/// The rule of the example.
pub const RULE: &str = "gated_delta_rule";
const TOKENS: usize = 40;
const HEADS: usize = 2;
const CHANNELS: usize = 8;
const SEED: u64 = 17;

/// The name of the file: with a mistake, or without.
pub fn name(wrong: bool) -> &'static str {
    if wrong { "example-wrong.safetensors" } else { "example-right.safetensors" }
}

/// What is wrong with it.
const MISTAKE: Variant = Variant::FadeAfter;

/// What goes in, from a seed, and what a right implementation in f32 gives, or one with a mistake.
pub fn file(rules: &'static [RuleEntry], wrong: bool) -> Result<BroughtFile, RuleError> {
    let mut numbers = normals(SEED);
    let mut draw = |shape: Vec<usize>, of: fn(f64) -> f64| {
        let len = shape.iter().product();
        (shape, numbers.by_ref().take(len).map(of).collect::<Vec<f64>>())
    };
    let units = |(shape, rows): (Vec<usize>, Vec<f64>)| {
        let rows = normalise_rows(&Mat::from_row_slice(TOKENS * HEADS, CHANNELS, &rows));
        (shape, rows.transpose().iter().copied().collect::<Vec<f64>>())
    };
    let sigmoid = |x: f64| 1.0 / (1.0 + (-x).exp());
    let (tokens, gates) = (vec![TOKENS, HEADS, CHANNELS], vec![TOKENS, HEADS]);
    let states = vec![HEADS, CHANNELS, CHANNELS];
    let told = [
        ("q", units(draw(tokens.clone(), |x| x))),
        ("k", units(draw(tokens.clone(), |x| x))),
        ("v", draw(tokens.clone(), |x| x)),
        ("beta", draw(gates.clone(), sigmoid)),
        // ln γ, γ between 0.6 and 1.
        ("g", draw(gates, |x| -0.5 / (1.0 + x.exp()))),
        ("h0", draw(states.clone(), |x| x / 2.0)),
    ];
    let array = |(name, (shape, data)): (&str, (Vec<usize>, Vec<f64>))| {
        Array::of(name, shape, data).map(|array| array.to_f32())
    };
    let mut arrays: Vec<Array> = told.into_iter().filter_map(|of| array(of).ok()).collect();
    let rule = info(RULE);
    let assignment = Assignment::guess(rule, &arrays);
    let given = Given::new(rule, &arrays, &assignment, Order::TokensFirst, StateOrder::KeysFirst);
    // The arrays above fit each other, and the rule is in the list.
    let (Ok(given), Some(entries)) = (given, entries(rules, RULE)) else {
        return Ok(BroughtFile { name: name(wrong).to_owned(), bytes: 0, arrays });
    };
    let convention = Convention::usual(rule);
    let problem = Problem { given, convention, form: Form::Recurrent, entries };
    let variants: &[Variant] = if wrong { &[MISTAKE] } else { &[] };
    let heads: Vec<Outcome> = (0..HEADS)
        .map(|head| problem.outcome(&problem.given.head(0, head, Order::TokensFirst), variants))
        .collect::<Result<_, _>>()?;
    let at = |i: usize| (i / CHANNELS / HEADS, i / CHANNELS % HEADS, i % CHANNELS);
    let outputs = (0..TOKENS * HEADS * CHANNELS).map(at).map(|(t, head, c)| heads[head].o[(t, c)]);
    let in_state = |i: usize| (i / CHANNELS / CHANNELS, i / CHANNELS % CHANNELS, i % CHANNELS);
    // [K, V] in the file, [V, K] in the rule.
    let ends = (0..HEADS * CHANNELS * CHANNELS).map(in_state).map(|(head, k, v)| heads[head].ends[0][(v, k)]);
    let results = [("o", (tokens, outputs.collect())), ("ht", (states, ends.collect()))];
    arrays.extend(results.into_iter().filter_map(|of| array(of).ok()));
    let bytes = arrays.iter().map(|array| array.bytes().len()).sum();
    Ok(BroughtFile { name: name(wrong).to_owned(), bytes, arrays })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_examples_have_the_same_inputs_and_other_outputs() {
        let [right, wrong] = [false, true].map(|wrong| file(crate::rules::RULES, wrong).unwrap());
        let names: Vec<_> = right.arrays.iter().map(Array::name).collect();
        assert_eq!(names, ["q", "k", "v", "beta", "g", "h0", "o", "ht"]);
        assert_eq!(right.arrays[..6], wrong.arrays[..6]);
        assert_ne!(right.arrays[6..], wrong.arrays[6..]);
    }
}
