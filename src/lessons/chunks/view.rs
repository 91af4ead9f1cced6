use std::sync::Arc;

use leptos::prelude::*;

use super::scenario::{SPEEDS, TIMED_D, TIMED_N, rule_id, rule_of};
use super::{Entry, Map, Row, Scenario, Stage, Walk, chunk_sizes, rows, sweep};
use crate::app::{App, Held, use_app};
use crate::browser::size::width_of;
use crate::formulas::chunks as formula;
use crate::i18n::*;
use crate::inputs::Stream;
use crate::lab::Bench;
use crate::math::max_abs;
use crate::rules::wy::{Chunked, Flaws};
use crate::timing::Run;
use crate::trace::{Symbol, Timeline};
use crate::ui::chart::axis::duration;
use crate::ui::chart::{ChartCanvas, LogLog, Look, Marker, Point, Scaling};
use crate::ui::number::{bytes, grouped, plain, short};
use crate::ui::seen::Paper;
use crate::ui::{
    Cell, Choice, Code, Heatmap, InputBar, Letters, Line, Lit, Meter, Predict, Seen, Slider, Switch,
    TokenStrip, Transport, text,
};

/// The letters of this page.
const LETTERS: [Symbol; 11] = [
    Symbol::Q,
    Symbol::K,
    Symbol::V,
    Symbol::L,
    Symbol::W,
    Symbol::U,
    Symbol::A,
    Symbol::O,
    Symbol::S,
    Symbol::Beta,
    Symbol::Gamma,
];

/// Where these chunks come from.
const PAPERS: [Paper; 2] = [
    (
        "https://arxiv.org/abs/2406.06484",
        "Yang et al. 2024, Parallelizing Linear Transformers with the Delta Rule",
    ),
    ("https://arxiv.org/abs/2412.06464", "Yang et al. 2025, Gated Delta Networks"),
];

/// The largest cell of a matrix, in CSS pixels.
const LARGEST_CELL_PX: f64 = 20.0;
/// A stage wider than this has its lanes beside each other; as in the style sheet.
const LANES_BESIDE_PX: f64 = 600.0;

/// What the stage shows now.
#[derive(Clone, Copy)]
struct Board {
    app: App,
    set: Memo<Scenario>,
    ready: Memo<Option<Held<Stream>>>,
    walk: Memo<Option<Held<Walk>>>,
    stop: Memo<u64>,
    now: Memo<(usize, Option<Stage>)>,
    chosen: RwSignal<Option<Cell>>,
    cell: Signal<f64>,
}

pub fn view() -> AnyView {
    view! { <Chunks /> }.into_any()
}

