use std::sync::Arc;

use leptos::prelude::*;

use super::steps::{CHUNK, Side, found_listing, wanted_listing};
use super::{Attempt, Way};
use crate::app::{App, Held, use_app};
use crate::browser::size::width_of;
use crate::formulas::mask as formula;
use crate::i18n::*;
use crate::math::{Mat, max_abs};
use crate::trace::Symbol;
use crate::ui::code::Line;
use crate::ui::number::short;
use crate::ui::seen::RNNS;
use crate::ui::{Cell, Choice, Code, Heatmap, InputBar, Letters, Lit, Meter, Predict, Seen, Switch, text};

/// The letters of this page.
const LETTERS: [Symbol; 7] = [Symbol::Q, Symbol::K, Symbol::V, Symbol::A, Symbol::P, Symbol::S, Symbol::O];

/// The largest cell of a matrix, in CSS pixels.
const LARGEST_CELL_PX: f64 = 16.0;

/// What the stage shows now.
#[derive(Clone, Copy)]
struct Stage {
    app: App,
    attempt: Memo<Option<Held<Attempt>>>,
    chosen: RwSignal<Option<Cell>>,
    cell: Signal<f64>,
}

pub fn view() -> AnyView {
    view! { <MaskPage /> }.into_any()
}

#[component]
fn MaskPage() -> impl IntoView {
    let app = use_app();
    let i18n = use_i18n();
    let ready = app.ready();
    let set = app.read(|s| s.knobs.mask);
    let attempt = Memo::new(move |_| Some(Held::new(Attempt::run(&*ready.get()?, set.get()).ok()?)));
    let node = NodeRef::<leptos::html::Section>::new();
    let width = width_of(node);
    let cell = Signal::derive(move || {
        let (n, d) = ready.get().map_or((13, 32), |stream| stream.v.shape());
        let width = width.get().max(280.0);
        // A, n×n, and O, n×d, stand beside each other in a lane; below each other on a phone.
        let side = if width > 600.0 {
            (width / 2.0 - 52.0) / (n + d) as f64
        } else {
            (width - 32.0) / n.max(d) as f64
        };
        side.clamp(2.0, LARGEST_CELL_PX).floor()
    });
    let stage = Stage { app, attempt, chosen: RwSignal::new(None), cell };
    let reading = Signal::derive(move || attempt.get().map(|attempt| attempt.reading));
    let what = Signal::derive(move || format!("{} = {}", wanted_name(stage), found_name(stage)));
    let ways = Signal::derive(move || {
        let name = |way| match way {
            Way::Swap => t_string!(i18n, mask.way_swap).to_string(),
            Way::State => t_string!(i18n, mask.way_state).to_string(),
            Way::Chunks => t_string!(i18n, mask.way_chunks, size = CHUNK),
        };
        Way::ALL.map(|way| (way.id().to_owned(), name(way))).to_vec()
    });
    let verdict = Signal::derive(move || {
        let set = set.get();
        match (set.causal, set.softmax, set.way) {
            (false, false, Way::Swap) => t_string!(i18n, mask.says_free),
            (true, false, Way::Swap) => t_string!(i18n, mask.says_masked),
            (_, true, Way::Swap) => t_string!(i18n, mask.says_softmax),
            (true, false, Way::State) => t_string!(i18n, mask.says_state),
            (true, false, Way::Chunks) => t_string!(i18n, mask.says_chunks),
            (false, false, _) => t_string!(i18n, mask.says_not_causal),
            (_, true, _) => t_string!(i18n, mask.says_no_state),
        }
        .to_string()
    });
    view! {
        <div class="lesson">
            <section class="prose">
                <h1>{text!(mask.title)}</h1>
                <p>{text!(mask.intro)}</p>
                <div class="eq"><math display="block" inner_html=formula::OUTPUT.mathml></math>
                    <math display="block" inner_html=formula::ENTRY.mathml></math></div>
                <p>{text!(mask.try_it)}</p>
                <p class="verdict" role="status" data-testid="verdict">{verdict}</p>
                <p>{text!(mask.effective)}</p>
            </section>
            <section class="stage" node_ref=node aria-label=text!(ui.stage)>
                <div class="stage-top"><InputBar /> <Meter what reading /></div>
                <div class="stage-knobs">
                    <Switch label=text!(mask.causal) testid="mask" on=Signal::derive(move || set.get().causal)
                        on_change=move |on| app.change(|s| s.knobs.mask.causal = on) />
                    <Switch label=text!(mask.softmax) testid="softmax" on=Signal::derive(move || set.get().softmax)
                        on_change=move |on| app.change(|s| s.knobs.mask.softmax = on) />
                    <Choice label=text!(mask.way) testid="way" value=Signal::derive(move || set.get().way.id().to_owned()) options=ways
                        on_change=move |id: String| if let Some(way) = Way::from_id(&id) { app.change(|s| s.knobs.mask.way = way) } />
                </div>
                <div class="lanes two">
                    <Lane stage first_map=0 title=Signal::derive(move || wanted_name(stage)) heading=text!(mask.wanted) side=|attempt| &attempt.wanted listing=wanted_listing testid="code-wanted" />
                    <Lane stage first_map=2 title=Signal::derive(move || found_name(stage)) heading=text!(mask.found) side=|attempt| &attempt.found listing=found_listing testid="code-found" />
                </div>
                <Difference stage />
                <Inspector stage />
                <Question stage />
            </section>
            <Letters symbols=&LETTERS />
            <Seen seen=seen(stage) papers=&[RNNS] />
        </div>
    }
}

