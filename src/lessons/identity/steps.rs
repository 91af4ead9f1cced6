//! The identity summed over a stream.

use std::ops::Range;
use std::sync::Arc;

use super::{Letters, Scenario, Worked};
use crate::i18n::{Locale, td_string};
use crate::inputs::Stream;
use crate::lessons::refusal::refusal;
use crate::lessons::run::{Axis, Board, Cell, Cells, Counter, Lane, Lit, Map, Pace, Run, given};
use crate::lessons::scaled::over_root_d;
use crate::math::{Mat, max_abs, max_abs_diff};
use crate::number::{FLOAT32, bytes, grouped};
use crate::rules::{Form, LinearAttn, RuleEntry, RuleError};
use crate::say;
use crate::text::Text;
use crate::trace::{Entry, Line, Part, Reading, Symbol, Timeline, Trace};

/// Σ_j of the identity over a stream: the state that one path builds, and what the other must keep.
#[derive(Debug)]
pub struct Growth {
    stream: Stream,
    /// The numbers of the worked example, with both ways of computing it.
    pub worked: Worked,
    trace: Trace,
    /// For each token the event that wrote S, and the outputs.
    writes: Vec<usize>,
    states: Vec<Arc<Mat>>,
    outputs: Vec<Arc<Mat>>,
    full: [f64; 3],
    /// The largest difference between the outputs of the two paths.
    pub reading: Reading,
}

impl Growth {
    /// Runs linear attention both ways: token by token with S_t, and each output from all keys and values before it.
    ///
    /// # Errors
    /// Why the rule cannot run.
    pub fn run(stream: &Stream, set: &Scenario) -> Result<Self, Text> {
        Self::of(stream, set.letters).map_err(|error| refusal(&error))
    }

    fn of(stream: &Stream, letters: Letters) -> Result<Self, RuleError> {
        let rule = RuleEntry::<f64>::of::<LinearAttn>();
        let ones = vec![1.0; stream.len()];
        let x = stream.inputs(&ones, &ones);
        let (recurrent, trace) = rule.trace(&x)?;
        let history = rule.run(&x, Form::Parallel)?;
        let apart = max_abs_diff(&recurrent.o, &history.o);
        let reading = Reading::new(apart, max_abs(&recurrent.o), 1e-12);
        let values = |part| trace.values_of(part).cloned().collect::<Vec<_>>();
        let (states, outputs) = (values(Part::Write), values(Part::Output));
        let writes = trace.parts().filter(|((_, part), _)| *part == Part::Write);
        let writes = writes.map(|(_, events)| events - 1).collect();
        let last = states.last().map_or(1.0, |s| max_abs(s));
        let full = [max_abs(&stream.k), max_abs(&stream.v), last];
        let worked = Worked::of(letters);
        Ok(Self { stream: stream.clone(), worked, trace, writes, states, outputs, full, reading })
    }

    /// T.
    pub fn tokens(&self) -> usize {
        self.stream.len()
    }

    /// K and V.
    pub fn channels(&self) -> (usize, usize) {
        (self.stream.k.ncols(), self.stream.v.ncols())
    }

    /// S after the first `t` tokens, `[V, K]`.
    pub fn state(&self, t: usize) -> Arc<Mat> {
        let (k, v) = self.channels();
        t.checked_sub(1).map_or_else(|| Arc::new(Mat::zeros(v, k)), |i| self.states[i].clone())
    }

    /// The output of the token before position `t`, `[V, 1]`; nothing before the first.
    pub fn output(&self, t: usize) -> Option<Arc<Mat>> {
        self.outputs.get(t.checked_sub(1)?).cloned()
    }

    /// The keys, or the values, of the first `t` tokens; the rows of those to come are 0.
    pub fn kept(&self, symbol: Symbol, t: usize) -> Mat {
        let all = if symbol == Symbol::K { &self.stream.k } else { &self.stream.v };
        Mat::from_fn(all.nrows(), all.ncols(), |i, j| if i < t { all[(i, j)] } else { 0.0 })
    }

