//! The trace of a run: all its events, its state at any moment, and the sum behind any entry.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::growth::Growth;
use super::{Aside, Entry, Event, Grain, Name, Part, Probe, Symbol};
use crate::math::Mat;

/// Frames are kept every so many events, so that any frame is a short replay away.
const CHECKPOINT_EVERY: usize = 4096;

/// Everything that a run recorded, in order, and any moment of it on request.
#[derive(Clone, Debug, Default)]
pub struct Trace {
    events: Vec<Event>,
    /// The frame after `CHECKPOINT_EVERY · i` events.
    checkpoints: Vec<Frame>,
    last: Frame,
    /// The multiply-adds of each entry.
    growth: Growth,
}

/// The state of a run at one moment.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Frame {
    values: BTreeMap<Symbol, Arc<Mat>>,
    /// Values of quantities without a symbol, by letter.
    asides: BTreeMap<&'static str, Arc<Mat>>,
    /// Multiply-adds executed so far.
    pub multiply_adds: u64,
    /// Numbers in the matrices for which memory was taken so far.
    pub held: u64,
    /// The part of the step that has just been done.
    pub step: Option<(usize, Part)>,
    /// The entry that has just grown: matrix, row, column, term of the sum.
    pub touched: Option<(Symbol, usize, usize, usize)>,
}

impl Frame {
    /// The value that `symbol` has now, if it has one.
    pub fn value(&self, symbol: Symbol) -> Option<&Arc<Mat>> {
        self.values.get(&symbol)
    }

    /// The value of a quantity, with a symbol or without.
    pub fn named(&self, name: Name) -> Option<&Arc<Mat>> {
        match name.symbol {
            Some(symbol) => self.value(symbol),
            None => self.asides.get(name.glyph),
        }
    }

    fn set(&mut self, name: Name, value: &Arc<Mat>) {
        match name.symbol {
            Some(symbol) => self.values.insert(symbol, value.clone()),
            None => self.asides.insert(name.glyph, value.clone()),
        };
    }

    fn apply(&mut self, event: &Event) {
        match event {
            Event::Given { name, value } => self.set(*name, value),
            Event::Aside(aside) => self.set(aside.name, &aside.value),
            Event::Part { token, part, symbol, value, .. } => {
                self.values.insert(*symbol, value.clone());
                self.step = Some((*token, *part));
            }
            Event::Allocate { symbol, rows, cols, .. } => {
                self.values.insert(*symbol, Arc::new(Mat::zeros(*rows, *cols)));
                self.held += (rows * cols) as u64;
            }
            Event::MultiplyAdd { symbol, row, col, inner, after, .. } => {
                let (row, col) = (*row as usize, *col as usize);
                if let Some(matrix) = self.values.get_mut(symbol) {
                    Arc::make_mut(matrix)[(row, col)] = *after;
                }
                self.multiply_adds += 1;
                self.touched = Some((*symbol, row, col, *inner as usize));
            }
            Event::End(_) => {}
        }
    }
}

impl Probe for Trace {
    fn record(&mut self, event: impl FnOnce() -> Event) {
        if self.events.len().is_multiple_of(CHECKPOINT_EVERY) {
            self.checkpoints.push(self.last.clone());
        }
        let event = event();
        self.last.apply(&event);
        self.growth.note(self.events.len(), &event);
        self.events.push(event);
    }

    fn latest(&self, name: Name) -> Option<Arc<Mat>> {
        self.last.named(name).cloned()
    }
}

/// Records if there is a trace to write to.
impl Probe for Option<&mut Trace> {
    fn record(&mut self, event: impl FnOnce() -> Event) {
        if let Some(trace) = self {
            trace.record(event);
        }
    }

    fn latest(&self, name: Name) -> Option<Arc<Mat>> {
        self.as_ref()?.latest(name)
    }
}

impl Trace {
    /// Every event, in order.
    pub fn events(&self) -> &[Event] {
        &self.events
    }

    /// The frame after the first `events` events; after all of them where there are fewer.
    pub fn frame(&self, events: usize) -> Frame {
        if events >= self.events.len() {
            return self.last.clone();
        }
        let nearest = events / CHECKPOINT_EVERY;
        let mut frame = self.checkpoints[nearest].clone();
        for event in &self.events[nearest * CHECKPOINT_EVERY..events] {
            frame.apply(event);
        }
        frame
    }

    /// The frame when `work` multiply-adds have been executed and the next has not begun; the last frame where the run
    /// took fewer.
    pub fn frame_at_work(&self, work: u64) -> Frame {
        if work >= self.last.multiply_adds {
            return self.last.clone();
        }
        // The last checkpoint that is not past `work`; there is one, the empty frame, or the run did no work at all.
        let nearest = self.checkpoints.partition_point(|frame| frame.multiply_adds <= work).saturating_sub(1);
        let mut frame = self.checkpoints.get(nearest).cloned().unwrap_or_default();
        for event in self.events.iter().skip(nearest * CHECKPOINT_EVERY) {
            if frame.multiply_adds == work && matches!(event, Event::MultiplyAdd { .. }) {
                break;
            }
            frame.apply(event);
        }
        frame
    }

