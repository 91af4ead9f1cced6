//! Numbers as people type them, on keypads of any country.

/// The text that [`decimal`](super::decimal) reads, of a number that a person has typed: spaces around it are left out, a
/// minus sign is a hyphen, wide digits and signs of Chinese and Japanese keyboards are the usual ones, and a comma before
/// the fraction is a point. (Many keypads have no point.) Everything else stays as it is, for a reader of numbers to refuse.
pub fn typed(text: &str) -> String {
    let usual = |c: char| match c {
        '−' | '－' => '-',
        '＋' => '+',
        '．' => '.',
        '，' => ',',
        '０'..='９' => char::from(b'0' + (c as u32 - '０' as u32) as u8),
        other => other,
    };
    let text: String = text.trim().chars().map(usual).collect();
    let of_fraction = text.matches(',').count() == 1 && !text.contains('.');
    if of_fraction { text.replace(',', ".") } else { text }
}

/// The same of a number whose digits may stand in groups: `1 024` and `1,024` are 1024, `0,5` and `10,24` are fractions.
pub fn typed_in_groups(text: &str) -> String {
    let text: String = text.chars().filter(|c| !c.is_whitespace()).collect();
    let whole = text.split('.').next().unwrap_or_default().trim_start_matches(['-', '+', '−']);
    let groups: Vec<&str> = whole.split(',').collect();
    let is_group = |(i, group): (usize, &&str)| {
        let length =
            if i == 0 { !group.starts_with('0') && (1..=3).contains(&group.len()) } else { group.len() == 3 };
        length && group.bytes().all(|digit| digit.is_ascii_digit())
    };
    let grouped = groups.iter().enumerate().all(is_group);
    typed(&if grouped { text.replace(',', "") } else { text })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::knobs::decimal;

    #[test]
    fn a_fraction_may_begin_with_a_comma_and_digits_may_be_wide() {
        let read = ["0,5", "−0,5", "-,5", "5,", " 1,5 ", "1,5e1", "１２，５", "－３", "0.5", "1,024"];
        let numbers = [0.5, -0.5, -0.5, 5.0, 1.5, 15.0, 12.5, -3.0, 0.5, 1.024];
        assert_eq!(read.map(|text| decimal(&typed(text))), numbers.map(Some));
        let refused = ["", ",", "1,2,3", "1,024.5", "1.024,5", "1 5", "five", "五"];
        assert_eq!(refused.map(|text| decimal(&typed(text))), [None; 8]);
    }

    #[test]
    fn groups_are_of_three_digits_and_all_else_is_a_fraction() {
        let read = ["1,024", "1 024", "1\u{202f}048\u{202f}576", "1,048,576", "−1,024", "1,024.5", "9"];
        let numbers = [1024.0, 1024.0, 1_048_576.0, 1_048_576.0, -1024.0, 1024.5, 9.0];
        assert_eq!(read.map(|text| decimal(&typed_in_groups(text))), numbers.map(Some));
        let fractions = ["0,5", "0,125", "10,24", "1024,5", "9,0", "0.9", "1.024"];
        let numbers = [0.5, 0.125, 10.24, 1024.5, 9.0, 0.9, 1.024];
        assert_eq!(fractions.map(|text| decimal(&typed_in_groups(text))), numbers.map(Some));
        assert_eq!(["", "nine", "9 tokens", "1,02,3"].map(|text| decimal(&typed_in_groups(text))), [None; 4]);
    }
}