#[component]
fn Chunks() -> impl IntoView {
    let app = use_app();
    let i18n = use_i18n();
    let ready = app.ready();
    // Neither the speed nor what is timed is part of what is computed.
    let set = Memo::new(move |_| {
        let whole = Scenario::default();
        let still = |s: &Scenario| Scenario {
            speed: whole.speed,
            timed_n: whole.timed_n,
            timed_d: whole.timed_d,
            ..s.clone()
        };
        app.scenario.with(|s| still(&s.knobs.chunks))
    });
    let walk = Memo::new(move |_| Some(Held::new(Walk::run(&*ready.get()?, &set.get()).ok()?)));
    let last = move || walk.get().map_or(0, |walk| walk.last());
    let timeline = Memo::new(move |_| Timeline::Every(last()));
    let stop = Memo::new(move |_| app.scenario.with(|s| s.t).min(last()));
    let now = Memo::new(move |_| walk.get().map_or((0, None), |walk| walk.at(stop.get())));
    let node = NodeRef::<leptos::html::Section>::new();
    let width = width_of(node);
    let cell = Signal::derive(move || {
        let d = ready.get().map_or(4, |stream| stream.k.ncols());
        let c = walk.get().map_or(4, |walk| walk.chunks[0].tokens.len());
        let width = width.get().max(280.0);
        let lane = if width > LANES_BESIDE_PX { width / 2.0 } else { width } - 36.0;
        // Two matrices stand beside each other in a lane.
        ((lane - 20.0) / (2 * c.max(d)) as f64).clamp(2.0, LARGEST_CELL_PX).floor()
    });
    let board = Board { app, set, ready, walk, stop, now, chosen: RwSignal::new(None), cell };
    let tokens = move || walk.get().map(|walk| walk.chunks[now.get().0].tokens.clone()).unwrap_or_default();
    let pieces = move || walk.get().map_or(0, |walk| walk.chunks.len());
    let place = Signal::derive(move || {
        t_string!(
            i18n,
            chunks.place,
            chunk = now.get().0 + 1,
            all = pieces(),
            from = tokens().start + 1,
            to = tokens().end
        )
    });
    let say = Signal::derive(move || stage_says(i18n, now.get().1));
    let speeds = Signal::derive(move || {
        SPEEDS.map(|speed| (speed, t_string!(i18n, state.speed, speed = speed).to_string())).to_vec()
    });
    let cost = move |chunk_size: u64| {
        let (t, d) = ready.get().map_or((1, 1), |stream| (stream.len() as u64, stream.k.ncols() as u64));
        set.get().rule.cost(t, d, chunk_size)
    };
    let here = move || cost(set.get().chunk_size);
    let relative = move || plain(here().multiply_adds as f64 / cost(1).multiply_adds as f64);
    let apart = move || walk.get().map_or_else(String::new, |walk| short(walk.reading.apart));
    let long_keys = move || set.get().rule.corrects() && !app.scenario.with(|s| s.unit_keys());
    view! {
        <div class="lesson">
            <section class="prose">
                <h1>{text!(chunks.title)}</h1>
                <p>{text!(chunks.intro)}</p>
                <p>{text!(chunks.triangle)}</p>
                <div class="eq">
                    <math display="block" inner_html=formula::TRIANGLE.mathml></math>
                    <math display="block" inner_html=formula::SOLVE.mathml></math>
                    <math display="block" inner_html=formula::SCORES.mathml></math>
                </div>
                <p>{text!(chunks.serial)}</p>
                <div class="eq">
                    <math display="block" inner_html=formula::PSEUDO_VALUES.mathml></math>
                    <math display="block" inner_html=formula::OUTPUT.mathml></math>
                    <math display="block" inner_html=formula::HAND_OVER.mathml></math>
                </div>
                <p>{text!(chunks.others)}</p>
            </section>
            <section class="stage" node_ref=node aria-label=text!(ui.stage)>
                <div class="stage-top"><InputBar />
                    <Meter what=text!(chunks.meter, size = tokens().len()) reading=Signal::derive(move || walk.get().map(|walk| walk.reading)) /></div>
                <Knobs board />
                <p class="note" role="status" data-testid="norm-warning" hidden=move || !long_keys()>
                    {text!(chunks.long_keys, size = walk.get().map_or_else(String::new, |walk| short(walk.largest_state)))}</p>
                <TokenStrip stream=ready now=Signal::derive(move || tokens().end) label=text!(state.tokens)
                    on_pick=move |t| if let Some(walk) = walk.get_untracked() { app.change(|s| s.t = walk.end_of(t)) } />
                <p class="hint stage-says" data-testid="stage">{say}</p>
                <div class="lanes two">
                    <Lane board heading=text!(chunks.free) maps=&Map::ALL[..5] code="code-free" waits=false />
                    <Lane board heading=text!(chunks.waiting) maps=&Map::ALL[5..] code="code-waiting" waits=true />
                </div>
                <Inspector board />
                <Transport timeline place say speeds speed=Signal::derive(move || app.scenario.with(|s| s.knobs.chunks.speed))
                    on_speed=move |speed| app.change(|s| s.knobs.chunks.speed = speed) />
            </section>
            <Letters symbols=&LETTERS />
        </div>
        <div class="after-lesson">
            <Measure board />
            <Seen seen=text!(chunks.seen, pieces = pieces(), apart = apart(), relative = relative(), depth = here().depth) papers=&PAPERS />
        </div>
    }
}

