//! How the directions of a state come and go from token to token.

use super::spectrum::Spectrum;
use crate::inputs::Stream;
use crate::math::Mat;
use crate::rules::{Form, Inputs, RuleEntry, RuleError};

/// S after each token, `[V, K]`, of a rule whose state is one matrix; of another rule its first part.
///
/// # Errors
/// As [`RuleEntry::run`].
pub fn states_over_time(rule: &RuleEntry, x: &Inputs) -> Result<Vec<Mat>, RuleError> {
    let (mut from, mut states) = (x.initial.clone(), Vec::with_capacity(x.dims().t));
    for token in 0..x.dims().t {
        let end = rule.run(&x.tokens(token..token + 1, from), Form::Recurrent)?.state;
        states.extend(end.parts.first().cloned());
        from = Some(end);
    }
    Ok(states)
}

/// The singular values of S after each token; nothing for a state with an entry that is not finite.
///
/// # Errors
/// As [`RuleEntry::run`].
pub fn spectra_over_time(rule: &RuleEntry, x: &Inputs) -> Result<Vec<Option<Spectrum>>, RuleError> {
    Ok(states_over_time(rule, x)?.iter().map(Spectrum::of).collect())
}

/// Five tokens in four channels: keys e_0, e_1, (e_0 + e_1)/√2, e_0, e_0, values e_0, e_1, e_2, e_3, 0. The third pair is between two others,
/// the fourth overwrites the first, and the last erases it.
pub fn written_and_erased() -> Stream {
    let half = std::f64::consts::FRAC_1_SQRT_2;
    let keys = [[1.0, 0.0], [0.0, 1.0], [half, half], [1.0, 0.0], [1.0, 0.0]];
    let k = Mat::from_fn(5, 4, |t, i| keys[t].get(i).copied().unwrap_or(0.0));
    let v = Mat::identity(5, 4);
    let labels = (1..=5).map(|t| t.to_string()).collect();
    Stream::of_facts(labels, k, v)
}

/// One pair of length 1, told so many times.
pub fn one_pair(times: usize) -> Stream {
    let k = Mat::from_fn(times, 4, |_, i| f64::from(u8::from(i == 0)));
    let labels = (1..=times).map(|t| t.to_string()).collect();
    Stream::of_facts(labels, k.clone(), k)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::inputs::random;
    use crate::rules::rule;

    #[test]
    fn the_last_state_is_that_of_the_run() {
        let x = random(2, 6, 3).with_unit_keys().inputs(&[0.8; 6], &[0.9; 6]);
        for id in ["linear_attn", "delta_rule", "gated_delta_rule"] {
            let rule = rule(id).unwrap();
            let states = states_over_time(rule, &x).unwrap();
            let whole = rule.run(&x, Form::Recurrent).unwrap().state;
            assert!(states.len() == 6 && (&states[5] - &whole.parts[0]).amax() < 1e-14, "{id}");
        }
        assert_eq!(
            spectra_over_time(rule("linear_attn").unwrap(), &one_pair(0).inputs(&[], &[])),
            Ok(Vec::new())
        );
    }
}
