//! The questions of the memory game, and what each rule answers.

use crate::lessons::lockstep::{Lockstep, Track};

/// So many rules are played against.
pub const AGAINST: usize = 2;

/// A key that was told, asked for after all cards.
#[derive(Clone, Debug, PartialEq)]
pub struct Question {
    /// The card that told it last, from 0.
    pub card: usize,
    /// What each rule that is played against answers.
    pub replies: Vec<Reply>,
}

/// The answer of a rule to a key.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Reply {
    /// Its lane.
    pub lane: usize,
    /// What it is.
    pub answer: Answer,
    /// ‖S k − v‖ of the value that is the nearest.
    pub nearest: f64,
    /// ‖S k − v‖ of the value that was told last.
    pub told: f64,
}

/// What a rule answers to a key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Answer {
    /// The value of this card, the first that has it: no other is as near.
    Value(usize),
    /// Two values are as near.
    Undecided,
}

/// Squared distances that differ by less are the same but for rounding.
const TIE: f64 = 1e-9;

/// The cards whose values differ: for each value the first.
pub fn values(run: &Lockstep) -> Vec<usize> {
    let Some(v) = run.tracks.iter().flatten().next().map(|track| &track.x.v) else { return Vec::new() };
    (0..v.nrows()).filter(|card| (0..*card).all(|other| v.row(other) != v.row(*card))).collect()
}

/// The cosine of the keys (side 0) or of the values (side 1) of two cards; nothing where there is no such card, or one is 0.
pub fn overlap(run: &Lockstep, side: usize, a: usize, b: usize) -> Option<f64> {
    let x = &run.tracks.iter().flatten().next()?.x;
    let of = if side == 0 { &x.k } else { &x.v };
    let is_there = a.max(b) < of.nrows();
    let cosine = || of.row(a).dot(&of.row(b)) / (of.row(a).norm() * of.row(b).norm());
    is_there.then(cosine).filter(|cosine| cosine.is_finite())
}

/// Every key that was told, in the order of the cards, with the answers of the first rules on the stage that can be asked.
pub fn questions(run: &Lockstep) -> Vec<Question> {
    let lanes = || (0..run.tracks.len()).filter_map(|lane| Some((lane, run.track(lane)?)));
    let Some((_, first)) = lanes().next() else { return Vec::new() };
    let k = &first.x.k;
    let latest = |card: &usize| (card + 1..k.nrows()).all(|other| k.row(other) != k.row(*card));
    let cards: Vec<usize> = (0..k.nrows()).filter(latest).collect();
    let values = values(run);
    let replies: Vec<Vec<Reply>> =
        lanes().filter_map(|(lane, track)| replies(lane, track, &cards, &values)).take(AGAINST).collect();
    let question = |(i, card): (usize, &usize)| Question {
        card: *card,
        replies: replies.iter().map(|all| all[i]).collect(),
    };
    cards.iter().enumerate().map(question).collect()
}

fn replies(lane: usize, track: &Track, cards: &[usize], values: &[usize]) -> Option<Vec<Reply>> {
    let answers = track.answers(track.x.dims().t, &track.x.k.select_rows(cards))?;
    let reply = |(row, told): (usize, &usize)| {
        let far = |card: usize| (answers.row(row) - track.x.v.row(card)).norm_squared();
        let mut all: Vec<(f64, usize)> = values.iter().map(|card| (far(*card), *card)).collect();
        all.sort_by(|a, b| a.0.total_cmp(&b.0));
        let answer = match all[..] {
            [(near, _), (next, _), ..] if next - near < TIE => Answer::Undecided,
            [(_, card), ..] => Answer::Value(card),
            [] => Answer::Undecided,
        };
        let nearest = all.first().map_or(f64::NAN, |(near, _)| near.sqrt());
        Reply { lane, answer, nearest, told: far(*told).sqrt() }
    };
    Some(cards.iter().enumerate().map(reply).collect())
}

impl Question {
    /// The answer that a rule would have to give: the value that was told last.
    pub fn right(&self, run: &Lockstep) -> Option<Answer> {
        let v = &run.tracks.iter().flatten().next()?.x.v;
        values(run).into_iter().find(|card| v.row(*card) == v.row(self.card)).map(Answer::Value)
    }
}

/// How many were right, of how many.
pub type Count = [usize; 2];

/// The score of some rounds: of a reader's predictions, and of each rule's answers.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Score {
    /// How many rounds.
    pub rounds: usize,
    /// The predictions that came true.
    pub predicted: Count,
    /// The answers with the value told last, in the order of their lanes.
    pub rules: Vec<(&'static str, Count)>,
}

impl Score {
    /// Adds a round.
    pub fn add(&mut self, other: &Self) {
        let add = |to: &mut Count, [right, of]: Count| *to = [to[0] + right, to[1] + of];
        self.rounds += 1;
        add(&mut self.predicted, other.predicted);
        for (rule, count) in &other.rules {
            add(self.of_rule(rule), *count);
        }
    }

    /// That of a rule, which begins with nothing.
    pub fn of_rule(&mut self, rule: &'static str) -> &mut Count {
        let place = self.rules.iter().position(|(of, _)| *of == rule).unwrap_or_else(|| {
            self.rules.push((rule, [0; 2]));
            self.rules.len() - 1
        });
        &mut self.rules[place].1
    }
}
