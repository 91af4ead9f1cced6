//! What a reader is offered to try once an experiment is answered: the experiment with something changed.

use leptos::prelude::*;

use super::{marked, text};
use crate::app::App;
use crate::erased::Memo;
use crate::i18n::*;
use crate::lessons::Experiment;
use crate::names;

/// A button for the experiment as it was asked and one for each of its variations; a sentence on the one that is on the stage.
#[component]
pub fn Variations(
    /// What is set.
    app: App,
    /// The experiment, which is answered.
    experiment: &'static Experiment,
) -> impl IntoView {
    let i18n = use_i18n();
    let here = Memo::new(move || app.scenario.with(|s| s.variation()));
    let of = move |variation: usize, part: &str| {
        let variation = variation.checked_sub(1).and_then(|i| experiment.variations.get(i))?;
        names::EXP.of(i18n.get_locale(), &format!("{}_{}{part}", experiment.id, variation.id))
    };
    let button = move |variation: usize| {
        let id = variation.checked_sub(1).map_or("asked", |i| experiment.variations[i].id);
        let name = move || match variation {
            0 => t_string!(i18n, experiment.as_asked).to_owned(),
            _ => of(variation, "").unwrap_or_default().to_owned(),
        };
        view! {
            <button type="button" data-testid=format!("variation-{id}") aria-pressed=move || (here.get() == Some(variation)).to_string()
                on:click=move |_| app.change(|s| s.vary(variation))>
                <span inner_html=move || marked(&name())></span>
            </button>
        }
    };
    let says = move || here.get().and_then(|variation| of(variation, "_says"));
    view! {
        <div class="variations" role="group" aria-labelledby="variations">
            <span id="variations">{text!(experiment.try_too)}</span>
            {(0..=experiment.variations.len()).map(button).collect_view()}
        </div>
        <p class="varied" role="status" data-testid="variation-says"><span inner_html=move || says().map(marked).unwrap_or_default()></span></p>
    }
}
