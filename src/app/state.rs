//! The state of the application: the scenario and its stream. Views read memos and write to the scenario.

use std::sync::Arc;

use leptos::prelude::*;

use super::brought::{Brought, Restore};
use super::inputs::OtherInputs;
use super::reader::Remembered;
use super::sentences::Sentences;
use crate::browser::media::{dark, printing};
use crate::browser::palette::Palette;
use crate::browser::size::pixel_ratio;
use crate::browser::url;
use crate::erased::Memo;
use crate::inputs::{Stream, three};
use crate::knobs::Correction;
use crate::names;
use crate::scenario::{Kind, Scenario, Theme, address};
use crate::text::Text;
use crate::trace::Symbol;

/// What the address says.
pub(super) fn here() -> (Scenario, Vec<Correction>) {
    let (path, query) = url::path_and_query();
    address::read(&path, &query)
}

/// What every component may read, and the scenario, which it may write.
#[derive(Clone, Copy)]
pub struct App {
    /// What the page shows: what is set, or in a guided walk what its station sets. All but the stop, which is [`App::stop`]: a lesson that
    /// steps asks nobody who reads this.
    pub scenario: Memo<Scenario>,
    /// The stop that is set, or in a guided walk that of its station; nothing where the lesson opens as it likes.
    pub stop: Memo<Option<u64>>,
    /// Everything that is set. [`App::write`] writes it.
    pub(super) set: RwSignal<Scenario>,
    /// The same without the stop.
    pub(super) lasting: RwSignal<Scenario>,
    /// What of the query string had to be changed.
    pub corrections: RwSignal<Vec<Correction>>,
    /// The symbol whose cells are lit.
    pub lit: RwSignal<Option<Symbol>>,
    /// How fine the screen is: the device pixels in a CSS pixel.
    pub pixel_ratio: ReadSignal<f64>,
    /// Whether the system asks for dark pages.
    pub dark: ReadSignal<bool>,
    /// The theme in force: the link's, or the one that the reader once chose; where there is none, the system decides.
    pub(super) theme: Memo<Option<Theme>>,
    /// The colours of the theme in force.
    pub palette: Memo<Palette>,
    /// Whether a picture is taken: canvases are drawn once more for it, without the cell that is chosen.
    pub pictured: RwSignal<bool>,
    /// The tokens in hand.
    pub stream: Memo<Load<Held<Stream>>>,
    /// The scenario as links carry it to a page: without the stop in hand, so that no link changes while a lesson steps.
    pub(super) linked: Memo<Scenario>,
    sentences: Sentences,
    restore: Restore,
    /// What makes the other inputs.
    pub inputs: OtherInputs,
    /// The reader's own arrays.
    pub brought: Brought,
    /// Whether a reader holds something that changes as they move it. Until they let go the walk goes on, and the history waits.
    pub held: RwSignal<bool>,
    /// Whether a change has just ended the guided walk, and the reader is still to be told.
    pub(super) left: RwSignal<bool>,
    /// The station of the guided walk that is on the screen; nothing in free play.
    pub station: Memo<Option<u64>>,
    /// What the browser remembers of the reader.
    pub(super) remembered: Remembered,
    /// Whether the address asks for the stop in hand, so that a note is due where the run has no such stop.
    pub(super) asks_for_stop: StoredValue<bool>,
    /// Whether the next change is an entry of its own in the browser's history, whatever came just before it.
    pub(super) apart: StoredValue<bool>,
}

/// Something that may still be on its way.
#[derive(Clone, Debug)]
pub enum Load<T> {
    /// On its way.
    Pending,
    /// Here.
    Ready(T),
    /// It will not come, and why.
    Failed(Text),
}

impl<T> Load<T> {
    /// What is made from it, once it is there.
    pub fn map<U>(self, make: impl FnOnce(T) -> U) -> Load<U> {
        match self {
            Self::Pending => Load::Pending,
            Self::Ready(it) => Load::Ready(make(it)),
            Self::Failed(why) => Load::Failed(why),
        }
    }

    /// What `next` makes of it, once it is here.
    pub fn and_then<U>(self, next: impl FnOnce(T) -> Result<U, Text>) -> Load<U> {
        match self {
            Self::Pending => Load::Pending,
            Self::Ready(value) => next(value).map_or_else(Load::Failed, Load::Ready),
            Self::Failed(why) => Load::Failed(why),
        }
    }
}

/// A failure is equal to none other, so that the latest is told.
impl<T: PartialEq> PartialEq for Load<T> {
    fn eq(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Pending, Self::Pending) => true,
            (Self::Ready(a), Self::Ready(b)) => a == b,
            _ => false,
        }
    }
}

/// The application of this page.
pub fn use_app() -> App {
    expect_context()
}

