//! What of an address had to be changed, in sentences: every setting by the name that it has on the screen.

use super::page_name;
use crate::fast::OFFERED;
use crate::i18n::{Locale, td_string};
use crate::inputs::{Head, Kind, Scale};
use crate::knobs::{Correction, find};
use crate::lab::names as lab;
use crate::lessons::{mask, reorder, state, tensors};
use crate::names::{self, Language};
use crate::pages::Page;
use crate::say;
use crate::scenario::{Scenario, Theme};
use crate::text::Text;
use crate::timing::Beside;
use crate::trace::Grain;
use crate::ui::input_bar;

/// Each correction in a sentence that tells only what the page then shows. `reader` is the language and the theme in force.
pub(super) fn says(scenario: &Scenario, reader: (Locale, Theme), corrections: &[Correction]) -> Vec<Text> {
    let mut all: Vec<Correction> = Vec::new();
    for correction in corrections {
        // What was put in the place of a value may itself have been too large for the run.
        if let Correction::Value { key: again, used: last, .. } = correction
            && let Some(Correction::Value { used, .. }) =
                all.iter_mut().find(|c| matches!(c, Correction::Value { key, .. } if key == again))
        {
            used.clone_from(last);
        } else {
            all.push(correction.clone());
        }
    }
    all.into_iter().map(|correction| say(scenario, reader, correction)).collect()
}

fn say(scenario: &Scenario, reader: (Locale, Theme), correction: Correction) -> Text {
    match correction {
        Correction::Unknown(keys) => say!(shell.unknown, keys = keys),
        Correction::Value { key, given, .. } if !scenario.in_force(key) => {
            say!(shell.left_out, key = key, given = given)
        }
        Correction::Value { key, given, used } => Text::new(move |locale| {
            let used = label(locale, reader, key, &used);
            td_string!(locale, shell.corrected, key = key, given = given.clone(), used = used).to_string()
        }),
    }
}

/// The name on the screen of a value of the query string; a number as it stands.
fn label(locale: Locale, (language, theme): (Locale, Theme), key: &str, used: &str) -> String {
    let name = match key {
        "stop" if used == "0" => Some(td_string!(locale, guide.free_play).to_owned()),
        "page" => Page::from_slug(used).map(|page| page_name(locale, page).to_owned()),
        "input" => find::<Kind>(used).map(|kind| input_bar::kind_name(locale, kind)),
        "head" => find::<Head>(used).map(|head| input_bar::head_name(locale, head)),
        "scale" => find::<Scale>(used).map(|scale| scale.name().to_owned()),
        "lang" => Some(Language::of(language).endonym.to_owned()),
        "theme" => Some(theme_name(locale, theme).to_owned()),
        "norm" | "mask" | "softmax" | "twice" | "break-diagonal" | "break-sign" | "break-handover"
        | "lab-halves" | "own-gates" | "own-start" => {
            let on = used == "1";
            Some(if on { td_string!(locale, shell.on) } else { td_string!(locale, shell.off) }.to_owned())
        }
        "grain" => find::<Grain>(used).map(|grain| reorder::grain_name(locale, grain).to_owned()),
        "loops" => find(used).map(|loops| reorder::loops_name(locale, loops)),
        "way" => find(used).map(|way| mask::way_name(locale, way)),
        "gates" | "meant" if used.is_empty() => Some(td_string!(locale, shell.usual).to_owned()),
        "show" => find(used).map(|shown| state::on_stage_name(locale, shown).to_owned()),
        "exp" => Some(names::EXP.of(locale, used).unwrap_or(td_string!(locale, shell.none)).to_owned()),
        "suite" => Some(lab::suite(locale, used).to_owned()),
        "meant" => Some(list(locale, used, |word| Some(tensors::meaning(locale, word).to_owned()))),
        "rule" | "from" | "to" | "compare-rule" => {
            Some(list(locale, used, |id| names::rule(locale, id).map(str::to_owned)))
        }
        "lab-kernels" => Some(list(locale, used, |id| {
            OFFERED.iter().find(|kernel| kernel.id == id).map(|kernel| lab::entry(locale, kernel))
        })),
        "lab-beside" => Some(list(locale, used, |id| {
            id.parse::<Beside>().ok().map(|beside| lab::beside(locale, beside).to_owned())
        })),
        _ => None,
    };
    name.unwrap_or_else(|| used.to_owned())
}

/// The names of things in a list of their ids, as the language lists them.
fn list(locale: Locale, ids: &str, name: impl Fn(&str) -> Option<String>) -> String {
    let named = |id: &str| name(id).unwrap_or_else(|| id.to_owned());
    let all: Vec<String> = ids.split(',').filter(|id| !id.is_empty()).map(named).collect();
    match &all[..] {
        [] => td_string!(locale, shell.none).to_owned(),
        [one] => one.clone(),
        [first @ .., last] => {
            let first = first.join(td_string!(locale, shell.comma));
            td_string!(locale, shell.list, first = first, last = last.as_str()).to_string()
        }
    }
}

