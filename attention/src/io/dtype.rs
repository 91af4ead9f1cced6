//! The types of numbers that files hold: name, size, rounding, and how one is read from its bytes.

use half::{bf16, f16};

/// The type of the numbers of an [`Array`](super::Array).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Dtype {
    /// IEEE 754 double precision.
    F64,
    /// IEEE 754 single precision.
    F32,
    /// IEEE 754 half precision.
    F16,
    /// The upper half of a single: eight bits of exponent, seven of fraction.
    BF16,
    /// A signed integer of 8 bits.
    I8,
    /// A signed integer of 16 bits.
    I16,
    /// A signed integer of 32 bits.
    I32,
    /// A signed integer of 64 bits.
    I64,
    /// An unsigned integer of 8 bits.
    U8,
    /// An unsigned integer of 16 bits.
    U16,
    /// An unsigned integer of 32 bits.
    U32,
    /// An unsigned integer of 64 bits.
    U64,
    /// A byte for each truth value; every byte but 0 is true.
    Bool,
}

impl Dtype {
    /// Every type.
    pub const ALL: [Self; 13] = [
        Self::F64,
        Self::F32,
        Self::F16,
        Self::BF16,
        Self::I8,
        Self::I16,
        Self::I32,
        Self::I64,
        Self::U8,
        Self::U16,
        Self::U32,
        Self::U64,
        Self::Bool,
    ];

    /// Its name: `bf16`. Safetensors writes the same in capitals.
    pub const fn name(self) -> &'static str {
        match self {
            Self::F64 => "f64",
            Self::F32 => "f32",
            Self::F16 => "f16",
            Self::BF16 => "bf16",
            Self::I8 => "i8",
            Self::I16 => "i16",
            Self::I32 => "i32",
            Self::I64 => "i64",
            Self::U8 => "u8",
            Self::U16 => "u16",
            Self::U32 => "u32",
            Self::U64 => "u64",
            Self::Bool => "bool",
        }
    }

    /// How many bytes a number takes.
    pub const fn size(self) -> usize {
        match self {
            Self::F64 | Self::I64 | Self::U64 => 8,
            Self::F32 | Self::I32 | Self::U32 => 4,
            Self::F16 | Self::BF16 | Self::I16 | Self::U16 => 2,
            Self::I8 | Self::U8 | Self::Bool => 1,
        }
    }

    /// The largest relative error of rounding to this type, u = 2⁻ᵖ with p bits of significand; none for integers.
    pub fn unit_roundoff(self) -> Option<f64> {
        let bits = match self {
            Self::F64 => 53,
            Self::F32 => 24,
            Self::F16 => 11,
            Self::BF16 => 8,
            _ => return None,
        };
        Some(0.5_f64.powi(bits))
    }

    /// Number `i` of some little-endian bytes. What a double cannot hold, integers beyond 2⁵³, is rounded.
    ///
    /// # Panics
    /// Where the bytes end before that number, as an index of a slice does.
    pub(super) fn number(self, bytes: &[u8], i: usize) -> f64 {
        match self {
            Self::F64 => f64::from_le_bytes(at(bytes, i)),
            Self::F32 => f64::from(f32::from_le_bytes(at(bytes, i))),
            Self::F16 => f16::from_le_bytes(at(bytes, i)).to_f64(),
            Self::BF16 => bf16::from_le_bytes(at(bytes, i)).to_f64(),
            Self::I8 => f64::from(i8::from_le_bytes(at(bytes, i))),
            Self::I16 => f64::from(i16::from_le_bytes(at(bytes, i))),
            Self::I32 => f64::from(i32::from_le_bytes(at(bytes, i))),
            Self::I64 => i64::from_le_bytes(at(bytes, i)) as f64,
            Self::U8 => f64::from(bytes[i]),
            Self::U16 => f64::from(u16::from_le_bytes(at(bytes, i))),
            Self::U32 => f64::from(u32::from_le_bytes(at(bytes, i))),
            Self::U64 => u64::from_le_bytes(at(bytes, i)) as f64,
            Self::Bool => f64::from(u8::from(bytes[i] != 0)),
        }
    }
}

fn at<const N: usize>(bytes: &[u8], i: usize) -> [u8; N] {
    bytes.as_chunks::<N>().0[i]
}
