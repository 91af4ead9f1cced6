//! The numbers that the experiments of the page `width` end with, computed from the run on the stage.

use crate::lessons::experiment::Measured;
use crate::lessons::lockstep::{Lockstep, Number, Track, of_tracks};

/// The names of the entries of a state of one row.
const ENTRIES: [&str; 3] = ["entry_1", "entry_2", "entry_3"];

/// The numbers of an experiment, as its run stands on the stage: rule by rule, the same names for each.
pub fn measured(run: &Lockstep, id: &str) -> Vec<Measured> {
    of_tracks(run, |track| of(track, id))
}

fn of(track: &Track, id: &str) -> Option<Vec<Number>> {
    let told = track.x.dims().t;
    Some(match id {
        "directions" => {
            let spectrum = track.spectrum(told.checked_sub(1)?)?;
            let value = |at: usize| spectrum.values.get(at).copied().unwrap_or_default();
            vec![
                ("rank", None, spectrum.rank() as f64),
                ("sigma", None, value(0)),
                ("sigma_2", None, value(1)),
            ]
        }
        "narrow" => {
            let answers = track.answers(told, &track.x.k)?;
            let off = |t: usize| (answers.row(t) - track.x.v.row(t)).norm();
            (0..told).map(|t| ("off", Some(t), off(t))).collect()
        }
        "swap" | "turn" => {
            // Asked for one channel of the key, a state of one row answers an entry.
            let channels = track.x.dims().k;
            let answers = track.answers(told, &crate::math::Mat::identity(channels, channels))?;
            let entry = |(at, name): (usize, &&'static str)| Some((*name, None, *answers.get((at, 0))?));
            ENTRIES.iter().enumerate().filter_map(entry).collect()
        }
        _ => return None,
    })
}
