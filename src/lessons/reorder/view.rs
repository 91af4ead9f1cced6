use leptos::prelude::*;

use super::scenario::{GRAINS, LOOPS, MAX_D, MAX_N, SPEEDS, grain_id, grain_of, loops_id, loops_of};
use super::steps::{causal_crossing, cheaper, cost};
use super::{Race, Sum};
use crate::app::{App, Held, use_app};
use crate::browser::size::width_of;
use crate::formulas::reorder as formula;
use crate::i18n::*;
use crate::math::{LoopOrder, max_abs};
use crate::rules::reorder::Order;
use crate::trace::{Frame, Symbol, Timeline};
use crate::ui::number::{bytes, difference, grouped, plain, short};
use crate::ui::seen::{Paper, RNNS};
use crate::ui::{
    Cell, Choice, Code, Heatmap, InputBar, Letters, Lit, Meter, NumberField, Predict, Seen, Switch,
    Transport, When, text,
};

/// The heat maps of the stage, by number: which side, which matrix.
const MAPS: [(Order, Symbol); 7] = [
    (Order::Left, Symbol::Q),
    (Order::Left, Symbol::K),
    (Order::Left, Symbol::V),
    (Order::Left, Symbol::A),
    (Order::Left, Symbol::O),
    (Order::Right, Symbol::P),
    (Order::Right, Symbol::O),
];

/// No matrix is taller than this.
const TALLEST_PX: f64 = 200.0;

/// The letters of this page.
const LETTERS: [Symbol; 6] = [Symbol::Q, Symbol::K, Symbol::V, Symbol::A, Symbol::P, Symbol::O];

/// Where the move was first made, and where it became a recurrence.
const PAPERS: [Paper; 2] = [
    (
        "https://arxiv.org/abs/1812.01243",
        "Shen et al. 2018, Efficient Attention: Attention with Linear Complexities",
    ),
    RNNS,
];

/// What the stage shows now.
#[derive(Clone, Copy)]
struct Stage {
    app: App,
    race: Memo<Option<Held<Race>>>,
    causal: Memo<bool>,
    timeline: Memo<Timeline>,
    /// Multiply-adds that each side has been given.
    work: Memo<u64>,
    frames: Memo<[Frame; 2]>,
    chosen: RwSignal<Option<Cell>>,
    cell: Signal<f64>,
}

pub fn view() -> AnyView {
    view! { <Reorder /> }.into_any()
}

