//! Keys and values of two channels as points of two planes, and S as what carries the one into the other.

use super::{Lockstep, Track};
use crate::math::{Mat, apply};
use crate::trace::Part;

/// A point of a plane: its two channels.
pub type Point = [f64; 2];

/// A word of the stream, and where it stands: as a key, or as a value.
#[derive(Clone, Debug, PartialEq)]
pub struct Word {
    /// Its name.
    pub name: String,
    /// The first token that tells it.
    pub token: usize,
    /// Where it stands.
    pub at: Point,
}

/// The plane of keys at a stop.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct KeyPlane {
    /// The keys of the tokens so far, each once.
    pub words: Vec<Word>,
    /// Which of them is the key in hand.
    pub now: Option<usize>,
    /// Where a rule has erased: what it leaves of each key, k_j − β (k·k_j) k, for S (I − β k kᵀ) answers k_j as S answers this.
    pub left: Vec<Point>,
}

/// The plane of values of one rule at a stop.
#[derive(Clone, Debug, PartialEq)]
pub struct ValuePlane {
    /// The values of the tokens so far, each once.
    pub words: Vec<Word>,
    /// Which of them is the value in hand.
    pub now: Option<usize>,
    /// S k of each word of the key plane: what S gives back for it now.
    pub answers: Vec<Point>,
    /// r = S k as it was read, where the rule has read.
    pub read: Option<Point>,
    /// The error v − r, where the rule has measured it.
    pub error: Option<Point>,
}

impl Lockstep {
    /// Whether keys and values stand in planes: two channels each, one key a token.
    pub fn is_flat(&self) -> bool {
        let (k, v) = (&self.stream.k, &self.stream.v);
        k.ncols() == 2 && v.ncols() == 2 && k.nrows() == self.stream.len()
    }

    /// How many tokens have their key and their value in a plane: all or none.
    fn in_plane(&self) -> usize {
        if self.is_flat() { self.stream.len() } else { 0 }
    }

    /// The keys of the whole stream, each once; none where they stand in no plane.
    pub fn keys(&self) -> Vec<Word> {
        words(&self.stream.k, self.in_plane(), |token| self.name(token, 0))
    }

    /// The values of the whole stream, each once; none where they stand in no plane.
    pub fn values(&self) -> Vec<Word> {
        words(&self.stream.v, self.in_plane(), |token| self.name(token, 1))
    }

    /// The plane of keys at a stop; empty where keys and values stand in no plane, which is asked for while planes of the run before this
    /// one are still on the page.
    pub fn key_plane(&self, stop: u64) -> KeyPlane {
        let Some((token, _)) = self.step(stop).filter(|_| self.is_flat()) else {
            return KeyPlane::default();
        };
        let words = told(self.keys(), token);
        let now = place(&self.stream.k, &words, token);
        let key = row(&self.stream.k, token);
        let left = self.erasing(stop).map_or_else(Vec::new, |beta| {
            let left = |word: &Word| {
                let along = beta * (key[0] * word.at[0] + key[1] * word.at[1]);
                [0, 1].map(|i| word.at[i] - along * key[i])
            };
            words.iter().map(left).collect()
        });
        KeyPlane { words, now, left }
    }

    /// β of the token in hand, once a rule has erased.
    fn erasing(&self, stop: u64) -> Option<f64> {
        let erased = |track: &Track| {
            let (token, happened) = track.done_by(stop as usize)?;
            let erased = track.did(happened, Part::Erase);
            erased.then(|| track.beta(token))
        };
        self.tracks.iter().flatten().find_map(erased)
    }

