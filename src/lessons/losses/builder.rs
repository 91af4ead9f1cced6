//! A loss and an optimiser are chosen: the recurrence that follows from them, and what it does on the stream of the stage.

use leptos::prelude::*;

use super::slice::Slice;
use super::view::Losses;
use crate::browser::page;
use crate::erased::Memo;
use crate::experiments::{Descent, Loss, Optimiser, Path};
use crate::formulas::{Formula, losses};
use crate::i18n::*;
use crate::inputs::{Gate, Gates};
use crate::knobs::{Named, Several, find};
use crate::lessons::lockstep::{Lockstep, LockstepPage};
use crate::names;
use crate::number::short;
use crate::rules::{IDS, Tensor};
use crate::ui::numbers::{NumberCell, NumberRow, NumberTable};
use crate::ui::stage::Stage;
use crate::ui::{Choice, OwnSlider, When, marked, text};

/// What a loss is called.
fn loss_name(locale: Locale, loss: Loss) -> &'static str {
    match loss {
        Loss::Dot => td_string!(locale, losses.dot),
        Loss::Squared => td_string!(locale, losses.squared),
        Loss::Huber => td_string!(locale, losses.huber),
        Loss::HuberByCoordinate => td_string!(locale, losses.coordinate),
        Loss::Contrastive => td_string!(locale, losses.contrastive),
    }
}

/// What an optimiser is called.
fn optimiser_name(locale: Locale, optimiser: Optimiser) -> &'static str {
    match optimiser {
        Optimiser::Step => td_string!(locale, losses.step),
        Optimiser::Decay => td_string!(locale, losses.decay),
        Optimiser::Momentum => td_string!(locale, losses.momentum),
        Optimiser::Closed => td_string!(locale, losses.closed),
    }
}

/// ℓ, and D in −∂ℓ/∂S = D kᵀ.
const fn of_loss(loss: Loss) -> [Formula; 2] {
    match loss {
        Loss::Dot => [losses::DOT, losses::DOWN_DOT],
        Loss::Squared => [losses::SQUARED, losses::DOWN_SQUARED],
        Loss::Huber => [losses::HUBER, losses::DOWN_HUBER],
        Loss::HuberByCoordinate => [losses::HUBER_BY_COORDINATE, losses::DOWN_HUBER_BY_COORDINATE],
        Loss::Contrastive => [losses::CONTRASTIVE, losses::DOWN_CONTRASTIVE],
    }
}

/// The recurrence of an optimiser.
const fn of_optimiser(optimiser: Optimiser) -> Formula {
    match optimiser {
        Optimiser::Step => losses::BY_STEP,
        Optimiser::Decay => losses::BY_DECAY,
        Optimiser::Momentum => losses::BY_MOMENTUM,
        Optimiser::Closed => losses::BY_CLOSED,
    }
}

/// The numbers of a descent that a slider sets.
#[derive(Clone, Copy)]
struct Numbers {
    beta: RwSignal<f64>,
    gamma: RwSignal<f64>,
    mu: RwSignal<f64>,
    delta: RwSignal<f64>,
    tau: RwSignal<f64>,
    ridge: RwSignal<f64>,
}

/// The gates with which the rule of a descent is that descent.
fn gates(descent: &Descent) -> Vec<(Tensor, f64)> {
    let Descent { beta, gamma, mu, delta, tau, ridge, .. } = *descent;
    let mut gates = match descent.optimiser {
        Optimiser::Momentum => vec![(Tensor::Beta, 1.0), (Tensor::Eta, beta), (Tensor::LogMu, mu)],
        Optimiser::Closed => vec![(Tensor::Beta, 1.0), (Tensor::Lamb, ridge)],
        Optimiser::Step | Optimiser::Decay => vec![(Tensor::Beta, beta)],
    };
    gates.push((Tensor::G, if descent.optimiser == Optimiser::Decay { gamma } else { 1.0 }));
    gates.push((Tensor::Delta, delta));
    gates.push((Tensor::Tau, tau));
    gates
}

