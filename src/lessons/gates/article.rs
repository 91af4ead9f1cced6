//! The article's form beside Gated DeltaNet: what each makes of the old state along the key in hand, whether it reads back what it has
//! just written, and the proof that they are one family.

use leptos::prelude::*;

use crate::erased::Memo;
use crate::experiments::{apart_from_article, bounds, eigenvalues};
use crate::i18n::*;
use crate::lessons::lockstep::{Lockstep, Track};
use crate::math::Mat;
use crate::number::short;
use crate::ui::numbers::{NumberCell, NumberRow, NumberTable};
use crate::ui::stage::Stage;
use crate::ui::{When, marked, text};

/// The two forms by their ids.
const FORMS: [&str; 2] = ["gated_delta_rule", "comba"];

/// Up to here a difference is rounding.
const ROUNDING: f64 = 1e-12;

/// What is measured of both forms at a token.
#[derive(Clone, Copy, Debug, PartialEq)]
struct AtToken {
    /// The number of the token, from 1.
    token: usize,
    eigenvalues: [f64; 2],
    /// Below these β‖k‖² the eigenvalue stays above −1.
    bounds: [f64; 2],
    /// ‖S k − v‖ of the pair just told.
    off: [f64; 2],
}

/// A number; with γ = 0 there is no bound.
fn written(x: f64) -> String {
    if x.is_infinite() { "∞".to_owned() } else { short(x) }
}

/// The lanes of the two forms, where both are on the stage.
fn forms(run: &Lockstep) -> Option<[&Track; 2]> {
    let of =
        |id| (0..run.tracks.len()).filter_map(|lane| run.track(lane)).find(|track| track.rule.info.id == id);
    Some([of(FORMS[0])?, of(FORMS[1])?])
}

fn at_token(run: &Lockstep, stop: u64) -> Option<AtToken> {
    let forms = forms(run)?;
    let token = run.done(stop);
    let at = token.checked_sub(1)?;
    let x = &forms[0].x;
    let key: Mat = x.k.rows(at, 1).into_owned();
    let value = x.v.row(at);
    let off = |track: &Track| Some((track.answers(token, &key)?.row(0) - value).norm());
    Some(AtToken {
        token,
        eigenvalues: eigenvalues(x, at)?,
        bounds: bounds(x, at)?,
        off: [off(forms[0])?, off(forms[1])?],
    })
}

/// Both forms at the token in hand.
#[component]
pub fn Article(stage: Stage) -> impl IntoView {
    let i18n = use_i18n();
    let both = Memo::new(move || stage.run.map(|run: &Lockstep| forms(run).is_some()).unwrap_or(false));
    let now = Memo::new(move || stage.run.map(|run: &Lockstep| at_token(run, stage.stop.get())).flatten());
    let certificate = Memo::new(move || {
        let apart = |run: &Lockstep| apart_from_article(&forms(run)?[0].x).ok().flatten();
        stage.run.map(apart).flatten()
    });
    let head = Signal::derive(move || {
        let token = now.get().map_or(0, |now| now.token);
        let first = t_string!(i18n, gates.article_token, token = token).to_string();
        vec![first, "Gated DeltaNet".to_owned(), "Comba".to_owned()]
    });
    let table = Signal::derive(move || {
        let row = |label: &str, id: &str, of: fn(&AtToken) -> [f64; 2]| -> NumberRow {
            let numbers = now.get().map(|now| of(&now));
            let cell = |at: usize| {
                let value = numbers.map(|numbers| numbers[at]);
                NumberCell::of(format!("article-{id}-{}", FORMS[at]), value, written)
            };
            (label.to_owned(), [0, 1].map(cell).to_vec())
        };
        vec![
            row(t_string!(i18n, gates.article_eigenvalue), "eigenvalue", |now| now.eigenvalues),
            row(t_string!(i18n, gates.article_bound), "bound", |now| now.bounds),
            row(t_string!(i18n, gates.article_off), "off", |now| now.off),
        ]
    });
    let proof = move || match certificate.get() {
        Some(apart) => t_string!(i18n, gates.article_same, apart = short(apart)).to_string(),
        None => t_string!(i18n, gates.article_none).to_owned(),
    };
    let state = move || certificate.get().map(|apart| if apart <= ROUNDING { "ok" } else { "broken" });
    view! {
        <When on=move |()| both.get()>
            <section class="experiment" aria-labelledby="article-form">
                <h3 id="article-form">{text!(gates.article_title)}</h3>
                <p class="hint" inner_html=move || marked(t_string!(i18n, gates.article_is))></p>
                <When on=move |()| now.with(Option::is_some)>
                    <NumberTable testid="article-forms" label=text!(gates.article_title) head rows=table />
                </When>
                <p><span class="meter" data-testid="article-meter" data-state=state data-value=move || certificate.get().map(|apart| apart.to_string())>{proof}</span></p>
            </section>
        </When>
    }
}
