//! DeltaNet: read what the state holds for the key, take it out, put the value in.
//!
//! ```text
//! r_t = S_{t−1} k_t        S_t = S_{t−1} − β_t r_t k_tᵀ + β_t v_t k_tᵀ        o_t = S_t (scale · q_t)
//! ```
//!
//! that is, S_t = S_{t−1} + β_t (v_t − S_{t−1} k_t) k_tᵀ: one step of gradient descent, of size β_t, on ½‖S k_t −
//! v_t‖². Along k_t the state is multiplied by 1 − β_t‖k_t‖², which stays within [−1, 1] for unit keys and β ≤ 2, and
//! explodes for long keys. Schlag et al. 2021, eq. 24; chunks: Yang et al. 2024, *Parallelizing Linear Transformers
//! with the Delta Rule*, eqs. 8–11.

use super::chunkwise::{Reads, Row, chunkwise, parallel};
use super::cost::{Step, counts, of_chunks};
use super::{Form, Info, Inputs, Output, Rule, Size, Tensor};
use crate::math::{Mat, Real, add_outer, apply, set_row};
use crate::trace::{Part, Probe, Symbol};

/// S_t = S_{t−1} + β_t (v_t − S_{t−1} k_t) k_tᵀ.
pub struct DeltaRule;

impl Rule for DeltaRule {
    const INFO: Info = Info {
        id: "delta_rule",
        parts: &[Part::Read, Part::Error, Part::Erase, Part::Write, Part::Output],
        reads: &[Tensor::Q, Tensor::K, Tensor::V, Tensor::Beta],
        wants_unit_keys: true,
        source: "Schlag et al. 2021, eq. 24; Yang et al. 2024, eqs. 8–11",
        ..Info::USUAL
    };

    fn recurrent<R: Real, P: Probe>(x: &Inputs<R>, probe: &mut P) -> Output<R> {
        let [mut s] = x.start(&Self::INFO);
        let mut o = Mat::zeros(x.dims().t, x.dims().v);
        for t in 0..x.dims().t {
            let (q, k, v) = x.token(t);
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
            Form::Recurrent => t * (k + 2 * v + 4 * v * k),
            _ => of_chunks(form, [t, k, v], &[Step::READ], Reads::After, k),
        }
    }
}

fn rows<R: Real>(x: &Inputs<R>, t: usize) -> Vec<Row<R>> {
    vec![Row::correct(x, t, None)]
}
