//! One pair and one query in two dimensions, both ways.

use super::Letters;
use crate::math::{Mat, max_abs, max_abs_diff};
use crate::rules::reorder::{Order, full};
use crate::trace::{Reading, Symbol, Trace};

/// One pair and one query in two dimensions, both ways: one token of the product that the page before steps through.
#[derive(Clone, Debug, PartialEq)]
pub struct Worked {
    /// kᵀq = ce + df.
    pub inner: f64,
    /// v(kᵀq).
    pub from_inner: [f64; 2],
    /// vkᵀ, row by row.
    pub outer: [[f64; 2]; 2],
    /// (vkᵀ)q.
    pub from_outer: [f64; 2],
    /// ace, adf; bce, bdf: the terms of both, multiplied out.
    pub terms: [[f64; 2]; 2],
    /// The larger of the two differences.
    pub reading: Reading,
}

impl Worked {
    /// Computes both.
    pub fn of(Letters([a, b, c, d, e, f]): Letters) -> Self {
        let row = |x: [f64; 2]| Mat::from_row_slice(1, 2, &x);
        let (v, k, q) = (row([a, b]), row([c, d]), row([e, f]));
        let mut traces = [Trace::default(), Trace::default()];
        let [left, right] = Order::ALL.map(|order| full(&q, &k, &v, order, &mut traces[order as usize]));
        let made = |order: Order, symbol| {
            traces[order as usize].frame_at_work(u64::MAX).value(symbol).cloned().unwrap_or_default()
        };
        let (score, p) = (made(Order::Left, Symbol::A), made(Order::Right, Symbol::P));
        let terms = [[a * c * e, a * d * f], [b * c * e, b * d * f]];
        let (apart, size) = (max_abs_diff(&left, &right), max_abs(&left));
        // Each product and sum is rounded by a part of its terms, and these may be far larger than what is left of them.
        let largest = terms.as_flattened().iter().fold(0.0f64, |largest, term| largest.max(term.abs()));
        let reading = Reading { apart, size, allowed: 1e-14 * (1.0 + largest) };
        Self {
            inner: score[(0, 0)],
            from_inner: [left[(0, 0)], left[(0, 1)]],
            // P = KᵀV is the transpose of vkᵀ.
            outer: [[p[(0, 0)], p[(1, 0)]], [p[(0, 1)], p[(1, 1)]]],
            from_outer: [right[(0, 0)], right[(0, 1)]],
            terms,
            reading,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn both_paths_are_the_four_terms(letters in proptest::array::uniform6(-99.0f64..=99.0)) {
            let worked = Worked::of(Letters(letters));
            prop_assert!(worked.reading.agrees());
            for (row, terms) in worked.terms.iter().enumerate() {
                let sum: f64 = terms.iter().sum();
                prop_assert!((worked.from_inner[row] - sum).abs() < 1e-8);
                prop_assert!((worked.from_outer[row] - sum).abs() < 1e-8);
            }
        }
    }

    #[test]
    fn terms_that_cancel_leave_no_more_than_their_rounding() {
        let letters = [
            0.0,
            -84.43707984160142,
            -24.6165168602508,
            -25.350328486562933,
            76.29485821246577,
            -74.08613270307781,
        ];
        let Reading { apart, size, allowed } = Worked::of(Letters(letters)).reading;
        assert!(size < 1e-3 * 158_000.0, "two terms of 158,000 cancel: {size}");
        assert!(apart > 1e-12 * (1.0 + size) && apart <= allowed && allowed < 2e-9, "{apart} of {allowed}");
    }

    #[test]
    fn the_article_s_letters_stand_where_it_puts_them() {
        let worked = Worked::of(Letters([2.0, 1.0, 3.0, -1.0, 1.0, 2.0]));
        assert_eq!(worked.inner, 1.0);
        assert_eq!(worked.outer, [[6.0, -2.0], [3.0, -1.0]]);
        assert_eq!(worked.terms, [[6.0, -4.0], [3.0, -2.0]]);
        assert_eq!((worked.from_inner, worked.from_outer), ([2.0, 1.0], [2.0, 1.0]));
    }
}