#[component]
fn Reorder() -> impl IntoView {
    let app = use_app();
    let i18n = use_i18n();
    let ready = app.ready();
    let run = app.read(|s| (s.knobs.reorder.causal, s.knobs.reorder.loops));
    let race = Memo::new(move |_| {
        let (causal, loops) = run.get();
        ready.get().map(|stream| Held::new(Race::run_with(&stream, causal, loops)))
    });
    let causal = Memo::new(move |_| run.get().0);
    let grain = app.read(|s| s.knobs.reorder.grain);
    let timeline =
        Memo::new(move |_| race.get().map_or(Timeline::Every(0), |race| race.timeline(grain.get())));
    let work = Memo::new(move |_| timeline.with(|line| line.work(app.scenario.with(|s| s.t))));
    let frames = Memo::new(move |_| {
        race.get().map_or_else(Default::default, |race| Order::ALL.map(|order| race.frame(order, work.get())))
    });
    let stage_node = NodeRef::<leptos::html::Section>::new();
    let width = width_of(stage_node);
    // One size of cell for every matrix, so that n × n and d × d are to scale: it is what the widest row leaves.
    let cell = Signal::derive(move || {
        let (n, d) = race.get().map_or((12, 4), |race| race.shape());
        let width = width.get().max(280.0) - 32.0;
        // Where there is room, matrices stand beside each other; on a phone, below.
        let (inputs, products) = if width > 560.0 {
            ((width - 60.0) / (3 * d) as f64, ((width - 32.0) / 2.0 - 24.0) / (n.max(d) + d) as f64)
        } else {
            (width / d as f64, width / n.max(d) as f64)
        };
        // The tallest of them leaves room for what stands below it.
        let side = inputs.min(products).min(TALLEST_PX / n.max(d) as f64).min(22.0);
        if side >= 3.0 { side.floor() } else { side.max(1.5) }
    });
    let stage = Stage { app, race, causal, timeline, work, frames, chosen: RwSignal::new(None), cell };
    let playing = RwSignal::new(false);
    let shape = Memo::new(move |_| race.get().map(|race| race.shape()));
    let verdict = Signal::derive(move || {
        let Some((n, d)) = shape.get() else { return String::new() };
        let winner = race.get().and_then(|race| race.winner());
        match (causal.get(), winner) {
            (false, Some(Order::Left)) => t_string!(i18n, reorder.left_cheaper, n = n, d = d),
            (false, Some(Order::Right)) => t_string!(i18n, reorder.right_cheaper, n = n, d = d),
            (false, None) => t_string!(i18n, reorder.tie, n = n),
            (true, Some(Order::Left)) => t_string!(i18n, reorder.causal_left, n = n, d = d),
            (true, Some(Order::Right)) => t_string!(i18n, reorder.causal_right, n = n, d = d),
            (true, None) => t_string!(i18n, reorder.causal_tie, n = n, d = d),
        }
    });
    let place =
        Signal::derive(move || t_string!(i18n, reorder.place, work = grouped(work.get().into())).to_string());
    let say = Signal::derive(move || {
        let [left, right] = frames.get();
        t_string!(i18n, reorder.say, left = left.multiply_adds, right = right.multiply_adds).to_string()
    });
    let speeds = Signal::derive(move || {
        SPEEDS
            .map(|speed| (speed, t_string!(i18n, reorder.speed, speed = grouped(speed as u128)).to_string()))
            .to_vec()
    });
    let grains = Signal::derive(move || {
        let names = [
            t_string!(i18n, reorder.grain_madd),
            t_string!(i18n, reorder.grain_product),
            t_string!(i18n, reorder.grain_matrix),
        ];
        GRAINS.iter().zip(names).map(|((id, _), name)| (id.to_string(), name.to_string())).collect::<Vec<_>>()
    });
    let loops = Signal::derive(move || {
        let own = ("own".to_owned(), t_string!(i18n, reorder.loops_own).to_string());
        let named = LOOPS.map(|(id, loops)| (id.to_owned(), format!("{id}: {}", loops_say(i18n, loops))));
        std::iter::once(own).chain(named).collect::<Vec<_>>()
    });
    view! {
        <div class="lesson">
            <section class="prose">
                <h1>{text!(reorder.title)}</h1>
                <p>{text!(reorder.intro)}</p>
                <div class="eq"><math display="block" inner_html=formula::EQUAL.mathml></math></div>
                <p>{text!(reorder.what_left)}</p>
                <p>{text!(reorder.what_right)}</p>
                <p>{text!(reorder.listing)}</p>
                <p class="verdict" data-testid="verdict">{verdict}</p>
                <p>{text!(reorder.softmax)}</p>
            </section>
            <section class="stage" node_ref=stage_node aria-label=text!(ui.stage)>
                <div class="stage-top">
                    <InputBar />
                    <Meter what=Signal::derive(move || Order::ALL.map(|order| side_name(causal.get(), order)).join(" = ")) reading=Signal::derive(move || race.get().map(|race| race.reading)) />
                </div>
                <p class="race"><button data-testid="race-start" on:click=move |_| { app.change(|s| s.t = 0); playing.set(true); }>{text!(reorder.race_start)}</button>
                    " " <span role="status" data-testid="race-winner">{move || standing(stage, i18n)}</span></p>
                <div class="stage-knobs">
                    <Switch label=text!(mask.causal) testid="mask" on=causal on_change=move |on| app.change(|s| s.knobs.reorder.causal = on) />
                    <When on=move |()| !causal.get()>
                        <Choice label=text!(reorder.loops) testid="loops" value=Signal::derive(move || loops_id(run.get().1).to_owned()) options=loops
                            on_change=move |id: String| app.change(|s| s.knobs.reorder.loops = loops_of(&id)) />
                    </When>
                    <Choice label=text!(reorder.grain) testid="grain"
                        value=Signal::derive(move || grain_id(grain.get()).to_string()) options=grains
                        on_change=move |id: String| change_grain(stage, &id) />
                </div>
                <div class="maps inputs-maps">
                    <Map stage map=0 /> <Map stage map=1 /> <Map stage map=2 />
                </div>
                <div class="lanes two">
                    <Lane stage order=Order::Left maps=[3, 4] />
                    <Lane stage order=Order::Right maps=[5, 6] />
                </div>
                <Inspector stage />
                <Transport timeline place say speeds speed=Signal::derive(move || app.scenario.with(|s| s.knobs.reorder.speed))
                    on_speed=move |speed| app.change(|s| s.knobs.reorder.speed = speed) playing />
            </section>
            <Letters symbols=&LETTERS />
            <Calculator />
            <Seen seen=Signal::derive(move || seen(stage, i18n)) papers=&PAPERS />
        </div>
    }
}

