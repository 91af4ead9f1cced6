//! Converts `formulas/formulas.toml` (LaTeX) to a Rust module of MathML constants.
//!
//! A formula that does not convert fails the build with its key and the reason.

use std::collections::BTreeMap;
use std::error::Error;
use std::fmt::Write as _;
use std::fs;

use math_core::{LatexToMathML, MathCoreConfig, MathDisplay};
use roxmltree::{Document, Node};
use toml::{Table, Value};

const FORMULAS: &str = "formulas/formulas.toml";
const SYMBOLS_FILE: &str = "src/trace/symbols.in";

macro_rules! symbols {
    ($($(#[doc = $doc:literal])+ $name:ident $id:literal $($letter:literal)+,)+) => {
        /// The id of every symbol of the crate, and the letters that stand for it.
        const SYMBOLS: &[(&str, &[&str])] = &[$(($id, &[$($letter),+])),+];
    };
}

include!("../src/trace/symbols.in");

/// Letter → symbol id; an empty id means that the letter is ink.
type Letters = BTreeMap<String, String>;

/// The module.
pub fn module() -> Result<String, Box<dyn Error>> {
    println!("cargo::rerun-if-changed={FORMULAS}");
    println!("cargo::rerun-if-changed={SYMBOLS_FILE}");
    let formulas: Table =
        toml::from_str(&fs::read_to_string(FORMULAS)?).map_err(|e| format!("{FORMULAS}: {e}"))?;
    let mut generator = Generator::new()?;
    let mut rust = String::new();
    generator.group(&formulas, "", &mut rust)?;
    // As copies of the constants: a use of the constants by name would hide from the compiler which of them nothing shows.
    writeln!(rust, "/// Every formula, in the order of `{FORMULAS}`, for tests.")?;
    writeln!(rust, "pub const ALL: &[Formula] = &[\n{}];", generator.all)?;
    Ok(rust)
}

struct Generator {
    converter: LatexToMathML,
    letters: Letters,
    /// The value of every constant written so far.
    all: String,
}

impl Generator {
    fn new() -> Result<Self, Box<dyn Error>> {
        let mut letters = Letters::new();
        for (id, own) in SYMBOLS {
            for letter in *own {
                if let Some(other) = letters.insert((*letter).to_owned(), (*id).to_owned()) {
                    return Err(format!("{SYMBOLS_FILE}: {letter} stands for both {other} and {id}").into());
                }
            }
        }
        let converter = LatexToMathML::new(MathCoreConfig::default()).map_err(|(e, ..)| e.to_string())?;
        Ok(Self { converter, letters, all: String::new() })
    }

    /// Writes one TOML table as Rust: a constant per formula, a module per sub-table.
    fn group(&mut self, table: &Table, prefix: &str, rust: &mut String) -> Result<(), Box<dyn Error>> {
        for (name, value) in table {
            let key = format!("{prefix}{name}");
            if !name.starts_with(|c: char| c.is_ascii_lowercase())
                || !name.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_')
            {
                return Err(format!("{FORMULAS}: {key} does not name a Rust constant in snake_case").into());
            }
            let (latex, overrides) = match value {
                Value::String(latex) => (latex, None),
                Value::Table(group) => match group.get("latex") {
                    Some(Value::String(latex)) => (latex, group.get("letters")),
                    Some(_) => return Err(format!("{FORMULAS}: {key}: latex is not a string").into()),
                    None => {
                        writeln!(rust, "/// The formulas of `{key}`.")?;
                        writeln!(rust, "pub mod {name} {{\nuse super::Formula;")?;
                        self.group(group, &format!("{key}."), rust)?;
                        writeln!(rust, "}}")?;
                        continue;
                    }
                },
                _ => return Err(format!("{FORMULAS}: {key} is neither a string nor a table").into()),
            };
            let mathml =
                self.mathml(latex, overrides).map_err(|e| format!("{FORMULAS}: {key} = '{latex}': {e}"))?;
            let constant = name.to_uppercase();
            writeln!(rust, "/// `{latex}`")?;
            let formula = format!("Formula {{ key: {key:?}, latex: {latex:?}, mathml: {mathml:?} }}");
            writeln!(rust, "pub(crate) const {constant}: Formula =\n    {formula};")?;
            writeln!(self.all, "    {formula},")?;
        }
        Ok(())
    }

    /// The children of the `<math>` element, symbols classed.
    fn mathml(&self, latex: &str, overrides: Option<&Value>) -> Result<String, Box<dyn Error>> {
        let mut letters = self.letters.clone();
        if let Some(overrides) = overrides {
            for (letter, id) in overrides.clone().try_into::<Letters>()? {
                if !id.is_empty() && !SYMBOLS.iter().any(|(known, _)| *known == id) {
                    return Err(format!("{letter} cannot stand for {id}, which is no symbol").into());
                }
                letters.insert(letter, id);
            }
        }
        let plain = self
            .converter
            .convert_with_local_state(latex, MathDisplay::Block)
            .map_err(|e| e.to_string())?
            .mathml;
        let document = Document::parse(&plain)?;
        let mut out = String::new();
        for child in document.root_element().children() {
            write_node(child, &letters, Place::Line, &mut out);
        }
        Ok(out)
    }
}

/// The place of a node in a formula; it decides whether the letters of the node are marked.
#[derive(Clone, Copy, PartialEq)]
enum Place {
    /// On the line, or in a superscript that does not belong to a symbol: letters are marked.
    Line,
    /// In an index, or inside an element that is marked already.
    Quiet,
    /// The superscript of a marked element, which is ink again: the ⊤ of `k_t^\top`.
    Raised,
}

/// Writes `node` as MathML, with `class` and `data-symbol` on the elements that are symbols.
fn write_node(node: Node, letters: &Letters, place: Place, out: &mut String) {
    if node.is_text() {
        escape(node.text().unwrap_or_default(), out);
        return;
    }
    let symbol = if place == Place::Line { symbol(node, letters) } else { None };
    let class = match symbol {
        Some(id) => format!("sym sym-{id}"),
        None if place == Place::Raised => "ink".to_owned(),
        None => String::new(),
    };

    let name = node.tag_name().name();
    *out += &format!("<{name}");
    let added = [("class", class.as_str()), ("data-symbol", symbol.unwrap_or_default())];
    let own = node.attributes().map(|a| (a.name(), a.value()));
    for (attribute, value) in own.chain(added.into_iter().filter(|(_, value)| !value.is_empty())) {
        *out += &format!(" {attribute}=\"");
        escape(value, out);
        out.push('"');
    }
    out.push('>');
    for (index, child) in node.children().enumerate() {
        let place = match (name, index) {
            ("msub" | "msubsup" | "munder" | "munderover", 1) => Place::Quiet,
            ("msubsup", 2) if symbol.is_some() => Place::Raised,
            _ if symbol.is_some() || place != Place::Line => Place::Quiet,
            _ => Place::Line,
        };
        write_node(child, letters, place, out);
    }
    *out += &format!("</{name}>");
}

/// The symbol that an element is: a letter of ours, alone or under an accent or with its index.
fn symbol<'a>(node: Node, letters: &'a Letters) -> Option<&'a str> {
    match node.tag_name().name() {
        "mi" if !node.has_attribute("mathvariant") => {
            letters.get(node.text()?).map(String::as_str).filter(|id| !id.is_empty())
        }
        "msub" | "msubsup" => symbol(node.first_child()?, letters),
        "mover" if node.has_attribute("accent") => symbol(node.first_child()?, letters),
        _ => None,
    }
}

fn escape(text: &str, out: &mut String) {
    for character in text.chars() {
        match character {
            '&' => *out += "&amp;",
            '<' => *out += "&lt;",
            '>' => *out += "&gt;",
            '"' => *out += "&quot;",
            other => out.push(other),
        }
    }
}
