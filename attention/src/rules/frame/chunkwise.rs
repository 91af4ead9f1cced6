//! Chunks and the parallel form of every rule whose state is multiplied by diagonal plus low rank: one algebra for all.
//!
//! A token does one or more *rows*, one after the other. Row j, with decays γ_j `[K]`, a direction a_j `[K]` to read
//! along, w_j `[K]` to write along, and a value c_j `[V]`:
//!
//! ```text
//! u_j = c_j + S_{j−1} a_j        S_j = S_{j−1} diag(γ_j) + u_j w_jᵀ = S_{j−1} (diag(γ_j) + a_j w_jᵀ) + c_j w_jᵀ
//! ```
//!
//! | rule | rows to a token: (γ, a, w, c) |
//! |---|---|
//! | linear attention | (1, –, k, v) |
//! | RetNet, scalar gate | (γ, –, k, v), γ one number |
//! | GLA | (γ, –, k, v) |
//! | DeltaNet | (1, −k, βk, v) |
//! | Gated DeltaNet, KDA | (γ, −γ⊙k, βk, v): the error is that of the decayed state |
//! | Gated DeltaNet-2 | (γ, −γ⊙b⊙k, k, w⊙v) |
//! | Comba | (γ, −p, βk, v): the error is that of the state before it decays |
//! | DeltaProduct | n rows of Gated DeltaNet, only the first of which decays |
//! | IPLR | (1, a, b, 0), (1, –, k, v) |
//! | DPLR | (γ, a, b, 0), (1, –, k, v) |
//! | RWKV-6 | (γ, –, k, v), the query meeting the state before |
//! | RWKV-7 | (γ, −κ, a⊙κ, 0), (1, –, k, v) |
//!
//! Unrolled from S₀, with `Γ_ij = γ_{j+1}⊙⋯⊙γ_i` and `γ̄_i = γ_1⊙⋯⊙γ_i`, the rows u_i solve a unit lower triangular
//! system:
//!
//! ```text
//! u_i − Σ_{j<i} L_ij u_j = c_i + S₀ (γ̄_{i−1}⊙a_i)        L_ij = a_i·(Γ_{i−1,j}⊙w_j)
//! o_i = S₀ (γ̄_i⊙q_i) + Σ_{j≤i} P_ij u_j                  P_ij = q_i·(Γ_ij⊙w_j)
//! S = S₀ diag(γ̄_C) + Σ_j u_j (Γ_Cj⊙w_j)ᵀ
//! ```
//!
//! Decays are multiplied into the w_j as they come, never divided out again, so γ = 0 is a decay like any other. For
//! DeltaNet, L = −strict_lower(K Kᵀ diag(β)), so that U = (I + …)⁻¹ (V − K S₀ᵀ): plus, though the Gated DeltaNet
//! paper prints minus. Yang et al. 2024, eqs. 8–11; Yang et al. 2025, section 3.3. Scalar gates go the same way, as
//! decays whose channels are equal.

use std::ops::Range;

use super::{Info, Inputs, Output, Tensor};
use crate::math::{Mat, Real, Vector, add_outer, add_scaled, apply, dot, scale_columns};

/// One rank-one update of the state.
pub struct Row<R: Real> {
    /// γ, `[K]`: the decay of the state; none where the state does not fade.
    pub gamma: Option<Vector<R>>,
    /// a, `[K]`: the direction along which the state is read, *before it fades*; none where the state is not read.
    pub a: Option<Vector<R>>,
    /// w, `[K]`: the direction along which the row writes.
    pub w: Vector<R>,
    /// c, `[V]`: the value that the row writes, in addition to the value that it read.
    pub c: Vector<R>,
}

/// When the query of a token meets the state.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::rules) enum Reads {
    /// After the rows of the token, as everywhere but in RWKV-6.
    After,
    /// Before them.
    Before,
}

/// The rows of token t; as many, and with the same gaps, for every token.
pub(in crate::rules) type Rows<R> = fn(&Inputs<R>, usize) -> Vec<Row<R>>;

