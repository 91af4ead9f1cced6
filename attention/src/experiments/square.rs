//! One step in a format of numbers: small square matrices of any [`Real`], each product and each sum of which is rounded to it.

use crate::inputs::normals;
use crate::math::Real;

/// A matrix of N rows with N entries each.
pub(super) type Square<R, const N: usize> = [[R; N]; N];

/// The channels of keys and values that are drawn.
pub(super) const CHANNELS: usize = 8;

/// Unit vectors without end: N numbers of [`normals`] each, made unit.
pub(super) fn units<const N: usize>(seed: u64) -> impl Iterator<Item = [f64; N]> {
    let mut numbers = normals(seed);
    std::iter::from_fn(move || {
        let mut drawn = [0.0; N];
        for x in &mut drawn {
            *x = numbers.next()?;
        }
        let size = drawn.iter().map(|x| x * x).sum::<f64>().sqrt();
        Some(drawn.map(|x| x / size))
    })
}

/// Every number rounded to a format.
pub(super) fn rounded<R: Real, const N: usize>(x: &[f64; N]) -> [R; N] {
    x.map(R::from_f64)
}

/// Every number of a vector, widened.
pub(super) fn widened<R: Real, const N: usize>(x: &[R; N]) -> [f64; N] {
    x.map(R::to_f64)
}

/// The matrix that is zero in each format.
pub(super) fn zero<R: Real, const N: usize>() -> Square<R, N> {
    [[R::zero(); N]; N]
}

/// I.
pub(super) fn identity<R: Real, const N: usize>() -> Square<R, N> {
    std::array::from_fn(|i| std::array::from_fn(|j| if i == j { R::one() } else { R::zero() }))
}

/// x·y, from left to right.
pub(super) fn dot<R: Real, const N: usize>(x: &[R; N], y: &[R; N]) -> R {
    let mut sum = x[0] * y[0];
    for (x, y) in x.iter().zip(y).skip(1) {
        sum += *x * *y;
    }
    sum
}

/// A step of the delta rule: r = S k, u = β(v − r), S ← S + u kᵀ.
pub(super) fn learn<R: Real, const N: usize>(s: &mut Square<R, N>, k: &[R; N], v: &[R; N], beta: R) {
    for (s, v) in s.iter_mut().zip(v) {
        let u = beta * (*v - dot(s, k));
        s.iter_mut().zip(k).for_each(|(s, k)| *s += u * *k);
    }
}

/// P ← P(I − β k kᵀ): u = β P k, P ← P − u kᵀ.
pub(super) fn reflect<R: Real, const N: usize>(p: &mut Square<R, N>, k: &[R; N], beta: R) {
    for p in p {
        let u = beta * dot(p, k);
        p.iter_mut().zip(k).for_each(|(p, k)| *p -= u * *k);
    }
}

/// ‖A − B‖, the root of the sum of the squares, in f64.
pub(super) fn distance<R: Real, const N: usize>(a: &Square<R, N>, b: &Square<f64, N>) -> f64 {
    let squares = a.as_flattened().iter().zip(b.as_flattened()).map(|(a, b)| (a.to_f64() - b).powi(2));
    squares.sum::<f64>().sqrt()
}

/// ‖AᵀA − I‖ in f64: 0 where A is orthogonal.
pub(super) fn skew<R: Real, const N: usize>(a: &Square<R, N>) -> f64 {
    let product = |i: usize, j: usize| a.iter().map(|row| row[i].to_f64() * row[j].to_f64()).sum::<f64>();
    let gram = std::array::from_fn(|i| std::array::from_fn(|j| product(i, j)));
    distance::<f64, N>(&gram, &identity())
}

/// ‖S k − v‖ in f64.
pub(super) fn off<R: Real, const N: usize>(s: &Square<R, N>, k: &[f64; N], v: &[f64; N]) -> f64 {
    let squares = s.iter().zip(v).map(|(s, v)| (dot(&widened(s), k) - v).powi(2));
    squares.sum::<f64>().sqrt()
}

/// The orthogonal factor of A = QR, and the signs of R's diagonal, by Householder's reflections.
///
/// As LAPACK does it: a reflection takes a column to the side on which its first entry does not lie, so that nothing cancels. So
/// where A is orthogonal already, Q is A with some of its columns turned round.
pub(super) fn factored<const N: usize>(a: &Square<f64, N>) -> (Square<f64, N>, [f64; N]) {
    let (mut r, mut q) = (*a, identity::<f64, N>());
    let mut signs = [1.0; N];
    for j in 0..N {
        let mut axis = [0.0; N];
        (j..N).for_each(|i| axis[i] = r[i][j]);
        let below = axis[j..].iter().skip(1).any(|x| *x != 0.0);
        // Nothing stands below the last entry: it stays as it is.
        if below {
            axis[j] += dot(&axis, &axis).sqrt().copysign(axis[j]);
            let step = 2.0 / dot(&axis, &axis);
            let along: [f64; N] =
                std::array::from_fn(|c| step * (j..N).map(|i| axis[i] * r[i][c]).sum::<f64>());
            for (r, axis) in r.iter_mut().zip(axis) {
                r.iter_mut().zip(along).for_each(|(r, along)| *r -= axis * along);
            }
            reflect(&mut q, &axis, step);
        }
        signs[j] = 1.0_f64.copysign(r[j][j]);
    }
    (q, signs)
}

/// The orthogonal factor of A = QR with a positive diagonal of R: Q·sign(diag R). An orthogonal A is its own.
pub(super) fn orthogonalised<const N: usize>(a: &Square<f64, N>) -> Square<f64, N> {
    let (mut q, signs) = factored(a);
    q.iter_mut().for_each(|row| row.iter_mut().zip(signs).for_each(|(q, sign)| *q *= sign));
    q
}

#[cfg(test)]
mod tests {
    use super::*;

    fn library<const N: usize>(a: &Square<f64, N>) -> Square<f64, N> {
        // R has a positive diagonal there.
        let q = nalgebra::DMatrix::from_fn(N, N, |i, j| a[i][j]).qr().q();
        std::array::from_fn(|i| std::array::from_fn(|j| q[(i, j)]))
    }

    #[test]
    fn the_orthogonal_factor_is_that_of_the_library() {
        let mut rows = units::<6>(3);
        for _ in 0..20 {
            let a: Square<f64, 6> = std::array::from_fn(|_| rows.next().unwrap());
            let q = orthogonalised(&a);
            assert!(skew(&q) < 1e-14);
            assert!(distance(&q, &library(&a)) < 1e-12, "{q:?}");
        }
        assert_eq!(orthogonalised(&identity::<f64, 3>()), identity::<f64, 3>());
    }

    #[test]
    fn a_reflection_twice_is_nothing_and_a_pair_told_whole_is_known() {
        let (k, v) = (units::<8>(1).next().unwrap(), units::<8>(2).next().unwrap());
        let mut p = identity();
        (0..2).for_each(|_| reflect(&mut p, &k, 2.0));
        assert!(distance(&p, &identity()) < 1e-15);
        let mut s = zero();
        learn(&mut s, &k, &v, 1.0);
        assert!(off(&s, &k, &v) < 1e-15);
    }
}
