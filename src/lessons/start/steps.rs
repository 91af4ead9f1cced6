//! Softmax attention beside linear attention and DeltaNet, token by token: what each keeps, and what it answers.

use std::ops::Range;
use std::sync::Arc;

use super::Scenario;
use super::track::{Shown, Side, What};
use crate::experiments::ASKED;
use crate::i18n::{Locale, td_string};
use crate::inputs::Stream;
use crate::lessons::refusal::refusal;
use crate::lessons::run::{Board, Cell, Cells, Counter, Lane, Lit, Pace, Run, lit_on};
use crate::math::{Mat, max_abs};
use crate::names;
use crate::number::grouped;
use crate::rules::RuleError;
use crate::say;
use crate::text::Text;
use crate::trace::{Entry, Reading, Timeline};

/// The chosen rules on one stream; a stop for each token.
#[derive(Debug)]
pub struct Beside {
    sides: Vec<Side>,
    labels: Vec<String>,
    /// The largest difference between the forms of any of the rules.
    pub reading: Reading,
}

impl Beside {
    /// Runs the chosen rules. DeltaNet writes with β = 1.
    ///
    /// # Errors
    /// Why a rule cannot run.
    pub fn run(stream: &Stream, set: &Scenario) -> Result<Self, Text> {
        Self::of(stream, set).map_err(|error| refusal(&error))
    }

    fn of(stream: &Stream, set: &Scenario) -> Result<Self, RuleError> {
        let mut reading = Reading::NOTHING;
        let mut sides = Vec::new();
        let lanes = set.rules.0.len();
        for rule in ASKED.iter().filter(|rule| set.rules.has(rule.info.id)) {
            let side = Side::run(rule, stream, lanes)?;
            reading = reading.worse(side.reading);
            sides.push(side);
        }
        Ok(Self { sides, labels: stream.labels.clone(), reading })
    }

    /// The numbers that each lane keeps after the first `tokens` tokens.
    pub fn kept(&self, tokens: usize) -> Vec<u64> {
        self.sides.iter().map(|side| side.costs(tokens)[0]).collect()
    }

    /// The name of each lane's rule, and its answer to the token before a stop.
    pub fn answers(&self, stop: u64) -> Vec<(&'static str, Vec<f64>)> {
        let answer = |side: &Side| {
            let outputs = side.maps.iter().find(|shown| shown.what == What::Outputs)?;
            let row = (stop as usize).checked_sub(1).filter(|row| *row < outputs.matrix.nrows())?;
            Some((side.rule.info.id, outputs.matrix.row(row).iter().copied().collect()))
        };
        self.sides.iter().filter_map(answer).collect()
    }

    /// Whether a cell holds no number at a stop.
    #[cfg(test)]
    fn is_empty(&self, at: Cell, stop: u64) -> bool {
        let (_, _, shown) = self.place(at.map).expect("a map");
        shown.is_empty((at.row, at.col), stop as usize)
    }

    /// The lane of a map, and the map.
    fn place(&self, map: usize) -> Option<(usize, &Side, &Shown)> {
        let mut first = 0;
        for (lane, side) in self.sides.iter().enumerate() {
            if let Some(shown) = map.checked_sub(first).and_then(|map| side.maps.get(map)) {
                return Some((lane, side, shown));
            }
            first += side.maps.len();
        }
        None
    }
}

impl Run for Beside {
    fn board(&self, locale: Locale) -> Board {
        let lane = |side: &Side| {
            let id = side.rule.info.id;
            let heading = names::rule(locale, id).unwrap_or(id).to_owned();
            let has = |what: What| side.maps.iter().any(|shown| shown.what == what);
            // Scores and weights side by side leave no room above them where a phone shows them first.
            let kept = has(What::Values) && !has(What::Scores);
            let map = |shown: &Shown| {
                let map = shown.what.map(locale);
                let [row, col] = shown.what.place();
                if kept { map.at(0, row, col) } else { map }
            };
            Lane { id, heading, maps: side.maps.iter().map(map).collect(), ..Lane::default() }
        };
        Board { lanes: self.sides.iter().map(lane).collect(), cells: Cells::default() }
    }

    fn meter(&self) -> (Text, Reading) {
        (say!(state.forms), self.reading)
    }

    fn timeline(&self) -> Timeline {
        Timeline::Every(self.labels.len() as u64)
    }

    fn opening(&self) -> u64 {
        self.labels.len() as u64
    }

    fn pace(&self) -> Pace {
        Pace { speeds: &[1.0, 2.0, 5.0], usual: 1.0, unit: |speed| say!(identity.speed, speed = speed) }
    }

    fn place(&self, stop: u64) -> Text {
        if stop == 0 {
            return say!(start.at_start);
        }
        let all = self.labels.len();
        say!(state.place, t = stop, all = all)
    }

    fn say(&self, stop: u64) -> Text {
        let label = (stop as usize).checked_sub(1).and_then(|t| self.labels.get(t)).cloned();
        let Some(label) = label else { return say!(start.at_start) };
        Text::new(move |locale| names::titled(locale, &label, td_string!(locale, start.says)))
    }

    fn tokens(&self, stop: u64) -> Option<Range<usize>> {
        Some((stop as usize).saturating_sub(1)..stop as usize)
    }

