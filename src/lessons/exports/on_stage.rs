//! Every matrix on the stage of a page, as it is at the end.

use super::Other;
use crate::i18n::{Locale, td_string};
use crate::io::{Array, Why};
use crate::lessons::run::Run;
use crate::say;

/// Every matrix on the stage, as it is at the end, under the id of its lane and its name: `left.A`.
pub const ON_STAGE: Other = Other {
    id: "matrices",
    name: |locale| td_string!(locale, exports.matrices),
    arrays: |stage, _| {
        let run = stage.run.get_untracked()?;
        Some(at_the_end(&*run).map_err(|_| say!(exports.unwritable)))
    },
};

/// The arrays of a run. A name is the same in every language, and is what stands before the first `=`: that of A = QKᵀ is A.
fn at_the_end(run: &dyn Run) -> Result<Vec<Array>, Why> {
    let (lanes, last) = (run.board(Locale::en).lanes, run.timeline().last());
    let maps = lanes.iter().flat_map(|lane| lane.maps.iter().map(move |map| (lane.id, map)));
    let array = |(number, (lane, map)): (usize, (&str, &crate::lessons::run::Map))| {
        let name = map.name.split(" = ").next().unwrap_or_default();
        Some(Array::of_matrix(format!("{lane}.{name}"), &*run.seen(number, last)?))
    };
    maps.enumerate().filter_map(array).collect()
}
