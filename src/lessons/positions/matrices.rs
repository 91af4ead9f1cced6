//! Biases and scores of positions as pictures, side by side, and what becomes of a position DeltaNet that writes before it is asked.

use std::sync::Arc;

use leptos::prelude::*;

use super::distances::Distances;
use super::same::Same;
use crate::erased::{Memo, Steady};
use crate::experiments::{Bias, ByToken, Marked, PositionCode, position_delta, read_after_write};
use crate::i18n::*;
use crate::inputs::{Gates, Stream};
use crate::lessons::cells::{Cell, Lit};
use crate::math::{Mat, max_abs_diff};
use crate::number::{difference, short};
use crate::rules::{PathAttn, Rule, path_attn};
use crate::ui::guess::Guess;
use crate::ui::heatmap::{Called, Drawn};
use crate::ui::stage::Stage;
use crate::ui::{Heatmap, OwnSlider, Switch, marked, text};

/// The positions of every picture but that of PaTH, which has the tokens of the stage.
pub const TOKENS: usize = 32;
/// The code whose positions are told apart: 16 pairs of a cosine and a sine.
pub const SINUSOIDS: PositionCode = PositionCode::Sinusoids(32);
/// CSS pixels of a picture's side, and the most of a cell's.
const SIDE: f64 = 152.0;
const LARGEST_CELL: f64 = 12.0;
/// Every so many tokens a gate is nearly shut, as a separator shuts it.
const EVERY: usize = 8;
/// γ of the tokens between.
const BETWEEN: f64 = 0.98;

/// What the controls set.
#[derive(Clone, Copy)]
pub struct Knobs {
    /// ALiBi's slope.
    pub m: RwSignal<f64>,
    /// γ of every eighth token of forgetting attention.
    pub gamma: RwSignal<f64>,
    /// β of the position DeltaNet over sinusoids.
    pub beta: RwSignal<f64>,
    /// β of the constant code.
    pub constant: RwSignal<f64>,
    /// Whether every position is written before it is asked for.
    pub after: RwSignal<bool>,
}

/// The pictures, by their ids.
const PICTURES: [&str; 5] = ["alibi", "forgetting", "path", "delta", "log"];

/// What a picture is called.
fn named(locale: Locale, picture: usize) -> &'static str {
    match picture {
        0 => "ALiBi",
        1 => td_string!(locale, positions.of_gates),
        2 => td_string!(locale, positions.of_path),
        3 => td_string!(locale, positions.of_delta),
        _ => td_string!(locale, positions.of_log),
    }
}

/// The weights of the position DeltaNet over sinusoids, asked before or after each is written.
pub fn weights(tokens: usize, beta: f64, after: bool) -> Option<Mat> {
    let (code, beta) = (SINUSOIDS.rows(tokens), vec![beta; tokens]);
    if after { read_after_write(&code, &beta) } else { position_delta(&code, &beta) }.ok()
}

/// The scores of PaTH for a stream, before its gate and without its scale; nothing where it cannot run.
fn of_path(stream: &Stream, gates: &Gates) -> Option<Mat> {
    let x = stream.inputs_for(&PathAttn::INFO, gates).ok()?;
    Some(path_attn::scores(&x).ok()? / x.scale)
}

/// A picture of a matrix: what comes later, and what is −∞, stays empty.
fn seen(a: &Mat) -> Mat {
    Mat::from_fn(a.nrows(), a.ncols(), |i, j| {
        Some(a[(i, j)]).filter(|x| j <= i && x.is_finite()).unwrap_or(f64::NAN)
    })
}

/// The largest size of an entry that is seen.
fn largest(a: &Mat) -> f64 {
    a.iter().map(|x| x.abs()).filter(|x| x.is_finite()).fold(0.0, f64::max)
}

/// How far weights are from β on the diagonal and 0 elsewhere.
fn from_diagonal(a: &Mat, beta: f64) -> f64 {
    max_abs_diff(a, &(Mat::identity(a.nrows(), a.ncols()) * beta))
}

