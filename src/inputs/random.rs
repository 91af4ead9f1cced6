//! The stream of random numbers, which a seed decides.

use rand::SeedableRng;
use rand_chacha::ChaCha8Rng;
use rand_distr::{Distribution, StandardNormal};

use super::Stream;
use crate::math::Mat;

/// `n` tokens of `d` channels. ChaCha8 of this seed draws every number from N(0, 1), the same natively and in a browser. The
/// scale is 1.
pub fn random(seed: u64, n: usize, d: usize) -> Stream {
    let mut rng = ChaCha8Rng::seed_from_u64(seed);
    let mut draw = || {
        let numbers: Vec<f64> = StandardNormal.sample_iter(&mut rng).take(n * d).collect();
        Mat::from_row_slice(n, d, &numbers)
    };
    let (q, k, v) = (draw(), draw(), draw());
    let labels = (1..=n).map(|t| t.to_string()).collect();
    Stream { labels, q, k, v, scale: 1.0 }
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