impl App {
    pub(super) fn new(restore: Restore) -> Self {
        let (scenario, corrections) = here();
        let lasting = RwSignal::new(scenario.without_stop());
        let set = RwSignal::new(scenario);
        let scenario = Memo::new(move || lasting.with(|s| s.shown().without_stop()));
        let (sentences, inputs, brought) = (Sentences::new(), OtherInputs::new(), Brought::new());
        let held = RwSignal::new(false);
        let last = StoredValue::new(None);
        let station = Memo::new(move || {
            if !held.get() {
                last.set_value(scenario.with(|s| s.station));
            }
            last.get_value()
        });
        let (remembered, dark) = (Remembered::read(), dark());
        let lang = remembered.lang(lasting);
        let source = Memo::new(move || {
            scenario.with(|s| (s.kind(), s.source.given.clone(), s.unit_keys(), s.scale()))
        });
        let stream = Memo::new(move || {
            let ((kind, given, unit_keys, scale), lang) = (source.get(), lang.get());
            let raw = match kind {
                Kind::Three => Load::Ready(three()),
                Kind::Sentence(number) => sentences.get(number).and_then(|sentence| {
                    sentence.stream(given.head).map_err(|error| Text::same(error.to_string()))
                }),
                Kind::Tensors => brought.stream(&given),
                _ => inputs.get().and_then(|makes| (makes.stream)(kind, &given)),
            };
            raw.and_then(|stream| {
                let stream = stream.with_scale(scale).with_labels(|label| names::label(lang, label));
                Ok(Held::new(if unit_keys { stream.with_unit_keys() } else { stream }))
            })
        });
        let theme = remembered.theme(lasting);
        let printing = printing();
        let palette = Memo::new(move || {
            let _ = (theme.get(), dark.get(), printing.get());
            Palette::of_the_theme()
        });
        Self {
            scenario,
            stop: Memo::new(move || set.with(Scenario::stop)),
            set,
            lasting,
            corrections: RwSignal::new(corrections),
            lit: RwSignal::new(None),
            pixel_ratio: pixel_ratio(),
            dark,
            theme,
            palette,
            pictured: RwSignal::new(false),
            stream,
            linked: Memo::new(move || lasting.with(|s| s.at_page(s.page))),
            remembered,
            asks_for_stop: StoredValue::new(true),
            apart: StoredValue::new(false),
            sentences,
            restore,
            inputs,
            brought,
            held,
            left: RwSignal::new(false),
            station,
        }
    }

    /// A part of the scenario, which changes only when that part does.
    pub fn read<T: Clone + PartialEq + Send + Sync + 'static>(self, part: fn(&Scenario) -> T) -> Memo<T> {
        Memo::new(move || self.scenario.with(part))
    }

    /// Writes what is set.
    pub(super) fn write(self, change: impl FnOnce(&mut Scenario)) {
        self.set.update(change);
        let lasting = self.set.with_untracked(Scenario::without_stop);
        if self.lasting.with_untracked(|before| *before != lasting) {
            self.lasting.set(lasting);
        }
    }

    /// Changes what the page shows; a guided walk ends there.
    pub fn change(self, change: impl FnOnce(&mut Scenario)) {
        let (walked, open) = self.set.with_untracked(|set| (set.station.is_some(), set.experiment));
        self.write(|set| set.change(change));
        let (walks, opened) = self.set.with_untracked(|set| (set.station.is_some(), set.experiment));
        if walked && !walks {
            self.left.set(true);
        }
        // However fast one goes from experiment to experiment, Back goes through each of them.
        if open != opened {
            self.apart.set_value(true);
        }
    }

    /// Goes to a station of the guided walk; to none is to leave it and play freely.
    pub fn walk(self, to: Option<u64>) {
        // To leave the walk and to take it again are steps of their own for Back.
        if to.is_none() || self.set.with_untracked(|set| set.station.is_none()) {
            self.apart.set_value(true);
        }
        self.write(|set| match to {
            Some(_) => set.station = to,
            None => set.leave(),
        });
    }

    /// A run has so many stops: one that lies past them becomes the last. Where the address asked for it, a note says so.
    pub(super) fn stop_within(self, last: u64) {
        let asked = self.asks_for_stop.get_value();
        self.asks_for_stop.set_value(false);
        let Some(t) = self.stop.get_untracked().filter(|t| *t > last) else { return };
        self.change(|s| s.t = Some(last));
        if asked && last > 0 {
            let correction = Correction::Value { key: "t", given: t.to_string(), used: last.to_string() };
            self.corrections.update(|all| all.push(correction));
        }
    }

    /// The stream, once it is here.
    pub fn ready(self) -> Memo<Option<Held<Stream>>> {
        Memo::new(move || match self.stream.get() {
            Load::Ready(stream) => Some(stream),
            _ => None,
        })
    }

    /// Fetches what the input in hand is made of when it is first needed; again after a failure.
    pub fn fetch_input(self) {
        match self.scenario.with_untracked(Scenario::kind) {
            Kind::Three => {}
            Kind::Tensors => self.scenario.with_untracked(|s| self.brought.fetch(self.restore, s)),
            Kind::Sentence(number) => self.sentences.fetch(number),
            _ => self.inputs.fetch(),
        }
    }
}

/// Something large that is shared; equal to another where it is the very same, so that a memo need not compare it.
#[derive(Debug)]
pub struct Held<T: ?Sized>(Arc<T>);

impl<T> Held<T> {
    /// Shares it.
    pub fn new(value: T) -> Self {
        Self(Arc::new(value))
    }
}

impl<T: ?Sized> From<Arc<T>> for Held<T> {
    fn from(value: Arc<T>) -> Self {
        Self(value)
    }
}

impl<T: ?Sized> Clone for Held<T> {
    fn clone(&self) -> Self {
        Self(self.0.clone())
    }
}

impl<T: ?Sized> PartialEq for Held<T> {
    fn eq(&self, other: &Self) -> bool {
        std::ptr::addr_eq(Arc::as_ptr(&self.0), Arc::as_ptr(&other.0))
    }
}

impl<T: ?Sized> std::ops::Deref for Held<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.0
    }
}
