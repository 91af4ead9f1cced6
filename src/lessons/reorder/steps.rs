//! Both orders of QKᵀV on one clock.
//!
//! This file is long because one run has three forms (two orders, a causal mask, six nests of loops) and the tests that tie
//! every line of its listings to the trace.

use std::ops::Range;
use std::sync::{Arc, Mutex};

use super::Scenario;
use super::costs::side_name;
use crate::i18n::Locale;
use crate::inputs::Stream;
use crate::lessons::run::{
    Axis, Board, Cell, Cells, Counter, Lane, Lit, Made, Map, Pace, Run, given, lit_on,
};
use crate::lessons::scaled::behind;
use crate::math::{LoopOrder, Mat, max_abs, max_abs_diff};
use crate::number::{FLOAT32, bytes, grouped};
use crate::rules::reorder::{Order, causal, full_with};
use crate::say;
use crate::text::Text;
use crate::trace::{Entry, Frame, Grain, Line, Reading, Symbol, Timeline, Trace};

/// Both orders, run once and recorded, on one clock that counts multiply-adds.
#[derive(Debug)]
pub struct Race {
    traces: [Trace; 2],
    set: Scenario,
    scale: f64,
    /// Q, scaled; K; V.
    inputs: [Arc<Mat>; 3],
    timeline: Timeline,
    /// Kᵀ.
    turned: Arc<Mat>,
    /// The largest entry of each finished map.
    full: [f64; MAPS.len()],
    /// max |left − right| of the two outputs.
    pub reading: Reading,
    /// The moment that was last asked for: everything on the stage asks for the same.
    last: Mutex<Option<Arc<Moment>>>,
}

/// Both sides when each has been given the same work.
#[derive(Debug)]
pub struct Moment {
    /// The multiply-adds that each side has been given.
    pub work: u64,
    /// The sides.
    pub frames: [Frame; 2],
    /// The entry of each side that has just grown: where it is, and the sum of which it is made.
    touched: [Option<(Cell, Entry)>; 2],
}

/// The maps of the board, by number: which side, which matrix, and its row and column on that side. Either side is one block, in
/// which every product has its left operand at its left edge and its right operand along its top; so K stands transposed.
const MAPS: [(Order, Symbol, [usize; 2]); 10] = [
    (Order::Left, Symbol::Q, [1, 0]),
    (Order::Left, Symbol::K, [0, 1]),
    (Order::Left, Symbol::A, [1, 1]),
    (Order::Left, Symbol::V, [0, 2]),
    (Order::Left, Symbol::O, [1, 2]),
    (Order::Right, Symbol::K, [1, 0]),
    (Order::Right, Symbol::V, [0, 1]),
    (Order::Right, Symbol::P, [1, 1]),
    (Order::Right, Symbol::Q, [2, 0]),
    (Order::Right, Symbol::O, [2, 1]),
];

/// The input that a map shows; nothing where it shows what a side computes.
const fn input(symbol: Symbol) -> Option<usize> {
    match symbol {
        Symbol::Q => Some(0),
        Symbol::K => Some(1),
        Symbol::V => Some(2),
        _ => None,
    }
}

impl Race {
    /// Runs (QKᵀ)V and Q(KᵀV) on the stream.
    ///
    /// # Errors
    /// None.
    pub fn run(stream: &Stream, set: &Scenario) -> Result<Self, Text> {
        Ok(Self::of(stream, set))
    }

    /// Runs both orders on the stream, under a causal mask or not; without one, with the loops that are set.
    pub fn of(stream: &Stream, set: &Scenario) -> Self {
        let (q, k, v) = (&stream.q * stream.scale, stream.k.clone(), stream.v.clone());
        let mut traces = [Trace::default(), Trace::default()];
        let [left, right] = Order::ALL.map(|order| {
            let trace = &mut traces[order as usize];
            if set.causal {
                causal(&q, &k, &v, order, trace)
            } else {
                full_with(&q, &k, &v, order, loops(set, order), trace)
            }
        });
        let reading = Reading::new(max_abs_diff(&left, &right), max_abs(&left), 1e-12);
        let work = |order: Order| traces[order as usize].work();
        let timeline = match set.grain {
            Grain::MultiplyAdd => Timeline::Every(work(Order::Left).max(work(Order::Right))),
            grain => Timeline::union(traces.iter().map(|trace| trace.ends(grain))),
        };
        let inputs = [q, k, v].map(Arc::new);
        let ends = traces.each_ref().map(|trace| trace.frame_at_work(u64::MAX));
        let turned = Arc::new(inputs[1].transpose());
        let full = MAPS.map(|(order, symbol, _)| {
            let made = || ends[order as usize].value(symbol);
            input(symbol).map(|input| &inputs[input]).or_else(made).map_or(1.0, |m| max_abs(m))
        });
        let (set, scale) = (set.clone(), stream.scale);
        Self { traces, set, scale, inputs, turned, timeline, full, reading, last: Mutex::new(None) }
    }

