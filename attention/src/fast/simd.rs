//! Four f32 side by side: the one type in which the kernels are written.
//!
//! Built for wasm32 with `+simd128` it is the machine's `v128`; anywhere else it is an array, and its operations are
//! loops over four numbers, which the compiler turns into whatever the target has. One source therefore gives both
//! builds. The scalar one, for comparison, is made by
//!
//! ```text
//! RUSTFLAGS="-Ctarget-feature=-simd128 -Cllvm-args=-disable-lsr" cargo build --release --target wasm32-unknown-unknown
//! ```
//!
//! (the variable takes the place of the flags in `.cargo/config.toml`). A multiplication and an addition are two
//! roundings in both: nothing is fused, so both builds give the same bits.
//!
//! With `+relaxed-simd` besides, [`F32x4::add_product`] is one instruction, and one rounding where the processor has it so:
//! the module of [`fused`](super::fused) kernels.

use std::ops::{Add, AddAssign, Mul, Sub};

#[cfg(all(target_arch = "wasm32", target_feature = "simd128"))]
mod lanes {
    use core::arch::wasm32::*;

    pub type Lanes = v128;

    #[inline(always)]
    #[allow(unsafe_code, reason = "a load of 16 bytes takes a pointer")]
    pub fn load(x: &[f32; 4]) -> Lanes {
        // SAFETY: `x` points to 16 readable bytes; v128.load asks for no alignment.
        unsafe { v128_load(x.as_ptr().cast()) }
    }

    #[inline(always)]
    #[allow(unsafe_code, reason = "a store of 16 bytes takes a pointer")]
    pub fn store(x: Lanes, to: &mut [f32; 4]) {
        // SAFETY: `to` points to 16 writable bytes; v128.store asks for no alignment.
        unsafe { v128_store(to.as_mut_ptr().cast(), x) }
    }

    #[inline(always)]
    pub fn splat(x: f32) -> Lanes {
        f32x4_splat(x)
    }

    #[inline(always)]
    pub fn add(a: Lanes, b: Lanes) -> Lanes {
        f32x4_add(a, b)
    }

    #[inline(always)]
    pub fn sub(a: Lanes, b: Lanes) -> Lanes {
        f32x4_sub(a, b)
    }

    #[inline(always)]
    pub fn mul(a: Lanes, b: Lanes) -> Lanes {
        f32x4_mul(a, b)
    }

    #[inline(always)]
    pub fn add_product(sum: Lanes, a: Lanes, b: Lanes) -> Lanes {
        #[cfg(target_feature = "relaxed-simd")]
        return f32x4_relaxed_madd(a, b, sum);
        #[cfg(not(target_feature = "relaxed-simd"))]
        add(sum, mul(a, b))
    }

    #[inline(always)]
    pub fn pmax(a: Lanes, b: Lanes) -> Lanes {
        f32x4_pmax(a, b)
    }

    #[inline(always)]
    pub fn transpose([a, b, c, d]: [Lanes; 4]) -> [Lanes; 4] {
        let (ab, cd) = (i32x4_shuffle::<0, 4, 1, 5>(a, b), i32x4_shuffle::<0, 4, 1, 5>(c, d));
        let (ef, gh) = (i32x4_shuffle::<2, 6, 3, 7>(a, b), i32x4_shuffle::<2, 6, 3, 7>(c, d));
        [
            i64x2_shuffle::<0, 2>(ab, cd),
            i64x2_shuffle::<1, 3>(ab, cd),
            i64x2_shuffle::<0, 2>(ef, gh),
            i64x2_shuffle::<1, 3>(ef, gh),
        ]
    }

    #[inline(always)]
    pub fn power(one: Lanes, shifted: Lanes) -> Lanes {
        i32x4_add(i32x4_shl(shifted, 23), one)
    }
}

#[cfg(not(all(target_arch = "wasm32", target_feature = "simd128")))]
mod lanes {
    pub type Lanes = [f32; 4];

    #[inline(always)]
    pub fn load(x: &[f32; 4]) -> Lanes {
        *x
    }

    #[inline(always)]
    pub fn store(x: Lanes, to: &mut [f32; 4]) {
        *to = x;
    }

    #[inline(always)]
    pub fn splat(x: f32) -> Lanes {
        [x; 4]
    }

    #[inline(always)]
    pub fn add(a: Lanes, b: Lanes) -> Lanes {
        std::array::from_fn(|i| a[i] + b[i])
    }