/// The choice, the derivation, and the run.
#[component]
pub fn Builder(stage: Stage) -> impl IntoView {
    let i18n = use_i18n();
    let app = stage.app;
    let usual = Descent::on(Loss::Squared);
    let numbers = Numbers {
        beta: RwSignal::new(usual.beta),
        gamma: RwSignal::new(usual.gamma),
        mu: RwSignal::new(usual.mu),
        delta: RwSignal::new(usual.delta),
        tau: RwSignal::new(usual.tau),
        ridge: RwSignal::new(usual.ridge),
    };
    let loss = app.read(|s| s.knobs.losses.loss);
    let optimiser = app.read(|s| s.knobs.losses.optimiser);
    let descent = Memo::new(move || Descent {
        loss: loss.get(),
        optimiser: optimiser.get(),
        beta: numbers.beta.get(),
        gamma: numbers.gamma.get(),
        mu: numbers.mu.get(),
        delta: numbers.delta.get(),
        tau: numbers.tau.get(),
        ridge: numbers.ridge.get(),
    });
    let path = Memo::new(move || {
        let stream = stage.stream.get()?;
        descent.get().path(&stream.k, &stream.v)
    });
    // What is done of the stream, in whole tokens.
    let room = NodeRef::new();
    let stop = stage.stop_in_turn(room);
    let done = Memo::new(move || stage.run.map(|run: &Lockstep| run.done(stop.get())).unwrap_or_default());
    let losses_to_choose = Signal::derive(move || {
        let name = |loss: &Loss| (loss.id().to_owned(), loss_name(i18n.get_locale(), *loss).to_owned());
        Loss::ALL.iter().map(name).collect::<Vec<_>>()
    });
    let optimisers_to_choose = Signal::derive(move || {
        let name = |of: &Optimiser| (of.id().to_owned(), optimiser_name(i18n.get_locale(), *of).to_owned());
        Optimiser::ALL.iter().map(name).collect::<Vec<_>>()
    });
    let set_loss = move |id: String| {
        if let Some(loss) = find::<Loss>(&id) {
            app.change(|s| s.knobs.losses.loss = loss);
        }
    };
    let set_optimiser = move |id: String| {
        if let Some(optimiser) = find::<Optimiser>(&id) {
            app.change(|s| s.knobs.losses.optimiser = optimiser);
        }
    };
    let formula = |name: &'static str, of: Signal<Formula>| {
        view! { <math display="block" data-testid=name inner_html=move || of.get().mathml></math> }
    };
    let slider = move |label: &'static str,
                       testid: &'static str,
                       of: RwSignal<f64>,
                       range: [f64; 3],
                       used: fn(&Descent) -> bool| {
        let used = Memo::new(move || descent.with(used));
        view! { <When on=move |()| used.get()><OwnSlider label testid of range /></When> }
    };
    let says = move || {
        let (locale, descent) = (i18n.get_locale(), descent.get());
        if !descent.exists() {
            return match descent.loss {
                Loss::Dot => td_string!(locale, losses.no_minimum).to_owned(),
                _ => td_string!(locale, losses.no_formula).to_owned(),
            };
        }
        let Some(id) = descent.rule() else { return td_string!(locale, losses.no_name).to_owned() };
        if id == "comba" {
            return td_string!(locale, losses.is_comba).to_owned();
        }
        let rule = names::rule(locale, id).unwrap_or_default();
        if descent.loss == Loss::Dot && descent.beta != 1.0 {
            return td_string!(locale, losses.is_rule_times, rule = rule).to_string();
        }
        td_string!(locale, losses.is_rule, rule = rule).to_string()
    };
    // The article's form has its place on the page of gates.
    let rule = Memo::new(move || descent.get().rule().filter(|id| super::scenario::MENU.contains(id)));
    let to_stage = move |_| {
        let Some(id) = rule.get_untracked() else { return };
        let gates = gates(&descent.get_untracked());
        app.change(|s| {
            Losses::KEPT.change(s, |set| {
                set.rules = Several(IDS.iter().copied().filter(|of| *of == id).collect());
                set.gates = Gates::new();
                for (of, x) in gates {
                    set.set_gate(of, Gate::Constant(x));
                }
            });
        });
        page::bring_to_top(".lanes");
    };
    view! {
        <section class="experiment" aria-labelledby="builder">
            <h3 id="builder">{text!(losses.builder)}</h3>
            <p class="hint" inner_html=move || marked(t_string!(i18n, losses.builder_is))></p>
            <div class="curves-bar">
                <Choice label=text!(losses.loss) testid="loss" value=Signal::derive(move || loss.get().id().to_owned()) options=losses_to_choose on_change=set_loss />
                <Choice label=text!(losses.optimiser) testid="optimiser" value=Signal::derive(move || optimiser.get().id().to_owned()) options=optimisers_to_choose on_change=set_optimiser />
                {slider("β", "descent-beta", numbers.beta, [0.05, 1.0, 0.05], |of| of.optimiser != Optimiser::Closed)}
                {slider("γ", "descent-gamma", numbers.gamma, [0.0, 1.0, 0.05], |of| of.optimiser == Optimiser::Decay)}
                {slider("μ", "descent-mu", numbers.mu, [0.0, 0.95, 0.05], |of| of.optimiser == Optimiser::Momentum)}
                {slider("λ", "descent-ridge", numbers.ridge, [0.01, 1.25, 0.01], |of| of.optimiser == Optimiser::Closed)}
                {slider("δ", "descent-delta", numbers.delta, [0.05, 5.0, 0.05], |of| matches!(of.loss, Loss::Huber | Loss::HuberByCoordinate))}
                {slider("τ", "descent-tau", numbers.tau, [0.05, 2.0, 0.05], |of| of.loss == Loss::Contrastive)}
            </div>
            <div class="derivation">
                {formula("formula-loss", Signal::derive(move || of_loss(loss.get())[0]))}
                <When on=move |()| optimiser.get() != Optimiser::Closed>
                    {formula("formula-down", Signal::derive(move || of_loss(loss.get())[1]))}
                </When>
                <When on=move |()| descent.with(Descent::exists)>
                    {formula("formula-step", Signal::derive(move || of_optimiser(optimiser.get())))}
                </When>
            </div>
            <When on=move |()| loss.get() == Loss::Contrastive>
                <p class="hint" inner_html=move || marked(t_string!(i18n, losses.contrastive_is))></p>
            </When>
            <p><span role="status" data-testid="descent-is" inner_html=move || marked(&says())></span> " "
                <When on=move |()| rule.get().is_some()>
                    <button type="button" data-testid="descent-to-stage" on:click=to_stage>{text!(losses.to_stage)}</button>
                </When></p>
            <When on=move |()| path.with(Option::is_some)>
                <div class="found" node_ref=room>
                    <Slice stage descent path done />
                    <Told stage path done />
                </div>
            </When>
        </section>
    }
}

