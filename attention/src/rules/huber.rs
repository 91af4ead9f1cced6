//! Huber's loss by norm: DeltaNet whose error has no more than length δ.
//!
//! ```text
//! e_t = v_t − S_{t−1} k_t        c_t = e_t min(1, δ / ‖e_t‖)        S_t = S_{t−1} + β_t c_t k_tᵀ        o_t = S_t (scale · q_t)
//! ```
//!
//! One step of gradient descent, of size β_t, on ½‖e‖² where ‖e‖ ≤ δ and on δ (‖e‖ − δ/2) beyond: a value that is far off moves the
//! state by β_t δ ‖k_t‖ at most, however large it is. With δ = ∞ it is DeltaNet. How much of an error is taken depends on its length, so
//! the step is not linear in v, and there is no form in chunks. The loss for a state: Behrouz et al. 2025, *It's All Connected* (Yaad).

use super::frame::{Letter, Step, begin, counts};
use super::{Form, Forms, Info, Inputs, Output, Program, Rule, Size, Tensor};
use crate::math::{Mat, Real, dot, set_row};
use crate::trace::{Index, Made, Operand, Part, Probe, Sum};

/// S_t = S_{t−1} + β_t e_t min(1, δ / ‖e_t‖) k_tᵀ.
pub struct Huber;

/// Huber's loss, of the whole error or of each of its channels.
pub(super) const INFO: Info = Info {
    parts: &[Part::Read, Part::Error, Part::Write, Part::Output],
    reads: &[Tensor::Q, Tensor::K, Tensor::V, Tensor::Beta, Tensor::Delta],
    forms: Forms::RECURRENT,
    wants_unit_keys: true,
    source: "Huber 1964; for a state: Behrouz et al. 2025",
    ..Info::USUAL
};

impl Rule for Huber {
    const INFO: Info = Info { id: "huber", ..INFO };

    fn recurrent<R: Real, P: Probe>(x: &Inputs<R>, probe: &mut P) -> Output<R> {
        recurrent(&Self::INFO, x, probe, |step, e, delta| {
            let share = share(dot(e, e).sqrt(), delta);
            let c = &**e * share;
            step.record(Part::Error, "c", &c, |source| {
                let share = Operand::number_of("min(1, δ / ‖e‖)", share.to_f64());
                Made::of([Sum::once(source.of(e, Index::Row))]).times([share])
            });
            Letter::column("c", c)
        })
    }

    fn multiply_adds(_form: Form, size: &Size) -> u64 {
        let [t, k, v] = counts(size);
        t * (k + 3 * v + 3 * v * k)
    }
}

impl Program for Huber {
    const STEP: &'static str = "
        e = v − S k
        c = e min(1, δ / ‖e‖)
        S = S + β c kᵀ
        o = S (scale · q)
    ";
}

/// min(1, δ / x) for a length x: all of an error without length.
pub(super) fn share<R: Real>(x: R, delta: R) -> R {
    if x > delta { delta / x } else { R::one() }
}

/// The delta rule with `clipped` in the place of the error.
pub(super) fn recurrent<R: Real, P: Probe>(
    info: &Info,
    x: &Inputs<R>,
    probe: &mut P,
    clipped: impl Fn(&mut Step<'_, R, P>, &Letter<R>, R) -> Letter<R>,
) -> Output<R> {
    let [mut s] = begin(info, x, probe);
    let delta = x.row(Tensor::Delta, 0)[0];
    let mut o = Mat::zeros(x.dims().t, x.dims().v);
    for t in 0..x.dims().t {
        let mut step = Step::new(info, x, t, probe);
        let (q, k, v) = step.token();
        let r = step.read(&s, &k);
        let e = step.error(&v, &r);
        let c = clipped(&mut step, &e, delta);
        step.write(&mut s, step.beta() * &c, &k);
        set_row(&mut o, t, &step.output(&s, &q));
    }
    Output::new(o, [s])
}
