//! What a reader has brought: arrays from files of their own. They never leave this browser, which keeps them where the reader asks for it.

use std::pin::Pin;

use leptos::prelude::*;
use leptos::wasm_split::SplitLoaderError;

use super::lasting::lasting;
use super::{Held, Load};
use crate::browser::{storage, url};
use crate::inputs::{Kind, Stream};
use crate::io::Array;
use crate::pages::Page;
use crate::scenario::{Given, Scenario, address};
use crate::text::Text;

/// What a reader has brought.
#[derive(Clone, Copy)]
pub struct Brought {
    /// The files, in the order in which they came. One of a name that is there already takes its place.
    pub files: RwSignal<Vec<Held<BroughtFile>>>,
    /// What they have said of the arrays, in place of the guess.
    pub said: RwSignal<Vec<Said>>,
    /// What they are for all other pages; why nothing, where they are nothing.
    pub offer: RwSignal<Load<Held<Offer>>>,
    /// Whether the browser keeps the files from visit to visit.
    pub keeps: RwSignal<bool>,
    /// What offers them while the page of tensors is not open yet.
    pub stand_in: StoredValue<Option<Owner>>,
}

/// Programs that pass links on cut longer ones.
const LONGEST_LINK: usize = 2000;
/// Under this the browser remembers that it keeps the files.
const KEEPS: &str = "deltascope.keeps-files";

/// Fetches what brings back a reader's own files.
pub type Restore = fn() -> Pin<Box<dyn Future<Output = Result<fn(), SplitLoaderError>>>>;

/// A reader's own arrays as an input of every page.
pub struct Offer {
    /// Tokens of a sequence.
    pub tokens: usize,
    /// Heads of all sequences.
    pub heads: usize,
    /// The most tokens that a window may have.
    pub longest: usize,
    /// What they have beside queries, keys and values.
    pub has: Has,
    /// Whether a link has carried them here, rather than files.
    pub carried: bool,
    /// Cuts the window that is set.
    pub cut: Box<Cut>,
    /// Writes a window as a link carries it; nothing where none can. (The code for it is where the window is cut.)
    pub carry: fn(&Stream) -> Option<String>,
}

/// What a reader's own arrays have beside queries, keys and values.
#[derive(Clone, Copy, Debug)]
pub struct Has {
    /// Gates.
    pub gates: bool,
    /// S before the first token.
    pub start: bool,
}

/// Cuts a window of a reader's own tokens, or says why there is none.
type Cut = dyn Fn(&Given) -> Result<Stream, Text> + Send + Sync;

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
        let none = Load::Failed(crate::say!(input.bring));
        Self {
            files: RwSignal::new(Vec::new()),
            said: RwSignal::new(Vec::new()),
            offer: RwSignal::new(none),
            keeps: RwSignal::new(storage::read(KEEPS).is_some_and(|kept| !kept.is_empty())),
            stand_in: StoredValue::new(None),
        }
    }

    /// Adds a file.
    pub fn add(self, file: BroughtFile) {
        let file = Held::new(file);
        self.files.update(|files| match files.iter_mut().find(|of| of.name == file.name) {
            Some(before) => *before = file,
            None => files.push(file),
        });
    }

    /// Says whether the browser is to keep the files.
    pub fn keep(self, keeps: bool) {
        self.keeps.set(keeps);
        storage::write(KEEPS, if keeps { "1" } else { "" });
    }

    /// Brings back what a link carries, or the files that the browser keeps, unless there are files here.
    pub(super) fn fetch(self, restore: Restore, set: &Scenario) {
        let carried = !set.source.given.numbers.is_empty();
        if !(carried || self.keeps.get_untracked()) || !self.files.with_untracked(Vec::is_empty) {
            return;
        }
        self.offer.set(Load::Pending);
        let root = lasting(Owner::current).unwrap_or_default();
        leptos::task::spawn_local(async move {
            match restore().await {
                Ok(restore) => root.with(restore),
                Err(_) => self.offer.set(Load::Failed(crate::say!(ui.part_failed))),
            }
        });
    }

    /// The window that is set, as a stream.
    pub(super) fn stream(self, given: &Given) -> Load<Stream> {
        self.offer.get().and_then(|offer| (offer.cut)(given))
    }

    /// A link to what is set, which carries the window of a reader's own numbers where it has room for them; and whether it does, where
    /// there is one.
    pub(super) fn link(self, set: &Scenario) -> (String, Option<bool>) {
        let mut set = set.clone();
        let kind = set.kind();
        let given = &mut set.source.given;
        given.numbers.clear();
        // What a reader has written for another input is not at this moment.
        if kind != Kind::Own {
            given.facts = Given::default().facts;
        }
        let link = |set: &Scenario| url::absolute(&address::write(set));
        let bare = link(&set);
        // Whole files have no room in a link.
        if set.page == Page::Tensors && !self.files.with_untracked(Vec::is_empty) {
            return (bare, Some(false));
        }
        let offer = match self.offer.get_untracked() {
            Load::Ready(offer) if kind == Kind::Tensors && set.station.is_none() => offer,
            _ => return (bare, None),
        };
        let window = (offer.cut)(&set.source.given).ok();
        set.source.given.numbers = window.and_then(|window| (offer.carry)(&window)).unwrap_or_default();
        let full = link(&set);
        let fits = full.len() < LONGEST_LINK && full.len() > bare.len();
        (if fits { full } else { bare }, Some(fits))
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
