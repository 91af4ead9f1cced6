//! Splits one module into the main part, a piece for each split point, and pieces that several split points share.

use std::fs;
use std::path::{Path, PathBuf};

use eyre::{Result, WrapErr};
use wasm_split_cli_support::{Options, transform};

/// Splits the module `input` into the folder `pieces`, which is emptied first, and returns the main part's file.
///
/// Beside it lie `split_<name>.wasm`, one for each split point; `chunk_<number>.wasm`, one for each set of split points
/// that share something; and `pieces.js`, which loads them. `pieces.js` and wasm-bindgen's glue, `deltascope.js`, import
/// each other.
pub fn split(input: &Path, pieces: &Path) -> Result<PathBuf> {
    let wasm = fs::read(input).wrap_err_with(|| format!("could not read {}", input.display()))?;
    if pieces.exists() {
        fs::remove_dir_all(pieces)?;
    }
    fs::create_dir_all(pieces)?;
    let main = pieces.join("main.wasm");
    let mut options = Options::new(&wasm);
    options.output_dir = pieces;
    options.main_out_path = &main;
    options.link_name = "./pieces.js";
    options.main_module = "./deltascope.js";
    transform(options).wrap_err_with(|| format!("{} cannot be split", input.display()))?;
    Ok(main)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_module_linked_without_relocations_is_refused() {
        let folder = std::env::temp_dir().join(format!("deltascope-splitter-{}", std::process::id()));
        fs::create_dir_all(&folder).unwrap();
        let input = folder.join("deltascope.wasm");
        fs::write(&input, b"\0asm\x01\0\0\0").unwrap();
        let error = split(&input, &folder.join("pieces")).unwrap_err();
        fs::remove_dir_all(&folder).unwrap();
        assert!(format!("{error:#}").contains("--emit-relocs"), "{error:#}");
    }
}
