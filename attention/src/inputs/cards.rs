//! The cards of the memory game: facts that are dealt, and one more that makes them hard to keep.
//!
//! This file is long because half of it are tests of what cards must be.

use rand::SeedableRng;
use rand_chacha::ChaCha8Rng;
use rand_distr::{Distribution, StandardNormal};

use super::OwnFacts;

/// The words of keys, and of values.
const KEYS: [&str; 10] = ["lamp", "sky", "grass", "cat", "rose", "snow", "sun", "sea", "moon", "tree"];
const VALUES: [&str; 7] = ["red", "blue", "green", "black", "grey", "white", "gold"];

/// The cosine of two keys that collide.
const CLOSE: f64 = 0.8;

/// What is dealt.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Deal {
    /// New cards, each with a key of its own, at random in `d` channels.
    New {
        /// How many.
        cards: usize,
        /// Channels of a key.
        d: usize,
    },
    /// One more card: a key of before, with another value.
    Overwrite,
    /// One more card: a key whose cosine to one of before is 0.8.
    Collide,
    /// As many more keys as make one more than there are channels.
    Overfill,
}

/// Why no card can be added.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NoDeal {
    /// More cards than a link holds.
    Cards,
    /// Every word for a key lies on the table.
    Words,
    /// More keys than channels lie there already.
    Keys,
    /// In one channel two keys have the same direction, or opposite ones: none are close.
    Channels,
}

/// Deals: the cards as they are then. Numbers have two digits after the point, as a reader would write them.
///
/// `names` are those that a reader may have written for a word of these cards, in any language.
///
/// # Errors
/// No card can be added.
pub fn deal(
    deal: Deal,
    on_the_table: &OwnFacts,
    seed: u64,
    names: impl Fn(&str) -> Vec<String>,
) -> Result<OwnFacts, NoDeal> {
    let text = match deal {
        Deal::New { cards, d } => new(cards, d, seed),
        _ => {
            let table = Table::of(on_the_table, names);
            let more = match deal {
                Deal::Overwrite => vec![table.overwriting(seed)],
                Deal::Collide => vec![table.colliding(seed)?],
                _ => table.overfilling(seed)?,
            };
            let before = on_the_table.written(";", ">", str::to_owned);
            [vec![before], more].concat().join(";")
        }
    };
    OwnFacts::read(&text, |number| number.parse().ok()).map_err(|_| NoDeal::Cards)
}

/// A random direction in `d` channels, as it is written: none of those that are taken.
fn free_direction(seed: u64, d: usize, taken: &[Vec<f64>]) -> Vec<f64> {
    let mut tries = (0..1000).map(|i| rounded(&direction(seed.wrapping_add(TRY * i), d)));
    tries.find(|vector| !taken.contains(vector)).unwrap_or_else(|| vec![0.0; d])
}

/// Between the seeds of two tries.
const TRY: u64 = 7919;

/// With two digits after the point.
fn rounded(vector: &[f64]) -> Vec<f64> {
    vector.iter().map(|x| (100.0 * x).round() / 100.0 + 0.0).collect()
}

/// A random direction in `d` channels.
fn direction(seed: u64, d: usize) -> Vec<f64> {
    let rng = ChaCha8Rng::seed_from_u64(seed);
    let numbers: Vec<f64> = StandardNormal.sample_iter(rng).take(d).collect();
    unit(&numbers)
}

fn unit(numbers: &[f64]) -> Vec<f64> {
    let norm = numbers.iter().map(|x| x * x).sum::<f64>().sqrt().max(f64::MIN_POSITIVE);
    numbers.iter().map(|x| x / norm).collect()
}

/// A word with its vector.
fn written(word: &str, vector: &[f64]) -> String {
    let number = |x: &f64| format!(" {x}");
    std::iter::once(word.to_owned()).chain(rounded(vector).iter().map(number)).collect()
}

/// Keys at random, values at right angles. In two channels values have two as well, so that both stand in a plane.
fn new(cards: usize, d: usize, seed: u64) -> String {
    let cards = cards.clamp(1, KEYS.len());
    let values = if d == 2 { 2 } else { cards.clamp(2, VALUES.len()) };
    let mut keys: Vec<Vec<f64>> = Vec::with_capacity(cards);
    for i in 0..cards {
        keys.push(free_direction(seed.wrapping_add(i as u64), d, &keys));
    }
    let card = |i: usize| {
        let of_value = i % values;
        let axis: Vec<f64> = (0..values).map(|along| f64::from(u8::from(along == of_value))).collect();
        let key = written(place(&KEYS, seed, i), &keys[i]);
        format!("{key}>{}", written(place(&VALUES, seed, of_value), &axis))
    };
    (0..cards).map(card).collect::<Vec<_>>().join(";")
}

