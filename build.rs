//! Writes five modules to `OUT_DIR`: the formulas as MathML, the list of pages, their prose, the texts, and the tables of names
//! by id. The crate `content` reads the files.

use std::env;
use std::error::Error;

fn main() -> Result<(), Box<dyn Error>> {
    println!("cargo::rerun-if-changed=build.rs");
    #[cfg(feature = "web")]
    write_modules()?;
    if env::var("CARGO_CFG_TARGET_FAMILY").is_ok_and(|family| family == "wasm") {
        // The splitter cuts the page into pieces after it was linked, and needs to know which function refers to which.
        println!("cargo::rustc-link-arg-bin=deltascope=--emit-relocs");
    }
    Ok(())
}

/// Without `web` nobody reads them, and the worker's build is spared the crates that write them.
#[cfg(feature = "web")]
fn write_modules() -> Result<(), Box<dyn Error>> {
    use std::{fs, path::Path};

    use content::{formulas, names, pages, prose, texts};

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
    write("translations.rs", texts::module()?)?;
    write("names.rs", names::module(root)?)?;
    write("pages.rs", pages::module(root)?)?;
    write("prose.rs", prose::module(root)?)?;
    Ok(())
}
