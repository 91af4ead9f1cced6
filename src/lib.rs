//! Deltascope: understand linear attention by handling it.
//!
//! ```text
//! Scenario (knobs, seed, URL) → Stream → Inputs → Rule::run(probe) → Trace → Run (at a stop) → stage
//! ```
//!
//! Arrows never point left; `tests/native/arrows.rs` reads the imports and says so. The rooms, from the ground up:
//!
//! | room | what lives there |
//! |---|---|
//! | [`math`], [`io`] | matrices, seeded numbers, files |
//! | [`trace`] | what a run did, as plain data: events, provenance, stops, listings, readings |
//! | [`rules`] | a file for each rule; `rules/frame` is the machinery that they share |
//! | [`inputs`] | streams, gates, and the one factory that makes any rule's inputs from them |
//! | [`experiments`] | what lessons measure over many streams |
//! | [`family`] | which rule becomes which, by what, with a certificate for each edge |
//! | [`verdict`] | whether an implementation computes a rule, and which mistake it makes |
//! | [`code`] | a rule as a program in NumPy, PyTorch, JAX or Rust, with the numbers of a run |
//! | [`fast`], [`timing`] | the timed kernels; clock, sampler, statistics, suites, and the state machine of a run |
//! | `names`, `text`, `marked`, `formulas`, [`number`] | texts by key and by id, their marks, formulas as MathML, numbers as they are written |
//! | `knobs`, `pages`, `scenario` | tables of what can be set, the list of pages, everything that is set |
//! | `lessons` | a folder for each page: its knobs, what it shows (`Run`), and its view |
//! | `browser` | the only files that name `web_sys` |
//! | `app`, `ui`, `lab` | the state of the application and its shell; the stage and other parts of pages; the timing lab |
//!
//! Mathematics, traces, rules, inputs, experiments and kernels are the crate [`attention`], which is compiled to be fast wherever it runs.
//! It and the rooms down to [`timing`] are plain Rust without a browser in sight, and compile alone
//! (`cargo check --lib --no-default-features`). The feature `worker` adds what the timing worker needs of a browser, `web`
//! everything else. Views write to the scenario and to nothing else.

pub use attention::{code, experiments, fast, inputs, io, math, rules, trace};

pub mod family;
pub mod marked;
pub mod number;
pub mod timing;
pub mod verdict;

// First, so that those below can ask for the list of pages.
#[cfg(feature = "web")]
#[macro_use]
pub mod pages;

#[cfg(feature = "web")]
pub mod app;
#[cfg(feature = "worker")]
pub mod browser;
#[cfg(feature = "web")]
pub mod erased;
#[cfg(feature = "web")]
pub mod formulas;
#[cfg(feature = "web")]
#[macro_use]
pub mod i18n;
#[cfg(feature = "web")]
pub mod knobs;
#[cfg(feature = "web")]
pub mod lab;
#[cfg(feature = "web")]
pub mod lessons;
#[cfg(feature = "web")]
pub mod names;
#[cfg(feature = "web")]
pub mod scenario;
#[cfg(feature = "web")]
pub mod text;
#[cfg(feature = "web")]
pub mod ui;

#[cfg(feature = "web")]
include!(concat!(env!("OUT_DIR"), "/translations.rs"));