/// The words in another order for each seed.
fn place<'a>(words: &[&'a str], seed: u64, i: usize) -> &'a str {
    words[(seed as usize % words.len() + i) % words.len()]
}

/// The cards that lie on the table.
struct Table {
    keys: Vec<String>,
    values: Vec<String>,
    /// The vector of each key.
    vectors: Vec<Vec<f64>>,
    /// The words that no key has yet.
    free: Vec<&'static str>,
}

impl Table {
    fn of(facts: &OwnFacts, names: impl Fn(&str) -> Vec<String>) -> Self {
        let stream = facts.stream();
        let side = |side: usize| -> Vec<String> {
            let word = |label: &String| label.split(" → ").nth(side).unwrap_or_default().to_owned();
            stream.labels.iter().map(word).collect()
        };
        let vectors = stream.k.row_iter().map(|k| k.iter().copied().collect()).collect();
        let keys = side(0);
        let is_free =
            |word: &&str| names(word).iter().chain([&(*word).to_owned()]).all(|name| !keys.contains(name));
        let free = KEYS.into_iter().filter(is_free).collect();
        Self { values: side(1), keys, vectors, free }
    }

    /// A value for a card, other than this one.
    fn value_other_than(&self, value: &str, seed: u64) -> String {
        let others: Vec<&String> = self.values.iter().filter(|of| *of != value).collect();
        match others.get(seed as usize % others.len().max(1)) {
            Some(other) => (*other).clone(),
            None => VALUES.into_iter().find(|of| *of != value).unwrap_or_default().to_owned(),
        }
    }

    /// The value of the card whose key overlaps this one most: another value for it shows what the overlap costs.
    fn value_near(&self, key: &[f64]) -> &str {
        let cosine = |other: &[f64]| -> f64 { unit(other).iter().zip(key).map(|(a, b)| a * b).sum() };
        let all = self.vectors.iter().map(|of| cosine(of).abs());
        let nearest = all.enumerate().max_by(|a, b| a.1.total_cmp(&b.1)).map_or(0, |(card, _)| card);
        &self.values[nearest]
    }

    // Facts are never none, so that a table has a card.
    fn overwriting(&self, seed: u64) -> String {
        let key = &self.keys[seed as usize % self.keys.len()];
        let latest = self.keys.iter().rposition(|of| of == key).unwrap_or_default();
        format!("{key}>{}", self.value_other_than(&self.values[latest], seed / 7))
    }

    fn colliding(&self, seed: u64) -> Result<String, NoDeal> {
        let old = seed as usize % self.keys.len();
        let key = unit(&self.vectors[old]);
        if key.len() < 2 {
            return Err(NoDeal::Channels);
        }
        // What of another direction is at right angles to the key.
        let other = direction(seed, key.len());
        let along: f64 = other.iter().zip(&key).map(|(a, b)| a * b).sum();
        let aside: Vec<f64> = other.iter().zip(&key).map(|(a, b)| a - along * b).collect();
        let aside = unit(&aside);
        let new: Vec<f64> =
            key.iter().zip(&aside).map(|(k, a)| CLOSE * k + (1.0 - CLOSE * CLOSE).sqrt() * a).collect();
        let word = self.free.first().ok_or(NoDeal::Words)?;
        Ok(format!("{}>{}", written(word, &new), self.value_other_than(&self.values[old], seed / 7)))
    }

