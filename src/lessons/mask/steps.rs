//! Attention as it is defined beside a way around its n×n matrix.
//!
//! This file is long because both sides show their operands and what they keep, and tell every entry by its sum.

use std::ops::Range;
use std::sync::Arc;

use super::{Scenario, Way};
use crate::i18n::{Locale, td_string};
use crate::inputs::Stream;
use crate::lessons::refusal::refusal;
use crate::lessons::run::{Axis, Board, Cell, Cells, Lane, Lit, Map, Run, given};
use crate::lessons::scaled::{behind, queries};
use crate::math::{Mat, max_abs, max_abs_diff};
use crate::rules::reorder::{Order, full};
use crate::rules::{Form, Inputs, LinearAttn, Mask, Rule, RuleEntry, RuleError, SoftmaxAttn};
use crate::text::Text;
use crate::trace::{Entry, Line, Name, Number, Part, Reading, Symbol, Term};

/// Tokens to a chunk on this page: few, so that a short sentence has several.
pub const CHUNK: usize = 4;
/// With more channels than this, the state of one token fills the room of several.
const FEW_CHANNELS: usize = 8;

/// Attention as it is defined, and a way around its n×n matrix, on one stream.
#[derive(Debug)]
pub struct Attempt {
    /// What is to be computed.
    pub wanted: Side,
    /// What the way computes.
    pub found: Side,
    /// wanted − found, `[n, d]`.
    pub difference: Arc<Mat>,
    /// The largest of these differences.
    pub reading: Reading,
    set: Scenario,
    scale: f64,
    /// Q with its scale, Kᵀ and V.
    inputs: [Arc<Mat>; 3],
    /// What the way keeps in place of QKᵀ.
    kept: Vec<Kept>,
}

/// A matrix that the way without QKᵀ keeps: P = KᵀV, or a state.
#[derive(Debug)]
struct Kept {
    /// The number of tokens that it holds.
    tokens: usize,
    /// P, `[K, V]`, or S of the last of these tokens, `[V, K]`.
    matrix: Arc<Mat>,
}

/// One side: its outputs, and the matrix by which they are sums of values.
#[derive(Debug)]
pub struct Side {
    /// O, `[n, d]`.
    pub o: Arc<Mat>,
    /// How much of the value of each key is in the output of each query, `[n, n]`: the outputs for V = I.
    pub weights: Arc<Mat>,
}

impl Side {
    /// Runs `outputs` on the values, and on the identity in their place.
    fn of(x: &Inputs, outputs: impl Fn(&Inputs) -> Result<Mat, RuleError>) -> Result<Self, RuleError> {
        let n = x.dims().t;
        let weights = outputs(&Inputs { v: Mat::identity(n, n), ..x.clone() })?;
        Ok(Self { o: Arc::new(outputs(x)?), weights: Arc::new(weights) })
    }
}

impl Attempt {
    /// Runs both sides.
    ///
    /// # Errors
    /// Why a rule cannot run.
    pub fn run(stream: &Stream, set: &Scenario) -> Result<Self, Text> {
        Self::of(stream, set).map_err(|error| refusal(&error))
    }

    fn of(stream: &Stream, set: &Scenario) -> Result<Self, RuleError> {
        let mask = if set.causal { Mask::Causal } else { Mask::Full };
        let x = Inputs { mask, ..stream.plain_inputs() };
        let wanted = Side::of(&x, |x| match (set.softmax, set.causal) {
            (true, _) => outputs::<SoftmaxAttn>(x, Form::Parallel),
            (false, true) => outputs::<LinearAttn>(x, Form::Parallel),
            (false, false) => Ok(product(x, Order::Left)),
        })?;
        let found = Side::of(&x, |x| match set.way {
            Way::Swap => Ok(product(x, Order::Right)),
            Way::State => outputs::<LinearAttn>(x, Form::Recurrent),
            Way::Chunks => outputs::<LinearAttn>(x, Form::Chunk(CHUNK)),
        })?;
        let reading = Reading::new(max_abs_diff(&wanted.o, &found.o), max_abs(&wanted.o), 1e-12);
        let difference = Arc::new(&*wanted.o - &*found.o);
        let inputs = [&stream.q * stream.scale, stream.k.transpose(), stream.v.clone()].map(Arc::new);
        let kept = kept(&Inputs { mask: Mask::Causal, ..x }, set.way)?;
        Ok(Self { wanted, found, difference, reading, set: set.clone(), scale: stream.scale, inputs, kept })
    }

