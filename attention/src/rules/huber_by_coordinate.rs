//! Huber's loss by coordinate: DeltaNet whose error has no more than δ in any channel.
//!
//! ```text
//! e_t = v_t − S_{t−1} k_t        c_t,i = e_t,i min(1, δ / |e_t,i|)        S_t = S_{t−1} + β_t c_t k_tᵀ        o_t = S_t (scale · q_t)
//! ```
//!
//! One step of gradient descent on the sum of Huber's loss over the channels of the error. Each channel of the value is held back by
//! itself, so that a wrong value may turn the error, and all V channels together move the state by β_t δ √V ‖k_t‖ at most. With δ = ∞ it
//! is DeltaNet; with one channel it is [`Huber`](super::Huber).

use super::frame::{Letter, counts};
use super::huber::{self, share};
use super::{Form, Info, Inputs, Output, Program, Rule, Size};
use crate::math::Real;
use crate::trace::{Index, Made, Part, Probe, Sum};

/// S_t = S_{t−1} + β_t clamp(e_t, −δ, δ) k_tᵀ.
pub struct HuberByCoordinate;

impl Rule for HuberByCoordinate {
    const INFO: Info = Info { id: "huber_by_coordinate", ..huber::INFO };

    fn recurrent<R: Real, P: Probe>(x: &Inputs<R>, probe: &mut P) -> Output<R> {
        huber::recurrent(&Self::INFO, x, probe, |step, e, delta| {
            let shares = Letter::column("min(1, δ / |e|)", e.map(|e| share(e.max(-e), delta)));
            let c = e.component_mul(&shares);
            step.record(Part::Error, "c", &c, |source| {
                let of = [source.of(e, Index::Row), source.of(&shares, Index::Row)].concat();
                Made::of([Sum::once(of)])
            });
            Letter::column("c", c)
        })
    }

    fn multiply_adds(_form: Form, size: &Size) -> u64 {
        let [t, k, v] = counts(size);
        t * (k + 2 * v + 3 * v * k)
    }
}

impl Program for HuberByCoordinate {
    const STEP: &'static str = "
        e = v − S k
        c = clamp(e, −δ, δ)
        S = S + β c kᵀ
        o = S (scale · q)
    ";
}