    fn overfilling(&self, seed: u64) -> Result<Vec<String>, NoDeal> {
        let d = self.vectors[0].len();
        let mut different: Vec<&String> = self.keys.iter().collect();
        different.sort();
        different.dedup();
        let missing =
            (d + 1).checked_sub(different.len()).filter(|missing| *missing > 0).ok_or(NoDeal::Keys)?;
        let words = &self.free[..missing.min(self.free.len())];
        let mut taken = self.vectors.clone();
        let card = |(i, word): (u64, &&str)| {
            let key = free_direction(seed.wrapping_add(i), d, &taken);
            let value = self.value_other_than(self.value_near(&key), seed.wrapping_add(i));
            let card = format!("{}>{value}", written(word, &key));
            taken.push(key);
            card
        };
        if words.len() < missing {
            return Err(NoDeal::Words);
        }
        Ok((0..).zip(words).map(card).collect())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn dealt(cards: usize, d: usize, seed: u64) -> OwnFacts {
        deal(Deal::New { cards, d }, &nothing(), seed, own_only).unwrap()
    }

    /// Nobody has written a word of another language.
    fn own_only(_: &str) -> Vec<String> {
        Vec::new()
    }

    fn nothing() -> OwnFacts {
        OwnFacts::read("a>b", |_| None).unwrap()
    }

    fn cosine(facts: &OwnFacts, a: usize, b: usize) -> f64 {
        let k = facts.stream().k;
        k.row(a).dot(&k.row(b)) / (k.row(a).norm() * k.row(b).norm())
    }

    proptest! {
        #[test]
        fn new_cards_have_keys_of_their_own_and_values_at_right_angles(cards in 2usize..=8, d in 2usize..=8, seed in 0u64..1000) {
            let stream = dealt(cards, d, seed).stream();
            prop_assert_eq!((stream.len(), stream.k.ncols()), (cards, d));
            for a in 0..cards {
                for b in 0..a {
                    prop_assert!(stream.k.row(a) != stream.k.row(b));
                    let dot = stream.v.row(a).dot(&stream.v.row(b));
                    prop_assert!(dot == 0.0 || stream.v.row(a) == stream.v.row(b));
                }
            }
        }

        #[test]
        fn an_overwriting_card_has_a_key_of_before_and_another_value_than_it_had(cards in 2usize..=8, d in 2usize..=8, seed in 0u64..1000) {
            let stream = deal(Deal::Overwrite, &dealt(cards, d, seed), seed + 1, own_only).unwrap().stream();
            let old = (0..cards).rfind(|t| stream.k.row(*t) == stream.k.row(cards)).unwrap();
            prop_assert!(stream.v.row(old) != stream.v.row(cards));
        }

        #[test]
        fn a_colliding_card_has_a_key_close_to_one_of_before(cards in 2usize..=8, d in 2usize..=8, seed in 0u64..1000) {
            let facts = deal(Deal::Collide, &dealt(cards, d, seed), seed, own_only).unwrap();
            let near = (0..cards).any(|t| (cosine(&facts, t, cards) - CLOSE).abs() < 0.03);
            prop_assert!(near);
        }

        #[test]
        fn an_overfull_table_has_one_key_more_than_channels(d in 2usize..=8, seed in 0u64..1000) {
            let before = dealt(2, d, seed);
            let facts = deal(Deal::Overfill, &before, seed, own_only).unwrap();
            prop_assert_eq!(facts.stream().len(), d + 1);
            prop_assert_eq!(deal(Deal::Overfill, &facts, seed, own_only), Err(NoDeal::Keys));
        }
    }

    #[test]
    fn a_readers_own_words_are_overwritten_too() {
        let own = OwnFacts::read("tea -> hot; milk -> cold", |_| None).unwrap();
        let more = deal(Deal::Overwrite, &own, 1, own_only).unwrap();
        assert_eq!(more.stream().labels, ["tea → hot", "milk → cold", "milk → hot"]);
    }

    #[test]
    fn a_card_that_cannot_be_added_says_why() {
        let own = |text: &str| OwnFacts::read(text, |x| x.parse().ok()).unwrap();
        let line = own("a 1>b 1;c 2>d 1");
        assert_eq!(deal(Deal::Collide, &line, 0, own_only), Err(NoDeal::Channels));
        let words = KEYS.map(|word| format!("{word}>red")).join(";");
        assert_eq!(deal(Deal::Collide, &own(&words), 0, own_only), Err(NoDeal::Words));
        let wide = own("lamp 1 0 0 0 0 0 0 0>red;sky>blue;grass>red;cat>red;rose>red;snow>red;sun>red;x>red");
        assert_eq!(deal(Deal::Overfill, &wide, 0, own_only).map(|facts| facts.stream().len()), Ok(9));
    }

    #[test]
    fn a_word_of_another_language_is_taken_too() {
        let own = OwnFacts::read("灯 1 0>红; 天 0 1>蓝", |x| x.parse().ok()).unwrap();
        let named = |word: &str| vec![if word == "lamp" { "灯" } else { word }.to_owned()];
        let more = deal(Deal::Overfill, &own, 0, named).unwrap();
        assert!(more.stream().labels[2].starts_with("sky → "), "{:?}", more.stream().labels);
    }

    #[test]
    fn a_key_too_many_tells_another_value_than_the_key_that_it_overlaps_most() {
        for seed in 0..50 {
            let facts = deal(Deal::Overfill, &dealt(2, 2, seed), seed, own_only).unwrap().stream();
            let near = (0..2).max_by(|a, b| {
                let of = |card: &usize| facts.k.row(*card).dot(&facts.k.row(2)).abs();
                of(a).total_cmp(&of(b))
            });
            assert!(facts.v.row(near.unwrap()) != facts.v.row(2), "seed {seed}");
        }
    }

    #[test]
    fn the_table_has_an_end() {
        let mut facts = dealt(8, 8, 3);
        for seed in 0..20 {
            facts = deal(Deal::Overwrite, &facts, seed, own_only).unwrap_or(facts);
        }
        assert_eq!(facts.stream().len(), super::super::MOST_FACTS);
        assert_eq!(deal(Deal::Overwrite, &facts, 0, own_only), Err(NoDeal::Cards));
        let longest = facts.written(";", ">", str::to_owned).len();
        assert!(longest < 1000, "a link holds {longest} letters");
    }
}
