//! The page: what it is for, and everything that is handled, which comes as a piece of its own.

use leptos::prelude::*;

use super::bench::Bench;
use crate::app::Shows;
use crate::ui::{Part, paragraph, text};

/// The page.
pub fn view() -> AnyView {
    view! {
        <div class="lesson tensors">
            <article>
                <h1>{text!(tensors.title)}</h1>
                <p class="lead">{text!(tensors.lead)}</p>
                {paragraph(text!(tensors.how))}
                <p class="hint">{text!(tensors.stays)}</p>
            </article>
            <Part fetch=bench class="tensors-bench" />
        </div>
    }
    .into_any()
}

/// Fetches what reads files and compares.
#[leptos::wasm_split::wasm_split(tensors_bench, wasm_split_path = ::leptos::wasm_split, fallible)]
fn bench() -> Shows {
    Ok(|| view! { <Bench /> }.into_any())
}
