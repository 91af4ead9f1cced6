//! What a run did: probes, events, traces, frames and the cursor that walks them. Nothing here computes attention.
//!
//! A rule hands every step to a [`Probe`]. The probe `()` is nothing, so the algorithm that is timed and tested and the
//! algorithm that is animated are one and the same code.

#![deny(missing_docs)]

mod event;
mod player;
mod recorded;
mod symbol;

pub use event::{Event, Grain, Part, Probe};
pub use player::{Player, Timeline};
pub use recorded::{Frame, Trace};
pub use symbol::Symbol;
