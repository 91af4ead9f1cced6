//! The body of a function: locals find their new places, and instructions that move vectors move both halves.

use wasm_encoder::reencode::{self, Reencode};
use wasm_encoder::{Function, Instruction, MemArg, ValType};
use wasmparser::{FuncToValidate, FuncValidatorAllocations, FunctionBody, Operator, ValidatorResources};

use super::{Error, Lowering, written};

type Result<T> = std::result::Result<T, reencode::Error<Error>>;

const VECTOR: wasmparser::ValType = wasmparser::ValType::V128;

/// Halves of vectors that an instruction has in hand: of the first operand, of the second, and of the third.
const HALVES: u32 = 6;

/// A body while it is written.
pub struct Body {
    function: Function,
    /// Where each local is now, and whether it is a vector, whose upper half is behind the lower one.
    locals: Vec<(u32, bool)>,
    /// The first of [`HALVES`].
    halves: u32,
    /// An i32 in hand: an address, an index, a count or a lane.
    number: u32,
}

/// Writes a function's body anew.
pub fn write(
    lowering: &mut Lowering,
    types: FuncToValidate<ValidatorResources>,
    function: &FunctionBody<'_>,
) -> Result<Function> {
    let mut types = types.into_validator(FuncValidatorAllocations::default());
    let mut reader = function.get_binary_reader();
    types.read_locals(&mut reader).map_err(invalid)?;
    let declared: u32 = function
        .get_locals_reader()?
        .into_iter()
        .map(|local| local.map(|(count, _)| count))
        .sum::<std::result::Result<_, _>>()?;
    let parameters = types.len_locals() - declared;

    let (mut locals, mut place, mut new) = (Vec::new(), 0, Vec::new());
    for local in 0..types.len_locals() {
        let ty = types.get_local_type(local).expect("each local has a type");
        let written = written(lowering, ty)?;
        locals.push((place, ty == VECTOR));
        place += written.len() as u32;
        if local >= parameters {
            new.extend(written);
        }
    }
    new.extend([ValType::I64; HALVES as usize]);
    new.push(ValType::I32);
    let function_now = Function::new_with_locals_types(new);
    let mut body = Body { function: function_now, locals, halves: place, number: place + HALVES };

    let mut operators = function.get_operators_reader()?;
    while !operators.eof() {
        let (operator, offset) = operators.read_with_offset()?;
        let moves = |depth| types.get_operand_type(depth).flatten() == Some(VECTOR);
        let (drops, selects) = (moves(0), moves(1));
        types.op(offset, &operator).map_err(invalid)?;
        body.write(lowering, operator, drops, selects)?;
    }
    Ok(body.function)
}

fn invalid(error: wasmparser::BinaryReaderError) -> reencode::Error<Error> {
    reencode::Error::UserError(Error::Invalid(error))
}

impl Body {
    /// Writes an instruction. `drops` and `selects` say whether the operand on top, and the one below it, is a vector.
    fn write(
        &mut self,
        lowering: &mut Lowering,
        operator: Operator<'_>,
        drops: bool,
        selects: bool,
    ) -> Result<()> {
        match operator {
            Operator::LocalGet { local_index } => self.each_half(local_index, false, Instruction::LocalGet),
            Operator::LocalSet { local_index } => self.each_half(local_index, true, Instruction::LocalSet),
            Operator::LocalTee { local_index } if self.locals[local_index as usize].1 => {
                self.each_half(local_index, true, Instruction::LocalSet);
                self.each_half(local_index, false, Instruction::LocalGet);
            }
            Operator::LocalTee { local_index } => self.each_half(local_index, true, Instruction::LocalTee),
            Operator::Drop if drops => {
                self.put(Instruction::Drop);
                self.put(Instruction::Drop);
            }
            Operator::Select | Operator::TypedSelect { .. } if selects => self.select(),
            operator => {
                if !self.write_vector(lowering, &operator)? {
                    self.put(lowering.instruction(operator)?);
                }
            }
        }
        Ok(())
    }

    /// The same with a local, or with both halves of a vector: the one on top first, where they come from the stack.
    fn each_half(&mut self, local: u32, from_stack: bool, what: impl Fn(u32) -> Instruction<'static>) {
        match self.locals[local as usize] {
            (at, false) => self.put(what(at)),
            (at, true) => {
                let halves = if from_stack { [at + 1, at] } else { [at, at + 1] };
                halves.into_iter().for_each(|half| self.put(what(half)));
            }
        }
    }

    /// The first of two vectors where a number is not 0, and the second where it is.
    fn select(&mut self) {
        self.put(Instruction::LocalSet(self.number));
        self.take(2);
        for half in 0..2 {
            self.half(half);
            self.half(2 + half);
            self.put(Instruction::LocalGet(self.number));
            self.put(Instruction::Select);
        }
    }

    /// Writes an instruction.
    pub fn put(&mut self, instruction: Instruction<'_>) {
        self.function.instruction(&instruction);
    }

    /// Takes so many vectors from the stack into hand.
    pub fn take(&mut self, vectors: u32) {
        for half in (0..2 * vectors).rev() {
            self.put(Instruction::LocalSet(self.halves + half));
        }
    }

    /// Puts a half in hand onto the stack: of the first vector 0 and 1, of the second 2 and 3.
    pub fn half(&mut self, half: u32) {
        self.put(Instruction::LocalGet(self.halves + half));
    }

    /// Takes a half from the stack into hand.
    pub fn keep(&mut self, half: u32) {
        self.put(Instruction::LocalSet(self.halves + half));
    }

    /// Takes a number from the stack into hand.
    pub fn keep_number(&mut self) {
        self.put(Instruction::LocalSet(self.number));
    }

    /// Puts the number in hand onto the stack.
    pub fn number(&mut self) {
        self.put(Instruction::LocalGet(self.number));
    }
}

/// The place of a half of a vector in memory; an alignment is a hint, and no half has more than that of its own size.
pub fn half_at(memarg: MemArg, half: u32) -> MemArg {
    MemArg { offset: memarg.offset + 8 * u64::from(half), align: memarg.align.min(3), ..memarg }
}
