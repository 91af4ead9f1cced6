//! Four times the length: what each bias does to the last row of a longer text, and whether a needle far away is still seen.

use leptos::prelude::*;

use super::matrices::SINUSOIDS;
use super::sentence::{Factors, OnSentence};
use crate::erased::Memo;
use crate::experiments::{Bias, ByToken, Marked, RowSpread, by_distance, needle};
use crate::i18n::*;
use crate::number::{plain, relative, short};
use crate::ui::chart::{Chart, ChartCanvas, Line, Lines};
use crate::ui::guess::Guess;
use crate::ui::numbers::{NumberCell, NumberRow, NumberTable};
use crate::ui::stage::Stage;
use crate::ui::{OwnChoice, OwnSlider, marked, text};

/// The length that all are compared with, and those to choose from.
const SHORT: usize = 32;
const LONGER: [usize; 3] = [64, 128, 512];
/// The lengths of the chart, each twice the one before, and log₂ of the first.
const CHARTED: [usize; 5] = [32, 64, 128, 256, 512];
const LOG_OF_FIRST: f64 = 5.0;
/// The needle: what its content adds to its score, and how far away it is, in a text of so many tokens.
const LOGIT: f64 = 5.0;
const DISTANCE: usize = 100;
const HAYSTACK: usize = 128;
/// γ of forgetting attention but for every sixteenth token, which ends a part.
const G: f64 = -0.02;
const PARTS: usize = 16;
/// β of the second position DeltaNet.
const HALF: f64 = 0.5;

/// The biases, by their ids.
const IDS: [&str; 7] = ["none", "alibi", "forgetting", "code", "delta", "half", "log"];
/// Those of which the verdict speaks.
const ALIBI: usize = 1;
const DELTA: usize = 4;

/// What the sliders set: ALiBi's m, g at the ends of parts, the factor c, β of the position DeltaNet, and that of the constant code.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Asked {
    m: f64,
    g: f64,
    c: f64,
    beta: f64,
    constant: f64,
}

const USUAL: Asked = Asked { m: 0.25, g: -2.0, c: 4.0, beta: 1.0, constant: 0.25 };

impl Asked {
    /// The biases, in the order of [`IDS`].
    fn biases(self) -> [Bias; 7] {
        let Self { m, g, c, beta, constant } = self;
        let delta = |beta: f64| Bias::Delta { code: SINUSOIDS, beta: ByToken::all(beta), c };
        [
            Bias::None,
            Bias::Alibi { m },
            Bias::Forgetting { g: ByToken { usual: G, marked: g, at: Marked::Every(PARTS) } },
            Bias::Code { code: SINUSOIDS, c },
            delta(beta),
            delta(HALF),
            Bias::Log { beta: ByToken::all(constant) },
        ]
    }

    /// How the last row of so many tokens is spread, for each bias alone.
    fn spreads(self, tokens: usize) -> [Option<RowSpread>; 7] {
        self.biases().map(|bias| bias.row(tokens).map(|row| RowSpread::of_bias(&row)))
    }

    /// The weight of the needle under each bias.
    fn needles(self) -> [Option<f64>; 7] {
        self.biases().map(|bias| needle(&bias.row(HAYSTACK)?, LOGIT, DISTANCE))
    }

    /// What the biases are called.
    fn names(self, locale: Locale) -> [String; 7] {
        let Self { m, g, c, beta, constant } = self;
        let of_delta = |beta: f64| {
            td_string!(locale, positions.bias_delta, beta = plain(beta), c = plain(c)).to_string()
        };
        [
            td_string!(locale, positions.bias_none).to_owned(),
            format!("ALiBi, m = {}", plain(m)),
            td_string!(locale, positions.bias_forgetting, g = plain(g), every = PARTS, usual = plain(G))
                .to_string(),
            td_string!(locale, positions.bias_code, c = plain(c)).to_string(),
            of_delta(beta),
            of_delta(HALF),
            td_string!(locale, positions.bias_log, beta = plain(constant)).to_string(),
        ]
    }
}

