//! The family as a picture: every rule at its place, and lines to what it becomes.

use leptos::html::Div;
use leptos::prelude::*;

use super::Turning;
use crate::browser::numbers::{self, Numbers};
use crate::erased::{Memo, effect};
use crate::family::{
    COLUMNS, EdgeInfo, Kind, LIMIT_INFOS, PLACES, Place, in_the_way, infos, place, reduction,
};
use crate::i18n::*;
use crate::knobs::OneId;
use crate::names;
use crate::ui::stage::Stage;
use crate::ui::{When, text};

/// How many rows there are.
fn rows() -> usize {
    PLACES.iter().map(|place| place.row + 1).max().unwrap_or(1)
}

/// Every edge, exact ones first.
pub fn all_infos() -> impl Iterator<Item = &'static EdgeInfo> {
    infos().chain(&LIMIT_INFOS)
}

/// What there is to know of the edge with this id.
pub fn info(id: &str) -> Option<&'static EdgeInfo> {
    all_infos().find(|info| info.id == id)
}

/// The rule A of an edge, and what it becomes.
fn ends(locale: Locale, info: &EdgeInfo) -> [&'static str; 2] {
    let name = |id: &str| names::rule(locale, id).unwrap_or_default();
    [name(info.a), info.b.map_or_else(|| td_string!(locale, map.constant), name)]
}

/// Both in one: "Comba → Gated DeltaNet".
pub fn named(locale: Locale, info: &EdgeInfo) -> String {
    ends(locale, info).join(" → ")
}

/// All edges as a list: from which rule to which, and what is done to it.
fn listed(locale: Locale) -> Numbers {
    let names = [
        td_string!(locale, map.list_rule),
        td_string!(locale, map.list_becomes),
        td_string!(locale, map.list_by),
        td_string!(locale, map.list_kind),
    ];
    let row = |info: &EdgeInfo| {
        let [rule, becomes] = ends(locale, info);
        let kind = match info.kind {
            Kind::Knob => td_string!(locale, map.key_knob),
            Kind::Rewriting => td_string!(locale, map.key_rewriting),
            Kind::Limit => td_string!(locale, map.key_limit),
        };
        let by = names::edge(locale, info.id).unwrap_or_default();
        [rule, becomes, by, kind]
    };
    let rows = std::iter::once(names).chain(all_infos().map(row));
    Numbers::Words(rows.map(|row| row.map(str::to_owned).to_vec()).collect())
}

