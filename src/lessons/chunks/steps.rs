use super::Scenario;
use super::scenario::rule_id;
use crate::inputs::Stream;
use crate::lab::SEED;
use crate::math::{Mat, max_abs, max_abs_diff};
use crate::rules::wy::{Chunk, ChunkCost, Chunked, Flaws, chunks, outputs};
use crate::rules::{Form, Inputs, RuleError};
use crate::timing::{Choice, Order, Record};
use crate::trace::Symbol;
use crate::ui::meter::Reading;

/// A run in chunks, stop by stop; stop 0 is the start.
#[derive(Debug)]
pub struct Walk {
    /// The rule.
    pub rule: Chunked,
    /// All chunks, in order.
    pub chunks: Vec<Chunk>,
    /// Outputs and final state against those of the recurrent form.
    pub reading: Reading,
    /// The largest entry of any state that is handed over.
    pub largest_state: f64,
    x: Inputs,
    flaws: Flaws,
    gamma: f64,
    stops: Vec<(usize, Stage)>,
}

/// What is done to a chunk, in order. The first four need no state.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Stage {
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

impl Stage {
    /// Whether it must wait for the chunk before.
    pub fn waits(self) -> bool {
        self >= Self::Correct
    }
}

/// A matrix of the stage.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Map {
    /// K Kᵀ, `[C, C]`.
    Overlaps,
    /// L, `[C, C]`.
    L,
    /// W, `[C, K]`.
    W,
    /// U, `[C, V]`.
    U,
    /// A, `[C, C]`.
    A,
    /// S₀, `[V, K]`.
    Before,
    /// Ũ, `[C, V]`.
    Written,
    /// O, `[C, V]`.
    O,
    /// S, `[V, K]`.
    S,
}

impl Map {
    /// All of them; a map's number on the stage is its place here.
    pub const ALL: [Self; 9] =
        [Self::Overlaps, Self::L, Self::W, Self::U, Self::A, Self::Before, Self::Written, Self::O, Self::S];

    /// Its letter.
    pub const fn symbol(self) -> Symbol {
        match self {
            Self::Overlaps => Symbol::K,
            Self::L => Symbol::L,
            Self::W => Symbol::W,
            Self::U | Self::Written => Symbol::U,
            Self::A => Symbol::A,
            Self::Before | Self::S => Symbol::S,
            Self::O => Symbol::O,
        }
    }

    /// How it is written.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Overlaps => "KKᵀ",
            Self::L => "L",
            Self::W => "W",
            Self::U => "U",
            Self::A => "A",
            Self::Before => "S₀",
            Self::Written => "Ũ",
            Self::O => "O",
            Self::S => "S",
        }
    }

    /// Whether a row of it stands for a token of the chunk.
    pub const fn by_token(self) -> bool {
        !matches!(self, Self::Before | Self::S)
    }

    /// Whether the rule has it.
    pub const fn is_of(self, rule: Chunked) -> bool {
        rule.corrects() || !matches!(self, Self::Overlaps | Self::L | Self::W | Self::U)
    }
}

/// How an entry comes about: factor · (first ± Σ a·b).
#[derive(Clone, Debug, PartialEq)]
pub struct Entry {
    /// What all of it is multiplied by, where that is not 1.
    pub factor: Option<f64>,
    /// What the sum starts from.
    pub first: Option<f64>,
    /// Whether the products are taken away.
    pub minus: bool,
    /// The products.
    pub terms: Vec<(f64, f64)>,
    /// The entry.
    pub value: f64,
}

impl Walk {
    /// Runs the rule in chunks, and token by token beside it.
    ///
    /// # Errors
    /// As [`chunks`].
    pub fn run(stream: &Stream, set: &Scenario) -> Result<Self, RuleError> {
        let t = stream.len();
        let x = stream.inputs(&vec![set.beta; t], &vec![set.gamma; t]);
        let found = chunks(set.rule, &x, set.chunk_size as usize, set.flaws)?;
        let wanted = set.rule.rule().run(&x, Form::Recurrent)?;
        let states =
            found.last().zip(wanted.state.matrix()).map_or(0.0, |(last, s)| max_abs_diff(&last.s, s));
        let apart = max_abs_diff(&outputs(&found), &wanted.o);
        // A NaN is to show, and `max` would hide it.
        let apart = if apart.is_nan() || states.is_nan() { f64::NAN } else { apart.max(states) };
        let size = max_abs(&wanted.o).max(wanted.state.matrix().map_or(0.0, max_abs));
        let largest_state = found.iter().map(|chunk| max_abs(&chunk.s)).fold(0.0, f64::max);
        let mut stops = Vec::new();
        for (number, chunk) in found.iter().enumerate() {
            if set.rule.corrects() {
                let solve = (0..chunk.tokens.len()).map(Stage::Solve);
                stops
                    .extend([Stage::Overlaps, Stage::Triangle].into_iter().chain(solve).map(|s| (number, s)));
            }
            stops.push((number, Stage::Scores));
            if set.rule.corrects() {
                stops.push((number, Stage::Correct));
            }
            stops.extend([(number, Stage::Output), (number, Stage::HandOver)]);
        }
        Ok(Self {
            rule: set.rule,
            chunks: found,
            reading: Reading { apart, allowed: 1e-11 * (1.0 + size) },
            largest_state,
            x,
            flaws: set.flaws,
            gamma: if set.rule.fades() { set.gamma } else { 1.0 },
            stops,
        })
    }