    /// The plane of values of a lane at a stop; nothing where its state does not map keys to values.
    pub fn value_plane(&self, lane: usize, stop: u64) -> Option<ValuePlane> {
        let track = self.track(lane).filter(|track| self.is_flat() && track.is_flat())?;
        let Some((token, _)) = self.step(stop) else {
            return Some(ValuePlane {
                words: Vec::new(),
                now: None,
                answers: Vec::new(),
                read: None,
                error: None,
            });
        };
        let words = told(self.values(), token);
        let now = place(&self.stream.v, &words, token);
        let s = track.state_at(stop as usize);
        let answer = |word: &Word| s.as_ref().map_or([0.0; 2], |s| answer(s, word.at));
        let answers = told(self.keys(), token).iter().map(answer).collect();
        let [read, error] = track.read_and_error(stop as usize);
        Some(ValuePlane { words, now, answers, read, error })
    }

    /// The smallest and the largest channel of keys and of values, over the whole stream: values together with all that any rule answers to
    /// any key after any token.
    pub fn extent(&self) -> [(f64, f64); 2] {
        let wider = |(low, high): (f64, f64), x: f64| {
            if x.is_finite() { (low.min(x), high.max(x)) } else { (low, high) }
        };
        let of = |m: &Mat| m.iter().copied().fold((0.0, 0.0), wider);
        let keys = self.keys();
        let mut values = of(&self.stream.v);
        for track in self.tracks.iter().flatten().filter(|track| track.is_flat()) {
            for token in 0..self.stream.len() {
                let Some(s) = track.state_at(self.end_of_token(token)) else { continue };
                let told = keys.iter().filter(|word| word.token <= token);
                values = told.flat_map(|word| answer(&s, word.at)).fold(values, wider);
            }
        }
        [of(&self.stream.k), values]
    }

    /// The word of a token on one side of its label: lamp → red. A label without an arrow is the name of both.
    fn name(&self, token: usize, side: usize) -> String {
        let label = self.stream.labels.get(token).map_or("", String::as_str);
        let (key, value) = label.split_once(" → ").unwrap_or((label, label));
        if side == 0 { key } else { value }.to_owned()
    }
}

/// S k.
fn answer(s: &Mat, key: Point) -> Point {
    let answer = apply(s, &key.to_vec().into());
    [answer[0], answer[1]]
}

fn row(m: &Mat, token: usize) -> Point {
    [m[(token, 0)], m[(token, 1)]]
}

/// The rows of a matrix as words, each that has a name and a place of its own once.
fn words(m: &Mat, tokens: usize, name: impl Fn(usize) -> String) -> Vec<Word> {
    let mut words: Vec<Word> = Vec::new();
    for token in 0..tokens {
        let word = Word { name: name(token), token, at: row(m, token) };
        if !words.iter().any(|known| known.name == word.name && known.at == word.at) {
            words.push(word);
        }
    }
    words
}

/// Those that have been told by the end of a token.
fn told(mut words: Vec<Word>, token: usize) -> Vec<Word> {
    words.retain(|word| word.token <= token);
    words
}

