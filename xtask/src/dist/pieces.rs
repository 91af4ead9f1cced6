//! The pieces of the page's wasm: brought into dist/, bundled, and named by their content.
//!
//! The splitter leaves a main part, a piece for each chapter, and small pieces, one for each set of chapters that have
//! something in common. A request for each would be slow, so these travel together, as the custom sections of one
//! module, and `web/shared_pieces.js` takes them out of it.

use std::fs;
use std::path::Path;

use anyhow::{Context, Result, ensure};

use super::{BuiltFile, files_in, rename, web_file};
use crate::digest;

/// Imported by the glue: loads the pieces, and imports the glue in turn.
const LOADER: &str = "pieces.js";
/// The glue as the splitter names it to the loader; Trunk puts a hash of the unsplit wasm into its name.
const GLUE: &str = "deltascope.js";
/// All pieces that pages share.
const SHARED: &str = "shared.wasm";
/// The chapter that has no piece of its own: it is in the main part.
pub const SHELL: &str = "shell";
/// What the names of the chapters' own pieces begin with.
pub const CHAPTER: &str = "chapter_";

/// The names under which index.html finds what belongs to the page's wasm.
pub struct Pieces {
    /// What to replace in index.html: Trunk's names of the glue and of the main part, each with the final one.
    pub renamed: [(String, String); 2],
    /// What loads the pieces.
    pub loader: String,
    /// What several chapters need, if anything.
    pub shared: Option<String>,
    /// Each chapter's name and its piece.
    pub chapters: Vec<(String, String)>,
}

/// Brings the pieces from the folder in which the splitter left them into `dist`.
pub fn bring(from: &Path, dist: &Path) -> Result<()> {
    let mut shared: Option<Vec<u8>> = None;
    let mut loader = fs::read_to_string(from.join(LOADER)).context("the page's wasm was not split")?;
    for BuiltFile { name, path } in files_in(from)?.iter().filter(|file| file.name.ends_with(".wasm")) {
        let stem = name.trim_end_matches(".wasm");
        let module = super::names::without_names(&fs::read(path)?)
            .with_context(|| format!("{name} is no WebAssembly module"))?;
        if stem.starts_with("chunk_") {
            push_section(stem, &module, shared.get_or_insert_with(|| b"\0asm\x01\0\0\0".to_vec()));
            let fetched = format!("fetch(new URL(\"./{name}\", import.meta.url))");
            loader = rename::replace(LOADER, &loader, &fetched, &format!("sharedPiece(\"{stem}\")"))?;
        } else if let Some(chapter) = stem.strip_prefix("split_") {
            let piece = format!("{CHAPTER}{chapter}.wasm");
            loader = rename::replace(LOADER, &loader, &format!("./{name}"), &format!("./{piece}"))?;
            fs::write(dist.join(piece), module)?;
        }
    }
    if let Some(shared) = shared {
        loader.insert_str(0, &web_file("shared_pieces.js")?);
        fs::write(dist.join(SHARED), shared)?;
    }
    Ok(fs::write(dist.join(LOADER), loader)?)
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
    let mut shared = None;
    if dist.join(SHARED).is_file() {
        let piece = rename::by_content(dist, SHARED, &[])?;
        loader = rename::replace(LOADER, &loader, SHARED, &piece)?;
        shared = Some(piece);
    }
    let mut chapters = Vec::new();
    for BuiltFile { name, .. } in files.iter().filter(|file| file.name.starts_with(CHAPTER)) {
        let piece = rename::by_content(dist, name, &[])?;
        loader = rename::replace(LOADER, &loader, name, &piece)?;
        chapters.push((name[CHAPTER.len()..].trim_end_matches(".wasm").to_owned(), piece));
    }

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
    Ok(Pieces { renamed: [(old_glue, new_glue), (old_main, main)], loader: new_loader, shared, chapters })
}

