use crate::inputs::{facts, random};
use crate::lab::SEED;
use crate::lessons::{reorder::Race, state};
use crate::rules::{DeltaRule, LinearAttn, RuleEntry, RuleError};
use crate::timing::{Choice, Order};

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
    Pair {
        race: Race::run(&random(1, 12, 4)),
        state: state::Lockstep::run(&facts(), &scenario).unwrap_or_else(nothing),
    }
}

/// What the third miniature asks the lab's worker for: two kernels, four sizes, some four seconds.
pub fn small_sweep() -> Order {
    let kernels = [("softmax_attn/full", "naive"), ("linear_attn/full", "right")];
    Order {
        suite: "scaling".to_owned(),
        choice: Choice {
            kernels: kernels.map(|(kernel, form)| (kernel.to_owned(), form.to_owned())).to_vec(),
            n_from: 128,
            n_to: 1024,
            d: 64,
            ..Choice::default()
        },
        seed: SEED,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::timing::suite;

    #[test]
    fn both_kernels_of_the_small_sweep_exist() {
        let Order { suite, choice, .. } = small_sweep();
        assert_eq!(choice.clone().nearest(), choice);
        assert_eq!((suite::find(&suite).unwrap().cases)(&choice).len(), 8);
    }
}
