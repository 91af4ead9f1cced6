use super::scenario::MAX_N;
use crate::inputs::Stream;
use crate::math::{LoopOrder, Mat, max_abs, max_abs_diff};
use crate::rules::reorder::{Cost, Order, causal, full_with};
use crate::trace::{Event, Frame, Grain, Symbol, Timeline, Trace};
use crate::ui::code::Line;
use crate::ui::meter::Reading;

/// Both orders, run once and recorded, on one clock that counts multiply-adds.
#[derive(Debug)]
pub struct Race {
    traces: [Trace; 2],
    causal: bool,
    loops: Option<LoopOrder>,
    q: Mat,
    k: Mat,
    v: Mat,
    /// max |left − right| of the two outputs.
    pub reading: Reading,
}

/// The sum of which an entry is made, with the numbers plugged in.
#[derive(Clone, Debug, PartialEq)]
pub struct Sum {
    /// The two factors of each term.
    pub terms: Vec<(f64, f64)>,
    /// How many terms have been added so far.
    pub done: usize,
    /// The entry as it stands.
    pub value: f64,
}

impl Race {
    /// Runs (QKᵀ)V and Q(KᵀV) on the stream, each with its own loops.
    pub fn run(stream: &Stream) -> Self {
        Self::run_with(stream, false, None)
    }

    /// Runs both, under a causal mask or not; without one, every product with these loops.
    pub fn run_with(stream: &Stream, masked: bool, loops: Option<LoopOrder>) -> Self {
        let (q, k, v) = (stream.q.clone(), stream.k.clone(), stream.v.clone());
        let mut traces = [Trace::default(), Trace::default()];
        let [left, right] = Order::ALL.map(|order| {
            let trace = &mut traces[order as usize];
            if masked {
                causal(&q, &k, &v, order, trace)
            } else {
                full_with(&q, &k, &v, order, loops.map_or(order.loops(), |loops| [loops; 2]), trace)
            }
        });
        let reading = Reading { apart: max_abs_diff(&left, &right), allowed: 1e-12 * (1.0 + max_abs(&left)) };
        Self { traces, causal: masked, loops, q, k, v, reading }
    }

    /// Tokens and channels.
    pub fn shape(&self) -> (usize, usize) {
        self.k.shape()
    }

    /// Where the clock stops at this grain: wherever one of the sides ends a step of it.
    pub fn timeline(&self, grain: Grain) -> Timeline {
        match grain {
            Grain::MultiplyAdd => Timeline::Every(self.work(Order::Left).max(self.work(Order::Right))),
            grain => Timeline::union(self.traces.iter().map(|trace| trace.ends(grain))),
        }
    }

    /// One side when each of them has been given `work` multiply-adds.
    pub fn frame(&self, order: Order, work: u64) -> Frame {
        self.traces[order as usize].frame_at_work(work)
    }

    /// The multiply-adds that one side takes.
    pub fn work(&self, order: Order) -> u64 {
        self.traces[order as usize].work()
    }

    /// Who needs fewer multiply-adds; nobody in a tie.
    pub fn winner(&self) -> Option<Order> {
        match self.work(Order::Left).cmp(&self.work(Order::Right)) {
            std::cmp::Ordering::Less => Some(Order::Left),
            std::cmp::Ordering::Equal => None,
            std::cmp::Ordering::Greater => Some(Order::Right),
        }
    }

    /// What a side runs, as pseudo-code: i and j are tokens, l and c channels.
    pub fn listing(&self, order: Order) -> Vec<Line> {
        use Symbol::{A, O, P};
        let [first, second] = self.loops.map_or(order.loops(), |loops| [loops; 2]);
        match (self.causal, order) {
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
        }
    }

    /// The line of the listing that made the last of `work` multiply-adds; none on a side that was done before.
    pub fn line_in_hand(&self, order: Order, frame: &Frame, work: u64) -> Option<usize> {
        let (made, ..) = frame.touched.filter(|_| frame.multiply_adds >= work)?;
        self.listing(order).iter().position(|line| line.makes == Some(made))
    }

