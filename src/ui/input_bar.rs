use leptos::prelude::*;

use super::{Choice, NumberField, Slider, Switch, When, text};
use crate::app::{Load, use_app};
use crate::i18n::*;
use crate::inputs::{Head, SENTENCES};
use crate::scenario::{Kind, Source};

/// Where queries, keys and values come from, and whether keys are normalised.
#[component]
pub fn InputBar() -> impl IntoView {
    let app = use_app();
    let i18n = use_i18n();
    let kind = Memo::new(move |_| app.scenario.with(|s| s.kind()));
    let source = app.read(|s| s.source.clone());
    let kinds = Signal::derive(move || {
        let name = |kind| match kind {
            Kind::Random => t_string!(i18n, input.random).to_string(),
            Kind::Facts => t_string!(i18n, input.facts).to_string(),
            Kind::Sentence(number) => SENTENCES[number - 1].to_string(),
        };
        Kind::all().map(|kind| (kind.id(), name(kind))).collect::<Vec<_>>()
    });
    let heads = Signal::derive(move || {
        let name = |head| match head {
            Head::L0H2 => t_string!(i18n, input.l0_h2),
            Head::L0H3 => t_string!(i18n, input.l0_h3),
            Head::L2H9 => t_string!(i18n, input.l2_h9),
            Head::L3H1 => t_string!(i18n, input.l3_h1),
        };
        Head::ALL.map(|head| (head.id().to_string(), format!("{} · {}", head.id(), name(head)))).to_vec()
    });
    let is_sentence = move || matches!(kind.get(), Kind::Sentence(_));
    view! {
        <div class="inputs">
            <Choice label=text!(input.label) testid="input-select"
                value=Signal::derive(move || kind.get().id()) options=kinds
                on_change=move |id: String| app.change(|s| { s.source.kind = Kind::from_id(&id); s.t = 0; }) />
            <When on=move |()| is_sentence()>
                <Choice label=text!(input.head) testid="head-select"
                    value=Signal::derive(move || source.get().head.id().to_string()) options=heads
                    on_change=move |id: String| if let Some(head) = Head::ALL.into_iter().find(|head| head.id() == id) {
                        app.change(|s| s.source.head = head);
                    } />
            </When>
            <When on=move |()| kind.get() == Kind::Random>
                <Slider label="n" testid="n" min=1.0 max=Source::MAX_N as f64 step=1.0 value=Signal::derive(move || source.get().n as f64)
                    shown=Signal::derive(move || source.get().n.to_string()) on_change=move |n: f64| app.change(|s| s.source.n = n as u64) />
                <Slider label="d" testid="d" min=1.0 max=Source::MAX_D as f64 step=1.0 value=Signal::derive(move || source.get().d as f64)
                    shown=Signal::derive(move || source.get().d.to_string()) on_change=move |d: f64| app.change(|s| s.source.d = d as u64) />
                <NumberField label=text!(input.seed) testid="seed" min=0
                    max=u64::from(u32::MAX) value=Signal::derive(move || source.get().seed)
                    on_change=move |seed| app.change(|s| s.source.seed = seed) />
            </When>
            <Switch label=text!(input.norm) testid="norm"
                on=Signal::derive(move || app.scenario.with(|s| s.unit_keys())) on_change=move |on| app.change(|s| s.norm = Some(on)) />
        </div>
        {move || match app.stream.get() {
            Load::Pending => Some(view! { <p class="wait" role="status">{text!(input.loading)}</p> }.into_any()),
            Load::Failed(why) => Some(view! {
                <p class="note" role="alert">{text!(input.failed, why = why.clone())}
                    <button on:click=move |_| app.fetch_sentences()>{text!(input.again)}</button></p>
            }.into_any()),
            Load::Ready(_) => None,
        }}
    }
}
