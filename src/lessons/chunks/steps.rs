//! A run in chunks, matrix by matrix and row by row.
//!
//! This file is long because a run in chunks has many matrices, each with its stops, its line of code and its sentence.

use std::ops::Range;
use std::sync::Arc;

use super::Scenario;
use crate::i18n::{Locale, td_string};
use crate::inputs::Stream;
use crate::lessons::refusal::refusal;
use crate::lessons::run::{Axis, Board, Cell, Cells, Lane, Lit, Made, Map, Pace, Run, given, lit_on};
use crate::lessons::scaled::behind;
use crate::math::{Mat, max_abs, max_abs_diff, nan_max};
use crate::rules::wy::{Chunk, Chunked, Piece, chunks, outputs};
use crate::rules::{Form, Inputs, RuleError, Tensor};
use crate::say;
use crate::text::Text;
use crate::trace::{Entry, Line, Number, Reading, Symbol, Timeline};

/// A run in chunks, stop by stop; stop 0 is the start.
#[derive(Debug)]
pub struct Walk {
    /// All chunks, in order.
    pub chunks: Vec<Chunk>,
    /// Outputs and final state against those of the recurrent form.
    pub reading: Reading,
    /// The largest entry of any state that is handed over.
    pub largest_state: f64,
    set: Scenario,
    scale: f64,
    /// The rows of Q, K and V that belong to each chunk.
    inputs: Vec<[Mat; 3]>,
    /// T and d.
    size: (usize, usize),
    stops: Vec<(usize, Step)>,
}

/// One step of a chunk, in order. The first four need no state.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Step {
    /// K Kᵀ.
    Overlaps,
    /// L, its strict lower triangle.
    Triangle,
    /// Row i of W and U.
    Solve(usize),
    /// A.
    Scores,
    /// Ũ = U − W S₀ᵀ.
    Correct,
    /// O.
    Output,
    /// S.
    HandOver,
}

impl Step {
    /// Whether it must wait for the chunk before.
    pub fn waits(self) -> bool {
        self >= Self::Correct
    }

    /// The step that makes a piece.
    const fn of(piece: Piece) -> Option<Self> {
        match piece {
            Piece::Overlaps => Some(Self::Overlaps),
            Piece::L => Some(Self::Triangle),
            Piece::W | Piece::U => Some(Self::Solve(0)),
            Piece::A => Some(Self::Scores),
            Piece::Before => None,
            Piece::Written => Some(Self::Correct),
            Piece::O => Some(Self::Output),
            Piece::S => Some(Self::HandOver),
        }
    }
}

/// What a map shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum What {
    /// A piece of the chunk.
    Of(Piece),
    /// The rows of an input that belong to the chunk.
    Rows(Symbol),
}

/// Whether a map shows its matrix transposed, as the right operand of a product has to stand.
const TURNED: bool = true;
const AS_IT_IS: bool = false;

/// A map: its lane, what it shows, whether that is transposed, its block, and its row and column there.
type Shows = (usize, What, bool, usize, [usize; 2]);

