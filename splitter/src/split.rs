//! Splits one module into the main part and a few files of pieces, and writes what loads them.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use eyre::{OptionExt, Result, WrapErr};
use wasm_split_cli_support::{Options, transform};

use crate::bundles::{Bundle, Least, bundles};
use crate::merge::{self, merge};
use crate::piece::Piece;
use crate::users::{Group, PAGES, by_groups, groups, is_of_group, is_part, opens_with, without_parts};

/// Imported by the glue: loads the pieces, and imports the glue in turn.
const LOADER: &str = "./pieces.js";
/// The glue as the loader names it.
const GLUE: &str = "./deltascope.js";
/// What stands in a loader.
const LOADING: &str = include_str!("loader.js");
/// Before compression. Many small files compress badly, and a reader waits for those with which a page opens; of what comes later the whole
/// folder is to be small.
const LEAST: Least = Least { first: 28 * 1024, later: 4 * 1024, many: 2 };

/// A piece and who needs it.
struct Cut {
    /// Its number in the program.
    number: u32,
    /// The split points that need it.
    users: BTreeSet<String>,
    module: Vec<u8>,
}

/// Splits the module `input` into the folder `into`, which is emptied first, and returns the main part's file.
///
/// Beside it lie `page_<name>.wasm`, one for each split point; `shared_<number>.wasm`, for several of them; and `pieces.js`, which
/// loads them. `pieces.js` and wasm-bindgen's glue, `deltascope.js`, import each other.
pub fn split(input: &Path, into: &Path) -> Result<PathBuf> {
    let wasm = fs::read(input).wrap_err_with(|| format!("could not read {}", input.display()))?;
    if into.exists() {
        fs::remove_dir_all(into)?;
    }
    let apart = into.join("apart");
    fs::create_dir_all(&apart)?;
    let main = into.join("main.wasm");
    let mut options = Options::new(&wasm);
    options.output_dir = &apart;
    options.main_out_path = &main;
    options.link_name = LOADER;
    options.main_module = GLUE;
    let split = transform(options).wrap_err_with(|| format!("{} cannot be split", input.display()))?;
    let needed: BTreeMap<_, _> = split.prefetch_map.into_iter().collect();
    write(&read(&apart, &needed)?, needed.keys(), into)?;
    Ok(main)
}

/// The pieces in the splitter's folder, of which each split point needs some.
fn read(apart: &Path, needed: &BTreeMap<String, Vec<String>>) -> Result<Vec<Cut>> {
    let mut users: BTreeMap<&String, BTreeSet<String>> = BTreeMap::new();
    for (user, names) in needed {
        for name in names {
            users.entry(name).or_default().insert(user.clone());
        }
    }
    let piece = |(number, (name, users))| {
        let file = apart.join(format!("{name}.wasm"));
        let module = fs::read(&file).wrap_err_with(|| format!("could not read {}", file.display()))?;
        Ok(Cut { number, users, module })
    };
    (0..).zip(users).map(piece).collect()
}

/// Writes the files and their loader.
fn write<'c>(pieces: &'c [Cut], split_points: impl Iterator<Item = &'c String>, into: &Path) -> Result<()> {
    let parse = |cut: &'c Cut| Piece::parse(cut.number, &cut.module);
    let parsed: Vec<_> = pieces.iter().map(parse).collect::<Result<_>>()?;
    let groups = groups(PAGES)?;
    let weighed = pieces.iter().zip(&parsed);
    let weighed =
        weighed.map(|(cut, piece)| (without_parts(&by_groups(&cut.users, &groups)), piece.weight()));
    let weighed: Vec<_> = weighed.collect();
    let first = opens_with(PAGES)?;
    let bundles = bundles(&weighed, |user| first.contains(user), LEAST);
    let names = names(&bundles);
    for (name, bundle) in names.iter().zip(&bundles) {
        let held: Vec<_> = bundle.pieces.iter().map(|at| &parsed[*at]).collect();
        let merged = merge(&held).wrap_err_with(|| name.clone())?;
        fs::write(into.join(name), merged)?;
    }
    let named: Vec<_> = names.iter().map(|name| format!("\"./{name}\"")).collect();
    let mut loader = LOADING.replacen("GLUE", GLUE, 1).replacen("FILES", &named.join(", "), 1).replacen(
        "SHARED",
        merge::SHARED,
        1,
    );
    for user in split_points {
        let files = files_of(user, pieces, &bundles, &groups)?;
        // wasm_split's macro asks for it under this name.
        loader += &format!("export const __wasm_split_load_{user} = loads({});\n", files.join(", "));
    }
    Ok(fs::write(into.join(LOADER), loader)?)
}

