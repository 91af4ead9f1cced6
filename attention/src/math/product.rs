//! The product of two matrices by three plain loops, in any of their six orders.

use super::{Mat, Real};

/// The order of the three loops of C = A B, outermost first: `i` a row of A, `j` a column of B, `l` the shared axis.
///
/// All six compute the same sums in the same order of `l`, so they agree to the last bit; they differ in the order in which
/// they read memory.
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

    /// The places of (i, j, l) that run outermost, in the middle and innermost.
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

    /// Runs the three loops over `[i, j, l]`, each from 0 to its extent. It calls back with `Some` place for a multiply-add
    /// and with `None` where an inner product, or an outer product, is complete.
    pub fn run(self, extent: [usize; 3], mut step: impl FnMut(Option<[usize; 3]>)) {
        let [outer, middle, inner] = self.axes();
        let mut at = [0; 3];
        for x in 0..extent[outer] {
            at[outer] = x;
            for y in 0..extent[middle] {
                at[middle] = y;
                for z in 0..extent[inner] {
                    at[inner] = z;
                    step(Some(at));
                }
                if !self.is_outer() {
                    step(None);
                }
            }
            if self.is_outer() {
                step(None);
            }
        }
    }
}

/// C = A B: `A` is `[m, p]`, `B` is `[p, n]`, C is `[m, n]`, at m·n·p multiply-adds.
///
/// # Panics
/// Where the inner dimensions differ.
pub fn product<R: Real>(a: &Mat<R>, b: &Mat<R>, order: LoopOrder) -> Mat<R> {
    assert_eq!(a.ncols(), b.nrows(), "the inner dimensions of a product must agree");
    let mut c = Mat::<R>::zeros(a.nrows(), b.ncols());
    order.run([a.nrows(), b.ncols(), a.ncols()], |at| {
        if let Some([i, j, l]) = at {
            c[(i, j)] += a[(i, l)] * b[(l, j)];
        }
    });
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
            let first = product(&a, &b, LoopOrder::Ijl);
            for order in LoopOrder::ALL {
                prop_assert_eq!(&product(&a, &b, order), &first);
            }
            prop_assert!(super::super::max_abs_diff(&first, &(&a * &b)) < 1e-12);
        }
    }
}
