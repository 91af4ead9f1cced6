//! What can be set on the page `losses`.

use crate::experiments::{Classifier, Learner, Loss, Optimiser};
use crate::lessons::lockstep::set::Set;

crate::named!(Loss {
    Dot "dot",
    Squared "squared",
    Huber "huber",
    HuberByCoordinate "coordinate",
    Contrastive "contrastive",
});
crate::named!(Optimiser { Step "step", Decay "decay", Momentum "momentum", Closed "closed" });
crate::named!(Learner { Squared "squared", Huber "huber", HuberByCoordinate "coordinate", LeastSquares "mesa" });
crate::named!(Classifier { Dot "dot", Squared "squared", LeastSquares "mesa", Contrastive "contrastive" });

crate::knobs! {
    /// What can be set on this page beside the input.
    pub struct Scenario {
        ..set: Set = Set::of(&["linear_attn", "delta_rule", "huber"]);
        /// The loss from which a recurrence is made.
        loss: Loss = Loss::Squared => "loss";
        /// How a state goes down it.
        optimiser: Optimiser = Optimiser::Step => "by";
    }
}

/// The rules that the menu offers: what a loss and an optimiser become, where the list has it.
pub const MENU: [&str; 8] = [
    "linear_attn",
    "simple_gla",
    "delta_rule",
    "momentum_delta_rule",
    "huber",
    "huber_by_coordinate",
    "contrastive",
    "mesa_net",
];
