//! The identity summed over a stream.
//!
//! This file is long because either path shows all that it uses, and each of these is told by its sum.

use std::ops::Range;
use std::sync::Arc;

use super::{Letters, Scenario, Worked};
use crate::i18n::{Locale, td_string};
use crate::inputs::Stream;
use crate::lessons::refusal::refusal;
use crate::lessons::run::{Axis, Board, Cell, Cells, Counter, Lane, Lit, Made, Map, Pace, Run, given};
use crate::lessons::scaled::behind;
use crate::math::{Mat, max_abs, max_abs_diff};
use crate::number::{FLOAT32, bytes, grouped};
use crate::rules::{Form, Inputs, LinearAttn, RuleEntry, RuleError};
use crate::say;
use crate::text::Text;
use crate::trace::{Entry, Line, Name, Number, Part, Reading, Symbol, Timeline, Trace};

/// Σ_j of the identity over a stream: the state that one path builds, and what the other must keep.
#[derive(Debug)]
pub struct Growth {
    stream: Stream,
    /// The numbers of the worked example, with both ways of computing it.
    pub worked: Worked,
    trace: Trace,
    /// For each token the events that wrote S and that read it, and what they made.
    writes: Vec<usize>,
    reads: Vec<usize>,
    states: Vec<Arc<Mat>>,
    outputs: Vec<Arc<Mat>>,
    /// How much of each value every output has: the outputs for V = I.
    weights: Mat,
    full: [f64; MAPS.len()],
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
        let x = stream.plain_inputs();
        let (recurrent, trace) = rule.trace(&x)?;
        let history = rule.run(&x, Form::Parallel)?;
        let apart = max_abs_diff(&recurrent.o, &history.o);
        let reading = Reading::new(apart, max_abs(&recurrent.o), 1e-12);
        let values = |part| trace.values_of(part).cloned().collect::<Vec<_>>();
        let (states, outputs) = (values(Part::Write), values(Part::Output));
        let events = |of: Part| {
            let parts = trace.parts().filter(|((_, part), _)| *part == of);
            parts.map(|(_, events)| events - 1).collect()
        };
        let (writes, reads) = (events(Part::Write), events(Part::Output));
        let n = stream.len();
        let weights = rule.run(&Inputs { v: Mat::identity(n, n), ..x }, Form::Parallel)?.o;
        let full = MAPS.map(|(what, _, _)| match what {
            What::Query => max_abs(&stream.q) * stream.scale,
            What::Keys | What::Key => max_abs(&stream.k),
            What::Weights => max_abs(&weights),
            What::Values | What::Value => max_abs(&stream.v),
            What::Product => max_abs(&stream.k) * max_abs(&stream.v),
            What::State => states.last().map_or(1.0, |s| max_abs(s)),
            What::Answer => max_abs(&recurrent.o),
        });
        let worked = Worked::of(letters);
        Ok(Self {
            stream: stream.clone(),
            worked,
            trace,
            writes,
            reads,
            states,
            outputs,
            weights,
            full,
            reading,
        })
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

