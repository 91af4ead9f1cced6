//! What a reader takes along: the runs of the lanes.

use super::track::told;
use crate::experiments::ASKED;
use crate::lessons::exports::{Exports, Told};
use crate::lessons::refusal::refusal;
use crate::names;
use crate::rules::RuleEntry;
use crate::ui::stage::Stage;

/// The runs of the lanes.
pub const EXPORTS: Exports = Exports {
    lanes: |stage, locale| {
        let named = |rule: &RuleEntry| {
            (rule.info.id, names::rule(locale, rule.info.id).unwrap_or_default().to_owned())
        };
        chosen(stage).map(named).collect()
    },
    told: |stage, lane| {
        let (stream, rule) = (stage.stream.get()?, chosen(stage).nth(lane)?);
        Some(told(rule, &stream).map(|x| Told { rule, x }).map_err(|error| refusal(&error)))
    },
    others: &[],
};

/// The rules of the lanes, in their order.
fn chosen(stage: Stage) -> impl Iterator<Item = &'static RuleEntry> {
    let rules = stage.app.scenario.with(|s| s.knobs.start.rules.clone());
    ASKED.iter().filter(move |rule| rules.has(rule.info.id))
}
