//! Which rule, which array is which letter of it, and how the numbers are meant.

use leptos::prelude::*;

use super::menu::{Menu, info};
use super::scenario::Kind;
use crate::app::{Said, use_app};
use crate::erased::Memo;
use crate::i18n::*;
use crate::knob;
use crate::knobs::OneId;
use crate::names;
use crate::rules::{Based, INFOS, Rule, SoftmaxAttn, Tensor, TttLinear};
use crate::ui::{Choice, NumberKnob, When, text};
use crate::verdict::Letter;

/// The letters of the rule, each with the array that it is.
#[component]
pub fn Letters(menu: Menu) -> impl IntoView {
    let app = use_app();
    let i18n = use_i18n();
    let rules = Signal::derive(move || {
        let name = |id: &str| names::rule(i18n.get_locale(), id).unwrap_or_default().to_owned();
        INFOS.iter().map(|info| (info.id.to_owned(), name(info.id))).collect::<Vec<_>>()
    });
    let choose = move |id: String| {
        if let Some(info) = INFOS.iter().find(|info| info.id == id) {
            app.change(|s| s.knobs.tensors.rule = OneId(info.id));
        }
    };
    let letters = Memo::new(move || Letter::of(info(menu.rule.get())));
    view! {
        <h2>{text!(tensors.meaning)}</h2>
        <div class="knobs">
            <Choice label=text!(tensors.rule) testid="compare-rule" value=Signal::derive(move || menu.rule.get().to_owned()) options=rules on_change=choose />
            <Forms menu />
        </div>
        <p class="hint">{text!(tensors.letters_are)}</p>
        <div class="knobs letters-of-files">
            {move || letters.get().into_iter().map(|letter| view! { <OneLetter menu letter /> }).collect_view()}
        </div>
        <details data-testid="conventions"><summary>{text!(tensors.conventions)}</summary><Conventions menu /></details>
    }
}

/// The array of one letter.
#[component]
fn OneLetter(menu: Menu, letter: Letter) -> impl IntoView {
    let app = use_app();
    let i18n = use_i18n();
    let info = info(menu.rule.get_untracked());
    let id = letter.id(info);
    let needed = letter.is_needed(info);
    let options = Signal::derive(move || {
        let sources = menu.sources.get();
        let several = sources.iter().any(|source| source.file != sources[0].file);
        let name = |(at, source): (usize, &super::menu::Source)| {
            let name = source.array.name();
            (at.to_string(), if several { format!("{name} · {}", source.file) } else { name.to_owned() })
        };
        let none = t_string!(i18n, tensors.none).to_owned();
        std::iter::once((String::new(), none)).chain(sources.iter().enumerate().map(name)).collect::<Vec<_>>()
    });
    let value = Signal::derive(move || {
        menu.assignment.with(|all| all.of(letter).map_or_else(String::new, |at| at.to_string()))
    });
    let choose = move |at: String| {
        let sources = menu.sources.get_untracked();
        let is = at.parse().ok().and_then(|at: usize| sources.get(at));
        let is = is.map(|source| (source.file.clone(), source.array.name().to_owned()));
        app.brought.say(Said { rule: info.id, letter: id, is });
    };
    let label = Signal::derive(move || {
        let locale = i18n.get_locale();
        let says = match letter {
            Letter::Reads(_) => String::new(),
            Letter::Starts(_) => td_string!(locale, tensors.starts).to_owned(),
            Letter::Gives => td_string!(locale, tensors.gives).to_owned(),
            Letter::Ends(_) => td_string!(locale, tensors.ends).to_owned(),
        };
        let star = if needed { " *" } else { "" };
        if says.is_empty() { format!("{id}{star}") } else { format!("{id}{star} · {says}") }
    });
    view! { <Choice label testid=format!("map-{id}") value options on_change=choose /> }
}

