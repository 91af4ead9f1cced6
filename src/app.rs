//! The shell's state: the scenario, its stream and its history. Views read memos and write to the scenario.

use std::sync::Arc;

use leptos::prelude::*;
use leptos_use::{use_debounce_fn, use_document, use_event_listener, use_window};

use crate::browser::{page, url};
use crate::i18n::*;
use crate::inputs::{SentenceBank, Stream, facts, random};
use crate::lab::Bench;
use crate::lessons::{Arriving, Page};
use crate::scenario::{Correction, Kind, Lang, Scenario};
use crate::trace::Symbol;
use crate::ui::shell::Shell;

/// Where the sentences lie beside the page.
const SENTENCES: &str = "./data/minilm_heads.safetensors";
/// Changes of one and the same setting within this time are one entry of the history.
const ONE_GESTURE_MS: f64 = 1000.0;
/// The URL follows this long after the last change: browsers refuse more than a few entries a second.
const URL_DELAY_MS: f64 = 200.0;

/// What every component may read, and the scenario, which it may write.
#[derive(Clone, Copy)]
pub struct App {
    /// Everything that is set.
    pub scenario: RwSignal<Scenario>,
    /// What of the query string had to be changed.
    pub corrections: RwSignal<Vec<Correction>>,
    /// The symbol whose cells are lit.
    pub lit: RwSignal<Option<Symbol>>,
    /// The tokens in hand.
    pub stream: Memo<Load<Held<Stream>>>,
    sentences: RwSignal<Load<Held<SentenceBank>>>,
}

/// Something that may still be on its way.
#[derive(Clone, Debug, PartialEq)]
pub enum Load<T> {
    /// On its way.
    Pending,
    /// Here.
    Ready(T),
    /// It will not come, and why.
    Failed(String),
}

impl<T> Load<T> {
    /// What `next` makes of it, once it is here.
    fn and_then<U>(self, next: impl FnOnce(T) -> Result<U, String>) -> Load<U> {
        match self {
            Self::Pending => Load::Pending,
            Self::Ready(value) => next(value).map_or_else(Load::Failed, Load::Ready),
            Self::Failed(why) => Load::Failed(why),
        }
    }
}

/// The application of this page.
pub fn use_app() -> App {
    expect_context()
}

impl App {
    fn new() -> Self {
        let (scenario, corrections) = Scenario::read(&url::query());
        let scenario = RwSignal::new(scenario);
        let sentences: RwSignal<Load<Held<SentenceBank>>> = RwSignal::new(Load::Pending);
        let source = Memo::new(move |_| scenario.with(|s| (s.kind(), s.source.clone(), s.unit_keys())));
        let stream = Memo::new(move |_| {
            let (kind, source, unit_keys) = source.get();
            let raw = match kind {
                Kind::Random => Load::Ready(random(source.seed, source.n as usize, source.d as usize)),
                Kind::Facts => Load::Ready(facts()),
                Kind::Sentence(number) => sentences
                    .get()
                    .and_then(|bank| bank.stream(number, source.head).map_err(|error| error.to_string())),
            };
            raw.and_then(|stream| Ok(Held::new(if unit_keys { stream.with_unit_keys() } else { stream })))
        });
        Self {
            scenario,
            corrections: RwSignal::new(corrections),
            lit: RwSignal::new(None),
            stream,
            sentences,
        }
    }

    /// A part of the scenario, which changes only when that part does.
    pub fn read<T: Clone + PartialEq + Send + Sync + 'static>(self, part: fn(&Scenario) -> T) -> Memo<T> {
        Memo::new(move |_| self.scenario.with(part))
    }

    /// Changes the scenario.
    pub fn change(self, change: impl FnOnce(&mut Scenario)) {
        self.scenario.update(change);
    }

    /// The stream, once it is here.
    pub fn ready(self) -> Memo<Option<Held<Stream>>> {
        Memo::new(move |_| match self.stream.get() {
            Load::Ready(stream) => Some(stream),
            _ => None,
        })
    }

    /// The language in force.
    pub fn lang(self) -> Memo<Lang> {
        let browser = Lang::preferred(&page::preferred_language());
        Memo::new(move |_| self.scenario.with(|s| s.lang).unwrap_or(browser))
    }

    /// Fetches the sentences when they are first needed; again after a failure.
    pub fn fetch_sentences(self) {
        if matches!(self.sentences.get_untracked(), Load::Ready(_)) {
            return;
        }
        leptos::task::spawn_local(async move {
            let bank = match page::fetch(SENTENCES).await {
                Ok(bytes) => SentenceBank::read(&bytes).map_err(|error| error.to_string()),
                Err(error) => Err(error),
            };
            self.sentences.set(match bank {
                Ok(bank) => Load::Ready(Held::new(bank)),
                Err(why) => Load::Failed(why),
            });
        });
    }
}

