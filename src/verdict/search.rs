//! The search for a mistake, or two, with which the rule gives what the files say.
//!
//! Each candidate is first tried on the beginning of one head, and what fits there on everything. What only shows at the end (a tail that
//! is missing, a state that is stored the other way round) is tried where the beginning fits and the whole does not.

use std::collections::VecDeque;
use std::sync::Arc;

use super::candidates::{late, sets};
use super::{Compared, Head, Letter, Limit, Mistake, Problem, Variant, Verdict};
use crate::math::{Mat, rms_ratio};
use crate::rules::{Axis, RuleError, StatePart};

/// Tokens on which candidates are tried: more than two of the larger chunks, so that a hand-over is among them.
const TOKENS: usize = 288;
/// Value channels on which they are tried, where each is computed by itself.
const CHANNELS: usize = 8;
/// No search is for more mistakes at once than this.
const MOST: usize = 2;
/// A candidate fits as well as the best one where it is at most so many times as far off.
const AS_WELL: f64 = 3.0;

/// What a search has found.
#[derive(Clone, Debug, PartialEq)]
pub struct Found {
    /// How it is made; nothing where there is no mistake.
    pub variants: Vec<Variant>,
    /// The mistakes, in the order of [`Mistake::ALL`].
    pub mistakes: Vec<Mistake>,
    /// Whether what the files say follows from them, all of it.
    pub matches: bool,
    /// rms(difference) / rms(outputs) with these mistakes: over everything, or, where nothing matches, on the beginning of one head, where
    /// no other candidate comes as near.
    pub after: f64,
    /// Others with as many mistakes that fit as well on the beginning: these files cannot tell them apart.
    pub others: Vec<Vec<Mistake>>,
}

/// The search, step by step.
#[derive(Debug)]
pub struct Search {
    problem: Arc<Problem>,
    limit: Limit,
    samples: Vec<Sample>,
    /// How many mistakes are tried now.
    size: usize,
    queue: VecDeque<Vec<Variant>>,
    done: usize,
    /// Those that fit on the beginning, and how far off they are there.
    fitting: Vec<(f64, Vec<Variant>)>,
    /// Whether those are, or have been, tried on the whole.
    offered: bool,
    waiting: VecDeque<Vec<Variant>>,
    verifying: Option<(Vec<Variant>, Verdict)>,
    /// Those that fit on the beginning and not on the whole.
    failed: Vec<Vec<Variant>>,
    nearest: (f64, Vec<Variant>),
}

/// The beginning of one head.
#[derive(Debug)]
struct Sample {
    /// Whether heads are taken for tokens.
    swapped: bool,
    /// Whether all channels are there.
    whole: bool,
    head: Head,
    /// Rows of its outputs that are there: an implementation may have left out those behind them.
    rows: usize,
}

impl Search {
    /// A search, in which at most two mistakes are tried together.
    pub fn new(problem: Arc<Problem>, limit: Limit) -> Self {
        let samples = samples(&problem);
        let queue = VecDeque::from([Vec::new()]);
        Self {
            problem,
            limit,
            samples,
            size: 0,
            queue,
            done: 0,
            fitting: Vec::new(),
            offered: false,
            waiting: VecDeque::new(),
            verifying: None,
            failed: Vec::new(),
            nearest: (f64::INFINITY, Vec::new()),
        }
    }

    /// How many candidates have been tried, and of how many so far.
    pub fn progress(&self) -> [usize; 2] {
        [self.done, self.done + self.queue.len()]
    }

    /// Tries one candidate, or goes on with one that is tried on the whole. What was found, once the search is over.
    ///
    /// # Errors
    /// Where the rule cannot run on what the files say.
    pub fn step(&mut self) -> Result<Option<Found>, RuleError> {
        if let Some((set, mut verdict)) = self.verifying.take() {
            match verdict.step()? {
                None => self.verifying = Some((set, verdict)),
                Some(compared) if compared.is_within(&self.limit) => {
                    return Ok(Some(self.found(set, &compared)));
                }
                Some(_) if self.offered => self.failed.push(set),
                Some(_) => {}
            }
        } else if let Some(set) = self.waiting.pop_front() {
            let verdict = Verdict::new(self.problem.clone(), &set);
            self.verifying = Some((set, verdict));
        } else if let Some(set) = self.queue.pop_front() {
            self.done += 1;
            let ratio = self.ratio(&set)?;
            if ratio <= self.limit.allowed {
                self.fitting.push((ratio, set.clone()));
            }
            // The base is no candidate: told is what changes something.
            if ratio < self.nearest.0 && !set.is_empty() {
                self.nearest = (ratio, set);
            }
        } else if !self.offered {
            self.offered = true;
            self.waiting = self.in_order().into();
        } else if self.size == MOST {
            let (after, set) = self.nearest.clone();
            let mistakes = self.mistakes(&set);
            return Ok(Some(Found { variants: set, mistakes, matches: false, after, others: Vec::new() }));
        } else {
            self.size += 1;
            self.queue = sets(&self.problem, self.size).into();
            let with_late = |set: &Vec<Variant>| {
                late(&self.problem).into_iter().map(|late| [&set[..], &[late]].concat()).collect::<Vec<_>>()
            };
            self.waiting = self.failed.iter().flat_map(with_late).collect();
            self.failed.clear();
            self.fitting.clear();
            self.offered = false;
        }
        Ok(None)
    }