/// The maps of the board. The first lane needs no state: K Kᵀ, and below it Q Kᵀ; L before W under K and U under V. The second waits
/// for it: W under S₀ᵀ, then A under Ũ; last Ũᵀ under K.
const MAPS: [Shows; 19] = [
    (0, What::Rows(Symbol::K), AS_IT_IS, 0, [1, 0]),
    (0, What::Rows(Symbol::K), TURNED, 0, [0, 1]),
    (0, What::Of(Piece::Overlaps), AS_IT_IS, 0, [1, 1]),
    (0, What::Rows(Symbol::Q), AS_IT_IS, 0, [2, 0]),
    (0, What::Of(Piece::A), AS_IT_IS, 0, [2, 1]),
    (0, What::Of(Piece::L), AS_IT_IS, 1, [1, 0]),
    (0, What::Rows(Symbol::K), AS_IT_IS, 1, [0, 1]),
    (0, What::Of(Piece::W), AS_IT_IS, 1, [1, 1]),
    (0, What::Rows(Symbol::V), AS_IT_IS, 1, [0, 2]),
    (0, What::Of(Piece::U), AS_IT_IS, 1, [1, 2]),
    (1, What::Of(Piece::Before), TURNED, 2, [0, 2]),
    (1, What::Of(Piece::W), AS_IT_IS, 2, [1, 1]),
    (1, What::Of(Piece::Written), AS_IT_IS, 2, [1, 2]),
    (1, What::Rows(Symbol::Q), AS_IT_IS, 2, [2, 0]),
    (1, What::Of(Piece::A), AS_IT_IS, 2, [2, 1]),
    (1, What::Of(Piece::O), AS_IT_IS, 2, [2, 2]),
    (1, What::Of(Piece::Written), TURNED, 3, [1, 0]),
    (1, What::Rows(Symbol::K), AS_IT_IS, 3, [0, 1]),
    (1, What::Of(Piece::S), AS_IT_IS, 3, [1, 1]),
];
/// The block that solves.
const SOLVING: usize = 1;

impl Walk {
    /// Runs the rule in chunks, and token by token beside it.
    ///
    /// # Errors
    /// Why the rule cannot run.
    pub fn run(stream: &Stream, set: &Scenario) -> Result<Self, Text> {
        Self::of(stream, set).map_err(|error| refusal(&error))
    }

    /// What the rule is told.
    pub fn inputs(stream: &Stream, set: &Scenario) -> Inputs {
        let t = stream.len();
        let gate =
            |of: Tensor, set: f64| stream.gates.get(of).map_or_else(|| vec![set; t], |gate| gate.list(t));
        let x = stream.inputs(&gate(Tensor::Beta, set.beta), &gate(Tensor::G, set.gamma));
        Inputs { initial: stream.start_of(&set.rule.entry().info), ..x }
    }

    fn of(stream: &Stream, set: &Scenario) -> Result<Self, RuleError> {
        let x = Self::inputs(stream, set);
        let found = chunks(set.rule, &x, set.chunk_size as usize, set.flaws())?;
        let wanted = set.rule.entry().run(&x, Form::Recurrent)?;
        let states =
            found.last().zip(wanted.state.matrix()).map_or(0.0, |(last, s)| max_abs_diff(&last.s, s));
        let apart = nan_max(max_abs_diff(&outputs(&found), &wanted.o), states);
        let size = max_abs(&wanted.o).max(wanted.state.matrix().map_or(0.0, max_abs));
        let largest_state = found.iter().map(|chunk| max_abs(&chunk.s)).fold(0.0, f64::max);
        let mut stops = Vec::new();
        for (number, chunk) in found.iter().enumerate() {
            if set.rule.corrects() {
                let solve = (0..chunk.tokens.len()).map(Step::Solve);
                stops.extend([Step::Overlaps, Step::Triangle].into_iter().chain(solve).map(|s| (number, s)));
            }
            stops.push((number, Step::Scores));
            if set.rule.corrects() {
                stops.push((number, Step::Correct));
            }
            stops.extend([(number, Step::Output), (number, Step::HandOver)]);
        }
        let rows_of = |chunk: &Chunk| {
            let rows = |m: &Mat| m.rows(chunk.tokens.start, chunk.tokens.len()).into_owned();
            [rows(&stream.q), rows(&stream.k), rows(&stream.v)]
        };
        let inputs = found.iter().map(rows_of).collect();
        Ok(Self {
            chunks: found,
            reading: Reading::new(apart, size, 1e-11),
            largest_state,
            // Another size of the timed runs is no other walk.
            set: set.clone(),
            scale: stream.scale,
            inputs,
            size: stream.k.shape(),
            stops,
        })
    }

    /// The rule.
    pub const fn rule(&self) -> Chunked {
        self.set.rule
    }

    /// T and d.
    pub const fn size(&self) -> (usize, usize) {
        self.size
    }

