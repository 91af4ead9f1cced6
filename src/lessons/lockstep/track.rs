//! One rule's run, and what its state still knows at any stop.
//!
//! This file is long because a rule shows its state between the vectors that meet in it, whatever its parts are.

use std::ops::Range;
use std::sync::{Arc, Mutex, OnceLock};

use super::recall::{RECALLED, Recall, maps_keys_to_values, recall};
use crate::experiments::{Spectrum, answers};
use crate::inputs::{Gates, Stream};
use crate::math::{Dims, Mat, max_abs, max_abs_diff, nan_max, rms_ratio};
use crate::rules::{Axis, Family, Form, Inputs, Output, RuleEntry, RuleError};
use crate::trace::{Entry, Event, Name, Part, Reading, Symbol, Trace};

/// One rule's run.
#[derive(Debug)]
pub struct Track {
    /// The rule.
    pub rule: &'static RuleEntry,
    /// The largest difference between its forms.
    pub reading: Reading,
    /// rms(difference) / rms(outputs) of float32 against float64, once the rule's single precision is there.
    pub single: Option<f64>,
    /// What the run did.
    pub(super) trace: Trace,
    /// For each stop its token, the event that it is, nothing where the rule rests, and the number of events done by then.
    pub(super) stops: Vec<(usize, Option<usize>, usize)>,
    /// What it runs on.
    pub x: Inputs,
    pub(super) maps: Vec<Shown>,
    /// A of O = A V, where it is on the stage in the place of the state.
    pub weights: Option<Arc<Mat>>,
    /// The number of events after which each token is done.
    pub(super) done: Vec<usize>,
    /// ‖S‖ after each token and ‖e‖ of each: the charts ask for them at every stop.
    pub(super) norms: OnceLock<(Vec<f64>, Vec<f64>)>,
    /// The singular values of S after each token, from when they are first asked for.
    pub(super) spectra: Vec<OnceLock<Option<Spectrum>>>,
    /// How all pairs are recalled after each token, from when it is asked.
    recalled: Vec<OnceLock<Vec<Recall>>>,
    /// The moment that was last asked for: everything in the lane asks for the same.
    last: Mutex<Option<(usize, Arc<Moment>)>>,
}

/// A quantity that the lane shows.
#[derive(Clone, Debug, PartialEq)]
pub struct Shown {
    /// Its name.
    pub name: Name,
    /// How it is shown.
    pub what: What,
    /// Whether it maps keys to values, `[V, K]`.
    pub of_keys: bool,
    /// Its block, row and column, where it stands around a product.
    pub place: Option<(usize, [usize; 2])>,
}

/// How a lane shows a quantity.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum What {
    /// As it is.
    Now,
    /// As what this token has changed of it.
    Change,
    /// With a row for each token so far.
    Cache,
    /// The vector that meets S along its top: k of this token, and q when it reads.
    Along,
    /// What comes out beside S: r, and then o.
    Beside,
    /// k along the top of what this token changes.
    Key,
    /// v at its left.
    Value,
    /// e at its left, once it is measured.
    Error,
    /// As the rows of the tokens that have been answered so far.
    Weights,
}

/// One rule at one stop.
#[derive(Clone, Debug, PartialEq)]
pub struct Moment {
    /// Whether the rule has the part of this stop.
    pub takes_part: bool,
    /// What the part did, in the letters of the rule: S − β · r · k. Empty where it rests.
    pub formula: String,
    /// What the maps show.
    pub maps: Vec<Option<Arc<Mat>>>,
    /// The largest entry of any of them.
    pub largest: f64,
    /// ‖S‖, where there is an S.
    pub norm: Option<f64>,
    /// Whether the query reads.
    pub reads: bool,
    /// r, e and o of this token, each from the part on that makes it: the events that made them.
    pub made: [Option<usize>; 3],
}

impl Track {
    /// Runs the rule on the stream, in every form that it has.
    ///
    /// # Errors
    /// As [`Stream::inputs_for`] and [`RuleEntry::run`].
    pub fn run(rule: &'static RuleEntry, stream: &Stream, gates: &Gates) -> Result<Self, RuleError> {
        let x = stream.inputs_for(&rule.info, gates)?;
        let (recurrent, trace) = rule.trace(&x)?;
        let mut reading = Reading::NOTHING;
        for form in [Form::Chunk(4), Form::Parallel].into_iter().filter(|form| rule.info.forms.has(*form)) {
            reading = reading.worse(apart(&recurrent, &rule.run(&x, form)?));
        }
        let single = rule.single(&x)?.map(|single| rms_ratio(&single.o, &recurrent.o));
        let mut done = vec![0; stream.len()];
        for ((token, _), events) in trace.parts() {
            done[token] = events;
        }
        let (maps, norms) = (shown(rule, &trace), OnceLock::new());
        let (stops, last) = (Vec::new(), Mutex::new(None));
        let (spectra, recalled) = (vec![OnceLock::new(); stream.len()], vec![OnceLock::new(); stream.len()]);
        Ok(Self {
            rule,
            reading,
            single,
            trace,
            stops,
            x,
            maps,
            weights: None,
            done,
            norms,
            spectra,
            recalled,
            last,
        })
    }

