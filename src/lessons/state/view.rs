use leptos::prelude::*;

use super::scenario::{MAX_BETA, MAX_GAMMA, SPEEDS, shown};
use super::steps::{How, Moment};
use super::{Gate, Lockstep, Track};
use crate::app::{App, Held, use_app};
use crate::browser::size::width_of;
use crate::formulas::{delta_rule, gated_delta_rule, linear_attn};
use crate::i18n::*;
use crate::inputs::Stream;
use crate::math::{Mat, max_abs};
use crate::rules::RuleEntry;
use crate::trace::{Part, Symbol, Timeline};
use crate::ui::chart::{ChartCanvas, Line, Lines};
use crate::ui::number::short;
use crate::ui::{
    Cell, Heatmap, InputBar, Letters, Lit, Meter, Slider, Switch, TokenStrip, Transport, When, text,
};

type Step = Option<(usize, Part)>;

/// The letters of this page.
const LETTERS: [Symbol; 9] = [
    Symbol::Q,
    Symbol::K,
    Symbol::V,
    Symbol::S,
    Symbol::R,
    Symbol::E,
    Symbol::O,
    Symbol::Beta,
    Symbol::Gamma,
];

/// A stage wider than this has its lanes beside each other; as in the style sheet.
const LANES_BESIDE_PX: f64 = 600.0;
/// What a lane's padding and border take of its width.
const LANE_PADDING_PX: f64 = 36.0;
/// Between S and ΔS.
const PAIR_GAP_PX: f64 = 16.0;
/// Cells smaller than this are hard to point at.
const SMALLEST_BESIDE_PX: f64 = 8.0;

/// What the stage shows now.
#[derive(Clone, Copy)]
struct Stage {
    app: App,
    ready: Memo<Option<Held<Stream>>>,
    run: Memo<Option<Held<Lockstep>>>,
    step: Memo<Step>,
    chosen: RwSignal<Option<Cell>>,
    cell: Signal<f64>,
}

pub fn view() -> AnyView {
    view! { <State /> }.into_any()
}

