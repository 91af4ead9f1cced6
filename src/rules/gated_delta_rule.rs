//! Gated DeltaNet: let the state fade, then correct it.
//!
//! ```text
//! S̃ = γ_t S_{t−1}        r_t = S̃ k_t        S_t = S̃ − β_t r_t k_tᵀ + β_t v_t k_tᵀ        o_t = S_t (scale · q_t)
//! ```
//!
//! with γ_t = exp g_t. The decay comes first, and the error is measured against the *decayed* state. Yang et al. 2025,
//! *Gated Delta Networks*, eq. 10. (Its UT transform is printed with a minus sign; (I + tril(…))⁻¹ is right.)

use super::chunkwise::{Reads, Row, chunkwise, parallel};
use super::cost::{Step, counts, of_chunks};
use super::{Form, Info, Inputs, Output, Rule, Size, Tensor};
use crate::math::{Mat, Real, Vector, add_outer, apply, set_row};
use crate::trace::{Part, Probe, Symbol};

/// S̃ = γ_t S_{t−1}; S_t = S̃ + β_t (v_t − S̃ k_t) k_tᵀ.
pub struct GatedDeltaRule;

impl Rule for GatedDeltaRule {
    const INFO: Info = Info {
        id: "gated_delta_rule",
        parts: &Part::ALL,
        reads: &[Tensor::Q, Tensor::K, Tensor::V, Tensor::Beta, Tensor::G],
        wants_unit_keys: true,
        source: "Yang et al. 2025, eq. 10",
        ..Info::USUAL
    };

    fn recurrent<R: Real, P: Probe>(x: &Inputs<R>, probe: &mut P) -> Output<R> {
        let [mut s] = x.start(&Self::INFO);
        let mut o = Mat::zeros(x.dims().t, x.dims().v);
        for t in 0..x.dims().t {
            let (q, k, v) = x.token(t);
            s *= x.g(t).exp();
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
    vec![Row::correct(x, t, Some(Vector::from_element(x.dims().k, x.g(t).exp())))]
}
