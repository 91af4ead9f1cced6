//! What can be set on the page `reorder`.

use crate::knobs::Named;
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
        loops: Loops = None => "loops";
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

/// The loops of every product: one nest for all, or nothing, and each order has its own: inner products on the left, outer
/// products first on the right.
pub type Loops = Option<LoopOrder>;

impl Named for Loops {
    const ALL: &'static [Self] = &[
        None,
        Some(LoopOrder::Ijl),
        Some(LoopOrder::Ilj),
        Some(LoopOrder::Jil),
        Some(LoopOrder::Jli),
        Some(LoopOrder::Lij),
        Some(LoopOrder::Lji),
    ];

    fn id(self) -> &'static str {
        match self {
            None => "own",
            Some(LoopOrder::Ijl) => "ijl",
            Some(LoopOrder::Ilj) => "ilj",
            Some(LoopOrder::Jil) => "jil",
            Some(LoopOrder::Jli) => "jli",
            Some(LoopOrder::Lij) => "lij",
            Some(LoopOrder::Lji) => "lji",
        }
    }
}
