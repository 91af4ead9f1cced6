//! The numbers that the experiments of the page `stability` end with, computed from the run on the stage.

use crate::lessons::experiment::Measured;
use crate::lessons::lockstep::{Lockstep, Number, Track, of_tracks};
use crate::math::Mat;

/// The numbers of an experiment, as its run stands on the stage: rule by rule, the same names for each.
pub fn measured(run: &Lockstep, id: &str) -> Vec<Measured> {
    of_tracks(run, |track| of(track, id))
}

fn of(track: &Track, id: &str) -> Option<Vec<Number>> {
    let dims = track.x.dims();
    let answers = track.answers(dims.t, &track.x.k)?;
    let off = |t: usize| (answers.row(t) - track.x.v.row(t)).norm();
    Some(match id {
        "zero" => (0..dims.t).map(|t| ("off", Some(t), off(t))).collect(),
        // What S answers to e_0, e_1 … are its columns.
        _ => vec![("norm", None, track.answers(dims.t, &Mat::identity(dims.k, dims.k))?.norm())],
    })
}
