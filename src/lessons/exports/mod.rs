//! What a reader takes along from a run: its matrices, as a file, and its rule, as a program.

mod kind;
mod on_stage;
mod printed;

use leptos::prelude::*;
use leptos::wasm_split::SplitLoaderError;

pub use kind::Kind;
pub use on_stage::ON_STAGE;
use printed::printed;

use crate::browser::files;
use crate::erased::Memo;
use crate::i18n::*;
use crate::io::Array;
use crate::io::write::Format;
use crate::knobs::Named;
use crate::rules::{Inputs, RuleEntry};
use crate::text::Text;
use crate::ui::stage::Stage;
use crate::ui::{OwnChoice, Part, When, text};

/// What there is to take along from a run. A lane is counted from 0; where a run is taken along as a whole it has one.
#[derive(Clone, Copy)]
pub struct Exports {
    /// The lanes, each by the id in the name of its file and by its own name; one is chosen where there are several.
    pub lanes: fn(Stage, Locale) -> Vec<(&'static str, String)>,
    /// What a lane runs, or why it cannot; nothing where it runs no rule token by token, and while there is no run.
    pub told: fn(Stage, usize) -> Option<Result<Told, Text>>,
    /// What else the page has.
    pub others: &'static [Other],
}

/// A rule and what it is told.
#[derive(Clone, Debug)]
pub struct Told {
    /// The rule.
    pub rule: &'static RuleEntry,
    /// What it is told.
    pub x: Inputs,
}

/// Arrays that not every rule has.
pub struct Other {
    /// Their id, in the name of the file.
    pub id: &'static str,
    /// Their name.
    pub name: fn(Locale) -> &'static str,
    /// Those of a lane; nothing while there is no run.
    pub arrays: fn(Stage, usize) -> Option<Arrays>,
}

/// What is taken along, or why there is nothing.
pub type Arrays = Result<Vec<Array>, Text>;

/// What is taken along: a part of the page of its own.
pub fn take_along(stage: Stage, exports: Exports) -> AnyView {
    let fetch = move || async move {
        let shows = shows().await?;
        Ok(move || shows(stage, exports))
    };
    view! { <Part fetch class="exports-place" waits=true /> }.into_any()
}

/// Fetches what shows it.
#[leptos::wasm_split::wasm_split(lesson_exports, wasm_split_path = ::leptos::wasm_split, fallible)]
fn shows() -> Result<fn(Stage, Exports) -> AnyView, SplitLoaderError> {
    Ok(|stage, exports| view! { <TakeAlong stage exports /> }.into_any())
}

/// The formats, by their names in a menu.
pub fn formats() -> Signal<Vec<(usize, String)>> {
    let named = |(at, format): (usize, &Format)| (at, format!(".{}", format.extension()));
    Signal::derive(move || Format::ALL.iter().enumerate().map(named).collect())
}

/// Saves arrays as a file of a format.
///
/// # Errors
/// Where they cannot be written, or the browser refuses.
pub fn save(name: &str, format: usize, arrays: &[Array]) -> Result<(), Text> {
    let format = Format::ALL.get(format).copied().unwrap_or(Format::Safetensors);
    let unwritable = || crate::say!(exports.unwritable);
    let file = format.file(arrays).map_err(|_| unwritable())?;
    let saved = files::save_bytes(&format!("{name}.{}", format.extension()), format.media_type(), &file);
    if saved { Ok(()) } else { Err(unwritable()) }
}

#[component]
fn TakeAlong(stage: Stage, exports: Exports) -> impl IntoView {
    let i18n = use_i18n();
    let lanes = Memo::new(move || (exports.lanes)(stage, i18n.get_locale()));
    let (wanted, format) = (RwSignal::new(0_usize), RwSignal::new(0_usize));
    // A lane may have gone since it was chosen.
    let lane = move || wanted.get().min(lanes.with(Vec::len).saturating_sub(1));
    let names = Signal::derive(move || {
        lanes.with(|lanes| lanes.iter().map(|(_, name)| name.clone()).enumerate().collect::<Vec<_>>())
    });
    let refused = RwSignal::new(None::<Text>);
    // What writes programs is fetched when somebody asks for one.
    let as_code = RwSignal::new(false);
    let told = Signal::derive(move || (exports.told)(stage, lane()));
    let runs = Memo::new(move || told.with(|told| matches!(told, Some(Ok(_)))));
    let code = move || async move {
        let shows = printed().await?;
        Ok(move || shows(stage, told))
    };
    let take = move |id: &str, arrays: Option<Arrays>| {
        let lane = lanes.with_untracked(|lanes| lanes.get(untrack(lane)).map_or("", |(id, _)| *id));
        let arrays = arrays.unwrap_or_else(|| Err(crate::say!(exports.unwritable)));
        let name = format!("deltascope-{lane}-{id}");
        refused.set(arrays.and_then(|arrays| save(&name, format.get_untracked(), &arrays)).err());
    };
    let of_rule = move |kind: &Kind| {
        let kind = *kind;
        let arrays = move || told.get_untracked().map(|told| told.and_then(|told| kind.arrays(&told)));
        view! {
            <button type="button" data-testid=format!("export-{}", kind.id()) on:click=move |_| take(kind.id(), arrays())>
                {move || kind_name(i18n.get_locale(), kind)}</button>
        }
    };
    let of_rule = move |()| <Kind as Named>::ALL.iter().map(of_rule).collect_view();
    let other = move |other: &'static Other| {
        let arrays = move || untrack(|| (other.arrays)(stage, lane()));
        view! {
            <button type="button" data-testid=format!("export-{}", other.id) on:click=move |_| take(other.id, arrays())>
                {move || (other.name)(i18n.get_locale())}</button>
        }
    };
    let why = move || told.with(|told| Some(told.as_ref()?.as_ref().err()?.read(i18n.get_locale())));
    view! {
        <details data-testid="exports">
            <summary>{text!(exports.title)}</summary>
            <p class="hint">{text!(exports.says)}</p>
            <div class="knobs">
                <When on=move |()| { lanes.with(Vec::len) > 1 }>
                    <OwnChoice label=text!(exports.of) testid="export-rule" of=wanted options=names />
                </When>
                <OwnChoice label=text!(exports.format) testid="export-format" of=format options=formats() />
            </div>
            <div class="buttons">
                {move || runs.get().then(|| of_rule(()))}
                {exports.others.iter().map(other).collect_view()}
            </div>
            {move || why().map(|why| view! { <p class="hint" data-testid="export-why">{why}</p> })}
            <div role="alert">
                {move || refused.get().map(|why| view! { <p class="note" data-testid="export-refused">{why.read(i18n.get_locale())}</p> })}
            </div>
            <When on=move |()| runs.get() && !as_code.get()>
                <button type="button" data-testid="export-show-code" on:click=move |_| as_code.set(true)>{text!(exports.show_code)}</button>
            </When>
            <When on=move |()| runs.get() && as_code.get()><Part fetch=code class="program-place" /></When>
        </details>
    }
}

/// The name of a kind.
fn kind_name(locale: Locale, kind: Kind) -> &'static str {
    match kind {
        Kind::Inputs => td_string!(locale, exports.inputs),
        Kind::Outputs => td_string!(locale, exports.outputs),
        Kind::States => td_string!(locale, exports.states),
        Kind::Attention => td_string!(locale, exports.attention),
        Kind::Trace => td_string!(locale, exports.trace),
    }
}
