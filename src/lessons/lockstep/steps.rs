//! Several rules on one stream, with one cursor.
//!
//! This file is long because a third of it is the tests of what the lesson claims.

use std::ops::Range;
use std::sync::Arc;

use super::measures::Eigenvalue;
use super::track::{Moment, Track, What};
use super::{OnStage, Set};
use crate::i18n::{Locale, td_string};
use crate::inputs::{Gates, Stream};
use crate::lessons::refusal::refusal;
use crate::lessons::run::{Axis, Board, Cell, Cells, Lane, Lit, Made, Map, Pace, Run, given, lit_by};
use crate::math::{Mat, nan_max};
use crate::names;
use crate::rules::{Family, RuleEntry};
use crate::say;
use crate::text::Text;
use crate::trace::{Entry, Part, Reading, Symbol, Timeline, align_runs};

/// Several rules in lock-step: a stop for every part that any of them takes, each rule in its own order.
#[derive(Debug)]
pub struct Lockstep {
    /// One for each rule, or why it cannot run.
    pub tracks: Vec<Result<Track, Text>>,
    /// The rules, in the order of the lanes.
    rules: Vec<&'static RuleEntry>,
    /// (token, part) of every stop but the start.
    pub stops: Vec<(usize, Part)>,
    /// What they run on.
    pub(super) stream: Stream,
    /// The largest difference between the forms of any of the rules.
    pub reading: Reading,
}

impl Lockstep {
    /// Runs on the stream every rule of these that is chosen.
    pub fn run(stream: &Stream, set: &Set, rules: &'static [RuleEntry]) -> Self {
        let lanes = set.lanes();
        let chosen = rules.iter().filter(|rule| lanes.has(rule.info.id)).collect();
        Self::of(stream, chosen, &set.gates_on(stream), set.on_stage)
    }