    /// Whether a query sees no later token.
    pub fn causal(&self) -> bool {
        self.set.causal
    }

    /// Tokens and channels.
    pub fn size(&self) -> (usize, usize) {
        self.inputs[1].shape()
    }

    /// Both sides at a stop.
    pub fn moment(&self, stop: u64) -> Arc<Moment> {
        let work = self.timeline.work(stop);
        let mut last = self.last.lock().unwrap_or_else(|broken| broken.into_inner());
        if let Some(moment) = last.as_ref().filter(|moment| moment.work == work) {
            return moment.clone();
        }
        let frames = self.traces.each_ref().map(|trace| trace.frame_at_work(work));
        let touched = Order::ALL.map(|order| {
            let (symbol, row, col, _) = frames[order as usize].touched?;
            let map = MAPS.iter().position(|(side, made, _)| (*side, *made) == (order, symbol))?;
            let entry = self.traces[order as usize].entry_at_work(symbol, row, col, work)?;
            Some((Cell { map, row, col }, entry))
        });
        let moment = Arc::new(Moment { work, frames, touched });
        *last = Some(moment.clone());
        moment
    }

    /// The multiply-adds that one side takes.
    pub fn work(&self, order: Order) -> u64 {
        self.traces[order as usize].work()
    }

    /// The side that needs fewer multiply-adds; none in a tie.
    pub fn winner(&self) -> Option<Order> {
        match self.work(Order::Left).cmp(&self.work(Order::Right)) {
            std::cmp::Ordering::Less => Some(Order::Left),
            std::cmp::Ordering::Equal => None,
            std::cmp::Ordering::Greater => Some(Order::Right),
        }
    }

    /// A side as it is written in one line.
    pub fn name(&self, order: Order) -> String {
        side_name(self.set.causal, order, behind(self.scale))
    }

    /// The code that a side runs: i and j are tokens, l and c channels.
    pub fn listing(&self, order: Order) -> Vec<Line> {
        use Symbol::{A, O, P};
        let [first, second] = loops(&self.set, order);
        let mut lines = match (self.set.causal, order) {
            (false, Order::Left) => vec![
                nest(first, ["i", "j", "l"]),
                Line::making(A, "  A[i,j] += Q[i,l]·K[j,l]"),
                nest(second, ["i", "c", "j"]),
                Line::making(O, "  O[i,c] += A[i,j]·V[j,c]"),
            ],
            (false, Order::Right) => vec![
                nest(first, ["l", "c", "j"]),
                Line::making(P, "  P[l,c] += K[j,l]·V[j,c]"),
                nest(second, ["i", "c", "l"]),
                Line::making(O, "  O[i,c] += Q[i,l]·P[l,c]"),
            ],
            (true, Order::Left) => vec![
                Line::around("for i, for j ≤ i, for l:"),
                Line::making(A, "  A[i,j] += Q[i,l]·K[j,l]"),
                Line::around("for i, for c, for j ≤ i:"),
                Line::making(O, "  O[i,c] += A[i,j]·V[j,c]"),
            ],
            (true, Order::Right) => vec![
                Line::around("for i:"),
                Line::around("  for l, for c:  # S += v kᵀ"),
                Line::making(P, "    P[l,c] += K[i,l]·V[i,c]"),
                Line::around("  for c, for l:  # o = S q"),
                Line::making(O, "    O[i,c] += Q[i,l]·P[l,c]"),
            ],
        };
        if self.scale != 1.0 {
            lines.insert(0, Line::around(format!("Q = Q{}", behind(self.scale))));
        }
        lines
    }
}

