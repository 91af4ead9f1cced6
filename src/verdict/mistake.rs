//! The mistakes that implementations make, and the ways in which each is made.

use super::Unit;

/// Makes the list of mistakes: name in the code, id.
macro_rules! mistakes {
    ($($(#[$doc:meta])* $mistake:ident $id:literal;)*) => {
        /// A mistake that an implementation can make.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Mistake {
            $($(#[$doc])* $mistake,)*
        }

        impl Mistake {
            /// All, in the order in which they are tried: of several that fit as well the first is told.
            pub const ALL: &'static [Self] = &[$(Self::$mistake),*];

            /// Its name in texts and tests.
            pub const fn id(self) -> &'static str {
                match self {
                    $(Self::$mistake => $id,)*
                }
            }
        }
    };
}

mistakes! {
    /// Heads are taken for tokens: the axes of a buffer in the wrong order.
    HeadsTokens "heads-tokens";
    /// A decay is taken for its logarithm, or the other way round.
    GateLogPlain "gate-log-plain";
    /// A power of 2 where one of e is due, or the other way round.
    GateBase2 "gate-base2";
    /// β without its sigmoid, or with one too many.
    BetaRaw "beta-raw";
    /// Keys, and queries, of any length where unit keys are due, or the other way round.
    KeysRaw "keys-raw";
    /// Keys are normalised with another ε.
    KeysEps "keys-eps";
    /// Queries have no scale.
    ScaleMissing "scale-missing";
    /// Queries are scaled twice.
    ScaleTwice "scale-twice";
    /// Queries are scaled by V^−½.
    ScaleDv "scale-dv";
    /// The state before the first token is ignored.
    InitialStateIgnored "initial-state-ignored";
    /// The state before the first token is taken for its transpose.
    InitialStateTransposed "initial-state-transposed";
    /// The state fades after the token is written.
    DecayAfter "decay-after";
    /// The error is measured against the state as it was before it faded.
    UndecayedError "undecayed-error";
    /// A query sees one token less than it may, or one more.
    MaskOffByOne "mask-off-by-one";
    /// Each chunk starts from nothing.
    ChunkBoundary "chunk-boundary";
    /// The triangular matrix is inverted with the wrong sign.
    InverseSign "inverse-sign";
    /// The tokens behind the last whole chunk are left out.
    TailDropped "tail-dropped";
    /// The state is stored, or read, as its transpose.
    StateTransposed "state-transposed";
}

/// One way to make a mistake.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Variant {
    /// `[T, H, D]` is read as `[H, T, D]`.
    SwapHeads,
    /// The number of the file itself is the factor.
    GateAsFactor,
    /// The factor is e to the number of the file, which is a decay already.
    GateExponentiated,
    /// The factor is 2 to the logarithm.
    GateOfTwo,
    /// The factor is e to log₂ γ, where the file has ln γ.
    GateThroughLog2,
    /// σ(β).
    BetaSigmoid,
    /// 2 σ(β).
    BetaTwiceSigmoid,
    /// ln β / (1 − β).
    BetaLogit,
    /// Queries and keys are normalised in this way instead.
    Normalise(Unit),
    /// Keys alone are normalised in this way instead.
    NormaliseKeys(Unit),
    /// 1.
    ScaleOne,
    /// Its square.
    ScaleSquared,
    /// V^−½.
    ScaleOfValues,
    /// From zeros.
    StartEmpty,
    /// From the transpose.
    StartTransposed,
    /// Write, then fade.
    FadeAfter,
    /// e = v − S_{t−1} k.
    ErrorUndecayed,
    /// The output is read before the token is written.
    ReadBefore {
        /// Whether the state has faded by then.
        faded: bool,
    },
    /// The output sees one token more.
    ReadAhead,
    /// Each chunk of so many tokens starts from zeros.
    ForgetAtChunks(usize),
    /// (I − L)⁻¹ in chunks of so many tokens.
    SignOfInverse(usize),
    /// What is behind the last whole chunk of so many tokens is missing.
    DropTail(usize),
    /// The final state is the transpose.
    StoreTransposed,
    /// Outputs are read from the transpose.
    ReadTransposed,
}

impl Variant {
    /// The mistake that it is, where queries and keys should be normalised so.
    pub const fn mistake(self, due: Unit) -> Mistake {
        match self {
            Self::SwapHeads => Mistake::HeadsTokens,
            Self::GateAsFactor | Self::GateExponentiated => Mistake::GateLogPlain,
            Self::GateOfTwo | Self::GateThroughLog2 => Mistake::GateBase2,
            Self::BetaSigmoid | Self::BetaTwiceSigmoid | Self::BetaLogit => Mistake::BetaRaw,
            Self::Normalise(unit) | Self::NormaliseKeys(unit) => match (due, unit) {
                (Unit::AsGiven, _) | (_, Unit::AsGiven) => Mistake::KeysRaw,
                _ => Mistake::KeysEps,
            },
            Self::ScaleOne => Mistake::ScaleMissing,
            Self::ScaleSquared => Mistake::ScaleTwice,
            Self::ScaleOfValues => Mistake::ScaleDv,
            Self::StartEmpty => Mistake::InitialStateIgnored,
            Self::StartTransposed => Mistake::InitialStateTransposed,
            Self::FadeAfter => Mistake::DecayAfter,
            Self::ErrorUndecayed => Mistake::UndecayedError,
            Self::ReadBefore { .. } | Self::ReadAhead => Mistake::MaskOffByOne,
            Self::ForgetAtChunks(_) => Mistake::ChunkBoundary,
            Self::SignOfInverse(_) => Mistake::InverseSign,
            Self::DropTail(_) => Mistake::TailDropped,
            Self::StoreTransposed | Self::ReadTransposed => Mistake::StateTransposed,
        }
    }
}
