use std::sync::Arc;

use leptos::prelude::*;

use super::scenario::{LARGEST, SPEEDS};
use super::{Growth, Worked};
use crate::app::{App, Held, use_app};
use crate::browser::size::width_of;
use crate::formulas::identity as formula;
use crate::i18n::*;
use crate::math::max_abs;
use crate::trace::{Symbol, Timeline};
use crate::ui::chart::{ChartCanvas, Line, Lines};
use crate::ui::meter::Reading;
use crate::ui::number::{bytes, grouped, plain, short};
use crate::ui::seen::RNNS;
use crate::ui::{
    Cell, Code, DecimalField, Heatmap, InputBar, Letters, Lit, Meter, Predict, Seen, TokenStrip, Transport,
    text,
};

/// The letters of this page.
const LETTERS: [Symbol; 5] = [Symbol::Q, Symbol::K, Symbol::V, Symbol::S, Symbol::O];

/// The four terms of the worked example, row by row.
const TERMS: [[&str; 2]; 2] = [["ace", "adf"], ["bce", "bdf"]];

/// The largest cell of a matrix, in CSS pixels.
const LARGEST_CELL_PX: f64 = 18.0;

/// What the stage shows now.
#[derive(Clone, Copy)]
struct Stage {
    app: App,
    worked: Memo<Worked>,
    /// The term in hand, where it stands in both expansions.
    term: RwSignal<Option<&'static str>>,
    growth: Memo<Option<Held<Growth>>>,
    /// Tokens done.
    t: Memo<usize>,
    cell: Signal<f64>,
}

pub fn view() -> AnyView {
    view! { <Identity /> }.into_any()
}

#[component]
fn Identity() -> impl IntoView {
    let app = use_app();
    let ready = app.ready();
    let worked = Memo::new(move |_| Worked::of(app.scenario.with(|s| s.knobs.identity.letters)));
    let growth = Memo::new(move |_| Some(Held::new(Growth::run(&*ready.get()?).ok()?)));
    let tokens = move || growth.get().map_or(0, |growth| growth.tokens());
    let t = Memo::new(move |_| (app.scenario.with(|s| s.t) as usize).min(tokens()));
    let node = NodeRef::<leptos::html::Section>::new();
    let width = width_of(node);
    let cell = Signal::derive(move || {
        let channels = growth.get().map_or(8, |growth| growth.channels().0) as f64;
        // Keys and values stand beside each other in half of the stage, or, on a phone, in all of it.
        let width = width.get().max(280.0);
        let half = if width > 600.0 { width / 2.0 } else { width };
        ((half - 56.0) / 2.0 / channels).clamp(2.0, LARGEST_CELL_PX).floor()
    });
    let stage = Stage { app, worked, term: RwSignal::new(None), growth, t, cell };
    let reading = Signal::derive(move || {
        let (a, b) = (worked.get().reading, growth.get()?.reading);
        // The one that uses up more of what it is allowed; a NaN in either is to show.
        let used = |r: Reading| r.apart / r.allowed;
        Some(if used(a) > used(b) || a.apart.is_nan() { a } else { b })
    });
    view! {
        <div class="lesson">
            <section class="prose">
                <h1>{text!(identity.title)}</h1>
                <p>{text!(identity.intro)}</p>
                <div class="eq"><math display="block" inner_html=formula::TERM.mathml></math></div>
                <p>{text!(identity.inner)}</p>
                <p>{text!(identity.outer)}</p>
                <p>{text!(identity.sum)}</p>
                <div class="eq"><math display="block" inner_html=formula::OUTPUT_T.mathml></math></div>
                <p>{text!(identity.keep)}</p>
            </section>
            <section class="stage" node_ref=node aria-label=text!(ui.stage)>
                <div class="stage-top">
                    <h2>{text!(identity.two_dimensions)}</h2>
                    <Meter what=Signal::derive(|| "v(kᵀq) = (vkᵀ)q".to_owned()) reading />
                </div>
                <WorkedExample stage />
                <div class="stage-top"><h2>{text!(identity.summed)}</h2> <InputBar /></div>
                <Sum stage />
            </section>
            <Letters symbols=&LETTERS />
            <Seen seen=seen(stage) papers=&[RNNS] />
        </div>
    }
}

