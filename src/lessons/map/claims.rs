//! The article's five directions, and what was measured here of each expectation: claims with the lists of numbers that test them.
//!
//! Every number is computed by the code of the page to which the claim leads, and anew in each browser.

use crate::experiments::{
    Arc, Asked, Bias, ByToken, Classifier, Heads, Mirrors, OneFactor, Outliers, PositionCode, RowSpread,
    TwoWords, expected_share, half_life, long_noise, orthogonalised_state,
};
use crate::family::{AllTensors, NotEdge, Refused, Turned, edge};
use crate::math::{max_abs, max_abs_diff};
use crate::rules::{DeltaRule, Form, GatedDeltaRule, RuleEntry, RuleError};

/// One of the article's five directions.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Direction {
    /// Gates that read the tokens.
    Gates,
    /// Heads, products, low-rank updates.
    Width,
    /// Positions.
    Positions,
    /// Chunks and stability.
    Parallel,
    /// Other losses.
    Losses,
}

/// What became of an expectation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// It holds.
    Holds,
    /// It holds under a condition, which the text says.
    OnlyIf,
    /// Here it does not.
    False,
}

/// An expectation that was put to the test.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Claim {
    /// A decay protects what matters from noise.
    Noise,
    /// The error of the article reads the state before it fades.
    Undecayed,
    /// Heads give a state more room.
    Room,
    /// Heads ask questions of their own.
    Questions,
    /// A product of two corrections does what none does alone.
    Cycle,
    /// A DeltaNet over positions extrapolates.
    Longer,
    /// PaTH brings DeltaNet into softmax attention.
    Path,
    /// Chunks are the recurrence.
    Chunks,
    /// Making a state orthogonal again keeps it right.
    Orthogonal,
    /// A better initial state helps.
    Start,
    /// Huber is less moved by outliers.
    Outliers,
    /// A contrastive loss tells classes apart.
    Classes,
}

impl Direction {
    /// All of them, in the article's order.
    pub const ALL: [Self; 5] = [Self::Gates, Self::Width, Self::Positions, Self::Parallel, Self::Losses];

    /// Its name in the ids for tests.
    pub const fn id(self) -> &'static str {
        match self {
            Self::Gates => "gates",
            Self::Width => "width",
            Self::Positions => "positions",
            Self::Parallel => "parallel",
            Self::Losses => "losses",
        }
    }

    /// What was put to the test of it.
    pub const fn claims(self) -> &'static [Claim] {
        match self {
            Self::Gates => &[Claim::Noise, Claim::Undecayed],
            Self::Width => &[Claim::Room, Claim::Questions, Claim::Cycle],
            Self::Positions => &[Claim::Longer, Claim::Path],
            Self::Parallel => &[Claim::Chunks, Claim::Orthogonal, Claim::Start],
            Self::Losses => &[Claim::Outliers, Claim::Classes],
        }
    }
}

/// Random facts and fillers after them, and their channels.
const NOISE: [usize; 2] = [8, 64];
const CHANNELS: usize = 16;
/// Random lists of a claim.
const LISTS: u64 = 40;

static DELTA: RuleEntry = RuleEntry::stepping::<DeltaRule>();
static GATED: RuleEntry = RuleEntry::stepping::<GatedDeltaRule>();

impl Claim {
    /// Its name in the ids for tests.
    pub const fn id(self) -> &'static str {
        match self {
            Self::Noise => "noise",
            Self::Undecayed => "undecayed",
            Self::Room => "room",
            Self::Questions => "questions",
            Self::Cycle => "cycle",
            Self::Longer => "longer",
            Self::Path => "path",
            Self::Chunks => "chunks",
            Self::Orthogonal => "orthogonal",
            Self::Start => "start",
            Self::Outliers => "outliers",
            Self::Classes => "classes",
        }
    }

    /// What became of it.
    pub const fn verdict(self) -> Verdict {
        match self {
            Self::Undecayed | Self::Questions | Self::Cycle | Self::Chunks => Verdict::Holds,
            Self::Path | Self::Start | Self::Outliers | Self::Classes => Verdict::OnlyIf,
            Self::Noise | Self::Room | Self::Longer | Self::Orthogonal => Verdict::False,
        }
    }

    /// Over so many random lists it is measured, one after the other.
    pub const fn lists(self) -> u64 {
        match self {
            Self::Noise | Self::Outliers => LISTS,
            Self::Classes => LISTS / 2,
            _ => 1,
        }
    }

    /// Its three numbers on one of its lists; what the page tells is their mean.
    ///
    /// # Errors
    /// None: the inputs fit.
    pub fn of_list(self, list: u64) -> Result<[f64; 3], Refused> {
        Ok(match self {
            Self::Noise => noise(list)?,
            Self::Undecayed => {
                let undecayed = crate::family::NOT_EDGES.iter().find(|not| not.id == "comba-undecayed");
                let found =
                    undecayed.map(|not: &NotEdge| not.certificate(&AllTensors::fixed())).transpose()?;
                found.map_or([f64::NAN; 3], |found| [found.apart, found.size, 0.0])
            }
            Self::Room => {
                let exact = |heads| Heads::dividing(32, heads).map_or(f64::NAN, |of| of.exact() as f64);
                [exact(1), exact(8), 0.0]
            }
            Self::Questions => {
                let (asked, words) = (Asked::new(&DELTA), TwoWords::cat());
                let red = |[colours, _]: [crate::math::Mat; 2]| colours[(1, 2)];
                [red(words.one_head(&asked)?), red(words.two_heads(&asked)?), 0.0]
            }
            Self::Cycle => [OneFactor::default().off()?, Mirrors::default().off_after(3)?, 0.0],
            Self::Longer => {
                let bias = Bias::Delta { code: PositionCode::Sinusoids(32), beta: ByToken::all(1.0), c: 4.0 };
                let near =
                    |of: &Bias, tokens| of.row(tokens).map_or(f64::NAN, |row| RowSpread::of_bias(&row).near);
                [near(&bias, 32), near(&bias, 128), near(&Bias::Alibi { m: 0.25 }, 128)]
            }
            Self::Path => {
                let x = AllTensors::fixed();
                let not = crate::family::NOT_EDGES.iter().find(|not| not.id == "path-after-softmax");
                let outputs = not.map(|not| not.certificate(&x)).transpose()?;
                let scores = edge("path-delta").map(|edge| edge.certificate(&x, Turned::DONE)).transpose()?;
                match (scores, outputs) {
                    (Some(scores), Some(outputs)) => [scores.apart, outputs.apart, outputs.size],
                    _ => [f64::NAN; 3],
                }
            }
            Self::Chunks => {
                let rule = RuleEntry::of::<DeltaRule>();
                let x = AllTensors::fixed().read_by(&rule.info);
                let [steps, chunks] = [Form::Recurrent, Form::Chunk(4)].map(|form| rule.run(&x, form));
                let (steps, chunks) = (steps?.o, chunks?.o);
                [max_abs_diff(&steps, &chunks), max_abs(&steps), 0.0]
            }
            Self::Orthogonal => {
                let [before, after] = orthogonalised_state();
                [before, after, 0.0]
            }
            Self::Start => {
                [half_life(1.0, CHANNELS).unwrap_or(f64::NAN), expected_share(1.0, CHANNELS, 64), 0.0]
            }
            Self::Outliers => {
                let seed = Outliers::SEEDS.into_iter().flatten().nth(list as usize).unwrap_or(list);
                let [squared, huber, ..] = Outliers::USUAL.of_seed(seed, 0.7, 0.5)?.wrong;
                [if huber < squared { 100.0 } else { 0.0 }, squared / huber, 0.0]
            }
            Self::Classes => {
                let sample = Arc { counts: [12, 36, 12], ..Arc::USUAL }.shuffled(list + 1);
                let mut shares = [0.0; 3];
                for (share, of) in shares.iter_mut().zip([
                    Classifier::Squared,
                    Classifier::Contrastive,
                    Classifier::LeastSquares,
                ]) {
                    *share = sample.accuracy(&of.learned(&sample.told, 0.3, 0.5)?);
                }
                shares
            }
        })
    }
}

