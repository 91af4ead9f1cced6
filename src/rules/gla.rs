//! GLA: each key channel of the state fades by itself.
//!
//! ```text
//! S_t = S_{t−1} diag(γ_t) + v_t k_tᵀ        o_t = S_t (scale · q_t)        γ_t = exp gk_t ∈ [0, 1]^K
//! ```
//!
//! Yang et al. 2024, *Gated Linear Attention Transformers with Hardware-Efficient Training*.

use super::chunkwise::{Reads, Row, chunkwise, parallel};
use super::cost::{Step, counts, of_chunks};
use super::{Form, Info, Inputs, Output, Rule, Size, Tensor};
use crate::math::{Mat, Real, add_outer, apply, scale_columns, set_row};
use crate::trace::{Part, Probe, Symbol};

/// S_t = S_{t−1} diag(γ_t) + v_t k_tᵀ.
pub struct Gla;

impl Rule for Gla {
    const INFO: Info = Info {
        id: "gla",
        parts: &[Part::Decay, Part::Write, Part::Output],
        reads: &[Tensor::Q, Tensor::K, Tensor::V, Tensor::Gk],
        source: "Yang et al. 2024 (GLA); flash-linear-attention 0.6.0, naive_recurrent_gla",
        ..Info::USUAL
    };

    fn recurrent<R: Real, P: Probe>(x: &Inputs<R>, probe: &mut P) -> Output<R> {
        let [mut s] = x.start(&Self::INFO);
        let mut o = Mat::zeros(x.dims().t, x.dims().v);
        for t in 0..x.dims().t {
            let (q, k, v) = x.token(t);
            scale_columns(&mut s, &x.decays(Tensor::Gk, t));
            probe.part(t, Part::Decay, Symbol::S, &s);
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
            Form::Recurrent => t * (k + 3 * v * k),
            _ => of_chunks(form, [t, k, v], &[Step::FADE_ADD], Reads::After, 0),
        }
    }
}

fn rows<R: Real>(x: &Inputs<R>, t: usize) -> Vec<Row<R>> {
    vec![Row::add(x, t, Some(x.decays(Tensor::Gk, t)))]
}
