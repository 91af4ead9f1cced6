//! What a reader is offered to try once an experiment is answered: the experiment with something changed.

use leptos::prelude::*;

use super::{marked, text};
use crate::app::App;
use crate::erased::Memo;
use crate::i18n::*;
use crate::lessons::{Experiment, Variation};
use crate::names;
use crate::scenario::Scenario;

/// Which variation of the open experiment is on the stage, from 1; 0 is the experiment as it was asked.
pub fn on_stage(app: App) -> Memo<Option<usize>> {
    // All that is set is compared with each; the links are read once.
    let all = app.scenario.with_untracked(Scenario::variations);
    let set = app.read(Scenario::all_set);
    Memo::new(move || set.with(|set| all.iter().position(|of| of == set)))
}

/// What a variation shows, in a sentence or two; nothing for an experiment as it was asked.
pub fn says(locale: Locale, experiment: &Experiment, variation: Option<usize>) -> Option<&'static str> {
    let variation = experiment.variations.get(variation?.checked_sub(1)?)?;
    told(locale, experiment, variation, "_says")
}

fn told(locale: Locale, experiment: &Experiment, variation: &Variation, part: &str) -> Option<&'static str> {
    names::EXP.of(locale, &format!("{}_{}{part}", experiment.id, variation.id))
}

/// A button for the experiment as it was asked and one for each of its variations.
#[component]
pub fn Variations(
    /// What is set.
    app: App,
    /// The experiment, which is answered.
    experiment: &'static Experiment,
    /// The variation that is on the stage.
    here: Memo<Option<usize>>,
) -> impl IntoView {
    let i18n = use_i18n();
    let button = move |number: usize, id: &'static str, name: Signal<String>| {
        view! {
            <button type="button" data-testid=format!("variation-{id}") aria-pressed=move || (here.get() == Some(number)).to_string()
                on:click=move |_| app.change(|s| s.vary(number))>
                <span inner_html=move || marked(&name.get())></span>
            </button>
        }
    };
    let varied = move |(number, variation): (usize, &'static Variation)| {
        let name = move || told(i18n.get_locale(), experiment, variation, "").unwrap_or_default().to_owned();
        button(number, variation.id, Signal::derive(name))
    };
    view! {
        <div class="variations" role="group" aria-labelledby="variations">
            <span id="variations">{text!(experiment.try_too)}</span>
            {button(0, "asked", text!(experiment.as_asked))}
            {(1..).zip(experiment.variations).map(varied).collect_view()}
        </div>
    }
}