/// What is to be computed, as a formula in one line.
fn wanted_name(stage: Stage) -> String {
    let set = stage.app.scenario.with(|s| s.knobs.mask);
    match (set.softmax, set.causal) {
        (true, true) => "softmax(QKᵀ + mask)V",
        (true, false) => "softmax(QKᵀ)V",
        (false, true) => "(QKᵀ ∘ M)V",
        (false, false) => "(QKᵀ)V",
    }
    .to_owned()
}

/// How the other side computes.
fn found_name(stage: Stage) -> String {
    match stage.app.scenario.with(|s| s.knobs.mask.way) {
        Way::Swap => "Q(KᵀV)".to_owned(),
        Way::State => "Sₜqₜ".to_owned(),
        Way::Chunks => format!("C = {CHUNK}"),
    }
}

/// One side: how much of each value is in each output, and the outputs.
#[component]
fn Lane(
    stage: Stage,
    first_map: usize,
    title: Signal<String>,
    heading: Signal<String>,
    side: fn(&Attempt) -> &Side,
    listing: fn(super::Scenario) -> Vec<Line>,
    testid: &'static str,
) -> impl IntoView {
    let i18n = use_i18n();
    let weights = Signal::derive(move || stage.attempt.get().map(|attempt| side(&attempt).weights.clone()));
    let outputs = Signal::derive(move || stage.attempt.get().map(|attempt| side(&attempt).o.clone()));
    let of_weights = Signal::derive(move || {
        let (rows, cols) = shape(weights.get());
        t_string!(i18n, reorder.axes_a, rows = rows, cols = cols)
    });
    let of_outputs = Signal::derive(move || {
        let (rows, cols) = shape(outputs.get());
        t_string!(i18n, reorder.axes_tokens, rows = rows, cols = cols)
    });
    let set = stage.app.read(|s| s.knobs.mask);
    let lines = Signal::derive(move || listing(set.get()));
    // Nothing steps here: lit is the line that completes the matrix of the chosen cell.
    let line = Signal::derive(move || {
        let made = match stage.chosen.get()?.map.checked_sub(first_map)? {
            0 => Symbol::A,
            1 => Symbol::O,
            _ => return None,
        };
        lines.get().iter().rposition(|line| line.makes == Some(made))
    });
    view! {
        <div class="lane">
            <h2>{heading} ": " <span class="formula">{title}</span></h2>
            <div class="maps">
                <Matrix stage map=first_map symbol=Symbol::A name=text!(mask.weights) caption=of_weights matrix=weights />
                <Matrix stage map={first_map + 1} symbol=Symbol::O name=Signal::derive(|| "O".to_owned()) caption=of_outputs matrix=outputs />
            </div>
            <Code lines now=line testid />
        </div>
    }
}