    /// The last stop.
    pub fn last(&self) -> u64 {
        self.stops.len() as u64
    }

    /// (chunk, stage) of a stop; the first chunk and nothing done at the start.
    pub fn at(&self, stop: u64) -> (usize, Option<Stage>) {
        match (stop as usize).min(self.stops.len()).checked_sub(1) {
            Some(i) => (self.stops[i].0, Some(self.stops[i].1)),
            None => (0, None),
        }
    }

    /// The last stop of the chunk that holds token `t`.
    pub fn end_of(&self, t: usize) -> u64 {
        let number = self.chunks.iter().position(|chunk| chunk.tokens.contains(&t)).unwrap_or(0);
        self.stops.partition_point(|(of, _)| *of <= number) as u64
    }

    /// A matrix of a chunk, finished. What the rule does not have is empty.
    pub fn matrix(&self, number: usize, map: Map) -> Mat {
        let chunk = &self.chunks[number];
        let solve = chunk.solve.as_ref();
        let empty = || Mat::zeros(0, 0);
        match map {
            Map::Overlaps => solve.map_or_else(empty, |of| of.overlaps.clone()),
            Map::L => solve.map_or_else(empty, |of| of.l.clone()),
            Map::W => solve.map_or_else(empty, |of| of.w.clone()),
            Map::U => solve.map_or_else(empty, |of| of.u.clone()),
            Map::A => chunk.a.clone(),
            Map::Before => chunk.before.clone(),
            Map::Written => chunk.written.clone(),
            Map::O => chunk.o.clone(),
            Map::S => chunk.s.clone(),
        }
    }

    /// A matrix as it stands at a stop: rows that are still to come are zero; nothing where none is there.
    pub fn seen(&self, stop: u64, map: Map) -> Option<Mat> {
        let (number, stage) = self.at(stop);
        let reached = |from: Stage| stage.is_some_and(|now| now >= from);
        let whole = || self.matrix(number, map);
        match map {
            Map::Before => Some(whole()),
            Map::Overlaps => reached(Stage::Overlaps).then(whole),
            Map::L => reached(Stage::Triangle).then(whole),
            Map::W | Map::U => reached(Stage::Solve(0)).then(|| {
                let mut m = whole();
                if let Some(Stage::Solve(row)) = stage {
                    m.rows_mut(row + 1, self.chunks[number].tokens.len() - row - 1).fill(0.0);
                }
                m
            }),
            Map::A => reached(Stage::Scores).then(whole),
            Map::Written => (reached(Stage::Correct) || !self.rule.corrects()).then(whole),
            Map::O => reached(Stage::Output).then(whole),
            Map::S => reached(Stage::HandOver).then(whole),
        }
    }

