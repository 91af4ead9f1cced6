//! What pages are built from. Nothing here knows a rule or computes on tensors.

pub mod chart;
pub mod code;
pub mod heatmap;
pub mod input_bar;
pub mod knob;
pub mod letters;
pub mod meter;
pub mod number;
pub mod open_page;
pub mod predict;
pub mod seen;
pub mod shell;
pub mod text;
pub mod tokens;
pub mod transport;
pub mod when;

pub use code::{Code, Line};
pub use heatmap::{Cell, Heatmap, Lit};
pub use input_bar::InputBar;
pub use knob::{Choice, DecimalField, NumberField, Slider, Standing, Switch};
pub use letters::Letters;
pub use meter::Meter;
pub use open_page::OpenPage;
pub use predict::Predict;
pub use seen::Seen;
pub(crate) use text::text;
pub use tokens::TokenStrip;
pub use transport::Transport;
pub use when::When;
