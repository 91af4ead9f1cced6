//! What each rule remembers at the end of the two scenes, scored by two answer sheets, beside a memory that says nothing.

use leptos::prelude::*;

use super::measured::errors;
use crate::erased::Memo;
use crate::experiments::{SCENE, Sheet, TOPIC};
use crate::i18n::*;
use crate::lessons::lockstep::{Lockstep, rule_of};
use crate::math::Mat;
use crate::names;
use crate::number::short;
use crate::scenario::Kind;
use crate::ui::stage::Stage;
use crate::ui::{When, marked, text};

/// The sheets, in the order in which they stand.
const SHEETS: [&Sheet; 2] = [&SCENE, &TOPIC];

/// What a sheet is called, and what it asks for.
fn told(locale: Locale, sheet: &Sheet) -> [&'static str; 2] {
    if sheet.id == SCENE.id {
        [td_string!(locale, gates.scene), td_string!(locale, gates.scene_is)]
    } else {
        [td_string!(locale, gates.topic), td_string!(locale, gates.topic_is)]
    }
}

/// Both sheets, with the score of each rule on the stage.
#[component]
pub fn Sheets(stage: Stage) -> impl IntoView {
    let i18n = use_i18n();
    let here = stage.app.read(|s| s.kind() == Kind::Scenes);
    let lanes = Memo::new(move || stage.run.map(|run: &Lockstep| run.tracks.len()).unwrap_or_default());
    let table = move |sheet: &'static Sheet| {
        // A memory that answers 0 to everything.
        let silence = sheet.errors(&Mat::zeros(sheet.channels(), sheet.channels()));
        let of_lane = move |lane: usize| {
            stage.run.map(|run: &Lockstep| run.track(lane).and_then(|track| errors(track, sheet))).flatten()
        };
        let cells = move |errors: Vec<f64>, id: String| {
            let mean = errors.iter().sum::<f64>() / errors.len().max(1) as f64;
            let of = id.clone();
            let group = move |(error, (group, _)): (f64, &(&'static str, _))| {
                view! { <td data-testid=format!("sheet-{}-{group}-{of}", sheet.id) data-value=error.to_string()>{short(error)}</td> }
            };
            let groups: Vec<_> = errors.into_iter().zip(sheet.groups).map(group).collect();
            view! {
                {groups}
                <td><b data-testid=format!("sheet-{}-{id}", sheet.id) data-value=mean.to_string()>{short(mean)}</b></td>
            }
        };
        let row = move |lane: usize| {
            let id = rule_of(stage, lane).unwrap_or_default();
            let errors = of_lane(lane)?;
            let name = names::rule(i18n.get_locale(), id);
            Some(view! { <tr><th scope="row">{name}</th>{cells(errors, id.to_owned())}</tr> })
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
                            {move || sheet.groups.iter().map(head).collect_view()}
                            <th scope="col">{text!(gates.score)}</th></tr></thead>
                        <tbody>
                            {move || (0..lanes.get()).filter_map(row).collect_view()}
                            <tr class="silent"><th scope="row">{text!(gates.silence)}</th>{cells(silence, "silence".to_owned())}</tr>
                        </tbody>
                    </table>
                </div>
            </div>
        }
    };
    view! {
        <When on=move |()| here.get()>
            <section class="sheets" aria-labelledby="sheets">
                <h3 id="sheets">{text!(gates.sheets)}</h3>
                <p class="hint" inner_html=move || marked(t_string!(i18n, gates.sheets_is))></p>
                <div class="charts">{SHEETS.map(table)}</div>
            </section>
        </When>
    }
}
