//! RWKV-6: reads *before* it fades and writes; the token in hand has a bonus of its own.
//!
//! ```text
//! o_t = (S_{t−1} + v_t (u ∘ k_t)ᵀ) (scale · q_t)        then        S_t = S_{t−1} diag(exp w_t) + v_t k_tᵀ
//! ```
//!
//! with u `[K]` of the head and log decays w_t `[K]`. Every other rule here writes first and reads then. Peng et al.
//! 2024, *Eagle and Finch*; their r is q.

use super::chunkwise::{Reads, Row, chunkwise_from, parallel_from};
use super::cost::{Step, counts, of_chunks};
use super::{Form, Info, Inputs, Output, Rule, Size, Tensor};
use crate::math::{Mat, Real, add_outer, apply, dot, scale_columns, set_row};
use crate::trace::{Part, Probe, Symbol};

/// o_t = (S_{t−1} + v_t (u∘k_t)ᵀ) q_t, then S_t = S_{t−1} diag(γ_t) + v_t k_tᵀ.
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
        let [mut s] = x.start(&Self::INFO);
        let mut o = Mat::zeros(x.dims().t, x.dims().v);
        for t in 0..x.dims().t {
            let (q, k, v) = x.token(t);
            let u = x.row(Tensor::U, 0);
            let o_t = apply(&s, &q) + &v * dot(&u.component_mul(&k), &q);
            probe.part(t, Part::Output, Symbol::O, &o_t);
            set_row(&mut o, t, &o_t);
            scale_columns(&mut s, &x.decays(Tensor::Gk, t));
            probe.part(t, Part::Decay, Symbol::S, &s);
            add_outer(&mut s, &v, &k);
            probe.part(t, Part::Write, Symbol::S, &s);
        }
        Output::new(o, [s])
    }

    fn chunk<R: Real>(x: &Inputs<R>, chunk_size: usize) -> Option<Output<R>> {
        let [s] = x.start(&Self::INFO);
        Some(with_bonus(x, chunkwise_from(x, s, chunk_size, rows, Reads::Before)))
    }

    fn parallel<R: Real>(x: &Inputs<R>) -> Option<Output<R>> {
        let [s] = x.start(&Self::INFO);
        Some(with_bonus(x, parallel_from(x, s, rows, Reads::Before)))
    }

    fn multiply_adds(form: Form, size: &Size) -> u64 {
        let [t, k, v] = counts(size);
        let bonus = 2 * k + v;
        match form {
            Form::Recurrent => t * (k + bonus + 3 * v * k),
            _ => of_chunks(form, [t, k, v], &[Step::FADE_ADD], Reads::Before, k + bonus),
        }
    }
}

fn rows<R: Real>(x: &Inputs<R>, t: usize) -> Vec<Row<R>> {
    vec![Row::add(x, t, Some(x.decays(Tensor::Gk, t)))]
}

/// o_t + v_t (u∘k_t)·(scale q_t): what a token says of itself, before it is in the state.
fn with_bonus<R: Real>(x: &Inputs<R>, (mut o, s): (Mat<R>, Mat<R>)) -> Output<R> {
    let u = x.row(Tensor::U, 0);
    for t in 0..x.dims().t {
        let (q, k, v) = x.token(t);
        let mut row = o.row_mut(t);
        row += (v * dot(&u.component_mul(&k), &q)).transpose();
    }
    Output::new(o, [s])
}
