use crate::inputs::{facts, random};
use crate::lessons::{reorder::Race, state};
use crate::rules::{DeltaRule, LinearAttn, RuleEntry, RuleError};

/// The rules of the second miniature.
static SHOWN: [RuleEntry; 2] = [RuleEntry::of::<LinearAttn>(), RuleEntry::of::<DeltaRule>()];

/// The runs behind the miniatures: the same that the pages show.
#[derive(Debug)]
pub struct Pair {
    /// Both orders on twelve random tokens of four channels.
    pub race: Race,
    /// Linear attention and DeltaNet on the facts.
    pub state: state::Lockstep,
}

/// Runs them.
pub fn miniatures() -> Pair {
    let rules = SHOWN.iter().collect();
    let scenario = state::Scenario { rules, ..state::Scenario::default() };
    let nothing = |_: RuleError| state::Lockstep {
        tracks: Vec::new(),
        stops: Vec::new(),
        reading: crate::ui::meter::Reading { apart: f64::NAN, allowed: 0.0 },
    };
    Pair { race: Race::run(&random(1, 12, 4)), state: state::Lockstep::run(&facts(), &scenario).unwrap_or_else(nothing) }
}
