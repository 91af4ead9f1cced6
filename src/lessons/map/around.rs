//! What stands around the picture: the edge on the stage to choose from a list, and the edges of the rule in focus.

use leptos::prelude::*;

use super::graph::{all_infos, named, put_on_stage};
use crate::browser::page;
use crate::erased::Memo;
use crate::family::{EdgeInfo, Kind, PLACES};
use crate::i18n::*;
use crate::knobs::OneId;
use crate::names;
use crate::rules::IDS;
use crate::ui::stage::Stage;
use crate::ui::{Choice, marked, text};

/// Which edge is on the stage, and which rule is in focus.
#[component]
pub fn Knobs(stage: Stage) -> impl IntoView {
    let i18n = use_i18n();
    let app = stage.app;
    let edges = Signal::derive(move || {
        let locale = i18n.get_locale();
        let option = |info: &EdgeInfo| {
            let knob = names::edge(locale, info.id).unwrap_or_default();
            (info.id.to_owned(), names::titled(locale, &named(locale, info), knob))
        };
        all_infos().map(option).collect::<Vec<_>>()
    });
    let choose = move |id: String| {
        if let Some(info) = super::graph::info(&id) {
            put_on_stage(stage, info.id);
        }
    };
    view! {
        <div class="stage-knobs map-knobs">
            <Choice label=text!(map.edge) testid="edge" value=Signal::derive(move || app.scenario.with(|s| s.knobs.map.edge.clone()))
                options=edges on_change=choose />
            <RuleChoice stage label=text!(map.rule) testid="rule" read=|s| s.knobs.map.rule.0 write=|s, id| s.knobs.map.rule = OneId(id) />
        </div>
        <p class="hint map-key">
            <span class="knob-edge">{text!(map.key_knob)}</span> <span class="rewriting-edge">{text!(map.key_rewriting)}</span>
            <span class="limit-edge">{text!(map.key_limit)}</span>
        </p>
    }
}

/// A rule of the family by its name.
#[component]
pub fn RuleChoice(
    stage: Stage,
    /// The visible name.
    #[prop(into)]
    label: Signal<String>,
    /// The id for tests.
    testid: &'static str,
    /// Where it is kept.
    read: fn(&crate::scenario::Scenario) -> &'static str,
    /// Keeps another.
    write: fn(&mut crate::scenario::Scenario, &'static str),
) -> impl IntoView {
    let i18n = use_i18n();
    let app = stage.app;
    let rules = Signal::derive(move || {
        let name = |place: &crate::family::Place| {
            (
                place.rule.to_owned(),
                names::rule(i18n.get_locale(), place.rule).unwrap_or(place.rule).to_owned(),
            )
        };
        PLACES.iter().map(name).collect::<Vec<_>>()
    });
    let choose = move |id: String| {
        if let Some(id) = IDS.iter().find(|known| **known == id) {
            app.change(|s| write(s, id));
        }
    };
    view! {
        <Choice label testid value=Signal::derive(move || app.scenario.with(read).to_owned()) options=rules on_change=choose />
    }
}

/// The edges of the rule in focus: what it becomes, and what becomes it.
#[component]
pub fn EdgesOfRule(stage: Stage) -> impl IntoView {
    let i18n = use_i18n();
    let app = stage.app;
    let focus = app.read(|s| s.knobs.map.rule.0);
    let chosen = app.read(|s| s.knobs.map.edge.clone());
    let name = move |rule: &str| names::rule(i18n.get_locale(), rule).unwrap_or_default();
    let edges = move |down: bool| {
        let mine = move |info: &&'static EdgeInfo| {
            let here = focus.get();
            if down { info.a == here } else { info.b == Some(here) }
        };
        let all = Memo::new(move || all_infos().filter(mine).collect::<Vec<_>>());
        let one = move |info: &'static EdgeInfo| {
            view! { <li><EdgeButton stage info chosen testid=format!("turn-{}", info.id) /></li> }
        };
        let title = move || match (down, all.with(Vec::is_empty)) {
            (true, false) => t_string!(i18n, map.becomes),
            (true, true) => t_string!(i18n, map.becomes_nothing),
            (false, false) => t_string!(i18n, map.become_of),
            (false, true) => t_string!(i18n, map.become_of_nothing),
        };
        view! { <div><h4>{title}</h4><ul class="edge-list">{move || all.get().into_iter().map(one).collect_view()}</ul></div> }
    };
    view! {
        <section class="experiment" aria-labelledby="of-rule" data-testid="of-rule">
            <h3 id="of-rule">{move || name(focus.get())}</h3>
            <p class="hint"><a data-testid="open-state" href=move || format!("./state.html?rule={}", focus.get())>{text!(map.open_state)}</a></p>
            <div class="found">{edges(true)} {edges(false)}</div>
        </section>
    }
}

/// A button that puts an edge on the stage; it says both rules and by what.
#[component]
pub fn EdgeButton(
    stage: Stage,
    /// The edge.
    info: &'static EdgeInfo,
    /// The id of the edge on the stage.
    chosen: Memo<String>,
    /// The id for tests.
    testid: String,
) -> impl IntoView {
    let i18n = use_i18n();
    let class = match info.kind {
        Kind::Knob => "knob-edge",
        Kind::Rewriting => "rewriting-edge",
        Kind::Limit => "limit-edge",
    };
    view! {
        <button type="button" class=class data-testid=testid aria-pressed=move || chosen.with(|chosen| chosen == info.id).to_string()
            on:click=move |_| {
                put_on_stage(stage, info.id);
                // What it does is seen at the top of the stage.
                page::bring_to_top("[data-testid=lane-edge]");
            }>
            <b>{move || named(i18n.get_locale(), info)}</b> " "
            <span inner_html=move || marked(names::edge(i18n.get_locale(), info.id).unwrap_or_default())></span>
        </button>
    }
}