    /// (chunk, step) of a stop; the first chunk and nothing done at the start.
    pub fn at(&self, stop: u64) -> (usize, Option<Step>) {
        match (stop as usize).min(self.stops.len()).checked_sub(1) {
            Some(i) => (self.stops[i].0, Some(self.stops[i].1)),
            None => (0, None),
        }
    }

    /// (chunk, step) of every stop but the start.
    pub fn stops(&self) -> &[(usize, Step)] {
        &self.stops
    }

    /// The tokens of the chunk in hand.
    pub fn chunk_at(&self, stop: u64) -> Range<usize> {
        self.chunks[self.at(stop).0].tokens.clone()
    }

    /// The maps that the rule has, in the order of the board.
    fn maps(&self) -> impl Iterator<Item = Shows> + '_ {
        let corrects = self.rule().corrects();
        let there = move |(_, what, _, block, at): &Shows| {
            let meets = *block == 0 && at[0] == 1;
            corrects || !(meets || *block == SOLVING || *what == What::Of(Piece::W))
        };
        MAPS.into_iter().filter(there)
    }

    fn shows(&self, map: usize) -> Shows {
        self.maps().nth(map).unwrap_or(MAPS[MAPS.len() - 1])
    }

    /// A matrix of a chunk, as it is finished.
    fn matrix(&self, chunk: usize, what: What) -> Option<&Mat> {
        let [q, k, v] = &self.inputs[chunk];
        match what {
            What::Of(piece) => self.chunks[chunk].matrix(piece),
            What::Rows(Symbol::Q) => Some(q),
            What::Rows(Symbol::K) => Some(k),
            What::Rows(_) => Some(v),
        }
    }

    /// How many rows of a matrix there are by a stop; nothing where it is still to be made.
    fn rows_made(&self, what: What, stop: u64) -> Option<usize> {
        let (number, step) = self.at(stop);
        let rows = self.matrix(number, what)?.nrows();
        let What::Of(piece) = what else { return Some(rows) };
        let given = piece == Piece::Written && !self.rule().corrects();
        let made = match (piece, step) {
            (Piece::W | Piece::U, Some(Step::Solve(row))) => row + 1,
            _ => rows,
        };
        let is_made = |from| step.is_some_and(|now| now >= from);
        (given || Step::of(piece).is_none_or(is_made)).then_some(made)
    }

    /// The symbol of a matrix of a chunk, and its letter.
    pub fn letter(&self, piece: Piece) -> (Symbol, &'static str) {
        match piece {
            Piece::Overlaps => (Symbol::K, "KKᵀ"),
            Piece::L => (Symbol::L, "L"),
            Piece::W => (Symbol::W, "W"),
            Piece::U => (Symbol::U, "U"),
            Piece::A => (Symbol::A, "A"),
            Piece::Before => (Symbol::S, "S₀"),
            // Where nothing is corrected, the values themselves are written.
            Piece::Written => (Symbol::U, if self.rule().corrects() { "Ũ" } else { "V" }),
            Piece::O => (Symbol::O, "O"),
            Piece::S => (Symbol::S, "S"),
        }
    }

    /// A map as it stands on the board.
    fn map(&self, (_, what, turned, block, [row, col]): Shows) -> Map {
        let axes = match what {
            What::Of(Piece::Overlaps | Piece::L) => [Axis::Keys, Axis::Keys],
            What::Of(Piece::A) => [Axis::Queries, Axis::Keys],
            What::Of(Piece::Before | Piece::S) => [Axis::ValueChannels, Axis::KeyChannels],
            What::Of(_) | What::Rows(_) => [Axis::Tokens, Axis::Channels],
        };
        let (symbol, letter) = match what {
            What::Of(piece) => self.letter(piece),
            What::Rows(Symbol::Q) => (Symbol::Q, "Q"),
            What::Rows(Symbol::K) => (Symbol::K, "K"),
            What::Rows(_) => (Symbol::V, "V"),
        };
        let [rows, cols] = axes;
        let map = if turned {
            Map::of(symbol, &format!("{letter}ᵀ"), [cols, rows])
        } else {
            Map::of(symbol, letter, axes)
        };
        map.at(block, row, col)
    }

    /// The lines of one lane, broken where the rule is.
    fn listing(&self, waits: bool) -> Vec<Line> {
        let (rule, flaws) = (self.rule(), self.set.flaws());
        let fades = rule.fades();
        let decay = |text: &'static str| if fades { text } else { "" };
        let scale = behind(self.scale);
        if !waits {
            let below = if flaws.diagonal { ", −1" } else { "" };
            let scores = Line::making(Symbol::A, format!("A = tril({}QKᵀ{scale}{below})", decay("Γ ⊙ ")));
            if !rule.corrects() {
                return vec![scores];
            }
            let sign = if flaws.sign { "+" } else { "−" };
            return vec![
                Line::making(Symbol::K, "KKᵀ"),
                Line::making(Symbol::L, format!("L = tril(diag(β) {}KKᵀ, −1)", decay("Γ ⊙ "))),
                Line::around("for i in 1..C:"),
                Line::making(
                    Symbol::W,
                    format!("  W[i] = β[i] {}K[i] {sign} Σ L[i, j<i] W[j]", decay("Γ[i,0] ")),
                ),
                Line::making(Symbol::U, format!("  U[i] = β[i] V[i] {sign} Σ L[i, j<i] U[j]")),
                scores,
            ];
        }
        let mut lines = Vec::new();
        if rule.corrects() {
            lines.push(Line::making(Symbol::U, "Ũ = U − W S₀ᵀ"));
        }
        let written = if rule.corrects() { "Ũ" } else { "V" };
        lines.push(Line::making(
            Symbol::O,
            format!("O = {}Q{scale} S₀ᵀ + A {written}", decay("diag(Γ[:,0]) ")),
        ));
        lines.push(Line::making(
            Symbol::S,
            format!("S = {}S₀ + {written}ᵀ {}K", decay("Γ[C,0] "), decay("diag(Γ[C,:]) ")),
        ));
        lines.push(Line::around(if flaws.hand_over { "S₀ ← 0" } else { "S₀ ← S" }));
        lines
    }
}