    /// Runs these rules. A rule that cannot run leaves its lane empty, and the others run.
    pub fn of(stream: &Stream, rules: Vec<&'static RuleEntry>, gates: &Gates, on_stage: OnStage) -> Self {
        let run = |rule: &&'static RuleEntry| {
            let track = Track::run(rule, stream, gates)?;
            if on_stage == OnStage::Weights { track.weighing() } else { Ok(track) }
        };
        let mut tracks: Vec<_> =
            rules.iter().map(|rule| run(rule).map_err(|error| refusal(&error))).collect();
        let shared = align_runs(&tracks.iter().flatten().map(|track| &track.trace).collect::<Vec<_>>());
        for (run, track) in tracks.iter_mut().flatten().enumerate() {
            track.stops = shared.iter().map(|stop| (stop.token, stop.events[run], stop.done[run])).collect();
        }
        let stops = shared.iter().map(|stop| (stop.token, stop.part));
        let reading =
            tracks.iter().flatten().fold(Reading::NOTHING, |worst, track| worst.worse(track.reading));
        Self { stops: stops.collect(), rules, tracks, stream: stream.clone(), reading }
    }

    /// (token, part) of a stop; nothing at the start.
    pub fn step(&self, stop: u64) -> Option<(usize, Part)> {
        let stop = (stop as usize).min(self.stops.len());
        stop.checked_sub(1).map(|i| self.stops[i])
    }

    /// The rule of a lane.
    pub fn rule(&self, lane: usize) -> Option<&'static RuleEntry> {
        self.rules.get(lane).copied()
    }

    /// The run of a lane, where its rule can run.
    pub fn track(&self, lane: usize) -> Option<&Track> {
        self.tracks.get(lane)?.as_ref().ok()
    }

    /// A lane at a stop.
    pub fn moment(&self, lane: usize, stop: u64) -> Option<Arc<Moment>> {
        Some(self.track(lane)?.moment(stop as usize))
    }

    /// The correction that is furthest from a contraction, over all tokens, where a rule corrects.
    pub fn worst_eigenvalue(&self) -> Option<Eigenvalue> {
        let of_lanes = self.tracks.iter().flatten().filter_map(|track| track.worst_eigenvalue());
        of_lanes.max_by(|a, b| a.value.abs().total_cmp(&b.value.abs()))
    }

    /// The labels of the tokens.
    pub fn labels(&self) -> &[String] {
        &self.stream.labels
    }

    /// T.
    pub fn tokens(&self) -> usize {
        self.stream.len()
    }

    /// Where the run stands before the first token.
    fn before_all(&self) -> Text {
        let starts = self.tracks.iter().flatten().any(|track| track.x.initial.is_some());
        if starts { say!(state.at_start_own) } else { say!(state.at_start) }
    }

    /// Whether attention matrices are on the stage.
    pub fn weighs(&self) -> bool {
        self.tracks.iter().flatten().any(|track| track.weights.is_some())
    }

    /// The lowest weight of a lane, of those that count, that has been answered with by a stop, and its row and column; nothing before
    /// the first answer.
    pub fn lowest(
        &self,
        lane: usize,
        stop: u64,
        counts: impl Fn((usize, usize)) -> bool,
    ) -> Option<(f64, (usize, usize))> {
        let track = self.track(lane)?;
        let answered = track.weights_of(track.answered_by(stop as usize));
        let counted = answered.filter(|(cell, weight)| weight.is_finite() && counts(*cell));
        counted.map(|(cell, weight)| (weight, cell)).min_by(|a, b| a.0.total_cmp(&b.0))
    }

    /// The lowest weight of all lanes: its lane, and its row and column.
    pub fn most_negative(&self, stop: u64) -> Option<(usize, (usize, usize))> {
        self.lowest_where(stop, |_, _| true)
    }

    /// The lowest weight of a rule that corrects, of those that are positive in a rule that adds: what later keys have taken out of it is
    /// more than there was.
    pub fn turned(&self, stop: u64) -> Option<(usize, (usize, usize))> {
        let family = |lane: usize| self.rules[lane].info.family();
        let sums = || (0..self.tracks.len()).filter(|lane| family(*lane) == Family::Sum);
        let added =
            |t, j| sums().filter_map(|lane| self.track(lane)?.weight(t, j)).any(|weight| weight > 0.0);
        let turned = |lane, (t, j)| family(lane) == Family::Correct && added(t, j);
        let (lane, (t, j)) = self.lowest_where(stop, turned)?;
        self.track(lane)?.weight(t, j).filter(|weight| *weight < 0.0).map(|_| (lane, (t, j)))
    }

    fn lowest_where(
        &self,
        stop: u64,
        counts: impl Fn(usize, (usize, usize)) -> bool,
    ) -> Option<(usize, (usize, usize))> {
        let of =
            |lane: usize| self.lowest(lane, stop, |cell| counts(lane, cell)).map(|(x, cell)| (x, lane, cell));
        let lowest = (0..self.tracks.len()).filter_map(of).min_by(|a, b| a.0.total_cmp(&b.0));
        lowest.map(|(_, lane, cell)| (lane, cell))
    }

    /// The stop at which a token is done.
    pub(super) fn end_of_token(&self, token: usize) -> usize {
        self.stops.partition_point(|(of, _)| *of <= token)
    }

    /// How many tokens are done at a stop, with all their parts.
    pub fn done(&self, stop: u64) -> usize {
        let of = |(t, _): (usize, Part)| t + usize::from(self.end_of_token(t) <= stop as usize);
        self.step(stop).map_or(0, of)
    }

    /// The lane of a map, and its number in that lane.
    fn place(&self, map: usize) -> Option<(&Track, usize)> {
        let mut first = 0;
        for track in &self.tracks {
            let Ok(track) = track else { continue };
            let maps = track.maps().len();
            if map < first + maps {
                return Some((track, map - first));
            }
            first += maps;
        }
        None
    }
}

