//! What of the shell nobody needs before the page is at rest, as a piece of the wasm of its own: what can be done with the page, the sheet
//! of keys, what is kept, what the site is, and the menu of figures.

use leptos::prelude::*;
use leptos::wasm_split::SplitLoaderError;

use super::kept::Kept;
use super::keys::KeySheet;
use super::page_tools::PageTools;
use crate::ui::take::TakeMenu;
use crate::ui::{Part, text};

/// What comes when the page is at rest.
#[derive(Clone, Copy)]
struct AtRest {
    tools: fn() -> AnyView,
    below: fn() -> AnyView,
}

/// Fetches it.
#[leptos::wasm_split::wasm_split(shell_at_rest, wasm_split_path = ::leptos::wasm_split, fallible)]
fn at_rest() -> Result<AtRest, SplitLoaderError> {
    Ok(AtRest {
        tools: || view! { <PageTools /> <KeySheet /> }.into_any(),
        below: || view! { <Kept /> <About /> <TakeMenu /> }.into_any(),
    })
}

/// The tools of the open page; until they are here their room.
pub fn tools() -> impl IntoView {
    let tools = || async { Ok(at_rest().await?.tools) };
    let room = || [(); 3].map(|()| view! { <button type="button" disabled=true></button> }).collect_view();
    view! { <Part fetch=tools class="tools of-page" before=room /> }
}

/// What stands below every page.
pub fn below() -> impl IntoView {
    let below = || async { Ok(at_rest().await?.below) };
    view! { <footer><Part fetch=below class="below" waits=true /></footer> }
}

#[component]
fn About() -> impl IntoView {
    view! {
        <details>
            <summary>{text!(shell.about)}</summary>
            <p>{text!(shell.about_what)}</p>
            <p>{text!(shell.about_data)}</p>
            <p>{text!(shell.about_reference)}</p>
            <p>{text!(shell.about_licence)}</p>
        </details>
    }
}
