//! How many directions the state of each rule has, token by token, and how large each of them is after the token in hand.

use std::any::Any;

use leptos::prelude::*;

use crate::app::Held;
use crate::erased::Memo;
use crate::experiments::Spectrum;
use crate::i18n::*;
use crate::lessons::in_parts::in_parts;
use crate::lessons::lockstep::{Lockstep, colour_of};
use crate::lessons::run::Run;
use crate::names;
use crate::number::relative;
use crate::ui::chart::{Chart, ChartCanvas, Line, Lines};
use crate::ui::numbers::{NumberCell, NumberRow, NumberTable};
use crate::ui::stage::Stage;
use crate::ui::{When, marked, text};

/// The singular values that are written, by their names.
const SHOWN: [&str; 4] = ["σ₁", "σ₂", "σ₃", "σ₄"];

/// The state of a rule after a token.
#[derive(Clone, Debug, PartialEq)]
struct OfRule {
    id: &'static str,
    /// The number of its colour in charts.
    colour: usize,
    /// The most directions that S can have: the smaller of its numbers of key and value channels.
    room: usize,
    spectrum: Option<Spectrum>,
}

/// The states of all rules that have one, token by token.
fn states(run: &Option<Held<dyn Run>>) -> impl Iterator<Item = Vec<OfRule>> + use<> {
    let run = run.clone();
    (0..).map_while(move |token| {
        let run: &dyn Any = &**run.as_ref()?;
        let run: &Lockstep = run.downcast_ref()?;
        let of = |lane: usize| {
            let track = run.track(lane)?;
            let dims = track.x.dims();
            let (room, spectrum) = (dims.k.min(dims.v), track.spectrum(token).cloned());
            Some(OfRule { id: track.rule.info.id, colour: colour_of(run, lane), room, spectrum })
        };
        (token < run.tokens()).then(|| (0..run.tracks.len()).filter_map(of).collect())
    })
}

/// The rank over the tokens so far, and the singular values now.
#[component]
pub fn Directions(stage: Stage) -> impl IntoView {
    let i18n = use_i18n();
    let room = NodeRef::new();
    let stop = stage.stop_in_turn(room);
    let done = Memo::new(move || stage.run.map(|run: &Lockstep| run.done(stop.get())).unwrap_or_default());
    // Once for each run: a step reads what is known.
    let found = in_parts(move || stage.run.get(), states);
    let name = move |id: &str| names::rule(i18n.get_locale(), id).unwrap_or_default().to_owned();
    let chart = Signal::derive(move || {
        let done = done.get();
        let lines = found.with(|found| {
            let found = found.as_deref().unwrap_or_default();
            let line = |(lane, of): (usize, &OfRule)| {
                let rank = |(token, all): (usize, &Vec<OfRule>)| {
                    let of = all.get(lane).and_then(|of| of.spectrum.as_ref()).filter(|_| token < done);
                    of.map_or(f64::NAN, |of| of.rank() as f64)
                };
                let values = found.iter().enumerate().map(rank).collect();
                Line { label: name(of.id), colour: of.colour, values }
            };
            let rules = found.first().map(Vec::as_slice).unwrap_or_default();
            let room = rules.first().map(|of| Line {
                label: t_string!(i18n, width.room_line).to_owned(),
                colour: 6,
                values: vec![of.room as f64; found.len()],
            });
            rules.iter().enumerate().map(line).chain(room).collect::<Vec<_>>()
        });
        Chart::from(Lines {
            x_title: t_string!(i18n, stage.tokens).to_owned(),
            y_title: t_string!(i18n, measure.rank).to_owned(),
            lines,
            log_y: false,
            position: done.checked_sub(1),
            x: Lines::BY_TOKEN,
        })
    });
    let head = Signal::derive(move || {
        let first = [t_string!(i18n, width.after_token).to_owned(), t_string!(i18n, measure.rank).to_owned()];
        first.into_iter().chain(SHOWN.map(str::to_owned)).collect::<Vec<_>>()
    });
    let now = Memo::new(move || {
        let token = done.get().checked_sub(1)?;
        found.with(|found| found.as_ref()?.get(token).cloned())
    });
    let table = Signal::derive(move || {
        let row = |of: &OfRule| -> Option<NumberRow> {
            let spectrum = of.spectrum.as_ref()?;
            let value = |at: usize| {
                NumberCell::of(
                    format!("sigma-{}-{}", at + 1, of.id),
                    spectrum.values.get(at).copied(),
                    relative,
                )
            };
            let rank = spectrum.rank();
            let rank = NumberCell {
                id: format!("rank-{}", of.id),
                value: Some(rank as f64),
                shown: format!("{rank} / {}", of.room),
            };
            Some((name(of.id), [rank].into_iter().chain((0..SHOWN.len()).map(value)).collect()))
        };
        now.with(|now| now.as_deref().unwrap_or_default().iter().filter_map(row).collect::<Vec<_>>())
    });
    let shows = Memo::new(move || {
        found.with(|found| found.iter().flatten().flatten().any(|of| of.spectrum.is_some()))
    });
    view! {
        <section class="experiment" aria-labelledby="now-directions">
            <h3 id="now-directions">{text!(width.now_directions)}</h3>
            <p class="hint" inner_html=move || marked(t_string!(i18n, width.now_directions_is))></p>
            <When on=move |()| shows.get()>
                <div class="found" node_ref=room>
                    <ChartCanvas chart label=text!(width.rank_chart) height=150.0 />
                    <NumberTable testid="now-directions-table" label=text!(width.now_directions) head rows=table />
                </div>
            </When>
        </section>
    }
}
