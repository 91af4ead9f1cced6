//! Rewrites a wasm module so that it has no vector instructions, for browsers and processors that know none.
//!
//! A vector of 128 bits is two i64 here, the lower half first: on the stack, in locals, as parameters and as results. An instruction on
//! vectors becomes the same on each of its lanes. So the module computes the same bits as before, only slower, and nothing has to be
//! compiled a second time.

mod body;
mod lanes;

use std::vec;

use thiserror::Error;
use wasm_encoder::reencode::{self, Reencode, utils};
use wasm_encoder::{BlockType, CodeSection, FuncType, Module, TypeSection, ValType};
use wasmparser::{
    BinaryReaderError, FuncToValidate, FunctionBody, Parser, TypeSectionReader, ValidPayload, Validator,
    ValidatorResources, WasmFeatures,
};

/// Why a module cannot be rewritten.
#[derive(Debug, Error)]
pub enum Error {
    /// It is no valid module.
    #[error("this is no valid wasm module: {0}")]
    Invalid(#[from] BinaryReaderError),
    /// An instruction has no scalar form here: of those with relaxed results there is not one.
    #[error("there is no scalar form of {0}")]
    Unknown(String),
    /// A vector stands where none of ours does.
    #[error("a vector in {0} is not rewritten")]
    Misplaced(&'static str),
    /// Its parts do not fit together.
    #[error("the module cannot be written again: {0}")]
    Written(String),
}

impl From<reencode::Error<Self>> for Error {
    fn from(error: reencode::Error<Self>) -> Self {
        match error {
            reencode::Error::UserError(error) => error,
            other => Self::Written(other.to_string()),
        }
    }
}

/// Rewrites a module; one that has no vectors stays as it is.
///
/// # Errors
/// If it is no module, or has a vector in a place or an instruction that is not known here.
pub fn lower(wasm: &[u8]) -> Result<Vec<u8>, Error> {
    let mut validator = Validator::new_with_features(WasmFeatures::default());
    let mut bodies = Vec::new();
    for payload in Parser::new(0).parse_all(wasm) {
        if let ValidPayload::Func(function, _) = validator.payload(&payload?)? {
            bodies.push(function);
        }
    }
    let mut lowering = Lowering { bodies: bodies.into_iter(), pair: 0 };
    let mut module = Module::new();
    lowering.parse_core_module(&mut module, Parser::new(0), wasm)?;
    Ok(module.finish())
}

/// A module while it is rewritten.
struct Lowering {
    /// The functions whose bodies are still to come.
    bodies: vec::IntoIter<FuncToValidate<ValidatorResources>>,
    /// The type of a block that gives a vector: a function's, of nothing to two i64.
    pair: u32,
}

/// A type as it is written.
fn written(lowering: &mut Lowering, ty: wasmparser::ValType) -> Result<Vec<ValType>, reencode::Error<Error>> {
    if ty == wasmparser::ValType::V128 {
        return Ok(vec![ValType::I64; 2]);
    }
    Ok(vec![lowering.val_type(ty)?])
}

impl Reencode for Lowering {
    type Error = Error;

    fn val_type(&mut self, ty: wasmparser::ValType) -> Result<ValType, reencode::Error<Error>> {
        if ty == wasmparser::ValType::V128 {
            return Err(reencode::Error::UserError(Error::Misplaced("a global, a table or a field")));
        }
        utils::val_type(self, ty)
    }

    fn func_type(&mut self, ty: wasmparser::FuncType) -> Result<FuncType, reencode::Error<Error>> {
        let mut all = |types: &[wasmparser::ValType]| -> Result<Vec<ValType>, reencode::Error<Error>> {
            let each: Result<Vec<_>, _> = types.iter().map(|&ty| written(self, ty)).collect();
            Ok(each?.concat())
        };
        Ok(FuncType::new(all(ty.params())?, all(ty.results())?))
    }

    fn block_type(&mut self, ty: wasmparser::BlockType) -> Result<BlockType, reencode::Error<Error>> {
        if ty == wasmparser::BlockType::Type(wasmparser::ValType::V128) {
            return Ok(BlockType::FunctionType(self.pair));
        }
        utils::block_type(self, ty)
    }

    fn parse_type_section(
        &mut self,
        types: &mut TypeSection,
        section: TypeSectionReader<'_>,
    ) -> Result<(), reencode::Error<Error>> {
        utils::parse_type_section(self, types, section)?;
        self.pair = types.len();
        types.ty().function([], [ValType::I64; 2]);
        Ok(())
    }

    fn parse_function_body(
        &mut self,
        code: &mut CodeSection,
        function: FunctionBody<'_>,
    ) -> Result<(), reencode::Error<Error>> {
        let types = self.bodies.next().expect("each body was validated");
        code.function(&body::write(self, types, &function)?);
        Ok(())
    }
}