    /// The sum of which `symbol[row, col]` is made on this side, as far as it has come in `frame`.
    ///
    /// Q, K and V are given and no sums: they have none.
    pub fn sum(&self, order: Order, symbol: Symbol, row: usize, col: usize, frame: &Frame) -> Option<Sum> {
        let ((n, d), d_v) = (self.k.shape(), self.v.ncols());
        let (rows, cols) = match symbol {
            Symbol::A => (n, n),
            Symbol::P => (d, d_v),
            Symbol::O => (n, d_v),
            _ => return None,
        };
        if row >= rows || col >= cols || (self.causal && symbol == Symbol::A && col > row) {
            return None;
        }
        // Under the mask, row i is a sum over the tokens up to i: those after it are not there yet, or never looked at.
        let seen = if self.causal { row + 1 } else { n };
        let (q, k, v) = (&self.q, &self.k, &self.v);
        let terms: Vec<(f64, f64)> = match (symbol, order) {
            (Symbol::A, _) => (0..d).map(|l| (q[(row, l)], k[(col, l)])).collect(),
            (Symbol::P, _) => (0..n).map(|t| (k[(t, row)], v[(t, col)])).collect(),
            (_, Order::Left) => {
                let last = self.frame(order, u64::MAX);
                let a = last.value(Symbol::A)?;
                (0..seen).map(|j| (a[(row, j)], v[(j, col)])).collect()
            }
            (_, Order::Right) => {
                let p = |l: usize| (0..seen).map(|t| k[(t, l)] * v[(t, col)]).sum();
                (0..d).map(|l| (q[(row, l)], p(l))).collect()
            }
        };
        let value = frame.value(symbol).map_or(0.0, |m| m[(row, col)]);
        let done = self.terms_done(order, symbol, [row, col], frame.multiply_adds);
        Some(Sum { terms, done, value })
    }

    /// How many multiply-adds of this entry are among the first `work`.
    fn terms_done(&self, order: Order, symbol: Symbol, [row, col]: [usize; 2], work: u64) -> usize {
        let events = self.traces[order as usize].events().iter();
        let made = events.filter_map(|event| match event {
            Event::MultiplyAdd { symbol, row, col, .. } => Some((*symbol, *row as usize, *col as usize)),
            _ => None,
        });
        made.take(work as usize).filter(|entry| *entry == (symbol, row, col)).count()
    }
}

/// The loops of a product, outermost first; `axes` names a row, a column and a term of the sum.
fn nest(loops: LoopOrder, axes: [&str; 3]) -> Line {
    let loops = loops.axes().map(|axis| format!("for {}", axes[axis]));
    Line::around(format!("{}:", loops.join(", ")))
}

/// What an order costs, under a causal mask or not.
pub fn cost(order: Order, causal: bool, n: u64, d: u64) -> Cost {
    if causal { order.causal_cost(n, d) } else { order.cost(n, d) }
}

/// The order that takes fewer multiply-adds, and how many times fewer; no order in a tie.
pub fn cheaper(causal: bool, n: u64, d: u64) -> (Option<Order>, f64) {
    let [left, right] = Order::ALL.map(|order| cost(order, causal, n, d).multiply_adds);
    let order = match left.cmp(&right) {
        std::cmp::Ordering::Less => Some(Order::Left),
        std::cmp::Ordering::Equal => None,
        std::cmp::Ordering::Greater => Some(Order::Right),
    };
    (order, left.max(right) as f64 / left.min(right).max(1) as f64)
}