/// The form in which the rule is run.
#[component]
fn Forms(menu: Menu) -> impl IntoView {
    let app = use_app();
    let chunks = app.read(|s| s.knobs.tensors.meaning(Kind::FORM) == "chunks");
    let lacks = move |()| {
        let forms = info(menu.rule.get()).forms;
        app.scenario.with(|s| match s.knobs.tensors.meaning(Kind::FORM) {
            "chunks" => !forms.chunk,
            "parallel" => !forms.parallel,
            _ => false,
        })
    };
    view! {
        <Meant testid="compare-form" kind=Kind::FORM label=text!(tensors.form) />
        <When on=move |()| chunks.get()><NumberKnob knob=knob!(tensors.chunk) label=text!(tensors.chunk_size) /></When>
        <When on=lacks><p class="note">{text!(tensors.no_form)}</p></When>
    }
}

/// What a word means, in the language of the reader.
pub fn meaning(locale: Locale, word: &str) -> &'static str {
    match word {
        "recurrent" => td_string!(locale, tensors.recurrent),
        "chunks" => td_string!(locale, tensors.chunks),
        "parallel" => td_string!(locale, tensors.parallel),
        "axes" | "decay" => td_string!(locale, tensors.guess),
        "bthd" => "[B, T, H, D]",
        "bhtd" => "[B, H, T, D]",
        "kv" => "[K, V]",
        "vk" => "[V, K]",
        "ln" => "ln γ",
        "plain" => "γ",
        "log2" => "log₂ γ",
        "factor" => td_string!(locale, tensors.usual),
        "sqrt" => "1/√K",
        "one" => "1",
        "given" | "full" | "sums" => td_string!(locale, tensors.no),
        "root" => "x / √(Σx² + 10⁻⁶)",
        "max" => "x / max(‖x‖, 10⁻¹²)",
        _ => td_string!(locale, tensors.yes),
    }
}

/// What is meant of one kind.
#[component]
fn Meant(
    /// The id for tests.
    testid: &'static str,
    kind: Kind,
    /// Its visible name.
    #[prop(into)]
    label: Signal<String>,
) -> impl IntoView {
    let app = use_app();
    let i18n = use_i18n();
    let value = Signal::derive(move || app.scenario.with(|s| s.knobs.tensors.meaning(kind).to_owned()));
    let options = Signal::derive(move || {
        let locale = i18n.get_locale();
        let option = |word: &&'static str| ((*word).to_owned(), meaning(locale, word).to_owned());
        kind.words().iter().map(option).collect::<Vec<_>>()
    });
    let choose = move |word: String| app.change(|s| s.knobs.tensors.mean(kind, &word));
    view! { <Choice label testid value options on_change=choose /> }
}

/// How the numbers are meant, where a file does not say it.
#[component]
fn Conventions(menu: Menu) -> impl IntoView {
    let decays = move |()| {
        let info = info(menu.rule.get());
        Tensor::ALL.iter().any(|tensor| info.reads(*tensor) && tensor.gate().is_some_and(|gate| gate.log))
    };
    let is = move |rule: &'static str| move |()| menu.rule.get() == rule;
    view! {
        <div class="knobs">
            <Meant testid="axes" kind=Kind::AXES label=text!(tensors.axes) />
            <Meant testid="state-axes" kind=Kind::STATE label=text!(tensors.state_axes) />
            <When on=decays><Meant testid="decay" kind=Kind::DECAY label=text!(tensors.decays) /></When>
            <Meant testid="factor" kind=Kind::FACTOR label=text!(tensors.factor) />
            <Meant testid="unit" kind=Kind::LENGTHS label=text!(tensors.lengths) />
            <When on=is(SoftmaxAttn::INFO.id)><Meant testid="mask" kind=Kind::MASK label=text!(tensors.mask) /></When>
            <When on=is(Based::INFO.id)><Meant testid="outputs" kind=Kind::OUTPUTS label=text!(tensors.divided) /></When>
            <When on=is(TttLinear::INFO.id)><NumberKnob knob=knob!(tensors.batch) label=text!(tensors.mini_batch) /></When>
        </div>
    }
}
