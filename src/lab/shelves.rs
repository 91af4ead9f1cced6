//! The results that are kept: shown again, laid under the chart, renamed, deleted, and taken in from elsewhere.

use leptos::html::Button;
use leptos::prelude::*;

use super::bench::use_bench;
use super::names;
use crate::browser::files;
use crate::erased::{Memo, effect};
use crate::i18n::*;
use crate::timing::Run;
use crate::timing::shelf::{ImportError, Kept};
use crate::ui::{Switch, When, text};

/// The date of the kept result that is laid under the chart. (Its place changes when another run is kept.)
pub type Under = RwSignal<Option<String>>;

/// The date of a kept result, by which it is known.
pub fn date(kept: &Kept) -> String {
    kept.report.environment.date.clone()
}

/// What was wrong with the file that was chosen last.
#[derive(Clone, PartialEq)]
enum Wrong {
    /// The browser could not read it.
    File,
    /// It is no result.
    Result(ImportError),
}

/// The kept results, the newest first.
#[component]
pub fn Shelves(under: Under) -> impl IntoView {
    let bench = use_bench();
    let i18n = use_i18n();
    let wrong = RwSignal::new(None::<Wrong>);
    // The result that was deleted last, and its place, until something else is done here.
    let deleted = RwSignal::new(None::<(usize, Kept)>);
    let import = move |ev| {
        let field = event_target(&ev);
        deleted.set(None);
        leptos::task::spawn_local(async move {
            let read = files::chosen(field).await;
            let mut result = Ok(());
            if let Ok(Some(text)) = &read {
                bench.change_shelf(|shelf| {
                    result = shelf.import(text).map(|date| under.set(Some(date)));
                });
            }
            wrong.set(read.err().map(|_| Wrong::File).or(result.err().map(Wrong::Result)));
        });
    };
    let says_wrong = move || {
        let locale = i18n.get_locale();
        match wrong.get() {
            None => String::new(),
            Some(Wrong::File) => td_string!(locale, lab.import_unread).to_owned(),
            Some(Wrong::Result(ImportError::Unreadable { line, column })) => {
                td_string!(locale, lab.import_wrong, line = line, column = column).to_string()
            }
            Some(Wrong::Result(ImportError::NoTime(case))) => {
                td_string!(locale, lab.import_no_time, case = names::case(locale, &case)).to_string()
            }
        }
    };
    let undo = move || {
        if let Some((place, kept)) = deleted.get_untracked() {
            deleted.set(None);
            bench.change_shelf(|shelf| shelf.put_back(place, kept));
        }
    };
    view! {
        <section class="lab-shelf">
            <h2>{text!(lab.kept)}</h2>
            <p>{text!(lab.kept_means)}</p>
            <When on=move |()| deleted.with(Option::is_some)>
                <Undo name=Signal::derive(move || deleted.with(|deleted| {
                    deleted.as_ref().map(|(_, kept)| names::kept(i18n.get_locale(), kept)).unwrap_or_default()
                })) on_undo=move |()| undo() />
            </When>
            <ul>{move || bench.shelf.with(|shelf| shelf.all().iter().cloned().enumerate().map(|(index, kept)| {
                view! { <Row index kept under deleted /> }
            }).collect_view())}</ul>
            <label class="file"><input type="file" class="visually-hidden" accept=".json,application/json" data-testid="lab-import" on:change=import />
                <span>{text!(lab.import)}</span></label>
            <When on=move |()| wrong.with(Option::is_some)>
                <p class="wrong" role="alert" data-testid="lab-import-wrong">{says_wrong}</p>
            </When>
            <When on=move |()| !bench.room.get()><p class="wrong" role="alert">{text!(lab.no_room)}</p></When>
        </section>
    }
}

/// That a result is deleted, and the button that takes this back. It takes the focus of the button that is gone.
#[component]
fn Undo(name: Signal<String>, #[prop(into)] on_undo: Callback<()>) -> impl IntoView {
    let button: NodeRef<Button> = NodeRef::new();
    effect(move || {
        if let Some(button) = button.get() {
            let _ = button.focus();
        }
    });
    view! {
        <p class="lab-deleted" role="status" data-testid="lab-deleted">{text!(lab.deleted, name = name.get())} " "
            <button node_ref=button data-testid="lab-undo" on:click=move |_| on_undo.run(())>{text!(lab.undo)}</button></p>
    }
}

/// One result.
#[component]
fn Row(index: usize, kept: Kept, under: Under, deleted: RwSignal<Option<(usize, Kept)>>) -> impl IntoView {
    let bench = use_bench();
    let i18n = use_i18n();
    let running = Memo::new(move || bench.run.with(Run::is_running));
    let this = StoredValue::new(kept);
    let save = move |_| {
        if let Ok(json) = this.with_value(|kept| kept.report.to_json()) {
            files::save("deltascope-lab.json", "application/json", &json);
        }
    };
    let date = StoredValue::new(this.with_value(date));
    let name = move || this.with_value(|kept| names::kept(i18n.get_locale(), kept));
    let of = move || {
        let locale = i18n.get_locale();
        this.with_value(|kept| {
            let count = td_string!(locale, lab.kept_count, count = kept.report.records.len()).to_string();
            let run = kept.given_name().map(|_| names::run(locale, &kept.report.environment));
            run.into_iter().chain([count]).collect::<Vec<_>>().join(" · ")
        })
    };
    let rename = move |ev| {
        // A row that is taken off the page while its name is being typed is told of, when it is known no more.
        if this.is_disposed() {
            return;
        }
        deleted.set(None);
        let new = event_target_value(&ev);
        if new.trim() != untrack(name) {
            bench.change_shelf(|shelf| this.with_value(|kept| shelf.rename(kept, &new)));
        }
    };
    let remove = move |_| {
        let mut place = None;
        bench.change_shelf(|shelf| this.with_value(|kept| place = shelf.remove(kept)));
        deleted.set(place.map(|place| (place, this.get_value())));
    };
    let shown = Memo::new(move || {
        bench.run.with(|run| run.date == date.get_value() && !run.is_running() && !run.records.is_empty())
    });
    let show = move |_| {
        deleted.set(None);
        bench.show(this.with_value(|kept| kept.report.clone()));
    };
    view! {
        <li aria-current=move || shown.get().then_some("true")>
            <input type="text" class="lab-name" data-testid=format!("lab-name-{index}") prop:value=name aria-label=text!(lab.kept_name) on:change=rename />
            <span class="lab-row-buttons">
                <button data-testid=format!("lab-show-{index}") aria-disabled=move || running.get().to_string() on:click=show>{text!(lab.show)}</button>
                <button data-testid=format!("lab-save-{index}") on:click=save>{text!(lab.export_json)}</button>
                <button data-testid=format!("lab-remove-{index}") on:click=remove>{text!(lab.remove)}</button>
            </span>
            <Switch label=text!(lab.lay_under) testid=format!("lab-under-{index}")
                on=Signal::derive(move || under.get() == Some(date.get_value()))
                on_change=move |on: bool| under.set(on.then(|| date.get_value())) />
            <span class="lab-kept-of" data-testid=format!("lab-kept-{index}")>{of}</span>
        </li>
    }
}
