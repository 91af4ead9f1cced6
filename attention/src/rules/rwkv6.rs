//! RWKV-6: reads *before* it fades and writes; the token in hand has a bonus of its own.
//!
//! ```text
//! o_t = (S_{t−1} + v_t (u ⊙ k_t)ᵀ) (scale · q_t)        then        S_t = S_{t−1} diag(exp w_t) + v_t k_tᵀ
//! ```
//!
//! with u `[K]` of the head and log decays w_t `[K]`. Every other rule here writes first and reads then. Peng et al.
//! 2024, *Eagle and Finch*; their r is q.

use super::frame::{
    Letter, Reads, Row, RowKind, Step, begin, chunkwise_from, counts, of_chunks, parallel_from,
};
use super::{Form, Info, Inputs, Output, Program, Rule, Size, Tensor};
use crate::math::{Mat, Real, Vector, apply, dot, set_row};
use crate::trace::{Index, Made, Part, Probe, Sum, Symbol};

/// o_t = (S_{t−1} + v_t (u⊙k_t)ᵀ) q_t, then S_t = S_{t−1} diag(γ_t) + v_t k_tᵀ.
pub struct Rwkv6;

impl Rule for Rwkv6 {
    const INFO: Info = Info {
        id: "rwkv6",
        parts: &[Part::Output, Part::Decay, Part::Write],
        reads: &[Tensor::Q, Tensor::K, Tensor::V, Tensor::Gk, Tensor::U],
        files: &[(Tensor::Gk, "w")],
        source: "Peng et al. 2024; flash-linear-attention 0.6.0, naive_recurrent_rwkv6",
        ..Info::USUAL
    };

    fn recurrent<R: Real, P: Probe>(x: &Inputs<R>, probe: &mut P) -> Output<R> {
        let [mut s] = begin(&Self::INFO, x, probe);
        let mut o = Mat::zeros(x.dims().t, x.dims().v);
        for t in 0..x.dims().t {
            let mut step = Step::new(&Self::INFO, x, t, probe);
            let (q, k, v) = step.token();
            set_row(&mut o, t, &output(&mut step, &s, [&q, &k, &v]));
            step.decay(&mut s, &step.gammas(Tensor::Gk));
            step.write(&mut s, &v, &k);
        }
        Output::new(o, [s])
    }

    fn rows<R: Real>(x: &Inputs<R>, t: usize) -> Vec<Row<R>> {
        vec![Row::add(x, t, Some(x.decays(Tensor::Gk, t)))]
    }

    fn chunk<R: Real>(x: &Inputs<R>, chunk_size: usize) -> Option<Output<R>> {
        let [s] = x.start(&Self::INFO);
        Some(with_bonus(x, chunkwise_from(x, s, chunk_size, Self::rows, Reads::Before)))
    }

    fn parallel<R: Real>(x: &Inputs<R>) -> Option<Output<R>> {
        let [s] = x.start(&Self::INFO);
        Some(with_bonus(x, parallel_from(x, s, Self::rows, Reads::Before)))
    }

    fn multiply_adds(form: Form, size: &Size) -> u64 {
        let [t, k, v] = counts(size);
        let bonus = 2 * k + v;
        match form {
            Form::Recurrent => t * (k + bonus + 3 * v * k),
            _ => of_chunks(form, [t, k, v], &[RowKind::FADE_ADD], Reads::Before, k + bonus),
        }
    }
}

impl Program for Rwkv6 {
    const STEP: &'static str = "
        o = (S + v (u ⊙ k)ᵀ) (scale · q)
        S = S diag(exp g) + v kᵀ
    ";
}

/// o = S q + v (u⊙k)·q.
fn output<R: Real, P: Probe>(step: &mut Step<'_, R, P>, s: &Mat<R>, [q, k, v]: [&Letter<R>; 3]) -> Vector<R> {
    let u = step.row_of(0, &[Tensor::U]);
    let o = apply(s, q) + &**v * dot(&u.component_mul(k), q);
    let held = step.held();
    step.record(Part::Output, Symbol::O, &o, |source| {
        let mut bonus = source.of(v, Index::Row);
        bonus.extend([&u, k, q].map(|of| source.of(of, Index::Inner)).concat());
        let state = source.product(held(source.state(), s), q);
        Made::of([state, Sum::each(k.len(), bonus)]).times(source.scale(q))
    });
    o
}

/// o_t + v_t (u⊙k_t)·(scale q_t): the share of a token's own value, before it is in the state.
fn with_bonus<R: Real>(x: &Inputs<R>, (mut o, s): (Mat<R>, Mat<R>)) -> Output<R> {
    let u = x.row(Tensor::U, 0);
    for t in 0..x.dims().t {
        let (q, k, v) = x.token(t);
        let mut row = o.row_mut(t);
        row += (v * dot(&u.component_mul(&k), &q)).transpose();
    }
    Output::new(o, [s])
}
