//! What each rule remembers at the end of the two scenes, scored by two answer sheets, beside a memory that says nothing and beside the
//! best constant gates, which a worker looks for.

use leptos::prelude::*;

use super::measured::answers;
use crate::erased::Memo;
use crate::experiments::{Best, On, SCENE, Searched, Sheet, TOPIC};
use crate::i18n::*;
use crate::lab::names::failure;
use crate::lessons::lockstep::{Lockstep, rule_of};
use crate::lessons::work::Work;
use crate::math::Mat;
use crate::names;
use crate::number::short;
use crate::scenario::{Kind, Scenario};
use crate::timing::{Message, Request};
use crate::ui::stage::Stage;
use crate::ui::{When, marked, text};

/// The sheets, in the order in which they stand.
const SHEETS: [&Sheet; 2] = [&SCENE, &TOPIC];

/// A search for the best constants.
type Search = Work<(), Searched>;

/// What a sheet is called, and what it asks for.
fn told(locale: Locale, sheet: &Sheet) -> [&'static str; 2] {
    if sheet.id == SCENE.id {
        [td_string!(locale, gates.scene), td_string!(locale, gates.scene_is)]
    } else {
        [td_string!(locale, gates.topic), td_string!(locale, gates.topic_is)]
    }
}

/// What the worker knows after some more of its settings.
fn heard(message: Message) -> Option<(Searched, bool)> {
    let Message::Searched(found) = message else { return None };
    let whole = found.is_whole();
    Some((found, whole))
}

