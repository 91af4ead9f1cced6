//! The verdict: how far what came out is from what the rule gives, and which mistake explains it.

use std::sync::Arc;

use leptos::html::Div;
use leptos::prelude::*;

use super::check::{Checked, Stage};
use super::menu::Menu;
use super::mistakes::{explained, told};
use super::refused::unfit;
use crate::app::{Held, at, page_name, show, use_app};
use crate::browser::size::width_of;
use crate::erased::{Memo, Steady};
use crate::i18n::*;
use crate::lessons::refusal::refusal;
use crate::lessons::run::Cell;
use crate::names;
use crate::number::{difference, exact};
use crate::scenario::{Scenario, address};
use crate::ui::heatmap::{Called, Drawn};
use crate::ui::{Heatmap, When, marked, text};
use crate::verdict::{Compared, Found, Limit, Mistake};

/// The largest cell of the map, and the tallest map, in CSS pixels.
const LARGEST_CELL: f64 = 16.0;
const HEIGHT: f64 = 420.0;

/// The verdict.
#[component]
pub fn VerdictView(menu: Menu, checked: RwSignal<Checked>) -> impl IntoView {
    let i18n = use_i18n();
    let unfit = Memo::new(move || match menu.given.get() {
        Some(Err(error)) => Some(error),
        _ => None,
    });
    let waits = Memo::new(move || match (menu.given.get(), menu.problem.get()) {
        (None, _) => Some(true),
        (_, Some(problem)) => (!problem.has_results()).then_some(false),
        _ => None,
    });
    let state = move || {
        let Checked { found, .. } = checked.get();
        match (checked.with(Checked::matches), found) {
            (Some(true), _) => "yes".to_owned(),
            (Some(false), Some(Found { matches: true, mistakes, .. })) => {
                mistakes.iter().map(|mistake| mistake.id()).collect::<Vec<_>>().join("+")
            }
            (Some(false), Some(_)) => "no".to_owned(),
            _ => String::new(),
        }
    };
    let busy = move || checked.with(|checked| checked.progress.is_some()).then_some("true");
    view! {
        <div data-testid="compare-verdict" data-match=state aria-busy=busy>
            {move || unfit.get().map(|error| {
                let why = self::unfit(&error);
                view! { <p class="note" role="alert" data-testid="unfit">{why.read(i18n.get_locale())}</p> }
            })}
            <When on=move |()| unfit.get().is_none() && waits.get() == Some(true)><p class="hint">{text!(tensors.bring)}</p></When>
            <When on=move |()| waits.get() == Some(false)><p class="hint">{text!(tensors.bring_outputs)}</p></When>
            {move || checked.with(|checked| checked.refused.clone()).map(|error| {
                view! { <p class="note" role="alert">{refusal(&error).read(i18n.get_locale())}</p> }
            })}
            <Answer menu checked />
            <Working checked />
            <Numbers checked />
        </div>
    }
}

/// In one sentence: right, or what is wrong.
#[component]
fn Answer(menu: Menu, checked: RwSignal<Checked>) -> impl IntoView {
    let i18n = use_i18n();
    let rule = Signal::derive(move || names::rule(i18n.get_locale(), menu.rule.get()).unwrap_or_default());
    let matches = Memo::new(move || checked.with(Checked::matches));
    let found = Memo::new(move || checked.with(|checked| checked.found.clone()));
    let before = Memo::new(move || checked.with(|checked| checked.compared.as_ref().map(|all| all.ratio())));
    view! {
        <div role="status">
            <When on=move |()| matches.get() == Some(true)>
                <p class="answer right">{text!(tensors.right, rule = rule.get())}</p>
            </When>
            <When on=move |()| matches.get() == Some(false)>
                <p class="answer wrong">{text!(tensors.wrong, rule = rule.get())}</p>
            </When>
            {move || found.get().map(|found| view! { <Explained found before=before.get().unwrap_or(f64::NAN) /> })}
        </div>
    }
}

/// The mistakes that were found, or that none was.
#[component]
fn Explained(found: Found, before: f64) -> impl IntoView {
    let app = use_app();
    let i18n = use_i18n();
    let after = found.after;
    let ratios = text!(tensors.before_after, before = difference(before), after = difference(after));
    let names = move |mistakes: &[Mistake], locale: Locale| {
        mistakes.iter().map(|mistake| told(locale, *mistake)[0]).collect::<Vec<_>>().join(" + ")
    };
    let others = found.others.clone();
    let alike = move || {
        let locale = i18n.get_locale();
        let all = others.iter().map(|other| names(other, locale)).collect::<Vec<_>>().join("; ");
        (!all.is_empty()).then(|| t_string!(i18n, tensors.alike, others = all).to_string())
    };
    let nearest = found.mistakes.clone();
    let none = move || {
        let locale = i18n.get_locale();
        t_string!(i18n, tensors.none_found, nearest = names(&nearest, locale), after = difference(after))
            .to_string()
    };
    let matches = found.matches;
    let one = move |mistake: Mistake| {
        let (page, stop) = explained(mistake);
        // Where the walk speaks of it.
        let there = move || Scenario { station: Some(stop), ..at(app, page) };
        view! {
            <li data-testid="mistake" data-id=mistake.id()>
                <b>{move || told(i18n.get_locale(), mistake)[0]}</b> " "
                <span inner_html=move || marked(told(i18n.get_locale(), mistake)[1])></span> " "
                <a href=move || address::write(&there()) on:click=move |ev| show(app, &ev, untrack(there))>{move || t_string!(i18n, tensors.explained, page = page_name(i18n.get_locale(), page)).to_string()}</a>
            </li>
        }
    };
    let list = found.mistakes.iter().copied().map(one).collect_view();
    if matches {
        view! {
            <p>{if found.mistakes.len() > 1 { text!(tensors.found_pair) } else { text!(tensors.found_one) }}</p>
            <ul class="mistakes">{list}</ul>
            <p class="numbers" data-testid="after" data-value=after.to_string()>{ratios}</p>
            <p class="hint">{alike}</p>
        }
        .into_any()
    } else {
        view! { <p>{none}</p> }.into_any()
    }
}

