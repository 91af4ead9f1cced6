//! The gates of the rules that run: a slider for each that one of them reads.

use leptos::prelude::*;

use super::memory::step;
use super::scenario::{DECAYS, MAX_BETA, MAX_GAMMA, other_gates};
use super::{Lockstep, Scenario};
use crate::erased::Memo;
use crate::i18n::*;
use crate::inputs::Gate;
use crate::names;
use crate::number::short;
use crate::rules::{Info, Tensor};
use crate::ui::stage::Stage;
use crate::ui::{Slider, Switch, When, text};

/// What β sets.
const WRITES: &[Tensor] = &[Tensor::Beta];

/// The rule of a lane; nothing while the run is on its way.
fn rule_of(stage: Stage, lane: usize) -> Option<&'static Info> {
    stage.run.map(|run: &Lockstep| run.rule(lane).map(|rule| &rule.info)).flatten()
}

/// Whether a rule reads one of these.
fn reads(info: &Info, of: &[Tensor]) -> bool {
    of.iter().any(|gate| info.reads.contains(gate) || info.may_read.contains(gate))
}

/// The gates as sliders: one number for all tokens, or one for the token in hand.
#[component]
pub fn GateSliders(stage: Stage) -> impl IntoView {
    let i18n = use_i18n();
    let app = stage.app;
    let lanes = app.read(|s| s.knobs.state.lanes().0.len());
    let token = move || step(stage).map_or(0, |(t, _)| t);
    let all = move || stage.stream.get_untracked().map_or(1, |stream| stream.len());
    // While a run is on its way the sliders stay as they are.
    let read_by = move |lane: usize, of: &[Tensor]| rule_of(stage, lane).is_none_or(|info| reads(info, of));
    let offers =
        move |of: &'static [Tensor]| Memo::new(move || (0..lanes.get()).any(|lane| read_by(lane, of)));
    let (offers_beta, offers_gamma) = (offers(WRITES), offers(DECAYS));
    let others = Memo::new(move || {
        let read = |of: &Tensor| {
            (0..lanes.get()).any(|lane| rule_of(stage, lane).is_some_and(|info| reads(info, &[*of])))
        };
        other_gates().into_iter().filter(read).collect::<Vec<_>>()
    });
    let per_token = app.read(|s| s.knobs.state.is_per_token());
    let change = move |of: &[Tensor], change: &dyn Fn(&mut Scenario, usize, usize)| {
        let (t, all) = (untrack(token), all());
        stage.show_what(|lane| untrack(|| read_by(lane, of)));
        app.change(|s| change(&mut s.knobs.state, t, all));
    };
    let set = move |of: &[Tensor], gate: fn(&mut Scenario) -> &mut Gate, x: f64| {
        change(of, &|s, t, all| {
            let gate = gate(s);
            *gate = gate.with(t, all, x);
        });
    };
    let set_other = move |of: Tensor, x: f64| change(&[of], &|s, t, all| s.set_other(of, t, all, x));
    let spread = move |on: bool| {
        let (t, all) = (untrack(token), all());
        app.change(|s| s.knobs.state.spread(on, t, all));
    };
    let beta = Signal::derive(move || app.scenario.with(|s| s.knobs.state.beta.at(token())));
    let gamma = Signal::derive(move || app.scenario.with(|s| s.knobs.state.gamma.at(token())));
    let at_token = move |letter: String, is_per_token: bool| {
        if !per_token.get() || !is_per_token {
            return letter;
        }
        format!("{letter} · {}", t_string!(i18n, state.of_token, t = token() + 1))
    };
    let name = move |letter: &'static str| Signal::derive(move || at_token(letter.to_owned(), true));
    // The letter as the rules on the stage write it, and what it does.
    let name_of = move |of: Tensor| {
        Signal::derive(move || {
            let readers =
                (0..lanes.get()).filter_map(|lane| rule_of(stage, lane)).filter(|info| reads(info, &[of]));
            let mut letters: Vec<&str> = readers.map(|info| info.letter(of).glyph).collect();
            letters.dedup();
            let named =
                names::titled(i18n.get_locale(), &letters.join(", "), names::gate(i18n.get_locale(), of));
            at_token(named, of.is_per_token())
        })
    };
    let slider = move |of: Tensor| {
        let Some(info) = of.gate() else { return ().into_any() };
        let (min, max) = (*info.range.start(), *info.range.end());
        let step = if min > 0.0 { min } else { 0.01 };
        let value = Signal::derive(move || app.scenario.with(|s| s.knobs.state.other(of).at(token())));
        view! {
            <Slider label=name_of(of) testid=of.id() min max step value
                shown=Signal::derive(move || short(value.get())) on_change=move |x| set_other(of, x) />
        }
        .into_any()
    };
    view! {
        <When on=move |()| offers_beta.get()>
            <Slider label=name("β") testid="beta" min=0.0 max=MAX_BETA step=0.01 value=beta shown=Signal::derive(move || short(beta.get()))
                on_change=move |x| set(WRITES, |s| &mut s.beta, x) />
        </When>
        <When on=move |()| offers_gamma.get()>
            <Slider label=name("γ") testid="gamma" min=0.0 max=MAX_GAMMA step=0.01 value=gamma shown=Signal::derive(move || short(gamma.get()))
                on_change=move |x| set(DECAYS, |s| &mut s.gamma, x) />
        </When>
        {move || others.get().into_iter().map(slider).collect_view()}
        <Switch label=text!(state.per_token) testid="per-token" on=per_token on_change=spread />
    }
}
