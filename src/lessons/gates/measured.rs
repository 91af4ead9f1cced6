//! The numbers that the experiments of the page `gates` end with, computed from the run on the stage.

use crate::experiments::{SCENE, Sheet, TOPIC};
use crate::lessons::experiment::Measured;
use crate::lessons::lockstep::{Lockstep, Track};
use crate::math::Mat;

/// The numbers of an experiment, as its run stands on the stage: rule by rule, the same names for each.
pub fn measured(run: &Lockstep, id: &str) -> Vec<Measured> {
    let of_lane = |lane: usize| {
        let number = |(name, value)| Measured { name, pair: None, lane, value, of: None };
        Some(of(run.track(lane)?, id)?.into_iter().map(number).collect::<Vec<_>>())
    };
    (0..run.tracks.len()).filter_map(of_lane).flatten().collect()
}

fn of(track: &Track, id: &str) -> Option<Vec<(&'static str, f64)>> {
    match id {
        "constant" | "scene" => {
            let [scene, topic] = scores(track)?;
            let [people, lamp, stale] = errors(track, &SCENE)?[..] else { return None };
            Some(vec![
                ("scene", scene),
                ("topic", topic),
                ("people", people),
                ("lamp", lamp),
                ("stale", stale),
            ])
        }
        // What the key of the last fact answers.
        "nothing" => {
            let told = track.x.dims().t;
            let answer = track.answers(told, &track.x.k.rows(told - 1, 1).into_owned())?;
            Some(vec![("answer_1", *answer.get((0, 0))?), ("answer_2", *answer.get((0, 1))?)])
        }
        _ => None,
    }
}

/// The mean error of each group of a sheet at the end of the stream; nothing where it does not have the channels of the sheet.
pub fn errors(track: &Track, sheet: &Sheet) -> Option<Vec<f64>> {
    let dims = track.x.dims();
    let channels = sheet.channels();
    let fits = dims.k >= channels && dims.v >= channels;
    let answers = track.answers(dims.t, &Mat::identity(dims.k, dims.k)).filter(|_| fits)?;
    Some(sheet.errors(&answers))
}

/// The score on both sheets.
fn scores(track: &Track) -> Option<[f64; 2]> {
    let score = |sheet: &Sheet| {
        let errors = errors(track, sheet)?;
        Some(errors.iter().sum::<f64>() / errors.len() as f64)
    };
    Some([score(&SCENE)?, score(&TOPIC)?])
}
