//! The one trait through which every lesson tells the stage what to show.
//!
//! A lesson's `steps.rs` runs the rules and implements [`Run`]; the stage in `ui` shows any `Run` and knows no lesson.
//! Nothing here draws.
//!
//! This file is long because it is all that lessons and stage know of each other.

use std::any::Any;
use std::ops::Range;
use std::sync::Arc;

pub use super::cells::{Cell, Lit, Made};
use crate::i18n::Locale;
use crate::math::Mat;
use crate::text::Text;
use crate::trace::{Entry, Line, Reading, Symbol, Timeline};

/// A finished run of a lesson, at any of its stops. Stop 0 is the start.
///
/// Heat maps are numbered as they stand on the board, lane by lane.
pub trait Run: Any + Send + Sync {
    /// The names of all that stands on the stage. It changes with the knobs, and not with the stop.
    fn board(&self, locale: Locale) -> Board;

    /// The two sides that the meter compares, and how far apart they are.
    fn meter(&self) -> (Text, Reading);

    /// Whether all that the meter compares has been computed.
    fn compared(&self) -> bool {
        true
    }

    /// How far outputs in float32 are from those in float64, rms(difference) / rms(outputs), where the lesson runs both.
    fn single(&self) -> Option<f64> {
        None
    }

    /// The stops, where the lesson steps.
    fn timeline(&self) -> Timeline {
        Timeline::Every(0)
    }

    /// The stop at which the page opens where a link names none: a moment that shows what the lesson is about.
    fn opening(&self) -> u64 {
        0
    }

    /// How fast the transport can play.
    fn pace(&self) -> Pace {
        Pace { speeds: &[], usual: 1.0, unit: |_| Text::same("") }
    }

    /// Where a stop stands, in a few words.
    fn place(&self, _stop: u64) -> Text {
        Text::same("")
    }

    /// The stop in one sentence.
    fn say(&self, _stop: u64) -> Text {
        Text::same("")
    }

    /// The tokens in hand at a stop. Those before them are done. Nothing where the stops are not tokens.
    fn tokens(&self, _stop: u64) -> Option<Range<usize>> {
        None
    }

    /// The last stop of a token.
    fn end_of(&self, _token: usize) -> u64 {
        0
    }

    /// The symbol that stands at the place of a map at a stop, where that is not the one of the board.
    fn called(&self, _map: usize, _stop: u64) -> Option<Symbol> {
        None
    }

    /// The shape of a map at a stop, also before there is anything in it.
    fn shape(&self, map: usize, stop: u64) -> (usize, usize);

    /// What a map shows at a stop; nothing where it is still empty.
    fn seen(&self, map: usize, stop: u64) -> Option<Arc<Mat>>;

    /// The size of an entry that has the full colour.
    fn full(&self, map: usize, stop: u64) -> f64;

    /// The entry of a cell as the sum of which it is made, as far as the run has come.
    fn entry(&self, at: Cell, stop: u64) -> Option<Entry>;

    /// The token of the first row and of the first column of a map, where these stand for tokens.
    fn first_token(&self, _stop: u64) -> usize {
        0
    }

    /// What of a map is lit: what goes into the chosen cell, or else into the step in hand.
    fn lit(&self, map: usize, stop: u64, chosen: Option<Cell>) -> Vec<Lit>;

    /// What the step in hand has made, out of what stands at its left and above it.
    fn made(&self, _stop: u64) -> Vec<Made> {
        Vec::new()
    }

    /// The lines of a lane's listing that run at a stop; or, where nothing steps, those that make the chosen cell.
    fn running(&self, _lane: usize, _stop: u64, _chosen: Option<Cell>) -> Option<Range<usize>> {
        None
    }

    /// What a lane has counted by a stop.
    fn counters(&self, _lane: usize, _stop: u64) -> Vec<Counter> {
        Vec::new()
    }

    /// How much of its work a lane has done, from 0 to 1, where the lanes race.
    fn progress(&self, _lane: usize, _stop: u64) -> Option<f64> {
        None
    }
}

/// The names of all that stands on a stage.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Board {
    /// What is compared, side by side.
    pub lanes: Vec<Lane>,
    /// How large cells are.
    pub cells: Cells,
}

/// One of several sides of a stage.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Lane {
    /// Tells this lane from others of the page.
    pub id: &'static str,
    /// Its name in words, if it has one.
    pub heading: String,
    /// Its name as a formula in one line, if it has one.
    pub formula: String,
    /// The code that it runs.
    pub listing: Vec<Line>,
    /// Its heat maps.
    pub maps: Vec<Map>,
    /// Why it cannot run.
    pub refused: Option<String>,
}

/// One heat map.
#[derive(Clone, Debug, PartialEq)]
pub struct Map {
    /// Its symbol, which decides its colour.
    pub symbol: Symbol,
    /// How its entries are written: A in A[i, j].
    pub letter: String,
    /// What it is, as a formula or in words: A = QKᵀ.
    pub name: String,
    /// What its rows and its columns stand for.
    pub axes: [Axis; 2],
    /// Where it stands; by itself where nothing is said.
    pub place: Option<Place>,
}

/// Where a map stands: a product stands between its operands, the left one along its left edge and the right one along its top.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Place {
    /// The block of maps that belong together, counted in its lane.
    pub block: usize,
    /// Its row and its column in the grid of the block.
    pub at: [usize; 2],
}

