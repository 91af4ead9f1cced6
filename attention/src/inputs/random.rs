//! The stream of random numbers, which a seed decides.

use rand::SeedableRng;
use rand_chacha::ChaCha8Rng;
use rand_distr::{Distribution, StandardNormal};

use super::Stream;
use crate::math::Mat;

/// Numbers from N(0, 1), without end: ChaCha8 of this seed draws them, the same natively and in a browser.
pub fn normals(seed: u64) -> impl Iterator<Item = f64> {
    StandardNormal.sample_iter(ChaCha8Rng::seed_from_u64(seed))
}

/// `n` tokens of `d` channels. Every number is one of [`normals`]. The scale is 1.
pub fn random(seed: u64, n: usize, d: usize) -> Stream {
    let mut numbers = normals(seed);
    let mut draw = || Mat::from_row_iterator(n, d, numbers.by_ref().take(n * d));
    let (q, k, v) = (draw(), draw(), draw());
    let labels = (1..=n).map(|t| t.to_string()).collect();
    Stream::new(labels, q, k, v)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_seed_is_a_stream() {
        assert_eq!(random(7, 5, 3), random(7, 5, 3));
        assert_ne!(random(7, 5, 3).q, random(8, 5, 3).q);
        assert_eq!(random(7, 5, 3).k.shape(), (5, 3));
    }
}