impl<R: Real> Row<R> {
    /// Only adds v_t k_tᵀ, to a state that fades by `gamma`.
    pub(in crate::rules) fn add(x: &Inputs<R>, t: usize, gamma: Option<Vector<R>>) -> Self {
        Self { gamma, a: None, w: x.row(Tensor::K, t), c: x.row(Tensor::V, t) }
    }

    /// Lets the state fade by `gamma`, then corrects its value for key `r` by β (v − S k).
    pub(in crate::rules) fn correct(x: &Inputs<R>, r: usize, gamma: Option<Vector<R>>) -> Self {
        let k = x.row(Tensor::K, r);
        let a = match &gamma {
            Some(gamma) => -gamma.component_mul(&k),
            None => -&k,
        };
        Self { gamma, a: Some(a), w: k * x.beta(r), c: x.row(Tensor::V, r) }
    }
}

/// [`chunkwise_from`] the initial S.
pub(in crate::rules) fn chunkwise<R: Real>(x: &Inputs<R>, chunk_size: usize, rows: Rows<R>) -> Output<R> {
    let [s] = x.start(&Info::USUAL);
    let (o, s) = chunkwise_from(x, s, chunk_size, rows, Reads::After);
    Output::new(o, [s])
}

/// [`parallel_from`] the initial S.
pub(in crate::rules) fn parallel<R: Real>(x: &Inputs<R>, rows: Rows<R>) -> Output<R> {
    let [s] = x.start(&Info::USUAL);
    let (o, s) = parallel_from(x, s, rows, Reads::After);
    Output::new(o, [s])
}

/// Chunk after chunk of `chunk_size` tokens, the state `s`, `[V, K]`, handed on in between: outputs and final state.
pub(in crate::rules) fn chunkwise_from<R: Real>(
    x: &Inputs<R>,
    mut s: Mat<R>,
    chunk_size: usize,
    rows: Rows<R>,
    reads: Reads,
) -> (Mat<R>, Mat<R>) {
    let t = x.dims().t;
    let mut o = Mat::zeros(t, s.nrows());
    for start in (0..t).step_by(chunk_size) {
        let chunk = Chunk::new(x, start..t.min(start + chunk_size), rows, reads);
        let u = chunk.solve(chunk.targets(&s));
        chunk.outputs(&s, &u, start, &mut o);
        s = chunk.hand_over(s, &u);
    }
    (o, s)
}

/// All tokens at once: the inverse of the triangular system is made explicit, and with it the matrix by which every
/// output is a sum of values, P (I − L)⁻¹, plus what the initial state still says.
pub(in crate::rules) fn parallel_from<R: Real>(
    x: &Inputs<R>,
    s: Mat<R>,
    rows: Rows<R>,
    reads: Reads,
) -> (Mat<R>, Mat<R>) {
    let t = x.dims().t;
    let mut o = Mat::zeros(t, s.nrows());
    let chunk = Chunk::new(x, 0..t, rows, reads);
    let targets = chunk.targets(&s);
    let n = targets.len();
    let unit = |i: usize| Vector::from_fn(n, |j, _| if i == j { R::one() } else { R::zero() });
    let inverse = chunk.solve((0..n).map(unit).collect());
    let u: Vec<_> = inverse.iter().enumerate().map(|(i, row)| mix(&targets, &row.as_slice()[..=i])).collect();
    chunk.outputs(&s, &u, 0, &mut o);
    (o, chunk.hand_over(s, &u))
}

/// The rows and queries of one chunk, and how they meet through the decays between them.
struct Chunk<R: Real> {
    /// c_i, `[V]` for each row.
    c: Vec<Vector<R>>,
    /// γ̄_{i−1}⊙a_i, `[K]`, and L_ij for j < i: for each row that reads.
    reads: Vec<Option<(Vector<R>, Vec<R>)>>,
    /// γ̄_i⊙q_i, `[K]`, and P_ij for the rows j before it reads: for each token.
    queries: Vec<(Vector<R>, Vec<R>)>,
    /// Γ_Cj⊙w_j, `[K]` for each row.
    carried: Vec<Vector<R>>,
    /// γ̄_C, `[K]`, where anything fades.
    since_start: Option<Vector<R>>,
}