/// How far it is.
#[component]
fn Working(checked: RwSignal<Checked>) -> impl IntoView {
    let i18n = use_i18n();
    let progress = Memo::new(move || checked.with(|checked| checked.progress));
    let says = move || {
        let (stage, [done, all]) = progress.get()?;
        Some(match stage {
            Stage::Comparing => t_string!(i18n, tensors.comparing, done = done, all = all).to_string(),
            Stage::Searching => t_string!(i18n, tensors.searching, done = done, all = all).to_string(),
        })
    };
    let part = move || progress.get().map(|(_, [done, all])| done as f64 / all.max(1) as f64);
    view! {
        <When on=move |()| progress.get().is_some()>
            <div class="working"><progress max="1" prop:value=part></progress> <span class="hint">{says}</span></div>
        </When>
    }
}

/// The ratio, the limit, the largest difference, and the map.
#[component]
fn Numbers(checked: RwSignal<Checked>) -> impl IntoView {
    let compared = Memo::new(move || checked.with(|checked| checked.compared.clone()));
    let limit = Memo::new(move || checked.with(|checked| checked.limit));
    move || {
        let (compared, limit) = (compared.get()?, limit.get()?);
        Some(view! { <Table compared=compared.clone() limit /> <MapOf compared /> })
    }
}

#[component]
fn Table(compared: Held<Compared>, limit: Limit) -> impl IntoView {
    let ratio = |of: Option<f64>| of.map(difference);
    let row = |label: Signal<String>, testid: &'static str, of: Option<f64>| {
        let value = of.map(|of| of.to_string());
        of.map(|_| view! { <tr><th scope="row">{label}</th><td data-testid=testid data-value=value>{ratio(of)}</td></tr> })
    };
    let largest = compared.largest.map(|most| {
        let [batch, head, token, channel] = most.place;
        let off = (most.theirs - most.ours).abs();
        view! {
            <tr><th scope="row">{text!(tensors.largest)}</th>
                <td data-testid="largest" data-value=off.to_string()>{difference(off)}</td></tr>
            <tr><th scope="row">{text!(tensors.place)}</th>
                <td>{text!(tensors.at, batch = batch, head = head, token = token, channel = channel)}</td></tr>
            <tr><th scope="row">{text!(tensors.theirs)}</th><td>{exact(most.theirs)}</td></tr>
            <tr><th scope="row">{text!(tensors.ours)}</th><td>{exact(most.ours)}</td></tr>
        }
    });
    let numbers = limit.numbers.name();
    let roundoff = difference(limit.roundoff);
    let single = difference(limit.single);
    view! {
        <table class="compared"><tbody>
            {row(text!(tensors.ratio), "ratio", compared.outputs)}
            {row(text!(tensors.ratio_ends), "ratio-ends", compared.ends)}
            <tr><th scope="row">{text!(tensors.limit)}</th><td data-testid="limit" data-value=limit.allowed.to_string()>{difference(limit.allowed)}</td></tr>
            {largest}
        </tbody></table>
        <p class="hint">{text!(tensors.limit_is, numbers = numbers, roundoff = roundoff.clone(), single = single.clone())}
            {limit.widened.then(|| view! { " " {text!(tensors.widened, numbers = numbers)} })}</p>
    }
}

/// The largest differences over tokens and channels.
#[component]
fn MapOf(compared: Held<Compared>) -> impl IntoView {
    let i18n = use_i18n();
    let room: NodeRef<Div> = NodeRef::new();
    let width = width_of(room);
    let chosen = RwSignal::new(None::<Cell>);
    let (rows, cols) = compared.map.shape();
    let full =
        compared.map.iter().copied().filter(|x| x.is_finite()).fold(0.0, f64::max).max(f64::MIN_POSITIVE);
    let map = Arc::new(compared.map.clone());
    let drawn = Steady::new(move || {
        let cell = (width.get() / cols as f64).min(HEIGHT / rows as f64).clamp(2.0, LARGEST_CELL);
        Drawn {
            matrix: Some(map.clone()),
            shape: (rows, cols),
            full,
            cell,
            lit: Vec::new(),
            marked: Vec::new(),
        }
    });
    let called = Steady::new(move || Called {
        symbol: None,
        name: t_string!(i18n, tensors.map).to_string(),
        caption: t_string!(i18n, tensors.map_axes).to_string(),
        axes: true,
    });
    let any = compared.outputs.is_some();
    let says = move || {
        let Some(Cell { row, col, .. }) = chosen.get() else {
            return t_string!(i18n, tensors.map_choose).to_string();
        };
        let [tokens, channels] = compared.cell;
        let from = |at: usize, step: usize| at * step;
        let off = compared.map.get((row, col)).copied().unwrap_or(f64::NAN);
        t_string!(
            i18n,
            tensors.map_cell,
            token = from(row, tokens),
            channel = from(col, channels),
            off = difference(off)
        )
        .to_string()
    };
    any.then(|| view! {
        <div node_ref=room>
            <h3>{text!(tensors.map)}</h3>
            <p class="hint cell-told" aria-live="polite">{says}</p>
            <Heatmap map=0 called drawn testid="difference-map".to_owned() chosen beam=Steady::new(|| None) />
        </div>
    })
}
