//! How every entry of a chunk's matrices comes about, with the decays and flaws of that chunk.

use std::sync::Arc;

use super::{Chunk, Solve};
use crate::math::{Mat, Real};
use crate::rules::frame::widened;
use crate::trace::{Entry, Index, Made, Name, Operand, Sum, Symbol};

/// A matrix of a chunk.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Piece {
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

impl Piece {
    /// All of them, in the order in which a chunk makes them.
    pub const ALL: [Self; 9] =
        [Self::Overlaps, Self::L, Self::W, Self::U, Self::A, Self::Before, Self::Written, Self::O, Self::S];
}

/// The entry itself, and rows along which a product sums.
const ENTRY: [Index; 2] = [Index::Row, Index::Col];
const ROW: [Index; 2] = [Index::Row, Index::Inner];
const COL: [Index; 2] = [Index::Col, Index::Inner];

impl<R: Real> Chunk<R> {
    /// A finished matrix; nothing where the rule has none of this kind.
    pub fn matrix(&self, piece: Piece) -> Option<&Mat<R>> {
        let solve = self.solve.as_ref();
        match piece {
            Piece::Overlaps => solve.map(|of| &of.overlaps),
            Piece::L => solve.map(|of| &of.l),
            Piece::W => solve.map(|of| &of.w),
            Piece::U => solve.map(|of| &of.u),
            Piece::A => Some(&self.a),
            Piece::Before => Some(&self.before),
            Piece::Written => Some(&self.written),
            Piece::O => Some(&self.o),
            Piece::S => Some(&self.s),
        }
    }

    /// How entry (row, col) of a matrix comes about; nothing for what is given or masked, and outside of it.
    ///
    /// Where nothing is corrected, Ũ is V and no sum.
    pub fn entry(&self, piece: Piece, row: usize, col: usize) -> Option<Entry> {
        let value = self.matrix(piece)?.get((row, col))?.to_f64();
        let masked = match piece {
            Piece::L => col >= row,
            Piece::A => col > row || (col == row && self.of.flaws.diagonal),
            _ => false,
        };
        if masked { None } else { self.made(piece)?.entry(row, col, value) }
    }

    /// How all entries of a matrix come about.
    fn made(&self, piece: Piece) -> Option<Made> {
        let (c, channels) = self.of.k.shape();
        let q = |at| self.input(Symbol::Q, &self.of.q, at);
        let k = |at| self.input(Symbol::K, &self.of.k, at);
        let v = |at| self.input(Symbol::V, &self.of.v, at);
        let beta = || self.input(Symbol::Beta, &self.of.beta, [Index::Row, Index::First]);
        let scale = || {
            let scale = self.of.scale.to_f64();
            Vec::from_iter((scale != 1.0).then(|| Operand::number_of("scale", scale)))
        };
        let state = |at| Operand::new(Name::written(Symbol::S, "S₀"), widened(&self.before), at);
        let written = |at| match &self.solve {
            Some(_) => Operand::new(Name::written(Symbol::U, "Ũ"), widened(&self.written), at),
            None => v(at),
        };
        Some(match piece {
            Piece::Before => return None,
            Piece::Overlaps => Made::of([Sum::each(channels, [k(ROW), k(COL)])]),
            Piece::L => {
                let overlaps = Operand::new("KKᵀ", widened(&self.solve()?.overlaps), ENTRY);
                Made::of([Sum::once([vec![beta()], self.between(ENTRY), vec![overlaps]].concat())])
            }
            Piece::W => {
                let right = [vec![beta()], self.since_start(), vec![k(ENTRY)]].concat();
                self.solved(
                    right,
                    Operand::new(Symbol::W, widened(&self.solve()?.w), [Index::Inner, Index::Col]),
                )?
            }
            Piece::U => {
                let right = vec![beta(), v(ENTRY)];
                self.solved(
                    right,
                    Operand::new(Symbol::U, widened(&self.solve()?.u), [Index::Inner, Index::Col]),
                )?
            }
            Piece::A => {
                Made::of([Sum::each(channels, [q(ROW), k(COL)])]).times(scale()).times(self.between(ENTRY))
            }
            Piece::Written => {
                let Solve { w, u, .. } = self.solve()?;
                let read = [state(COL), Operand::new(Symbol::W, widened(w), ROW)];
                let own = Operand::new(Symbol::U, widened(u), ENTRY);
                Made::of([Sum::once([own]), Sum::each(channels, read).minus()])
            }
            Piece::O => {
                let held = [scale(), self.since_start(), vec![state(COL), q(ROW)]].concat();
                let own =
                    [Operand::new(Symbol::A, widened(&self.a), ROW), written([Index::Inner, Index::Col])];
                let own = if self.of.flaws.diagonal { Sum::below_row(own) } else { Sum::up_to_row(own) };
                Made::of([Sum::each(channels, held), own])
            }
            Piece::S => {
                let held = [self.since_start_of(c - 1), vec![state(ENTRY)]].concat();
                let faded = self.fades_of(c - 1);
                let own =
                    [vec![written([Index::Inner, Index::Row])], faded, vec![k([Index::Inner, Index::Col])]];
                Made::of([Sum::once(held), Sum::each(c, own.concat())])
            }
        })
    }

    fn solve(&self) -> Option<&Solve<R>> {
        self.solve.as_ref()
    }

    /// A row of W or U: the right side less Σ_{j<row} L[row, j] of the rows above, or plus with the wrong sign.
    fn solved(&self, right: Vec<Operand>, above: Operand) -> Option<Made> {
        let l = Operand::new(Symbol::L, widened(&self.solve()?.l), ROW);
        Some(Made::of([Sum::once(right), Sum::below_row([l, above]).minus_if(!self.of.flaws.sign)]))
    }

    /// Rows of an input, which stand at the tokens of the chunk.
    fn input(&self, symbol: Symbol, rows: &Mat<R>, at: [Index; 2]) -> Operand {
        Operand::new(symbol, widened(rows), at).placed(self.tokens.start as isize, 0)
    }

    /// Γ; nothing where nothing fades.
    fn between(&self, at: [Index; 2]) -> Vec<Operand> {
        let gamma = |of| Operand::new(Name::written(Symbol::Gamma, "Γ"), of, at).unplaced();
        Vec::from_iter(self.of.decays.as_ref().map(|of| gamma(widened(&of.between))))
    }

    /// Γ between token `last` and the token that is summed over.
    fn fades_of(&self, last: usize) -> Vec<Operand> {
        let from_last = |of: Operand| of.from([last, 0]);
        self.between([Index::First, Index::Inner]).into_iter().map(from_last).collect()
    }

    /// γ̄ of the row's token; nothing where nothing fades.
    fn since_start(&self) -> Vec<Operand> {
        self.since_start_at(Index::Row, 0)
    }

    /// γ̄ of token `last`.
    fn since_start_of(&self, last: usize) -> Vec<Operand> {
        self.since_start_at(Index::First, last)
    }

    fn since_start_at(&self, index: Index, first: usize) -> Vec<Operand> {
        let column = |of: &[R]| Arc::new(Mat::from_iterator(of.len(), 1, of.iter().map(|x| x.to_f64())));
        let gamma = |of| Operand::new(Name::written(Symbol::Gamma, "γ̄"), of, [index, Index::First]);
        let of = self.of.decays.as_ref().map(|of| gamma(column(&of.since_start)).from([first, 0]).unplaced());
        Vec::from_iter(of)
    }
}
