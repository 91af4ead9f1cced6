//! The instructions on vectors, lane by lane.
//!
//! This file is long because WebAssembly has 236 of them.

use wasm_encoder::reencode::{self, Reencode};
use wasm_encoder::{Instruction as I, MemArg};
use wasmparser::Operator;

use super::body::{Body, half_at};
use super::{Error, Lowering};
use Lane::{F32, F64, I8, I16, I32, I64};

/// What a lane holds.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Lane {
    I8,
    I16,
    I32,
    I64,
    F32,
    F64,
}

/// Whether the sign of a lane of 8 or 16 bits counts.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Sign {
    Signed,
    Unsigned,
}
use Sign::{Signed, Unsigned};

impl Lane {
    const fn bits(self) -> u32 {
        match self {
            I8 => 8,
            I16 => 16,
            I32 | F32 => 32,
            I64 | F64 => 64,
        }
    }

    /// Lanes in half a vector.
    const fn count(self) -> u32 {
        64 / self.bits()
    }

    /// The lane of the same size that holds bits.
    const fn as_bits(self) -> Self {
        match self {
            F32 => I32,
            F64 => I64,
            own => own,
        }
    }

    /// All bits of one that is smaller than 64 bits.
    const fn mask(self) -> i64 {
        (1 << self.bits()) - 1
    }
}