    /// How many rows of O, one for each query, are the same on both sides but for rounding.
    pub fn rows_that_agree(&self) -> usize {
        self.difference.row_iter().filter(|row| row.amax() <= self.reading.allowed).count()
    }
}

/// What a way keeps: the product KᵀV of all tokens, or the states of the first, of a middle and of the last token, of many channels
/// only that of the last; with chunks those that the first and the last of them hand over.
fn kept(x: &Inputs, way: Way) -> Result<Vec<Kept>, RuleError> {
    let (_, trace) = RuleEntry::of::<LinearAttn>().trace(x)?;
    let states: Vec<&Arc<Mat>> = trace.values_of(Part::Write).collect();
    let all = states.len();
    let mut tokens = match way {
        Way::Swap => vec![all],
        Way::State if x.dims().k > FEW_CHANNELS => vec![all],
        Way::State => vec![1, all.div_ceil(2), all],
        Way::Chunks => vec![CHUNK.min(all), all],
    };
    tokens.dedup();
    let kept = |tokens: usize| {
        let state = *states.get(tokens.checked_sub(1)?)?;
        let matrix = if way == Way::Swap { Arc::new(state.transpose()) } else { state.clone() };
        Some(Kept { tokens, matrix })
    };
    Ok(tokens.into_iter().filter_map(kept).collect())
}

/// The maps of the board, by number: the side, the matrix, and its row and column on that side. The difference stands beside what is
/// found. What the way keeps comes after them.
const MAPS: [(usize, Symbol, [usize; 2]); 9] = [
    (0, Symbol::Q, [1, 0]),
    (0, Symbol::K, [0, 1]),
    (0, Symbol::A, [1, 1]),
    (0, Symbol::V, [0, 2]),
    (0, Symbol::O, [1, 2]),
    (1, Symbol::A, [1, 0]),
    (1, Symbol::V, [0, 1]),
    (1, Symbol::O, [1, 1]),
    (1, Symbol::E, [1, 2]),
];

impl Run for Attempt {
    fn board(&self, locale: Locale) -> Board {
        let rows = |symbol, letter| Map::of(symbol, letter, [Axis::Tokens, Axis::Channels]);
        let map = |(side, symbol, [row, col]): (usize, Symbol, [usize; 2])| {
            let map = match symbol {
                Symbol::Q => rows(symbol, "Q").named(format!("Q{}", behind(self.scale))),
                Symbol::K => Map::of(symbol, "Kᵀ", [Axis::Channels, Axis::Tokens]),
                Symbol::A => {
                    let a = Map::of(symbol, "A", [Axis::Queries, Axis::Keys]);
                    // Here it is never formed.
                    if side == 1 { a.named(td_string!(locale, mask.effective_a)) } else { a }
                }
                Symbol::V => rows(symbol, "V"),
                Symbol::O => rows(symbol, "O"),
                _ => rows(symbol, "Δ").named(td_string!(locale, mask.difference)),
            };
            map.at(0, row, col)
        };
        let holds = |(col, Kept { tokens, .. }): (usize, &Kept)| {
            let map = if self.set.way == Way::Swap {
                Map::of(Symbol::P, "P", [Axis::KeyChannels, Axis::ValueChannels]).named("P = KᵀV")
            } else {
                Map::of(
                    Symbol::S,
                    &format!("S{}", lowered(*tokens)),
                    [Axis::ValueChannels, Axis::KeyChannels],
                )
            };
            map.at(1, 0, col)
        };
        let lane = |side: usize, id, heading: &str, formula, listing| {
            let kept = self.kept.iter().enumerate().filter(|_| side == 1).map(holds);
            let maps = MAPS.into_iter().filter(|(of, ..)| *of == side).map(map).chain(kept).collect();
            Lane { id, heading: heading.to_owned(), formula, listing, maps, ..Lane::default() }
        };
        let (wanted, found) = (td_string!(locale, mask.wanted), td_string!(locale, mask.found));
        Board {
            lanes: vec![
                lane(0, "wanted", wanted, self.wanted_name(), self.wanted_listing()),
                lane(1, "found", found, self.found_name(), self.found_listing()),
            ],
            cells: Cells { largest: 16.0, ..Cells::default() },
        }
    }