impl Run for Race {
    fn board(&self, _locale: Locale) -> Board {
        let causal = self.set.causal;
        let tokens = |symbol, letter| Map::of(symbol, letter, [Axis::Tokens, Axis::Channels]);
        let map = |(order, symbol, [row, col]): (Order, Symbol, [usize; 2])| {
            let map = match symbol {
                Symbol::Q => tokens(symbol, "Q").named(format!("Q{}", behind(self.scale))),
                Symbol::K => Map::of(symbol, "Kᵀ", [Axis::Channels, Axis::Tokens]),
                Symbol::V => tokens(symbol, "V"),
                Symbol::A => Map::of(symbol, "A", [Axis::Queries, Axis::Keys]).named(if causal {
                    "A = QKᵀ ⊙ M"
                } else {
                    "A = QKᵀ"
                }),
                Symbol::P => Map::of(symbol, "P", [Axis::KeyChannels, Axis::ValueChannels])
                    .named(if causal { "P = Sᵀ" } else { "P = KᵀV" }),
                _ => tokens(symbol, "O").named(match (order, causal) {
                    (Order::Left, _) => "O = AV",
                    (Order::Right, false) => "O = QP",
                    (Order::Right, true) => "oₜ = Sₜqₜ",
                }),
            };
            map.at(0, row, col)
        };
        let lane = |order: Order, id| Lane {
            id,
            formula: self.name(order),
            listing: self.listing(order),
            maps: MAPS.into_iter().filter(|(side, ..)| *side == order).map(map).collect(),
            ..Lane::default()
        };
        Board {
            lanes: vec![lane(Order::Left, "left"), lane(Order::Right, "right")],
            // The tallest map leaves room for what stands below it.
            cells: Cells { largest: 22.0, tallest: 200.0, ..Cells::default() },
        }
    }

    fn meter(&self) -> (Text, Reading) {
        (Text::same(Order::ALL.map(|order| self.name(order)).join(" = ")), self.reading)
    }

    fn timeline(&self) -> Timeline {
        self.timeline.clone()
    }

    /// Half of QKᵀ, and a few outer products of KᵀV.
    fn opening(&self) -> u64 {
        let [left, right] = Order::ALL.map(|order| self.work(order));
        self.timeline.stop_at((left / 3).min(right / 2)).max(1)
    }

    fn pace(&self) -> Pace {
        let speeds = &[10.0, 100.0, 1000.0, 10_000.0, 100_000.0];
        let unit = |speed: f64| {
            let speed = grouped(speed as u128);
            say!(reorder.speed, speed = speed)
        };
        Pace { speeds, usual: 1000.0, unit }
    }

    fn place(&self, stop: u64) -> Text {
        let work = grouped(self.timeline.work(stop).into());
        say!(reorder.place, work = work)
    }

    fn say(&self, stop: u64) -> Text {
        let [left, right] = self.moment(stop).frames.each_ref().map(|frame| frame.multiply_adds);
        say!(reorder.say, left = left, right = right)
    }

    fn shape(&self, map: usize, _stop: u64) -> (usize, usize) {
        let (n, d) = self.size();
        match MAPS[map].1 {
            Symbol::A => (n, n),
            Symbol::K => (d, n),
            Symbol::P => (d, d),
            _ => (n, d),
        }
    }

    fn seen(&self, map: usize, stop: u64) -> Option<Arc<Mat>> {
        let (order, symbol, _) = MAPS[map];
        match input(symbol) {
            Some(_) if symbol == Symbol::K => Some(self.turned.clone()),
            Some(input) => Some(self.inputs[input].clone()),
            None => self.moment(stop).frames[order as usize].value(symbol).cloned(),
        }
    }

    /// The colours are those of the finished matrix, so that an entry is seen to grow.
    fn full(&self, map: usize, _stop: u64) -> f64 {
        self.full[map]
    }

    fn entry(&self, at: Cell, stop: u64) -> Option<Entry> {
        let (order, symbol, _) = *MAPS.get(at.map)?;
        match input(symbol) {
            Some(_) => self.seen(at.map, stop)?.get((at.row, at.col)).copied().map(given),
            None => {
                self.traces[order as usize].entry_at_work(symbol, at.row, at.col, self.timeline.work(stop))
            }
        }
    }

    fn lit(&self, map: usize, stop: u64, chosen: Option<Cell>) -> Vec<Lit> {
        let (order, symbol, _) = MAPS[map];
        let (shape, turned) = (self.shape(map, stop), symbol == Symbol::K);
        let (of, entry) = match chosen {
            Some(cell) => (cell, self.entry(cell, stop)),
            None => match &self.moment(stop).touched[order as usize] {
                Some((cell, entry)) => (*cell, Some(entry.clone())),
                None => return Vec::new(),
            },
        };
        if MAPS[of.map].0 != order {
            return Vec::new();
        }
        let mut lit = entry.map_or_else(Vec::new, |entry| lit_on(&entry, symbol, shape, turned));
        if chosen.is_none() && of.map == map {
            lit.push(Lit::Entry(of.row, of.col));
        }
        lit
    }

