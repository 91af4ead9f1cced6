//! Several pieces of a program as one module.
//!
//! The splitter leaves hundreds of small pieces, and a page needs more than a hundred of them. One by one they cost a browser a fetch,
//! a compilation and several turns of its event loop each; what they call in each other goes through the table of functions; and
//! each brings a list of all types. Here the pieces of a file become one module.
//!
//! A piece may be in several files, of which a reader's browser loads more than one, and its variables must not begin anew then. So a
//! module puts nothing in place by itself: its start function asks for each piece whether it is the first to bring it.
//!
//! This file is long because its tests build pieces by hand.

use std::collections::HashMap;
use std::convert::Infallible;

use eyre::{Result, ensure};
use wasm_encoder::reencode::{Error, Reencode};
use wasm_encoder::{
    BlockType, CodeSection, DataCountSection, DataSection, ElementSection, Elements, EntityType, FuncType,
    Function, FunctionSection, ImportSection, Module, StartSection, TypeSection, ValType,
};
use wasmparser::TypeRef;

use crate::piece::Piece;

/// The module that the pieces, and what is made of them, import from.
pub const SHARED: &str = "__wasm_split";
/// The imported function that is told the number of a piece and says whether it is asked about it for the first time.
pub const FIRST: &str = "first";
/// The place of [`FIRST`] among the functions of a merged module.
const FIRST_FUNCTION: u32 = 0;

/// Which function stands in a slot of the table: the number of its piece among those that are merged, and of the function in it.
type Provided = HashMap<u32, (usize, usize)>;

/// What becomes of a function of a piece.
#[derive(Clone, Copy)]
struct Place {
    /// The number of what stands for it in the merged module.
    number: u32,
    /// Whether that is its own code: what does the same may be there already.
    own: bool,
}

/// Makes one module of pieces.
///
/// # Errors
/// Code that cannot be read, or a slot of the table for no function.
pub fn merge(pieces: &[&Piece]) -> Result<Vec<u8>> {
    let mut merged = Merged::new();
    merged.imports(pieces);
    let places = merged.place(pieces)?;
    for (piece, places) in pieces.iter().zip(&places) {
        merged.define(piece, places)?;
    }
    merged.start(pieces, &places);
    Ok(merged.finish())
}

/// The module that grows.
struct Merged<'a> {
    types: Vec<FuncType>,
    imports: Vec<wasmparser::Import<'a>>,
    /// The types of its own functions.
    functions: Vec<u32>,
    code: CodeSection,
    elements: ElementSection,
    data: Vec<&'a [u8]>,
}

impl<'a> Merged<'a> {
    fn new() -> Self {
        Self {
            types: Vec::new(),
            imports: Vec::new(),
            functions: Vec::new(),
            code: CodeSection::new(),
            elements: ElementSection::new(),
            data: Vec::new(),
        }
    }

    /// The number of a type, which is kept once.
    fn type_of(&mut self, of: &FuncType) -> u32 {
        let known = self.types.iter().position(|known| known == of);
        let number = known.unwrap_or_else(|| {
            self.types.push(of.clone());
            self.types.len() - 1
        });
        u32::try_from(number).expect("types are counted in 32 bits")
    }

