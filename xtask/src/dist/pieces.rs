//! The pieces of the page's wasm: brought into dist/, bundled, and named by their content.
//!
//! The splitter leaves a main part, a piece for each page and for each part of a page that is fetched later, and small pieces, one
//! for each set of these that have something in common. They travel in a few files, as the custom sections of modules, and
//! `web/shared_pieces.js` takes them out; `bundles.rs` says which travel in which.
//!
//! This file is long because its tests build a small wasm module of each kind.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use anyhow::{Context, Result, ensure};

use super::bundles::{Bundle, bundles};
use super::slim::slim;
use super::{BuiltFile, files_in, rename, web_file};
use crate::digest;

/// Imported by the glue: loads the pieces, and imports the glue in turn.
const LOADER: &str = "pieces.js";
/// The glue as the splitter names it to the loader; Trunk puts a hash of the unsplit wasm into its name.
const GLUE: &str = "deltascope.js";
/// From so many bytes on, before compression, what several pages share is a file of its own.
const LEAST_SHARED: usize = 128 * 1024;
/// Where `web/shared_pieces.js` lists the files.
const BUNDLES: &str = "BUNDLES";
/// What the names of the files for several pages begin with.
pub const SHARED: &str = "shared_";
/// What the names of the files for one page, or for one part of a page, begin with.
pub const PAGE: &str = "page_";
/// What the splitter's names of the pieces of one page begin with.
const OWN: &str = "split_";
/// What those of the pieces of several begin with.
const COMMON: &str = "chunk_";
/// What stands in the loader ahead of the numbers of the files that hold a piece, and of its name.
const TAKEN: &str = "pieceOf([";

/// The names under which index.html finds what belongs to the page's wasm.
pub struct Pieces {
    /// What to replace in index.html: Trunk's names of the glue and of the main part, each with the final one.
    pub renamed: [(String, String); 2],
    /// What loads the pieces.
    pub loader: String,
    /// Each page with the files that it needs: its own, then those that it shares.
    pub pages: Vec<(String, Vec<String>)>,
}

/// Whether this file of dist/ holds pieces of the wasm beside the main part.
pub fn is_piece(name: &str) -> bool {
    name.ends_with(".wasm") && [PAGE, SHARED].iter().any(|start| name.starts_with(start))
}

/// A piece as the splitter leaves it.
struct Piece {
    name: String,
    users: BTreeSet<String>,
    module: Vec<u8>,
}

/// Brings the pieces from the folder in which the splitter left them into `dist`.
pub fn bring(from: &Path, dist: &Path) -> Result<()> {
    let mut loader = fs::read_to_string(from.join(LOADER)).context("the page's wasm was not split")?;
    let pieces = read(from, &loader)?;
    let sizes: Vec<_> = pieces.iter().map(|piece| (piece.users.clone(), piece.module.len())).collect();
    let bundles = bundles(&sizes, LEAST_SHARED);
    let names = names(&bundles);
    for (name, bundle) in names.iter().zip(&bundles) {
        let mut file = b"\0asm\x01\0\0\0".to_vec();
        for piece in bundle.pieces.iter().map(|piece| &pieces[*piece]) {
            push_section(&piece.name, &piece.module, &mut file);
        }
        fs::write(dist.join(name), file)?;
    }
    for (place, Piece { name, .. }) in pieces.iter().enumerate() {
        let holders = bundles.iter().enumerate().filter(|(_, bundle)| bundle.pieces.contains(&place));
        let holders: Vec<_> = holders.map(|(number, _)| number.to_string()).collect();
        let fetched = format!("fetch(new URL(\"./{name}.wasm\", import.meta.url))");
        let taken = format!("{TAKEN}{}], \"{name}\")", holders.join(", "));
        loader = rename::replace(LOADER, &loader, &fetched, &taken)?;
    }
    let named: Vec<_> = names.iter().map(|name| format!("\"./{name}\"")).collect();
    let taking = web_file("shared_pieces.js")?;
    loader.insert_str(0, &rename::replace("shared_pieces.js", &taking, BUNDLES, &named.join(", "))?);
    Ok(fs::write(dist.join(LOADER), loader)?)
}

