//! DPLR: diagonal plus low rank, the transition of which the other rules with one S are special cases.
//!
//! ```text
//! S_t = S_{t−1} (diag(γ_t) + a_t b_tᵀ) + v_t k_tᵀ        o_t = S_t (scale · q_t)        γ_t = exp gk_t
//! ```
//!
//! The low-rank part reads the *undecayed* state. IPLR is γ = 1, RWKV-7 is a = −κ, b = a∘κ. Reference function:
//! flash-linear-attention 0.6.0, `dplr_recurrence` (its α is a, its β is b).

use super::chunkwise::{Reads, Row, chunkwise, parallel};
use super::cost::{Step, counts, of_chunks};
use super::{Form, Info, Inputs, Output, Rule, Size, Tensor};
use crate::math::{Mat, Real, Vector, add_outer, apply, scale_columns, set_row};
use crate::trace::{Part, Probe, Symbol};

/// S_t = S_{t−1} (diag(γ_t) + a_t b_tᵀ) + v_t k_tᵀ.
pub struct Dplr;

impl Rule for Dplr {
    const INFO: Info = Info {
        id: "dplr",
        parts: &[Part::Read, Part::Decay, Part::Erase, Part::Write, Part::Output],
        reads: &[Tensor::Q, Tensor::K, Tensor::V, Tensor::Gk, Tensor::A, Tensor::B],
        source: "flash-linear-attention 0.6.0, dplr_recurrence",
        ..Info::USUAL
    };

    fn recurrent<R: Real, P: Probe>(x: &Inputs<R>, probe: &mut P) -> Output<R> {
        let [mut s] = x.start(&Self::INFO);
        let mut o = Mat::zeros(x.dims().t, x.dims().v);
        for t in 0..x.dims().t {
            let (q, k, v) = x.token(t);
            let r = apply(&s, &x.row(Tensor::A, t));
            probe.part(t, Part::Read, Symbol::R, &r);
            scale_columns(&mut s, &x.decays(Tensor::Gk, t));
            probe.part(t, Part::Decay, Symbol::S, &s);
            add_outer(&mut s, &r, &x.row(Tensor::B, t));
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
            Form::Recurrent => t * (k + 5 * v * k),
            _ => of_chunks(form, [t, k, v], &[Step::FADE_READ, Step::ADD], Reads::After, 0),
        }
    }
}

fn rows<R: Real>(x: &Inputs<R>, t: usize) -> Vec<Row<R>> {
    let gamma = Some(x.decays(Tensor::Gk, t));
    let c = Vector::zeros(x.dims().v);
    let low_rank = Row { gamma, a: Some(x.row(Tensor::A, t)), w: x.row(Tensor::B, t), c };
    vec![low_rank, Row::add(x, t, None)]
}