    /// The multiply-adds of the whole run.
    pub fn work(&self) -> u64 {
        self.last.multiply_adds
    }

    /// The work done at every place where a step of this grain ends, in order; the start, 0, is not one of them.
    pub fn ends(&self, grain: Grain) -> Vec<u64> {
        let mut work = 0;
        let mut ends = Vec::new();
        for event in &self.events {
            match event {
                Event::MultiplyAdd { .. } => work += 1,
                Event::End(of) if *of == grain => ends.push(work),
                _ => {}
            }
        }
        ends
    }

    /// The sum behind entry (row, col) of the value that this event recorded, as it is after the event.
    ///
    /// Nothing where the value was given, where the event has no value, and outside the matrix.
    pub fn entry(&self, event: usize, row: usize, col: usize) -> Option<Entry> {
        let (value, made) = match self.events.get(event)? {
            Event::Part { value, made, .. } => (value, &**made),
            Event::Aside(aside) => (&aside.value, &aside.made),
            Event::MultiplyAdd { symbol, .. } => {
                return self.growth.entry(&self.events, *symbol, [row, col], |_, at| at <= event);
            }
            _ => return None,
        };
        made.entry(row, col, *value.get((row, col))?)
    }

    /// The sum behind entry (row, col) of a matrix that grows by multiply-adds, after `work` multiply-adds of the run. It has
    /// all terms, also the ones to come, each with the numbers that it has when it is added.
    ///
    /// Nothing for a matrix that does not grow by multiply-adds, for an entry that a mask leaves out, and outside the matrix.
    pub fn entry_at_work(&self, symbol: Symbol, row: usize, col: usize, work: u64) -> Option<Entry> {
        self.growth.entry(&self.events, symbol, [row, col], |number, _| number < work)
    }

    /// The value of `symbol` after the first `events` events, as it was last recorded; without a replay.
    ///
    /// Multiply-adds do not record the whole matrix that they make grow: [`Trace::frame_at_work`] has it.
    pub fn value_before(&self, events: usize, symbol: Symbol) -> Option<&Arc<Mat>> {
        self.named_before(events, symbol.into())
    }

    /// [`Trace::value_before`] of a quantity with a symbol or without.
    pub fn named_before(&self, events: usize, name: Name) -> Option<&Arc<Mat>> {
        self.events[..events.min(self.events.len())].iter().rev().find_map(|event| match event {
            Event::Part { symbol, value, .. } => name.is((*symbol).into()).then_some(value),
            Event::Given { name: of, value } => name.is(*of).then_some(value),
            Event::Aside(aside) => name.is(aside.name).then_some(&aside.value),
            _ => None,
        })
    }

    /// Every quantity that steps made aside, in order, each with the number of its event.
    pub fn asides(&self) -> impl Iterator<Item = (usize, &Aside)> {
        self.events.iter().enumerate().filter_map(|(i, event)| match event {
            Event::Aside(aside) => Some((i, &**aside)),
            _ => None,
        })
    }

    /// How many events come before the first step: these are the values that the run was given.
    pub fn start(&self) -> usize {
        self.events.iter().take_while(|event| matches!(event, Event::Given { .. })).count()
    }

    /// The parts of the steps of the first `tokens` tokens: see [`Trace::parts_of`].
    pub fn steps(&self, tokens: usize) -> Vec<Vec<(Part, usize)>> {
        let mut steps = vec![Vec::new(); tokens];
        for ((token, part), done) in self.parts() {
            if let Some(step) = steps.get_mut(token) {
                step.push((part, done - 1));
            }
        }
        steps
    }

    /// The parts of one token's step in the order in which they were taken, each with the number of its event.
    pub fn parts_of(&self, token: usize) -> impl Iterator<Item = (Part, usize)> + '_ {
        self.parts().filter(move |((of, _), _)| *of == token).map(|((_, part), done)| (part, done - 1))
    }

    /// Every (token, part) that the run recorded, each with the number of events after which it is done.
    pub fn parts(&self) -> impl Iterator<Item = ((usize, Part), usize)> + '_ {
        self.events.iter().enumerate().filter_map(|(i, event)| match event {
            Event::Part { token, part, .. } => Some(((*token, *part), i + 1)),
            _ => None,
        })
    }

    /// The value that `part` of each token's step left, token by token.
    pub fn values_of(&self, wanted: Part) -> impl Iterator<Item = &Arc<Mat>> + '_ {
        self.events.iter().filter_map(move |event| match event {
            Event::Part { part, value, .. } if *part == wanted => Some(value),
            _ => None,
        })
    }
}
