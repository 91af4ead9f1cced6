//! The chunk form as the papers print it, with every matrix in between. The lesson on chunks steps through it.
//!
//! A chunk has C tokens and starts from the state S₀, `[V, K]`. With the decays Γ_ij = γ_{j+1}⋯γ_i and γ̄_i = γ_1⋯γ_i
//! (both 1 where nothing fades), and rows for tokens:
//!
//! ```text
//! L = tril(diag(β) (Γ ⊙ K Kᵀ), −1)                                       [C, C]
//! (I + L) W = diag(β γ̄) K        (I + L) U = diag(β) V                   [C, K], [C, V]
//! A = tril(Γ ⊙ Q Kᵀ)                                                     [C, C]
//! Ũ = U − W S₀ᵀ                                                          [C, V]
//! O = diag(γ̄) Q S₀ᵀ + A Ũ                                                [C, V]
//! S = γ̄_C S₀ + Ũᵀ diag(Γ_C) K                                            [V, K]
//! ```
//!
//! The first three lines need no state, so all chunks do them at the same time; the last three wait for the chunk before.
//! W and U come out row after row, by forward substitution. Linear attention corrects nothing: Ũ = V, and neither L nor W
//! nor U is needed. Yang et al. 2024, *Parallelizing Linear Transformers with the Delta Rule*, eqs. 8–11; Yang et al. 2025,
//! *Gated Delta Networks*, section 3.3.
//!
//! The forms that the rules themselves run (`chunkwise`) solve for Ũ at once, which is less work and hides W and U. Tests
//! hold both against the recurrent form.

mod cost;
mod piece;

pub use cost::ChunkCost;
pub use piece::Piece;

use std::ops::Range;

use crate::math::{Mat, Real, Vector, add_outer, add_scaled, apply, dot, set_row};
use crate::rules::{DeltaRule, GatedDeltaRule, LinearAttn};
use crate::rules::{Form, Info, Inputs, Rule, RuleEntry, RuleError, Tensor};

/// The rules whose chunks are shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Chunked {
    /// Linear attention: neither corrects nor fades.
    LinearAttn,
    /// DeltaNet: takes out what the state holds for a key before it writes.
    DeltaRule,
    /// Gated DeltaNet: the state fades, too.
    GatedDeltaRule,
}

impl Chunked {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::LinearAttn, Self::DeltaRule, Self::GatedDeltaRule];

    /// The rule itself.
    pub const fn rule<R: Real>(self) -> RuleEntry<R> {
        match self {
            Self::LinearAttn => RuleEntry::of::<LinearAttn>(),
            Self::DeltaRule => RuleEntry::of::<DeltaRule>(),
            Self::GatedDeltaRule => RuleEntry::of::<GatedDeltaRule>(),
        }
    }

    /// The rule itself, where it is kept.
    pub const fn entry(self) -> &'static RuleEntry {
        match self {
            Self::LinearAttn => &const { RuleEntry::of::<LinearAttn>() },
            Self::DeltaRule => &const { RuleEntry::of::<DeltaRule>() },
            Self::GatedDeltaRule => &const { RuleEntry::of::<GatedDeltaRule>() },
        }
    }

    /// The id of the rule. Code that needs only the id does not carry the rule.
    pub const fn id(self) -> &'static str {
        match self {
            Self::LinearAttn => LinearAttn::INFO.id,
            Self::DeltaRule => DeltaRule::INFO.id,
            Self::GatedDeltaRule => GatedDeltaRule::INFO.id,
        }
    }

    /// Whether it takes out what the state holds for a key before it writes.
    pub const fn corrects(self) -> bool {
        !matches!(self, Self::LinearAttn)
    }

    /// Whether the state fades by γ.
    pub const fn fades(self) -> bool {
        matches!(self, Self::GatedDeltaRule)
    }
}

/// Ways to get it wrong. Nothing is wrong by default.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Flaws {
    /// The mask of A leaves out the diagonal too: no token reads what it has just written.
    pub diagonal: bool,
    /// W and U are made with (I − L)⁻¹, as one paper prints it.
    pub sign: bool,
    /// Every chunk starts from an empty state.
    pub hand_over: bool,
}

