//! The experiments of a lesson: one asks a question before it shows, and ends with the numbers of the run on the stage.

use leptos::prelude::*;

use super::guess::Answers;
use super::numbers::{NumberCell, NumberRow, NumberTable};
use super::stage::Stage;
use super::variations::{Variations, on_stage, says};
use super::{Choice, When, marked, text};
use crate::erased::{Memo, effect};
use crate::i18n::*;
use crate::lessons::experiment::{Measured, find};
use crate::lessons::{Experiment, experiments};
use crate::names;
use crate::number::relative;

/// What the ids of the answers end with.
const ANSWERS: [&str; 3] = ["_a", "_b", "_c"];

/// Which experiment is open, its question, and what it found.
#[component]
pub fn Experiments(
    /// The stage.
    stage: Stage,
    /// The numbers of an experiment, from the run on the stage.
    measured: fn(Stage, &str) -> Vec<Measured>,
    /// The name of a lane's rule, by its id.
    rule: fn(Stage, usize) -> Option<&'static str>,
    /// What an experiment shows below its numbers, which it is given.
    more: fn(Stage, &'static str, Memo<Vec<Measured>>) -> Option<AnyView>,
) -> impl IntoView {
    let i18n = use_i18n();
    let app = stage.app;
    let all = app.scenario.with_untracked(|s| experiments(s.page));
    let open = app.read(|s| s.experiment);
    let of = move |id: &str, part: &str| {
        names::EXP.of(i18n.get_locale(), &format!("{id}{part}")).unwrap_or_default()
    };
    let options = Signal::derive(move || {
        let none = (String::new(), t_string!(i18n, experiment.none).to_owned());
        let named = all.iter().enumerate().map(|(i, experiment)| {
            (experiment.id.to_owned(), format!("{}. {}", i + 1, of(experiment.id, "")))
        });
        std::iter::once(none).chain(named).collect::<Vec<_>>()
    });
    // What was answered to the question of which experiment.
    let answered: RwSignal<Option<(&'static str, usize)>> = RwSignal::new(None);
    let answer = Memo::new(move || {
        let here = open.get()?;
        answered.get().filter(|(of, _)| *of == here).map(|(_, answer)| answer)
    });
    let choose = move |id: Option<&'static str>| {
        answered.set(None);
        app.change(|s| s.open_experiment(id));
    };
    let take = move |answer: usize| {
        let Some(id) = open.get_untracked() else { return };
        answered.set(Some((id, answer)));
        let last = stage.run.get_untracked().map(|run| run.timeline().last());
        app.change(|s| s.t = last);
    };
    let next = move || {
        let here = all.iter().position(|experiment| Some(experiment.id) == open.get())?;
        all.get(here + 1).map(|experiment| experiment.id)
    };
    // Who comes back to the question is asked anew.
    effect(move || {
        if open.get().is_none() {
            answered.set(None);
        }
    });
    let question = move |experiment: &'static Experiment| {
        let id = experiment.id;
        let numbers = Memo::new(move || measured(stage, id));
        let here = on_stage(app);
        let varied = move || says(i18n.get_locale(), experiment, here.get());
        // Of a variation neither the question nor its answers speak.
        let is_past = move || varied().is_some();
        let asks = move || match (is_past(), i18n.get_locale()) {
            (true, locale) => names::titled(locale, t_string!(i18n, experiment.as_asked), of(id, "_asks")),
            (false, _) => of(id, "_asks").to_owned(),
        };
        let texts = Signal::derive(move || ANSWERS.map(|part| of(id, part).to_owned()));
        view! {
            <p class="asked" class:past=is_past data-testid="experiment-asks"><span inner_html=move || marked(&asks())></span></p>
            <Answers texts right=experiment.right chosen=answer take about="answer" label=text!(experiment.answers) past=Signal::derive(is_past) />
            <div role="status">
                <When on=move |()| answer.get().is_some()>
                    <div class="found">
                        // A variation has a sentence of its own: the numbers beside it are no longer those of the question.
                        <div data-testid="experiment-why">
                            <p><span inner_html=move || varied().is_none().then(|| marked(of(id, "_why")))></span></p>
                            <p role="status" data-testid="variation-says"><span inner_html=move || varied().map(marked)></span></p>
                        </div>
                        <Numbers stage numbers rule />
                    </div>
                    <Variations app experiment here />
                    {more(stage, id, numbers)}
                    {move || next().map(|next| view! {
                        <button type="button" data-testid="experiment-next" on:click=move |_| choose(Some(next))>
                            {move || t_string!(i18n, experiment.next, name = of(next, ""))}
                        </button>
                    })}
                </When>
            </div>
        }
    };
    view! {
        <section class="experiment" aria-label=text!(experiment.label)>
            <Choice label=text!(experiment.label) testid="exp" value=Signal::derive(move || open.get().unwrap_or_default().to_owned()) options
                on_change=move |id: String| choose(find(all, &id).map(|experiment| experiment.id)) />
            {move || open.get().and_then(|id| find(all, id)).map(question)}
        </section>
    }
}

