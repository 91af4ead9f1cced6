//! The stream of three facts in two dimensions, of which every number can be checked by head.

use super::Stream;
use crate::math::Mat;

/// Key and value of each token. A lamp is told twice, and the sky's key leans towards the lamp's.
const FACTS: [(&str, &str); 3] = [("lamp", "red"), ("sky", "blue"), ("lamp", "blue")];

/// The vector of a word of the three facts: keys and values are vectors of one table, in spaces of their own.
pub(super) fn vector(word: &str) -> Option<[f64; 2]> {
    match word {
        "lamp" | "red" => Some([1.0, 0.0]),
        "sky" => Some([0.6, 0.8]),
        "blue" => Some([0.0, 1.0]),
        _ => None,
    }
}

/// lamp → red, sky → blue, lamp → blue. Every query is the key of its token, so that o = v would be perfect recall; the scale is 1.
pub fn three() -> Stream {
    let rows = |words: [&str; 3]| Mat::from_fn(3, 2, |t, c| vector(words[t]).map_or(0.0, |vector| vector[c]));
    let k = rows(FACTS.map(|(key, _)| key));
    let v = rows(FACTS.map(|(_, value)| value));
    let labels = FACTS.map(|(key, value)| format!("{key} → {value}")).to_vec();
    Stream::of_facts(labels, k, v)
}
