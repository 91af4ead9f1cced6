//! The stream of a reader's own facts: a line for each, words or numbers on both sides.
//!
//! `lamp → red` tells a fact in words, `sky 0.6 0.8 → blue` says what the vector of a word is, `0.6 0.8 → 0 1` needs no words.
//! A word means one vector wherever it stands on its side, the one that is given with it first. Words without numbers are
//! those of the three facts, or unit vectors apart from those of the words before: (1, 0), (0.6, 0.8) … for keys, (1, 0), (0, 1) … for
//! values.

use super::Stream;
use super::directions::{directions, points_along};
use super::three::vector;
use crate::math::Mat;

/// More facts than this are more than a reader writes, and a link carries.
pub const MOST_FACTS: usize = 16;
/// More numbers than this are no vector that is written by hand.
pub const MOST_CHANNELS: usize = 8;
/// No number may be larger: a state adds up products of them.
pub const LARGEST: f64 = 100.0;
/// Words without numbers stand in a plane, which can be drawn.
const CHANNELS: usize = 2;
/// What may stand between the two sides of a fact.
const ARROWS: [&str; 5] = ["→", "->", "=>", ">", ":"];

/// Facts as a reader writes them.
#[derive(Clone, Debug, PartialEq)]
pub struct OwnFacts(Vec<[Side; 2]>);

/// One side of a fact.
#[derive(Clone, Debug, Default, PartialEq)]
struct Side {
    word: String,
    numbers: Vec<f64>,
}

/// Why a text tells no facts. Facts are counted from 1.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum OwnFactsError {
    /// There is none.
    Empty,
    /// There are more than [`MOST_FACTS`].
    TooMany,
    /// There is no arrow between two sides, or nothing on one of them.
    NotAFact(usize),
    /// A number of this fact is larger than [`LARGEST`].
    OutOfRange(usize),
    /// A side of this fact has another count of numbers than one before, or more than [`MOST_CHANNELS`].
    Ragged(usize),
}

impl OwnFacts {
    /// Reads facts, one a line or with semicolons between them. `number` reads one number as people type it.
    ///
    /// # Errors
    /// The first fact that is none.
    pub fn read(text: &str, number: impl Fn(&str) -> Option<f64>) -> Result<Self, OwnFactsError> {
        let lines = text.split(['\n', ';', '；']).map(str::trim).filter(|line| !line.is_empty());
        let mut facts = Vec::new();
        let mut channels = [None; 2];
        for (line, count) in lines.zip(1..) {
            if count > MOST_FACTS {
                return Err(OwnFactsError::TooMany);
            }
            let arrow = ARROWS.iter().find_map(|arrow| line.split_once(arrow));
            let (key, value) = arrow.ok_or(OwnFactsError::NotAFact(count))?;
            let sides = [key, value].map(|side| Side::read(side, &number));
            for (side, channels) in sides.iter().zip(&mut channels) {
                if side.word.is_empty() && side.numbers.is_empty() {
                    return Err(OwnFactsError::NotAFact(count));
                }
                if side.numbers.iter().any(|x| x.abs() > LARGEST) {
                    return Err(OwnFactsError::OutOfRange(count));
                }
                if side.numbers.is_empty() {
                    continue;
                }
                let found = side.numbers.len();
                if found > MOST_CHANNELS || found != *channels.get_or_insert(found) {
                    return Err(OwnFactsError::Ragged(count));
                }
            }
            facts.push(sides);
        }
        if facts.is_empty() { Err(OwnFactsError::Empty) } else { Ok(Self(facts)) }
    }

    /// The facts as text, `between` two of them, each word as `name` has it.
    pub fn written(&self, between: &str, arrow: &str, name: impl Fn(&str) -> String) -> String {
        let side = |side: &Side| {
            let numbers = side.numbers.iter().map(f64::to_string);
            let word = (!side.word.is_empty()).then(|| name(&side.word));
            word.into_iter().chain(numbers).collect::<Vec<_>>().join(" ")
        };
        let fact = |[key, value]: &[Side; 2]| [side(key), side(value)].join(arrow);
        self.0.iter().map(fact).collect::<Vec<_>>().join(between)
    }

    /// The same with another vector for the key (side 0) or the value (side 1) of a fact, and so for all facts with that word.
    pub fn moved(mut self, side: usize, fact: usize, vector: &[f64]) -> Self {
        let Some(word) = self.0.get(fact).and_then(|fact| fact.get(side)).map(|side| side.word.clone())
        else {
            return self;
        };
        let first = self.0.iter().position(|fact| !word.is_empty() && fact[side].word == word);
        for (number, of) in self.0.iter_mut().enumerate() {
            if number == first.unwrap_or(fact) {
                of[side].numbers = vector.to_vec();
            } else if !word.is_empty() && of[side].word == word {
                of[side].numbers.clear();
            }
        }
        self
    }

