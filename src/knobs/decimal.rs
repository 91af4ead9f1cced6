//! Decimal fractions, read by the browser where there is one.

/// The number that `text` writes out, such as −0.25 or 1e3 (with a plain hyphen), correctly rounded; no words, no spaces.
///
/// The standard library's reader gives the same and brings a table of ten KiB that nothing compresses, which the page
/// would be larger by. Where there is no browser, in tests, it is the one that reads.
pub fn decimal(text: &str) -> Option<f64> {
    let of_a_number = |c: char| c.is_ascii_digit() || matches!(c, '+' | '-' | '.' | 'e' | 'E');
    if text.is_empty() || !text.chars().all(of_a_number) {
        return None;
    }
    #[cfg(target_arch = "wasm32")]
    let number = Some(js_sys::Number::from(wasm_bindgen::JsValue::from_str(text)).value_of());
    #[cfg(not(target_arch = "wasm32"))]
    let number = text.parse().ok();
    number.filter(|number: &f64| !number.is_nan())
}

#[cfg(test)]
mod tests {
    use super::decimal;

    #[test]
    fn numbers_are_read_and_words_are_not() {
        assert_eq!(["0.1", "-.5", "+5.", "1e3", "2E-2"].map(decimal), [0.1, -0.5, 5.0, 1e3, 0.02].map(Some));
        assert_eq!(decimal("1e999"), Some(f64::INFINITY));
        assert_eq!(["", " 1", "inf", "NaN", "0x10", "1e", "-", "1,5", "one"].map(decimal), [None; 9]);
    }
}
