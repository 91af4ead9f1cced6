//! The page `state`: its prose, its knobs, and what each lane says beside its maps.

use leptos::prelude::*;
use leptos::wasm_split::SplitLoaderError;

use super::memory::{memory, norms, parts, step};
use super::menu::rules_here;
use super::planes::planes;
use super::scenario::{DECAYS, MAX_BETA, MAX_GAMMA, MENU};
use super::{Lockstep, Scenario, Track};
use crate::app::{Shown, use_app};
use crate::erased::Memo;
use crate::i18n::*;
use crate::inputs::Gate;
use crate::lessons::prose;
use crate::names;
use crate::number::{relative, short};
use crate::rules::Tensor;
use crate::trace::Symbol;
use crate::ui::reading::{Reading, Text, end};
use crate::ui::seen::{GATED_DELTA, PARALLEL_DELTA, Paper};
use crate::ui::stage::{Additions, Playing, Stage};
use crate::ui::{Lesson, Slider, Switch, When, marked, text};

/// What β sets.
const WRITES: &[Tensor] = &[Tensor::Beta];

/// Letters that neither a formula nor a map shows.
const LETTERS: &[Symbol] = &[Symbol::Q, Symbol::R, Symbol::E, Symbol::O];

/// Where the delta rule came into linear attention, was made parallel, and learnt to forget.
const PAPERS: [Paper; 3] = [
    (
        "https://arxiv.org/abs/2102.11174",
        "Schlag et al. 2021, Linear Transformers Are Secretly Fast Weight Programmers",
    ),
    PARALLEL_DELTA,
    GATED_DELTA,
];

/// What free play adds.
#[leptos::wasm_split::wasm_split(state_play, wasm_split_path = ::leptos::wasm_split, fallible)]
fn play() -> Result<Playing, SplitLoaderError> {
    Ok(Playing {
        knobs: |stage| view! { <Knobs stage /> }.into_any(),
        notes: |stage| view! { <LongKeys stage /> }.into_any(),
        after: norms,
        ..Playing::NOTHING
    })
}

/// What there is to read.
#[leptos::wasm_split::wasm_split(state_reading, wasm_split_path = ::leptos::wasm_split, fallible)]
fn reading() -> Result<Reading, SplitLoaderError> {
    Ok(Reading {
        text: |stage| view! { <Text stage prose=prose::STATE_READING letters=LETTERS /> }.into_any(),
        end: |stage| end(seen(stage), &PAPERS),
    })
}

/// The page.
pub fn view() -> AnyView {
    view! { <State /> }.into_any()
}

#[component]
fn State() -> impl IntoView {
    let app = use_app();
    let rules = rules_here(app);
    let set = move |s: &crate::scenario::Scenario| {
        let set = s.knobs.state.clone();
        rules.get().map(|rules| (set, rules))
    };
    let run = Shown::when(app, set, |stream, (set, rules)| Ok(Lockstep::run(stream, set, rules)));
    let stage = Stage::new(app, run);
    let additions = Additions {
        play: Some(|| Box::pin(play())),
        in_lane: Some([parts, memory]),
        below: Some(planes),
        ..Additions::default()
    };
    view! { <Lesson prose=prose::STATE stage reading=|| Box::pin(reading()) additions /> }
}