    /// The stream that tells the facts in their order. Every query is the key of its token; the scale is 1.
    pub fn stream(&self) -> Stream {
        let (k, v) = (self.vectors(0), self.vectors(1));
        let labels = self.0.iter().map(|sides| sides.each_ref().map(Side::label).join(" → ")).collect();
        Stream::of_facts(labels, k, v)
    }

    /// The vectors of one side, a row for each fact.
    fn vectors(&self, side: usize) -> Mat {
        let sides = || self.0.iter().map(|fact| &fact[side]);
        let channels = sides().map(|side| side.numbers.len()).find(|count| *count > 0).unwrap_or(CHANNELS);
        let given = |of: &Side| {
            let same = |other: &&Side| {
                !other.numbers.is_empty()
                    && (std::ptr::eq(*other, of) || (!of.word.is_empty() && other.word == of.word))
            };
            let known = || vector(&of.word).filter(|known| known.len() == channels);
            sides().find(same).map(|given| given.numbers.clone()).or_else(|| known().map(Vec::from))
        };
        let mut taken: Vec<Vec<f64>> = sides().filter_map(given).collect();
        let mut chosen: Vec<(&str, Vec<f64>)> = Vec::new();
        let mut rows = Vec::with_capacity(self.0.len() * channels);
        for of in sides() {
            let before =
                || chosen.iter().find(|(word, _)| *word == of.word).map(|(_, vector)| vector.clone());
            let vector = given(of).or_else(before).unwrap_or_else(|| {
                let is_free = |new: &Vec<f64>| !taken.iter().any(|old| points_along(old, new));
                let all = || directions(side == 0, channels);
                let new = all().find(is_free).or_else(|| all().next()).unwrap_or_default();
                taken.push(new.clone());
                chosen.push((&of.word, new.clone()));
                new
            });
            rows.extend(vector);
        }
        Mat::from_row_slice(self.0.len(), channels, &rows)
    }
}

impl Side {
    /// A side of a fact. Brackets and commas of a vector may be written and mean nothing.
    fn read(text: &str, number: impl Fn(&str) -> Option<f64>) -> Self {
        let mut side = Self::default();
        let plain = |c: char| if "()[]（）".contains(c) { ' ' } else { c };
        let text: String = text.chars().map(plain).collect();
        for part in text.split_whitespace() {
            let part_of_vector = part.trim_end_matches([',', '，']);
            // A word such as inf or nan is no number, though Rust reads it as one.
            match part_of_vector.contains(char::is_numeric).then(|| number(part_of_vector)).flatten() {
                Some(x) => side.numbers.push(x),
                None if side.word.is_empty() => part.clone_into(&mut side.word),
                None => side.word = format!("{} {part}", side.word),
            }
        }
        side
    }

    fn label(&self) -> String {
        if !self.word.is_empty() {
            return self.word.clone();
        }
        self.numbers.iter().map(f64::to_string).collect::<Vec<_>>().join(" ")
    }
}

#[cfg(test)]
mod tests {
    use super::super::three;
    use super::*;
    use proptest::prelude::*;

    fn read(text: &str) -> Result<OwnFacts, OwnFactsError> {
        OwnFacts::read(text, |part| part.parse().ok())
    }

    fn stream(text: &str) -> Stream {
        read(text).unwrap().stream()
    }

    #[test]
    fn the_three_facts_can_be_written_in_words() {
        for text in [
            "lamp → red\nsky → blue\nlamp → blue",
            "lamp>red;sky>blue;lamp>blue",
            " lamp : red ;\n\n sky->blue; lamp => blue;",
        ] {
            assert_eq!(stream(text), three(), "{text}");
        }
    }

    #[test]
    fn a_word_means_the_vector_that_is_given_with_it_wherever_it_stands_on_its_side() {
        let of = stream("lamp → red; lamp (0.6, 0.8) → red 2 0; red → lamp");
        assert_eq!(of.k.row(0), of.k.row(1));
        assert_eq!(of.k.row(0).iter().copied().collect::<Vec<_>>(), [0.6, 0.8]);
        assert_eq!(of.v.row(0).iter().copied().collect::<Vec<_>>(), [2.0, 0.0]);
        assert_eq!(
            of.k.row(2).iter().copied().collect::<Vec<_>>(),
            [1.0, 0.0],
            "red as a key is another vector"
        );
        assert_eq!(of.q, of.k);
    }

