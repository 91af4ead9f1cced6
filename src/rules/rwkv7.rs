//! RWKV-7: what is taken out may differ, channel by channel, from what was read.
//!
//! ```text
//! r_t = S_{t−1} κ_t        S_t = S_{t−1} diag(exp w_t) − r_t (a_t ∘ κ_t)ᵀ + v_t k_tᵀ        o_t = S_t (scale · q_t)
//! ```
//!
//! with κ_t a unit vector, erase strengths a_t ∈ (0, 1)^K and log decays w_t. This is DPLR with a = −κ, b = a∘κ: the
//! read sees the *undecayed* state. Usually scale = 1; their receptance r is q. Peng et al. 2025, *RWKV-7 "Goose"*.

use super::chunkwise::{Reads, Row, chunkwise, parallel};
use super::cost::{Step, counts, of_chunks};
use super::{Form, Info, Inputs, Output, Rule, Size, Tensor};
use crate::math::{Mat, Real, Vector, add_outer, apply, scale_columns, set_row};
use crate::trace::{Part, Probe, Symbol};

/// S_t = S_{t−1} (diag(γ_t) − κ_t (a_t∘κ_t)ᵀ) + v_t k_tᵀ.
pub struct Rwkv7;

impl Rule for Rwkv7 {
    const INFO: Info = Info {
        id: "rwkv7",
        parts: &[Part::Read, Part::Decay, Part::Erase, Part::Write, Part::Output],
        reads: &[Tensor::Q, Tensor::K, Tensor::V, Tensor::Gk, Tensor::P, Tensor::Erase],
        files: &[(Tensor::Q, "r"), (Tensor::Gk, "w"), (Tensor::P, "kk"), (Tensor::Erase, "a")],
        source: "Peng et al. 2025; flash-linear-attention 0.6.0, dplr_recurrence, as its RWKV-7 kernel calls it",
        ..Info::USUAL
    };

    fn recurrent<R: Real, P: Probe>(x: &Inputs<R>, probe: &mut P) -> Output<R> {
        let [mut s] = x.start(&Self::INFO);
        let mut o = Mat::zeros(x.dims().t, x.dims().v);
        for t in 0..x.dims().t {
            let (q, k, v) = x.token(t);
            let kappa = x.row(Tensor::P, t);
            let r = apply(&s, &kappa);
            probe.part(t, Part::Read, Symbol::R, &r);
            scale_columns(&mut s, &x.decays(Tensor::Gk, t));
            probe.part(t, Part::Decay, Symbol::S, &s);
            add_outer(&mut s, &-r, &x.row(Tensor::Erase, t).component_mul(&kappa));
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
            Form::Recurrent => t * (2 * k + 5 * v * k),
            _ => of_chunks(form, [t, k, v], &[Step::FADE_READ, Step::ADD], Reads::After, k),
        }
    }
}

fn rows<R: Real>(x: &Inputs<R>, t: usize) -> Vec<Row<R>> {
    let kappa = x.row(Tensor::P, t);
    let erase = Row {
        gamma: Some(x.decays(Tensor::Gk, t)),
        a: Some(-&kappa),
        w: x.row(Tensor::Erase, t).component_mul(&kappa),
        c: Vector::zeros(x.dims().v),
    };
    vec![erase, Row::add(x, t, None)]
}
