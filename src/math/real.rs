//! The scalar: [`Real`] holds the arithmetic that the rules need of a number.

use num_traits::NumAssign;

/// A scalar that the rules compute with: `f64` for what is shown, `f32` for what is timed.
///
/// It asks for no more than the rules use, so that a type which counts its own operations can be one too.
pub trait Real: nalgebra::Scalar + Copy + PartialOrd + NumAssign + std::ops::Neg<Output = Self> {
    /// The nearest value to `x`.
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
