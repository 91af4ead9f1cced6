//! DeltaProduct: several corrections to a token, one after the other; gated, the state fades once before them.
//!
//! ```text
//! S ← γ_t S_{t−1}        for j = 0 … n−1, r = t n + j:  S ← S + β_r (v_r − S k_r) k_rᵀ        o_t = S (scale · q_t)
//! ```
//!
//! Keys, values and β have T·n rows. The transition is a product of n generalised Householder matrices. Without g the
//! state does not fade. n = 1 is (Gated) DeltaNet. Siems et al. 2025, *DeltaProduct*.

use std::ops::Range;

use super::frame::{Reads, Row, RowKind, Step, begin, counts, of_chunks};
use super::{Form, Info, Inputs, Output, Program, Rule, Size, Tensor};
use crate::math::{Mat, Real, Vector, set_row};
use crate::trace::{Part, Probe};

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
        let [mut s] = begin(&Self::INFO, x, probe);
        let mut o = Mat::zeros(x.dims().t, x.dims().v);
        for t in 0..x.dims().t {
            let mut step = Step::new(&Self::INFO, x, t, probe);
            step.decay(&mut s, step.gamma());
            for r in rows_of(x, t) {
                let (k, v, beta) =
                    (step.row_of(r, &[Tensor::K]), step.row_of(r, &[Tensor::V]), step.beta_of(r));
                let r = step.read(&s, &k);
                step.error(&v, &r);
                step.erase(&mut s, beta * &r, &k);
                step.write(&mut s, beta * &v, &k);
            }
            set_row(&mut o, t, &step.output(&s, &step.row(&[Tensor::Q])));
        }
        Output::new(o, [s])
    }

    fn rows<R: Real>(x: &Inputs<R>, t: usize) -> Vec<Row<R>> {
        let gamma = |r| (r == rows_of(x, t).start).then(|| Vector::from_element(x.dims().k, x.g(t).exp()));
        rows_of(x, t).map(|r| Row::correct(x, r, gamma(r))).collect()
    }

    fn multiply_adds(form: Form, size: &Size) -> u64 {
        let ([t, k, v], n) = (counts(size), size.n as u64);
        let mut steps = vec![RowKind::READ; size.n];
        steps[0] = RowKind::FADE_READ;
        match form {
            Form::Recurrent => t * (k + 2 * v * k + n * (2 * v + 3 * v * k)),
            _ => of_chunks(form, [t, k, v], &steps, Reads::After, k + n * k),
        }
    }
}

impl Program for GatedDeltaProduct {
    const STEP: &'static str = "
        if g:
            γ = exp g
            S = γ S
        for j in 0..n:
            r = S k[j]
            e = v[j] − r
            S = S + β[j] e k[j]ᵀ
        o = S (scale · q)
    ";
}

/// The keys of token t: n·t to n·t + n − 1.
fn rows_of<R: Real>(x: &Inputs<R>, t: usize) -> Range<usize> {
    let n = x.keys_per_token();
    n * t..n * (t + 1)
}
