//! What free play adds to a stage. A guided walk needs none of it, so it is fetched when the page is at rest.

use std::pin::Pin;

use leptos::prelude::*;
use leptos::wasm_split::SplitLoaderError;

use super::Stage;
use crate::erased::Memo;
use crate::trace::Timeline;
use crate::ui::{InputBar, Part, Transport};

/// A view of a stage.
pub type View = fn(Stage) -> AnyView;

/// What a lesson adds in free play: a piece of the wasm of its own.
#[derive(Clone, Copy)]
pub struct Playing {
    /// Above all else.
    pub before: View,
    /// Below the input bar and the meter.
    pub knobs: View,
    /// Above the tokens: notes, and what has just happened.
    pub notes: View,
    /// Below the lanes: what follows the stop in hand.
    pub after: View,
    /// Below the transport: what does not.
    pub apart: View,
}

impl Playing {
    /// Nothing.
    pub const NOTHING: Self =
        Self { before: nothing, knobs: nothing, notes: nothing, after: nothing, apart: nothing };
}

/// Adds nothing.
fn nothing(_: Stage) -> AnyView {
    ().into_any()
}

/// Fetches what a lesson adds.
pub type Fetch = fn() -> Pin<Box<dyn Future<Output = Result<Playing, SplitLoaderError>>>>;

/// A part of a piece, in a place of this class: `fetch` brings the piece, `part` picks the view. It may wait for a reader.
pub fn part_of<P, F, A>(
    stage: Stage,
    fetch: F,
    class: &'static str,
    waits: bool,
    part: fn(P) -> View,
) -> AnyView
where
    P: 'static,
    F: Fn() -> A + Copy + 'static,
    A: Future<Output = Result<P, SplitLoaderError>> + 'static,
{
    let fetch = move || async move {
        let view = part(fetch().await?);
        Ok(move || view(stage))
    };
    view! { <Part fetch class waits /> }.into_any()
}

/// What every lesson has in free play.
#[derive(Clone, Copy)]
struct Everywhere {
    inputs: View,
    transport: View,
}

/// Fetches it.
#[leptos::wasm_split::wasm_split(play, wasm_split_path = ::leptos::wasm_split, fallible)]
fn everywhere() -> Result<Everywhere, SplitLoaderError> {
    Ok(Everywhere { inputs: |_| view! { <InputBar /> }.into_any(), transport: played })
}

/// The choice of the input.
pub fn inputs(stage: Stage) -> AnyView {
    part_of(stage, everywhere, "inputs-place", false, |everywhere| everywhere.inputs)
}

/// What plays and steps the run.
pub fn transport(stage: Stage) -> AnyView {
    part_of(stage, everywhere, "transport-place", false, |everywhere| everywhere.transport)
}

fn played(stage: Stage) -> AnyView {
    let run = stage.run;
    let timeline = Memo::new(move || run.get().map_or(Timeline::Every(0), |run| run.timeline()));
    view! {
        <Transport timeline stop=stage.stop place=stage.says(|run, stop| run.place(stop)) say=stage.says(|run, stop| run.say(stop))
            pace=Signal::derive(move || run.get().map(|run| run.pace())) playing=stage.playing />
    }
    .into_any()
}
