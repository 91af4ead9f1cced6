//! DeltaProduct: several corrections to a token, one after the other; gated, the state fades once before them.
//!
//! ```text
//! S ← γ_t S_{t−1}        for j = 0 … n−1, r = t n + j:  S ← S + β_r (v_r − S k_r) k_rᵀ        o_t = S (scale · q_t)
//! ```
//!
//! Keys, values and β have T·n rows. The transition is a product of n generalised Householder matrices. Without g the
//! state does not fade. n = 1 is (Gated) DeltaNet. Siems et al. 2025, *DeltaProduct*.

use std::ops::Range;

use super::chunkwise::{Reads, Row, chunkwise, parallel};
use super::cost::{Step, counts, of_chunks};
use super::{Form, Info, Inputs, Output, Rule, Size, Tensor};
use crate::math::{Mat, Real, Vector, add_outer, apply, set_row};
use crate::trace::{Part, Probe, Symbol};

/// S ← γ_t S, then n times S ← S + β (v − S k) kᵀ.
pub struct GatedDeltaProduct;

impl Rule for GatedDeltaProduct {
    const INFO: Info = Info {
        id: "gated_delta_product",
        parts: &Part::ALL,
        reads: &[Tensor::Q, Tensor::K, Tensor::V, Tensor::Beta],
        may_read: &[Tensor::G],
        wants_unit_keys: true,
        many_keys: true,
        source: "Siems et al. 2025; flash-linear-attention 0.6.0, naive_recurrent_gated_delta_product",
        ..Info::USUAL
    };

    fn recurrent<R: Real, P: Probe>(x: &Inputs<R>, probe: &mut P) -> Output<R> {
        let [mut s] = x.start(&Self::INFO);
        let mut o = Mat::zeros(x.dims().t, x.dims().v);
        for t in 0..x.dims().t {
            s *= x.g(t).exp();
            probe.part(t, Part::Decay, Symbol::S, &s);
            for r in rows_of(x, t) {
                let (k, v) = (x.row(Tensor::K, r), x.row(Tensor::V, r));
                let read = apply(&s, &k);
                probe.part(t, Part::Read, Symbol::R, &read);
                probe.part(t, Part::Error, Symbol::E, &(&v - &read));
                add_outer(&mut s, &(read * -x.beta(r)), &k);
                probe.part(t, Part::Erase, Symbol::S, &s);
                add_outer(&mut s, &(v * x.beta(r)), &k);
                probe.part(t, Part::Write, Symbol::S, &s);
            }
            let o_t = apply(&s, &x.query(t));
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
        let ([t, k, v], n) = (counts(size), size.n as u64);
        let mut steps = vec![Step::READ; size.n];
        steps[0] = Step::FADE_READ;
        match form {
            Form::Recurrent => t * (k + 2 * v * k + n * (2 * v + 3 * v * k)),
            _ => of_chunks(form, [t, k, v], &steps, Reads::After, k + n * k),
        }
    }
}

fn rows<R: Real>(x: &Inputs<R>, t: usize) -> Vec<Row<R>> {
    let gamma = |r| (r == rows_of(x, t).start).then(|| Vector::from_element(x.dims().k, x.g(t).exp()));
    rows_of(x, t).map(|r| Row::correct(x, r, gamma(r))).collect()
}

/// The keys of token t: n·t to n·t + n − 1.
fn rows_of<R: Real>(x: &Inputs<R>, t: usize) -> Range<usize> {
    let n = x.keys_per_token();
    n * t..n * (t + 1)
}
