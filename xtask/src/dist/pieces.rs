//! The pieces of the page's wasm: brought into dist/, bundled, and named by their content.
//!
//! The splitter leaves a main part, a piece for each page, and small pieces, one for each set of pages that have
//! something in common. A request for each would be slow, so these travel together, as the custom sections of a module,
//! and `web/shared_pieces.js` takes them out of it; `bundles.rs` says which travel with which.
//!
//! This file is long because its tests build a small wasm module of each kind.

use std::fs;
use std::path::Path;

use anyhow::{Context, Result, ensure};

use super::bundles::{Bundle, bundles};
use super::{BuiltFile, files_in, rename, web_file};
use crate::digest;

/// Imported by the glue: loads the pieces, and imports the glue in turn.
const LOADER: &str = "pieces.js";
/// The glue as the splitter names it to the loader; Trunk puts a hash of the unsplit wasm into its name.
const GLUE: &str = "deltascope.js";
/// The most bundles that there are. A page fetches those that hold something for it, all at once.
const MOST_BUNDLES: usize = 12;
/// Where `web/shared_pieces.js` lists the bundles.
const BUNDLES: &str = "BUNDLES";
/// What the names of the bundles begin with.
pub const SHARED: &str = "shared";
/// What stands in the loader ahead of the number of a bundle and the name of a piece in it.
const SHARED_PIECE: &str = "sharedPiece(";
/// What the names of the pages' own pieces begin with.
pub const PAGE: &str = "page_";

/// The names under which index.html finds what belongs to the page's wasm.
pub struct Pieces {
    /// What to replace in index.html: Trunk's names of the glue and of the main part, each with the final one.
    pub renamed: [(String, String); 2],
    /// What loads the pieces.
    pub loader: String,
    /// Each page with the files that it needs: its own piece, then the bundles.
    pub pages: Vec<(String, Vec<String>)>,
}

/// Whether this file of dist/ is a piece of the wasm beside the main part.
pub fn is_piece(name: &str) -> bool {
    name.ends_with(".wasm") && [PAGE, SHARED].iter().any(|start| name.starts_with(start))
}

/// Brings the pieces from the folder in which the splitter left them into `dist`.
pub fn bring(from: &Path, dist: &Path) -> Result<()> {
    let mut loader = fs::read_to_string(from.join(LOADER)).context("the page's wasm was not split")?;
    let users = users_of_chunks(&loader);
    let mut chunks = Vec::new();
    for BuiltFile { name, path } in files_in(from)?.iter().filter(|file| file.name.ends_with(".wasm")) {
        let stem = name.trim_end_matches(".wasm");
        let module = super::names::without_names(&fs::read(path)?)
            .with_context(|| format!("{name} is no WebAssembly module"))?;
        if stem.starts_with("chunk_") {
            chunks.push((stem.to_owned(), module));
        } else if let Some(page) = stem.strip_prefix("split_") {
            let piece = format!("{PAGE}{page}.wasm");
            loader = rename::replace(LOADER, &loader, &format!("./{name}"), &format!("./{piece}"))?;
            fs::write(dist.join(piece), module)?;
        }
    }
    let needed = |(chunk, module): &(String, Vec<u8>)| {
        let found = users.iter().find(|(of, _)| of == chunk);
        let (_, users) = found.with_context(|| format!("the loader does not say who needs {chunk}"))?;
        Ok((users.iter().cloned().collect(), module.len()))
    };
    let needed = chunks.iter().map(needed).collect::<Result<Vec<_>>>()?;
    let bundles = bundles(&needed, MOST_BUNDLES);
    for (number, Bundle { pieces, .. }) in bundles.iter().enumerate() {
        let mut bundle = b"\0asm\x01\0\0\0".to_vec();
        for (chunk, module) in pieces.iter().map(|piece| &chunks[*piece]) {
            push_section(chunk, module, &mut bundle);
            let fetched = format!("fetch(new URL(\"./{chunk}.wasm\", import.meta.url))");
            let taken = format!("{SHARED_PIECE}{number}, \"{chunk}\")");
            loader = rename::replace(LOADER, &loader, &fetched, &taken)?;
        }
        fs::write(dist.join(bundle_name(number)), bundle)?;
    }
    if !bundles.is_empty() {
        let names: Vec<_> =
            (0..bundles.len()).map(|number| format!("\"./{}\"", bundle_name(number))).collect();
        let taking = web_file("shared_pieces.js")?;
        loader.insert_str(0, &rename::replace("shared_pieces.js", &taking, BUNDLES, &names.join(", "))?);
    }
    Ok(fs::write(dist.join(LOADER), loader)?)
}

