use std::collections::BTreeMap;
use std::sync::Arc;

use super::{Event, Grain, Part, Probe, Symbol};
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
}

/// What was so at one moment of a run.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Frame {
    values: BTreeMap<Symbol, Arc<Mat>>,
    /// Multiply-adds executed so far.
    pub multiply_adds: u64,
    /// Bytes of the matrices taken so far, at 8 bytes a number.
    pub bytes: u64,
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

    fn apply(&mut self, event: &Event) {
        match event {
            Event::Part { token, part, symbol, value } => {
                self.values.insert(*symbol, value.clone());
                self.step = Some((*token, *part));
            }
            Event::Allocate { symbol, rows, cols } => {
                self.values.insert(*symbol, Arc::new(Mat::zeros(*rows, *cols)));
                self.bytes += (rows * cols * size_of::<f64>()) as u64;
            }
            Event::MultiplyAdd { symbol, row, col, inner, after } => {
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
        self.events.push(event);
    }
}

/// Watches where there is a trace to write to.
impl Probe for Option<&mut Trace> {
    fn record(&mut self, event: impl FnOnce() -> Event) {
        if let Some(trace) = self {
            trace.record(event);
        }
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
