//! Scalar gate, Mamba-2's SSD: the state fades by a number that each token brings.
//!
//! ```text
//! S_t = γ_t S_{t−1} + v_t k_tᵀ        o_t = S_t (scale · q_t)        γ_t = exp g_t
//! ```
//!
//! Dao and Gu 2024, *Transformers are SSMs*. In Mamba-2's letters q = C, k = B, v = Δ x, g = Δ A with
//! A < 0, scale = 1, and a skip D x outside. Lightning attention is the same with a constant g.

use super::chunkwise::{Reads, Row, chunkwise, parallel};
use super::cost::{Step, counts, of_chunks};
use super::{Form, Info, Inputs, Output, Rule, Size, Tensor};
use crate::math::{Mat, Real, Vector, add_outer, apply, set_row};
use crate::trace::{Part, Probe, Symbol};

/// S_t = γ_t S_{t−1} + v_t k_tᵀ, one γ_t for all channels.
pub struct SimpleGla;

impl Rule for SimpleGla {
    const INFO: Info = Info {
        id: "simple_gla",
        parts: &[Part::Decay, Part::Write, Part::Output],
        reads: &[Tensor::Q, Tensor::K, Tensor::V, Tensor::G],
        source: "Dao and Gu 2024; flash-linear-attention 0.6.0, naive_recurrent_simple_gla",
        ..Info::USUAL
    };

    fn recurrent<R: Real, P: Probe>(x: &Inputs<R>, probe: &mut P) -> Output<R> {
        let [mut s] = x.start(&Self::INFO);
        let mut o = Mat::zeros(x.dims().t, x.dims().v);
        for t in 0..x.dims().t {
            let (q, k, v) = x.token(t);
            s *= x.g(t).exp();
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
    vec![Row::add(x, t, Some(Vector::from_element(x.dims().k, x.g(t).exp())))]
}
