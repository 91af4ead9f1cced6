//! The arrows of the house: which module may know which. Read from the imports, so that none runs back.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use crate::support::sources::rust_files;

/// The rooms from the ground up: a file may name its own room and those above it in this list, never one below. The
/// longest beginning of a path decides its room. What only tests name is not counted.
const ROOMS: &[(&str, &[&str])] = &[
    ("mathematics", &["math"]),
    ("files", &["io"]),
    ("traces", &["trace"]),
    ("rules", &["rules"]),
    ("inputs", &["inputs"]),
    ("experiments", &["experiments"]),
    ("family", &["family"]),
    ("verdict", &["verdict"]),
    ("code", &["code"]),
    ("kernels", &["fast"]),
    ("timing", &["timing"]),
    ("texts", &["erased", "formulas", "i18n", "marked", "names", "number", "text"]),
    ("knobs", &["knobs", "pages"]),
    (
        "tables of knobs",
        &[
            "lessons/mod",
            "lessons/*/mod",
            "lessons/*/scenario",
            "lessons/*/set",
            "lab/scenario",
            "lessons/cells",
            "lessons/experiment",
            "lessons/*/experiments",
            "lessons/guide",
            "lessons/*/guide",
        ],
    ),
    ("scenario", &["scenario"]),
    (
        "what to show",
        &[
            "lessons/prose",
            "lessons/refusal",
            "lessons/run",
            "lessons/scaled",
            "lessons/told",
            "lessons/*/steps",
            "lessons/*/track",
            "lessons/*/change",
            "lessons/*/geometry",
            "lessons/*/recall",
            "lessons/*/cards",
            "lessons/*/measured",
            "lessons/*/measures",
            "lessons/*/kept",
            "lessons/*/surveyed",
            "lessons/*/weights",
            "lessons/*/schedule",
            "lessons/*/costs",
            "lessons/*/example",
        ],
    ),
    ("browser", &["browser"]),
    (
        "state",
        &[
            "app/brought",
            "app/inputs",
            "app/mod",
            "app/lasting",
            "app/lens",
            "app/navigation",
            "app/reader",
            "app/sentences",
            "app/shown",
            "app/state",
        ],
    ),
    ("parts of pages", &["ui"]),
    ("lab", &["lab"]),
    (
        "lessons",
        &[
            "lessons/lab/mod",
            "lessons/exports/mod",
            "lessons/layer",
            "lessons/work",
            "lessons/in_parts",
            // Whatever else a page has draws: what does not is named above.
            "lessons/*/*",
        ],
    ),
    (
        "shell",
        &[
            "app/at_rest",
            "app/corrected",
            "app/explain",
            "app/explanations",
            "app/header",
            "app/history",
            "app/kept",
            "app/keys",
            "app/notes",
            "app/onward",
            "app/open_page",
            "app/page_tools",
            "app/root",
            "app/shell",
        ],
    ),
    ("entry", &["lib", "main", "bin"]),
];

/// The place of a file or a module in [`ROOMS`]; `path` is like `lessons/mask/steps`.
fn room(path: &str) -> usize {
    let fits = |pattern: &str| {
        let (mut own, mut wanted) = (path.split('/'), pattern.split('/'));
        let all = wanted.all(|part| own.next().is_some_and(|own| part == "*" || part == own));
        all.then_some((pattern.split('/').count(), pattern.split('/').filter(|part| *part != "*").count()))
    };
    let best = ROOMS
        .iter()
        .enumerate()
        .flat_map(|(i, (_, patterns))| patterns.iter().filter_map(move |pattern| Some((fits(pattern)?, i))));
    best.max_by_key(|(fit, _)| *fit).unwrap_or_else(|| panic!("`{path}` stands in no room")).1
}

/// Every file of the mathematics and of the page, as `lessons/mask/steps`, with its code: no comments, and no tests.
fn all_code() -> BTreeMap<String, String> {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    ["attention/src", "src"].iter().flat_map(|root| code_below(&here.join(root))).collect()
}