/// The loss of each pair, just before and just after it is told.
#[component]
fn Told(stage: Stage, path: Memo<Option<Path>>, done: Memo<usize>) -> impl IntoView {
    let i18n = use_i18n();
    let head = Signal::derive(move || {
        [t_string!(i18n, losses.pair), t_string!(i18n, losses.before), t_string!(i18n, losses.after)]
            .map(str::to_owned)
            .to_vec()
    });
    let table = Signal::derive(move || {
        let row = |t: usize| -> Option<NumberRow> {
            let losses = path.with(|path| path.as_ref()?.losses.get(t).copied())?;
            let label = stage.stream.get().and_then(|stream| stream.labels.get(t).cloned());
            let name = names::label(i18n.get_locale(), &label.unwrap_or_default());
            let cell = |(when, loss): (&str, f64)| {
                NumberCell::of(format!("descent-{when}-{}", t + 1), Some(loss), short)
            };
            let cells = ["before", "after"].into_iter().zip(losses).map(cell).collect();
            Some((format!("{} {name}", t + 1), cells))
        };
        (0..done.get()).rev().filter_map(row).collect::<Vec<_>>()
    });
    view! {
        <div>
            <p class="hint">{text!(losses.told_is)}</p>
            <NumberTable testid="descent-losses" label=text!(losses.loss) head rows=table />
        </div>
    }
}