/// The share of facts that is recalled after the fillers: DeltaNet, with a decay, and with nothing written of the fillers.
fn noise(seed: u64) -> Result<[f64; 3], RuleError> {
    let plain = Asked::new(&DELTA);
    let fading = Asked { gamma: 0.95, ..Asked::new(&GATED) };
    let share = |asked: &Asked, written| -> Result<f64, RuleError> {
        Ok(long_noise(asked, seed, NOISE, CHANNELS, written)?.count() as f64 / NOISE[0] as f64)
    };
    Ok([share(&plain, true)?, share(&fading, true)?, share(&plain, false)?])
}

#[cfg(test)]
mod tests {
    use super::*;

    fn mean(claim: Claim) -> [f64; 3] {
        let lists: Vec<_> = (0..claim.lists()).map(|list| claim.of_list(list).unwrap()).collect();
        [0, 1, 2].map(|at| lists.iter().map(|list| list[at]).sum::<f64>() / lists.len() as f64)
    }

    #[test]
    fn every_verdict_is_what_the_numbers_say() {
        let [plain, fading, guarded] = mean(Claim::Noise);
        assert!(fading < 0.2 && plain < 0.2 && guarded > 0.85, "{plain} {fading} {guarded}");
        let [apart, size, _] = mean(Claim::Undecayed);
        assert!((apart - 0.023_455_5).abs() < 1e-6 && size > apart);
        assert_eq!(mean(Claim::Room), [32.0, 4.0, 0.0]);
        let [one, two, _] = mean(Claim::Questions);
        assert!((one - 0.5).abs() < 1e-12 && two.abs() < 1e-12);
        let [one, two, _] = mean(Claim::Cycle);
        assert!((one - 3.75_f64.sqrt()).abs() < 1e-12 && two < 1e-14);
        let [short, long, alibi] = mean(Claim::Longer);
        assert!((short - 0.8125).abs() < 5e-4 && (long - 0.4694).abs() < 5e-4 && alibi > 0.86);
        let [scores, outputs, size] = mean(Claim::Path);
        assert!(scores < 1e-15 && (outputs - 0.987_128).abs() < 1e-6 && size > 0.5);
        let [apart, size, _] = mean(Claim::Chunks);
        assert!(apart < 1e-14 && size > 0.1);
        let [before, after, _] = mean(Claim::Orthogonal);
        assert!(before < 1e-12 && after > 0.1, "{before} {after}");
        let [half, left, _] = mean(Claim::Start);
        assert!((half - 21.48).abs() < 0.01 && (left - 0.126_7).abs() < 1e-3, "{half} {left}");
        let [nearer, ratio, _] = mean(Claim::Outliers);
        assert!(nearer == 100.0 && ratio > 2.0, "{nearer} {ratio}");
        let [squared, contrastive, least] = mean(Claim::Classes);
        assert!(contrastive > squared && contrastive > least, "{squared} {contrastive} {least}");
    }

    #[test]
    fn every_claim_belongs_to_one_direction() {
        let all: Vec<&str> =
            Direction::ALL.iter().flat_map(|of| of.claims()).map(|claim| claim.id()).collect();
        let distinct: std::collections::BTreeSet<_> = all.iter().collect();
        assert_eq!((all.len(), distinct.len()), (12, 12));
    }
}