impl Map {
    /// A map that is named by its letter.
    pub fn of(symbol: Symbol, letter: &str, axes: [Axis; 2]) -> Self {
        Self { symbol, letter: letter.to_owned(), name: letter.to_owned(), axes, place: None }
    }

    /// Whether its letter is that of its symbol. A difference of outputs has only the colour of an error.
    pub fn has_letter(&self) -> bool {
        let of = self.symbol.glyph().chars().next();
        of.is_some_and(|of| self.letter.chars().any(|letter| letter.eq_ignore_ascii_case(&of)))
    }

    /// The same in this row and column of a block.
    pub fn at(self, block: usize, row: usize, col: usize) -> Self {
        Self { place: Some(Place { block, at: [row, col] }), ..self }
    }

    /// The same under another name.
    pub fn named(self, name: impl Into<String>) -> Self {
        Self { name: name.into(), ..self }
    }
}

/// The maps of one block: the number of each, and its row and column in the grid.
pub type Block = Vec<(usize, [usize; 2])>;

/// The blocks of some maps, of which the first has the number `first`. A map without a place is a block of its own.
pub fn blocks(first: usize, maps: &[Map]) -> Vec<Block> {
    let mut blocks: Vec<(Option<usize>, Block)> = Vec::new();
    for (number, map) in (first..).zip(maps) {
        let (block, at) = map.place.map_or((None, [0, 0]), |place| (Some(place.block), place.at));
        match blocks.iter_mut().find(|(of, _)| block.is_some() && *of == block) {
            Some((_, maps)) => maps.push((number, at)),
            None => blocks.push((block, vec![(number, at)])),
        }
    }
    blocks.into_iter().map(|(_, maps)| maps).collect()
}

/// What the rows or the columns of a map stand for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Axis {
    /// Tokens that ask.
    Queries,
    /// Tokens that are asked.
    Keys,
    /// Tokens.
    Tokens,
    /// Channels of a token.
    Channels,
    /// Channels of a key.
    KeyChannels,
    /// Channels of a value.
    ValueChannels,
    /// Entries of something else.
    Entries,
    /// Nothing: there is one, as in a vector.
    One,
}

impl Axis {
    /// Whether each entry of the axis is a token.
    pub const fn of_tokens(self) -> bool {
        matches!(self, Self::Queries | Self::Keys | Self::Tokens)
    }
}

/// How large the cells of a stage are: one size for all of its maps, so that they are to scale.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Cells {
    /// The largest side, in CSS pixels.
    pub largest: f64,
    /// The tallest that a map may be, in CSS pixels.
    pub tallest: f64,
    /// Maps of one lane stand beside each other as long as their cells have this side, else one below the other.
    pub beside_from: f64,
}

impl Default for Cells {
    fn default() -> Self {
        Self { largest: 20.0, tallest: f64::INFINITY, beside_from: 2.0 }
    }
}

/// A number that a lane has counted.
#[derive(Clone, Debug)]
pub struct Counter {
    /// Its name.
    pub name: Text,
    /// Its test id.
    pub id: &'static str,
    /// The number as it is written.
    pub value: String,
    /// What is written behind it.
    pub of: String,
}

/// The speeds of a transport.
#[derive(Clone, Copy, Debug)]
pub struct Pace {
    /// Those that can be chosen, in units of work a second.
    pub speeds: &'static [f64],
    /// The one that is chosen until another is.
    pub usual: f64,
    /// A speed with its unit.
    pub unit: fn(f64) -> Text,
}

/// The entry of a matrix that is shown as it is, and not as a sum.
pub fn given(value: f64) -> Entry {
    Entry::sum(Vec::new(), value)
}

/// As [`lit_by`], of a map that shows the matrix transposed where `turned`; the shape is that of the map.
pub fn lit_on(entry: &Entry, symbol: Symbol, (rows, cols): (usize, usize), turned: bool) -> Vec<Lit> {
    if !turned {
        return lit_by(entry, symbol, (rows, cols));
    }
    lit_by(entry, symbol, (cols, rows)).into_iter().map(Lit::turned).collect()
}

/// The cells of a matrix that go into an entry: a whole row or column where they make one.
pub fn lit_by(entry: &Entry, symbol: Symbol, (rows, cols): (usize, usize)) -> Vec<Lit> {
    let there = |(row, col): &(usize, usize)| *row < rows && *col < cols;
    let of_symbol = entry.numbers().filter(|number| number.symbol == Some(symbol));
    let at = of_symbol.filter_map(|number| number.at).filter(there);
    // As places in a list of all rows: plain numbers are sorted by code that is there anyway.
    let mut places: Vec<usize> = at.map(|(row, col)| row * cols + col).collect();
    places.sort_unstable();
    places.dedup();
    let cells: Vec<(usize, usize)> = places.into_iter().map(|place| (place / cols, place % cols)).collect();
    let Some((row, col)) = cells.first().copied() else { return Vec::new() };
    if cells.len() == cols && cells.iter().all(|cell| cell.0 == row) {
        vec![Lit::Row(row)]
    } else if cells.len() == rows && cells.iter().all(|cell| cell.1 == col) {
        vec![Lit::Col(col)]
    } else {
        cells.into_iter().map(|(row, col)| Lit::Entry(row, col)).collect()
    }
}
