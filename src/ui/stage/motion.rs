//! One short movement a step: the rows of the left operand and the columns of the one above meet in what the step has made.

use leptos::prelude::Get;

use super::cells::BETWEEN_OPERANDS_PX;
use super::{Layout, Stage};
use crate::lessons::run::{Made, Place};

/// Between a map and the one below it, where a name stands.
const NAME_PX: f64 = 26.0;
/// A part of an operand that moves into the product.
#[derive(Clone, Debug, PartialEq)]
pub struct Beam {
    /// The stop, so that each step moves anew.
    stop: u64,
    /// Left, top, width and height of the part, in CSS pixels of its map.
    from: [f64; 4],
    /// How far it goes, and how many times as wide and as high it ends.
    to: [f64; 4],
}

impl Beam {
    /// The class, by which two steps in a row are two movements.
    pub const fn class(&self) -> &'static str {
        if self.stop.is_multiple_of(2) { "beam even" } else { "beam odd" }
    }

    /// The numbers of the style sheet.
    pub fn style(&self) -> String {
        let [left, top, width, height] = self.from;
        let [x, y, wide, high] = self.to;
        format!(
            "left:{left}px;top:{top}px;width:{width}px;height:{height}px;--x:{x}px;--y:{y}px;--w:{wide};--h:{high}"
        )
    }
}

/// What of a map moves at the stop in hand: nothing where it is no operand of what the step makes, where nothing has been stepped yet, and
/// where steps follow each other too fast.
pub fn beam(stage: Stage, number: usize) -> Option<Beam> {
    if !stage.moves.get() {
        return None;
    }
    let stop = stage.stop.get();
    let Layout { cell, apart: false, .. } = stage.layout.get() else { return None };
    let lane = stage.lane_number(number)?;
    let shape = |number: usize| stage.now(|run, stop| run.shape(number, stop));
    let place = |map: usize| stage.map(map).and_then(|map| map.place);
    let operand = place(number)?;
    let others: Vec<Place> =
        stage.board.with(|board| board.lanes[lane].maps.iter().filter_map(|map| map.place).collect());
    let made = stage.now(|run, stop| run.made(stop))?.into_iter();
    made.filter(|made| stage.lane_number(made.map) == Some(lane)).find_map(|made| {
        let (own, product) = (shape(number)?, shape(made.map)?);
        let beam = between(operand, place(made.map)?, &others, made, own, product, cell)?;
        Some(Beam { stop, ..beam })
    })
}

/// The movement from an operand that stands next to its product, at its left or above it.
fn between(
    from: Place,
    to: Place,
    others: &[Place],
    made: Made,
    (rows, cols): (usize, usize),
    of_product: (usize, usize),
    cell: f64,
) -> Option<Beam> {
    if from.block != to.block {
        return None;
    }
    let ([row, col], [to_row, to_col]) = (from.at, to.at);
    // Nothing else may stand between the two.
    let blocks = |other: &Place| {
        let [r, c] = other.at;
        let in_row = row == to_row && r == row && col < c && c < to_col;
        let in_col = row != to_row && c == col && row < r && r < to_row;
        other.block == from.block && (in_row || in_col)
    };
    if others.iter().any(blocks) {
        return None;
    }
    let [top, left, height, width] = made.cells.place(of_product).map(|of| of as f64);
    let (rows, cols) = (rows as f64, cols as f64);
    if row == to_row && col < to_col {
        let x = cols * cell + BETWEEN_OPERANDS_PX + left * cell;
        let part = [1.0, 1.0 + top * cell, cols * cell, height * cell];
        Some(Beam { stop: 0, from: part, to: [x, 0.0, width / cols, 1.0] })
    } else if col == to_col && row < to_row {
        let y = rows * cell + NAME_PX + top * cell;
        let part = [1.0 + left * cell, 1.0, width * cell, rows * cell];
        Some(Beam { stop: 0, from: part, to: [0.0, y, 1.0, height / rows] })
    } else {
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lessons::run::Lit;

    fn at(row: usize, col: usize) -> Place {
        Place { block: 0, at: [row, col] }
    }

    #[test]
    fn a_row_and_a_column_meet_in_the_entry_that_they_make() {
        let made = Made { map: 2, cells: Lit::Entry(2, 1) };
        let (product, others) = (at(1, 1), [at(1, 0), at(0, 1), at(1, 1)]);
        // A is 3 × 2, B 2 × 4, their product 3 × 4; cells are 10 pixels.
        let row = between(at(1, 0), product, &others, made, (3, 2), (3, 4), 10.0).unwrap();
        assert_eq!((row.from, row.to), ([1.0, 21.0, 20.0, 10.0], [20.0 + 8.0 + 10.0, 0.0, 0.5, 1.0]));
        let column = between(at(0, 1), product, &others, made, (2, 4), (3, 4), 10.0).unwrap();
        assert_eq!((column.from, column.to), ([11.0, 1.0, 10.0, 20.0], [0.0, 20.0 + 26.0 + 20.0, 1.0, 0.5]));
        assert_eq!(between(at(1, 2), product, &others, made, (3, 2), (3, 4), 10.0), None, "it stands behind");
    }

    #[test]
    fn an_outer_product_fills_the_matrix() {
        let made = Made { map: 2, cells: Lit::All };
        let (product, others) = (at(1, 1), [at(1, 0), at(0, 1), at(1, 1)]);
        let v = between(at(1, 0), product, &others, made, (4, 1), (4, 3), 10.0).unwrap();
        assert_eq!((v.from, v.to), ([1.0, 1.0, 10.0, 40.0], [18.0, 0.0, 3.0, 1.0]));
        let k = between(at(0, 1), product, &others, made, (1, 3), (4, 3), 10.0).unwrap();
        assert_eq!((k.from, k.to), ([1.0, 1.0, 30.0, 10.0], [0.0, 36.0, 1.0, 4.0]));
    }

    #[test]
    fn only_what_stands_next_to_it_moves() {
        let made = Made { map: 2, cells: Lit::All };
        let others = [at(1, 0), at(1, 1), at(1, 2)];
        assert_eq!(between(at(1, 0), at(1, 2), &others, made, (2, 2), (2, 2), 10.0), None);
        assert!(between(at(1, 1), at(1, 2), &others, made, (2, 2), (2, 2), 10.0).is_some());
    }
}
