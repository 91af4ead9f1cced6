//! HGRN: no keys and no queries; the state is a vector that fades channel by channel.
//!
//! ```text
//! h_t = exp(g_t) ⊙ h_{t−1} + x_t        o_t = h_t
//! ```
//!
//! with x_t = v_t and log decays g_t, both `[V]`. Qin et al. 2023, *Hierarchically Gated Recurrent Neural
//! Network*; in its layer g = ln σ(f), x = (1 − σ(f)) ⊙ silu(i), of projections f and i.

use super::frame::{Step, begin, counts, widened};
use super::{Axis, Form, Forms, Info, Inputs, Output, Program, Rule, Size, StatePart, Tensor};
use crate::math::{Mat, Real};
use crate::trace::{Index, Made, Operand, Part, Probe, Sum, Symbol};

/// h_t = exp(g_t)⊙h_{t−1} + x_t.
pub struct Hgrn;

impl Rule for Hgrn {
    const INFO: Info = Info {
        id: "hgrn",
        parts: &[Part::Decay, Part::Write, Part::Output],
        reads: &[Tensor::V, Tensor::Gv],
        files: &[(Tensor::V, "x"), (Tensor::Gv, "g")],
        state: &[StatePart { name: "h", axes: [Axis::One, Axis::V], files: ["h0", "ht"] }],
        letters: &[(Tensor::V, "x")],
        forms: Forms::RECURRENT,
        source: "Qin et al. 2023; flash-linear-attention 0.6.0, naive_recurrent_hgrn",
        ..Info::USUAL
    };

    fn recurrent<R: Real, P: Probe>(x: &Inputs<R>, probe: &mut P) -> Output<R> {
        let [mut h] = begin(&Self::INFO, x, probe);
        let mut o = Mat::zeros(x.dims().t, x.dims().v);
        for t in 0..x.dims().t {
            let mut step = Step::new(&Self::INFO, x, t, probe);
            let v = step.row(&[Tensor::V]);
            step.decay(&mut h, &step.gammas(Tensor::Gv));
            h += v.transpose();
            step.change(Part::Write, step.state(), &h, |source, before| {
                Made::of([Sum::once([before]), Sum::once(source.of(&v, Index::Col))])
            });
            step.record(Part::Output, Symbol::O, &h.transpose(), |source| {
                let h = Operand::new(source.state(), widened(&h), [Index::First, Index::Row]);
                Made::of([Sum::once([h])])
            });
            o.set_row(t, &h.row(0));
        }
        Output::new(o, [h])
    }

    fn multiply_adds(_form: Form, size: &Size) -> u64 {
        let [t, _, v] = counts(size);
        t * v
    }
}

impl Program for Hgrn {
    const STEP: &'static str = "
        h = exp(g) ⊙ h + x
        o = h
    ";
}