impl Run for Lockstep {
    fn board(&self, locale: Locale) -> Board {
        let lane = |(track, rule): (&Result<Track, Text>, &&'static RuleEntry)| {
            let heading = names::rule(locale, rule.info.id).unwrap_or(rule.info.id).to_owned();
            let id = rule.info.id;
            match track {
                Ok(track) => {
                    let map = |map: &super::track::Shown| {
                        let axes = match map.what {
                            What::Cache => [Axis::Tokens, Axis::Channels],
                            What::Along | What::Key => [Axis::One, Axis::KeyChannels],
                            What::Beside | What::Value | What::Error => [Axis::ValueChannels, Axis::One],
                            What::Weights => [Axis::Queries, Axis::Keys],
                            _ if map.of_keys => [Axis::ValueChannels, Axis::KeyChannels],
                            _ => [Axis::Entries, Axis::Entries],
                        };
                        // Caches are named after the vectors that they keep.
                        let letter = map.name.glyph.trim_start_matches("cached ");
                        let symbol = map.name.symbol.or(Symbol::from_id(letter)).unwrap_or(Symbol::S);
                        let of = Map::of(symbol, letter, axes);
                        let of = match map.what {
                            What::Change => Map::of(symbol, &format!("Δ{letter}"), axes),
                            What::Cache => {
                                of.named(td_string!(locale, state.cache, letter = letter).to_string())
                            }
                            _ => of,
                        };
                        match map.place {
                            Some((block, [row, col])) => of.at(block, row, col),
                            None => of,
                        }
                    };
                    let maps = track.maps().iter().map(map).collect();
                    Lane { id, heading, maps, ..Lane::default() }
                }
                Err(why) => Lane { id, heading, refused: Some(why.read(locale)), ..Lane::default() },
            }
        };
        let lanes = self.tracks.iter().zip(&self.rules).map(lane).collect();
        // An attention matrix is to be seen whole.
        let tallest = if self.weighs() { 280.0 } else { f64::INFINITY };
        let cells = Cells { largest: 20.0, beside_from: 8.0, tallest };
        Board { lanes, cells }
    }

    fn meter(&self) -> (Text, Reading) {
        (say!(state.forms), self.reading)
    }

    fn compared(&self) -> bool {
        self.tracks.iter().flatten().all(|track| track.single.is_some())
    }

    fn single(&self) -> Option<f64> {
        let singles: Option<Vec<f64>> = self.tracks.iter().flatten().map(|track| track.single).collect();
        singles?.into_iter().reduce(nan_max)
    }

    fn timeline(&self) -> Timeline {
        Timeline::Every(self.stops.len() as u64)
    }

    /// The end of the fifth token, the first of the facts that overwrites another; an attention matrix is whole at the last.
    fn opening(&self) -> u64 {
        self.end_of(if self.weighs() { self.tokens().saturating_sub(1) } else { 4 })
    }

    fn pace(&self) -> Pace {
        Pace { speeds: &[1.0, 2.0, 5.0, 20.0], usual: 2.0, unit: |speed| say!(state.speed, speed = speed) }
    }

    fn place(&self, stop: u64) -> Text {
        let Some((t, part)) = self.step(stop) else { return self.before_all() };
        let label = self.stream.labels.get(t).cloned().unwrap_or_default();
        let (t, all) = (t + 1, self.stream.len());
        // Tokens of a window have the numbers that they have in the reader's file.
        let token = if label.parse().is_ok_and(|number: usize| number != t) {
            say!(state.place_in_window, number = label, t = t, all = all)
        } else {
            say!(state.place, t = t, all = all)
        };
        Text::new(move |locale| format!("{} · {}", token.read(locale), names::part(locale, part)))
    }

    fn say(&self, stop: u64) -> Text {
        let Some((t, part)) = self.step(stop) else { return self.before_all() };
        let label = self.stream.labels.get(t).cloned().unwrap_or_default();
        Text::new(move |locale| names::titled(locale, &label, names::part_sentence(locale, part)))
    }

    fn tokens(&self, stop: u64) -> Option<Range<usize>> {
        Some(self.step(stop).map_or(0..0, |(t, _)| t..t + 1))
    }

    fn end_of(&self, token: usize) -> u64 {
        self.end_of_token(token) as u64
    }

    /// k gives way to q along the top of S, and r beside it to o, when the query reads.
    fn called(&self, map: usize, stop: u64) -> Option<Symbol> {
        let (track, map) = self.place(map)?;
        let moment = track.moment(stop as usize);
        match track.maps()[map].what {
            What::Along if moment.reads => Some(Symbol::Q),
            What::Beside if moment.made[0].is_some() && !moment.reads => Some(Symbol::R),
            _ => None,
        }
    }

    fn shape(&self, map: usize, _stop: u64) -> (usize, usize) {
        self.place(map).map_or((1, 1), |(track, map)| track.shape(map))
    }

    fn seen(&self, map: usize, stop: u64) -> Option<Arc<Mat>> {
        let (track, map) = self.place(map)?;
        track.moment(stop as usize).maps[map].clone()
    }

