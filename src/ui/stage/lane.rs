//! A lane of the stage: one of the sides that are compared.

use leptos::prelude::*;

use super::{InLane, Stage, blocks_of};
use crate::erased::Memo;
use crate::i18n::*;
use crate::lessons::run;
use crate::names;
use crate::trace::Line;
use crate::ui::{Code, Later, lettered, text};

/// One side: its name, its counters, its code, its maps.
#[component]
pub fn LaneView(
    stage: Stage,
    /// Its number on the stage.
    number: usize,
    /// The number of its first map.
    first: usize,
    of: run::Lane,
    /// What the lesson adds at its top and at its end.
    in_lane: Option<[InLane; 2]>,
) -> impl IntoView {
    let run::Lane { id, heading, formula, listing, maps, refused } = of;
    let titled = !heading.is_empty() && !formula.is_empty();
    let heading =
        if titled { names::titled(use_i18n().get_locale_untracked(), &heading, "") } else { heading };
    let letters = lettered(&Line::around(formula));
    let counts = stage.now(|run, stop| run.counters(number, stop).len()).unwrap_or(0);
    let races = stage.now(|run, stop| run.progress(number, stop).is_some()).unwrap_or(false);
    let progress = move || {
        let done = stage.now(|run, stop| run.progress(number, stop)).flatten().unwrap_or(0.0);
        format!("width:{:.2}%", 100.0 * done)
    };
    let running =
        Memo::new(move || stage.now(|run, stop| run.running(number, stop, stage.chosen.get())).flatten());
    let now = Signal::derive(move || running.get().map(|lines| lines.start));
    let together = Signal::derive(move || running.get().map_or(1, |lines| lines.len()));
    let code = !listing.is_empty();
    let in_lane = in_lane.filter(|_| refused.is_none());
    let added = move |place: usize| in_lane.map(|views| views[place](stage, number));
    let maps = blocks_of(stage, first, &maps);
    let why = refused.clone();
    view! {
        <article class="lane" class:away=move || stage.is_away(number) data-testid=format!("lane-{id}")>
            <div class="run">
                <div>
                    <h2>{heading} <span class="formula" inner_html=letters></span></h2>
                    {(counts > 0).then(|| view! { <dl class="counters">{(0..counts).map(|i| counter(stage, number, i)).collect_view()}</dl> })}
                </div>
                {code.then(|| view! { <Code lines=Signal::derive(move || listing.clone()) now together testid=format!("code-{id}") /> })}
            </div>
            {races.then(|| view! { <div class="progress" aria-hidden="true"><span style=progress></span></div> })}
            {added(0)}
            {why.map(|why| view! { <p class="refused" role="status" data-testid=format!("lane-why-{id}")>{why}</p> })}
            <div class="maps">{maps}</div>
            <Later>{added(1)}</Later>
        </article>
    }
}

/// A number that the lane has counted.
fn counter(stage: Stage, lane: usize, i: usize) -> AnyView {
    let i18n = use_i18n();
    let of = move || stage.now(|run, stop| run.counters(lane, stop).into_iter().nth(i)).flatten();
    let name = move || of().map_or_else(String::new, |of| of.name.read(i18n.get_locale()));
    let id = of().map_or("", |of| of.id);
    view! {
        <dt>{name}</dt>
        <dd><b data-testid=id>{move || of().map(|of| of.value)}</b>{move || of().map(|of| of.of)}</dd>
    }
    .into_any()
}

/// A lane's name: its formula, or else its heading.
pub fn name_of_lane(lane: &run::Lane) -> String {
    if lane.formula.is_empty() { lane.heading.clone() } else { lane.formula.clone() }
}

/// Shows a lane. In a guided walk the readout then tells what the station marks there.
fn show(stage: Stage, lane: usize) {
    stage.lane.set(lane);
    if let Some(mark) = stage.marks().iter().find(|mark| stage.lane_number(mark.map) == Some(lane)) {
        stage.chosen.set(Some(mark.first()));
    }
}

impl Stage {
    /// Shows the first lane that `answers`, where one is shown at a time and that one does not.
    pub fn show_what(self, answers: impl Fn(usize) -> bool) {
        if self.layout.get_untracked().one_lane && !answers(self.lane.get_untracked()) {
            let lanes = self.board.with_untracked(|board| board.lanes.len());
            if let Some(lane) = (0..lanes).find(|lane| answers(*lane)) {
                show(self, lane);
            }
        }
    }
}

/// Which lane is shown, where one is at a time.
pub fn switch(stage: Stage) -> impl IntoView {
    let i18n = use_i18n();
    let lane = move |(number, of): (usize, &run::Lane)| {
        let here = move || stage.lane.get() == number;
        // What is counted of each side stands beside its name: it is there to be compared.
        let counted = move || stage.now(|run, stop| run.counters(number, stop).into_iter().next()).flatten();
        view! {
            <button type="button" data-testid=format!("show-{}", of.id) aria-pressed=move || here().to_string()
                on:click=move |_| show(stage, number)>
                <span inner_html=lettered(&Line::around(name_of_lane(of)))></span>
                {move || counted().map(|of| view! { <small><span class="visually-hidden">{of.name.read(i18n.get_locale())}</span> " " {of.value}</small> })}
            </button>
        }
    };
    let lanes = move || stage.board.with(|board| board.lanes.iter().enumerate().map(lane).collect_view());
    view! { <div class="lane-switch" role="group" aria-label=text!(stage.lanes)>{lanes}</div> }
}
