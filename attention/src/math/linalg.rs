//! Products, sums and solves of matrices and vectors, written for any [`Real`].

use std::ops::Range;

use super::{Mat, Real, Vector};

/// A x: `a` is `[m, n]`, `x` is `[n]`; m·n multiply-adds.
///
/// # Panics
/// Where the shapes do not fit; so do all functions of this file.
pub fn apply<R: Real>(a: &Mat<R>, x: &Vector<R>) -> Vector<R> {
    apply_rows(a, 0..a.nrows(), x)
}

/// A x for some rows of A only.
pub fn apply_rows<R: Real>(a: &Mat<R>, rows: Range<usize>, x: &Vector<R>) -> Vector<R> {
    assert_eq!(a.ncols(), x.len(), "the inner dimensions of a product must agree");
    let mut y = Vector::zeros(rows.len());
    for (j, x) in x.iter().enumerate() {
        for (y, a) in y.iter_mut().zip(&column(a, j)[rows.clone()]) {
            *y += *a * *x;
        }
    }
    y
}

/// Σ_i w_i a_i, the mixture of some rows a_i of A by weights `w`, one for each of those rows.
pub fn mix_rows<R: Real>(a: &Mat<R>, rows: Range<usize>, w: &Vector<R>) -> Vector<R> {
    assert_eq!(rows.len(), w.len(), "a mixture needs a weight for each row");
    let sum =
        |j| column(a, j)[rows.clone()].iter().zip(w.iter()).fold(R::zero(), |sum, (a, w)| sum + *a * *w);
    Vector::from_iterator(a.ncols(), (0..a.ncols()).map(sum))
}

/// A ← A + x yᵀ: `a` is `[m, n]`, `x` is `[m]`, `y` is `[n]`; m·n multiply-adds.
pub fn add_outer<R: Real>(a: &mut Mat<R>, x: &Vector<R>, y: &Vector<R>) {
    assert_eq!(a.shape(), (x.len(), y.len()), "an outer product has the shape of its factors");
    let rows = a.nrows();
    for (j, y) in y.iter().enumerate() {
        for (a, x) in a.as_mut_slice()[j * rows..(j + 1) * rows].iter_mut().zip(x.iter()) {
            *a += *x * *y;
        }
    }
}

/// A ← A diag(γ): column j of `a` times γ_j.
pub fn scale_columns<R: Real>(a: &mut Mat<R>, gamma: &Vector<R>) {
    assert_eq!(a.ncols(), gamma.len(), "a factor for each column");
    for (mut column, gamma) in a.column_iter_mut().zip(gamma.iter()) {
        column.iter_mut().for_each(|a| *a *= *gamma);
    }
}

/// y ← y + c x.
pub fn add_scaled<R: Real>(y: &mut Vector<R>, c: R, x: &Vector<R>) {
    assert_eq!(y.len(), x.len(), "vectors of one length");
    for (y, x) in y.iter_mut().zip(x.iter()) {
        *y += c * *x;
    }
}

/// Row `i` of A ← x: `a` is `[m, n]`, `x` is `[n]`.
pub fn set_row<R: Real>(a: &mut Mat<R>, i: usize, x: &Vector<R>) {
    assert_eq!(a.ncols(), x.len(), "a row has an entry for each column");
    for (j, x) in x.iter().enumerate() {
        a[(i, j)] = *x;
    }
}

/// x·y.
pub fn dot<R: Real>(x: &Vector<R>, y: &Vector<R>) -> R {
    assert_eq!(x.len(), y.len(), "vectors of one length");
    x.iter().zip(y.iter()).fold(R::zero(), |sum, (x, y)| sum + *x * *y)
}

/// The x of A x = b by elimination with row pivots: `a` is `[n, n]`. A singular A gives NaN or infinities, no panic.
pub fn solve<R: Real>(mut a: Mat<R>, mut b: Vector<R>) -> Vector<R> {
    assert_eq!(a.shape(), (b.len(), b.len()), "as many equations as unknowns");
    let n = b.len();
    let size = |x: R| if x < R::zero() { -x } else { x };
    for p in 0..n {
        let pivot = (p..n).fold(p, |best, i| if size(a[(i, p)]) > size(a[(best, p)]) { i } else { best });
        a.swap_rows(p, pivot);
        b.swap_rows(p, pivot);
        for i in p + 1..n {
            let factor = a[(i, p)] / a[(p, p)];
            for j in p + 1..n {
                let above = a[(p, j)];
                a[(i, j)] -= factor * above;
            }
            let above = b[p];
            b[i] -= factor * above;
        }
    }
    for i in (0..n).rev() {
        for j in i + 1..n {
            let known = b[j];
            b[i] -= a[(i, j)] * known;
        }
        b[i] /= a[(i, i)];
    }
    b
}

fn column<R: Real>(a: &Mat<R>, j: usize) -> &[R] {
    &a.as_slice()[j * a.nrows()..(j + 1) * a.nrows()]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_equation_is_solved_also_where_the_first_pivot_is_zero() {
        let a = Mat::from_row_slice(3, 3, &[0.0, 2.0, 1.0, 1.0, 0.0, 3.0, 4.0, 5.0, -1.0]);
        let x = Vector::from_column_slice(&[1.0, -2.0, 0.5]);
        assert!((solve(a.clone(), apply(&a, &x)) - x).norm() < 1e-14);
        assert!(solve(Mat::<f64>::zeros(2, 2), Vector::from_element(2, 1.0)).iter().all(|x| !x.is_finite()));
    }

    #[test]
    fn products_are_the_library_products() {
        let a = Mat::from_row_slice(2, 3, &[1.0, 2.0, 3.0, 4.0, 5.0, 6.0]);
        let (x, y) = (Vector::from_column_slice(&[1.0, -1.0, 2.0]), Vector::from_column_slice(&[0.5, 2.0]));
        assert_eq!(apply(&a, &x), &a * &x);
        assert_eq!(apply_rows(&a, 1..2, &x), a.rows(1, 1) * &x);
        assert_eq!(mix_rows(&a, 0..2, &y), a.transpose() * &y);
        let mut sum = a.clone();
        add_outer(&mut sum, &y, &x);
        assert_eq!(sum, &a + &y * x.transpose());
    }
}
