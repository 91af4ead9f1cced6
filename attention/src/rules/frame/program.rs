//! What a rule does with one token, said once more as a short program in the letters of its paper.
//!
//! The recurrent form in Rust is what the page runs. The program is what it prints: [`crate::code`] reads it, computes
//! with it, and writes it in other languages. A test holds that both give the same.

use super::Rule;

/// A rule that says its recurrence as a program.
pub trait Program: Rule {
    /// The lines of one token's step: how outputs and the next state come from the state and the token. The language is
    /// described in `attention/src/code/mod.rs`.
    const STEP: &'static str;

    /// The letters of the parts of the state, in the order of [`Info::state`](super::Info::state), where their names are no letters.
    const LETTERS: &'static [&'static str] = &[];
}

/// A rule's program as a value, for lists.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Told {
    /// The id of the rule.
    pub id: &'static str,
    /// See [`Program::STEP`].
    pub step: &'static str,
    /// See [`Program::LETTERS`].
    pub letters: &'static [&'static str],
}

impl Told {
    /// The program of the rule `A`.
    pub const fn of<A: Program>() -> Self {
        Self { id: A::INFO.id, step: A::STEP, letters: A::LETTERS }
    }
}
