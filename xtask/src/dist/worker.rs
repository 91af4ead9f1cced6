//! Gives the files of the timing worker names that change with their content, as Trunk does for the page's own files.
//!
//! Without this a browser could run yesterday's worker under today's page. The loader imports the glue, the glue imports the
//! kernels in JavaScript and the script that fetches the fused ones, and fetches the wasm; each is renamed after the names
//! inside it were rewritten, so a change anywhere changes every name that leads to it.

use std::fs;
use std::path::Path;

use anyhow::{Context, Result, bail, ensure};

use super::scalar::VECTORS;
use super::slim::slim;
use super::{files_in, rename, web_file};

/// The name of the module of fused kernels in dist/, before the hash is added.
pub const FUSED: &str = "fused_kernels.wasm";

/// What starts the worker, as index.html names it.
pub const LOADER: &str = "timing_worker_loader.js";

/// Where wasm-bindgen puts the JavaScript that a crate brings along, one folder for each crate.
const SNIPPETS: &str = "snippets";
/// That JavaScript: its path below such a folder, and its name in dist/ before the hash is added.
const SCRIPTS: [(&str, &str); 2] =
    [("src/fast/javascript.js", "kernels.js"), ("src/browser/fused_kernels.js", "fused_kernels.js")];

/// The worker's glue and its program, by their final names.
pub struct Worker {
    glue: String,
    program: String,
}

/// Renames the files of the worker.
pub fn name_by_content(dist: &Path) -> Result<Worker> {
    let fused = rename::by_content(dist, FUSED, &[])?;
    let wasm = rename::by_content(dist, "timing_worker_bg.wasm", &[])?;
    let mut scripts = Vec::new();
    for file in files_in(dist)?.into_iter().filter(|file| file.name.starts_with(SNIPPETS)) {
        let place = SCRIPTS.into_iter().find(|(path, _)| file.name.ends_with(path));
        let Some((_, name)) = place else { bail!("{} has no place in dist/", file.name) };
        // wasm-bindgen's folders have names that do not depend on the content.
        fs::rename(&file.path, dist.join(name))?;
        let references = [(FUSED, &*fused)];
        let references = if name == "fused_kernels.js" { &references[..] } else { &[] };
        scripts.push((file.name, rename::by_content(dist, name, references)?));
    }
    ensure!(scripts.len() == SCRIPTS.len(), "the worker brings {} scripts along", scripts.len());
    fs::remove_dir_all(dist.join(SNIPPETS))?;
    let glue = "timing_worker.js";
    let text = fs::read_to_string(dist.join(glue)).with_context(|| format!("there is no {glue}"))?;
    fs::write(dist.join(glue), with_imports(glue, &text, &scripts)?)?;
    let glue = rename::by_content(dist, glue, &[("timing_worker_bg.wasm", &wasm)])?;
    Ok(Worker { glue, program: wasm })
}

/// Writes what starts the worker, in the place of Trunk's, and returns its name.
pub fn loader(dist: &Path, Worker { glue, program }: &Worker, scalar: &str) -> Result<String> {
    fs::write(dist.join(LOADER), slim(LOADER, &web_file("worker.js")?)?)?;
    let words = [("GLUE", &**glue), ("MAIN", program), ("SCALAR", scalar), ("VECTORS", VECTORS)];
    rename::by_content(dist, LOADER, &words)
}

/// The glue with the new names of scripts, (old, new), where it imports them. Elsewhere it hands them to the wasm, which knows
/// them by the old names.
fn with_imports(name: &str, glue: &str, scripts: &[(String, String)]) -> Result<String> {
    let mut lines: Vec<String> = glue.lines().map(str::to_owned).collect();
    for (old, new) in scripts {
        let imports = |line: &&mut String| line.starts_with("import ") && line.contains(old);
        let line = lines.iter_mut().find(imports).with_context(|| format!("{name} does not import {old}"))?;
        *line = line.replace(old, new);
    }
    Ok(lines.join("\n"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn scripts_are_renamed_where_they_are_imported_and_keep_the_names_that_the_wasm_knows() {
        let glue =
            "import { a } from './s/a.js';\nimport * as it from \"./s/b.js\"\nwith({ \"./s/b.js\": it });";
        let scripts = ["a", "b"].map(|name| (format!("s/{name}.js"), format!("{name}-0.js")));
        let wanted =
            "import { a } from './a-0.js';\nimport * as it from \"./b-0.js\"\nwith({ \"./s/b.js\": it });";
        assert_eq!(with_imports("glue.js", glue, &scripts).unwrap(), wanted);
        let missing = [("s/c.js".to_owned(), "c-0.js".to_owned())];
        assert!(with_imports("glue.js", glue, &missing).unwrap_err().to_string().contains("s/c.js"));
    }
}
