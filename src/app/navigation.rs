//! From page to page without a new request.

use super::App;
use crate::browser::{page, reading};
use crate::i18n::{Locale, td_string};
use crate::pages::Page;
use crate::scenario::address;

/// The address of a page with everything else as it stands.
pub fn link(app: App, page: Page) -> String {
    app.linked.with(|s| address::write(&s.at_page(page)))
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

macro_rules! page_names {
    ($($chapter:ident $slug:ident $page:ident $input:literal $unit_keys:literal;)*) => {
        /// The name of a page in the navigation.
        pub fn page_name(locale: Locale, page: Page) -> &'static str {
            match page { $(Page::$page => td_string!(locale, $slug.name),)* }
        }
    };
}

for_each_page!(page_names);
