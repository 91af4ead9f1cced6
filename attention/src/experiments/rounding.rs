//! What rounding does to one key that is told over and over, to the length of unit keys, and what a QR does to a state and to signs.

use half::bf16;

use super::square::{
    CHANNELS, Square, distance, factored, identity, learn, off, orthogonalised, reflect, rounded, units, zero,
};
use crate::math::{Mat, Real};

/// How one key is told: in which arithmetic, and which key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Arithmetic {
    /// f64.
    Double,
    /// f32: key, value, state and arithmetic.
    Single,
    /// bf16: key, value, state and arithmetic.
    Brain,
    /// The key is rounded to bf16, all else is f64.
    BrainKeyInDouble,
    /// The key is rounded to bf16, all else is f32.
    BrainKeyInSingle,
}

/// What came of telling one pair again and again.
#[derive(Clone, Debug, PartialEq)]
pub struct OneKey {
    /// k·k of the key as it was rounded, in f64.
    pub length_squared: f64,
    /// S_00 after each telling.
    pub first: Vec<f64>,
    /// ‖S k − v‖ at the end, in f64, with the key as it was rounded.
    pub off: f64,
}

/// The key (0.6, 0.8) and the value (1, 0.5), told so many times from S_0 = 0: S ← S + β(v − S k)kᵀ, where every product and every
/// sum is rounded. Along k the state goes on by the factor 1 − β k·k.
pub fn one_key(arithmetic: Arithmetic, beta: f64, times: usize) -> OneKey {
    let key = [0.6, 0.8];
    let brain = rounded::<bf16, 2>(&key).map(Real::to_f64);
    match arithmetic {
        Arithmetic::Double => told::<f64>(&key, beta, times),
        Arithmetic::Single => told::<f32>(&key, beta, times),
        Arithmetic::Brain => told::<bf16>(&key, beta, times),
        Arithmetic::BrainKeyInDouble => told::<f64>(&brain, beta, times),
        Arithmetic::BrainKeyInSingle => told::<f32>(&brain, beta, times),
    }
}

fn told<R: Real>(key: &[f64; 2], beta: f64, times: usize) -> OneKey {
    let value = [1.0, 0.5];
    let (k, v) = (rounded::<R, 2>(key), rounded(&value));
    let mut s = zero();
    let first = (0..times).map(|_| {
        learn(&mut s, &k, &v, R::from_f64(beta));
        s[0][0].to_f64()
    });
    let first = first.collect();
    let key = k.map(R::to_f64);
    OneKey { length_squared: key.iter().map(|k| k * k).sum(), first, off: off(&s, &key, &value) }
}

/// ‖k‖² − 1 of each key, a row, once it is rounded to bf16. Above 0, β = 2 makes the part of the state along k grow.
pub fn rounded_lengths(keys: &Mat) -> Vec<f64> {
    let square = |k: &f64| <bf16 as Real>::from_f64(*k).to_f64().powi(2);
    keys.row_iter().map(|key| key.iter().map(square).sum::<f64>() - 1.0).collect()
}

/// ‖S k − v‖ of the pair just told, before and after S is replaced by Q·sign(diag R) of S = QR: 200 steps of DeltaNet with β = 1, on
/// the tokens of [`Followed`](super::Followed).
pub fn orthogonalised_state() -> [f64; 2] {
    let mut s = zero::<f64, CHANNELS>();
    let mut last = [[0.0; CHANNELS]; 2];
    for (k, v) in units(1).zip(units(2)).take(200) {
        learn(&mut s, &k, &v, 1.0);
        last = [k, v];
    }
    let [k, v] = last;
    [off(&s, &k, &v), off(&orthogonalised(&s), &k, &v)]
}

/// ‖Q − P‖ of the QR of an orthogonal P, without and with the signs of R's diagonal: P is a product of 100 reflections in f64.
pub fn signs() -> [f64; 2] {
    let mut p: Square<f64, CHANNELS> = identity();
    units(1).take(100).for_each(|k| reflect(&mut p, &k, 2.0));
    [distance(&factored(&p).0, &p), distance(&orthogonalised(&p), &p)]
}
