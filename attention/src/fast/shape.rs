//! The two sizes on which the cost of attention depends.

use super::KernelError;

/// n tokens of d channels, for queries, keys and values alike (K = V = d, one head).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Shape {
    /// Tokens in the sequence.
    pub n: usize,
    /// Channels of a query, a key and a value.
    pub d: usize,
}

impl Shape {
    /// Both sizes, neither of them zero.
    ///
    /// # Errors
    /// [`KernelError::EmptyAxis`] if one is zero.
    pub fn new(n: usize, d: usize) -> Result<Self, KernelError> {
        if n == 0 || d == 0 { Err(KernelError::EmptyAxis { n, d }) } else { Ok(Self { n, d }) }
    }

    /// Elements of Q, K, V or the output: n·d. Saturates, so that a hopeless size is a large number and no trap.
    pub fn tokens_by_channels(self) -> u64 {
        (self.n as u64).saturating_mul(self.d as u64)
    }

    /// Elements of a score matrix: n².
    pub fn tokens_squared(self) -> u64 {
        (self.n as u64).saturating_mul(self.n as u64)
    }

    /// Elements of a state S: d².
    pub fn channels_squared(self) -> u64 {
        (self.d as u64).saturating_mul(self.d as u64)
    }

    /// The factor d^(-1/2) that every query carries, as everywhere in Deltascope.
    pub fn scale(self) -> f32 {
        (self.d as f32).sqrt().recip()
    }
}