/// A matrix, its largest entry in full colour; a difference as strong as the outputs that it is a difference of, so that
/// rounding does not show.
#[component]
fn Matrix(
    stage: Stage,
    map: usize,
    symbol: Symbol,
    name: Signal<String>,
    caption: Signal<String>,
    matrix: Signal<Option<Arc<Mat>>>,
) -> impl IntoView {
    let full = Memo::new(move |_| match symbol {
        Symbol::E => stage.attempt.get().map_or(1.0, |attempt| max_abs(&attempt.wanted.o)),
        _ => matrix.get().map_or(1.0, |m| max_abs(&m)),
    });
    let of = Signal::derive(move || shape(matrix.get()));
    // The row of the query in hand, in every matrix: all of them have a row for each query.
    let lit = Signal::derive(move || {
        stage.chosen.get().map(|cell| Lit::Row(cell.row)).into_iter().collect::<Vec<_>>()
    });
    view! { <Heatmap map symbol name caption matrix shape=of full cell=stage.cell lit chosen=stage.chosen /> }
}

fn shape(matrix: Option<Arc<Mat>>) -> (usize, usize) {
    matrix.map_or((1, 1), |m| m.shape())
}

/// wanted − found.
#[component]
fn Difference(stage: Stage) -> impl IntoView {
    let i18n = use_i18n();
    let matrix = Signal::derive(move || stage.attempt.get().map(|attempt| attempt.difference.clone()));
    let caption = Signal::derive(move || {
        let (rows, cols) = shape(matrix.get());
        t_string!(i18n, reorder.axes_tokens, rows = rows, cols = cols)
    });
    let rows = move || {
        stage.attempt.get().map_or((0, 0), |attempt| (attempt.rows_that_agree(), attempt.difference.nrows()))
    };
    view! {
        <div class="maps inputs-maps difference">
            <Matrix stage map=4 symbol=Symbol::E name=text!(mask.difference) caption matrix />
            <p data-testid="rows-agree">{text!(mask.rows_agree, rows = rows().0, all = rows().1)}</p>
        </div>
    }
}

/// The entry in hand.
#[component]
fn Inspector(stage: Stage) -> impl IntoView {
    let ready = stage.app.ready();
    let told = move || {
        let (cell, attempt, stream) = (stage.chosen.get()?, stage.attempt.get()?, ready.get()?);
        let (name, matrix) = match cell.map {
            0 => ("A", &attempt.wanted.weights),
            1 => ("O", &attempt.wanted.o),
            2 => ("A", &attempt.found.weights),
            3 => ("O", &attempt.found.o),
            _ => ("Δ", &attempt.difference),
        };
        let row = stream.labels.get(cell.row)?;
        let col = if name == "A" { stream.labels.get(cell.col)?.clone() } else { (cell.col + 1).to_string() };
        Some(format!("{name}[{row}, {col}] = {}", short(*matrix.get((cell.row, cell.col))?)))
    };
    view! {
        <div class="inspector" data-testid="inspector">
            {move || match told() {
                Some(told) => view! { <code>{told}</code> }.into_any(),
                None => view! { <span class="hint">{text!(mask.choose_cell)}</span> }.into_any(),
            }}
        </div>
    }
}

/// How much survives the swap: asked before it is shown.
#[component]
fn Question(stage: Stage) -> impl IntoView {
    let ready = stage.app.ready();
    let swapped = Memo::new(move |_| {
        let set = super::Scenario { causal: true, softmax: false, way: Way::Swap };
        let attempt = Attempt::run(&*ready.get()?, set).ok()?;
        Some((attempt.rows_that_agree() as u64, attempt.difference.nrows()))
    });
    let answer = Signal::derive(move || swapped.get().map_or(0, |(rows, _)| rows));
    let n = move || swapped.get().map_or(0, |(_, n)| n);
    view! {
        <div class="ask">
            <Predict question=text!(mask.question, n = n()) answer why=text!(mask.because) />
        </div>
    }
}

/// What was to be seen, with the numbers of this run.
fn seen(stage: Stage) -> Signal<String> {
    let ready = stage.app.ready();
    let apart = Memo::new(move |_| {
        let stream = ready.get()?;
        let cases = [
            (false, false, Way::Swap),
            (true, false, Way::Swap),
            (false, true, Way::Swap),
            (true, false, Way::State),
            (true, false, Way::Chunks),
        ];
        Some(cases.map(|(causal, softmax, way)| {
            let attempt = Attempt::run(&stream, super::Scenario { causal, softmax, way });
            attempt.map_or(f64::NAN, |attempt| attempt.reading.apart)
        }))
    });
    let apart = move |case: usize| apart.get().map_or_else(String::new, |apart| short(apart[case]));
    text!(
        mask.seen,
        free = apart(0),
        masked = apart(1),
        softmax = apart(2),
        state = apart(3),
        chunks = apart(4)
    )
}
