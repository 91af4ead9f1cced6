//! Both languages in full, on the page and in what a screen reader is told.

use browser_tests::{Key, Page, visit};
use deltascope::inputs::facts;
use deltascope::marked::plain;
use deltascope::rules::rule;
use deltascope::trace::align;
use serde_json::Value;

fn texts(lang: &str) -> Value {
    let file = match lang {
        "en" => include_str!("../../../../locales/en.json"),
        _ => include_str!("../../../../locales/zh-CN.json"),
    };
    serde_json::from_str(file).expect("a locale is JSON")
}

/// A text of a locale as it is read, its places filled.
fn text(locale: &Value, key: &str, fill: &[(&str, &str)]) -> String {
    let pointer = format!("/{}", key.replace('.', "/"));
    let text =
        locale.pointer(&pointer).and_then(Value::as_str).unwrap_or_else(|| panic!("there is no `{key}`"));
    fill.iter().fold(plain(text), |text, (name, value)| text.replace(&format!("{{{{ {name} }}}}"), value))
}

/// What a screen reader is told of the step.
fn spoken(page: &Page) -> String {
    let status = "return document.querySelector('.transport [role=status]')?.textContent ?? ''";
    page.script(status).as_str().unwrap_or_default().to_owned()
}

#[test]
fn every_step_of_the_state_page_is_spoken_in_both_languages() {
    let rules = ["linear_attn", "delta_rule", "gated_delta_rule"].map(|id| rule(id).unwrap().info.parts);
    let parts: Vec<String> =
        align(&rules).iter().map(|stop| format!("{:?}", stop.part).to_lowercase()).collect();
    let says = |locale: &Value, stop: usize| match stop.checked_sub(1) {
        None => text(locale, "state.at_start", &[]),
        Some(i) => {
            let (token, part) = (i / parts.len(), &parts[i % parts.len()]);
            let is = text(locale, &format!("part.{part}_is"), &[]);
            let fact: Vec<_> = facts().labels[token]
                .split(" → ")
                .map(|word| text(locale, &format!("word.{word}"), &[]))
                .collect();
            text(locale, "stage.titled", &[("title", &fact.join(" → ")), ("text", is.as_str())])
        }
    };
    let [en, zh] = ["en", "zh-CN"].map(texts);
    visit(|page| {
        page.play("?page=state&t=0&lang=en");
        for stop in 0..=parts.len() + 1 {
            page.wait_until(&says(&en, stop), |page| spoken(page) == says(&en, stop));
            page.press(Key::Right);
        }
        page.press(Key::End);
        let last = 9 * parts.len();
        page.wait_until("the last step", |page| spoken(page) == says(&en, last));
        page.click("lang");
        page.wait_until("the same in Chinese", |page| spoken(page) == says(&zh, last));
        page.press(Key::Home);
        page.wait_until("the start", |page| spoken(page) == says(&zh, 0));
        for stop in 1..=parts.len() {
            page.press(Key::Right);
            page.wait_until(&says(&zh, stop), |page| spoken(page) == says(&zh, stop));
        }
    });
}

#[test]
fn every_step_of_a_chunk_is_spoken_in_both_languages() {
    let says = |locale: &Value, stop: usize| {
        let rows = |row: usize| {
            text(locale, "chunks.at_solve", &[("row", &row.to_string()), ("earlier", &(row - 1).to_string())])
        };
        match stop {
            0 => text(locale, "chunks.at_start", &[]),
            1 => text(locale, "chunks.at_overlaps", &[]),
            2 => text(locale, "chunks.at_triangle", &[]),
            3 => text(locale, "chunks.at_first_row", &[]),
            4..=6 => rows(stop - 2),
            7 => text(locale, "chunks.at_scores", &[]),
            8 => text(locale, "chunks.at_correct", &[]),
            9 => text(locale, "chunks.at_output", &[]),
            _ => text(locale, "chunks.at_handover", &[]),
        }
    };
    visit(|page| {
        for lang in ["en", "zh-CN"] {
            let locale = texts(lang);
            page.play(&format!("?page=chunks&t=0&lang={lang}"));
            for stop in 0..=10 {
                page.wait_until(&says(&locale, stop), |page| spoken(page) == says(&locale, stop));
                page.press(Key::Right);
            }
        }
    });
}

/// Every text on the page: what is seen, what unfolds, and what only a screen reader or a pointer meets.
const WRITTEN: &str = "
const of = (it) => it.nodeType === Node.TEXT_NODE ? [it.data]
    // Letters and terms are pieces of the sentence that they stand in.
    : it.querySelector?.(':scope > :is(dfn, .sym)') && !it.querySelector('button, canvas') ? [it.textContent]
    : it.nodeType === Node.ELEMENT_NODE && !['SCRIPT', 'STYLE'].includes(it.tagName)
    ? ['aria-label', 'aria-valuetext', 'title', 'placeholder'].map((name) => it.getAttribute(name) ?? '').concat([...it.childNodes].flatMap(of))
    : [];
return of(document.body).join(' ');";

