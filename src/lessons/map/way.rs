//! The way from one rule to another, knob by knob.

use leptos::prelude::*;

use super::around::{EdgeButton, RuleChoice};
use crate::erased::Memo;
use crate::family::{EdgeInfo, between, meeting};
use crate::i18n::*;
use crate::knobs::OneId;
use crate::names;
use crate::ui::stage::Stage;
use crate::ui::{When, text};

/// A way between two rules: down from one to the other, or down from both to where they meet.
#[derive(Clone, Debug, PartialEq)]
enum Found {
    /// They are one rule.
    Same,
    /// One becomes the other.
    Down { from: &'static str, to: &'static str, edges: Vec<&'static EdgeInfo> },
    /// Both become a third.
    Meeting { at: &'static str, ways: [Vec<&'static EdgeInfo>; 2] },
}

fn found(one: &'static str, other: &'static str) -> Option<Found> {
    if one == other {
        return Some(Found::Same);
    }
    if let Some(path) = between(one, other) {
        return Some(Found::Down { from: path.from, to: path.to, edges: path.edges });
    }
    let meeting = meeting(one, other)?;
    Some(Found::Meeting { at: meeting.at, ways: [meeting.one.edges, meeting.other.edges] })
}

/// Two rules to choose, and the way between them.
#[component]
pub fn Way(stage: Stage) -> impl IntoView {
    let i18n = use_i18n();
    let app = stage.app;
    let ends = app.read(|s| (s.knobs.map.from.0, s.knobs.map.to.0));
    let chosen = app.read(|s| s.knobs.map.edge.clone());
    let way = Memo::new(move || {
        let (one, other) = ends.get();
        found(one, other)
    });
    let says = move || {
        let locale = i18n.get_locale();
        let name = |rule: &str| names::rule(locale, rule).unwrap_or_default();
        let (one, other) = ends.get();
        match way.get() {
            None | Some(Found::Same) => td_string!(locale, map.way_same).to_owned(),
            Some(Found::Down { from, to, edges }) => {
                td_string!(locale, map.way_down, from = name(from), to = name(to), count = edges.len())
                    .to_string()
            }
            Some(Found::Meeting { at, .. }) => {
                td_string!(locale, map.way_meeting, one = name(one), other = name(other), at = name(at))
                    .to_string()
            }
        }
    };
    let steps = move |which: usize| {
        let edges = Memo::new(move || match way.get() {
            Some(Found::Down { edges, .. }) if which == 0 => edges,
            Some(Found::Meeting { ways, .. }) => ways.get(which).cloned().unwrap_or_default(),
            _ => Vec::new(),
        });
        let one = move |(at, info): (usize, &'static EdgeInfo)| {
            view! { <li><EdgeButton stage info chosen testid=format!("way-{which}-{at}") /></li> }
        };
        view! {
            <When on=move |()| edges.with(|edges| !edges.is_empty())>
                <ol class="edge-list">{move || edges.get().into_iter().enumerate().map(one).collect_view()}</ol>
            </When>
        }
    };
    view! {
        <section class="experiment" aria-labelledby="way">
            <h3 id="way">{text!(map.way)}</h3>
            <div class="curves-bar">
                <RuleChoice stage label=text!(map.from) testid="from" read=|s| s.knobs.map.from.0 write=|s, id| s.knobs.map.from = OneId(id) />
                <RuleChoice stage label=text!(map.to) testid="to" read=|s| s.knobs.map.to.0 write=|s, id| s.knobs.map.to = OneId(id) />
            </div>
            <p role="status" data-testid="way-says">{says}</p>
            <div class="found">{steps(0)} {steps(1)}</div>
        </section>
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn two_rules_have_a_way_down_or_meet() {
        let Some(Found::Down { from, to, edges }) = found("linear_attn", "dplr") else {
            panic!("no way down")
        };
        assert_eq!((from, to, edges.len()), ("dplr", "linear_attn", 2));
        let Some(Found::Meeting { at, ways }) = found("deltaformer", "rwkv7") else { panic!("no meeting") };
        assert!(ways.iter().all(|way| way.last().is_some_and(|edge| edge.b == Some(at))));
        assert_eq!(found("comba", "comba"), Some(Found::Same));
    }
}
