//! The page of a lesson: its prose, its stage, its letters, its summary and its papers.

use leptos::prelude::*;

use super::seen::Paper;
use super::stage::{Additions, Stage, StageView};
use super::text::constant;
use super::{Later, Letters, Seen, Stations, When, marked, paragraph, text};
use crate::erased::Memo;
use crate::i18n::*;
use crate::inputs::Scale;
use crate::lessons::prose::Passage;
use crate::trace::Symbol;

/// The page of a lesson.
#[component]
pub fn Lesson(
    /// The prose, passage by passage.
    prose: &'static [Passage],
    /// The stage beside it.
    stage: Stage,
    /// Letters that neither a formula nor a map nor a line of code shows.
    letters: &'static [Symbol],
    /// The parts that this lesson adds to its stage.
    #[prop(optional)]
    additions: Additions,
    /// Whether the lesson steps.
    #[prop(default = true)]
    steps: bool,
    /// The sentence of the prose that depends on the run.
    #[prop(optional, into)]
    verdict: Option<Signal<String>>,
    /// Shown below the letters, beside the stage.
    #[prop(optional, into)]
    beside: ViewFn,
    /// Shown below prose and stage; the stage then scrolls away with the prose.
    #[prop(optional, into)]
    below: Option<ViewFn>,
    /// The summary of this run, with its numbers; nothing where the lesson has none.
    #[prop(optional, into)]
    seen: Option<Signal<String>>,
    /// Papers to read on in.
    #[prop(default = &[])]
    papers: &'static [Paper],
) -> impl IntoView {
    let i18n = use_i18n();
    let page = stage.app.scenario.with_untracked(|s| s.page);
    let read = move |of: fn(Locale) -> &'static str| move || of(i18n.get_locale());
    let passage = move |passage: &Passage| match *passage {
        Passage::Title(of) => view! { <h1>{read(of)}</h1> }.into_any(),
        Passage::Text(of) => paragraph(constant(of)),
        Passage::Formulas(all) => {
            let formula = |formula: &crate::formulas::Formula| {
                view! { <math display="block" inner_html=formula.mathml></math> }
            };
            view! { <div class="eq" tabindex="0" role="group" aria-label=text!(stage.formulas)>{all.iter().map(formula).collect_view()}</div> }.into_any()
        }
        Passage::Guide(says) => view! { <Stations says /> }.into_any(),
        Passage::Lead(of) => view! { <p class="lead">{read(of)}</p> }.into_any(),
        Passage::Verdict => {
            let says = move || verdict.map(|verdict| marked(&verdict.get()));
            view! { <p class="verdict" role="status" data-testid="verdict" inner_html=says></p> }.into_any()
        }
    };
    let scaled = stage.app.read(|s| s.scale() != Scale::One);
    let formulas = prose.iter().filter_map(|passage| match passage {
        Passage::Formulas(all) => Some(all.iter().map(|formula| formula.mathml)),
        _ => None,
    });
    let formulas: Vec<&'static str> = formulas.flatten().collect();
    let all_letters = Memo::new(move || {
        let shown = stage.letters();
        let in_formula = |symbol: Symbol| {
            let mark = format!("data-symbol=\"{}\"", symbol.id());
            formulas.iter().any(|formula| formula.contains(&mark))
        };
        let used =
            |symbol: &Symbol| letters.contains(symbol) || shown.contains(symbol) || in_formula(*symbol);
        Symbol::ALL.iter().copied().filter(used).collect::<Vec<_>>()
    });
    // The question and the guided walk stand before the stage, on a phone too; what goes with free play after it.
    let guide = prose
        .iter()
        .position(|passage| matches!(passage, Passage::Guide(_)))
        .map_or(prose.len(), |at| at + 1);
    let (guide, rest) = prose.split_at(guide);
    let after_stage = below.is_some();
    let end = move || seen.map(|seen| view! { <Seen seen papers /> });
    view! {
        <div class=format!("lesson {}", page.slug())>
            <section class="prose guide">{guide.iter().map(passage).collect_view()}</section>
            // What the stage shows is computed in a turn of its own.
            <Later>{_ = stage.run.get_untracked();}</Later>
            <Later><StageView stage additions=additions.clone() steps /></Later>
            <section class="prose">
                {rest.iter().map(passage).collect_view()}
                <When on=move |()| scaled.get()><p class="hint" data-testid="scaled">{text!(stage.scaled)}</p></When>
            </section>
            <Later><Letters symbols=all_letters /></Later>
            <Later>{beside.run()}</Later>
            {(!after_stage).then(|| view! { <Later>{end()}</Later> })}
        </div>
        {below.map(|below| view! { <div class="after-lesson"><Later>{below.run()}</Later> <Later>{end()}</Later></div> })}
    }
}
