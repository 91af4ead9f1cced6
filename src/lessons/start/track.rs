//! One rule's run on the page `start`, and the maps of its lane.

use std::sync::Arc;

use crate::i18n::{Locale, td_string};
use crate::inputs::{Gates, Stream};
use crate::lessons::run::{Axis, Map, given};
use crate::math::{Dims, Mat, max_abs, max_abs_diff};
use crate::rules::{Form, Inputs, RuleEntry, RuleError, Size, Tensor};
use crate::trace::{Entry, Event, Name, Reading, Symbol, Trace};

/// One rule.
#[derive(Debug)]
pub(super) struct Side {
    pub rule: &'static RuleEntry,
    dims: Dims,
    pub trace: Trace,
    /// The largest difference between its forms.
    pub reading: Reading,
    pub maps: Vec<Shown>,
}

/// A map of a lane.
#[derive(Debug)]
pub(super) struct Shown {
    pub what: What,
    /// All of it; of S that after the last token.
    pub matrix: Arc<Mat>,
    /// For each token the event that made its row, or S; none where nothing was computed.
    made: Vec<usize>,
}

/// What a map shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum What {
    /// q·k with its scale, of each query and each key that it sees.
    Scores,
    /// Their softmax.
    Weights,
    /// What is kept of the keys, a column for each: a query at the left of the weights meets them from above.
    Keys,
    /// What is kept of the values.
    Values,
    /// S after the token in hand.
    State,
    /// The answers, one for each token.
    Outputs,
}

impl What {
    pub const fn symbol(self) -> Symbol {
        match self {
            Self::Scores | Self::Weights => Symbol::A,
            Self::Keys => Symbol::K,
            Self::Values => Symbol::V,
            Self::State => Symbol::S,
            Self::Outputs => Symbol::O,
        }
    }

    /// Under which name a step records it; nothing where it is given.
    fn recorded(self) -> Option<Name> {
        match self {
            Self::Scores => Some("s".into()),
            Self::Weights => Some("p".into()),
            Self::State | Self::Outputs => Some(self.symbol().into()),
            Self::Keys | Self::Values => None,
        }
    }

    pub fn map(self, locale: Locale) -> Map {
        let kept = |letter: &str| td_string!(locale, state.cache, letter = letter).to_string();
        let pair = [Axis::Queries, Axis::Keys];
        let of_token = [Axis::Tokens, Axis::Channels];
        match self {
            Self::Scores => Map::of(Symbol::A, "s", pair).named(td_string!(locale, start.scores)),
            Self::Weights => Map::of(Symbol::A, "A", pair).named(td_string!(locale, start.weights)),
            Self::Keys => Map::of(Symbol::K, "k", [Axis::Channels, Axis::Keys]).named(kept("k")),
            Self::Values => Map::of(Symbol::V, "v", of_token).named(kept("v")),
            Self::State => Map::of(Symbol::S, "S", [Axis::ValueChannels, Axis::KeyChannels]),
            Self::Outputs => Map::of(Symbol::O, "o", of_token),
        }
    }

    /// Row and column among the maps of softmax attention: keys above the weights that they have, o between its weights and the values.
    pub const fn place(self) -> [usize; 2] {
        match self {
            Self::Keys => [0, 0],
            Self::Values => [0, 1],
            Self::Scores | Self::Weights | Self::State => [1, 0],
            Self::Outputs => [1, 1],
        }
    }
}

/// What a rule is told, from nothing. DeltaNet writes with β = 1.
///
/// # Errors
/// As [`Stream::inputs_for`].
pub(super) fn told(rule: &RuleEntry, stream: &Stream) -> Result<Inputs, RuleError> {
    let x = stream.inputs_for(&rule.info, &Gates::new().with(Tensor::Beta, 1.0))?;
    Ok(Inputs { initial: None, ..x })
}

