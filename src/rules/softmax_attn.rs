//! Softmax attention: what every rule here is measured against.
//!
//! ```text
//! o_i = Σ_j w_ij v_j        w_ij = exp(scale q_i·k_j) / Σ_l exp(scale q_i·k_l)        j, l visible to i
//! ```
//!
//! Its state is every key and value so far. Vaswani et al. 2017, eq. 1. The chunk form visits the keys in blocks and
//! corrects the sums when a larger score turns up: Milakov and Gimelshein 2018, alg. 3.

use super::{Info, Inputs, Needs, Output, Rule, State};
use crate::math::{LoopOrder, Mat, Real, Vector, product};
use crate::trace::{Part, Probe, Symbol};

/// O = softmax(scale Q Kᵀ + mask) V.
pub struct SoftmaxAttn;

impl Rule for SoftmaxAttn {
    const INFO: Info = Info {
        id: "softmax_attn",
        parts: &[Part::Output],
        needs: Needs { beta: false, g: false },
        wants_unit_keys: false,
        source: "Vaswani et al. 2017, eq. 1",
    };

    fn recurrent<R: Real, P: Probe>(x: &Inputs<R>, probe: &mut P) -> Output<R> {
        let cache = Cache::of(x);
        let mut o = Mat::zeros(x.dims().t, x.dims().v);
        for t in 0..x.dims().t {
            let (q, _, _) = x.token(t);
            let visible = cache.visible(x, t);
            let keys = cache.k.rows(visible.start, visible.len());
            let values = cache.v.rows(visible.start, visible.len());
            let w = softmax(keys * q);
            let o_t = values.tr_mul(&w);
            probe.part(t, Part::Output, Symbol::O, &o_t);
            o.set_row(t, &o_t.transpose());
        }
        Output { o, state: cache.into_state() }
    }

    fn chunk<R: Real>(x: &Inputs<R>, chunk_size: usize) -> Output<R> {
        let cache = Cache::of(x);
        let mut o = Mat::zeros(x.dims().t, x.dims().v);
        for t in 0..x.dims().t {
            let (q, _, _) = x.token(t);
            let (mut largest, mut sum) = (R::neg_infinity(), R::zero());
            let mut weighted = Vector::zeros(x.dims().v);
            let visible = cache.visible(x, t);
            for start in visible.clone().step_by(chunk_size) {
                let len = chunk_size.min(visible.end - start);
                let scores = cache.k.rows(start, len) * &q;
                let larger = scores.iter().copied().fold(largest, R::max);
                let correction = (largest - larger).exp();
                let w = scores.map(|score| (score - larger).exp());
                sum = sum * correction + w.sum();
                weighted = weighted * correction + cache.v.rows(start, len).tr_mul(&w);
                largest = larger;
            }
            o.set_row(t, &(weighted / sum).transpose());
        }
        Output { o, state: cache.into_state() }
    }

    fn parallel<R: Real>(x: &Inputs<R>) -> Output<R> {
        let cache = Cache::of(x);
        let q = &x.q * x.scale;
        let scores = product(&q, &cache.k.transpose(), LoopOrder::Ijl, Symbol::A, &mut ());
        let mut w = Mat::zeros(scores.nrows(), scores.ncols());
        for t in 0..x.dims().t {
            let visible = cache.visible(x, t);
            let row = scores.view((t, visible.start), (1, visible.len())).transpose();
            let weights = softmax(Vector::from_column_slice(row.as_slice()));
            w.view_mut((t, visible.start), (1, visible.len())).copy_from(&weights.transpose());
        }
        let o = product(&w, &cache.v, LoopOrder::Ijl, Symbol::O, &mut ());
        Output { o, state: cache.into_state() }
    }
}

/// exp(x_j) / Σ_l exp(x_l), shifted by the largest so that nothing overflows.
fn softmax<R: Real>(x: Vector<R>) -> Vector<R> {
    let largest = x.iter().copied().fold(R::neg_infinity(), R::max);
    let e = x.map(|x| (x - largest).exp());
    let sum = e.sum();
    e / sum
}

/// The keys and values of the initial state followed by those of the sequence.
struct Cache<R: Real> {
    k: Mat<R>,
    v: Mat<R>,
    /// How many came from the initial state.
    before: usize,
}

impl<R: Real> Cache<R> {
    fn of(x: &Inputs<R>) -> Self {
        match &x.initial {
            Some(State::Cache { k, v }) => Self { k: stack(k, &x.k), v: stack(v, &x.v), before: k.nrows() },
            _ => Self { k: x.k.clone(), v: x.v.clone(), before: 0 },
        }
    }

    fn visible(&self, x: &Inputs<R>, t: usize) -> std::ops::Range<usize> {
        x.mask.visible(self.before + t, self.k.nrows())
    }

    fn into_state(self) -> State<R> {
        State::Cache { k: self.k, v: self.v }
    }
}

fn stack<R: Real>(above: &Mat<R>, below: &Mat<R>) -> Mat<R> {
    Mat::from_fn(above.nrows() + below.nrows(), below.ncols(), |i, j| {
        if i < above.nrows() { above[(i, j)] } else { below[(i - above.nrows(), j)] }
    })
}
