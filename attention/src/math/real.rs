//! The scalar: [`Real`] holds the arithmetic that the rules need of a number.

use half::{bf16, f16};
use num_traits::NumAssign;

/// A scalar that the rules compute with: `f64` for what is shown, `f32` for what is timed, `bf16` and `f16` for what is lost in 16 bits.
///
/// Every operation rounds to the type: a product and a sum of two `bf16` are the nearest `bf16` to the exact result, of two that
/// are equally near the even one. `exp`, `sqrt` and `ln_1p` of a `bf16` are computed in `f32` and then rounded.
///
/// It asks for no more than the rules use, so that a type which counts its own operations can be one too.
pub trait Real: nalgebra::Scalar + Copy + PartialOrd + NumAssign + std::ops::Neg<Output = Self> {
    /// The nearest value to `x`. A `bf16` is rounded from the nearest `f32`, as tensor libraries do it: where that lies in the middle
    /// of two, and `x` does not quite, it may be the other one, about as near.
    fn from_f64(x: f64) -> Self;
    /// This value, widened.
    fn to_f64(self) -> f64;
    /// eˣ.
    fn exp(self) -> Self;
    /// √x.
    fn sqrt(self) -> Self;
    /// ln(1 + x), exact also for small x.
    fn ln_1p(self) -> Self;
    /// −∞, the score of a key that a mask hides.
    fn neg_infinity() -> Self;

    /// The larger of two values; `other` where `self` is NaN.
    fn max(self, other: Self) -> Self {
        if self > other { self } else { other }
    }
}

macro_rules! real {
    ($($float:ty),*) => {$(
        impl Real for $float {
            fn from_f64(x: f64) -> Self {
                x as $float
            }
            fn to_f64(self) -> f64 {
                f64::from(self)
            }
            fn exp(self) -> Self {
                <$float>::exp(self)
            }
            fn sqrt(self) -> Self {
                <$float>::sqrt(self)
            }
            fn ln_1p(self) -> Self {
                <$float>::ln_1p(self)
            }
            fn neg_infinity() -> Self {
                <$float>::NEG_INFINITY
            }
        }
    )*};
}

real!(f32, f64);

macro_rules! half {
    ($($float:ty),*) => {$(
        impl Real for $float {
            fn from_f64(x: f64) -> Self {
                Self::from_f32(x as f32)
            }
            fn to_f64(self) -> f64 {
                Self::to_f64(self)
            }
            fn exp(self) -> Self {
                Self::from_f32(self.to_f32().exp())
            }
            fn sqrt(self) -> Self {
                Self::from_f32(self.to_f32().sqrt())
            }
            fn ln_1p(self) -> Self {
                Self::from_f32(self.to_f32().ln_1p())
            }
            fn neg_infinity() -> Self {
                Self::NEG_INFINITY
            }
        }
    )*};
}

half!(bf16, f16);

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// Whether no `bf16` is nearer to `exact`, and this is the even one of two that are equally near.
    fn is_nearest(found: bf16, exact: f64) -> bool {
        let off = |x: bf16| (Real::to_f64(x) - exact).abs();
        let bits = found.to_bits();
        let beside = [bits.wrapping_add(1), bits.wrapping_sub(1)].map(bf16::from_bits);
        beside.into_iter().filter(|x| x.is_finite()).all(|x| {
            // Zero has neighbours of either sign; from it, one bit less is no number.
            off(found) < off(x) || (off(found) == off(x) && bits.is_multiple_of(2))
        })
    }

    fn any_number() -> impl Strategy<Value = bf16> {
        any::<u16>().prop_map(bf16::from_bits).prop_filter("a number", |x| x.is_finite())
    }

    proptest! {
        #![proptest_config(ProptestConfig { cases: 20_000, failure_persistence: None, ..ProptestConfig::default() })]

        // f32 has more than twice the digits of bf16, so that rounding to it first changes nothing.
        #[test]
        fn a_product_and_a_sum_in_bf16_are_the_nearest_to_the_exact_ones(x in any_number(), y in any_number()) {
            let (wide_x, wide_y) = (Real::to_f64(x), Real::to_f64(y));
            for (found, exact) in [(x * y, wide_x * wide_y), (x + y, wide_x + wide_y), (x - y, wide_x - wide_y)] {
                prop_assert!(!found.is_finite() || is_nearest(found, exact), "{found} for {exact}");
            }
        }

        #[test]
        fn an_f32_becomes_the_nearest_bf16(x in any::<f32>()) {
            let found = <bf16 as Real>::from_f64(f64::from(x));
            prop_assert!(!found.is_finite() || is_nearest(found, f64::from(x)), "{found} for {x}");
        }
    }

    #[test]
    fn bf16_has_eight_bits() {
        let rounded = |x: f64| Real::to_f64(<bf16 as Real>::from_f64(x));
        assert_eq!([0.6, 0.8, 256.0 + 1.0, 0.999].map(rounded), [0.601_562_5, 0.800_781_25, 256.0, 1.0]);
        assert_eq!(rounded(1.0 + 0.5_f64.powi(8)), 1.0, "the middle of two goes to the even one");
        assert_eq!(rounded(1.0 + 0.5_f64.powi(8) + 0.5_f64.powi(23)), 1.0 + 0.5_f64.powi(7));
        assert_eq!(rounded(1.0 + 0.5_f64.powi(8) + 0.5_f64.powi(52)), 1.0, "to f32 first");
        assert_eq!(Real::to_f64(Real::sqrt(bf16::from_f32(2.0))), 1.414_062_5);
        assert_eq!(Real::to_f64(Real::exp(bf16::ONE)), 2.718_75);
        assert_eq!(Real::to_f64(Real::ln_1p(bf16::ONE)), 0.691_406_25);
    }
}
