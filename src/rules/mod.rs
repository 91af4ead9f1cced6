//! One file per rule, one shape for all: `INFO`, the recurrent form (the definition), chunks, the parallel form.
//!
//! Every rule maps queries, keys and values to outputs, and hands its state on, so that a sequence may be cut anywhere:
//! running the two halves one after the other is running the whole. The list at the end of this file is what tests,
//! menus and the lab walk.

mod chunkwise;
mod delta_rule;
mod entry;
mod form;
mod gated_delta_rule;
mod inputs;
mod linear_attn;
pub mod reorder;
mod softmax_attn;

pub use entry::{Info, Needs, Rule, RuleEntry};
pub use form::Form;
pub use inputs::{Inputs, Mask, Output, RuleError, State};

/// Makes the list of rules: one word for each.
macro_rules! rules {
    ($($module:ident :: $rule:ident),* $(,)?) => {
        /// Every rule, in the order in which they are taught.
        pub static RULES: &[RuleEntry] = &[$(RuleEntry::of::<$module::$rule>()),*];
    };
}

rules! {
    softmax_attn::SoftmaxAttn,
    linear_attn::LinearAttn,
    delta_rule::DeltaRule,
    gated_delta_rule::GatedDeltaRule,
}

/// The rule with this id.
pub fn rule(id: &str) -> Option<&'static RuleEntry> {
    RULES.iter().find(|rule| rule.info.id == id)
}
