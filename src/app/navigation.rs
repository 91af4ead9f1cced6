//! From page to page without a new request.

use super::App;
use leptos::prelude::SetValue;

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
pub fn go(app: App, ev: &leptos::ev::MouseEvent, page: Page) {
    if ev.ctrl_key() || ev.meta_key() || ev.shift_key() {
        return;
    }
    ev.prevent_default();
    open(app, page);
}

/// Opens the page to which a link in a text leads, where one was clicked.
pub fn follow(app: App, ev: &leptos::ev::MouseEvent) {
    if let Some(page) = page::linked_by(ev).and_then(|slug| Page::from_slug(&slug)) {
        go(app, ev, page);
    }
}

/// Opens a page from its top.
pub fn open(app: App, page: Page) {
    app.write(|s| *s = s.at_page(page));
    reading::bring_top();
}

/// Shows something else altogether, from the top of its page.
pub fn show(app: App, next: Scenario) {
    app.apart.set_value(true);
    app.write(|s| *s = next);
    reading::bring_top();
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
