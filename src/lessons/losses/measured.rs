//! The numbers that the experiments of the page `losses` end with, computed from the run on the stage.

use crate::experiments::median;
use crate::lessons::experiment::Measured;
use crate::lessons::lockstep::{Lockstep, Number, Track, of_tracks};

/// The numbers of an experiment, as its run stands on the stage: rule by rule, the same names for each.
pub fn measured(run: &Lockstep, id: &str) -> Vec<Measured> {
    of_tracks(run, |track| of(track, id))
}

fn of(track: &Track, id: &str) -> Option<Vec<Number>> {
    let told = track.x.dims().t;
    let (answers, values) = (track.answers(told, &track.x.k)?, &track.x.v);
    let last = told.checked_sub(1)?;
    let off = |t: usize| (answers.row(t) - values.row(t)).norm();
    Some(match id {
        "grows" => vec![("along", None, answers.row(last).dot(&values.row(last)))],
        "wrong" | "average" => {
            let channel = |i: usize| answers.get((last, i)).copied();
            vec![("answer_1", None, channel(0)?), ("answer_2", None, channel(1)?), ("off", None, off(last))]
        }
        "late" => (0..told).map(|t| ("off", Some(t), off(t))).collect(),
        "least" => {
            let relative: Vec<f64> = (0..told).map(|t| off(t) / values.row(t).norm()).collect();
            let mean = relative.iter().sum::<f64>() / told as f64;
            vec![("median", None, median(&relative)?), ("mean", None, mean)]
        }
        _ => return None,
    })
}