/// Which of the words a token tells.
fn place(m: &Mat, words: &[Word], token: usize) -> Option<usize> {
    words.iter().position(|word| word.at == row(m, token))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::inputs::{Gate, facts, three};
    use crate::knobs::Several;
    use crate::lessons::lockstep::Set;
    use crate::lessons::run::Run;
    use crate::rules::RULES;

    fn walk(rules: &[&'static str]) -> Lockstep {
        let rules = Several(rules.to_vec());
        Lockstep::run(&three(), &Set { rules, beta: Gate::Constant(1.0), ..Set::of(&[]) }, RULES)
    }

    fn near(a: Point, b: Point) -> bool {
        (0..2).all(|i| (a[i] - b[i]).abs() < 1e-12)
    }

    /// The stop at which this part of a token is done.
    fn stop(run: &Lockstep, of: (usize, Part)) -> u64 {
        run.stops.iter().position(|stop| *stop == of).unwrap() as u64 + 1
    }

    #[test]
    fn a_word_that_is_told_twice_is_one_arrow() {
        let run = walk(&["delta_rule"]);
        let names =
            |words: Vec<Word>| words.into_iter().map(|word| (word.name, word.token)).collect::<Vec<_>>();
        assert_eq!(names(run.keys()), [("lamp".into(), 0), ("sky".into(), 1)]);
        assert_eq!(names(run.values()), [("red".into(), 0), ("blue".into(), 1)]);
        assert_eq!(run.key_plane(1).words.len(), 1, "what is still to come is not shown");
        assert_eq!(run.key_plane(run.end_of(2)).now, Some(0));
        assert_eq!(run.key_plane(0), KeyPlane::default());
    }

    #[test]
    fn the_error_reaches_from_what_was_read_to_the_value_and_writing_goes_along_it() {
        let run = walk(&["linear_attn", "delta_rule"]);
        let plane = |part| run.value_plane(1, stop(&run, (2, part))).unwrap();
        let error = plane(Part::Error);
        assert!(near(error.read.unwrap(), [0.64, 0.6]) && near(error.error.unwrap(), [-0.64, 0.4]));
        assert!(near(error.answers[0], [0.64, 0.6]), "nothing has been written yet");
        assert!(near(plane(Part::Erase).answers[0], [0.0, 0.0]), "β = 1 erases all of it");
        assert!(near(plane(Part::Write).answers[0], [0.0, 1.0]));
        // The price: sky, whose key leans towards lamp's, no longer gives blue alone.
        assert!(near(plane(Part::Write).answers[1], [-0.384, 1.24]));
        let linear = run.value_plane(0, run.end_of(2)).unwrap();
        assert!(near(linear.answers[0], [1.0, 1.6]) && linear.read.is_none() && linear.error.is_none());
    }

    #[test]
    fn what_is_left_of_a_key_is_its_part_across_the_key_that_is_erased() {
        let run = walk(&["delta_rule"]);
        assert_eq!(run.key_plane(stop(&run, (2, Part::Error))).left, [] as [Point; 0]);
        let left = run.key_plane(stop(&run, (2, Part::Erase))).left;
        assert!(near(left[0], [0.0, 0.0]) && near(left[1], [0.0, 0.8]), "{left:?}");
        assert!(walk(&["linear_attn"]).key_plane(6).left.is_empty(), "a rule that only adds erases nothing");
    }

    #[test]
    fn all_that_is_answered_lies_within_the_extent() {
        let [keys, (low, high)] = walk(&["linear_attn", "delta_rule"]).extent();
        assert_eq!(keys, (0.0, 1.0));
        // DeltaNet's answer to the sky is (−0.384, 1.24), linear attention's is (0.6, 1.6) and to lamp (1, 1.6).
        assert!((low + 0.384).abs() < 1e-12 && (high - 1.6).abs() < 1e-12, "{low} to {high}");
    }

    #[test]
    fn one_channel_is_no_plane_either() {
        let mut stream = three();
        [stream.q, stream.k] = [&stream.q, &stream.k].map(|m| m.columns(0, 1).into_owned());
        let run = Lockstep::run(&stream, &Set::of(&["linear_attn", "delta_rule"]), RULES);
        assert!(run.tracks.iter().all(Result::is_ok), "they run");
        assert_eq!((run.key_plane(3), run.value_plane(0, 3)), (KeyPlane::default(), None));
        assert_eq!(run.extent()[0], (0.0, 1.0));
    }

    #[test]
    fn more_channels_than_two_are_no_plane() {
        let run =
            Lockstep::run(&facts(), &Set::of(&["linear_attn", "delta_rule", "gated_delta_rule"]), RULES);
        assert!(!run.is_flat() && walk(&["delta_rule"]).is_flat());
        assert_eq!(run.value_plane(0, 3), None);
        assert_eq!(run.key_plane(3), KeyPlane::default());
        assert!(run.keys().is_empty() && run.values().is_empty());
        assert_eq!(walk(&["softmax_attn"]).value_plane(0, 3), None);
    }
}
