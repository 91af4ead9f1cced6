//! Cells of the matrices on a stage.

/// One entry of one matrix on the stage.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Cell {
    /// The number of the heat map.
    pub map: usize,
    /// Row, from 0.
    pub row: usize,
    /// Column, from 0.
    pub col: usize,
}

/// Entries of a heat map that stand out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Lit {
    /// A whole row.
    Row(usize),
    /// A whole column.
    Col(usize),
    /// One entry.
    Entry(usize, usize),
    /// The whole of it.
    All,
}

/// What a step has made: a part of one matrix on the stage.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Made {
    /// The number of the heat map.
    pub map: usize,
    /// Which of its entries.
    pub cells: Lit,
}

impl Lit {
    /// The same cells in the transposed matrix.
    pub const fn turned(self) -> Self {
        match self {
            Self::Row(row) => Self::Col(row),
            Self::Col(col) => Self::Row(col),
            Self::Entry(row, col) => Self::Entry(col, row),
            Self::All => Self::All,
        }
    }

    /// Its first row and column, and how many rows and columns it has, in a matrix of this shape.
    pub const fn place(self, (rows, cols): (usize, usize)) -> [usize; 4] {
        match self {
            Self::Row(row) => [row, 0, 1, cols],
            Self::Col(col) => [0, col, rows, 1],
            Self::Entry(row, col) => [row, col, 1, 1],
            Self::All => [0, 0, rows, cols],
        }
    }
}