/// What happens at a stop, in one sentence.
fn stage_says(i18n: leptos_i18n::I18nContext<Locale>, stage: Option<Stage>) -> String {
    match stage {
        None => t_string!(i18n, chunks.at_start).to_string(),
        Some(Stage::Overlaps) => t_string!(i18n, chunks.at_overlaps).to_string(),
        Some(Stage::Triangle) => t_string!(i18n, chunks.at_triangle).to_string(),
        Some(Stage::Solve(row)) => t_string!(i18n, chunks.at_solve, row = row + 1, earlier = row),
        Some(Stage::Scores) => t_string!(i18n, chunks.at_scores).to_string(),
        Some(Stage::Correct) => t_string!(i18n, chunks.at_correct).to_string(),
        Some(Stage::Output) => t_string!(i18n, chunks.at_output).to_string(),
        Some(Stage::HandOver) => t_string!(i18n, chunks.at_handover).to_string(),
    }
}

fn rule_name(i18n: leptos_i18n::I18nContext<Locale>, rule: Chunked) -> String {
    match rule {
        Chunked::LinearAttn => t_string!(i18n, rules.linear_attn),
        Chunked::DeltaRule => t_string!(i18n, rules.delta_rule),
        Chunked::GatedDeltaRule => t_string!(i18n, rules.gated_delta_rule),
    }
    .to_string()
}

/// The rule, C, the gates, and what can be broken.
#[component]
fn Knobs(board: Board) -> impl IntoView {
    let i18n = use_i18n();
    let Board { app, set, ready, .. } = board;
    let names = Signal::derive(move || {
        Chunked::ALL.map(|rule| (rule_id(rule).to_owned(), rule_name(i18n, rule))).to_vec()
    });
    let longest = Memo::new(move |_| ready.get().map_or(1.0, |stream| stream.len() as f64));
    let size = Signal::derive(move || (set.get().chunk_size as f64).min(longest.get()));
    let beta = Signal::derive(move || set.get().beta);
    let gamma = Signal::derive(move || set.get().gamma);
    let flaw = move |testid: &'static str,
                     label: Signal<String>,
                     get: fn(&Flaws) -> bool,
                     put: fn(&mut Flaws, bool)| {
        view! {
            <Switch label testid on=Signal::derive(move || get(&set.get().flaws)) on_change=move |on| app.change(|s| put(&mut s.knobs.chunks.flaws, on)) />
        }
    };
    view! {
        <div class="stage-knobs">
            <Choice label=text!(chunks.rule) testid="rule" value=Signal::derive(move || rule_id(set.get().rule).to_owned()) options=names
                on_change=move |id: String| if let Some(rule) = rule_of(&id) { app.change(|s| s.knobs.chunks.rule = rule) } />
            // The number of tokens is part of the slider: another stream, another slider.
            {move || {
                let max = longest.get();
                view! {
                    <Slider label="C" testid="chunk-size" min=1.0 max=max step=1.0 value=size shown=Signal::derive(move || plain(size.get()))
                        on_change=move |c: f64| resize(board, c as u64) />
                }
            }}
            <div hidden=move || !set.get().rule.corrects()>
                <Slider label="β" testid="beta" min=0.0 max=2.0 step=0.01 value=beta shown=Signal::derive(move || short(beta.get()))
                    on_change=move |x| app.change(|s| s.knobs.chunks.beta = x) />
            </div>
            <div hidden=move || !set.get().rule.fades()>
                <Slider label="γ" testid="gamma" min=0.0 max=1.0 step=0.01 value=gamma shown=Signal::derive(move || short(gamma.get()))
                    on_change=move |x| app.change(|s| s.knobs.chunks.gamma = x) />
            </div>
        </div>
        <div class="stage-knobs">
            <fieldset class="rules">
                <legend>{text!(chunks.break_it)}</legend>
                {flaw("break-diagonal", text!(chunks.break_diagonal), |f| f.diagonal, |f, on| f.diagonal = on)}
                <div hidden=move || !set.get().rule.corrects()>
                    {flaw("break-sign", text!(chunks.break_sign), |f| f.sign, |f, on| f.sign = on)}
                </div>
                {flaw("break-handover", text!(chunks.break_handover), |f| f.hand_over, |f, on| f.hand_over = on)}
                <Switch label=text!(chunks.break_keys) testid="break-keys" on=Signal::derive(move || !app.scenario.with(|s| s.unit_keys()))
                    on_change=move |on: bool| app.change(|s| s.norm = Some(!on)) />
            </fieldset>
        </div>
    }
}