    /// The keys, or the values, of the first `t` tokens; NaN, which is drawn as an empty cell, in the rows of those to come.
    pub fn kept(&self, symbol: Symbol, t: usize) -> Mat {
        let all = if symbol == Symbol::K { &self.stream.k } else { &self.stream.v };
        Mat::from_fn(all.nrows(), all.ncols(), |i, j| if i < t { all[(i, j)] } else { f64::NAN })
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

/// What a map shows, of the token in hand or of all so far.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum What {
    /// q of this token, along the top of what it meets.
    Query,
    /// K.
    Keys,
    /// kⱼᵀq for every token j.
    Weights,
    /// V.
    Values,
    /// o, below V on one path, beside S on the other.
    Answer,
    /// k of this token.
    Key,
    /// v of this token.
    Value,
    /// v kᵀ.
    Product,
    /// S.
    State,
}

/// The maps of the board, by number: what each shows, its block, and its row and column there. The first five are those of the path
/// that keeps every key and every value.
const MAPS: [(What, usize, [usize; 2]); 11] = [
    (What::Query, 0, [0, 0]),
    (What::Keys, 0, [1, 0]),
    (What::Weights, 0, [1, 1]),
    (What::Values, 0, [1, 2]),
    (What::Answer, 0, [2, 2]),
    (What::Key, 1, [0, 1]),
    (What::Value, 1, [1, 0]),
    (What::Product, 1, [1, 1]),
    (What::Query, 2, [0, 0]),
    (What::State, 2, [1, 0]),
    (What::Answer, 2, [1, 1]),
];
/// How many of them stand in the first lane.
const OF_HISTORY: usize = 5;

impl Run for Growth {
    fn board(&self, locale: Locale) -> Board {
        let q = format!("qₜ{}", behind(self.stream.scale));
        let map = |number: usize| {
            let (what, block, [row, col]) = MAPS[number];
            let kept = [Axis::Tokens, Axis::Channels];
            let (key, value) = ([Axis::One, Axis::KeyChannels], [Axis::ValueChannels, Axis::One]);
            let state = [Axis::ValueChannels, Axis::KeyChannels];
            let map = match what {
                What::Query => Map::of(Symbol::Q, "q", key).named(format!("q{}", behind(self.stream.scale))),
                What::Keys => Map::of(Symbol::K, "K", kept),
                What::Weights => Map::of(Symbol::A, "a", [Axis::Tokens, Axis::One]).named("Kq"),
                What::Values => Map::of(Symbol::V, "V", kept),
                What::Answer if number < OF_HISTORY => {
                    Map::of(Symbol::O, "o", [Axis::One, Axis::ValueChannels])
                }
                What::Answer => Map::of(Symbol::O, "o", value),
                What::Key => Map::of(Symbol::K, "k", key),
                What::Value => Map::of(Symbol::V, "v", value),
                What::Product => Map::of(Symbol::S, "vkᵀ", state),
                What::State => Map::of(Symbol::S, "S", state),
            };
            map.at(block, row, col)
        };
        let history = Lane {
            id: "history",
            heading: td_string!(locale, identity.history).to_owned(),
            listing: vec![
                Line::around("for j ≤ t:"),
                Line::making(Symbol::O, format!("  o += vⱼ (kⱼᵀ {q})")),
            ],
            maps: (0..OF_HISTORY).map(map).collect(),
            ..Lane::default()
        };
        let running = Lane {
            id: "state",
            heading: td_string!(locale, identity.running).to_owned(),
            listing: vec![
                Line::making(Symbol::S, "S += vₜ kₜᵀ"),
                Line::making(Symbol::O, format!("o = S {q}")),
            ],
            maps: (OF_HISTORY..MAPS.len()).map(map).collect(),
            ..Lane::default()
        };
        let cells = Cells { largest: 18.0, ..Cells::default() };
        Board { lanes: vec![history, running], cells }
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
        let (t, (k, v)) = (self.tokens(), self.channels());
        match MAPS[map].0 {
            What::Query | What::Key => (1, k),
            What::Keys => (t, k),
            What::Weights => (t, 1),
            What::Values => (t, v),
            What::Answer if map < OF_HISTORY => (1, v),
            What::Answer | What::Value => (v, 1),
            What::Product | What::State => (v, k),
        }
    }

    fn seen(&self, map: usize, stop: u64) -> Option<Arc<Mat>> {
        let t = stop as usize;
        let token = t.checked_sub(1);
        let row = |m: &Mat, t: usize| m.rows(t, 1).into_owned();
        let (k, v) = (&self.stream.k, &self.stream.v);
        Some(match MAPS[map].0 {
            What::Query => Arc::new(row(&self.stream.q, token?) * self.stream.scale),
            What::Keys => Arc::new(self.kept(Symbol::K, t)),
            What::Weights => {
                let of = |j: usize, _| token.filter(|t| j <= *t).map_or(f64::NAN, |t| self.weights[(t, j)]);
                Arc::new(Mat::from_fn(self.tokens(), 1, of))
            }
            What::Values => Arc::new(self.kept(Symbol::V, t)),
            What::Answer if map < OF_HISTORY => Arc::new(self.outputs[token?].transpose()),
            What::Answer => self.outputs[token?].clone(),
            What::Key => Arc::new(row(k, token?)),
            What::Value => Arc::new(row(v, token?).transpose()),
            What::Product => {
                let t = token?;
                Arc::new(Mat::from_fn(v.ncols(), k.ncols(), |row, col| v[(t, row)] * k[(t, col)]))
            }
            What::State => self.state(t),
        })
    }

    fn full(&self, map: usize, _stop: u64) -> f64 {
        self.full[map]
    }

    fn entry(&self, at: Cell, stop: u64) -> Option<Entry> {
        let (what, ..) = *MAPS.get(at.map)?;
        let seen = || self.seen(at.map, stop)?.get((at.row, at.col)).copied();
        let shown = || seen().filter(|x| !x.is_nan()).map(given);
        let Some(t) = (stop as usize).checked_sub(1) else { return shown() };
        let number = |symbol: Symbol, m: &Mat, at: (usize, usize)| Some(Number::of(symbol, *m.get(at)?, at));
        let (k, v, weights) = (&self.stream.k, &self.stream.v, &self.weights);
        let sum = |products: Option<Vec<Vec<Number>>>| Some(Entry::of_products(products?, seen()?));
        match what {
            What::State => self.trace.entry(*self.writes.get(t)?, at.row, at.col),
            What::Answer if at.map >= OF_HISTORY => self.trace.entry(*self.reads.get(t)?, at.row, at.col),
            What::Product => {
                sum(Some(vec![vec![number(Symbol::V, v, (t, at.row))?, number(Symbol::K, k, (t, at.col))?]]))
            }
            What::Weights if at.row <= t => {
                let q = self.seen(0, stop)?;
                let product =
                    |l| Some(vec![number(Symbol::K, k, (at.row, l))?, number(Symbol::Q, &q, (0, l))?]);
                sum((0..k.ncols()).map(product).collect())
            }
            What::Answer => {
                let weighed = |j| {
                    let weight = Number::of(Name::written(Symbol::A, "a"), weights[(t, j)], (j, 0));
                    Some(vec![weight, number(Symbol::V, v, (j, at.col))?])
                };
                sum((0..=t).map(weighed).collect())
            }
            _ => shown(),
        }
    }