/// Which rules run, and their gates.
#[component]
fn Knobs(stage: Stage) -> impl IntoView {
    let i18n = use_i18n();
    let app = stage.app;
    let rules = app.read(|s| s.knobs.state.rules.clone());
    // The menu, and the rules that a link has brought.
    let offered = move || {
        let all = Scenario::rules().range.all;
        all.into_iter()
            .filter(|id| MENU.contains(id) || rules.with(|rules| rules.has(id)))
            .collect::<Vec<_>>()
    };
    let toggle = move |id: &'static str, on: bool| {
        app.change(|s| s.knobs.state.rules = s.knobs.state.rules.with(id, on, &Scenario::rules().range));
    };
    let per_token = app.read(|s| matches!(s.knobs.state.beta, Gate::PerToken(_)));
    let token = move || step(stage).map_or(0, |(t, _)| t);
    let all = move || stage.stream.get_untracked().map_or(1, |stream| stream.len());
    let reads = move |lane: usize, of: &[Tensor]| {
        let info = stage.run.map(|run: &Lockstep| run.rule(lane).map(|rule| rule.info)).flatten();
        info.is_none_or(|info| {
            of.iter().any(|gate| info.reads.contains(gate) || info.may_read.contains(gate))
        })
    };
    let offers = move |of: &'static [Tensor]| {
        Memo::new(move || (0..rules.with(|rules| rules.0.len())).any(|lane| reads(lane, of)))
    };
    let (offers_beta, offers_gamma) = (offers(WRITES), offers(DECAYS));
    let set = move |of: &[Tensor], gate: fn(&mut Scenario) -> &mut Gate, x: f64| {
        let (t, all) = (untrack(token), all());
        stage.show_what(|lane| untrack(|| reads(lane, of)));
        app.change(|s| {
            let gate = gate(&mut s.knobs.state);
            *gate = gate.with(t, all, x);
        });
    };
    let spread = move |on: bool| {
        let (t, all) = (untrack(token), all());
        let change =
            |gate: &Gate| if on { Gate::PerToken(gate.list(all)) } else { Gate::Constant(gate.at(t)) };
        app.change(|s| {
            s.knobs.state.beta = change(&s.knobs.state.beta);
            s.knobs.state.gamma = change(&s.knobs.state.gamma);
        });
    };
    let beta = Signal::derive(move || app.scenario.with(|s| s.knobs.state.beta.at(token())));
    let gamma = Signal::derive(move || app.scenario.with(|s| s.knobs.state.gamma.at(token())));
    let name = move |letter: &'static str| {
        Signal::derive(move || {
            if !per_token.get() {
                return letter.to_string();
            }
            format!("{letter} · {}", t_string!(i18n, state.of_token, t = token() + 1))
        })
    };
    let rule = move |id: &'static str| {
        view! {
            <Switch label=Signal::derive(move || names::rule(i18n.get_locale(), id).unwrap_or(id).to_owned()) testid=format!("rule-{id}")
                on=Signal::derive(move || rules.with(|rules| rules.has(id))) on_change=move |on| toggle(id, on) />
        }
    };
    view! {
        <div class="stage-knobs">
            <fieldset class="rules">
                <legend>{text!(state.rules)}</legend>
                {move || offered().into_iter().map(rule).collect_view()}
            </fieldset>
            <When on=move |()| offers_beta.get()>
                <Slider label=name("β") testid="beta" min=0.0 max=MAX_BETA step=0.01 value=beta shown=Signal::derive(move || short(beta.get()))
                    on_change=move |x| set(WRITES, |s| &mut s.beta, x) />
            </When>
            <When on=move |()| offers_gamma.get()>
                <Slider label=name("γ") testid="gamma" min=0.0 max=MAX_GAMMA step=0.01 value=gamma shown=Signal::derive(move || short(gamma.get()))
                    on_change=move |x| set(DECAYS, |s| &mut s.gamma, x) />
            </When>
            <Switch label=text!(state.per_token) testid="per-token" on=per_token on_change=spread />
        </div>
    }
}

/// That keys are long, and what a correction does then.
#[component]
fn LongKeys(stage: Stage) -> impl IntoView {
    let i18n = use_i18n();
    let worst = Memo::new(move || stage.run.map(Lockstep::worst_eigenvalue).flatten());
    let shown = Memo::new(move || worst.get().is_some() && !stage.app.scenario.with(|s| s.unit_keys()));
    let says = move || {
        let worst = worst.get()?;
        let token = stage.stream.get()?.labels.get(worst.token)?.clone();
        let (norm, beta, eigenvalue) = (short(worst.key), short(worst.beta), short(worst.value));
        Some(t_string!(
            i18n,
            state.norm_off,
            token = token,
            norm = norm,
            beta = beta,
            eigenvalue = eigenvalue
        ))
    };
    view! {
        <When on=move |()| shown.get()>
            <p class="note" role="status" data-testid="norm-warning"><span inner_html=move || says().map(|says| marked(&says))></span></p>
        </When>
    }
}

/// What was to be seen up to the token in hand: how well each rule recalls it.
fn seen(stage: Stage) -> Signal<String> {
    let i18n = use_i18n();
    Signal::derive(move || {
        let locale = i18n.get_locale();
        // Each rule's error of the last pair that it has written, and how many it has written by now.
        let errors = |run: &Lockstep| -> (Vec<usize>, Vec<String>) {
            let error = |lane: usize| {
                let (pairs, recall) = run.track(lane)?.recalled(stage.stop.get() as usize);
                let name = names::rule(locale, run.rule(lane)?.info.id)?;
                Some((pairs, format!("{name} {}", relative(recall.last()?.error))))
            };
            (0..run.tracks.len()).filter_map(error).unzip()
        };
        let (written, errors) = stage.run.map(errors).unwrap_or_default();
        let recalls = |run: &Lockstep| run.tracks.iter().flatten().any(Track::recalls);
        let recalls = stage.run.map(recalls).unwrap_or(false);
        let tokens = step(stage).map_or(0, |(token, _)| token + 1);
        match written.into_iter().max() {
            Some(told) => {
                let errors = errors.join(t_string!(i18n, shell.comma));
                t_string!(i18n, state.seen, told = told, errors = errors)
            }
            None if !recalls && tokens > 0 => t_string!(i18n, state.seen_no_s, told = tokens),
            None => t_string!(i18n, state.seen_none).to_string(),
        }
    })
}
