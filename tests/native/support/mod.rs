//! Random inputs for any rule, by the factory that pages use: a random stream, and gates of which every number is drawn.

pub mod close;
pub mod fixed_stream;
pub mod long;
pub mod programs;
pub mod sources;
pub mod streams;

use deltascope::inputs::{Gate, Gates, Stream};
use deltascope::math::{Mat, max_abs, max_abs_diff, normalise_rows};
use deltascope::rules::{Axis, Form, Info, Inputs, Origin, Output, Rule, RuleEntry, Size, Tensor};
use proptest::prelude::*;
use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;

pub const TOLERANCE: f64 = 1e-11;

/// The settings that a test varies: sizes, tokens that went before, seed.
#[derive(Clone, Copy, Debug)]
pub struct Draw {
    pub t: usize,
    pub k: usize,
    pub v: usize,
    /// Keys to a token, where the rule takes several.
    pub n: usize,
    /// Tokens that made the initial state; there is none where this is 0.
    pub before: usize,
    pub seed: u64,
}

/// Sizes from 1 up, odd ones among them.
pub fn draws() -> impl Strategy<Value = Draw> {
    (1usize..14, 1usize..6, 1usize..6, 1usize..4, 0usize..6, any::<u64>())
        .prop_map(|(t, k, v, n, before, seed)| Draw { t, k, v, n, before, seed })
}

impl Draw {
    /// Everything that this rule reads, and a state that it came to by itself.
    pub fn inputs(self, rule: &RuleEntry) -> Inputs {
        let whole = self.tokens(&rule.info);
        if self.before == 0 {
            return whole;
        }
        let first = rule.run(&whole.tokens(0..self.before, None), Form::Recurrent).expect("inputs that fit");
        whole.tokens(self.before..self.before + self.t, Some(first.state))
    }

    /// The same for the rule of a type.
    pub fn inputs_of<A: Rule>(self) -> Inputs {
        self.inputs(&RuleEntry::of::<A>())
    }

    fn tokens(self, rule: &Info) -> Inputs {
        let t = self.before + self.t;
        let (k, v) = (self.k, if rule.square { self.k } else { self.v });
        let n = if rule.many_keys { self.n } else { 1 };
        let size = Size { n, ..Size::new(t, k, v) };
        let mut rng = ChaCha8Rng::seed_from_u64(self.seed);
        let mut of = |tensor: Tensor| draw(tensor, &size, &mut rng);
        let (q, k, v) = (of(Tensor::Q), of(Tensor::K), of(Tensor::V));
        let stream = Stream { scale: 0.7, ..Stream::new(vec![String::new(); t], q, k, v) };
        let gates =
            Tensor::ALL.iter().filter(|tensor| rule.reads(**tensor) && tensor.origin() != Origin::Stream);
        let gates: Gates = gates.map(|tensor| (*tensor, Gate::Given(of(*tensor)))).collect();
        let x = stream.inputs_for(rule, &gates).expect("a stream and gates that fit");
        let normalise = self.seed.is_multiple_of(2);
        Inputs { normalise, mini_batch: 3, head: (self.seed % 3) as usize, ..x }
    }
}

/// Values of a tensor as real layers make them, in the unit of a slider: unit directions, decays γ in (1/e, 1), strengths in
/// their ranges.
fn draw(tensor: Tensor, size: &Size, rng: &mut ChaCha8Rng) -> Mat {
    let [rows, cols] = tensor.axes().map(|axis: Axis| axis.len(size));
    let mut uniform = |low: f64, high: f64| {
        let numbers: Vec<f64> = (0..rows * cols).map(|_| rng.random_range(low..high)).collect();
        Mat::from_vec(rows, cols, numbers)
    };
    match tensor {
        Tensor::K | Tensor::P | Tensor::W | Tensor::A => normalise_rows(&uniform(-1.0, 1.0)),
        Tensor::Beta => uniform(0.0, 2.0),
        Tensor::G | Tensor::Gk | Tensor::Gv | Tensor::LogMu => uniform(-1.0, 0.0).map(f64::exp),
        Tensor::Erase | Tensor::Write | Tensor::LevelScales => uniform(0.0, 1.0),
        Tensor::Eta => uniform(0.0, 0.3),
        Tensor::Lamb => uniform(0.25, 1.25),
        Tensor::Delta | Tensor::Tau => uniform(0.25, 0.75),
        Tensor::B => uniform(-0.5, 0.5),
        Tensor::Q | Tensor::V | Tensor::U | Tensor::NormWeight | Tensor::NormBias => uniform(-1.0, 1.0),
    }
}

/// Outputs and every part of the state are the same up to rounding.
pub fn agree(a: &Output, b: &Output, what: &str) -> Result<(), TestCaseError> {
    prop_assert_eq!(a.state.parts.len(), b.state.parts.len());
    prop_assert_eq!(a.also.len(), b.also.len());
    let pairs = a.state.parts.iter().zip(&b.state.parts).chain(a.also.iter().zip(&b.also));
    for (a, b) in pairs.chain([(&a.o, &b.o)]) {
        let apart = apart(a, b);
        prop_assert!(apart < TOLERANCE, "{what}: {apart:e} apart");
    }
    Ok(())
}

/// The largest difference, against 1 + the largest entry. Two equal infinities are the same: the score of a key that a
/// gate has shut out.
pub fn apart(a: &Mat, b: &Mat) -> f64 {
    let [finite_a, finite_b] =
        [(a, b), (b, a)].map(|(a, b)| a.zip_map(b, |a, b| if a == b { 0.0 } else { a }));
    let size = max_abs(&a.map(|a| if a.is_infinite() { 0.0 } else { a }));
    max_abs_diff(&finite_a, &finite_b) / (1.0 + size)
}

/// One matrix below the other.
pub fn below(above: &Mat, below: &Mat) -> Mat {
    Mat::from_fn(above.nrows() + below.nrows(), below.ncols(), |i, j| {
        if i < above.nrows() { above[(i, j)] } else { below[(i - above.nrows(), j)] }
    })
}

/// A matrix of one number.
pub fn constant(rows: usize, cols: usize, x: f64) -> Mat {
    Mat::from_element(rows, cols, x)
}

/// Every row times a number of its own.
pub fn times_rows(m: &Mat, by: &Mat) -> Mat {
    Mat::from_fn(m.nrows(), m.ncols(), |i, j| m[(i, j)] * by[(i, 0)])
}

/// A number for each token, repeated for each channel.
pub fn repeated(each: &Mat, channels: usize) -> Mat {
    Mat::from_fn(each.nrows(), channels, |i, _| each[(i, 0)])
}

/// Runs the recurrent form of the rule of a type.
pub fn run<A: Rule>(x: &Inputs) -> Output {
    RuleEntry::of::<A>().run(x, Form::Recurrent).expect("inputs that fit")
}