    /// The quantities that the lane shows.
    pub fn maps(&self) -> &[Shown] {
        &self.maps
    }

    /// The shape of a map, also before there is anything in it.
    pub fn shape(&self, map: usize) -> (usize, usize) {
        let dims = self.x.dims();
        let of = &self.maps[map];
        let value = || self.trace.named_before(self.trace.events().len(), of.name);
        match of.what {
            What::Along | What::Key => (1, dims.k),
            What::Beside | What::Value | What::Error => (dims.v, 1),
            What::Weights => self.weights.as_ref().map_or((dims.t, dims.t), |a| a.shape()),
            // A cache keeps its place for all tokens, so that it is seen to grow.
            What::Cache => (dims.t, value().map_or(dims.k, |value| value.ncols())),
            What::Now | What::Change => value().map_or((dims.v, dims.k.max(1)), |value| value.shape()),
        }
    }

    /// This rule at a stop.
    pub fn moment(&self, stop: usize) -> Arc<Moment> {
        let mut last = self.last.lock().unwrap_or_else(|broken| broken.into_inner());
        if let Some((_, moment)) = last.as_ref().filter(|(of, _)| *of == stop) {
            return moment.clone();
        }
        let moment = Arc::new(self.moment_at(stop));
        *last = Some((stop, moment.clone()));
        moment
    }

    /// The token of a stop, and its events up to that stop; nothing at the start.
    pub(super) fn done_by(&self, stop: usize) -> Option<(usize, Range<usize>)> {
        let (token, _, events) = *self.stops.get(stop.checked_sub(1)?)?;
        let before = token.checked_sub(1).map_or(self.trace.start(), |t| self.done[t]);
        Some((token, before.min(events)..events))
    }

    fn moment_at(&self, stop: usize) -> Moment {
        let now = self.done_by(stop);
        let event = stop.checked_sub(1).and_then(|i| self.stops.get(i)).and_then(|(_, event, _)| *event);
        let start = self.trace.start();
        let (token, happened) = now.clone().unwrap_or((0, start..start));
        let Range { start: before, end: events } = happened;
        let value = |events: usize, name: Name| self.trace.named_before(events, name);
        let made = [Symbol::R, Symbol::E, Symbol::O].map(|symbol| {
            let is_it = |event: &usize| {
                matches!(&self.trace.events()[*event], Event::Part { symbol: of, .. } if *of == symbol)
            };
            happened.clone().rev().find(is_it)
        });
        let value_of = |event: usize| match &self.trace.events()[event] {
            Event::Part { value, .. } => Some(value.clone()),
            _ => None,
        };
        let reads = made[2].is_some();
        let key = self.key(token, happened.clone());
        let row = |m: &Mat, i: usize| (now.is_some() && i < m.nrows()).then(|| m.rows(i, 1).into_owned());
        let maps: Vec<Option<Arc<Mat>>> = self
            .maps
            .iter()
            .map(|of| match of.what {
                What::Change => Some(Arc::new(&**value(events, of.name)? - &**value(before, of.name)?)),
                What::Cache => {
                    let value_now = value(events, of.name)?;
                    let rows = if now.is_some() { token + 1 } else { 0 };
                    let (all, cols) = (self.x.dims().t, value_now.ncols());
                    let row = |i: usize, j: usize| {
                        if i < rows.min(value_now.nrows()) { value_now[(i, j)] } else { 0.0 }
                    };
                    Some(Arc::new(Mat::from_fn(all, cols, row)))
                }
                What::Now => value(events, of.name).cloned(),
                What::Weights => {
                    let answered = if now.is_some() { token + usize::from(reads) } else { 0 };
                    let row = |t: usize, row: f64| if t < answered { row } else { f64::NAN };
                    self.weights
                        .as_ref()
                        .map(|a| Arc::new(Mat::from_fn(a.nrows(), a.ncols(), |t, j| row(t, a[(t, j)]))))
                }
                What::Along if reads => row(&self.x.q, token).map(Arc::new),
                What::Along | What::Key => row(&self.x.k, key).map(Arc::new),
                What::Value => row(&self.x.v, key).map(|v| Arc::new(v.transpose())),
                What::Beside => value_of(made[2].or(made[0])?),
                What::Error => value_of(made[1]?),
            })
            .collect();
        let s = value(events, Symbol::S.into())
            .filter(|_| self.maps.iter().any(|of| of.name.symbol == Some(Symbol::S)));
        let finite = |m: &Arc<Mat>| m.iter().map(|x| x.abs()).filter(|x| x.is_finite()).fold(0.0, f64::max);
        let largest = maps.iter().flatten().map(finite).fold(0.0, f64::max);
        let sum = event.and_then(|event| self.trace.entry(event, 0, 0));
        let formula = sum.map_or_else(String::new, |sum| sum.letters());
        Moment { takes_part: event.is_some(), formula, maps, largest, norm: s.map(|s| s.norm()), reads, made }
    }