/// What was to be seen, with the numbers of this run.
fn seen(stage: Stage, i18n: leptos_i18n::I18nContext<Locale>) -> String {
    let Some(race) = stage.race.get() else { return String::new() };
    let causal = stage.causal.get();
    let (n, d) = race.shape();
    let [left, right] = Order::ALL.map(|order| grouped(race.work(order).into()));
    let [left_held, right_held] =
        Order::ALL.map(|order| bytes(8 * cost(order, causal, n as u64, d as u64).intermediate));
    let [left_twice, right_twice] =
        Order::ALL.map(|order| grouped(cost(order, causal, 2 * n as u64, d as u64).multiply_adds));
    let [left_name, right_name] = Order::ALL.map(|order| side_name(causal, order));
    t_string!(
        i18n,
        reorder.seen,
        n = n,
        d = d,
        left_name = left_name,
        left = left,
        left_held = left_held,
        right_name = right_name,
        right = right,
        right_held = right_held,
        apart = difference(race.reading.apart),
        left_twice = left_twice,
        right_twice = right_twice
    )
}

/// A side as it is written in one line.
fn side_name(causal: bool, order: Order) -> &'static str {
    match (causal, order) {
        (false, Order::Left) => "(QKᵀ)V",
        (false, Order::Right) => "Q(KᵀV)",
        (true, Order::Left) => "(QKᵀ ∘ M)V",
        (true, Order::Right) => "Sₜqₜ",
    }
}

/// What streams past in an order of loops.
fn loops_say(i18n: leptos_i18n::I18nContext<Locale>, loops: LoopOrder) -> String {
    match loops {
        LoopOrder::Ijl | LoopOrder::Jil => t_string!(i18n, reorder.loops_inner),
        LoopOrder::Ilj => t_string!(i18n, reorder.loops_rows),
        LoopOrder::Jli => t_string!(i18n, reorder.loops_columns),
        LoopOrder::Lij | LoopOrder::Lji => t_string!(i18n, reorder.loops_outer),
    }
    .to_string()
}

