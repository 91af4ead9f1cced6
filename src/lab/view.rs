//! The page of the lab: controls, progress, what a run gives, and how it is measured.

use leptos::prelude::*;

use super::bench::use_bench;
use super::controls::Controls;
use super::outcome::outcome;
use crate::browser::page;
use crate::erased::Memo;
use crate::number::bytes;
use crate::timing::guard::{CALL_LIMIT_MS, MEMORY_LIMIT, TOLERANCE};
use crate::trace::Reading;
use crate::ui::chart::axis::duration;
use crate::ui::{Later, Meter, Part, paragraph, text};

/// The lab.
pub fn view() -> AnyView {
    view! { <Lab /> }.into_any()
}

#[component]
fn Lab() -> impl IntoView {
    let bench = use_bench();
    // The worker is fetched after all that the reader waits for.
    page::when_idle(move || bench.check());
    let reading = Memo::new(move || {
        bench.worst_rms_ratio().map(|apart| Reading { apart, allowed: TOLERANCE, size: 1.0 })
    });
    let grain = Memo::new(move || bench.run.with(|run| run.grain_ms));
    view! {
        <div class="lesson lab">
            <article>
                <h1>{text!(lab.title)}</h1>
                {paragraph(text!(lab.intro))}
                <section aria-label=text!(lab.choose)><Later><Controls /></Later></section>
            </article>
            <section class="stage" aria-label=text!(ui.stage)>
                <div class="stage-top"><Later><Meter what=text!(lab.meter) reading /></Later></div>
                <Later>
                    <Part fetch=outcome class="lab-outcome"
                        before=|| view! { <figure class="lab-chart"><p class="lab-empty">{text!(lab.empty)}</p></figure> } />
                </Later>
            </section>
            <article><Later>
                <h2>{text!(lab.how)}</h2>
                {paragraph(text!(lab.how_what))}
                <p>{text!(lab.how_sample)} " " {move || grain.get().map(|grain| text!(lab.how_grain, grain = duration(grain)))}</p>
                {paragraph(text!(lab.how_statistics))}
                {paragraph(text!(lab.how_beside))}
                {paragraph(text!(lab.slope_means))}
                <p>{text!(lab.how_limits, memory = bytes(MEMORY_LIMIT.into()), call = duration(CALL_LIMIT_MS))}</p>
            </Later></article>
        </div>
    }
}
