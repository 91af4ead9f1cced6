//! A run in chunks, matrix by matrix and row by row.
//!
//! This file is long because a run in chunks has many matrices, each with its stops, its line of code and its sentence.

use std::ops::Range;
use std::sync::Arc;

use super::Scenario;
use crate::i18n::{Locale, td_string};
use crate::inputs::Stream;
use crate::lessons::refusal::refusal;
use crate::lessons::run::{Axis, Board, Cell, Cells, Lane, Lit, Map, Pace, Run, given, lit_by};
use crate::lessons::scaled::over_root_d;
use crate::math::{Mat, max_abs, max_abs_diff, nan_max};
use crate::rules::wy::{Chunk, Chunked, Piece, chunks, outputs};
use crate::rules::{Form, RuleError};
use crate::say;
use crate::text::Text;
use crate::trace::{Entry, Line, Reading, Symbol, Timeline};

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

/// The pieces that need no state, and those that wait for it.
const FREE: [Piece; 5] = [Piece::Overlaps, Piece::L, Piece::W, Piece::U, Piece::A];
const WAITING: [Piece; 4] = [Piece::Before, Piece::Written, Piece::O, Piece::S];

impl Walk {
    /// Runs the rule in chunks, and token by token beside it.
    ///
    /// # Errors
    /// Why the rule cannot run.
    pub fn run(stream: &Stream, set: &Scenario) -> Result<Self, Text> {
        Self::of(stream, set).map_err(|error| refusal(&error))
    }

    fn of(stream: &Stream, set: &Scenario) -> Result<Self, RuleError> {
        let t = stream.len();
        let x = stream.inputs(&vec![set.beta; t], &vec![set.gamma; t]);
        let found = chunks(set.rule, &x, set.chunk_size as usize, set.flaws())?;
        let wanted = set.rule.rule().run(&x, Form::Recurrent)?;
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
        Ok(Self {
            chunks: found,
            reading: Reading::new(apart, size, 1e-11),
            largest_state,
            // Another size of the timed runs is no other walk.
            set: set.clone(),
            scale: stream.scale,
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

    /// The tokens of the chunk in hand.
    pub fn chunk_at(&self, stop: u64) -> Range<usize> {
        self.chunks[self.at(stop).0].tokens.clone()
    }

    /// The pieces of both lanes that the rule has, in the order of the board.
    fn pieces(&self) -> impl Iterator<Item = Piece> + '_ {
        FREE.into_iter().chain(WAITING).filter(|piece| self.has(*piece))
    }

    fn has(&self, piece: Piece) -> bool {
        self.rule().corrects() || !matches!(piece, Piece::Overlaps | Piece::L | Piece::W | Piece::U)
    }

    fn piece(&self, map: usize) -> Piece {
        self.pieces().nth(map).unwrap_or(Piece::S)
    }

    /// The map of a piece.
    fn map(&self, piece: Piece) -> Map {
        let rows = |symbol, letter| Map::of(symbol, letter, [Axis::Tokens, Axis::Channels]);
        let state = |letter| Map::of(Symbol::S, letter, [Axis::ValueChannels, Axis::KeyChannels]);
        match piece {
            Piece::Overlaps => Map::of(Symbol::K, "KKᵀ", [Axis::Keys, Axis::Keys]),
            Piece::L => Map::of(Symbol::L, "L", [Axis::Keys, Axis::Keys]),
            Piece::W => rows(Symbol::W, "W"),
            Piece::U => rows(Symbol::U, "U"),
            Piece::A => Map::of(Symbol::A, "A", [Axis::Queries, Axis::Keys]),
            Piece::Before => state("S₀"),
            // Where nothing is corrected, the values themselves are written.
            Piece::Written => rows(Symbol::U, if self.rule().corrects() { "Ũ" } else { "V" }),
            Piece::O => rows(Symbol::O, "O"),
            Piece::S => state("S"),
        }
    }

    /// The lines of one lane, broken where the rule is.
    fn listing(&self, waits: bool) -> Vec<Line> {
        let (rule, flaws) = (self.rule(), self.set.flaws());
        let fades = rule.fades();
        let decay = |text: &'static str| if fades { text } else { "" };
        let scale = over_root_d(self.scale);
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
        let lane = |id, heading: &str, pieces: &[Piece], waits| Lane {
            id,
            heading: heading.to_owned(),
            listing: self.listing(waits),
            maps: pieces.iter().filter(|piece| self.has(**piece)).map(|piece| self.map(*piece)).collect(),
            ..Lane::default()
        };
        Board {
            lanes: vec![
                lane("free", td_string!(locale, chunks.free), &FREE, false),
                lane("waiting", td_string!(locale, chunks.waiting), &WAITING, true),
            ],
            cells: Cells { largest: 20.0, ..Cells::default() },
            ..Board::default()
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
        self.chunks[self.at(stop).0].matrix(self.piece(map)).map_or((1, 1), |m| m.shape())
    }

    /// Rows that are still to come are zero.
    fn seen(&self, map: usize, stop: u64) -> Option<Arc<Mat>> {
        let (number, step) = self.at(stop);
        let piece = self.piece(map);
        let given = piece == Piece::Written && !self.rule().corrects();
        if let Some(from) = Step::of(piece).filter(|_| !given)
            && step.is_none_or(|now| now < from)
        {
            return None;
        }
        let whole = self.chunks[number].matrix(piece)?;
        match (piece, step) {
            (Piece::W | Piece::U, Some(Step::Solve(row))) => {
                let mut m = whole.clone();
                let rows = m.nrows();
                m.rows_mut(row + 1, rows - row - 1).fill(0.0);
                Some(Arc::new(m))
            }
            _ => Some(Arc::new(whole.clone())),
        }
    }

    fn full(&self, map: usize, stop: u64) -> f64 {
        self.chunks[self.at(stop).0].matrix(self.piece(map)).map_or(1.0, max_abs)
    }

    fn entry(&self, at: Cell, stop: u64) -> Option<Entry> {
        let chunk = &self.chunks[self.at(stop).0];
        let piece = self.pieces().nth(at.map)?;
        let told = chunk.entry(piece, at.row, at.col);
        told.or_else(|| chunk.matrix(piece)?.get((at.row, at.col)).copied().map(given))
    }

    fn lit(&self, map: usize, stop: u64, chosen: Option<Cell>) -> Vec<Lit> {
        let piece = self.piece(map);
        let Some(cell) = chosen else {
            return match (self.at(stop).1, piece) {
                (Some(Step::Solve(row)), Piece::L | Piece::W | Piece::U) => vec![Lit::Row(row)],
                _ => Vec::new(),
            };
        };
        let Some(entry) = self.entry(cell, stop) else { return Vec::new() };
        lit_by(&entry, self.map(piece).symbol, self.shape(map, stop))
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
