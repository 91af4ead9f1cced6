//! Every text of the locales is shown somewhere: a key that nothing asks for is work for translators that no reader sees.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use deltascope::lessons::{Experiment, experiments};
use deltascope::names;
use deltascope::pages::Page;

use crate::support::sources::{self, rust_files};

/// Groups whose keys are ids of lists; that they are exactly these is seen in `names.rs` and `experiments.rs`, and for `exp` below.
const BY_ID: [&str; 15] = [
    "rules", "family", "gate", "symbol", "part", "exp", "measure", "suite", "kernel", "form", "chapter",
    "glossary", "word", "edge", "not_edge",
];

/// What the files of pages and the menu say of every page.
const OF_A_PAGE: [&str; 3] = ["name", "description", "asks"];

/// Endings of the forms of one text for different numbers.
const PLURALS: [&str; 6] = ["_zero", "_one", "_two", "_few", "_many", "_other"];

/// What asks for texts, without spaces around points, which rustfmt may have put there.
fn asking() -> Vec<String> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut files: Vec<_> = ["src", "content/src"].iter().flat_map(|of| rust_files(&root.join(of))).collect();
    // The prose of lessons.
    files.extend(sources::files(&root.join("src"), "toml"));
    let read = |file: &std::path::PathBuf| {
        let text = fs::read_to_string(file).unwrap();
        let parts: Vec<&str> = text.split('.').map(str::trim).collect();
        parts.join(".")
    };
    files.iter().map(read).collect()
}

/// The words of a text: letters, digits and `_`, and with points between them where `joined` says so.
fn words(text: &str, joined: bool) -> BTreeSet<&str> {
    let of_word = |c: char| c.is_alphanumeric() || c == '_' || (joined && c == '.');
    text.split(|c: char| !of_word(c)).filter(|word| !word.is_empty()).collect()
}

/// Which of the texts nothing asks for.
fn unused(texts: &BTreeMap<String, BTreeMap<String, String>>, sources: &[String]) -> Vec<String> {
    // `self.i18n.mask.asks` and `td_string!(locale, mask.asks)` both ask for the last two.
    let mut asked = BTreeSet::new();
    for source in sources {
        for path in words(source, true) {
            let parts: Vec<&str> = path.split('.').collect();
            asked.extend(parts.windows(2).map(|pair| (pair[0], pair[1])));
        }
    }
    // A macro that is given keys asks for `group.$key`; the keys stand in the same file.
    let by_macro = |group: &str, key: &str| {
        let of_macro = |source: &&String| source.contains(&format!("{group}.$"));
        sources.iter().filter(of_macro).any(|source| words(source, false).contains(key))
    };
    let pages: BTreeSet<&str> = Page::ALL.iter().map(|page| page.slug()).collect();
    let mut unused = Vec::new();
    for (group, keys) in texts.iter().filter(|(group, _)| !BY_ID.contains(&group.as_str())) {
        for key in keys.keys() {
            let form = PLURALS.iter().find_map(|ending| key.strip_suffix(ending)).unwrap_or(key);
            let of_page = pages.contains(group.as_str()) && OF_A_PAGE.contains(&key.as_str());
            let asks = |key: &str| asked.contains(&(group.as_str(), key)) || by_macro(group, key);
            let why_not_here = group == "missing" && content_says(key);
            if !(of_page || why_not_here || asks(key) || asks(form)) {
                unused.push(format!("{group}.{key}"));
            }
        }
    }
    unused
}

/// Whether the page's own HTML gives this reason why the program cannot run.
fn content_says(reason: &str) -> bool {
    let body = include_str!("../../content/src/body.rs");
    let reasons = body.split_once("REASONS:").and_then(|(_, rest)| rest.split_once("];")).unwrap().0;
    reasons.contains(&format!("\"{reason}\""))
}

fn english() -> BTreeMap<String, BTreeMap<String, String>> {
    serde_json::from_str(include_str!("../../locales/en.json")).unwrap()
}

#[test]
fn every_text_is_shown_somewhere() {
    assert_eq!(unused(&english(), &asking()), [""; 0], "nothing asks for these texts");
}

#[test]
fn a_text_that_nothing_asks_for_is_found() {
    let texts = [("mask", "asks"), ("mask", "asked"), ("mask", "pairs_one"), ("mask", "pairs_other")];
    let mut all: BTreeMap<String, BTreeMap<String, String>> = BTreeMap::new();
    for (group, key) in texts {
        all.entry(group.to_owned()).or_default().insert(key.to_owned(), String::new());
    }
    let nothing = ["fn view() {}".to_owned()];
    assert_eq!(unused(&all, &nothing), ["mask.asked", "mask.pairs_one", "mask.pairs_other"]);
    let asks = ["text!(mask.asked); t_string!(i18n, mask.pairs, count = 3)".to_owned()];
    assert_eq!(unused(&all, &asks), [""; 0]);
    let by_macro = ["text!(mask.$key); texts! { asked pairs }".to_owned()];
    assert_eq!(unused(&all, &by_macro), [""; 0]);
}

#[test]
fn the_texts_of_experiments_are_those_of_their_questions_answers_and_variations() {
    let of = |experiment: &Experiment| {
        let own = ["", "_asks", "_a", "_b", "_c", "_why"].map(|part| format!("{}{part}", experiment.id));
        let varied = experiment.variations.iter().flat_map(|variation| {
            ["", "_says"].map(|part| format!("{}_{}{part}", experiment.id, variation.id))
        });
        own.into_iter().chain(varied).collect::<Vec<_>>()
    };
    let due: BTreeSet<String> = Page::ALL.iter().flat_map(|page| experiments(*page)).flat_map(of).collect();
    let there: BTreeSet<String> = names::EXP.ids().map(str::to_owned).collect();
    assert_eq!(there, due);
}
