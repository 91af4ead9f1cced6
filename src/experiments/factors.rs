//! A weight of the delta rule, taken apart: what every token between a key and a query does to it.
//!
//! ```text
//! A_tj = β_j k_jᵀ H_{j+1} … H_t (scale · q_t)        H_s = I − β_s k_s k_sᵀ
//! ```

use crate::math::Vector;
use crate::rules::{Inputs, Tensor};

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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::inputs::{effective, random};
    use crate::rules::rule;

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
    fn what_comes_later_has_no_weight() {
        let x = random(7, 3, 2).inputs(&[1.0; 3], &[1.0; 3]);
        assert_eq!((factors(&x, 1, 2), factors(&x, 3, 0)), (None, None));
    }
}
