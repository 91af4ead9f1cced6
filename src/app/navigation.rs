//! From page to page without a new request.

use leptos::ev::MouseEvent;
use leptos::prelude::SetValue;

use super::App;
use crate::browser::{page, reading};
use crate::i18n::{Locale, td_string};
use crate::pages::Page;
use crate::scenario::{Scenario, address};

/// The address of a page with everything else as it stands.
pub fn link(app: App, page: Page) -> String {
    address::write(&at(app, page))
}

/// What is set when a page is opened from here.
pub fn at(app: App, page: Page) -> Scenario {
    app.linked.with(|s| s.at_page(page))
}

/// Opens a page, unless the reader asks for another tab.
pub fn go(app: App, ev: &MouseEvent, page: Page) {
    if is_for_this_tab(ev) {
        open(app, page);
    }
}

/// Whether a click on a link is for this tab, which the program then sees to itself.
fn is_for_this_tab(ev: &MouseEvent) -> bool {
    let elsewhere = ev.ctrl_key() || ev.meta_key() || ev.shift_key();
    if !elsewhere {
        ev.prevent_default();
    }
    !elsewhere
}

/// Opens the page to which a link in a text leads, where one was clicked.
pub fn follow(app: App, ev: &MouseEvent) {
    if let Some(page) = page::linked_by(ev).and_then(|slug| Page::from_slug(&slug)) {
        go(app, ev, page);
    }
}

/// Opens a page from its top.
pub fn open(app: App, page: Page) {
    app.write(|s| *s = s.at_page(page));
    reading::bring_top();
}

/// Shows something else altogether, from the top of its page, unless the reader asks for another tab.
pub fn show(app: App, ev: &MouseEvent, next: Scenario) {
    if is_for_this_tab(ev) {
        app.apart.set_value(true);
        app.write(|s| *s = next);
        reading::bring_top();
    }
}

macro_rules! page_names {
    ($($chapter:ident $slug:ident $page:ident $input:literal $unit_keys:literal;)*) => {
        /// The name of a page in the navigation.
        pub fn page_name(locale: Locale, page: Page) -> &'static str {
            match page { $(Page::$page => td_string!(locale, $slug.name),)* }
        }
    };
}

for_each_page!(page_names);