    fn end_of(&self, token: usize) -> u64 {
        token as u64 + 1
    }

    fn shape(&self, map: usize, _stop: u64) -> (usize, usize) {
        self.place(map).map_or((1, 1), |(_, _, shown)| shown.matrix.shape())
    }

    fn seen(&self, map: usize, stop: u64) -> Option<Arc<Mat>> {
        let (_, side, shown) = self.place(map)?;
        shown.seen(&side.trace, stop as usize)
    }

    fn full(&self, map: usize, stop: u64) -> f64 {
        let largest = |(_, side, shown): (usize, &Side, &Shown)| match shown.what {
            What::State => shown.seen(&side.trace, stop as usize).map_or(1.0, |s| max_abs(&s)),
            _ => max_abs(&shown.matrix),
        };
        self.place(map).map(largest).filter(|size| *size > 0.0).unwrap_or(1.0)
    }

    fn entry(&self, at: Cell, stop: u64) -> Option<Entry> {
        let (_, side, shown) = self.place(at.map)?;
        shown.entry(&side.trace, (at.row, at.col), stop as usize)
    }

    /// What goes into the chosen cell; else the row of the token in hand.
    fn lit(&self, map: usize, stop: u64, chosen: Option<Cell>) -> Vec<Lit> {
        let Some((lane, _, shown)) = self.place(map) else { return Vec::new() };
        let of_queries = |what: What| matches!(what, What::Scores | What::Weights | What::Outputs);
        let Some(at) = chosen else {
            let row = (stop as usize).checked_sub(1).filter(|_| shown.what != What::State);
            let lit = if shown.what == What::Keys { Lit::Col } else { Lit::Row };
            return row.map(lit).into_iter().collect();
        };
        let Some((_, _, of)) = self.place(at.map).filter(|(of_lane, ..)| *of_lane == lane) else {
            return Vec::new();
        };
        if of_queries(of.what) && of_queries(shown.what) {
            return vec![Lit::Row(at.row)];
        }
        let entry = self.entry(at, stop);
        let turned = shown.what == What::Keys;
        entry.map_or_else(Vec::new, |entry| lit_on(&entry, shown.what.symbol(), shown.matrix.shape(), turned))
    }

    fn counters(&self, lane: usize, stop: u64) -> Vec<Counter> {
        let Some(side) = self.sides.get(lane) else { return Vec::new() };
        let [[kept, work], [_, before]] =
            [stop as usize, (stop as usize).saturating_sub(1)].map(|tokens| side.costs(tokens));
        let [kept, work] = [kept, work - before].map(|count| grouped(count.into()));
        vec![
            Counter { name: say!(start.kept), id: "kept", value: kept, of: String::new() },
            Counter { name: say!(start.work), id: "work", value: work, of: String::new() },
        ]
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::inputs::{facts, random, three};
    use crate::knobs::Several;
    use crate::lessons::told::every_cell_is_told;

    fn beside(stream: &Stream) -> Beside {
        Beside::run(stream, &Scenario::default()).unwrap()
    }

    #[test]
    fn every_entry_that_is_told_is_what_its_cell_shows() {
        let alone = Scenario { rules: Several(vec!["softmax_attn"]), ..Scenario::default() };
        for stream in [three(), facts(), random(1, 6, 3)] {
            for run in [beside(&stream), Beside::run(&stream, &alone).unwrap()] {
                assert!(run.reading.agrees(), "{:?}", run.reading);
                // What is still to come is not told.
                every_cell_is_told(&run, 1..=stream.len() as u64, |at, stop| run.is_empty(at, stop));
            }
        }
    }

    #[test]
    fn a_cache_grows_with_each_token_and_a_state_does_not() {
        let run = beside(&three());
        assert_eq!([1, 2, 3].map(|t| run.kept(t)), [[4, 4, 4], [8, 4, 4], [12, 4, 4]]);
        let wide = beside(&random(1, 40, 8));
        let work = |t| wide.sides[0].costs(t)[1];
        // 16 for each key that a query sees, and 8 to scale the query.
        assert_eq!(
            [10, 20, 40].map(work),
            [(55, 10), (210, 20), (820, 40)].map(|(seen, t)| 16 * seen + 8 * t)
        );
    }

    #[test]
    fn softmax_mixes_red_and_blue_linear_attention_adds_and_delta_net_overwrites() {
        let run = beside(&three());
        let answers: Vec<Vec<f64>> = run.answers(3).into_iter().map(|(_, answer)| answer).collect();
        let [e1, e06] = [1f64.exp(), 0.6f64.exp()];
        let red = e1 / (2.0 * e1 + e06);
        for (found, wanted) in answers.iter().zip([[red, 1.0 - red], [1.0, 1.6], [0.0, 1.0]]) {
            assert!(found.iter().zip(wanted).all(|(a, b)| (a - b).abs() < 1e-12), "{found:?}");
        }
        assert_eq!(run.answers(0), []);
    }

    #[test]
    fn nothing_is_seen_before_the_first_token() {
        let run = beside(&facts());
        assert!((0..8).all(|map| run.seen(map, 0).is_none()));
        assert_eq!(run.tokens(0), Some(0..0));
    }
}
