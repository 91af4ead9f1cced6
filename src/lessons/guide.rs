//! The guided walk of a lesson: a few stations on the three facts, each with what to look at. Its words stand in `prose.toml`.

use super::LessonKnobs;
use super::cells::{Cell, Lit};

/// A station of a guided walk.
#[derive(Clone, Copy, Debug)]
pub struct Station {
    /// The stop of the run.
    pub t: u64,
    /// Sets the knobs of the page, which stand at their defaults.
    pub set: fn(&mut LessonKnobs),
    /// What its words speak of. The sum of the first one's first cell is told.
    pub marks: &'static [Mark],
}

/// A part of a map that is marked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Mark {
    /// The number of the map on the board.
    pub map: usize,
    /// Which of its cells.
    pub cells: Lit,
}

impl Mark {
    /// One entry, by row and column from 0.
    pub const fn entry(map: usize, row: usize, col: usize) -> Self {
        Self { map, cells: Lit::Entry(row, col) }
    }

    /// A row.
    pub const fn row(map: usize, row: usize) -> Self {
        Self { map, cells: Lit::Row(row) }
    }

    /// A column.
    pub const fn col(map: usize, col: usize) -> Self {
        Self { map, cells: Lit::Col(col) }
    }

    /// Its first cell.
    pub const fn first(self) -> Cell {
        let (row, col) = match self.cells {
            Lit::Row(row) => (row, 0),
            Lit::Col(col) => (0, col),
            Lit::Entry(row, col) => (row, col),
            Lit::All => (0, 0),
        };
        Cell { map: self.map, row, col }
    }
}