/// The largest difference between the weights by distance of a short text and of a longer one: its shape.
fn shape_apart(beta: f64, tokens: usize) -> f64 {
    let [short, long] = [SHORT, tokens].map(|tokens| by_distance(SINUSOIDS, beta, tokens));
    short.iter().zip(&long).map(|(short, long)| (short - long).abs()).fold(0.0, f64::max)
}

/// The question, the controls, the table, the chart and the verdict.
#[component]
pub fn Longer(stage: Stage) -> impl IntoView {
    let i18n = use_i18n();
    let [m, g, c, beta, constant] =
        [USUAL.m, USUAL.g, USUAL.c, USUAL.beta, USUAL.constant].map(RwSignal::new);
    let asked = Memo::new(move || Asked {
        m: m.get(),
        g: g.get(),
        c: c.get(),
        beta: beta.get(),
        constant: constant.get(),
    });
    let tokens = RwSignal::new(LONGER[1]);
    let answers = Signal::derive(move || {
        let locale = i18n.get_locale();
        [
            td_string!(locale, positions.longer_a),
            td_string!(locale, positions.longer_b),
            td_string!(locale, positions.longer_c),
        ]
        .map(str::to_owned)
    });
    let all = Memo::new(move || CHARTED.map(|tokens| asked.get().spreads(tokens)));
    let needles = Memo::new(move || asked.get().needles());
    let at = move |tokens: usize, bias: usize| {
        let place = CHARTED.iter().position(|of| *of == tokens)?;
        all.with(|all| all[place][bias])
    };
    let head = Signal::derive(move || {
        let locale = i18n.get_locale();
        let of = |tokens: usize| {
            [
                td_string!(locale, positions.entropy, t = tokens).to_string(),
                td_string!(locale, positions.share, t = tokens).to_string(),
                td_string!(locale, positions.near, t = tokens).to_string(),
            ]
        };
        let needle = td_string!(locale, positions.needle).to_owned();
        let first = td_string!(locale, positions.bias).to_owned();
        let all = [first].into_iter().chain(of(SHORT)).chain(of(tokens.get())).chain([needle]);
        all.collect::<Vec<_>>()
    });
    let table = Signal::derive(move || {
        let names = asked.get().names(i18n.get_locale());
        let row = |(bias, name): (usize, String)| -> NumberRow {
            let id = IDS[bias];
            let of = |(when, tokens): (&str, usize)| {
                let spread = at(tokens, bias);
                let cell = |what: &str, value, write| {
                    NumberCell::of(format!("longer-{id}-{what}-{when}"), value, write)
                };
                [
                    cell("entropy", spread.map(|of| of.entropy), short),
                    cell("share", spread.and_then(|of| of.share), short),
                    cell("near", spread.map(|of| of.near), |x| format!("{x:.4}")),
                ]
            };
            let needle = NumberCell::of(format!("longer-{id}-needle"), needles.with(|all| all[bias]), short);
            let spreads = [("short", SHORT), ("long", tokens.get())].into_iter().flat_map(of);
            (name, spreads.chain([needle]).collect())
        };
        names.into_iter().enumerate().map(row).collect::<Vec<_>>()
    });
    let chart = Signal::derive(move || {
        let names = asked.get().names(i18n.get_locale());
        let line = |(bias, label): (usize, String)| {
            let near = |spreads: &[Option<RowSpread>; 7]| spreads[bias].map_or(f64::NAN, |of| of.near);
            Line { label, colour: bias, values: all.with(|all| all.iter().map(near).collect()) }
        };
        Chart::from(Lines {
            x_title: t_string!(i18n, positions.log_length).to_owned(),
            y_title: t_string!(i18n, positions.near_chart).to_owned(),
            lines: names.into_iter().enumerate().map(line).collect(),
            log_y: false,
            position: None,
            x: [LOG_OF_FIRST, 1.0],
        })
    });
    let verdict = move || {
        let tokens = tokens.get();
        let near = |tokens, bias| at(tokens, bias).map(|of| format!("{:.4}", of.near));
        let share = |tokens, bias| Some(short(at(tokens, bias)?.share?));
        let needle = |bias: usize| needles.with(|all| all[bias]).map(short);
        Some(
            t_string!(
                i18n,
                positions.verdict,
                t = tokens,
                apart = relative(shape_apart(asked.get().beta, tokens)),
                near = near(SHORT, DELTA)?,
                near_long = near(tokens, DELTA)?,
                share = share(SHORT, DELTA)?,
                share_long = share(tokens, DELTA)?,
                alibi = near(SHORT, ALIBI)?,
                alibi_long = near(tokens, ALIBI)?,
                needle = needle(DELTA)?,
                needle_alibi = needle(ALIBI)?
            )
            .to_string(),
        )
    };
    let lengths = Signal::stored(LONGER.map(|tokens| (tokens, tokens.to_string())).to_vec());
    view! {
        <section class="experiment" aria-labelledby="longer">
            <h3 id="longer">{text!(positions.longer)}</h3>
            <p class="hint" inner_html=move || marked(t_string!(i18n, positions.longer_is))></p>
            <Guess question=text!(positions.longer_asks) answers right=1 about="longer">
                <p inner_html=move || marked(t_string!(i18n, positions.longer_why))></p>
                <div class="curves-bar">
                    <OwnChoice label=text!(positions.compared_with) testid="longer-tokens" of=tokens options=lengths />
                    <OwnSlider label=text!(positions.slope) testid="longer-m" of=m range=[0.05, 1.0, 0.05] />
                    <OwnSlider label=text!(positions.gate_every, every = PARTS) testid="longer-g" of=g range=[-6.0, 0.0, 0.5] />
                    <OwnSlider label="c" testid="longer-c" of=c range=[0.0, 20.0, 1.0] />
                    <OwnSlider label=text!(positions.beta_sinusoids) testid="longer-beta" of=beta range=[0.05, 1.0, 0.05] />
                    <OwnSlider label=text!(positions.beta_constant) testid="longer-constant" of=constant range=[0.05, 0.95, 0.05] />
                </div>
                <div class="long-names"><NumberTable testid="longer-table" label=text!(positions.longer) head rows=table /></div>
                <ChartCanvas chart label=text!(positions.longer_chart) height=360.0 />
                <h4>{text!(positions.verdict_title)}</h4>
                <p data-testid="verdict" data-value=move || shape_apart(asked.get().beta, tokens.get()).to_string() inner_html=move || verdict().map(|says| marked(&says))></p>
                <p inner_html=move || marked(t_string!(i18n, positions.verdict_says))></p>
                <Factors />
                <OnSentence stage />
            </Guess>
        </section>
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn alibi_keeps_its_mass_on_the_last_eight_and_a_position_delta_net_does_not() {
        let near = |tokens: usize, bias: usize| USUAL.spreads(tokens)[bias].unwrap().near;
        assert!((near(SHORT, ALIBI) - near(128, ALIBI)).abs() < 5e-4);
        assert!(
            (near(SHORT, DELTA) - 0.8125).abs() < 5.001e-5 && (near(128, DELTA) - 0.4694).abs() < 5.001e-5
        );
        assert!(shape_apart(1.0, 128) < 1e-14 && shape_apart(0.5, 512) < 1e-14);
        let needles = USUAL.needles().map(Option::unwrap);
        assert!(needles[ALIBI] < 1e-9 && needles[DELTA] > 0.4, "{needles:?}");
        assert!(LONGER.iter().chain([&SHORT]).all(|tokens| CHARTED.contains(tokens)));
    }
}
