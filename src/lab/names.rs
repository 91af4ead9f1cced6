//! The names of kernels, suites, refusals and failures in both languages, and the sentences about slopes and crossovers.

use super::results::{Against, Series};
use crate::browser::machine;
use crate::fast::{Algorithm, Form, Info, Means, OFFERED};
use crate::i18n::*;
use crate::names;
use crate::number::{bytes, grouped};
use crate::timing::crossover::{Crossover, Found, Pair, Why};
use crate::timing::shelf::Kept;
use crate::timing::{Activity, Beside, Case, Environment, Failure, Question, Refusal};
use crate::ui::chart::axis::{duration, three_digits};

/// The name of a kernel in its form, short enough for a chart; the id of a kernel that no text has.
pub fn kernel(locale: Locale, kernel: &str, form: impl Into<Form>) -> String {
    match form.into() {
        Form::Own(algorithm) => computed(locale, kernel, algorithm),
        Form::Fused(algorithm) => {
            format!("{} {}", computed(locale, kernel, algorithm), td_string!(locale, lab.fused))
        }
        Form::Workers(workers, algorithm) => format!(
            "{} {}",
            computed(locale, kernel, algorithm),
            td_string!(locale, lab.on_workers, workers = workers)
        ),
    }
}

/// The name of a kernel in one worker, as it is computed.
fn computed(locale: Locale, kernel: &str, algorithm: Algorithm) -> String {
    let rule = names::kernel(locale, kernel).unwrap_or(kernel);
    let word = |algorithm: Algorithm| names::form(locale, algorithm.word()).unwrap_or(algorithm.word());
    match algorithm {
        // The usual form of a rule and of a product needs no word.
        Algorithm::Recurrent | Algorithm::Tiled => rule.to_owned(),
        Algorithm::ChunkOf(size) => format!("{rule} {}", td_string!(locale, lab.chunk_of, size = size)),
        Algorithm::LeftBy(_) => format!("{rule} {} {}", word(Algorithm::Left), word(algorithm)),
        own => format!("{rule} {}", word(own)),
    }
}

/// The name of an entry of the kernel list.
pub fn entry(locale: Locale, entry: &Info) -> String {
    kernel(locale, entry.kernel, entry.algorithm)
}

/// The name of a suite; its id, where no text has it.
pub fn suite(locale: Locale, id: &str) -> &str {
    names::suite(locale, id).unwrap_or(id)
}

/// A ready-made question.
pub fn question(locale: Locale, question: Question) -> &'static str {
    match question {
        Question::Quadratic => td_string!(locale, ask.quadratic),
        Question::Wins => td_string!(locale, ask.wins),
        Question::Simd => td_string!(locale, ask.simd),
    }
}

/// The name of a run: its suite by the menu's first words, and when it began, here and in this language.
pub fn run(locale: Locale, of: &Environment) -> String {
    let suite = suite(locale, &of.suite).split([':', '：']).next().unwrap_or_default();
    let date = machine::local_date(&of.date, names::Language::of(locale).tag);
    td_string!(locale, lab.run_of, suite = suite, date = date).to_string()
}

/// The name of a kept result: the one that a person gave it, or that of its run.
pub fn kept(locale: Locale, kept: &Kept) -> String {
    kept.given_name().map_or_else(|| run(locale, &kept.report.environment), str::to_owned)
}

/// About so long, in whole seconds or minutes: more digits of a guess mean nothing.
pub fn about(ms: f64) -> String {
    let seconds = (ms / 1000.0).ceil();
    if seconds < 120.0 { format!("{seconds:.0} s") } else { format!("{:.0} min", seconds / 60.0) }
}

/// The name of another implementation.
pub fn beside(locale: Locale, beside: Beside) -> &'static str {
    match beside {
        Beside::By(Means::Plain) => td_string!(locale, lab.beside_plain),
        Beside::By(Means::Nalgebra) => td_string!(locale, lab.beside_nalgebra),
        Beside::By(Means::JavaScript) => td_string!(locale, lab.beside_javascript),
        Beside::Fused => td_string!(locale, lab.beside_fused),
    }
}

/// The size that grows.
pub fn against(locale: Locale, against: Against) -> String {
    let name = match against {
        Against::Tokens => td_string!(locale, lab.tokens),
        Against::Channels => td_string!(locale, lab.d),
        Against::Chunk => td_string!(locale, lab.chunk_size),
    };
    name.to_owned()
}

