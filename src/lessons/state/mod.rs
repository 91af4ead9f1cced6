//! One stream, several rules in lock-step: what each of them keeps in S.

mod cards;
mod change;
mod charts;
mod chooser;
mod curve_chart;
mod curves;
mod experiments;
mod game;
mod gates;
mod geometry;
mod guide;
mod measured;
mod measures;
mod memory;
mod menu;
mod overlaps;
mod planes;
mod recall;
mod scenario;
mod steps;
mod surveyed;
mod track;
mod view;
mod weights;
mod weights_between;

pub use cards::{Answer, Question, questions, values};
pub use experiments::EXPERIMENTS;
pub use geometry::{KeyPlane, Point, ValuePlane, Word};
pub use guide::GUIDE;
pub use measured::measured;
pub use recall::{RECALLED, Recall};
pub use scenario::{OnStage, Scenario, other_gates};
pub use steps::Lockstep;
pub use surveyed::{Measure, id_of_mean};
pub use track::{Moment, Track};
pub use view::{on_stage_name, view};
