//! Linear attention: every pair is added to the state and none is taken out.
//!
//! ```text
//! S_t = S_{t−1} + v_t k_tᵀ        o_t = S_t (scale · q_t)
//! ```
//!
//! Katharopoulos et al. 2020, *Transformers are RNNs*, eqs. 16–20, without feature map and normaliser. In parallel
//! O = ((scale Q Kᵀ) ∘ M) V, M the lower triangle of ones.

use super::chunkwise::{Reads, Row, chunkwise, parallel};
use super::cost::{Step, counts, of_chunks};
use super::{Form, Info, Inputs, Output, Rule, Size};
use crate::math::{Mat, Real, add_outer, apply, set_row};
use crate::trace::{Part, Probe, Symbol};

/// S_t = S_{t−1} + v_t k_tᵀ.
pub struct LinearAttn;

impl Rule for LinearAttn {
    const INFO: Info = Info {
        id: "linear_attn",
        parts: &[Part::Write, Part::Output],
        source: "Katharopoulos et al. 2020, eqs. 16–20",
        ..Info::USUAL
    };

    fn recurrent<R: Real, P: Probe>(x: &Inputs<R>, probe: &mut P) -> Output<R> {
        let [mut s] = x.start(&Self::INFO);
        let mut o = Mat::zeros(x.dims().t, x.dims().v);
        for t in 0..x.dims().t {
            let (q, k, v) = x.token(t);
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
            Form::Recurrent => t * (k + 2 * v * k),
            _ => of_chunks(form, [t, k, v], &[Step::ADD], Reads::After, 0),
        }
    }
}

fn rows<R: Real>(x: &Inputs<R>, t: usize) -> Vec<Row<R>> {
    vec![Row::add(x, t, None)]
}
