//! What a page in lock-step lets a reader take along: the runs of its lanes, and how they recall what they were told.

use leptos::prelude::*;

use super::{Lockstep, Track};
use crate::i18n::{Locale, td_string};
use crate::io::Array;
use crate::lessons::exports::{self, Exports, Other, Told};
use crate::math::Mat;
use crate::names;
use crate::say;
use crate::text::Text;
use crate::ui::stage::Stage;

/// What is taken along: a part of the page of its own.
pub fn take_along(stage: Stage) -> AnyView {
    exports::take_along(stage, Exports { lanes, told, others: RECALL })
}

fn lanes(stage: Stage, locale: Locale) -> Vec<(&'static str, String)> {
    let named = |id: &'static str| (id, names::rule(locale, id).unwrap_or_default().to_owned());
    let of = |run: &Lockstep| {
        (0..run.tracks.len()).filter_map(|lane| Some(named(run.rule(lane)?.info.id))).collect()
    };
    stage.run.map(of).unwrap_or_default()
}

/// Something of the run of a lane, or why it has none.
fn of_track<T>(stage: Stage, lane: usize, of: impl FnOnce(&Track) -> T) -> Option<Result<T, Text>> {
    stage.run.map(|run: &Lockstep| Some(run.tracks.get(lane)?.as_ref().map(of).map_err(Clone::clone)))?
}

fn told(stage: Stage, lane: usize) -> Option<Result<Told, Text>> {
    of_track(stage, lane, |track| Told { rule: track.rule, x: track.x.clone() })
}

const RECALL: &[Other] = &[Other {
    id: "recall",
    name: |locale| td_string!(locale, exports.recall),
    arrays: |stage, lane| of_track(stage, lane, recall).map(Result::flatten),
}];

/// How every pair is recalled after every token: error, whether its own value is the nearest, and which is. `[T, T]`, pairs and tokens.
fn recall(track: &Track) -> Result<Vec<Array>, Text> {
    if !track.recalls() {
        return Err(say!(exports.no_recall));
    }
    let all = track.x.dims().t;
    let mut tables = [(); 3].map(|()| Mat::from_element(all, all, f64::NAN));
    for token in 0..all {
        for (pair, recall) in track.recalled_after(token).iter().enumerate().filter(|(pair, _)| *pair < all) {
            let right = f64::from(u8::from(recall.right));
            for (table, number) in tables.iter_mut().zip([recall.error, right, (recall.nearest + 1) as f64]) {
                table[(pair, token)] = number;
            }
        }
    }
    let named = ["error", "right", "nearest"].into_iter().zip(&tables);
    let arrays: Result<_, _> = named.map(|(name, table)| Array::of_matrix(name, table)).collect();
    arrays.map_err(|_| say!(exports.unwritable))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::inputs::{Gates, three};

    #[test]
    fn what_is_recalled_is_what_the_page_tells() {
        let stream = three().with_unit_keys();
        let track = Track::run(crate::rules::rule("delta_rule").unwrap(), &stream, &Gates::new()).unwrap();
        let tables = recall(&track).unwrap();
        let error: Vec<f64> = tables.iter().find(|of| of.name() == "error").unwrap().values().collect();
        assert_eq!(error[3 + 1], track.recalled_after(1)[1].error);
        assert!(error[3].is_nan(), "the second pair is not told yet");
    }
}