/// The name of a bundle before its content has a say in it.
fn bundle_name(number: usize) -> String {
    format!("{SHARED}_{number}.wasm")
}

/// Each chunk with the pages that need it, as the loader's comments name them: `/* chunks, mask */`, then the chunk.
fn users_of_chunks(loader: &str) -> Vec<(String, Vec<String>)> {
    let mut lines = loader.lines().peekable();
    let mut users = Vec::new();
    while let Some(line) = lines.next() {
        let pages = line.strip_prefix("/* ").and_then(|line| line.strip_suffix(" */"));
        let chunk = lines
            .peek()
            .and_then(|next| next.strip_prefix("const __")?.split_once(" ="))
            .map(|(chunk, _)| chunk);
        if let (Some(pages), Some(chunk)) = (pages, chunk) {
            users.push((chunk.to_owned(), pages.split(", ").map(str::to_owned).collect()));
        }
    }
    users
}

/// Each page with the files that the loader fetches for it: its own piece, then the bundles.
pub fn files_of_pages(loader: &str) -> Vec<(String, Vec<String>)> {
    let names = |of: &str| {
        let named = loader.split('"').filter_map(|text| text.strip_prefix("./"));
        named.filter(|name| name.starts_with(of)).map(str::to_owned).collect::<Vec<_>>()
    };
    let bundles = names(SHARED);
    let mut users = vec![Vec::new(); bundles.len()];
    for (chunk, pages) in users_of_chunks(loader) {
        let mut calls = loader.split(SHARED_PIECE).skip(1).filter_map(|call| call.split_once(", \""));
        let call = calls.find(|(_, rest)| rest.starts_with(&format!("{chunk}\")")));
        if let Some(users) = call.and_then(|(bundle, _)| users.get_mut(bundle.parse::<usize>().ok()?)) {
            users.extend(pages);
        }
    }
    let of_page = |piece: String| {
        let name = piece[PAGE.len()..].split(['-', '.']).next().unwrap_or_default().to_owned();
        let shared = bundles.iter().zip(&users).filter(|(_, users)| users.contains(&name));
        let files = std::iter::once(piece).chain(shared.map(|(bundle, _)| bundle.clone())).collect();
        (name, files)
    };
    names(PAGE).into_iter().map(of_page).collect()
}

/// Renames the glue, the main part, the loader and the pieces.
pub fn name_by_content(dist: &Path) -> Result<Pieces> {
    let files = files_in(dist)?;
    let of_trunk = |end: &str| {
        let mut found =
            files.iter().filter(|file| file.name.starts_with("deltascope-") && file.name.ends_with(end));
        let name =
            found.next().with_context(|| format!("Trunk did not write deltascope-…{end}"))?.name.clone();
        ensure!(found.next().is_none(), "there are several deltascope-…{end}");
        Ok(name)
    };
    let (old_glue, old_main) = (of_trunk(".js")?, of_trunk("_bg.wasm")?);
    fs::rename(dist.join(&old_main), dist.join("deltascope.wasm"))?;
    let main = rename::by_content(dist, "deltascope.wasm", &[])?;

    let mut loader = fs::read_to_string(dist.join(LOADER))?;
    let wasm = files.iter().map(|file| file.name.as_str()).filter(|name| name.ends_with(".wasm"));
    for name in wasm.filter(|name| name.starts_with(PAGE) || name.starts_with(SHARED)) {
        let piece = rename::by_content(dist, name, &[])?;
        loader = rename::replace(LOADER, &loader, name, &piece)?;
    }
    let pages = files_of_pages(&loader);

    // The loader and the glue name each other, so one hash names both.
    let glue = fs::read_to_string(dist.join(&old_glue))?;
    let hash = digest::short(format!("{glue}\0{loader}").as_bytes());
    let (new_glue, new_loader) = (rename::with_hash(GLUE, &hash), rename::with_hash(LOADER, &hash));
    // Only where the glue imports it: it goes on giving it to the wasm under the old name.
    let import = |loader: &str| format!("from \"./{loader}\"");
    let new_text = rename::replace(&old_glue, &glue, &import(LOADER), &import(&new_loader))?;
    fs::write(dist.join(&new_glue), new_text)?;
    fs::write(dist.join(&new_loader), rename::replace(LOADER, &loader, GLUE, &new_glue)?)?;
    for old in [old_glue.as_str(), LOADER].into_iter().filter(|old| *old != new_glue) {
        fs::remove_file(dist.join(old))?;
    }
    Ok(Pieces { renamed: [(old_glue, new_glue), (old_main, main)], loader: new_loader, pages })
}

