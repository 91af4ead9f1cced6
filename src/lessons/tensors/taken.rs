//! What the rule gives for all heads of the files, to take along.

use std::sync::Arc;

use leptos::prelude::*;

use super::menu::Menu;
use crate::browser::page;
use crate::erased::effect;
use crate::i18n::*;
use crate::lessons::exports::{formats, save};
use crate::lessons::refusal::refusal;
use crate::text::Text;
use crate::ui::{OwnChoice, When, text};
use crate::verdict::{Computed, Problem};

/// A button that computes outputs and final states, and saves them.
#[component]
pub fn Taken(menu: Menu) -> impl IntoView {
    let i18n = use_i18n();
    let format = RwSignal::new(0_usize);
    let refused = RwSignal::new(None::<Text>);
    // Heads that are done, and all, while it is at work.
    let progress = RwSignal::new(None::<[usize; 2]>);
    // What is computed of another question is not what was asked for.
    let asked = StoredValue::new(0_u64);
    effect(move || {
        menu.problem.with(|_| ());
        asked.update_value(|asked| *asked += 1);
        progress.set(None);
        refused.set(None);
    });
    let take = move |_| {
        let Some(problem) = menu.problem.get_untracked() else { return };
        let own = asked.get_value();
        let is_newest = move || asked.try_get_value() == Some(own);
        let problem: Arc<Problem> = Arc::new((*problem).clone());
        let name = format!("deltascope-{}-outputs", problem.given.rule.id);
        refused.set(None);
        progress.set(Some([0, 1]));
        leptos::task::spawn_local(async move {
            let mut computed = Computed::new(problem);
            let done = loop {
                page::next_task().await;
                if !is_newest() {
                    return;
                }
                match computed.step() {
                    Ok(None) => _ = progress.try_set(Some(computed.progress())),
                    Ok(Some(arrays)) => break save(&name, format.get_untracked(), &arrays),
                    Err(error) => break Err(refusal(&error)),
                }
            };
            _ = progress.try_set(None);
            _ = refused.try_set(done.err());
        });
    };
    let says = move || {
        let [done, all] = progress.get()?;
        Some(t_string!(i18n, tensors.comparing, done = done, all = all).to_string())
    };
    view! {
        <When on=move |()| menu.problem.with(Option::is_some)>
            <div class="knobs">
                <OwnChoice label=text!(exports.format) testid="export-format" of=format options=formats() />
                <button type="button" data-testid="export-outputs" disabled=move || progress.with(Option::is_some) on:click=take>{text!(tensors.take)}</button>
            </div>
            <p class="hint" role="status">{says}</p>
            {move || refused.get().map(|why| view! { <p class="note" role="alert">{why.read(i18n.get_locale())}</p> })}
        </When>
    }
}