    /// The largest entry of all lanes now, so that equal numbers look equal in all of them. (Not of all moments: that would hide small
    /// states.)
    fn full(&self, _map: usize, stop: u64) -> f64 {
        self.tracks.iter().flatten().map(|track| track.moment(stop as usize).largest).fold(0.0, f64::max)
    }

    fn entry(&self, at: Cell, stop: u64) -> Option<Entry> {
        let (track, map) = self.place(at.map)?;
        let told = track.entry(map, at.row, at.col, stop as usize);
        if track.weights.is_some() {
            return told;
        }
        told.or_else(|| self.seen(at.map, stop)?.get((at.row, at.col)).copied().map(given))
    }

    fn made(&self, stop: u64) -> Vec<Made> {
        let Some((token, part)) = self.step(stop) else { return Vec::new() };
        let answers = part == Part::Output && self.weighs();
        let cells = if answers { Lit::Row(token) } else { Lit::All };
        let what = match part {
            Part::Output if answers => What::Weights,
            Part::Read | Part::Output => What::Beside,
            Part::Error => What::Error,
            Part::Erase | Part::Write => What::Change,
            Part::Decay => return Vec::new(),
        };
        let mut first = 0;
        let mut made = Vec::new();
        for track in self.tracks.iter().flatten() {
            let map = track.maps().iter().position(|shown| shown.what == what);
            if let Some(map) = map.filter(|_| track.moment(stop as usize).takes_part) {
                made.push(Made { map: first + map, cells });
            }
            first += track.maps().len();
        }
        made
    }

