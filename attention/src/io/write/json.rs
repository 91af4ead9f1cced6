//! Writes JSON: an object of arrays by name, each a list of lists of numbers.

use std::fmt::Write;

use super::readable;
use crate::io::array::Array;
use crate::io::why::Why;

/// The file of some arrays, all numbers in the fewest digits that give the same double. NaN and the infinities, which JSON does not
/// have, are the strings `"NaN"`, `"inf"` and `"-inf"`. (Two arrays with just the names `shape` and `data` would be read as one.)
///
/// # Errors
/// Where there are no arrays or too many, or a name is too long or taken.
pub fn json(arrays: &[Array]) -> Result<String, Why> {
    readable(arrays)?;
    let mut text = String::from("{");
    for (i, array) in arrays.iter().enumerate() {
        text.push_str(if i > 0 { ",\n" } else { "\n" });
        text.push_str(&quoted(array.name()));
        text.push_str(": ");
        lists(array, &mut text);
    }
    text.push_str("\n}\n");
    Ok(text)
}

/// A string as JSON has it.
pub(super) fn quoted(text: &str) -> String {
    serde_json::Value::from(text).to_string()
}

/// Adds an array as a list of lists.
fn lists(array: &Array, text: &mut String) {
    let axes = array.shape();
    // How many numbers a list of each axis holds, from the outermost to the innermost.
    let held: Vec<usize> = (0..axes.len()).map(|axis| axes[axis..].iter().product()).collect();
    let brackets = |i: usize| held.iter().filter(|held| i.is_multiple_of(**held)).count();
    for (i, number) in array.values().enumerate() {
        if i > 0 {
            text.push(',');
        }
        text.push_str(&"[".repeat(brackets(i)));
        // A string takes whatever is written.
        _ = if number.is_finite() { write!(text, "{number:?}") } else { write!(text, "\"{number:?}\"") };
        text.push_str(&"]".repeat(brackets(i + 1)));
    }
}