    /// What goes into the chosen cell, on its own path; before a cell is chosen, the token in hand.
    fn lit(&self, map: usize, stop: u64, chosen: Option<Cell>) -> Vec<Lit> {
        let Some(t) = (stop as usize).checked_sub(1) else { return Vec::new() };
        let what = MAPS[map].0;
        let Some(cell) = chosen else {
            return if matches!(what, What::Keys | What::Values) { vec![Lit::Row(t)] } else { Vec::new() };
        };
        if map == cell.map || (map < OF_HISTORY) != (cell.map < OF_HISTORY) {
            return Vec::new();
        }
        match (MAPS[cell.map].0, what) {
            (What::Weights, What::Keys) => vec![Lit::Row(cell.row)],
            (What::Weights, What::Query) => vec![Lit::Row(0)],
            (What::Answer, What::Weights) => vec![Lit::Col(0)],
            (What::Answer, What::Values) => vec![Lit::Col(cell.col)],
            (What::Answer, What::State) => vec![Lit::Row(cell.row)],
            (What::Answer, What::Query) if map >= OF_HISTORY => vec![Lit::Row(0)],
            (What::State, What::Product) => vec![Lit::Entry(cell.row, cell.col)],
            (What::State | What::Product, What::Key) => vec![Lit::Entry(0, cell.col)],
            (What::State | What::Product, What::Value) => vec![Lit::Entry(cell.row, 0)],
            _ => Vec::new(),
        }
    }

    /// Both paths do all of a token at one stop.
    fn made(&self, stop: u64) -> Vec<Made> {
        let what = |map: &usize| matches!(MAPS[*map].0, What::Weights | What::Answer | What::Product);
        let all = |map| Made { map, cells: Lit::All };
        if stop == 0 { Vec::new() } else { (0..MAPS.len()).filter(what).map(all).collect() }
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
    use crate::lessons::told::every_cell_is_told;

    fn growth(stream: &Stream) -> Growth {
        Growth::run(stream, &Scenario::default()).unwrap()
    }

    #[test]
    fn every_entry_is_told_by_numbers_that_come_to_what_is_shown() {
        for growth in [growth(&facts()), growth(&random(1, 6, 3))] {
            // Tokens that are still to come are neither kept nor weighed.
            let to_come =
                |at: Cell, stop: u64| at.map > 0 && at.map < OF_HISTORY - 1 && at.row as u64 >= stop;
            every_cell_is_told(&growth, 0..=growth.tokens() as u64, to_come);
        }
    }

    #[test]
    fn both_paths_show_the_same_answer() {
        let growth = growth(&facts());
        for stop in 1..=9 {
            let [below, beside] = [4, 10].map(|map| growth.seen(map, stop).unwrap());
            assert_eq!(below.transpose(), *beside);
        }
    }

    #[test]
    fn an_entry_lights_its_operands_on_its_own_path() {
        let growth = growth(&facts());
        let lit = |of: usize, map: usize| growth.lit(map, 4, Some(Cell { map: of, row: 3, col: 5 }));
        // S[3, 5] grew by v[3] k[5]; o[3] beside it is row 3 of S times q.
        assert_eq!(
            [lit(9, 5), lit(9, 6), lit(9, 7)],
            [vec![Lit::Entry(0, 5)], vec![Lit::Entry(3, 0)], vec![Lit::Entry(3, 5)]]
        );
        assert_eq!([lit(10, 9), lit(10, 8), lit(10, 3)], [vec![Lit::Row(3)], vec![Lit::Row(0)], vec![]]);
        // a[3] is key 3 times q; o[5] below V is the weights times its column 5.
        assert_eq!([lit(2, 1), lit(2, 0), lit(2, 8)], [vec![Lit::Row(3)], vec![Lit::Row(0)], vec![]]);
        assert_eq!([lit(4, 2), lit(4, 3)], [vec![Lit::Col(0)], vec![Lit::Col(5)]]);
        assert_eq!(growth.lit(1, 4, None), [Lit::Row(3)], "the token in hand");
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