/// The pieces in the splitter's folder.
fn read(from: &Path, loader: &str) -> Result<Vec<Piece>> {
    let users = users_of_chunks(loader);
    let mut pieces = Vec::new();
    for BuiltFile { name, path } in files_in(from)? {
        let Some(name) = name.strip_suffix(".wasm") else { continue };
        let users = if let Some(page) = name.strip_prefix(OWN) {
            BTreeSet::from([page.to_owned()])
        } else if name.starts_with(COMMON) {
            let found = users.iter().find(|(of, _)| of == name);
            let (_, users) = found.with_context(|| format!("the loader does not say who needs {name}"))?;
            without_parts(users)
        } else {
            continue;
        };
        let module = super::names::without_names(&fs::read(path)?)
            .with_context(|| format!("{name} is no WebAssembly module"))?;
        pieces.push(Piece { name: name.to_owned(), users, module });
    }
    Ok(pieces)
}

/// The users of a piece, without the parts of those pages that need it themselves: a part whose name begins with that of a page, as
/// `lab_outcome` does, is fetched by this page only, which has the piece by then.
fn without_parts(users: &[String]) -> BTreeSet<String> {
    let has_it = |user: &&String| {
        !users.iter().any(|page| user.strip_prefix(page.as_str()).is_some_and(|part| part.starts_with('_')))
    };
    users.iter().filter(has_it).cloned().collect()
}

