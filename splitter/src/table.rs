//! The table of functions of the main part, without the slots that the pieces fill.

use std::convert::Infallible;

use eyre::{Result, ensure};
use wasm_encoder::reencode::{Error, Reencode};
use wasm_encoder::{ConstExpr, ElementSection, Elements, Module};
use wasmparser::{ConstExpr as Written, ElementItems, ElementKind, ElementSectionReader, Operator, Parser};

/// The module with the same table, in which slots for no function are not written: they have none anyway, and each takes three bytes.
///
/// # Errors
/// What is no module, and a table that is filled in a way that wasm_split does not.
pub fn filled(module: &[u8]) -> Result<Vec<u8>> {
    let mut out = Module::new();
    let mut table = Table { refused: None };
    table.parse_core_module(&mut out, Parser::new(0), module)?;
    ensure!(table.refused.is_none(), "a segment of the table is {}", table.refused.unwrap_or_default());
    Ok(out.finish())
}

struct Table {
    /// What is not understood.
    refused: Option<&'static str>,
}

impl Reencode for Table {
    type Error = Infallible;

    fn parse_element_section(
        &mut self,
        elements: &mut ElementSection,
        section: ElementSectionReader<'_>,
    ) -> Result<(), Error<Infallible>> {
        for element in section {
            let element = element?;
            let ElementKind::Active { table_index: None | Some(0), offset_expr } = element.kind else {
                self.refused = Some("not active");
                continue;
            };
            let Some(first) = slot(&offset_expr)? else {
                self.refused = Some("at a place that is no number");
                continue;
            };
            let functions: Vec<Option<u32>> = match element.items {
                ElementItems::Functions(items) => {
                    items.into_iter().map(|item| Ok(Some(item?))).collect::<Result<_, Error<_>>>()?
                }
                ElementItems::Expressions(_, items) => {
                    items.into_iter().map(|item| function(&item?)).collect::<Result<_, Error<_>>>()?
                }
            };
            let mut slot = first;
            for run in functions.chunk_by(|a, b| a.is_some() == b.is_some()) {
                let there: Vec<u32> = run.iter().copied().flatten().collect();
                if !there.is_empty() {
                    elements.active(None, &ConstExpr::i32_const(slot), Elements::Functions(there.into()));
                }
                slot += run.len() as i32;
            }
        }
        Ok(())
    }
}

/// The number that an expression is.
fn slot(of: &Written<'_>) -> Result<Option<i32>, Error<Infallible>> {
    Ok(match of.get_operators_reader().read()? {
        Operator::I32Const { value } => Some(value),
        _ => None,
    })
}

/// The function that an expression is; nothing where it is none.
fn function(of: &Written<'_>) -> Result<Option<u32>, Error<Infallible>> {
    Ok(match of.get_operators_reader().read()? {
        Operator::RefFunc { function_index } => Some(function_index),
        _ => None,
    })
}

#[cfg(test)]
mod tests {
    use wasm_encoder::{
        CodeSection, Function, FunctionSection, Instruction, RefType, TableSection, TableType, TypeSection,
    };

    use super::*;

    /// A module of four functions whose table `fill` fills.
    fn module(fill: impl Fn(&mut ElementSection)) -> Vec<u8> {
        let (mut types, mut functions, mut code) =
            (TypeSection::new(), FunctionSection::new(), CodeSection::new());
        types.ty().function([], []);
        for _ in 0..4 {
            functions.function(0);
            let mut body = Function::new([]);
            body.instruction(&Instruction::End);
            code.function(&body);
        }
        let mut tables = TableSection::new();
        let element_type = RefType::FUNCREF;
        tables.table(TableType { element_type, table64: false, minimum: 20, maximum: None, shared: false });
        let mut elements = ElementSection::new();
        fill(&mut elements);
        let mut module = Module::new();
        module.section(&types).section(&functions).section(&tables).section(&elements).section(&code);
        module.finish()
    }

    /// Some functions from a slot on, as expressions.
    fn expressions(elements: &mut ElementSection, slot: i32, functions: &[Option<u32>]) {
        let of = |function: &Option<u32>| {
            function.map_or_else(|| ConstExpr::ref_null(RefType::FUNCREF.heap_type), ConstExpr::ref_func)
        };
        let items: Vec<_> = functions.iter().map(of).collect();
        let items = Elements::Expressions(RefType::FUNCREF, items.into());
        elements.active(None, &ConstExpr::i32_const(slot), items);
    }

    /// Some functions from a slot on, by their numbers.
    fn numbers(elements: &mut ElementSection, slot: i32, functions: &[u32]) {
        elements.active(None, &ConstExpr::i32_const(slot), Elements::Functions(functions.into()));
    }

    #[test]
    fn slots_without_a_function_are_not_written_and_the_others_stay_where_they_are() {
        let full = module(|elements| {
            numbers(elements, 1, &[2, 3]);
            expressions(elements, 3, &[None, Some(0), Some(1), None, None, Some(3)]);
            expressions(elements, 12, &[None, None]);
        });
        let sparse = module(|elements| {
            numbers(elements, 1, &[2, 3]);
            numbers(elements, 4, &[0, 1]);
            numbers(elements, 8, &[3]);
        });
        assert_eq!(filled(&full).unwrap(), sparse);
        assert_eq!(filled(&sparse).unwrap(), sparse);
    }

    #[test]
    fn a_table_that_is_filled_later_is_refused() {
        let later = module(|elements| {
            elements.passive(Elements::Functions(vec![0].into()));
        });
        let error = filled(&later).unwrap_err();
        assert!(error.to_string().contains("not active"), "{error}");
    }
}
