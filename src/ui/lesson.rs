//! The page of a lesson: its question and its guided walk, its stage, and what there is to read.

use leptos::prelude::*;

use super::reading::{FetchReading, Reading};
use super::stage::{Additions, Stage, StageView, part_of};
use super::{Later, Part, opening};
use crate::browser::page;
use crate::lessons::prose::Passage;

/// The page of a lesson.
#[component]
pub fn Lesson(
    /// The prose up to the guided walk, passage by passage.
    prose: &'static [Passage],
    /// The stage beside it.
    stage: Stage,
    /// What there is to read besides.
    reading: FetchReading,
    /// The parts that this lesson adds to its stage.
    #[prop(optional)]
    additions: Additions,
    /// Whether the lesson steps.
    #[prop(default = true)]
    steps: bool,
    /// Shown below prose and stage; the stage then scrolls away with the prose.
    #[prop(optional, into)]
    below: Option<ViewFn>,
) -> impl IntoView {
    // The text of the page's own HTML file, which its own takes the place of.
    let written = StoredValue::new(page::inner_html(".before .lesson > .prose:not(.guide)"));
    let before = move || {
        written
            .get_value()
            .map(|written| view! { <section class="prose as-written" inner_html=written></section> })
    };
    let text = move || async move {
        let Reading { text, .. } = reading().await?;
        Ok(move || text(stage))
    };
    let end = move || part_of(stage, reading, "ending", true, |reading: Reading| reading.end);
    let after_stage = below.is_some();
    let page = stage.app.scenario.with_untracked(|s| s.page);
    let class = format!("lesson {}{}", page.slug(), if page.is_lockstep() { " lockstep" } else { "" });
    view! {
        <div class=class>
            <section class="prose guide">
                {prose.iter().map(|passage| view! { <Later>{opening(passage)}</Later> }).collect_view()}
            </section>
            // What the stage shows is computed in a turn of its own.
            <Later>{_ = stage.run.get_untracked();}</Later>
            <Later><StageView stage additions=additions.clone() steps /></Later>
            <Part fetch=text class="reading" waits=true before />
            {(!after_stage).then(|| view! { <Later>{end()}</Later> })}
        </div>
        {below.map(|below| view! { <div class="after-lesson"><Later>{below.run()}</Later> <Later>{end()}</Later></div> })}
    }
}