impl Run for Walk {
    fn board(&self, locale: Locale) -> Board {
        let lane = |number: usize, id, heading: &str| Lane {
            id,
            heading: heading.to_owned(),
            listing: self.listing(number == 1),
            maps: self.maps().filter(|(of, ..)| *of == number).map(|of| self.map(of)).collect(),
            ..Lane::default()
        };
        Board {
            lanes: vec![
                lane(0, "free", td_string!(locale, chunks.free)),
                lane(1, "waiting", td_string!(locale, chunks.waiting)),
            ],
            cells: Cells { largest: 20.0, ..Cells::default() },
        }
    }

    fn meter(&self) -> (Text, Reading) {
        let size = (self.set.chunk_size as usize).min(self.size.0);
        (say!(chunks.meter, size = size), self.reading)
    }

    fn timeline(&self) -> Timeline {
        Timeline::Every(self.stops.len() as u64)
    }

    /// The third row of the first chunk's solve, for which two rows are there to be used.
    fn opening(&self) -> u64 {
        let third = |stop: &(usize, Step)| *stop == (0, Step::Solve(2));
        self.stops.iter().position(third).map_or(1, |i| i as u64 + 1)
    }

    fn pace(&self) -> Pace {
        Pace { speeds: &[1.0, 2.0, 5.0, 20.0], usual: 2.0, unit: |speed| say!(chunks.speed, speed = speed) }
    }

    fn place(&self, stop: u64) -> Text {
        let (chunk, all) = (self.at(stop).0 + 1, self.chunks.len());
        let tokens = self.chunk_at(stop);
        let (from, to) = (tokens.start + 1, tokens.end);
        if from == to {
            return say!(chunks.place_one, chunk = chunk, all = all, token = to);
        }
        say!(chunks.place, chunk = chunk, all = all, from = from, to = to)
    }

