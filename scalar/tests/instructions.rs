//! Every instruction on vectors gives the same bits before and after, on numbers of all kinds.
//!
//! This file is long because it lists all of them.

#![allow(clippy::unwrap_used, reason = "a test may panic")]

use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;
use wasm_encoder::Instruction::*;
use wasm_encoder::{
    BlockType, CodeSection, ExportKind, ExportSection, Function, FunctionSection, Instruction, MemArg,
    MemorySection, MemoryType, Module, TypeSection, ValType,
};
use wasmi::{Config, Engine, Linker, Store};

/// Where the operands lie, and where the result goes.
const OPERANDS: [i32; 3] = [0, 16, 32];
const RESULT: usize = 64;
/// Bytes that are compared.
const BYTES: usize = 96;

/// How an instruction comes to its operands, and what becomes of its result.
#[derive(Clone)]
enum Form {
    /// So many vectors give a vector.
    Vectors(usize),
    /// A vector and a number give a vector.
    Number(Instruction<'static>),
    /// A vector gives a number.
    Told(fn(MemArg) -> Instruction<'static>),
    /// A number gives a vector.
    From(Instruction<'static>),
    /// An address gives a vector.
    Load,
    /// An address and a vector give a vector.
    LoadLane,
    /// An address and a vector are stored.
    Store,
}

fn at(offset: u64) -> MemArg {
    MemArg { offset, align: 0, memory_index: 0 }
}

/// A module with a memory and these functions, of which the last is `run`.
fn module(functions: &[(&[ValType], &[ValType], Vec<Instruction<'_>>)]) -> Vec<u8> {
    let (mut types, mut list, mut code) = (TypeSection::new(), FunctionSection::new(), CodeSection::new());
    for (index, (parameters, results, body)) in functions.iter().enumerate() {
        types.ty().function(parameters.iter().copied(), results.iter().copied());
        list.function(index as u32);
        let mut function = Function::new([(1, ValType::V128), (1, ValType::I32)]);
        body.iter().for_each(|instruction| {
            function.instruction(instruction);
        });
        function.instruction(&End);
        code.function(&function);
    }
    let mut memories = MemorySection::new();
    memories.memory(MemoryType {
        minimum: 1,
        maximum: None,
        memory64: false,
        shared: false,
        page_size_log2: None,
    });
    let mut exports = ExportSection::new();
    exports.export("memory", ExportKind::Memory, 0);
    exports.export("run", ExportKind::Func, functions.len() as u32 - 1);
    let mut module = Module::new();
    module.section(&types).section(&list).section(&memories).section(&exports).section(&code);
    module.finish()
}

/// A module that runs one instruction.
fn of(form: Form, instruction: &Instruction<'static>) -> Vec<u8> {
    let vector = |place: i32| [I32Const(place), V128Load(at(0))];
    let mut body = vec![I32Const(RESULT as i32)];
    match form {
        Form::Vectors(count) => {
            body.extend(OPERANDS[..count].iter().flat_map(|&place| vector(place)));
            body.extend([instruction.clone(), V128Store(at(0))]);
        }
        Form::Number(load) => {
            body.extend(vector(0));
            body.extend([I32Const(16), load, instruction.clone(), V128Store(at(0))]);
        }
        Form::Told(store) => {
            body.extend(vector(0));
            body.extend([instruction.clone(), store(at(0))]);
        }
        Form::From(load) => body.extend([I32Const(16), load, instruction.clone(), V128Store(at(0))]),
        Form::Load => body.extend([I32Const(3), instruction.clone(), V128Store(at(0))]),
        Form::LoadLane => {
            body.push(I32Const(19));
            body.extend(vector(0));
            body.extend([instruction.clone(), V128Store(at(0))]);
        }
        Form::Store => {
            body.extend(vector(0));
            body.push(instruction.clone());
        }
    }
    module(&[(&[], &[], body)])
}

/// A program in an engine that has vector instructions, or has not.
struct Program {
    store: Store<()>,
    memory: wasmi::Memory,
    run: wasmi::TypedFunc<(), ()>,
}

impl Program {
    fn new(wasm: &[u8], vectors: bool) -> Self {
        let mut config = Config::default();
        config.wasm_simd(vectors);
        let engine = Engine::new(&config);
        let mut store = Store::new(&engine, ());
        let module = wasmi::Module::new(&engine, wasm).unwrap();
        let instance = Linker::new(&engine).instantiate_and_start(&mut store, &module).unwrap();
        let memory = instance.get_memory(&store, "memory").unwrap();
        let run = instance.get_typed_func(&store, "run").unwrap();
        Self { store, memory, run }
    }

    /// What is in memory after a run that began with this in it.
    fn after(&mut self, before: &[u8; BYTES]) -> [u8; BYTES] {
        self.memory.write(&mut self.store, 0, before).unwrap();
        self.run.call(&mut self.store, ()).unwrap();
        let mut after = [0; BYTES];
        self.memory.read(&self.store, 0, &mut after).unwrap();
        after
    }
}

/// Random bytes, numbers at the ends of every range, and floating-point numbers that are none, or are not finite.
fn memories() -> Vec<[u8; BYTES]> {
    let mut rng = ChaCha8Rng::seed_from_u64(7);
    let special32 = [0.0, -0.0, 1.5, -2.5, 0.5, 3e9, -3e9, 1e30, f32::INFINITY, f32::NEG_INFINITY, f32::NAN];
    let special64 =
        [0.0, -0.0, 1.5, -2.5, 0.5, 3e9, 5e9, -3e9, 1e300, f64::INFINITY, f64::NEG_INFINITY, f64::NAN];
    let bytes = [0, 1, 2, 7, 15, 16, 17, 0x7f, 0x80, 0x81, 0xfe, 0xff];
    (0..60)
        .map(|round| {
            let mut memory = [0; BYTES];
            match round % 4 {
                0 => rng.fill(&mut memory[..]),
                1 => memory.fill_with(|| bytes[rng.random_range(0..bytes.len())]),
                2 => {
                    for lane in memory.as_chunks_mut::<4>().0 {
                        *lane = special32[rng.random_range(0..special32.len())].to_le_bytes();
                    }
                }
                _ => {
                    for lane in memory.as_chunks_mut::<8>().0 {
                        *lane = special64[rng.random_range(0..special64.len())].to_le_bytes();
                    }
                }
            }
            memory
        })
        .collect()
}

/// The lanes of a result; what is no number is no number whatever its bits, which engines may choose.
fn lanes(memory: &[u8; BYTES], name: &str) -> Vec<u64> {
    if name.starts_with("F32x4") && !name.contains("Lane") {
        let lanes = memory.as_chunks::<4>().0.iter().map(|lane| f32::from_le_bytes(*lane));
        return lanes.map(|x| if x.is_nan() { u64::MAX } else { x.to_bits().into() }).collect();
    }
    let lanes = memory.as_chunks::<8>().0.iter().map(|lane| f64::from_le_bytes(*lane));
    let is_number = |x: f64| !x.is_nan() || !name.starts_with("F64x2") || name.contains("Lane");
    lanes.map(|x| if is_number(x) { x.to_bits() } else { u64::MAX }).collect()
}

fn same_before_and_after(name: &str, wasm: &[u8]) {
    let lowered = scalar::lower(wasm).unwrap_or_else(|error| panic!("{name}: {error}"));
    let (mut before, mut after) = (Program::new(wasm, true), Program::new(&lowered, false));
    for memory in memories() {
        let [wanted, found] = [&mut before, &mut after].map(|program| lanes(&program.after(&memory), name));
        assert_eq!(found, wanted, "{name} with {memory:?}");
    }
}

/// Those of one form.
fn all(form: Form, instructions: impl IntoIterator<Item = Instruction<'static>>) -> usize {
    let instructions: Vec<_> = instructions.into_iter().collect();
    for instruction in &instructions {
        same_before_and_after(&format!("{instruction:?}"), &of(form.clone(), instruction));
    }
    instructions.len()
}

#[test]
fn each_of_them_gives_the_same_bits_as_before() {
    let mut count = 2; // V128Load and V128Store, which all of them use.
    count += all(
        Form::Vectors(1),
        [
            V128Not,
            I8x16Abs,
            I8x16Neg,
            I8x16Popcnt,
            I16x8Abs,
            I16x8Neg,
            I32x4Abs,
            I32x4Neg,
            I64x2Abs,
            I64x2Neg,
            I16x8ExtAddPairwiseI8x16S,
            I16x8ExtAddPairwiseI8x16U,
            I32x4ExtAddPairwiseI16x8S,
            I32x4ExtAddPairwiseI16x8U,
            I16x8ExtendLowI8x16S,
            I16x8ExtendLowI8x16U,
            I16x8ExtendHighI8x16S,
            I16x8ExtendHighI8x16U,
            I32x4ExtendLowI16x8S,
            I32x4ExtendLowI16x8U,
            I32x4ExtendHighI16x8S,
            I32x4ExtendHighI16x8U,
            I64x2ExtendLowI32x4S,
            I64x2ExtendLowI32x4U,
            I64x2ExtendHighI32x4S,
            I64x2ExtendHighI32x4U,
            F32x4Ceil,
            F32x4Floor,
            F32x4Trunc,
            F32x4Nearest,
            F32x4Abs,
            F32x4Neg,
            F32x4Sqrt,
            F64x2Ceil,
            F64x2Floor,
            F64x2Trunc,
            F64x2Nearest,
            F64x2Abs,
            F64x2Neg,
            F64x2Sqrt,
            I32x4TruncSatF32x4S,
            I32x4TruncSatF32x4U,
            F32x4ConvertI32x4S,
            F32x4ConvertI32x4U,
            I32x4TruncSatF64x2SZero,
            I32x4TruncSatF64x2UZero,
            F64x2ConvertLowI32x4S,
            F64x2ConvertLowI32x4U,
            F32x4DemoteF64x2Zero,
            F64x2PromoteLowF32x4,
        ],
    );
    count += all(
        Form::Vectors(2),
        [
            I8x16Swizzle,
            V128And,
            V128AndNot,
            V128Or,
            V128Xor,
            I8x16Eq,
            I8x16Ne,
            I8x16LtS,
            I8x16LtU,
            I8x16GtS,
            I8x16GtU,
            I8x16LeS,
            I8x16LeU,
            I8x16GeS,
            I8x16GeU,
            I16x8Eq,
            I16x8Ne,
            I16x8LtS,
            I16x8LtU,
            I16x8GtS,
            I16x8GtU,
            I16x8LeS,
            I16x8LeU,
            I16x8GeS,
            I16x8GeU,
            I32x4Eq,
            I32x4Ne,
            I32x4LtS,
            I32x4LtU,
            I32x4GtS,
            I32x4GtU,
            I32x4LeS,
            I32x4LeU,
            I32x4GeS,
            I32x4GeU,
            I64x2Eq,
            I64x2Ne,
            I64x2LtS,
            I64x2GtS,
            I64x2LeS,
            I64x2GeS,
            F32x4Eq,
            F32x4Ne,
            F32x4Lt,
            F32x4Gt,
            F32x4Le,
            F32x4Ge,
            F64x2Eq,
            F64x2Ne,
            F64x2Lt,
            F64x2Gt,
            F64x2Le,
            F64x2Ge,
            I8x16NarrowI16x8S,
            I8x16NarrowI16x8U,
            I16x8NarrowI32x4S,
            I16x8NarrowI32x4U,
            I8x16Add,
            I8x16AddSatS,
            I8x16AddSatU,
            I8x16Sub,
            I8x16SubSatS,
            I8x16SubSatU,
            I8x16MinS,
            I8x16MinU,
            I8x16MaxS,
            I8x16MaxU,
            I8x16AvgrU,
            I16x8Q15MulrSatS,
            I16x8Add,
            I16x8AddSatS,
            I16x8AddSatU,
            I16x8Sub,
            I16x8SubSatS,
            I16x8SubSatU,
            I16x8Mul,
            I16x8MinS,
            I16x8MinU,
            I16x8MaxS,
            I16x8MaxU,
            I16x8AvgrU,
            I16x8ExtMulLowI8x16S,
            I16x8ExtMulLowI8x16U,
            I16x8ExtMulHighI8x16S,
            I16x8ExtMulHighI8x16U,
            I32x4Add,
            I32x4Sub,
            I32x4Mul,
            I32x4MinS,
            I32x4MinU,
            I32x4MaxS,
            I32x4MaxU,
            I32x4DotI16x8S,
            I32x4ExtMulLowI16x8S,
            I32x4ExtMulLowI16x8U,
            I32x4ExtMulHighI16x8S,
            I32x4ExtMulHighI16x8U,
            I64x2Add,
            I64x2Sub,
            I64x2Mul,
            I64x2ExtMulLowI32x4S,
            I64x2ExtMulLowI32x4U,
            I64x2ExtMulHighI32x4S,
            I64x2ExtMulHighI32x4U,
            F32x4Add,
            F32x4Sub,
            F32x4Mul,
            F32x4Div,
            F32x4Min,
            F32x4Max,
            F32x4PMin,
            F32x4PMax,
            F64x2Add,
            F64x2Sub,
            F64x2Mul,
            F64x2Div,
            F64x2Min,
            F64x2Max,
            F64x2PMin,
            F64x2PMax,
        ],
    );
    count += all(Form::Vectors(3), [V128Bitselect]);
    count += all(
        Form::Number(I32Load(at(0))),
        [
            I8x16Shl, I8x16ShrS, I8x16ShrU, I16x8Shl, I16x8ShrS, I16x8ShrU, I32x4Shl, I32x4ShrS, I32x4ShrU,
            I64x2Shl, I64x2ShrS, I64x2ShrU,
        ],
    );
    count += all(
        Form::Told(I32Store),
        [
            V128AnyTrue,
            I8x16AllTrue,
            I16x8AllTrue,
            I32x4AllTrue,
            I64x2AllTrue,
            I8x16Bitmask,
            I16x8Bitmask,
            I32x4Bitmask,
            I64x2Bitmask,
        ],
    );
    count += all(Form::From(I32Load(at(0))), [I8x16Splat, I16x8Splat, I32x4Splat]);
    count += all(Form::From(I64Load(at(0))), [I64x2Splat]);
    count += all(Form::From(F32Load(at(0))), [F32x4Splat]);
    count += all(Form::From(F64Load(at(0))), [F64x2Splat]);
    count += all(
        Form::Load,
        [
            V128Load8x8S(at(1)),
            V128Load8x8U(at(1)),
            V128Load16x4S(at(1)),
            V128Load16x4U(at(1)),
            V128Load32x2S(at(1)),
            V128Load32x2U(at(1)),
            V128Load8Splat(at(1)),
            V128Load16Splat(at(1)),
            V128Load32Splat(at(1)),
            V128Load64Splat(at(1)),
            V128Load32Zero(at(1)),
            V128Load64Zero(at(1)),
        ],
    );
    // Of those with a lane, all lanes; they count once.
    for lane in 0..16 {
        let mut once = all(Form::Told(I32Store), [I8x16ExtractLaneS(lane), I8x16ExtractLaneU(lane)]);
        once += all(Form::Number(I32Load(at(0))), [I8x16ReplaceLane(lane)]);
        once += all(Form::LoadLane, [V128Load8Lane { memarg: at(1), lane }]);
        once += all(Form::Store, [V128Store8Lane { memarg: at(1), lane }]);
        if lane < 8 {
            once += all(Form::Told(I32Store), [I16x8ExtractLaneS(lane), I16x8ExtractLaneU(lane)]);
            once += all(Form::Number(I32Load(at(0))), [I16x8ReplaceLane(lane)]);
            once += all(Form::LoadLane, [V128Load16Lane { memarg: at(1), lane }]);
            once += all(Form::Store, [V128Store16Lane { memarg: at(1), lane }]);
        }
        if lane < 4 {
            once += all(Form::Told(I32Store), [I32x4ExtractLane(lane)]);
            once += all(Form::Told(F32Store), [F32x4ExtractLane(lane)]);
            once += all(Form::Number(I32Load(at(0))), [I32x4ReplaceLane(lane)]);
            once += all(Form::Number(F32Load(at(0))), [F32x4ReplaceLane(lane)]);
            once += all(Form::LoadLane, [V128Load32Lane { memarg: at(1), lane }]);
            once += all(Form::Store, [V128Store32Lane { memarg: at(1), lane }]);
        }
        if lane < 2 {
            once += all(Form::Told(I64Store), [I64x2ExtractLane(lane)]);
            once += all(Form::Told(F64Store), [F64x2ExtractLane(lane)]);
            once += all(Form::Number(I64Load(at(0))), [I64x2ReplaceLane(lane)]);
            once += all(Form::Number(F64Load(at(0))), [F64x2ReplaceLane(lane)]);
            once += all(Form::LoadLane, [V128Load64Lane { memarg: at(1), lane }]);
            once += all(Form::Store, [V128Store64Lane { memarg: at(1), lane }]);
        }
        count += if lane == 0 { once } else { 0 };
    }
    let mut rng = ChaCha8Rng::seed_from_u64(3);
    let mut shuffles: Vec<[u8; 16]> =
        (0..40).map(|_| std::array::from_fn(|_| rng.random_range(0..32))).collect();
    let by = |size: u8, order: [u8; 4]| std::array::from_fn(|i| order[i / 4] * size + i as u8 % 4);
    shuffles.extend([
        by(4, [1, 0, 3, 2]),
        by(4, [4, 1, 6, 3]),
        by(4, [7, 7, 0, 0]),
        std::array::from_fn(|i| i as u8 + 8),
    ]);
    all(Form::Vectors(2), shuffles.into_iter().map(I8x16Shuffle));
    all(Form::Vectors(0), [V128Const(0x0123_4567_89ab_cdef_fedc_ba98_7654_3210)]);
    count += 2;
    assert_eq!(count, 236, "WebAssembly has so many instructions on vectors");
}

#[test]
fn vectors_go_through_locals_blocks_calls_and_choices() {
    use ValType::{I32, V128};
    // The first parameter, or the second where the number is odd; and something that is dropped.
    let choose = vec![
        Block(BlockType::Result(V128)),
        LocalGet(0),
        LocalGet(2),
        I32Const(1),
        I32And,
        I32Eqz,
        BrIf(0),
        Drop,
        LocalGet(1),
        End,
        LocalTee(3),
        LocalGet(0),
        LocalGet(1),
        LocalGet(2),
        Select,
        V128Xor,
        LocalGet(0),
        Drop,
        LocalGet(2),
        LocalSet(4),
        LocalGet(3),
        I8x16Add,
        LocalGet(4),
        I8x16Splat,
        I8x16Sub,
    ];
    let vector = |place: i32| [I32Const(place), V128Load(at(0))];
    let mut run = vec![I32Const(RESULT as i32)];
    run.extend(vector(0));
    run.extend(vector(16));
    run.extend([I32Const(32), I32Load(at(0)), Call(0)]);
    run.extend([I32Const(32), I32Load8U(at(0)), If(BlockType::Result(V128))]);
    run.extend(vector(0));
    run.push(Else);
    run.extend(vector(16));
    run.extend([End, V128Or, V128Store(at(0))]);
    same_before_and_after("a program", &module(&[(&[V128, V128, I32], &[V128], choose), (&[], &[], run)]));
}

#[test]
fn what_has_no_scalar_form_is_named() {
    let relaxed = of(Form::Vectors(3), &F32x4RelaxedMadd);
    let error = scalar::lower(&relaxed).unwrap_err();
    assert_eq!(error.to_string(), "there is no scalar form of F32x4RelaxedMadd");
    assert!(matches!(scalar::lower(b"\0asm no module"), Err(scalar::Error::Invalid(_))));
}
