//! The page: the shell, and each page's view as a piece of wasm of its own.

use deltascope::app::{Arriving, Deltascope, Shows};
use deltascope::pages::Page;
use leptos::prelude::*;

/// Defines an `async fn` that gives the view of a page once the piece of its chapter is here.
macro_rules! piece {
    (shell $slug:ident) => {
        async fn $slug() -> Shows {
            Ok(deltascope::lessons::$slug::view)
        }
    };
    ($chapter:ident $slug:ident) => {
        #[leptos::wasm_split::wasm_split($chapter, wasm_split_path = ::leptos::wasm_split, fallible)]
        fn $slug() -> Shows {
            Ok(deltascope::lessons::$slug::view)
        }
    };
}

/// Defines `view`, which fetches the piece of a page's chapter, then shows the page.
macro_rules! views {
    ($($chapter:ident $slug:ident $page:ident $input:literal $unit_keys:literal;)*) => {
        $(piece!($chapter $slug);)*

        fn view(page: Page) -> Arriving {
            match page { $(Page::$page => Box::pin($slug()),)* }
        }
    };
}

deltascope::for_each_page!(views);

fn main() {
    console_error_panic_hook::set_once();
    leptos::mount::mount_to_body(|| view! { <Deltascope view /> });
}
