//! A question with answers to choose from, which the page asks before it shows anything.

use leptos::prelude::*;

use super::When;

/// The letters of the answers in the ids for tests.
const LETTERS: [&str; 3] = ["a", "b", "c"];

/// A question and three answers. Whichever is chosen first, the right one is marked, and what shows it comes.
#[component]
pub fn Guess(
    /// The question.
    #[prop(into)]
    question: Signal<String>,
    /// The answers.
    #[prop(into)]
    answers: Signal<[String; 3]>,
    /// The number of the right one.
    right: usize,
    /// What the ids for tests begin with.
    about: &'static str,
    /// The part of the page that shows it; it stays hidden until then.
    children: ChildrenFn,
) -> impl IntoView {
    let chosen = RwSignal::new(None::<usize>);
    let take = move |answer: usize| {
        if chosen.get_untracked().is_none() {
            chosen.set(Some(answer));
        }
    };
    let button = move |answer: usize| {
        let mine = move || chosen.get() == Some(answer);
        let sign = move || {
            let told = chosen.get().filter(|_| mine() || answer == right);
            told.map(|_| if answer == right { " ✓" } else { " ✗" })
        };
        view! {
            <button type="button" data-testid=format!("{about}-{}", LETTERS[answer]) aria-pressed=move || mine().to_string()
                class:right=move || chosen.get().is_some() && answer == right on:click=move |_| take(answer)>
                {move || answers.with(|answers| answers[answer].clone())} {sign}
            </button>
        }
    };
    let children = StoredValue::new(children);
    view! {
        <p class="asked">{question}</p>
        <div class="answers" role="group" aria-label=question>{[0, 1, 2].map(button)}</div>
        <When on=move |()| chosen.get().is_some()>{children.with_value(|children| children())}</When>
    }
}
