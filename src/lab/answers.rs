//! The answers to the ready-made questions, each in one sentence with its uncertainty.

use super::names;
use crate::i18n::*;
use crate::number::grouped;
use crate::timing::Case;
use crate::timing::crossover::Found;
use crate::timing::finding::{Exponent, Factor, Finding, Gain, Growth, LANES};
use crate::timing::question::CHANNELS;

/// The answer. `vector` says whether the kernels that were timed had vector instructions.
pub fn answer(locale: Locale, found: &Finding, vector: bool) -> String {
    match found {
        Finding::Quadratic { growth, softmax, linear, sizes } => {
            quadratic(locale, *growth, [*softmax, *linear], *sizes)
        }
        Finding::Wins { found, sure, sizes } => wins(locale, *found, *sure, *sizes),
        Finding::Simd { gain, factor, least, most } => {
            simd(locale, vector.then_some(*gain), *factor, [least, most])
        }
    }
}

fn count(n: usize) -> String {
    grouped(n as u128)
}

fn rounded(n: f64) -> String {
    grouped(n.round() as u128)
}

/// Two digits behind the point.
fn fine(x: f64) -> String {
    format!("{x:.2}")
}

/// One digit behind the point.
fn short(x: f64) -> String {
    format!("{x:.1}")
}

fn quadratic(
    locale: Locale,
    growth: Growth,
    [softmax, linear]: [Exponent; 2],
    (from, to): (usize, usize),
) -> String {
    let grows = td_string!(
        locale,
        ask.grows,
        from = count(from),
        to = count(to),
        exponent = fine(softmax.exponent),
        low = fine(softmax.low),
        high = fine(softmax.high),
        linear = fine(linear.exponent),
        linear_low = fine(linear.low),
        linear_high = fine(linear.high),
        twice = short(softmax.twice())
    )
    .to_string();
    match growth {
        Growth::Quadratic => td_string!(locale, ask.is_quadratic, grows = grows),
        Growth::Flatter => td_string!(locale, ask.is_flatter, grows = grows),
        Growth::Steeper => td_string!(locale, ask.is_steeper, grows = grows),
        Growth::Open => td_string!(locale, ask.is_open, grows = grows),
    }
    .to_string()
}

fn wins(locale: Locale, found: Found, sure: bool, (from, to): (usize, usize)) -> String {
    let (from, to) = (count(from), count(to));
    match (found, sure) {
        (Found::Within { n, low, high }, true) => td_string!(
            locale,
            ask.wins_from,
            n = rounded(n),
            low = rounded(low),
            high = rounded(high),
            d = CHANNELS
        ),
        (Found::Within { n, .. }, false) => {
            td_string!(locale, ask.wins_perhaps, n = rounded(n), from = from, to = to, d = CHANNELS)
        }
        (Found::Below(_), true) => td_string!(locale, ask.wins_always, from = from, to = to, d = CHANNELS),
        (Found::Below(_), false) => {
            td_string!(locale, ask.wins_always_perhaps, from = from, to = to, d = CHANNELS)
        }
        (Found::Above(_), true) => td_string!(locale, ask.wins_never, from = from, to = to, d = CHANNELS),
        (Found::Above(_), false) => {
            td_string!(locale, ask.wins_never_perhaps, from = from, to = to, d = CHANNELS)
        }
    }
    .to_string()
}

