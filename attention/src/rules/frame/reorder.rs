//! One product of three matrices, two orders: (Q Kᵀ) V = Q (Kᵀ V).
//!
//! Attention without softmax and without a causal mask is a plain product, so associativity lets it be computed either
//! way. The orders differ only in their cost and in the matrix that they must hold in between. Under a causal mask the left
//! order computes a triangle, and the right one becomes a recurrence. These are the functions that the page steps through,
//! one multiply-add at a time.

use crate::math::{LoopOrder, Mat, Real};
use crate::trace::{Event, Factor, Grain, Index, Probe, Symbol};

/// The order of the two products.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Order {
    /// (Q Kᵀ) V: first the scores A, `[n, n]`, by inner products of length d.
    Left,
    /// Q (Kᵀ V): first P, `[d, d]`, as a sum of n outer products.
    Right,
}

/// O = Q Kᵀ V in the order given: `q` and `k` are `[n, d_k]`, `v` is `[n, d_v]`, O is `[n, d_v]`.
pub fn full<R: Real, P: Probe>(q: &Mat<R>, k: &Mat<R>, v: &Mat<R>, order: Order, probe: &mut P) -> Mat<R> {
    full_with(q, k, v, order, order.loops(), probe)
}

/// [`full`], each of its two products with loops of one's own choice.
pub fn full_with<R: Real, P: Probe>(
    q: &Mat<R>,
    k: &Mat<R>,
    v: &Mat<R>,
    order: Order,
    [first, second]: [LoopOrder; 2],
    probe: &mut P,
) -> Mat<R> {
    match order {
        Order::Left => {
            let a = product(q, &k.transpose(), first, (Symbol::A, SCORES), probe);
            product(&a, v, second, (Symbol::O, FROM_SCORES), probe)
        }
        Order::Right => {
            let p = product(&k.transpose(), v, first, (Symbol::P, PAIRS), probe);
            product(q, &p, second, (Symbol::O, FROM_PAIRS), probe)
        }
    }
}

/// A[i, j] = Σ_l Q[i, l] K[j, l].
const SCORES: [Factor; 2] =
    factors((Symbol::Q, [Index::Row, Index::Inner]), (Symbol::K, [Index::Col, Index::Inner]));
/// O[i, c] = Σ_j A[i, j] V[j, c].
const FROM_SCORES: [Factor; 2] =
    factors((Symbol::A, [Index::Row, Index::Inner]), (Symbol::V, [Index::Inner, Index::Col]));
/// P[l, c] = Σ_t K[t, l] V[t, c].
const PAIRS: [Factor; 2] =
    factors((Symbol::K, [Index::Inner, Index::Row]), (Symbol::V, [Index::Inner, Index::Col]));
/// O[i, c] = Σ_l Q[i, l] P[l, c].
const FROM_PAIRS: [Factor; 2] =
    factors((Symbol::Q, [Index::Row, Index::Inner]), (Symbol::P, [Index::Inner, Index::Col]));

const fn factors(left: (Symbol, [Index; 2]), right: (Symbol, [Index; 2])) -> [Factor; 2] {
    [Factor { symbol: left.0, at: left.1 }, Factor { symbol: right.0, at: right.1 }]
}

/// C = A B, one recorded multiply-add at a time; so is the end of every inner (or outer) product and of the whole.
fn product<R: Real, P: Probe>(
    a: &Mat<R>,
    b: &Mat<R>,
    order: LoopOrder,
    (symbol, factors): (Symbol, [Factor; 2]),
    probe: &mut P,
) -> Mat<R> {
    assert_eq!(a.ncols(), b.nrows(), "the inner dimensions of a product must agree");
    let mut c = Entries::zeros(symbol, [a.nrows(), b.ncols()], factors, probe);
    order.run([a.nrows(), b.ncols(), a.ncols()], |at| match at {
        Some([i, j, l]) => c.add([i, j, l], [a[(i, l)], b[(l, j)]], probe),
        None => probe.record(|| Event::End(Grain::Product)),
    });
    probe.record(|| Event::End(Grain::Matrix));
    c.values
}

/// O = (Q Kᵀ ⊙ M) V, M the lower triangle of ones. Left: the lower triangle of A by inner products, then of A V. Right: one
/// token after the other, P ← P + k_i v_iᵀ, then o_i = Pᵀ q_i, P being the transpose of the state S_i.
pub fn causal<R: Real, P: Probe>(q: &Mat<R>, k: &Mat<R>, v: &Mat<R>, order: Order, probe: &mut P) -> Mat<R> {
    let ((n, d_k), d_v) = (k.shape(), v.ncols());
    let mut o = Entries::zeros(
        Symbol::O,
        [n, d_v],
        if order == Order::Left { FROM_SCORES } else { FROM_PAIRS },
        probe,
    );
    match order {
        Order::Left => {
            let mut a = Entries::zeros(Symbol::A, [n, n], SCORES, probe);
            for (i, j) in (0..n).flat_map(|i| (0..=i).map(move |j| (i, j))) {
                a.inner_product(i, j, (0..d_k).map(|l| (q[(i, l)], k[(j, l)])), probe);
            }
            probe.record(|| Event::End(Grain::Matrix));
            for (i, c) in (0..n).flat_map(|i| (0..d_v).map(move |c| (i, c))) {
                o.inner_product(i, c, (0..=i).map(|j| (a.values[(i, j)], v[(j, c)])), probe);
            }
        }
        Order::Right => {
            let mut p = Entries::zeros(Symbol::P, [d_k, d_v], PAIRS, probe);
            for i in 0..n {
                for (l, c) in (0..d_k).flat_map(|l| (0..d_v).map(move |c| (l, c))) {
                    p.add([l, c, i], [k[(i, l)], v[(i, c)]], probe);
                }
                probe.record(|| Event::End(Grain::Product));
                for c in 0..d_v {
                    o.inner_product(i, c, (0..d_k).map(|l| (q[(i, l)], p.values[(l, c)])), probe);
                }
            }
        }
    }
    probe.record(|| Event::End(Grain::Matrix));
    o.values
}