/// Another chunk size: stays at the chunk that holds the token in hand, at its end.
fn resize(board: Board, chunk_size: u64) {
    let Board { app, walk, now, stop, .. } = board;
    let token = walk.with_untracked(|walk| {
        walk.as_ref().map_or(0, |walk| walk.chunks[now.get_untracked().0].tokens.start)
    });
    let at_start = stop.get_untracked() == 0;
    app.change(|s| s.knobs.chunks.chunk_size = chunk_size);
    if let Some(walk) = walk.get_untracked().filter(|_| !at_start) {
        app.change(|s| s.t = walk.end_of(token));
    }
}

/// The matrices that need no state, or those that wait for it, and the lines that make them.
#[component]
fn Lane(
    board: Board,
    heading: Signal<String>,
    maps: &'static [Map],
    code: &'static str,
    waits: bool,
) -> impl IntoView {
    let Board { set, now, .. } = board;
    let lines = Signal::derive(move || listing(&set.get(), waits));
    let line = Signal::derive(move || {
        now.get().1.filter(|stage| stage.waits() == waits).map(|stage| line_of(set.get().rule, stage))
    });
    // A row of W and one of U are solved together.
    let together = Signal::derive(move || if matches!(now.get().1, Some(Stage::Solve(_))) { 2 } else { 1 });
    let first = if waits { 5 } else { 0 };
    view! {
        <div class="lane">
            <h2>{heading}</h2>
            <Code lines now=line together testid=code />
            <div class="maps">
                {maps.iter().enumerate().map(|(i, map)| view! {
                    <div hidden=move || !map.is_of(set.get().rule)><Matrix board map=*map number={first + i} /></div>
                }).collect_view()}
            </div>
        </div>
    }
}

/// The lines of one lane, broken where the rule is.
fn listing(set: &Scenario, waits: bool) -> Vec<Line> {
    let Scenario { rule, flaws, .. } = set;
    let fades = rule.fades();
    let decay = |text: &'static str| if fades { text } else { "" };
    if !waits {
        let below = if flaws.diagonal { ", −1" } else { "" };
        let scores = Line::making(Symbol::A, format!("A = tril({}QKᵀ{below})", decay("Γ ∘ ")));
        if !rule.corrects() {
            return vec![scores];
        }
        let sign = if flaws.sign { "+" } else { "−" };
        return vec![
            Line::making(Symbol::K, "KKᵀ"),
            Line::making(Symbol::L, format!("L = tril(diag(β) {}KKᵀ, −1)", decay("Γ ∘ "))),
            Line::around("for i in 1..C:"),
            Line::making(
                Symbol::W,
                format!("  W[i] = β[i] {}K[i] {sign} Σ L[i, j<i] W[j]", decay("Γ[i,0] ")),
            ),
            Line::making(Symbol::U, format!("  U[i] = β[i] V[i] {sign} Σ L[i, j<i] U[j]")),
            scores,
        ];
    }
    let mut lines = Vec::new();
    if rule.corrects() {
        lines.push(Line::making(Symbol::U, "Ũ = U − W S₀ᵀ"));
    }
    let written = if rule.corrects() { "Ũ" } else { "V" };
    lines.push(Line::making(Symbol::O, format!("O = {}Q S₀ᵀ + A {written}", decay("diag(Γ[:,0]) "))));
    lines.push(Line::making(
        Symbol::S,
        format!("S = {}S₀ + {written}ᵀ {}K", decay("Γ[C,0] "), decay("diag(Γ[C,:]) ")),
    ));
    lines.push(Line::around(if flaws.hand_over { "S₀ ← 0" } else { "S₀ ← S" }));
    lines
}

