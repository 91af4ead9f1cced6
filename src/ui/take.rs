//! The small menu of a figure or a table: as which file it is taken along.

use leptos::html::Div;
use leptos::prelude::*;

use super::{When, text};
use crate::app::use_app;
use crate::browser::figures::{self, Buttons, Taken};
use crate::browser::picture::Picture;
use crate::browser::property::Thing;
use crate::browser::{drawing, files, page};
use crate::erased::effect;
use crate::i18n::*;

/// As what something is taken along.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Format {
    Png,
    Svg,
    Csv,
    Markdown,
}

impl Format {
    /// What a figure, or a table, can be taken along as.
    const fn all(is_table: bool) -> [Self; 2] {
        if is_table { [Self::Csv, Self::Markdown] } else { [Self::Png, Self::Svg] }
    }

    /// Its name in the menu, the end of the file's name, and the id for tests.
    const fn names(self) -> [&'static str; 3] {
        match self {
            Self::Png => ["PNG", "png", "take-png"],
            Self::Svg => ["SVG", "svg", "take-svg"],
            Self::Csv => ["CSV", "csv", "take-csv"],
            Self::Markdown => ["Markdown", "md", "take-markdown"],
        }
    }
}

/// What was done last.
#[derive(Clone, PartialEq)]
enum Done {
    Nothing,
    Saved(String),
    Refused,
}

/// Gives every figure and every table its button, and holds the menu that it opens.
#[component]
pub fn TakeMenu() -> impl IntoView {
    let app = use_app();
    let i18n = use_i18n();
    let menu: NodeRef<Div> = NodeRef::new();
    let taken = RwSignal::new_local(None::<Taken>);
    let done = RwSignal::new(Done::Nothing);
    let open = move |what: Taken| {
        taken.set(Some(what.clone()));
        done.set(Done::Nothing);
        // Once its entries are in it: as large as it is then it stands within the window.
        leptos::task::spawn_local(async move {
            page::next_task().await;
            if let Some(menu) = menu.get_untracked() {
                figures::open_below(&Thing::from(&menu), &what.button);
            }
        });
    };
    let label = move |title: &str| {
        let title = title.to_owned();
        untrack(|| t_string!(i18n, take.label, title = title).to_string())
    };
    // It lasts as long as the page: the shell is never taken down.
    let buttons = StoredValue::new_local(Buttons::new(label, open));
    effect(move || {
        i18n.get_locale();
        // Figures are called otherwise once their own effects have run.
        page::when_idle(move || _ = buttons.try_with_value(Buttons::name_anew));
    });
    let take = move |format: Format| {
        let Some(what) = taken.get_untracked() else { return };
        leptos::task::spawn_local(async move {
            let slug = app.scenario.with_untracked(|s| s.page.slug());
            let name = format!("deltascope-{slug}-{}.{}", what.id, format.names()[1]);
            let saved = match format {
                Format::Csv => files::save(&name, "text/csv", &figures::cells(&what.element).csv()),
                Format::Markdown => {
                    files::save(&name, "text/markdown", &figures::cells(&what.element).markdown())
                }
                Format::Png | Format::Svg => {
                    let picture = drawn(app.pictured, &what.element, &what.title).await;
                    if format == Format::Svg {
                        files::save(&name, "image/svg+xml", &picture.svg)
                    } else {
                        picture.save_png(&name).await
                    }
                }
            };
            done.set(if saved { Done::Saved(name) } else { Done::Refused });
        });
    };
    let is_table = move || taken.with(|taken| taken.as_ref().is_some_and(|taken| taken.is_table));
    let title = move || taken.with(|taken| taken.as_ref().map(|taken| taken.title.clone()));
    let button = move |format: Format| {
        let [name, _, id] = format.names();
        view! { <button type="button" data-testid=id on:click=move |_| take(format)>{name}</button> }
    };
    let says = move || match done.get() {
        Done::Nothing => String::new(),
        Done::Saved(name) => t_string!(i18n, take.saved, name = name).to_string(),
        Done::Refused => t_string!(i18n, exports.refused).to_owned(),
    };
    view! {
        <div class="take-menu" popover="auto" role="dialog" node_ref=menu aria-label=text!(take.title)>
            <p>{title}</p>
            <div class="buttons">
                <When on=move |()| is_table()>{Format::all(true).map(button).collect_view()}</When>
                <When on=move |()| !is_table()>{Format::all(false).map(button).collect_view()}</When>
            </div>
            <p role="status" data-testid="take-says">{says}</p>
        </div>
    }
}

/// A picture of a figure, all of whose canvases are drawn once more for it.
async fn drawn(pictured: RwSignal<bool>, element: &Thing, title: &str) -> Picture {
    let recorded = drawing::watch(element);
    pictured.set(true);
    // Effects run in a task of their own, and a memo before them in another.
    for _ in 0..2 {
        page::next_task().await;
    }
    let picture = drawing::picture(element, &recorded, title);
    drop(recorded);
    pictured.set(false);
    picture
}
