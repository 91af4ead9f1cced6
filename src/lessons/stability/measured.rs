//! The numbers that the experiments of the page `stability` end with, computed from the run on the stage.

use crate::lessons::experiment::Measured;
use crate::lessons::lockstep::{Lockstep, Number, Track, of_tracks};

/// The numbers of an experiment, as its run stands on the stage: rule by rule, the same names for each.
pub fn measured(run: &Lockstep, id: &str) -> Vec<Measured> {
    of_tracks(run, |track| of(track, id))
}

fn of(track: &Track, id: &str) -> Option<Vec<Number>> {
    let told = track.x.dims().t;
    if id != "zero" {
        return Some(vec![("norm", None, track.state_norms(told).last().copied()?)]);
    }
    let answers = track.answers(told, &track.x.k)?;
    let off = |t: usize| (answers.row(t) - track.x.v.row(t)).norm();
    Some((0..told).map(|t| ("off", Some(t), off(t))).collect())
}
