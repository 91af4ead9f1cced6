//! The inspector: the chosen cell as the sum of which it is made, with its numbers.

use leptos::prelude::*;
use leptos::wasm_split::SplitLoaderError;

use super::{Stage, View};
use crate::erased::Memo;
use crate::lessons::run::Axis;
use crate::number::exact;
use crate::trace::{Entry, Line, Number, Symbol, Term, sign};
use crate::ui::{Part, lettered, text};

/// A sum of more terms is folded: its first ones, its last ones, and what it comes to.
const LONGEST: usize = 7;
const FIRST: usize = 3;
const LAST: usize = 2;

/// The chosen cell, told.
#[derive(Clone, PartialEq)]
struct Told {
    /// The lane that it is of, where there are several.
    lane: String,
    symbol: Symbol,
    /// A[i, j].
    head: String,
    /// The numbers of which it is made, and whether each is there already.
    sum: Vec<(String, bool)>,
    /// The letters of that sum, where they say more than the numbers.
    letters: String,
    value: String,
    /// Terms added so far, and all, where some are still to come.
    done: Option<(usize, usize)>,
}

/// What tells the chosen cell of the stage: a part of the page of its own, whose place is there from the start.
pub fn inspector(stage: Stage) -> AnyView {
    let fetch = move || async move {
        let shows = shows().await?;
        Ok(move || shows(stage))
    };
    view! { <Part fetch class="inspector-place" before=|| view! { <div class="inspector"></div> } /> }
        .into_any()
}

/// Fetches it.
#[leptos::wasm_split::wasm_split(inspector, wasm_split_path = ::leptos::wasm_split, fallible)]
fn shows() -> Result<View, SplitLoaderError> {
    Ok(|stage| view! { <Inspector stage /> }.into_any())
}

/// Tells the chosen cell of the stage.
#[component]
fn Inspector(stage: Stage) -> impl IntoView {
    let told = Memo::new(move || {
        let cell = stage.chosen.get()?;
        let map = stage.map(cell.map)?;
        let entry = stage.now(|run, stop| run.entry(cell, stop)).flatten()?;
        let at = [(map.axes[0], cell.row), (map.axes[1], cell.col)].into_iter();
        let at = at.filter(|(axis, _)| *axis != Axis::One).map(|(axis, i)| stage.name_of(axis, i));
        let at = at.collect::<Vec<_>>().join(", ");
        let all = entry.terms.len();
        let symbol = stage.now(|run, stop| run.called(cell.map, stop)).flatten();
        let letter = symbol.map_or(map.letter, |symbol| symbol.glyph().to_owned());
        Some(Told {
            lane: stage.lane_of(cell.map),
            symbol: symbol.unwrap_or(map.symbol),
            head: format!("{letter}[{at}]"),
            sum: sum(&entry),
            letters: entry.letters(),
            value: exact(entry.value),
            done: (entry.done < all).then_some((entry.done, all)),
        })
    });
    let term = |(text, done): (String, bool)| {
        view! { <span class=if done { "term" } else { "term later" }>{text}</span> }
    };
    view! {
        <div class="inspector" data-testid="readout" data-value=move || told.with(|told| told.as_ref().map(|told| told.value.clone()))>
            {move || match told.get() {
                Some(Told { lane, symbol, head, sum, letters, value, done }) => view! {
                    <span class="of-lane" inner_html=lettered(&Line::around(lane))></span>
                    <code>
                        <b class=format!("sym sym-{}", symbol.id()) data-symbol=symbol.id()>{head}</b> " = "
                        {(!sum.is_empty()).then(|| view! { {sum.into_iter().map(term).collect_view()} " = " })}
                        <b data-testid="inspector-value">{value}</b>
                    </code>
                    <span class="hint"><span inner_html=lettered(&Line::around(letters))></span> " " {done.map(|(done, all)| text!(stage.terms_done, done = done, all = all))}</span>
                }.into_any(),
                None => view! { <span class="hint">{text!(stage.choose_cell)}</span> }.into_any(),
            }}
        </div>
    }
}

