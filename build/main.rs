//! Writes four modules to `OUT_DIR`: the formulas as MathML, the list of pages, the texts, and the tables of names by id.

mod formulas;
mod names;
mod pages;
mod texts;

use std::{env, error::Error, fs, path::Path};

fn main() -> Result<(), Box<dyn Error>> {
    println!("cargo::rerun-if-changed=build");

    if env::var("CARGO_CFG_TARGET_FAMILY").is_ok_and(|family| family == "wasm") {
        // The splitter cuts the page into pieces after it was linked, and needs to know which function refers to which.
        println!("cargo::rustc-link-arg-bin=deltascope=--emit-relocs");
    }
    let out = env::var("OUT_DIR")?;
    let write = |module: &str, rust: String| fs::write(Path::new(&out).join(module), rust);
    write("formulas.rs", formulas::module()?)?;
    write("i18n.rs", texts::module()?)?;
    write("names.rs", names::module()?)?;
    write("pages.rs", pages::module()?)?;
    Ok(())
}
