//! What a state remembers: the experiments of the page `state`, each a stream that is told and the questions to it.
//!
//! Every function gives what is told, or what comes of telling it on one list; averages over lists are the caller's. `c` is the cosine of
//! two unit keys, and values are unit and at right angles where nothing else is said.

use super::asked::{Asked, Recalled, Told};
use crate::inputs::{Stream, pairs, random};
use crate::math::{Mat, normalise_rows};
use crate::rules::RuleError;

/// One key that is told twice, with another value each time.
///
/// Read afterwards, with β and γ: linear attention v₁ + v₂, DeltaNet β(1 − β) v₁ + β v₂, off by (1 − β)√(1 + β²), Gated DeltaNet by
/// (1 − β)√(1 + γ²β²).
pub fn overwritten() -> Told {
    Told::new(Mat::from_row_slice(2, 2, &[1.0, 0.0, 1.0, 0.0]), Mat::identity(2, 2))
}

/// Two keys at an angle, in radians.
///
/// Off by, old and new pair: linear attention c and c; DeltaNet with β = 1 c√(1 + c²) and 0. DeltaNet reads the old pair as
/// (1 − c²) v₁ + c v₂, and so takes it for the new one once c > (√5 − 1)/2: see [`CONFUSED`].
pub fn at_angle(angle: f64) -> Told {
    Told::new(Mat::from_row_slice(2, 2, &[1.0, 0.0, angle.cos(), angle.sin()]), Mat::identity(2, 2))
}

/// The cosine of two keys from which on DeltaNet with β = 1 answers with the new value for the old key: (√5 − 1)/2, at 51.827292°.
pub const CONFUSED: f64 = 0.618_033_988_749_894_9;

/// As many keys at right angles as there are channels, and one more that lies between all of them.
///
/// Off by: linear attention 1/√d for each old pair and 1 for the new one; DeltaNet with β = 1 √(2/d) and 0. The sum of the squares is 2
/// for both, and 1 for least squares.
pub fn one_too_many(d: usize) -> Told {
    let between = 1.0 / (d as f64).sqrt();
    let key = |row: usize, col: usize| if row == d { between } else { f64::from(u8::from(row == col)) };
    Told::new(Mat::from_fn(d + 1, d, key), Mat::identity(d + 1, d + 1))
}

/// Three keys in the plane, at 0°, 120° and 240°.
pub fn star() -> Told {
    let angle = |row: usize| (120.0 * row as f64).to_radians();
    let keys = Mat::from_fn(3, 2, |row, col| if col == 0 { angle(row).cos() } else { angle(row).sin() });
    Told::new(keys, Mat::identity(3, 3))
}

/// A bit a token, in one channel: the first token writes 1, and every bit that is set turns the sign of the state, where β is 2.
///
/// S_t = (1 − β b_t) S_{t−1}: with β = 2 it is 1 after an even number of ones and −1 after an odd one, exactly.
pub fn parity(bits: &[bool], beta: f64) -> Told {
    let tokens = bits.len() + 1;
    let strengths = std::iter::once(1.0).chain(bits.iter().map(|bit| if *bit { beta } else { 0.0 }));
    Told {
        keys: Mat::from_element(tokens, 1, 1.0),
        values: Mat::from_fn(tokens, 1, |row, _| f64::from(u8::from(row == 0))),
        strengths: strengths.collect(),
    }
}

/// How well each of `n` random pairs in `d` channels is recalled, all told once.
///
/// # Errors
/// As [`Asked::answers`].
pub fn told_once(asked: &Asked, seed: u64, n: usize, d: usize) -> Result<Recalled, RuleError> {
    let told = Told::random(seed, n, d);
    Ok(Recalled::of(&asked.answers(&told, &told.keys)?, &told.values, 0))
}

