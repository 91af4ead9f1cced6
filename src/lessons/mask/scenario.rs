//! What can be set on the page `mask`.

crate::knobs! {
    /// What can be set on this page beside the input.
    pub struct Scenario {
        /// Whether a query sees no later token.
        causal: bool = true => "mask";
        /// Whether scores become weights by softmax.
        softmax: bool = false => "softmax";
        /// How the right side gets by without QKᵀ.
        way: Way = Way::Swap => "way";
    }
}

/// A way to compute attention without the n×n matrix.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Way {
    /// Q(KᵀV), as if nothing stood in between.
    Swap,
    /// S_t, token by token.
    State,
    /// A chunk at a time, the state handed on in between.
    Chunks,
}

crate::named!(Way { Swap "swap", State "state", Chunks "chunks" });
