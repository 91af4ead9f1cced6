//! What keeps a bounded bias in force, and what it does to a real sentence: how much larger its factor must be in a longer text, and the
//! mass on the parts of the sentence of the stage.

use leptos::prelude::*;

use super::matrices::SINUSOIDS;
use crate::erased::Memo;
use crate::experiments::{
    Bias, ByToken, Marked, NEAR, by_distance, factor_that_keeps, mass_on_parts, tokens_with,
};
use crate::i18n::*;
use crate::inputs::Stream;
use crate::lessons::in_parts::in_parts;
use crate::number::{plain, short};
use crate::ui::numbers::{NumberCell, NumberRow, NumberTable};
use crate::ui::stage::Stage;
use crate::ui::{OwnSlider, When, marked, text};

/// The lengths for which a factor is found, the β of its DeltaNet, and the mass that it keeps on the last eight tokens.
const LENGTHS: [usize; 4] = [32, 128, 512, 2048];
const BETA: f64 = 0.5;
const KEPT: f64 = 0.8;
/// β of a token of the sentence; that of a `;` is 1.
const USUAL: f64 = 0.2;
/// The factors of the rows of the table beside the reader's own.
const BESIDE: [f64; 2] = [0.0, 4.0];

/// A length, and c with which so much mass stays on the last tokens.
type Factor = (usize, Option<f64>);

fn factors(_: &()) -> impl Iterator<Item = Factor> + use<> {
    LENGTHS.into_iter().map(|tokens| {
        let mut f = by_distance(SINUSOIDS, BETA, tokens);
        f.reverse();
        (tokens, factor_that_keeps(&f, KEPT, NEAR))
    })
}

/// The factors.
#[component]
pub fn Factors() -> impl IntoView {
    let i18n = use_i18n();
    let found = in_parts(|| (), factors);
    let head = Signal::derive(move || vec!["T".to_owned(), t_string!(i18n, positions.factor).to_owned()]);
    let table = Signal::derive(move || {
        let row = |(tokens, c): &Factor| -> NumberRow {
            let cell = NumberCell::of(format!("factor-{tokens}"), *c, |c| format!("{c:.3}"));
            (tokens.to_string(), vec![cell])
        };
        found.with(|found: &Option<Vec<Factor>>| found.iter().flatten().map(row).collect::<Vec<_>>())
    });
    view! {
        <p class="hint" inner_html=move || marked(t_string!(i18n, positions.factor_is))></p>
        <When on=move |()| found.with(Option::is_some)>
            <NumberTable testid="factors" label=text!(positions.factor) head rows=table />
        </When>
    }
}

/// The token of a sentence that asks, its last `car`, and the tokens that end its parts; nothing where it has none of them.
fn asked(labels: &[String]) -> Option<(usize, Vec<usize>)> {
    let asked = tokens_with(labels, "car").pop()?;
    let ends: Vec<usize> = tokens_with(labels, ";").into_iter().filter(|end| *end < asked).collect();
    (!ends.is_empty()).then_some((asked, ends))
}

/// The mass of the row that asks on each part of the sentence.
fn on_parts(stream: &Stream, of: impl Fn(ByToken) -> Bias) -> Option<Vec<f64>> {
    let (asked, ends) = asked(&stream.labels)?;
    let beta = ByToken { usual: USUAL, marked: 1.0, at: Marked::These(ends.clone()) };
    let weights = of(beta).attention(stream)?;
    let row: Vec<f64> = weights.row(asked).iter().copied().take(asked + 1).collect();
    Some(mass_on_parts(&row, &ends))
}

/// The same for the position DeltaNet over sinusoids, with a factor.
fn with_factor(stream: &Stream, c: f64) -> Option<Vec<f64>> {
    on_parts(stream, |beta| Bias::Delta { code: SINUSOIDS, beta, c })
}

/// The same for the logarithm of a constant code.
fn with_log(stream: &Stream) -> Option<Vec<f64>> {
    on_parts(stream, |beta| Bias::Log { beta })
}

