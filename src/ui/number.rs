//! Numbers as they are written on the page.

/// Three significant digits: 0.213, −12.3, 1.2e-7; zero is 0.
pub fn short(x: f64) -> String {
    let size = x.abs();
    let text = match size {
        _ if x == 0.0 => return "0".into(),
        _ if !x.is_finite() => x.to_string(),
        _ if !(1e-3..1e5).contains(&size) => format!("{x:.1e}"),
        _ if size < 10.0 => format!("{x:.3}"),
        _ if size < 100.0 => format!("{x:.2}"),
        _ => format!("{x:.0}"),
    };
    text.replace('-', "−").replace("e−", "e-")
}

/// As few digits as say it, at most three behind the point: 6, −0.25, 0.333.
pub fn plain(x: f64) -> String {
    let text = format!("{x:.3}");
    let text = text.trim_end_matches('0').trim_end_matches('.');
    if text == "-0" { "0".into() } else { text.replace('-', "−") }
}

/// A difference, as the meter writes it: 1.2e-15; no difference at all is 0.0e0.
pub fn difference(x: f64) -> String {
    format!("{x:.1e}")
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_read_as_on_paper() {
        assert_eq!(short(0.2134), "0.213");
        assert_eq!(short(-12.345), "−12.35");
        assert_eq!(short(-1.23e-7), "−1.2e-7");
        assert_eq!([6.0, -0.25, 1.0 / 3.0, -1e-9, 100.0].map(plain), ["6", "−0.25", "0.333", "0", "100"]);
        assert_eq!(grouped(1_048_576), "1\u{202f}048\u{202f}576");
        assert_eq!(bytes(1352), "1.3 KiB");
        assert_eq!(bytes(8 << 40), "8.0 TiB");
        assert_eq!(difference(1.23e-15), "1.2e-15");
    }
}
