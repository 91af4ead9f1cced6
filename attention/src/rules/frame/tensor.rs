//! The table of tensors that rules read: the name, shape and range of each.

use std::ops::RangeInclusive;

use super::{Info, Mask};

/// The sizes that shapes are made of, and the knobs on which it depends how much work there is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Size {
    /// Tokens, T.
    pub t: usize,
    /// Key channels, K.
    pub k: usize,
    /// Value channels, V.
    pub v: usize,
    /// Keys and values to a token, n: 1 but for DeltaProduct.
    pub n: usize,
    /// Levels of log-linear attention, L.
    pub levels: usize,
    /// Tokens in the initial state, where a state grows with them.
    pub before: usize,
    /// See [`Inputs::mask`](super::Inputs::mask).
    pub mask: Mask,
    /// See [`Inputs::mini_batch`](super::Inputs::mini_batch).
    pub mini_batch: usize,
    /// See [`Inputs::normalise`](super::Inputs::normalise).
    pub normalise: bool,
}

impl Size {
    /// T tokens of K and V channels from no state, causal, with as many levels as they need.
    pub const fn new(t: usize, k: usize, v: usize) -> Self {
        let levels = super::log_linear_attn::levels(t);
        Self { t, k, v, n: 1, levels, before: 0, mask: Mask::Causal, mini_batch: 16, normalise: false }
    }
}

/// The meaning of an axis.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Axis {
    /// 1: there is no such axis.
    One,
    /// One entry for each token, T.
    Tokens,
    /// One entry for each key and value, T·n.
    Rows,
    /// Key channels, K.
    K,
    /// Value channels, V.
    V,
    /// 1 + K + K²: the entries of a Taylor expansion of second order.
    Features,
    /// Levels, L: as many as T tokens need, or more.
    Levels,
    /// A state of V channels for each level, L·V.
    Buckets,
    /// Every token so far.
    Cached,
}

impl Axis {
    /// Its length, before the first token.
    pub const fn len(self, size: &Size) -> usize {
        match self {
            Self::One => 1,
            Self::Tokens => size.t,
            Self::Rows => size.t * size.n,
            Self::K => size.k,
            Self::V => size.v,
            Self::Features => 1 + size.k + size.k * size.k,
            Self::Levels => size.levels,
            Self::Buckets => size.levels * size.v,
            Self::Cached => size.before,
        }
    }
}

/// Where the values of a tensor come from, where there is nothing but a stream of queries, keys and values, and gates.
#[derive(Clone, Debug, PartialEq)]
pub enum Origin {
    /// The stream has it: q, k and v.
    Stream,
    /// A number that is set by hand, for all tokens or for each.
    Gate(GateInfo),
    /// The key of the token, as a direction; times a number, where one is told of here.
    Key(Option<GateInfo>),
}

/// A gate as a slider shows it: of a decay γ, not its logarithm.
#[derive(Clone, Debug, PartialEq)]
pub struct GateInfo {
    /// Its letter.
    pub letter: &'static str,
    /// The values that it may have.
    pub range: RangeInclusive<f64>,
    /// Its value where none is set.
    pub default: f64,
    /// Whether [`Inputs`](super::Inputs) hold the logarithm.
    pub log: bool,
}

impl GateInfo {
    /// The number that [`Inputs`](super::Inputs) hold for the value `x`: ln x for a decay, so that 0 becomes −∞.
    pub fn stored(&self, x: f64) -> f64 {
        if self.log { x.ln() } else { x }
    }
}

const fn number(letter: &'static str, range: RangeInclusive<f64>, default: f64) -> GateInfo {
    GateInfo { letter, range, default, log: false }
}

const fn gate(letter: &'static str, range: RangeInclusive<f64>, default: f64) -> Origin {
    Origin::Gate(number(letter, range, default))
}

/// A decay in [0, 1], of which the logarithm is stored.
const fn decay(letter: &'static str, default: f64) -> Origin {
    Origin::Gate(GateInfo { log: true, ..number(letter, 0.0..=1.0, default) })
}

/// A number of this letter times the key.
const fn times_key(letter: &'static str, range: RangeInclusive<f64>, default: f64) -> Origin {
    Origin::Key(Some(number(letter, range, default)))
}

