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
}

impl Lit {
    /// Its first row and column, and how many rows and columns it has, in a matrix of this shape.
    pub const fn place(self, (rows, cols): (usize, usize)) -> [usize; 4] {
        match self {
            Self::Row(row) => [row, 0, 1, cols],
            Self::Col(col) => [0, col, rows, 1],
            Self::Entry(row, col) => [row, col, 1, 1],
        }
    }
}
