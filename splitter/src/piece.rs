//! A piece of a program as the splitter leaves it, taken apart.

use eyre::{Result, WrapErr, bail, ensure};
use wasm_encoder::FuncType;
use wasmparser::{
    ConstExpr, DataKind, ElementItems, ElementKind, FunctionBody, Import, Operator, Parser, Payload, TypeRef,
};

/// A piece, of which the splitter makes a module without exports. All that it defines are functions; what it needs of others, it
/// imports, or finds in slots of the table.
pub struct Piece<'a> {
    /// Its number in the program.
    pub number: u32,
    pub types: Vec<FuncType>,
    pub imports: Vec<Import<'a>>,
    /// The types of its functions.
    pub functions: Vec<u32>,
    pub bodies: Vec<FunctionBody<'a>>,
    /// Functions with the slots of the table from which on they stand.
    pub elements: Vec<(u32, Vec<u32>)>,
    /// Bytes with the addresses from which on they stand.
    pub data: Vec<(u32, &'a [u8])>,
}

impl<'a> Piece<'a> {
    /// # Errors
    /// What is no module, or has what the splitter does not put into pieces.
    pub fn parse(number: u32, bytes: &'a [u8]) -> Result<Self> {
        let mut piece = Self {
            number,
            types: Vec::new(),
            imports: Vec::new(),
            functions: Vec::new(),
            bodies: Vec::new(),
            elements: Vec::new(),
            data: Vec::new(),
        };
        piece.read(bytes).wrap_err_with(|| format!("piece {number}"))?;
        Ok(piece)
    }

    fn read(&mut self, bytes: &'a [u8]) -> Result<()> {
        for payload in Parser::new(0).parse_all(bytes) {
            match payload? {
                Payload::TypeSection(types) => {
                    for of in types.into_iter_err_on_gc_types() {
                        self.types.push(of?.try_into()?);
                    }
                }
                Payload::ImportSection(imports) => {
                    self.imports = imports.into_imports().collect::<Result<_, _>>()?;
                }
                Payload::FunctionSection(types) => {
                    self.functions = types.into_iter().collect::<Result<_, _>>()?
                }
                Payload::CodeSectionEntry(body) => self.bodies.push(body),
                Payload::ElementSection(elements) => {
                    for element in elements {
                        let element = element?;
                        let (ElementKind::Active { offset_expr, .. }, ElementItems::Functions(functions)) =
                            (element.kind, element.items)
                        else {
                            bail!("an element segment of another kind");
                        };
                        let functions = functions.into_iter().collect::<Result<_, _>>()?;
                        self.elements.push((constant(&offset_expr)?, functions));
                    }
                }
                Payload::DataSection(segments) => {
                    for segment in segments {
                        let segment = segment?;
                        // The splitter keeps the numbers of the segments, and leaves empty what other pieces hold.
                        if segment.data.is_empty() {
                            continue;
                        }
                        let DataKind::Active { offset_expr, .. } = segment.kind else {
                            bail!("a data segment that the code puts in place");
                        };
                        self.data.push((constant(&offset_expr)?, segment.data));
                    }
                }
                // The splitter writes this section also where it is empty.
                Payload::ExportSection(exports) if exports.count() == 0 => {}
                Payload::TableSection(_)
                | Payload::MemorySection(_)
                | Payload::GlobalSection(_)
                | Payload::TagSection(_)
                | Payload::ExportSection(_)
                | Payload::StartSection { .. } => bail!("a piece defines what only the main part should"),
                _ => {}
            }
        }
        let imports_function =
            self.imports.iter().any(|import| matches!(import.ty, TypeRef::Func(_) | TypeRef::FuncExact(_)));
        ensure!(!imports_function, "a piece imports a function");
        Ok(())
    }

    /// The bytes of its code and data: what is left of it in a merged module.
    pub fn weight(&self) -> usize {
        let code: usize = self.bodies.iter().map(|body| body.as_bytes().len()).sum();
        let data: usize = self.data.iter().map(|(_, bytes)| bytes.len()).sum();
        code + data
    }

    /// The slot whose function this one calls with its own arguments, if that is all it does: so pieces call each other.
    pub fn forwards_to(&self, function: usize) -> Result<Option<u32>> {
        let body = &self.bodies[function];
        if body.get_locals_reader()?.get_count() > 0 {
            return Ok(None);
        }
        let own_type = self.functions[function];
        let mut operators = body.get_operators_reader()?.into_iter();
        for parameter in 0..self.types[own_type as usize].params().len() {
            match operators.next().transpose()? {
                Some(Operator::LocalGet { local_index }) if local_index as usize == parameter => {}
                _ => return Ok(None),
            }
        }
        let Some(Operator::I32Const { value: slot }) = operators.next().transpose()? else { return Ok(None) };
        let call = operators.next().transpose()?;
        let calls = matches!(call, Some(Operator::CallIndirect { type_index, .. }) if type_index == own_type);
        let ends = matches!(operators.next().transpose()?, Some(Operator::End)) && operators.next().is_none();
        Ok((calls && ends).then_some(slot.cast_unsigned()))
    }
}

/// The value of an expression that is a number.
fn constant(expression: &ConstExpr) -> Result<u32> {
    match expression.get_operators_reader().read()? {
        Operator::I32Const { value } => Ok(value.cast_unsigned()),
        other => bail!("a segment begins at {other:?}"),
    }
}
