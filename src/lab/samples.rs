//! Every sample of one record, as a histogram and a sentence.

use leptos::prelude::*;

use super::names;
use super::palette::{colour, place};
use crate::i18n::*;
use crate::timing::Record;
use crate::timing::summary::{Label, histogram};
use crate::ui::chart::axis::duration;

/// A record, and the name of the result that it is of, where that is not the run.
pub type Sampled = (Option<String>, Record);

/// The samples of a record as a histogram, and how many Tukey's fences leave out; without a record, how to get one. The
/// room is the same with and without.
#[component]
pub fn Samples(
    /// Read again whenever a signal in it changes.
    samples: Callback<(), Option<Sampled>>,
    testid: &'static str,
    /// Whether a screen reader speaks the sentence when it changes.
    #[prop(optional)]
    spoken: bool,
) -> impl IntoView {
    let i18n = use_i18n();
    let says = move || {
        let locale = i18n.get_locale();
        let Some((of, record)) = samples.run(()) else {
            return td_string!(locale, lab.samples_hint).to_owned();
        };
        let (_, low, high) = histogram(&record.times_ms).unwrap_or_default();
        let case = names::case(locale, &record.case);
        td_string!(
            locale,
            lab.samples_says,
            case = of.map(|of| format!("{of} · {case}")).unwrap_or(case),
            median = duration(record.median_ms),
            samples = record.samples,
            from = duration(low),
            to = duration(high),
            outside = record.labels.iter().filter(|label| **label != Label::Normal).count()
        )
    };
    let bars = move || {
        let counts = samples.run(()).and_then(|(_, record)| Some(histogram(&record.times_ms)?.0));
        let counts = counts.unwrap_or_default();
        let most = counts.iter().copied().max().unwrap_or(1);
        let bar = |count| view! { <span style=format!("height: {}%", 100 * count / most)></span> };
        counts.into_iter().map(bar).collect_view()
    };
    let class = move || {
        let place = samples.run(()).and_then(|(_, record)| place(&record.case));
        place.map(|place| format!("series-{}", colour(place) + 1))
    };
    view! {
        <div class="lab-samples" data-testid=testid>
            <div class=class aria-hidden="true">{bars}</div>
            <p role=if spoken { "status" } else { "paragraph" }>{says}</p>
        </div>
    }
}
