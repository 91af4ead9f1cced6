//! What every lesson's tests ask of the sums that it tells.

use super::run::{Cell, Run};
use crate::i18n::Locale;

/// Holds every cell of every map, at these stops, against what is told of it: a value that is the one shown, and numbers that come to it;
/// nothing where the map is still empty.
/// `untold` says of which shown cells nothing need be told.
pub fn every_cell_is_told(
    run: &dyn Run,
    stops: impl Iterator<Item = u64>,
    untold: impl Fn(Cell, u64) -> bool,
) {
    let maps: usize = run.board(Locale::en).lanes.iter().map(|lane| lane.maps.len()).sum();
    for (stop, map) in stops.flat_map(|stop| (0..maps).map(move |map| (stop, map))) {
        let (seen, (rows, cols)) = (run.seen(map, stop), run.shape(map, stop));
        if let Some(seen) = &seen {
            assert_eq!(seen.shape(), (rows, cols), "map {map} at {stop}");
        }
        for (row, col) in (0..rows).flat_map(|row| (0..cols).map(move |col| (row, col))) {
            let at = Cell { map, row, col };
            let told = run.entry(at, stop);
            let Some(seen) = &seen else {
                assert_eq!(told, None, "{at:?} at {stop}: what is still to come is not told");
                continue;
            };
            let Some(entry) = told else {
                assert!(untold(at, stop), "{at:?} at {stop}: what is there is told");
                continue;
            };
            assert!((entry.value - seen[(row, col)]).abs() < 1e-12, "{at:?} at {stop}");
            if !entry.terms.is_empty() {
                assert!((entry.told() - entry.value).abs() < 1e-12, "{at:?} at {stop}");
            }
        }
    }
}
