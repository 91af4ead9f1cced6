//! The gates of the rules that run: each that one of them reads, as one number, as a number for each token, or by weights.

use leptos::prelude::*;

use super::Kept;
use super::lane::info_of;
use super::memory::step;
use super::set::{DECAYS, Set, other_gates};
use crate::erased::Memo;
use crate::i18n::*;
use crate::inputs::{By, Gate, Layer};
use crate::knobs::{Named, find};
use crate::lessons::layer::{LayerKnob, OfToken};
use crate::names;
use crate::number::short;
use crate::rules::{Axis, Info, Size, Tensor};
use crate::ui::stage::Stage;
use crate::ui::{Choice, Slider, When, text};

/// The tensors that the knob of this one sets: one γ is every form of a decay.
fn set_with(of: &Tensor) -> &[Tensor] {
    if DECAYS.contains(of) { DECAYS } else { std::slice::from_ref(of) }
}

/// Whether a rule reads one of these.
fn reads(info: &Info, of: &[Tensor]) -> bool {
    of.iter().any(|gate| info.reads(*gate))
}

/// The name of what sets a gate.
fn by_name(locale: Locale, by: By) -> &'static str {
    match by {
        By::Constant => td_string!(locale, state.by_constant),
        By::Token => td_string!(locale, state.by_token),
        By::Weights => td_string!(locale, state.by_weights),
    }
}

/// Every gate that a rule on the stage reads.
#[component]
pub fn GateKnobs(
    stage: Stage,
    /// Where they are kept.
    kept: Kept,
) -> impl IntoView {
    let set = Memo::new(move || stage.app.scenario.with(kept.read));
    let lanes = Memo::new(move || set.with(|set| set.lanes().0.len()));
    // While a run is on its way β and γ stay as they are.
    let read_by = move |lane: usize, of: Tensor| {
        let missing = of == Tensor::Beta || DECAYS.contains(&of);
        info_of(stage, lane).map_or(missing, |info| reads(info, set_with(&of)))
    };
    let offered = Memo::new(move || {
        let all = [Tensor::Beta, Tensor::G].into_iter().chain(other_gates());
        all.filter(|of| (0..lanes.get()).any(|lane| read_by(lane, *of))).collect::<Vec<_>>()
    });
    move || offered.get().into_iter().map(|of| view! { <GateKnob stage kept set of /> }).collect_view()
}