/// One chunk, every matrix of it.
#[derive(Clone, Debug, PartialEq)]
pub struct Chunk<R: Real = f64> {
    /// Its tokens.
    pub tokens: Range<usize>,
    /// The matrices of the correction; nothing for a rule that does not correct.
    pub solve: Option<Solve<R>>,
    /// A, `[C, C]`: how much each query reads of each write of its chunk.
    pub a: Mat<R>,
    /// S₀, `[V, K]`.
    pub before: Mat<R>,
    /// Ũ, `[C, V]`: the values that are written, a row for each token.
    pub written: Mat<R>,
    /// O, `[C, V]`.
    pub o: Mat<R>,
    /// S after the chunk, `[V, K]`.
    pub s: Mat<R>,
    /// The inputs of the chunk.
    of: Given<R>,
}

/// The inputs of a chunk, and the flaws that it was given.
#[derive(Clone, Debug, PartialEq)]
struct Given<R: Real> {
    /// Q without its scale, `[C, K]`.
    q: Mat<R>,
    /// K, `[C, K]`.
    k: Mat<R>,
    /// V, `[C, V]`.
    v: Mat<R>,
    /// β, `[C, 1]`.
    beta: Mat<R>,
    scale: R,
    decays: Option<Decays<R>>,
    flaws: Flaws,
}

/// The triangular system of a chunk and its solution.
#[derive(Clone, Debug, PartialEq)]
pub struct Solve<R: Real = f64> {
    /// K Kᵀ, `[C, C]`.
    pub overlaps: Mat<R>,
    /// L, `[C, C]`, strictly lower triangular.
    pub l: Mat<R>,
    /// W, `[C, K]`.
    pub w: Mat<R>,
    /// U, `[C, V]`.
    pub u: Mat<R>,
}

/// All chunks of `chunk_size` tokens, in order; the last may be shorter.
///
/// # Errors
/// As [`RuleEntry::run`].
pub fn chunks<R: Real>(
    rule: Chunked,
    x: &Inputs<R>,
    chunk_size: usize,
    flaws: Flaws,
) -> Result<Vec<Chunk<R>>, RuleError> {
    x.check(&rule.rule::<R>().info, Form::Chunk(chunk_size))?;
    let [mut s] = x.start(&Info::USUAL);
    let t = x.dims().t;
    let mut chunks = Vec::new();
    for start in (0..t).step_by(chunk_size) {
        let chunk = Chunk::new(rule, x, start..t.min(start + chunk_size), s, flaws);
        s = if flaws.hand_over { chunk.s.map(|_| R::zero()) } else { chunk.s.clone() };
        chunks.push(chunk);
    }
    Ok(chunks)
}

/// The outputs of all chunks, `[T, V]`.
pub fn outputs<R: Real>(chunks: &[Chunk<R>]) -> Mat<R> {
    let rows = chunks.iter().map(|chunk| chunk.o.nrows()).sum();
    let mut o = Mat::zeros(rows, chunks.first().map_or(0, |chunk| chunk.o.ncols()));
    for chunk in chunks {
        o.rows_mut(chunk.tokens.start, chunk.o.nrows()).copy_from(&chunk.o);
    }
    o
}