/// The mass on the parts of the sentence of the stage.
#[component]
pub fn OnSentence(stage: Stage) -> impl IntoView {
    let i18n = use_i18n();
    let c = RwSignal::new(16.0_f64);
    let parts = Memo::new(move || {
        stage.stream.get().and_then(|stream| asked(&stream.labels)).map_or(0, |(_, ends)| ends.len() + 1)
    });
    let fixed = Memo::new(move || {
        let stream = stage.stream.get()?;
        Some([with_factor(&stream, BESIDE[0]), with_factor(&stream, BESIDE[1]), with_log(&stream)])
    });
    let own = Memo::new(move || with_factor(&*stage.stream.get()?, c.get()));
    let head = Signal::derive(move || {
        let part = |n: usize| t_string!(i18n, positions.part, n = n).to_string();
        let first = t_string!(i18n, positions.bias).to_owned();
        [first].into_iter().chain((1..=parts.get()).map(part)).collect::<Vec<_>>()
    });
    let table = Signal::derive(move || {
        let locale = i18n.get_locale();
        let [none, four, log] = fixed.get().unwrap_or_default();
        let sinusoids = |c: f64| td_string!(locale, positions.sentence_sinusoids, c = plain(c)).to_string();
        let log_name = td_string!(locale, positions.sentence_log).to_owned();
        let rows = [
            ("none", sinusoids(BESIDE[0]), none),
            ("four", sinusoids(BESIDE[1]), four),
            ("own", sinusoids(c.get()), own.get()),
            ("log", log_name, log),
        ];
        let row = |(id, name, masses): (&str, String, Option<Vec<f64>>)| -> NumberRow {
            let cell = |(part, mass): (usize, f64)| {
                NumberCell::of(format!("sentence-{id}-{}", part + 1), Some(mass), short)
            };
            (name, masses.unwrap_or_default().into_iter().enumerate().map(cell).collect())
        };
        rows.map(row).to_vec()
    });
    let none = move || t_string!(i18n, positions.no_sentence).to_owned();
    view! {
        <h3 id="sentence">{text!(positions.sentence)}</h3>
        <p class="hint" inner_html=move || marked(t_string!(i18n, positions.sentence_is))></p>
        <When on=move |()| parts.get() == 0><p data-testid="no-sentence" inner_html=move || marked(&none())></p></When>
        <When on=move |()| parts.get() != 0>
            <div class="curves-bar"><OwnSlider label="c" testid="sentence-c" of=c range=[0.0, 20.0, 1.0] /></div>
            <NumberTable testid="sentence-table" label=text!(positions.sentence) head rows=table />
            <p class="hint" inner_html=move || marked(t_string!(i18n, positions.sentence_says))></p>
        </When>
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::experiments::PositionCode;
    use crate::inputs::{random, three};

    #[test]
    fn a_sentence_without_parts_asks_nothing() {
        let labels = |all: &[&str]| all.iter().map(|label| (*label).to_owned()).collect::<Vec<_>>();
        assert_eq!(asked(&labels(&["a", "car"])), None);
        assert_eq!(asked(&labels(&["a", ";", "b"])), None);
        assert_eq!(asked(&labels(&["car", ";", "car", ";"])), Some((2, vec![1])));
        assert!(with_log(&three()).is_none());
    }

    #[test]
    fn a_constant_code_with_full_strength_at_a_separator_hides_what_is_before_it() {
        let stream = Stream { labels: labels_of(), ..random(3, 6, 4) };
        let cut = with_log(&stream).unwrap();
        assert_eq!((cut.len(), cut[0] > 0.0), (2, true));
        assert!(with_factor(&stream, 4.0).unwrap().iter().sum::<f64>() - 1.0 < 1e-14);
        assert!(factors(&()).all(|(_, c)| c.is_some()));
    }

    /// Six tokens, of which the third ends a part and the last but one asks.
    fn labels_of() -> Vec<String> {
        ["a", "b", ";", "c", "car", "."].map(str::to_owned).to_vec()
    }

    #[test]
    fn positions_of_a_constant_code_that_are_hidden_weigh_nothing() {
        let stream = Stream { labels: labels_of(), ..random(3, 6, 4) };
        let weights = on_parts(&stream, |beta| Bias::Delta { code: PositionCode::Constant, beta, c: 0.0 });
        let plain = on_parts(&stream, |_| Bias::None);
        let apart =
            weights.unwrap().iter().zip(plain.unwrap()).map(|(a, b)| (a - b).abs()).fold(0.0, f64::max);
        assert!(apart < 1e-14, "a factor of 0 is no bias: {apart:e}");
    }
}