    #[inline(always)]
    pub fn sub(a: Lanes, b: Lanes) -> Lanes {
        std::array::from_fn(|i| a[i] - b[i])
    }

    #[inline(always)]
    pub fn mul(a: Lanes, b: Lanes) -> Lanes {
        std::array::from_fn(|i| a[i] * b[i])
    }

    #[inline(always)]
    pub fn add_product(sum: Lanes, a: Lanes, b: Lanes) -> Lanes {
        add(sum, mul(a, b))
    }

    #[inline(always)]
    pub fn pmax(a: Lanes, b: Lanes) -> Lanes {
        std::array::from_fn(|i| if a[i] < b[i] { b[i] } else { a[i] })
    }

    #[inline(always)]
    pub fn transpose(x: [Lanes; 4]) -> [Lanes; 4] {
        std::array::from_fn(|i| x.map(|row| row[i]))
    }

    #[inline(always)]
    pub fn power(one: Lanes, shifted: Lanes) -> Lanes {
        std::array::from_fn(|i| f32::from_bits((shifted[i].to_bits() << 23).wrapping_add(one[i].to_bits())))
    }
}

/// Four f32.
#[derive(Clone, Copy, Debug)]
pub struct F32x4(lanes::Lanes);

impl F32x4 {
    /// (x, x, x, x).
    #[inline(always)]
    pub fn splat(x: f32) -> Self {
        Self(lanes::splat(x))
    }

    /// Four zeros.
    #[inline(always)]
    pub fn zero() -> Self {
        Self::splat(0.0)
    }

    /// The four numbers of `x`.
    #[inline(always)]
    pub fn load(x: &[f32; 4]) -> Self {
        Self(lanes::load(x))
    }

    /// Writes the four numbers.
    #[inline(always)]
    pub fn store(self, to: &mut [f32; 4]) {
        lanes::store(self.0, to);
    }

    /// The four numbers.
    #[inline(always)]
    pub fn to_array(self) -> [f32; 4] {
        let mut x = [0.0; 4];
        self.store(&mut x);
        x
    }

    /// The larger of each pair, as `if self < other { other } else { self }`: a NaN in `self` stays, one in `other` is
    /// passed over.
    #[inline(always)]
    pub fn pmax(self, other: Self) -> Self {
        Self(lanes::pmax(self.0, other.0))
    }

    /// The transpose of a 4×4 matrix, given and returned row by row.
    #[inline(always)]
    pub fn transpose(rows: [Self; 4]) -> [Self; 4] {
        lanes::transpose(rows.map(|row| row.0)).map(Self)
    }

    /// self + a·b, rounded twice; with relaxed SIMD once on most processors.
    #[inline(always)]
    pub fn add_product(self, a: Self, b: Self) -> Self {
        Self(lanes::add_product(self.0, a.0, b.0))
    }

    /// The sum of the four, as (x₀ + x₂) + (x₁ + x₃).
    #[inline(always)]
    pub fn sum(self) -> f32 {
        let [a, b, c, d] = self.to_array();
        (a + c) + (b + d)
    }

    /// The largest of the four; a NaN may be passed over.
    #[inline(always)]
    pub fn maximum(self) -> f32 {
        self.to_array().into_iter().fold(f32::NEG_INFINITY, |m, x| if x > m { x } else { m })
    }

    /// 2ⁿ from 1.5·2²³ + n, the form in which rounding by addition leaves n; `one` is (1, 1, 1, 1).
    #[inline(always)]
    pub(super) fn power_of_two(one: Self, shifted: Self) -> Self {
        Self(lanes::power(one.0, shifted.0))
    }
}

impl Add for F32x4 {
    type Output = Self;

    #[inline(always)]
    fn add(self, other: Self) -> Self {
        Self(lanes::add(self.0, other.0))
    }
}

impl AddAssign for F32x4 {
    #[inline(always)]
    fn add_assign(&mut self, other: Self) {
        *self = *self + other;
    }
}

impl Sub for F32x4 {
    type Output = Self;

    #[inline(always)]
    fn sub(self, other: Self) -> Self {
        Self(lanes::sub(self.0, other.0))
    }
}

impl Mul for F32x4 {
    type Output = Self;

    #[inline(always)]
    fn mul(self, other: Self) -> Self {
        Self(lanes::mul(self.0, other.0))
    }
}
