//! How a stage lays out its maps: how large their cells are, and what stands beside what.

use crate::lessons::run::{Block, Board, blocks};
use crate::ui::picture::NUMBER_FROM_PX;

/// A stage wider than this has its lanes beside each other. `style/lessons.css` asks for the same width.
pub const LANES_BESIDE_PX: f64 = 600.0;
/// A lane's padding and border.
const LANE_PADDING_PX: f64 = 36.0;
/// The same on a narrow stage in a guided walk.
const WALK_PADDING_PX: f64 = 18.0;
/// Between two blocks of maps.
const GAP_PX: f64 = 16.0;
/// The same on a narrow stage in a guided walk.
const WALK_GAP_PX: f64 = 6.0;
/// Between two maps of a block, with the border of one of them. `style/lessons.css` has the same.
pub const BETWEEN_OPERANDS_PX: f64 = 8.0;
/// The border of a map.
const BORDER_PX: f64 = 2.0;
/// Blocks of a lane that stand beside each other.
const BLOCKS_IN_A_ROW: usize = 2;
/// On a narrow stage, cells smaller than this are hard to tap, so the maps stand one below the other.
const SMALLEST_TO_TAP_PX: f64 = 8.0;
/// Browsers lay out in such parts of a pixel. Rounded down to them, maps of many columns never pass the end of their lane by
/// a rounding.
const PARTS_OF_A_PIXEL: f64 = 64.0;
/// The sides of a map of few cells grow to so much: its numbers can then be read in it.
const FEW_CELLS_PX: f64 = 144.0;
/// No cell is larger; on a narrow stage less will do, so that all that is marked is in sight.
const LARGEST_PX: f64 = 48.0;
const LARGEST_ON_A_PHONE_PX: f64 = 36.0;
/// All rows of a block of several maps are no taller, so that a product and its operands are in sight at once.
const TALLEST_BLOCK_PX: f64 = 400.0;
/// A stage is never narrower.
const NARROWEST_PX: f64 = 280.0;
/// Cells smaller than this cannot be seen.
const SMALLEST_PX: f64 = 1.5;

/// How the maps of a stage stand.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Layout {
    /// The side of a cell, in CSS pixels: one size for all maps, so that they are to scale.
    pub cell: f64,
    /// Whether the maps of a block stand one after the other, and not around their product: there is no room.
    pub apart: bool,
    /// Whether one lane is shown at a time, in place of the other: there is no room for both beside each other, or in a guided walk
    /// they would be too small to read.
    pub one_lane: bool,
}

/// The room that a block takes: its columns of cells, and what stands between them; likewise its rows.
#[derive(Clone, Copy, Debug)]
struct Room {
    cols: usize,
    between: f64,
    rows: usize,
    /// The columns of its widest map, and the rows of its tallest.
    widest: usize,
    tallest: usize,
    alone: bool,
}

impl Room {
    fn of(block: &Block, shape: impl Fn(usize) -> (usize, usize)) -> Self {
        let (mut rows, mut cols) = (Vec::new(), Vec::new());
        let keep = |sizes: &mut Vec<usize>, at: usize, size: usize| {
            sizes.resize(sizes.len().max(at + 1), 0);
            sizes[at] = sizes[at].max(size);
        };
        for (map, [row, col]) in block {
            let (of_rows, of_cols) = shape(*map);
            keep(&mut rows, *row, of_rows);
            keep(&mut cols, *col, of_cols);
        }
        let most = |sizes: &[usize]| sizes.iter().copied().max().unwrap_or(1).max(1);
        Self {
            cols: cols.iter().sum::<usize>().max(1),
            between: BETWEEN_OPERANDS_PX * cols.len().saturating_sub(1) as f64 + BORDER_PX,
            rows: rows.iter().sum::<usize>().max(1),
            widest: most(&cols),
            tallest: most(&rows),
            alone: block.len() == 1,
        }
    }
}

