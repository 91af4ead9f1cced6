//! How far apart two right implementations may be, by the numbers that a file can hold.

use super::{Letter, Problem};
use crate::io::{Array, Dtype};
use crate::rules::{RuleError, Tensor};

/// How far what came out may be from what the rule gives in f64.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Limit {
    /// The coarsest numbers that are at work: those of what came out, or of what went in.
    pub numbers: Dtype,
    /// Whether a file has finer ones, of which no digit is used: people widen before they save.
    pub widened: bool,
    /// Its unit roundoff, u.
    pub roundoff: f64,
    /// rms(difference) / rms(outputs) of the rule in single precision on these inputs.
    pub single: f64,
    /// The limit of rms(difference) / rms(outputs).
    pub allowed: f64,
}

/// A limit is so many roundoffs of wide numbers: sums over tokens and channels gather that many.
const WIDE: f64 = 16.0;
/// And of narrow ones, which kernels sum in f32: what came out is rounded once, and the products in between once more.
const NARROW: f64 = 2.0;
/// And so often what single precision costs here. Of f64 nothing is known but its roundoff, times this.
const TIMES_SINGLE: f64 = 8.0;
const WIDEST: f64 = 4096.0;

impl Limit {
    /// The limit for what the files say.
    ///
    /// # Errors
    /// Where the rule cannot run on it.
    pub fn of(problem: &Problem) -> Result<Self, RuleError> {
        let (given, single) = (&problem.given, problem.single()?);
        let of = |letter: Letter| given.array(letter).map(|array| (array.dtype(), used(array)));
        let inputs = [Tensor::Q, Tensor::K, Tensor::V].map(|tensor| of(Letter::Reads(tensor)));
        let results = std::iter::once(Letter::Gives).chain((0..given.rule.state.len()).map(Letter::Ends));
        let finest_input = inputs.iter().flatten().min_by(|a, b| roundoff(a.1).total_cmp(&roundoff(b.1)));
        let all = results.filter_map(of).chain(finest_input.copied());
        let coarsest = all.max_by(|a, b| roundoff(a.1).total_cmp(&roundoff(b.1)));
        let (held, numbers) = coarsest.unwrap_or((Dtype::F64, Dtype::F64));
        Ok(Self::within(numbers, roundoff(held) < roundoff(numbers), single))
    }

    /// The limit of numbers of this type.
    pub fn within(numbers: Dtype, widened: bool, single: f64) -> Self {
        let u = roundoff(numbers);
        let allowed = match numbers {
            Dtype::F64 => WIDEST * u,
            Dtype::F32 => WIDE * u + TIMES_SINGLE * single,
            _ => NARROW * u + TIMES_SINGLE * single,
        };
        Self { numbers, widened, roundoff: u, single, allowed }
    }
}

/// u of a type; whole numbers are exact, and no coarser than f64.
fn roundoff(of: Dtype) -> f64 {
    of.unit_roundoff().unwrap_or(f64::EPSILON / 2.0)
}

/// The narrowest floating-point numbers that hold an array exactly. A few numbers prove nothing.
fn used(array: &Array) -> Dtype {
    const ENOUGH: usize = 32;
    if array.dtype().unit_roundoff().is_none() || array.len() < ENOUGH {
        return array.dtype();
    }
    let exact = |round: fn(f64) -> f64| {
        array.values().all(|x| x.is_nan() || round(x) == x) && array.values().any(|x| x != x.trunc())
    };
    let narrower = [Dtype::BF16, Dtype::F16, Dtype::F32];
    let mut finer = narrower.into_iter().filter(|of| roundoff(*of) > roundoff(array.dtype()));
    finer.find(|of| exact(rounding_to(*of))).unwrap_or(array.dtype())
}

/// Rounds to the nearest number of a type.
fn rounding_to(of: Dtype) -> fn(f64) -> f64 {
    match of {
        Dtype::BF16 => |x| half::bf16::from_f64(x).to_f64(),
        Dtype::F16 => |x| half::f16::from_f64(x).to_f64(),
        _ => |x| f64::from(x as f32),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_that_were_widened_before_they_were_saved_are_known() {
        let narrow: Vec<f64> = (0..64).map(|i| half::bf16::from_f64(f64::from(i).sin()).to_f64()).collect();
        assert_eq!(used(&Array::of("o", vec![64], narrow.clone()).unwrap()), Dtype::BF16);
        let single: Vec<f64> = (0..64).map(|i| f64::from(f64::from(i).sin() as f32)).collect();
        assert_eq!(used(&Array::of("o", vec![64], single).unwrap()), Dtype::F32);
        let wide: Vec<f64> = (0..64).map(|i| f64::from(i).sin()).collect();
        assert_eq!(used(&Array::of("o", vec![64], wide).unwrap()), Dtype::F64);
        assert_eq!(
            used(&Array::of("o", vec![4], narrow[..4].to_vec()).unwrap()),
            Dtype::F64,
            "four numbers prove nothing"
        );
    }

    #[test]
    fn narrow_numbers_may_be_further_off() {
        let of = |numbers| Limit::within(numbers, false, 1e-7).allowed;
        assert!(of(Dtype::F64) < 1e-12 && of(Dtype::F32) > 1e-7 && of(Dtype::F32) < 1e-5);
        assert!(of(Dtype::F16) > 9e-4 && of(Dtype::F16) < 1.1e-3);
        assert!(of(Dtype::BF16) > 7e-3 && of(Dtype::BF16) < 9e-3);
    }
}
