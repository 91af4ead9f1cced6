//! Deltascope: understand linear attention by handling it.
//!
//! ```text
//! Scenario (knobs, seed, URL) → Inputs → Rule::run(probe) → Trace → Frame(cursor) → view
//! ```
//!
//! Arrows never point left. [`math`], [`rules`], [`trace`], [`inputs`], [`io`], [`fast`] and [`timing`] are plain Rust
//! without a browser in sight, and compile alone (`cargo check --lib --no-default-features`). What the timing worker needs of
//! a browser is behind the feature `worker`, everything else behind `web`: views write to the scenario and to the cursor, and to nothing else.

pub mod fast;
pub mod inputs;
pub mod io;
pub mod math;
pub mod rules;
pub mod timing;
pub mod trace;

#[cfg(feature = "web")]
pub mod app;
#[cfg(feature = "worker")]
pub mod browser;
#[cfg(feature = "web")]
pub mod formulas;
#[cfg(feature = "web")]
pub mod lab;
#[cfg(feature = "web")]
pub mod lessons;
#[cfg(feature = "web")]
pub mod scenario;
#[cfg(feature = "web")]
pub mod ui;

#[cfg(feature = "web")]
include!(concat!(env!("OUT_DIR"), "/i18n.rs"));
