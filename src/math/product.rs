use super::{Mat, Real};
use crate::trace::{Event, Grain, Probe, Symbol};

/// The order of the three loops of C = A B, outermost first: `i` a row of A, `j` a column of B, `l` the shared axis.
///
/// All six compute the same sums in the same order of `l`, so they agree to the last bit; they differ in what streams.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LoopOrder {
    /// Row by row, one inner product after the other.
    Ijl,
    /// Row by row of C, adding scaled rows of B.
    Ilj,
    /// Column by column, one inner product after the other.
    Jil,
    /// Column by column of C, adding scaled columns of A.
    Jli,
    /// A sum of outer products, each written row by row.
    Lij,
    /// A sum of outer products, each written column by column.
    Lji,
}

impl LoopOrder {
    /// All six.
    pub const ALL: [Self; 6] = [Self::Ijl, Self::Ilj, Self::Jil, Self::Jli, Self::Lij, Self::Lji];

    /// Which of (i, j, l) runs outermost, in the middle and innermost.
    pub const fn axes(self) -> [usize; 3] {
        match self {
            Self::Ijl => [0, 1, 2],
            Self::Ilj => [0, 2, 1],
            Self::Jil => [1, 0, 2],
            Self::Jli => [1, 2, 0],
            Self::Lij => [2, 0, 1],
            Self::Lji => [2, 1, 0],
        }
    }

    /// Whether the product is a sum of outer products.
    pub const fn is_outer(self) -> bool {
        matches!(self, Self::Lij | Self::Lji)
    }
}

/// C = A B, one multiply-add at a time: `A` is `[m, p]`, `B` is `[p, n]`, C is `[m, n]`, at m·n·p multiply-adds.
///
/// Each of them is recorded under `symbol`; so is the end of every inner (or outer) product and of the whole.
/// Unprobed, it is the plain triple loop that the parallel forms use.
///
/// # Panics
/// Where the inner dimensions differ.
pub fn product<R: Real, P: Probe>(
    a: &Mat<R>,
    b: &Mat<R>,
    order: LoopOrder,
    symbol: Symbol,
    probe: &mut P,
) -> Mat<R> {
    assert_eq!(a.ncols(), b.nrows(), "the inner dimensions of a product must agree");
    let mut c = Mat::<R>::zeros(a.nrows(), b.ncols());
    probe.record(|| Event::Allocate { symbol, rows: a.nrows(), cols: b.ncols() });
    let extent = [a.nrows(), b.ncols(), a.ncols()];
    let [outer, middle, inner] = order.axes();
    let mut at = [0; 3];
    for x in 0..extent[outer] {
        at[outer] = x;
        for y in 0..extent[middle] {
            at[middle] = y;
            for z in 0..extent[inner] {
                at[inner] = z;
                let [i, j, l] = at;
                c[(i, j)] += a[(i, l)] * b[(l, j)];
                probe.record(|| Event::multiply_add(symbol, at, c[(i, j)].to_f64()));
            }
            if !order.is_outer() {
                probe.record(|| Event::End(Grain::Product));
            }
        }
        if order.is_outer() {
            probe.record(|| Event::End(Grain::Product));
        }
    }
    probe.record(|| Event::End(Grain::Matrix));
    c
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn six_loop_orders_give_one_product(m in 1usize..6, p in 1usize..6, n in 1usize..6, seed in any::<u64>()) {
            let mut x = seed;
            let mut next = || { x = x.wrapping_mul(6364136223846793005).wrapping_add(1442695040888963407); (x >> 33) as f64 / 1e9 - 1.0 };
            let a = Mat::from_fn(m, p, |_, _| next());
            let b = Mat::from_fn(p, n, |_, _| next());
            let first = product(&a, &b, LoopOrder::Ijl, Symbol::A, &mut ());
            for order in LoopOrder::ALL {
                prop_assert_eq!(&product(&a, &b, order, Symbol::A, &mut ()), &first);
            }
            prop_assert!(super::super::max_abs_diff(&first, &(&a * &b)) < 1e-12);
        }
    }
}