/// The numbers of the run: a row for each of them, a column for each rule.
#[component]
fn Numbers(
    stage: Stage,
    numbers: Memo<Vec<Measured>>,
    rule: fn(Stage, usize) -> Option<&'static str>,
) -> impl IntoView {
    let i18n = use_i18n();
    let page = stage.app.scenario.with_untracked(|s| s.page.slug());
    let rows = Memo::new(move || {
        let mut rows: Vec<(&'static str, Option<usize>)> = Vec::new();
        numbers.with(|numbers| {
            for number in numbers {
                if !rows.contains(&(number.name, number.pair)) {
                    rows.push((number.name, number.pair));
                }
            }
        });
        rows
    });
    let lanes = Memo::new(move || {
        let mut lanes: Vec<usize> =
            numbers.with(|numbers| numbers.iter().map(|number| number.lane).collect());
        lanes.dedup();
        lanes
    });
    let named = move |lane: usize| {
        let name = rule(stage, lane).and_then(|id| names::rule(i18n.get_locale(), id));
        name.unwrap_or_default().to_owned()
    };
    let title = move |name: &str, pair: Option<usize>| {
        let label = pair.and_then(|pair| stage.stream.get()?.labels.get(pair).cloned());
        let measure = names::MEASURE.of(i18n.get_locale(), name).unwrap_or(name);
        match label {
            Some(label) => {
                names::titled(i18n.get_locale(), measure, &names::label(i18n.get_locale(), &label))
            }
            None => measure.to_owned(),
        }
    };
    let cell = move |(name, pair): (&'static str, Option<usize>), lane: usize| {
        let number = numbers.with(|numbers| {
            numbers.iter().find(|of| (of.name, of.pair, of.lane) == (name, pair, lane)).cloned()
        });
        let rule = rule(stage, lane).unwrap_or_default();
        let pair = pair.map_or_else(String::new, |pair| format!("-{}", pair + 1));
        let id = format!("{page}-{name}{pair}-{rule}");
        let value = number.as_ref().map(|of| of.value);
        let of = number.and_then(|of| of.of).map_or_else(String::new, |of| format!(" / {of}"));
        NumberCell { id, value, shown: value.map(relative).unwrap_or_default() + &of }
    };
    let head = Signal::derive(move || {
        let names = lanes.get().into_iter().map(named);
        [t_string!(i18n, experiment.numbers).to_owned()].into_iter().chain(names).collect::<Vec<_>>()
    });
    let table = Signal::derive(move || {
        let row = |(name, pair): (&'static str, Option<usize>)| -> NumberRow {
            let cells = lanes.get().into_iter().map(|lane| cell((name, pair), lane)).collect();
            (title(name, pair), cells)
        };
        rows.get().into_iter().map(row).collect::<Vec<_>>()
    });
    view! { <NumberTable testid="experiment-numbers" label=text!(experiment.numbers) head rows=table /> }
}
