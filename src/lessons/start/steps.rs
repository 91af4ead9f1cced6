//! The runs behind the miniatures.

use crate::fast::Algorithm;
use crate::inputs::{facts, random};
use crate::lessons::reorder::{self, Race};
use crate::lessons::state::{self, Lockstep};
use crate::rules::{DeltaRule, LinearAttn, RuleEntry};
use crate::text::Text;
use crate::timing::{Choice, Job, SEED};

/// The runs behind the miniatures: the same that the pages show.
#[derive(Debug)]
pub struct Pair {
    /// Both orders on twelve random tokens of four channels.
    pub race: Race,
    /// Linear attention and DeltaNet on the facts.
    pub state: Lockstep,
}

/// The rules of the second miniature. Not from the list of all rules, which this page would then carry.
static SHOWN: [RuleEntry; 2] = [RuleEntry::of::<LinearAttn>(), RuleEntry::of::<DeltaRule>()];

/// Runs them.
///
/// # Errors
/// Why a rule cannot run.
pub fn miniatures() -> Result<Pair, Text> {
    Ok(Pair {
        race: Race::run(&random(1, 12, 4), &reorder::Scenario::default())?,
        state: Lockstep::of(&facts(), SHOWN.iter().collect(), &state::Scenario::default().gates()),
    })
}

/// What the third miniature asks the lab's worker for: two kernels, four sizes.
pub fn small_sweep() -> Job {
    let kernels = [("softmax_attn/full", Algorithm::Naive), ("linear_attn/full", Algorithm::Right)];
    Job {
        suite: "scaling".to_owned(),
        choice: Choice {
            kernels: kernels.map(|(kernel, algorithm)| (kernel.to_owned(), algorithm)).to_vec(),
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
        let Job { suite, choice, .. } = small_sweep();
        assert_eq!(choice.clone().nearest(), choice);
        assert_eq!((suite::find(&suite).unwrap().cases)(&choice).len(), 8);
    }
}
