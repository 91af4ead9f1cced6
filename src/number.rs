//! Numbers as they are written on the page: one style for readouts, ticks and tables.

/// Bytes of a number in float32: sizes on all pages are told in it, for it is what the kernels compute in.
pub const FLOAT32: u128 = 4;

/// Three significant digits: 0.213, −12.3, 9.88, 123, 1.23e-7.
pub fn short(x: f64) -> String {
    significant(x, 3)
}

/// A relative error, as [`short`]; 0 where it is rounding alone.
pub fn relative(x: f64) -> String {
    if x.abs() < 1e-12 { "0".to_owned() } else { short(x) }
}

/// A difference, as the meter writes it, with two significant digits: 22, 7.6, 0.013, 1.2e-15; none at all is 0.
pub fn difference(x: f64) -> String {
    significant(x, 2)
}

/// So many significant digits, at least one. What is rounded to 0.001 or more and less than 100000 is written plainly, all
/// else with an exponent; digits before the point are never dropped, and a fraction of zeros is not written: 6, 12345, 1e-9.
fn significant(x: f64, digits: usize) -> String {
    if x == 0.0 {
        return "0".to_owned();
    }
    // Rust rounds to so many digits here; the exponent of the rounded number says how many stand behind the point.
    let scientific = format!("{x:.*e}", digits.saturating_sub(1));
    let exponent = scientific.split_once('e').and_then(|(_, exponent)| exponent.parse::<i32>().ok());
    let text = match exponent {
        Some(exponent @ -3..5) => format!("{x:.*}", (digits as i32 - 1 - exponent).max(0) as usize),
        _ => scientific,
    };
    let (number, exponent) = text.split_at(text.find('e').unwrap_or(text.len()));
    let number = match number.split_once('.') {
        Some((whole, fraction)) if fraction.bytes().all(|digit| digit == b'0') => whole,
        _ => number,
    };
    number.replace('-', "−") + exponent
}

/// As few digits as say it, at most three behind the point: 6, −0.25, 0.333.
pub fn plain(x: f64) -> String {
    rounded(x, 3)
}

/// As few digits as say it, at most so many behind the point.
fn rounded(x: f64, digits: usize) -> String {
    let text = format!("{x:.digits$}");
    let text = if digits == 0 { &text } else { text.trim_end_matches('0').trim_end_matches('.') };
    if text == "-0" { "0".into() } else { text.replace('-', "−") }
}

/// At most six digits behind the point: what keeps a gate near 0 or 1 from being told as 0 or 1. 0.999665, 0.25.
pub fn fine(x: f64) -> String {
    rounded(x, 6)
}

/// As [`plain`], in at most so many characters where that can be: the 0 before the point goes first, then digits behind it: 0.374, .374,
/// .37. The readout tells the number whole.
pub fn within(x: f64, most: usize) -> String {
    let bare = |digits| rounded(x, digits).replacen("0.", ".", usize::from(x.abs() < 1.0));
    let mut ever_shorter = std::iter::once(plain(x)).chain([3, 2, 1].map(bare));
    ever_shorter.find(|text| text.chars().count() <= most).unwrap_or_else(|| rounded(x, 0))
}

/// All digits where three behind the point say the number exactly, else as [`short`]: 0.6, −0.48, 0.333, 1.2e-9.
pub fn exact(x: f64) -> String {
    let rounded = (x * 1000.0).round() / 1000.0;
    if (x - rounded).abs() <= 1e-12 && rounded != 0.0 { plain(x) } else { short(x) }
}

/// Milliseconds with the unit that suits them, in the style of [`short`]: 12.3 µs, 1.50 ms, 2 s; a dash for what is no time.
pub fn duration(ms: f64) -> String {
    let (value, unit) = match ms {
        ms if !ms.is_finite() => return "–".to_owned(),
        ms if ms < 1e-3 => (ms * 1e6, "ns"),
        ms if ms < 1.0 => (ms * 1e3, "µs"),
        ms if ms < 1e3 => (ms, "ms"),
        ms => (ms / 1e3, "s"),
    };
    format!("{} {unit}", short(value))
}

