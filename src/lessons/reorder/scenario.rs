//! What can be set on the page `reorder`.

use crate::math::LoopOrder;
use crate::trace::Grain;

crate::knobs! {
    /// What can be set on this page beside the input.
    pub struct Scenario {
        /// How far one step goes.
        grain: Grain = Grain::Product => "grain";
        /// Whether a query sees no later token.
        causal: bool = false => "mask";
        /// The loops of every product.
        loops: Loops = Loops::Own => "loops";
        /// Tokens in the calculator.
        n: u64 = 4096, 1..=MAX_N => "calc-n";
        /// Channels in the calculator.
        d: u64 = 64, 1..=MAX_D => "calc-d";
    }
}

/// The most tokens that the calculator takes.
pub const MAX_N: u64 = 1 << 20;
/// The most channels that the calculator takes.
pub const MAX_D: u64 = 1 << 10;

crate::named!(Grain { MultiplyAdd "madd", Product "product", Matrix "matrix" });

/// The loops of a product: those that its order has by itself, or one nest for all.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Loops {
    /// Inner products on the left, outer products first on the right.
    Own,
    /// See [`LoopOrder::Ijl`].
    Ijl,
    /// See [`LoopOrder::Ilj`].
    Ilj,
    /// See [`LoopOrder::Jil`].
    Jil,
    /// See [`LoopOrder::Jli`].
    Jli,
    /// See [`LoopOrder::Lij`].
    Lij,
    /// See [`LoopOrder::Lji`].
    Lji,
}

crate::named!(Loops { Own "own", Ijl "ijl", Ilj "ilj", Jil "jil", Jli "jli", Lij "lij", Lji "lji" });

impl Loops {
    /// The nest that is the same for all products, if one is.
    pub const fn order(self) -> Option<LoopOrder> {
        match self {
            Self::Own => None,
            Self::Ijl => Some(LoopOrder::Ijl),
            Self::Ilj => Some(LoopOrder::Ilj),
            Self::Jil => Some(LoopOrder::Jil),
            Self::Jli => Some(LoopOrder::Jli),
            Self::Lij => Some(LoopOrder::Lij),
            Self::Lji => Some(LoopOrder::Lji),
        }
    }
}