/// Who is ahead, or has won, and by how much.
fn standing(stage: Stage, i18n: leptos_i18n::I18nContext<Locale>) -> String {
    let Some(race) = stage.race.get() else { return String::new() };
    let done = stage.frames.with(|frames| [frames[0].multiply_adds, frames[1].multiply_adds]);
    let all = Order::ALL.map(|order| race.work(order));
    let [fewer, more] = [all[0].min(all[1]), all[0].max(all[1])].map(|work| grouped(work.into()));
    let ratio = plain(all[0].max(all[1]) as f64 / all[0].min(all[1]).max(1) as f64);
    let Some(winner) = race.winner() else {
        let over = done == all;
        return if over {
            t_string!(i18n, reorder.race_tie, work = fewer)
        } else {
            t_string!(i18n, reorder.race_on).to_string()
        };
    };
    let name = side_name(stage.causal.get(), winner);
    if done == all {
        t_string!(i18n, reorder.race_over, name = name, fewer = fewer, more = more, ratio = ratio)
    } else if done[winner as usize] == all[winner as usize] {
        let loser = 1 - winner as usize;
        let left = grouped((all[loser] - done[loser]).into());
        t_string!(i18n, reorder.race_won, name = name, left = left)
    } else {
        t_string!(i18n, reorder.race_on).to_string()
    }
}

/// Changes the grain and stays at the moment in hand, or goes to the first stop after it.
fn change_grain(stage: Stage, id: &str) {
    let (Some(grain), Some(race)) = (grain_of(id), stage.race.get_untracked()) else { return };
    let app = stage.app;
    let work = stage.timeline.with_untracked(|line| line.work(app.scenario.with_untracked(|s| s.t)));
    app.change(|s| {
        s.knobs.reorder.grain = grain;
        s.t = race.timeline(grain).stop_from(work);
    });
}

/// One order: its two products, its counters.
#[component]
fn Lane(stage: Stage, order: Order, maps: [usize; 2]) -> impl IntoView {
    let frame = move || stage.frames.with(|frames| frames[order as usize].clone());
    let total = move || stage.race.get().map_or(0, |race| race.work(order));
    let (title, side) = match order {
        Order::Left => (formula::LEFT, "left"),
        Order::Right => (formula::RIGHT, "right"),
    };
    let lines = Signal::derive(move || stage.race.get().map_or_else(Vec::new, |race| race.listing(order)));
    let line = Memo::new(move |_| {
        let race = stage.race.get()?;
        stage.frames.with(|frames| race.line_in_hand(order, &frames[order as usize], stage.work.get()))
    });
    let name = move || side_name(stage.causal.get(), order);
    let done = move || frame().multiply_adds;
    let progress = move || format!("width:{:.2}%", 100.0 * done() as f64 / (total().max(1)) as f64);
    view! {
        <div class="lane">
            <div class="run">
                <div>
                    <h2 class="formula">
                        <Show when=move || !stage.causal.get() fallback=name>
                            <span class="visually-hidden">{name}</span><math aria-hidden="true" inner_html=title.mathml></math>
                        </Show>
                    </h2>
                    <dl class="counters">
                        <dt>{text!(reorder.multiply_adds)}</dt>
                        <dd><b data-testid=format!("count-{side}")>{done}</b> " / " {move || grouped(total().into())}</dd>
                        <dt>{text!(reorder.held)}</dt>
                        <dd>{move || bytes(frame().bytes.into())}</dd>
                    </dl>
                </div>
                <Code lines now=line testid=format!("code-{side}") />
            </div>
            <div class="progress" aria-hidden="true"><span style=progress></span></div>
            <div class="maps">{maps.map(|map| view! { <Map stage map /> })}</div>
        </div>
    }
}

