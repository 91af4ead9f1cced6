//! The tensors that kernels read: given by the caller, or drawn from a seed.

use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;

use super::{Buffer, KernelError, Shape};

/// One head's queries, keys, values and gates.
#[derive(Debug)]
pub struct Inputs {
    /// The sizes that all tensors share.
    pub shape: Shape,
    /// Queries, `[n, d]`.
    pub q: Buffer,
    /// Keys, `[n, d]`.
    pub k: Buffer,
    /// Values, `[n, d]`.
    pub v: Buffer,
    /// Write strengths β, `[n]`.
    pub beta: Buffer,
    /// Logarithms of the forget gates, g = ln γ ≤ 0, `[n]`.
    pub g: Buffer,
}

impl Inputs {
    /// All tensors zero, to be filled.
    ///
    /// # Errors
    /// [`KernelError::OutOfMemory`] if a tensor does not fit.
    pub fn zeroed(shape: Shape) -> Result<Self, KernelError> {
        let tensor = || Buffer::zeroed(shape.tokens_by_channels());
        let gate = || Buffer::zeroed(shape.n as u64);
        Ok(Self { shape, q: tensor()?, k: tensor()?, v: tensor()?, beta: gate()?, g: gate()? })
    }

    /// Random tensors, the same for the same seed on every machine: q and v uniform with variance 1, keys of unit
    /// length (a delta rule with longer keys may diverge), β in (0, 1), γ in (0.9, 1).
    ///
    /// # Errors
    /// [`KernelError::OutOfMemory`] if a tensor does not fit.
    pub fn seeded(shape: Shape, seed: u64) -> Result<Self, KernelError> {
        let mut inputs = Self::zeroed(shape)?;
        let mut rng = ChaCha8Rng::seed_from_u64(seed);
        for tensor in [&mut inputs.q, &mut inputs.k, &mut inputs.v] {
            tensor.fill_with(|| (rng.random::<f32>() - 0.5) * 12f32.sqrt());
        }
        for key in inputs.k.chunks_exact_mut(shape.d) {
            let length = key.iter().map(|x| x * x).sum::<f32>().sqrt().max(f32::MIN_POSITIVE);
            key.iter_mut().for_each(|x| *x /= length);
        }
        inputs.beta.fill_with(|| rng.random());
        inputs.g.fill_with(|| (0.9 + 0.1 * rng.random::<f32>()).ln());
        Ok(inputs)
    }

    /// Bytes of all five tensors of a shape.
    pub fn bytes(shape: Shape) -> u64 {
        shape.tokens_by_channels().saturating_mul(3).saturating_add(2 * shape.n as u64).saturating_mul(4)
    }
}
