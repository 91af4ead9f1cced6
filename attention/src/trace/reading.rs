//! The reading of an equivalence meter: how far two results are apart, and how far rounding may set them apart.

/// How far apart two ways of computing the same thing are, measured now.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Reading {
    /// The largest difference.
    pub apart: f64,
    /// The largest difference that rounding alone may make.
    pub allowed: f64,
    /// The largest number that was compared.
    pub size: f64,
}

impl Reading {
    /// Nothing was compared, so nothing differs.
    pub const NOTHING: Self = Self { apart: 0.0, allowed: 0.0, size: 0.0 };

    /// Two results that are this far apart, the largest number of either being `size`. Rounding may make `unit` of 1 + that.
    pub fn new(apart: f64, size: f64, unit: f64) -> Self {
        Self { apart, allowed: unit * (1.0 + size), size }
    }

    /// Whether rounding accounts for the difference; a NaN is no agreement.
    pub fn agrees(self) -> bool {
        self.apart <= self.allowed
    }

    /// The worse of two readings: the one that uses up more of its allowance for rounding. A NaN is the worst.
    pub fn worse(self, other: Self) -> Self {
        let used = |r: Self| {
            if r.apart.is_nan() { f64::INFINITY } else { r.apart / r.allowed.max(f64::MIN_POSITIVE) }
        };
        if used(other) > used(self) { other } else { self }
    }
}

#[cfg(test)]
mod tests {
    use super::Reading;

    #[test]
    fn the_worse_of_two_readings_is_the_one_that_uses_up_more() {
        let (fine, broken) = (Reading::new(1e-15, 0.0, 1e-12), Reading::new(1e-3, 0.0, 1e-2));
        assert_eq!(fine.worse(broken), broken);
        assert_eq!(Reading::NOTHING.worse(fine), fine);
        let nan = Reading::new(f64::NAN, 0.0, 1.0);
        assert!(fine.worse(nan).apart.is_nan() && nan.worse(fine).apart.is_nan() && !nan.agrees());
    }
}