/// The first line of its lane that a stage carries out.
fn line_of(rule: Chunked, stage: Stage) -> usize {
    match stage {
        Stage::Overlaps => 0,
        Stage::Triangle => 1,
        Stage::Solve(_) => 3,
        Stage::Scores => {
            if rule.corrects() {
                5
            } else {
                0
            }
        }
        Stage::Correct => 0,
        Stage::Output => usize::from(rule.corrects()),
        Stage::HandOver => usize::from(rule.corrects()) + 1,
    }
}

/// One matrix of the chunk in hand.
#[component]
fn Matrix(board: Board, map: Map, number: usize) -> impl IntoView {
    let i18n = use_i18n();
    let Board { walk, stop, now, chosen, cell, .. } = board;
    let seen = Memo::new(move |_| walk.get()?.seen(stop.get(), map).map(Arc::new));
    let shape =
        Signal::derive(move || walk.get().map_or((1, 1), |walk| walk.matrix(now.get().0, map).shape()));
    let full = Memo::new(move |_| walk.get().map_or(1.0, |walk| max_abs(&walk.matrix(now.get().0, map))));
    let caption = Signal::derive(move || {
        let (rows, cols) = shape.get();
        match map {
            Map::Overlaps | Map::L => t_string!(i18n, chunks.axes_keys, rows = rows, cols = cols),
            Map::A => t_string!(i18n, reorder.axes_a, rows = rows, cols = cols),
            Map::Before | Map::S => t_string!(i18n, state.axes, rows = rows, cols = cols),
            _ => t_string!(i18n, reorder.axes_tokens, rows = rows, cols = cols),
        }
    });
    let lit = Signal::derive(move || operands(map, now.get().1, chosen.get()));
    // Where nothing is corrected, the values themselves are written.
    let corrects = move || board.set.get().rule.corrects();
    let name =
        Signal::derive(move || if map == Map::Written && !corrects() { "V" } else { map.name() }.to_owned());
    view! { <Heatmap map=number symbol=map.symbol() name caption matrix=seen shape full cell lit chosen /> }
}

/// What of a matrix goes into the chosen entry, or into the row that is being solved.
fn operands(map: Map, stage: Option<Stage>, chosen: Option<Cell>) -> Vec<Lit> {
    if let Some(Cell { map: of, row, col }) = chosen {
        return match (Map::ALL[of], map) {
            (Map::L, Map::Overlaps) => vec![Lit::Entry(row, col)],
            (Map::W | Map::U, Map::L) => vec![Lit::Row(row)],
            (Map::W, Map::W) | (Map::U, Map::U) | (Map::O, Map::Written) => vec![Lit::Col(col)],
            (Map::Written, Map::U) => vec![Lit::Entry(row, col)],
            (Map::Written, Map::W) | (Map::O, Map::A) => vec![Lit::Row(row)],
            (Map::Written | Map::O, Map::Before) => vec![Lit::Row(col)],
            (Map::S, Map::Before) => vec![Lit::Entry(row, col)],
            (Map::S, Map::Written) => vec![Lit::Col(row)],
            _ => Vec::new(),
        };
    }
    match (stage, map) {
        (Some(Stage::Solve(row)), Map::L | Map::W | Map::U) => vec![Lit::Row(row)],
        _ => Vec::new(),
    }
}

