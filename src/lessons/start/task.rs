//! The recall task in miniature: pairs against accuracy, measured list by list while the page stays at hand.

use leptos::prelude::*;

use super::Scenario;
use crate::app::use_app;
use crate::browser::page;
use crate::erased::{Memo, effect};
use crate::experiments::{ASKED, Curve, LISTS, Task};
use crate::i18n::*;
use crate::knob;
use crate::names;
use crate::number::short;
use crate::ui::chart::{Chart, ChartCanvas, Line, Lines};
use crate::ui::{Slider, SliderKnob, SwitchKnob, text};

/// So many sizes of a list are measured before the page gets the next turn.
const SIZES_A_TURN: usize = 8;

/// A share as a percentage without a fraction.
fn percent(share: f64) -> String {
    format!("{:.0}", 100.0 * share)
}

/// Reads list after list, turn by turn, until a knob is turned or the page is left: `turn` is then no longer `own`.
async fn measure(task: Task, curve: RwSignal<Curve>, turn: StoredValue<u64>, own: u64) {
    for seed in 0..LISTS {
        let mut list = Vec::with_capacity(task.most());
        for pairs in 1..=task.most() {
            if pairs % SIZES_A_TURN == 1 {
                page::next_task().await;
            }
            if turn.try_get_value() != Some(own) {
                return;
            }
            let Ok(right) = task.right(seed, pairs) else { return };
            list.push(right);
        }
        _ = curve.try_update(|curve| curve.add(&list));
    }
}

/// The task, its knobs, its chart and its numbers.
#[component]
pub fn RecallTask() -> impl IntoView {
    let app = use_app();
    let i18n = use_i18n();
    let task = app.read(|s| s.knobs.start.task());
    let curve = RwSignal::new(Curve::new(task.get_untracked()));
    let turn = StoredValue::new(0u64);
    effect(move || {
        let task = task.get();
        let own = turn.get_value() + 1;
        turn.set_value(own);
        curve.set(Curve::new(task));
        // The chart comes when the page is at rest, and it is not to wait for the numbers.
        page::when_idle(move || leptos::task::spawn_local(measure(task, curve, turn, own)));
    });
    let name = move |rule: usize| names::rule(i18n.get_locale(), ASKED[rule].info.id).unwrap_or_default();
    let chart = Signal::derive(move || {
        let line = |rule: usize, colour: usize| Line {
            label: name(rule).to_owned(),
            colour,
            values: curve.with(|curve| {
                (1..=curve.task.most())
                    .map(|pairs| curve.share(rule, pairs).map_or(f64::NAN, |share| 100.0 * share))
                    .collect()
            }),
        };
        Chart::from(Lines {
            x_title: t_string!(i18n, start.pairs).to_string(),
            y_title: t_string!(i18n, start.accuracy).to_string(),
            lines: vec![line(0, 3), line(1, 1), line(2, 6)],
            log_y: false,
            position: Some(task.get().d - 1),
            x: Lines::BY_TOKEN,
        })
    });
    let sizes = move || [1, 2, 4].map(|times| times * task.get().d);
    let row = move |rule: usize| {
        let share = move |pairs: usize| {
            curve
                .with(|curve| curve.share(rule, pairs))
                .map_or_else(|| "–".to_owned(), |share| percent(share) + " %")
        };
        let cell = move |place: usize| {
            view! { <td data-testid=format!("share-{}-{place}", ASKED[rule].info.id)>{move || share(sizes()[place])}</td> }
        };
        view! { <tr><th scope="row">{move || name(rule)}</th>{(0..3).map(cell).collect_view()}</tr> }
    };
    let head = move |place: usize| view! { <th scope="col">{move || t_string!(i18n, start.of_pairs, pairs = sizes()[place]).to_string()}</th> };
    let lists = Memo::new(move || curve.with(|curve| curve.lists));
    let usual = move || short(1.0 / (task.get().d as f64).sqrt());
    let d = app.read(|s| s.knobs.start.d as f64);
    let range = Scenario::d().range;
    view! {
        <section class="recall-task" data-testid="recall-task" data-lists=move || lists.get() aria-busy=move || (lists.get() < LISTS).then_some("true") aria-label=text!(start.task)>
            <h2>{text!(start.task)}</h2>
            <div class="recall-knobs">
                <Slider label=text!(start.channels) testid=Scenario::d().key min=*range.start() as f64 max=*range.end() as f64 step=1.0
                    value=d shown=Signal::derive(move || short(d.get())) on_change=move |d: f64| app.change(|s| s.knobs.start.d = d as u64) />
                <SliderKnob knob=knob!(start.sharpness) label=text!(start.sharpness) step=0.25 />
                <SwitchKnob knob=knob!(start.twice) label=text!(start.twice) />
            </div>
            <div class="recall-shown">
                <ChartCanvas chart label=text!(start.chart) height=190.0 />
                <div>
                    <table>
                        <thead><tr><td></td>{(0..3).map(head).collect_view()}</tr></thead>
                        <tbody>{(0..ASKED.len()).map(row).collect_view()}</tbody>
                    </table>
                    <p class="hint">{text!(start.measured, lists = lists.get(), all = LISTS, d = task.get().d, usual = usual())}</p>
                </div>
            </div>
        </section>
    }
}