impl<R: Real> Chunk<R> {
    fn new(x: &Inputs<R>, tokens: Range<usize>, rows: Rows<R>, when: Reads) -> Self {
        let (mut c, mut reads, mut queries) = (Vec::new(), Vec::new(), Vec::new());
        let mut carried: Vec<Vector<R>> = Vec::new();
        let mut since_start: Option<Vector<R>> = None;
        let meet = |with: Vector<R>, carried: &[Vector<R>], since_start: &Option<Vector<R>>| {
            let overlaps = carried.iter().map(|w| dot(&with, w)).collect();
            let faded = since_start.as_ref().map(|since| since.component_mul(&with)).unwrap_or(with);
            (faded, overlaps)
        };
        for t in tokens {
            if when == Reads::Before {
                queries.push(meet(x.query(t), &carried, &since_start));
            }
            for row in rows(x, t) {
                reads.push(row.a.map(|a| meet(a, &carried, &since_start)));
                if let Some(gamma) = row.gamma {
                    carried.iter_mut().for_each(|w| w.component_mul_assign(&gamma));
                    since_start =
                        Some(since_start.map_or(gamma.clone(), |since| since.component_mul(&gamma)));
                }
                carried.push(row.w);
                c.push(row.c);
            }
            if when == Reads::After {
                queries.push(meet(x.query(t), &carried, &since_start));
            }
        }
        Self { c, reads, queries, carried, since_start }
    }

    /// The right-hand sides c_i + S₀ (γ̄_{i−1}⊙a_i), `[V]` each.
    fn targets(&self, s: &Mat<R>) -> Vec<Vector<R>> {
        let held = |(a, _): &(Vector<R>, _)| apply(s, a);
        self.c.iter().zip(&self.reads).map(|(c, a)| a.as_ref().map_or(c.clone(), |a| c + held(a))).collect()
    }

    /// The x of x_i − Σ_{j<i} L_ij x_j = `rhs_i`, row after row; `rhs_i` itself where nothing is read.
    fn solve(&self, rhs: Vec<Vector<R>>) -> Vec<Vector<R>> {
        let mut x: Vec<Vector<R>> = Vec::with_capacity(rhs.len());
        for (mut rhs, reads) in rhs.into_iter().zip(&self.reads) {
            for (l, x) in reads.iter().flat_map(|(_, l)| l).zip(&x) {
                add_scaled(&mut rhs, *l, x);
            }
            x.push(rhs);
        }
        x
    }

    /// o_i = S₀ (γ̄_i⊙q_i) + Σ_{j≤i} P_ij u_j into the rows of `o` from `start` on.
    fn outputs(&self, s: &Mat<R>, u: &[Vector<R>], start: usize, o: &mut Mat<R>) {
        for (t, (q, p)) in self.queries.iter().enumerate() {
            o.set_row(start + t, &(apply(s, q) + mix(u, p)).transpose());
        }
    }

    /// S = S₀ diag(γ̄_C) + Σ_j u_j (Γ_Cj⊙w_j)ᵀ, the state after the chunk, `[V, K]`.
    fn hand_over(&self, mut s: Mat<R>, u: &[Vector<R>]) -> Mat<R> {
        if let Some(since_start) = &self.since_start {
            scale_columns(&mut s, since_start);
        }
        for (u, w) in u.iter().zip(&self.carried) {
            add_outer(&mut s, u, w);
        }
        s
    }
}

/// Σ_j weights_j x_j over the weights that there are.
fn mix<R: Real>(x: &[Vector<R>], weights: &[R]) -> Vector<R> {
    let mut sum = Vector::zeros(x[0].len());
    for (weight, x) in weights.iter().zip(x) {
        add_scaled(&mut sum, *weight, x);
    }
    sum
}
