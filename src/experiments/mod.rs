//! What lessons measure over many streams: plain Rust, seeded, tested against an independent computation.

mod article;
mod asked;
mod classes;
mod descent;
mod factors;
mod found;
mod frozen;
mod memory;
mod momentum;
mod outliers;
mod recall;
mod search;
mod sheets;
mod spectrum;
mod state_gate;
mod survey;

pub use article::{apart_from_article, as_article, bounds, eigenvalues};
pub use asked::{Asked, Mean, Recalled, Told, answers};
pub use classes::{Arc, Classifier, Directions, Sample, border, class_at};
pub use descent::{Descent, Loss, Optimiser, Path};
pub use factors::{between, factors};
pub use found::{Average, Curves, Found, Point};
pub use frozen::{Finding, Forms, SIZES};
pub use memory::{
    CONFUSED, at_angle, expected_of_delta, expected_of_linear, long_noise, one_too_many, overwritten, parity,
    star, told_again, told_alike, told_once, told_twice,
};
pub use momentum::{alike, at_right_angles, off_after};
pub use outliers::{Facts, Learner, OfSeed, Outliers, Spread, median};
pub use recall::{ASKED, Curve, LISTS, Task};
pub use search::{Best, On, Searched, Searching};
pub use sheets::{Group, SCENE, Sheet, TOPIC, answers_at_end};
pub use spectrum::Spectrum;
pub use state_gate::{GatedRun, StateGate};
pub use survey::{Question, Survey, Surveying};