    /// The entry of each side that has just grown; none on a side that was done before.
    fn made(&self, stop: u64) -> Vec<Made> {
        let moment = self.moment(stop);
        let grew = |order: usize| {
            let (cell, _) = moment.touched[order].as_ref()?;
            let grows = moment.frames[order].multiply_adds >= moment.work;
            grows.then_some(Made { map: cell.map, cells: Lit::Entry(cell.row, cell.col) })
        };
        (0..moment.frames.len()).filter_map(grew).collect()
    }

    /// The line that made the last multiply-add; none on a side that was done before.
    fn running(&self, lane: usize, stop: u64, _chosen: Option<Cell>) -> Option<Range<usize>> {
        let moment = self.moment(stop);
        let order = *Order::ALL.get(lane)?;
        let frame = &moment.frames[lane];
        let (made, ..) = frame.touched.filter(|_| frame.multiply_adds >= moment.work)?;
        let line = self.listing(order).iter().position(|line| line.makes == Some(made))?;
        Some(line..line + 1)
    }

    fn counters(&self, lane: usize, stop: u64) -> Vec<Counter> {
        let (order, frame) = (Order::ALL[lane], &self.moment(stop).frames[lane]);
        let work = Counter {
            name: say!(reorder.multiply_adds),
            id: ["count-left", "count-right"][lane],
            value: grouped(frame.multiply_adds.into()),
            of: format!(" / {}", grouped(self.work(order).into())),
        };
        let held = Counter {
            name: say!(reorder.held),
            id: ["held-left", "held-right"][lane],
            value: bytes(FLOAT32 * u128::from(frame.held)),
            of: String::new(),
        };
        vec![work, held]
    }

    fn progress(&self, lane: usize, stop: u64) -> Option<f64> {
        let done = self.moment(stop).frames[lane].multiply_adds;
        Some(done as f64 / self.work(Order::ALL[lane]).max(1) as f64)
    }
}

/// The loops of both products of an order.
fn loops(set: &Scenario, order: Order) -> [LoopOrder; 2] {
    set.loops.map_or(order.loops(), |loops| [loops; 2])
}

