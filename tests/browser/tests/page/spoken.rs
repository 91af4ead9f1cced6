//! What a screen reader would say through one whole lesson, station by station: Chromium's accessibility tree against a text that a person has
//! read, in both languages.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::{env, fs};

use browser_tests::{Key, Page, Visit, repository_file};
use serde_json::{Value, json};

/// Set, the texts are written anew, for a person to read before they are kept.
const WRITE: &str = "DELTASCOPE_WRITE_SPOKEN";

/// Roles that say nothing by themselves: what is in them is said.
const SILENT: [&str; 9] = [
    "none",
    "generic",
    "RootWebArea",
    "InlineTextBox",
    "LineBreak",
    "LayoutTable",
    "LayoutTableRow",
    "LayoutTableCell",
    "ignored",
];

/// Roles that are named by the text in them, which is not said once more.
const WHOLE: [&str; 9] =
    ["button", "link", "heading", "option", "columnheader", "rowheader", "cell", "term", "StaticText"];

/// States that are said, where they are not what one expects.
const STATES: [&str; 6] = ["pressed", "expanded", "checked", "disabled", "invalid", "valuetext"];

/// A node of the tree.
struct Node<'v>(&'v Value);

impl Node<'_> {
    fn text(&self, key: &str) -> &str {
        self.0[key]["value"].as_str().unwrap_or_default()
    }

    fn is_silent(&self) -> bool {
        self.0["ignored"] == true || SILENT.contains(&self.text("role"))
    }

    /// What is said of it: its role, its name, its states.
    fn said(&self) -> String {
        let mut said = match (self.text("role"), self.text("name")) {
            ("StaticText", name) => name.to_owned(),
            (role, "") => role.to_owned(),
            (role, name) => format!("{role}: {name}"),
        };
        if let Some(value) = self.0["value"]["value"].as_str().filter(|value| !value.is_empty()) {
            write!(said, " = {value}").expect("a string takes all");
        }
        for property in self.0["properties"].as_array().into_iter().flatten() {
            let (name, value) = (property["name"].as_str().unwrap_or_default(), &property["value"]["value"]);
            let usual = [json!(false), json!("false"), json!("")].contains(value);
            if STATES.contains(&name) && !usual {
                write!(said, " ({name}: {})", value.as_str().map_or(value.to_string(), str::to_owned))
                    .expect("a string takes all");
            }
        }
        said.split_whitespace().collect::<Vec<_>>().join(" ")
    }
}

/// All that is said of the page, from its top to its end.
fn said(page: &Page) -> Vec<String> {
    let told = page.accessibility_tree();
    let nodes: BTreeMap<&str, &Value> = told["nodes"]
        .as_array()
        .into_iter()
        .flatten()
        .filter_map(|node| Some((node["nodeId"].as_str()?, node)))
        .collect();
    let root = told["nodes"][0]["nodeId"].as_str().unwrap_or_default();
    let mut lines = Vec::new();
    say(&nodes, root, &mut lines);
    lines
}

fn say(nodes: &BTreeMap<&str, &Value>, id: &str, lines: &mut Vec<String>) {
    let Some(node) = nodes.get(id).copied().map(Node) else { return };
    if !node.is_silent() {
        let line = node.said();
        if !line.is_empty() {
            lines.push(line);
        }
        if WHOLE.contains(&node.text("role")) && !node.text("name").is_empty() {
            return;
        }
    }
    for child in node.0["childIds"].as_array().into_iter().flatten().filter_map(Value::as_str) {
        say(nodes, child, lines);
    }
}

/// The lines that are not among those before, each as often as it is more.
fn new<'l>(before: &[String], now: &'l [String]) -> Vec<&'l str> {
    let mut known: BTreeMap<&str, usize> = BTreeMap::new();
    for line in before {
        *known.entry(line).or_default() += 1;
    }
    let is_new = |line: &&str| match known.get_mut(*line) {
        Some(left) if *left > 0 => {
            *left -= 1;
            false
        }
        _ => true,
    };
    now.iter().map(String::as_str).filter(is_new).collect()
}

/// What is said once nothing changes any more.
fn at_rest(page: &Page) -> Vec<String> {
    let last = RefCell::new(Vec::new());
    page.wait_until("nothing more is said", |page| {
        let now = said(page);
        let before = last.replace(now);
        page.is_whole() && before == *last.borrow()
    });
    last.into_inner()
}

/// The whole walk of a lesson: the page at its first station, then what every other station changes.
fn heard(page: &Page, slug: &str, lang: &str) -> String {
    page.open(&format!("{slug}.html?lang={lang}"));
    page.wait_until("the walk is open", |page| page.has("stop") && page.is_whole());
    page.wait_until("what is kept is known", |page| page.attribute("offline", "data-count").is_some());
    let stations: u64 =
        page.attribute("stop", "data-stops").and_then(|of| of.parse().ok()).expect("a number");
    let (mut text, mut before) = (String::new(), Vec::new());
    for station in 1..=stations {
        page.wait_until("the station is there", |page| {
            page.attribute("stop", "data-stop").as_deref() == Some(&station.to_string())
        });
        let now = at_rest(page);
        writeln!(text, "== {station}").expect("a string takes all");
        for line in new(&before, &now) {
            writeln!(text, "{line}").expect("a string takes all");
        }
        before = now;
        page.press(Key::Right);
    }
    text
}

fn is_heard(lang: &str, golden: &str) {
    let file = format!("reorder.{lang}.txt");
    let in_chromium = Visit::chromium_alone("WebDriver tells no other browser's accessibility tree");
    Visit { at_a_desk: Some("the golden text is that of a desk"), ..in_chromium }.run(|page| {
        let heard = heard(page, "reorder", lang);
        if env::var_os(WRITE).is_some() {
            let folder = repository_file("tests/browser/tests/page/spoken");
            fs::write(folder.join(&file), &heard).expect("the text can be written");
            return;
        }
        for (line, (is, due)) in heard.lines().zip(golden.lines()).enumerate() {
            assert_eq!(is, due, "line {} of {file}", line + 1);
        }
        assert_eq!(heard.lines().count(), golden.lines().count(), "lines of {file}");
    });
}

#[test]
fn a_lesson_is_heard_from_its_first_station_to_its_last() {
    is_heard("en", include_str!("spoken/reorder.en.txt"));
}

#[test]
fn a_lesson_is_heard_in_chinese() {
    is_heard("zh-CN", include_str!("spoken/reorder.zh-CN.txt"));
}