#[component]
fn State() -> impl IntoView {
    let app = use_app();
    let i18n = use_i18n();
    let ready = app.ready();
    // The speed is no part of what is computed.
    let computed =
        Memo::new(move |_| app.scenario.with(|s| super::Scenario { speed: 1.0, ..s.knobs.state.clone() }));
    let run = Memo::new(move |_| Some(Held::new(Lockstep::run(&*ready.get()?, &computed.get()).ok()?)));
    let timeline = Memo::new(move |_| Timeline::Every(run.get().map_or(0, |run| run.stops.len() as u64)));
    let step = Memo::new(move |_| run.get().and_then(|run| run.step(app.scenario.with(|s| s.t))));
    let node = NodeRef::<leptos::html::Section>::new();
    let width = width_of(node);
    let rules = app.read(|s| s.knobs.state.rules.clone());
    let cell = Signal::derive(move || {
        let channels = ready.get().map_or(8, |stream| stream.k.ncols()) as f64;
        let width = width.get().max(280.0);
        let lanes = if width > LANES_BESIDE_PX { rules.with(Vec::len) as f64 } else { 1.0 };
        let lane = width / lanes - LANE_PADDING_PX;
        // S and ΔS stand beside each other where their cells can still be pointed at, else one below the other.
        let beside = (lane - PAIR_GAP_PX) / 2.0 / channels;
        let side = if beside >= SMALLEST_BESIDE_PX { beside } else { lane / channels }.min(20.0);
        if side >= 3.0 { side.floor() } else { side }
    });
    let stage = Stage { app, ready, run, step, chosen: RwSignal::new(None), cell };
    let label =
        move |t: usize| ready.get().and_then(|stream| stream.labels.get(t).cloned()).unwrap_or_default();
    let place = Signal::derive(move || match step.get() {
        None => t_string!(i18n, state.at_start).to_string(),
        Some((t, part)) => {
            let all = ready.get().map_or(0, |stream| stream.len());
            format!("{} · {}", t_string!(i18n, state.place, t = t + 1, all = all), part_name(i18n, part))
        }
    });
    let say = Signal::derive(move || match step.get() {
        None => t_string!(i18n, state.at_start).to_string(),
        Some((t, part)) => format!("{}: {}", label(t), part_sentence(i18n, part)),
    });
    let speeds = Signal::derive(move || {
        SPEEDS.map(|speed| (speed, t_string!(i18n, state.speed, speed = speed).to_string())).to_vec()
    });
    let off = move || {
        !app.scenario.with(|s| s.unit_keys())
            && rules.with(|rules| rules.iter().any(|rule| rule.info.wants_unit_keys))
    };
    let eigenvalue = move || {
        let stream = ready.get()?;
        let longest = stream.k.row_iter().map(|k| k.norm_squared()).fold(0.0, f64::max);
        Some((longest, 1.0 - app.scenario.with(|s| s.knobs.state.beta.at(0)) * longest))
    };
    view! {
        <div class="lesson">
            <section class="prose">
                <h1>{text!(state.title)}</h1>
                <p>{text!(state.intro)}</p>
                <div class="eq"><math display="block" inner_html=linear_attn::STATE.mathml></math></div>
                <p>{text!(state.delta)}</p>
                <div class="eq"><math display="block" inner_html=delta_rule::STATE.mathml></math></div>
                <p>{text!(state.gated)}</p>
                <div class="eq">
                    <math display="block" inner_html=gated_delta_rule::DECAY.mathml></math>
                    <math display="block" inner_html=gated_delta_rule::STATE.mathml></math>
                </div>
                <p>{text!(state.try_it)}</p>
            </section>
            <section class="stage" node_ref=node aria-label=text!(ui.stage)>
                <div class="stage-top">
                    <InputBar />
                    <Meter what=text!(state.forms) reading=Signal::derive(move || run.get().map(|run| run.reading)) />
                </div>
                <When on=move |()| off()>
                    <p class="note" role="status" data-testid="norm-warning">
                        {move || eigenvalue().map(|(norm, eigenvalue)| t_string!(i18n, state.norm_off, norm = short(norm), eigenvalue = short(eigenvalue)))}
                    </p>
                </When>
                <TokenStrip stream=ready now=Signal::derive(move || step.get().map_or(0, |(t, _)| t + 1))
                    label=text!(state.tokens)
                    on_pick=move |t| if let Some(run) = run.get_untracked() { app.change(|s| s.t = run.end_of(t)) } />
                <Knobs stage />
                <div class="lanes" style=move || format!("--lanes:{}", rules.with(Vec::len))>
                    {move || rules.get().into_iter().enumerate().map(|(lane, rule)| view! { <Lane stage lane rule /> }).collect_view()}
                </div>
                <Norms stage />
                <Inspector stage />
                <Transport timeline place say speeds speed=Signal::derive(move || app.scenario.with(|s| s.knobs.state.speed))
                    on_speed=move |speed| app.change(|s| s.knobs.state.speed = speed) />
            </section>
            <Letters symbols=&LETTERS />
        </div>
    }
}

