//! The numbers that the experiments of the page `gates` end with, computed from the run on the stage.

use crate::experiments::{SCENE, Sheet, TOPIC};
use crate::lessons::experiment::Measured;
use crate::lessons::lockstep::{Lockstep, Number, Track, of_tracks};
use crate::math::Mat;

/// The numbers of an experiment, as its run stands on the stage: rule by rule, the same names for each.
pub fn measured(run: &Lockstep, id: &str) -> Vec<Measured> {
    of_tracks(run, |track| of(track, id))
}

fn of(track: &Track, id: &str) -> Option<Vec<Number>> {
    match id {
        "constant" | "scene" => {
            let answers = answers(track, &SCENE)?;
            let [people, lamp, stale] = SCENE.errors(&answers)[..] else { return None };
            Some(vec![
                ("scene", None, SCENE.score(&answers)),
                ("topic", None, TOPIC.score(&answers)),
                ("people", None, people),
                ("lamp", None, lamp),
                ("stale", None, stale),
            ])
        }
        // What the key of the last fact answers.
        "nothing" => {
            let told = track.x.dims().t;
            let answer = track.answers(told, &track.x.k.rows(told - 1, 1).into_owned())?;
            Some(vec![("answer_1", None, *answer.get((0, 0))?), ("answer_2", None, *answer.get((0, 1))?)])
        }
        _ => None,
    }
}

/// What is answered at the end of the stream to the keys e_0, e_1 …; nothing where it does not have the channels of the sheet.
pub fn answers(track: &Track, sheet: &Sheet) -> Option<Mat> {
    let dims = track.x.dims();
    let channels = sheet.channels();
    let fits = dims.k >= channels && dims.v >= channels;
    track.answers(dims.t, &Mat::identity(dims.k, dims.k)).filter(|_| fits)
}
