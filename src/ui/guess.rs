//! Answers to choose from, and a question with such answers, which the page asks before it shows anything.

use leptos::prelude::*;

use super::{When, marked};

/// The letters of the answers in the ids for tests.
const LETTERS: [&str; 3] = ["a", "b", "c"];

/// Three answers to choose from. Once one is chosen the right one is marked, and the chosen one where it is wrong.
#[component]
pub fn Answers(
    /// Their texts, with marks.
    #[prop(into)]
    texts: Signal<[String; 3]>,
    /// The number of the right one.
    right: usize,
    /// The number of the chosen one.
    #[prop(into)]
    chosen: Signal<Option<usize>>,
    /// Called with the number of an answer that a reader chooses.
    #[prop(into)]
    take: Callback<usize>,
    /// What the ids for tests begin with.
    about: &'static str,
    /// What the group is called.
    #[prop(into)]
    label: Signal<String>,
    /// Whether the question is past.
    #[prop(optional, into)]
    past: Signal<bool>,
) -> impl IntoView {
    let button = move |answer: usize| {
        let mine = move || chosen.get() == Some(answer);
        let sign = move || {
            let told = chosen.get().filter(|_| mine() || answer == right);
            told.map(|_| if answer == right { " ✓" } else { " ✗" })
        };
        view! {
            <button type="button" data-testid=format!("{about}-{}", LETTERS[answer]) aria-pressed=move || mine().to_string()
                class:right=move || chosen.get().is_some() && answer == right on:click=move |_| take.run(answer)>
                <span inner_html=move || texts.with(|texts| marked(&texts[answer]))></span>
                {sign}
            </button>
        }
    };
    view! { <div class="answers" class:past=past role="group" aria-label=label>{[0, 1, 2].map(button)}</div> }
}

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
    let children = StoredValue::new(children);
    view! {
        <p class="asked">{question}</p>
        <Answers texts=answers right chosen take about label=question />
        <When on=move |()| chosen.get().is_some()>{children.with_value(|children| children())}</When>
    }
}