/// A matrix that grows product by product.
struct Entries<R: Real> {
    symbol: Symbol,
    values: Mat<R>,
}

impl<R: Real> Entries<R> {
    fn zeros<P: Probe>(
        symbol: Symbol,
        [rows, cols]: [usize; 2],
        factors: [Factor; 2],
        probe: &mut P,
    ) -> Self {
        probe.record(|| Event::Allocate { symbol, rows, cols, factors });
        Self { symbol, values: Mat::zeros(rows, cols) }
    }

    /// Adds the product a b, the `inner`-th of entry (row, col).
    fn add<P: Probe>(&mut self, [row, col, inner]: [usize; 3], [a, b]: [R; 2], probe: &mut P) {
        let entry = &mut self.values[(row, col)];
        *entry += a * b;
        let after = *entry;
        probe.record(|| Event::MultiplyAdd {
            symbol: self.symbol,
            row: row as u32,
            col: col as u32,
            inner: inner as u32,
            factors: [a.to_f64(), b.to_f64()],
            after: after.to_f64(),
        });
    }

    /// Adds all products of entry (row, col).
    fn inner_product<P: Probe>(
        &mut self,
        row: usize,
        col: usize,
        factors: impl Iterator<Item = (R, R)>,
        probe: &mut P,
    ) {
        for (inner, (a, b)) in factors.enumerate() {
            self.add([row, col, inner], [a, b], probe);
        }
        probe.record(|| Event::End(Grain::Product));
    }
}

/// The cost of an order for n tokens of d channels, without running it. It is exact: the trace of a run counts the same.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct OrderCost {
    /// Multiply-adds: 2n²d on the left, 2nd² on the right.
    pub multiply_adds: u128,
    /// Numbers in the matrix between the two products: n² on the left, d² on the right.
    pub intermediate: u128,
}

impl Order {
    /// Both.
    pub const ALL: [Self; 2] = [Self::Left, Self::Right];

    /// The loops of its two products, unless others are asked for.
    pub const fn loops(self) -> [LoopOrder; 2] {
        match self {
            Self::Left => [LoopOrder::Ijl, LoopOrder::Ijl],
            Self::Right => [LoopOrder::Lij, LoopOrder::Ijl],
        }
    }

    /// The cost under a causal mask: a triangle of n(n + 1)d on the left, the recurrence's 2nd² on the right.
    pub const fn causal_cost(self, n: u64, d: u64) -> OrderCost {
        match self {
            Self::Left => {
                let (n, d) = (n as u128, d as u128);
                OrderCost { multiply_adds: n * (n + 1) * d, intermediate: n * n }
            }
            Self::Right => self.cost(n, d),
        }
    }

    /// The cost of this order for n tokens of d channels.
    pub const fn cost(self, n: u64, d: u64) -> OrderCost {
        let (n, d) = (n as u128, d as u128);
        match self {
            Self::Left => OrderCost { multiply_adds: 2 * n * n * d, intermediate: n * n },
            Self::Right => OrderCost { multiply_adds: 2 * n * d * d, intermediate: d * d },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::inputs::random;
    use crate::math::max_abs_diff;
    use crate::rules::{Form, LinearAttn, RuleEntry};
    use crate::trace::Trace;

    #[test]
    fn both_causal_orders_are_linear_attention_and_cost_what_is_said() {
        for (n, d) in [(1, 1), (7, 4), (4, 7), (9, 5)] {
            let x = random(2, n, d);
            let rule = RuleEntry::<f64>::of::<LinearAttn>();
            let ones = vec![1.0; n];
            let expected = rule.run(&x.inputs(&ones, &ones), Form::Recurrent).unwrap().o / x.scale;
            for order in Order::ALL {
                let mut trace = Trace::default();
                let o = causal(&x.q, &x.k, &x.v, order, &mut trace);
                assert!(max_abs_diff(&o, &expected) < 1e-12, "{order:?}");
                let cost = order.causal_cost(n as u64, d as u64);
                assert_eq!(u128::from(trace.work()), cost.multiply_adds, "{order:?}");
                assert_eq!(**trace.frame_at_work(u64::MAX).value(Symbol::O).unwrap(), o);
            }
        }
        let [left, right] = Order::ALL.map(|order| order.causal_cost(9, 5).multiply_adds);
        assert_eq!(left, right, "n + 1 = 2d is a tie");
    }
}