/// The chapter of each page, by name, as the list in the source of the lessons has them: `chapter { page: Page, … } …`.
pub fn chapter_of_each_page(source: &str) -> Result<Vec<(String, String)>> {
    let list = source.split_once("\nlessons! {").and_then(|(_, rest)| rest.split_once("\n}"));
    let (list, _) = list.context("the list of lessons is not where it was")?;
    let (mut chapter, mut pages) = (String::new(), Vec::new());
    for word in list.split_whitespace() {
        match word.strip_suffix(':') {
            Some(page) => pages.push((page.to_owned(), chapter.clone())),
            None if !word.ends_with(['{', '}', ',']) => chapter = word.to_owned(),
            None => {}
        }
    }
    ensure!(!pages.is_empty(), "the list of lessons is empty");
    Ok(pages)
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
            for name in ["main.wasm", "split_mask.wasm", "chunk_7.wasm"] {
                fs::write(built.split().join(name), MODULE).unwrap();
            }
            let fetch = |name| format!("fetch(new URL(\"./{name}\", import.meta.url));\n");
            let loader =
                format!("import \"./deltascope.js\";\n{}{}", fetch("chunk_7.wasm"), fetch("split_mask.wasm"));
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
    fn shared_pieces_travel_in_one_module_and_chapters_alone() {
        let built = Built::new("bundle");
        let pieces = built.finish();
        let section = [MODULE, b"\0\x10\x07chunk_7", MODULE].concat();
        let shared = pieces.shared.unwrap();
        assert_eq!(fs::read(built.dist().join(&shared)).unwrap(), section);
        let [(chapter, piece)] = &pieces.chapters[..] else { panic!("one chapter") };
        assert_eq!(chapter, "mask");
        let loader = fs::read_to_string(built.dist().join(&pieces.loader)).unwrap();
        assert!(loader.contains("\nsharedPiece(\"chunk_7\");"), "{loader}");
        let glue = fs::read_to_string(built.dist().join(&pieces.renamed[0].1)).unwrap();
        assert!(glue.starts_with(&format!("import * as a from \"./{}\"\n", pieces.loader)), "{glue}");
        assert!(glue.ends_with("{ \"./pieces.js\": a };"), "the wasm knows one name only: {glue}");
        for name in [piece, &shared, &pieces.renamed[0].1] {
            assert!(loader.contains(&format!("\"./{name}\"")), "{name} in {loader}");
        }
    }

    #[test]
    fn a_piece_that_changes_changes_every_name_that_leads_to_it() {
        let (old, new) = (Built::new("old"), Built::new("new"));
        fs::write(new.split().join("split_mask.wasm"), [MODULE, b"\x01\x01\0"].concat()).unwrap();
        let (old, new) = (old.finish(), new.finish());
        assert_ne!(old.chapters, new.chapters);
        assert_ne!(old.loader, new.loader);
        assert_ne!(old.renamed[0].1, new.renamed[0].1, "the glue");
        assert_eq!(
            (old.shared, &old.renamed[1]),
            (new.shared, &new.renamed[1]),
            "the rest stays in the cache"
        );
    }

    #[test]
    fn nothing_is_fetched_where_nothing_is_shared() {
        let built = Built::new("alone");
        fs::remove_file(built.split().join("chunk_7.wasm")).unwrap();
        let pieces = built.finish();
        assert_eq!(pieces.shared, None);
        let loader = fs::read_to_string(built.dist().join(&pieces.loader)).unwrap();
        assert!(!loader.contains("shared") && !built.dist().join(SHARED).exists(), "{loader}");
    }

    #[test]
    fn the_list_of_lessons_says_which_chapter_a_page_is_in() {
        let source = "macro_rules! lessons { }\n\nlessons! {\n    a {\n        x: X,\n        y: Y,\n    }\n    b {\n        z: Z,\n    }\n}\n";
        let found = chapter_of_each_page(source).unwrap();
        let found: Vec<_> = found.iter().map(|(page, chapter)| (page.as_str(), chapter.as_str())).collect();
        assert_eq!(found, [("x", "a"), ("y", "a"), ("z", "b")]);
        assert!(chapter_of_each_page("nothing").is_err());
        let own = include_str!("../../../src/lessons/mod.rs");
        assert!(chapter_of_each_page(own).unwrap().contains(&("lab".to_owned(), "timing".to_owned())));
    }

    #[test]
    fn a_loader_of_another_shape_is_refused() {
        let built = Built::new("shape");
        fs::write(built.split().join(LOADER), "import \"./deltascope.js\";").unwrap();
        let error = bring(&built.split(), &built.dist()).unwrap_err();
        assert!(error.to_string().contains("chunk_7"), "{error}");
    }

    #[test]
    fn long_sections_have_long_lengths() {
        let mut module = MODULE.to_vec();
        push_section("x", &[0; 200], &mut module);
        assert_eq!(module[MODULE.len()..][..5], [0, 0xca, 0x01, 1, b'x']);
    }
}
