//! The page: the shell, and each page's view as a piece of wasm of its own.

use deltascope::app::Deltascope;
use leptos::prelude::*;

deltascope::page_views!();

fn main() {
    console_error_panic_hook::set_once();
    leptos::mount::mount_to_body(|| view! { <Deltascope view /> });
}