    fn say(&self, stop: u64) -> Text {
        match self.at(stop).1 {
            None => say!(chunks.at_start),
            Some(Step::Overlaps) => say!(chunks.at_overlaps),
            Some(Step::Triangle) => say!(chunks.at_triangle),
            Some(Step::Solve(0)) => say!(chunks.at_first_row),
            Some(Step::Solve(row)) => {
                let number = row + 1;
                say!(chunks.at_solve, row = number, earlier = row)
            }
            Some(Step::Scores) => say!(chunks.at_scores),
            Some(Step::Correct) => say!(chunks.at_correct),
            Some(Step::Output) => say!(chunks.at_output),
            Some(Step::HandOver) if self.set.flaws().hand_over => say!(chunks.at_forgotten),
            Some(Step::HandOver) => say!(chunks.at_handover),
        }
    }

    fn tokens(&self, stop: u64) -> Option<Range<usize>> {
        Some(self.chunk_at(stop))
    }

    /// The last stop of the chunk that holds a token.
    fn end_of(&self, token: usize) -> u64 {
        let number = self.chunks.iter().position(|chunk| chunk.tokens.contains(&token)).unwrap_or(0);
        self.stops.partition_point(|(of, _)| *of <= number) as u64
    }

    fn first_token(&self, stop: u64) -> usize {
        self.chunk_at(stop).start
    }

    fn shape(&self, map: usize, stop: u64) -> (usize, usize) {
        let (_, what, turned, ..) = self.shows(map);
        let (rows, cols) = self.matrix(self.at(stop).0, what).map_or((1, 1), |m| m.shape());
        if turned { (cols, rows) } else { (rows, cols) }
    }

    /// Rows that are still to come are zero.
    fn seen(&self, map: usize, stop: u64) -> Option<Arc<Mat>> {
        let (_, what, turned, ..) = self.shows(map);
        let made = self.rows_made(what, stop)?;
        let mut seen = self.matrix(self.at(stop).0, what)?.clone();
        let to_come = seen.nrows() - made;
        seen.rows_mut(made, to_come).fill(0.0);
        Some(Arc::new(if turned { seen.transpose() } else { seen }))
    }

    fn full(&self, map: usize, stop: u64) -> f64 {
        self.matrix(self.at(stop).0, self.shows(map).1).map_or(1.0, max_abs)
    }

    fn entry(&self, at: Cell, stop: u64) -> Option<Entry> {
        let number = self.at(stop).0;
        let (_, what, turned, ..) = self.maps().nth(at.map)?;
        let (row, col) = if turned { (at.col, at.row) } else { (at.row, at.col) };
        if row >= self.rows_made(what, stop)? {
            return None;
        }
        let told = match what {
            What::Of(piece) => self.chunks[number].entry(piece, row, col),
            What::Rows(_) => None,
        };
        told.or_else(|| self.matrix(number, what)?.get((row, col)).copied().map(given))
    }