    #[test]
    fn numbers_need_no_words_and_decide_the_channels_of_their_side() {
        let of = stream("1 0 0 → 0 1; x → y");
        assert_eq!((of.k.shape(), of.v.shape()), ((2, 3), (2, 2)));
        assert_eq!(of.labels, ["1 0 0 → 0 1", "x → y"]);
        assert!((of.k.row(1).norm() - 1.0).abs() < 1e-15 && (of.v.row(1).norm() - 1.0).abs() < 1e-15);
    }

    #[test]
    fn words_without_numbers_are_told_apart_in_a_way_that_can_be_checked_by_head() {
        let of = stream("moon → white; star → grey; moon → grey");
        let three = three();
        assert_eq!((of.k, of.v), (three.k, three.v), "as the three facts, whatever the words");
        // A vector that is given or known is left to its word.
        let of = stream("moon → white; lamp → red; x 0.6 0.8 → grey");
        assert_eq!(of.v.row(0).iter().copied().collect::<Vec<_>>(), [0.0, 1.0]);
        let moon = of.k.row(0);
        assert!((moon[0] + 0.28).abs() < 1e-12 && (moon[1] - 0.96).abs() < 1e-12, "{moon}");
        let all = (0..MOST_FACTS).map(|i| format!("k{i} → v{i}")).collect::<Vec<_>>().join(";");
        for (rows, other) in
            [stream(&all).k, stream(&all).v].iter().flat_map(|m| (0..16).map(move |i| (m, i)))
        {
            for i in (0..16).filter(|i| *i != other) {
                assert!(rows.row(i).dot(&rows.row(other)) < 0.999, "{i} and {other}");
            }
        }
    }

    #[test]
    fn a_word_is_a_word_also_where_it_could_be_read_as_a_number() {
        let facts = read("inf → nan; infinity 1 0 → -inf").unwrap();
        assert_eq!(facts.written("; ", " → ", str::to_owned), "inf → nan; infinity 1 0 → -inf");
        assert!(facts.stream().k.iter().all(|x| x.is_finite()));
    }

    #[test]
    fn what_is_no_fact_is_named_by_its_number() {
        use OwnFactsError::*;
        let many = "a → b;".repeat(MOST_FACTS + 1);
        for (text, why) in [
            ("", Empty),
            (" ;\n", Empty),
            ("a → b; c d", NotAFact(2)),
            ("→ b", NotAFact(1)),
            ("a → ", NotAFact(1)),
            (&many, TooMany),
            ("a 1 0 → b; c 1 0 1 → d", Ragged(2)),
            ("1 2 3 4 5 6 7 8 9 → b", Ragged(1)),
            ("a 1 1000 → b", OutOfRange(1)),
        ] {
            assert_eq!(read(text), Err(why), "{text}");
        }
    }

    #[test]
    fn a_vector_that_is_moved_moves_for_every_fact_of_its_word() {
        let facts = read("lamp → red; sky → blue; lamp → blue").unwrap().moved(0, 2, &[0.0, 1.0]);
        assert_eq!(facts.written("; ", " → ", str::to_owned), "lamp 0 1 → red; sky → blue; lamp → blue");
        let facts = read("1 0 → red; 1 0 → blue").unwrap().moved(0, 1, &[0.0, 1.0]).moved(1, 9, &[5.0, 5.0]);
        assert_eq!(facts.written("; ", " → ", str::to_owned), "1 0 → red; 0 1 → blue");
    }

    proptest! {
        #[test]
        fn what_is_written_reads_as_the_same_facts(words in prop::collection::vec(("[a-z灯天]{0,4}", "[a-z]{1,4}"), 1..6), numbers in prop::collection::vec(-9.0..9.0f64, 12)) {
            let facts = words.iter().enumerate().map(|(i, (key, value))| {
                let side = |word: &String, at: usize| Side { word: word.clone(), numbers: numbers[at..at + 2].to_vec() };
                [side(key, 2 * i), side(value, i)]
            });
            let facts = OwnFacts(facts.collect());
            prop_assert_eq!(read(&facts.written(";", ">", str::to_owned)), Ok(facts));
        }

        #[test]
        fn any_text_is_read_or_refused(text in ".{0,60}") {
            if let Ok(facts) = read(&text) {
                prop_assert!(facts.stream().k.iter().all(|x| x.is_finite()));
            }
        }
    }
}
