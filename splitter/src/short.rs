//! Short names for what the main part takes from its glue. wasm-bindgen's are long, and end with a hash that no compression makes
//! smaller; each stands in both files, which every page fetches first.

use std::collections::BTreeMap;
use std::convert::Infallible;

use eyre::{Result, ensure};
use wasm_encoder::reencode::{Error, Reencode, utils};
use wasm_encoder::{ImportSection, Module};
use wasmparser::{Imports, Parser, Payload, SectionLimited};

/// The letters of a short name.
const LETTERS: &[u8] = b"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";

/// The module and its glue, in which everything that the module imports `from` the glue has a short name.
///
/// # Errors
/// What is no module, and a name that the glue does not give exactly once, at the beginning of a line.
pub fn names(module: &[u8], glue: &str, from: &str) -> Result<(Vec<u8>, String)> {
    let mut short = Short { from, names: BTreeMap::new() };
    for payload in Parser::new(0).parse_all(module) {
        if let Payload::ImportSection(imports) = payload? {
            for import in imports.into_imports() {
                let import = import?;
                if import.module == from {
                    let next = name(short.names.len());
                    short.names.entry(import.name.to_owned()).or_insert(next);
                }
            }
        }
    }
    let glue = short.glue(glue)?;
    let mut out = Module::new();
    short.parse_core_module(&mut out, Parser::new(0), module)?;
    Ok((out.finish(), glue))
}

/// A number in letters.
fn name(mut number: usize) -> String {
    let mut name = String::new();
    loop {
        name.push(LETTERS[number % LETTERS.len()].into());
        number /= LETTERS.len();
        if number == 0 {
            return name;
        }
    }
}

struct Short<'a> {
    from: &'a str,
    /// The short name of each long one.
    names: BTreeMap<String, String>,
}

impl Short<'_> {
    /// The glue gives each function in a line that begins with its name and a colon.
    fn glue(&self, glue: &str) -> Result<String> {
        let mut text = String::with_capacity(glue.len());
        let mut given = 0;
        for line in glue.split_inclusive('\n') {
            let short = line
                .trim_start()
                .split_once(':')
                .and_then(|(long, rest)| Some((self.names.get(long)?, rest)));
            if let Some((short, rest)) = short {
                text.extend([short, ":", rest]);
                given += 1;
            } else {
                text += line;
            }
        }
        ensure!(given == self.names.len(), "the glue gives {given} of {} names", self.names.len());
        Ok(text)
    }
}

impl Reencode for Short<'_> {
    type Error = Infallible;

    fn parse_import_section(
        &mut self,
        imports: &mut ImportSection,
        section: SectionLimited<'_, Imports<'_>>,
    ) -> Result<(), Error<Infallible>> {
        for import in section.into_imports() {
            let mut import = import?;
            let short = self.names.get(import.name).filter(|_| import.module == self.from).cloned();
            if let Some(short) = &short {
                import.name = short;
            }
            utils::parse_import(self, imports, import)?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use wasm_encoder::{EntityType, TypeSection};

    /// A module that imports functions.
    fn importing(names: &[(&str, &str)]) -> Vec<u8> {
        let mut types = TypeSection::new();
        types.ty().function([], []);
        let mut imports = ImportSection::new();
        for (module, name) in names {
            imports.import(module, name, EntityType::Function(0));
        }
        let mut module = Module::new();
        module.section(&types).section(&imports);
        module.finish()
    }

    #[test]
    fn the_module_and_its_glue_say_the_same_short_names() {
        let module = importing(&[
            ("./a_bg.js", "__wbg_now_0123"),
            ("./pieces.js", "load"),
            ("./a_bg.js", "__wbg_log_4567"),
        ]);
        let glue = "const b = {\n    __wbg_log_4567: function(x) {\n    },\n    __wbg_now_0123: typeof f == 'function' ? f : g,\n};\n";
        let (short, text) = names(&module, glue, "./a_bg.js").unwrap();
        assert_eq!(short, importing(&[("./a_bg.js", "a"), ("./pieces.js", "load"), ("./a_bg.js", "b")]));
        assert_eq!(text, "const b = {\nb: function(x) {\n    },\na: typeof f == 'function' ? f : g,\n};\n");
    }

    #[test]
    fn a_name_that_the_glue_does_not_give_is_an_error() {
        let module = importing(&[("./a_bg.js", "__wbg_now_0123")]);
        let error = names(&module, "const b = {};\n", "./a_bg.js").unwrap_err();
        assert!(error.to_string().contains("0 of 1"), "{error}");
    }

    #[test]
    fn no_two_numbers_have_one_name() {
        let names: std::collections::BTreeSet<_> = (0..3000).map(name).collect();
        assert_eq!(names.len(), 3000);
    }
}
