//! The components that pages are built from. Nothing here knows a rule or computes on tensors.

pub mod chart;
pub mod code;
pub mod heatmap;
pub mod input_bar;
pub mod knob;
pub mod lens_knob;
pub mod lesson;
pub mod letters;
pub mod marked;
pub mod meter;
pub mod picture;
pub mod predict;
pub mod seen;
pub mod stage;
pub mod symbol_rules;
pub mod text;
pub mod tokens;
pub mod transport;
pub mod when;

pub use code::Code;
pub use heatmap::Heatmap;
pub use input_bar::InputBar;
pub use knob::{Choice, DecimalField, NumberField, Slider, Standing, Switch};
pub use lens_knob::{ChoiceKnob, NumberKnob, SliderKnob, SwitchKnob};
pub use lesson::Lesson;
pub use letters::Letters;
pub use marked::{lettered, marked, paragraph};
pub use meter::Meter;
pub use predict::Predict;
pub use seen::Seen;
pub use symbol_rules::symbol_rules;
pub(crate) use text::text;
pub use tokens::TokenStrip;
pub use transport::Transport;
pub use when::When;