/// Both paths in two dimensions, with the letters and with numbers that can be changed where they stand.
#[component]
fn WorkedExample(stage: Stage) -> impl IntoView {
    let Stage { app, worked, .. } = stage;
    let letters = app.read(|s| s.knobs.identity.letters);
    let field = move |i: usize| {
        let letter = ["a", "b", "c", "d", "e", "f"][i];
        view! {
            <DecimalField label=letter testid=format!("letter-{letter}") largest=LARGEST value=Signal::derive(move || letters.get()[i])
                on_change=move |x| app.change(|s| s.knobs.identity.letters[i] = x) />
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
                <Expanded stage result=|w| w.from_inner />
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
                <Expanded stage result=|w| w.from_outer />
            </div>
        </div>
    }
}

/// A result multiplied out. A term lights where it stands on either path.
#[component]
fn Expanded(stage: Stage, result: fn(&Worked) -> [f64; 2]) -> impl IntoView {
    let Stage { worked, term, .. } = stage;
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

/// Σ over the tokens: what each path keeps, and what a token costs it.
#[component]
fn Sum(stage: Stage) -> impl IntoView {
    let i18n = use_i18n();
    let Stage { app, growth, t, cell, .. } = stage;
    let ready = app.ready();
    let last = move || growth.get().map_or(0, |growth| growth.tokens());
    let timeline = Memo::new(move |_| Timeline::Every(last() as u64));
    let label = move |t: usize| ready.get().and_then(|stream| stream.labels.get(t.checked_sub(1)?).cloned());
    let place = text!(identity.place, t = t.get(), all = last());
    let say = Signal::derive(move || match label(t.get()) {
        Some(token) => {
            t_string!(i18n, identity.say, token = token, history = history(stage), state = state(stage))
        }
        None => t_string!(i18n, identity.at_start).to_string(),
    });
    let speeds = Signal::derive(move || {
        SPEEDS.map(|speed| (speed, t_string!(i18n, identity.speed, speed = speed).to_string())).to_vec()
    });
    let chosen = RwSignal::new(None::<Cell>);
    let lit = Signal::derive(move || t.get().checked_sub(1).map(Lit::Row).into_iter().collect::<Vec<_>>());
    let kept = move |map: usize, symbol: Symbol, name: &'static str| {
        let all = Signal::derive(move || growth.get().map(|growth| Arc::new(growth.kept(symbol, t.get()))));
        let shape = Signal::derive(move || {
            growth.get().map_or((1, 1), |growth| {
                let (k, v) = growth.channels();
                (growth.tokens(), if symbol == Symbol::K { k } else { v })
            })
        });
        let full = Memo::new(move |_| {
            growth.get().map_or(1.0, |growth| max_abs(&growth.kept(symbol, growth.tokens())))
        });
        let caption = Signal::derive(move || {
            let (_, cols) = shape.get();
            t_string!(i18n, reorder.axes_tokens, rows = t.get(), cols = cols)
        });
        view! { <Heatmap map symbol name caption matrix=all shape full cell lit chosen /> }
    };
    let shape = Signal::derive(move || {
        growth.get().map_or((1, 1), |growth| {
            let (k, v) = growth.channels();
            (v, k)
        })
    });
    let s = Memo::new(move |_| growth.get().map(|growth| growth.state(t.get())));
    let full = Memo::new(move |_| growth.get().map_or(1.0, |growth| max_abs(&growth.state(growth.tokens()))));
    let axes = Signal::derive(move || {
        let (rows, cols) = shape.get();
        t_string!(i18n, state.axes, rows = rows, cols = cols)
    });
    let output = move || {
        growth.get()?.output(t.get()).map(|o| o.iter().map(|x| short(*x)).collect::<Vec<_>>().join("  "))
    };
    // The whole body of a path is one step of this stage: nothing runs before the first token.
    let now = move |first: usize| Signal::derive(move || (t.get() > 0).then_some(first));
    view! {
        <TokenStrip stream=ready now=t label=text!(state.tokens) on_pick=move |t| app.change(|s| s.t = t as u64 + 1) />
        <div class="lanes two">
            <div class="lane">
                <h2>{text!(identity.history)}</h2>
                <div class="run">
                    <Counters work=Signal::derive(move || history(stage)) numbers=Signal::derive(move || growth.get().map_or(0, |g| g.work_of_history(t.get()))) id="history" />
                    <Code lines=Growth::history_listing() now=now(1) testid="code-history" />
                </div>
                <div class="maps">{kept(0, Symbol::K, "K")} {kept(1, Symbol::V, "V")}</div>
            </div>
            <div class="lane">
                <h2>{text!(identity.running)}</h2>
                <div class="run">
                    <Counters work=Signal::derive(move || state(stage)) numbers=Signal::derive(move || growth.get().map_or(0, |g| { let (k, v) = g.channels(); k * v })) id="state" />
                    <Code lines=Growth::state_listing() now=now(0) together=2 testid="code-state" />
                </div>
                <div class="maps"><Heatmap map=2 symbol=Symbol::S name="S" caption=axes matrix=s shape full cell lit=Signal::derive(Vec::new) chosen /></div>
            </div>
        </div>
        <p class="both-read"><b class="sym sym-o" data-symbol="o">"o"</b> " " {text!(identity.both)} " " <code class="vector">{output}</code></p>
        <Question stage />
        <Transport timeline place say speeds speed=Signal::derive(move || app.scenario.with(|s| s.knobs.identity.speed))
            on_speed=move |speed| app.change(|s| s.knobs.identity.speed = speed) />
    }
}

/// Multiply-adds of this token from all keys and values so far.
fn history(stage: Stage) -> usize {
    stage.growth.get().map_or(0, |growth| growth.work_of_history(stage.t.get()))
}

/// Multiply-adds of this token by the state.
fn state(stage: Stage) -> usize {
    if stage.t.get() == 0 { 0 } else { stage.growth.get().map_or(0, |growth| growth.work_of_state()) }
}

/// What this token costs a path, and what the path must keep.
#[component]
fn Counters(work: Signal<usize>, numbers: Signal<usize>, id: &'static str) -> impl IntoView {
    view! {
        <dl class="counters">
            <dt>{text!(identity.work)}</dt>
            <dd><b data-testid=format!("work-{id}")>{move || grouped(work.get() as u128)}</b></dd>
            <dt>{text!(identity.kept)}</dt>
            <dd>{move || bytes(8 * numbers.get() as u128)}</dd>
        </dl>
    }
}

/// The cost of token t on both paths, past the token where they cross.
#[component]
fn Costs(stage: Stage) -> impl IntoView {
    let i18n = use_i18n();
    let Stage { growth, t, .. } = stage;
    let chart = Signal::derive(move || {
        let line = |label: &str, colour, values| Line { label: label.to_owned(), colour, values };
        let lines = growth.get().map_or_else(Vec::new, |growth| {
            let tokens = 1..=growth.tokens().max(3 * growth.crossing() / 2);
            let history = tokens.clone().map(|t| growth.work_of_history(t) as f64).collect();
            let state = tokens.map(|_| growth.work_of_state() as f64).collect();
            vec![line("v(kᵀq)", 1, history), line("(vkᵀ)q", 5, state)]
        });
        Lines {
            x_title: t_string!(i18n, state.tokens).to_string(),
            y_title: t_string!(i18n, identity.work).to_string(),
            lines,
            position: t.get().checked_sub(1),
        }
    });
    view! { <div class="charts"><ChartCanvas chart label=text!(identity.chart) height=170.0 /></div> }
}

/// Where the two paths cross: asked first, then drawn.
#[component]
fn Question(stage: Stage) -> impl IntoView {
    let growth = stage.growth;
    let d = move || growth.get().map_or(0, |growth| growth.channels().0);
    let crossing = Signal::derive(move || growth.get().map_or(0, |growth| growth.crossing() as u64));
    view! {
        <div class="ask">
            <Predict question=text!(identity.question, d = d()) answer=crossing
                why=text!(identity.because, d = d(), crossing = crossing.get())><Costs stage /></Predict>
        </div>
    }
}

/// What was to be seen, with the numbers of this run.
fn seen(stage: Stage) -> Signal<String> {
    let growth = stage.growth;
    let numbers = Memo::new(move |_| {
        growth.get().map_or((0, 0, 0, 0), |growth| {
            let (k, _) = growth.channels();
            let tokens = growth.tokens();
            (tokens, k, growth.work_of_history(tokens), growth.work_of_state())
        })
    });
    text!(
        identity.seen,
        tokens = numbers.get().0,
        d = numbers.get().1,
        history = grouped(numbers.get().2 as u128),
        state = grouped(numbers.get().3 as u128)
    )
}