/// The pictures, what they have in common, and the question before them.
#[component]
pub fn Matrices(stage: Stage) -> impl IntoView {
    let i18n = use_i18n();
    let of = |x: f64| RwSignal::new(x);
    let knobs = Knobs {
        m: of(0.25),
        gamma: of(0.15),
        beta: of(1.0),
        constant: of(0.25),
        after: RwSignal::new(false),
    };
    let answers = Signal::derive(move || {
        let locale = i18n.get_locale();
        [
            td_string!(locale, positions.after_a),
            td_string!(locale, positions.after_b),
            td_string!(locale, positions.after_c),
        ]
        .map(str::to_owned)
    });
    view! {
        <section class="experiment" aria-labelledby="matrices">
            <h3 id="matrices">{text!(positions.matrices)}</h3>
            <p class="hint" inner_html=move || marked(t_string!(i18n, positions.matrices_is))></p>
            <Guess question=text!(positions.after_asks) answers right=2 about="after">
                <p inner_html=move || marked(t_string!(i18n, positions.after_why))></p>
                <div class="curves-bar">
                    <Switch label=text!(positions.write_first) testid="matrices-after" on=knobs.after on_change=move |on| knobs.after.set(on) />
                    <OwnSlider label=text!(positions.beta_sinusoids) testid="matrices-beta" of=knobs.beta range=[0.05, 1.0, 0.05] />
                    <OwnSlider label=text!(positions.beta_constant) testid="matrices-constant" of=knobs.constant range=[0.05, 0.95, 0.05] />
                    <OwnSlider label=text!(positions.slope) testid="matrices-m" of=knobs.m range=[0.05, 1.0, 0.05] />
                    <OwnSlider label=text!(positions.gamma_every, every = EVERY) testid="matrices-gamma" of=knobs.gamma range=[0.05, 1.0, 0.05] />
                </div>
                <Pictures stage knobs />
                <Distances knobs />
                <Same stage knobs />
            </Guess>
        </section>
    }
}

