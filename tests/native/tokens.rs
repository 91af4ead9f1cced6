//! The tokens of the style sheet: one for each symbol, each written once for both themes, and no other hue.

use std::collections::BTreeSet;

use deltascope::trace::Symbol;

const TOKENS: &str = include_str!("../../style/tokens.css");
const OTHERS: [&str; 5] = [
    include_str!("../../style/base.css"),
    include_str!("../../style/ui.css"),
    include_str!("../../style/lessons.css"),
    include_str!("../../style/play.css"),
    include_str!("../../style/lab.css"),
];

/// Every token with its value, in order.
fn tokens() -> Vec<(&'static str, &'static str)> {
    let declared = TOKENS.lines().filter_map(|line| line.trim().strip_prefix("--")?.split_once(": "));
    declared.map(|(name, value)| (name, value.strip_suffix(';').unwrap())).collect()
}

#[test]
fn each_symbol_has_one_token_and_each_token_of_a_symbol_its_symbol() {
    let mut of_tokens: Vec<_> =
        tokens().into_iter().filter_map(|(name, _)| name.strip_prefix("sym-")).collect();
    let mut of_symbols: Vec<_> = Symbol::ALL.iter().map(|symbol| symbol.id()).collect();
    of_tokens.sort_unstable();
    of_symbols.sort_unstable();
    assert_eq!(of_tokens, of_symbols);
}

#[test]
fn each_token_is_written_once_and_each_colour_for_both_themes() {
    let all = tokens();
    let names: BTreeSet<_> = all.iter().map(|(name, _)| name).collect();
    assert_eq!(names.len(), all.len(), "a token is written twice");
    for (name, value) in all.iter().filter(|(_, value)| value.contains('#')) {
        let both = value.strip_prefix("light-dark(#").and_then(|rest| rest.strip_suffix(')'));
        assert!(both.is_some_and(|both| both.contains(", #")), "{name}: {value}");
    }
}

#[test]
fn no_style_sheet_has_a_rule_for_one_symbol_or_a_colour_of_its_own() {
    for sheet in OTHERS.into_iter().chain([TOKENS]) {
        assert!(!sheet.contains(".sym-"), "a rule for one symbol");
        assert!(!sheet.contains("[data-lit="), "a rule for one symbol");
    }
    for line in OTHERS.into_iter().flat_map(str::lines) {
        assert!(!line.contains('#'), "{line}");
    }
}
