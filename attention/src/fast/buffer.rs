//! Memory for tensors that may be too large to get.

use std::ops::{Deref, DerefMut};

use super::KernelError;

/// Zeroed f32 storage whose first element lies on a cache line; `[f32]` in all other respects.
///
/// Vector loads that straddle two cache lines cost double, and a plain `Vec<f32>` promises four bytes only.
#[derive(Debug)]
pub struct Buffer {
    storage: Vec<f32>,
    start: usize,
    len: usize,
}

const LINE_BYTES: usize = 64;
const LINE: usize = LINE_BYTES / size_of::<f32>();

impl Buffer {
    /// `len` zeros.
    ///
    /// # Errors
    /// [`KernelError::OutOfMemory`] with the bytes that were asked for, also where `len` exceeds the address space.
    pub fn zeroed(len: u64) -> Result<Self, KernelError> {
        let refused = KernelError::OutOfMemory { bytes: len.saturating_mul(size_of::<f32>() as u64) };
        let Some((len, padded)) = usize::try_from(len).ok().and_then(|l| Some((l, l.checked_add(LINE)?)))
        else {
            return Err(refused);
        };
        let mut storage = Vec::new();
        storage.try_reserve_exact(padded).map_err(|_| refused)?;
        storage.resize(padded, 0.0);
        let past_line = storage.as_ptr().addr() % LINE_BYTES;
        let start = (LINE_BYTES - past_line) % LINE_BYTES / size_of::<f32>();
        Ok(Self { storage, start, len })
    }
}

impl Deref for Buffer {
    type Target = [f32];

    fn deref(&self) -> &[f32] {
        &self.storage[self.start..][..self.len]
    }
}

impl DerefMut for Buffer {
    fn deref_mut(&mut self) -> &mut [f32] {
        &mut self.storage[self.start..][..self.len]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn starts_on_a_cache_line() {
        for len in [0, 1, 15, 16, 1000] {
            let buffer = Buffer::zeroed(len).unwrap();
            assert_eq!(buffer.as_ptr().addr() % LINE_BYTES, 0);
            assert_eq!(buffer.len() as u64, len);
        }
    }

    #[test]
    fn refuses_what_no_machine_has() {
        assert_eq!(Buffer::zeroed(1 << 60).unwrap_err(), KernelError::OutOfMemory { bytes: 1 << 62 });
        assert_eq!(Buffer::zeroed(u64::MAX).unwrap_err(), KernelError::OutOfMemory { bytes: u64::MAX });
    }
}
