//! Every entry of the crate's lists has a name in every language, and every name belongs to an entry.

use std::collections::{BTreeMap, BTreeSet};

use deltascope::family::{LIMIT_INFOS, NOT_EDGES, infos};
use deltascope::fast::{KERNELS, Means, REFERENCES};
use deltascope::i18n::Locale;
use deltascope::inputs::{Deal, OwnFacts, deal, facts, scenes, three};
use deltascope::lessons::experiments;
use deltascope::marked::{Piece, pieces};
use deltascope::names::{self, LANGUAGES, Language, Names};
use deltascope::pages::Page;
use deltascope::rules::{Family, RULES, Tensor};
use deltascope::timing::SUITES;
use deltascope::trace::{Part, Symbol};

/// Asserts that the ids with a name are exactly these. The build fails where a language lacks one of the names.
fn assert_named<'a>(names: &Names, ids: impl IntoIterator<Item = &'a str>) {
    let listed: BTreeSet<String> = ids.into_iter().map(|id| id.replace(['/', '-'], "_")).collect();
    let named: BTreeSet<String> = names.ids().map(str::to_owned).collect();
    assert_eq!(named, listed);
}

#[test]
fn the_names_are_those_of_the_lists() {
    assert_named(&names::RULES, RULES.iter().map(|rule| rule.info.id));
    assert_named(&names::FAMILY, Family::ALL.map(Family::id));
    let gates = Tensor::ALL.iter().filter(|of| of.gate().is_some());
    assert_named(&names::GATE, gates.map(|of| of.id()));
    assert_named(&names::SYMBOL, Symbol::ALL.iter().map(|symbol| symbol.id()));
    assert_named(&names::PART, Part::ALL.iter().map(|part| part.id()));
    assert_named(&names::PART_IS, Part::ALL.iter().map(|part| part.id()));
    assert_named(&names::SUITE, SUITES.iter().map(|suite| suite.id));
    assert_named(&names::CHAPTER, Page::chapters().map(|pages| pages[0].chapter()));
    // The browser tests meet every term, and each has a sentence.
    assert_named(&names::GLOSSARY_IS, names::GLOSSARY.ids());
    assert_named(&names::EDGE, infos().chain(&LIMIT_INFOS).map(|edge| edge.id));
    assert_named(&names::NOT_EDGE, NOT_EDGES.iter().map(|not| not.id));
    let no_cards = OwnFacts::read("a>b", |_| None).unwrap();
    let all_cards = deal(Deal::New { cards: 10, d: 2 }, &no_cards, 0, |_| Vec::new()).unwrap().stream();
    let labels = [three(), facts(), scenes(None), all_cards].map(|stream| stream.labels).concat();
    // Fillers are dots, and a new scene tells nothing: no word in any language.
    let words = labels.iter().flat_map(|label| label.split(" → "));
    assert_named(&names::WORD, words.filter(|word| word.chars().all(char::is_alphabetic)));
    let kernels = || KERNELS.iter().chain(REFERENCES);
    assert_named(&names::KERNEL, kernels().map(|kernel| kernel.kernel));
    // Kernels in JavaScript are listed in a browser only.
    let forms = kernels().map(|kernel| kernel.algorithm.word()).chain(Means::ALL.map(Means::id));
    assert_named(&names::FORM, forms);
}

#[test]
fn a_name_is_found_by_its_id_in_each_language() {
    assert_eq!(names::rule(Locale::en, "linear_attn"), Some("Linear attention"));
    assert_eq!(names::rule(Locale::zh_CN, "linear_attn"), Some("线性注意力"));
    assert_eq!(names::kernel(Locale::en, "softmax_attn/causal"), Some("Softmax, causal"));
    assert_eq!(names::part(Locale::en, Part::Erase), "erase");
    assert_eq!(names::part_sentence(Locale::en, Part::Output), "the query reads the state");
    assert_eq!(names::rule(Locale::en, "no_such_rule"), None);
    let label = |label| LANGUAGES.iter().map(|it| names::label(it.locale, label)).collect::<Vec<_>>();
    assert_eq!(label("lamp → blue"), ["lamp → blue", "灯 → 蓝"]);
    assert_eq!(label("blue"), ["blue", "blue"], "a word of a sentence stays as it is");
}

#[test]
fn names_of_one_kind_differ_within_a_language() {
    for language in LANGUAGES {
        for names in [
            &names::RULES,
            &names::SYMBOL,
            &names::PART,
            &names::SUITE,
            &names::FORM,
            &names::CHAPTER,
            &names::GLOSSARY,
        ] {
            let all: Vec<_> = names.ids().filter_map(|id| names.of(language.locale, id)).collect();
            assert_eq!(all.iter().collect::<BTreeSet<_>>().len(), all.len(), "{}: {all:?}", language.tag);
        }
    }
}

#[test]
fn a_reader_gets_their_language_in_whichever_region_or_else_the_first() {
    for language in LANGUAGES {
        assert_eq!(Language::preferred(language.tag), language);
        assert_eq!(Language::of(language.locale), language);
    }
    assert_eq!(Language::preferred("ZH-hant-TW").tag, "zh-CN");
    assert_eq!(Language::preferred("en-GB").tag, "en");
    assert_eq!(Language::preferred("fr").tag, LANGUAGES[0].tag);
    assert_eq!(Language::preferred("").tag, LANGUAGES[0].tag);
}

#[test]
fn every_mark_of_a_term_names_one_and_both_languages_mark_the_same() {
    fn terms_in(text: &str) -> BTreeSet<String> {
        let term = |piece| match piece {
            Piece::Term(_, term) => Some(term.to_owned()),
            Piece::Link(_, page, query) => Some(format!("{page}.html{query}")),
            Piece::Plain(_) | Piece::Letter(_) => None,
        };
        pieces(text, |_| false).into_iter().filter_map(term).collect()
    }
    let texts = |file: &str| -> Vec<(String, BTreeSet<String>)> {
        let groups: BTreeMap<String, BTreeMap<String, String>> = serde_json::from_str(file).unwrap();
        let of = |(group, all): (String, BTreeMap<String, String>)| {
            all.into_iter().map(move |(key, text)| (format!("{group}.{key}"), terms_in(&text)))
        };
        groups.into_iter().flat_map(of).collect()
    };
    let terms: BTreeSet<&str> = names::GLOSSARY.ids().collect();
    let [en, zh] =
        [include_str!("../../locales/en.json"), include_str!("../../locales/zh-CN.json")].map(texts);
    assert_eq!(en, zh);
    let marked: BTreeSet<&str> = en.iter().flat_map(|(_, marks)| marks.iter().map(String::as_str)).collect();
    let (links, marked): (BTreeSet<&str>, BTreeSet<&str>) =
        marked.into_iter().partition(|mark| mark.contains(".html"));
    assert_eq!(marked, terms);
    for link in links {
        let (page, query) = link.split_once(".html").expect("a link to a page");
        let page =
            Page::from_slug(page).unwrap_or_else(|| panic!("a text leads to {link}, which is no page"));
        let opens = |id: &str| experiments(page).iter().any(|of| of.id == id);
        let known = query.is_empty() || query.strip_prefix("?exp=").is_some_and(opens);
        assert!(known, "a text leads to {link}, where there is no such experiment");
    }
}

#[test]
fn an_apostrophe_is_the_plain_one() {
    // In fonts for Chinese, which may be all that a system has of the list, the curly one is as wide as an ideograph.
    assert!(!include_str!("../../locales/en.json").contains('’'));
}
