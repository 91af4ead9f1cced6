//! Charts, generic in plotters' `DrawingBackend`: a canvas in the browser, an SVG to keep, a recorder in tests.
//!
//! Plotters provides the coordinates and their mesh, the drawing area in which places are numbers, and the elements. Our own
//! are the ticks ([`axis`]), the layout ([`frame`]), names at the ends of lines (`labels`), signs (`marker`), bounds cut to
//! the points (`bound`), and the search for the point under a pointer ([`places`]); each says why. [`lines`] and [`log_log`]
//! are kinds of charts, `drawing` is a chart of either kind. Colours and sizes come in with a [`Style`]; nothing here reads a theme.
//!
//! `ChartBuilder`, `configure_mesh` and `draw_series` were tried. They would take the place of fifteen lines of [`frame`], and
//! the page would be 5.5 KiB larger (528 338 bytes of code against 522 681, brotli): the mesh is drawn twice and knows four
//! label areas, and every series is boxed. Also, a chart must be laid out without a builder anyway, because a pointer asks for
//! the places of points while nothing is drawn.

pub mod axis;
mod bound;
mod canvas;
mod drawing;
pub mod frame;
mod labels;
pub mod lines;
pub mod log_log;
mod marker;
mod numbers;
pub mod places;
mod points;
mod vertical;

pub use canvas::{ChartCanvas, picture};
pub use drawing::{Chart, Draw};
pub use frame::Style;
pub use lines::{Line, Lines, spans_decades};
pub use log_log::{LogLog, Look, Point, PowerLine, Scaling};
pub use marker::Marker;
pub use places::Place;
pub use points::{PointChart, PointOf};
pub use vertical::Vertical;