/// One gate.
#[component]
fn GateKnob(
    stage: Stage,
    kept: Kept,
    set: Memo<Set>,
    /// The tensor that it is, or one of those that its knob sets.
    of: Tensor,
) -> impl IntoView {
    let i18n = use_i18n();
    let app = stage.app;
    let lanes = Memo::new(move || set.with(|set| set.lanes().0.len()));
    let testid = match of {
        Tensor::Beta => "beta",
        Tensor::G => "gamma",
        other => other.id(),
    };
    let token = Signal::derive(move || step(stage).map_or(0, |(t, _)| t));
    let gate = Memo::new(move || set.with(|set| set.gate(of)));
    let by = Memo::new(move || gate.with(Gate::by));
    let readers = move || {
        let of_lane = move |lane: usize| info_of(stage, lane).filter(|info| reads(info, set_with(&of)));
        (0..lanes.get()).filter_map(of_lane)
    };
    let change = move |change: &dyn Fn(&mut Set)| {
        let reads_it = |lane: usize| info_of(stage, lane).is_none_or(|info| reads(info, set_with(&of)));
        stage.show_what(|lane| untrack(|| reads_it(lane)));
        app.change(|s| kept.change(s, |set| change(set)));
    };
    let put = move |gate: Gate| change(&|set| set.set_gate(of, gate.clone()));
    let tokens = move || stage.stream.get_untracked().map_or(1, |stream| stream.len());
    let slide = move |x: f64| put(gate.get_untracked().with(token.get_untracked(), tokens(), x));
    let set_by = move |id: String| {
        let Some(by) = find::<By>(&id) else { return };
        let gate = gate.get_untracked();
        // What the gate is now, token by token: nothing that is heard changes but who sets it.
        let Some(now) = stage.stream.get_untracked().map(|stream| stream.gate_list(of, &gate)) else {
            return;
        };
        put(gate.set_by(by, token.get_untracked(), &now));
    };
    let letter = Signal::derive(move || match of {
        Tensor::Beta => "β".to_owned(),
        Tensor::G => "γ".to_owned(),
        of => {
            // What is set is μ; the formulas of the rule may write its logarithm.
            let set = of.gate().filter(|gate| gate.log).map(|gate| gate.letter);
            let mut letters: Vec<&str> = readers().map(|info| set.unwrap_or(info.letter(of).glyph)).collect();
            letters.dedup();
            letters.join(", ")
        }
    });
    // The letter as the rules on the stage write it, what it does, and whose it is.
    let name = Signal::derive(move || {
        let has_name = !matches!(of, Tensor::Beta | Tensor::G);
        let locale = i18n.get_locale();
        let named = if has_name {
            names::titled(locale, &letter.get(), names::gate(locale, of))
        } else {
            letter.get()
        };
        if by.get() != By::Token {
            return named;
        }
        format!("{named} · {}", t_string!(i18n, state.of_token, t = token.get() + 1))
    });
    let (min, max) = of.gate().map_or((0.0, 1.0), |info| (*info.range.start(), *info.range.end()));
    let step = if min > 0.0 { min } else { 0.01 };
    let value = Signal::derive(move || gate.with(|gate| gate.at(token.get())));
    let layer = Memo::new(move || match gate.get() {
        Gate::Layer(layer) => layer,
        _ => Layer::default(),
    });
    // How many channels the widest of the rules on the stage has for it.
    let channels = Signal::derive(move || {
        let Some(stream) = stage.stream.get() else { return 0 };
        let size = Size::new(stream.len(), stream.k.ncols(), stream.v.ncols());
        let width = |of: &Tensor| if of.axes()[1] == Axis::One { 0 } else { of.axes()[1].len(&size) };
        let read = |info: &'static Info| set_with(&of).iter().filter(|of| info.reads(**of)).map(width).max();
        readers().filter_map(read).max().unwrap_or(0)
    });
    let whole = Signal::derive(move || {
        if channels.get() == 0 {
            return String::new();
        }
        let is_one = |info: &&'static Info| {
            set_with(&of).iter().filter(|of| info.reads(**of)).all(|of| of.axes()[1] == Axis::One)
        };
        let named = readers().filter(is_one).filter_map(|info| names::rule(i18n.get_locale(), info.id));
        named.collect::<Vec<_>>().join(t_string!(i18n, shell.comma))
    });
    let of_token = OfToken { letter, stream: stage.stream.into(), token, channels, whole, largest: max };
    let options = Signal::derive(move || {
        By::ALL
            .iter()
            .map(|by| (by.id().to_owned(), by_name(i18n.get_locale(), *by).to_owned()))
            .collect::<Vec<_>>()
    });
    // Those of a reader's own arrays hold as they are.
    let is_brought = Memo::new(move || {
        stage.stream.with(|stream| stream.as_ref().is_some_and(|s| s.gates.get(of).is_some()))
    });
    let set_how = move || {
        let label = Signal::derive(move || t_string!(i18n, state.gate_is, letter = letter.get()).to_string());
        view! { <Choice label testid=format!("{testid}-by") value=Signal::derive(move || by.get().id().to_owned()) options on_change=set_by /> }
    };
    view! {
        <When on=move |()| is_brought.get()>
            <p class="hint gate" data-testid=format!("{testid}-brought")>{text!(state.gate_brought, letter = letter.get())}</p>
        </When>
        <div class="gate" class:by-weights=move || by.get() == By::Weights hidden=move || is_brought.get()>
            <When on=move |()| { by.get() != By::Weights }>
                <Slider label=name testid min max step value
                    shown=Signal::derive(move || short(value.get())) on_change=slide />
            </When>
            {of.is_per_token().then(set_how)}
            <When on=move |()| { by.get() == By::Weights }>
                <LayerKnob of=of_token testid layer on_change=move |layer: Layer| put(layer.into()) />
            </When>
        </div>
    }
}