/// The fewest tokens for which the recurrence takes fewer multiply-adds than the triangle.
pub fn causal_crossing(d: u64) -> u64 {
    (1..MAX_N).find(|n| cheaper(true, *n, d).0 == Some(Order::Right)).unwrap_or(MAX_N)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::inputs::random;

    #[test]
    fn the_line_in_hand_makes_what_grew() {
        let stream = random(1, 5, 3);
        for race in [Race::run(&stream), Race::run_with(&stream, true, None)] {
            for order in Order::ALL {
                let line = |work| race.line_in_hand(order, &race.frame(order, work), work);
                assert_eq!(
                    (line(0), line(race.work(order) + 1)),
                    (None, None),
                    "before and after, nothing runs"
                );
                for work in 1..=race.work(order) {
                    let (grew, ..) = race.frame(order, work).touched.unwrap();
                    assert_eq!(race.listing(order)[line(work).unwrap()].makes, Some(grew));
                }
            }
        }
    }

    #[test]
    fn the_innermost_loop_of_a_listing_is_the_index_that_moves_first() {
        for loops in LoopOrder::ALL {
            let race = Race::run_with(&random(1, 4, 4), false, Some(loops));
            for (order, made, axes) in [
                (Order::Left, Symbol::A, ["i", "j", "l"]),
                (Order::Left, Symbol::O, ["i", "c", "j"]),
                (Order::Right, Symbol::P, ["l", "c", "j"]),
                (Order::Right, Symbol::O, ["i", "c", "l"]),
            ] {
                let lines = race.listing(order);
                let above = lines.iter().position(|line| line.makes == Some(made)).unwrap() - 1;
                let mut entries = (1..=race.work(order)).filter_map(|work| {
                    let (of, row, col, term) = race.frame(order, work).touched?;
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
    fn the_recurrence_is_cheaper_from_the_token_after_the_tie() {
        for d in [1, 2, 4, 64, 1024] {
            let crossing = causal_crossing(d);
            assert_eq!(cheaper(true, crossing, d).0, Some(Order::Right));
            assert_eq!(cheaper(true, crossing - 1, d).0, None, "a tie at n + 1 = 2d");
        }
        assert_eq!(cheaper(false, 1024, 64), (Some(Order::Right), 16.0));
    }

    #[test]
    fn a_sum_explains_its_entry_at_every_moment() {
        let stream = random(1, 5, 3);
        let loops = LoopOrder::ALL.map(|loops| Race::run_with(&stream, false, Some(loops)));
        for race in loops.into_iter().chain([Race::run(&stream), Race::run_with(&stream, true, None)]) {
            explains(&race);
        }
    }

    fn explains(race: &Race) {
        for order in Order::ALL {
            let middle = if order == Order::Left { Symbol::A } else { Symbol::P };
            for work in 0..=race.work(order) {
                let frame = race.frame(order, work);
                for symbol in [middle, Symbol::O] {
                    let Some(matrix) = frame.value(symbol) else { continue };
                    for row in 0..matrix.nrows() {
                        for col in 0..matrix.ncols() {
                            let Some(sum) = race.sum(order, symbol, row, col, &frame) else {
                                assert!(race.causal && col > row, "only masked entries are no sums");
                                continue;
                            };
                            let added: f64 = sum.terms[..sum.done].iter().map(|(a, b)| a * b).sum();
                            assert!(
                                (added - sum.value).abs() < 1e-12,
                                "{order:?} {symbol:?} {row} {col} at {work}"
                            );
                        }
                    }
                }
            }
        }
    }

    #[test]
    fn the_winner_changes_at_the_tie() {
        let winner = |n, d, masked| Race::run_with(&random(1, n, d), masked, None).winner();
        assert_eq!([3, 4, 5].map(|n| winner(n, 4, false)), [Some(Order::Left), None, Some(Order::Right)]);
        assert_eq!([6, 7, 8].map(|n| winner(n, 4, true)), [Some(Order::Left), None, Some(Order::Right)]);
    }

    #[test]
    fn both_sides_are_one_product() {
        let race = Race::run(&random(9, 20, 6));
        assert!(race.reading.agrees() && race.reading.apart > 0.0);
        assert_eq!((race.work(Order::Left), race.work(Order::Right)), (2 * 20 * 20 * 6, 2 * 20 * 6 * 6));
    }
}
