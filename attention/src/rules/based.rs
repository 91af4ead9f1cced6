//! Based: linear attention whose kernel is the Taylor expansion of exp to second order.
//!
//! ```text
//! a_ij = 1 + s + s²/2        s = scale q_i·k_j        o_i = Σ_{j≤i} a_ij v_j  [ / (Σ_{j≤i} a_ij + 1e-6) ]
//! ```
//!
//! divided only where [`Inputs::normalise`] asks. As a recurrence a_ij = φ(scale q_i)·φ(k_j) with the 1 + K + K²
//! features φ(x) = (1, x, x⊗x/√2), so that S is `[V, 1 + K + K²]` and z, the sum of the φ(k), `[1 + K + K²]`. Arora
//! et al. 2024, *Simple linear attention language models balance the recall-throughput tradeoff*.

use super::frame::{Letter, Reads, Row, RowKind, Step, begin, chunkwise_from, counts, of_chunks};
use super::linear_attn_normalized::{add_key, output, with_sums};
use super::{Axis, Form, Info, Inputs, Output, Program, Rule, Size, StatePart, Tensor};
use crate::math::{LoopOrder, Mat, Real, Vector, add_outer, apply, product, set_row};
use crate::trace::{Part, Probe};

/// o_i = Σ_{j≤i} (1 + s_ij + s_ij²/2) v_j.
pub struct Based;

const EPSILON: f64 = 1e-6;

impl Rule for Based {
    const INFO: Info = Info {
        id: "based",
        parts: &[Part::Write, Part::Output],
        state: &[
            StatePart { axes: [Axis::V, Axis::Features], ..StatePart::S },
            StatePart { name: "z", axes: [Axis::One, Axis::Features], files: ["z0", "zt"] },
        ],
        source: "Arora et al. 2024; flash-linear-attention 0.6.0, naive_parallel_based",
        ..Info::USUAL
    };

    fn recurrent<R: Real, P: Probe>(x: &Inputs<R>, probe: &mut P) -> Output<R> {
        let [mut s, mut z] = begin(&Self::INFO, x, probe);
        let mut o = Mat::zeros(x.dims().t, x.dims().v);
        for t in 0..x.dims().t {
            let mut step = Step::new(&Self::INFO, x, t, probe);
            let (q, k, v) = step.token();
            let of_query = if x.scale == R::one() { "φ(q)" } else { "φ(scale q)" };
            let q = Letter::row(of_query, None, features(&q));
            let k = Letter::row("φ(k)", None, features(&k));
            add_key(&mut step, &mut z, &k);
            step.write(&mut s, &v, &k);
            set_row(&mut o, t, &output(&mut step, [&s, &z], &q, x.normalise.then_some(EPSILON)));
        }
        Output::new(o, [s, z])
    }

    fn rows<R: Real>(x: &Inputs<R>, t: usize) -> Vec<Row<R>> {
        vec![Row::add(x, t, None)]
    }

    fn chunk<R: Real>(x: &Inputs<R>, chunk_size: usize) -> Option<Output<R>> {
        let run = |x: &Inputs<R>, s| chunkwise_from(x, s, chunk_size, Self::rows, Reads::After);
        Some(with_sums(&in_features(x), x.start(&Self::INFO), x.normalise.then_some(EPSILON), run))
    }

    fn parallel<R: Real>(x: &Inputs<R>) -> Option<Output<R>> {
        Some(with_sums(x, x.start(&Self::INFO), x.normalise.then_some(EPSILON), |x, mut s| {
            let taylor = |a: R| R::one() + a + a * a * R::from_f64(0.5);
            let mut a = product(&(&x.q * x.scale), &x.k.transpose(), LoopOrder::Ijl);
            a = Mat::from_fn(a.nrows(), a.ncols(), |i, j| if j > i { R::zero() } else { taylor(a[(i, j)]) });
            let mut o = product(&a, &x.v, LoopOrder::Ijl);
            for t in 0..x.dims().t {
                let mut row = o.row_mut(t);
                row += apply(&s, &features(&x.query(t))).transpose();
            }
            for t in 0..x.dims().t {
                add_outer(&mut s, &x.row(Tensor::V, t), &features(&x.row(Tensor::K, t)));
            }
            (o, s)
        }))
    }

    fn multiply_adds(form: Form, size: &Size) -> u64 {
        let [t, k, v] = counts(size);
        let features = 1 + k + k * k;
        let (of_query, of_key) = (k + 2 * k * k, 2 * k * k);
        match form {
            Form::Recurrent => {
                t * (of_query + of_key + 2 * v * features + u64::from(size.normalise) * features)
            }
            Form::Chunk(_) => {
                t * (of_query + of_key)
                    + of_chunks(form, [t, features, v + 1], &[RowKind::ADD], Reads::After, 0)
            }
            Form::Parallel => {
                let weights = t * k + t * t * k + t * (t + 1);
                weights + t * t * (v + 1) + t * (of_query + of_key + 2 * (v + 1) * features)
            }
        }
    }
}

impl Program for Based {
    const STEP: &'static str = "
        a = [1; scale · q; vec((scale · q) (scale · q)ᵀ) / √2]
        b = [1; k; vec(k kᵀ) / √2]
        S = S + v bᵀ
        z = z + b
        if normaliser:
            o = S a / (z·a + 1e-6)
        else:
            o = S a
    ";
}

/// φ(x) = (1, x, x⊗x/√2), `[1 + K + K²]`; φ(x)·φ(y) = 1 + x·y + (x·y)²/2.
fn features<R: Real>(x: &Vector<R>) -> Vector<R> {
    let half = R::from_f64(0.5).sqrt();
    let pairs = x.iter().flat_map(|a| x.iter().map(move |b| *a * *b * half));
    let all = std::iter::once(R::one()).chain(x.iter().copied()).chain(pairs);
    Vector::from_iterator(1 + x.len() + x.len() * x.len(), all)
}

/// The inputs of linear attention that does the same.
fn in_features<R: Real>(x: &Inputs<R>) -> Inputs<R> {
    let rows = |row: &dyn Fn(usize) -> Vector<R>| {
        Mat::from_rows(&(0..x.dims().t).map(|t| features(&row(t)).transpose()).collect::<Vec<_>>())
    };
    let (q, k) = (rows(&|t| x.query(t)), rows(&|t| x.row(Tensor::K, t)));
    Inputs { scale: R::one(), ..Inputs::new(q, k, x.v.clone()) }
}
