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
    /// Tokens of which the initial state tells, where it grows with them.
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

/// What the length of an axis means.
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

/// Makes the table of tensors: name in the code, name in files, shape, meaning.
macro_rules! tensors {
    ($($(#[$doc:meta])* $tensor:ident, $id:literal, [$rows:ident, $cols:ident];)*) => {
        /// Everything that a rule may read, one head of it. This table is the one place that knows shapes: checks,
        /// casts, cuts and the readers of files walk it.
        ///
        /// Vectors are matrices of one column (a number for each token) or one row (a number for each channel).
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
        }
    };
}

tensors! {
    /// Queries, `[T, K]`.
    Q, "q", [Tokens, K];
    /// Keys, `[T·n, K]`.
    K, "k", [Rows, K];
    /// Values, `[T·n, V]`.
    V, "v", [Rows, V];
    /// Write strengths β, `[T·n]`.
    Beta, "beta", [Rows, One];
    /// Log decays g ≤ 0, `[T]`; γ = exp g, and g = −∞ forgets everything.
    G, "g", [Tokens, One];
    /// Log decays of each key channel, `[T, K]`.
    Gk, "gk", [Tokens, K];
    /// Log decays of each value channel, `[T, V]`.
    Gv, "gv", [Tokens, V];
    /// The directions by which the state is read before it is corrected, where they are not the keys, `[T, K]`.
    P, "p", [Tokens, K];
    /// The directions of PaTH's reflections, `[T, K]`: unit vectors.
    W, "w", [Tokens, K];
    /// What a low-rank transition reads along, `[T, K]`.
    A, "a", [Tokens, K];
    /// What a low-rank transition writes along, `[T, K]`.
    B, "b", [Tokens, K];
    /// Erase strengths of each key channel, `[T, K]`.
    Erase, "erase", [Tokens, K];
    /// Write strengths of each value channel, `[T, V]`.
    Write, "write", [Tokens, V];
    /// RWKV-6's bonus for the token in hand, `[K]`.
    U, "u", [One, K];
    /// Weights of the levels of log-linear attention, `[T, L]`.
    LevelScales, "level_scales", [Tokens, Levels];
    /// Learning rates η, `[T]`.
    Eta, "eta", [Tokens, One];
    /// Log decays of the momentum, `[T]`.
    LogMu, "log_mu", [Tokens, One];
    /// Ridge λ > 0 of MesaNet's least squares, `[K]`.
    Lamb, "lamb", [One, K];
    /// Weight of a LayerNorm, `[V]`.
    NormWeight, "norm_weight", [One, V];
    /// Bias of a LayerNorm, `[V]`.
    NormBias, "norm_bias", [One, V];
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