    /// Multiply-adds of token t, counted from 1, from all keys and values so far: t inner products k_jᵀq and t times
    /// their multiple of v_j.
    pub fn work_of_history(&self, t: usize) -> usize {
        let (k, v) = self.channels();
        t * (k + v)
    }

    /// Multiply-adds of any token from the state: vkᵀ is added, and S q read.
    pub fn work_of_state(&self) -> usize {
        let (k, v) = self.channels();
        2 * k * v
    }

    /// The first token for which the state is the cheaper path.
    pub fn crossing(&self) -> usize {
        let (k, v) = self.channels();
        self.work_of_state() / (k + v) + 1
    }

    /// Multiply-adds of the token at a stop, on either path.
    fn work(&self, lane: usize, stop: usize) -> usize {
        if lane == 0 { self.work_of_history(stop) } else { self.work_of_state() * stop.min(1) }
    }
}

/// The maps of the board: what one path keeps, and what the other.
const MAPS: [Symbol; 3] = [Symbol::K, Symbol::V, Symbol::S];

impl Run for Growth {
    fn board(&self, locale: Locale) -> Board {
        let q = format!("qₜ{}", over_root_d(self.stream.scale));
        let kept = |symbol, letter| Map::of(symbol, letter, [Axis::Tokens, Axis::Channels]);
        let history = Lane {
            id: "history",
            heading: td_string!(locale, identity.history).to_owned(),
            listing: vec![
                Line::around("for j ≤ t:"),
                Line::making(Symbol::O, format!("  o += vⱼ (kⱼᵀ {q})")),
            ],
            maps: vec![kept(Symbol::K, "K"), kept(Symbol::V, "V")],
            ..Lane::default()
        };
        let running = Lane {
            id: "state",
            heading: td_string!(locale, identity.running).to_owned(),
            listing: vec![
                Line::making(Symbol::S, "S += vₜ kₜᵀ"),
                Line::making(Symbol::O, format!("o = S {q}")),
            ],
            maps: vec![Map::of(Symbol::S, "S", [Axis::ValueChannels, Axis::KeyChannels])],
            ..Lane::default()
        };
        let cells = Cells { largest: 18.0, ..Cells::default() };
        Board { lanes: vec![history, running], cells, ..Board::default() }
    }

    fn meter(&self) -> (Text, Reading) {
        (Text::same("v(kᵀq) = (vkᵀ)q"), self.worked.reading.worse(self.reading))
    }

    fn timeline(&self) -> Timeline {
        Timeline::Every(self.tokens() as u64)
    }

    /// Enough tokens that there is something to see, and some yet to come.
    fn opening(&self) -> u64 {
        4.min(self.tokens() as u64)
    }

    fn pace(&self) -> Pace {
        Pace { speeds: &[0.5, 1.0, 2.0, 10.0], usual: 1.0, unit: |speed| say!(identity.speed, speed = speed) }
    }

    fn place(&self, stop: u64) -> Text {
        let all = self.tokens();
        say!(identity.place, t = stop, all = all)
    }

    fn say(&self, stop: u64) -> Text {
        let t = stop as usize;
        let label = t.checked_sub(1).and_then(|t| self.stream.labels.get(t));
        let Some(token) = label.cloned() else { return say!(identity.at_start) };
        let (history, state) = (self.work(0, t), self.work(1, t));
        say!(identity.say, token = token, history = history, state = state)
    }

    fn tokens(&self, stop: u64) -> Option<Range<usize>> {
        let t = stop as usize;
        Some(t.saturating_sub(1)..t)
    }

    fn end_of(&self, token: usize) -> u64 {
        token as u64 + 1
    }

    fn shape(&self, map: usize, _stop: u64) -> (usize, usize) {
        match MAPS[map] {
            Symbol::K => self.stream.k.shape(),
            Symbol::V => self.stream.v.shape(),
            _ => (self.stream.v.ncols(), self.stream.k.ncols()),
        }
    }

    fn seen(&self, map: usize, stop: u64) -> Option<Arc<Mat>> {
        Some(match MAPS[map] {
            Symbol::S => self.state(stop as usize),
            symbol => Arc::new(self.kept(symbol, stop as usize)),
        })
    }