/// A case: its kernel, n and d.
pub fn case(locale: Locale, case: &Case) -> String {
    format!("{}, n = {}, d = {}", kernel(locale, &case.kernel, case.form), case.n, case.d)
}

/// The work of the worker on a case.
pub fn activity(locale: Locale, activity: Activity) -> &'static str {
    match activity {
        Activity::Check => td_string!(locale, lab.stage_check),
        Activity::WarmUp => td_string!(locale, lab.stage_warm_up),
        Activity::Sample => td_string!(locale, lab.stage_sample),
    }
}

/// Why a case was not timed.
pub fn refusal(locale: Locale, refusal: &Refusal) -> String {
    match refusal {
        Refusal::TooLarge { needed, limit } => {
            let [needed, limit] = [*needed, *limit].map(|bytes| grouped(bytes.into()));
            td_string!(locale, lab.too_large, needed = needed, limit = limit)
        }
        Refusal::NoMemory { needed, bytes } => {
            let [needed, refused] = [*needed, *bytes].map(|bytes| grouped(bytes.into()));
            td_string!(locale, lab.no_memory, needed = needed, refused = refused)
        }
        Refusal::TooSlow { predicted_ms, limit_ms } => {
            let [predicted, limit] = [*predicted_ms, *limit_ms].map(duration);
            td_string!(locale, lab.too_slow, predicted = predicted, limit = limit)
        }
        Refusal::Inaccurate { rms_ratio, tolerance } => {
            let ratio = rms_ratio.map_or_else(|| "NaN".to_owned(), |ratio| format!("{ratio:.1e}"));
            td_string!(locale, lab.inaccurate, ratio = ratio, tolerance = format!("{tolerance:.0e}"))
        }
        Refusal::NotFused => td_string!(locale, lab.not_fused).to_owned(),
        Refusal::NotLoaded { text } => td_string!(locale, lab.not_loaded, text = text.as_str()),
        Refusal::Died { text } => td_string!(locale, lab.died, text = text.as_str()),
        Refusal::Impossible { text } => text.clone(),
    }
}

impl Series {
    /// The name of its kernel.
    pub fn name(&self, locale: Locale) -> String {
        let (kernel, form) = self.kernel();
        self::kernel(locale, kernel, form)
    }
}

/// The two kernels of a crossover, the quadratic one first.
pub fn pair(locale: Locale, pair: &Pair) -> String {
    let name = |(id, algorithm)| kernel(locale, id, Form::Own(algorithm));
    format!("{} / {}", name(pair.quadratic), name(pair.linear))
}

/// Why a measured crossover is not the counted one: how many multiply-adds a second both kernels do there. A GFLOP counts a
/// multiplication and an addition apart, so it is half a multiply-add.
pub fn crossover(locale: Locale, of: &Pair, d: usize, found: &Crossover) -> String {
    let speeds = &found.speeds;
    let name = |(id, algorithm)| kernel(locale, id, Form::Own(algorithm));
    let mut text = td_string!(
        locale,
        lab.crossover_speeds,
        d = d,
        counted = format!("{:.0}", found.predicted),
        measured = match found.found {
            Found::Within { .. } => format!("n = {}", measured(found.found)),
            Found::Below(_) | Found::Above(_) => format!("n {}", measured(found.found)),
        },
        n = format!("{:.0}", speeds.n),
        first = name(of.quadratic),
        second = name(of.linear),
        quadratic = three_digits(speeds.quadratic / 2.0),
        linear = three_digits(speeds.linear / 2.0)
    )
    .to_string();
    let why = found.why();
    text += match why {
        Why::AsCounted => td_string!(locale, lab.crossover_even),
        Why::Uncertain => td_string!(locale, lab.crossover_uncertain),
        Why::QuadraticIsSlower => td_string!(locale, lab.crossover_sooner),
        Why::LinearIsSlower => td_string!(locale, lab.crossover_later),
    };
    // What only the quadratic way has to do besides makes it slower, and nothing else.
    if why == Why::QuadraticIsSlower && of.quadratic.0.starts_with("softmax_attn/") {
        text += td_string!(locale, lab.crossover_exp);
    }
    if why == Why::QuadraticIsSlower && of.quadratic.0 == "softmax_attn/causal" {
        text += td_string!(locale, lab.crossover_blocks);
    }
    text
}