/// The entry in hand, with its numbers.
#[component]
fn Inspector(board: Board) -> impl IntoView {
    let Board { walk, ready, now, chosen, .. } = board;
    let told = move || {
        let (cell, walk, stream) = (chosen.get()?, walk.get()?, ready.get()?);
        let map = *Map::ALL.get(cell.map)?;
        let number = now.get().0;
        let value = *walk.matrix(number, map).get((cell.row, cell.col))?;
        let start = walk.chunks[number].tokens.start;
        let token = |i: usize| stream.labels.get(start + i).cloned().unwrap_or_default();
        let row = if map.by_token() { token(cell.row) } else { (cell.row + 1).to_string() };
        let by_key = matches!(map, Map::Overlaps | Map::L | Map::A);
        let col = if by_key { token(cell.col) } else { (cell.col + 1).to_string() };
        let head = format!("{}[{row}, {col}]", map.name());
        Some((map, head, walk.entry(number, map, cell.row, cell.col), value))
    };
    view! {
        <div class="inspector" data-testid="inspector">
            {move || match told() {
                Some((map, head, entry, value)) => view! {
                    <code><b class=format!("sym sym-{}", map.symbol().id())>{head}</b> {entry.map(|entry| sum(&entry))} " = " <b data-testid="inspector-value">{short(value)}</b></code>
                }.into_any(),
                None => view! { <span class="hint">{text!(chunks.choose_cell)}</span> }.into_any(),
            }}
        </div>
    }
}

/// ` = factor · (first − (a·b + c·d))`, with numbers.
fn sum(entry: &Entry) -> String {
    let number = |x: f64| if x < 0.0 { format!("({})", short(x)) } else { short(x) };
    let terms: Vec<String> =
        entry.terms.iter().map(|(a, b)| format!("{}·{}", number(*a), number(*b))).collect();
    let terms = terms.join(" + ");
    let inner = match (entry.first, entry.minus) {
        (Some(first), _) if terms.is_empty() => short(first),
        (Some(first), true) => format!("{} − ({terms})", short(first)),
        (Some(first), false) => format!("{} + {terms}", short(first)),
        (None, _) => terms,
    };
    match entry.factor {
        Some(factor) => format!(" = {} · ({inner})", short(factor)),
        None => format!(" = {inner}"),
    }
}