    /// The row of K whose key these events of a token used last; its first before any did.
    fn key(&self, token: usize, events: Range<usize>) -> usize {
        let of = |event: usize| {
            let entry = self.trace.entry(event, 0, 0)?;
            entry.numbers().find(|number| number.symbol == Some(Symbol::K))?.at.map(|(row, _)| row)
        };
        events.rev().find_map(of).unwrap_or(token * self.x.keys_per_token())
    }

    /// The sum of which an entry of a map was made by this token; nothing where the token has not touched it.
    pub fn entry(&self, map: usize, row: usize, col: usize, stop: usize) -> Option<Entry> {
        let (_, happened) = self.done_by(stop)?;
        let Shown { name, what, .. } = *self.maps.get(map)?;
        match what {
            What::Change => return self.changed(name, row, col, stop),
            What::Weights => return self.told_weight(row, col, stop),
            What::Along | What::Key | What::Value => return None,
            What::Beside | What::Error => {
                let [r, e, o] = self.moment(stop).made;
                return self.trace.entry(if what == What::Error { e } else { o.or(r) }?, row, col);
            }
            What::Now | What::Cache => {}
        }
        let made = self.trace.events()[happened.clone()].iter().rposition(|event| match event {
            Event::Part { symbol, .. } => name.is((*symbol).into()),
            Event::Aside(aside) => name.is(aside.name),
            _ => false,
        })?;
        let made = happened.start + made;
        self.trace.entry(made, row, col)
    }

    /// Whether a part is among these events.
    pub(super) fn did(&self, events: Range<usize>, part: Part) -> bool {
        self.trace.events()[events]
            .iter()
            .any(|event| matches!(event, Event::Part { part: of, .. } if *of == part))
    }

    /// What it answers to each key, `[M, K]`, after the first `tokens` tokens. Nothing where the rule cannot be asked.
    pub fn answers(&self, tokens: usize, keys: &Mat) -> Option<Mat> {
        answers(self.rule, &self.x.tokens(0..tokens, None), keys).ok()
    }

    /// Whether the answer to a key is S k: MesaNet and normalised attention make something else of S.
    fn answers_with_s(&self) -> bool {
        self.rule.info.state.len() == 1 || self.rule.info.family() == Family::Correct
    }

    /// S[1, 1] after a token.
    pub fn first_entry(&self, token: usize) -> Option<f64> {
        let s = self.trace.named_before(*self.done.get(token)?, Symbol::S.into())?;
        s.get((0, 0)).copied()
    }

    /// β of a token.
    pub(super) fn beta(&self, token: usize) -> f64 {
        self.x.beta(token)
    }

    /// Whether S maps keys of two channels to values of two: its answers are points of a plane.
    pub(super) fn is_flat(&self) -> bool {
        let Dims { k, v, .. } = self.x.dims();
        self.recalls() && self.answers_with_s() && (k, v) == (2, 2)
    }

    /// S at a stop.
    pub(super) fn state_at(&self, stop: usize) -> Option<Arc<Mat>> {
        let (_, happened) = self.done_by(stop)?;
        self.trace.named_before(happened.end, Symbol::S.into()).cloned()
    }

    /// r and e of the token in hand, of two channels, each from the part on that makes it.
    pub(super) fn read_and_error(&self, stop: usize) -> [Option<[f64; 2]>; 2] {
        let [read, error, _] = self.moment(stop).made;
        [read, error].map(|event| match &self.trace.events()[event?] {
            Event::Part { value, .. } => Some([*value.get((0, 0))?, *value.get((1, 0))?]),
            _ => None,
        })
    }