/// Which rules run, and their gates.
#[component]
fn Knobs(stage: Stage) -> impl IntoView {
    let i18n = use_i18n();
    let app = stage.app;
    let rules = app.read(|s| s.knobs.state.rules.clone());
    let toggle = move |rule: &'static RuleEntry, on: bool| {
        app.change(|s| {
            let now = s.knobs.state.rules.clone();
            let chosen: Vec<_> =
                shown().filter(|of| if *of == rule { on } else { now.contains(of) }).collect();
            // One rule stays: a stage of none shows nothing.
            if !chosen.is_empty() {
                s.knobs.state.rules = chosen;
            }
        });
    };
    let per_token =
        Memo::new(move |_| app.scenario.with(|s| matches!(s.knobs.state.beta, Gate::PerToken(_))));
    let token = move || stage.step.get().map_or(0, |(t, _)| t);
    let set = move |change: fn(&mut super::Scenario, Gate), gate: fn(&super::Scenario) -> &Gate, x: f64| {
        let (t, all) = (token(), stage.ready.get_untracked().map_or(1, |stream| stream.len()));
        app.change(|s| {
            let new = gate(&s.knobs.state).with(t, all, x);
            change(&mut s.knobs.state, new);
        });
    };
    let beta = Signal::derive(move || app.scenario.with(|s| s.knobs.state.beta.at(token())));
    let gamma = Signal::derive(move || app.scenario.with(|s| s.knobs.state.gamma.at(token())));
    let name = move |letter: &'static str| {
        Signal::derive(move || {
            if per_token.get() {
                format!("{letter} · {}", t_string!(i18n, state.of_token, t = token() + 1))
            } else {
                letter.to_string()
            }
        })
    };
    view! {
        <div class="stage-knobs">
            <fieldset class="rules">
                <legend>{text!(state.rules)}</legend>
                {shown().map(|rule| view! {
                    <Switch label=Signal::derive(move || rule_name(i18n, rule)) testid=format!("rule-{}", rule.info.id)
                        on=Signal::derive(move || rules.with(|rules| rules.contains(&rule))) on_change=move |on| toggle(rule, on) />
                }).collect_view()}
            </fieldset>
            <Slider label=name("β") testid="beta" min=0.0 max=MAX_BETA step=0.01 value=beta shown=Signal::derive(move || short(beta.get()))
                on_change=move |x| set(|s, gate| s.beta = gate, |s| &s.beta, x) />
            <Slider label=name("γ") testid="gamma" min=0.0 max=MAX_GAMMA step=0.01 value=gamma shown=Signal::derive(move || short(gamma.get()))
                on_change=move |x| set(|s, gate| s.gamma = gate, |s| &s.gamma, x) />
            <Switch label=text!(state.per_token) testid="per-token" on=per_token
                on_change=move |on| {
                    let (t, all) = (token(), stage.ready.get_untracked().map_or(1, |stream| stream.len()));
                    let change = |gate: &Gate| if on { Gate::PerToken(gate.list(all)) } else { Gate::Constant(gate.at(t)) };
                    app.change(|s| {
                        s.knobs.state.beta = change(&s.knobs.state.beta);
                        s.knobs.state.gamma = change(&s.knobs.state.gamma);
                    });
                } />
        </div>
    }
}

