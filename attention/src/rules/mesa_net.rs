//! MesaNet: at every token the exact least-squares solution over all pairs so far.
//!
//! ```text
//! H_t = γ_t H_{t−1} + β_t k_t k_tᵀ        S_t = γ_t S_{t−1} + β_t v_t k_tᵀ        o_t = S_t (H_t + diag(λ))⁻¹ q_t
//! ```
//!
//! with ridge λ `[K]` > 0, which keeps the equations solvable, and no scale on the query: set it to 1. Solved
//! exactly; thirty steps of conjugate gradients, as kernels do, are up to 3e-3 away. The state is H, `[K, K]`, and S.
//! Von Oswald et al. 2025, *MesaNet*.

use super::frame::{Letter, Step, begin, counts};
use super::{Axis, Form, Forms, Info, Inputs, Output, Program, Rule, Size, StatePart, Tensor};
use crate::math::{Mat, Real, set_row, solve};
use crate::trace::{Made, Part, Probe};

/// o_t = S_t (H_t + diag(λ))⁻¹ q_t.
pub struct MesaNet;

impl Rule for MesaNet {
    const INFO: Info = Info {
        id: "mesa_net",
        parts: &[Part::Decay, Part::Write, Part::Output],
        reads: &[Tensor::Q, Tensor::K, Tensor::V, Tensor::Beta, Tensor::G, Tensor::Lamb],
        state: &[
            StatePart { name: "H", axes: [Axis::K, Axis::K], files: ["hkk0", "hkkt"] },
            StatePart { files: ["hkv0", "hkvt"], ..StatePart::S },
        ],
        forms: Forms::RECURRENT,
        source: "von Oswald et al. 2025; flash-linear-attention 0.6.0, naive_mesa_net_exact",
        ..Info::USUAL
    };

    fn recurrent<R: Real, P: Probe>(x: &Inputs<R>, probe: &mut P) -> Output<R> {
        let [mut h, mut s] = begin(&Self::INFO, x, probe);
        let ridge = Mat::from_diagonal(&x.row(Tensor::Lamb, 0));
        let mut o = Mat::zeros(x.dims().t, x.dims().v);
        for t in 0..x.dims().t {
            let mut step = Step::new(&Self::INFO, x, t, probe);
            let ((q, k, v), gamma, beta) = (step.token(), step.gamma(), step.beta());
            step.fade(Part::Decay, "H", &mut h, gamma);
            step.decay(&mut s, gamma);
            step.outer(Part::Write, "H", false, &mut h, beta * &k, &k);
            step.write(&mut s, beta * &v, &k);
            let solution = Letter::column("x", solve(&h + &ridge, q.into_value()));
            step.record(Part::Output, "x", &*solution, |_| Made::given());
            set_row(&mut o, t, &step.output(&s, &solution));
        }
        Output::new(o, [h, s])
    }

    fn multiply_adds(_form: Form, size: &Size) -> u64 {
        let [t, k, v] = counts(size);
        let solve = (k - 1) * k * (k + 1) / 3 + k * (k - 1) / 2;
        t * (2 * k + v + 2 * k * k + 3 * v * k + solve)
    }
}

impl Program for MesaNet {
    const STEP: &'static str = "
        γ = exp g
        H = γ H + β k kᵀ
        S = γ S + β v kᵀ
        x = solve(H + diag(λ), scale · q)
        o = S x
    ";
}