/// The same, all told a second time in the same order.
///
/// # Errors
/// As [`Asked::answers`].
pub fn told_twice(asked: &Asked, seed: u64, n: usize, d: usize) -> Result<Recalled, RuleError> {
    let told = Told::random(seed, n, d);
    Ok(Recalled::of(&asked.answers(&told.twice(), &told.keys)?, &told.values, 0))
}

/// The same with keys that have a part in common: k = unit(√share · u + √(1 − share) · k).
///
/// # Errors
/// As [`Asked::answers`].
pub fn told_alike(asked: &Asked, seed: u64, n: usize, d: usize, share: f64) -> Result<Recalled, RuleError> {
    let Stream { q, k, v, .. } = random(seed, n, d);
    let (common, own) = (normalise_rows(&q), normalise_rows(&k));
    let alike = Mat::from_fn(n, d, |t, i| share.sqrt() * common[(0, i)] + (1.0 - share).sqrt() * own[(t, i)]);
    let told = Told::new(normalise_rows(&alike), normalise_rows(&v));
    Ok(Recalled::of(&asked.answers(&told, &told.keys)?, &told.values, 0))
}

/// `writes` values are told to `keys` random keys in turn, each with a new value; how well the latest value of each is recalled among
/// all that were told.
///
/// # Errors
/// As [`Asked::answers`].
pub fn told_again(
    asked: &Asked,
    seed: u64,
    keys: usize,
    writes: usize,
    d: usize,
) -> Result<Recalled, RuleError> {
    let Stream { k, v, .. } = pairs(seed, keys, writes, d);
    let told = Told::new(k, v);
    let last = writes.saturating_sub(keys);
    let questions = told.keys.rows(last, writes - last).into_owned();
    Ok(Recalled::of(&asked.answers(&told, &questions)?, &told.values, last))
}

/// `facts` random pairs, then `fillers` more; how well the facts are recalled, among their own values. `written` says whether the
/// fillers are written.
///
/// # Errors
/// As [`Asked::answers`].
pub fn long_noise(
    asked: &Asked,
    seed: u64,
    [facts, fillers]: [usize; 2],
    d: usize,
    written: bool,
) -> Result<Recalled, RuleError> {
    let told = Told::random(seed, facts + fillers, d);
    let told = if written { told } else { told.writing(facts) };
    let of_facts = |rows: &Mat| rows.rows(0, facts).into_owned();
    let answers = asked.answers(&told, &of_facts(&told.keys))?;
    Ok(Recalled::of(&answers, &of_facts(&told.values), 0))
}

/// E‖S k_j − v_j‖² of linear attention for any of `n` random unit pairs in `d` channels: (n − 1)/d.
pub fn expected_of_linear(n: usize, d: usize) -> f64 {
    (n as f64 - 1.0) / d as f64
}

/// E‖S k_j − v_j‖² of DeltaNet with β = 1 for each of `n` random unit pairs in `d` channels, the oldest first.
///
/// With ρ = 1 − 1/d and A = B = 1, n − j times A ← A(1 − 2/d + 2/(d(d+2))) + B/(d(d+2)) and B ← ρB, the old A and B on the right; then
/// 1 − 2ρ^(n−j) + A + 1 − B + (B − A)(1 − ρ^(j−1)).
pub fn expected_of_delta(n: usize, d: usize) -> Vec<f64> {
    let channels = d as f64;
    let (kept, pair) = (1.0 - 1.0 / channels, channels * (channels + 2.0));
    let power = |exponent: usize| kept.powi(i32::try_from(exponent).unwrap_or(i32::MAX));
    let of = |j: usize| {
        let (mut a, mut b) = (1.0, 1.0);
        for _ in j..n {
            (a, b) = (a * (1.0 - 2.0 / channels + 2.0 / pair) + b / pair, kept * b);
        }
        1.0 - 2.0 * power(n - j) + a + 1.0 - b + (b - a) * (1.0 - power(j - 1))
    };
    (1..=n).map(of).collect()
}
