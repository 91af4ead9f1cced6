//! What attention that remembers every token shares: caches that grow, and softmax over what a query sees.

use std::ops::Range;

use super::Inputs;
use crate::math::{LoopOrder, Mat, Real, Vector, product};
use crate::trace::Symbol;

/// exp(x_j) / Σ_l exp(x_l), shifted by the largest so that nothing overflows; nothing where there is no x.
pub(super) fn softmax<R: Real>(x: Vector<R>) -> Vector<R> {
    let largest = largest(&x);
    let e = x.map(|x| (x - largest).exp());
    let sum = e.sum();
    e.map(|e| e / sum)
}

/// The largest entry; −∞ where there is none.
pub(super) fn largest<R: Real>(x: &Vector<R>) -> R {
    x.iter().copied().fold(R::neg_infinity(), R::max)
}

/// The rows of one matrix above those of another.
pub(super) fn stack<R: Real>(above: &Mat<R>, below: &Mat<R>) -> Mat<R> {
    Mat::from_fn(above.nrows() + below.nrows(), below.ncols(), |i, j| {
        if i < above.nrows() { above[(i, j)] } else { below[(i - above.nrows(), j)] }
    })
}

/// softmax(`scores`) V over what each query sees: scores `[T, N]`, values `[N, V]`.
pub(super) fn attend<R: Real>(
    scores: &Mat<R>,
    values: &Mat<R>,
    visible: impl Fn(usize) -> Range<usize>,
) -> Mat<R> {
    product(&weights(scores, visible), values, LoopOrder::Ijl, Symbol::O, &mut ())
}

/// softmax of each row over what its query sees, 0 elsewhere.
pub(super) fn weights<R: Real>(scores: &Mat<R>, visible: impl Fn(usize) -> Range<usize>) -> Mat<R> {
    let mut w = Mat::zeros(scores.nrows(), scores.ncols());
    for t in 0..scores.nrows() {
        let seen = visible(t);
        let row = softmax(Vector::from_iterator(seen.len(), seen.clone().map(|j| scores[(t, j)])));
        w.view_mut((t, seen.start), (1, seen.len())).copy_from(&row.transpose());
    }
    w
}

/// (scale Q) Kᵀ against these keys, `[T, N]`.
pub(super) fn scores<R: Real>(x: &Inputs<R>, keys: &Mat<R>) -> Mat<R> {
    product(&(&x.q * x.scale), &keys.transpose(), LoopOrder::Ijl, Symbol::A, &mut ())
}
