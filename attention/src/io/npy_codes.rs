//! How NumPy writes the types of numbers, and how its files begin.

use super::dtype::Dtype;

/// How an npy file begins; the two numbers of its version follow.
pub(super) const MAGIC: &[u8] = b"\x93NUMPY";

/// The types without the byte order. `V2`, two bytes of anything, is how bfloat16 of `ml_dtypes` is saved.
pub(super) const CODES: [(&str, Dtype); 13] = [
    ("f8", Dtype::F64),
    ("f4", Dtype::F32),
    ("f2", Dtype::F16),
    ("V2", Dtype::BF16),
    ("i1", Dtype::I8),
    ("i2", Dtype::I16),
    ("i4", Dtype::I32),
    ("i8", Dtype::I64),
    ("u1", Dtype::U8),
    ("u2", Dtype::U16),
    ("u4", Dtype::U32),
    ("u8", Dtype::U64),
    ("b1", Dtype::Bool),
];
