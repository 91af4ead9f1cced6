//! The tests that need no browser: one program, which is compiled and linked once. `cargo test --test native golden` runs those of one
//! file.

#![allow(clippy::unwrap_used, reason = "a test may panic")]

mod any_rule;
mod arrows;
mod bad_input;
#[cfg(feature = "web")]
mod cards;
#[cfg(feature = "web")]
mod charts;
mod clocks;
mod code;
mod cost;
mod drift;
mod effective;
#[cfg(feature = "web")]
mod experiments;
mod fast;
mod files;
mod forms_agree;
#[cfg(feature = "web")]
mod formulas;
mod gates_lesson;
mod golden;
#[cfg(feature = "web")]
mod guides;
mod habits;
mod hostile;
mod identities;
#[cfg(feature = "web")]
mod layers;
#[cfg(feature = "web")]
mod lessons;
#[cfg(feature = "web")]
mod links;
mod losses_lesson;
mod map_lesson;
mod memory;
mod mistakes;
#[cfg(feature = "web")]
mod names;
mod positions_lesson;
mod provenance;
mod run;
mod sentences;
mod stability_lesson;
mod support;
#[cfg(feature = "web")]
mod survey;
mod three;
mod timing;
mod tokens;
mod traces;
mod traps;
mod width_lesson;
#[cfg(feature = "web")]
mod words;
mod wy;
