//! Rules in lock-step on one stream, for every lesson that runs them: which run and with what gates ([`Set`]), their run ([`Lockstep`]),
//! and what the stage shows of it: the parts of a step, what is remembered, gates to set, planes, charts.

mod change;
mod charts;
mod chooser;
mod exports;
mod gates;
mod geometry;
mod kept;
mod lane;
mod measures;
mod memory;
mod menu;
mod page;
mod planes;
mod recall;
mod recall_map;
pub mod set;
mod steps;
mod track;
mod weights;

pub use chooser::RuleChooser;
pub use exports::take_along;
pub use gates::GateKnobs;
pub use geometry::{KeyPlane, Point, ValuePlane, Word};
pub use kept::Kept;
pub use lane::{colour_of, colours, rule_of};
pub use memory::{memory, norms, parts, step};
#[cfg(test)]
pub use menu::assert_rules;
pub use menu::{Fetches, enough, every_rule, stage_of};
pub use page::{LockstepPage, Number, additions, of_tracks, playing, seen_of_rules};
pub use planes::planes;
pub use recall::{RECALLED, Recall};
pub use set::{OnStage, Set, other_gates};
pub use steps::Lockstep;
pub use track::{Moment, Track};