    fn full(&self, map: usize, _stop: u64) -> f64 {
        self.full[map]
    }

    fn entry(&self, at: Cell, stop: u64) -> Option<Entry> {
        let t = (stop as usize).checked_sub(1);
        match (MAPS.get(at.map)?, t) {
            (Symbol::S, Some(t)) => self.trace.entry(*self.writes.get(t)?, at.row, at.col),
            _ => self.seen(at.map, stop)?.get((at.row, at.col)).copied().map(given),
        }
    }

    /// The token in hand, in what is kept of every token.
    fn lit(&self, map: usize, stop: u64, chosen: Option<Cell>) -> Vec<Lit> {
        match (MAPS[map], (stop as usize).checked_sub(1)) {
            (Symbol::S, _) => Vec::new(),
            (symbol, Some(t)) => match chosen.filter(|cell| MAPS[cell.map] == Symbol::S) {
                Some(cell) => {
                    vec![Lit::Entry(t, if symbol == Symbol::K { cell.col } else { cell.row })]
                }
                None => vec![Lit::Row(t)],
            },
            _ => Vec::new(),
        }
    }

    /// Each stop runs the whole body of both paths; before the first token nothing runs.
    fn running(&self, lane: usize, stop: u64, _chosen: Option<Cell>) -> Option<Range<usize>> {
        (stop > 0).then_some(if lane == 0 { 1..2 } else { 0..2 })
    }

    fn counters(&self, lane: usize, stop: u64) -> Vec<Counter> {
        let t = stop as usize;
        let (k, v) = self.channels();
        let numbers = if lane == 0 { t * (k + v) } else { k * v };
        let counter = |name, id, value| Counter { name, id, value, of: String::new() };
        vec![
            counter(
                say!(identity.work),
                ["work-history", "work-state"][lane],
                grouped(self.work(lane, t) as u128),
            ),
            counter(
                say!(identity.kept),
                ["kept-history", "kept-state"][lane],
                bytes(FLOAT32 * numbers as u128),
            ),
        ]
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::inputs::{facts, random};
    use crate::rules::Inputs;

    fn growth(stream: &Stream) -> Growth {
        Growth::run(stream, &Scenario::default()).unwrap()
    }

    #[test]
    fn an_entry_of_the_state_is_told_and_lights_its_key_and_its_value() {
        let growth = growth(&facts());
        let at = Cell { map: 2, row: 3, col: 5 };
        for stop in 1..=9 {
            let entry = growth.entry(at, stop).unwrap();
            assert!((entry.told() - growth.state(stop as usize)[(3, 5)]).abs() < 1e-15);
            let t = stop as usize - 1;
            assert_eq!(growth.lit(0, stop, Some(at)), [Lit::Entry(t, 5)]);
            assert_eq!(growth.lit(1, stop, Some(at)), [Lit::Entry(t, 3)]);
        }
        assert_eq!(growth.entry(at, 0).unwrap().value, 0.0);
    }

    #[test]
    fn the_state_grows_to_that_of_the_rule_and_its_work_is_what_the_rule_executes() {
        let growth = growth(&facts());
        assert!(growth.reading.agrees());
        let x: Inputs = facts().inputs(&[1.0; 9], &[1.0; 9]);
        let rule = RuleEntry::<f64>::of::<LinearAttn>();
        let whole = rule.run(&x, Form::Recurrent).unwrap();
        assert_eq!(whole.state.matrix(), Some(&*growth.state(9)));
        let executed = rule.cost(Form::Recurrent, &x.size(&rule.info)).unwrap().multiply_adds;
        // The rule also scales each query.
        assert_eq!(executed, (9 * (growth.work_of_state() + 8)) as u64);
    }

    #[test]
    fn the_paths_cross_right_after_t_equals_d() {
        let growth = growth(&random(1, 12, 4));
        assert_eq!(growth.work_of_history(4), growth.work_of_state());
        assert_eq!(growth.crossing(), 5);
        assert!(growth.work_of_history(growth.crossing()) > growth.work_of_state());
    }
}