impl Side {
    /// Runs the rule in every form. The fewer `lanes` there are, the more of a cache has room.
    ///
    /// # Errors
    /// As [`told`] and [`RuleEntry::run`].
    pub fn run(rule: &'static RuleEntry, stream: &Stream, lanes: usize) -> Result<Self, RuleError> {
        let x = told(rule, stream)?;
        let (recurrent, trace) = rule.trace(&x)?;
        let mut reading = Reading::NOTHING;
        for form in [Form::Chunk(2), Form::Parallel] {
            let other = rule.run(&x, form)?.o;
            let apart = max_abs_diff(&recurrent.o, &other);
            reading = reading.worse(Reading::new(apart, max_abs(&recurrent.o), 1e-11));
        }
        let caches = rule.info.state.len() > 1;
        let maps: &[What] = match (caches, lanes) {
            (true, 1) => &[What::Scores, What::Weights, What::Outputs, What::Keys, What::Values],
            (true, 2) => &[What::Weights, What::Outputs, What::Keys, What::Values],
            (true, _) => &[What::Weights, What::Outputs],
            (false, _) => &[What::State, What::Outputs],
        };
        let maps = maps.iter().map(|what| Shown::of(*what, stream, &trace)).collect();
        Ok(Self { rule, dims: x.dims(), trace, reading, maps })
    }

    /// The numbers that are kept after the first `tokens` tokens, and the multiply-adds until then.
    pub fn costs(&self, tokens: usize) -> [u64; 2] {
        let Dims { k, v, .. } = self.dims;
        let cost = self.rule.cost(Form::Recurrent, &Size::new(tokens, k, v));
        cost.map_or([0; 2], |cost| [cost.state_bytes / size_of::<f64>() as u64, cost.multiply_adds])
    }
}

impl Shown {
    fn of(what: What, stream: &Stream, trace: &Trace) -> Self {
        let matrix = match what {
            What::Keys => stream.k.transpose(),
            What::Values => stream.v.clone(),
            _ => Mat::zeros(0, 0),
        };
        let Some(name) = what.recorded() else {
            return Self { what, matrix: Arc::new(matrix), made: Vec::new() };
        };
        let mut rows: Vec<(usize, Arc<Mat>)> = Vec::new();
        for (event, recorded) in trace.events().iter().enumerate() {
            let (token, value) = match recorded {
                Event::Part { token, symbol, value, .. } if name.is((*symbol).into()) => (*token, value),
                Event::Aside(aside) if name.is(aside.name) => (aside.token, &aside.value),
                _ => continue,
            };
            // What a token makes of it last is what it leaves.
            rows.truncate(token);
            rows.push((event, value.clone()));
        }
        let matrix = match (what, rows.last()) {
            (What::State, Some((_, last))) => last.clone(),
            (_, last) => {
                let cols = last.map_or(0, |(_, last)| last.nrows());
                let entry = |row: usize, col: usize| rows[row].1.get((col, 0)).copied().unwrap_or(0.0);
                Arc::new(Mat::from_fn(rows.len(), cols, entry))
            }
        };
        Self { what, matrix, made: rows.into_iter().map(|(event, _)| event).collect() }
    }

    /// Whether this entry is of a token that is told after the first `tokens`.
    fn is_later(&self, (row, col): (usize, usize), tokens: usize) -> bool {
        let token = if self.what == What::Keys { col } else { row };
        token >= tokens
    }

    /// Whether there is no number in a cell after the first `tokens`: its token is still to come, or its query does not see its key.
    pub fn is_empty(&self, (row, col): (usize, usize), tokens: usize) -> bool {
        self.is_later((row, col), tokens) || (self.what == What::Scores && col > row)
    }

    /// What it shows after the first `tokens` tokens; NaN, which is drawn as an empty cell, where there is no number.
    pub fn seen(&self, trace: &Trace, tokens: usize) -> Option<Arc<Mat>> {
        let last = tokens.checked_sub(1)?;
        if self.what == What::State {
            return match trace.events().get(*self.made.get(last)?)? {
                Event::Part { value, .. } => Some(value.clone()),
                _ => None,
            };
        }
        let entry =
            |row, col| if self.is_empty((row, col), tokens) { f64::NAN } else { self.matrix[(row, col)] };
        Some(Arc::new(Mat::from_fn(self.matrix.nrows(), self.matrix.ncols(), entry)))
    }

    pub fn entry(&self, trace: &Trace, (row, col): (usize, usize), tokens: usize) -> Option<Entry> {
        if self.what == What::State {
            return trace.entry(*self.made.get(tokens.checked_sub(1)?)?, row, col);
        }
        let value = *self.matrix.get((row, col)).filter(|_| !self.is_empty((row, col), tokens))?;
        let told = self.made.get(row).and_then(|event| trace.entry(*event, col, 0));
        Some(told.unwrap_or_else(|| given(value)))
    }
}
