//! How large a stage draws its cells.

use crate::lessons::run::{Board, Map};

/// A stage wider than this has its lanes beside each other. `style/lessons.css` asks for the same width.
pub const LANES_BESIDE_PX: f64 = 600.0;
/// A lane's padding and border.
const LANE_PADDING_PX: f64 = 36.0;
/// The same on a narrow stage in a guided walk.
const WALK_PADDING_PX: f64 = 18.0;
const WALK_GAP_PX: f64 = 6.0;
/// Between two maps.
const GAP_PX: f64 = 16.0;
/// Maps of a lane that stand beside each other.
const MAPS_IN_A_ROW: usize = 2;
/// On a narrow stage, cells smaller than this are hard to tap, so the maps stand one below the other.
const SMALLEST_TO_TAP_PX: f64 = 8.0;
/// Browsers lay out in such parts of a pixel. Rounded down to them, maps of many columns never pass the end of their lane by
/// a rounding.
const PARTS_OF_A_PIXEL: f64 = 64.0;
/// The sides of a map of few cells grow to so much: its numbers can then be read in it.
const FEW_CELLS_PX: f64 = 144.0;
/// No cell is larger.
const LARGEST_PX: f64 = 48.0;
/// A stage is never narrower.
const NARROWEST_PX: f64 = 280.0;
/// Cells smaller than this cannot be seen.
const SMALLEST_PX: f64 = 1.5;

/// The side of a cell, in CSS pixels, such that every map of the board fits a stage of this width. It is one size for all
/// maps, so that they are to scale. In a guided walk, whose maps are small, lanes stand beside each other on any stage.
pub fn cell_side(width: f64, board: &Board, walks: bool, shape: impl Fn(usize) -> (usize, usize)) -> f64 {
    let width = width.max(NARROWEST_PX);
    let wide = width > LANES_BESIDE_PX;
    let (lane_padding, gap) =
        if walks && !wide { (WALK_PADDING_PX, WALK_GAP_PX) } else { (LANE_PADDING_PX, GAP_PX) };
    let beside_from = if wide || walks { board.cells.beside_from } else { SMALLEST_TO_TAP_PX };
    let lanes = if wide || walks { board.lanes.len().max(1) as f64 } else { 1.0 };
    let (stage, lane) = (width - LANE_PADDING_PX, width / lanes - lane_padding);
    let maps =
        board.above.len() + board.lanes.iter().map(|lane| lane.maps.len()).sum::<usize>() + board.below.len();
    let most = (0..maps).map(&shape).map(|(rows, cols)| rows.max(cols)).max().unwrap_or(1).max(1);
    let mut number = 0;
    let mut largest = board.cells.largest.max((FEW_CELLS_PX / most as f64).min(LARGEST_PX));
    let mut fit = |maps: &[Map], width: f64, in_a_row: usize| {
        for row in maps.chunks(in_a_row) {
            let cols: Vec<usize> = row
                .iter()
                .map(|_| {
                    let (rows, cols) = shape(number);
                    number += 1;
                    largest = largest.min(board.cells.tallest / rows.max(1) as f64);
                    cols
                })
                .collect();
            let all = cols.iter().sum::<usize>().max(1) as f64;
            let widest = cols.iter().copied().max().unwrap_or(1).max(1) as f64;
            let beside = (width - gap * (row.len() - 1) as f64) / all;
            largest = largest.min(if beside >= beside_from { beside } else { width / widest });
        }
    };
    fit(&board.above, stage, board.above.len().max(1));
    for of in &board.lanes {
        fit(&of.maps, lane, MAPS_IN_A_ROW);
    }
    fit(&board.below, stage, board.below.len().max(1));
    let parts = if largest >= 3.0 { 1.0 } else { PARTS_OF_A_PIXEL };
    ((largest * parts).floor() / parts).max(SMALLEST_PX)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lessons::run::{Axis, Cells, Lane};
    use crate::trace::Symbol;
    use proptest::prelude::*;

    /// Lanes of two maps each, all of the same shape.
    fn board(lanes: usize, cells: Cells) -> Board {
        let map = Map::of(Symbol::S, "S", [Axis::ValueChannels, Axis::KeyChannels]);
        let lane = Lane { maps: vec![map.clone(), map], ..Lane::default() };
        Board { lanes: vec![lane; lanes], cells, ..Board::default() }
    }

    proptest! {
        #[test]
        fn no_map_is_wider_than_its_lane(width in 320.0..1400.0f64, lanes in 1usize..=4, d in 1usize..=64) {
            let side = cell_side(width, &board(lanes, Cells::default()), false, |_| (d, d));
            let lane = if width > LANES_BESIDE_PX { width / lanes as f64 } else { width } - LANE_PADDING_PX;
            prop_assert!(side == SMALLEST_PX || side * d as f64 <= lane, "{side}");
        }
    }

    #[test]
    fn a_map_of_54_columns_does_not_pass_the_end_of_its_lane_by_a_rounding() {
        let lane = 628.327369757729 / 4.0 - LANE_PADDING_PX;
        let side = cell_side(628.327369757729, &board(4, Cells::default()), false, |_| (54, 54));
        assert!(lane - 1.0 < side * 54.0 && side * 54.0 <= lane, "{side}");
    }

    #[test]
    fn both_lanes_of_a_stage_of_558_pixels_hold_their_maps() {
        // A window of 1024 pixels. The output of a sentence, 32 channels wide, once ran under the next lane.
        let side = cell_side(558.0, &board(2, Cells::default()), false, |map| {
            if map % 2 == 0 { (13, 13) } else { (13, 32) }
        });
        assert!(side * 32.0 <= 558.0 - LANE_PADDING_PX, "{side}");
    }

    #[test]
    fn the_style_sheet_puts_lanes_beside_each_other_at_the_same_width() {
        let css = include_str!("../../../style/lessons.css");
        assert!(css.contains(&format!("@container stage (max-width: {LANES_BESIDE_PX}px)")));
    }
}
