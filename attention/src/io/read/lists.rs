//! Reads the numbers of a list of lists, in text that is known to be JSON: once for its shape, once more for the numbers.
//!
//! Numbers are parsed by the standard library, which rounds correctly; `serde_json` would be one unit off in the last place here
//! and there. Not a number and the infinities, for which JSON has no number, may be written as strings, and `null` is not a number.

use crate::io::dtype::Dtype;
use crate::io::limits::MOST_AXES;
use crate::io::why::{Why, excerpt, short};

/// What stands between numbers.
const BETWEEN: [char; 7] = ['[', ']', ',', ' ', '\t', '\n', '\r'];

/// What a list of lists is.
pub struct Outline {
    /// The lengths of the lists, from the outermost to the innermost.
    pub lengths: Vec<u64>,
    /// How many numbers it has.
    pub count: u64,
    /// F32 where that holds every number exactly, else F64.
    pub dtype: Dtype,
}

/// The numbers of a list of lists that has an outline.
pub fn numbers(text: &str) -> impl Iterator<Item = f64> + '_ {
    text.split(BETWEEN).filter(|word| !word.is_empty()).filter_map(number)
}

/// The number that a word of JSON stands for. None for one that a double cannot hold.
fn number(word: &str) -> Option<f64> {
    match word {
        "null" | "\"NaN\"" => Some(f64::NAN),
        "\"inf\"" | "\"Infinity\"" => Some(f64::INFINITY),
        "\"-inf\"" | "\"-Infinity\"" => Some(f64::NEG_INFINITY),
        _ if word.starts_with(|first: char| first == '-' || first.is_ascii_digit()) => {
            word.parse().ok().filter(|number: &f64| number.is_finite())
        }
        _ => None,
    }
}

/// The outline of the list of lists, or the number, that is called `name`.
///
/// # Errors
/// Where lists beside each other differ in length or in depth, or something stands there that is no number.
pub fn outline(name: &str, text: &str) -> Result<Outline, Why> {
    // The first number stands inside as many lists as every other.
    let depth =
        text.bytes().filter(|byte| !byte.is_ascii_whitespace()).take_while(|byte| *byte == b'[').count();
    if depth > MOST_AXES {
        return Err(Why::Axes { name: short(name), found: depth as u64, most: MOST_AXES as u64 });
    }
    let mut lengths = [None; MOST_AXES];
    // Which element of each list that is open comes next.
    let mut at: Vec<u64> = Vec::with_capacity(depth);
    let place = |at: &[u64]| at.iter().fold(short(name), |place, i| format!("{place}[{i}]"));
    let (mut count, mut single) = (0, true);
    let mut rest = text;
    loop {
        rest = rest.trim_ascii_start();
        let length = match rest.bytes().next() {
            None => break,
            Some(b',') => 1,
            Some(b'[') if at.len() < depth => {
                at.push(0);
                1
            }
            Some(b']') => {
                let found = at.pop().unwrap_or_default();
                let expected = *lengths[at.len()].get_or_insert(found);
                if expected != found {
                    return Err(Why::Ragged { at: place(&at), expected, found: Some(found) });
                }
                at.last_mut().into_iter().for_each(|next| *next += 1);
                1
            }
            Some(first) => {
                let word = match first {
                    b'"' => rest[1..].find('"').map_or(rest.len(), |end| end + 2),
                    _ => rest.find(BETWEEN).unwrap_or(rest.len()),
                };
                let Some(number) = number(&rest[..word]) else {
                    return Err(Why::NotANumber { at: place(&at), found: excerpt(rest.as_bytes()) });
                };
                if at.len() < depth {
                    let expected = lengths[at.len()].unwrap_or_default();
                    return Err(Why::Ragged { at: place(&at), expected, found: None });
                }
                single &= number.is_nan() || f64::from(number as f32) == number;
                count += 1;
                at.last_mut().into_iter().for_each(|next| *next += 1);
                word
            }
        };
        rest = &rest[length..];
    }
    let lengths = lengths[..depth].iter().map(|length| length.unwrap_or_default()).collect();
    Ok(Outline { lengths, count, dtype: if single { Dtype::F32 } else { Dtype::F64 } })
}
