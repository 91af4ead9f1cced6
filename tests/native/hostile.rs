//! Links as nobody has meant them: valid ones, broken in every way that comes to mind. None makes the page panic, and what is read of one
//! says the same when it is written and read again.

use deltascope::knobs::Draw;
use deltascope::pages::Page;
use deltascope::scenario::{Scenario, address};
use rand::{Rng, RngExt};
use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::SeedableRng;

use crate::support::long::tries;

/// How many links are tried, and how many in long mode.
const USUAL: u64 = 2_000;
const LONG: u64 = 100_000;

/// What is put into a link: what numbers, lists and texts are not meant to be.
const STRANGE: [&str; 40] = [
    "",
    "0",
    "-1",
    "-0",
    "1e999",
    "-1e999",
    "NaN",
    "inf",
    "0x10",
    "1e-400",
    "9007199254740993",
    "18446744073709551616",
    "٣",
    "½",
    "1,5",
    "1.5.2",
    "%",
    "%zz",
    "%00",
    "%F0%9F%98%80",
    "%ff%fe",
    "+",
    "&",
    "&&",
    "=",
    "#",
    "?",
    ";",
    ",",
    ",,,,",
    ">",
    "<script>",
    "\u{202e}",
    "\u{0}",
    "''",
    "null",
    "undefined",
    "true",
    "on",
    "softmax_attn,softmax_attn,softmax_attn,softmax_attn,softmax_attn",
];

/// A valid link of some page, with one to four things done to it.
fn broken(rng: &mut ChaCha8Rng) -> (String, String) {
    let page = Page::ALL[rng.random_range(0..Page::ALL.len())];
    let mut source = || rng.next_u64();
    let valid = address::write(&Scenario::draw(page, &mut Draw::by_hand(&mut source)));
    let (path, query) = valid.split_once('?').unwrap_or((&valid, ""));
    // The browser hands over what stands behind `#` apart, and the page reads it with the rest.
    let (path, mut query) = (path.to_owned(), query.replacen('#', "&", 1));
    for _ in 0..rng.random_range(1..=4) {
        query = break_once(&query, rng);
    }
    (path, query)
}

fn break_once(query: &str, rng: &mut ChaCha8Rng) -> String {
    let chars: Vec<char> = query.chars().collect();
    let at = |rng: &mut ChaCha8Rng| rng.random_range(0..=chars.len());
    let text = |chars: &[char]| chars.iter().collect::<String>();
    let strange = STRANGE[rng.random_range(0..STRANGE.len())];
    let mut pairs: Vec<&str> = query.split('&').collect();
    let pair = rng.random_range(0..pairs.len());
    match rng.random_range(0..9) {
        // Something strange somewhere; something missing; a part twice.
        0 => {
            let at = at(rng);
            format!("{}{strange}{}", text(&chars[..at]), text(&chars[at..]))
        }
        1 => {
            let (a, b) = (at(rng), at(rng));
            format!("{}{}", text(&chars[..a.min(b)]), text(&chars[a.max(b)..]))
        }
        2 => {
            let (a, b) = (at(rng), at(rng));
            format!("{query}{}", text(&chars[a.min(b)..a.max(b)]))
        }
        // A value that its key cannot have; a key that nobody knows; two keys with each other's values.
        3 | 4 => {
            let key = pairs[pair].split('=').next().unwrap_or_default();
            let changed = format!("{key}={strange}");
            pairs[pair] = &changed;
            pairs.join("&")
        }
        5 => {
            let changed = format!("{strange}={}", pairs[pair].split('=').next_back().unwrap_or_default());
            pairs[pair] = &changed;
            pairs.join("&")
        }
        6 => {
            let other = pairs[rng.random_range(0..pairs.len())];
            let key = pairs[pair].split('=').next().unwrap_or_default();
            let changed = format!("{key}={}", other.split('=').next_back().unwrap_or_default());
            pairs[pair] = &changed;
            pairs.join("&")
        }
        // A number that is far too large, or has far too many digits.
        7 => query.replacen(|c: char| c.is_ascii_digit(), &"9".repeat(rng.random_range(1..400)), 1),
        // Any character in the place of another.
        _ => {
            let mut changed = chars.clone();
            if let Some(c) = changed.get_mut(at(rng)) {
                *c = char::from_u32(rng.random_range(1..0x3000)).unwrap_or('\u{fffd}');
            }
            text(&changed)
        }
    }
}