/// Appends a custom section to a module.
fn push_section(name: &str, content: &[u8], module: &mut Vec<u8>) {
    let mut section = Vec::new();
    push_number(name.len(), &mut section);
    section.extend_from_slice(name.as_bytes());
    section.extend_from_slice(content);
    module.push(0);
    push_number(section.len(), module);
    module.extend(section);
}

/// Appends a number in LEB128.
fn push_number(mut number: usize, out: &mut Vec<u8>) {
    while number >= 0x80 {
        out.push(number as u8 | 0x80);
        number >>= 7;
    }
    out.push(number as u8);
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::path::PathBuf;
    use std::{env, process};

    const MODULE: &[u8] = b"\0asm\x01\0\0\0";
    const GLUE_TEXT: &str = "import * as a from \"./pieces.js\"\nconst imports = { \"./pieces.js\": a };";

    /// A folder as the splitter leaves it, and one as Trunk leaves it.
    struct Built(PathBuf);

    impl Built {
        fn new(test: &str) -> Self {
            let built = Self(env::temp_dir().join(format!("deltascope-pieces-{test}-{}", process::id())));
            fs::create_dir_all(built.split()).unwrap();
            fs::create_dir_all(built.dist()).unwrap();
            for name in [
                "main.wasm",
                "split_start.wasm",
                "chunk_5.wasm",
                "chunk_6.wasm",
                "chunk_7.wasm",
                "chunk_8.wasm",
            ] {
                fs::write(built.split().join(name), MODULE).unwrap();
            }
            let larger = [MODULE, b"\x01\x01\0\x03\x01\0\x04\x01\0"].concat();
            fs::write(built.split().join("split_lab.wasm"), &larger).unwrap();
            fs::write(built.split().join("split_mask.wasm"), &larger[..MODULE.len() + 6]).unwrap();
            let fetch = |name: &str| format!("fetch(new URL(\"./{name}\", import.meta.url));\n");
            let chunk = |number, users| {
                format!("/* {users} */\nconst __chunk_{number} = {}", fetch(&format!("chunk_{number}.wasm")))
            };
            let loader = [
                "import \"./deltascope.js\";\n".to_owned(),
                chunk(5, "lab, mask, start"),
                chunk(6, "lab, start"),
                chunk(7, "mask, start"),
                chunk(8, "start, words"),
                fetch("split_lab.wasm"),
                fetch("split_mask.wasm"),
                fetch("split_start.wasm"),
            ]
            .concat();
            fs::write(built.split().join(LOADER), loader).unwrap();
            fs::write(built.dist().join("deltascope-0.js"), GLUE_TEXT).unwrap();
            fs::write(built.dist().join("deltascope-0_bg.wasm"), MODULE).unwrap();
            built
        }

        fn split(&self) -> PathBuf {
            self.0.join("split")
        }

        fn dist(&self) -> PathBuf {
            self.0.join("dist")
        }

        fn finish(&self) -> Pieces {
            bring(&self.split(), &self.dist()).unwrap();
            name_by_content(&self.dist()).unwrap()
        }
    }

    impl Drop for Built {
        fn drop(&mut self) {
            fs::remove_dir_all(&self.0).ok();
        }
    }

    #[test]
    fn a_page_fetches_the_bundles_of_what_it_shares_and_no_others() {
        let built = Built::new("bundle");
        let pieces = built.finish();
        let loader = fs::read_to_string(built.dist().join(&pieces.loader)).unwrap();
        let needed = |page: &str| {
            let (_, files) = pieces.pages.iter().find(|(name, _)| name == page).unwrap();
            files.iter().map(|file| file.split('-').next().unwrap()).collect::<Vec<_>>()
        };
        assert_eq!(needed("lab"), ["page_lab", "shared_0", "shared_1"]);
        assert_eq!(needed("mask"), ["page_mask", "shared_0", "shared_2"]);
        assert_eq!(needed("start"), ["page_start", "shared_0", "shared_1", "shared_2", "shared_3"]);
        let (_, of_start) = pieces.pages.iter().find(|(name, _)| name == "start").unwrap();
        for (bundle, (name, chunk)) in
            of_start[1..].iter().zip(["chunk_5", "chunk_6", "chunk_7", "chunk_8"]).enumerate()
        {
            let section = [MODULE, b"\0\x10\x07", chunk.as_bytes(), MODULE].concat();
            assert_eq!(fs::read(built.dist().join(name)).unwrap(), section, "{name}");
            assert!(loader.contains(&format!("= sharedPiece({bundle}, \"{chunk}\");")), "{loader}");
        }
        let glue = fs::read_to_string(built.dist().join(&pieces.renamed[0].1)).unwrap();
        assert!(glue.starts_with(&format!("import * as a from \"./{}\"\n", pieces.loader)), "{glue}");
        assert!(glue.ends_with("{ \"./pieces.js\": a };"), "the wasm knows one name only: {glue}");
        for name in pieces.pages.iter().flat_map(|(_, files)| files).chain([&pieces.renamed[0].1]) {
            assert!(loader.contains(&format!("\"./{name}\"")), "{name} in {loader}");
        }
    }

    #[test]
    fn a_piece_that_changes_changes_every_name_that_leads_to_it() {
        let (old, new) = (Built::new("old"), Built::new("new"));
        fs::write(new.split().join("split_start.wasm"), [MODULE, b"\x01\x01\0"].concat()).unwrap();
        let (old, new) = (old.finish(), new.finish());
        let [(start, old_start), (_, new_start)] = [&old, &new].map(|pieces| pieces.pages.last().unwrap());
        assert_eq!(start, "start");
        assert_ne!(old_start[0], new_start[0]);
        assert_ne!(old.loader, new.loader);
        assert_ne!(old.renamed[0].1, new.renamed[0].1, "the glue");
        assert_eq!(
            (&old_start[1..], &old.renamed[1]),
            (&new_start[1..], &new.renamed[1]),
            "the rest stays in the cache"
        );
    }

    #[test]
    fn nothing_is_fetched_where_nothing_is_shared() {
        let built = Built::new("alone");
        for chunk in [5, 6, 7, 8] {
            fs::remove_file(built.split().join(format!("chunk_{chunk}.wasm"))).unwrap();
        }
        let pieces = built.finish();
        assert!(pieces.pages.iter().all(|(_, files)| files.len() == 1), "{:?}", pieces.pages);
        let loader = fs::read_to_string(built.dist().join(&pieces.loader)).unwrap();
        assert!(!loader.contains("shared") && !built.dist().join(bundle_name(0)).exists(), "{loader}");
    }

    #[test]
    fn a_loader_of_another_shape_is_refused() {
        let built = Built::new("shape");
        fs::write(built.split().join(LOADER), "import \"./deltascope.js\";").unwrap();
        let error = bring(&built.split(), &built.dist()).unwrap_err();
        assert!(error.to_string().contains("split_lab"), "{error}");
    }

    #[test]
    fn long_sections_have_long_lengths() {
        let mut module = MODULE.to_vec();
        push_section("x", &[0; 200], &mut module);
        assert_eq!(module[MODULE.len()..][..5], [0, 0xca, 0x01, 1, b'x']);
    }
}
