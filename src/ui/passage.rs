//! A passage of a page's prose.

use leptos::prelude::*;

use super::text::constant;
use super::{Stations, marked, paragraph, text};
use crate::i18n::*;
use crate::lessons::prose::Passage;

/// A passage up to the guided walk. There stand no formulas, and nothing depends on the run.
pub fn opening(passage: &Passage) -> AnyView {
    let i18n = use_i18n();
    let read = move |of: fn(Locale) -> &'static str| move || of(i18n.get_locale());
    match *passage {
        Passage::Title(of) => view! { <h1>{read(of)}</h1> }.into_any(),
        Passage::Lead(of) => view! { <p class="lead">{read(of)}</p> }.into_any(),
        Passage::Text(of) => paragraph(constant(of)),
        Passage::Guide(says) => view! { <Stations says /> }.into_any(),
        Passage::Formulas(_) | Passage::Verdict => ().into_any(),
    }
}

/// A passage after it; `verdict` is the sentence that depends on the run.
pub fn passage(passage: &Passage, verdict: Option<Signal<String>>) -> AnyView {
    match *passage {
        Passage::Text(of) => paragraph(constant(of)),
        Passage::Formulas(all) => {
            let formula = |formula: &crate::formulas::Formula| {
                view! { <math display="block" inner_html=formula.mathml></math> }
            };
            view! { <div class="eq" tabindex="0" role="group" aria-label=text!(stage.formulas)>{all.iter().map(formula).collect_view()}</div> }.into_any()
        }
        Passage::Verdict => {
            let says = move || verdict.map(|verdict| marked(&verdict.get()));
            view! { <p class="verdict" role="status" data-testid="verdict" inner_html=says></p> }.into_any()
        }
        Passage::Title(_) | Passage::Lead(_) | Passage::Guide(_) => ().into_any(),
    }
}
