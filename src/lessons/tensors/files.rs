//! Files come in: chosen, dropped, pasted, or an example; and the list of what is there.

use std::sync::Arc;

use leptos::ev::{ClipboardEvent, DragEvent};
use leptos::html::Input;
use leptos::prelude::*;

use super::menu::Menu;
use super::refused::refused;
use super::restored::follow;
use super::samples;
use crate::app::{App, BroughtFile, use_app};
use crate::browser::files::{Picked, carries_files, dropped, pasted, picked};
use crate::i18n::*;
use crate::io;
use crate::knobs::OneId;
use crate::number::{bytes, shape};
use crate::text::Text;
use crate::ui::{Switch, When, text};

/// The name of a text that was pasted.
const PASTED: &str = "pasted.json";

/// What has been refused last: nothing that was there is lost by it.
type Refusals = RwSignal<Vec<Text>>;

/// Reads files, one after the other, and keeps what can be read.
fn take(app: App, files: Vec<Picked>, refusals: Refusals, busy: RwSignal<bool>) {
    if files.is_empty() {
        return;
    }
    refusals.set(Vec::new());
    busy.set(true);
    leptos::task::spawn_local(async move {
        for file in files {
            let name = file.name();
            match file.bytes().await {
                Ok(bytes) => read(app, &name, bytes, refusals),
                Err(why) => refuse(refusals, crate::say!(tensors.unreadable, file = name, why = why)),
            }
        }
        _ = busy.try_set(false);
    });
}

fn refuse(refusals: Refusals, why: Text) {
    _ = refusals.try_update(|all| all.push(why));
}

fn read(app: App, name: &str, data: Arc<[u8]>, refusals: Refusals) {
    let bytes = data.len();
    match io::read(name, data) {
        Ok(arrays) => app.brought.add(BroughtFile { name: name.to_owned(), bytes, arrays }),
        Err(error) => refuse(refusals, refused(&error)),
    }
}

/// Where files come in.
#[component]
pub fn Files(menu: Menu) -> impl IntoView {
    let app = use_app();
    let i18n = use_i18n();
    let (refusals, busy, over) =
        (RwSignal::new(Vec::<Text>::new()), RwSignal::new(false), RwSignal::new(false));
    follow(app, move |why| refuse(refusals, why));
    let field: NodeRef<Input> = NodeRef::new();
    let chosen = move |_| {
        if let Some(field) = field.get_untracked() {
            take(app, picked(&field), refusals, busy);
        }
    };
    let drop = move |ev: DragEvent| {
        over.set(false);
        take(app, dropped(&ev), refusals, busy);
    };
    let paste = move |ev: ClipboardEvent| {
        let (files, text) = pasted(&ev);
        if files.is_empty() && !text.trim().is_empty() {
            ev.prevent_default();
            refusals.set(Vec::new());
            read(app, PASTED, text.as_bytes().into(), refusals);
        } else {
            take(app, files, refusals, busy);
        }
    };
    let example = move |wrong: bool| {
        refusals.set(Vec::new());
        let Some(rules) = menu.rules.get_untracked() else { return };
        match samples::file(rules, wrong) {
            Ok(file) => {
                // The other example would be mistaken for a part of this one.
                app.brought.remove(samples::name(!wrong));
                app.brought.add(file);
                app.change(|s| s.knobs.tensors.rule = OneId(samples::RULE));
            }
            Err(error) => refuse(refusals, crate::lessons::refusal::refusal(&error)),
        }
    };
    // The rules that compute it are on their way.
    let waits = move || menu.rules.with(Option::is_none);
    view! {
        <section class="drop-files" class:over=move || over.get() aria-label=text!(tensors.files)
            on:dragover=move |ev| over.set(carries_files(&ev)) on:dragleave=move |_| over.set(false) on:drop=drop>
            <label class="choose-files">
                <span>{text!(tensors.choose)}</span>
                <input type="file" multiple node_ref=field data-testid="file-input" accept=".safetensors,.npy,.npz,.json" on:change=chosen />
            </label>
            <p class="hint">{text!(tensors.drop)}</p>
            <label class="paste-here">
                <span class="hint">{text!(tensors.paste)}</span>
                <textarea rows="1" data-testid="paste" prop:value="" on:paste=paste on:input=move |ev| read_typed(app, &event_target_value(&ev), refusals)></textarea>
            </label>
            <div class="buttons">
                <button type="button" data-testid="example-right" disabled=waits on:click=move |_| example(false)>{text!(tensors.example_right)}</button>
                <button type="button" data-testid="example-wrong" disabled=waits on:click=move |_| example(true)>{text!(tensors.example_wrong)}</button>
            </div>
            <Switch label=text!(tensors.keep) testid="keep-files" on=app.brought.keeps on_change=move |keeps| app.brought.keep(keeps) />
            <p role="status" class="hint" data-testid="reading">{move || if busy.get() { t_string!(i18n, tensors.reading) } else { "" }}</p>
            <div role="alert">
                {move || refusals.get().into_iter().map(|why| view! { <p class="note" data-testid="refused">{why.read(i18n.get_locale())}</p> }).collect_view()}
            </div>
        </section>
        <When on=move |()| app.brought.files.with(|files| !files.is_empty())><List /></When>
    }
}

/// What is typed by hand is read once it is whole; until then this says what is missing.
fn read_typed(app: App, text: &str, refusals: Refusals) {
    refusals.set(Vec::new());
    if text.trim().is_empty() {
        return;
    }
    match io::read(PASTED, text.as_bytes().into()) {
        Ok(arrays) => app.brought.add(BroughtFile { name: PASTED.to_owned(), bytes: text.len(), arrays }),
        Err(error) => {
            let why = refused(&error);
            let not_yet = move |locale| {
                crate::i18n::td_string!(locale, tensors.not_yet, why = why.read(locale)).to_string()
            };
            refuse(refusals, Text::new(not_yet));
        }
    }
}

/// The files and their arrays.
#[component]
fn List() -> impl IntoView {
    let app = use_app();
    // A number by itself has no axes.
    let lengths = |axes: &[usize]| if axes.is_empty() { "1".to_owned() } else { shape(axes) };
    let file = move |file: crate::app::Held<BroughtFile>| {
        let name = file.name.clone();
        let array = |array: &io::Array| {
            view! {
                <tr><th scope="row">{array.name().to_owned()}</th><td>{lengths(array.shape())}</td><td>{array.dtype().name()}</td></tr>
            }
        };
        let count = file.arrays.len();
        let rows = file.arrays.iter().map(array).collect_view();
        let remove = {
            let name = name.clone();
            move |_| app.brought.remove(&name)
        };
        let label = {
            let name = name.clone();
            text!(tensors.remove, file = name.clone())
        };
        view! {
            <div class="brought" data-testid="brought">
                <details>
                    <summary><b>{name}</b> " " <span class="hint">{bytes(file.bytes as u128)} " · " {text!(tensors.arrays, n = count)}</span></summary>
                    <div class="scroll" tabindex="0"><table>
                        <thead><tr><th scope="col">{text!(tensors.array)}</th><th scope="col">{text!(tensors.shape)}</th><th scope="col">{text!(tensors.numbers)}</th></tr></thead>
                        <tbody>{rows}</tbody>
                    </table></div>
                </details>
                <button type="button" aria-label=label title=label on:click=remove>"✕"</button>
            </div>
        }
    };
    view! { <section aria-label=text!(tensors.brought)>{move || app.brought.files.get().into_iter().map(file).collect_view()}</section> }
}
