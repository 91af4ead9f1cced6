//! Momentum delta rule: gradient descent on the delta rule's loss, with momentum.
//!
//! ```text
//! e_t = v_t − S_{t−1} p_t        M_t = μ_t M_{t−1} − η_t e_t k_tᵀ        S_t = γ_t S_{t−1} − β_t M_t        o_t = S_t (scale · q_t)
//! ```
//!
//! with μ_t = exp log_mu_t, γ_t = exp g_t; M, `[V, K]`, is the second part of the state. The error is that of the
//! undecayed state, along p. Reference function: flash-linear-attention 0.6.0, `recurrent_momentum_delta_rule_ref`.

use super::frame::{Scalar, Step, begin, counts, widened};
use super::{Axis, Form, Forms, Info, Inputs, Output, Program, Rule, Size, StatePart, Tensor};
use crate::math::{Mat, Real, set_row};
use crate::trace::{Index, Made, Operand, Part, Probe, Sum};

/// M_t = μ_t M_{t−1} − η_t (v_t − S_{t−1} p_t) k_tᵀ; S_t = γ_t S_{t−1} − β_t M_t.
pub struct MomentumDeltaRule;

impl Rule for MomentumDeltaRule {
    const INFO: Info = Info {
        id: "momentum_delta_rule",
        parts: &[Part::Read, Part::Error, Part::Decay, Part::Write, Part::Output],
        reads: &[
            Tensor::Q,
            Tensor::K,
            Tensor::V,
            Tensor::Beta,
            Tensor::G,
            Tensor::P,
            Tensor::Eta,
            Tensor::LogMu,
        ],
        files: &[(Tensor::G, "log_alpha")],
        state: &[StatePart::S, StatePart { name: "M", axes: [Axis::V, Axis::K], files: ["m0", "mt"] }],
        forms: Forms::RECURRENT,
        wants_unit_keys: true,
        source: "flash-linear-attention 0.6.0, recurrent_momentum_delta_rule_ref",
        ..Info::USUAL
    };

    fn recurrent<R: Real, P: Probe>(x: &Inputs<R>, probe: &mut P) -> Output<R> {
        let [mut s, mut m] = begin(&Self::INFO, x, probe);
        let mut o = Mat::zeros(x.dims().t, x.dims().v);
        for t in 0..x.dims().t {
            let mut step = Step::new(&Self::INFO, x, t, probe);
            let ((q, k, v), beta) = (step.token(), step.beta());
            let mu = Scalar::new("μ", None, x.each(Tensor::LogMu, t).exp());
            let r = step.read(&s, &step.row(&[Tensor::P]));
            let e = step.error(&v, &r);
            step.fade(Part::Error, "M", &mut m, mu);
            step.outer(Part::Error, "M", true, &mut m, step.each(Tensor::Eta) * &e, &k);
            step.decay(&mut s, step.gamma());
            s -= &m * beta.value();
            step.change(Part::Write, step.state(), &s, |_, before| {
                let of_momentum = [beta.operand(), Operand::new("M", widened(&m), [Index::Row, Index::Col])];
                Made::of([Sum::once([before]), Sum::once(of_momentum).minus()])
            });
            set_row(&mut o, t, &step.output(&s, &q));
        }
        Output::new(o, [s, m])
    }

    fn multiply_adds(_form: Form, size: &Size) -> u64 {
        let [t, k, v] = counts(size);
        t * (k + v + 6 * v * k)
    }
}

impl Program for MomentumDeltaRule {
    const STEP: &'static str = "
        γ = exp g
        μ = exp log_mu
        e = v − S p
        M = μ M − η e kᵀ
        S = γ S − β M
        o = S (scale · q)
    ";
}
