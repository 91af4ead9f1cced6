//! The small menu of a figure or a table: as which file it is taken along, and a figure's numbers as a table on the page.

use leptos::html::{Dialog, Div};
use leptos::prelude::*;

use super::{When, text};
use crate::app::use_app;
use crate::browser::figures::{self, Buttons, Taken};
use crate::browser::numbers::{self, Numbers};
use crate::browser::picture::Picture;
use crate::browser::property::Thing;
use crate::browser::svg::escaped;
use crate::browser::{drawing, files, page};
use crate::erased::effect;
use crate::i18n::*;
use crate::io::write::Table;
use crate::number;

/// As what something is taken along.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Format {
    Png,
    Svg,
    Csv,
    Markdown,
}

impl Format {
    /// Pictures, as what a figure is taken along.
    const PICTURES: [Self; 2] = [Self::Png, Self::Svg];
    /// Texts, as what a table is, and a figure that shows numbers.
    const TEXTS: [Self; 2] = [Self::Csv, Self::Markdown];

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
                Format::Csv => files::save(&name, "text/csv", &texts(app.pictured, &what, Table::csv).await),
                Format::Markdown => {
                    files::save(&name, "text/markdown", &texts(app.pictured, &what, Table::markdown).await)
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
    let sheet: NodeRef<Dialog> = NodeRef::new();
    let shown = RwSignal::new(String::new());
    let show = move |_| {
        let Some(what) = taken.get_untracked() else { return };
        leptos::task::spawn_local(async move {
            let tables = numbers_of(app.pictured, &what.element).await;
            // The only one is called as the sheet is.
            let of = if tables.len() == 1 { "<caption class='visually-hidden'>" } else { "<caption>" };
            shown.set(tables.iter().map(|(title, numbers)| as_html(of, title, numbers)).collect());
            if let Some(menu) = menu.get_untracked() {
                Thing::from(&menu).call("hidePopover", &[]);
            }
            if let Some(sheet) = sheet.get_untracked().filter(|sheet| !sheet.open()) {
                // It fails only where the sheet stands open already.
                let _ = sheet.show_modal();
            }
        });
    };
    let close = move |_| {
        if let Some(sheet) = sheet.get_untracked() {
            sheet.close();
        }
    };
    let is_table = move || taken.with(|taken| taken.as_ref().is_some_and(|taken| taken.is_table));
    let has_numbers =
        move || taken.with(|taken| taken.as_ref().is_some_and(|taken| numbers::has(&taken.element)));
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
                <When on=move |()| !is_table()>{Format::PICTURES.map(button).collect_view()}</When>
                <When on=move |()| is_table() || has_numbers()>{Format::TEXTS.map(button).collect_view()}</When>
                <When on=move |()| has_numbers()>
                    <button type="button" data-testid="take-numbers" aria-haspopup="dialog" on:click=show>{text!(take.numbers)}</button>
                </When>
            </div>
            <p role="status" data-testid="take-says">{says}</p>
        </div>
        // Its keys are its own: arrows and space must not step the lesson behind it.
        <dialog node_ref=sheet class="keys in-numbers" aria-labelledby="numbers-title" data-testid="numbers" closedby="any"
            on:keydown=|ev| ev.stop_propagation()>
            <h2 id="numbers-title">{title}</h2>
            <button type="button" data-testid="numbers-close" autofocus on:click=close>{text!(shell.close)}</button>
            <div class="scroll" tabindex="0" role="region" aria-labelledby="numbers-title" inner_html=shown></div>
        </dialog>
    }
}

/// What the pictures in a figure show, each with its title: all are drawn once more for it.
async fn numbers_of(pictured: RwSignal<bool>, element: &Thing) -> Vec<(String, Numbers)> {
    numbers::ask();
    draw_all(pictured).await;
    let told = numbers::told();
    pictured.set(false);
    let inside = |(picture, _): &(Thing, Numbers)| {
        element.call("contains", &[picture.value().clone()]).value().is_truthy()
    };
    told.into_iter().filter(inside).map(|(picture, numbers)| (picture.text("ariaLabel"), numbers)).collect()
}

/// A table as text, or all that a figure shows, each with its title.
async fn texts(pictured: RwSignal<bool>, what: &Taken, write: fn(&Table) -> String) -> String {
    if what.is_table {
        return write(&figures::cells(&what.element));
    }
    let all = numbers_of(pictured, &what.element).await;
    let table = |numbers: &Numbers| write(&Table { names: true, rows: numbers.rows(|x| x.to_string()) });
    match &all[..] {
        [(_, numbers)] => table(numbers),
        all => all.iter().map(|(title, numbers)| [title, "\r\n", &table(numbers), "\r\n"].concat()).collect(),
    }
}

/// Numbers as a table of the page, rows and columns with their names.
fn as_html(caption: &str, title: &str, numbers: &Numbers) -> String {
    let mut html = ["<table>", caption, &escaped(title), "</caption>"].concat();
    for (at, row) in numbers.rows(number::short).iter().enumerate() {
        html += "<tr>";
        for (place, cell) in row.iter().enumerate() {
            let (tag, scope) = match (at, place) {
                (0, _) if cell.is_empty() => ("td", ""),
                (0, _) => ("th", " scope='col'"),
                (_, 0) => ("th", " scope='row'"),
                _ => ("td", ""),
            };
            html += &["<", tag, scope, ">", &escaped(cell), "</", tag, ">"].concat();
        }
        html += "</tr>";
    }
    html + "</table>"
}

/// Has all canvases drawn once more.
async fn draw_all(pictured: RwSignal<bool>) {
    pictured.set(true);
    // Effects run in a task of their own, and a memo before them in another.
    for _ in 0..2 {
        page::next_task().await;
    }
}

/// A picture of a figure, all of whose canvases are drawn once more for it.
async fn drawn(pictured: RwSignal<bool>, element: &Thing, title: &str) -> Picture {
    let recorded = drawing::watch(element);
    draw_all(pictured).await;
    let picture = drawing::picture(element, &recorded, title);
    drop(recorded);
    pictured.set(false);
    picture
}