/// Makes the table of tensors: name in the code, name in files, shape, meaning, origin.
macro_rules! tensors {
    ($($(#[$doc:meta])* $tensor:ident, $id:literal, [$rows:ident, $cols:ident], $origin:expr;)*) => {
        /// Everything that a rule may read, one head of it. This table is the one place that knows shapes, ranges and
        /// defaults: checks, casts, cuts, the readers of files, sliders and [`Stream::inputs_for`] walk it.
        ///
        /// Vectors are matrices of one column (a number for each token) or one row (a number for each channel).
        ///
        /// [`Stream::inputs_for`]: crate::inputs::Stream::inputs_for
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Tensor {
            $($(#[$doc])* $tensor,)*
        }

        impl Tensor {
            /// Every tensor.
            pub const ALL: &'static [Self] = &[$(Self::$tensor),*];

            /// Its name in errors and, where a rule says nothing else, in files.
            pub const fn id(self) -> &'static str {
                match self {
                    $(Self::$tensor => $id,)*
                }
            }

            /// Its rows and columns.
            pub const fn axes(self) -> [Axis; 2] {
                match self {
                    $(Self::$tensor => [Axis::$rows, Axis::$cols],)*
                }
            }

            /// Where its values come from.
            pub const fn origin(self) -> Origin {
                match self {
                    $(Self::$tensor => $origin,)*
                }
            }
        }
    };
}

tensors! {
    /// Queries, `[T, K]`.
    Q, "q", [Tokens, K], Origin::Stream;
    /// Keys, `[T·n, K]`.
    K, "k", [Rows, K], Origin::Stream;
    /// Values, `[T·n, V]`.
    V, "v", [Rows, V], Origin::Stream;
    /// Write strengths β, `[T·n]`. Of a unit key, 1 replaces what the state holds for it; 2 turns it round, and beyond 2 the
    /// state grows without end.
    Beta, "beta", [Rows, One], gate("β", 0.0..=2.0, 0.9);
    /// Log decays g ≤ 0, `[T]`; γ = exp g, and g = −∞ forgets everything.
    G, "g", [Tokens, One], decay("γ", 0.9);
    /// Log decays of each key channel, `[T, K]`.
    Gk, "gk", [Tokens, K], decay("γ", 0.9);
    /// Log decays of each value channel, `[T, V]`.
    Gv, "gv", [Tokens, V], decay("γ", 0.9);
    /// The directions along which Comba reads the state before it corrects, in the place of the keys, `[T, K]`. The key
    /// itself, p = k, makes Comba without decay DeltaNet; p = γ k makes Comba Gated DeltaNet; p = 0 corrects nothing.
    P, "p", [Tokens, K], times_key("p", 0.0..=1.0, 1.0);
    /// The directions of PaTH's reflections, `[T, K]`: unit vectors.
    W, "w", [Tokens, K], Origin::Key(None);
    /// The direction along which a low-rank transition reads, `[T, K]`. −k, with b = β k, makes the transition DeltaNet's;
    /// 0 turns the low rank off.
    A, "a", [Tokens, K], times_key("a", -1.0..=0.0, -1.0);
    /// The direction along which a low-rank transition writes, `[T, K]`.
    B, "b", [Tokens, K], times_key("β", 0.0..=2.0, 0.9);
    /// Erase strengths of each key channel, `[T, K]`: b of Gated DeltaNet-2, a of RWKV-7.
    Erase, "erase", [Tokens, K], gate("b", 0.0..=1.0, 0.9);
    /// Write strengths of each value channel, `[T, V]`.
    Write, "write", [Tokens, V], gate("w", 0.0..=1.0, 0.9);
    /// RWKV-6's bonus for the token in hand, `[K]`. 1 reads it as linear attention does, 0 not at all.
    U, "u", [One, K], gate("u", -2.0..=2.0, 1.0);
    /// Weights of the levels of log-linear attention, `[T, L]`. All 1 make it the scalar gate.
    LevelScales, "level_scales", [Tokens, Levels], gate("λ", 0.0..=1.0, 1.0);
    /// Learning rates η, `[T]`. With momentum a pair that is told once is written η / (1 − μ) times in the end: the
    /// defaults write it once.
    Eta, "eta", [Tokens, One], gate("η", 0.0..=1.0, 0.3);
    /// Log decays of the momentum, `[T]`.
    LogMu, "log_mu", [Tokens, One], decay("μ", 0.7);
    /// Ridge λ > 0 of MesaNet's least squares, `[K]`. The smaller it is, the more exactly pairs are recalled.
    Lamb, "lamb", [One, K], gate("λ", 0.001..=1.25, 0.01);
    /// The length δ > 0 beyond which Huber's loss takes an error for no longer than that.
    Delta, "delta", [One, One], gate("δ", 0.05..=5.0, 0.5);
    /// The temperature τ > 0 of a contrastive loss: β / τ² is its step.
    Tau, "tau", [One, One], gate("τ", 0.05..=2.0, 0.5);
    /// Weight of a LayerNorm, `[V]`.
    NormWeight, "norm_weight", [One, V], gate("w", -2.0..=2.0, 1.0);
    /// Bias of a LayerNorm, `[V]`.
    NormBias, "norm_bias", [One, V], gate("b", -2.0..=2.0, 0.0);
}

impl Tensor {
    /// The gate that a slider can set; nothing for q, k, v and PaTH's directions.
    pub const fn gate(self) -> Option<GateInfo> {
        match self.origin() {
            Origin::Gate(info) | Origin::Key(Some(info)) => Some(info),
            Origin::Stream | Origin::Key(None) => None,
        }
    }

    /// Whether it can differ from token to token.
    pub const fn is_per_token(self) -> bool {
        !matches!(self.axes()[0], Axis::One)
    }
}

/// One named matrix of a rule's state.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct StatePart {
    /// Its letter.
    pub name: &'static str,
    /// Its rows and columns before the first token.
    pub axes: [Axis; 2],
    /// Its names in files, before the first and after the last token.
    pub files: [&'static str; 2],
}

impl StatePart {
    /// S, `[V, K]`: maps a key to a value.
    pub const S: Self = Self { name: "S", axes: [Axis::V, Axis::K], files: ["h0", "ht"] };
    /// Every key so far, `[n, K]`.
    pub const KEYS: Self = Self { name: "cached k", axes: [Axis::Cached, Axis::K], files: ["k0", "kt"] };
    /// Every value so far, `[n, V]`.
    pub const VALUES: Self = Self { name: "cached v", axes: [Axis::Cached, Axis::V], files: ["v0", "vt"] };
    /// What the decays since then add to the score of every token so far, `[n]`.
    pub const BIAS: Self = Self { name: "cached bias", axes: [Axis::Cached, Axis::One], files: ["b0", "bt"] };
}

impl Info {
    /// Whether the rule reads this tensor, if only where it is there.
    pub fn reads(&self, tensor: Tensor) -> bool {
        self.reads.contains(&tensor) || self.may_read.contains(&tensor)
    }

    /// The name of a tensor in files of this rule.
    pub fn file_name(&self, tensor: Tensor) -> &'static str {
        self.files.iter().find(|(of, _)| *of == tensor).map_or(tensor.id(), |(_, name)| name)
    }
}
