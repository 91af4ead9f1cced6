//! DeltaNet over many tokens in several number formats, and one key that is told again and again in bf16.

use leptos::prelude::*;

use super::drifting::{LongRun, Marks, chart, formats, rows};
use super::reports::{FLA, reports};
use crate::experiments::{Arithmetic, Followed, Format, OneKey, one_key};
use crate::i18n::*;
use crate::number::{exact, fine, short};
use crate::ui::chart::ChartCanvas;
use crate::ui::guess::Guess;
use crate::ui::numbers::{NumberCell, NumberTable};
use crate::ui::{OwnChoice, Predict, marked, text};

/// The β to choose from, the usual one first.
const BETAS: [f64; 4] = [1.0, 0.5, 1.9, 2.0];
/// So often the one key is told.
const TIMES: usize = 1000;
/// The tellings that the table shows.
const SHOWN: [usize; 5] = [1, 2, 3, 4, 1000];
/// The formats of the one key, with their ids.
const ONE_KEY: [(&str, Arithmetic); 4] = [
    ("single", Arithmetic::Single),
    ("brain", Arithmetic::Brain),
    ("key-single", Arithmetic::BrainKeyInSingle),
    ("key-double", Arithmetic::BrainKeyInDouble),
];

/// The id of a format.
pub const fn id_of(format: Format) -> &'static str {
    match format {
        Format::Single => "single",
        Format::Brain => "brain",
        Format::BrainKeys => "keys",
    }
}

/// The long run.
#[component]
pub fn Precision() -> impl IntoView {
    let i18n = use_i18n();
    let beta = RwSignal::new(BETAS[0]);
    let of = Signal::derive(move || Followed::State { beta: beta.get() });
    let answers = Signal::derive(move || {
        let locale = i18n.get_locale();
        [
            td_string!(locale, stability.as_much),
            td_string!(locale, stability.times_30),
            td_string!(locale, stability.times_1000),
        ]
        .map(str::to_owned)
    });
    view! {
        <section class="experiment" aria-labelledby="precision">
            <h3 id="precision">{text!(stability.precision)}</h3>
            <p class="hint" inner_html=move || marked(t_string!(i18n, stability.precision_is))></p>
            <Guess question=text!(stability.precision_asks) answers right=0 about="precision">
                <div class="curves-bar">
                    <OwnChoice label="β" testid="precision-beta" of=beta options=BETAS.map(|beta| (beta, beta.to_string())).to_vec() />
                </div>
                <LongRun id="precision" of show=marks />
                <p class="hint" inner_html=move || marked(t_string!(i18n, stability.precision_why))></p>
            </Guess>
            <OneKeyTold />
        </section>
    }
}

/// How far off each format is.
fn marks(marks: Marks) -> AnyView {
    let i18n = use_i18n();
    let curves = Signal::derive(move || {
        let locale = i18n.get_locale();
        marks.with(|marks| chart(locale, td_string!(locale, stability.state_off), marks, |mark| mark.off))
    });
    let head = Signal::derive(move || {
        let locale = i18n.get_locale();
        let [single, brain, keys] = formats(locale);
        vec![td_string!(locale, stability.steps).to_owned(), single, brain, keys, "‖S‖, f64".to_owned()]
    });
    let table = Signal::derive(move || {
        marks.with(|marks| {
            rows(marks, |mark| {
                let off = Format::ALL.iter().zip(mark.off);
                let off = off.map(|(format, off)| (format!("precision-{}", id_of(*format)), off));
                off.chain([("precision-size".to_owned(), Some(mark.size))]).collect()
            })
        })
    });
    view! {
        <div class="found">
            <ChartCanvas chart=curves label=text!(stability.precision_chart) height=260.0 />
            <NumberTable testid="precision-table" label=text!(stability.state_off) head rows=table />
        </div>
    }
    .into_any()
}

/// The key (0.6, 0.8) with β = 2, told 1000 times.
#[component]
fn OneKeyTold() -> impl IntoView {
    let i18n = use_i18n();
    let found = ONE_KEY.map(|(_, arithmetic)| one_key(arithmetic, 2.0, TIMES));
    // What kernels do: keys in bf16, sums in f32.
    let off = found[2].off.round() as u64;
    let length = found[1].length_squared;
    let why = move || {
        let (length, factor) = (fine(length), fine(1.0 - 2.0 * length));
        t_string!(i18n, stability.one_key_why, length = length, factor = factor).to_string()
    };
    let found = StoredValue::new(found);
    let head = Signal::derive(move || {
        let first = td_string!(i18n.get_locale(), stability.first_after).to_owned();
        let shown = SHOWN.iter().map(|n| format!("{n}×"));
        [first].into_iter().chain(shown).chain(["‖S k − v‖".to_owned()]).collect::<Vec<_>>()
    });
    let table = Signal::derive(move || {
        let locale = i18n.get_locale();
        let names = [
            "f32".to_owned(),
            "bf16".to_owned(),
            td_string!(locale, stability.key_single).to_owned(),
            td_string!(locale, stability.key_double).to_owned(),
        ];
        let row = |((name, (id, _)), of): ((String, &(&str, Arithmetic)), &OneKey)| {
            let first = SHOWN
                .iter()
                .map(|n| NumberCell::of(format!("told-{id}-{n}"), of.first.get(n - 1).copied(), exact));
            let off = NumberCell::of(format!("told-{id}-off"), Some(of.off), short);
            (name, first.chain([off]).collect())
        };
        found.with_value(|found| names.into_iter().zip(&ONE_KEY).zip(found).map(row).collect::<Vec<_>>())
    });
    view! {
        <Predict question=text!(stability.one_key_asks) answer=Signal::derive(move || off) why=Signal::derive(why) about="-one-key">
            <NumberTable testid="one-key" label=text!(stability.one_key) head rows=table />
            <p class="hint" inner_html=move || marked(t_string!(i18n, stability.one_key_says))></p>
            {reports(&[(FLA, 806)])}
        </Predict>
    }
}