    fn meter(&self) -> (Text, Reading) {
        let sign = if self.reading.agrees() { "=" } else { "≠" };
        (Text::same(format!("{} {sign} {}", self.wanted_name(), self.found_name())), self.reading)
    }

    fn shape(&self, map: usize, _stop: u64) -> (usize, usize) {
        self.matrix(map).shape()
    }

    fn seen(&self, map: usize, _stop: u64) -> Option<Arc<Mat>> {
        Some(self.matrix(map).clone())
    }

    /// A difference is as strong as the outputs that it is a difference of, so that rounding does not show.
    fn full(&self, map: usize, _stop: u64) -> f64 {
        max_abs(if self.shows(map).1 == Symbol::E { &self.wanted.o } else { self.matrix(map) })
    }

    fn entry(&self, at: Cell, _stop: u64) -> Option<Entry> {
        let value = *self.matrix(at.map).get((at.row, at.col))?;
        Some(self.sum(at, value).unwrap_or_else(|| given(value)))
    }

    /// What goes into the chosen cell, on its own side.
    fn lit(&self, map: usize, _stop: u64, chosen: Option<Cell>) -> Vec<Lit> {
        let ((side, symbol), Some(cell)) = (self.shows(map), chosen) else { return Vec::new() };
        let of = self.shows(cell.map);
        match (of.1, symbol) {
            (Symbol::E, Symbol::O) => vec![Lit::Entry(cell.row, cell.col)],
            // What is kept is made of keys and values, and K stands on the other side.
            (Symbol::S, Symbol::K) => vec![Lit::Row(cell.col)],
            (Symbol::P, Symbol::K) => vec![Lit::Row(cell.row)],
            (Symbol::S, Symbol::V) => vec![Lit::Col(cell.row)],
            (Symbol::P, Symbol::V) => vec![Lit::Col(cell.col)],
            _ if side != of.0 || map == cell.map => Vec::new(),
            (Symbol::O, Symbol::P) => vec![Lit::Col(cell.col)],
            (Symbol::O, Symbol::S) => {
                let reads = self.set.way == Way::State && self.holds(map) == Some(cell.row + 1);
                if reads { vec![Lit::Row(cell.col)] } else { Vec::new() }
            }
            (Symbol::A, Symbol::Q) | (Symbol::O, Symbol::A) => vec![Lit::Row(cell.row)],
            (Symbol::A, Symbol::K) | (Symbol::O, Symbol::V) => vec![Lit::Col(cell.col)],
            _ => Vec::new(),
        }
    }

    /// Nothing steps here: the line that completes the matrix of the chosen cell.
    fn running(&self, lane: usize, _stop: u64, chosen: Option<Cell>) -> Option<Range<usize>> {
        let (of_lane, made) = self.shows(chosen?.map);
        let listing = if lane == 0 { self.wanted_listing() } else { self.found_listing() };
        let line = listing.iter().rposition(|line| line.makes == Some(made)).filter(|_| of_lane == lane)?;
        Some(line..line + 1)
    }
}