/// What each C costs, counted; and how long each takes here, measured.
#[component]
fn Measure(board: Board) -> impl IntoView {
    let app = board.app;
    let i18n = use_i18n();
    let bench = Bench::default();
    on_cleanup(move || bench.cancel());
    let set = app.read(|s| s.knobs.chunks.clone());
    let rows = move || bench.run.with(|run| rows(&set.get(), &run.records));
    let best = move || {
        let timed = rows().into_iter().filter_map(|row| Some((row.ms?[0], row)));
        timed.min_by(|a, b| a.0.total_cmp(&b.0)).map(|(_, row)| row)
    };
    let running = Memo::new(move |_| bench.run.with(Run::is_running));
    let part = move || bench.run.with(Run::part);
    let failed = move || bench.run.with(|run| run.failure().is_some());
    let says = move || match (failed(), running.get(), best()) {
        (true, ..) => t_string!(i18n, start.time_failed).to_string(),
        (_, true, _) => t_string!(i18n, lab.running).to_string(),
        (_, _, Some(best)) => t_string!(
            i18n,
            chunks.best,
            size = best.chunk_size,
            time = duration(best.ms.map_or(f64::NAN, |ms| ms[0])),
            relative = plain(best.relative)
        ),
        _ => t_string!(i18n, chunks.not_timed).to_string(),
    };
    let numbers =
        |all: [u64; 3]| Signal::derive(move || all.map(|x| (x.to_string(), x.to_string())).to_vec());
    let chart = Signal::derive(move || {
        let point = |row: Row| {
            row.ms.map(|[y, low, high]| Point { x: row.chunk_size as f64, y, low, high, samples: Vec::new() })
        };
        let points = rows().into_iter().filter_map(point).collect();
        LogLog {
            x_title: "C".to_owned(),
            y_title: t_string!(i18n, lab.time).to_string(),
            times: true,
            series: vec![Scaling {
                label: rule_name(i18n, set.get().rule),
                colour: 5,
                marker: Marker::Disc,
                look: Look::Points,
                points,
                fit_from: 0.0,
                law: None,
            }],
        }
    });
    view! {
        <section aria-labelledby="what-c-costs">
            <h2 id="what-c-costs">{text!(chunks.costs_title)}</h2>
            <p>{text!(chunks.costs_text)}</p>
            <Question board />
            <div class="stage-knobs">
                <Choice label="T" testid="time-n" value=Signal::derive(move || set.get().timed_n.to_string()) options=numbers(TIMED_N)
                    on_change=move |n: String| if let Ok(n) = n.parse() { app.change(|s| s.knobs.chunks.timed_n = n) } />
                <Choice label="d" testid="time-d" value=Signal::derive(move || set.get().timed_d.to_string()) options=numbers(TIMED_D)
                    on_change=move |d: String| if let Ok(d) = d.parse() { app.change(|s| s.knobs.chunks.timed_d = d) } />
                <button data-testid="chunk-time" disabled=running on:click=move |_| bench.start(&sweep(&set.get_untracked()))>{text!(chunks.time_it)}</button>
                <progress max="1" value=part aria-label=text!(lab.progress)></progress>
                <span role="status" data-testid="chunk-best" data-best=move || best().map(|row| row.chunk_size.to_string())>{says}</span>
            </div>
            <div class="costs">
                <div class="scroll" tabindex="0" role="group" aria-labelledby="what-c-costs">
                    <table data-testid="chunk-costs">
                        <thead><tr>
                            <th scope="col">"C"</th>
                            <th scope="col">{text!(chunks.work)}</th>
                            <th scope="col">{text!(chunks.relative)}</th>
                            <th scope="col">{text!(chunks.depth)}</th>
                            <th scope="col">{text!(chunks.moved)}</th>
                            <th scope="col">{text!(chunks.time)}</th>
                        </tr></thead>
                        <tbody>
                            {move || {
                                let best = best().map(|row| row.chunk_size);
                                rows().iter().map(|row| cost_row(row, best == Some(row.chunk_size))).collect_view()
                            }}
                        </tbody>
                    </table>
                </div>
                <div class="charts" hidden=move || best().is_none()><ChartCanvas chart label=text!(chunks.chart) height=300.0 /></div>
            </div>
        </section>
    }
}

fn cost_row(row: &Row, best: bool) -> impl IntoView + use<> {
    let time = row.ms.map_or_else(
        || "–".to_owned(),
        |[ms, low, high]| format!("{} ± {}", duration(ms), duration((high - low) / 2.0)),
    );
    view! {
        <tr class:best=best data-testid=format!("chunk-{}", row.chunk_size) data-ms=row.ms.map(|ms| ms[0].to_string())>
            <th scope="row">{row.chunk_size}</th>
            <td>{grouped(row.cost.multiply_adds.into())}</td>
            <td>"×"{plain(row.relative)}</td>
            <td>{grouped(row.cost.depth.into())}</td>
            // The kernels compute in numbers of four bytes.
            <td>{bytes(4 * u128::from(row.cost.state_numbers))}</td>
            <td>{time}</td>
        </tr>
    }
}

/// Which C waits least: asked before the table is read.
#[component]
fn Question(board: Board) -> impl IntoView {
    let app = board.app;
    let n = move || app.scenario.with(|s| s.knobs.chunks.timed_n);
    let shortest = move || {
        let depth = |c: u64| Chunked::DeltaRule.cost(n(), 1, c).depth;
        chunk_sizes(n()).min_by_key(|c| depth(*c)).map_or((1, 1), |c| (c, depth(c)))
    };
    let answer = Signal::derive(move || shortest().0);
    let why = text!(chunks.because, size = shortest().0, depth = shortest().1, n = n());
    view! { <div class="ask"><Predict question=text!(chunks.question, n = n()) answer why /></div> }
}
