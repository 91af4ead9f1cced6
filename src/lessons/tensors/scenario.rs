//! What can be set of a comparison, and its form in links: the rule, and how the numbers of the files are meant.

use crate::knobs::{Choosable, OneId, Several};
use crate::rules::IDS;

crate::knobs! {
    /// What can be set of a comparison.
    pub struct Scenario {
        /// The rule that is computed.
        rule: OneId = OneId("gated_delta_rule"), IDS.to_vec() => "compare-rule";
        /// How the numbers are meant, where it is not as usual: one word for each thing.
        meant: Several = Several(Vec::new()), meanings() => "meant";
        /// Tokens to a chunk, where it is computed in chunks.
        chunk: u64 = 64, 1..=4096 => "compare-chunk";
        /// Tokens to a step of test-time training.
        batch: u64 = 16, 1..=4096 => "mini-batch";
    }
}

/// The kinds of meaning, each with its words, the usual one first: in links they stand where they are not usual. (One knob for all of them:
/// every page carries the code that reads knobs.)
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Kind(&'static [&'static str]);

impl Kind {
    /// The form in which the rule is computed.
    pub const FORM: Self = Self(&["recurrent", "chunks", "parallel"]);
    /// Which axis comes first: as their lengths suggest, `[B, T, H, D]`, `[B, H, T, D]`.
    pub const AXES: Self = Self(&["axes", "bthd", "bhtd"]);
    /// How a state lies: `[K, V]`, `[V, K]`.
    pub const STATE: Self = Self(&["kv", "vk"]);
    /// What decays are: as their signs suggest, ln γ, γ, log₂ γ.
    pub const DECAY: Self = Self(&["decay", "ln", "plain", "log2"]);
    /// The factor of a query: what the libraries have for the rule, K^−½, 1.
    pub const FACTOR: Self = Self(&["factor", "sqrt", "one"]);
    /// Whether queries and keys are normalised first: not at all, x / √(Σx² + 10⁻⁶), x / max(‖x‖, 10⁻¹²).
    pub const LENGTHS: Self = Self(&["given", "root", "max"]);
    /// Which keys a query of softmax attention sees: none that come later, all.
    pub const MASK: Self = Self(&["causal", "full"]);
    /// Whether Based divides its outputs by the sum of their weights.
    pub const OUTPUTS: Self = Self(&["sums", "divided"]);

    const ALL: [Self; 8] = [
        Self::FORM,
        Self::AXES,
        Self::STATE,
        Self::DECAY,
        Self::FACTOR,
        Self::LENGTHS,
        Self::MASK,
        Self::OUTPUTS,
    ];

    /// Its words, the usual one first.
    pub const fn words(self) -> &'static [&'static str] {
        self.0
    }
}

fn meanings() -> Choosable {
    let all: Vec<_> = Kind::ALL.iter().flat_map(|kind| &kind.0[1..]).copied().collect();
    Choosable { how_many: 0..=all.len(), all }
}

impl Scenario {
    /// The word for what is meant of this kind.
    pub fn meaning(&self, kind: Kind) -> &'static str {
        let said = kind.0.iter().copied().find(|word| self.meant.has(word));
        said.unwrap_or(kind.0[0])
    }

    /// Says what is meant of this kind.
    pub fn mean(&mut self, kind: Kind, meant: &str) {
        let said = |word: &&str| if kind.0.contains(word) { *word == meant } else { self.meant.has(word) };
        self.meant = Several(meanings().all.into_iter().filter(said).collect());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_word_means_one_thing() {
        let mut all: Vec<_> = Kind::ALL.iter().flat_map(|kind| kind.words()).collect();
        let words = all.len();
        all.sort_unstable();
        all.dedup();
        assert_eq!(all.len(), words);
    }

    #[test]
    fn one_thing_is_meant_of_each_kind() {
        let mut set = Scenario::default();
        assert_eq!((set.meaning(Kind::AXES), set.meaning(Kind::DECAY)), ("axes", "decay"));
        set.mean(Kind::DECAY, "plain");
        set.mean(Kind::AXES, "bhtd");
        set.mean(Kind::DECAY, "log2");
        assert_eq!((set.meaning(Kind::AXES), set.meaning(Kind::DECAY)), ("bhtd", "log2"));
        set.mean(Kind::DECAY, "decay");
        assert_eq!(set.meant, Several(vec!["bhtd"]));
    }
}
