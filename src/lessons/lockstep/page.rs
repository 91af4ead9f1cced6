//! A page on which rules run in lock-step: what it says of itself, and what all such pages have in common.

use leptos::prelude::*;

use super::{
    GateKnobs, Kept, Lockstep, RuleChooser, Track, memory, norms, parts, planes, rule_of, take_along,
};
use crate::i18n::*;
use crate::lessons::experiment::Measured;
use crate::names;
use crate::ui::experiments::Experiments;
use crate::ui::stage::{Additions, Fetch, Playing, Stage};

/// Name, pair and number of what an experiment ends with.
pub type Number = (&'static str, Option<usize>, f64);

/// A page whose free play has experiments, a menu of rules, their gates, and sections of its own.
pub trait LockstepPage {
    /// Where it keeps which rules run, and their gates.
    const KEPT: Kept;
    /// The rules that its menu offers.
    const MENU: &'static [&'static str];

    /// The numbers that an experiment ends with, as its run stands.
    fn measured(run: &Lockstep, id: &str) -> Vec<Measured>;

    /// Its own sections that follow the stop in hand, below the lanes; most have none.
    fn following(_stage: Stage) -> AnyView {
        ().into_any()
    }

    /// Its own sections that stand still, below the transport.
    fn apart(stage: Stage) -> AnyView;
}

/// What free play adds to such a page.
pub fn playing<P: LockstepPage>() -> Playing {
    Playing {
        before: |stage| {
            let measured =
                |stage: Stage, id: &str| stage.run.map(|run| P::measured(run, id)).unwrap_or_default();
            view! { <Experiments stage measured rule=rule_of more=|_, _, _| None /> }.into_any()
        },
        knobs: |stage| {
            view! {
                <div class="stage-knobs">
                    <RuleChooser app=stage.app kept=P::KEPT menu=P::MENU />
                    <GateKnobs stage kept=P::KEPT />
                </div>
            }
            .into_any()
        },
        after: |stage| view! { {P::following(stage)} {norms(stage)} {take_along(stage)} }.into_any(),
        apart: P::apart,
        ..Playing::NOTHING
    }
}

/// What such a page adds to its stage: the parts of a step, what is remembered, planes, and what its free play fetches.
pub fn additions(play: Fetch) -> Additions {
    Additions { before: true, play: Some(play), in_lane: Some([parts, memory]), below: Some(planes) }
}

/// Numbers of each track, lane by lane.
pub fn of_tracks(run: &Lockstep, of: impl Fn(&Track) -> Option<Vec<Number>>) -> Vec<Measured> {
    let of_lane = |lane: usize| {
        let number = |(name, pair, value)| Measured { name, pair, lane, value, of: None };
        Some(of(run.track(lane)?)?.into_iter().map(number).collect::<Vec<_>>())
    };
    (0..run.tracks.len()).filter_map(of_lane).flatten().collect()
}

/// What was to be seen up to the token in hand, told rule by rule: `of` is given the name of a rule, its track and the number of the token
/// that was told last, `whole` puts what it says of all of them into a sentence.
pub fn seen_of_rules(
    stage: Stage,
    of: fn(Locale, &str, &Track, usize) -> Option<String>,
    whole: fn(Locale, String) -> String,
) -> Signal<String> {
    let i18n = use_i18n();
    Signal::derive(move || {
        let locale = i18n.get_locale();
        let all = |run: &Lockstep| -> Vec<String> {
            let told = run.done(stage.stop.get()).checked_sub(1);
            let rule = |lane: usize| {
                let name = names::rule(locale, run.rule(lane)?.info.id)?;
                of(locale, name, run.track(lane)?, told?)
            };
            (0..run.tracks.len()).filter_map(rule).collect()
        };
        let rules = stage.run.map(all).unwrap_or_default();
        if rules.is_empty() {
            return td_string!(locale, state.seen_none).to_owned();
        }
        whole(locale, rules.join(td_string!(locale, shell.comma)))
    })
}