    /// Imports what any of the pieces does.
    fn imports(&mut self, pieces: &[&Piece<'a>]) {
        for import in pieces.iter().flat_map(|piece| &piece.imports) {
            if !self.imports.iter().any(|known| same(known, import)) {
                self.imports.push(*import);
            }
        }
    }

    /// Gives every function of every piece its place in the merged module. What forwards to a slot is kept once for all pieces; and
    /// where one of them provides the function of the slot, it is this function.
    fn place(&mut self, pieces: &[&Piece<'a>]) -> Result<Vec<Vec<Place>>> {
        let mut forwards = Vec::new();
        for piece in pieces {
            let slots: Vec<_> =
                (0..piece.functions.len()).map(|at| piece.forwards_to(at)).collect::<Result<_>>()?;
            forwards.push(slots);
        }
        let mut provided = Provided::new();
        for (at, piece) in pieces.iter().enumerate() {
            for (slot, functions) in &piece.elements {
                for (slot, function) in (*slot..).zip(functions) {
                    let function = *function as usize;
                    ensure!(function < piece.functions.len(), "a slot of the table without a function");
                    // Two functions that forward to each other would have no place.
                    if forwards[at][function].is_none() {
                        provided.insert(slot, (at, function));
                    }
                }
            }
        }

        let mut of_slots: HashMap<u32, Place> = HashMap::new();
        let mut places: Vec<Vec<Option<Place>>> = Vec::new();
        for (piece, slots) in pieces.iter().zip(&forwards) {
            let mut of_piece = Vec::new();
            for (function, slot) in slots.iter().enumerate() {
                let known = slot.and_then(|slot| of_slots.get(&slot).copied());
                let is_provided = slot.is_some_and(|slot| provided.contains_key(&slot));
                of_piece.push(known.or_else(|| (!is_provided).then(|| self.new_place(piece, function))));
                if let (Some(slot), Some(Some(place))) = (slot, of_piece.last()) {
                    of_slots.insert(*slot, Place { own: false, ..*place });
                }
            }
            places.push(of_piece);
        }
        let place = |at: usize, function: usize| {
            places[at][function].or_else(|| {
                let (at, function) = provided[&forwards[at][function]?];
                Some(Place { own: false, ..places[at][function]? })
            })
        };
        let all = |at: usize| {
            let of_piece = (0..pieces[at].functions.len()).map(|function| place(at, function));
            of_piece.collect::<Option<Vec<_>>>().expect("what is provided does not forward")
        };
        Ok((0..pieces.len()).map(all).collect())
    }

    /// The place of a function that the module gets now.
    fn new_place(&mut self, piece: &Piece, function: usize) -> Place {
        let of = self.type_of(&piece.types[piece.functions[function] as usize]);
        self.functions.push(of);
        Place { number: FIRST_FUNCTION + length(&self.functions).cast_unsigned(), own: true }
    }

    /// Takes over the code of a piece, as far as nothing else stands for it.
    fn define(&mut self, piece: &Piece<'a>, places: &[Place]) -> Result<()> {
        for (body, place) in piece.bodies.iter().zip(places) {
            if place.own {
                let mut code = std::mem::take(&mut self.code);
                Renumbered { merged: self, piece, places }.parse_function_body(&mut code, body.clone())?;
                self.code = code;
            }
        }
        Ok(())
    }

    /// Adds the function that puts the pieces in place, each of them if nothing else has.
    fn start(&mut self, pieces: &[&Piece<'a>], places: &[Vec<Place>]) {
        let mut start = Function::new([]);
        let mut code = start.instructions();
        for (piece, places) in pieces.iter().zip(places) {
            code.i32_const(piece.number.cast_signed()).call(FIRST_FUNCTION).if_(BlockType::Empty);
            for (slot, functions) in &piece.elements {
                let functions: Vec<_> =
                    functions.iter().map(|function| places[*function as usize].number).collect();
                let segment = self.elements.len();
                code.i32_const(slot.cast_signed()).i32_const(0).i32_const(length(&functions));
                code.table_init(0, segment).elem_drop(segment);
                self.elements.passive(Elements::Functions(functions.into()));
            }
            for (address, bytes) in &piece.data {
                let segment = u32::try_from(self.data.len()).expect("segments are counted in 32 bits");
                code.i32_const(address.cast_signed()).i32_const(0).i32_const(length(bytes));
                code.memory_init(0, segment).data_drop(segment);
                self.data.push(bytes);
            }
            code.end();
        }
        code.end();
        let own_type = self.type_of(&FuncType::new([], []));
        self.functions.push(own_type);
        self.code.function(&start);
    }

    fn finish(mut self) -> Vec<u8> {
        let asks = self.type_of(&FuncType::new([ValType::I32], [ValType::I32]));
        let mut imports = ImportSection::new();
        imports.import(SHARED, FIRST, EntityType::Function(asks));
        for import in &self.imports {
            // Only functions have types of the module's own, and pieces import none.
            let of = EntityType::try_from(import.ty).expect("a table, a memory or a global");
            imports.import(import.module, import.name, of);
        }
        let mut types = TypeSection::new();
        for of in &self.types {
            types.ty().func_type(of);
        }
        let mut functions = FunctionSection::new();
        for of in &self.functions {
            functions.function(*of);
        }
        let mut data = DataSection::new();
        for bytes in &self.data {
            data.passive(bytes.iter().copied());
        }
        let start = FIRST_FUNCTION + self.code.len();
        let mut module = Module::new();
        module
            .section(&types)
            .section(&imports)
            .section(&functions)
            .section(&StartSection { function_index: start })
            .section(&self.elements)
            .section(&DataCountSection { count: data.len() })
            .section(&self.code)
            .section(&data);
        module.finish()
    }
}

/// How many there are, as the instructions want it.
fn length<T>(all: &[T]) -> i32 {
    i32::try_from(all.len()).expect("a segment is shorter than the memory")
}

/// Whether two pieces import the same thing.
fn same(one: &wasmparser::Import, other: &wasmparser::Import) -> bool {
    (one.module, one.name) == (other.module, other.name)
}

/// Writes code of a piece with the numbers of the merged module.
struct Renumbered<'m, 'a> {
    merged: &'m mut Merged<'a>,
    piece: &'m Piece<'a>,
    places: &'m [Place],
}

impl Renumbered<'_, '_> {
    /// The number, in the merged module, of an import of the piece. Imports of each kind are counted by themselves.
    fn import(&self, place: u32, is_of_kind: impl Fn(TypeRef) -> bool) -> u32 {
        let mut of_piece = self.piece.imports.iter().filter(|import| is_of_kind(import.ty));
        let wanted = of_piece.nth(place as usize).expect("the splitter's pieces use what they import");
        let mut all = self.merged.imports.iter().filter(|import| is_of_kind(import.ty));
        let at = all.position(|import| same(import, wanted)).expect("all imports are taken over");
        u32::try_from(at).expect("imports are counted in 32 bits")
    }
}

type Numbered = Result<u32, Error<Infallible>>;

impl Reencode for Renumbered<'_, '_> {
    type Error = Infallible;

    fn function_index(&mut self, function: u32) -> Numbered {
        Ok(self.places[function as usize].number)
    }

    fn type_index(&mut self, of: u32) -> Numbered {
        Ok(self.merged.type_of(&self.piece.types[of as usize]))
    }

    fn table_index(&mut self, table: u32) -> Numbered {
        Ok(self.import(table, |of| matches!(of, TypeRef::Table(_))))
    }

    fn memory_index(&mut self, memory: u32) -> Numbered {
        Ok(self.import(memory, |of| matches!(of, TypeRef::Memory(_))))
    }

    fn global_index(&mut self, global: u32) -> Numbered {
        Ok(self.import(global, |of| matches!(of, TypeRef::Global(_))))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use wasm_encoder::{ConstExpr, ElementMode, ElementSegment, GlobalType, MemoryType, RefType, TableType};
    use wasmparser::{Parser, Payload, Validator};

    /// A piece with functions of no parameters, the first from `slot` on in the table; with a byte at an address; and with types and
    /// imports that it does not use.
    fn piece(slot: i32, address: i32, functions: &[&dyn Fn(&mut Function)]) -> Vec<u8> {
        let mut types = TypeSection::new();
        types.ty().func_type(&FuncType::new([ValType::F64], []));
        types.ty().func_type(&FuncType::new([], []));
        let mut imports = ImportSection::new();
        let memory =
            MemoryType { minimum: 1, maximum: None, memory64: false, shared: false, page_size_log2: None };
        let table = TableType {
            element_type: RefType::FUNCREF,
            table64: false,
            minimum: 9,
            maximum: None,
            shared: false,
        };
        let stack = GlobalType { val_type: ValType::I32, mutable: true, shared: false };
        imports.import(SHARED, "memory", memory).import(SHARED, "table", table);
        if slot % 2 == 1 {
            imports.import(SHARED, "unused", stack);
        }
        imports.import(SHARED, "stack", stack);
        let (mut of_types, mut code) = (FunctionSection::new(), CodeSection::new());
        for write in functions {
            of_types.function(1);
            let mut function = Function::new([]);
            write(&mut function);
            function.instructions().end();
            code.function(&function);
        }
        let mut elements = ElementSection::new();
        elements.segment(ElementSegment {
            mode: ElementMode::Active { table: Some(0), offset: &ConstExpr::i32_const(slot) },
            elements: Elements::Functions(vec![0].into()),
        });
        let mut data = DataSection::new();
        data.active(0, &ConstExpr::i32_const(0), []).active(0, &ConstExpr::i32_const(address), [7]);
        let mut module = Module::new();
        module
            .section(&types)
            .section(&imports)
            .section(&of_types)
            .section(&elements)
            .section(&DataCountSection { count: 2 })
            .section(&code)
            .section(&data);
        module.finish()
    }

    /// Writes a number to the global of the stack, which is the second import of a global in every other piece.
    fn keeps(number: i32, global: u32) -> impl Fn(&mut Function) {
        move |function| _ = function.instructions().i32_const(number).global_set(global)
    }

    fn calls(function: u32) -> impl Fn(&mut Function) {
        move |body| _ = body.instructions().call(function)
    }

    fn forwards(slot: i32) -> impl Fn(&mut Function) {
        move |body| _ = body.instructions().i32_const(slot).call_indirect(0, 1)
    }

    /// What pieces become, each with its number.
    fn merged(pieces: &[(u32, &[u8])]) -> Vec<u8> {
        let parsed: Vec<_> =
            pieces.iter().map(|(number, bytes)| Piece::parse(*number, bytes).unwrap()).collect();
        merge(&parsed.iter().collect::<Vec<_>>()).unwrap()
    }

    /// The functions of a module, each as its instructions.
    fn written(module: &[u8]) -> Vec<String> {
        Validator::new().validate_all(module).unwrap();
        let mut functions = Vec::new();
        for payload in Parser::new(0).parse_all(module) {
            if let Payload::CodeSectionEntry(body) = payload.unwrap() {
                let operators: Vec<_> = body
                    .get_operators_reader()
                    .unwrap()
                    .into_iter()
                    .map(|operator| format!("{:?}", operator.unwrap()))
                    .collect();
                functions.push(operators.join(" "));
            }
        }
        functions
    }

    #[test]
    fn what_pieces_call_in_each_other_is_called_directly() {
        let one = piece(2, 40, &[&calls(1), &forwards(5)]);
        let other = piece(5, 50, &[&keeps(8, 1)]);
        let functions = written(&merged(&[(0, &one), (1, &other)]));
        assert_eq!(
            functions[..2],
            ["Call { function_index: 2 } End", "I32Const { value: 8 } GlobalSet { global_index: 0 } End"],
            "and the global has one number in all"
        );
        assert_eq!(functions.len(), 3, "these and the start: {functions:?}");
    }

    #[test]
    fn what_lies_outside_is_called_through_the_table_by_one_function_for_all() {
        let one = piece(2, 40, &[&calls(1), &forwards(8)]);
        let other = piece(4, 50, &[&calls(2), &keeps(3, 0), &forwards(8)]);
        let functions = written(&merged(&[(0, &one), (1, &other)]));
        let through = "I32Const { value: 8 } CallIndirect";
        assert_eq!(functions.iter().filter(|function| function.starts_with(through)).count(), 1);
        assert!(functions[0].starts_with("Call { function_index: 2 }"), "{functions:?}");
        assert!(functions[2].starts_with("Call { function_index: 2 }"), "{functions:?}");
    }

    #[test]
    fn what_forwards_to_itself_or_in_a_ring_stays_as_it_is() {
        let one = piece(2, 40, &[&forwards(4)]);
        let other = piece(4, 50, &[&forwards(2)]);
        let functions = written(&merged(&[(0, &one), (1, &other)]));
        assert!(functions[0].starts_with("I32Const { value: 4 } CallIndirect"), "{functions:?}");
        assert!(functions[1].starts_with("I32Const { value: 2 } CallIndirect"), "{functions:?}");
    }

    #[test]
    fn each_piece_is_put_in_place_only_where_it_is_the_first_of_its_number() {
        let one = piece(2, 40, &[&keeps(1, 0)]);
        let other = piece(4, 50, &[&keeps(2, 0)]);
        let functions = written(&merged(&[(6, &one), (9, &other)]));
        let place = |number, segment, slot, address| {
            let asks = format!(
                "I32Const {{ value: {number} }} Call {{ function_index: 0 }} If {{ blockty: Empty }}"
            );
            let puts = |into: i32, what: &str, dropped: &str| {
                format!(
                    "I32Const {{ value: {into} }} I32Const {{ value: 0 }} I32Const {{ value: 1 }} {what} {dropped}"
                )
            };
            let table = puts(
                slot,
                &format!("TableInit {{ elem_index: {segment}, table: 0 }}"),
                &format!("ElemDrop {{ elem_index: {segment} }}"),
            );
            let memory = puts(
                address,
                &format!("MemoryInit {{ data_index: {segment}, mem: 0 }}"),
                &format!("DataDrop {{ data_index: {segment} }}"),
            );
            format!("{asks} {table} {memory} End")
        };
        assert_eq!(functions[2], format!("{} {} End", place(6, 0, 2, 40), place(9, 1, 4, 50)));
    }

    #[test]
    fn types_that_no_function_has_are_left_out() {
        let merged = merged(&[(0, &piece(2, 40, &[&keeps(1, 0)]))]);
        let types = Parser::new(0).parse_all(&merged).find_map(|payload| match payload.unwrap() {
            Payload::TypeSection(types) => Some(types.count()),
            _ => None,
        });
        assert_eq!(types, Some(2), "that of the functions, and that of the question");
    }

    #[test]
    fn a_piece_of_another_kind_is_refused() {
        let mut exports = Module::new();
        let mut section = wasm_encoder::ExportSection::new();
        section.export("memory", wasm_encoder::ExportKind::Memory, 0);
        exports.section(&section);
        let error = Piece::parse(3, &exports.finish()).map(drop).unwrap_err();
        assert_eq!(format!("{error:#}"), "piece 3: a piece defines what only the main part should");
        assert!(Piece::parse(4, b"\0asm").is_err());
    }

    #[test]
    fn the_weight_of_a_piece_is_what_it_does_and_knows() {
        let small = piece(2, 40, &[&keeps(1, 0)]);
        let large = piece(2, 40, &[&keeps(1, 0), &keeps(100_000, 0)]);
        let [small, large] = [small, large].map(|piece| Piece::parse(0, &piece).unwrap().weight());
        assert_eq!(small + 8, large);
    }
}
