//! The bar on which a reader chooses the input of a page.

use leptos::prelude::*;

use super::facts_field::FactsField;
use super::{Choice, NumberKnob, ScaleKnob, Switch, When, WindowBar, text};
use crate::app::{Load, go, link, page_name, use_app};
use crate::erased::Memo;
use crate::i18n::*;
use crate::inputs::{Head, Kind, SENTENCES, Scale};
use crate::knob;
use crate::pages::Page;
use crate::ui::ChoiceKnob;

/// The name of an input in the menu.
pub fn kind_name(locale: Locale, kind: Kind) -> String {
    match kind {
        Kind::Random => td_string!(locale, input.random).to_owned(),
        Kind::Waves => td_string!(locale, input.waves).to_owned(),
        Kind::Pairs => td_string!(locale, input.pairs).to_owned(),
        Kind::Three => td_string!(locale, input.three).to_owned(),
        Kind::Facts => td_string!(locale, input.facts).to_owned(),
        Kind::Scenes => td_string!(locale, input.scenes).to_owned(),
        Kind::Own => td_string!(locale, input.own).to_owned(),
        Kind::Tensors => td_string!(locale, tensors.name).to_owned(),
        Kind::Sentence(number) => SENTENCES[number - 1].to_string(),
    }
}

/// The name of an attention head in the menu.
pub fn head_name(locale: Locale, head: Head) -> String {
    let name = match head {
        Head::L0H2 => td_string!(locale, input.l0_h2),
        Head::L0H3 => td_string!(locale, input.l0_h3),
        Head::L2H9 => td_string!(locale, input.l2_h9),
        Head::L3H1 => td_string!(locale, input.l3_h1),
    };
    format!("{} · {name}", head.id())
}

/// Where queries, keys and values come from, and whether keys are normalised.
#[component]
pub fn InputBar() -> impl IntoView {
    let app = use_app();
    let i18n = use_i18n();
    let kind = Memo::new(move || app.scenario.with(|s| s.kind()));
    let kinds = Signal::derive(move || {
        let locale = i18n.get_locale();
        Kind::ALL.iter().map(|kind| (kind.id().to_owned(), kind_name(locale, *kind))).collect::<Vec<_>>()
    });
    let head = move |head: Head| head_name(i18n.get_locale(), head);
    let scales = Signal::derive(move || {
        Scale::ALL.map(|scale| (scale.id().to_owned(), scale.name().to_owned())).to_vec()
    });
    let is_sentence = move || matches!(kind.get(), Kind::Sentence(_));
    view! {
        <div class="inputs">
            <Choice label=text!(input.label) testid="input-select"
                value=Signal::derive(move || kind.get().id().to_owned()) options=kinds
                on_change=move |id: String| app.change(|s| { s.source.kind = Kind::from_id(&id); s.t = None; }) />
            <When on=move |()| is_sentence()>
                <ChoiceKnob knob=knob!(input head) testid="head-select" label=text!(input.head) name=head />
            </When>
            <When on=move |()| kind.get() == Kind::Own><FactsField /></When>
            <When on=move |()| kind.get() == Kind::Tensors><WindowBar /></When>
            <When on=move |()| matches!(kind.get(), Kind::Random | Kind::Pairs)>
                <ScaleKnob knob=knob!(input n) label="n" /> <ScaleKnob knob=knob!(input d) label="d" />
                <When on=move |()| kind.get() == Kind::Pairs><ScaleKnob knob=knob!(input keys) label=text!(input.keys) /></When>
                <NumberKnob knob=knob!(input seed) label=text!(input.seed) />
            </When>
            <Choice label=text!(input.scale) testid="scale"
                value=Signal::derive(move || app.scenario.with(|s| s.scale().id().to_owned())) options=scales
                on_change=move |id: String| app.change(|s| s.scale = crate::knobs::find(&id)) />
            <Switch label=text!(input.norm) testid="norm"
                on=Signal::derive(move || app.scenario.with(|s| s.unit_keys())) on_change=move |on| app.change(|s| s.norm = Some(on)) />
        </div>
        {move || match app.stream.get() {
            // What a reader has written is named where it stands.
            Load::Failed(_) if kind.get() == Kind::Own && app.inputs.get_untracked().is_some() => None,
            Load::Failed(why) if kind.get() == Kind::Tensors => Some(view! {
                <p class="note" role="alert"><span>{why.read(i18n.get_locale())} " "
                    <a href=link(app, Page::Tensors) on:click=move |ev| go(app, &ev, Page::Tensors)>{page_name(i18n.get_locale(), Page::Tensors)}</a></span></p>
            }.into_any()),
            Load::Failed(why) => Some(view! {
                <p class="note" role="alert">{text!(input.failed, why = why.read(i18n.get_locale()))}
                    <button on:click=move |_| app.fetch_input()>{text!(input.again)}</button></p>
            }.into_any()),
            // That it is on its way is told by the meter.
            Load::Pending | Load::Ready(_) => None,
        }}
    }
}
