//! The programs once more, without vector instructions: in a folder of their own, which only an engine asks for that knows none.

use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use anyhow::{Context, Result};

use super::{BuiltFile, files_in};
use crate::digest;

/// A module of one function that returns a vector, for scripts: whether the engine knows vector instructions.
pub const VECTORS: &str = "[0, 97, 115, 109, 1, 0, 0, 0, 1, 5, 1, 96, 0, 1, 123, 3, 2, 1, 0, 10, 10, 1, 8, 0, 65, 0, 253, 15, 253, 98, 11]";

/// What is only asked for where there are vector instructions, and more.
const BEYOND: &str = "fused_kernels";

/// What the name of the folder begins with.
const FOLDER: &str = "scalar-";

/// The folder, of a file of dist/ that is in it.
pub fn folder_of(name: &str) -> Option<&str> {
    let (folder, _) = name.split_once('/')?;
    folder.starts_with(FOLDER).then_some(folder)
}

/// Writes them, under their own names, with a list of their hashes for the service worker; the name of the folder.
pub fn write(dist: &Path) -> Result<String> {
    let mut programs = Vec::new();
    for BuiltFile { name, path } in files_in(dist)? {
        if name.ends_with(".wasm") && !name.starts_with(BEYOND) {
            let lowered = ::scalar::lower(&fs::read(path)?).with_context(|| name.clone())?;
            programs.push((name, lowered));
        }
    }
    let all: Vec<u8> = programs.iter().flat_map(|(_, program)| program).copied().collect();
    let folder = format!("{FOLDER}{}", digest::short(&all));
    fs::create_dir_all(dist.join(&folder))?;
    let mut list = String::from("self.programs = {\n");
    for (name, program) in programs {
        writeln!(list, "  \"./{folder}/{name}\": \"{}\",", digest::integrity(&program))?;
        fs::write(dist.join(&folder).join(name), program)?;
    }
    list.push_str("};\n");
    fs::write(dist.join(&folder).join("programs.js"), list)?;
    Ok(folder)
}
