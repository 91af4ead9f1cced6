//! The pieces of the page's wasm: brought into dist/, bundled, and named by their content.
//!
//! The splitter leaves a main part, a piece for each page, and small pieces, one for each set of pages that have
//! something in common. A request for each would be slow, so these travel together, as the custom sections of a module,
//! and `web/shared_pieces.js` takes them out of it. There are four such bundles: what both of the two largest pages need,
//! what one of them needs, what the other needs, and the rest, so that a visitor of a large page waits for no more than it
//! needs.
//!
//! This file is long because its tests build a small wasm module of each kind.

use std::fs;
use std::path::Path;

use anyhow::{Context, Result, ensure};

use super::{BuiltFile, files_in, rename, web_file};
use crate::digest;

/// Imported by the glue: loads the pieces, and imports the glue in turn.
const LOADER: &str = "pieces.js";
/// The glue as the splitter names it to the loader; Trunk puts a hash of the unsplit wasm into its name.
const GLUE: &str = "deltascope.js";
/// The bundles: what both of the two largest pages need, what the largest needs, what the next needs, and the rest.
const BUNDLES: [&str; 4] = ["shared.wasm", "shared_largest.wasm", "shared_next.wasm", "shared_rest.wasm"];
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

/// Whether this file of dist/ loads the pieces.
pub fn is_loader(name: &str) -> bool {
    name.starts_with("pieces-")
}

/// Brings the pieces from the folder in which the splitter left them into `dist`.
pub fn bring(from: &Path, dist: &Path) -> Result<()> {
    let mut loader = fs::read_to_string(from.join(LOADER)).context("the page's wasm was not split")?;
    let users = users_of_chunks(&loader);
    let mut bundles = [const { None::<Vec<u8>> }; BUNDLES.len()];
    let (mut chunks, mut pages) = (Vec::new(), Vec::new());
    for BuiltFile { name, path } in files_in(from)?.iter().filter(|file| file.name.ends_with(".wasm")) {
        let stem = name.trim_end_matches(".wasm");
        let module = super::names::without_names(&fs::read(path)?)
            .with_context(|| format!("{name} is no WebAssembly module"))?;
        if stem.starts_with("chunk_") {
            chunks.push((stem.to_owned(), module));
        } else if let Some(page) = stem.strip_prefix("split_") {
            let piece = format!("{PAGE}{page}.wasm");
            loader = rename::replace(LOADER, &loader, &format!("./{name}"), &format!("./{piece}"))?;
            pages.push((module.len(), page.to_owned()));
            fs::write(dist.join(piece), module)?;
        }
    }
    pages.sort_unstable_by(|a, b| b.cmp(a));
    for (chunk, module) in &chunks {
        let needs = |place: usize| {
            let page = pages.get(place).map(|(_, page)| page);
            users.iter().any(|(of, users)| of == chunk && users.iter().any(|user| Some(user) == page))
        };
        let bundle = match (needs(0), needs(1)) {
            (true, true) => 0,
            (true, false) => 1,
            (false, true) => 2,
            (false, false) => 3,
        };
        push_section(chunk, module, bundles[bundle].get_or_insert_with(|| b"\0asm\x01\0\0\0".to_vec()));
        let fetched = format!("fetch(new URL(\"./{chunk}.wasm\", import.meta.url))");
        loader =
            rename::replace(LOADER, &loader, &fetched, &format!("{SHARED_PIECE}{bundle}, \"{chunk}\")"))?;
    }
    if !chunks.is_empty() {
        loader.insert_str(0, &web_file("shared_pieces.js")?);
    }
    for (name, bundle) in BUNDLES.iter().zip(bundles) {
        if let Some(bundle) = bundle {
            fs::write(dist.join(name), bundle)?;
        }
    }
    Ok(fs::write(dist.join(LOADER), loader)?)
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

/// The slugs of all pages, in the order of `pages.toml`, which the crate reads too.
pub fn slugs(list: &str) -> Result<Vec<String>> {
    let chapters: toml::Table = toml::from_str(list).context("the list of pages cannot be read")?;
    let mut slugs = Vec::new();
    for (chapter, pages) in &chapters {
        let pages = pages.as_table().with_context(|| format!("{chapter} is no table"))?;
        slugs.extend(pages.keys().cloned());
    }
    ensure!(!slugs.is_empty(), "the list of pages is empty");
    Ok(slugs)
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
    fn shared_pieces_travel_by_what_the_two_largest_pages_need_and_pages_alone() {
        let built = Built::new("bundle");
        let pieces = built.finish();
        let loader = fs::read_to_string(built.dist().join(&pieces.loader)).unwrap();
        let needed = |page: &str| {
            let (_, files) = pieces.pages.iter().find(|(name, _)| name == page).unwrap();
            files.iter().map(|file| file.split('-').next().unwrap()).collect::<Vec<_>>()
        };
        assert_eq!(needed("lab"), ["page_lab", "shared", "shared_largest"]);
        assert_eq!(needed("mask"), ["page_mask", "shared", "shared_next"]);
        let all = ["page_start", "shared", "shared_largest", "shared_next", "shared_rest"];
        assert_eq!(needed("start"), all);
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
        assert!(
            !loader.contains("shared") && !BUNDLES.iter().any(|name| built.dist().join(name).exists()),
            "{loader}"
        );
    }

    #[test]
    fn the_list_of_pages_is_read_in_its_order() {
        assert_eq!(slugs("[b]\nx = {}\ny = { input = \"s1\" }\n[a]\nz = {}\n").unwrap(), ["x", "y", "z"]);
        assert!(slugs("").is_err() && slugs("nothing").is_err());
        assert!(slugs(include_str!("../../../pages.toml")).unwrap().contains(&"lab".to_owned()));
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
