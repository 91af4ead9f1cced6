use std::sync::Arc;

use super::Scenario;
use crate::inputs::Stream;
use crate::math::{Mat, max_abs, max_abs_diff};
use crate::rules::{Form, Inputs, Output, RuleEntry, RuleError, Tensor};
use crate::trace::{Part, Symbol, Trace};
use crate::ui::meter::Reading;

/// Several rules on one stream, with one cursor: a stop for every part that any of them takes.
#[derive(Debug)]
pub struct Lockstep {
    /// One for each rule.
    pub tracks: Vec<Track>,
    /// (token, part) of every stop; stop 0, the start, is before the first of them.
    pub stops: Vec<(usize, Part)>,
    /// The largest difference between the forms of any of the rules.
    pub reading: Reading,
}

/// One rule's run.
#[derive(Debug)]
pub struct Track {
    /// The rule.
    pub rule: &'static RuleEntry,
    x: Inputs,
    trace: Trace,
    /// Events after which each recorded part is done.
    parts: Vec<((usize, Part), usize)>,
}

/// One rule at one stop.
#[derive(Clone, Debug, PartialEq)]
pub struct Moment {
    /// Whether the rule has the part of this stop.
    pub takes_part: bool,
    /// S now, `[V, K]`.
    pub s: Arc<Mat>,
    /// S now less S when this token began, `[V, K]`.
    pub delta: Arc<Mat>,
    /// What was last read, the error, and the output, of this token; each only once it is known.
    pub vectors: [(Symbol, Option<Arc<Mat>>); 3],
}

impl Lockstep {
    /// Runs every chosen rule on the stream.
    ///
    /// # Errors
    /// As [`RuleEntry::run`].
    pub fn run(stream: &Stream, scenario: &Scenario) -> Result<Self, RuleError> {
        let t = stream.len();
        let x = stream.inputs(&scenario.beta.list(t), &scenario.gamma.list(t));
        let mut reading = Reading { apart: 0.0, allowed: 0.0 };
        let mut tracks = Vec::new();
        for rule in &scenario.rules {
            let (recurrent, trace) = rule.trace(&x)?;
            for form in [Form::Chunk(4), Form::Parallel] {
                let (apart, size) = apart(&recurrent, &rule.run(&x, form)?);
                // A NaN is to show, and `max` would hide it.
                reading.apart = if apart.is_nan() { apart } else { reading.apart.max(apart) };
                reading.allowed = reading.allowed.max(1e-11 * (1.0 + size));
            }
            let parts = trace.parts().collect();
            tracks.push(Track { rule, x: x.clone(), trace, parts });
        }
        let taken = |part: &Part| scenario.rules.iter().any(|rule| rule.info.parts.contains(part));
        let parts: Vec<Part> = Part::ALL.into_iter().filter(taken).collect();
        let stops = (0..t).flat_map(|token| parts.iter().map(move |part| (token, *part))).collect();
        Ok(Self { tracks, stops, reading })
    }

    /// (token, part) of a stop; nothing at the start.
    pub fn step(&self, stop: u64) -> Option<(usize, Part)> {
        let stop = (stop as usize).min(self.stops.len());
        stop.checked_sub(1).map(|i| self.stops[i])
    }

    /// The last stop of a token.
    pub fn end_of(&self, token: usize) -> u64 {
        self.stops.partition_point(|(of, _)| *of <= token) as u64
    }
}

fn apart(a: &Output, b: &Output) -> (f64, f64) {
    let states = match (a.state.matrix(), b.state.matrix()) {
        (Some(a), Some(b)) => max_abs_diff(a, b),
        _ => 0.0,
    };
    let outputs = max_abs_diff(&a.o, &b.o);
    let worst = if states.is_nan() { states } else { outputs.max(states) };
    (worst, max_abs(&a.o))
}

impl Track {
    /// This rule at a stop.
    pub fn moment(&self, step: Option<(usize, Part)>) -> Moment {
        let dims = self.x.dims();
        let zero = || Arc::new(Mat::zeros(dims.v, dims.k));
        let state = |events: usize| self.trace.frame(events).value(Symbol::S).cloned().unwrap_or_else(zero);
        let now = step.map_or(0, |step| self.events_until(|of| of <= step));
        let before = step.map_or(0, |(token, _)| self.events_until(|(of, _)| of < token));
        let frame = self.trace.frame(now);
        let s = state(now);
        let delta = Arc::new(&*s - &*state(before));
        let known =
            |part: Part| step.is_some_and(|(_, now)| self.rule.info.parts.contains(&part) && part <= now);
        let vectors = [(Symbol::R, Part::Read), (Symbol::E, Part::Error), (Symbol::O, Part::Output)]
            .map(|(symbol, part)| (symbol, known(part).then(|| frame.value(symbol).cloned()).flatten()));
        let takes_part = step.is_some_and(|(_, part)| self.rule.info.parts.contains(&part));
        Moment { takes_part, s, delta, vectors }
    }

