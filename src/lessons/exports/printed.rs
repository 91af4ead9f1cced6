//! A run as a program to paste elsewhere: the whole recurrence, or the step in hand.

use leptos::prelude::*;
use leptos::wasm_split::SplitLoaderError;

use super::Told;
use crate::browser::{clipboard, files};
use crate::code::{self, CodeError, Language};
use crate::erased::Memo;
use crate::i18n::*;
use crate::lessons::refusal::refusal;
use crate::say;
use crate::text::Text;
use crate::ui::stage::Stage;
use crate::ui::{OwnChoice, text};

/// What shows the program of a rule.
type Shows = fn(Stage, Signal<Option<Result<Told, Text>>>) -> AnyView;

/// Fetches it.
#[leptos::wasm_split::wasm_split(lesson_code, wasm_split_path = ::leptos::wasm_split, fallible)]
pub fn printed() -> Result<Shows, SplitLoaderError> {
    Ok(|stage, told| view! { <Printed stage told /> }.into_any())
}

/// The program of a run, or of one of its steps.
fn program(Told { rule, x }: &Told, token: Option<usize>, language: Language) -> Result<String, Text> {
    let program = match token {
        None => code::whole(&rule.info, x, language),
        Some(token) => code::step(&rule.info, x, token, language),
    };
    program.map_err(|error| match error {
        CodeError::Inputs(error) => refusal(&error),
        CodeError::TooMany { numbers, most } => say!(exports.too_many, found = numbers, most = most),
        _ => say!(exports.unwritable),
    })
}

#[component]
fn Printed(stage: Stage, told: Signal<Option<Result<Told, Text>>>) -> impl IntoView {
    let i18n = use_i18n();
    let (language, what) = (RwSignal::new(0_usize), RwSignal::new(0_usize));
    let chosen = move || Language::ALL[language.get().min(Language::ALL.len() - 1)];
    let token = Memo::new(move || stage.now(|run, stop| run.tokens(stop)).flatten().map_or(0, |of| of.start));
    let written = Memo::new(move || {
        let token = (what.get() == 1).then(|| token.get());
        // A text cannot be compared with another in other words: it is told as it reads.
        told.with(|told| {
            let of =
                |told: &Result<Told, Text>| program(told.as_ref().map_err(Clone::clone)?, token, chosen());
            told.as_ref().map(|told| of(told).map_err(|why| why.read(i18n.get_locale())))
        })
    });
    let name = move |(at, language): (usize, &Language)| (at, language.name().to_owned());
    let languages = Signal::derive(move || Language::ALL.iter().enumerate().map(name).collect::<Vec<_>>());
    let kinds = Signal::derive(move || {
        let step = t_string!(i18n, exports.step, t = token.get() + 1).to_string();
        vec![(0_usize, t_string!(i18n, exports.whole).to_owned()), (1, step)]
    });
    let text_of = move || written.get_untracked().and_then(Result::ok);
    let copied = RwSignal::new(None::<bool>);
    let copy = move |_| {
        let Some(program) = text_of() else { return };
        leptos::task::spawn_local(async move {
            let done = clipboard::copy(&program).await;
            _ = copied.try_set(Some(done));
        });
    };
    let save = move |_| {
        if let Some(program) = text_of() {
            let name = format!("deltascope.{}", untrack(chosen).extension());
            copied.set((!files::save(&name, "text/plain", &program)).then_some(false));
        }
    };
    let says = move || match copied.get() {
        None => "",
        Some(true) => t_string!(i18n, exports.copied),
        Some(false) => t_string!(i18n, exports.refused),
    };
    view! {
        <div class="knobs">
            <OwnChoice label=text!(exports.language) testid="export-language" of=language options=languages />
            <OwnChoice label=text!(exports.what) testid="export-what" of=what options=kinds />
            <button type="button" data-testid="export-code-copy" on:click=copy>{text!(exports.copy)}</button>
            <button type="button" data-testid="export-code" on:click=save>{text!(exports.save)}</button>
        </div>
        <p class="hint" role="status">{says}</p>
        {move || written.get().map(|written| match written {
            Ok(program) => view! { <pre class="program" tabindex="0" translate="no" data-testid="export-program"><code>{program}</code></pre> }.into_any(),
            Err(why) => view! { <p class="note" role="alert">{why}</p> }.into_any(),
        })}
        <p class="hint">{text!(exports.code_says)}</p>
    }
}