/// The edges that are drawn: one for each pair that says all, every one of the rule in focus, and those that are lit.
fn drawn(focus: &str, lit: &[&'static str]) -> Vec<&'static EdgeInfo> {
    // The pairs of which no edge has been drawn.
    let mut left = reduction();
    let is_first = |info: &EdgeInfo, left: &mut Vec<_>| {
        let place = left.iter().position(|pair| Some(*pair) == info.pair() && info.kind != Kind::Limit);
        place.map(|place| left.swap_remove(place)).is_some()
    };
    let mine = |info: &&EdgeInfo| {
        let first = is_first(info, &mut left);
        info.b.is_some() && (first || lit.contains(&info.id) || info.touches(focus))
    };
    all_infos().filter(mine).collect()
}

/// The line of an edge, the `nth` one between its two rules: straight, or bent around the rules that are in its way.
fn line(info: &EdgeInfo, nth: usize) -> Option<String> {
    let (a, b) = info.pair()?;
    let (from, to) = (place(a)?, place(b)?);
    let at = |place: Place| (place.column as f64 + 0.5, (rows() - 1 - place.row) as f64 + 0.5);
    let ((x0, y0), (x1, y1)) = (at(from), at(to));
    let around = if in_the_way(from, to).is_empty() { 0.0 } else { 1.0 };
    let bend = around + 0.5 * nth as f64;
    let length = (x1 - x0).hypot(y1 - y0).max(1.0);
    let (x, y) = (
        f64::midpoint(x0, x1) + bend * (y1 - y0) / length,
        f64::midpoint(y0, y1) - bend * (x1 - x0) / length,
    );
    Some(format!("M{x0} {y0}Q{x:.3} {y:.3} {x1} {y1}"))
}

/// The lines of some edges, each with its way.
fn lines(of: &[&'static EdgeInfo]) -> Vec<(&'static EdgeInfo, String)> {
    let of_pair = |info: &EdgeInfo, before: &[&'static EdgeInfo]| {
        before.iter().filter(|other| other.pair() == info.pair()).count()
    };
    let way = |(at, info): (usize, &&'static EdgeInfo)| Some((*info, line(info, of_pair(info, &of[..at]))?));
    of.iter().enumerate().filter_map(way).collect()
}

/// Puts an edge on the stage, its knob not turned.
pub fn put_on_stage(stage: Stage, edge: &'static str) {
    let upper = info(edge)
        .map(|info| (info.a, info.touches(stage.app.scenario.with_untracked(|s| s.knobs.map.rule.0))));
    stage.app.change(|s| {
        edge.clone_into(&mut s.knobs.map.edge);
        // The lines of another rule would say nothing of this edge.
        if let Some((upper, false)) = upper {
            s.knobs.map.rule = OneId(upper);
        }
        s.t = None;
    });
}

/// The picture. Rules are buttons; a line may be pointed at as well, and everything that it does is done by buttons too.
#[component]
pub fn Graph(stage: Stage) -> impl IntoView {
    let i18n = use_i18n();
    let app = stage.app;
    let focus = app.read(|s| s.knobs.map.rule.0);
    let edge = app.read(|s| s.knobs.map.edge.clone());
    let lit =
        Memo::new(move || edge.with(|edge| info(edge)).into_iter().map(|info| info.id).collect::<Vec<_>>());
    let lines = Memo::new(move || lit.with(|lit| lines(&drawn(focus.get(), lit))));
    let ends = move |rule: &'static str| edge.with(|edge| info(edge).is_some_and(|info| info.touches(rule)));
    let one = move |(info, way): (&'static EdgeInfo, String)| {
        let class = match info.kind {
            Kind::Knob => "knob-edge",
            Kind::Rewriting => "rewriting-edge",
            Kind::Limit => "limit-edge",
        };
        let lit = move || lit.with(|lit| lit.contains(&info.id));
        view! {
            <g class=class class:lit=lit class:near=move || info.touches(focus.get()) on:click=move |_| put_on_stage(stage, info.id)>
                <path class="hit" d=way.clone() /><path d=way />
                <title>{move || named(i18n.get_locale(), info)}</title>
            </g>
        }
    };
    let node = move |place: &'static Place| {
        let rule = place.rule;
        let style = format!("grid-area:{}/{}", rows() - place.row, place.column + 1);
        view! {
            <button type="button" style=style data-testid=format!("node-{rule}") aria-pressed=move || (focus.get() == rule).to_string()
                class:lit=move || ends(rule) on:click=move |_| app.change(|s| s.knobs.map.rule = OneId(rule))>
                {move || names::rule(i18n.get_locale(), rule)}
            </button>
        }
    };
    // Why nothing can be compared at this stop.
    let refused = Memo::new(move || {
        let stop = stage.stop.get();
        stage
            .run
            .map(|run: &Turning| run.certificate(stop).err().map(|why| why.read(i18n.get_locale())))
            .flatten()
    });
    let picture: NodeRef<Div> = NodeRef::new();
    effect(move || {
        if app.pictured.get()
            && let Some(picture) = picture.get_untracked()
        {
            numbers::tell(&*picture, || untrack(|| listed(i18n.get_locale())));
        }
    });
    view! {
        <div class="map-graph" role="group" aria-label=text!(map.graph) tabindex="-1" node_ref=picture>
            <div class="map-grid">
                <svg viewBox=format!("0 0 {COLUMNS} {}", rows()) preserveAspectRatio="none" aria-hidden="true">
                    {move || lines.get().into_iter().map(one).collect_view()}
                </svg>
                {PLACES.iter().map(node).collect_view()}
            </div>
        </div>
        <When on=move |()| refused.with(Option::is_some)>
            <p class="note" role="status" data-testid="silent">{move || refused.get()}</p>
        </When>
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_says_all_is_drawn_and_the_rest_of_the_rule_in_focus() {
        let none = drawn("hgrn", &[]);
        let of = |rule: &str| drawn(rule, &[]).len();
        // 35 pairs say all.
        assert!(none.len() >= 35 && of("comba") > none.len(), "{}", none.len());
        assert!(drawn("hgrn", &["delta-linear-limit"]).len() == none.len() + 1);
    }

    #[test]
    fn two_edges_of_one_pair_have_two_lines_and_none_begins_elsewhere() {
        for rule in PLACES {
            let lines = lines(&drawn(rule.rule, &[]));
            let ways: std::collections::BTreeSet<_> = lines.iter().map(|(_, way)| way.clone()).collect();
            assert_eq!(ways.len(), lines.len(), "{}", rule.rule);
        }
    }
}
