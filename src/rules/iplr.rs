//! IPLR: identity plus low rank, any two directions.
//!
//! ```text
//! S_t = S_{t−1} + (S_{t−1} a_t) b_tᵀ + v_t k_tᵀ = S_{t−1} (I + a_t b_tᵀ) + v_t k_tᵀ        o_t = S_t (scale · q_t)
//! ```
//!
//! DeltaNet is a = −k, b = βk, and βk in the place of k. Reference function: flash-linear-attention 0.6.0,
//! `iplr_recurrence` (its α is a, its β is b).

use super::chunkwise::{Reads, Row, chunkwise, parallel};
use super::cost::{Step, counts, of_chunks};
use super::{Form, Info, Inputs, Output, Rule, Size, Tensor};
use crate::math::{Mat, Real, Vector, add_outer, apply, set_row};
use crate::trace::{Part, Probe, Symbol};

/// S_t = S_{t−1} (I + a_t b_tᵀ) + v_t k_tᵀ.
pub struct Iplr;

impl Rule for Iplr {
    const INFO: Info = Info {
        id: "iplr",
        parts: &[Part::Read, Part::Erase, Part::Write, Part::Output],
        reads: &[Tensor::Q, Tensor::K, Tensor::V, Tensor::A, Tensor::B],
        source: "flash-linear-attention 0.6.0, iplr_recurrence",
        ..Info::USUAL
    };

    fn recurrent<R: Real, P: Probe>(x: &Inputs<R>, probe: &mut P) -> Output<R> {
        let [mut s] = x.start(&Self::INFO);
        let mut o = Mat::zeros(x.dims().t, x.dims().v);
        for t in 0..x.dims().t {
            let (q, k, v) = x.token(t);
            let r = apply(&s, &x.row(Tensor::A, t));
            probe.part(t, Part::Read, Symbol::R, &r);
            add_outer(&mut s, &r, &x.row(Tensor::B, t));
            probe.part(t, Part::Erase, Symbol::S, &s);
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
            Form::Recurrent => t * (k + 4 * v * k),
            _ => of_chunks(form, [t, k, v], &[Step::READ, Step::ADD], Reads::After, 0),
        }
    }
}

fn rows<R: Real>(x: &Inputs<R>, t: usize) -> Vec<Row<R>> {
    let c = Vector::zeros(x.dims().v);
    let low_rank = Row { gamma: None, a: Some(x.row(Tensor::A, t)), w: x.row(Tensor::B, t), c };
    vec![low_rank, Row::add(x, t, None)]
}
