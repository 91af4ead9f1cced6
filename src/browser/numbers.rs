//! What pictures show, in numbers, for whoever asks: of a canvas a screen reader and a spreadsheet have nothing else.

use std::cell::RefCell;
use std::sync::Arc;

use wasm_bindgen::JsValue;

use super::property::Thing;
use crate::math::Mat;

/// What a picture shows.
#[derive(Clone, Debug, PartialEq)]
pub enum Numbers {
    /// A matrix: its rows and columns are counted from 1.
    Matrix(Arc<Mat>),
    /// Numbers with names: those of the columns, the first of which is over the names of the rows, then each row. NaN is no number.
    Named {
        /// The names of the columns.
        names: Vec<String>,
        /// The name of each row, and its numbers.
        rows: Vec<(String, Vec<f64>)>,
    },
    /// A list: the names of its columns, and its rows.
    Words(Vec<Vec<String>>),
}

impl Numbers {
    /// As a table, every number written by `write`. The first row names the columns, the first column the rows.
    pub fn rows(&self, write: impl Fn(f64) -> String) -> Vec<Vec<String>> {
        let write = |x: f64| if x.is_nan() { String::new() } else { write(x) };
        match self {
            Self::Matrix(m) => {
                let names = std::iter::once(String::new()).chain((1..=m.ncols()).map(|col| col.to_string()));
                let rows = (0..m.nrows()).map(|at| {
                    let cells = (0..m.ncols()).map(|col| write(m[(at, col)]));
                    std::iter::once((at + 1).to_string()).chain(cells).collect()
                });
                std::iter::once(names.collect()).chain(rows).collect()
            }
            Self::Named { names, rows } => {
                let row = |(name, numbers): &(String, Vec<f64>)| {
                    std::iter::once(name.clone()).chain(numbers.iter().map(|x| write(*x))).collect()
                };
                std::iter::once(names.clone()).chain(rows.iter().map(row)).collect()
            }
            Self::Words(rows) => rows.clone(),
        }
    }
}

thread_local! {
    /// What has been told since somebody asked; nothing while nobody asks.
    static TOLD: RefCell<Option<Vec<(Thing, Numbers)>>> = const { RefCell::new(None) };
}

/// Whether a figure shows numbers, which it tells when it is drawn.
pub fn has(figure: &Thing) -> bool {
    [figure.ask("querySelector", "canvas"), figure.ask("closest", ".map-graph")].iter().any(Thing::is_there)
}

/// From now on every picture that is drawn tells what it shows.
pub fn ask() {
    TOLD.set(Some(Vec::new()));
}

/// Tells what a picture shows, where somebody asks.
pub fn tell(picture: &impl AsRef<JsValue>, numbers: impl FnOnce() -> Numbers) {
    TOLD.with_borrow_mut(|told| {
        if let Some(told) = told {
            told.push((Thing::from(picture), numbers()));
        }
    });
}

/// What has been told, picture by picture; nobody asks any more.
pub fn told() -> Vec<(Thing, Numbers)> {
    TOLD.take().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cells(rows: &[&[&str]]) -> Vec<Vec<String>> {
        rows.iter().map(|row| row.iter().map(|cell| (*cell).to_owned()).collect()).collect()
    }

    #[test]
    fn rows_and_columns_of_a_matrix_are_counted_from_1_and_a_cell_without_a_number_is_empty() {
        let m = Mat::from_row_slice(2, 3, &[1.0, -0.5, f64::NAN, 0.1 + 0.2, 0.0, 2.0]);
        let table = Numbers::Matrix(Arc::new(m)).rows(|x| x.to_string());
        let wanted =
            cells(&[&["", "1", "2", "3"], &["1", "1", "-0.5", ""], &["2", "0.30000000000000004", "0", "2"]]);
        assert_eq!(table, wanted);
    }

    #[test]
    fn named_numbers_stand_behind_their_names() {
        let numbers = Numbers::Named {
            names: vec!["t".to_owned(), "DeltaNet".to_owned()],
            rows: vec![("1".to_owned(), vec![0.25])],
        };
        assert_eq!(numbers.rows(crate::number::short), cells(&[&["t", "DeltaNet"], &["1", "0.250"]]));
    }
}
