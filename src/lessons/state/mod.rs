//! One stream, several rules in lock-step: what each of them keeps in S.

mod cards;
mod curve_chart;
mod curves;
mod experiments;
mod game;
mod guide;
mod measured;
mod menu;
mod overlaps;
mod round;
mod scenario;
mod surveyed;
mod view;
mod weights_between;

pub use cards::{Answer, Question, questions, values};
pub use experiments::EXPERIMENTS;
pub use guide::GUIDE;
pub use measured::measured;
pub use scenario::Scenario;
pub use surveyed::{Measure, id_of_mean};
pub use view::{on_stage_name, view};
