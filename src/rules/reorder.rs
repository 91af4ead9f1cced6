//! One product of three matrices, two orders: (Q Kᵀ) V = Q (Kᵀ V).
//!
//! Attention without softmax and without a causal mask is a plain product, so associativity lets it be computed either
//! way. The orders differ in nothing but what they cost and what they must hold in between. These are the functions
//! that the page steps through, one multiply-add at a time.

use crate::math::{LoopOrder, Mat, Real, product};
use crate::trace::{Probe, Symbol};

/// Which product comes first.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Order {
    /// (Q Kᵀ) V: first the scores A, `[n, n]`, by inner products of length d.
    Left,
    /// Q (Kᵀ V): first P, `[d, d]`, as a sum of n outer products.
    Right,
}

/// O = Q Kᵀ V in the order given: `q` and `k` are `[n, d_k]`, `v` is `[n, d_v]`, O is `[n, d_v]`.
pub fn full<R: Real, P: Probe>(q: &Mat<R>, k: &Mat<R>, v: &Mat<R>, order: Order, probe: &mut P) -> Mat<R> {
    match order {
        Order::Left => {
            let a = product(q, &k.transpose(), LoopOrder::Ijl, Symbol::A, probe);
            product(&a, v, LoopOrder::Ijl, Symbol::O, probe)
        }
        Order::Right => {
            let p = product(&k.transpose(), v, LoopOrder::Lij, Symbol::P, probe);
            product(q, &p, LoopOrder::Ijl, Symbol::O, probe)
        }
    }
}

/// What an order costs for n tokens of d channels, without running it. Exact: the trace of a run counts the same.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Cost {
    /// Multiply-adds: 2n²d on the left, 2nd² on the right.
    pub multiply_adds: u128,
    /// Numbers in the matrix between the two products: n² on the left, d² on the right.
    pub intermediate: u128,
}

impl Order {
    /// Both.
    pub const ALL: [Self; 2] = [Self::Left, Self::Right];

    /// The cost of this order for n tokens of d channels.
    pub const fn cost(self, n: u64, d: u64) -> Cost {
        let (n, d) = (n as u128, d as u128);
        match self {
            Self::Left => Cost { multiply_adds: 2 * n * n * d, intermediate: n * n },
            Self::Right => Cost { multiply_adds: 2 * n * d * d, intermediate: d * d },
        }
    }
}