/// The numbers of the files that a split point needs: its own first, then those that it shares.
fn files_of(user: &str, pieces: &[Cut], bundles: &[Bundle], groups: &[Group]) -> Result<Vec<String>> {
    let mut files = BTreeSet::new();
    for (at, piece) in pieces.iter().enumerate().filter(|(_, piece)| piece.users.contains(user)) {
        let file_for = |is_meant: &dyn Fn(&str) -> bool| {
            let brings =
                |bundle: &Bundle| bundle.pieces.contains(&at) && bundle.users.iter().any(|of| is_meant(of));
            bundles.iter().position(brings)
        };
        let file = file_for(&|of| of == user)
            .or_else(|| file_for(&|page| is_part(user, page)))
            .or_else(|| file_for(&|group| is_of_group(user, group, groups)));
        files.insert(file.ok_or_eyre(format!("no file brings piece {} to {user}", piece.number))?);
    }
    let is_shared = |file: &usize| bundles[*file].users.len() > 1;
    let mut files: Vec<_> = files.into_iter().collect();
    files.sort_by_key(is_shared);
    Ok(files.iter().map(usize::to_string).collect())
}

/// The names of the files before their content has a say in them.
fn names(bundles: &[Bundle]) -> Vec<String> {
    let name = |(number, bundle): (usize, &Bundle)| match bundle.users.first() {
        Some(user) if bundle.users.len() == 1 => format!("page_{user}.wasm"),
        _ => format!("shared_{number}.wasm"),
    };
    bundles.iter().enumerate().map(name).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use wasm_encoder::{CodeSection, FuncType, Function, FunctionSection, Module, TypeSection};

    /// A folder that goes with the test.
    struct Folder(PathBuf);

    impl Folder {
        fn new(test: &str) -> Self {
            let folder = std::env::temp_dir().join(format!("deltascope-{test}-{}", std::process::id()));
            fs::create_dir_all(&folder).unwrap();
            Self(folder)
        }
    }

    impl Drop for Folder {
        fn drop(&mut self) {
            fs::remove_dir_all(&self.0).ok();
        }
    }

    /// A piece whose one function has so many instructions.
    fn piece(number: u32, users: &str, instructions: usize) -> Cut {
        let (mut types, mut functions, mut code) =
            (TypeSection::new(), FunctionSection::new(), CodeSection::new());
        types.ty().func_type(&FuncType::new([], []));
        functions.function(0);
        let mut does = Function::new([]);
        for _ in 0..instructions {
            does.instructions().nop();
        }
        does.instructions().end();
        code.function(&does);
        let mut module = Module::new();
        let module = module.section(&types).section(&functions).section(&code).clone().finish();
        Cut { number, users: users.split(' ').map(str::to_owned).collect(), module }
    }

    /// What is written of pieces: the loader, and each file with its length.
    fn written(test: &str, pieces: &[Cut]) -> (String, Vec<(String, u64)>) {
        let folder = Folder::new(test);
        let users: BTreeSet<_> = pieces.iter().flat_map(|piece| &piece.users).collect();
        write(pieces, users.into_iter(), &folder.0).unwrap();
        let entries = fs::read_dir(&folder.0).unwrap().map(|entry| {
            let entry = entry.unwrap();
            (entry.file_name().into_string().unwrap(), entry.metadata().unwrap().len())
        });
        let mut files: Vec<_> = entries.filter(|(name, _)| name.ends_with(".wasm")).collect();
        files.sort();
        (fs::read_to_string(folder.0.join(LOADER)).unwrap(), files)
    }

    #[test]
    fn a_page_loads_its_own_file_with_all_that_is_too_small_for_a_file_of_its_own() {
        let pieces = [
            piece(0, "lab mask", 100),
            piece(1, "lab", 200),
            piece(2, "mask", 10),
            piece(3, "mask start", 50),
        ];
        let (loader, files) = written("own", &pieces);
        let names: Vec<_> = files.iter().map(|(name, _)| name.as_str()).collect();
        assert_eq!(names, ["page_lab.wasm", "page_mask.wasm", "page_start.wasm"]);
        assert!(files[0].1 > 300 && files[1].1 > 160 && files[2].1 > 50, "{files:?}");
        assert!(
            loader.contains(
                "const files = [\"./page_lab.wasm\", \"./page_mask.wasm\", \"./page_start.wasm\"];"
            ),
            "{loader}"
        );
        for (user, file) in [("lab", 0), ("mask", 1), ("start", 2)] {
            let line = format!("export const __wasm_split_load_{user} = loads({file});\n");
            assert!(loader.contains(&line), "{line} in {loader}");
        }
    }

    #[test]
    fn what_is_large_is_a_file_that_its_pages_share() {
        let pieces = [
            piece(0, "mask start", LEAST.first),
            piece(1, "mask", 10),
            piece(2, "start", 10),
            piece(3, "lab", 5),
        ];
        let (loader, files) = written("shared", &pieces);
        let names: Vec<_> = files.iter().map(|(name, _)| name.as_str()).collect();
        assert_eq!(names, ["page_lab.wasm", "page_mask.wasm", "page_start.wasm", "shared_0.wasm"]);
        assert!(loader.contains("_mask = loads(2, 0);\n"), "{loader}");
        assert!(loader.contains("_start = loads(3, 0);\n"), "{loader}");
        assert!(loader.contains("_lab = loads(1);\n"), "{loader}");
    }

    #[test]
    fn what_only_parts_share_is_a_file_of_its_own_sooner() {
        let small = LEAST.later;
        let pieces = [piece(0, "mask start", small), piece(1, "mask_play start_play", small)];
        let (_, files) = written("later", &pieces);
        let shared: Vec<_> = files.iter().filter(|(name, _)| name.starts_with("shared")).collect();
        assert!(files.len() == 3 && shared.len() == 1, "{files:?}");
    }

    #[test]
    fn a_part_of_a_page_does_not_bring_what_the_page_has_and_asks_for_it() {
        let (loader, files) = written(
            "part",
            &[piece(0, "lab lab_outcome labour", 1000), piece(1, "lab_outcome", 10), piece(2, "lab", 10)],
        );
        let names: Vec<_> = files.iter().map(|(name, _)| name.as_str()).collect();
        assert_eq!(names, ["page_lab.wasm", "page_lab_outcome.wasm", "page_labour.wasm"]);
        assert!(files[1].1 < 500, "{files:?}");
        assert!(loader.contains("_lab = loads(0);\n"), "{loader}");
        assert!(loader.contains("_lab_outcome = loads(0, 1);\n"), "{loader}");
    }

    #[test]
    fn a_module_linked_without_relocations_is_refused() {
        let folder = Folder::new("splitter");
        let input = folder.0.join("deltascope.wasm");
        fs::write(&input, b"\0asm\x01\0\0\0").unwrap();
        let error = split(&input, &folder.0.join("pieces")).unwrap_err();
        assert!(format!("{error:#}").contains("--emit-relocs"), "{error:#}");
    }
}
