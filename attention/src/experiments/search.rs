//! The best constant gates on the stream [`scenes`]: every γ and every β of a grid is tried, and scored by both sheets.
//!
//! ```text
//! γ = 0, 0.01 … 1        β = 0, 0.02 … 1
//! ```

use serde::{Deserialize, Serialize};

use super::{SCENE, Sheet, TOPIC, answers_at_end};
use crate::inputs::{Gates, Stream, scenes};
use crate::math::Mat;
use crate::rules::{GatedDeltaRule, Kda, RuleEntry, Tensor};

/// Steps from 0 to 1 of γ, and of β.
const STEPS: [usize; 2] = [100, 50];

/// The channels of the keys of things: those that a new scene makes stale.
const OF_THINGS: std::ops::Range<usize> = 3..6;

/// What γ acts on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum On {
    /// The whole state: Gated DeltaNet.
    All,
    /// The key channels of things alone: KDA, whose other channels keep γ = 1.
    Things,
}

impl On {
    /// All of them.
    pub const ALL: [Self; 2] = [Self::All, Self::Things];

    fn rule(self) -> RuleEntry {
        match self {
            Self::All => RuleEntry::unrecorded::<GatedDeltaRule>(),
            Self::Things => RuleEntry::unrecorded::<Kda>(),
        }
    }

    /// Constant gates for a stream.
    pub fn gates(self, stream: &Stream, gamma: f64, beta: f64) -> Gates {
        let gates = Gates::new().with(Tensor::Beta, beta);
        match self {
            Self::All => gates.with(Tensor::G, gamma),
            Self::Things => {
                let of = |_, c| if OF_THINGS.contains(&c) { gamma } else { 1.0 };
                gates.with(Tensor::Gk, Mat::from_fn(stream.len(), stream.k.ncols(), of))
            }
        }
    }
}

/// A setting, and its score.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Best {
    /// What γ acts on.
    pub on: On,
    /// The forget gate.
    pub gamma: f64,
    /// The write gate.
    pub beta: f64,
    /// The mean error of each group of the sheet.
    pub errors: [f64; 3],
    /// The score: the mean over the groups.
    pub score: f64,
}

/// What is known so far.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Searched {
    /// So many settings were tried.
    pub tried: usize,
    /// The best on the scene sheet and on the topic sheet, for each of [`On::ALL`].
    pub best: [Vec<Best>; 2],
}

impl Searched {
    /// How many settings there are.
    pub const ALL: usize = On::ALL.len() * (STEPS[0] + 1) * (STEPS[1] + 1);

    /// Whether all of them were tried.
    pub fn is_whole(&self) -> bool {
        self.tried >= Self::ALL
    }
}

/// The sheets, in the order of [`Searched::best`].
const SHEETS: [&Sheet; 2] = [&SCENE, &TOPIC];

/// A search as it goes on.
#[derive(Debug)]
pub struct Searching {
    stream: Stream,
    /// What is known so far.
    pub found: Searched,
}

impl Default for Searching {
    fn default() -> Self {
        Self { stream: scenes(None), found: Searched::default() }
    }
}

impl Searching {
    /// Tries every β with the next γ.
    pub fn next_row(&mut self) {
        let row = self.found.tried / (STEPS[1] + 1);
        let Some(on) = On::ALL.get(row / (STEPS[0] + 1)) else { return };
        let rule = on.rule();
        let gamma = (row % (STEPS[0] + 1)) as f64 / STEPS[0] as f64;
        for step in 0..=STEPS[1] {
            let beta = step as f64 / STEPS[1] as f64;
            self.found.tried += 1;
            // The stream and these gates fit both rules.
            let Ok(answers) = answers_at_end(&rule, &self.stream, &on.gates(&self.stream, gamma, beta))
            else {
                continue;
            };
            for (sheet, best) in SHEETS.into_iter().zip(&mut self.found.best) {
                let score = sheet.score(&answers);
                let mut errors = [0.0; 3];
                errors.iter_mut().zip(sheet.errors(&answers)).for_each(|(to, error)| *to = error);
                let this = Best { on: *on, gamma, beta, errors, score };
                match best.iter_mut().find(|of| of.on == *on) {
                    Some(of) if score < of.score => *of = this,
                    Some(_) => {}
                    None => best.push(this),
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_search_ends_when_every_setting_was_tried() {
        let mut searching = Searching::default();
        let mut rows = 0;
        while !searching.found.is_whole() {
            searching.next_row();
            rows += 1;
        }
        assert_eq!((rows, searching.found.tried), (202, 10_302));
        let end = searching.found.clone();
        searching.next_row();
        assert_eq!(searching.found, end, "there is nothing more to try");
    }
}
