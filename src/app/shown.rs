//! The run that the open lesson shows: made anew when its stream or its knobs change, and for no other reason.

use std::any::Any;
use std::sync::{Arc, Mutex};

use super::{App, Held, Load};
use crate::erased::{Memo, effect};
use crate::inputs::Stream;
use crate::lessons::run::Run;
use crate::scenario::Scenario;
use crate::text::Text;

/// Makes a run on a stream.
type Make = Box<dyn Fn(Held<Stream>) -> Load<Held<dyn Run>> + Send + Sync>;

/// A run whose type the stage does not know, once it is there.
#[derive(Clone, Copy)]
pub struct Shown(Memo<Load<Held<dyn Run>>>);

/// What a run was made from, and how it came out.
type Made<S> = Option<(Held<Stream>, S, Load<Held<dyn Run>>)>;

impl Shown {
    /// Runs a lesson on the stream in hand, with the knobs that `set` picks.
    pub fn new<S, R>(app: App, set: fn(&Scenario) -> S, run: fn(&Stream, &S) -> Result<R, Text>) -> Self
    where
        S: PartialEq + Send + 'static,
        R: Run,
    {
        Self::when(app, move |s| Load::Ready(set(s)), run)
    }

    /// The same, where `set` may have to wait for something.
    pub fn when<S, R>(
        app: App,
        set: impl Fn(&Scenario) -> Load<S> + Send + Sync + 'static,
        run: fn(&Stream, &S) -> Result<R, Text>,
    ) -> Self
    where
        S: PartialEq + Send + 'static,
        R: Run,
    {
        let last: Mutex<Made<S>> = Mutex::new(None);
        let make = move |stream: Held<Stream>| {
            let set = match app.scenario.with(&set) {
                Load::Ready(set) => set,
                Load::Pending => return Load::Pending,
                Load::Failed(why) => return Load::Failed(why),
            };
            let Ok(mut last) = last.lock() else { return Load::Pending };
            if let Some((of_stream, of_set, made)) = &*last
                && *of_stream == stream
                && *of_set == set
            {
                return made.clone();
            }
            let made = match run(&stream, &set) {
                Ok(run) => Load::Ready(Held::from(Arc::new(run) as Arc<dyn Run>)),
                Err(why) => Load::Failed(why),
            };
            *last = Some((stream, set, made.clone()));
            made
        };
        Self::erased(app, Box::new(make))
    }

    /// One memo for all lessons: the page carries its code once.
    fn erased(app: App, make: Make) -> Self {
        Self(Memo::new(move || match app.stream.get() {
            Load::Ready(stream) => make(stream),
            Load::Pending => Load::Pending,
            Load::Failed(why) => Load::Failed(why),
        }))
    }

    /// The run, once it is there.
    pub fn get(self) -> Option<Held<dyn Run>> {
        self.0.with(Self::ready)
    }

    /// The run as it is now, without following it.
    pub fn get_untracked(self) -> Option<Held<dyn Run>> {
        self.0.with_untracked(Self::ready)
    }

    fn ready(run: &Load<Held<dyn Run>>) -> Option<Held<dyn Run>> {
        match run {
            Load::Ready(run) => Some(run.clone()),
            _ => None,
        }
    }

    /// Reads something of the run as the lesson knows it.
    pub fn map<R: Run, T>(self, read: impl FnOnce(&R) -> T) -> Option<T> {
        let run = self.get()?;
        let run: &dyn Any = &*run;
        run.downcast_ref().map(read)
    }

    /// Why there is no run and will be none.
    pub fn failure(self) -> Option<Text> {
        self.0.with(|run| match run {
            Load::Failed(why) => Some(why.clone()),
            _ => None,
        })
    }

    /// The stop in hand: the one that is set, or the moment at which the lesson opens.
    pub fn stop(self, app: App) -> Memo<u64> {
        let t = app.stop;
        let page = app.read(|s| s.page);
        let own = page.get_untracked();
        effect(move || {
            // A page that is being left has another run.
            if let Some(run) = self.get().filter(|_| page.get() == own && t.get().is_some()) {
                app.stop_within(run.timeline().last());
            }
        });
        Memo::new(move || {
            self.get().map_or(0, |run| t.get().unwrap_or_else(|| run.opening()).min(run.timeline().last()))
        })
    }
}
