//! The sentences: each is fetched when it is first chosen, and read by code that comes with it, a piece of the wasm of its own.

use leptos::prelude::*;
use leptos::wasm_split::SplitLoaderError;

use super::{Held, Load};
use crate::browser::page;
use crate::inputs::{SENTENCES, Sentence};
use crate::text::Text;

/// What there is of each sentence, from 1; nothing of those that nobody has asked for.
#[derive(Clone, Copy)]
pub(super) struct Sentences(RwSignal<[Option<Load<Held<Sentence>>>; SENTENCES.len()]>);

/// Reads a file of `data/`, or says why it cannot.
type Read = fn(&[u8]) -> Result<Sentence, String>;

/// Fetches what reads the files.
#[leptos::wasm_split::wasm_split(sentences, wasm_split_path = ::leptos::wasm_split, fallible)]
fn reader() -> Result<Read, SplitLoaderError> {
    Ok(|bytes| Sentence::read(bytes).map_err(|error| error.to_string()))
}

impl Sentences {
    /// None so far.
    pub(super) fn new() -> Self {
        Self(RwSignal::new(std::array::from_fn(|_| None)))
    }

    /// What there is of a sentence.
    pub(super) fn get(self, number: usize) -> Load<Held<Sentence>> {
        let load = self.0.with(|all| all.get(number.checked_sub(1)?)?.clone());
        load.unwrap_or(Load::Pending)
    }

    /// Fetches a sentence, unless it is here or on its way.
    pub(super) fn fetch(self, number: usize) {
        let Some(place) = number.checked_sub(1).filter(|place| *place < SENTENCES.len()) else { return };
        let there = |load: &Option<_>| matches!(load, Some(Load::Ready(_) | Load::Pending));
        if self.0.with_untracked(|all| there(&all[place])) {
            return;
        }
        let set = move |load| self.0.update(|all| all[place] = Some(load));
        set(Load::Pending);
        leptos::task::spawn_local(async move {
            set(match arrive(number).await {
                Ok(sentence) => Load::Ready(Held::new(sentence)),
                Err(why) => Load::Failed(Text::same(why)),
            });
        });
    }
}

/// A sentence from its file, or the reason why there is none.
async fn arrive(number: usize) -> Result<Sentence, String> {
    let bytes = page::fetch(&format!("./data/s{number}.safetensors")).await?;
    let read = reader().await.map_err(|error| error.to_string())?;
    // To read, to compute and to draw are tasks of their own, so that the browser answers in between.
    page::next_task().await;
    let sentence = read(&bytes);
    page::next_task().await;
    sentence
}
