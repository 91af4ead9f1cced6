//! A loss for a pair, and a way down it: from both follows what a state does with the pair.
//!
//! ```text
//! D_t k_tᵀ = −∂ℓ/∂S at S_{t−1}        M_t = μ M_{t−1} + β D_t k_tᵀ        S_t = γ S_{t−1} + M_t
//! ```
//!
//! | ℓ(S; k, v), e = v − S k | D |
//! |---|---|
//! | −vᵀ S k | v |
//! | ½‖e‖² | e |
//! | Huber by norm: ½‖e‖², beyond δ δ(‖e‖ − δ/2) | e min(1, δ/‖e‖) |
//! | Huber by coordinate: the same of each e_i, added up | clamp(e, −δ, δ) |
//! | contrastive: ln Σ_j exp(u_j·S k / τ) − v·S k / τ | (v − Σ_j p_j u_j) / τ, p = softmax(u_j·S k / τ) |
//!
//! u_j are the distinct values told so far, v among them. A plain step has γ = 1 and μ = 0. In the place of steps the squared loss of all
//! pairs together has a closed form, S_t = (Σ v kᵀ)(Σ k kᵀ + λ I)⁻¹. Where a combination is a rule of the list, tests hold it to that rule.
//!
//! This file is long because each loss has a value, a slope, and a test of both.

use crate::math::{Mat, Vector, add_outer, apply};

/// What a state is to make small for a pair.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Loss {
    /// −vᵀ S k.
    Dot,
    /// ½‖v − S k‖².
    Squared,
    /// Huber's loss of the length of the error.
    Huber,
    /// Huber's loss of each channel of the error.
    HuberByCoordinate,
    /// The cross entropy of the value among all that were told.
    Contrastive,
}

/// How it is made small.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Optimiser {
    /// One step of gradient descent for each pair.
    Step,
    /// The same of a state that fades.
    Decay,
    /// The same with a memory of earlier steps.
    Momentum,
    /// The least sum over all pairs so far, at once.
    Closed,
}

/// A loss, an optimiser, and their numbers.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Descent {
    /// The loss.
    pub loss: Loss,
    /// The optimiser.
    pub optimiser: Optimiser,
    /// β, the size of a step.
    pub beta: f64,
    /// γ, what a state that fades keeps.
    pub gamma: f64,
    /// μ, what the memory of earlier steps keeps.
    pub mu: f64,
    /// δ, beyond which Huber's loss grows no faster.
    pub delta: f64,
    /// τ, the temperature of the contrastive loss.
    pub tau: f64,
    /// λ, which keeps the closed form solvable.
    pub ridge: f64,
}

/// The states on the way, and the loss of each pair.
#[derive(Clone, Debug, PartialEq)]
pub struct Path {
    /// S before the first pair and after each.
    pub states: Vec<Mat>,
    /// The loss of each pair, just before it is told and just after.
    pub losses: Vec<[f64; 2]>,
}

impl Descent {
    /// A plain step on a loss with the usual numbers.
    pub const fn on(loss: Loss) -> Self {
        let optimiser = Optimiser::Step;
        Self { loss, optimiser, beta: 0.5, gamma: 0.9, mu: 0.7, delta: 0.5, tau: 0.5, ridge: 0.01 }
    }

    /// Whether there is such a way: only the squared loss has a closed form.
    pub fn exists(&self) -> bool {
        self.optimiser != Optimiser::Closed || self.loss == Loss::Squared
    }

