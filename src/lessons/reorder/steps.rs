use crate::inputs::Stream;
use crate::math::{Mat, max_abs, max_abs_diff};
use crate::rules::reorder::{Order, full};
use crate::trace::{Frame, Grain, Symbol, Timeline, Trace};
use crate::ui::meter::Reading;

/// Both orders, run once and recorded, on one clock that counts multiply-adds.
#[derive(Debug)]
pub struct Race {
    traces: [Trace; 2],
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
    /// Runs (QKᵀ)V and Q(KᵀV) on the stream.
    pub fn run(stream: &Stream) -> Self {
        let (q, k, v) = (stream.q.clone(), stream.k.clone(), stream.v.clone());
        let mut traces = [Trace::default(), Trace::default()];
        let [left, right] = Order::ALL.map(|order| full(&q, &k, &v, order, &mut traces[order as usize]));
        let reading = Reading { apart: max_abs_diff(&left, &right), allowed: 1e-12 * (1.0 + max_abs(&left)) };
        Self { traces, q, k, v, reading }
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

    /// The sum of which `symbol[row, col]` is made on this side, as far as it has come in `frame`.
    ///
    /// Q, K and V are given and no sums: they have none.
    pub fn sum(&self, order: Order, symbol: Symbol, row: usize, col: usize, frame: &Frame) -> Option<Sum> {
        let last = self.frame(order, u64::MAX);
        let (a, b) = match (symbol, order) {
            (Symbol::A, _) => (self.q.clone(), self.k.transpose()),
            (Symbol::P, _) => (self.k.transpose(), self.v.clone()),
            (Symbol::O, Order::Left) => ((**last.value(Symbol::A)?).clone(), self.v.clone()),
            (Symbol::O, Order::Right) => (self.q.clone(), (**last.value(Symbol::P)?).clone()),
            _ => return None,
        };
        if row >= a.nrows() || col >= b.ncols() {
            return None;
        }
        let terms: Vec<_> = a.row(row).iter().copied().zip(b.column(col).iter().copied()).collect();
        let value = frame.value(symbol).map_or(0.0, |m| m[(row, col)]);
        let done = self.terms_done(order, symbol, row, col, frame.multiply_adds, terms.len());
        Some(Sum { terms, done, value })
    }

    /// How many multiply-adds of this entry are among the first `work`.
    fn terms_done(&self, order: Order, symbol: Symbol, row: usize, col: usize, work: u64, all: usize) -> usize {
        let (rows, cols) = match symbol {
            Symbol::A => (self.k.nrows(), self.k.nrows()),
            Symbol::P => (self.k.ncols(), self.v.ncols()),
            _ => (self.q.nrows(), self.v.ncols()),
        };
        let before = if symbol == Symbol::O { self.work(order) - (rows * cols * all) as u64 } else { 0 };
        let into = work.saturating_sub(before) as usize;
        let entry = row * cols + col;
        if symbol == Symbol::P {
            // Outer products: every entry gets one term in each.
            let (outers, rest) = (into / (rows * cols), into % (rows * cols));
            (outers + usize::from(rest > entry)).min(all)
        } else {
            into.saturating_sub(entry * all).min(all)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::inputs::random;

    #[test]
    fn a_sum_explains_its_entry_at_every_moment() {
        let race = Race::run(&random(1, 5, 3));
        for order in Order::ALL {
            let middle = if order == Order::Left { Symbol::A } else { Symbol::P };
            for work in 0..=race.work(order) {
                let frame = race.frame(order, work);
                for symbol in [middle, Symbol::O] {
                    let Some(matrix) = frame.value(symbol) else { continue };
                    for row in 0..matrix.nrows() {
                        for col in 0..matrix.ncols() {
                            let sum = race.sum(order, symbol, row, col, &frame).unwrap();
                            let added: f64 = sum.terms[..sum.done].iter().map(|(a, b)| a * b).sum();
                            assert!((added - sum.value).abs() < 1e-12, "{order:?} {symbol:?} {row} {col} at {work}");
                        }
                    }
                }
            }
        }
    }

    #[test]
    fn both_sides_are_one_product() {
        let race = Race::run(&random(9, 20, 6));
        assert!(race.reading.agrees() && race.reading.apart > 0.0);
        assert_eq!((race.work(Order::Left), race.work(Order::Right)), (2 * 20 * 20 * 6, 2 * 20 * 6 * 6));
    }
}
