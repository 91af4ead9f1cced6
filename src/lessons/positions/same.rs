//! Which biases are the same one: ALiBi and a gate for all, a constant code and ALiBi; and where a logarithm does not exist.

use leptos::prelude::*;

use super::matrices::{Knobs, SINUSOIDS};
use crate::erased::Memo;
use crate::experiments::{Bias, ByToken, negative_share, position_delta};
use crate::i18n::*;
use crate::inputs::Stream;
use crate::math::max_abs_diff;
use crate::number::{difference, short};
use crate::ui::numbers::{NumberCell, NumberRow, NumberTable};
use crate::ui::stage::Stage;
use crate::ui::{marked, text};

/// The positions over which it is counted.
const LONG: usize = 128;

/// How far ALiBi's weights are from those of the rule of forgetting attention with g = −m, on a stream.
fn alibi_apart(stream: &Stream, m: f64) -> Option<f64> {
    let bias = Bias::Alibi { m };
    let (found, by_rule) = (bias.attention(stream)?, bias.by_forgetting(stream)?);
    (found.shape() == by_rule.shape()).then(|| max_abs_diff(&found, &by_rule))
}

/// ln A of a constant code beside ALiBi with m = −ln(1 − β), last row of many: how far the earlier tokens are from ALiBi once one constant
/// is taken away, which softmax does not see, and how far the token itself is.
fn constant_apart(beta: f64) -> Option<[f64; 2]> {
    let log = Bias::Log { beta: ByToken::all(beta) }.row(LONG)?;
    let alibi = Bias::Alibi { m: -(-beta).ln_1p() }.row(LONG)?;
    let off: Vec<f64> = log.iter().zip(&alibi).map(|(log, alibi)| log - alibi).collect();
    let (own, earlier) = off.split_last()?;
    let constant = *earlier.first()?;
    Some([earlier.iter().map(|off| (off - constant).abs()).fold(0.0, f64::max), own - constant])
}

/// The share of the weights over sinusoids that are below 0.
fn negative(beta: f64) -> Option<f64> {
    negative_share(&position_delta(&SINUSOIDS.rows(LONG), &[beta; LONG]).ok()?)
}

/// The table of them.
#[component]
pub fn Same(stage: Stage, knobs: Knobs) -> impl IntoView {
    let i18n = use_i18n();
    let alibi = Memo::new(move || alibi_apart(&*stage.stream.get()?, knobs.m.get()));
    let constant = Memo::new(move || constant_apart(knobs.constant.get()));
    let negative = Memo::new(move || negative(knobs.beta.get()));
    let head = Signal::derive(move || {
        [t_string!(i18n, positions.same_what), t_string!(i18n, positions.same_found)]
            .map(str::to_owned)
            .to_vec()
    });
    let table = Signal::derive(move || {
        let locale = i18n.get_locale();
        let [earlier, own] = constant.get().map_or([None; 2], |both| both.map(Some));
        let m = short(-(-knobs.constant.get()).ln_1p());
        let row = |name: String, id: &str, value: Option<f64>, write| -> NumberRow {
            (name, vec![NumberCell::of(format!("same-{id}"), value, write)])
        };
        let percent = |share: f64| format!("{:.1} %", 100.0 * share);
        let gate = td_string!(locale, positions.same_alibi, m = short(knobs.m.get())).to_string();
        let earlier_is = td_string!(locale, positions.same_earlier, m = m).to_string();
        let own_is = td_string!(locale, positions.same_own).to_owned();
        let below = td_string!(locale, positions.same_negative, beta = short(knobs.beta.get())).to_string();
        vec![
            row(gate, "alibi", alibi.get(), difference),
            row(earlier_is, "earlier", earlier, difference),
            row(own_is, "own", own, short),
            row(below, "negative", negative.get(), percent),
        ]
    });
    view! {
        <div class="long-names"><NumberTable testid="same" label=text!(positions.same_what) head rows=table /></div>
        <p class="hint" inner_html=move || marked(t_string!(i18n, positions.same_says))></p>
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::inputs::random;

    #[test]
    fn a_constant_code_is_alibi_for_all_tokens_but_the_one_that_asks() {
        for beta in [0.05, 0.25, 0.95] {
            let [earlier, own] = constant_apart(beta).unwrap();
            assert!(earlier < 1e-9 && (own - (1.0 - beta).ln()).abs() < 1e-9, "{beta}: {earlier:e}, {own}");
        }
        assert!(alibi_apart(&random(2, 9, 4), 0.25).unwrap() < 1e-14);
        assert!((negative(1.0).unwrap() - 0.4647).abs() < 5.001e-5);
    }
}