impl<R: Real> Chunk<R> {
    fn new(rule: Chunked, x: &Inputs<R>, tokens: Range<usize>, before: Mat<R>, flaws: Flaws) -> Self {
        let rows = |tensor| tokens.clone().map(|t| x.row(tensor, t)).collect::<Vec<_>>();
        let (k, v) = (rows(Tensor::K), rows(Tensor::V));
        let q: Vec<_> = tokens.clone().map(|t| x.query(t)).collect();
        let of = Given::new(x, tokens.clone(), rule, flaws);
        let decays = &of.decays;
        let fade =
            |i: usize, j: usize, entry: R| decays.as_ref().map_or(entry, |of| of.between[(i, j)] * entry);
        let faded = |i: usize, row: Vector<R>| match decays {
            Some(of) => row * of.since_start[i],
            None => row,
        };
        let c = tokens.len();
        let zero = R::zero();

        let solve = rule.corrects().then(|| {
            let overlaps = gram(&k, &k);
            let l = Mat::from_fn(
                c,
                c,
                |i, j| if j < i { of.beta[i] * fade(i, j, overlaps[(i, j)]) } else { zero },
            );
            let mut w = Vec::with_capacity(c);
            let mut u = Vec::with_capacity(c);
            for i in 0..c {
                let mut w_i = faded(i, &k[i] * of.beta[i]);
                let mut u_i = &v[i] * of.beta[i];
                for j in 0..i {
                    let l_ij = if flaws.sign { l[(i, j)] } else { -l[(i, j)] };
                    add_scaled(&mut w_i, l_ij, &w[j]);
                    add_scaled(&mut u_i, l_ij, &u[j]);
                }
                w.push(w_i);
                u.push(u_i);
            }
            Solve { overlaps, l, w: stacked(&w, x.dims().k), u: stacked(&u, x.dims().v) }
        });

        let scores = gram(&q, &k);
        let sees = |i: usize, j: usize| j < i || (j == i && !flaws.diagonal);
        let a = Mat::from_fn(c, c, |i, j| if sees(i, j) { fade(i, j, scores[(i, j)]) } else { zero });

        let written: Vec<_> = match &solve {
            Some(Solve { w, u, .. }) => (0..c).map(|i| row(u, i) - apply(&before, &row(w, i))).collect(),
            None => v,
        };
        let mut o = Mat::zeros(c, x.dims().v);
        for (i, q) in q.into_iter().enumerate() {
            let mut o_i = apply(&before, &faded(i, q));
            for j in (0..=i).filter(|j| sees(i, *j)) {
                add_scaled(&mut o_i, a[(i, j)], &written[j]);
            }
            set_row(&mut o, i, &o_i);
        }
        let mut s = before.clone();
        if let Some(of) = decays {
            s *= of.since_start[c - 1];
        }
        for (j, k) in k.into_iter().enumerate() {
            let k = if rule.fades() { k * fade(c - 1, j, R::one()) } else { k };
            add_outer(&mut s, &written[j], &k);
        }
        Self { tokens, solve, a, before, written: stacked(&written, x.dims().v), o, s, of }
    }
}

/// How states and writes fade within a chunk.
#[derive(Clone, Debug, PartialEq)]
struct Decays<R: Real> {
    /// γ̄_i.
    since_start: Vec<R>,
    /// Γ_ij for j ≤ i, `[C, C]`; never a quotient, so that γ = 0 is a decay like any other.
    between: Mat<R>,
}

impl<R: Real> Given<R> {
    fn new(x: &Inputs<R>, tokens: Range<usize>, rule: Chunked, flaws: Flaws) -> Self {
        let rows = |m: &Mat<R>| m.rows(tokens.start, tokens.len()).into_owned();
        let beta: Vec<R> = tokens.clone().map(|t| x.beta(t)).collect();
        Self {
            q: rows(&x.q),
            k: rows(&x.k),
            v: rows(&x.v),
            beta: Mat::from_vec(beta.len(), 1, beta),
            scale: x.scale,
            decays: rule.fades().then(|| Decays::new(tokens.clone().map(|t| x.g(t).exp()))),
            flaws,
        }
    }
}

impl<R: Real> Decays<R> {
    fn new(gamma: impl ExactSizeIterator<Item = R>) -> Self {
        let mut between = Mat::identity(gamma.len(), gamma.len());
        let mut since_start: Vec<R> = Vec::with_capacity(gamma.len());
        for (i, gamma) in gamma.enumerate() {
            for j in 0..i {
                between[(i, j)] = gamma * between[(i - 1, j)];
            }
            since_start.push(since_start.last().map_or(gamma, |since| gamma * *since));
        }
        Self { since_start, between }
    }
}

/// X Yᵀ for rows x_i and y_j.
fn gram<R: Real>(x: &[Vector<R>], y: &[Vector<R>]) -> Mat<R> {
    Mat::from_fn(x.len(), y.len(), |i, j| dot(&x[i], &y[j]))
}

fn row<R: Real>(m: &Mat<R>, i: usize) -> Vector<R> {
    m.row(i).transpose()
}

/// Rows of `channels` numbers as a matrix.
fn stacked<R: Real>(rows: &[Vector<R>], channels: usize) -> Mat<R> {
    Mat::from_fn(rows.len(), channels, |i, j| rows[i][j])
}
