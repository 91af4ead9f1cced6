//! The lab in small: two kernels, four sizes, timed when a reader asks for it.

use leptos::prelude::*;

use crate::app::{Shows, go, link, page_name, use_app};
use crate::erased::Memo;
use crate::fast::Algorithm;
use crate::i18n::*;
use crate::lab::{Bench, ScalingChart, Starter, results};
use crate::pages::Page;
use crate::timing::{Choice, Job, SEED};
use crate::ui::{Part, When, paragraph, text};

/// What it asks the lab's worker for.
fn small_sweep() -> Job {
    let kernels = [("softmax_attn/full", Algorithm::Naive), ("linear_attn/full", Algorithm::Right)];
    Job {
        suite: "scaling".to_owned(),
        choice: Choice {
            kernels: kernels.map(|(kernel, algorithm)| (kernel.to_owned(), algorithm)).to_vec(),
            n_from: 128,
            n_to: 1024,
            d: 64,
            ..Choice::default()
        },
        seed: SEED,
    }
}

/// The lab in small, and the way to the lab.
#[component]
pub fn Time() -> impl IntoView {
    let app = use_app();
    let i18n = use_i18n();
    view! {
        <section class="time-here">
            <div>
                <h2>{text!(start.time_title)}</h2>
                {paragraph(text!(start.time_text))}
                <a class="go" href=move || link(app, Page::Lab) on:click=move |ev| go(app, &ev, Page::Lab)>{move || page_name(i18n.get_locale(), Page::Lab)} " →"</a>
            </div>
            <Part fetch=small_lab class="time" waits=true />
        </section>
    }
}

/// Fetches it.
#[leptos::wasm_split::wasm_split(start_time, wasm_split_path = ::leptos::wasm_split, fallible)]
fn small_lab() -> Shows {
    Ok(|| view! { <SmallLab /> }.into_any())
}

/// It starts when it is asked to: nobody's battery is spent by opening a page.
#[component]
fn SmallLab() -> impl IntoView {
    let i18n = use_i18n();
    let bench = Bench::default();
    on_cleanup(move || bench.cancel());
    let series = Memo::new(move || {
        bench.run.with(|run| results::series(&run.records, results::Against::Tokens, results::FIT_FROM))
    });
    let failed = Memo::new(move || bench.run.with(|run| run.failure().is_some()));
    let says = move || match (failed.get(), series.with(Vec::is_empty)) {
        (true, _) => t_string!(i18n, start.time_failed).to_string(),
        (_, true) => t_string!(i18n, start.time_idle).to_string(),
        _ => series.with(|all| {
            all.iter()
                .map(|s| format!("{} ∝ n^{}", s.name(i18n.get_locale()), s.slope()))
                .collect::<Vec<_>>()
                .join(" · ")
        }),
    };
    view! {
        <When on=move |()| series.with(|all| !all.is_empty())><ScalingChart series height=150.0 /></When>
        <p class="numbers" data-testid="time-says">{says}</p>
        <Starter bench job=Signal::derive(small_sweep) testid="time-here"
            says=|locale, time| td_string!(locale, start.time_run, time = time).to_string() />
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::timing::suite;

    #[test]
    fn both_kernels_of_the_small_sweep_exist() {
        let Job { suite, choice, .. } = small_sweep();
        assert_eq!(choice.clone().nearest(), choice);
        assert_eq!((suite::find(&suite).unwrap().cases)(&choice).len(), 8);
    }
}