/// The loops of a product, outermost first; `axes` names a row, a column and a term of the sum.
fn nest(loops: LoopOrder, axes: [&str; 3]) -> Line {
    let loops = loops.axes().map(|axis| format!("for {}", axes[axis]));
    Line::around(format!("{}:", loops.join(", ")))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::inputs::random;
    use crate::knobs::Named;
    use crate::lessons::reorder::scenario::Loops;

    fn race(n: usize, d: usize, set: Scenario) -> Race {
        Race::of(&random(1, n, d), &set)
    }

    /// A stop for each multiply-add.
    fn every() -> Scenario {
        Scenario { grain: Grain::MultiplyAdd, ..Scenario::default() }
    }

    fn masked() -> Scenario {
        Scenario { causal: true, ..every() }
    }

    #[test]
    fn the_line_that_runs_makes_the_entry_that_grew() {
        for race in [race(5, 3, every()), race(5, 3, masked())] {
            for order in Order::ALL {
                let line = |work| race.running(order as usize, work, None);
                assert_eq!(line(0), None, "before the start nothing runs");
                for work in 1..=race.work(order) {
                    let (grew, ..) = race.moment(work).frames[order as usize].touched.unwrap();
                    assert_eq!(race.listing(order)[line(work).unwrap().start].makes, Some(grew));
                }
                let other = race.work(Order::ALL[1 - order as usize]);
                if other > race.work(order) {
                    assert_eq!(line(race.work(order) + 1), None, "a side that is done rests");
                }
            }
        }
    }

    #[test]
    fn the_innermost_loop_of_a_listing_is_the_index_that_moves_first() {
        for loops in Loops::ALL.iter().copied().filter(|loops| loops.is_some()) {
            let race = race(4, 4, Scenario { loops, ..every() });
            for (order, made, axes) in [
                (Order::Left, Symbol::A, ["i", "j", "l"]),
                (Order::Left, Symbol::O, ["i", "c", "j"]),
                (Order::Right, Symbol::P, ["l", "c", "j"]),
                (Order::Right, Symbol::O, ["i", "c", "l"]),
            ] {
                let lines = race.listing(order);
                let above = lines.iter().position(|line| line.makes == Some(made)).unwrap() - 1;
                let mut entries = (1..=race.work(order)).filter_map(|work| {
                    let (of, row, col, term) = race.moment(work).frames[order as usize].touched?;
                    (of == made).then_some([row, col, term])
                });
                let (first, next) = (entries.next().unwrap(), entries.next().unwrap());
                let moved = (0..3).find(|axis| first[*axis] != next[*axis]).unwrap();
                let code = &lines[above].code;
                assert!(code.ends_with(&format!("for {}:", axes[moved])), "{loops:?} {order:?}: {code}");
            }
        }
    }

    #[test]
    fn a_sum_explains_its_entry_at_every_moment_and_lights_what_it_is_made_of() {
        let nests = Loops::ALL.iter().map(|loops| race(5, 3, Scenario { loops: *loops, ..every() }));
        for race in nests.chain([race(5, 3, masked())]) {
            for stop in 0..=race.timeline().last() {
                for (map, of) in MAPS.iter().enumerate().filter(|(_, of)| input(of.1).is_none()) {
                    let (rows, cols) = race.shape(map, stop);
                    for (row, col) in (0..rows).flat_map(|row| (0..cols).map(move |col| (row, col))) {
                        let at = Cell { map, row, col };
                        let Some(entry) = race.entry(at, stop) else {
                            assert!(race.causal() && of.1 == Symbol::A && col > row);
                            continue;
                        };
                        assert!((entry.told() - entry.value).abs() < 1e-12, "{at:?} at {stop}");
                        let shown = race.seen(map, stop).map_or(0.0, |m| m[(row, col)]);
                        assert_eq!(entry.value, shown, "{at:?} at {stop}");
                    }
                }
            }
        }
    }

    #[test]
    fn an_entry_lights_a_row_and_a_column_of_its_operands() {
        let race = race(5, 3, every());
        let end = race.timeline().last();
        let lit = |of: usize, in_map: usize| race.lit(in_map, end, Some(Cell { map: of, row: 2, col: 1 }));
        // A[2, 1] is made of row 2 of Q and column 1 of Kᵀ, O[2, 1] on the left of row 2 of A and column 1 of V.
        assert_eq!((lit(2, 0), lit(2, 1), lit(2, 3)), (vec![Lit::Row(2)], vec![Lit::Col(1)], vec![]));
        assert_eq!((lit(4, 2), lit(4, 3), lit(4, 7)), (vec![Lit::Row(2)], vec![Lit::Col(1)], vec![]));
        // P[2, 1] is made of row 2 of Kᵀ and column 1 of V, O[2, 1] on the right of row 2 of Q and column 1 of P.
        assert_eq!((lit(7, 5), lit(7, 6), lit(7, 8)), (vec![Lit::Row(2)], vec![Lit::Col(1)], vec![]));
        assert_eq!((lit(9, 8), lit(9, 7), lit(9, 2)), (vec![Lit::Row(2)], vec![Lit::Col(1)], vec![]));
    }

    #[test]
    fn the_multiply_add_just_done_lights_its_entry() {
        let race = race(5, 3, every());
        assert_eq!(race.lit(2, 4, None), [Lit::Entry(0, 1)], "the fourth begins the second entry of A");
        assert_eq!(race.lit(0, 4, None), [Lit::Row(0)], "made of a row of Q");
        assert_eq!(race.lit(1, 4, None), [Lit::Col(1)], "and of a column of Kᵀ");
    }

    #[test]
    fn the_winner_changes_at_the_tie() {
        let winner = |n, d, causal| race(n, d, Scenario { causal, ..every() }).winner();
        assert_eq!([3, 4, 5].map(|n| winner(n, 4, false)), [Some(Order::Left), None, Some(Order::Right)]);
        assert_eq!([6, 7, 8].map(|n| winner(n, 4, true)), [Some(Order::Left), None, Some(Order::Right)]);
    }

    #[test]
    fn both_sides_are_one_product() {
        let race = race(20, 6, every());
        assert!(race.reading.agrees() && race.reading.apart > 0.0);
        assert_eq!((race.work(Order::Left), race.work(Order::Right)), (2 * 20 * 20 * 6, 2 * 20 * 6 * 6));
        let opening = race.moment(race.opening());
        assert!(opening.work > 0 && opening.work < race.work(Order::Right), "both sides are on their way");
    }
}