/// One rule: its parts, S, what this token changed, its vectors, and how well every pair is recalled.
#[component]
fn Lane(stage: Stage, lane: usize, rule: &'static RuleEntry) -> impl IntoView {
    let i18n = use_i18n();
    let Stage { run, step, chosen, cell, .. } = stage;
    let moment = Memo::new(move |_| Some(run.get()?.tracks.get(lane)?.moment(step.get())));
    let part_class =
        move |part: Part| if step.get().is_some_and(|(_, now)| now == part) { "part on" } else { "part" };
    let shape = Signal::derive(move || {
        stage.ready.get().map_or((8, 8), |stream| (stream.v.ncols(), stream.k.ncols()))
    });
    // One scale for all lanes and all moments would hide small states; the largest entry so far is the full colour.
    let full = Memo::new(move |_| moment.get().map_or(1.0, |m| max_abs(&m.s).max(max_abs(&m.delta))));
    let caption = Signal::derive(move || {
        let (rows, cols) = shape.get();
        t_string!(i18n, state.axes, rows = rows, cols = cols)
    });
    let lit = Signal::derive(move || match chosen.get() {
        Some(at) => vec![Lit::Row(at.row), Lit::Col(at.col)],
        None => Vec::new(),
    });
    let norm = move |pick: fn(&Moment) -> f64| moment.get().map(|m| short(pick(&m)));
    let recall = Memo::new(move |_| {
        run.get().and_then(|run| Some(run.tracks.get(lane)?.recall(step.get()))).unwrap_or_default()
    });
    // What a step changes is text within lists that stay: to make them anew sixty times a second is too slow.
    let vector = move |i: usize, symbol: Symbol| {
        let vector = Memo::new(move |_| moment.get().and_then(|m| m.vectors[i].1.clone()));
        let read = move |how: fn(&Mat) -> String| vector.with(|x| x.as_ref().map(|x| how(x)));
        view! {
            <When on=move |()| vector.with(Option::is_some)>
                <dt><b class=format!("sym sym-{}", symbol.id()) data-symbol=symbol.id()>{symbol.glyph()}</b></dt>
                <dd class=format!("sym-{}-cells", symbol.id())>
                    <code class="vector">{move || read(|x| x.iter().map(|x| short(*x)).collect::<Vec<_>>().join("  "))}</code>
                    <span class="hint">"‖·‖ = " {move || read(|x| short(x.norm()))}</span>
                </dd>
            </When>
        }
    };
    let overwritten = text!(state.overwritten);
    let pair = move |j: usize, label: String| {
        let of = move || recall.with(|all| all.get(j).copied());
        let struck = Memo::new(move |_| of().is_some_and(|of| of.overwritten));
        let to_come = Memo::new(move |_| of().is_none());
        let width = move || of().map(|of| format!("width:{:.1}%", 100.0 * of.error.min(1.5) / 1.5));
        view! {
            <li hidden=to_come>
                <span class="who"><span class:struck=struck>{label}</span>
                    {move || struck.get().then(|| view! { <span class="visually-hidden">" " {overwritten}</span> })}</span>
                <span class="bar" aria-hidden="true"><span style=width></span></span>
                <span class="value">{move || of().map(|of| short(of.error))}</span>
            </li>
        }
    };
    view! {
        <article class="lane" data-testid=format!("lane-{}", rule.info.id)>
            <h2>{move || rule_name(i18n, rule)}</h2>
            <ol class="parts">
                {rule.info.parts.iter().map(|part| view! { <li class=move || part_class(*part)>{move || part_name(i18n, *part)}</li> }).collect_view()}
            </ol>
            <p class="formula-line">{move || match (step.get(), moment.get()) {
                (Some((_, part)), Some(m)) if !m.takes_part => t_string!(i18n, state.no_part, part = part_name(i18n, part)).to_string(),
                (Some((_, part)), _) => part_sentence(i18n, part),
                _ => t_string!(i18n, state.at_start).to_string(),
            }}</p>
            <div class="maps pair">
                <Heatmap map=2 * lane symbol=Symbol::S name="S" caption matrix=Signal::derive(move || moment.get().map(|m| m.s)) shape full cell lit chosen />
                <Heatmap map=2 * lane + 1 symbol=Symbol::S name=text!(state.delta_s) caption
                    matrix=Signal::derive(move || moment.get().map(|m| m.delta)) shape full cell lit chosen />
            </div>
            <p class="numbers">"‖S‖ = " <b data-testid="norm-s">{move || norm(|m| m.s.norm())}</b></p>
            <dl class="vectors">
                {[Symbol::R, Symbol::E, Symbol::O].into_iter().enumerate().map(|(i, symbol)| vector(i, symbol)).collect_view()}
            </dl>
            <h3>{text!(state.recall)}</h3>
            <ul class="recall">
                {move || stage.ready.get().map(|stream| stream.labels.iter().cloned().enumerate().map(|(j, label)| pair(j, label)).collect_view())}
            </ul>
            <When on=move |()| recall.with(|all| all.iter().any(|recall| recall.overwritten))>
                <p class="hint">{text!(state.struck_out)}</p>
            </When>
        </article>
    }
}