/// A crossover as measured, with its interval.
pub fn measured(found: Found) -> String {
    match found {
        Found::Within { n, low, high } => format!("{n:.0} ({low:.0} – {high:.0})"),
        Found::Below(n) => format!("< {n:.0}"),
        Found::Above(n) => format!("> {n:.0}"),
    }
}

/// Why the slope of a series is not quite the exponent that counting gives.
pub fn reason(locale: Locale, series: &Series) -> Option<String> {
    let reason = series.reason()?;
    let percent = |part: f64| format!("{:.0}", 100.0 * part);
    let counted = format!("{:.2}", reason.counted);
    let mut text = td_string!(locale, lab.reason, slope = series.slope(), counted = counted);
    if let Some((n, over)) = reason.constant {
        text += &td_string!(locale, lab.reason_constant, n = n, percent = percent(over));
    }
    if let Some((n, held, over)) = reason.memory {
        text +=
            &td_string!(locale, lab.reason_memory, n = n, held = bytes(held.into()), percent = percent(over));
    }
    if reason.constant.is_none() && reason.memory.is_none() {
        text += td_string!(locale, lab.reason_straight);
    }
    if OFFERED[series.place.index].kernel.starts_with("softmax_attn/") {
        text += td_string!(locale, lab.reason_exp);
    }
    Some(text)
}

/// Why a run ended early.
pub fn failure(locale: Locale, failure: &Failure) -> String {
    match failure {
        Failure::Panicked(text) => td_string!(locale, lab.panicked, text = text.as_str()),
        Failure::Broken(text) => td_string!(locale, lab.broken, text = text.as_str()),
        Failure::Unreadable(text) => td_string!(locale, lab.unreadable, text = text.as_str()),
        Failure::Silent(seconds) => td_string!(locale, lab.silent, seconds = *seconds),
        Failure::NoClock => td_string!(locale, lab.no_clock).to_owned(),
        Failure::TooCoarse(grain_ms) => td_string!(locale, lab.too_coarse, grain = duration(*grain_ms)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::timing::crossover::{PAIRS, Speeds};

    #[test]
    fn a_form_that_is_made_of_another_has_its_name_and_a_word() {
        let name = |form: &str| kernel(Locale::en, "linear_attn/full", form.parse::<Form>().unwrap());
        let names = ["right", "fused(left)", "plain(left)", "workers(2,right)"].map(name);
        assert_eq!(
            names,
            [
                "Linear Q(KᵀV)",
                "Linear (QKᵀ)V fused",
                "Linear (QKᵀ)V plain loops",
                "Linear Q(KᵀV) (workers: 2)"
            ]
        );
        assert_eq!(kernel(Locale::en, "delta_rule/causal", Algorithm::ChunkOf(8)), "DeltaNet in chunks of 8");
    }

    #[test]
    fn a_guess_is_told_in_seconds_or_minutes() {
        assert_eq!(
            [1.0, 4200.0, 119_000.0, 120_500.0, 400_000.0].map(about),
            ["1 s", "5 s", "119 s", "2 min", "7 min"]
        );
    }

    #[test]
    fn a_crossover_is_explained_by_the_speeds_of_this_run() {
        let found = |n, quadratic, linear| Crossover {
            found: Found::Within { n, low: n, high: n },
            predicted: 127.0,
            speeds: Speeds { n, quadratic, linear },
        };
        let says = |pair: usize, x| crossover(Locale::en, &PAIRS[pair], 64, &x);
        let causal = says(2, found(33.2, 8.14, 30.5));
        for part in
            ["127", "33 (33 – 33)", "n = 33", "4.07·10⁹", "15.2·10⁹", "sooner", "exponentials", "block"]
        {
            assert!(causal.contains(part), "{part}: {causal}");
        }
        let full = says(1, found(200.0, 30.0, 10.0));
        assert!(
            full.contains("later") && !full.contains("exponentials") && !full.contains("block"),
            "{full}"
        );
        let even = says(0, found(127.0, 30.0, 29.0));
        assert!(!["sooner", "later", "exponentials"].iter().any(|part| even.contains(part)), "{even}");
        let uncertain = says(0, found(64.0, 30.0, 29.0));
        assert!(uncertain.contains("nearly the same"), "{uncertain}");
        let chinese = crossover(Locale::zh_CN, &PAIRS[2], 64, &found(33.2, 8.14, 30.5));
        assert!(["127", "33", "4.07·10⁹", "15.2·10⁹"].iter().all(|part| chinese.contains(part)), "{chinese}");
    }
}
