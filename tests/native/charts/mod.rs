//! Charts, drawn on a backend that remembers every call.

mod recorder;
mod shapes;
mod texts;
