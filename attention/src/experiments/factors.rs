//! A weight taken apart: what every token between a key and a query does to it. Of the delta rule
//!
//! ```text
//! A_tj = β_j k_jᵀ H_{j+1} … H_t (scale · q_t)        H_s = I − β_s k_s k_sᵀ
//! ```

use crate::inputs::with_values;
use crate::math::{Mat, Vector};
use crate::rules::{Form, Inputs, RuleEntry, RuleError, Tensor};

/// k_jᵀ(scale · q_t) after no factor, after H_t, after H_t and H_{t−1}, …, at last after H_{j+1}; the weight A_tj is β_j times the last.
/// Nothing where the token j comes after t, where there is no token t, and where a token has several keys.
pub fn factors(x: &Inputs, t: usize, j: usize) -> Option<Vec<f64>> {
    if j > t || t >= x.dims().t || x.keys_per_token() != 1 {
        return None;
    }
    let key = |s: usize| -> Vector { x.k.row(s).transpose() };
    let beta = |s: usize| x.get(Tensor::Beta).map_or(1.0, |_| x.beta(s));
    let mut read: Vector = x.q.row(t).transpose() * x.scale;
    let mut seen = vec![key(j).dot(&read)];
    for s in (j + 1..=t).rev() {
        let along = key(s).dot(&read);
        read.axpy(-beta(s) * along, &key(s), 1.0);
        seen.push(key(j).dot(&read));
    }
    Some(seen)
}

/// The weight A_tj of any rule that is linear in V, as if of the tokens between j and t only those from s on had been there, for
/// s = t, t − 1, …, j + 1: what each of them does to it. The last is the weight itself; of j = t it is the only one.
///
/// # Errors
/// As [`with_values`] and [`RuleEntry::run`].
pub fn between(rule: &RuleEntry, x: &Inputs, t: usize, j: usize) -> Result<Vec<f64>, RuleError> {
    let n = x.keys_per_token();
    let with_those_from = |s: usize| {
        let tokens: Vec<usize> = (0..=j).chain(s..=t).collect();
        let there = x.only(&tokens);
        let own = |row: usize, _| f64::from(u8::from(row / n == j));
        let there = with_values(rule, &there, Mat::from_fn(tokens.len() * n, 1, own))?;
        Ok(rule.run(&there, Form::Recurrent)?.o[(tokens.len() - 1, 0)])
    };
    if j == t { Ok(vec![with_those_from(t + 1)?]) } else { (j + 1..=t).rev().map(with_those_from).collect() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::inputs::{Gates, effective, random};
    use crate::rules::{RULES, rule};

    #[test]
    fn the_last_of_them_is_the_weight() {
        let x = random(7, 9, 4).with_unit_keys().inputs(&[0.8; 9], &[1.0; 9]);
        let a = effective(rule("delta_rule").unwrap(), &x).unwrap();
        for t in 0..9 {
            for j in 0..=t {
                let factors = factors(&x, t, j).unwrap();
                assert_eq!(factors.len(), t - j + 1);
                assert!((0.8 * factors[t - j] - a[(t, j)]).abs() < 1e-12, "({t}, {j})");
            }
        }
    }

    #[test]
    fn of_the_delta_rule_what_a_token_between_does_is_a_factor() {
        let x = random(7, 9, 4).with_unit_keys().inputs(&[0.8; 9], &[1.0; 9]);
        for (t, j) in [(8, 2), (5, 4), (3, 3)] {
            let seen = between(rule("delta_rule").unwrap(), &x, t, j).unwrap();
            let factors = factors(&x, t, j).unwrap();
            let factors = if j == t { &factors[..] } else { &factors[1..] };
            assert_eq!(seen.len(), factors.len());
            assert!(seen.iter().zip(factors).all(|(seen, k)| (seen - 0.8 * k).abs() < 1e-12), "({t}, {j})");
        }
    }

    #[test]
    fn of_every_rule_with_a_matrix_the_last_is_the_weight() {
        let stream = random(3, 7, 4).with_unit_keys();
        let mut told = 0;
        for rule in RULES {
            let x = stream.inputs_for(&rule.info, &Gates::new()).unwrap();
            let (Ok(a), Ok(seen)) = (effective(rule, &x), between(rule, &x, 6, 2)) else { continue };
            told += 1;
            let scale = a.amax();
            assert!((seen[3] - a[(6, 2)]).abs() < 1e-12 * scale, "{}: {seen:?} {}", rule.info.id, a[(6, 2)]);
        }
        assert!(told > 15, "{told}");
    }

    #[test]
    fn what_comes_later_has_no_weight() {
        let x = random(7, 3, 2).inputs(&[1.0; 3], &[1.0; 3]);
        assert_eq!((factors(&x, 1, 2), factors(&x, 3, 0)), (None, None));
    }
}
