//! Every exact edge by the family of rules from which it runs, each with what it certifies on the stream of the stage.

use leptos::prelude::*;

use super::around::EdgeButton;
use super::steps::why_refused;
use crate::app::Held;
use crate::erased::Memo;
use crate::family::{AllTensors, Edge, EdgeInfo, Group, Leaves, Refused, Turned, edges};
use crate::i18n::*;
use crate::inputs::{Gates, Stream};
use crate::lessons::in_parts::in_parts;
use crate::number::difference;
use crate::ui::stage::Stage;
use crate::ui::{Predict, marked, text};

/// What an edge certifies: the larger difference, of outputs and of states, and the largest number.
type Told = (&'static str, Result<[f64; 2], Refused>);

/// The certificates of all edges on a stream; none where nothing can run on it.
fn certificates(stream: &Option<Held<Stream>>) -> impl Iterator<Item = Told> + use<> {
    let x = stream.as_ref().and_then(|stream| AllTensors::of(stream, &Gates::new()).ok());
    let told = |x: AllTensors| {
        edges().map(move |edge: &Edge| {
            let found = edge.certificate(&x, Turned::DONE);
            (edge.info.id, found.map(|found| [found.worst(), found.size]))
        })
    };
    x.map(told).into_iter().flatten()
}

/// How many rules become linear attention, edge by edge.
fn become_linear() -> usize {
    let mut known = vec!["linear_attn"];
    let mut at = 0;
    while let Some(rule) = known.get(at).copied() {
        for (a, _) in crate::family::pairs().into_iter().filter(|(_, b)| *b == rule) {
            if !known.contains(&a) {
                known.push(a);
            }
        }
        at += 1;
    }
    known.len() - 1
}

/// The name of a group of edges.
fn group_name(locale: Locale, group: Group) -> &'static str {
    match group {
        Group::Cache => td_string!(locale, map.group_cache),
        Group::Kernel => td_string!(locale, map.group_kernel),
        Group::Decay => td_string!(locale, map.group_decay),
        Group::Delta => td_string!(locale, map.group_delta),
        Group::LowRank => td_string!(locale, map.group_low_rank),
        Group::Optimisers => td_string!(locale, map.group_optimisers),
        Group::Losses => td_string!(locale, map.group_losses),
    }
}

/// The list of all edges, after a question.
#[component]
pub fn AllEdges(stage: Stage) -> impl IntoView {
    let i18n = use_i18n();
    view! {
        <section class="experiment" aria-labelledby="all-edges">
            <h3 id="all-edges">{text!(map.all_edges)}</h3>
            <p class="hint" inner_html=move || marked(t_string!(i18n, map.all_edges_is))></p>
            <Predict question=text!(map.all_edges_asks) answer=Signal::derive(|| become_linear() as u64) why=text!(map.all_edges_why) about="-edges">
                <Certified stage />
            </Predict>
        </section>
    }
}

/// Every edge with its certificate. They are computed when this is shown.
#[component]
fn Certified(stage: Stage) -> impl IntoView {
    let i18n = use_i18n();
    let chosen = stage.app.read(|s| s.knobs.map.edge.clone());
    let stream = stage.stream;
    let found = in_parts(move || stream.get(), certificates);
    let of = move |id: &str| {
        found.with(|found| Some(found.as_ref()?.iter().find(|(known, _)| *known == id)?.1.clone()))
    };
    let one = move |info: &'static EdgeInfo| {
        let told = Memo::new(move || of(info.id));
        let says = move || match told.get() {
            None => "…".to_owned(),
            Some(Err(why)) => why_refused(&why).read(i18n.get_locale()),
            Some(Ok([apart, size])) => {
                let [apart, size] = [apart, size].map(difference);
                match info.leaves {
                    Leaves::Rounding => t_string!(i18n, map.apart_of, apart = apart, size = size).to_string(),
                    Leaves::Epsilon => {
                        t_string!(i18n, map.apart_epsilon, apart = apart, size = size).to_string()
                    }
                }
            }
        };
        let value = move || told.get().and_then(Result::ok).map(|[apart, _]| apart.to_string());
        view! {
            <li><EdgeButton stage info chosen testid=format!("list-{}", info.id) />
                <span class="hint" data-testid=format!("edge-{}", info.id) data-value=value>{says}</span></li>
        }
    };
    let group = move |group: Group| {
        view! {
            <div><h4>{move || group_name(i18n.get_locale(), group)}</h4>
                <ul class="edge-list">{group.infos().iter().map(one).collect_view()}</ul></div>
        }
    };
    let worst = move || {
        found.with(|found| {
            let exact = |(id, told): &Told| {
                let rounds = super::graph::info(id).is_some_and(|info| info.leaves == Leaves::Rounding);
                let [apart, size] = told.as_ref().ok().filter(|_| rounds)?;
                Some(apart / (1.0 + size))
            };
            Some(found.as_ref()?.iter().filter_map(exact).fold(0.0, f64::max))
        })
    };
    let says = move || {
        worst()
            .map(|worst| t_string!(i18n, map.worst, worst = difference(worst)).to_string())
            .unwrap_or_default()
    };
    view! {
        <p role="status" data-testid="worst" data-value=move || worst().map(|worst| worst.to_string())>{says}</p>
        <div class="found">{Group::ALL.into_iter().map(group).collect_view()}</div>
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::inputs::waves;

    #[test]
    fn every_edge_is_certified_on_a_stream_and_none_without_one() {
        let all: Vec<Told> = certificates(&Some(Held::new(waves()))).collect();
        assert_eq!(all.len(), edges().count());
        assert!(all.iter().all(|(_, found)| found.is_ok()));
        assert_eq!(certificates(&None).count(), 0);
    }

    #[test]
    fn all_other_rules_become_linear_attention() {
        assert_eq!(become_linear(), crate::rules::IDS.len() - 1);
    }
}