/// Digits in groups of three, set apart by thin spaces.
pub fn grouped(x: u128) -> String {
    let digits = x.to_string();
    let mut out = String::with_capacity(digits.len() * 4 / 3);
    for (i, digit) in digits.chars().enumerate() {
        if i > 0 && (digits.len() - i).is_multiple_of(3) {
            out.push('\u{202f}');
        }
        out.push(digit);
    }
    out
}

/// Bytes in binary units.
pub fn bytes(x: u128) -> String {
    let mut size = x as f64;
    for unit in ["B", "KiB", "MiB", "GiB", "TiB"] {
        if size < 1024.0 {
            let digits = usize::from(unit != "B" && size < 100.0);
            return format!("{size:.digits$} {unit}");
        }
        size /= 1024.0;
    }
    format!("{size:.0} PiB")
}

/// The lengths of axes: 3 × 4.
pub fn shape(axes: &[impl ToString]) -> String {
    axes.iter().map(ToString::to_string).collect::<Vec<_>>().join(" × ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn three_significant_digits_are_three() {
        assert_eq!([0.2134, -12.345, 9.876, 123.4].map(short), ["0.213", "−12.3", "9.88", "123"]);
        assert_eq!([1.5, 0.05, 0.001, 2.0, 0.0].map(short), ["1.50", "0.0500", "0.00100", "2", "0"]);
        assert_eq!(
            [1.234e-7, -1.234e-7, 1e-9, 2.5e17].map(short),
            ["1.23e-7", "−1.23e-7", "1e-9", "2.50e17"]
        );
    }

    #[test]
    fn rounding_up_to_a_power_of_ten_keeps_three_digits() {
        assert_eq!([0.99951, 9.996, 99.96, 999.6].map(short), ["1", "10", "100", "1000"]);
        assert_eq!([0.00099996, 12345.0, 99999.4, 99999.6].map(short), ["0.00100", "12345", "1e5", "1e5"]);
    }

    #[test]
    fn differences_in_the_ordinary_range_are_plain() {
        assert_eq!([22.0, 7.6, 0.0131, 1234.5].map(difference), ["22", "7.6", "0.013", "1234"]);
        assert_eq!([1.23e-15, 0.0, 1e-16, 9.96e-4].map(difference), ["1.2e-15", "0", "1e-16", "0.0010"]);
    }

    #[test]
    fn a_relative_error_of_rounding_alone_is_none() {
        assert_eq!([5.55e-17, 0.453, 2e-9, f64::NAN].map(relative), ["0", "0.453", "2e-9", "NaN"]);
    }

    #[test]
    fn what_is_no_number_says_so() {
        assert_eq!([f64::NAN, f64::INFINITY, f64::NEG_INFINITY].map(short), ["NaN", "inf", "−inf"]);
        assert_eq!(duration(f64::NAN), "–");
    }

    #[test]
    fn numbers_read_as_on_paper() {
        assert_eq!([6.0, -0.25, 1.0 / 3.0, -1e-9, 100.0].map(plain), ["6", "−0.25", "0.333", "0", "100"]);
        assert_eq!(
            [0.0123, 1.5, 100.0, 2000.0, 4e-5].map(duration),
            ["12.3 µs", "1.50 ms", "100 ms", "2 s", "40 ns"]
        );
        assert_eq!(grouped(1_048_576), "1\u{202f}048\u{202f}576");
        assert_eq!(bytes(1352), "1.3 KiB");
        assert_eq!(bytes(8 << 40), "8.0 TiB");
    }

    #[test]
    fn a_number_in_a_narrow_cell_loses_its_leading_zero_before_its_digits() {
        let in_four = [0.374, -0.64, 1.0, -0.6, 0.061, 0.0, 12.34].map(|x| within(x, 4));
        assert_eq!(in_four, [".374", "−.64", "1", "−0.6", ".061", "0", "12.3"]);
        assert_eq!(within(-0.283, 4), "−.28");
        assert_eq!([within(0.374, 9), within(-10.36, 3)], ["0.374", "−10"]);
    }
}
