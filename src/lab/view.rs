//! The page of the lab: the questions, the choice, what a run gives, how it is measured, and what was seen.

use leptos::prelude::*;

use super::bench::use_bench;
use super::controls::Controls;
use super::outcome::{end, outcome};
use super::questions::Questions;
use super::scenario::Scenario;
use crate::app::use_app;
use crate::browser::{page, presence};
use crate::erased::Memo;
use crate::knobs::OneId;
use crate::number::bytes;
use crate::timing::Question;
use crate::timing::guard::{CALL_LIMIT_MS, MEMORY_LIMIT, TOLERANCE};
use crate::trace::Reading;
use crate::ui::chart::axis::duration;
use crate::ui::{Later, Meter, Part, paragraph, text};

/// The lab.
pub fn view() -> AnyView {
    view! { <Lab /> }.into_any()
}

/// Whether a link names a choice of its own, and not one of the ready-made questions alone.
fn chosen(lab: &Scenario) -> bool {
    let usual = Scenario::default();
    let suite = if Question::of(lab.suite.0).is_some() { lab.suite.0 } else { usual.suite.0 };
    *lab != Scenario { suite: OneId(suite), ..usual }
}

#[component]
fn Lab() -> impl IntoView {
    let app = use_app();
    let bench = use_bench();
    // The worker is fetched after all that the reader waits for, and for a reader alone.
    presence::when_there(move || page::when_idle(move || bench.check()));
    let reading = Memo::new(move || {
        // A ratio needs no number beside it.
        bench.worst_rms_ratio().map(|apart| Reading { apart, allowed: TOLERANCE, size: 0.0 })
    });
    let grain = Memo::new(move || bench.run.with(|run| run.grain_ms));
    // Whoever opens or closes it has the last word.
    let open = app.scenario.with_untracked(|s| chosen(&s.knobs.lab));
    view! {
        <div class="lesson lab">
            <article>
                <h1>{text!(lab.title)}</h1>
                {paragraph(text!(lab.follows))}
                <section aria-label=text!(ask.questions)><Questions /></section>
                <details class="lab-choose" data-testid="choose" prop:open=open>
                    <summary>{text!(lab.choose)}</summary>
                    <Later><Controls /></Later>
                </details>
            </article>
            <section class="stage" aria-label=text!(ui.stage)>
                <div class="stage-top"><Later><Meter what=text!(lab.meter) reading /></Later></div>
                <Later>
                    <Part fetch=outcome class="lab-outcome" waits=true
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
                <Part fetch=end class="lab-end" waits=true />
            </Later></article>
        </div>
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_choice_is_open_where_a_link_makes_one() {
        let usual = Scenario::default();
        assert!(!chosen(&usual));
        for question in Question::ALL {
            assert!(!chosen(&Scenario { suite: OneId(question.suite()), ..usual.clone() }));
            assert!(chosen(&Scenario { suite: OneId(question.suite()), d: 32, ..usual.clone() }));
        }
        assert!(chosen(&Scenario { suite: OneId("chunk"), ..usual.clone() }));
        assert!(chosen(&Scenario { to: 128, ..usual }));
    }
}
