//! Charts, drawn on a backend that remembers every call.
#![cfg(feature = "web")]

mod recorder;
mod shapes;
mod texts;
