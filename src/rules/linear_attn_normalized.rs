//! Linear attention with its normaliser: the weights of each output sum to one.
//!
//! ```text
//! S_t = S_{t−1} + v_t k_tᵀ        z_t = z_{t−1} + k_t        o_t = S_t (scale · q_t) / (z_t·(scale · q_t) + 1e-10)
//! ```
//!
//! It wants q and k that are positive, by a feature map outside. The state is S and z, `[K]`. In chunks the
//! normaliser is one more value channel, which is always 1. Katharopoulos et al. 2020, *Transformers are RNNs*, eqs.
//! 16–20.

use super::cache::stack;
use super::chunkwise::{Reads, Row, chunkwise_from, parallel_from};
use super::cost::{Step, counts, of_chunks};
use super::{Axis, Form, Info, Inputs, Output, Rule, Size, StatePart};
use crate::math::{Mat, Real, add_outer, apply, set_row};
use crate::trace::{Part, Probe, Symbol};

/// o_t = S_t q_t / (z_t·q_t), z_t the sum of the keys.
pub struct LinearAttnNormalized;

const EPSILON: f64 = 1e-10;

impl Rule for LinearAttnNormalized {
    const INFO: Info = Info {
        id: "linear_attn_normalized",
        parts: &[Part::Write, Part::Output],
        state: &[StatePart::S, StatePart { name: "z", axes: [Axis::One, Axis::K], files: ["z0", "zt"] }],
        source: "Katharopoulos et al. 2020, eqs. 16–20",
        ..Info::USUAL
    };

    fn recurrent<R: Real, P: Probe>(x: &Inputs<R>, probe: &mut P) -> Output<R> {
        let [mut s, mut z] = x.start(&Self::INFO);
        let mut o = Mat::zeros(x.dims().t, x.dims().v);
        for t in 0..x.dims().t {
            let (q, k, v) = x.token(t);
            add_outer(&mut s, &v, &k);
            z += k.transpose();
            probe.part(t, Part::Write, Symbol::S, &s);
            let sum = apply(&z, &q)[0] + R::from_f64(EPSILON);
            let o_t = apply(&s, &q).map(|o| o / sum);
            probe.part(t, Part::Output, Symbol::O, &o_t);
            set_row(&mut o, t, &o_t);
        }
        Output::new(o, [s, z])
    }

    fn chunk<R: Real>(x: &Inputs<R>, chunk_size: usize) -> Option<Output<R>> {
        let run = |x: &Inputs<R>, s| chunkwise_from(x, s, chunk_size, rows, Reads::After);
        Some(with_sums(x, x.start(&Self::INFO), Some(EPSILON), run))
    }

    fn parallel<R: Real>(x: &Inputs<R>) -> Option<Output<R>> {
        let run = |x: &Inputs<R>, s| parallel_from(x, s, rows, Reads::After);
        Some(with_sums(x, x.start(&Self::INFO), Some(EPSILON), run))
    }

    fn multiply_adds(form: Form, size: &Size) -> u64 {
        let [t, k, v] = counts(size);
        match form {
            Form::Recurrent => t * (2 * k + 2 * v * k),
            _ => of_chunks(form, [t, k, v + 1], &[Step::ADD], Reads::After, 0),
        }
    }
}

/// Runs with a value channel of ones, and divides each output by what that channel gives, plus `epsilon`, if there is
/// one.
pub(super) fn with_sums<R: Real>(
    x: &Inputs<R>,
    [s, z]: [Mat<R>; 2],
    epsilon: Option<f64>,
    run: impl Fn(&Inputs<R>, Mat<R>) -> (Mat<R>, Mat<R>),
) -> Output<R> {
    let v = x.dims().v;
    let ones = Inputs { v: x.v.clone().insert_column(v, R::one()), ..x.clone() };
    let (o, s) = run(&ones, stack(&s, &z));
    let sum = |t| epsilon.map_or(R::one(), |epsilon| o[(t, v)] + R::from_f64(epsilon));
    let divided = Mat::from_fn(o.nrows(), v, |t, c| o[(t, c)] / sum(t));
    Output::new(divided, [s.rows(0, v).into_owned(), s.rows(v, 1).into_owned()])
}

/// Those of linear attention.
fn rows<R: Real>(x: &Inputs<R>, t: usize) -> Vec<Row<R>> {
    vec![Row::add(x, t, None)]
}