/// The names of the files before their content has a say in them.
fn names(bundles: &[Bundle]) -> Vec<String> {
    let name = |(number, bundle): (usize, &Bundle)| match bundle.users.first() {
        Some(user) if bundle.users.len() == 1 => format!("{PAGE}{user}.wasm"),
        _ => format!("{SHARED}{number}.wasm"),
    };
    bundles.iter().enumerate().map(name).collect()
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

/// Each page with the files that the loader fetches for it: its own, then those that it shares.
pub fn files_of_pages(loader: &str) -> Vec<(String, Vec<String>)> {
    let named = loader.split('"').filter_map(|text| text.strip_prefix("./"));
    let files: Vec<_> = named.filter(|name| is_piece(name)).collect();
    // Only a file for several pages is the only one to hold a piece of theirs.
    let holder = |chunk: &str| {
        let mut calls = loader.split(TAKEN).skip(1).filter_map(|call| call.split_once("], \""));
        let (holders, _) = calls.find(|(_, rest)| rest.starts_with(&format!("{chunk}\")")))?;
        files.get(holders.parse::<usize>().ok()?).copied().filter(|file| file.starts_with(SHARED))
    };
    let chunks: Vec<_> = users_of_chunks(loader)
        .into_iter()
        .filter_map(|(chunk, users)| Some((holder(&chunk)?, users)))
        .collect();
    let of_page = |own: &&str| {
        let name = own.strip_prefix(PAGE)?.split(['-', '.']).next()?;
        let shared = chunks.iter().filter(|(_, users)| users.iter().any(|user| user == name));
        let shared: BTreeSet<_> = shared.map(|(file, _)| *file).collect();
        let all = std::iter::once(*own).chain(shared).map(str::to_owned).collect();
        Some((name.to_owned(), all))
    };
    files.iter().filter_map(of_page).collect()
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
    for name in wasm.filter(|name| is_piece(name)) {
        let piece = rename::by_content(dist, name, &[])?;
        loader = rename::replace(LOADER, &loader, name, &piece)?;
    }
    let pages = files_of_pages(&loader);

    // The loader and the glue name each other, so one hash names both.
    let glue = slim(&old_glue, &fs::read_to_string(dist.join(&old_glue))?)?;
    let loader = slim(LOADER, &loader)?;
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

    /// The sections of a file of pieces, as names.
    fn sections(file: &[u8]) -> Vec<String> {
        let mut rest = &file[MODULE.len()..];
        let mut names = Vec::new();
        while let [0, length, name, ..] = *rest {
            let (length, name) = (usize::from(length), usize::from(name));
            names.push(String::from_utf8(rest[3..3 + name].to_vec()).unwrap());
            assert!(rest[3 + name..2 + length].starts_with(MODULE), "a section is a piece");
            rest = &rest[2 + length..];
        }
        names
    }

    #[test]
    fn a_page_fetches_its_own_file_with_all_that_is_too_small_for_a_file_of_its_own() {
        let built = Built::new("own");
        let pieces = built.finish();
        let loader = fs::read_to_string(built.dist().join(&pieces.loader)).unwrap();
        let held = |page: &str| {
            let (_, files) = pieces.pages.iter().find(|(name, _)| name == page).unwrap();
            assert_eq!(files.len(), 1, "{files:?}");
            sections(&fs::read(built.dist().join(&files[0])).unwrap())
        };
        assert_eq!(held("lab"), ["chunk_5", "chunk_6", "split_lab"]);
        assert_eq!(held("mask"), ["chunk_5", "chunk_7", "split_mask"]);
        assert_eq!(held("start"), ["chunk_5", "chunk_6", "chunk_7", "chunk_8", "split_start"]);
        assert!(loader.contains("= pieceOf([0, 1, 2], \"chunk_5\");"), "{loader}");
        assert!(loader.contains("pieceOf([0], \"split_lab\");"), "{loader}");
        let glue = fs::read_to_string(built.dist().join(&pieces.renamed[0].1)).unwrap();
        assert!(glue.starts_with(&format!("import * as a from \"./{}\"\n", pieces.loader)), "{glue}");
        assert!(glue.ends_with("{ \"./pieces.js\": a };\n"), "the wasm knows one name only: {glue}");
        for name in pieces.pages.iter().flat_map(|(_, files)| files).chain([&pieces.renamed[0].1]) {
            assert!(loader.contains(&format!("\"./{name}\"")), "{name} in {loader}");
        }
    }

    #[test]
    fn a_part_of_a_page_does_not_bring_what_the_page_has() {
        let users = |text: &str| without_parts(&text.split(' ').map(str::to_owned).collect::<Vec<_>>());
        assert_eq!(users("charts lab lab_outcome labour"), users("charts lab labour"));
        assert_eq!(users("charts lab_outcome").len(), 2);
    }

    #[test]
    fn what_is_large_is_a_file_that_its_pages_share() {
        let built = Built::new("shared");
        let large = [MODULE, b"\x0a\x80\x80\x08", &[0; 1 << 17]].concat();
        fs::write(built.split().join("chunk_7.wasm"), large).unwrap();
        let pieces = built.finish();
        let needed = |page: &str| {
            let (_, files) = pieces.pages.iter().find(|(name, _)| name == page).unwrap();
            files.iter().map(|file| file.split('-').next().unwrap().to_owned()).collect::<Vec<_>>()
        };
        assert_eq!(needed("lab"), ["page_lab"]);
        assert_eq!(needed("mask"), ["page_mask", "shared_0"]);
        assert_eq!(needed("start"), ["page_start", "shared_0"]);
    }

    #[test]
    fn a_piece_that_changes_changes_every_name_that_leads_to_it() {
        let (old, new) = (Built::new("old"), Built::new("new"));
        fs::write(new.split().join("split_start.wasm"), [MODULE, b"\x01\x01\0"].concat()).unwrap();
        let (old, new) = (old.finish(), new.finish());
        let of_start =
            |pieces: &Pieces| pieces.pages.iter().find(|(name, _)| name == "start").unwrap().1.clone();
        let [old_start, new_start] = [&old, &new].map(of_start);
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
    fn a_loader_of_another_shape_is_refused() {
        let built = Built::new("shape");
        fs::write(built.split().join(LOADER), "import \"./deltascope.js\";").unwrap();
        let error = bring(&built.split(), &built.dist()).unwrap_err();
        assert!(error.to_string().contains("who needs chunk_5"), "{error}");
    }

    #[test]
    fn long_sections_have_long_lengths() {
        let mut module = MODULE.to_vec();
        push_section("x", &[0; 200], &mut module);
        assert_eq!(module[MODULE.len()..][..5], [0, 0xca, 0x01, 1, b'x']);
    }
}
