//! A rule on what the files say, with mistakes or without, piece by piece, so that whoever waits can do something else in between.

use std::ops::Range;

use super::prepared::{Entries, Prepared};
use super::{Convention, Given, Head, Letter, Order, Variant};
use crate::math::{Mat, Vector, apply, rms_ratio, scale_columns};
use crate::rules::{Family, Form, Inputs, RuleError, State, Tensor};

/// The question: what the files say, how it is meant, and in which form the rule is run.
#[derive(Clone, Debug)]
pub struct Problem {
    /// What the files say.
    pub given: Given,
    /// How it is meant.
    pub convention: Convention,
    /// The form.
    pub form: Form,
    /// The rule.
    pub entries: Entries,
}

/// What comes out of one head.
#[derive(Clone, Debug, PartialEq)]
pub struct Outcome {
    /// Outputs, `[T, V]`.
    pub o: Mat,
    /// The parts of the state after the last token.
    pub ends: Vec<Mat>,
}

/// A piece takes about so many multiplications: some milliseconds.
const PIECE: usize = 1_000_000;

/// One head on its way.
#[derive(Debug)]
pub(super) struct Running {
    prepared: Prepared,
    variants: Vec<Variant>,
    form: Form,
    /// So many tokens at a time.
    piece: usize,
    /// Tokens that are computed; those behind them are left out.
    last: usize,
    next: usize,
    state: Option<State>,
    o: Mat,
}

impl Problem {
    /// The order in which tokens and heads are taken: the other one where that is the mistake.
    pub(super) fn order(&self, variants: &[Variant]) -> Order {
        let order = self.given.order;
        if variants.contains(&Variant::SwapHeads) { order.other() } else { order }
    }

    /// Whether a file says what came out, so that there is something to compare.
    pub fn has_results(&self) -> bool {
        let ends = (0..self.given.rule.state.len()).map(Letter::Ends);
        std::iter::once(Letter::Gives).chain(ends).any(|letter| self.given.array(letter).is_some())
    }

    /// What comes out of a head.
    ///
    /// # Errors
    /// As the rule.
    pub fn outcome(&self, head: &Head, variants: &[Variant]) -> Result<Outcome, RuleError> {
        let mut running = self.begin(head, variants)?;
        while running.step()? {}
        running.finish()
    }

    /// rms(difference) / rms(outputs) of the rule in single precision on the beginning of the first head; 0 where it has none.
    ///
    /// # Errors
    /// As the rule.
    pub fn single(&self) -> Result<f64, RuleError> {
        const TOKENS: usize = 128;
        let head = self.given.head(0, 0, self.given.order);
        let x = Prepared::new(self.entries, &self.given, &self.convention, &head, &[])?.x;
        let x = x.tokens(0..x.dims().t.min(TOKENS), x.initial.clone());
        let wide = self.entries.rule.run(&x, Form::Recurrent)?;
        Ok(self.entries.rule.single(&x)?.map_or(0.0, |narrow| rms_ratio(&narrow.o, &wide.o)))
    }

    pub(super) fn begin(&self, head: &Head, variants: &[Variant]) -> Result<Running, RuleError> {
        let prepared = Prepared::new(self.entries, &self.given, &self.convention, head, variants)?;
        let dims = prepared.x.dims();
        let form = if variants.is_empty() { self.form } else { Form::Recurrent };
        // Test-time training takes its tokens by so many.
        let step = self.convention.mini_batch.max(1);
        let of_work = (PIECE / (5 * dims.k.max(1) * dims.v.max(1)) / step).max(1) * step;
        let mut piece = match form {
            Form::Parallel => dims.t,
            Form::Chunk(chunk) => of_work.div_ceil(chunk.max(1)) * chunk,
            Form::Recurrent => of_work,
        };
        let mut last = dims.t;
        for variant in variants {
            match *variant {
                Variant::ForgetAtChunks(chunk) | Variant::SignOfInverse(chunk) => piece = chunk,
                Variant::ReadTransposed => piece = 1,
                Variant::ReadAhead => piece = dims.t,
                Variant::ReadBefore { .. } if prepared.rule.info.family() == Family::Cache => piece = dims.t,
                Variant::DropTail(chunk) => last = dims.t / chunk * chunk,
                _ => {}
            }
        }
        prepared.x.check(&prepared.rule.info, form)?;
        Ok(Running {
            state: prepared.x.initial.clone(),
            o: Mat::zeros(dims.t, dims.v),
            variants: variants.to_vec(),
            prepared,
            form,
            piece: piece.max(1),
            last,
            next: 0,
        })
    }
}

impl Running {
    /// Computes a piece. `false` where there is none left.
    pub(super) fn step(&mut self) -> Result<bool, RuleError> {
        if self.next >= self.last {
            return Ok(false);
        }
        let tokens = self.next..(self.next + self.piece).min(self.last);
        let (o, state) = self.piece(tokens.clone())?;
        self.o.rows_mut(tokens.start, tokens.len()).copy_from(&o);
        self.state = Some(state);
        self.next = tokens.end;
        Ok(self.next < self.last)
    }

