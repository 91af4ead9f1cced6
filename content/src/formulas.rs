//! The formulas: `formulas/formulas.toml` (LaTeX), converted to MathML.
//!
//! A formula that does not convert is an error with its key and the reason.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use anyhow::{Context, Result, anyhow, bail, ensure};
use math_core::{LatexToMathML, MathCoreConfig, MathDisplay};
use roxmltree::{Document, Node};
use toml::{Table, Value};

/// The file, from the root of the project.
pub const FILE: &str = "formulas/formulas.toml";
/// The letters of the symbols.
pub const SYMBOLS_FILE: &str = "attention/src/trace/symbols.in";

macro_rules! symbols {
    ($($(#[doc = $doc:literal])+ $name:ident $id:literal $($letter:literal)+,)+) => {
        /// The id of every symbol of the crate, and the letters that stand for it.
        const SYMBOLS: &[(&str, &[&str])] = &[$(($id, &[$($letter),+])),+];
    };
}

include!("../../attention/src/trace/symbols.in");

/// Letter → symbol id; an empty id means that the letter is ink.
type Letters = BTreeMap<String, String>;

/// The id of the symbol that a letter stands for in a text.
pub fn symbol_of(letter: char) -> Option<&'static str> {
    let mut own = [0; 4];
    let letter: &str = letter.encode_utf8(&mut own);
    SYMBOLS.iter().find(|(_, letters)| letters.contains(&letter)).map(|(id, _)| *id)
}

/// A formula.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Formula {
    /// Its place in the file, such as `delta_rule.state`.
    pub key: String,
    /// The source.
    pub latex: String,
    /// The contents of a `<math>` element; letters of symbols are classed.
    pub mathml: String,
}

/// Every formula, in the order of the file.
///
/// # Errors
/// A file that cannot be read, or a formula that does not convert.
pub fn read(root: &Path) -> Result<Vec<Formula>> {
    let text = fs::read_to_string(root.join(FILE)).with_context(|| format!("could not read {FILE}"))?;
    let table: Table = toml::from_str(&text).context(FILE)?;
    let mut formulas = Vec::new();
    Converter::new()?.group(&table, "", &mut formulas).context(FILE)?;
    Ok(formulas)
}

/// The formulas as Rust constants, in a module for each group: see `src/formulas.rs`.
///
/// # Errors
/// As [`read`].
pub fn module(root: &Path) -> Result<String> {
    let mut groups: BTreeMap<String, String> = BTreeMap::new();
    let mut all = String::new();
    for Formula { key, latex, mathml } in read(root)? {
        let formula = format!("Formula {{ key: {key:?}, latex: {latex:?}, mathml: {mathml:?} }}");
        let (group, name) =
            key.split_once('.').with_context(|| format!("{FILE}: {key} stands in no group"))?;
        let constant =
            format!("/// `{latex}`\npub(crate) const {}: Formula =\n    {formula};\n", name.to_uppercase());
        groups.entry(group.to_owned()).or_default().push_str(&constant);
        all += &format!("    {formula},\n");
    }
    let modules = groups.iter().map(|(group, constants)| {
        format!("/// The formulas of `{group}`.\npub mod {group} {{\nuse super::Formula;\n{constants}}}\n")
    });
    // As copies of the constants: a use of the constants by name would hide from the compiler which of them nothing shows.
    Ok(format!(
        "{}/// Every formula, in the order of `{FILE}`, for tests.\npub const ALL: &[Formula] = &[\n{all}];\n",
        modules.collect::<String>()
    ))
}

struct Converter {
    converter: LatexToMathML,
    letters: Letters,
}

impl Converter {
    fn new() -> Result<Self> {
        let mut letters = Letters::new();
        for (id, own) in SYMBOLS {
            for letter in *own {
                if let Some(other) = letters.insert((*letter).to_owned(), (*id).to_owned()) {
                    bail!("{SYMBOLS_FILE}: {letter} stands for both {other} and {id}");
                }
            }
        }
        let converter = LatexToMathML::new(MathCoreConfig::default()).map_err(|(e, ..)| anyhow!("{e}"))?;
        Ok(Self { converter, letters })
    }

    /// Converts the formulas of a table and of those in it.
    fn group(&self, table: &Table, prefix: &str, formulas: &mut Vec<Formula>) -> Result<()> {
        for (name, value) in table {
            let key = format!("{prefix}{name}");
            let snake = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_';
            ensure!(
                name.starts_with(|c: char| c.is_ascii_lowercase()) && name.chars().all(snake),
                "{key} does not name a Rust constant in snake_case"
            );
            let (latex, overrides) = match value {
                Value::String(latex) => (latex, None),
                Value::Table(group) => match group.get("latex") {
                    Some(Value::String(latex)) => (latex, group.get("letters")),
                    Some(_) => bail!("{key}: latex is not a string"),
                    None => {
                        self.group(group, &format!("{key}."), formulas)?;
                        continue;
                    }
                },
                _ => bail!("{key} is neither a string nor a table"),
            };
            let mathml = self.mathml(latex, overrides).with_context(|| format!("{key} = '{latex}'"))?;
            formulas.push(Formula { key, latex: latex.clone(), mathml });
        }
        Ok(())
    }

    /// The children of the `<math>` element, symbols classed.
    fn mathml(&self, latex: &str, overrides: Option<&Value>) -> Result<String> {
        let mut letters = self.letters.clone();
        if let Some(overrides) = overrides {
            for (letter, id) in overrides.clone().try_into::<Letters>()? {
                if !id.is_empty() && !SYMBOLS.iter().any(|(known, _)| *known == id) {
                    bail!("{letter} cannot stand for {id}, which is no symbol");
                }
                letters.insert(letter, id);
            }
        }
        let plain = self
            .converter
            .convert_with_local_state(latex, MathDisplay::Block)
            .map_err(|e| anyhow!("{e}"))?
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

/// Writes a text as HTML, also for attributes.
pub(crate) fn escape(text: &str, out: &mut String) {
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
