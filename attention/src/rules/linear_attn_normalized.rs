//! Linear attention with its normaliser: the weights of each output sum to one.
//!
//! ```text
//! S_t = S_{t−1} + v_t k_tᵀ        z_t = z_{t−1} + k_t        o_t = S_t (scale · q_t) / (z_t·(scale · q_t) + 1e-10)
//! ```
//!
//! It wants q and k that are positive, by a feature map outside. The state is S and z, `[K]`. In chunks the
//! normaliser is one more value channel, which is always 1. Katharopoulos et al. 2020, *Transformers are RNNs*, eqs.
//! 16–20.

use super::frame::{
    Letter, Reads, Row, RowKind, Step, begin, chunkwise_from, counts, of_chunks, parallel_from, stack,
    widened,
};
use super::{Axis, Form, Info, Inputs, Output, Program, Rule, Size, StatePart};
use crate::math::{Mat, Real, Vector, apply, set_row};
use crate::trace::{Index, Made, Operand, Part, Probe, Sum, Symbol};

/// o_t = S_t q_t / (z_t·q_t), z_t the sum of the keys.
pub struct LinearAttnNormalized;

/// What is added to the sum of the weights.
pub const EPSILON: f64 = 1e-10;

impl Rule for LinearAttnNormalized {
    const INFO: Info = Info {
        id: "linear_attn_normalized",
        parts: &[Part::Write, Part::Output],
        state: &[StatePart::S, StatePart { name: "z", axes: [Axis::One, Axis::K], files: ["z0", "zt"] }],
        source: "Katharopoulos et al. 2020, eqs. 16–20",
        ..Info::USUAL
    };

    fn recurrent<R: Real, P: Probe>(x: &Inputs<R>, probe: &mut P) -> Output<R> {
        let [mut s, mut z] = begin(&Self::INFO, x, probe);
        let mut o = Mat::zeros(x.dims().t, x.dims().v);
        for t in 0..x.dims().t {
            let mut step = Step::new(&Self::INFO, x, t, probe);
            let (q, k, v) = step.token();
            add_key(&mut step, &mut z, &k);
            step.write(&mut s, &v, &k);
            set_row(&mut o, t, &output(&mut step, [&s, &z], &q, Some(EPSILON)));
        }
        Output::new(o, [s, z])
    }

    fn rows<R: Real>(x: &Inputs<R>, t: usize) -> Vec<Row<R>> {
        vec![Row::add(x, t, None)]
    }

    fn chunk<R: Real>(x: &Inputs<R>, chunk_size: usize) -> Option<Output<R>> {
        let run = |x: &Inputs<R>, s| chunkwise_from(x, s, chunk_size, Self::rows, Reads::After);
        Some(with_sums(x, x.start(&Self::INFO), Some(EPSILON), run))
    }

    fn parallel<R: Real>(x: &Inputs<R>) -> Option<Output<R>> {
        let run = |x: &Inputs<R>, s| parallel_from(x, s, Self::rows, Reads::After);
        Some(with_sums(x, x.start(&Self::INFO), Some(EPSILON), run))
    }

    fn multiply_adds(form: Form, size: &Size) -> u64 {
        let [t, k, v] = counts(size);
        match form {
            Form::Recurrent => t * (2 * k + 2 * v * k),
            _ => of_chunks(form, [t, k, v + 1], &[RowKind::ADD], Reads::After, 0),
        }
    }
}

impl Program for LinearAttnNormalized {
    const STEP: &'static str = "
        S = S + v kᵀ
        z = z + k
        o = S (scale · q) / (z·(scale · q) + 1e-10)
    ";
}

/// z ← z + k.
pub(super) fn add_key<R: Real, P: Probe>(step: &mut Step<'_, R, P>, z: &mut Mat<R>, k: &Letter<R>) {
    *z += k.transpose();
    step.change(Part::Write, "z", z, |source, before| {
        Made::of([Sum::once([before]), Sum::once(source.of(k, Index::Col))])
    });
}

/// o = S q / (z·q + ε), or S q where there is no ε.
pub(super) fn output<R: Real, P: Probe>(
    step: &mut Step<'_, R, P>,
    [s, z]: [&Mat<R>; 2],
    q: &Letter<R>,
    epsilon: Option<f64>,
) -> Vector<R> {
    let Some(epsilon) = epsilon else { return step.output(s, q).into_value() };
    let sum = apply(z, q)[0] + R::from_f64(epsilon);
    step.record(Part::Output, "z·q + ε", &Vector::from_element(1, sum), |source| {
        let mut product = Vec::from_iter(source.scale(q));
        product.push(Operand::new("z", widened(z), [Index::First, Index::Inner]));
        product.extend(source.of(q, Index::Inner));
        Made::of([Sum::each(q.len(), product), Sum::once([Operand::number_of("ε", epsilon)])])
    });
    let o = apply(s, q).map(|o| o / sum);
    let held = step.held();
    step.record(Part::Output, Symbol::O, &o, |source| {
        let factors = [Operand::number_of("1 / (z·q + ε)", 1.0 / sum.to_f64())];
        let state = source.product(held(source.state(), s), q);
        Made::of([state]).times(source.scale(q)).times(factors)
    });
    o
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