/// Something large that is shared; equal to another where it is the very same, so that a memo need not compare it.
#[derive(Debug)]
pub struct Held<T>(Arc<T>);

impl<T> Held<T> {
    /// Shares it.
    pub fn new(value: T) -> Self {
        Self(Arc::new(value))
    }
}

impl<T> Clone for Held<T> {
    fn clone(&self) -> Self {
        Self(self.0.clone())
    }
}

impl<T> PartialEq for Held<T> {
    fn eq(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.0, &other.0)
    }
}

impl<T> std::ops::Deref for Held<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.0
    }
}

/// The whole page.
#[component]
pub fn Deltascope(
    /// What the pages show, each to be fetched when it is first opened.
    view: fn(Page) -> Arriving,
) -> impl IntoView {
    let app = App::new();
    provide_context(app);
    let bench = Bench::keeping();
    provide_context(bench);
    let _ = use_event_listener(use_document(), leptos::ev::visibilitychange, move |_| {
        bench.hidden(page::is_hidden())
    });
    follow_url(app);
    Effect::new(move || {
        if app.scenario.with(|s| matches!(s.kind(), Kind::Sentence(_))) {
            app.fetch_sentences();
        }
    });
    let theme = app.read(|s| s.theme);
    Effect::new(move || page::set_root_attribute("data-theme", theme.get().map(|theme| theme.id())));
    Effect::new(move || page::set_root_attribute("data-lit", app.lit.get().map(|symbol| symbol.id())));
    view! {
        <I18nContextProvider set_lang_attr_on_html=true>
            <Shell view />
        </I18nContextProvider>
    }
}

/// Keeps the scenario and the query string at one, and makes Back an undo.
fn follow_url(app: App) {
    let written = StoredValue::new(app.scenario.with_untracked(Scenario::write));
    // The last change: which keys it touched, and when.
    let last = StoredValue::new((String::new(), 0.0));
    url::set_query(&written.get_value(), false);
    let write = use_debounce_fn(
        move || {
            let query = app.scenario.with_untracked(Scenario::write);
            let before = written.get_value();
            if query == before {
                return;
            }
            let (keys, at) = (changed_keys(&before, &query), page::now_ms());
            let (last_keys, last_at) = last.get_value();
            url::set_query(&query, keys != last_keys || at - last_at > ONE_GESTURE_MS);
            last.set_value((keys, at));
            written.set_value(query);
        },
        URL_DELAY_MS,
    );
    Effect::new(move || {
        app.scenario.track();
        write();
    });
    let _ = use_event_listener(use_window(), leptos::ev::popstate, move |_| {
        let (scenario, corrections) = Scenario::read(&url::query());
        written.set_value(scenario.write());
        last.set_value((String::new(), 0.0));
        app.corrections.set(corrections);
        app.scenario.set(scenario);
    });
}

/// The keys whose values differ between two query strings, in order.
fn changed_keys(a: &str, b: &str) -> String {
    let (a, b): (Vec<_>, Vec<_>) = (a.split('&').collect(), b.split('&').collect());
    let one_sided = a.iter().filter(|x| !b.contains(x)).chain(b.iter().filter(|x| !a.contains(x)));
    let mut keys: Vec<_> = one_sided.filter_map(|pair| pair.split('=').next()).collect();
    keys.sort_unstable();
    keys.dedup();
    keys.join(",")
}