fn theme_name(locale: Locale, theme: Theme) -> &'static str {
    match theme {
        Theme::Light => td_string!(locale, shell.theme_light),
        Theme::Dark => td_string!(locale, shell.theme_dark),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The notes of an address, read in a language by a reader of English who likes it dark.
    fn notes(locale: Locale, address: &str) -> Vec<String> {
        let (scenario, corrections) = Scenario::read(address);
        let texts = says(&scenario, (Locale::en, Theme::Dark), &corrections);
        texts.iter().map(|text| text.read(locale)).collect()
    }

    fn note(address: &str) -> String {
        notes(Locale::en, address).join("\n")
    }

    #[test]
    fn a_note_says_what_the_page_then_shows() {
        let n = "n: “banana” cannot be used";
        assert_eq!(note("page=state&input=random&n=banana"), format!("{n}; showing 12 instead."));
        for elsewhere in ["page=state&input=facts", "page=reorder", "page=lab", "page=start"] {
            assert_eq!(
                note(&format!("{elsewhere}&n=banana")),
                format!("{n} and is left out."),
                "{elsewhere}"
            );
        }
        assert_eq!(note("page=lab&suite=peers&lab-from=x"), "lab-from: “x” cannot be used and is left out.");
        assert_eq!(note("page=state&t=banana"), "t: “banana” cannot be used; showing 0 instead.");
        assert!(note("page=state&rules=x").contains("rules"));
    }

    #[test]
    fn a_choice_reads_as_on_the_screen() {
        for (address, shown) in [
            ("page=nothing", "Overview"),
            ("page=state&lang=fr", "English"),
            ("page=state&theme=pink", "dark"),
            ("page=state&rule=foo", "Linear attention, DeltaNet and Gated DeltaNet"),
            ("page=state&rule=kda,foo", "Kimi Delta Attention"),
            ("page=chunks&rule=foo", "DeltaNet"),
            ("page=map&from=foo", "DPLR"),
            ("page=state&input=foo", "Facts, some overwritten"),
            ("page=reorder&input=s1&head=foo", "l3.h1 · function word to noun"),
            ("page=state&scale=foo", "1"),
            ("page=reorder&input=s1&scale=foo", "1/√d"),
            ("page=mask&norm=maybe", "off"),
            ("page=state&norm=maybe", "on"),
            ("page=mask&softmax=maybe", "off"),
            ("page=mask&way=foo", "moving the bracket, Q(KᵀV)"),
            ("page=lab&suite=foo", "Sweep: chosen kernels, n doubling"),
            (
                "page=lab&lab-kernels=softmax_attn.full.naive,linear_attn.full.left,foo",
                "Softmax n×n in memory and Linear (QKᵀ)V",
            ),
            ("page=lab&lab-beside=plain,foo", "plain Rust loops"),
            ("page=lab&lab-beside=foo", "nothing"),
        ] {
            let told = note(address);
            assert!(told.ends_with(&format!("showing {shown} instead.")), "{address}: {told}");
        }
    }

    #[test]
    fn a_value_that_was_changed_twice_is_told_once() {
        let value =
            |given: &str, used: &str| Correction::Value { key: "t", given: given.into(), used: used.into() };
        let both = [value("1e99", "4294967295"), value("4294967295", "27")];
        let (scenario, _) = Scenario::read("page=state");
        let texts = says(&scenario, (Locale::en, Theme::Dark), &both);
        assert_eq!(texts.len(), 1);
        assert_eq!(texts[0].read(Locale::en), "t: “1e99” cannot be used; showing 27 instead.");
    }

    #[test]
    fn in_chinese_the_same_is_said_in_chinese() {
        for (address, shown) in [
            ("page=state&lang=fr", "English"),
            ("page=state&theme=pink", "深色"),
            ("page=state&rule=foo", "线性注意力、DeltaNet 和 Gated DeltaNet"),
            ("page=mask&softmax=maybe", "关"),
        ] {
            let told = notes(Locale::zh_CN, address).join("\n");
            assert!(told.ends_with(&format!("改用 {shown}。")), "{address}: {told}");
        }
        let told = notes(Locale::zh_CN, "page=state&n=banana").join("\n");
        assert_eq!(told, "n：无法使用“banana”，已略去。");
    }

    #[test]
    fn no_note_shows_an_id_where_the_screen_shows_a_name() {
        use crate::lessons::LessonKnobs;
        for page in Page::ALL {
            for key in LessonKnobs::keys(*page).iter().chain(&Scenario::KEYS) {
                let told = note(&format!("page={}&{key}=%00", page.slug()));
                let ids = ["_attn", "delta_rule", "“—”", "showing  ", "showing —"];
                assert!(!ids.iter().any(|id| told.contains(id)), "{told}");
            }
        }
    }
}
