//! A long list of numbers with three digits, which sliders make, as text: two characters for each number.

/// What a list of two characters for each number begins with.
pub(super) const PACKED: char = '*';
/// Lists that are shorter are written for people to read.
const PACKED_FROM: usize = 8;
/// The characters, each worth its place.
const DIGITS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
/// Thousandths are counted from here, so that numbers below 0 are counted too.
const LOWEST: f64 = -2.0;

/// A long list of whole thousandths, two characters for each.
pub(super) fn packed(all: &[f64]) -> Option<String> {
    let of = |x: &f64| {
        let thousandths = (1e3 * (x - LOWEST)).round();
        let digits = thousandths as usize;
        let is_it = (0.0..4096.0).contains(&thousandths) && number_of(digits).to_bits() == x.to_bits();
        is_it.then(|| [digits / 64, digits % 64].map(|digit| char::from(DIGITS[digit])))
    };
    let pairs: Option<Vec<_>> = all.iter().map(of).collect();
    let pairs = pairs.filter(|pairs| pairs.len() >= PACKED_FROM)?;
    Some([PACKED].into_iter().chain(pairs.into_iter().flatten()).collect())
}

fn number_of(digits: usize) -> f64 {
    (digits as f64 + 1e3 * LOWEST) / 1e3
}

/// The list in such a text, of at most so many numbers.
pub(super) fn unpacked(text: &str, most: usize) -> Option<Vec<f64>> {
    let digit = |c: u8| DIGITS.iter().position(|digit| *digit == c);
    let (pairs, rest) = text.as_bytes().as_chunks();
    let number = |[high, low]: &[u8; 2]| Some(number_of(64 * digit(*high)? + digit(*low)?));
    let all: Option<Vec<f64>> = pairs.iter().take(most).map(number).collect();
    all.filter(|all| rest.is_empty() && !all.is_empty())
}

#[cfg(test)]
mod tests {
    use super::super::Gate;

    #[test]
    fn a_long_list_of_what_sliders_make_is_short() {
        let read = |text: &str| Gate::read(text, 64, &(-1.0..=2.0), |text| text.parse().ok());
        let all: Vec<f64> = (0..64).map(|i| f64::from(i * 47 - 1000) / 1000.0).collect();
        let gate = Gate::from(all.clone());
        let text = gate.text().unwrap();
        assert_eq!(text.len(), 129, "{text}");
        assert_eq!(read(&text), Some(gate));
        let finer: Vec<f64> = (0..64).map(|i| f64::from(i) / 64.0).collect();
        let text = Gate::from(finer.clone()).text().unwrap();
        assert_eq!(read(&text), Some(Gate::from(finer)), "no digit is lost: {text}");
        for wrong in ["*", "*A", "*AA+A", "*__", "*AA灯"] {
            assert_eq!(read(wrong), None, "{wrong}");
        }
    }
}
