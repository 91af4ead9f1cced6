//! One file per rule, one shape for all: `INFO`, the recurrent form (the definition), chunks, the parallel form.
//!
//! Every rule maps queries, keys and values to outputs, and hands its state on, so that a sequence may be cut anywhere:
//! running the two halves one after the other is running the whole. The list at the end of this file is what tests,
//! menus and the lab walk.
//!
//! A new rule is one file and one word in that list. What it reads is named in the table of [`Tensor`]s, what it
//! keeps in its [`Info::state`]; checks, casts, cuts and files follow from these.

#![deny(missing_docs)]

mod based;
mod cache;
mod check;
mod chunkwise;
mod comba;
mod cost;
mod delta_rule;
mod deltaformer;
mod dplr;
mod entry;
mod error;
mod forgetting_attn;
mod form;
mod gated_delta_product;
mod gated_delta_rule;
pub mod gates;
mod gdn2;
mod gla;
mod hgrn;
mod inputs;
mod iplr;
mod kda;
mod linear_attn;
mod linear_attn_normalized;
pub mod log_linear_attn;
mod mesa_net;
mod momentum_delta_rule;
mod path_attn;
pub mod reorder;
pub mod retention;
mod rwkv6;
mod rwkv7;
mod simple_gla;
mod softmax_attn;
mod state;
mod tensor;
mod ttt_linear;
pub mod wy;

pub use cost::Cost;
pub use entry::{Info, Rule, RuleEntry};
pub use error::RuleError;
pub use form::{Form, Forms};
pub use inputs::{Inputs, Mask, Others, Output};
pub use state::State;
pub use tensor::{Axis, Size, StatePart, Tensor};

use crate::math::Real;

/// Makes the list of rules: one word for each.
macro_rules! rules {
    ($($module:ident :: $rule:ident),* $(,)?) => {
        $(pub use $module::$rule;)*

        /// Every rule, computing with the number `R`, in the order in which they are taught.
        pub fn rules_in<R: Real>() -> Vec<RuleEntry<R>> {
            vec![$(RuleEntry::of::<$module::$rule>()),*]
        }

        /// Every rule, in the order in which they are taught.
        pub static RULES: &[RuleEntry] = &[$(RuleEntry::of::<$module::$rule>()),*];
    };
}

rules! {
    softmax_attn::SoftmaxAttn,
    forgetting_attn::ForgettingAttn,
    path_attn::PathAttn,
    deltaformer::Deltaformer,
    log_linear_attn::LogLinearAttn,
    linear_attn::LinearAttn,
    linear_attn_normalized::LinearAttnNormalized,
    based::Based,
    retention::Retention,
    simple_gla::SimpleGla,
    gla::Gla,
    hgrn::Hgrn,
    rwkv6::Rwkv6,
    delta_rule::DeltaRule,
    gated_delta_rule::GatedDeltaRule,
    kda::Kda,
    gdn2::Gdn2,
    comba::Comba,
    gated_delta_product::GatedDeltaProduct,
    rwkv7::Rwkv7,
    iplr::Iplr,
    dplr::Dplr,
    momentum_delta_rule::MomentumDeltaRule,
    ttt_linear::TttLinear,
    mesa_net::MesaNet,
}

/// The rule with this id.
pub fn rule(id: &str) -> Option<&'static RuleEntry> {
    RULES.iter().find(|rule| rule.info.id == id)
}
