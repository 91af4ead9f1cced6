//! How far a format of numbers takes a state, or a product of reflections, from the true one in many steps.
//!
//! The same tokens are told in f64 and in three other formats, each of which rounds every product and every sum. Norms are taken in f64.

use half::bf16;
use serde::{Deserialize, Serialize};

use super::square::{
    CHANNELS, Square, distance, identity, learn, orthogonalised, reflect, rounded, skew, units, widened, zero,
};
use crate::math::Real;

/// What is followed, step by step, in 8 channels: k_t is `unit(normals(1))` and v_t is `unit(normals(2))`, 8 numbers a token.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Followed {
    /// The state of DeltaNet from S_0 = 0: r = S k, u = β(v − r), S ← S + u kᵀ.
    State {
        /// The write gate.
        beta: f64,
    },
    /// A product of reflections from P_0 = I: P ← P(I − β k kᵀ).
    Product {
        /// P is made orthogonal again after so many steps, by a QR in f64 (Q·sign(diag R)). 0: never.
        every: u64,
        /// β in the formats. In f64 the reflection is true: k is not rounded and β is 2.
        size: StepSize,
    },
}

/// The β of a reflection in a format.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum StepSize {
    /// 2, which is no reflection where rounding has changed the length of k.
    Two,
    /// 2/(k·k) of the rounded k, computed in f64. Arithmetic in f32 and in bf16 has to round it, and then it is none either.
    Exact,
}

/// What is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Drift {
    /// What is followed.
    pub of: Followed,
    /// For so many steps.
    pub steps: u64,
}

/// The number formats beside f64, in the order of the columns of a [`Mark`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Format {
    /// f32: tokens, matrix and arithmetic.
    Single,
    /// bf16: tokens, matrix and arithmetic.
    Brain,
    /// Keys are rounded to bf16; all else is f64.
    BrainKeys,
}

impl Format {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Single, Self::Brain, Self::BrainKeys];
}

/// What is known after t steps, for each of [`Format::ALL`]. `None` stands for what is not finite.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Mark {
    /// So many steps.
    pub t: u64,
    /// ‖S64‖ or ‖P64‖, in f64.
    pub size: f64,
    /// ‖S‖ or ‖P‖ in the formats.
    pub sizes: [Option<f64>; 3],
    /// ‖S − S64‖ / ‖S64‖ of a state, ‖P − P64‖ of a product.
    pub off: [Option<f64>; 3],
    /// ‖PᵀP − I‖ of a product: 0 where P is orthogonal. `None` for a state.
    pub skew: [Option<f64>; 3],
}

/// What is known so far.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Drifted {
    /// So many steps are done.
    pub t: u64,
    /// After t = 10, 18, 32, 56, 100 … steps, round(10^(j/4)); they end where the f64 one is no longer finite.
    pub marks: Vec<Mark>,
}

impl Drifted {
    /// Whether all steps are done.
    pub const fn is_whole(&self, asked: &Drift) -> bool {
        self.t >= asked.steps
    }
}

/// Steps as they go on.
pub struct Drifting {
    asked: Drift,
    tokens: Box<dyn Iterator<Item = [[f64; CHANNELS]; 2]>>,
    double: Square<f64, CHANNELS>,
    single: Square<f32, CHANNELS>,
    brain: Square<bf16, CHANNELS>,
    brain_keys: Square<f64, CHANNELS>,
    /// What is known so far.
    pub found: Drifted,
    /// j of the next mark.
    next: u32,
}

impl Drifting {
    /// Before the first step.
    pub fn new(asked: Drift) -> Self {
        let tokens = Box::new(units(1).zip(units(2)).map(|(k, v)| [k, v]));
        Self {
            asked,
            tokens,
            double: start(asked.of),
            single: start(asked.of),
            brain: start(asked.of),
            brain_keys: start(asked.of),
            found: Drifted::default(),
            next: 4,
        }
    }

    /// Takes up to `steps` more steps.
    pub fn advance(&mut self, steps: u64) {
        for _ in 0..steps.min(self.asked.steps.saturating_sub(self.found.t)) {
            let Some([k, v]) = self.tokens.next() else { return };
            self.step(&k, &v);
            if self.found.t == mark(self.next) {
                self.next += 1;
                self.found.marks.extend(self.mark());
            }
        }
    }

