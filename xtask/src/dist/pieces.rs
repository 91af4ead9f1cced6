//! The pieces of the page's wasm: brought into dist/, and named by their content.
//!
//! The splitter leaves a main part, files with the pieces of each page and of each part of a page that is fetched later, files with
//! what several of these share, and what loads them.

use std::fs;
use std::path::Path;

use anyhow::{Context, Result, ensure};

use super::slim::slim;
use super::{BuiltFile, files_in, rename};
use crate::digest;

/// Imported by the glue: loads the pieces, and imports the glue in turn.
const LOADER: &str = "pieces.js";
/// The glue as the splitter names it to the loader; Trunk puts a hash of the unsplit wasm into its name.
const GLUE: &str = "deltascope.js";
/// What the names of the files for several pages begin with.
const SHARED: &str = "shared_";
/// What the names of the files for one page, or for one part of a page, begin with.
const PAGE: &str = "page_";
/// What stands in the loader ahead of the name of a page, and between it and the numbers of the files that it loads.
const LOADS: [&str; 2] = ["export const __wasm_split_load_", " = loads("];

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

/// Brings the pieces and their loader from the folder in which the splitter left them into `dist`.
pub fn bring(from: &Path, dist: &Path) -> Result<()> {
    for BuiltFile { name, path } in files_in(from)? {
        if is_piece(&name) || name == LOADER {
            fs::copy(path, dist.join(name))?;
        }
    }
    ensure!(dist.join(LOADER).exists(), "the page's wasm was not split");
    Ok(())
}

/// Each page with the files that the loader fetches for it.
fn files_of_pages(loader: &str) -> Vec<(String, Vec<String>)> {
    let named = loader.split('"').filter_map(|text| text.strip_prefix("./"));
    let files: Vec<_> = named.filter(|name| is_piece(name)).collect();
    let of_page = |line: &str| {
        let (page, numbers) = line.strip_prefix(LOADS[0])?.split_once(LOADS[1])?;
        let numbers = numbers.split_once(')')?.0.split(", ");
        let files =
            numbers.filter_map(|number| Some((*files.get(number.parse::<usize>().ok()?)?).to_owned()));
        Some((page.to_owned(), files.collect()))
    };
    loader.lines().filter_map(of_page).collect()
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

#[cfg(test)]
mod tests {
    use super::*;
    use std::path::PathBuf;
    use std::{env, process};

    const MODULE: &[u8] = b"\0asm\x01\0\0\0";
    const GLUE_TEXT: &str = "import * as a from \"./pieces.js\"\nconst imports = { \"./pieces.js\": a };";
    const LOADER_TEXT: &str = "import \"./deltascope.js\";
const files = [\"./shared_0.wasm\", \"./page_lab.wasm\", \"./page_start.wasm\"];
export const __wasm_split_load_lab = loads(1);
export const __wasm_split_load_start = loads(2, 0);
";

    /// A folder as the splitter leaves it, and one as Trunk leaves it.
    struct Built(PathBuf);

    impl Built {
        fn new(test: &str) -> Self {
            let built = Self(env::temp_dir().join(format!("deltascope-pieces-{test}-{}", process::id())));
            fs::create_dir_all(built.split().join("apart")).unwrap();
            fs::create_dir_all(built.dist()).unwrap();
            for name in ["main.wasm", "page_start.wasm", "apart/chunk_5.wasm"] {
                fs::write(built.split().join(name), MODULE).unwrap();
            }
            fs::write(built.split().join("shared_0.wasm"), [MODULE, b"\x01\x01\0"].concat()).unwrap();
            fs::write(built.split().join("page_lab.wasm"), [MODULE, b"\x01\x01\0\x03\x01\0"].concat())
                .unwrap();
            fs::write(built.split().join(LOADER), LOADER_TEXT).unwrap();
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

    /// The files of a page without their hashes.
    fn plain(pieces: &Pieces, page: &str) -> Vec<String> {
        let (_, files) = pieces.pages.iter().find(|(name, _)| name == page).unwrap();
        files.iter().map(|file| file.split('-').next().unwrap().to_owned()).collect()
    }

    #[test]
    fn each_page_is_known_with_its_files_and_everything_names_them_by_their_content() {
        let built = Built::new("names");
        let pieces = built.finish();
        assert_eq!(plain(&pieces, "lab"), ["page_lab"]);
        assert_eq!(plain(&pieces, "start"), ["page_start", "shared_0"]);
        let there: Vec<_> = files_in(&built.dist()).unwrap().into_iter().map(|file| file.name).collect();
        assert_eq!(there.len(), 6, "the glue, the main part, the loader and three files: {there:?}");
        let loader = fs::read_to_string(built.dist().join(&pieces.loader)).unwrap();
        let glue = fs::read_to_string(built.dist().join(&pieces.renamed[0].1)).unwrap();
        assert!(glue.starts_with(&format!("import * as a from \"./{}\"\n", pieces.loader)), "{glue}");
        assert!(glue.ends_with("{ \"./pieces.js\": a };\n"), "the wasm knows one name only: {glue}");
        for name in pieces.pages.iter().flat_map(|(_, files)| files).chain([&pieces.renamed[0].1]) {
            assert!(loader.contains(&format!("\"./{name}\"")), "{name} in {loader}");
            assert!(there.contains(name), "{name} in {there:?}");
        }
    }

    #[test]
    fn a_piece_that_changes_changes_every_name_that_leads_to_it() {
        let (old, new) = (Built::new("old"), Built::new("new"));
        fs::write(new.split().join("page_start.wasm"), [MODULE, b"\x01\x01\0"].concat()).unwrap();
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
    fn wasm_that_was_not_split_is_refused() {
        let built = Built::new("whole");
        fs::remove_file(built.split().join(LOADER)).unwrap();
        let error = bring(&built.split(), &built.dist()).unwrap_err();
        assert!(error.to_string().contains("not split"), "{error}");
    }
}