/// One matrix.
#[component]
fn Map(stage: Stage, map: usize) -> impl IntoView {
    let i18n = use_i18n();
    let (order, symbol) = MAPS[map];
    let ready = stage.app.ready();
    let matrix = Signal::derive(move || match symbol {
        Symbol::Q => ready.get().map(|stream| stream.q.clone().into()),
        Symbol::K => ready.get().map(|stream| stream.k.clone().into()),
        Symbol::V => ready.get().map(|stream| stream.v.clone().into()),
        _ => stage.frames.with(|frames| frames[order as usize].value(symbol).cloned()),
    });
    let shape = Signal::derive(move || {
        let (n, d) = stage.race.get().map_or((0, 0), |race| race.shape());
        match symbol {
            Symbol::A => (n, n),
            Symbol::P => (d, d),
            _ => (n, d),
        }
    });
    // The colour scale is that of the finished matrix, so that an entry is seen to grow.
    let full = Memo::new(move |_| match symbol {
        Symbol::Q | Symbol::K | Symbol::V => matrix.get().map_or(1.0, |m| max_abs(&m)),
        _ => stage
            .race
            .get()
            .map_or(1.0, |race| race.frame(order, u64::MAX).value(symbol).map_or(1.0, |m| max_abs(m))),
    });
    let name = Signal::derive(move || {
        match symbol {
            Symbol::Q => "Q",
            Symbol::K => "K",
            Symbol::V => "V",
            Symbol::A => {
                if stage.causal.get() {
                    "A = QKᵀ ∘ M"
                } else {
                    "A = QKᵀ"
                }
            }
            Symbol::P => {
                if stage.causal.get() {
                    "P = Sᵀ"
                } else {
                    "P = KᵀV"
                }
            }
            _ if order == Order::Left => "O = AV",
            _ => {
                if stage.causal.get() {
                    "oₜ = Sₜqₜ"
                } else {
                    "O = QP"
                }
            }
        }
        .to_string()
    });
    let caption = Signal::derive(move || {
        let (rows, cols) = shape.get();
        match symbol {
            Symbol::A => t_string!(i18n, reorder.axes_a, rows = rows, cols = cols),
            Symbol::P => t_string!(i18n, reorder.axes_p, rows = rows, cols = cols),
            _ => t_string!(i18n, reorder.axes_tokens, rows = rows, cols = cols),
        }
    });
    let lit = Signal::derive(move || operands(stage, map));
    view! { <Heatmap map symbol name caption matrix shape full cell=stage.cell lit chosen=stage.chosen /> }
}

/// What of this matrix goes into the chosen entry, or else into the multiply-add just done.
fn operands(stage: Stage, map: usize) -> Vec<Lit> {
    let (order, symbol) = MAPS[map];
    let is_input = map < 3;
    let (of_order, of, row, col, term) = match stage.chosen.get() {
        Some(cell) => (MAPS[cell.map].0, MAPS[cell.map].1, cell.row, cell.col, None),
        None => match stage.frames.with(|frames| frames[order as usize].touched) {
            Some((of, row, col, term)) if !is_input => (order, of, row, col, Some(term)),
            _ => return Vec::new(),
        },
    };
    if !is_input && of_order != order {
        return Vec::new();
    }
    let mut lit = match (of, symbol) {
        (Symbol::A, Symbol::Q) => vec![Lit::Row(row)],
        (Symbol::A, Symbol::K) => vec![Lit::Row(col)],
        (Symbol::P, Symbol::K) => vec![Lit::Col(row)],
        (Symbol::P, Symbol::V) => vec![Lit::Col(col)],
        (Symbol::O, Symbol::A) => vec![Lit::Row(row)],
        (Symbol::O, Symbol::P) => vec![Lit::Col(col)],
        (Symbol::O, Symbol::V) if of_order == Order::Left => vec![Lit::Col(col)],
        (Symbol::O, Symbol::Q) if of_order == Order::Right => vec![Lit::Row(row)],
        _ => Vec::new(),
    };
    if term.is_some() && of == symbol {
        lit.push(Lit::Entry(row, col));
    }
    lit
}