    /// How entry (row, col) of a chunk's matrix comes about; nothing for what is given, and outside of it.
    pub fn entry(&self, number: usize, map: Map, row: usize, col: usize) -> Option<Entry> {
        let value = *self.matrix(number, map).get((row, col))?;
        let chunk = &self.chunks[number];
        let (start, c) = (chunk.tokens.start, chunk.tokens.len());
        let x = &self.x;
        let t = start + row;
        let inner = |a: &Mat, i: usize, b: &Mat, j: usize| -> Vec<(f64, f64)> {
            a.row(i).iter().copied().zip(b.row(j).iter().copied()).collect()
        };
        // γ between row and an earlier token of the chunk, and since the chunk began.
        let between = |j: usize| self.gamma.powi(row as i32 - j as i32);
        let since = self.gamma.powi(row as i32 + 1);
        let not_one = |factor: f64| (factor != 1.0).then_some(factor);
        let plain = Entry { factor: None, first: None, minus: false, terms: Vec::new(), value };
        let solved = |rhs: f64, of: &Mat| {
            let l = chunk.solve.as_ref().map(|solve| &solve.l);
            let terms = l.map_or_else(Vec::new, |l| (0..row).map(|j| (l[(row, j)], of[(j, col)])).collect());
            Entry { first: Some(rhs), minus: !self.flaws.sign, terms, ..plain.clone() }
        };
        Some(match map {
            Map::Before => return None,
            Map::Overlaps => Entry { terms: inner(&x.k, t, &x.k, start + col), ..plain },
            Map::L if col >= row => return None,
            Map::L => {
                let overlap = chunk.solve.as_ref()?.overlaps[(row, col)];
                Entry { factor: not_one(between(col)), terms: vec![(x.beta(t), overlap)], ..plain }
            }
            Map::W => solved(x.beta(t) * since * x.k[(t, col)], &chunk.solve.as_ref()?.w),
            Map::U => solved(x.beta(t) * x.v[(t, col)], &chunk.solve.as_ref()?.u),
            Map::A if col > row || (col == row && self.flaws.diagonal) => return None,
            Map::A => {
                let terms = inner(&x.q, t, &x.k, start + col);
                Entry { factor: not_one(between(col) * x.scale), terms, ..plain }
            }
            Map::Written => {
                let solve = chunk.solve.as_ref()?;
                let terms = inner(&chunk.before, col, &solve.w, row);
                Entry { first: Some(solve.u[(row, col)]), minus: true, terms, ..plain }
            }
            Map::O => {
                let held = chunk.before.row(col).dot(&x.q.row(t)) * x.scale * since;
                let terms = (0..=row).map(|j| (chunk.a[(row, j)], chunk.written[(j, col)])).collect();
                Entry { first: Some(held), terms, ..plain }
            }
            Map::S => {
                let fade = |steps: usize| self.gamma.powi(steps as i32);
                let term = |j: usize| (chunk.written[(j, row)], fade(c - 1 - j) * x.k[(start + j, col)]);
                let held = fade(c) * chunk.before[(row, col)];
                Entry { first: Some(held), terms: (0..c).map(term).collect(), ..plain }
            }
        })
    }
}

/// One chunk size: what it costs, and how long it took here.
#[derive(Clone, Debug, PartialEq)]
pub struct Row {
    /// C.
    pub chunk_size: u64,
    /// Counted.
    pub cost: ChunkCost,
    /// Multiply-adds over those of C = 1.
    pub relative: f64,
    /// Median and its interval, in milliseconds, once it is measured.
    pub ms: Option<[f64; 3]>,
}

/// The powers of two up to T.
pub fn chunk_sizes(n: u64) -> impl Iterator<Item = u64> {
    std::iter::successors(Some(1), |c| Some(2 * c)).take_while(move |c| *c <= n)
}

/// The timed kernel of a rule.
fn kernel(set: &Scenario) -> String {
    format!("{}/causal", rule_id(set.rule))
}

/// What the worker is asked for: every chunk size of the rule, at the T and d that were chosen.
pub fn sweep(set: &Scenario) -> Order {
    let n = set.timed_n as usize;
    let kernels = vec![(kernel(set), "chunk".to_owned())];
    Order {
        suite: "chunk".to_owned(),
        choice: Choice { kernels, n_from: n, n_to: n, d: set.timed_d as usize, ..Choice::default() },
        seed: SEED,
    }
}

