//! RetNet: the state fades by a constant of its head.
//!
//! ```text
//! S_t = γ_h S_{t−1} + v_t k_tᵀ        o_t = S_t (scale · q_t)        γ_h = 1 − 2^(−5−h), h = 0, 1, … over all heads
//! ```
//!
//! Sun et al. 2023, *Retentive Network*, without rotary embedding and group norm. One step of gradient
//! descent on −⟨S k_t, v_t⟩ + (1 − γ)/2 ‖S‖²; (1 − γ²)/2, as one translation prints, is wrong.

use super::chunkwise::{Reads, Row, chunkwise, parallel};
use super::cost::{Step, counts, of_chunks};
use super::{Form, Info, Inputs, Output, Rule, Size};
use crate::math::{Mat, Real, Vector, add_outer, apply, set_row};
use crate::trace::{Part, Probe, Symbol};

/// S_t = γ_h S_{t−1} + v_t k_tᵀ.
pub struct Retention;

impl Rule for Retention {
    const INFO: Info = Info {
        id: "retention",
        parts: &[Part::Decay, Part::Write, Part::Output],
        source: "Sun et al. 2023; flash-linear-attention 0.6.0, naive_retention",
        ..Info::USUAL
    };

    fn recurrent<R: Real, P: Probe>(x: &Inputs<R>, probe: &mut P) -> Output<R> {
        let [mut s] = x.start(&Self::INFO);
        let mut o = Mat::zeros(x.dims().t, x.dims().v);
        for t in 0..x.dims().t {
            let (q, k, v) = x.token(t);
            s *= gamma::<R>(x.head);
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
    vec![Row::add(x, t, Some(Vector::from_element(x.dims().k, gamma(x.head))))]
}

/// γ_h = 1 − 2^(−5−h) of head `h`, counted from 0.
pub fn gamma<R: Real>(h: usize) -> R {
    R::from_f64(1.0 - (-5.0 - h as f64).exp2())
}