    /// The sum of which S[row, col] is made at a stop: before this part, β or γ, and what it adds.
    pub fn entry(&self, step: (usize, Part), row: usize, col: usize) -> Option<Entry> {
        let (t, part) = step;
        let before = self.trace.frame(self.events_until(|of| of < step));
        let old = before.value(Symbol::S).map_or(0.0, |s| s[(row, col)]);
        let (k, v) = (*self.x.k.get((t, col))?, *self.x.v.get((t, row))?);
        let beta = if self.rule.info.reads(Tensor::Beta) { self.x.beta(t) } else { 1.0 };
        let r = || before.value(Symbol::R).map_or(0.0, |r| r[(row, 0)]);
        let new = self.moment(Some(step)).s.get((row, col)).copied()?;
        let takes = self.rule.info.parts.contains(&part);
        let how = match part {
            Part::Decay if takes => How::Decay(self.x.g(t).exp()),
            Part::Erase if takes => How::Add { beta: -beta, what: r(), k },
            Part::Write if takes => How::Add { beta, what: v, k },
            _ => How::Same,
        };
        Some(Entry { old, how, new })
    }

    /// ‖S‖ after each token.
    pub fn state_norms(&self) -> Vec<f64> {
        self.trace.values_of(Part::Write).map(|s| s.norm()).collect()
    }

    /// ‖e‖ of each token; nothing for a rule that measures no error.
    pub fn error_norms(&self) -> Vec<f64> {
        self.trace.values_of(Part::Error).map(|e| e.norm()).collect()
    }

    /// How well every pair written by a stop is recalled.
    pub fn recall(&self, step: Option<(usize, Part)>) -> Vec<Recall> {
        let Some((token, part)) = step else { return Vec::new() };
        let written = if part >= Part::Write { token + 1 } else { token };
        let s = self.moment(step).s;
        (0..written)
            .map(|j| {
                let (k, v) = (self.x.k.row(j).transpose(), self.x.v.row(j).transpose());
                let error = (&*s * k - &v).norm() / v.norm().max(f64::MIN_POSITIVE);
                let overwritten = (j + 1..written).any(|i| self.x.k.row(i) == self.x.k.row(j));
                Recall { error, overwritten }
            })
            .collect()
    }

    fn events_until(&self, wanted: impl Fn((usize, Part)) -> bool) -> usize {
        self.parts.iter().rev().find(|(step, _)| wanted(*step)).map_or(0, |(_, events)| *events)
    }
}

/// What a state still knows of a pair that was written into it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Recall {
    /// ‖S k_j − v_j‖ / ‖v_j‖: 0 is perfect recall, 1 is what silence scores.
    pub error: f64,
    /// Whether the same key was written again since; then it is right to have forgotten.
    pub overwritten: bool,
}

/// How an entry of S came by its value in the part in hand.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Entry {
    /// Before the part.
    pub old: f64,
    /// What the part did.
    pub how: How,
    /// After it.
    pub new: f64,
}

/// What a part did to an entry of S.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum How {
    /// γ · old.
    Decay(f64),
    /// old + beta · what · k.
    Add {
        /// β, negative where it erases.
        beta: f64,
        /// The entry of r or v.
        what: f64,
        /// The entry of k.
        k: f64,
    },
    /// Nothing.
    Same,
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::inputs::facts;

    #[test]
    fn an_entry_is_explained_by_its_numbers() {
        let lockstep = Lockstep::run(&facts(), &Scenario::default()).unwrap();
        assert!(lockstep.reading.agrees());
        for track in &lockstep.tracks {
            for step in &lockstep.stops {
                let entry = track.entry(*step, 2, 5).unwrap();
                let told = match entry.how {
                    How::Decay(gamma) => gamma * entry.old,
                    How::Add { beta, what, k } => entry.old + beta * what * k,
                    How::Same => entry.old,
                };
                assert!((told - entry.new).abs() < 1e-14, "{} {step:?}", track.rule.info.id);
            }
        }
    }

    #[test]
    fn the_delta_rule_recalls_what_it_wrote_last_and_linear_attention_mixes() {
        let full_strength = Scenario { beta: super::super::Gate::Constant(1.0), ..Scenario::default() };
        let lockstep = Lockstep::run(&facts(), &full_strength).unwrap();
        let recall = |id| {
            let track = lockstep.tracks.iter().find(|track| track.rule.info.id == id).unwrap();
            track.recall(lockstep.stops.last().copied()).last().unwrap().error
        };
        assert!(recall("delta_rule") < 1e-14);
        assert!(recall("linear_attn") > 0.5);
    }

    #[test]
    fn a_fact_told_again_overwrites_the_one_before() {
        let lockstep = Lockstep::run(&facts(), &Scenario::default()).unwrap();
        let overwritten = |step| -> Vec<usize> {
            let recall = lockstep.tracks[0].recall(Some(step));
            (0..recall.len()).filter(|j| recall[*j].overwritten).collect()
        };
        assert_eq!(overwritten((4, Part::Error)), [] as [usize; 0]);
        assert_eq!(overwritten((4, Part::Write)), [0]);
        assert_eq!(overwritten((8, Part::Output)), [0, 2, 4]);
    }
}
