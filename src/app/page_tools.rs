//! What can be done with the open page as a whole: a link to this very moment, and a fresh start.

use std::time::Duration;

use leptos::html::{Button, Input};
use leptos::prelude::*;

use super::use_app;
use crate::browser::clipboard;
use crate::erased::{Memo, effect};
use crate::i18n::*;
use crate::scenario::Scenario;
use crate::ui::{When, text};

/// How long it is told what was done.
const TOLD_FOR: Duration = Duration::from_secs(6);

/// Three dots that are joined, and an arrow that comes round. In the colour of the text, so that any theme and forced colours
/// suit them.
const SHARE: &str = "<circle cx='6' cy='12' r='2.5'/><circle cx='18' cy='5.5' r='2.5'/><circle cx='18' cy='18.5' r='2.5'/>\
                     <path d='M8.2 10.8l7.6-4.1M8.2 13.2l7.6 4.1'/>";
const RESET: &str = "<path d='M4 4v6h6M4.5 10a8 8 0 1 1-.4 4'/>";

/// What was done last.
#[derive(Clone, PartialEq)]
enum Done {
    Nothing,
    /// The link; and whether it had room for the reader's own numbers, where there are some.
    Copied {
        numbers: Option<bool>,
    },
    /// What shows this moment in a page of somebody else's.
    CopiedFrame,
    /// The guided walk, by a change.
    Left,
    /// The page was set back to this.
    Reset(Box<Scenario>),
    /// There was nothing to set back.
    AsItOpens,
    /// The browser refused to copy this link.
    Refused(String),
}

/// The buttons that share and reset the open page, and the line that says what was done.
#[component]
pub fn PageTools() -> impl IntoView {
    let app = use_app();
    let i18n = use_i18n();
    // What was done, and how often anything was: a message that is out of date must not take a newer one away.
    let done = RwSignal::new((0u32, Done::Nothing));
    let tell = move |what: Done| {
        // What offers something more stays until that is taken or it is closed.
        let stays = matches!(what, Done::Refused(_) | Done::Copied { .. } | Done::Nothing);
        done.update(|(count, done)| {
            *count += 1;
            *done = what;
        });
        let told = done.with_untracked(|(count, _)| *count);
        if !stays {
            let end = move || {
                if done.with_untracked(|(count, _)| *count == told) {
                    done.update(|(_, done)| *done = Done::Nothing);
                }
            };
            set_timeout(end, TOLD_FOR);
        }
    };
    let copy = move |text: String, copied: Done| {
        leptos::task::spawn_local(async move {
            tell(if clipboard::copy(&text).await { copied } else { Done::Refused(text) });
        });
    };
    let share = move |_| {
        let (link, numbers) = app.set.with_untracked(|set| app.brought.link(set));
        copy(link, Done::Copied { numbers });
    };
    let embed = move |_| {
        let (link, _) =
            app.set.with_untracked(|set| app.brought.link(&Scenario { embed: true, ..set.clone() }));
        let link = link.replace('&', "&amp;");
        let frame = [
            "<iframe src=\"",
            &link,
            "\" title=\"Deltascope\" width=\"100%\" height=\"760\" style=\"border:0\" loading=\"lazy\"></iframe>",
        ];
        copy(frame.concat(), Done::CopiedFrame);
    };
    let reset = move |_| {
        let before = app.set.get_untracked();
        app.apart.set_value(true);
        app.write(Scenario::reset);
        app.corrections.set(Vec::new());
        let after = app.set.get_untracked();
        tell(if after == before { Done::AsItOpens } else { Done::Reset(Box::new(after)) });
    };
    // Whoever goes on, or back, is not told any more that the page is as it opens.
    effect(move || {
        let untrue = |now: &Scenario| {
            done.with_untracked(|(_, done)| matches!(done, Done::Reset(after) if **after != *now))
        };
        if app.set.with(untrue) {
            tell(Done::Nothing);
        }
    });
    effect(move || {
        if app.left.get() {
            app.left.set(false);
            tell(Done::Left);
        }
    });
    let button: NodeRef<Button> = NodeRef::new();
    let close = move |_| {
        tell(Done::Nothing);
        if let Some(button) = button.get_untracked() {
            let _ = button.focus();
        }
    };
    let says = move || match done.get().1 {
        Done::Nothing => "",
        Done::Copied { numbers: None } => t_string!(i18n, shell.copied),
        Done::Copied { numbers: Some(true) } => t_string!(i18n, shell.copied_with),
        Done::Copied { numbers: Some(false) } => t_string!(i18n, shell.copied_without),
        Done::CopiedFrame => t_string!(i18n, shell.copied_frame),
        Done::Left => t_string!(i18n, shell.left_walk),
        Done::Reset(_) => t_string!(i18n, shell.was_reset),
        Done::AsItOpens => t_string!(i18n, shell.as_it_opens),
        Done::Refused(_) => t_string!(i18n, shell.copy_by_hand),
    };
    let refused = Memo::new(move || match done.get().1 {
        Done::Refused(link) => Some(link),
        _ => None,
    });
    view! {
        <button type="button" node_ref=button data-testid="share" aria-label=text!(shell.share) title=text!(shell.share) on:click=share
            inner_html=icon(SHARE)></button>
        <button type="button" data-testid="reset" aria-label=text!(shell.reset) title=text!(shell.reset) on:click=reset
            inner_html=icon(RESET)></button>
        <div class="told" class:shown=move || done.with(|(_, done)| *done != Done::Nothing)>
            <p role="status" data-testid="told">{says}</p>
            <When on=move |()| done.with(|(_, done)| matches!(done, Done::Copied { .. }))>
                <button type="button" data-testid="embed" on:click=embed>{text!(shell.embed)}</button>
                <button type="button" data-testid="told-close" on:click=close>{text!(shell.close)}</button>
            </When>
            {move || refused.get().map(|link| view! { <ByHand link /> <button type="button" data-testid="told-close" on:click=close>{text!(shell.close)}</button> })}
        </div>
    }
}

/// A link to copy by hand: selected, so that one more key copies it.
#[component]
fn ByHand(link: String) -> impl IntoView {
    let field: NodeRef<Input> = NodeRef::new();
    effect(move || {
        if let Some(field) = field.get() {
            let _ = field.focus();
            field.select();
        }
    });
    view! { <input type="text" readonly node_ref=field data-testid="share-link" aria-label=text!(shell.share_link) value=link /> }
}

/// A drawing as it stands in a button that has a name.
fn icon(drawn: &str) -> String {
    ["<svg viewBox='0 0 24 24' aria-hidden='true'>", drawn, "</svg>"].concat()
}