#[test]
fn a_broken_link_is_read_as_something_that_can_be_written_and_read_again() {
    let mut rng = ChaCha8Rng::seed_from_u64(18);
    let mut corrected = 0;
    for _ in 0..tries(USUAL, LONG) {
        let (path, query) = broken(&mut rng);
        let (read, corrections) = address::read(&path, &query);
        let written = address::write(&read);
        // Numbers of a reader's own stand behind `#`.
        let (to, said) = written.split_once(['?', '#']).unwrap_or((&written, ""));
        let said = said.replacen('#', "&", 1);
        let (again, more) = address::read(to.trim_start_matches('.'), &said);
        assert_eq!(address::write(&again), written, "{path}?{query}");
        assert_eq!(more, [], "{path}?{query} is read as {written}, and that needs no correction");
        corrected += u32::from(!corrections.is_empty());
    }
    assert!(u64::from(corrected) > tries(USUAL, LONG) / 3, "most are wrong and told so: {corrected}");
}

/// The digits of the longest number in a text.
fn longest_number(text: &str) -> usize {
    text.split(|c: char| !(c.is_ascii_digit() || c == '.')).map(str::len).max().unwrap_or(0)
}

/// How many lists of a text are packed.
fn packed(text: &str) -> usize {
    text.matches('*').count()
}

#[test]
fn what_no_correction_is_told_of_is_set_as_it_stands() {
    let mut rng = ChaCha8Rng::seed_from_u64(19);
    let pairs = |query: &str| -> Vec<(String, String)> {
        form_urlencoded::parse(query.as_bytes())
            .map(|(key, value)| (key.into_owned(), value.into_owned()))
            .collect()
    };
    let number = |text: &str| text.parse::<f64>().ok();
    let same = |a: &str, b: &str| a == b || number(a).is_some_and(|a| number(b) == Some(a));
    // Also in a list, whose last comma may be left out: `1,-0.` is `1,-0,`.
    let alike = |a: &str, b: &str| {
        let [a, b] = [a, b].map(|text| {
            text.split(|c: char| ",;:() k".contains(c)).filter(|part| !part.is_empty()).collect::<Vec<_>>()
        });
        a.len() == b.len() && a.iter().zip(b).all(|(a, b)| same(a, b))
    };
    let mut plain = 0;
    for _ in 0..tries(USUAL, LONG) {
        let (path, query) = broken(&mut rng);
        let (read, corrections) = address::read(&path, &query);
        if !corrections.is_empty() {
            continue;
        }
        plain += 1;
        let given = pairs(&query);
        let written = address::write(&read);
        for (key, value) in
            pairs(&written.split_once('?').map_or(String::new(), |(_, query)| query.replacen('#', "&", 1)))
        {
            let first = given.iter().find(|(of, _)| of.trim_start_matches("amp;") == key);
            let told = first.is_some_and(|(_, given)| alike(given.trim(), value.trim()));
            // A link that sets anything leaves the walk, and says so.
            let given = first.map(|(_, given)| given);
            // A number with more digits than f64 has, somewhere in a list, is the nearest one.
            if given.is_some_and(|given| longest_number(given) > 15) {
                continue;
            }
            // A packed list that was cut short is written out where that is shorter.
            if given.is_some_and(|given| packed(given) > packed(&value)) {
                continue;
            }
            assert!(told || key == "stop", "{key}={value} is made of {given:?} in {path}?{query}");
        }
    }
    assert!(plain > 100, "some are still right: {plain}");
}