    /// The rule of the list that this is.
    pub fn rule(&self) -> Option<&'static str> {
        match (self.loss, self.optimiser) {
            (Loss::Dot, Optimiser::Step) => Some("linear_attn"),
            (Loss::Dot, Optimiser::Decay) => Some("simple_gla"),
            (Loss::Squared, Optimiser::Step) => Some("delta_rule"),
            (Loss::Squared, Optimiser::Decay) => Some("comba"),
            (Loss::Squared, Optimiser::Momentum) => Some("momentum_delta_rule"),
            (Loss::Squared, Optimiser::Closed) => Some("mesa_net"),
            (Loss::Huber, Optimiser::Step) => Some("huber"),
            (Loss::HuberByCoordinate, Optimiser::Step) => Some("huber_by_coordinate"),
            (Loss::Contrastive, Optimiser::Step) => Some("contrastive"),
            _ => None,
        }
    }

    /// ℓ of a pair.
    pub fn loss(&self, s: &Mat, k: &Vector, v: &Vector, told: &[Vector]) -> f64 {
        self.loss_of(&apply(s, k), v, told)
    }

    /// ℓ of what S answers to the key of a pair, r = S k.
    fn loss_of(&self, r: &Vector, v: &Vector, told: &[Vector]) -> f64 {
        let e = v - r;
        let huber = |x: f64| if x <= self.delta { 0.5 * x * x } else { self.delta * (x - self.delta / 2.0) };
        match self.loss {
            Loss::Dot => -v.dot(r),
            Loss::Squared => 0.5 * e.norm_squared(),
            Loss::Huber => huber(e.norm()),
            Loss::HuberByCoordinate => e.iter().map(|x| huber(x.abs())).sum(),
            Loss::Contrastive => self.compare(r, told).1 - v.dot(r) / self.tau,
        }
    }

    /// D, where −∂ℓ/∂S = D kᵀ.
    fn downhill(&self, s: &Mat, k: &Vector, v: &Vector, told: &[Vector]) -> Vector {
        let r = apply(s, k);
        let e = v - &r;
        let share = |x: f64| if x > self.delta { self.delta / x } else { 1.0 };
        match self.loss {
            Loss::Dot => v.clone(),
            Loss::Squared => e,
            Loss::Huber => &e * share(e.norm()),
            Loss::HuberByCoordinate => e.map(|e| e * share(e.abs())),
            Loss::Contrastive => {
                let (weights, _) = self.compare(&r, told);
                let pushed = told.iter().zip(weights).fold(v.clone(), |d, (u, weight)| d - u * weight);
                pushed / self.tau
            }
        }
    }

    /// softmax(u_j·r / τ), and ln Σ_j exp(u_j·r / τ); the largest is taken out, so that nothing overflows.
    fn compare(&self, r: &Vector, told: &[Vector]) -> (Vec<f64>, f64) {
        let scores: Vec<f64> = told.iter().map(|u| u.dot(r) / self.tau).collect();
        let largest = scores.iter().copied().fold(f64::NEG_INFINITY, f64::max);
        let weights: Vec<f64> = scores.iter().map(|score| (score - largest).exp()).collect();
        let all: f64 = weights.iter().sum();
        (weights.iter().map(|weight| weight / all).collect(), largest + all.ln())
    }

    /// Goes down pair by pair from S = 0: keys `[T, K]`, values `[T, V]`. Nothing where there is no such way.
    pub fn path(&self, keys: &Mat, values: &Mat) -> Option<Path> {
        if !self.exists() {
            return None;
        }
        let nothing = Mat::zeros(values.ncols(), keys.ncols());
        let mut path = Path { states: vec![nothing.clone()], losses: Vec::new() };
        let (mut s, mut m, mut sums) = (nothing.clone(), nothing, Sums::new(keys.ncols(), values.ncols()));
        let mut told = Vec::new();
        for t in 0..keys.nrows() {
            let (k, v) = (keys.row(t).transpose(), values.row(t).transpose());
            if !told.contains(&v) {
                told.push(v.clone());
            }
            let before = self.loss(&s, &k, &v, &told);
            if self.optimiser == Optimiser::Closed {
                s = sums.take(&k, &v, self.ridge);
            } else {
                let [gamma, mu] = match self.optimiser {
                    Optimiser::Decay => [self.gamma, 0.0],
                    Optimiser::Momentum => [1.0, self.mu],
                    Optimiser::Step | Optimiser::Closed => [1.0, 0.0],
                };
                m *= mu;
                add_outer(&mut m, &(self.downhill(&s, &k, &v, &told) * self.beta), &k);
                s = s * gamma + &m;
            }
            path.losses.push([before, self.loss(&s, &k, &v, &told)]);
            path.states.push(s.clone());
        }
        Some(path)
    }

    /// The mean loss of the first `told` pairs, for any S.
    pub fn mean(&self, s: &Mat, keys: &Mat, values: &Mat, told: usize) -> f64 {
        let distinct = distinct(values, told);
        let of = |t: usize| self.loss(s, &keys.row(t).transpose(), &values.row(t).transpose(), &distinct);
        (0..told).map(of).sum::<f64>() / told.max(1) as f64
    }

    /// The same as a function of S[1, 1] and S[1, 2] alone. Keys need two channels.
    pub fn slice(&self, s: &Mat, keys: &Mat, values: &Mat, told: usize) -> impl Fn([f64; 2]) -> f64 + use<> {
        let mut rest = s.clone();
        rest.view_mut((0, 0), (1, 2)).fill(0.0);
        let pair = |t: usize| {
            let k = keys.row(t).transpose();
            (apply(&rest, &k), [k[0], k[1]], values.row(t).transpose())
        };
        let pairs: Vec<(Vector, [f64; 2], Vector)> = (0..told).map(pair).collect();
        let (descent, distinct) = (*self, distinct(values, told));
        move |[x, y]| {
            let of = |(r, k, v): &(Vector, [f64; 2], Vector)| {
                let mut r = r.clone();
                r[0] += x * k[0] + y * k[1];
                descent.loss_of(&r, v, &distinct)
            };
            pairs.iter().map(of).sum::<f64>() / pairs.len().max(1) as f64
        }
    }
}

