//! The letters of a rule that a file can have, and the names under which libraries write them.

use crate::rules::{Axis, Info, Tensor};

/// One of the things that a rule reads or gives.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Letter {
    /// A tensor that it reads.
    Reads(Tensor),
    /// A part of its state before the first token, by its place in [`Info::state`].
    Starts(usize),
    /// The outputs.
    Gives,
    /// A part of its state after the last token.
    Ends(usize),
}

impl Letter {
    /// All that a file for this rule can have, in the order in which a reader is asked for it.
    pub fn of(rule: &Info) -> Vec<Self> {
        let reads = Tensor::ALL.iter().copied().filter(|tensor| rule.reads(*tensor)).map(Self::Reads);
        // A cache of keys and values is no state that libraries hand over.
        let kept = |i: &usize| rule.state[*i].axes[0] != Axis::Cached;
        let parts = || (0..rule.state.len()).filter(kept);
        let results = std::iter::once(Self::Gives).chain(parts().map(Self::Ends));
        reads.chain(parts().map(Self::Starts)).chain(results).collect()
    }

    /// Its name: that of the tensor, or of the part of the state in files of this rule.
    pub fn id(self, rule: &Info) -> &'static str {
        let part = |i: usize, end: usize| rule.state.get(i).map_or("", |part| part.files[end]);
        match self {
            Self::Reads(tensor) => tensor.id(),
            Self::Starts(i) => part(i, 0),
            Self::Gives => "o",
            Self::Ends(i) => part(i, 1),
        }
    }

    /// Whether the rule cannot run without it.
    pub fn is_needed(self, rule: &Info) -> bool {
        matches!(self, Self::Reads(tensor) if rule.reads.contains(&tensor))
    }

    /// The names under which files may have it, the likeliest first, in lower case with underscores.
    pub fn names(self, rule: &Info) -> Vec<&'static str> {
        let own = match self {
            Self::Reads(tensor) => vec![rule.file_name(tensor), tensor.id()],
            _ => vec![self.id(rule)],
        };
        let others: &[&str] = match self {
            Self::Reads(Tensor::Q) => &["query", "queries", "xq", "q_proj", "r", "receptance"],
            Self::Reads(Tensor::K) => &["key", "keys", "xk", "k_proj"],
            Self::Reads(Tensor::V) => &["value", "values", "xv", "v_proj", "x", "i"],
            Self::Reads(Tensor::Beta) => &["betas", "write_strength", "β"],
            Self::Reads(Tensor::G | Tensor::Gk | Tensor::Gv) => DECAYS,
            Self::Reads(Tensor::A) => &["alpha"],
            Self::Reads(Tensor::B) => &["beta"],
            Self::Reads(Tensor::Erase) => &["b", "a"],
            Self::Reads(Tensor::Write) => &["w"],
            Self::Reads(Tensor::Eta) => &["lr", "learning_rate", "theta", "η"],
            Self::Reads(Tensor::LogMu) => &["mu", "momentum"],
            Self::Reads(Tensor::U) => &["bonus"],
            Self::Reads(_) => &[],
            Self::Starts(0) => {
                &["initial_state", "init_state", "initial", "state_in", "state0", "s0", "s_0", "state"]
            }
            Self::Gives => {
                &["out", "output", "outputs", "y", "attn_out", "attn_output", "attention_output", "result"]
            }
            Self::Ends(0) => &["final_state", "last_state", "final", "state_out", "s_t", "st", "new_state"],
            Self::Starts(_) | Self::Ends(_) => &[],
        };
        own.into_iter().chain(others.iter().copied()).collect()
    }
}

/// How decays are called, of whatever shape.
const DECAYS: &[&str] = &[
    "g",
    "gk",
    "gate",
    "gates",
    "decay",
    "decays",
    "log_decay",
    "log_gate",
    "log_g",
    "forget_gate",
    "gamma",
    "γ",
    "log_alpha",
    "alpha",
    "f",
    "w",
];

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::{INFOS, rule};

    #[test]
    fn every_letter_of_every_rule_has_a_name_of_its_own() {
        for info in INFOS {
            let ids: Vec<_> = Letter::of(info).iter().map(|letter| letter.id(info)).collect();
            let mut sorted = ids.clone();
            sorted.sort_unstable();
            sorted.dedup();
            assert_eq!(sorted.len(), ids.len(), "{}: {ids:?}", info.id);
            assert!(ids.iter().all(|id| !id.is_empty()), "{}: {ids:?}", info.id);
        }
    }

    #[test]
    fn gated_deltanet_reads_gates_and_a_state_and_gives_outputs_and_a_state() {
        let info = &rule("gated_delta_rule").unwrap().info;
        let ids: Vec<_> = Letter::of(info).iter().map(|letter| letter.id(info)).collect();
        assert_eq!(ids, ["q", "k", "v", "beta", "g", "h0", "o", "ht"]);
        let softmax = &rule("softmax_attn").unwrap().info;
        assert!(
            !Letter::of(softmax).iter().any(|letter| matches!(letter, Letter::Starts(_) | Letter::Ends(_)))
        );
    }
}
