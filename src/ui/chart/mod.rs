//! Charts, generic in plotters' `DrawingBackend`: a canvas in the browser, a recorder in tests.
//!
//! [`axis`] maps numbers to pixels, [`frame`] draws what all charts share, [`lines`] and [`log_log`] are kinds of charts,
//! [`places`] tells which point is meant.
//! Colours and sizes come in with a [`Style`]; nothing here reads a theme.

pub mod axis;
mod canvas;
pub mod frame;
pub mod lines;
pub mod log_log;
pub mod places;
mod points;

pub use canvas::{ChartCanvas, Draw, picture};
pub use frame::{Marker, Style};
pub use lines::{Line, Lines};
pub use log_log::{LogLog, Look, Point, Scaling};
pub use places::Place;
pub use points::{PointChart, PointOf};