/// The distinct ones of the first `told` values, in the order in which they came.
fn distinct(values: &Mat, told: usize) -> Vec<Vector> {
    let mut distinct = Vec::new();
    for value in values.row_iter().take(told).map(|row| row.transpose()) {
        if !distinct.contains(&value) {
            distinct.push(value);
        }
    }
    distinct
}

/// Σ k kᵀ and Σ v kᵀ.
struct Sums {
    keys: Mat,
    values: Mat,
}

impl Sums {
    fn new(k: usize, v: usize) -> Self {
        Self { keys: Mat::zeros(k, k), values: Mat::zeros(v, k) }
    }

    /// Takes a pair in, and solves. λ > 0 keeps the keys' sum positive definite; where it is not, the answer is no number.
    fn take(&mut self, k: &Vector, v: &Vector, ridge: f64) -> Mat {
        add_outer(&mut self.keys, k, k);
        add_outer(&mut self.values, v, k);
        let regular = &self.keys + Mat::identity(k.len(), k.len()) * ridge;
        let solved = regular.cholesky().map(|factor| factor.solve(&self.values.transpose()).transpose());
        solved.unwrap_or_else(|| self.values.map(|_| f64::NAN))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::inputs::random;

    const ALL: [Loss; 5] =
        [Loss::Dot, Loss::Squared, Loss::Huber, Loss::HuberByCoordinate, Loss::Contrastive];

    /// −∂ℓ/∂S by nudging each entry of S.
    fn nudged(descent: &Descent, s: &Mat, k: &Vector, v: &Vector, told: &[Vector]) -> Mat {
        const STEP: f64 = 1e-6;
        Mat::from_fn(s.nrows(), s.ncols(), |i, j| {
            let at = |by: f64| {
                let mut s = s.clone();
                s[(i, j)] += by;
                descent.loss(&s, k, v, told)
            };
            (at(-STEP) - at(STEP)) / (2.0 * STEP)
        })
    }

    #[test]
    fn every_step_goes_straight_down_its_loss() {
        let stream = random(4, 6, 3).with_unit_keys();
        let told: Vec<Vector> = stream.v.row_iter().map(|row| row.transpose()).collect();
        let s = random(9, 3, 3).q;
        for loss in ALL {
            let descent = Descent::on(loss);
            for t in 0..6 {
                let (k, v) = (stream.k.row(t).transpose(), stream.v.row(t).transpose());
                let found = descent.downhill(&s, &k, &v, &told) * k.transpose();
                let expected = nudged(&descent, &s, &k, &v, &told);
                assert!((found - expected).amax() < 1e-7, "{loss:?}, pair {t}");
            }
        }
    }

    #[test]
    fn a_slice_is_the_mean_loss_where_two_entries_are_others() {
        let stream = random(3, 6, 3).with_unit_keys();
        let s = random(9, 3, 3).q;
        for loss in ALL {
            let descent = Descent::on(loss);
            let slice = descent.slice(&s, &stream.k, &stream.v, 5);
            for [x, y] in [[0.0, 0.0], [1.0, -0.5], [s[(0, 0)], s[(0, 1)]]] {
                let mut other = s.clone();
                (other[(0, 0)], other[(0, 1)]) = (x, y);
                let expected = descent.mean(&other, &stream.k, &stream.v, 5);
                assert!((slice([x, y]) - expected).abs() < 1e-13, "{loss:?} at {x}, {y}");
            }
        }
    }

    #[test]
    fn only_the_squared_loss_has_a_closed_form_and_none_is_lower() {
        let stream = random(2, 5, 4);
        for loss in ALL {
            let descent = Descent { optimiser: Optimiser::Closed, ..Descent::on(loss) };
            let path = descent.path(&stream.k, &stream.v);
            assert_eq!(path.is_some(), loss == Loss::Squared);
        }
        let descent = Descent { optimiser: Optimiser::Closed, ridge: 1e-6, ..Descent::on(Loss::Squared) };
        let end = descent.path(&stream.k, &stream.v).unwrap().states.pop().unwrap();
        let least = descent.mean(&end, &stream.k, &stream.v, 5);
        for at in 0..16 {
            let mut other = end.clone();
            other[at] += 0.01;
            assert!(descent.mean(&other, &stream.k, &stream.v, 5) > least, "entry {at}");
        }
    }
}
