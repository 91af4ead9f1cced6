//! A run of many steps that a worker carries out in several number formats: its length, how far it is, what it has found so far.

use leptos::prelude::*;

use crate::erased::effect;
use crate::experiments::{Drift, Drifted, Followed, Mark};
use crate::i18n::*;
use crate::lab::names::failure;
use crate::lessons::work::Work;
use crate::number::{grouped, short};
use crate::timing::{Message, Request};
use crate::ui::chart::{Chart, Line, Lines};
use crate::ui::numbers::{NumberCell, NumberRow};
use crate::ui::{OwnChoice, When, text};

/// The lengths to choose from.
const STEPS: [u64; 3] = [1_000, 10_000, 100_000];
/// The steps that a table shows.
const SHOWN: [u64; 4] = [100, 1_000, 10_000, 100_000];

/// What is known after some of the steps, mark by mark.
pub type Marks = Signal<Vec<Mark>>;

/// The bar that starts and stops a run, and below it what it has found. It begins when it is shown, and anew where something else is
/// asked.
#[component]
pub fn LongRun(
    /// What the ids for tests begin with.
    id: &'static str,
    /// What is followed.
    of: Signal<Followed>,
    /// Shows the marks.
    show: fn(Marks) -> AnyView,
) -> impl IntoView {
    let i18n = use_i18n();
    let work = Work::<Drift, Drifted>::default();
    let steps = RwSignal::new(STEPS[2]);
    let asked = Signal::derive(move || Drift { of: of.get(), steps: steps.get() });
    let start = move || {
        let asked = asked.get_untracked();
        let heard = move |message| {
            let Message::Drifted(found) = message else { return None };
            let whole = found.is_whole(&asked);
            Some((found, whole))
        };
        work.start(asked, &Request::Drift(asked), heard);
    };
    effect(move || {
        let asked = asked.get();
        if work.found.with_untracked(|found| found.as_ref().is_none_or(|(of, _)| *of != asked)) {
            start();
        }
    });
    let done = move || work.found.with(|found| found.as_ref().map_or(0, |(_, found)| found.t));
    let press = move |_| if work.runs.get_untracked() { work.stop() } else { start() };
    let button = move || match work.runs.get() {
        true => t_string!(i18n, curves.stop).to_owned(),
        false => t_string!(i18n, stability.again).to_owned(),
    };
    let says = move || {
        if let Some(why) = work.failed.get() {
            return failure(i18n.get_locale(), &why);
        }
        match (work.runs.get(), done()) {
            (_, 0) => String::new(),
            (false, all) if all == steps.get() => t_string!(i18n, stability.ran).to_owned(),
            (false, done) => t_string!(i18n, stability.stopped, tokens = grouped(done.into())).to_string(),
            (true, done) => format!("{} / {}", grouped(done.into()), grouped(steps.get().into())),
        }
    };
    let marks = Signal::derive(move || {
        work.found.with(|found| found.as_ref().map(|(_, found)| found.marks.clone())).unwrap_or_default()
    });
    let lengths = STEPS.map(|steps| (steps, grouped(steps.into())));
    view! {
        <div class="curves-bar">
            <OwnChoice label=text!(stability.steps) testid=format!("{id}-steps") of=steps options=lengths.to_vec() />
            <button type="button" class:play=move || !work.runs.get() data-testid=format!("{id}-start") on:click=press>{button}</button>
            <When on=move |()| work.runs.get()>
                <progress max=move || steps.get().to_string() value=move || done().to_string() aria-label=text!(stability.progress)></progress>
            </When>
            <span role="status" data-testid=format!("{id}-says") data-done=move || done().to_string()>{says}</span>
        </div>
        <When on=move |()| marks.with(|marks| !marks.is_empty())>{show(marks)}</When>
    }
}

/// What the formats beside f64 are called.
pub fn formats(locale: Locale) -> [String; 3] {
    ["f32".to_owned(), "bf16".to_owned(), td_string!(locale, stability.brain_keys).to_owned()]
}

/// A quantity of each format against the number of steps, both by powers of ten.
pub fn chart(locale: Locale, title: &str, marks: &[Mark], of: fn(&Mark) -> [Option<f64>; 3]) -> Chart {
    let line = |(format, label): (usize, String)| {
        // What is not finite leaves a gap.
        let values = marks.iter().map(|mark| of(mark)[format].unwrap_or(f64::NAN)).collect();
        Line { label, colour: format, values }
    };
    Chart::from(Lines {
        x_title: td_string!(locale, stability.log_steps).to_owned(),
        y_title: title.to_owned(),
        lines: formats(locale).into_iter().enumerate().map(line).collect(),
        log_y: true,
        position: None,
        // Four marks to a power of ten, from 10 on.
        x: [1.0, 0.25],
    })
}

/// Rows of a table: the marks at the powers of ten, each with numbers that have ids.
pub fn rows(marks: &[Mark], of: impl Fn(&Mark) -> Vec<(String, Option<f64>)>) -> Vec<NumberRow> {
    let shown = marks.iter().filter(|mark| SHOWN.contains(&mark.t));
    let cell = |t: u64| {
        move |(id, value): (String, Option<f64>)| NumberCell {
            id: format!("{id}-{t}"),
            value,
            // A state that is no longer finite.
            shown: value.map_or_else(|| "∞".to_owned(), short),
        }
    };
    shown.map(|mark| (grouped(mark.t.into()), of(mark).into_iter().map(cell(mark.t)).collect())).collect()
}
