//! All that a rule reads, and all that it gives.

use std::ops::Range;

use super::{Axis, Info, Size, State, Tensor};
use crate::math::{Dims, Mat, Real, Vector};

/// Everything that a rule reads: one head of one sequence. A tensor that the rule does not read is ignored, but must fit.
#[derive(Clone, Debug, PartialEq)]
pub struct Inputs<R: Real = f64> {
    /// Queries, `[T, K]`.
    pub q: Mat<R>,
    /// Keys, `[T·n, K]`; n = 1 but for DeltaProduct.
    pub k: Mat<R>,
    /// Values, `[T·n, V]`.
    pub v: Mat<R>,
    /// The other tensors.
    pub others: Others<R>,
    /// The factor of every query; usually K^−½.
    pub scale: R,
    /// Which keys a query may see: only softmax attention asks.
    pub mask: Mask,
    /// Which head of its call this is, from 0: only retention asks.
    pub head: usize,
    /// Tokens to a step of gradient descent, at least 1: only TTT asks.
    pub mini_batch: usize,
    /// Whether outputs are divided by the sum of their weights: only Based asks.
    pub normalise: bool,
    /// The state before the first token; nothing, where there is none.
    pub initial: Option<State<R>>,
}

/// The tensors beside q, k and v, each at most once: see [`Inputs::with`] and [`Inputs::get`].
#[derive(Clone, Debug, PartialEq)]
pub struct Others<R: Real>(Vec<(Tensor, Mat<R>)>);

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

/// The results of a rule.
#[derive(Clone, Debug, PartialEq)]
pub struct Output<R: Real = f64> {
    /// The outputs, `[T, V]`.
    pub o: Mat<R>,
    /// The state after the last token.
    pub state: State<R>,
    /// The further results that [`Info::also`] names, `[T, 1]` each.
    pub also: Vec<Mat<R>>,
}

impl<R: Real> Output<R> {
    /// Outputs and the parts of the final state.
    pub fn new<const N: usize>(o: Mat<R>, parts: [Mat<R>; N]) -> Self {
        Self { o, state: State { parts: parts.into() }, also: Vec::new() }
    }
}

impl<R: Real> Inputs<R> {
    /// Causal inputs of one head with the usual scale, K^−½, and nothing optional.
    pub fn new(q: Mat<R>, k: Mat<R>, v: Mat<R>) -> Self {
        let scale = R::one() / R::from_f64(k.ncols().max(1) as f64).sqrt();
        Self {
            q,
            k,
            v,
            others: Others(Vec::new()),
            scale,
            mask: Mask::Causal,
            head: 0,
            mini_batch: 16,
            normalise: false,
            initial: None,
        }
    }

    /// Inputs of a rule that has neither queries nor keys (HGRN): `v` is `[T, V]`, K is 0.
    pub fn of_values(v: Mat<R>) -> Self {
        Self::new(Mat::zeros(v.nrows(), 0), Mat::zeros(v.nrows(), 0), v)
    }

    /// The same with one tensor more, or another one in its place.
    pub fn with(mut self, tensor: Tensor, values: Mat<R>) -> Self {
        match tensor {
            Tensor::Q => self.q = values,
            Tensor::K => self.k = values,
            Tensor::V => self.v = values,
            _ => {
                let Others(others) = &mut self.others;
                match others.binary_search_by_key(&tensor, |(of, _)| *of) {
                    Ok(at) => others[at].1 = values,
                    Err(at) => others.insert(at, (tensor, values)),
                }
            }
        }
        self
    }

    /// The same with numbers one for each token.
    pub fn with_each(self, tensor: Tensor, values: &[R]) -> Self {
        self.with(tensor, Mat::from_column_slice(values.len(), 1, values))
    }

    /// A tensor, where it is there.
    pub fn get(&self, tensor: Tensor) -> Option<&Mat<R>> {
        match tensor {
            Tensor::Q => Some(&self.q),
            Tensor::K => Some(&self.k),
            Tensor::V => Some(&self.v),
            _ => self.others.0.iter().find(|(of, _)| *of == tensor).map(|(_, values)| values),
        }
    }

    /// The same in another number, each entry by `to`.
    pub fn map<F: Real>(&self, to: impl Fn(R) -> F + Copy) -> Inputs<F> {
        let state = |state: &State<R>| State { parts: state.parts.iter().map(|part| part.map(to)).collect() };
        Inputs {
            q: self.q.map(to),
            k: self.k.map(to),
            v: self.v.map(to),
            others: Others(self.others.0.iter().map(|(tensor, values)| (*tensor, values.map(to))).collect()),
            scale: to(self.scale),
            mask: self.mask,
            head: self.head,
            mini_batch: self.mini_batch,
            normalise: self.normalise,
            initial: self.initial.as_ref().map(state),
        }
    }

