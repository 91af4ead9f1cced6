//! A question that the page asks before it answers.

use leptos::prelude::*;

use super::{When, text};
use crate::erased::Memo;
use crate::knobs::{decimal, typed_in_groups};
use crate::number::grouped;

/// A question to think about before the page answers it: a number is asked for, and then compared with the computed one.
/// It blocks nothing, and can be skipped by asking for the answer at once.
#[component]
pub fn Predict(
    /// The question.
    #[prop(into)]
    question: Signal<String>,
    /// The answer, computed now. Another answer is another question: it is asked anew.
    #[prop(into)]
    answer: Signal<u64>,
    /// The explanation.
    #[prop(into)]
    why: Signal<String>,
    /// What the ids for tests end with, on a page with several.
    #[prop(default = "")]
    about: &'static str,
    /// The part of the page that shows the answer; it stays hidden until then.
    #[prop(optional)]
    children: Option<ChildrenFn>,
) -> impl IntoView {
    let children = StoredValue::new(children);
    let guess = RwSignal::new(String::new());
    // The answer that was revealed, and the guess before it.
    let revealed: RwSignal<Option<(u64, Option<f64>)>> = RwSignal::new(None);
    let shown = Memo::new(move || revealed.get().filter(|(of, _)| *of == answer.get()));
    // Whether the guess in the field is no number, and was told so.
    let refused = RwSignal::new(false);
    let reveal = move |ev: leptos::ev::SubmitEvent| {
        ev.prevent_default();
        let text = guess.get_untracked();
        // A question may be one of percent.
        let number = decimal(&typed_in_groups(text.trim().trim_end_matches(['%', '％'])));
        refused.set(number.is_none() && !text.trim().is_empty());
        if !refused.get_untracked() {
            revealed.set(Some((answer.get_untracked(), number)));
        }
    };
    let input = move |ev| {
        guess.set(event_target_value(&ev));
        refused.set(false);
    };
    let id = move |part: &str| format!("{part}{about}");
    let ask = text!(predict.check);
    let skip = text!(predict.show);
    let verdict = Signal::derive(move || match shown.get() {
        Some((of, Some(guess))) if of as f64 == guess => "✓".to_owned(),
        Some((_, Some(_))) => "✗".to_owned(),
        _ => String::new(),
    });
    view! {
        <form class="predict" on:submit=reveal>
            <label><span class="asked">{question}</span>
                <input type="text" inputmode="numeric" data-testid=id("predict") prop:value=guess
                    aria-invalid=move || refused.get().to_string() on:input=input /></label>
            <button data-testid=id("reveal")>{move || if guess.with(|guess| guess.trim().is_empty()) { skip.get() } else { ask.get() }}</button>
            <When on=move |()| refused.get()><p class="wrong" role="alert" data-testid=id("predict-wrong")>{text!(predict.no_number)}</p></When>
            <p class="answer" role="status" data-testid=id("answer")>
                <When on=move |()| shown.get().is_some()>
                    <b>{verdict} " " {move || grouped(answer.get().into())}</b> " " {why}
                </When>
            </p>
        </form>
        <When on=move |()| shown.get().is_some()>{children.with_value(|children| children.as_ref().map(|children| children()))}</When>
    }
}