impl Attempt {
    /// The side of a map, and its matrix.
    fn shows(&self, map: usize) -> (usize, Symbol) {
        let kept = if self.set.way == Way::Swap { Symbol::P } else { Symbol::S };
        MAPS.get(map).map_or((1, kept), |(side, symbol, _)| (*side, *symbol))
    }

    /// The number of tokens that a map of what is kept holds.
    fn holds(&self, map: usize) -> Option<usize> {
        Some(self.kept.get(map.checked_sub(MAPS.len())?)?.tokens)
    }

    fn matrix(&self, map: usize) -> &Arc<Mat> {
        if let Some(kept) = map.checked_sub(MAPS.len()).and_then(|kept| self.kept.get(kept)) {
            return &kept.matrix;
        }
        let (side, symbol) = self.shows(map);
        let of = if side == 0 { &self.wanted } else { &self.found };
        match symbol {
            Symbol::Q => &self.inputs[0],
            Symbol::K => &self.inputs[1],
            Symbol::V => &self.inputs[2],
            Symbol::A => &of.weights,
            Symbol::O => &of.o,
            _ => &self.difference,
        }
    }

    /// An entry as the sum of which it is made: a weight as q·k, where it is that and nothing else was done to it, or as its part of what
    /// softmax shares out, an output as weights times values, a difference as what is wanted less what is found, what is kept as values
    /// times keys.
    fn sum(&self, at: Cell, value: f64) -> Option<Entry> {
        let (side, symbol) = self.shows(at.map);
        let of = if side == 0 { &self.wanted } else { &self.found };
        let [q, k, v] = &self.inputs;
        let number = |name: Name, m: &Mat, at: (usize, usize)| Number::of(name, m[at], at);
        let [q_is, k_is, v_is, a_is] = [Symbol::Q, Symbol::K, Symbol::V, Symbol::A].map(Name::from);
        // A weight that the mask hides, or that softmax has made, is not q·k alone.
        let hidden = at.col > at.row && if side == 0 { self.set.causal } else { self.set.way != Way::Swap };
        let softmax = side == 0 && self.set.softmax;
        Some(match symbol {
            Symbol::A if hidden => return None,
            Symbol::A if softmax => {
                let seen = if self.set.causal { at.row + 1 } else { k.ncols() };
                let scores: Vec<f64> = (0..seen).map(|j| (q.row(at.row) * k.column(j))[0]).collect();
                return Entry::share(&scores, at.col, value);
            }
            Symbol::A => {
                let product = |l| vec![number(q_is, q, (at.row, l)), number(k_is, k, (l, at.col))];
                Entry::of_products((0..q.ncols()).map(product), value)
            }
            Symbol::O => {
                let product = |j| vec![number(a_is, &of.weights, (at.row, j)), number(v_is, v, (j, at.col))];
                Entry::of_products((0..of.weights.ncols()).map(product), value)
            }
            Symbol::E => {
                let o = |of: &Side| vec![number(Symbol::O.into(), &of.o, (at.row, at.col))];
                let term = |minus, of| Term { minus, numbers: o(of) };
                Entry::sum(vec![term(false, &self.wanted), term(true, &self.found)], value)
            }
            Symbol::S | Symbol::P => {
                let (row, col) = if symbol == Symbol::S { (at.row, at.col) } else { (at.col, at.row) };
                let product = |j| {
                    let (v, k) = (number(v_is, v, (j, row)), number(k_is, k, (col, j)));
                    if symbol == Symbol::S { vec![v, k] } else { vec![k, v] }
                };
                Entry::of_products((0..self.holds(at.map)?).map(product), value)
            }
            _ => return None,
        })
    }

    /// What is to be computed, as a formula in one line.
    fn wanted_name(&self) -> String {
        let scores = format!("QKᵀ{}", behind(self.scale));
        match (self.set.softmax, self.set.causal) {
            (true, true) => format!("softmax({scores} + mask)V"),
            (true, false) => format!("softmax({scores})V"),
            (false, true) => format!("({scores} ⊙ M)V"),
            (false, false) => format!("({scores})V"),
        }
    }

