//! Which rule stands in a lane of the stage, and what it is known by in charts.

use super::Lockstep;
use crate::rules::Info;
use crate::ui::stage::Stage;

/// Rules that have a colour and a sign of their own in charts: the menu, and those that experiments put beside it.
const OWN: [&str; 5] = ["linear_attn", "delta_rule", "gated_delta_rule", "softmax_attn", "mesa_net"];

/// What is known of the rule in a lane; none while nothing runs, or where there is no such lane.
pub fn info_of(stage: Stage, lane: usize) -> Option<&'static Info> {
    stage.run.map(|run: &Lockstep| run.rule(lane).map(|rule| &rule.info)).flatten()
}

/// The id of the rule in a lane, as its Info has it.
pub fn rule_of(stage: Stage, lane: usize) -> Option<&'static str> {
    info_of(stage, lane).map(|info| info.id)
}

/// The number of the colour of each rule, and of its sign: one that is well known keeps its own whichever stand beside it, others take
/// what is free.
pub fn colours(rules: &[&str]) -> Vec<usize> {
    let own = |rule: &&str| OWN.iter().position(|of| of == rule);
    let mut free = (0..).filter(|colour| !rules.iter().any(|rule| own(rule) == Some(*colour)));
    rules.iter().map(|rule| own(rule).or_else(|| free.next()).unwrap_or_default()).collect()
}

/// The number of the colour of a lane.
pub fn colour_of(run: &Lockstep, lane: usize) -> usize {
    let ids: Vec<&str> = (0..).map_while(|lane| run.rule(lane)).map(|rule| rule.info.id).collect();
    colours(&ids).get(lane).copied().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_rule_keeps_its_colour_when_others_come_and_no_two_have_the_same() {
        assert_eq!(colours(&["linear_attn", "delta_rule"]), [0, 1]);
        assert_eq!(colours(&["softmax_attn", "linear_attn", "delta_rule", "mesa_net"]), [3, 0, 1, 4]);
        assert_eq!(colours(&["delta_rule", "kda", "rwkv7", "gla"]), [1, 0, 2, 3]);
    }
}