/// The five pictures, and the entry that is pointed at.
#[component]
fn Pictures(stage: Stage, knobs: Knobs) -> impl IntoView {
    let i18n = use_i18n();
    let gates = stage.app.read(|s| s.knobs.positions.set.set_gates());
    let chosen = RwSignal::new(None::<Cell>);
    let matrix = move |picture: usize| match picture {
        0 => Bias::Alibi { m: knobs.m.get() }.matrix(TOKENS),
        1 => {
            let (usual, marked) = (BETWEEN.ln(), knobs.gamma.get().ln());
            Bias::Forgetting { g: ByToken { usual, marked, at: Marked::Every(EVERY) } }.matrix(TOKENS)
        }
        2 => stage.stream.get().and_then(|stream| gates.with(|gates| of_path(&stream, gates))),
        3 => weights(TOKENS, knobs.beta.get(), knobs.after.get()),
        _ => Bias::Log { beta: ByToken::all(knobs.constant.get()) }.matrix(TOKENS),
    };
    let matrices = [0, 1, 2, 3, 4].map(|picture| Memo::new(move || matrix(picture).map(Arc::new)));
    let told = move || {
        let locale = i18n.get_locale();
        let Some(Cell { map, row, col }) = chosen.get() else {
            return td_string!(locale, positions.cell_choose).to_owned();
        };
        let name = named(locale, map);
        let entry = matrices.get(map).and_then(|of| of.with(|of| of.as_ref()?.get((row, col)).copied()));
        match entry.filter(|_| col <= row) {
            Some(x) => {
                let x = if x == f64::NEG_INFINITY { "−∞".to_owned() } else { short(x) };
                td_string!(locale, positions.cell_is, name = name, i = row, j = col, value = x).to_string()
            }
            None => td_string!(locale, positions.cell_later, name = name, i = row, j = col).to_string(),
        }
    };
    let value = move || {
        let Cell { map, row, col } = chosen.get()?;
        matrices.get(map)?.with(|of| of.as_ref()?.get((row, col)).copied()).map(|x| x.to_string())
    };
    let gates_are =
        move || t_string!(i18n, positions.gates_are, usual = short(BETWEEN), every = EVERY).to_string();
    let picture = move |(number, of): (usize, Memo<Option<Arc<Mat>>>)| {
        let drawn = Steady::new(move || {
            let matrix = of.with(|of| of.as_deref().map(seen));
            let (shape, full) = matrix.as_ref().map_or(((TOKENS, TOKENS), 1.0), |a| (a.shape(), largest(a)));
            // The same entry of every picture.
            let lit = chosen.get().filter(|at| at.map != number && at.row < shape.0 && at.col < shape.1);
            let lit = lit.map(|at| Lit::Entry(at.row, at.col)).into_iter().collect();
            let cell = (SIDE / shape.1.max(1) as f64).min(LARGEST_CELL);
            Drawn { matrix: matrix.map(Arc::new), shape, full, cell, lit, marked: Vec::new() }
        });
        let called = Steady::new(move || {
            let locale = i18n.get_locale();
            let axes = [td_string!(locale, axis.queries), td_string!(locale, axis.keys)].join(" × ");
            Called { symbol: None, name: named(locale, number).to_owned(), caption: axes, axes: false }
        });
        let most =
            move || t_string!(i18n, positions.largest, x = short(drawn.with(|drawn| drawn.full))).to_string();
        view! {
            <div class="scores">
                <p>{move || named(i18n.get_locale(), number)}</p>
                <Heatmap map=number called drawn testid=format!("scores-{}", PICTURES[number]) chosen beam=Steady::new(|| None) />
                <p class="hint" data-testid=format!("largest-{}", PICTURES[number]) data-value=move || drawn.with(|drawn| drawn.full.to_string())>{most}</p>
            </div>
        }
    };
    let apart =
        Memo::new(move || matrices[3].with(|a| a.as_deref().map(|a| from_diagonal(a, knobs.beta.get()))));
    let diagonal = move || {
        let apart = difference(apart.get()?);
        Some(
            t_string!(i18n, positions.from_diagonal, beta = short(knobs.beta.get()), apart = apart)
                .to_string(),
        )
    };
    view! {
        <p class="hint" inner_html=move || marked(&gates_are())></p>
        <p class="hint cell-told" aria-live="polite" data-testid="matrix-cell" data-value=value>{told}</p>
        <div class="maps">{matrices.into_iter().enumerate().map(picture).collect_view()}</div>
        <p data-testid="from-diagonal" data-value=move || apart.get().map(|x| x.to_string()) inner_html=move || diagonal().map(|says| marked(&says))></p>
        <p class="hint" inner_html=move || marked(t_string!(i18n, positions.matrices_say))></p>
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::inputs::three;
    use crate::rules::Tensor;

    #[test]
    fn what_writes_first_is_the_identity_and_what_asks_first_is_not() {
        let [before, after] = [false, true].map(|after| weights(TOKENS, 1.0, after).unwrap());
        assert!(from_diagonal(&after, 1.0) < 1e-14);
        assert!((from_diagonal(&before, 1.0) - 0.957_103).abs() < 1e-6);
    }

    #[test]
    fn a_picture_is_empty_where_nothing_is_seen() {
        let log =
            Bias::Log { beta: ByToken { usual: 0.25, marked: 1.0, at: Marked::Every(2) } }.matrix(5).unwrap();
        let seen = seen(&log);
        assert!(seen[(0, 1)].is_nan() && seen[(4, 0)].is_nan() && seen[(4, 3)] == log[(4, 3)]);
        assert!(largest(&seen) < f64::INFINITY);
    }

    #[test]
    fn path_takes_the_directions_of_the_stages_own_keys() {
        let gates = Gates::new().with(Tensor::Beta, 1.0);
        let a = of_path(&three(), &gates).unwrap();
        assert!((a[(2, 0)]).abs() < 1e-15 && (a[(2, 2)] - 1.0).abs() < 1e-15, "{a}");
    }
}
