use std::time::Duration;

use leptos::prelude::*;
use leptos_use::use_media_query;

use super::steps::{Pair, miniatures, small_sweep};
use crate::app::{Held, use_app};
use crate::i18n::*;
use crate::lab::{Bench, ScalingChart, results};
use crate::lessons::Page;
use crate::math::max_abs;
use crate::rules::reorder::Order;
use crate::timing::Run;
use crate::trace::{Grain, Symbol};
use crate::ui::number::grouped;
use crate::ui::{Cell, Heatmap, Meter, When, shell, text};

/// Time between two steps of a miniature.
const BEAT: Duration = Duration::from_millis(700);

pub fn view() -> AnyView {
    view! { <Start /> }.into_any()
}

#[component]
fn Start() -> impl IntoView {
    let app = use_app();
    let i18n = use_i18n();
    let minis = Held::new(miniatures());
    let still = use_media_query("(prefers-reduced-motion: reduce)");
    // Someone for whom nothing moves sees both runs half-way.
    let beat = RwSignal::new(10u64);
    if let Ok(timer) = set_interval_with_handle(
        move || {
            if !still.get_untracked() {
                beat.update(|beat| *beat += 1)
            }
        },
        BEAT,
    ) {
        on_cleanup(move || timer.clear());
    }
    let reading = minis.race.reading;
    let (for_race, for_state) = (minis.clone(), minis);
    view! {
        <div class="start">
            <h1>{text!(start.title)}</h1>
            <p class="lead">{text!(start.lead)}</p>
            <p><Meter what="(QKᵀ)V = Q(KᵀV)" reading=Signal::derive(move || Some(reading)) /></p>
            <div class="cards">
                <Card page=Page::Reorder title=text!(start.reorder_title)
                    text=text!(start.reorder_text)>
                    <RaceMiniature minis=for_race beat />
                </Card>
                <Card page=Page::State title=text!(start.state_title)
                    text=text!(start.state_text)>
                    <StateMiniature minis=for_state beat />
                </Card>
                <Card page=Page::Lab title=text!(start.time_title)
                    text=text!(start.time_text)>
                    <TimeMiniature />
                </Card>
            </div>
            <p class="path">{text!(start.path)} " "
                {Page::ALL.iter().skip(1).map(|page| view! {
                    <a href=move || shell::link(app, *page) on:click=move |ev| shell::go(app, &ev, *page)>{move || page.name(i18n.get_locale())}</a>
                }).collect_view()}
            </p>
            <p class="hint">{text!(start.promise)}</p>
        </div>
    }
}

/// A page, in one picture and two sentences.
#[component]
fn Card(
    page: Page,
    #[prop(into)] title: Signal<String>,
    #[prop(into)] text: Signal<String>,
    children: Children,
) -> impl IntoView {
    let app = use_app();
    let i18n = use_i18n();
    view! {
        <article class="card">
            <h2>{title}</h2>
            {children()}
            <p>{text}</p>
            <button class="go" on:click=move |_| shell::open(app, page)>{move || page.name(i18n.get_locale())} " →"</button>
        </article>
    }
}

#[component]
fn RaceMiniature(minis: Held<Pair>, beat: RwSignal<u64>) -> impl IntoView {
    let timeline = StoredValue::new(minis.race.timeline(Grain::Product));
    let minis = StoredValue::new(minis);
    let work = Memo::new(move |_| timeline.with_value(|line| line.work(7 * beat.get() % (line.last() + 14))));
    let side = move |order: Order, symbol: Symbol, map: usize, name: &'static str| {
        let frame = Memo::new(move |_| minis.with_value(|m| m.race.frame(order, work.get())));
        let (n, d) = minis.with_value(|m| m.race.shape());
        let extent = if symbol == Symbol::A { n } else { d };
        let full =
            minis.with_value(|m| m.race.frame(order, u64::MAX).value(symbol).map_or(1.0, |m| max_abs(m)));
        view! {
            <div>
                <Heatmap map symbol name caption=format!("{extent}×{extent}") matrix=Signal::derive(move || frame.get().value(symbol).cloned())
                    shape=Signal::derive(move || (extent, extent)) full=Signal::derive(move || full) cell=Signal::derive(|| 12.0)
                    lit=Signal::derive(Vec::new) chosen=RwSignal::new(None::<Cell>) />
                <p class="numbers">{move || grouped(frame.get().multiply_adds.into())}</p>
            </div>
        }
    };
    view! { <div class="mini">{side(Order::Left, Symbol::A, 0, "QKᵀ")} {side(Order::Right, Symbol::P, 1, "KᵀV")}</div> }
}

#[component]
fn StateMiniature(minis: Held<Pair>, beat: RwSignal<u64>) -> impl IntoView {
    let i18n = use_i18n();
    let lanes = minis.state.tracks.len().min(2);
    let minis = StoredValue::new(minis);
    let step =
        Memo::new(move |_| minis.with_value(|m| m.state.step(beat.get() % (m.state.stops.len() as u64 + 4))));
    let lane = move |lane: usize| {
        let s = Memo::new(move |_| minis.with_value(|m| m.state.tracks[lane].moment(step.get()).s));
        let name = move || {
            if lane == 0 { t_string!(i18n, rules.linear_attn) } else { t_string!(i18n, rules.delta_rule) }
                .to_string()
        };
        view! {
            <Heatmap map=lane symbol=Symbol::S name=Signal::derive(name) caption="" matrix=Signal::derive(move || Some(s.get()))
                shape=Signal::derive(|| (8, 8)) full=Signal::derive(|| 1.0) cell=Signal::derive(|| 16.0)
                lit=Signal::derive(Vec::new) chosen=RwSignal::new(None::<Cell>) />
        }
    };
    view! { <div class="mini">{(0..lanes).map(lane).collect_view()}</div> }
}

/// The lab in small. It starts when it is asked to: nobody's battery is spent by opening a page.
#[component]
fn TimeMiniature() -> impl IntoView {
    let i18n = use_i18n();
    let bench = Bench::default();
    on_cleanup(move || bench.cancel());
    let series =
        Memo::new(move |_| bench.run.with(|run| results::series(&run.records, results::Against::Tokens)));
    let running = Memo::new(move |_| bench.run.with(Run::is_running));
    let part = move || bench.run.with(Run::part);
    let failed = Memo::new(move |_| bench.run.with(|run| run.failure().is_some()));
    let says = move || match (failed.get(), series.with(Vec::is_empty)) {
        (true, _) => t_string!(i18n, start.time_failed).to_string(),
        (_, true) => t_string!(i18n, start.time_idle).to_string(),
        _ => series.with(|all| {
            all.iter()
                .map(|s| format!("{} ∝ n^{}", s.name(i18n.get_locale()), s.slope()))
                .collect::<Vec<_>>()
                .join(" · ")
        }),
    };
    view! {
        <div class="mini time">
            <When on=move |()| series.with(|all| !all.is_empty())><ScalingChart series height=150.0 /></When>
            <p class="numbers" data-testid="time-says">{says}</p>
            <progress max="1" value=part aria-label=text!(lab.progress)></progress>
            <button data-testid="time-here" disabled=running on:click=move |_| bench.start(&small_sweep())>{text!(start.time_run)}</button>
        </div>
    }
}
