//! exp in f32 as straight-line arithmetic, so that a loop over it becomes vector code.

const LOG2_E: f32 = std::f32::consts::LOG2_E;
/// ln 2 in two parts; the first has so few bits that its product with a small integer is exact.
const LN_2_HIGH: f32 = 0.693_359_4;
const LN_2_LOW: f32 = -2.121_944_4e-4;
/// Adding 1.5·2²³ rounds to the nearest integer and leaves that integer in the low bits.
const ROUND: f32 = 12_582_912.0;
/// Below this, 2ⁿ would be subnormal: the result stays at exp(-87.3) ≈ 1.2e-38.
const LOWEST: f32 = -87.3;

/// eˣ for x ≤ 88 (a score less its row's maximum is never positive), relative error below 1.2e-7 (2 ulp).
///
/// x = n ln 2 + r with |r| ≤ ln 2 / 2; eˣ = 2ⁿ eʳ, eʳ by the polynomial of Cephes' `expf`. NaN stays NaN, −∞ gives
/// 1.2e-38 instead of 0, and above 88 the result is meaningless.
#[inline(always)]
pub fn exp(x: f32) -> f32 {
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
    fn limits() {
        assert_eq!(exp(0.0), 1.0);
        assert!(exp(f32::NEG_INFINITY) < 1.3e-38);
        assert!(exp(f32::NAN).is_nan());
    }
}