    fn step(&mut self, k: &[f64; CHANNELS], v: &[f64; CHANNELS]) {
        self.found.t += 1;
        let (of, t) = (self.asked.of, self.found.t);
        match of {
            Followed::State { beta } => learn(&mut self.double, k, v, beta),
            Followed::Product { .. } => reflect(&mut self.double, k, 2.0),
        }
        step(of, t, &mut self.single, &rounded(k), &rounded(v));
        let key = rounded(k);
        step(of, t, &mut self.brain, &key, &rounded(v));
        step(of, t, &mut self.brain_keys, &widened(&key), v);
    }

    fn mark(&self) -> Option<Mark> {
        let zero = zero();
        let size = finite(distance(&self.double, &zero))?;
        let of_state = matches!(self.asked.of, Followed::State { .. });
        let whole = if of_state { size } else { 1.0 };
        let (single, brain, keys) = (&self.single, &self.brain, &self.brain_keys);
        let to =
            |other: &_| [distance(single, other), distance(brain, other), distance(keys, other)].map(finite);
        let skew = if of_state { [None; 3] } else { [skew(single), skew(brain), skew(keys)].map(finite) };
        let off = to(&self.double).map(|off| off.and_then(|off| finite(off / whole)));
        Some(Mark { t: self.found.t, size, sizes: to(&zero), off, skew })
    }
}

/// S_0 or P_0.
fn start<R: Real>(of: Followed) -> Square<R, CHANNELS> {
    match of {
        Followed::State { .. } => zero(),
        Followed::Product { .. } => identity(),
    }
}

/// Step t in a format, with a token that is rounded to it.
fn step<R: Real>(
    of: Followed,
    t: u64,
    matrix: &mut Square<R, CHANNELS>,
    k: &[R; CHANNELS],
    v: &[R; CHANNELS],
) {
    match of {
        Followed::State { beta } => learn(matrix, k, v, R::from_f64(beta)),
        Followed::Product { every, size } => {
            let beta = match size {
                StepSize::Two => 2.0,
                StepSize::Exact => 2.0 / widened(k).iter().map(|k| k * k).sum::<f64>(),
            };
            reflect(matrix, k, R::from_f64(beta));
            // No step is a multiple of 0.
            if t.is_multiple_of(every) {
                *matrix = orthogonalised(&matrix.map(|row| widened(&row))).map(|row| rounded(&row));
            }
        }
    }
}

/// The step at which mark j stands.
fn mark(j: u32) -> u64 {
    10_f64.powf(f64::from(j) / 4.0).round() as u64
}

fn finite(x: f64) -> Option<f64> {
    x.is_finite().then_some(x)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_stand_four_to_a_power_of_ten_and_it_does_not_matter_how_many_steps_are_taken_at_once() {
        let asked = Drift { of: Followed::State { beta: 1.0 }, steps: 1100 };
        let mut drifting = Drifting::new(asked);
        drifting.advance(u64::MAX);
        let at: Vec<u64> = drifting.found.marks.iter().map(|mark| mark.t).collect();
        assert_eq!(at, [10, 18, 32, 56, 100, 178, 316, 562, 1000]);
        assert!(drifting.found.is_whole(&asked) && drifting.found.t == 1100);
        let mut slow = Drifting::new(asked);
        while !slow.found.is_whole(&asked) {
            slow.advance(300);
        }
        assert_eq!(slow.found, drifting.found);
        assert_eq!((mark(16), mark(20)), (10_000, 100_000));
    }

    #[test]
    fn what_is_not_finite_is_left_out() {
        let asked = Drift { of: Followed::State { beta: 5.0 }, steps: 1000 };
        let mut drifting = Drifting::new(asked);
        drifting.advance(asked.steps);
        let last = drifting.found.marks.last().unwrap();
        assert!(last.t < 1000 && last.sizes[0].is_none() && last.sizes[2].is_some(), "{last:?}");
        // It travels as JSON, which has no word for infinity.
        let text = serde_json::to_string(&drifting.found).unwrap();
        let arrived: Drifted = serde_json::from_str(&text).unwrap();
        assert_eq!(arrived.marks.len(), drifting.found.marks.len());
        // Nothing is told: there is no size to compare with.
        let mut silent = Drifting::new(Drift { of: Followed::State { beta: 0.0 }, steps: 10 });
        silent.advance(10);
        assert_eq!(silent.found.marks[0].off, [None; 3]);
    }
}