/// What is done with the lanes that are on the stack.
type Do<'a> = &'a [I<'a>];

impl Body {
    /// Writes an instruction on vectors lane by lane; `false` for one that has nothing to do with vectors.
    pub fn write_vector(
        &mut self,
        lowering: &mut Lowering,
        operator: &Operator<'_>,
    ) -> Result<bool, reencode::Error<Error>> {
        use Operator as O;
        let mut at = |memarg: &wasmparser::MemArg| lowering.mem_arg(*memarg);
        match operator {
            O::V128Const { value } => {
                let all = value.i128() as u128;
                [all as u64, (all >> 64) as u64]
                    .into_iter()
                    .for_each(|half| self.put(I::I64Const(half as i64)));
            }

            // Memory.
            O::V128Load { memarg } => {
                let memarg = at(memarg)?;
                self.keep_number();
                for half in 0..2 {
                    self.number();
                    self.put(I::I64Load(half_at(memarg, half)));
                }
            }
            O::V128Store { memarg } => {
                let memarg = at(memarg)?;
                self.take(1);
                self.keep_number();
                for half in 0..2 {
                    self.number();
                    self.half(half);
                    self.put(I::I64Store(half_at(memarg, half)));
                }
            }
            O::V128Load8x8S { memarg } => self.load_extended(at(memarg)?, I8, I16, Signed),
            O::V128Load8x8U { memarg } => self.load_extended(at(memarg)?, I8, I16, Unsigned),
            O::V128Load16x4S { memarg } => self.load_extended(at(memarg)?, I16, I32, Signed),
            O::V128Load16x4U { memarg } => self.load_extended(at(memarg)?, I16, I32, Unsigned),
            O::V128Load32x2S { memarg } => self.load_extended(at(memarg)?, I32, I64, Signed),
            O::V128Load32x2U { memarg } => self.load_extended(at(memarg)?, I32, I64, Unsigned),
            O::V128Load8Splat { memarg } => self.load_splat(at(memarg)?, I8),
            O::V128Load16Splat { memarg } => self.load_splat(at(memarg)?, I16),
            O::V128Load32Splat { memarg } => self.load_splat(at(memarg)?, I32),
            O::V128Load64Splat { memarg } => self.load_splat(at(memarg)?, I64),
            O::V128Load32Zero { memarg } => {
                self.put(I::I64Load32U(at(memarg)?));
                self.put(I::I64Const(0));
            }
            O::V128Load64Zero { memarg } => {
                self.put(I::I64Load(at(memarg)?));
                self.put(I::I64Const(0));
            }
            O::V128Load8Lane { memarg, lane } => self.load_lane(at(memarg)?, I8, *lane),
            O::V128Load16Lane { memarg, lane } => self.load_lane(at(memarg)?, I16, *lane),
            O::V128Load32Lane { memarg, lane } => self.load_lane(at(memarg)?, I32, *lane),
            O::V128Load64Lane { memarg, lane } => self.load_lane(at(memarg)?, I64, *lane),
            O::V128Store8Lane { memarg, lane } => self.store_lane(at(memarg)?, I8, *lane),
            O::V128Store16Lane { memarg, lane } => self.store_lane(at(memarg)?, I16, *lane),
            O::V128Store32Lane { memarg, lane } => self.store_lane(at(memarg)?, I32, *lane),
            O::V128Store64Lane { memarg, lane } => self.store_lane(at(memarg)?, I64, *lane),

            // Lanes.
            O::I8x16Splat => self.splat(I8),
            O::I16x8Splat => self.splat(I16),
            O::I32x4Splat => self.splat(I32),
            O::I64x2Splat => self.splat(I64),
            O::F32x4Splat => self.splat(F32),
            O::F64x2Splat => self.splat(F64),
            O::I8x16ExtractLaneS { lane } => self.extract(I8, *lane, Signed),
            O::I8x16ExtractLaneU { lane } => self.extract(I8, *lane, Unsigned),
            O::I16x8ExtractLaneS { lane } => self.extract(I16, *lane, Signed),
            O::I16x8ExtractLaneU { lane } => self.extract(I16, *lane, Unsigned),
            O::I32x4ExtractLane { lane } => self.extract(I32, *lane, Signed),
            O::I64x2ExtractLane { lane } => self.extract(I64, *lane, Signed),
            O::F32x4ExtractLane { lane } => self.extract(F32, *lane, Signed),
            O::F64x2ExtractLane { lane } => self.extract(F64, *lane, Signed),
            O::I8x16ReplaceLane { lane } => self.replace(I8, *lane),
            O::I16x8ReplaceLane { lane } => self.replace(I16, *lane),
            O::I32x4ReplaceLane { lane } => self.replace(I32, *lane),
            O::I64x2ReplaceLane { lane } => self.replace(I64, *lane),
            O::F32x4ReplaceLane { lane } => self.replace(F32, *lane),
            O::F64x2ReplaceLane { lane } => self.replace(F64, *lane),
            O::I8x16Shuffle { lanes } => self.shuffle(lanes),
            O::I8x16Swizzle => self.swizzle(),

            // Bits.
            O::V128Not => {
                self.take(1);
                self.halves(|body, half| body.with(&[half], &[I::I64Const(-1), I::I64Xor]));
            }
            O::V128And => self.bits(&[I::I64And]),
            O::V128Or => self.bits(&[I::I64Or]),
            O::V128Xor => self.bits(&[I::I64Xor]),
            O::V128AndNot => self.bits(&[I::I64Const(-1), I::I64Xor, I::I64And]),
            O::V128Bitselect => {
                self.take(3);
                self.halves(|body, half| {
                    body.with(&[half, 4 + half], &[I::I64And]);
                    body.with(&[2 + half, 4 + half], &[I::I64Const(-1), I::I64Xor, I::I64And, I::I64Or]);
                });
            }
            O::V128AnyTrue => {
                self.take(1);
                self.with(&[0, 1], &[I::I64Or, I::I64Const(0), I::I64Ne]);
            }
            O::I8x16AllTrue => self.all_true(I8),
            O::I16x8AllTrue => self.all_true(I16),
            O::I32x4AllTrue => self.all_true(I32),
            O::I64x2AllTrue => self.all_true(I64),
            O::I8x16Bitmask => self.bitmask(I8),
            O::I16x8Bitmask => self.bitmask(I16),
            O::I32x4Bitmask => self.bitmask(I32),
            O::I64x2Bitmask => self.bitmask(I64),

            // Integers.
            O::I8x16Add => self.two(I8, &[I::I32Add]),
            O::I16x8Add => self.two(I16, &[I::I32Add]),
            O::I32x4Add => self.two(I32, &[I::I32Add]),
            O::I64x2Add => self.two(I64, &[I::I64Add]),
            O::I8x16Sub => self.two(I8, &[I::I32Sub]),
            O::I16x8Sub => self.two(I16, &[I::I32Sub]),
            O::I32x4Sub => self.two(I32, &[I::I32Sub]),
            O::I64x2Sub => self.two(I64, &[I::I64Sub]),
            O::I16x8Mul => self.two(I16, &[I::I32Mul]),
            O::I32x4Mul => self.two(I32, &[I::I32Mul]),
            O::I64x2Mul => self.two(I64, &[I::I64Mul]),
            O::I8x16Neg => self.one(I8, Signed, &[I::I32Const(-1), I::I32Mul]),
            O::I16x8Neg => self.one(I16, Signed, &[I::I32Const(-1), I::I32Mul]),
            O::I32x4Neg => self.one(I32, Signed, &[I::I32Const(-1), I::I32Mul]),
            O::I64x2Neg => self.one(I64, Signed, &[I::I64Const(-1), I::I64Mul]),
            O::I8x16Abs => self.abs(I8),
            O::I16x8Abs => self.abs(I16),
            O::I32x4Abs => self.abs(I32),
            O::I64x2Abs => self.abs(I64),
            O::I8x16Popcnt => self.one(I8, Unsigned, &[I::I32Popcnt]),
            O::I8x16AddSatS => self.clamped(I8, Signed, Signed, &[I::I32Add]),
            O::I8x16AddSatU => self.clamped(I8, Unsigned, Unsigned, &[I::I32Add]),
            O::I8x16SubSatS => self.clamped(I8, Signed, Signed, &[I::I32Sub]),
            O::I8x16SubSatU => self.clamped(I8, Unsigned, Unsigned, &[I::I32Sub]),
            O::I16x8AddSatS => self.clamped(I16, Signed, Signed, &[I::I32Add]),
            O::I16x8AddSatU => self.clamped(I16, Unsigned, Unsigned, &[I::I32Add]),
            O::I16x8SubSatS => self.clamped(I16, Signed, Signed, &[I::I32Sub]),
            O::I16x8SubSatU => self.clamped(I16, Unsigned, Unsigned, &[I::I32Sub]),
            O::I16x8Q15MulrSatS => {
                let rounded = [I::I32Mul, I::I32Const(0x4000), I::I32Add, I::I32Const(15), I::I32ShrS];
                self.clamped(I16, Signed, Signed, &rounded);
            }
            O::I8x16AvgrU => self.average(I8),
            O::I16x8AvgrU => self.average(I16),
            O::I8x16MinS => self.choose(I8, Signed, I::I32LtS),
            O::I8x16MinU => self.choose(I8, Unsigned, I::I32LtU),
            O::I8x16MaxS => self.choose(I8, Signed, I::I32GtS),
            O::I8x16MaxU => self.choose(I8, Unsigned, I::I32GtU),
            O::I16x8MinS => self.choose(I16, Signed, I::I32LtS),
            O::I16x8MinU => self.choose(I16, Unsigned, I::I32LtU),
            O::I16x8MaxS => self.choose(I16, Signed, I::I32GtS),
            O::I16x8MaxU => self.choose(I16, Unsigned, I::I32GtU),
            O::I32x4MinS => self.choose(I32, Signed, I::I32LtS),
            O::I32x4MinU => self.choose(I32, Signed, I::I32LtU),
            O::I32x4MaxS => self.choose(I32, Signed, I::I32GtS),
            O::I32x4MaxU => self.choose(I32, Signed, I::I32GtU),
            O::I8x16Shl => self.shift(I8, Unsigned, I::I32Shl),
            O::I8x16ShrS => self.shift(I8, Signed, I::I32ShrS),
            O::I8x16ShrU => self.shift(I8, Unsigned, I::I32ShrU),
            O::I16x8Shl => self.shift(I16, Unsigned, I::I32Shl),
            O::I16x8ShrS => self.shift(I16, Signed, I::I32ShrS),
            O::I16x8ShrU => self.shift(I16, Unsigned, I::I32ShrU),
            O::I32x4Shl => self.shift(I32, Signed, I::I32Shl),
            O::I32x4ShrS => self.shift(I32, Signed, I::I32ShrS),
            O::I32x4ShrU => self.shift(I32, Signed, I::I32ShrU),
            O::I64x2Shl => self.shift(I64, Signed, I::I64Shl),
            O::I64x2ShrS => self.shift(I64, Signed, I::I64ShrS),
            O::I64x2ShrU => self.shift(I64, Signed, I::I64ShrU),

            // From one size to another.
            O::I8x16NarrowI16x8S => self.narrow(I16, I8, Signed),
            O::I8x16NarrowI16x8U => self.narrow(I16, I8, Unsigned),
            O::I16x8NarrowI32x4S => self.narrow(I32, I16, Signed),
            O::I16x8NarrowI32x4U => self.narrow(I32, I16, Unsigned),
            O::I16x8ExtendLowI8x16S => self.extend(I8, I16, 0, Signed),
            O::I16x8ExtendLowI8x16U => self.extend(I8, I16, 0, Unsigned),
            O::I16x8ExtendHighI8x16S => self.extend(I8, I16, 1, Signed),
            O::I16x8ExtendHighI8x16U => self.extend(I8, I16, 1, Unsigned),
            O::I32x4ExtendLowI16x8S => self.extend(I16, I32, 0, Signed),
            O::I32x4ExtendLowI16x8U => self.extend(I16, I32, 0, Unsigned),
            O::I32x4ExtendHighI16x8S => self.extend(I16, I32, 1, Signed),
            O::I32x4ExtendHighI16x8U => self.extend(I16, I32, 1, Unsigned),
            O::I64x2ExtendLowI32x4S => self.extend(I32, I64, 0, Signed),
            O::I64x2ExtendLowI32x4U => self.extend(I32, I64, 0, Unsigned),
            O::I64x2ExtendHighI32x4S => self.extend(I32, I64, 1, Signed),
            O::I64x2ExtendHighI32x4U => self.extend(I32, I64, 1, Unsigned),
            O::I16x8ExtMulLowI8x16S => self.multiply_extended(I8, I16, 0, Signed),
            O::I16x8ExtMulLowI8x16U => self.multiply_extended(I8, I16, 0, Unsigned),
            O::I16x8ExtMulHighI8x16S => self.multiply_extended(I8, I16, 1, Signed),
            O::I16x8ExtMulHighI8x16U => self.multiply_extended(I8, I16, 1, Unsigned),
            O::I32x4ExtMulLowI16x8S => self.multiply_extended(I16, I32, 0, Signed),
            O::I32x4ExtMulLowI16x8U => self.multiply_extended(I16, I32, 0, Unsigned),
            O::I32x4ExtMulHighI16x8S => self.multiply_extended(I16, I32, 1, Signed),
            O::I32x4ExtMulHighI16x8U => self.multiply_extended(I16, I32, 1, Unsigned),
            O::I64x2ExtMulLowI32x4S => self.multiply_extended(I32, I64, 0, Signed),
            O::I64x2ExtMulLowI32x4U => self.multiply_extended(I32, I64, 0, Unsigned),
            O::I64x2ExtMulHighI32x4S => self.multiply_extended(I32, I64, 1, Signed),
            O::I64x2ExtMulHighI32x4U => self.multiply_extended(I32, I64, 1, Unsigned),
            O::I16x8ExtAddPairwiseI8x16S => self.add_pairs(I8, I16, Signed),
            O::I16x8ExtAddPairwiseI8x16U => self.add_pairs(I8, I16, Unsigned),
            O::I32x4ExtAddPairwiseI16x8S => self.add_pairs(I16, I32, Signed),
            O::I32x4ExtAddPairwiseI16x8U => self.add_pairs(I16, I32, Unsigned),
            O::I32x4DotI16x8S => {
                self.take(2);
                self.halves(|body, half| {
                    body.packed(I32, |body, lane| {
                        for pair in 0..2 {
                            body.lane(half, I16, 2 * lane + pair, Signed);
                            body.lane(2 + half, I16, 2 * lane + pair, Signed);
                            body.put(I::I32Mul);
                        }
                        body.put(I::I32Add);
                    });
                });
            }

            // Floating-point numbers.
            O::F32x4Abs => self.one(F32, Signed, &[I::F32Abs]),
            O::F32x4Neg => self.one(F32, Signed, &[I::F32Neg]),
            O::F32x4Sqrt => self.one(F32, Signed, &[I::F32Sqrt]),
            O::F32x4Ceil => self.one(F32, Signed, &[I::F32Ceil]),
            O::F32x4Floor => self.one(F32, Signed, &[I::F32Floor]),
            O::F32x4Trunc => self.one(F32, Signed, &[I::F32Trunc]),
            O::F32x4Nearest => self.one(F32, Signed, &[I::F32Nearest]),
            O::F64x2Abs => self.one(F64, Signed, &[I::F64Abs]),
            O::F64x2Neg => self.one(F64, Signed, &[I::F64Neg]),
            O::F64x2Sqrt => self.one(F64, Signed, &[I::F64Sqrt]),
            O::F64x2Ceil => self.one(F64, Signed, &[I::F64Ceil]),
            O::F64x2Floor => self.one(F64, Signed, &[I::F64Floor]),
            O::F64x2Trunc => self.one(F64, Signed, &[I::F64Trunc]),
            O::F64x2Nearest => self.one(F64, Signed, &[I::F64Nearest]),
            O::F32x4Add => self.two(F32, &[I::F32Add]),
            O::F32x4Sub => self.two(F32, &[I::F32Sub]),
            O::F32x4Mul => self.two(F32, &[I::F32Mul]),
            O::F32x4Div => self.two(F32, &[I::F32Div]),
            O::F32x4Min => self.two(F32, &[I::F32Min]),
            O::F32x4Max => self.two(F32, &[I::F32Max]),
            O::F64x2Add => self.two(F64, &[I::F64Add]),
            O::F64x2Sub => self.two(F64, &[I::F64Sub]),
            O::F64x2Mul => self.two(F64, &[I::F64Mul]),
            O::F64x2Div => self.two(F64, &[I::F64Div]),
            O::F64x2Min => self.two(F64, &[I::F64Min]),
            O::F64x2Max => self.two(F64, &[I::F64Max]),
            O::F32x4PMin => self.pseudo(F32, I::F32Lt, false),
            O::F32x4PMax => self.pseudo(F32, I::F32Lt, true),
            O::F64x2PMin => self.pseudo(F64, I::F64Lt, false),
            O::F64x2PMax => self.pseudo(F64, I::F64Lt, true),
            O::F32x4ConvertI32x4S => self.map(I32, F32, &[I::F32ConvertI32S]),
            O::F32x4ConvertI32x4U => self.map(I32, F32, &[I::F32ConvertI32U]),
            O::I32x4TruncSatF32x4S => self.map(F32, I32, &[I::I32TruncSatF32S]),
            O::I32x4TruncSatF32x4U => self.map(F32, I32, &[I::I32TruncSatF32U]),
            O::F64x2ConvertLowI32x4S => self.widen_low(I32, &[I::F64ConvertI32S]),
            O::F64x2ConvertLowI32x4U => self.widen_low(I32, &[I::F64ConvertI32U]),
            O::F64x2PromoteLowF32x4 => self.widen_low(F32, &[I::F64PromoteF32]),
            O::F32x4DemoteF64x2Zero => self.halve(F32, &[I::F32DemoteF64]),
            O::I32x4TruncSatF64x2SZero => self.halve(I32, &[I::I32TruncSatF64S]),
            O::I32x4TruncSatF64x2UZero => self.halve(I32, &[I::I32TruncSatF64U]),

            // Comparisons.
            O::I8x16Eq => self.compare(I8, Unsigned, I::I32Eq),
            O::I8x16Ne => self.compare(I8, Unsigned, I::I32Ne),
            O::I8x16LtS => self.compare(I8, Signed, I::I32LtS),
            O::I8x16LtU => self.compare(I8, Unsigned, I::I32LtU),
            O::I8x16GtS => self.compare(I8, Signed, I::I32GtS),
            O::I8x16GtU => self.compare(I8, Unsigned, I::I32GtU),
            O::I8x16LeS => self.compare(I8, Signed, I::I32LeS),
            O::I8x16LeU => self.compare(I8, Unsigned, I::I32LeU),
            O::I8x16GeS => self.compare(I8, Signed, I::I32GeS),
            O::I8x16GeU => self.compare(I8, Unsigned, I::I32GeU),
            O::I16x8Eq => self.compare(I16, Unsigned, I::I32Eq),
            O::I16x8Ne => self.compare(I16, Unsigned, I::I32Ne),
            O::I16x8LtS => self.compare(I16, Signed, I::I32LtS),
            O::I16x8LtU => self.compare(I16, Unsigned, I::I32LtU),
            O::I16x8GtS => self.compare(I16, Signed, I::I32GtS),
            O::I16x8GtU => self.compare(I16, Unsigned, I::I32GtU),
            O::I16x8LeS => self.compare(I16, Signed, I::I32LeS),
            O::I16x8LeU => self.compare(I16, Unsigned, I::I32LeU),
            O::I16x8GeS => self.compare(I16, Signed, I::I32GeS),
            O::I16x8GeU => self.compare(I16, Unsigned, I::I32GeU),
            O::I32x4Eq => self.compare(I32, Signed, I::I32Eq),
            O::I32x4Ne => self.compare(I32, Signed, I::I32Ne),
            O::I32x4LtS => self.compare(I32, Signed, I::I32LtS),
            O::I32x4LtU => self.compare(I32, Signed, I::I32LtU),
            O::I32x4GtS => self.compare(I32, Signed, I::I32GtS),
            O::I32x4GtU => self.compare(I32, Signed, I::I32GtU),
            O::I32x4LeS => self.compare(I32, Signed, I::I32LeS),
            O::I32x4LeU => self.compare(I32, Signed, I::I32LeU),
            O::I32x4GeS => self.compare(I32, Signed, I::I32GeS),
            O::I32x4GeU => self.compare(I32, Signed, I::I32GeU),
            O::I64x2Eq => self.compare(I64, Signed, I::I64Eq),
            O::I64x2Ne => self.compare(I64, Signed, I::I64Ne),
            O::I64x2LtS => self.compare(I64, Signed, I::I64LtS),
            O::I64x2GtS => self.compare(I64, Signed, I::I64GtS),
            O::I64x2LeS => self.compare(I64, Signed, I::I64LeS),
            O::I64x2GeS => self.compare(I64, Signed, I::I64GeS),
            O::F32x4Eq => self.compare(F32, Signed, I::F32Eq),
            O::F32x4Ne => self.compare(F32, Signed, I::F32Ne),
            O::F32x4Lt => self.compare(F32, Signed, I::F32Lt),
            O::F32x4Gt => self.compare(F32, Signed, I::F32Gt),
            O::F32x4Le => self.compare(F32, Signed, I::F32Le),
            O::F32x4Ge => self.compare(F32, Signed, I::F32Ge),
            O::F64x2Eq => self.compare(F64, Signed, I::F64Eq),
            O::F64x2Ne => self.compare(F64, Signed, I::F64Ne),
            O::F64x2Lt => self.compare(F64, Signed, I::F64Lt),
            O::F64x2Gt => self.compare(F64, Signed, I::F64Gt),
            O::F64x2Le => self.compare(F64, Signed, I::F64Le),
            O::F64x2Ge => self.compare(F64, Signed, I::F64Ge),

            other => {
                let name = format!("{other:?}");
                let of_vectors = ["V128", "I8x16", "I16x8", "I32x4", "I64x2", "F32x4", "F64x2"];
                if of_vectors.iter().any(|start| name.starts_with(start)) {
                    return Err(reencode::Error::UserError(Error::Unknown(name)));
                }
                return Ok(false);
            }
        }
        Ok(true)
    }

    /// Puts halves onto the stack and does something with them.
    fn with(&mut self, halves: &[u32], then: Do<'_>) {
        halves.iter().for_each(|&half| self.half(half));
        self.all(then);
    }

    fn all(&mut self, instructions: Do<'_>) {
        instructions.iter().for_each(|instruction| self.put(instruction.clone()));
    }

    /// Both halves of a result, the lower one first.
    fn halves(&mut self, mut each: impl FnMut(&mut Self, u32)) {
        (0..2).for_each(|half| each(self, half));
    }

    /// Puts a lane of a half onto the stack: as i32, i64, f32 or f64.
    fn lane(&mut self, half: u32, lane: Lane, index: u32, sign: Sign) {
        self.half(half);
        match lane {
            I64 => return,
            F64 => return self.put(I::F64ReinterpretI64),
            _ => {}
        }
        if index > 0 {
            self.put(I::I64Const(i64::from(lane.bits() * index)));
            self.put(I::I64ShrU);
        }
        self.put(I::I32WrapI64);
        match (lane, sign) {
            (I8, Signed) => self.put(I::I32Extend8S),
            (I16, Signed) => self.put(I::I32Extend16S),
            (I8 | I16, Unsigned) => {
                self.put(I::I32Const(lane.mask() as i32));
                self.put(I::I32And);
            }
            (F32, _) => self.put(I::F32ReinterpretI32),
            _ => {}
        }
    }

    /// A lane of a whole vector in hand, counted over both halves.
    fn lane_of(&mut self, vector: u32, lane: Lane, index: u32, sign: Sign) {
        self.lane(2 * vector + index / lane.count(), lane, index % lane.count(), sign);
    }

    /// Half a vector of lanes, each of which is put onto the stack in turn.
    fn packed(&mut self, lane: Lane, mut each: impl FnMut(&mut Self, u32)) {
        for index in 0..lane.count() {
            each(self, index);
            match lane {
                I64 => continue,
                F64 => {
                    self.put(I::I64ReinterpretF64);
                    continue;
                }
                F32 => self.put(I::I32ReinterpretF32),
                I8 | I16 => {
                    self.put(I::I32Const(lane.mask() as i32));
                    self.put(I::I32And);
                }
                I32 => {}
            }
            self.put(I::I64ExtendI32U);
            if index > 0 {
                self.put(I::I64Const(i64::from(lane.bits() * index)));
                self.put(I::I64Shl);
                self.put(I::I64Or);
            }
        }
    }

    /// Each lane of a vector by itself.
    fn one(&mut self, lane: Lane, sign: Sign, then: Do<'_>) {
        self.take(1);
        self.halves(|body, half| {
            body.packed(lane, |body, index| {
                body.lane(half, lane, index, sign);
                body.all(then);
            });
        });
    }

    /// Each lane becomes one of another kind and of the same size.
    fn map(&mut self, from: Lane, to: Lane, then: Do<'_>) {
        self.take(1);
        self.halves(|body, half| {
            body.packed(to, |body, index| {
                body.lane(half, from, index, Signed);
                body.all(then);
            });
        });
    }

    /// Each lane of one vector with that of the other; `then` gives a lane.
    fn pairs(&mut self, lane: Lane, sign: Sign, then: impl Fn(&mut Self, [u32; 2], u32)) {
        self.take(2);
        self.halves(|body, half| {
            body.packed(lane, |body, index| {
                body.lane(half, lane, index, sign);
                body.lane(2 + half, lane, index, sign);
                then(body, [half, 2 + half], index);
            });
        });
    }

    fn two(&mut self, lane: Lane, then: Do<'_>) {
        self.pairs(lane, Unsigned, |body, _, _| body.all(then));
    }

    fn bits(&mut self, then: Do<'_>) {
        self.take(2);
        self.halves(|body, half| body.with(&[half, 2 + half], then));
    }

    /// The first lane where it compares so with the second, and the second where it does not.
    fn choose(&mut self, lane: Lane, sign: Sign, compared: I<'_>) {
        self.pairs(lane, sign, |body, halves, index| {
            halves.into_iter().for_each(|half| body.lane(half, lane, index, sign));
            body.all(&[compared.clone(), I::Select]);
        });
    }

    /// pmin: the second lane where it is less than the first; pmax: where the first is less than it.
    fn pseudo(&mut self, lane: Lane, less: I<'_>, largest: bool) {
        self.take(2);
        self.halves(|body, half| {
            body.packed(lane, |body, index| {
                let [first, second] = [half, 2 + half];
                let compared = if largest { [first, second] } else { [second, first] };
                for half in [second, first].into_iter().chain(compared) {
                    body.lane(half, lane, index, Signed);
                }
                body.all(&[less.clone(), I::Select]);
            });
        });
    }

    /// All bits of a lane where its numbers compare so.
    fn compare(&mut self, lane: Lane, sign: Sign, compared: I<'_>) {
        self.take(2);
        let wide = lane.bits() == 64;
        self.halves(|body, half| {
            body.packed(lane.as_bits(), |body, index| {
                body.put(if wide { I::I64Const(0) } else { I::I32Const(0) });
                body.lane(half, lane, index, sign);
                body.lane(2 + half, lane, index, sign);
                body.put(compared.clone());
                body.all(if wide { &[I::I64ExtendI32U, I::I64Sub] } else { &[I::I32Sub] });
            });
        });
    }

    /// The number on the stack, an i32, moved into the range of a lane of 8 or 16 bits.
    fn clamp(&mut self, lane: Lane, sign: Sign) {
        let (low, high) = match sign {
            Signed => (-(1 << (lane.bits() - 1)), (1 << (lane.bits() - 1)) - 1),
            Unsigned => (0, lane.mask() as i32),
        };
        for (bound, within) in [(low, I::I32GtS), (high, I::I32LtS)] {
            self.keep_number();
            self.number();
            self.put(I::I32Const(bound));
            self.number();
            self.all(&[I::I32Const(bound), within, I::Select]);
        }
    }

    /// Each lane of one vector with that of the other, in i32, and then moved into the range of the lane.
    fn clamped(&mut self, lane: Lane, sign: Sign, range: Sign, then: Do<'_>) {
        self.pairs(lane, sign, |body, _, _| {
            body.all(then);
            body.clamp(lane, range);
        });
    }

    fn average(&mut self, lane: Lane) {
        self.two(lane, &[I::I32Add, I::I32Const(1), I::I32Add, I::I32Const(1), I::I32ShrU]);
    }

    fn abs(&mut self, lane: Lane) {
        self.take(1);
        self.halves(|body, half| {
            body.packed(lane, |body, index| {
                let own = |body: &mut Self| body.lane(half, lane, index, Signed);
                own(body);
                let (zero, minus, less): (_, Do<'_>, _) = match lane {
                    I64 => (I::I64Const(0), &[I::I64Const(-1), I::I64Mul], I::I64GeS),
                    _ => (I::I32Const(0), &[I::I32Const(-1), I::I32Mul], I::I32GeS),
                };
                own(body);
                body.all(minus);
                own(body);
                body.all(&[zero, less, I::Select]);
            });
        });
    }

    /// Each lane, shifted by a number below the bits of a lane: what exceeds that counts modulo them.
    fn shift(&mut self, lane: Lane, sign: Sign, shifted: I<'_>) {
        self.keep_number();
        self.take(1);
        self.halves(|body, half| {
            body.packed(lane, |body, index| {
                body.lane(half, lane, index, sign);
                body.number();
                if lane == I64 {
                    body.put(I::I64ExtendI32U);
                } else {
                    body.all(&[I::I32Const(lane.bits() as i32 - 1), I::I32And]);
                }
                body.put(shifted.clone());
            });
        });
    }

    fn all_true(&mut self, lane: Lane) {
        self.take(1);
        let zero: Do<'_> =
            if lane == I64 { &[I::I64Const(0), I::I64Ne] } else { &[I::I32Const(0), I::I32Ne] };
        for index in 0..2 * lane.count() {
            self.lane_of(0, lane, index, Unsigned);
            self.all(zero);
            if index > 0 {
                self.put(I::I32And);
            }
        }
    }

    fn bitmask(&mut self, lane: Lane) {
        self.take(1);
        for index in 0..2 * lane.count() {
            self.lane_of(0, lane, index, Unsigned);
            if lane == I64 {
                self.all(&[I::I64Const(63), I::I64ShrU, I::I32WrapI64]);
            } else {
                self.all(&[I::I32Const(lane.bits() as i32 - 1), I::I32ShrU]);
            }
            if index > 0 {
                self.all(&[I::I32Const(index as i32), I::I32Shl, I::I32Or]);
            }
        }
    }

    /// The lanes of both vectors, each in half its size; what exceeds the range becomes its nearest end.
    fn narrow(&mut self, from: Lane, to: Lane, range: Sign) {
        self.take(2);
        self.halves(|body, half| {
            body.packed(to, |body, index| {
                body.lane_of(half, from, index, Signed);
                body.clamp(to, range);
            });
        });
    }

    /// Lanes of half a vector in twice their size.
    fn extend(&mut self, from: Lane, to: Lane, half: u32, sign: Sign) {
        self.take(1);
        self.extend_half(from, to, half, sign);
    }

    fn extend_half(&mut self, from: Lane, to: Lane, source: u32, sign: Sign) {
        self.halves(|body, half| {
            body.packed(to, |body, index| {
                body.lane(source, from, half * to.count() + index, sign);
                body.extended(to, sign);
            });
        });
    }

    /// A lane on the stack, an i32, in twice its size.
    fn extended(&mut self, to: Lane, sign: Sign) {
        if to == I64 {
            self.put(if sign == Signed { I::I64ExtendI32S } else { I::I64ExtendI32U });
        }
    }

    fn multiply_extended(&mut self, from: Lane, to: Lane, source: u32, sign: Sign) {
        self.take(2);
        self.halves(|body, half| {
            body.packed(to, |body, index| {
                for vector in 0..2 {
                    body.lane(2 * vector + source, from, half * to.count() + index, sign);
                    body.extended(to, sign);
                }
                body.put(if to == I64 { I::I64Mul } else { I::I32Mul });
            });
        });
    }

    fn add_pairs(&mut self, from: Lane, to: Lane, sign: Sign) {
        self.take(1);
        self.halves(|body, half| {
            body.packed(to, |body, index| {
                body.lane(half, from, 2 * index, sign);
                body.lane(half, from, 2 * index + 1, sign);
                body.put(I::I32Add);
            });
        });
    }

    /// The two lower lanes of 32 bits as f64.
    fn widen_low(&mut self, from: Lane, then: Do<'_>) {
        self.take(1);
        self.halves(|body, half| {
            body.packed(F64, |body, _| {
                body.lane(0, from, half, Signed);
                body.all(then);
            });
        });
    }

    /// Both f64 as lanes of 32 bits, and zeros above.
    fn halve(&mut self, to: Lane, then: Do<'_>) {
        self.take(1);
        self.packed(to, |body, index| {
            body.lane(index, F64, 0, Signed);
            body.all(then);
        });
        self.put(I::I64Const(0));
    }

    /// A number on the stack in each lane.
    fn splat(&mut self, lane: Lane) {
        match lane {
            F32 => self.put(I::I32ReinterpretF32),
            F64 => self.put(I::I64ReinterpretF64),
            _ => {}
        }
        if lane.bits() < 64 {
            // 1 in each lane.
            let ones = (0..lane.count()).map(|index| 1 << (lane.bits() * index)).sum();
            self.all(&[I::I64ExtendI32U, I::I64Const(lane.mask()), I::I64And, I::I64Const(ones), I::I64Mul]);
        }
        self.keep(0);
        self.with(&[0, 0], &[]);
    }

    fn extract(&mut self, lane: Lane, index: u8, sign: Sign) {
        self.take(1);
        self.lane_of(0, lane, index.into(), sign);
    }

    /// A vector with another number, which is on the stack, in one of its lanes.
    fn replace(&mut self, lane: Lane, index: u8) {
        match lane {
            F32 => self.put(I::I32ReinterpretF32),
            F64 => self.put(I::I64ReinterpretF64),
            _ => {}
        }
        if lane.bits() < 64 {
            self.all(&[I::I64ExtendI32U, I::I64Const(lane.mask()), I::I64And]);
        }
        self.keep(2);
        self.take(1);
        self.replaced(lane, index.into());
    }

    /// The vector in hand, with what is in hand as the third half in one of its lanes.
    fn replaced(&mut self, lane: Lane, index: u32) {
        let (in_half, bits) = (index / lane.count(), i64::from(lane.bits() * (index % lane.count())));
        self.halves(|body, half| match (half == in_half, lane.bits()) {
            (false, _) => body.half(half),
            (true, 64) => body.half(2),
            (true, _) => {
                body.with(&[half], &[I::I64Const(!(lane.mask() << bits)), I::I64And]);
                body.with(&[2], &[I::I64Const(bits), I::I64Shl, I::I64Or]);
            }
        });
    }

    /// Bytes of two vectors, named by their places among all 32. Neighbours that stay neighbours go together.
    fn shuffle(&mut self, lanes: &[u8; 16]) {
        self.take(2);
        for half in lanes.as_chunks::<8>().0 {
            let mut at = 0;
            while at < half.len() {
                let (source, first) = (u32::from(half[at] / 8), i64::from(half[at] % 8));
                let follows = |more: &usize| {
                    half.get(at + more)
                        .is_some_and(|&lane| lane == half[at] + *more as u8 && lane / 8 == half[at] / 8)
                };
                let count = (1..8).take_while(follows).count() as i64 + 1;
                self.half(source);
                if count < 8 {
                    let mask = (1 << (8 * count)) - 1;
                    self.all(&[I::I64Const(8 * first), I::I64ShrU, I::I64Const(mask), I::I64And]);
                    self.all(&[I::I64Const(8 * at as i64), I::I64Shl]);
                }
                if at > 0 {
                    self.put(I::I64Or);
                }
                at += count as usize;
            }
        }
    }

    /// Bytes of the first vector, named by the bytes of the second; 0 where there is none of that number.
    fn swizzle(&mut self) {
        self.take(2);
        self.halves(|body, half| {
            body.packed(I8, |body, index| {
                body.lane(2 + half, I8, index, Unsigned);
                body.keep_number();
                body.half(0);
                body.half(1);
                body.number();
                body.all(&[I::I32Const(8), I::I32LtU, I::Select]);
                body.number();
                body.all(&[I::I32Const(7), I::I32And, I::I32Const(3), I::I32Shl, I::I64ExtendI32U]);
                body.all(&[I::I64ShrU, I::I32WrapI64, I::I32Const(0)]);
                body.number();
                body.all(&[I::I32Const(16), I::I32LtU, I::Select]);
            });
        });
    }

    fn load_extended(&mut self, memarg: MemArg, from: Lane, to: Lane, sign: Sign) {
        self.put(I::I64Load(memarg));
        self.keep(0);
        self.extend_half(from, to, 0, sign);
    }

    fn load_splat(&mut self, memarg: MemArg, lane: Lane) {
        self.put(load(memarg, lane));
        if lane.bits() < 64 {
            self.put(I::I32WrapI64);
        }
        self.splat(lane);
    }

    fn load_lane(&mut self, memarg: MemArg, lane: Lane, index: u8) {
        self.take(1);
        self.put(load(memarg, lane));
        self.keep(2);
        self.replaced(lane, index.into());
    }

    fn store_lane(&mut self, memarg: MemArg, lane: Lane, index: u8) {
        self.take(1);
        self.lane_of(0, lane, index.into(), Unsigned);
        self.put(match lane {
            I8 => I::I32Store8(memarg),
            I16 => I::I32Store16(memarg),
            I32 | F32 => I::I32Store(memarg),
            I64 | F64 => I::I64Store(memarg),
        });
    }
}

/// Loads the bits of a lane as i64.
fn load(memarg: MemArg, lane: Lane) -> I<'static> {
    match lane {
        I8 => I::I64Load8U(memarg),
        I16 => I::I64Load16U(memarg),
        I32 | F32 => I::I64Load32U(memarg),
        I64 | F64 => I::I64Load(memarg),
    }
}