    /// Those that fit on the beginning, the best first; of those that fit as well, in the order in which they were tried.
    fn in_order(&self) -> Vec<Vec<Variant>> {
        let best = self.fitting.iter().map(|(ratio, _)| *ratio).fold(f64::INFINITY, f64::min);
        let (first, rest): (Vec<_>, Vec<_>) =
            self.fitting.iter().cloned().partition(|(ratio, _)| *ratio <= best * AS_WELL);
        first.into_iter().chain(rest).map(|(_, set)| set).collect()
    }

    fn found(&self, set: Vec<Variant>, compared: &Compared) -> Found {
        let mistakes = self.mistakes(&set);
        let own = self.fitting.iter().find(|(_, of)| *of == set).map(|(ratio, _)| *ratio);
        let mut others: Vec<Vec<Mistake>> = Vec::new();
        for (_, other) in
            self.fitting.iter().filter(|(ratio, _)| own.is_some_and(|own| *ratio <= own * AS_WELL))
        {
            let other = self.mistakes(other);
            if other != mistakes && !others.contains(&other) {
                others.push(other);
            }
        }
        Found { variants: set, mistakes, matches: true, after: compared.ratio(), others }
    }

    /// The mistakes of a set, in their order.
    fn mistakes(&self, set: &[Variant]) -> Vec<Mistake> {
        let mut mistakes: Vec<_> =
            set.iter().map(|variant| variant.mistake(self.problem.convention.unit)).collect();
        mistakes.sort_unstable();
        mistakes
    }

    /// How far off a candidate is on the beginning of one head.
    fn ratio(&self, set: &[Variant]) -> Result<f64, RuleError> {
        let swapped = set.contains(&Variant::SwapHeads);
        let whole = set.iter().any(|of| matches!(of, Variant::StartTransposed | Variant::ReadTransposed));
        let sample = self.samples.iter().find(|of| of.swapped == swapped && (of.whole || !whole));
        let Some(sample) = sample else { return Ok(f64::INFINITY) };
        let made = self.problem.outcome(&sample.head, set)?;
        let first = |m: &Mat| m.rows(0, sample.rows).into_owned();
        let ratio = match (&sample.head.gives, &sample.head.ends[..]) {
            (Some(theirs), _) => rms_ratio(&first(theirs), &first(&made.o)),
            (None, [Some(theirs), ..]) => rms_ratio(theirs, &made.ends[0]),
            _ => f64::INFINITY,
        };
        Ok(if ratio.is_finite() { ratio } else { f64::INFINITY })
    }
}

/// The beginnings on which candidates are tried, those with fewer channels first.
fn samples(problem: &Problem) -> Vec<Sample> {
    let (given, info) = (&problem.given, problem.given.rule);
    let has_outputs = given.array(Letter::Gives).is_some();
    let tokens = if has_outputs { given.sizes.tokens.min(TOKENS) } else { given.sizes.tokens };
    // Where outputs are linear in the values, each value channel is computed by itself.
    let apart = info.forms.parallel && !info.square && info.state.len() == 1 && given.sizes.v > CHANNELS;
    let sizes = [apart.then_some(CHANNELS), Some(given.sizes.v)];
    let orders = [(false, given.order), (true, given.order.other())];
    let several = given.sizes.heads > 1;
    let mut samples = Vec::new();
    for (swapped, order) in orders.into_iter().take(if several { 2 } else { 1 }) {
        let head = given.head(0, 0, order);
        for channels in sizes.into_iter().flatten() {
            let head = first(&head, info.state, tokens, channels, given.sizes.n);
            let rows = head.gives.as_ref().map_or(0, rows_with_numbers);
            samples.push(Sample { swapped, whole: channels == given.sizes.v, head, rows });
        }
    }
    samples
}

/// The first tokens and value channels of a head.
fn first(head: &Head, state: &[StatePart], tokens: usize, channels: usize, n: usize) -> Head {
    let cut = |m: &Mat, [rows, cols]: [Axis; 2]| {
        let of = |axis: Axis, all: usize| match axis {
            Axis::Tokens => tokens,
            Axis::Rows => tokens * n,
            Axis::V => channels,
            _ => all,
        };
        m.view((0, 0), (of(rows, m.nrows()).min(m.nrows()), of(cols, m.ncols()).min(m.ncols()))).into_owned()
    };
    let part = |(part, m): (&StatePart, &Option<Mat>)| m.as_ref().map(|m| cut(m, part.axes));
    let whole = head.reads.first().is_none_or(|(_, m)| m.nrows() <= tokens);
    Head {
        number: head.number,
        reads: head.reads.iter().map(|(tensor, m)| (*tensor, cut(m, tensor.axes()))).collect(),
        starts: state.iter().zip(&head.starts).map(part).collect(),
        gives: head.gives.as_ref().map(|o| cut(o, [Axis::Tokens, Axis::V])),
        ends: if whole {
            state.iter().zip(&head.ends).map(part).collect()
        } else {
            vec![None; head.ends.len()]
        },
    }
}

/// The rows before those at the end that hold nothing but zeros, or no numbers.
fn rows_with_numbers(o: &Mat) -> usize {
    let empty = |row: usize| o.row(row).iter().all(|x| *x == 0.0 || x.is_nan());
    (0..o.nrows()).rev().find(|row| !empty(*row)).map_or(0, |row| row + 1)
}