/// The score and the errors of a row, the score first, where a phone shows it; its test ids begin with the sheet's and end with `id`.
fn cells(sheet: &'static Sheet, score: f64, errors: &[f64], id: &str) -> impl IntoView + use<> {
    let group = |(error, (group, _)): (&f64, &(&'static str, _))| {
        view! { <td data-testid=format!("sheet-{}-{group}-{id}", sheet.id) data-value=error.to_string()>{short(*error)}</td> }
    };
    let groups: Vec<_> = errors.iter().zip(sheet.groups).map(group).collect();
    view! {
        <td><b data-testid=format!("sheet-{}-{id}", sheet.id) data-value=score.to_string()>{short(score)}</b></td>
        {groups}
    }
}

/// Both sheets, with the score of each rule on the stage.
#[component]
pub fn Sheets(stage: Stage) -> impl IntoView {
    let i18n = use_i18n();
    let here = stage.app.read(|s| s.kind() == Kind::Scenes);
    // What is asked at the end is scored at the end: before, the scores would tell what an experiment asks.
    let ended = Memo::new(move || {
        stage.run.map(|run: &Lockstep| run.done(stage.stop.get()) == run.tokens()).unwrap_or(false)
    });
    let search = Search::default();
    let tell_all = move |_| stage.app.change(|s| s.t = Some(Scenario::END));
    view! {
        <When on=move |()| here.get()>
            <section class="sheets" aria-labelledby="sheets">
                <h3 id="sheets">{text!(gates.sheets)}</h3>
                <p class="hint" inner_html=move || marked(t_string!(i18n, gates.sheets_is))></p>
                <When on=move |()| !ended.get()>
                    <p><span>{text!(gates.at_the_end)}</span> " "
                        <button type="button" data-testid="tell-all" on:click=tell_all>{text!(gates.tell_all)}</button></p>
                </When>
                <When on=move |()| ended.get()>
                    <div class="charts">{SHEETS.map(|sheet| view! { <Table stage sheet search /> })}</div>
                    <SearchBar search />
                </When>
            </section>
        </When>
    }
}

/// One sheet.
#[component]
fn Table(stage: Stage, sheet: &'static Sheet, search: Search) -> impl IntoView {
    let i18n = use_i18n();
    let lanes = Memo::new(move || stage.run.map(|run: &Lockstep| run.tracks.len()).unwrap_or_default());
    // A memory that answers 0 to everything.
    let silence = Mat::zeros(sheet.channels(), sheet.channels());
    let of_answers =
        move |answers: &Mat, id: &str| cells(sheet, sheet.score(answers), &sheet.errors(answers), id);
    let row = move |lane: usize| {
        let id = rule_of(stage, lane)?;
        let answers = stage
            .run
            .map(|run: &Lockstep| run.track(lane).and_then(|track| answers(track, sheet)))
            .flatten()?;
        let name = names::rule(i18n.get_locale(), id);
        Some(view! { <tr><th scope="row">{name}</th>{of_answers(&answers, id)}</tr> })
    };
    let best = move || {
        let at = SHEETS.iter().position(|of| of.id == sheet.id).unwrap_or_default();
        search.found.with(|found| found.as_ref().map(|(_, found)| found.best[at].clone())).unwrap_or_default()
    };
    let best_row = move |Best { on, gamma, beta, errors, score }: Best| {
        let locale = i18n.get_locale();
        let (gamma, beta) = (format!("{gamma:.2}"), format!("{beta:.2}"));
        let (name, id) = match on {
            On::All => (td_string!(locale, gates.best, gamma = gamma, beta = beta).to_string(), "best"),
            On::Things => {
                (td_string!(locale, gates.best_things, gamma = gamma, beta = beta).to_string(), "best-things")
            }
        };
        view! { <tr class="best-constant"><th scope="row" inner_html=marked(&name)></th>{cells(sheet, score, &errors, id)}</tr> }
    };
    let [title, is] = [0, 1].map(|part| move || told(i18n.get_locale(), sheet)[part]);
    let head = move |(group, _): &(&'static str, _)| {
        let name = names::MEASURE.of(i18n.get_locale(), group).unwrap_or(group);
        view! { <th scope="col">{name}</th> }
    };
    view! {
        <div>
            <p class="sheet-is"><b>{title}</b> " " <span inner_html=move || marked(is())></span></p>
            <div class="numbers-table" tabindex="0" role="region" aria-label=title>
                <table data-testid=format!("sheet-{}", sheet.id)>
                    <thead><tr><th scope="col">{text!(gates.error_of)}</th>
                        <th scope="col">{text!(gates.score)}</th>
                        {move || sheet.groups.iter().map(head).collect_view()}</tr></thead>
                    <tbody>
                        {move || (0..lanes.get()).filter_map(row).collect_view()}
                        <tr class="silent"><th scope="row">{text!(gates.silence)}</th>{of_answers(&silence, "silence")}</tr>
                        {move || best().into_iter().map(best_row).collect_view()}
                    </tbody>
                </table>
            </div>
        </div>
    }
}

/// Starts and stops the search, and says how far it is.
#[component]
fn SearchBar(search: Search) -> impl IntoView {
    let i18n = use_i18n();
    let tried = move || search.found.with(|found| found.as_ref().map_or(0, |(_, found)| found.tried));
    let press = move |_| {
        if search.runs.get_untracked() {
            return search.stop();
        }
        search.start((), &Request::Search, heard);
    };
    let button = move || match search.runs.get() {
        true => t_string!(i18n, curves.stop).to_owned(),
        false => t_string!(i18n, gates.search, settings = Searched::ALL / On::ALL.len()).to_string(),
    };
    let says = move || {
        if let Some(why) = search.failed.get() {
            return failure(i18n.get_locale(), &why);
        }
        match (search.runs.get(), tried()) {
            (_, 0) => String::new(),
            (false, Searched::ALL) => t_string!(i18n, gates.searched).to_owned(),
            (_, tried) => format!("{tried} / {}", Searched::ALL),
        }
    };
    view! {
        <div class="curves-bar">
            <button type="button" data-testid="search-start" on:click=press>{button}</button>
            <When on=move |()| search.runs.get()>
                <progress max=Searched::ALL.to_string() value=move || tried().to_string() aria-label=text!(gates.search_progress)></progress>
            </When>
            <span role="status" data-testid="search-says" inner_html=move || marked(&says())></span>
        </div>
    }
}