    /// How the other side computes.
    fn found_name(&self) -> String {
        let scale = behind(self.scale);
        match self.set.way {
            Way::Swap => format!("{}(KᵀV)", queries(scale)),
            Way::State => format!("Sₜqₜ{scale}"),
            Way::Chunks => format!("C = {CHUNK}"),
        }
    }

    /// What is to be computed, by the order that forms QKᵀ.
    fn wanted_listing(&self) -> Vec<Line> {
        let mut lines = vec![Line::making(Symbol::A, format!("A = Q Kᵀ{}", behind(self.scale)))];
        if self.set.causal {
            // What softmax is to leave out must be −∞ before it: exp 0 is 1.
            let hidden = if self.set.softmax { "−∞" } else { "0" };
            lines.push(Line::making(Symbol::A, format!("A[i, j > i] = {hidden}")));
        }
        if self.set.softmax {
            lines.push(Line::making(Symbol::A, "A = softmax(A)"));
        }
        lines.push(Line::making(Symbol::O, "O = A V"));
        lines
    }

    /// The lines of the chosen way.
    fn found_listing(&self) -> Vec<Line> {
        let scale = behind(self.scale);
        match self.set.way {
            Way::Swap => {
                vec![Line::making(Symbol::P, "P = Kᵀ V"), Line::making(Symbol::O, format!("O = Q{scale} P"))]
            }
            Way::State => vec![
                Line::around("for t = 1, 2, 3, …:"),
                Line::making(Symbol::S, "  S += vₜ kₜᵀ"),
                Line::making(Symbol::O, format!("  oₜ = S qₜ{scale}")),
            ],
            Way::Chunks => vec![
                Line::around(format!("for t = 0, {CHUNK}, {}, …:", 2 * CHUNK)),
                Line::around(format!("  q, k, v = Q{scale}, K, V [t : t+{CHUNK}]")),
                Line::making(Symbol::O, format!("  O[t : t+{CHUNK}] = q Sᵀ + (q kᵀ ⊙ M) v")),
                Line::making(Symbol::S, "  S += vᵀ k"),
            ],
        }
    }
}

/// A number in lowered digits, as an index is written.
fn lowered(number: usize) -> String {
    let digit =
        |digit: char| digit.to_digit(10).and_then(|digit| char::from_u32(0x2080 + digit)).unwrap_or(digit);
    number.to_string().chars().map(digit).collect()
}

fn outputs<A: Rule>(x: &Inputs, form: Form) -> Result<Mat, RuleError> {
    RuleEntry::of::<A>().run(x, form).map(|output| output.o)
}

