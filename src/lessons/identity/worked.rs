//! The worked example: both paths in two dimensions, with letters and with numbers.

use leptos::prelude::*;

use super::Worked;
use super::scenario::LARGEST;
use crate::app::use_app;
use crate::erased::Memo;
use crate::number::plain;
use crate::trace::Symbol;
use crate::ui::{DecimalField, text};

/// The four terms of the worked example, row by row.
const TERMS: [[&str; 2]; 2] = [["ace", "adf"], ["bce", "bdf"]];

/// What the worked example shows now.
#[derive(Clone, Copy)]
struct Example {
    worked: Memo<Worked>,
    /// The term that is pointed at, in both expansions.
    term: RwSignal<Option<&'static str>>,
}

/// Both paths in two dimensions, with the letters and with numbers that can be changed where they stand.
#[component]
pub fn WorkedExample() -> impl IntoView {
    let app = use_app();
    let letters = app.read(|s| s.knobs.identity.letters);
    let worked = Memo::new(move || Worked::of(letters.get()));
    let term = RwSignal::new(None);
    let example = Example { worked, term };
    let field = move |i: usize| {
        let letter = ["a", "b", "c", "d", "e", "f"][i];
        view! {
            <DecimalField label=letter testid=format!("letter-{letter}") largest=LARGEST value=Signal::derive(move || letters.get().0[i])
                on_change=move |x| app.change(|s| s.knobs.identity.letters.0[i] = x) />
        }
    };
    let vector = move |symbol: Symbol, first: usize| {
        view! {
            <fieldset class="pair">
                <legend class=format!("sym sym-{}", symbol.id()) data-symbol=symbol.id()>{symbol.glyph()}</legend>
                {field(first)} {field(first + 1)}
            </fieldset>
        }
    };
    let number = move |pick: fn(&Worked) -> f64| Signal::derive(move || worked.with(|w| plain(pick(w))));
    view! {
        <div class="stage-knobs letters-in">{vector(Symbol::V, 0)} {vector(Symbol::K, 2)} {vector(Symbol::Q, 4)}</div>
        <div class="lanes two paths">
            <div class="lane" data-testid="path-inner">
                <h2>"v (kᵀq)"</h2>
                <p class="count">{text!(identity.multiplications, count = 4)}</p>
                <p><i>"kᵀq = ce + df"</i> " = " <b data-testid="inner">{number(|w| w.inner)}</b></p>
                <p><i>"v (kᵀq) = (a(ce + df), b(ce + df))"</i></p>
                <Expanded example result=|w| w.from_inner />
            </div>
            <div class="lane" data-testid="path-outer">
                <h2>"(v kᵀ) q"</h2>
                <p class="count">{text!(identity.multiplications, count = 8)}</p>
                <div class="outer"><i>"v kᵀ ="</i>
                    <table class="matrix">
                        <tbody>
                            <tr><td><i>"ac"</i>" "<b>{number(|w| w.outer[0][0])}</b></td><td><i>"ad"</i>" "<b>{number(|w| w.outer[0][1])}</b></td></tr>
                            <tr><td><i>"bc"</i>" "<b>{number(|w| w.outer[1][0])}</b></td><td><i>"bd"</i>" "<b>{number(|w| w.outer[1][1])}</b></td></tr>
                        </tbody>
                    </table>
                </div>
                <Expanded example result=|w| w.from_outer />
            </div>
        </div>
    }
}

/// A result multiplied out. A term lights where it stands on either path.
#[component]
fn Expanded(example: Example, result: fn(&Worked) -> [f64; 2]) -> impl IntoView {
    let Example { worked, term } = example;
    let button = move |row: usize, col: usize| {
        let name = TERMS[row][col];
        view! {
            <button class="product" class:on=move || term.get() == Some(name)
                on:pointerenter=move |_| term.set(Some(name)) on:pointerleave=move |_| term.set(None)
                on:focus=move |_| term.set(Some(name)) on:blur=move |_| term.set(None)>
                <i>{name}</i> " " {move || worked.with(|w| plain(w.terms[row][col]))}
            </button>
        }
    };
    let row = move |row: usize| {
        view! {
            <p class="expanded">{button(row, 0)} " + " {button(row, 1)} " = "
                <b>{move || worked.with(|w| plain(result(w)[row]))}</b></p>
        }
    };
    view! { {row(0)} {row(1)} }
}