/// The chosen entry as a sum with its numbers.
#[component]
fn Inspector(stage: Stage) -> impl IntoView {
    let ready = stage.app.ready();
    let shown = move || {
        let cell = stage.chosen.get()?;
        let (order, symbol) = MAPS[cell.map];
        let race = stage.race.get()?;
        let stream = ready.get()?;
        let letter = match symbol {
            Symbol::Q => "Q",
            Symbol::K => "K",
            Symbol::V => "V",
            Symbol::A => "A",
            Symbol::P => "P",
            _ => "O",
        };
        let row_name = if symbol == Symbol::P {
            (cell.row + 1).to_string()
        } else {
            stream.labels.get(cell.row)?.clone()
        };
        let col_name = if symbol == Symbol::A {
            stream.labels.get(cell.col)?.clone()
        } else {
            (cell.col + 1).to_string()
        };
        let head = format!("{letter}[{row_name}, {col_name}]");
        let frame = stage.frames.with(|frames| frames[order as usize].clone());
        let sum = race.sum(order, symbol, cell.row, cell.col, &frame);
        let given = match symbol {
            Symbol::Q => stream.q.get((cell.row, cell.col)).copied(),
            Symbol::K => stream.k.get((cell.row, cell.col)).copied(),
            Symbol::V => stream.v.get((cell.row, cell.col)).copied(),
            _ => None,
        };
        Some((head, symbol, sum, given))
    };
    view! {
        <div class="inspector" data-testid="inspector">
            {move || match shown() {
                Some((head, symbol, Some(sum), _)) => view! {
                    <code><b class=format!("sym sym-{}", symbol.id())>{head}</b> " = " {terms(&sum)} " = " <b data-testid="inspector-value">{short(sum.value)}</b></code>
                    <span class="hint">{text!(reorder.terms_done, done = sum.done, all = sum.terms.len())}</span>
                }.into_any(),
                Some((head, symbol, None, Some(given))) => view! {
                    <code><b class=format!("sym sym-{}", symbol.id())>{head}</b> " = " <b>{short(given)}</b></code>
                }.into_any(),
                _ => view! { <span class="hint">{text!(reorder.choose_cell)}</span> }.into_any(),
            }}
        </div>
    }
}

/// The terms, those to come paler.
fn terms(sum: &Sum) -> impl IntoView + use<> {
    let done = sum.done;
    sum.terms
        .iter()
        .enumerate()
        .map(|(i, (a, b))| {
            let class = if i < done { "term" } else { "term later" };
            let plus = if i > 0 { " + " } else { "" };
            view! { <span class=class>{plus}{factor(*a)}"·"{factor(*b)}</span> }
        })
        .collect_view()
}

fn factor(x: f64) -> String {
    if x < 0.0 { format!("({})", short(x)) } else { short(x) }
}

