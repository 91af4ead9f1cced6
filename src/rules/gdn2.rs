//! Gated DeltaNet-2: KDA with a strength of its own for each channel that is erased, and for each that is written.
//!
//! ```text
//! S̃ = S_{t−1} diag(γ_t)        S_t = S̃ + (w_t ∘ v_t − S̃ (b_t ∘ k_t)) k_tᵀ        o_t = S_t (scale · q_t)
//! ```
//!
//! with erase strengths b_t ∈ [0, 1]^K and write strengths w_t ∈ [0, 1]^V. b = w = β is KDA. Reference function:
//! flash-linear-attention 0.6.0, `naive_recurrent_gdn2`.

use super::chunkwise::{Reads, Row, chunkwise, parallel};
use super::cost::{Step, counts, of_chunks};
use super::{Form, Info, Inputs, Output, Rule, Size, Tensor};
use crate::math::{Mat, Real, add_outer, apply, scale_columns, set_row};
use crate::trace::{Part, Probe, Symbol};

/// S̃ = S_{t−1} diag(γ_t); S_t = S̃ + (w_t∘v_t − S̃ (b_t∘k_t)) k_tᵀ.
pub struct Gdn2;

impl Rule for Gdn2 {
    const INFO: Info = Info {
        id: "gdn2",
        parts: &Part::ALL,
        reads: &[Tensor::Q, Tensor::K, Tensor::V, Tensor::Gk, Tensor::Erase, Tensor::Write],
        files: &[(Tensor::Gk, "g"), (Tensor::Erase, "b"), (Tensor::Write, "w")],
        wants_unit_keys: true,
        source: "flash-linear-attention 0.6.0, naive_recurrent_gdn2",
        ..Info::USUAL
    };

    fn recurrent<R: Real, P: Probe>(x: &Inputs<R>, probe: &mut P) -> Output<R> {
        let [mut s] = x.start(&Self::INFO);
        let mut o = Mat::zeros(x.dims().t, x.dims().v);
        for t in 0..x.dims().t {
            let (q, k, v) = x.token(t);
            let v = x.row(Tensor::Write, t).component_mul(&v);
            scale_columns(&mut s, &x.decays(Tensor::Gk, t));
            probe.part(t, Part::Decay, Symbol::S, &s);
            let r = apply(&s, &x.row(Tensor::Erase, t).component_mul(&k));
            probe.part(t, Part::Read, Symbol::R, &r);
            probe.part(t, Part::Error, Symbol::E, &(&v - &r));
            add_outer(&mut s, &-r, &k);
            probe.part(t, Part::Erase, Symbol::S, &s);
            add_outer(&mut s, &v, &k);
            probe.part(t, Part::Write, Symbol::S, &s);
            let o_t = apply(&s, &q);
            probe.part(t, Part::Output, Symbol::O, &o_t);
            set_row(&mut o, t, &o_t);
        }
        Output::new(o, [s])
    }

    fn chunk<R: Real>(x: &Inputs<R>, chunk_size: usize) -> Option<Output<R>> {
        chunkwise(x, chunk_size, rows)
    }

    fn parallel<R: Real>(x: &Inputs<R>) -> Option<Output<R>> {
        parallel(x, rows)
    }

    fn multiply_adds(form: Form, size: &Size) -> u64 {
        let [t, k, v] = counts(size);
        match form {
            Form::Recurrent => t * (2 * k + v + 5 * v * k),
            _ => of_chunks(form, [t, k, v], &[Step::FADE_READ], Reads::After, 2 * k + v),
        }
    }
}

fn rows<R: Real>(x: &Inputs<R>, t: usize) -> Vec<Row<R>> {
    let (k, v) = (x.row(Tensor::K, t), x.row(Tensor::V, t));
    let gamma = x.decays(Tensor::Gk, t);
    let a = -x.row(Tensor::Erase, t).component_mul(&k).component_mul(&gamma);
    vec![Row { gamma: Some(gamma), a: Some(a), w: k, c: x.row(Tensor::Write, t).component_mul(&v) }]
}
