//! Converts `formulas/formulas.toml` (LaTeX) to a Rust module of MathML constants in `OUT_DIR`.
//!
//! A formula that does not convert fails the build with its key and the reason.

use leptos_i18n_parser::parse_locales::options::{Config, ParseOptions};
use leptos_i18n_parser::parse_locales::parse_locales;
use math_core::{LatexToMathML, MathCoreConfig, MathDisplay};
use roxmltree::{Document, Node};
use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::{env, error::Error, fs, path::Path};
use toml::{Table, Value};

const FORMULAS: &str = "formulas/formulas.toml";
const SYMBOLS: &str = "formulas/symbols.toml";

/// Letter → symbol id; an empty id means that the letter is ink.
type Letters = BTreeMap<String, String>;

fn main() -> Result<(), Box<dyn Error>> {
    println!("cargo::rerun-if-changed=build.rs");
    println!("cargo::rerun-if-changed={FORMULAS}");
    println!("cargo::rerun-if-changed={SYMBOLS}");

    if env::var("CARGO_CFG_TARGET_FAMILY").is_ok_and(|family| family == "wasm") {
        // The page is cut into pieces after it was linked; whoever cuts must know what refers to what.
        println!("cargo::rustc-link-arg-bin=deltascope=--emit-relocs");
    }

    let symbols: BTreeMap<String, Vec<String>> =
        toml::from_str(&fs::read_to_string(SYMBOLS)?).map_err(|e| format!("{SYMBOLS}: {e}"))?;
    let formulas: Table =
        toml::from_str(&fs::read_to_string(FORMULAS)?).map_err(|e| format!("{FORMULAS}: {e}"))?;

    let mut generator = Generator::new(&symbols)?;
    let mut rust = String::new();
    generator.group(&formulas, "", &mut rust)?;

    writeln!(rust, "/// Every formula, in the order of `{FORMULAS}`.")?;
    writeln!(rust, "pub const ALL: &[Formula] = &[{}];", generator.paths.join(", "))?;
    writeln!(rust, "/// The symbol ids of `{SYMBOLS}`, each with the letters that stand for it.")?;
    writeln!(rust, "pub const SYMBOL_LETTERS: &[(&str, &[&str])] = &[")?;
    for (id, letters) in &symbols {
        writeln!(rust, "    ({id:?}, &{letters:?}),")?;
    }
    writeln!(rust, "];")?;

    fs::write(Path::new(&env::var("OUT_DIR")?).join("formulas.rs"), rust)?;
    texts()
}

/// The texts of `locales/` as a Rust module. It is what leptos_i18n_build writes, by the same two crates, without the
/// number and date formats that come with that one and are not used here.
fn texts() -> Result<(), Box<dyn Error>> {
    let options = ParseOptions::new().interpolate_display(true);
    let config = Config::new("en")?.add_locale("zh-CN")?.parse_options(options);
    let locales = parse_locales(None, config)?;
    for path in locales.tracked_files.iter().flatten() {
        println!("cargo::rerun-if-changed={path}");
    }
    for error in locales.diag.errors().iter() {
        println!("cargo::error={error}");
    }
    for warning in locales.diag.warnings().iter() {
        println!("cargo::error=a text is missing or is one too many: {warning}");
    }
    let module = leptos_i18n_codegen::gen_code(&locales, None, false, None, true)?;
    fs::write(Path::new(&env::var("OUT_DIR")?).join("i18n.rs"), module.to_string())?;
    Ok(())
}

struct Generator {
    converter: LatexToMathML,
    letters: Letters,
    /// The Rust path of every constant written so far.
    paths: Vec<String>,
}

impl Generator {
    fn new(symbols: &BTreeMap<String, Vec<String>>) -> Result<Self, Box<dyn Error>> {
        let mut letters = Letters::new();
        for (id, own) in symbols {
            for letter in own {
                if let Some(other) = letters.insert(letter.clone(), id.clone()) {
                    return Err(format!("{SYMBOLS}: {letter} stands for both {other} and {id}").into());
                }
            }
        }
        let converter = LatexToMathML::new(MathCoreConfig::default()).map_err(|(e, ..)| e.to_string())?;
        Ok(Self { converter, letters, paths: Vec::new() })
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
            writeln!(rust, "pub const {constant}: Formula =")?;
            writeln!(rust, "    Formula {{ key: {key:?}, latex: {latex:?}, mathml: {mathml:?} }};")?;
            self.paths.push(prefix.replace('.', "::") + &constant);
        }
        Ok(())
    }

    /// The children of the `<math>` element, symbols classed.
    fn mathml(&self, latex: &str, overrides: Option<&Value>) -> Result<String, Box<dyn Error>> {
        let mut letters = self.letters.clone();
        if let Some(overrides) = overrides {
            letters.extend(overrides.clone().try_into::<Letters>()?);
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

/// Where a node stands, which decides whether its letters are marked.
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
