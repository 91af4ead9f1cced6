//! The mathematics of Deltascope: no browser, no page, no clock.
//!
//! | room | what lives there |
//! |---|---|
//! | [`math`], [`io`] | matrices, seeded numbers, files |
//! | [`trace`] | what a run did, as plain data: events, provenance, stops, listings, readings |
//! | [`rules`] | a file for each rule; `rules/frame` is the machinery that they share |
//! | [`inputs`] | streams, gates, and the one factory that makes any rule's inputs from them |
//! | [`experiments`] | what lessons measure over many streams |
//! | [`code`] | a rule as a program in other languages, with the numbers of a run |
//! | [`fast`] | the timed kernels |
//!
//! It is a crate of its own because it is compiled to be fast, in the timing worker too, where all else is made small.

pub mod code;
pub mod experiments;
pub mod fast;
pub mod inputs;
pub mod io;
pub mod math;
pub mod rules;
pub mod trace;
