//! Writes five modules to `OUT_DIR`: the formulas as MathML, the list of pages, their prose, the texts, and the tables of names
//! by id. The crate `content` reads the files.

use std::path::Path;
use std::{env, error::Error, fs};

use content::{formulas, names, pages, prose, texts};

fn main() -> Result<(), Box<dyn Error>> {
    println!("cargo::rerun-if-changed=build.rs");
    if env::var("CARGO_CFG_TARGET_FAMILY").is_ok_and(|family| family == "wasm") {
        // The splitter cuts the page into pieces after it was linked, and needs to know which function refers to which.
        println!("cargo::rustc-link-arg-bin=deltascope=--emit-relocs");
    }
    let root = Path::new(".");
    for file in [formulas::FILE, formulas::SYMBOLS_FILE, pages::FILE, texts::FOLDER] {
        println!("cargo::rerun-if-changed={file}");
    }
    for page in pages::read(root)? {
        println!("cargo::rerun-if-changed={}", prose::file(&page.slug));
    }
    let out = env::var("OUT_DIR")?;
    let write = |module: &str, rust: String| fs::write(Path::new(&out).join(module), rust);
    write("formulas.rs", formulas::module(root)?)?;
    write("i18n.rs", texts::module()?)?;
    write("names.rs", names::module(root)?)?;
    write("pages.rs", pages::module(root)?)?;
    write("prose.rs", prose::module(root)?)?;
    Ok(())
}
