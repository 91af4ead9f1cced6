//! The numbers that the experiments of the page `state` end with, computed from the run on the stage.

use std::ops::Range;

use crate::experiments::{Question, Recalled};
use crate::lessons::experiment::Measured;
use crate::lessons::lockstep::{Lockstep, Track};
use crate::math::Mat;

/// The numbers of an experiment, as its run stands on the stage: rule by rule, the same names for each.
pub fn measured(run: &Lockstep, id: &str) -> Vec<Measured> {
    let of_lane = |lane: usize| {
        let track = run.track(lane)?;
        let number = |(name, pair, value)| {
            let of = (name == "right").then(|| asked(track, id)[0].len());
            Measured { name, pair, lane, value, of }
        };
        Some(of(track, id)?.into_iter().map(number).collect::<Vec<_>>())
    };
    (0..run.tracks.len()).filter_map(of_lane).flatten().collect()
}

/// Name, pair and number.
type Numbers = Vec<(&'static str, Option<usize>, f64)>;

fn of(track: &Track, id: &str) -> Option<Numbers> {
    let pairs = track.pairs();
    match id {
        // The newest sky and cat, and the cat that was overwritten.
        "overwrite" => track.off(&[8, 6, 2]),
        "overlap" => track.off(&[0, 1]).map(with_sum),
        "full" => track.off(&(0..pairs).collect::<Vec<_>>()).map(with_sum),
        "again" | "recall" | "noise" => shares(track, asked(track, id)),
        "weights" => {
            let (lowest, negative) = track.below_zero()?;
            Some(vec![("lowest", None, lowest), ("negative", None, negative as f64)])
        }
        "rank" => {
            let spectrum = track.spectrum(pairs.checked_sub(1)?)?;
            let mut all = vec![
                ("rank", None, spectrum.rank() as f64),
                ("sigma", None, spectrum.values.first().copied()?),
                ("norm", None, spectrum.norm()),
                ("spread", None, spectrum.spread()),
            ];
            all.extend(shares(track, asked(track, id))?.into_iter().take(1));
            Some(all)
        }
        // What S is after each bit.
        "parity" => {
            Some((1..pairs).filter_map(|t| Some(("parity", Some(t), track.first_entry(t)?))).collect())
        }
        _ => None,
    }
}

/// The pairs that an experiment asks for, and those among whose values the answer has to be the nearest.
fn asked(track: &Track, id: &str) -> [Range<usize>; 2] {
    let pairs = track.pairs();
    let keys = (1..=pairs).find(|n| *n == pairs || track.has_same_key(0, *n)).unwrap_or(pairs);
    Question::from_id(id).unwrap_or(Question::Recall).asked([keys, pairs])
}

fn with_sum(off: Numbers) -> Numbers {
    let squares = off.iter().map(|(.., off)| off * off).sum();
    off.into_iter().chain([("squares", None, squares)]).collect()
}

/// How many of these pairs are right among the values of others, and the root of the mean squared error.
fn shares(track: &Track, [asked, among]: [Range<usize>; 2]) -> Option<Numbers> {
    let recalled = track.recalled_among(asked.clone(), among)?;
    let mean = recalled.squared.iter().sum::<f64>() / asked.len().max(1) as f64;
    Some(vec![("right", None, recalled.count() as f64), ("rms", None, mean.sqrt())])
}

impl Track {
    /// How many pairs it is told.
    fn pairs(&self) -> usize {
        self.x.dims().t
    }

    fn has_same_key(&self, a: usize, b: usize) -> bool {
        self.x.k.row(a) == self.x.k.row(b)
    }

    /// ‖a − v‖ of the answer a to the key of each of these pairs, after all have been told; nothing where there is no such pair.
    fn off(&self, pairs: &[usize]) -> Option<Numbers> {
        let there: Vec<usize> = pairs.iter().copied().filter(|pair| *pair < self.pairs()).collect();
        let answers = self.answers(self.pairs(), &self.x.k.select_rows(&there))?;
        let off = |(row, pair): (usize, &usize)| {
            ("off", Some(*pair), (answers.row(row) - self.x.v.row(*pair)).norm())
        };
        Some(there.iter().enumerate().map(off).collect())
    }

    /// How these pairs are recalled, after all have been told, among the values of those.
    fn recalled_among(&self, asked: Range<usize>, among: Range<usize>) -> Option<Recalled> {
        let rows = |m: &Mat, rows: &Range<usize>| m.rows(rows.start, rows.len()).into_owned();
        let answers = self.answers(self.pairs(), &rows(&self.x.k, &asked))?;
        Some(Recalled::of(&answers, &rows(&self.x.v, &among), asked.start - among.start))
    }

    /// The lowest weight, and how many lie below 0.
    fn below_zero(&self) -> Option<(f64, usize)> {
        self.weights.as_ref()?;
        let all = || self.weights_of(self.pairs()).map(|(_, weight)| weight);
        Some((all().fold(0.0, f64::min), all().filter(|x| *x < -ROUNDING).count()))
    }
}

/// Below this a weight is 0 but for rounding.
const ROUNDING: f64 = 1e-12;
