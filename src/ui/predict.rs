use leptos::prelude::*;

use super::number::grouped;
use super::{When, text};

/// A question to think about before the page answers it: a number is asked for, and then compared with the computed one.
/// It blocks nothing, and can be skipped by asking for the answer at once.
#[component]
pub fn Predict(
    #[prop(into)] question: Signal<String>,
    /// The answer, computed now. Another answer is another question: it is asked anew.
    #[prop(into)]
    answer: Signal<u64>,
    /// Why it is so.
    #[prop(into)]
    why: Signal<String>,
    /// What shows the answer, and would give it away before.
    #[prop(optional)]
    children: Option<ChildrenFn>,
) -> impl IntoView {
    let children = StoredValue::new(children);
    let guess = RwSignal::new(String::new());
    // The answer that was revealed, and the guess that it was revealed to.
    let revealed: RwSignal<Option<(u64, Option<u64>)>> = RwSignal::new(None);
    let shown = Memo::new(move |_| revealed.get().filter(|(of, _)| *of == answer.get()));
    let reveal = move |ev: leptos::ev::SubmitEvent| {
        ev.prevent_default();
        let digits: String = guess.get_untracked().chars().filter(char::is_ascii_digit).collect();
        revealed.set(Some((answer.get_untracked(), digits.parse().ok())));
    };
    let ask = text!(predict.check);
    let skip = text!(predict.show);
    let verdict = Signal::derive(move || match shown.get() {
        Some((of, Some(guess))) if of == guess => "✓".to_owned(),
        Some((_, Some(_))) => "✗".to_owned(),
        _ => String::new(),
    });
    view! {
        <form class="predict" on:submit=reveal>
            <label><span class="question">{question}</span>
                <input type="text" inputmode="numeric" data-testid="predict" prop:value=guess
                    on:input=move |ev| guess.set(event_target_value(&ev)) /></label>
            <button data-testid="reveal">{move || if guess.with(String::is_empty) { skip.get() } else { ask.get() }}</button>
            <p class="answer" role="status" data-testid="answer">
                <When on=move |()| shown.get().is_some()>
                    <b>{verdict} " " {move || grouped(answer.get().into())}</b> " " {why}
                </When>
            </p>
        </form>
        <When on=move |()| shown.get().is_some()>{children.with_value(|children| children.as_ref().map(|children| children()))}</When>
    }
}
