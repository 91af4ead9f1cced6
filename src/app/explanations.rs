//! The texts that nobody sees until they ask, as a piece of the wasm of its own: what letters and terms mean, and the sheet of keys.

use leptos::wasm_split::SplitLoaderError;

use super::{explain, keys};
use crate::browser::marks::Mark;
use crate::i18n::Locale;

/// The texts, as HTML.
#[derive(Clone, Copy)]
pub(super) struct Explanations {
    /// What a letter or a term means.
    pub told: fn(Locale, &Mark) -> String,
    /// The sheet of keys.
    pub keys: fn(Locale) -> String,
}

/// Fetches them.
#[leptos::wasm_split::wasm_split(explanations, wasm_split_path = ::leptos::wasm_split, fallible)]
pub(super) fn explanations() -> Result<Explanations, SplitLoaderError> {
    Ok(Explanations { told: explain::told, keys: keys::sheet })
}
