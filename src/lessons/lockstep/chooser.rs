//! Which rules run: those at hand as switches, and all of them by family or by typing a name.

use leptos::ev::{KeyboardEvent, SubmitEvent};
use leptos::prelude::*;

use super::Kept;
use super::set::every_rule;
use crate::app::App;
use crate::erased::Memo;
use crate::i18n::*;
use crate::knobs::Several;
use crate::names;
use crate::rules::{Family, INFOS, Info};
use crate::ui::{Switch, When, text};

/// The rules of a family whose name or id has these letters in it.
fn found(family: Family, typed: &str, locale: Locale) -> impl Iterator<Item = &'static Info> {
    let typed = typed.trim().to_lowercase();
    let named = move |id: &str| {
        let name = names::rule(locale, id).unwrap_or(id).to_lowercase();
        name.contains(&typed) || id.contains(&typed)
    };
    INFOS.iter().filter(move |rule| rule.family() == family && named(rule.id))
}

/// The first rule of the list that is found.
fn first_found(typed: &str, locale: Locale) -> Option<&'static str> {
    let mut families = Family::ALL.into_iter();
    families.find_map(|family| found(family, typed, locale).next()).map(|rule| rule.id)
}

/// Which rules run.
#[component]
pub fn RuleChooser(
    app: App,
    /// Where they are kept.
    kept: Kept,
    /// Those at hand.
    menu: &'static [&'static str],
) -> impl IntoView {
    let i18n = use_i18n();
    let rules = Memo::new(move || app.scenario.with(|s| (kept.read)(s).rules));
    // Beside attention matrices softmax stands by itself.
    let lanes = Memo::new(move || app.scenario.with(|s| (kept.read)(s).lanes()));
    // The menu, and every rule that has been chosen beside it: a switch does not go away under the finger.
    let beside = RwSignal::new(Vec::<&'static str>::new());
    let offered = Memo::new(move || {
        let all = every_rule().all;
        let chosen = move |id: &&'static str| {
            menu.contains(id)
                || rules.with(|rules| rules.has(id))
                || beside.with(|beside| beside.contains(id))
        };
        all.into_iter().filter(chosen).collect::<Vec<_>>()
    });
    let toggle = move |id: &'static str, on: bool| {
        let runs = || rules.with_untracked(|rules| rules.has(id));
        let ran = runs();
        if !ran && lanes.with_untracked(|lanes| lanes.has(id)) {
            return;
        }
        app.change(|s| kept.change(s, |set| set.rules = set.rules.with(id, on, &every_rule())));
        // Where a fifth is refused, nothing is added.
        if ran || runs() {
            beside.update(|beside| beside.push(id));
        }
    };
    let rule = move |id: &'static str, testid: String| {
        view! {
            <Switch label=Signal::derive(move || names::rule(i18n.get_locale(), id).unwrap_or(id).to_owned()) testid
                on=Signal::derive(move || lanes.with(|lanes| lanes.has(id))) on_change=move |on| toggle(id, on) />
        }
    };
    view! {
        <fieldset class="rules">
            <legend>{text!(state.rules)}</legend>
            {move || offered.get().into_iter().map(|id| rule(id, format!("rule-{id}"))).collect_view()}
        </fieldset>
        <details class="all-rules">
            <summary data-testid="all-rules">{text!(state.all_rules, all = INFOS.len())}</summary>
            <EveryRule rules toggle=move |(id, on)| toggle(id, on) />
        </details>
    }
}

/// All rules by family, and a field that finds one by its name.
#[component]
fn EveryRule(
    /// Those that run.
    #[prop(into)]
    rules: Signal<Several>,
    /// Switches one on or off.
    #[prop(into)]
    toggle: Callback<(&'static str, bool)>,
) -> impl IntoView {
    let i18n = use_i18n();
    let typed = RwSignal::new(String::new());
    let most = *every_rule().how_many.end();
    let is_full = move || rules.with(|rules| rules.0.len() >= most);
    let nothing = move || typed.with(|typed| first_found(typed, i18n.get_locale()).is_none());
    // Enter takes the first that is found.
    let take = move |ev: SubmitEvent| {
        ev.prevent_default();
        let id = typed.with_untracked(|typed| first_found(typed, i18n.get_locale_untracked()));
        if let Some(id) = id.filter(|_| typed.with_untracked(|typed| !typed.trim().is_empty())) {
            toggle.run((id, rules.with_untracked(|rules| !rules.has(id))));
        }
    };
    // Escape empties the field, as it does in a field for searching.
    let escape = move |ev: KeyboardEvent| {
        if ev.key() == "Escape" {
            typed.set(String::new());
        }
    };
    let rule = move |rule: &'static Info| {
        let id = rule.id;
        view! {
            <Switch label=Signal::derive(move || names::rule(i18n.get_locale(), id).unwrap_or(id).to_owned()) testid=format!("choose-{id}")
                on=Signal::derive(move || rules.with(|rules| rules.has(id))) on_change=move |on| toggle.run((id, on)) />
        }
    };
    let family = move |family: Family| {
        let is_there = move |()| typed.with(|typed| found(family, typed, i18n.get_locale()).next().is_some());
        view! {
            <When on=is_there>
                <fieldset class="rules family">
                    <legend>{move || names::family(i18n.get_locale(), family)}</legend>
                    {move || typed.with(|typed| found(family, typed, i18n.get_locale()).map(rule).collect_view())}
                </fieldset>
            </When>
        }
    };
    view! {
        <form class="find" on:submit=take>
            <label><span>{text!(state.find_rule)}</span>
                <input type="search" data-testid="find-rule" autocomplete="off" prop:value=typed
                    on:input=move |ev| typed.set(event_target_value(&ev)) on:keydown=escape /></label>
            <p class="hint" role="status">
                <When on=move |()| is_full()>{text!(state.rules_full, most = most)}</When>
                <When on=move |()| nothing()>{text!(state.no_such_rule)}</When>
            </p>
        </form>
        {Family::ALL.into_iter().map(family).collect_view()}
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_rule_is_found_by_a_part_of_its_name_in_the_language_or_by_its_id() {
        let found = |typed: &str| first_found(typed, Locale::en);
        assert_eq!(found("kimi"), Some("kda"));
        assert_eq!(found("KDA"), Some("kda"));
        assert_eq!(found("mesa_net"), Some("mesa_net"));
        assert_eq!(first_found("归一化线性", Locale::zh_CN), Some("linear_attn_normalized"));
        assert_eq!(found("no such rule"), None);
    }

    #[test]
    fn every_rule_is_in_one_family() {
        let all = Family::ALL.map(|family| found(family, "", Locale::en).count());
        assert_eq!(all.iter().sum::<usize>(), INFOS.len());
        assert!(all.iter().all(|rules| *rules > 0), "{all:?}");
    }
}
