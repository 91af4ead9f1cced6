//! Writes a matrix as a table of comma-separated values (RFC 4180), for spreadsheets and `pandas`.

use std::borrow::Cow;
use std::fmt::Write;

/// A table: a line of the names of columns, then one for each row, which begins with its name. `number(i, j)` is what stands in row
/// i and column j, written in the fewest digits that give the same double.
pub fn csv(
    rows: &[impl AsRef<str>],
    columns: &[impl AsRef<str>],
    number: impl Fn(usize, usize) -> f64,
) -> String {
    let mut text = String::new();
    // The corner is empty.
    for column in columns {
        text.push(',');
        text.push_str(&field(column.as_ref()));
    }
    text.push_str("\r\n");
    for (i, row) in rows.iter().enumerate() {
        text.push_str(&field(row.as_ref()));
        for j in 0..columns.len() {
            // A string takes whatever is written.
            _ = write!(text, ",{:?}", number(i, j));
        }
        text.push_str("\r\n");
    }
    text
}

/// A field, between quotes where it holds what ends a field.
pub fn field(text: &str) -> Cow<'_, str> {
    if text.contains([',', '"', '\r', '\n']) {
        Cow::Owned(format!("\"{}\"", text.replace('"', "\"\"")))
    } else {
        Cow::Borrowed(text)
    }
}