fn code_below(root: &Path) -> BTreeMap<String, String> {
    let code = |path: &PathBuf| {
        let text = fs::read_to_string(path).unwrap();
        let text = text.split("#[cfg(test)]\nmod tests").next().unwrap();
        let lines = text.lines().map(|line| line.split("//").next().unwrap());
        let name = path.strip_prefix(root).unwrap().with_extension("");
        (name.to_str().unwrap().replace('\\', "/"), lines.collect::<Vec<_>>().join("\n"))
    };
    rust_files(root).iter().map(code).collect()
}

/// The paths after `crate::` in some code, such as `lessons/mask/steps`: the modules that it names.
fn named(code: &str, start: &str) -> BTreeSet<String> {
    let mut all = BTreeSet::new();
    for (at, _) in code.match_indices(start) {
        let word = |c: char| c.is_ascii_alphanumeric() || c == '_';
        // `$crate::` in a macro is where it is used.
        if code[..at].chars().next_back().is_some_and(|c| word(c) || c == '$') {
            continue;
        }
        let path = &code[at + start.len()..];
        let parts = path.split("::").take_while(|part| part.starts_with(|c: char| c.is_ascii_lowercase()));
        let mut modules = Vec::new();
        for part in parts {
            let name: &str = &part[..part.find(|c| !word(c)).unwrap_or(part.len())];
            modules.push(name);
            if name.len() < part.len() {
                break;
            }
        }
        all.insert(modules.join("/"));
    }
    all
}

/// The room that a named path leads to: what a lesson re-exports are its steps, what the application does its state.
fn room_of_path(path: &str, code: &BTreeMap<String, String>) -> Option<usize> {
    let mut parts: Vec<&str> = path.split('/').collect();
    while !parts.is_empty() {
        let path = parts.join("/");
        if code.contains_key(&path) {
            return Some(room(&path));
        }
        if code.contains_key(&format!("{path}/mod")) {
            return Some(match &parts[..] {
                ["lessons", _] => room("lessons/*/steps"),
                ["lessons"] => room("lessons/mod"),
                _ => room(&format!("{path}/mod")),
            });
        }
        parts.pop();
    }
    None
}

#[test]
fn no_arrow_runs_back() {
    let code = all_code();
    let mut back = Vec::new();
    for (file, text) in &code {
        let from = room(file);
        for path in named(text, "crate::") {
            let Some(to) = room_of_path(&path, &code) else { continue };
            if to > from {
                back.push(format!("{file} ({}) names {path} ({})", ROOMS[from].0, ROOMS[to].0));
            }
        }
    }
    assert_eq!(back, [] as [String; 0], "an arrow that runs back");
}

#[test]
fn the_files_of_a_folder_form_no_circle() {
    let code = all_code();
    let mut circles = Vec::new();
    for folder in [
        "code",
        "code/write",
        "lab",
        "ui",
        "ui/chart",
        "ui/stage",
        "app",
        "timing",
        "fast",
        "trace",
        "inputs",
        "knobs",
    ] {
        let sibling = |name: &str| format!("{folder}/{name}");
        let arrows = |file: &str| -> BTreeSet<String> {
            let text = code.get(file).map_or("", String::as_str);
            let names =
                named(text, "super::").into_iter().map(|path| sibling(path.split('/').next().unwrap_or("")));
            names.filter(|path| code.contains_key(path) && path != file).collect()
        };
        for file in code.keys().filter(|file| file.rsplit_once('/').is_some_and(|(of, _)| of == folder)) {
            let (mut seen, mut next) = (BTreeSet::new(), arrows(file));
            while let Some(at) = next.pop_first() {
                if seen.insert(at.clone()) {
                    next.extend(arrows(&at));
                }
            }
            if seen.contains(file) {
                circles.push(file.clone());
            }
        }
    }
    assert_eq!(circles, [] as [String; 0], "files that lead back to themselves");
}

#[test]
fn the_reader_of_imports_sees_what_stands_there() {
    let code = "use crate::app::{App, Shown};\nuse crate::lessons::run::Run;\nlet x = crate::knobs::find(&id); $crate::ui::text";
    let all: Vec<_> = named(code, "crate::").into_iter().collect();
    assert_eq!(all, ["app", "knobs/find", "lessons/run"]);
    assert!(
        room("lessons/mask/view") > room("ui/stage/mod") && room("ui/stage/mod") > room("lessons/mask/steps")
    );
}
