//! An array of a file: its name, its shape, and its numbers as the bytes that the file has.

use std::fmt;
use std::ops::Range;
use std::sync::Arc;

use super::dtype::Dtype;
use super::limits::checked;
use super::why::Why;
use crate::math::{Mat, row_by_row};

/// A named array of numbers, row-major and little-endian. A number is widened when somebody asks for it, so that an array takes
/// no more room than its file; a copy shares the bytes.
#[derive(Clone)]
pub struct Array {
    name: String,
    shape: Vec<usize>,
    dtype: Dtype,
    file: Arc<[u8]>,
    /// Where its bytes lie in `file`.
    place: Range<usize>,
}

impl Array {
    /// An array of these numbers, in [`Dtype::F64`].
    ///
    /// # Errors
    /// Where the numbers are not as many as the shape says, an axis is empty, or there are too many axes.
    pub fn of(name: impl Into<String>, shape: Vec<usize>, numbers: Vec<f64>) -> Result<Self, Why> {
        let name = name.into();
        let lengths: Vec<u64> = shape.iter().map(|length| *length as u64).collect();
        checked(&name, &lengths, Dtype::F64, 8 * numbers.len() as u64)?;
        Ok(Self::filled(name, shape, Dtype::F64, numbers.into_iter()))
    }

    /// A matrix as an array of rows and columns.
    ///
    /// # Errors
    /// As [`Array::of`]: where it is empty.
    pub fn of_matrix(name: impl Into<String>, m: &Mat) -> Result<Self, Why> {
        Self::of(name, vec![m.nrows(), m.ncols()], row_by_row(m).collect())
    }

    /// An array over bytes from `start` on. The caller has checked that they are as many as shape and type say.
    pub(super) fn over(name: String, shape: Vec<usize>, dtype: Dtype, file: Arc<[u8]>, start: usize) -> Self {
        let place = start..start + shape.iter().product::<usize>() * dtype.size();
        Self { name, shape, dtype, file, place }
    }

    /// An array of numbers rounded to `dtype`, F32 or else F64. The caller has checked that they are as many as the shape says.
    pub(super) fn filled(
        name: String,
        shape: Vec<usize>,
        dtype: Dtype,
        numbers: impl Iterator<Item = f64>,
    ) -> Self {
        let dtype = if dtype == Dtype::F32 { Dtype::F32 } else { Dtype::F64 };
        let len: usize = shape.iter().product();
        let bytes = shared(len * dtype.size(), |bytes| {
            for (place, number) in bytes.chunks_exact_mut(dtype.size()).zip(numbers) {
                match dtype {
                    Dtype::F32 => place.copy_from_slice(&(number as f32).to_le_bytes()),
                    _ => place.copy_from_slice(&number.to_le_bytes()),
                }
            }
        });
        Self::over(name, shape, dtype, bytes, 0)
    }

    /// Its name.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The same array under another name.
    pub fn named(self, name: impl Into<String>) -> Self {
        Self { name: name.into(), ..self }
    }

    /// The lengths of its axes; none for a single number.
    pub fn shape(&self) -> &[usize] {
        &self.shape
    }

    /// The type of its numbers.
    pub fn dtype(&self) -> Dtype {
        self.dtype
    }

    /// Its bytes: the numbers row-major, each little-endian.
    pub fn bytes(&self) -> &[u8] {
        &self.file[self.place.clone()]
    }

    /// Where its bytes begin in the buffer that it reads.
    pub(super) fn start(&self) -> usize {
        self.place.start
    }

    /// How many numbers it has, one at least.
    #[expect(
        clippy::len_without_is_empty,
        reason = "an array without numbers is not read and cannot be made"
    )]
    pub fn len(&self) -> usize {
        self.place.len() / self.dtype.size()
    }

    /// Number `i`, counted row by row: the last axis is the fastest. An integer beyond 2⁵³ is rounded; a truth value is 0 or 1.
    ///
    /// # Panics
    /// Where the array has no such number, as an index of a slice does.
    pub fn get(&self, i: usize) -> f64 {
        self.dtype.number(self.bytes(), i)
    }

    /// Its numbers, one after the other, as [`Array::get`] gives them.
    pub fn values(&self) -> impl ExactSizeIterator<Item = f64> + '_ {
        let bytes = self.bytes();
        (0..self.len()).map(move |i| self.dtype.number(bytes, i))
    }

    /// The same numbers as [`Dtype::F64`].
    pub fn to_f64(&self) -> Self {
        Self::filled(self.name.clone(), self.shape.clone(), Dtype::F64, self.values())
    }

    /// The same numbers rounded to [`Dtype::F32`].
    pub fn to_f32(&self) -> Self {
        Self::filled(self.name.clone(), self.shape.clone(), Dtype::F32, self.values())
    }
}

/// Name, shape, type and bytes are the same; so NaN equals itself here, and 0 does not equal −0.
impl PartialEq for Array {
    fn eq(&self, other: &Self) -> bool {
        let same = self.name == other.name && self.shape == other.shape && self.dtype == other.dtype;
        same && self.bytes() == other.bytes()
    }
}

impl fmt::Debug for Array {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {:?} {}", self.name, self.shape, self.dtype.name())
    }
}

/// So many bytes, written once, where an array will read them. (A `Vec` would have to be copied to become shared.)
pub(super) fn shared(len: usize, write: impl FnOnce(&mut [u8])) -> Arc<[u8]> {
    let mut bytes: Arc<[u8]> = std::iter::repeat_n(0, len).collect();
    if let Some(bytes) = Arc::get_mut(&mut bytes) {
        write(bytes);
    }
    bytes
}
