//! The page `start`: a live miniature of each pillar, and a path to each page.

use std::time::Duration;

use leptos::prelude::*;

use super::steps::{Pair, miniatures, small_sweep};
use crate::app::{Held, Shows, go, link, page_name, use_app};
use crate::browser::media::prefers_stillness;
use crate::erased::Memo;
use crate::i18n::*;
use crate::lab::{Bench, ScalingChart, Starter, results};
use crate::lessons::prose::{self, Passage, Says};
use crate::lessons::run::{Cell, Run};
use crate::names;
use crate::number::grouped;
use crate::pages::Page;
use crate::rules::reorder::Order;
use crate::trace::Symbol;
use crate::ui::{Heatmap, Later, Meter, Part, When, marked, paragraph, text};

/// Time between two steps of a miniature.
const BEAT: Duration = Duration::from_millis(700);
/// Beats for which a miniature rests at its end.
const REST: u64 = 4;
/// Stops of the race in one beat.
const STRIDE: u64 = 7;

/// The page.
pub fn view() -> AnyView {
    view! { <Start /> }.into_any()
}

#[component]
fn Start() -> impl IntoView {
    let app = use_app();
    let i18n = use_i18n();
    // Someone for whom nothing moves sees both runs half-way.
    let beat = RwSignal::new(10u64);
    let tick = move || {
        if !prefers_stillness() {
            beat.update(|beat| *beat += 1);
        }
    };
    if let Ok(timer) = set_interval_with_handle(tick, BEAT) {
        on_cleanup(move || timer.clear());
    }
    let minis = miniatures().ok().map(Held::new);
    let reading = minis.as_ref().map(|minis| minis.race.reading);
    let (of_race, of_state) = (minis.clone(), minis);
    let read = move |says: Says| move || says(i18n.get_locale());
    let picture = move |page| match page {
        Page::Reorder => of_race.clone().map(|minis| race(minis, beat)),
        Page::State => of_state.clone().map(|minis| state(minis, beat)),
        _ => Some(view! { <Part fetch=time class="mini time" /> }.into_any()),
    };
    let card = |passage: &Passage| {
        let Passage::Card(page, title, text) = *passage else { return None };
        let picture = picture.clone();
        let picture = ViewFn::from(move || picture(page));
        Some(
            view! { <Later><Card page title=Signal::derive(read(title)) text=Signal::derive(read(text)) picture=picture.clone() /></Later> },
        )
    };
    let passage = |passage: &Passage| match *passage {
        Passage::Title(says) => view! { <h1>{read(says)}</h1> }.into_any(),
        Passage::Lead(says) => {
            view! { <p class="lead" inner_html=move || marked(says(i18n.get_locale()))></p> }.into_any()
        }
        _ => ().into_any(),
    };
    view! {
        <div class="start">
            {prose::START.iter().map(passage).collect_view()}
            <p><Later><Meter what="(QKᵀ)V = Q(KᵀV)" reading=Signal::derive(move || reading) /></Later></p>
            <div class="cards">{prose::START.iter().filter_map(card).collect_view()}</div>
            <p class="path">{text!(start.path)} " "
                <Later>{Page::ALL.iter().skip(1).map(|page| view! {
                    <a href=move || link(app, *page) on:click=move |ev| go(app, &ev, *page)>{move || page_name(i18n.get_locale(), *page)}</a>
                }).collect_view()}</Later>
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
    picture: ViewFn,
) -> impl IntoView {
    let app = use_app();
    let i18n = use_i18n();
    view! {
        <article class="card">
            <h2>{title}</h2>
            <div class="picture"><Later>{picture.run()}</Later></div>
            {paragraph(text)}
            <a class="go" href=move || link(app, page) on:click=move |ev| go(app, &ev, page)>{move || page_name(i18n.get_locale(), page)} " →"</a>
        </article>
    }
}

/// Both orders on one clock: what stands between their two products.
fn race(minis: Held<Pair>, beat: RwSignal<u64>) -> AnyView {
    let last = minis.race.timeline().last();
    let stop = Memo::new(move || STRIDE * beat.get() % (last + STRIDE * REST));
    let minis = StoredValue::new(minis);
    let side = move |order: Order, map: usize, name: &'static str| {
        let seen = Signal::derive(move || minis.with_value(|m| m.race.seen(map, stop.get())));
        let (shape, full) = minis.with_value(|m| (m.race.shape(map, 0), m.race.full(map, 0)));
        let work = move || {
            let work = minis.with_value(|m| m.race.moment(stop.get()).frames[order as usize].multiply_adds);
            grouped(work.into())
        };
        view! {
            <div>
                <Heatmap map symbol=if order == Order::Left { Symbol::A } else { Symbol::P } name caption=format!("{}×{}", shape.0, shape.1)
                    matrix=seen shape=Signal::derive(move || shape) full=Signal::derive(move || full) cell=Signal::derive(|| 12.0)
                    lit=Signal::derive(Vec::new) marked=Signal::derive(Vec::new) chosen=RwSignal::new(None::<Cell>) />
                <p class="numbers">{work}</p>
            </div>
        }
    };
    view! { <div class="mini">{side(Order::Left, 3, "QKᵀ")} {side(Order::Right, 5, "KᵀV")}</div> }.into_any()
}

/// The states of two rules on the same facts.
fn state(minis: Held<Pair>, beat: RwSignal<u64>) -> AnyView {
    let i18n = use_i18n();
    let last = minis.state.timeline().last();
    let stop = Memo::new(move || beat.get() % (last + REST));
    let lanes = minis.state.tracks.len();
    let minis = StoredValue::new(minis);
    let lane = move |lane: usize| {
        let seen =
            Signal::derive(move || minis.with_value(|m| m.state.moment(lane, stop.get())?.maps[0].clone()));
        let id = minis.with_value(|m| m.state.rule(lane)).map_or("", |rule| rule.info.id);
        let name = move || names::rule(i18n.get_locale(), id).unwrap_or(id).to_owned();
        view! {
            <Heatmap map=lane symbol=Symbol::S name=Signal::derive(name) caption="" matrix=seen
                shape=Signal::derive(|| (8, 8)) full=Signal::derive(|| 1.0) cell=Signal::derive(|| 16.0)
                lit=Signal::derive(Vec::new) marked=Signal::derive(Vec::new) chosen=RwSignal::new(None::<Cell>) />
        }
    };
    view! { <div class="mini">{(0..lanes).map(lane).collect_view()}</div> }.into_any()
}

/// Fetches the lab in small.
#[leptos::wasm_split::wasm_split(start_time, wasm_split_path = ::leptos::wasm_split, fallible)]
fn time() -> Shows {
    Ok(|| view! { <TimeMiniature /> }.into_any())
}

/// The lab in small. It starts when it is asked to: nobody's battery is spent by opening a page.
#[component]
fn TimeMiniature() -> impl IntoView {
    let i18n = use_i18n();
    let bench = Bench::default();
    on_cleanup(move || bench.cancel());
    let series = Memo::new(move || {
        bench.run.with(|run| results::series(&run.records, results::Against::Tokens, results::FIT_FROM))
    });
    let failed = Memo::new(move || bench.run.with(|run| run.failure().is_some()));
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
            <When on=move |()| series.with(|all| !all.is_empty())><ScalingChart series height=150.0 /></When>
            <p class="numbers" data-testid="time-says">{says}</p>
            <Starter bench job=Signal::derive(small_sweep) testid="time-here"
                says=|locale, time| td_string!(locale, start.time_run, time = time).to_string() />
    }
}
