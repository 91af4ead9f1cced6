//! Which rule stands in a lane of the stage.

use crate::ui::stage::Stage;

use super::Lockstep;

/// The id of the rule in a lane; none while nothing runs, or where there is no such lane.
pub fn rule_of(stage: Stage, lane: usize) -> Option<&'static str> {
    stage.run.map(|run: &Lockstep| run.rule(lane).map(|rule| rule.info.id)).flatten()
}
