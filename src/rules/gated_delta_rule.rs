//! Gated DeltaNet: let the state fade, then correct it.
//!
//! ```text
//! S̃ = γ_t S_{t−1}        r_t = S̃ k_t        S_t = S̃ − β_t r_t k_tᵀ + β_t v_t k_tᵀ        o_t = S_t (scale · q_t)
//! ```
//!
//! with γ_t = exp g_t. The decay comes first, and the error is measured against the *decayed* state. Yang et al. 2025,
//! *Gated Delta Networks*, eq. 10. (Its UT transform is printed with a minus sign; (I + tril(…))⁻¹ is right.)

use super::chunkwise::{Memory, chunkwise, parallel};
use super::{Info, Inputs, Needs, Output, Rule, State};
use crate::math::{Mat, Real};
use crate::trace::{Part, Probe, Symbol};

/// S̃ = γ_t S_{t−1}; S_t = S̃ + β_t (v_t − S̃ k_t) k_tᵀ.
pub struct GatedDeltaRule;

const MEMORY: Memory = Memory { decays: true, erases: true };

impl Rule for GatedDeltaRule {
    const INFO: Info = Info {
        id: "gated_delta_rule",
        parts: &Part::ALL,
        needs: Needs { beta: true, g: true },
        wants_unit_keys: true,
        source: "Yang et al. 2025, eq. 10",
    };

    fn recurrent<R: Real, P: Probe>(x: &Inputs<R>, probe: &mut P) -> Output<R> {
        let mut s = x.initial_matrix();
        let mut o = Mat::zeros(x.dims().t, x.dims().v);
        for t in 0..x.dims().t {
            let (q, k, v) = x.token(t);
            s *= x.g(t).exp();
            probe.part(t, Part::Decay, Symbol::S, &s);
            let r = &s * &k;
            probe.part(t, Part::Read, Symbol::R, &r);
            probe.part(t, Part::Error, Symbol::E, &(&v - &r));
            s.ger(-x.beta(t), &r, &k, R::one());
            probe.part(t, Part::Erase, Symbol::S, &s);
            s.ger(x.beta(t), &v, &k, R::one());
            probe.part(t, Part::Write, Symbol::S, &s);
            let o_t = &s * q;
            probe.part(t, Part::Output, Symbol::O, &o_t);
            o.set_row(t, &o_t.transpose());
        }
        Output { o, state: State::Matrix(s) }
    }

    fn chunk<R: Real>(x: &Inputs<R>, chunk_size: usize) -> Output<R> {
        chunkwise(x, chunk_size, MEMORY)
    }

    fn parallel<R: Real>(x: &Inputs<R>) -> Output<R> {
        parallel(x, MEMORY)
    }
}
