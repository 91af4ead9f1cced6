//! What a reader takes along from a run: its arrays, as a file.

use leptos::prelude::*;
use leptos::wasm_split::SplitLoaderError;

use super::Lockstep;
use super::exports::Export;
use super::printed::printed;
use crate::browser::files;
use crate::erased::Memo;
use crate::i18n::*;
use crate::io::write::Format;
use crate::knobs::Named;
use crate::names;
use crate::text::Text;
use crate::ui::stage::{Stage, View, part_of};
use crate::ui::{OwnChoice, Part, When, text};

/// What is taken along: a part of the page of its own.
pub fn take_along(stage: Stage) -> AnyView {
    part_of(stage, shows, "exports-place", true, |shows| shows)
}

/// Fetches what shows it.
#[leptos::wasm_split::wasm_split(lockstep_exports, wasm_split_path = ::leptos::wasm_split, fallible)]
fn shows() -> Result<View, SplitLoaderError> {
    Ok(|stage| view! { <TakeAlong stage /> }.into_any())
}

/// The name of an export.
fn name(locale: Locale, export: Export) -> &'static str {
    match export {
        Export::Inputs => td_string!(locale, exports.inputs),
        Export::Outputs => td_string!(locale, exports.outputs),
        Export::States => td_string!(locale, exports.states),
        Export::Attention => td_string!(locale, exports.attention),
        Export::Trace => td_string!(locale, exports.trace),
        Export::Recall => td_string!(locale, exports.recall),
    }
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
pub fn save(name: &str, format: usize, arrays: &[crate::io::Array]) -> Result<(), Text> {
    let format = Format::ALL.get(format).copied().unwrap_or(Format::Safetensors);
    let unwritable = || crate::say!(exports.unwritable);
    let file = format.file(arrays).map_err(|_| unwritable())?;
    let saved = files::save_bytes(&format!("{name}.{}", format.extension()), format.media_type(), &file);
    if saved { Ok(()) } else { Err(unwritable()) }
}

#[component]
fn TakeAlong(stage: Stage) -> impl IntoView {
    let i18n = use_i18n();
    let rules: Memo<Vec<&'static str>> = Memo::new(move || {
        let of =
            |run: &Lockstep| (0..run.tracks.len()).filter_map(|lane| Some(run.rule(lane)?.info.id)).collect();
        stage.run.map(of).unwrap_or_default()
    });
    let (wanted, format) = (RwSignal::new(0_usize), RwSignal::new(0_usize));
    // A lane may have gone since it was chosen.
    let lane = move || wanted.get().min(rules.with(Vec::len).saturating_sub(1));
    let named = Signal::derive(move || {
        let name = |(lane, id): (usize, &&str)| {
            (lane, names::rule(i18n.get_locale(), id).unwrap_or_default().to_owned())
        };
        rules.with(|rules| rules.iter().enumerate().map(name).collect::<Vec<_>>())
    });
    let refused = RwSignal::new(None::<Text>);
    // What writes programs is fetched when somebody asks for one.
    let as_code = RwSignal::new(false);
    let code = move || async move {
        let shows = printed().await?;
        Ok(move || shows(stage, Signal::derive(lane)))
    };
    let take = move |export: Export| {
        let lane = untrack(lane);
        let id = rules.with_untracked(|rules| rules.get(lane).copied()).unwrap_or_default();
        let of = |run: &Lockstep| match run.tracks.get(lane) {
            Some(Ok(track)) => export.arrays(track),
            Some(Err(why)) => Err(why.clone()),
            None => Err(crate::say!(exports.unwritable)),
        };
        let arrays = untrack(|| stage.run.map(of)).unwrap_or_else(|| Err(crate::say!(exports.unwritable)));
        let saved = arrays.and_then(|arrays| {
            save(&format!("deltascope-{id}-{}", export.id()), format.get_untracked(), &arrays)
        });
        refused.set(saved.err());
    };
    let button = move |export: &Export| {
        let export = *export;
        view! {
            <button type="button" data-testid=format!("export-{}", export.id()) on:click=move |_| take(export)>
                {move || name(i18n.get_locale(), export)}</button>
        }
    };
    view! {
        <details data-testid="exports">
            <summary>{text!(exports.title)}</summary>
            <p class="hint">{text!(exports.says)}</p>
            <div class="knobs">
                <OwnChoice label=text!(exports.of) testid="export-rule" of=wanted options=named />
                <OwnChoice label=text!(exports.format) testid="export-format" of=format options=formats() />
            </div>
            <div class="buttons">{<Export as Named>::ALL.iter().map(button).collect_view()}</div>
            <div role="alert">
                {move || refused.get().map(|why| view! { <p class="note" data-testid="export-refused">{why.read(i18n.get_locale())}</p> })}
            </div>
            <When on=move |()| !as_code.get()>
                <button type="button" data-testid="export-show-code" on:click=move |_| as_code.set(true)>{text!(exports.show_code)}</button>
            </When>
            <When on=move |()| as_code.get()><Part fetch=code class="program-place" /></When>
        </details>
    }
}
