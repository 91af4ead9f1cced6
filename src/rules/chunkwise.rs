//! Chunks and the parallel form of every rule whose state decays by a scalar, erases along the key, and adds v kᵀ.
//!
//! With S₀ the state before the chunk, `Γ_ij = γ_{j+1} ⋯ γ_i` for j ≤ i (1 on the diagonal, 0 above it) and
//! `γ̄_i = γ_1 ⋯ γ_i`, what token i really writes is a row u_i, and all of them solve a unit lower triangular system:
//!
//! ```text
//! (I + strict_lower(diag(β) K Kᵀ ∘ Γ)) U = diag(β) (V − diag(γ̄) K S₀ᵀ)
//! O = diag(γ̄) Q S₀ᵀ + (Q Kᵀ ∘ Γ) U          S = γ̄_C S₀ + Σ_i Γ_Ci u_i k_iᵀ
//! ```
//!
//! Without the erase the system is the identity and U = diag(β) V. Decays are multiplied as they come, never divided out
//! again, so that γ = 0 is a decay like any other. Yang et al. 2024, eqs. 8–11; Yang et al. 2025, section 3.3.

use super::{Inputs, Output, State};
use crate::math::{LoopOrder, Mat, Real, product};
use crate::trace::Symbol;

/// What sets one rule of the family apart from another.
#[derive(Clone, Copy)]
pub(super) struct Memory {
    /// Whether the state fades by γ_t before each token.
    pub decays: bool,
    /// Whether a token takes out what the state held for its key, and writes with strength β_t; else it only adds.
    pub erases: bool,
}

/// Chunk after chunk of `chunk_size` tokens, the state handed on in between.
pub(super) fn chunkwise<R: Real>(x: &Inputs<R>, chunk_size: usize, memory: Memory) -> Output<R> {
    let dims = x.dims();
    let mut s = x.initial_matrix();
    let mut o = Mat::zeros(dims.t, dims.v);
    for start in (0..dims.t).step_by(chunk_size) {
        let chunk = Chunk::new(x, start, chunk_size.min(dims.t - start), memory);
        let u = chunk.solve(chunk.targets(&s));
        o.rows_mut(start, u.nrows()).copy_from(&chunk.outputs(&s, &u));
        s = chunk.hand_over(s, &u);
    }
    Output { o, state: State::Matrix(s) }
}

/// All tokens at once: the inverse of the triangular system is made explicit, and with it the matrix by which every
/// output is a sum of values, `O = (Q Kᵀ ∘ Γ) (I + …)⁻¹ diag(β) V`, plus what the initial state still says.
pub(super) fn parallel<R: Real>(x: &Inputs<R>, memory: Memory) -> Output<R> {
    let t = x.dims().t;
    let s = x.initial_matrix();
    let chunk = Chunk::new(x, 0, t, memory);
    let u = times(&chunk.solve(Mat::identity(t, t)), &chunk.targets(&s));
    Output { o: chunk.outputs(&s, &u), state: State::Matrix(chunk.hand_over(s, &u)) }
}

/// The tokens of one chunk, the queries already scaled, and the decays between them.
struct Chunk<R: Real> {
    q: Mat<R>,
    k: Mat<R>,
    v: Mat<R>,
    /// β_i where the rule erases.
    beta: Option<Vec<R>>,
    /// γ̄_i, from before the chunk to after token i.
    since_start: Vec<R>,
    /// Γ_ij, from after token j to after token i; 0 for j > i.
    between: Mat<R>,
}

impl<R: Real> Chunk<R> {
    fn new(x: &Inputs<R>, start: usize, len: usize, memory: Memory) -> Self {
        let gamma = |i: usize| if memory.decays { x.g(start + i).exp() } else { R::one() };
        let mut between = Mat::identity(len, len);
        for j in 0..len {
            for i in j + 1..len {
                between[(i, j)] = between[(i - 1, j)] * gamma(i);
            }
        }
        Self {
            q: x.q.rows(start, len) * x.scale,
            k: x.k.rows(start, len).into_owned(),
            v: x.v.rows(start, len).into_owned(),
            beta: memory.erases.then(|| (start..start + len).map(|t| x.beta(t)).collect()),
            since_start: (0..len).map(|i| gamma(0) * between[(i, 0)]).collect(),
            between,
        }
    }

    /// The right-hand side, `[C, V]`: diag(β) (V − diag(γ̄) K S₀ᵀ), or V where nothing is erased.
    fn targets(&self, s: &Mat<R>) -> Mat<R> {
        let Some(beta) = &self.beta else { return self.v.clone() };
        let held = times(&self.k, &s.transpose());
        Mat::from_fn(self.v.nrows(), self.v.ncols(), |i, c| {
            beta[i] * (self.v[(i, c)] - self.since_start[i] * held[(i, c)])
        })
    }

    /// The X of (I + strict_lower(diag(β) K Kᵀ ∘ Γ)) X = `rhs`, row by row; `rhs` itself where nothing is erased.
    fn solve(&self, rhs: Mat<R>) -> Mat<R> {
        let Some(beta) = &self.beta else { return rhs };
        let overlap = self.scores(&self.k);
        let mut x = rhs;
        for i in 1..x.nrows() {
            for j in 0..i {
                let solved = x.row(j) * (beta[i] * overlap[(i, j)]);
                let mut row = x.row_mut(i);
                row -= solved;
            }
        }
        x
    }

    /// O = diag(γ̄) Q S₀ᵀ + (Q Kᵀ ∘ Γ) U, `[C, V]`.
    fn outputs(&self, s: &Mat<R>, u: &Mat<R>) -> Mat<R> {
        let mut o = times(&self.q, &s.transpose());
        for (mut row, decay) in o.row_iter_mut().zip(&self.since_start) {
            row *= *decay;
        }
        o + times(&self.scores(&self.q), u)
    }

    /// S = γ̄_C S₀ + Σ_i Γ_Ci u_i k_iᵀ, the state after the chunk, `[V, K]`.
    fn hand_over(&self, s: Mat<R>, u: &Mat<R>) -> Mat<R> {
        let last = u.nrows() - 1;
        let faded = Mat::from_fn(u.nrows(), u.ncols(), |i, c| self.between[(last, i)] * u[(i, c)]);
        s * self.since_start[last] + times(&faded.transpose(), &self.k)
    }

    /// A Kᵀ ∘ Γ, `[C, C]`: how strongly each row of `a` meets each key, faded by what lies between.
    fn scores(&self, a: &Mat<R>) -> Mat<R> {
        times(a, &self.k.transpose()).component_mul(&self.between)
    }
}

/// The same product that the page steps through, unwatched.
fn times<R: Real>(a: &Mat<R>, b: &Mat<R>) -> Mat<R> {
    product(a, b, LoopOrder::Ijl, Symbol::A, &mut ())
}
