//! A gate that reads the state: its recurrence, what a chunk form makes of it, and the passes that would make it parallel again.

use leptos::prelude::*;

use crate::browser::page;
use crate::erased::{Memo, effect};
use crate::experiments::{Finding, Forms, SIZES, StateGate};
use crate::i18n::*;
use crate::inputs::{Stream, random};
use crate::math::{normalise_rows, rms_ratio};
use crate::number::short;
use crate::rules::{Inputs, Tensor};
use crate::ui::numbers::{NumberCell, NumberRow, NumberTable};
use crate::ui::{OwnSlider, Predict, When, marked, text};

/// How the gate reads the state until a reader says otherwise.
const USUAL: StateGate = StateGate { bias: 3.0, weight: 4.0 };

/// So many tokens are told.
const TOKENS: usize = 64;

/// What it runs on: random tokens of 16 channels, every row made unit, β = 1.
fn inputs() -> Inputs {
    let Stream { q, k, v, .. } = random(1, TOKENS, 16);
    let [q, k, v] = [q, k, v].map(|rows| normalise_rows(&rows));
    Inputs { scale: 1.0, ..Inputs::new(q, k, v).with_each(Tensor::Beta, &[1.0; TOKENS]) }
}

/// By how many percent the outputs are off where all tokens are one chunk, with the usual gate.
fn off_in_one_chunk() -> Option<u64> {
    let x = inputs();
    let [whole, run] = [USUAL.chunked(&x, TOKENS), USUAL.recurrent(&x)].map(Result::ok);
    Some((100.0 * rms_ratio(&whole?.o, &run?.o)).round() as u64)
}

/// The gate, and what becomes of its forms.
#[component]
pub fn ReadsTheState() -> impl IntoView {
    let i18n = use_i18n();
    let [bias, weight] = [USUAL.bias, USUAL.weight].map(RwSignal::new);
    let gate = Memo::new(move || StateGate { bias: bias.get(), weight: weight.get() });
    let found = RwSignal::new(None::<Forms>);
    let turn = StoredValue::new(0_u64);
    effect(move || {
        let gate = gate.get();
        let own = turn.get_value() + 1;
        turn.set_value(own);
        leptos::task::spawn_local(async move {
            // These inputs fit the rule.
            let Ok(mut finding) = Finding::new(gate, inputs()) else { return };
            loop {
                page::next_task().await;
                // The page may have been left, and another gate may have taken its place.
                if turn.try_get_value() != Some(own) {
                    return;
                }
                if finding.step() != Ok(true) {
                    _ = found.try_set(Some(finding.found));
                    return;
                }
            }
        });
    });
    // The question is about the usual gate: once it is answered, the sliders move what is shown and ask nothing anew.
    let asked = off_in_one_chunk().unwrap_or_default();
    let chunk_head = Signal::derive(move || {
        vec![
            "C".to_owned(),
            t_string!(i18n, gates.chunk_off).to_owned(),
            t_string!(i18n, gates.gate_off).to_owned(),
        ]
    });
    let chunks = Signal::derive(move || {
        let row = |(at, size): (usize, &usize)| -> NumberRow {
            let of = found.with(|found| found.as_ref().map(|found| found.chunked[at]));
            let off = NumberCell::of(format!("state-gate-{size}"), of.map(|of| of.0), short);
            let gate = NumberCell::of(format!("state-gate-{size}-gate"), of.map(|of| of.1), short);
            (size.to_string(), vec![off, gate])
        };
        SIZES.iter().enumerate().map(row).collect::<Vec<_>>()
    });
    let pass_head = Signal::derive(move || {
        vec![t_string!(i18n, gates.passes).to_owned(), t_string!(i18n, gates.gate_off).to_owned()]
    });
    let passes = Signal::derive(move || {
        let row = |pass: usize| -> Option<NumberRow> {
            let error = found.with(|found| found.as_ref()?.passes.get(pass - 1).copied())?;
            Some((
                pass.to_string(),
                vec![NumberCell::of(format!("state-gate-pass-{pass}"), Some(error), short)],
            ))
        };
        [1, 2, 4, 8, 16, 32, 64].into_iter().filter_map(row).collect::<Vec<_>>()
    });
    let needs = move || {
        found.with(|found| {
            let found = found.as_ref()?;
            let first = |below: f64| found.passes.iter().position(|error| *error < below).map(|at| at + 1);
            let (some, all) = (first(1e-3)?, first(1e-12)?);
            Some(t_string!(i18n, gates.passes_need, some = some, all = all).to_string())
        })
    };
    view! {
        <section class="experiment" aria-labelledby="reads-the-state">
            <h3 id="reads-the-state">{text!(gates.reads_state)}</h3>
            <p class="hint" inner_html=move || marked(t_string!(i18n, gates.reads_state_is))></p>
            <p><span class="meter" data-testid="state-gate-meter" data-state="none">{text!(gates.no_form)}</span></p>
            <div class="curves-bar">
                <OwnSlider label=text!(gates.reads_bias) testid="state-gate-bias" of=bias range=[0.0, 6.0, 0.5] />
                <OwnSlider label=text!(gates.reads_weight) testid="state-gate-weight" of=weight range=[0.0, 8.0, 0.5] />
            </div>
            <When on=move |()| found.with(Option::is_some)>
                <Predict question=text!(gates.reads_asks) answer=Signal::stored(asked) why=text!(gates.reads_why) about="-state-gate">
                    <div class="found">
                        <NumberTable testid="state-gate-chunks" label=text!(gates.chunked) head=chunk_head rows=chunks />
                        <div>
                            <p>{text!(gates.passes_are)} " " {needs}</p>
                            <NumberTable testid="state-gate-passes" label=text!(gates.passes) head=pass_head rows=passes />
                        </div>
                    </div>
                </Predict>
            </When>
        </section>
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_chunk_of_all_tokens_is_off_by_89_percent() {
        assert_eq!(off_in_one_chunk(), Some(89));
    }
}
