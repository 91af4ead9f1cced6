//! Pairs that look like an edge and are none, with the difference and the reason.

use leptos::prelude::*;

use crate::app::Held;
use crate::family::{AllTensors, NOT_EDGES, NotEdge};
use crate::i18n::*;
use crate::inputs::{Gates, Stream};
use crate::lessons::in_parts::in_parts;
use crate::names;
use crate::number::short;
use crate::ui::guess::Guess;
use crate::ui::stage::Stage;
use crate::ui::{marked, text};

/// How far each pair is apart, and the largest number; nothing where a rule cannot run.
fn differences(stream: &Option<Held<Stream>>) -> impl Iterator<Item = Option<[f64; 2]>> + use<> {
    let x = stream.as_ref().and_then(|stream| AllTensors::of(stream, &Gates::new()).ok());
    let told = |x: AllTensors| {
        NOT_EDGES
            .iter()
            .map(move |not: &NotEdge| not.certificate(&x).ok().map(|found| [found.apart, found.size]))
    };
    x.map(told).into_iter().flatten()
}

/// The list of them, after a question.
#[component]
pub fn NotEdges(stage: Stage) -> impl IntoView {
    let i18n = use_i18n();
    let answers = Signal::derive(move || {
        let locale = i18n.get_locale();
        [
            td_string!(locale, map.silent_linear),
            td_string!(locale, map.silent_nothing),
            td_string!(locale, map.silent_softmax),
        ]
        .map(str::to_owned)
    });
    view! {
        <section class="experiment" aria-labelledby="not-edges">
            <h3 id="not-edges">{text!(map.not_edges)}</h3>
            <p class="hint" inner_html=move || marked(t_string!(i18n, map.not_edges_is))></p>
            <Guess question=text!(map.not_edges_asks) answers right=1 about="not-edges"><Listed stage /></Guess>
        </section>
    }
}

/// The list. The differences are computed when this is shown.
#[component]
fn Listed(stage: Stage) -> impl IntoView {
    let i18n = use_i18n();
    let stream = stage.stream;
    let found = in_parts(move || stream.get(), differences);
    let one = move |(at, not): (usize, &'static NotEdge)| {
        let apart = move || found.with(|found| found.as_ref().and_then(|all| all.get(at).copied().flatten()));
        let pair = move || {
            let name = |id: &str| names::rule(i18n.get_locale(), id).unwrap_or_default();
            format!("{} ≠ {}", name(not.a.info.id), name(not.b.info.id))
        };
        let says = move || match apart() {
            Some([apart, size]) => {
                t_string!(i18n, map.apart_of, apart = short(apart), size = short(size)).to_string()
            }
            None => "–".to_owned(),
        };
        view! {
            <dt>{pair}</dt>
            <dd><p inner_html=move || marked(names::not_edge(i18n.get_locale(), not.id).unwrap_or_default())></p>
                <p class="hint" data-testid=format!("not-{}", not.id) data-value=move || apart().map(|[apart, _]| apart.to_string())>{says}</p></dd>
        }
    };
    view! { <dl class="edges">{NOT_EDGES.iter().enumerate().map(one).collect_view()}</dl> }
}
