//! The habits of this repository that a program can check: heads of files, their length, their names.

use std::fs;
use std::path::Path;

use crate::support::sources::rust_files;

/// Every folder with Rust of our own.
const FOLDERS: [&str; 7] =
    ["attention/src", "src", "content", "benches", "tests", "splitter/src", "xtask/src"];

/// A file with more lines than this needs a reason in its head.
const LONG: usize = 300;

/// The words that begin the reason.
const REASON: &str = "This file is long because";

/// Names that say nothing about the contents of a file or folder.
const EMPTY_NAMES: [&str; 6] = ["utils", "util", "helpers", "helper", "misc", "manager"];

/// Every Rust file with its path in the repository and its text.
fn all_files() -> Vec<(String, String)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let found = FOLDERS.iter().flat_map(|folder| rust_files(&root.join(folder)));
    let name = |path: &Path| path.strip_prefix(root).unwrap().to_str().unwrap().replace('\\', "/");
    found.map(|path| (name(&path), fs::read_to_string(path).unwrap())).collect()
}

/// The comment that opens a file, without its slashes, on one line.
fn head(text: &str) -> String {
    let lines = text.lines().map_while(|line| line.strip_prefix("//!"));
    lines.map(str::trim).collect::<Vec<_>>().join(" ")
}

/// The paths of the files for which `wrong` holds.
fn those(wrong: impl Fn(&str, &str) -> bool) -> Vec<String> {
    let files = all_files();
    assert!(files.len() > 200, "only {} files were found", files.len());
    files.into_iter().filter(|(path, text)| wrong(path, text)).map(|(path, _)| path).collect()
}

const NONE: [String; 0] = [];

#[test]
fn every_file_opens_with_a_sentence_about_its_contents() {
    let has_sentence = |head: &str| head.len() > 15 && head.contains(['.', ':', ';']);
    assert_eq!(those(|_, text| !has_sentence(&head(text))), NONE);
}

#[test]
fn a_long_file_says_why_it_is_long() {
    assert_eq!(those(|_, text| text.lines().count() > LONG && !head(text).contains(REASON)), NONE);
}

#[test]
fn a_file_that_is_not_long_gives_no_reason_for_it() {
    assert_eq!(those(|_, text| text.lines().count() <= LONG && head(text).contains(REASON)), NONE);
}

#[test]
fn no_file_or_folder_has_an_empty_name() {
    let empty = |part: &str| EMPTY_NAMES.contains(&part.trim_end_matches(".rs"));
    assert_eq!(those(|path, _| path.split('/').any(empty)), NONE);
}

#[test]
fn a_head_is_read_to_its_end_and_no_further() {
    let text =
        "//! One thing.\n//!\n//! This file is long\n//! because of it.\n\n//! Not the head.\n/// Nor this.";
    assert_eq!(head(text), "One thing.  This file is long because of it.");
    assert_eq!(head("use std::fs;\n//! Too late."), "");
}
