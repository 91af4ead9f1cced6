//! Shared by the rules that remember every token: caches that grow, and softmax over the keys that a query sees.

use std::ops::Range;
use std::sync::Arc;

use super::{Inputs, Letter, Step, widened};
use crate::math::{LoopOrder, Mat, Real, Vector, mix_rows, product};
use crate::trace::{Index, Made, Name, Operand, Part, Probe, Sum, Symbol};

/// exp(x_j) / Σ_l exp(x_l), shifted by the largest so that nothing overflows; nothing where there is no x.
pub(in crate::rules) fn softmax<R: Real>(x: Vector<R>) -> Vector<R> {
    let largest = largest(&x);
    let e = x.map(|x| (x - largest).exp());
    let sum = e.sum();
    e.map(|e| e / sum)
}

/// The largest entry; −∞ where there is none.
pub(in crate::rules) fn largest<R: Real>(x: &Vector<R>) -> R {
    x.iter().copied().fold(R::neg_infinity(), R::max)
}

/// The rows of one matrix above those of another.
pub(in crate::rules) fn stack<R: Real>(above: &Mat<R>, below: &Mat<R>) -> Mat<R> {
    Mat::from_fn(above.nrows() + below.nrows(), below.ncols(), |i, j| {
        if i < above.nrows() { above[(i, j)] } else { below[(i - above.nrows(), j)] }
    })
}

/// softmax(`scores`) V over the keys that each query sees: scores `[T, N]`, values `[N, V]`.
pub(in crate::rules) fn attend<R: Real>(
    scores: &Mat<R>,
    values: &Mat<R>,
    visible: impl Fn(usize) -> Range<usize>,
) -> Mat<R> {
    product(&weights(scores, visible), values, LoopOrder::Ijl)
}

/// softmax of each row over the keys that its query sees, 0 elsewhere.
pub(in crate::rules) fn weights<R: Real>(scores: &Mat<R>, visible: impl Fn(usize) -> Range<usize>) -> Mat<R> {
    let mut w = Mat::zeros(scores.nrows(), scores.ncols());
    for t in 0..scores.nrows() {
        let seen = visible(t);
        let row = softmax(Vector::from_iterator(seen.len(), seen.clone().map(|j| scores[(t, j)])));
        w.view_mut((t, seen.start), (1, seen.len())).copy_from(&row.transpose());
    }
    w
}

/// (scale Q) Kᵀ against these keys, `[T, N]`.
pub(in crate::rules) fn scores<R: Real>(x: &Inputs<R>, keys: &Mat<R>) -> Mat<R> {
    product(&(&x.q * x.scale), &keys.transpose(), LoopOrder::Ijl)
}

/// The scores of the first `tokens` keys fade by g.
pub(in crate::rules) fn fade_scores<R: Real>(bias: &mut Vector<R>, tokens: usize, g: R) {
    bias.rows_mut(0, tokens).iter_mut().for_each(|bias| *bias += g);
}

/// A matrix with a row for each token that attention remembers, and how sums call its numbers.
pub(in crate::rules) struct Cached<'a, R: Real> {
    /// The rows.
    pub rows: &'a Mat<R>,
    /// The name under which the probe was given all of it; nothing where it was not.
    pub given: Option<&'static str>,
    /// The name of one of its numbers.
    pub name: Name,
    /// Where its first row stands among the tokens of this run; nothing where it stands in no input.
    pub place: Option<isize>,
}

impl<'a, R: Real> Cached<'a, R> {
    /// Rows of an input, below `before` rows of the initial state.
    pub(in crate::rules) fn inputs(
        rows: &'a Mat<R>,
        given: &'static str,
        symbol: Symbol,
        before: usize,
    ) -> Self {
        Self { rows, given: Some(given), name: symbol.into(), place: Some(-(before as isize)) }
    }

    fn operand(&self, held: Option<Arc<Mat>>, first: usize, at: [Index; 2]) -> Operand {
        let value = held.unwrap_or_else(|| widened(self.rows));
        let operand = Operand::new(self.name, value, at).from([first, 0]);
        match self.place {
            Some(row) => operand.placed(row, 0),
            None => operand.unplaced(),
        }
    }
}

impl<R: Real, P: Probe> Step<'_, R, P> {
    /// D_j ← D_j + g_t for the first `tokens` keys: what decays add to their scores. D of them and of the token itself.
    pub(in crate::rules) fn fade_scores(&mut self, bias: &mut Vector<R>, tokens: usize) -> Letter<R> {
        let g = self.g();
        if self.first() {
            self.give("D", &bias.rows(0, tokens));
        }
        fade_scores(bias, tokens, g.value());
        self.change(Part::Output, "D", &bias.rows(0, tokens), |_, before| {
            Made::of([Sum::once([before]), Sum::once([g.operand()])])
        });
        self.give("D", &bias.rows(0, tokens + 1));
        Letter::column("D", bias.rows(0, tokens + 1).into_owned())
    }

    /// Takes note of the scores s_j = scale · q·k_j of some rows of a cache of keys, plus a bias for each where there is
    /// one; the bias is multiplied by the scale, too, where `scaled`.
    pub(in crate::rules) fn scores(
        &mut self,
        part: Part,
        scores: &Vector<R>,
        q: &Letter<R>,
        keys: &Cached<'_, R>,
        first: usize,
        bias: Option<(&Letter<R>, bool)>,
    ) {
        let held = keys.given.and_then(|name| self.latest(name));
        self.record(part, "s", scores, |source| {
            let mut product = vec![keys.operand(held, first, [Index::Row, Index::Inner])];
            product.extend(source.of(q, Index::Inner));
            match bias {
                None => Made::of([Sum::each(q.len(), product)]).times(source.usual_scale()),
                Some((bias, true)) => {
                    Made::of([Sum::each(q.len(), product), Sum::once(source.of(bias, Index::Row))])
                        .times(source.usual_scale())
                }
                Some((bias, false)) => {
                    product.extend(source.usual_scale());
                    Made::of([Sum::each(q.len(), product), Sum::once(source.of(bias, Index::Row))])
                }
            }
        });
    }

    /// p = softmax(scores).
    pub(in crate::rules) fn softmax(&mut self, part: Part, scores: Vector<R>) -> Letter<R> {
        let w = softmax(scores.clone());
        self.record(part, "p", &w, |_| {
            let scores = widened(&scores);
            let largest = scores.iter().copied().fold(f64::NEG_INFINITY, f64::max);
            let e = scores.map(|score| (score - largest).exp());
            let sum = e.sum();
            let e = Operand::new("exp(s − max s)", Arc::new(e), [Index::Row, Index::First]).unplaced();
            Made::of([Sum::once([e])]).times([Operand::number_of("1 / Σ exp(s − max s)", 1.0 / sum)])
        });
        Letter::column("p", w)
    }

    /// Σ_j p_j v_j over some rows of a cache of values: the `symbol` that `part` makes.
    pub(in crate::rules) fn mix(
        &mut self,
        part: Part,
        symbol: Symbol,
        values: &Cached<'_, R>,
        rows: Range<usize>,
        w: &Letter<R>,
    ) -> Letter<R> {
        let held = values.given.and_then(|name| self.latest(name));
        let first = rows.start;
        let mixed = mix_rows(values.rows, rows, w);
        self.record(part, symbol, &mixed, |source| {
            let mut of = source.of(w, Index::Inner);
            of.push(values.operand(held, first, [Index::Inner, Index::Row]));
            Made::of([Sum::each(w.len(), of)])
        });
        Letter::column(symbol, mixed)
    }
}
