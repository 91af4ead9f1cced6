//! The numbers that the experiments of the page `positions` end with, computed from the run on the stage.

use crate::experiments::{mass_on_parts, tokens_with};
use crate::lessons::experiment::Measured;
use crate::lessons::lockstep::{Lockstep, Number, Track, of_tracks};
use crate::math::{Mat, max_abs_diff};
use crate::rules::{Rule, SoftmaxAttn};

/// The names of the mass on the parts of a sentence.
const PARTS: [&str; 3] = ["part_1", "part_2", "part_3"];

/// The numbers of an experiment, as its run stands on the stage: rule by rule, the same names for each.
pub fn measured(run: &Lockstep, id: &str) -> Vec<Measured> {
    let softmax = run.tracks.iter().flatten().find(|track| track.rule.info.id == SoftmaxAttn::INFO.id);
    let softmax = softmax.and_then(|track| track.weights.as_deref());
    of_tracks(run, |track| match id {
        "clause" => on_parts(track, run.labels()),
        "path" => Some(vec![("apart", None, apart(track, softmax?)?)]),
        "order" => weights_of_last(track),
        _ => None,
    })
}

/// The mass of the row of the last `car` on each part of a sentence that `;` ends, and the weight of the last `;`.
fn on_parts(track: &Track, labels: &[String]) -> Option<Vec<Number>> {
    let asked = tokens_with(labels, "car").pop()?;
    let row: Vec<f64> = (0..=asked).map(|j| track.weight(asked, j)).collect::<Option<_>>()?;
    let ends = tokens_with(labels, ";");
    let masses = mass_on_parts(&row, &ends);
    let mut numbers: Vec<Number> =
        PARTS.into_iter().zip(masses).map(|(name, mass)| (name, None, mass)).collect();
    let end = ends.into_iter().rfind(|end| *end <= asked)?;
    numbers.push(("weight", Some(end), row.get(end).copied()?));
    Some(numbers)
}

/// The largest difference of any weight from that of softmax attention.
fn apart(track: &Track, softmax: &Mat) -> Option<f64> {
    let weights = track.weights.as_deref()?;
    (weights.shape() == softmax.shape()).then(|| max_abs_diff(weights, softmax))
}

/// The weight of each earlier token in the last row.
fn weights_of_last(track: &Track) -> Option<Vec<Number>> {
    let last = track.x.dims().t.checked_sub(1)?;
    (0..last).map(|j| Some(("weight", Some(j), track.weight(last, j)?))).collect()
}