    /// Outputs of some tokens, and the state behind them.
    fn piece(&self, tokens: Range<usize>) -> Result<(Mat, State), RuleError> {
        let forgets = self.variants.iter().any(|variant| matches!(variant, Variant::ForgetAtChunks(_)));
        let start = self.state.clone().filter(|_| tokens.start == 0 || !forgets);
        let x = self.prepared.x.tokens(tokens.clone(), start.clone());
        let run = |x: &Inputs| self.prepared.rule.run(x, self.form).map(|made| (made.o, made.state));
        for variant in &self.variants {
            match variant {
                Variant::SignOfInverse(_) => return self.with_wrong_inverse(x, tokens),
                Variant::ReadBefore { .. } => return self.read_before(x, tokens),
                Variant::ReadAhead => {
                    // The query of each token is asked one token later, and the last sees what it may.
                    let (as_due, _) = run(&x)?;
                    let later = shifted(&x.q, -1);
                    let (ahead, state) = run(&Inputs { q: later, ..x })?;
                    let mut o = shifted(&ahead, 1);
                    let last = o.nrows() - 1;
                    o.row_mut(last).copy_from(&as_due.row(last));
                    return Ok((o, state));
                }
                Variant::ReadTransposed => {
                    let (_, state) = run(&x)?;
                    let read = |s: &Mat| apply(&s.transpose(), &x.query(0)).transpose();
                    let o = state
                        .matrix()
                        .map_or_else(|| Mat::zeros(1, self.o.ncols()), |s| Mat::from_rows(&[read(s)]));
                    return Ok((o, state));
                }
                _ => {}
            }
        }
        run(&x)
    }

    /// S at the beginning of a piece.
    fn start(&self, x: &Inputs) -> Mat {
        let s = x.initial.as_ref().and_then(State::matrix);
        s.cloned().unwrap_or_else(|| Mat::zeros(x.v.ncols(), x.k.ncols()))
    }

    /// Each output is what the query reads before its token is written: its query is asked one token earlier.
    fn read_before(&self, x: Inputs, tokens: Range<usize>) -> Result<(Mat, State), RuleError> {
        let before = self.prepared.before.rows(tokens.start, tokens.len()).into_owned();
        let attends = self.prepared.rule.info.family() == Family::Cache;
        let first = if attends {
            Vector::zeros(x.v.ncols())
        } else {
            apply(&self.start(&x), &before.row(0).transpose()) * x.scale
        };
        let earlier = Inputs { q: shifted(&before, 1), ..x };
        let made = self.prepared.rule.run(&earlier, self.form)?;
        let mut o = shifted(&made.o, -1);
        // With nothing before it a token of attention sees nothing; such rules run in one piece.
        o.row_mut(0).copy_from(&first.transpose());
        Ok((o, made.state))
    }

    /// A chunk in which errors are added where they are to be taken away: u_t = β_t (v_t − S k_t + Σ_{s<t} (k_s·k_t) u_s), S the state that is
    /// handed over, faded to t. Of the chunk alone that is the rule with −β, and with what S lacks, negated, for values.
    fn with_wrong_inverse(&self, x: Inputs, tokens: Range<usize>) -> Result<(Mat, State), RuleError> {
        let s = self.start(&x);
        let mut faded = Mat::from_element(x.k.nrows(), x.k.ncols(), 1.0);
        for t in 0..x.k.nrows() {
            for c in 0..x.k.ncols() {
                let earlier = if t == 0 { 1.0 } else { faded[(t - 1, c)] };
                faded[(t, c)] = earlier * self.prepared.fade[(tokens.start + t, c)];
            }
        }
        let read = |rows: &Mat| rows.component_mul(&faded) * s.transpose();
        let missing = &x.v - read(&x.k);
        let handed = read(&x.q) * x.scale;
        let last = faded.row(faded.nrows() - 1);
        let end = Mat::from_fn(s.nrows(), s.ncols(), |i, c| s[(i, c)] * last[c]);
        let beta: Vec<f64> = (0..x.k.nrows()).map(|t| -x.beta(t)).collect();
        let alone = Inputs { v: -missing, initial: None, ..x }.with_each(Tensor::Beta, &beta);
        let made = self.prepared.rule.run(&alone, self.form)?;
        let inner = made.state.matrix().cloned().unwrap_or_else(|| Mat::zeros(s.nrows(), s.ncols()));
        Ok((made.o + handed, State::new([end + inner])))
    }

    /// What has come out.
    pub(super) fn finish(self) -> Result<Outcome, RuleError> {
        let stored = self.variants.contains(&Variant::StoreTransposed);
        let mut ends = self.state.map(|state| state.parts).unwrap_or_default();
        if let [s] = &mut ends[..] {
            if s.ncols() == self.prepared.end.len() {
                scale_columns(s, &self.prepared.end);
            }
            if stored {
                *s = s.transpose();
            }
        }
        Ok(Outcome { o: self.o, ends })
    }
}

/// The rows of a matrix, each at the place of the one that stands `by` before it; zeros where there is none.
fn shifted(m: &Mat, by: isize) -> Mat {
    Mat::from_fn(m.nrows(), m.ncols(), |row, c| {
        row.checked_add_signed(by).filter(|row| *row < m.nrows()).map_or(0.0, |row| m[(row, c)])
    })
}
