//! What can be set on the page `start`.

use crate::experiments::Task;
use crate::knobs::{Choosable, Several};

crate::knobs! {
    /// What can be set on this page beside the input: which rules stand beside each other, and the recall task.
    pub struct Scenario {
        /// The rules on the stage, in this order.
        rules: Several = Several(BESIDE.to_vec()), beside() => "rule";
        /// Channels of the keys and values of the recall task.
        d: u64 = 8, 4..=16 => "list-d";
        /// The factor of a query before softmax, in the recall task.
        sharpness: f64 = 8.0, 0.25..=16.0 => "sharpness";
        /// Whether the recall task tells every key twice.
        twice: bool = false => "twice";
    }
}

/// Softmax attention, which keeps everything, beside a state that adds and one that corrects.
pub const BESIDE: [&str; 3] = ["softmax_attn", "linear_attn", "delta_rule"];

fn beside() -> Choosable {
    Choosable { all: BESIDE.to_vec(), how_many: 1..=BESIDE.len() }
}

impl Scenario {
    /// The recall task that is set.
    pub const fn task(&self) -> Task {
        Task { d: self.d as usize, scale: self.sharpness, twice: self.twice }
    }
}