    /// How many pairs have been written at a stop, and how well they are recalled: of many, the last [`RECALLED`]. None
    /// where the state does not map keys to values.
    pub fn recalled(&self, stop: usize) -> (usize, Vec<Recall>) {
        let Some((token, happened)) = self.done_by(stop) else { return (0, Vec::new()) };
        let events = happened.end;
        let written = self.did(happened, Part::Write);
        let pairs = token + usize::from(written);
        let s = self.trace.named_before(events, Symbol::S.into()).filter(|_| self.recalls());
        let Some(s) = s else { return (0, Vec::new()) };
        let first = pairs.saturating_sub(RECALLED);
        let recalled = if self.answers_with_s() {
            recall(&self.x, first, pairs, |keys| Some(keys * s.transpose()))
        } else {
            pairs.checked_sub(1).map_or_else(Vec::new, |last| self.recalled_after(last)[first..].to_vec())
        };
        (pairs, recalled)
    }

    /// How well every pair that has been told by then is recalled after a token. None where the state does not map keys to values.
    pub fn recalled_after(&self, token: usize) -> &[Recall] {
        let Some(known) = self.recalled.get(token).filter(|_| self.recalls()) else { return &[] };
        let s = || self.trace.named_before(self.done[token], Symbol::S.into());
        known.get_or_init(|| match s().filter(|_| self.answers_with_s()) {
            Some(s) => recall(&self.x, 0, token + 1, |keys| Some(keys * s.transpose())),
            // What is told by then is told once more, to be asked: once for each token.
            None => recall(&self.x, 0, token + 1, |keys| self.answers(token + 1, keys)),
        })
    }

    /// Whether the state maps keys to values, so that it can be asked for each pair.
    pub fn recalls(&self) -> bool {
        let of_pairs = self.maps.iter().any(|of| of.name.symbol == Some(Symbol::S));
        let s = self.trace.named_before(self.trace.events().len(), Symbol::S.into());
        of_pairs && s.is_some_and(|s| maps_keys_to_values(s, &self.x))
    }
}

/// The quantities that are shown of a rule: S and what the token changes of it, each between the vectors that meet in it; its other
/// parts, its cache.
fn shown(rule: &RuleEntry, trace: &Trace) -> Vec<Shown> {
    let there = |name: Name| trace.named_before(trace.events().len(), name).is_some();
    let mut maps = Vec::new();
    // The state that the parts change, in the rule's own letter: h of HGRN.
    let own = rule.info.state.iter().find(|part| part.name == "S").or(rule.info.state.first());
    let s = Name::written(Symbol::S, own.map_or("S", |part| part.name));
    if there(s) {
        let of_keys = rule.info.state.iter().any(|part| part.axes == [Axis::V, Axis::K]);
        let around = |what, name: Name, block, at| {
            let place = of_keys.then_some((block, at));
            Shown { name, what, of_keys: of_keys && matches!(what, What::Now | What::Change), place }
        };
        if of_keys {
            maps.push(around(What::Along, Symbol::K.into(), 0, [0, 0]));
        }
        maps.push(around(What::Now, s, 0, [1, 0]));
        if of_keys {
            maps.push(around(What::Beside, Symbol::O.into(), 0, [1, 1]));
            maps.push(around(What::Key, Symbol::K.into(), 1, [0, 2]));
            maps.push(around(What::Value, Symbol::V.into(), 1, [1, 0]));
            if rule.info.parts.contains(&Part::Error) {
                maps.push(around(What::Error, Symbol::E.into(), 1, [1, 1]));
            }
        }
        maps.push(around(What::Change, s, 1, [1, 2]));
    }
    for part in rule.info.state {
        let name = Name::from(part.name);
        if there(name) && !maps.iter().any(|of: &Shown| of.name.glyph == part.name) {
            let what = if part.axes[0] == Axis::Cached { What::Cache } else { What::Now };
            maps.push(Shown { name, what, of_keys: part.axes == [Axis::V, Axis::K], place: None });
        }
    }
    if maps.is_empty() {
        for (_, aside) in trace.asides() {
            if aside.value.ncols() > 1 && !maps.iter().any(|of: &Shown| of.name == aside.name) {
                maps.push(Shown { name: aside.name, what: What::Now, of_keys: true, place: None });
            }
        }
    }
    maps
}

fn apart(a: &Output, b: &Output) -> Reading {
    let states = a.state.parts.iter().zip(&b.state.parts).filter(|(a, b)| a.shape() == b.shape());
    let differences = states.map(|(a, b)| max_abs_diff(a, b)).chain([max_abs_diff(&a.o, &b.o)]);
    let apart = differences.fold(0.0, nan_max);
    let sizes = a.state.parts.iter().map(max_abs).chain([max_abs(&a.o)]);
    Reading::new(apart, sizes.filter(|size| size.is_finite()).fold(0.0, f64::max), 1e-11)
}