/// A row for each chunk size, with what of it is measured among `records`.
pub fn rows(set: &Scenario, records: &[Record]) -> Vec<Row> {
    let cost = |c| set.rule.cost(set.timed_n, set.timed_d, c);
    let kernel = kernel(set);
    let size = (set.timed_n as usize, set.timed_d as usize);
    let measured = |c: u64| {
        let form = format!("chunk({c})");
        let of = |r: &&Record| r.case.kernel == kernel && r.case.form == form && (r.case.n, r.case.d) == size;
        records.iter().find(of).map(|r| [r.median_ms, r.low_ms, r.high_ms])
    };
    let row = |c| Row {
        chunk_size: c,
        cost: cost(c),
        relative: cost(c).multiply_adds as f64 / cost(1).multiply_adds as f64,
        ms: measured(c),
    };
    chunk_sizes(set.timed_n).map(row).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::inputs::random;
    use crate::timing::Case;
    use crate::timing::record::Facts;

    fn walk(set: Scenario) -> Walk {
        Walk::run(&random(5, 11, 4).with_unit_keys(), &set).unwrap()
    }

    #[test]
    fn stops_go_chunk_by_chunk_and_row_by_row() {
        let walk = walk(Scenario::default());
        let stages: Vec<_> = (1..=10).map(|stop| walk.at(stop)).collect();
        assert_eq!(walk.at(0), (0, None));
        assert_eq!(stages[1], (0, Some(Stage::Triangle)));
        assert_eq!(stages[2..6], [0, 1, 2, 3].map(|row| (0, Some(Stage::Solve(row)))));
        assert_eq!(stages[9], (0, Some(Stage::HandOver)));
        assert_eq!(walk.at(11), (1, Some(Stage::Overlaps)));
        // The last chunk has three tokens.
        assert_eq!((walk.chunks.len(), walk.last()), (3, 29));
        assert_eq!(walk.at(99), (2, Some(Stage::HandOver)));
        assert_eq!((walk.end_of(0), walk.end_of(4), walk.end_of(10)), (10, 20, 29));
    }

    #[test]
    fn a_row_of_the_solve_appears_at_its_stop() {
        let walk = walk(Scenario::default());
        assert_eq!(walk.seen(2, Map::U), None);
        let second = walk.seen(4, Map::U).unwrap();
        assert!(second.row(1).norm() > 0.0 && second.rows(2, 2).norm() == 0.0);
        assert_eq!(walk.seen(6, Map::U).unwrap(), walk.matrix(0, Map::U));
        assert_eq!(walk.seen(9, Map::S), None);
        assert_eq!(walk.seen(11, Map::Before).unwrap(), walk.matrix(0, Map::S));
    }

    #[test]
    fn entries_are_explained_by_their_numbers() {
        for rule in Chunked::ALL {
            for sign in [false, true] {
                let flaws = Flaws { sign, ..Flaws::default() };
                let walk = walk(Scenario { rule, flaws, ..Scenario::default() });
                for (number, map) in (0..3).flat_map(|n| Map::ALL.map(|map| (n, map))) {
                    let (rows, cols) = walk.matrix(number, map).shape();
                    for (row, col) in (0..rows).flat_map(|i| (0..cols).map(move |j| (i, j))) {
                        let Some(entry) = walk.entry(number, map, row, col) else { continue };
                        let sum: f64 = entry.terms.iter().map(|(a, b)| a * b).sum();
                        let signed = if entry.minus { -sum } else { sum };
                        let told = entry.factor.unwrap_or(1.0) * (entry.first.unwrap_or(0.0) + signed);
                        assert!((told - entry.value).abs() < 1e-12, "{rule:?} {map:?} {row} {col}");
                    }
                }
            }
        }
    }

    #[test]
    fn the_meter_is_green_for_every_size_and_red_for_every_flaw() {
        for rule in Chunked::ALL {
            for chunk_size in [1, 3, 4, 11, 64] {
                assert!(walk(Scenario { rule, chunk_size, ..Scenario::default() }).reading.agrees());
            }
            let broken = |flaws| !walk(Scenario { rule, flaws, ..Scenario::default() }).reading.agrees();
            assert!(broken(Flaws { diagonal: true, ..Flaws::default() }));
            assert!(broken(Flaws { hand_over: true, ..Flaws::default() }));
            assert_eq!(broken(Flaws { sign: true, ..Flaws::default() }), rule.corrects());
        }
    }

    #[test]
    fn long_keys_break_the_rule_and_not_its_chunks() {
        let run = |stream: Stream| Walk::run(&stream, &Scenario::default()).unwrap();
        let [unit, long] = [random(5, 11, 16).with_unit_keys(), random(5, 11, 16)].map(run);
        assert!(long.largest_state > 1e3 * unit.largest_state);
        assert!(long.reading.agrees() && unit.reading.agrees());
    }

    #[test]
    fn every_power_of_two_has_its_row_and_its_own_record() {
        let set = Scenario::default();
        let case = |form: &str, n| Case { kernel: "delta_rule/causal".into(), form: form.into(), n, d: 64 };
        let facts = || Facts { flops: 1.0, bytes: 1, rms_ratio: 0.0, grain_ms: 0.1, batch: 1, seed: 1 };
        let record = |form, n, ms: f64| Record::new(case(form, n), &[ms], facts()).unwrap();
        let records =
            [record("chunk(16)", 1024, 2.0), record("chunk(16)", 512, 7.0), record("chunk(1)", 1024, 5.0)];
        let rows = rows(&set, &records);
        assert_eq!(
            rows.iter().map(|row| row.chunk_size).collect::<Vec<_>>(),
            [1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 1024]
        );
        assert_eq!(rows[4].ms.map(|ms| ms[0]), Some(2.0));
        assert_eq!((rows[0].ms.map(|ms| ms[0]), rows[1].ms), (Some(5.0), None));
        assert_eq!(rows[0].relative, 1.0);
        assert!(rows[10].relative > 10.0);
    }

    #[test]
    fn every_rule_of_the_page_has_a_sweep() {
        for rule in Chunked::ALL {
            let order = sweep(&Scenario { rule, ..Scenario::default() });
            assert_eq!(order.choice.clone().nearest(), order.choice, "{rule:?}");
        }
    }
}