fn simd(locale: Locale, gain: Option<Gain>, factor: Factor, [least, most]: [&(Case, f64); 2]) -> String {
    let name = |(case, _): &(Case, f64)| names::kernel(locale, &case.kernel, case.form);
    let (low, high) = (fine(factor.low), fine(factor.high));
    let of_kernels = || {
        td_string!(
            locale,
            ask.of_kernels,
            least = short(least.1),
            least_kernel = name(least),
            most = short(most.1),
            most_kernel = name(most)
        )
        .to_string()
    };
    let times = fine(factor.of);
    match gain {
        None => td_string!(locale, ask.no_simd, times = times, low = low, high = high),
        Some(Gain::BeyondLanes) => td_string!(
            locale,
            ask.simd_beyond,
            times = times,
            low = low,
            high = high,
            kernels = of_kernels(),
            lanes = LANES
        ),
        Some(Gain::Faster) => {
            td_string!(locale, ask.simd_faster, times = times, low = low, high = high, kernels = of_kernels())
        }
        Some(Gain::Even) => td_string!(locale, ask.simd_even, times = times, low = low, high = high),
        Some(Gain::Slower) => {
            td_string!(locale, ask.simd_slower, times = times, low = low, high = high, kernels = of_kernels())
        }
    }
    .to_string()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fast::Algorithm::{Recurrent, Streaming};
    use crate::timing::Question;

    /// The sentence in both languages: without a gap, with all of these numbers, and one sentence only.
    fn says(found: &Finding, vector: bool, numbers: &[&str]) -> String {
        let [english, chinese] = [Locale::en, Locale::zh_CN].map(|locale| answer(locale, found, vector));
        for number in numbers {
            assert!(english.contains(number), "{number}: {english}");
            assert!(chinese.contains(number), "{number}: {chinese}");
        }
        assert!(english.ends_with('.') && !english.contains(". "), "{english}");
        assert!(chinese.ends_with('。') && chinese.matches('。').count() == 1, "{chinese}");
        english
    }

    fn growth(growth: Growth) -> String {
        let softmax = Exponent { exponent: 1.97, low: 1.93, high: 2.01 };
        let linear = Exponent { exponent: 1.02, low: 1.0, high: 1.04 };
        let found = Finding::Quadratic { growth, softmax, linear, sizes: (256, 2048) };
        says(&found, true, &["256", "1.97", "1.93", "2.01", "95", "1.02", "1.00", "1.04"])
    }

    #[test]
    fn quadratic_growth_is_said_as_far_as_can_be_told() {
        let yes = growth(Growth::Quadratic);
        assert!(yes.starts_with("Yes") && yes.contains("as far as can be told"), "{yes}");
        assert!(yes.contains("3.9 times as long"), "{yes}");
    }

    #[test]
    fn other_growth_is_said_to_be_what_it_is_and_what_does_that() {
        for (other, does) in [(Growth::Flatter, "flatter"), (Growth::Steeper, "steeper")] {
            let no = growth(other);
            assert!(no.starts_with("Not quite") && no.contains("cache") && no.contains(does), "{no}");
        }
        let open = growth(Growth::Open);
        assert!(open.starts_with("That cannot be told"), "{open}");
    }

    fn crossing(found: Found, sure: bool, numbers: &[&str]) -> String {
        says(&Finding::Wins { found, sure, sizes: (16, 256) }, true, numbers)
    }

    #[test]
    fn a_crossover_names_the_sizes_between_which_nothing_can_be_told() {
        let within = Found::Within { n: 45.4, low: 41.1, high: 50.2 };
        let sure = crossing(within, true, &["45", "41", "50", "95", "64"]);
        assert!(sure.contains("between 41 and 50 the two cannot be told apart"), "{sure}");
        let unsure = crossing(within, false, &["45", "16", "256", "95"]);
        assert!(unsure.contains("cannot be told apart"), "{unsure}");
    }

    #[test]
    fn no_crossover_is_said_honestly() {
        for (found, says) in [(Found::Below(16.0), "every size"), (Found::Above(256.0), "Not up to n = 256")]
        {
            let all = crossing(found, true, &["16", "256", "95"]);
            assert!(all.contains(says) && !all.contains("told apart"), "{all}");
            let perhaps = crossing(found, false, &["16", "256", "95"]);
            assert!(perhaps.contains("cannot be told apart"), "{perhaps}");
        }
    }

    fn gain(gain: Gain, vector: bool, numbers: &[&str]) -> String {
        let case = |kernel: &str, form: crate::fast::Algorithm| Case {
            kernel: kernel.into(),
            form: form.into(),
            n: 128,
            d: 64,
        };
        let factor = Factor { of: 5.14, low: 4.9, high: 5.33 };
        let least = (case("softmax_attn/full", Streaming), 3.21);
        let most = (case("delta_rule/causal", Recurrent), 7.86);
        let found = Finding::Simd { gain, factor, least, most };
        says(&found, vector, &[&["5.14", "4.90", "5.33", "95"], numbers].concat())
    }

    #[test]
    fn what_simd_brings_is_said_with_its_kernels_unless_there_is_nothing_to_say() {
        let kernels = ["3.2", "7.9", "Softmax", "DeltaNet"];
        assert!(gain(Gain::Faster, true, &kernels).contains("5.14 times as fast"));
        assert!(gain(Gain::BeyondLanes, true, &kernels).contains("lanes"));
        assert!(gain(Gain::Even, true, &[]).contains("cannot be told apart"));
        assert!(gain(Gain::Slower, true, &kernels).contains("slower"));
    }

    #[test]
    fn a_browser_without_simd_is_told_so_whatever_the_factor() {
        for each in [Gain::BeyondLanes, Gain::Faster, Gain::Even, Gain::Slower] {
            let says = gain(each, false, &[]);
            assert!(says.contains("no SIMD"), "{says}");
        }
    }

    #[test]
    fn every_question_is_one() {
        for each in Question::ALL {
            assert!(names::question(Locale::en, each).ends_with('?'));
            assert!(names::question(Locale::zh_CN, each).ends_with('？'));
        }
    }
}