/// ‖S‖ and ‖e‖ of every rule over the tokens.
#[component]
fn Norms(stage: Stage) -> impl IntoView {
    let i18n = use_i18n();
    let chart = move |title: &'static str, values: fn(&Track) -> Vec<f64>| {
        Signal::derive(move || {
            let tracks = stage.run.get();
            let lines = tracks.iter().flat_map(|run| run.tracks.iter().enumerate());
            let lines = lines.map(|(colour, track)| Line {
                label: rule_name(i18n, track.rule),
                colour,
                values: values(track),
            });
            Lines {
                x_title: t_string!(i18n, state.tokens).to_string(),
                y_title: title.to_string(),
                lines: lines.filter(|line| !line.values.is_empty()).collect(),
                position: stage.step.get().map(|(t, _)| t),
            }
        })
    };
    let label =
        move |text: &'static str| Signal::derive(move || format!("{text}: {}", t_string!(i18n, state.chart)));
    view! {
        <div class="charts">
            <ChartCanvas chart=chart("‖S‖", Track::state_norms) label=label("‖S‖") height=150.0 />
            <ChartCanvas chart=chart("‖e‖", Track::error_norms) label=label("‖e‖") height=150.0 />
        </div>
    }
}

/// The chosen entry of S with its numbers plugged in.
#[component]
fn Inspector(stage: Stage) -> impl IntoView {
    let i18n = use_i18n();
    let shown = move || {
        let cell = stage.chosen.get()?;
        let run = stage.run.get()?;
        let track = run.tracks.get(cell.map / 2)?;
        let entry = track.entry(stage.step.get()?, cell.row, cell.col)?;
        let told = match entry.how {
            How::Decay(gamma) => format!("{} · {}", short(gamma), short(entry.old)),
            How::Add { beta, what, k } => {
                let sign = if beta < 0.0 { "−" } else { "+" };
                format!("{} {sign} {} · {} · {}", short(entry.old), short(beta.abs()), short(what), short(k))
            }
            How::Same => short(entry.old),
        };
        let letters = match entry.how {
            How::Decay(_) => "γ · S",
            How::Add { beta, .. } if beta < 0.0 => "S − β · r · k",
            How::Add { .. } => "S + β · v · k",
            How::Same => "S",
        };
        Some((track.rule, cell, told, letters, entry.new))
    };
    view! {
        <div class="inspector" data-testid="inspector">
            {move || match shown() {
                Some((rule, cell, told, letters, new)) => view! {
                    <code><b class="sym sym-s">{format!("S[{}, {}]", cell.row + 1, cell.col + 1)}</b> " = " {told} " = " <b data-testid="inspector-value">{short(new)}</b></code>
                    <span class="hint">{rule_name(i18n, rule)} " · " {letters}</span>
                }.into_any(),
                None => view! { <span class="hint">{text!(state.choose_cell)}</span> }.into_any(),
            }}
        </div>
    }
}

fn rule_name(i18n: leptos_i18n::I18nContext<Locale>, rule: &RuleEntry) -> String {
    match rule.info.id {
        "linear_attn" => t_string!(i18n, rules.linear_attn).to_string(),
        "delta_rule" => t_string!(i18n, rules.delta_rule).to_string(),
        "gated_delta_rule" => t_string!(i18n, rules.gated_delta_rule).to_string(),
        id => id.to_string(),
    }
}

fn part_name(i18n: leptos_i18n::I18nContext<Locale>, part: Part) -> String {
    match part {
        Part::Decay => t_string!(i18n, part.decay),
        Part::Read => t_string!(i18n, part.read),
        Part::Error => t_string!(i18n, part.error),
        Part::Erase => t_string!(i18n, part.erase),
        Part::Write => t_string!(i18n, part.write),
        Part::Output => t_string!(i18n, part.output),
    }
    .to_string()
}

fn part_sentence(i18n: leptos_i18n::I18nContext<Locale>, part: Part) -> String {
    match part {
        Part::Decay => t_string!(i18n, part.decay_is),
        Part::Read => t_string!(i18n, part.read_is),
        Part::Error => t_string!(i18n, part.error_is),
        Part::Erase => t_string!(i18n, part.erase_is),
        Part::Write => t_string!(i18n, part.write_is),
        Part::Output => t_string!(i18n, part.output_is),
    }
    .to_string()
}