/// The sentences and phrases of a locale: pieces between places to fill, of three words at least.
fn phrases(locale: &Value, found: &mut Vec<String>) {
    match locale {
        Value::String(text) => {
            let text = plain(text);
            let pieces = text.split("{{").flat_map(|piece| piece.rsplit("}}").next());
            let long = pieces.map(str::trim).filter(|piece| piece.split_whitespace().count() >= 3);
            found.extend(
                long.filter(|piece| piece.chars().filter(char::is_ascii_lowercase).count() > 8)
                    .map(str::to_owned),
            );
        }
        Value::Object(all) => all.values().for_each(|text| phrases(text, found)),
        _ => {}
    }
}

/// The pages, by the navigation.
fn pages(page: &Page) -> Vec<String> {
    let all = "return [...document.querySelectorAll('nav [data-testid^=nav-]')].map((it) => it.dataset.testid.slice(4))";
    serde_json::from_value(page.script(all)).expect("a list of names")
}

#[test]
fn in_chinese_no_page_has_a_sentence_of_english() {
    let (mut english, zh) = (Vec::new(), texts("zh-CN"));
    phrases(&texts("en"), &mut english);
    assert!(english.len() > 100, "{}", english.len());
    // What both locales say in the same words is a name.
    let (mut chinese, whole) = (Vec::new(), zh.to_string());
    phrases(&zh, &mut chinese);
    english.retain(|phrase| !chinese.contains(phrase) && !whole.contains(phrase.as_str()));
    let left = |page: &Page| -> Vec<String> {
        let written = page.script(WRITTEN);
        let written = written.as_str().unwrap_or_default();
        english.iter().filter(|phrase| written.contains(phrase.as_str())).cloned().collect()
    };
    visit(|page| {
        page.play("?page=start&lang=en");
        assert!(left(page).len() > 10, "the same page in English has them: {:?}", left(page));
        for slug in pages(page) {
            page.play(&format!("?page={slug}&lang=zh-CN"));
            page.wait_until("the page is Chinese", |page| {
                page.started()
                    && page.title() == format!("{} · Deltascope", text(&zh, &format!("{slug}.name"), &[]))
            });
            assert_eq!(page.script("return document.documentElement.lang"), "zh-CN", "{slug}");
            assert_eq!(left(page), [""; 0], "English on {slug}");
            let title = text(&zh, &format!("{slug}.title"), &[]);
            assert!(page.script(WRITTEN).to_string().contains(&title), "{slug} has no “{title}”");
        }
    });
}

#[test]
fn prose_stage_and_notes_are_in_the_language_that_is_chosen() {
    // Of each page some of its prose, of its knobs and of its lanes.
    let expected = [
        (
            "reorder",
            [
                "reorder.intro",
                "reorder.what_left",
                "reorder.grain",
                "reorder.race_start",
                "reorder.calc_title",
            ],
        ),
        (
            "identity",
            ["identity.intro", "identity.keep", "identity.history", "identity.running", "identity.both"],
        ),
        ("mask", ["mask.intro", "mask.wanted", "mask.found", "mask.causal", "mask.difference"]),
        ("state", ["state.intro", "state.gated", "state.rules", "state.recall", "state.by_token"]),
        (
            "chunks",
            ["chunks.intro", "chunks.free", "chunks.waiting", "chunks.break_it", "chunks.costs_title"],
        ),
    ];
    let shared = ["shell.about_what", "input.norm", "input.scale", "stage.choose_cell"];
    visit(|page| {
        for lang in ["en", "zh-CN"] {
            let locale = texts(lang);
            for (slug, keys) in expected {
                page.play(&format!("?page={slug}&lang={lang}&norm=maybe"));
                page.wait_until("the run is here", |page| page.attribute("meter", "data-state").is_some());
                page.wait_until("all its parts are here", Page::is_whole);
                let written = page.script(WRITTEN);
                let written = written.as_str().unwrap_or_default();
                for key in keys.iter().chain(&shared) {
                    let text = text(&locale, key, &[]);
                    assert!(written.contains(&text), "{slug} in {lang} has no {key}: “{text}”");
                }
                let used =
                    if matches!(slug, "identity" | "state" | "chunks") { "shell.on" } else { "shell.off" };
                let used = text(&locale, used, &[]);
                let note =
                    text(&locale, "shell.corrected", &[("key", "norm"), ("given", "maybe"), ("used", &used)]);
                assert!(page.text("note").contains(&note), "“{note}” against {}", page.text("note"));
            }
        }
    });
}

#[test]
fn the_language_is_that_of_the_browser_until_another_is_chosen() {
    visit(|page| {
        page.play("?page=mask&input=facts");
        let lang = |page: &Page| page.script("return document.documentElement.lang");
        page.wait_until("the browser of these tests is English", |page| lang(page) == "en");
        page.click("lang");
        page.wait_until("it is Chinese", |page| lang(page) == "zh-CN");
        page.wait_until("the meter too", |page| {
            page.text("agreement") == text(&texts("zh-CN"), "ui.meter_broken", &[])
        });
        page.click("nav-state");
        page.wait_until("another page keeps it", |page| page.has("lane-delta_rule") && lang(page) == "zh-CN");
        page.click("lang");
        page.wait_until("and it is English again", |page| lang(page) == "en");
    });
}