    /// What goes into the chosen cell, in its own lane.
    fn lit(&self, map: usize, stop: u64, chosen: Option<Cell>) -> Vec<Lit> {
        let none = Vec::new();
        let (Some(cell), Some((track, own))) = (chosen, self.place(map)) else { return none };
        // The same weight of every rule.
        if track.weights.is_some() {
            return vec![Lit::Entry(cell.row, cell.col)];
        }
        let Some((_, chosen)) = self.place(cell.map).filter(|(of, _)| std::ptr::eq(*of, track)) else {
            return none;
        };
        let (shown, of) = (&track.maps()[own], &track.maps()[chosen]);
        if own == chosen {
            return none;
        }
        if (of.what, shown.what) == (What::Now, What::Change) && of.name == shown.name {
            return vec![Lit::Entry(cell.row, cell.col)];
        }
        let Some(mut entry) = track.entry(chosen, cell.row, cell.col, stop as usize) else { return none };
        let moment = track.moment(stop as usize);
        let symbol = match shown.what {
            What::Along if moment.reads => Symbol::Q,
            What::Along | What::Key => Symbol::K,
            What::Value => Symbol::V,
            What::Error => Symbol::E,
            What::Beside if moment.reads => Symbol::O,
            What::Beside => Symbol::R,
            What::Now => match shown.name.symbol {
                Some(symbol) => symbol,
                None => return none,
            },
            What::Change | What::Cache | What::Weights => return none,
        };
        // Inputs are rows of K, V and Q; here one of them stands alone, along the top or as a column.
        for number in entry.terms.iter_mut().flat_map(|term| &mut term.numbers) {
            number.at = number.at.map(|(row, col)| match shown.what {
                What::Along | What::Key => (0, col),
                What::Value => (col, 0),
                _ => (row, col),
            });
        }
        lit_by(&entry, symbol, track.shape(own))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::inputs::{Gate, facts, random};
    use crate::rules::RULES;

    const MENU: [&str; 3] = ["linear_attn", "delta_rule", "gated_delta_rule"];

    fn lockstep(set: &Set) -> Lockstep {
        Lockstep::run(&facts(), set, RULES)
    }

    #[test]
    fn an_entry_is_told_at_every_stop_for_every_rule() {
        for rule in RULES {
            let lockstep = lockstep(&Set::of(&[rule.info.id]));
            assert!(lockstep.reading.agrees(), "{}: {:?}", rule.info.id, lockstep.reading);
            let maps = lockstep.track(0).unwrap().maps().len();
            for stop in 1..=lockstep.timeline().last() {
                for map in 0..maps {
                    let Some(seen) = lockstep.seen(map, stop) else { continue };
                    let (row, col) = (seen.nrows() - 1, seen.ncols() - 1);
                    let entry = lockstep.entry(Cell { map, row, col }, stop).unwrap();
                    let name = format!("{}, map {map} at {stop}", rule.info.id);
                    if !entry.terms.is_empty() {
                        assert!((entry.told() - entry.value).abs() < 1e-12, "{name}");
                    }
                    assert!((entry.value - seen[(row, col)]).abs() < 1e-12, "{name}");
                }
            }
        }
    }

    #[test]
    fn float32_is_near_float64_and_not_the_same() {
        for rule in RULES.iter().filter(|rule| rule.info.id != "hgrn") {
            let single = lockstep(&Set::of(&[rule.info.id])).single().unwrap();
            assert!(single > 0.0 && single < 1e-5, "{}: {single:e}", rule.info.id);
        }
    }

    #[test]
    fn the_page_opens_at_the_end_of_the_fifth_token() {
        let lockstep = lockstep(&Set::of(&MENU));
        assert_eq!(lockstep.step(lockstep.opening()), Some((4, Part::Output)));
        assert_eq!(lockstep.step(lockstep.opening() + 1).map(|(t, _)| t), Some(5));
    }

    #[test]
    fn a_rule_that_cannot_run_says_so_in_its_lane_and_the_others_run() {
        let mut stream = random(1, 5, 4);
        stream.v = stream.v.columns(0, 3).into_owned();
        let set = Set::of(&["linear_attn", "ttt_linear"]);
        let lockstep = Lockstep::run(&stream, &set, RULES);
        let board = lockstep.board(Locale::en);
        assert_eq!(board.lanes.iter().map(|lane| lane.refused.is_some()).collect::<Vec<_>>(), [false, true]);
        assert!(lockstep.timeline().last() > 0 && lockstep.seen(0, 3).is_some());
    }

    #[test]
    fn each_lane_keeps_its_own_order_of_parts() {
        let lockstep = lockstep(&Set::of(&["gated_delta_rule", "comba"]));
        let of = |lane: usize| -> Vec<Part> {
            let end = lockstep.end_of(0);
            let takes = |stop: &u64| lockstep.moment(lane, *stop).unwrap().takes_part;
            (1..=end).filter(takes).map(|stop| lockstep.step(stop).unwrap().1).collect()
        };
        assert_eq!(of(0), lockstep.rule(0).unwrap().info.parts);
        assert_eq!(of(1), lockstep.rule(1).unwrap().info.parts);
    }

    #[test]
    fn the_delta_rule_recalls_what_it_wrote_last_and_linear_attention_mixes() {
        let full_strength = Set { beta: Gate::Constant(1.0), ..Set::of(&MENU) };
        let lockstep = lockstep(&full_strength);
        let last = lockstep.timeline().last();
        let recall = |lane| lockstep.track(lane).unwrap().recalled(last as usize).1.last().unwrap().error;
        assert!(recall(1) < 1e-14);
        assert!(recall(0) > 0.5);
    }

    #[test]
    fn a_fact_told_again_overwrites_the_one_before() {
        let lockstep = lockstep(&Set::of(&MENU));
        let overwritten = |step: (usize, Part)| -> Vec<usize> {
            let stop = lockstep.stops.iter().position(|of| *of == step).unwrap() as u64 + 1;
            let (_, recall) = lockstep.track(0).unwrap().recalled(stop as usize);
            (0..recall.len()).filter(|j| recall[*j].overwritten).collect()
        };
        assert_eq!(overwritten((4, Part::Error)), [] as [usize; 0]);
        assert_eq!(overwritten((4, Part::Write)), [0]);
        assert_eq!(overwritten((8, Part::Output)), [0, 2, 4]);
    }

    #[test]
    fn the_eigenvalue_that_is_named_belongs_to_one_token_its_own_key_and_its_own_beta() {
        let beta = Gate::PerToken(vec![0.1, 1.9, 1.9]);
        let set = Set { beta: beta.clone(), ..Set::of(&["delta_rule"]) };
        let stream = random(1, 3, 4);
        let worst = Lockstep::run(&stream, &set, RULES).worst_eigenvalue().unwrap();
        let all = (0..3).map(|t| 1.0 - beta.at(t) * stream.k.row(t).norm_squared());
        let expected = all.max_by(|a: &f64, b: &f64| a.abs().total_cmp(&b.abs())).unwrap();
        assert!((worst.value - expected).abs() < 1e-12, "{worst:?} against {expected}");
        assert!(worst.value.abs() > 1.0, "long keys and a large β leave [−1, 1]");
    }
}
