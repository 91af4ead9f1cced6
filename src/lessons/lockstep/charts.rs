//! The charts of the page `state`: norms, the eigenvalues of corrections, the singular values of each state.

use leptos::html::Div;
use leptos::prelude::*;

use super::lane::colour_of;
use super::recall_map::RecallMap;
use super::{Lockstep, Track};
use crate::browser::page;
use crate::erased::{Memo, effect};
use crate::i18n::*;
use crate::names;
use crate::number::short;
use crate::ui::chart::{Chart, ChartCanvas, Line, Lines, spans_decades};
use crate::ui::stage::Stage;
use crate::ui::{When, marked, text};

/// The tokens that are done: a chart changes from token to token, not from part to part, and tells nothing that is still to come.
fn tokens_of(stage: Stage, room: NodeRef<Div>) -> Memo<usize> {
    let stop = stage.stop_in_turn(room);
    Memo::new(move || stage.run.map(|run: &Lockstep| run.done(stop.get())).unwrap_or_default())
}

/// What is measured of every rule, over the tokens so far.
#[component]
pub fn Charts(stage: Stage) -> impl IntoView {
    let i18n = use_i18n();
    let room = NodeRef::new();
    let tokens = tokens_of(stage, room);
    let corrects =
        Memo::new(move || stage.run.map(|run: &Lockstep| run.worst_eigenvalue().is_some()).unwrap_or(false));
    let chart = move |title: &'static str, values: fn(&Track, usize) -> Vec<f64>| {
        Signal::derive(move || {
            let lanes = |run: &Lockstep| {
                let line = |(lane, track): (usize, &Track)| Line {
                    label: names::rule(i18n.get_locale(), track.rule.info.id).unwrap_or_default().to_owned(),
                    colour: colour_of(run, lane),
                    values: values(track, tokens.get()),
                };
                let lanes = (0..run.tracks.len()).filter_map(|lane| Some((lane, run.track(lane)?)));
                let lines = lanes.map(line).filter(|line| !line.values.is_empty()).collect();
                // What is still to come decides too, so that the axis stays while the run goes on.
                let whole = run.tracks.iter().flatten().flat_map(|track| values(track, usize::MAX));
                (lines, spans_decades(whole))
            };
            let (lines, log_y) = stage.run.map(lanes).unwrap_or_default();
            Chart::from(Lines {
                x_title: t_string!(i18n, stage.tokens).to_string(),
                y_title: title.to_string(),
                lines,
                log_y,
                position: tokens.get().checked_sub(1),
                x: Lines::BY_TOKEN,
            })
        })
    };
    let label = move |text: &'static str| {
        Signal::derive(move || names::titled(i18n.get_locale(), text, t_string!(i18n, state.chart)))
    };
    view! {
        <div class="charts" node_ref=room>
            <ChartCanvas chart=chart("‖S‖", Track::state_norms) label=label("‖S‖") height=150.0 />
            <ChartCanvas chart=chart("‖e‖", Track::error_norms) label=label("‖e‖") height=150.0 />
            <When on=move |()| corrects.get()>
                <ChartCanvas chart=chart("1 − β‖k‖²", Track::eigenvalues) label=label("1 − β‖k‖²") height=150.0 />
            </When>
        </div>
        <OverTime stage />
    }
}

