//! Exponentials in f32 as straight-line arithmetic, so that a loop over them becomes vector code.

use std::hint::black_box;

use super::simd::F32x4;

const LOG2_E: f32 = std::f32::consts::LOG2_E;
/// ln 2 in two parts; the first has so few bits that its product with a small integer is exact.
const LN_2_HIGH: f32 = 0.693_359_4;
const LN_2_LOW: f32 = -2.121_944_4e-4;
/// Adding 1.5·2²³ rounds to the nearest integer and leaves that integer in the low bits.
const ROUND: f32 = 12_582_912.0;
/// Below this, 2ⁿ would be subnormal: the result stays at exp(-87.3) ≈ 1.2e-38.
const LOWEST: f32 = -87.3;
/// The same for powers of two.
const LOWEST_POWER: f32 = -126.0;
/// 2ᶠ for |f| ≤ 1/2 by powers of f: a polynomial of degree 5 through the Chebyshev points, relative error 1.1e-7.
const POWERS: [f32; 6] =
    [1.0, std::f32::consts::LN_2, 0.240_221_07, 0.055_503_57, 0.009_676_032, 0.001_339_086_4];

/// eˣ for x ≤ 88, relative error below 1.2e-7 (2 ulp).
///
/// x = n ln 2 + r with |r| ≤ ln 2 / 2; eˣ = 2ⁿ eʳ, eʳ by the polynomial of Cephes' `expf`. NaN stays NaN, −∞ gives
/// 0, other x below −87.3 give 1.2e-38, and above 88 the result is meaningless.
#[inline(always)]
pub fn exp(x: f32) -> f32 {
    if x == f32::NEG_INFINITY {
        return 0.0;
    }
    let x = if x < LOWEST { LOWEST } else { x };
    let shifted = x * LOG2_E + ROUND;
    let n = shifted - ROUND;
    let r = x - n * LN_2_HIGH - n * LN_2_LOW;
    let mut p = 1.987_569_1e-4;
    for c in [1.398_199_9e-3, 8.333_452e-3, 4.166_579_6e-2, 1.666_666_5e-1, 0.5] {
        p = p * r + c;
    }
    let power = f32::from_bits((shifted.to_bits() << 23).wrapping_add(1f32.to_bits()));
    (p * r * r + r + 1.0) * power
}

/// 2ˣ for four x ≤ 127 at once (a score less its row's maximum is never positive), relative error below 3e-7 (5 units of
/// 2⁻²⁴).
///
/// x = n + f with |f| ≤ 1/2; 2ˣ = 2ⁿ 2ᶠ, 2ᶠ by a polynomial of degree 5. Softmax takes its exponentials to base 2, with
/// log₂ e in the scale of the scores: two multiplications and two additions less than eˣ for every score. NaN stays NaN,
/// everything below −126, −∞ included, gives 2⁻¹²⁶ ≈ 1.2e-38, and above 127 the result is meaningless.
///
/// The value holds the constants. A loop makes it once and keeps them in registers; as plain constants they would be
/// built again for every four numbers.
#[derive(Clone, Copy, Debug)]
pub struct Exp2 {
    lowest: F32x4,
    round: F32x4,
    one: F32x4,
    powers: [F32x4; 6],
}

impl Exp2 {
    /// The constants, hidden from the compiler.
    #[inline(always)]
    pub fn new() -> Self {
        let [lowest, round, one] = black_box([LOWEST_POWER, ROUND, 1.0]).map(F32x4::splat);
        Self { lowest, round, one, powers: black_box(POWERS).map(F32x4::splat) }
    }

    /// 2ˣ.
    #[inline(always)]
    pub fn of(&self, x: F32x4) -> F32x4 {
        let x = x.pmax(self.lowest);
        let shifted = x + self.round;
        let f = x - (shifted - self.round);
        let [c0, c1, c2, c3, c4, c5] = self.powers;
        let p = c4.add_product(c5, f);
        let p = c3.add_product(p, f);
        let p = c2.add_product(p, f);
        let p = c1.add_product(p, f);
        c0.add_product(p, f) * F32x4::power_of_two(self.one, shifted)
    }
}

impl Default for Exp2 {
    fn default() -> Self {
        Self::new()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn relative_error_stays_below_the_stated_bound() {
        let mut worst = 0.0f64;
        let mut x = -87.3f32;
        while x < 88.0 {
            let exact = f64::from(x).exp();
            worst = worst.max((f64::from(exp(x)) - exact).abs() / exact);
            x += 1.0e-4;
        }
        assert!(worst < 1.2e-7, "{worst:e}");
        assert!(worst > 2e-8, "f32 cannot be this good: {worst:e}");
    }

    #[test]
    fn relative_error_of_the_powers_of_two_stays_below_the_stated_bound() {
        let mut worst = 0.0f64;
        let mut x = -126.0f32;
        while x < 127.0 {
            let exact = f64::from(x).exp2();
            let [found, ..] = Exp2::new().of(F32x4::splat(x)).to_array();
            worst = worst.max((f64::from(found) - exact).abs() / exact);
            x += 1.0e-4;
        }
        assert!(worst < 3e-7, "{worst:e}");
        assert!(worst > 2e-8, "f32 cannot be this good: {worst:e}");
    }

    #[test]
    fn limits() {
        assert_eq!(exp(0.0), 1.0);
        assert_eq!(exp(f32::NEG_INFINITY), 0.0);
        assert!(exp(-1e30) < 1.3e-38);
        assert!(exp(f32::NAN).is_nan());
        let [infinite, nan, ..] =
            Exp2::new().of(F32x4::load(&[f32::NEG_INFINITY, f32::NAN, 0.0, 0.0])).to_array();
        assert!(infinite < 1.3e-38);
        assert!(nan.is_nan());
    }
}
