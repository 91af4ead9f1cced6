//! What stands around the open page: header, notes, the way onward, footer.

use leptos::prelude::*;

use super::at_rest::below;
use super::explain::Explain;
use super::header::Header;
use super::notes::Notes;
use super::onward::Onward;
use super::open_page::{Arrived, Arriving, OpenPage};
use super::{page_name, use_app};
use crate::erased::effect;
use crate::i18n::*;
use crate::pages::Page;
use crate::ui::{Later, text};

/// Header, notes, the open page, the way onward, footer.
#[component]
pub fn Shell(
    /// What the pages show.
    view: fn(Page) -> Arriving,
    /// The page that opens first, and what shows it.
    first: Arrived,
) -> impl IntoView {
    let app = use_app();
    let i18n = use_i18n();
    let open = app.read(|s| s.page);
    effect(move || {
        document().set_title(&format!("{} · Deltascope", page_name(i18n.get_locale(), open.get())))
    });
    view! {
        <a class="skip" href="#main">{text!(shell.skip)}</a>
        <Later><Header /></Later>
        <Later><Notes /></Later>
        <main id="main"><Later><OpenPage view first /></Later> <Later><Onward /></Later></main>
        <Later>{below()}</Later>
        <Later><Explain /></Later>
    }
}