/// How the maps of a board stand on a stage of this width, such that every one fits. In a guided walk, whose maps are small, lanes
/// stand beside each other on any stage that lets their numbers be read.
pub fn layout(width: f64, board: &Board, walks: bool, shape: impl Fn(usize) -> (usize, usize)) -> Layout {
    let width = width.max(NARROWEST_PX);
    let wide = width > LANES_BESIDE_PX;
    let lanes = board.lanes.len().max(1);
    let side = |lanes: usize, apart| cell(width, lanes, board, walks, apart, &shape);
    if walks {
        let beside = side(lanes, false);
        let one_lane = lanes > 1 && beside < NUMBER_FROM_PX;
        let cell = if one_lane { side(1, false) } else { beside };
        return Layout { cell, apart: false, one_lane };
    }
    let around = side(if wide { lanes } else { 1 }, false);
    let apart = !wide && around < SMALLEST_TO_TAP_PX;
    let cell = if apart { side(1, true) } else { around };
    Layout { cell, apart, one_lane: !wide && lanes > 1 }
}

/// The largest side of a cell with which everything fits.
fn cell(
    width: f64,
    lanes: usize,
    board: &Board,
    walks: bool,
    apart: bool,
    shape: impl Fn(usize) -> (usize, usize),
) -> f64 {
    let narrow = width <= LANES_BESIDE_PX;
    let (padding, gap) =
        if walks && narrow { (WALK_PADDING_PX, WALK_GAP_PX) } else { (LANE_PADDING_PX, GAP_PX) };
    let beside_from = match (walks, narrow) {
        (true, _) => NUMBER_FROM_PX,
        (false, true) => SMALLEST_TO_TAP_PX,
        (false, false) => board.cells.beside_from,
    };
    let mut most = 1;
    let mut rows = Vec::new();
    let mut first = 0;
    let room = width / lanes as f64 - padding;
    for of in &board.lanes {
        let all: Vec<Room> = blocks(first, &of.maps).iter().map(|block| Room::of(block, &shape)).collect();
        first += of.maps.len();
        most = all.iter().map(|room| room.widest.max(room.tallest)).max().unwrap_or(1).max(most);
        rows.extend(all.chunks(BLOCKS_IN_A_ROW).map(<[Room]>::to_vec));
    }
    let most_px = if narrow && walks { LARGEST_ON_A_PHONE_PX } else { LARGEST_PX };
    let mut largest = board.cells.largest.max((FEW_CELLS_PX / most as f64).min(most_px));
    for row in rows {
        for block in &row {
            largest = largest.min(board.cells.tallest / block.tallest as f64);
            if !block.alone && !apart {
                largest = largest.min((TALLEST_BLOCK_PX / block.rows as f64).max(SMALLEST_PX));
            }
        }
        if apart {
            largest = row.iter().map(|block| room / block.widest as f64).fold(largest, f64::min);
            continue;
        }
        let cols: usize = row.iter().map(|block| block.cols).sum();
        let between: f64 = row.iter().map(|block| block.between).sum();
        let beside = (room - between - gap * (row.len() - 1) as f64) / cols as f64;
        let below = row.iter().map(|block| (room - block.between) / block.cols as f64);
        largest = if beside >= beside_from.min(largest) {
            largest.min(beside)
        } else {
            below.fold(largest, f64::min)
        };
    }
    let parts = if largest >= 3.0 { 1.0 } else { PARTS_OF_A_PIXEL };
    ((largest * parts).floor() / parts).max(SMALLEST_PX)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lessons::run::{Axis, Cells, Lane, Map};
    use crate::trace::Symbol;
    use proptest::prelude::*;

    fn map() -> Map {
        Map::of(Symbol::S, "S", [Axis::ValueChannels, Axis::KeyChannels])
    }

    fn board(lanes: usize, maps: &[Map]) -> Board {
        let lane = Lane { maps: maps.to_vec(), ..Lane::default() };
        Board { lanes: vec![lane; lanes], cells: Cells::default() }
    }

    /// A product of n × n with one operand at its left and one above it.
    fn product(lanes: usize) -> Board {
        board(lanes, &[map().at(0, 1, 0), map().at(0, 0, 1), map().at(0, 1, 1)])
    }

    proptest! {
        #[test]
        fn no_map_is_wider_than_its_lane(width in 320.0..1400.0f64, lanes in 1usize..=4, d in 1usize..=64) {
            let Layout { cell, .. } = layout(width, &board(lanes, &[map(), map()]), false, |_| (d, d));
            let lane = if width > LANES_BESIDE_PX { width / lanes as f64 } else { width } - LANE_PADDING_PX;
            prop_assert!(cell == SMALLEST_PX || cell * d as f64 <= lane, "{cell}");
        }

        #[test]
        fn a_product_and_its_operands_fit_their_lane(width in 320.0..1400.0f64, lanes in 1usize..=2, d in 1usize..=64) {
            let Layout { cell, apart, .. } = layout(width, &product(lanes), false, |_| (d, d));
            let lane = if width > LANES_BESIDE_PX { width / lanes as f64 } else { width } - LANE_PADDING_PX;
            let cols = if apart { d } else { 2 * d };
            prop_assert!(cell == SMALLEST_PX || cell * cols as f64 <= lane, "{cell}");
        }
    }

    #[test]
    fn a_map_of_54_columns_does_not_pass_the_end_of_its_lane_by_a_rounding() {
        let lane = 628.327369757729 / 4.0 - LANE_PADDING_PX;
        let Layout { cell, .. } = layout(628.327369757729, &board(4, &[map(), map()]), false, |_| (54, 54));
        assert!(lane - BORDER_PX - 1.0 < cell * 54.0 && cell * 54.0 <= lane, "{cell}");
    }

    #[test]
    fn both_lanes_of_a_stage_of_558_pixels_hold_their_maps() {
        // A window of 1024 pixels. The output of a sentence, 32 channels wide, once ran under the next lane.
        let shape = |map| if map % 2 == 0 { (13, 13) } else { (13, 32) };
        let Layout { cell, .. } = layout(558.0, &board(2, &[map(), map()]), false, shape);
        assert!(cell * 32.0 <= 558.0 - LANE_PADDING_PX, "{cell}");
    }

    #[test]
    fn on_a_phone_the_operands_leave_their_product_where_cells_would_be_too_small_to_tap() {
        assert!(layout(362.0, &product(2), false, |_| (32, 32)).apart);
        assert!(!layout(362.0, &product(2), false, |_| (4, 4)).apart);
        assert!(!layout(960.0, &product(2), false, |_| (32, 32)).apart);
    }

    #[test]
    fn in_free_play_one_lane_is_shown_where_two_have_no_room_beside_each_other() {
        assert!(layout(362.0, &product(2), false, |_| (2, 2)).one_lane);
        assert!(!layout(362.0, &product(1), false, |_| (2, 2)).one_lane, "nothing to choose from");
        assert!(!layout(960.0, &product(2), false, |_| (32, 32)).one_lane);
    }

    #[test]
    fn in_a_walk_on_a_phone_one_lane_is_shown_where_two_could_not_be_read() {
        let few = layout(362.0, &product(2), true, |_| (2, 2));
        assert!(!few.one_lane && few.cell >= NUMBER_FROM_PX, "{few:?}");
        let more = layout(362.0, &product(2), true, |_| (3, 3));
        assert!(more.one_lane && more.cell >= NUMBER_FROM_PX, "{more:?}");
        assert!(!layout(960.0, &product(2), true, |_| (3, 3)).one_lane);
    }

    #[test]
    fn the_style_sheet_puts_lanes_beside_each_other_at_the_same_width() {
        let css = include_str!("../../../style/lessons.css");
        assert!(css.contains(&format!("@container stage (max-width: {LANES_BESIDE_PX}px)")));
        assert!(css.contains("gap: 2px 6px"), "operands stand 6 px and a border apart");
    }
}
