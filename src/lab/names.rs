//! What kernels, refusals and failures are called.

use super::results::{Against, Series};
use crate::fast::{Info, OFFERED, chunk, form};
use crate::i18n::*;
use crate::timing::{Case, Failure, Refusal, Stage};
use crate::ui::number::{bytes, grouped};

/// The name of a kernel in its form, short enough for a chart; the ids, where no text has it yet.
pub fn kernel(locale: Locale, kernel: &str, form: &str) -> String {
    if let Some((workers, form)) = form::spread_inner(form) {
        return format!(
            "{} {}",
            self::kernel(locale, kernel, form),
            td_string!(locale, lab.on_workers, workers = workers)
        );
    }
    if let Some(form) = form::fused_inner(form) {
        return format!("{} {}", self::kernel(locale, kernel, form), td_string!(locale, lab.fused));
    }
    if let (means, Some(of @ "left")) = form::other_means(form) {
        return format!("{} {}", self::kernel(locale, kernel, of), means_of(locale, means));
    }
    let rule = match kernel {
        "softmax_attn/full" => td_string!(locale, lab.softmax),
        "softmax_attn/causal" => td_string!(locale, lab.softmax_causal),
        "softmax_attn/decode" => td_string!(locale, lab.softmax),
        "linear_attn/decode" => td_string!(locale, lab.linear),
        "linear_attn/full" => td_string!(locale, lab.linear),
        "linear_attn/causal" => td_string!(locale, lab.linear_causal),
        "simple_gla/causal" => td_string!(locale, lab.simple_gla),
        "qkt" => "QKᵀ",
        "ktv" => "KᵀV",
        "gemm" => td_string!(locale, lab.square),
        "limit" => td_string!(locale, lab.limit),
        "delta_rule/causal" | "delta_rule/decode" => td_string!(locale, rules.delta_rule),
        "gated_delta_rule/causal" | "gated_delta_rule/decode" => td_string!(locale, rules.gated_delta_rule),
        other => other,
    };
    let form = match form {
        "naive" => td_string!(locale, lab.naive),
        "streaming" => td_string!(locale, lab.streaming),
        "left" => td_string!(locale, lab.left),
        "right" => td_string!(locale, lab.right),
        "chunk" => td_string!(locale, lab.chunk),
        "recurrent" | "tiled" => return rule.to_owned(),
        "cache" => td_string!(locale, lab.cache),
        "state" => td_string!(locale, lab.state),
        "plain" | "nalgebra" | "javascript" => means_of(locale, form),
        "registers" => td_string!(locale, lab.registers),
        other => match chunk::size(other) {
            Some(size) => return format!("{rule} {}", td_string!(locale, lab.chunk_of, size = size)),
            None => other,
        },
    };
    format!("{rule} {form}")
}

/// What else computes a kernel.
fn means_of(locale: Locale, means: &str) -> &str {
    match means {
        "plain" => td_string!(locale, lab.plain),
        "nalgebra" => "nalgebra",
        "javascript" => "JavaScript",
        other => other,
    }
}

/// The name of an entry of the kernel list.
pub fn entry(locale: Locale, entry: &Info) -> String {
    kernel(locale, entry.kernel, entry.form)
}

/// The name of a suite; its id, where no text has it yet.
pub fn suite(locale: Locale, id: &'static str) -> &'static str {
    match id {
        "scaling" => td_string!(locale, lab.suite_scaling),
        "width" => td_string!(locale, lab.suite_width),
        "chunk" => td_string!(locale, lab.suite_chunk),
        "crossover" => td_string!(locale, lab.suite_crossover),
        "decode" => td_string!(locale, lab.suite_decode),
        "heads" => td_string!(locale, lab.suite_heads),
        "peers" => td_string!(locale, lab.suite_peers),
        "bench" => td_string!(locale, lab.suite_bench),
        other => other,
    }
}

/// What is timed beside each kernel.
pub fn beside(locale: Locale, beside: &'static str) -> &'static str {
    match beside {
        "plain" => td_string!(locale, lab.beside_plain),
        "nalgebra" => td_string!(locale, lab.beside_nalgebra),
        "javascript" => td_string!(locale, lab.beside_javascript),
        "fused" => td_string!(locale, lab.beside_fused),
        other => other,
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
    format!("{}, n = {}, d = {}", kernel(locale, &case.kernel, &case.form), case.n, case.d)
}

/// What is being done to a case.
pub fn stage(locale: Locale, stage: Stage) -> &'static str {
    match stage {
        Stage::Check => td_string!(locale, lab.stage_check),
        Stage::WarmUp => td_string!(locale, lab.stage_warm_up),
        Stage::Sample => td_string!(locale, lab.stage_sample),
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
            let [predicted, limit] = [*predicted_ms, *limit_ms].map(crate::ui::chart::axis::duration);
            td_string!(locale, lab.too_slow, predicted = predicted, limit = limit)
        }
        Refusal::Inaccurate { rms_ratio, tolerance } => {
            let ratio = rms_ratio.map_or_else(|| "NaN".to_owned(), |ratio| format!("{ratio:.1e}"));
            td_string!(locale, lab.inaccurate, ratio = ratio, tolerance = format!("{tolerance:.0e}"))
        }
        Refusal::NotFused => td_string!(locale, lab.not_fused).to_owned(),
        Refusal::Died { text } => td_string!(locale, lab.died, text = text.as_str()),
        Refusal::Impossible { text } => text.clone(),
    }
}

/// Why the slope of a series is not quite what counting gives.
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
    }
}