/// Both costs for any n and d, and what doubling n does to them.
#[component]
fn Calculator() -> impl IntoView {
    let app = use_app();
    let i18n = use_i18n();
    let knobs = app.read(|s| (s.knobs.reorder.n, s.knobs.reorder.d));
    let row = move |order: Order, causal: bool, id: &'static str| {
        let cost = move |n: u64| cost(order, causal, n, knobs.get().1);
        let now = move || cost(knobs.get().0);
        let doubled =
            move || plain(cost(2 * knobs.get().0).multiply_adds as f64 / now().multiply_adds as f64);
        view! {
            <tr>
                <th scope="row">{side_name(causal, order)}</th>
                <td data-testid=id>{move || grouped(now().multiply_adds)}</td>
                <td>{move || bytes(8 * now().intermediate)}</td>
                <td>"×"{doubled}</td>
            </tr>
        }
    };
    let verdict = move |causal: bool| {
        let (n, d) = knobs.get();
        let [left, right] = Order::ALL.map(|order| side_name(causal, order));
        match cheaper(causal, n, d) {
            (Some(order), ratio) => {
                t_string!(i18n, reorder.calc_fewer, name = side_name(causal, order), ratio = plain(ratio))
            }
            (None, _) => t_string!(i18n, reorder.calc_tie, left = left, right = right),
        }
    };
    let d = move || knobs.get().1;
    let crossing = Memo::new(move |_| causal_crossing(d()));
    let work = move |order: Order| grouped(order.causal_cost(crossing.get(), d()).multiply_adds);
    view! {
        <section class="calculator" aria-labelledby="calculator">
            <h2 id="calculator">{text!(reorder.calc_title)}</h2>
            <div class="inputs">
                <NumberField label="n" testid="calc-n" min=1 max=MAX_N value=Signal::derive(move || knobs.get().0)
                    on_change=move |n| app.change(|s| s.knobs.reorder.n = n) />
                <NumberField label="d" testid="calc-d" min=1 max=MAX_D value=Signal::derive(move || knobs.get().1)
                    on_change=move |d| app.change(|s| s.knobs.reorder.d = d) />
            </div>
            <div class="scroll" tabindex="0" role="group" aria-labelledby="calculator">
                <table>
                    <thead><tr>
                        <td></td>
                        <th scope="col">{text!(reorder.multiply_adds)}</th>
                        <th scope="col">{text!(reorder.between)}</th>
                        <th scope="col">{text!(reorder.doubled)}</th>
                    </tr></thead>
                    <tbody>
                        {row(Order::Left, false, "calc-left")} {row(Order::Right, false, "calc-right")}
                        {row(Order::Left, true, "calc-causal-left")} {row(Order::Right, true, "calc-causal-right")}
                    </tbody>
                </table>
            </div>
            <p data-testid="calc-verdict">{move || verdict(false)}</p>
            <p data-testid="calc-causal-verdict">{move || verdict(true)}</p>
            <Predict question=text!(reorder.question, d = d()) answer=crossing
                why=text!(reorder.because, tie = crossing.get() - 1, crossing = crossing.get(),
                    left = work(Order::Left), right = work(Order::Right)) />
            <Comparison knobs />
        </section>
    }
}

/// Softmax attention against linear attention, for the n and d of the calculator.
#[component]
fn Comparison(knobs: Memo<(u64, u64)>) -> impl IntoView {
    let cost = move |order: Order| {
        let (n, d) = knobs.get();
        order.cost(n, d)
    };
    let growth = move |order: Order| {
        let (n, d) = knobs.get();
        order.cost(2 * n, d).multiply_adds / order.cost(n, d).multiply_adds
    };
    let squared = move || u128::from(knobs.get().0).pow(2);
    // Keys and values of n tokens against S, in 8-byte numbers.
    let kept = move || 16 * u128::from(knobs.get().0) * u128::from(knobs.get().1);
    let state = move || 8 * u128::from(knobs.get().1).pow(2);
    view! {
        <h2 id="comparison">{text!(reorder.versus)}</h2>
        <div class="scroll" tabindex="0" role="group" aria-labelledby="comparison">
            <table data-testid="comparison">
                <thead><tr><td></td><th scope="col">"Softmax"</th><th scope="col">{text!(reorder.linear)}</th></tr></thead>
                <tbody>
                    <tr><th scope="row">{text!(reorder.core)}</th><td>"softmax(QKᵀ)V"</td><td>"Q(KᵀV)"</td></tr>
                    <tr><th scope="row">{text!(reorder.multiply_adds)}</th>
                        <td>{move || grouped(cost(Order::Left).multiply_adds)}</td><td>{move || grouped(cost(Order::Right).multiply_adds)}</td></tr>
                    <tr><th scope="row">{text!(reorder.exponentials)}</th><td>{move || grouped(squared())}</td><td>"0"</td></tr>
                    <tr><th scope="row">{text!(reorder.doubled)}</th><td>"×"{move || growth(Order::Left)}</td><td>"×"{move || growth(Order::Right)}</td></tr>
                    <tr><th scope="row">{text!(reorder.between)}</th>
                        <td>{move || bytes(8 * cost(Order::Left).intermediate)}</td><td>{move || bytes(8 * cost(Order::Right).intermediate)}</td></tr>
                    <tr><th scope="row">{text!(reorder.must_keep)}</th><td>{move || bytes(kept())}</td><td>{move || bytes(state())}</td></tr>
                </tbody>
            </table>
        </div>
    }
}