    /// What goes into the chosen cell: around it, or where nothing around it shows that, elsewhere.
    fn lit(&self, map: usize, stop: u64, chosen: Option<Cell>) -> Vec<Lit> {
        let (_, what, turned, block, _) = self.shows(map);
        let (number, step) = self.at(stop);
        let Some(cell) = chosen else {
            let solved =
                matches!(what, What::Of(Piece::L | Piece::W | Piece::U) | What::Rows(Symbol::K | Symbol::V));
            return match step {
                Some(Step::Solve(row)) if block == SOLVING && solved => vec![Lit::Row(row)],
                _ => Vec::new(),
            };
        };
        let (_, chosen, .., of, _) = self.shows(cell.map);
        let around = self.maps().any(|(_, other, .., block, _)| block == of && other == what);
        if chosen == what || (block != of && around) {
            return Vec::new();
        }
        let Some(mut entry) = self.entry(cell, stop) else { return Vec::new() };
        let start = self.chunks[number].tokens.start;
        let is_it = |of: &Number| match what {
            What::Rows(symbol) => of.symbol == Some(symbol),
            What::Of(Piece::Overlaps) => of.glyph == "KKᵀ",
            What::Of(Piece::Before) => of.glyph == "S₀",
            What::Of(Piece::Written) => {
                of.glyph == "Ũ" || (!self.rule().corrects() && of.symbol == Some(Symbol::V))
            }
            What::Of(Piece::U) => of.symbol == Some(Symbol::U) && of.glyph != "Ũ",
            What::Of(Piece::L) => of.symbol == Some(Symbol::L),
            What::Of(Piece::W) => of.symbol == Some(Symbol::W),
            What::Of(Piece::A) => of.symbol == Some(Symbol::A),
            What::Of(Piece::O | Piece::S) => false,
        };
        let symbol = self.map(self.shows(map)).symbol;
        for term in &mut entry.terms {
            term.numbers.retain(is_it);
            for number in &mut term.numbers {
                // Inputs are numbered from the first token of all, the rows of a map from that of its chunk.
                let of_input = matches!(number.symbol, Some(Symbol::Q | Symbol::K | Symbol::V));
                number.at =
                    number.at.map(|(row, col)| (if of_input { row.saturating_sub(start) } else { row }, col));
                number.symbol = Some(symbol);
            }
        }
        entry.factor.clear();
        lit_on(&entry, symbol, self.shape(map, stop), turned)
    }

    fn made(&self, stop: u64) -> Vec<Made> {
        let Some(step) = self.at(stop).1 else { return Vec::new() };
        // Those that stand next to their operands; U and A have another matrix in between.
        let (piece, cells) = match step {
            Step::Overlaps => (Piece::Overlaps, Lit::All),
            Step::Solve(row) => (Piece::W, Lit::Row(row)),
            Step::Correct => (Piece::Written, Lit::All),
            Step::Output => (Piece::O, Lit::All),
            Step::HandOver => (Piece::S, Lit::All),
            Step::Triangle | Step::Scores => return Vec::new(),
        };
        // Where a piece stands again, it stands as an operand.
        let place = self.maps().position(|(_, what, turned, ..)| what == What::Of(piece) && !turned);
        place.map(|map| Made { map, cells }).into_iter().collect()
    }

    fn running(&self, lane: usize, stop: u64, _chosen: Option<Cell>) -> Option<Range<usize>> {
        let step = self.at(stop).1.filter(|step| step.waits() == (lane == 1))?;
        let made: &[Symbol] = match step {
            Step::Overlaps => &[Symbol::K],
            Step::Triangle => &[Symbol::L],
            // A row of W and one of U are solved together.
            Step::Solve(_) => &[Symbol::W, Symbol::U],
            Step::Scores => &[Symbol::A],
            Step::Correct => &[Symbol::U],
            Step::Output => &[Symbol::O],
            Step::HandOver => &[Symbol::S],
        };
        let listing = self.listing(lane == 1);
        let first = listing.iter().position(|line| line.makes == Some(made[0]))?;
        Some(first..first + made.len())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::inputs::random;
    use crate::lessons::told::every_cell_is_told;

    #[test]
    fn every_cell_is_told_and_shown_as_it_stands_between_its_operands() {
        for rule in [Chunked::LinearAttn, Chunked::DeltaRule, Chunked::GatedDeltaRule] {
            let set = Scenario { rule, chunk_size: 4, ..Scenario::default() };
            let walk = Walk::run(&random(1, 10, 3).with_unit_keys(), &set).unwrap();
            // Of W and U nothing is told of the rows that are still to be solved.
            every_cell_is_told(&walk, 0..=walk.timeline().last(), |at, stop| {
                let (.., what, _, _, _) = walk.shows(at.map);
                let solved = matches!(what, What::Of(Piece::W | Piece::U));
                matches!(walk.at(stop).1, Some(Step::Solve(row)) if solved && at.row > row)
            });
        }
    }
}