fn product(x: &Inputs, order: Order) -> Mat {
    full(&(&x.q * x.scale), &x.k, &x.v, order, &mut ())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::inputs::random;
    use crate::lessons::told::every_cell_is_told;

    #[test]
    fn every_cell_is_told_whatever_stands_in_between() {
        for (causal, softmax) in [(false, false), (true, false), (false, true), (true, true)] {
            for way in [Way::Swap, Way::State, Way::Chunks] {
                every_cell_is_told(&attempt(causal, softmax, way), 0..1, |_, _| false);
            }
        }
    }

    #[test]
    fn a_weight_is_told_as_a_product_where_it_is_one_and_an_output_as_a_sum_over_the_tokens() {
        let attempt = attempt(true, false, Way::State);
        let terms = |map, row, col| attempt.entry(Cell { map, row, col }, 0).unwrap().terms.len();
        // A of either side: four channels below the diagonal, and nothing above it, where the mask hides.
        assert_eq!([terms(2, 3, 1), terms(2, 1, 3), terms(5, 3, 1), terms(5, 1, 3)], [4, 0, 4, 0]);
        // O of either side, and their difference.
        assert_eq!([terms(4, 3, 1), terms(7, 3, 1), terms(8, 3, 1)], [10, 10, 2]);
        // The states of the first, the fifth and the last of ten tokens.
        assert_eq!([terms(9, 3, 1), terms(10, 3, 1), terms(11, 3, 1)], [1, 5, 10]);
    }

    #[test]
    fn a_weight_of_softmax_is_told_as_its_part_of_the_sum_of_its_row() {
        let attempt = attempt(true, true, Way::State);
        let entry = attempt.entry(Cell { map: 2, row: 3, col: 1 }, 0).unwrap();
        assert_eq!(entry.letters(), "exp(q·k) · 1/Σ");
        let row: f64 =
            (0..4).map(|j| (attempt.inputs[0].row(3) * attempt.inputs[1].column(j))[0].exp()).sum();
        assert!((entry.terms[0].numbers[1].value * row - 1.0).abs() < 1e-12);
    }

    #[test]
    fn what_is_kept_gives_the_outputs_when_the_queries_read_it() {
        let swapped = attempt(false, false, Way::Swap);
        assert!(max_abs_diff(&(&*swapped.inputs[0] * &*swapped.kept[0].matrix), &swapped.found.o) < 1e-12);
        let state = attempt(true, false, Way::State);
        assert_eq!(state.kept.iter().map(|kept| kept.tokens).collect::<Vec<_>>(), [1, 5, 10]);
        for Kept { tokens, matrix } in &state.kept {
            let read = &**matrix * state.inputs[0].row(tokens - 1).transpose();
            assert!((read.transpose() - state.found.o.row(tokens - 1)).amax() < 1e-12);
        }
        let chunks = attempt(true, false, Way::Chunks);
        assert_eq!(chunks.kept.iter().map(|kept| kept.tokens).collect::<Vec<_>>(), [4, 10]);
        let wide =
            Attempt::run(&random(3, 10, 9), &Scenario { way: Way::State, ..Scenario::default() }).unwrap();
        assert_eq!(wide.kept.len(), 1, "of many channels only the last");
    }

    fn attempt(causal: bool, softmax: bool, way: Way) -> Attempt {
        Attempt::run(&random(3, 10, 4), &Scenario { causal, softmax, way }).unwrap()
    }

    #[test]
    fn the_swap_holds_only_where_nothing_stands_in_between() {
        assert!(attempt(false, false, Way::Swap).reading.agrees());
        for (causal, softmax) in [(true, false), (false, true), (true, true)] {
            assert!(attempt(causal, softmax, Way::Swap).reading.apart > 0.1);
        }
    }

    #[test]
    fn under_a_causal_mask_only_the_last_row_survives_the_swap() {
        let swapped = attempt(true, false, Way::Swap);
        assert_eq!(swapped.rows_that_agree(), 1);
        assert!(swapped.difference.row(9).amax() <= swapped.reading.allowed);
    }

    #[test]
    fn state_and_chunks_repair_the_mask_and_nothing_else() {
        for way in [Way::State, Way::Chunks] {
            assert!(attempt(true, false, way).reading.agrees());
            assert_eq!(attempt(true, false, way).rows_that_agree(), 10);
            for (causal, softmax) in [(false, false), (true, true), (false, true)] {
                assert!(!attempt(causal, softmax, way).reading.agrees());
            }
        }
    }

    #[test]
    fn weights_times_values_are_the_outputs() {
        let stream = random(3, 10, 4);
        for causal in [true, false] {
            for softmax in [true, false] {
                let sides = attempt(causal, softmax, Way::State);
                for side in [sides.wanted, sides.found] {
                    assert!(max_abs_diff(&(&*side.weights * &stream.v), &side.o) < 1e-12);
                }
            }
        }
        let softmax = attempt(true, true, Way::Swap).wanted.weights;
        assert!(softmax.row_iter().all(|row| (row.sum() - 1.0).abs() < 1e-12));
    }
}
