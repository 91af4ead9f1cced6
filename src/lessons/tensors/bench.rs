//! Everything that is handled: files, what they are, how they are meant, and the verdict.

use leptos::prelude::*;

use super::check::check;
use super::elsewhere::{Elsewhere, offer};
use super::files::Files;
use super::letters::Letters;
use super::menu::Menu;
use super::taken::Taken;
use super::verdict::VerdictView;
use crate::app::use_app;
use crate::ui::{When, text};

/// Files and what they are on the left, the verdict on the right; on a phone the verdict stands between them.
#[component]
pub fn Bench() -> impl IntoView {
    let menu = Menu::new();
    let checked = check(menu.problem);
    // From here on this page offers them.
    use_app().brought.stand_in.update_value(|owner| {
        if let Some(owner) = owner.take() {
            owner.cleanup();
        }
    });
    offer(menu);
    let any = move |()| !menu.sources.get().is_empty();
    view! {
        <div class="bench">
            <div>
                <h2>{text!(tensors.files)}</h2>
                <Files menu />
            </div>
            <section class="bench-out" aria-label=text!(tensors.verdict)>
                <h2>{text!(tensors.verdict)}</h2>
                <When on=move |()| menu.lost.get()>
                    <div class="note" role="alert">
                        <p>{text!(ui.part_failed)}</p>
                        <button on:click=move |_| menu.fetch()>{text!(input.again)}</button>
                    </div>
                </When>
                <VerdictView menu checked />
                <Elsewhere menu />
                <Taken menu />
            </section>
            <When on=any><div><Letters menu /></div></When>
        </div>
    }
}
