//! The page: the shell, and each page's view as a piece of wasm of its own.

use deltascope::app::{self, Arriving, Shows};
use deltascope::browser::page;
use deltascope::pages::Page;
use leptos::wasm_split::SplitLoaderError;

/// Defines `view`, which fetches a page's piece of the wasm, then shows the page.
macro_rules! views {
    ($($chapter:ident $slug:ident $page:ident $input:literal $unit_keys:literal;)*) => {
        $(
            #[leptos::wasm_split::wasm_split($slug, wasm_split_path = ::leptos::wasm_split, fallible)]
            fn $slug() -> Shows {
                Ok(deltascope::lessons::$slug::view)
            }
        )*

        fn view(page: Page) -> Arriving {
            match page { $(Page::$page => Box::pin($slug()),)* }
        }
    };
}

deltascope::for_each_page!(views);

#[leptos::wasm_split::wasm_split(tensors_kept, wasm_split_path = ::leptos::wasm_split, fallible)]
fn kept() -> Result<fn(), SplitLoaderError> {
    Ok(deltascope::lessons::tensors::restore)
}

fn main() {
    page::tell_panics();
    app::start(view, || Box::pin(kept()));
}
