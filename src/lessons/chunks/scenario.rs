//! What can be set on the page `chunks`.

use crate::knobs::{Named, OneOf};
use crate::rules::wy::{Chunked, Flaws};

crate::knobs! {
    /// What can be set on this page beside the input.
    pub struct Scenario {
        /// The rule.
        rule: Chunked = Chunked::DeltaRule => "rule";
        /// C, tokens to a chunk; all of them where the stream is shorter.
        chunk_size: u64 = 4, 1..=MOST_CHUNK => "chunk";
        /// Whether the mask of A leaves out the diagonal too.
        break_diagonal: bool = false => "break-diagonal";
        /// Whether W and U are made with the wrong sign.
        break_sign: bool = false => "break-sign";
        /// Whether every chunk starts from an empty state.
        break_handover: bool = false => "break-handover";
        /// β, the write strength of every token.
        beta: f64 = 0.9, 0.0..=2.0 => "beta";
        /// γ, the decay of every token.
        gamma: f64 = 0.9, 0.0..=1.0 => "gamma";
        /// Tokens of the timed runs.
        timed_n: OneOf = OneOf(1024), &TIMED_N => "time-n";
        /// Channels of the timed runs.
        timed_d: OneOf = OneOf(64), &TIMED_D => "time-d";
    }
}

/// No stream of the page is longer.
pub const MOST_CHUNK: u64 = 64;
/// Numbers of tokens that can be timed.
pub const TIMED_N: [u64; 3] = [256, 512, 1024];
/// Numbers of channels that can be timed.
pub const TIMED_D: [u64; 3] = [32, 64, 128];

impl Scenario {
    /// What is broken.
    pub const fn flaws(&self) -> Flaws {
        Flaws { diagonal: self.break_diagonal, sign: self.break_sign, hand_over: self.break_handover }
    }
}

impl Named for Chunked {
    const ALL: &'static [Self] = &Self::ALL;

    fn id(self) -> &'static str {
        Self::id(self)
    }
}
