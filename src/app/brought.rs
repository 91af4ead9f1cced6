//! What a reader has brought: arrays from files of their own. They never leave this browser, and are gone when the page is closed.

use leptos::prelude::*;

use super::Held;
use crate::io::Array;

/// What a reader has brought.
#[derive(Clone, Copy, Debug)]
pub struct Brought {
    /// The files, in the order in which they came. One of a name that is there already takes its place.
    pub files: RwSignal<Vec<Held<BroughtFile>>>,
    /// What they have said of the arrays, in place of the guess.
    pub said: RwSignal<Vec<Said>>,
}

/// A file, as it was read.
#[derive(Debug)]
pub struct BroughtFile {
    /// Its name.
    pub name: String,
    /// Its length in bytes.
    pub bytes: usize,
    /// What it holds.
    pub arrays: Vec<Array>,
}

/// Which array a letter of a rule is, as the reader says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Said {
    /// The rule.
    pub rule: &'static str,
    /// The letter.
    pub letter: &'static str,
    /// The file and the array; nothing where the letter is to have none.
    pub is: Option<(String, String)>,
}

impl Brought {
    pub(super) fn new() -> Self {
        Self { files: RwSignal::new(Vec::new()), said: RwSignal::new(Vec::new()) }
    }

    /// Adds a file.
    pub fn add(self, file: BroughtFile) {
        let file = Held::new(file);
        self.files.update(|files| match files.iter_mut().find(|of| of.name == file.name) {
            Some(before) => *before = file,
            None => files.push(file),
        });
    }

    /// Takes a file away.
    pub fn remove(self, name: &str) {
        self.files.update(|files| files.retain(|file| file.name != name));
    }

    /// Says which array a letter is.
    pub fn say(self, said: Said) {
        self.said.update(|all| {
            all.retain(|of| (of.rule, of.letter) != (said.rule, said.letter));
            all.push(said);
        });
    }
}