    /// Some of the tokens, starting from the state given.
    ///
    /// # Panics
    /// Where the range reaches beyond T.
    pub fn tokens(&self, tokens: Range<usize>, initial: Option<State<R>>) -> Self {
        let n = self.keys_per_token();
        let cut = |tensor: Tensor, values: &Mat<R>| match tensor.axes()[0] {
            Axis::Tokens => values.rows(tokens.start, tokens.len()).into_owned(),
            Axis::Rows => values.rows(tokens.start * n, tokens.len() * n).into_owned(),
            _ => values.clone(),
        };
        let others = self.others.0.iter().map(|(tensor, values)| (*tensor, cut(*tensor, values))).collect();
        // Nothing is copied but these tokens: whoever goes through a long sequence in pieces asks often.
        Self {
            q: cut(Tensor::Q, &self.q),
            k: cut(Tensor::K, &self.k),
            v: cut(Tensor::V, &self.v),
            others: Others(others),
            initial,
            ..*self
        }
    }

    /// These tokens alone, in the order given, starting from no state.
    ///
    /// # Panics
    /// Where there is no such token.
    pub fn only(&self, tokens: &[usize]) -> Self {
        let n = self.keys_per_token();
        let rows: Vec<usize> = tokens.iter().flat_map(|t| t * n..(t + 1) * n).collect();
        let mut part = Self { initial: None, ..self.clone() };
        for tensor in Tensor::ALL {
            let Some(values) = self.get(*tensor) else { continue };
            let picked = match tensor.axes()[0] {
                Axis::Tokens => values.select_rows(tokens),
                Axis::Rows => values.select_rows(&rows),
                _ => continue,
            };
            part = part.with(*tensor, picked);
        }
        part
    }

    /// T, K and V.
    pub fn dims(&self) -> Dims {
        Dims { t: self.q.nrows(), k: self.k.ncols(), v: self.v.ncols() }
    }

    /// n, the keys and values to a token.
    pub fn keys_per_token(&self) -> usize {
        self.k.nrows().checked_div(self.q.nrows()).unwrap_or(1).max(1)
    }

    /// (scale · q_t, k_t, v_t) as columns, where a token has one key.
    pub fn token(&self, t: usize) -> (Vector<R>, Vector<R>, Vector<R>) {
        (self.query(t), self.row(Tensor::K, t), self.row(Tensor::V, t))
    }

    /// scale · q_t, `[K]`.
    pub fn query(&self, t: usize) -> Vector<R> {
        self.row(Tensor::Q, t) * self.scale
    }

    /// β of row `r`; 1 where there is none.
    pub fn beta(&self, r: usize) -> R {
        self.get(Tensor::Beta).map_or(R::one(), |beta| beta[(r, 0)])
    }

    /// g of token t; 0, no decay, where there is none.
    pub fn g(&self, t: usize) -> R {
        self.get(Tensor::G).map_or(R::zero(), |g| g[(t, 0)])
    }

    /// Row `r` of a tensor as a column; empty where the tensor is missing.
    pub(in crate::rules) fn row(&self, tensor: Tensor, r: usize) -> Vector<R> {
        let row = |m: &Mat<R>| Vector::from_iterator(m.ncols(), m.row(r).iter().copied());
        self.get(tensor).map_or_else(|| Vector::zeros(0), row)
    }

    /// The number that a tensor has for token t.
    pub(in crate::rules) fn each(&self, tensor: Tensor, t: usize) -> R {
        self.row(tensor, t)[0]
    }

    /// γ = exp of a row of log decays.
    pub(in crate::rules) fn decays(&self, tensor: Tensor, t: usize) -> Vector<R> {
        self.row(tensor, t).map(R::exp)
    }

    /// The parts of the state before the first token, zeros where there is none.
    pub(in crate::rules) fn start<const N: usize>(&self, rule: &Info) -> [Mat<R>; N] {
        let size = self.size(rule);
        std::array::from_fn(|i| match &self.initial {
            Some(state) => state.parts[i].clone(),
            None => {
                let [rows, cols] = rule.state[i].axes.map(|axis| axis.len(&size));
                Mat::zeros(rows, cols)
            }
        })
    }

    /// The sizes of these inputs as this rule takes them.
    pub fn size(&self, rule: &Info) -> Size {
        let Dims { t, k, v } = self.dims();
        let n = if rule.many_keys { self.keys_per_token() } else { 1 };
        let part = |found: &dyn Fn(&super::StatePart) -> bool| {
            let i = rule.state.iter().position(found)?;
            self.initial.as_ref()?.parts.get(i)
        };
        let cached = part(&|part| part.axes[0] == Axis::Cached).map(Mat::nrows);
        let counted = part(&|part| *part == super::log_linear_attn::COUNT).and_then(|n| n.get((0, 0)));
        let before = cached.or(counted.map(|n| n.to_f64() as usize)).unwrap_or(0);
        let levels = self.get(Tensor::LevelScales).map_or(0, Mat::ncols);
        let (mask, mini_batch, normalise) = (self.mask, self.mini_batch, self.normalise);
        Size { t, k, v, n, levels, before, mask, mini_batch, normalise }
    }
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
