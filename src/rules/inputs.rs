use std::ops::Range;

use super::{Form, Info};
use crate::math::{Dims, Mat, Real, Vector};

/// All that a rule reads: one head of one sequence.
#[derive(Clone, Debug, PartialEq)]
pub struct Inputs<R: Real = f64> {
    /// Queries, `[T, K]`.
    pub q: Mat<R>,
    /// Keys, `[T, K]`.
    pub k: Mat<R>,
    /// Values, `[T, V]`.
    pub v: Mat<R>,
    /// Write strengths β, `[T]`.
    pub beta: Option<Vec<R>>,
    /// Log decays g ≤ 0, `[T]`; γ = exp g, and g = −∞ forgets everything.
    pub g: Option<Vec<R>>,
    /// What multiplies every query; usually K^−½.
    pub scale: R,
    /// Which keys a query may see: only attention that compares query with key asks.
    pub mask: Mask,
    /// The state before the first token; nothing, where there is none.
    pub initial: Option<State<R>>,
}

/// Which tokens a query may see.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mask {
    /// All of them, later ones too.
    Full,
    /// Itself and all before.
    Causal,
    /// Itself and this many minus one before it.
    Window(usize),
}

/// What a rule carries from token to token.
#[derive(Clone, Debug, PartialEq)]
pub enum State<R: Real = f64> {
    /// S, `[V, K]`: as large after a million tokens as after one.
    Matrix(Mat<R>),
    /// Every key and value so far, `[n, K]` and `[n, V]`: it grows with each token.
    Cache {
        /// The keys.
        k: Mat<R>,
        /// The values.
        v: Mat<R>,
    },
}

/// What a rule gives.
#[derive(Clone, Debug, PartialEq)]
pub struct Output<R: Real = f64> {
    /// The outputs, `[T, V]`.
    pub o: Mat<R>,
    /// The state after the last token.
    pub state: State<R>,
}

/// Why a rule cannot run.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum RuleError {
    /// A tensor that the rule needs is not there.
    #[error("{rule} needs {tensor}, and it is missing")]
    Missing {
        /// The rule.
        rule: &'static str,
        /// The tensor.
        tensor: &'static str,
    },
    /// A tensor has another shape than the others ask for.
    #[error("{tensor} is {found:?}, where {expected:?} is needed")]
    Shape {
        /// The tensor.
        tensor: &'static str,
        /// The shape that fits the others.
        expected: Vec<usize>,
        /// The shape that it has.
        found: Vec<usize>,
    },
    /// The state handed in is of another kind than the rule's.
    #[error("{rule} cannot start from a state of this kind")]
    StateKind {
        /// The rule.
        rule: &'static str,
    },
    /// A chunk of no tokens.
    #[error("a chunk holds at least one token")]
    EmptyChunk,
    /// An axis of length 0.
    #[error("there is nothing to compute: T = {}, K = {}, V = {}", .0.t, .0.k, .0.v)]
    Empty(Dims),
}

impl<R: Real> Inputs<R> {
    /// Causal inputs of one head with the usual scale, K^−½, and nothing optional.
    pub fn new(q: Mat<R>, k: Mat<R>, v: Mat<R>) -> Self {
        let scale = R::one() / R::from_f64(k.ncols() as f64).sqrt();
        Self { q, k, v, beta: None, g: None, scale, mask: Mask::Causal, initial: None }
    }

    /// T, K and V.
    pub fn dims(&self) -> Dims {
        Dims { t: self.k.nrows(), k: self.k.ncols(), v: self.v.ncols() }
    }

    /// (scale · q_t, k_t, v_t) as columns.
    pub fn token(&self, t: usize) -> (Vector<R>, Vector<R>, Vector<R>) {
        let row = |m: &Mat<R>| Vector::from_iterator(m.ncols(), m.row(t).iter().copied());
        (row(&self.q) * self.scale, row(&self.k), row(&self.v))
    }

    /// β of token t; 1 where the rule has none.
    pub fn beta(&self, t: usize) -> R {
        self.beta.as_ref().map_or(R::one(), |beta| beta[t])
    }

    /// g of token t; 0, no decay, where the rule has none.
    pub fn g(&self, t: usize) -> R {
        self.g.as_ref().map_or(R::zero(), |g| g[t])
    }

    /// S before the first token, `[V, K]`.
    pub(super) fn initial_matrix(&self) -> Mat<R> {
        match &self.initial {
            Some(State::Matrix(s)) => s.clone(),
            _ => Mat::zeros(self.v.ncols(), self.k.ncols()),
        }
    }

    /// Finds what would make a rule stumble.
    ///
    /// # Errors
    /// Names the first tensor that is missing or does not fit, with the shapes.
    pub fn check(&self, rule: &Info, form: Form) -> Result<(), RuleError> {
        let dims = self.dims();
        let Dims { t, k, v } = dims;
        if t == 0 || k == 0 || v == 0 {
            return Err(RuleError::Empty(dims));
        }
        if form == Form::Chunk(0) {
            return Err(RuleError::EmptyChunk);
        }
        fits("q", [self.q.nrows(), self.q.ncols()], [t, k])?;
        fits("v", [self.v.nrows(), self.v.ncols()], [t, v])?;
        for (tensor, needed, values) in [("beta", rule.needs.beta, &self.beta), ("g", rule.needs.g, &self.g)]
        {
            match values {
                Some(values) => fits(tensor, [values.len()], [t])?,
                None if needed => return Err(RuleError::Missing { rule: rule.id, tensor }),
                None => {}
            }
        }
        match (&self.initial, rule.id) {
            (None, _) => Ok(()),
            (Some(State::Cache { k: ck, v: cv }), "softmax_attn") => {
                fits("cached k", [ck.nrows(), ck.ncols()], [ck.nrows(), k])?;
                fits("cached v", [cv.nrows(), cv.ncols()], [ck.nrows(), v])
            }
            (Some(State::Matrix(s)), id) if id != "softmax_attn" => {
                fits("initial state", [s.nrows(), s.ncols()], [v, k])
            }
            (Some(_), id) => Err(RuleError::StateKind { rule: id }),
        }
    }
}

fn fits<const N: usize>(
    tensor: &'static str,
    found: [usize; N],
    expected: [usize; N],
) -> Result<(), RuleError> {
    if found == expected {
        return Ok(());
    }
    Err(RuleError::Shape { tensor, expected: expected.to_vec(), found: found.to_vec() })
}

impl Mask {
    /// The positions that the query at `position` sees among `total`.
    pub fn visible(self, position: usize, total: usize) -> Range<usize> {
        match self {
            Self::Full => 0..total,
            Self::Causal => 0..position + 1,
            Self::Window(width) => (position + 1).saturating_sub(width)..position + 1,
        }
    }
}

impl<R: Real> State<R> {
    /// The bytes that it takes to keep.
    pub fn bytes(&self) -> usize {
        let numbers = match self {
            Self::Matrix(s) => s.len(),
            Self::Cache { k, v } => k.len() + v.len(),
        };
        numbers * size_of::<R>()
    }

    /// S, where it is a matrix.
    pub const fn matrix(&self) -> Option<&Mat<R>> {
        match self {
            Self::Matrix(s) => Some(s),
            Self::Cache { .. } => None,
        }
    }
}