/// What is computed of every state token by token, so that the page answers in between: how pairs are recalled, and how the state spreads
/// over its directions.
#[component]
fn OverTime(stage: Stage) -> impl IntoView {
    let i18n = use_i18n();
    let room = NodeRef::new();
    let tokens = tokens_of(stage, room);
    // The run of which all is known.
    let known = RwSignal::new(0_u64);
    let run = RwSignal::new(0_u64);
    effect(move || {
        if stage.run.get().is_none() {
            return;
        }
        let own = run.get_untracked() + 1;
        run.set(own);
        page::when_idle(move || leptos::task::spawn_local(compute(stage, run, own, known)));
    });
    let there = Signal::derive(move || known.get() == run.get());
    let lanes_with = move |has: fn(&Track) -> bool| {
        Memo::new(move || {
            // With its rule: where another takes its lane, what is shown of it is made anew.
            let of = |run: &Lockstep| {
                let lane = |lane| Some((lane, run.track(lane).filter(|track| has(track))?.rule.info.id));
                (0..run.tracks.len()).filter_map(lane).collect()
            };
            stage.run.map(of).unwrap_or_default()
        })
    };
    let recalling: Memo<Vec<(usize, &'static str)>> = lanes_with(Track::recalls);
    let spreading: Memo<Vec<(usize, &'static str)>> = lanes_with(Track::has_spectrum);
    view! {
        <div node_ref=room aria-busy=move || (!there.get()).then_some("true")>
            <When on=move |()| recalling.with(|lanes| !lanes.is_empty())>
                <div class="charts over-time">
                    <h3>{text!(state.recall_over_time)}</h3>
                    <p class="hint" inner_html=move || marked(t_string!(i18n, state.recall_over_time_is))></p>
                    {move || recalling.get().into_iter().map(|(lane, id)| view! { <RecallMap stage lane id tokens there /> }).collect_view()}
                </div>
            </When>
            <When on=move |()| spreading.with(|lanes| !lanes.is_empty())>
                <div class="charts over-time">
                    <h3>{text!(state.spectra)}</h3>
                    <p class="hint">{text!(state.spectra_is)}</p>
                    {move || spreading.get().into_iter().map(|(lane, id)| view! { <Spectrum stage lane id tokens there /> }).collect_view()}
                </div>
            </When>
        </div>
    }
}

/// Asks every state after every token, one token in each turn of the browser, until another run has taken its place.
async fn compute(stage: Stage, run: RwSignal<u64>, own: u64, known: RwSignal<u64>) {
    for token in 0.. {
        page::next_task().await;
        // The page may have been left, and a knob may have been turned.
        if run.try_get_untracked() != Some(own) {
            return;
        }
        let of_token = |run: &Lockstep| {
            for track in run.tracks.iter().flatten() {
                track.spectrum(token);
                track.recalled_after(token);
            }
            token + 1 < run.tokens()
        };
        if untrack(|| stage.run.map(of_token)) != Some(true) {
            break;
        }
    }
    known.try_set(own);
}

/// The singular values of one state.
#[component]
fn Spectrum(
    stage: Stage,
    lane: usize,
    id: &'static str,
    tokens: Memo<usize>,
    there: Signal<bool>,
) -> impl IntoView {
    let i18n = use_i18n();
    let name = move || names::rule(i18n.get_locale(), id).unwrap_or_default().to_owned();
    let chart = Signal::derive(move || {
        let values = |tokens: usize| {
            let of = |run: &Lockstep| run.track(lane).map(|track| track.singular_values(tokens));
            stage.run.map(of).flatten().unwrap_or_default()
        };
        let shown = if there.get() { tokens.get() } else { 0 };
        let log_y = there.get() && spans_decades(values(usize::MAX).into_iter().flatten());
        let colour = stage.run.map(|run: &Lockstep| colour_of(run, lane)).unwrap_or_default();
        let line = |(i, values): (usize, Vec<f64>)| Line {
            label: if i == 0 { "σ₁".to_owned() } else { String::new() },
            colour,
            values,
        };
        Chart::from(Lines {
            x_title: t_string!(i18n, stage.tokens).to_string(),
            y_title: "σ".to_string(),
            lines: values(shown).into_iter().enumerate().map(line).collect(),
            log_y,
            position: tokens.get().checked_sub(1),
            x: Lines::BY_TOKEN,
        })
    });
    let spectrum = Memo::new(move || {
        let token = tokens.get().checked_sub(1).filter(|_| there.get())?;
        stage.run.map(|run: &Lockstep| run.track(lane)?.spectrum(token).cloned())?
    });
    let says = move || {
        let (of, name) = (spectrum.get()?, name());
        let (rank, all) = (of.rank(), of.values.len());
        Some(
            t_string!(i18n, state.spectrum, rule = name, rank = rank, all = all, spread = short(of.spread()))
                .to_string(),
        )
    };
    let number = move |read: fn(&crate::experiments::Spectrum) -> f64| {
        move || spectrum.with(|of| of.as_ref().map(|of| read(of).to_string()))
    };
    let label =
        Signal::derive(move || names::titled(i18n.get_locale(), &name(), t_string!(i18n, state.spectra)));
    view! {
        <div>
            <p class="numbers" data-testid=format!("state-spectrum-{id}") data-rank=number(|of| of.rank() as f64) data-value=number(|of| of.spread())>{says}</p>
            <ChartCanvas chart label height=150.0 />
        </div>
    }
}
