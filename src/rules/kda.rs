//! Kimi Delta Attention: Gated DeltaNet with a decay for each key channel.
//!
//! ```text
//! S̃ = S_{t−1} diag(γ_t)        S_t = S̃ + β_t (v_t − S̃ k_t) k_tᵀ        o_t = S_t (scale · q_t)        γ_t = exp gk_t
//! ```
//!
//! The order matters, for diag(γ) and kkᵀ do not commute: S_t = S_{t−1} diag(γ_t) (I − β_t k_t k_tᵀ) + β_t v_t k_tᵀ.
//! Kimi Team 2025, *Kimi Linear*.

use super::chunkwise::{Reads, Row, chunkwise, parallel};
use super::cost::{Step, counts, of_chunks};
use super::{Form, Info, Inputs, Output, Rule, Size, Tensor};
use crate::math::{Mat, Real, add_outer, apply, scale_columns, set_row};
use crate::trace::{Part, Probe, Symbol};

/// S̃ = S_{t−1} diag(γ_t); S_t = S̃ + β_t (v_t − S̃ k_t) k_tᵀ.
pub struct Kda;

impl Rule for Kda {
    const INFO: Info = Info {
        id: "kda",
        parts: &Part::ALL,
        reads: &[Tensor::Q, Tensor::K, Tensor::V, Tensor::Beta, Tensor::Gk],
        files: &[(Tensor::Gk, "g")],
        wants_unit_keys: true,
        source: "Kimi Team 2025; flash-linear-attention 0.6.0, naive_recurrent_kda",
        ..Info::USUAL
    };

    fn recurrent<R: Real, P: Probe>(x: &Inputs<R>, probe: &mut P) -> Output<R> {
        let [mut s] = x.start(&Self::INFO);
        let mut o = Mat::zeros(x.dims().t, x.dims().v);
        for t in 0..x.dims().t {
            let (q, k, v) = x.token(t);
            scale_columns(&mut s, &x.decays(Tensor::Gk, t));
            probe.part(t, Part::Decay, Symbol::S, &s);
            let r = apply(&s, &k);
            probe.part(t, Part::Read, Symbol::R, &r);
            probe.part(t, Part::Error, Symbol::E, &(&v - &r));
            add_outer(&mut s, &(r * -x.beta(t)), &k);
            probe.part(t, Part::Erase, Symbol::S, &s);
            add_outer(&mut s, &(v * x.beta(t)), &k);
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
            Form::Recurrent => t * (k + 2 * v + 5 * v * k),
            _ => of_chunks(form, [t, k, v], &[Step::FADE_READ], Reads::After, 2 * k),
        }
    }
}

fn rows<R: Real>(x: &Inputs<R>, t: usize) -> Vec<Row<R>> {
    vec![Row::correct(x, t, Some(x.decays(Tensor::Gk, t)))]
}