/// The sum in numbers, piece by piece, each with whether it is added already. Nothing where it would only repeat the value.
fn sum(entry: &Entry) -> Vec<(String, bool)> {
    let single = entry.terms.len() == 1;
    if entry.terms.is_empty() || (single && entry.factor.is_empty() && entry.terms[0].numbers.len() == 1) {
        return Vec::new();
    }
    let bracket = !entry.factor.is_empty() && !single;
    let mut pieces = Vec::with_capacity(entry.terms.len() + 2);
    if !entry.factor.is_empty() {
        pieces.push((format!("{} · {}", product(&entry.factor), if bracket { "(" } else { "" }), true));
    }
    let folded = entry.terms.len() > LONGEST;
    for (i, Term { minus, numbers }) in entry.terms.iter().enumerate() {
        if folded && (FIRST..entry.terms.len() - LAST).contains(&i) {
            if i == FIRST {
                pieces.push((" + …".to_owned(), entry.done > entry.terms.len() - LAST));
            }
            continue;
        }
        let sign = sign(i == 0, *minus);
        pieces.push((format!("{sign}{}", product(numbers)), i < entry.done));
    }
    if bracket {
        pieces.push((")".to_owned(), true));
    }
    pieces
}

fn product(numbers: &[Number]) -> String {
    let all: Vec<String> = numbers.iter().map(|number| factor(number.value)).collect();
    all.join(" · ")
}

fn factor(x: f64) -> String {
    if x < 0.0 { format!("({})", exact(x)) } else { exact(x) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn number(glyph: &'static str, value: f64) -> Number {
        Number { symbol: None, glyph, value, at: None }
    }

    fn term(minus: bool, numbers: &[(&'static str, f64)]) -> Term {
        Term { minus, numbers: numbers.iter().map(|(glyph, value)| number(glyph, *value)).collect() }
    }

    fn written(entry: &Entry) -> String {
        sum(entry).into_iter().map(|(text, _)| text).collect()
    }

    #[test]
    fn a_sum_is_written_as_it_is_computed() {
        let erase = Entry {
            factor: Vec::new(),
            terms: vec![term(false, &[("S", 0.5)]), term(true, &[("β", 0.9), ("r", -0.25), ("k", 1.0)])],
            done: 2,
            value: 0.725,
        };
        assert_eq!(written(&erase), "0.5 − 0.9 · (−0.25) · 1");
        assert_eq!(erase.letters(), "S − β · r · k");
        let output = Entry {
            factor: vec![number("scale", 0.5)],
            terms: vec![term(false, &[("S", 1.0), ("q", 2.0)]), term(false, &[("S", 3.0), ("q", -1.0)])],
            done: 1,
            value: -0.5,
        };
        assert_eq!(written(&output), "0.5 · (1 · 2 + 3 · (−1))");
        assert_eq!(output.letters(), "scale · Σ S · q");
        assert_eq!(sum(&output).iter().map(|(_, done)| *done).collect::<Vec<_>>(), [true, true, false, true]);
    }

    #[test]
    fn a_long_sum_is_folded() {
        let of = |count: usize| Entry {
            factor: Vec::new(),
            terms: (1..=count).map(|i| term(false, &[("q", i as f64), ("k", 2.0)])).collect(),
            done: count,
            value: 0.0,
        };
        assert_eq!(written(&of(7)).matches('·').count(), 7);
        assert_eq!(written(&of(32)), "1 · 2 + 2 · 2 + 3 · 2 + … + 31 · 2 + 32 · 2");
    }

    #[test]
    fn what_would_only_repeat_the_value_is_left_out() {
        let same =
            Entry { factor: Vec::new(), terms: vec![term(false, &[("S", 0.097)])], done: 1, value: 0.097 };
        assert_eq!(written(&same), "");
    }
}
