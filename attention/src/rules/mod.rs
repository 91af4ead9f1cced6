//! One file per rule, one shape for all: `INFO`, the recurrent form (the definition), chunks, the parallel form.
//!
//! Every rule maps queries, keys and values to outputs, and hands its state on, so that a sequence may be cut anywhere:
//! running the two halves one after the other is running the whole. The list at the end of this file is what tests,
//! menus and the lab walk.
//!
//! A new rule is one file and one word in that list. Its recurrent form takes one `Step` for each token; each method of the
//! step computes one line of the formula and records its operands. The table of [`Tensor`]s names the inputs of a rule, and
//! [`Info::state`] the parts of its state; checks, casts, cuts and files follow from these. `frame` holds everything that is
//! not a rule.

mod frame;

pub use frame::{
    Axis, Cost, Family, Form, Forms, GateInfo, Info, Inputs, Mask, NoMatrix, Origin, Others, Output, Program,
    Rule, RuleEntry, RuleError, Size, State, StatePart, Tensor, Told, gates, reorder, wy,
};

use crate::math::Real;

/// Makes the list of rules: one word for each, which also names its file.
macro_rules! rules {
    ($($module:ident :: $rule:ident),* $(,)?) => {
        $(pub mod $module;)*
        $(pub use $module::$rule;)*

        /// Every rule, computing with the number `R`, in the order in which they are taught.
        pub fn rules_in<R: Real>() -> Vec<RuleEntry<R>> {
            vec![$(RuleEntry::of::<$module::$rule>()),*]
        }

        /// The ids of all rules, in the order in which they are taught. Code that needs only the ids does not carry the rules.
        pub const IDS: &[&str] = &[$(<$module::$rule as Rule>::INFO.id),*];

        /// What there is to know of every rule, in the order in which they are taught: the list for code that runs none of them.
        pub static INFOS: &[Info] = &[$(<$module::$rule as Rule>::INFO),*];

        /// Every rule, in the order in which they are taught, for a worker: see [`RuleEntry::unrecorded`].
        pub static UNRECORDED: &[RuleEntry] = &[$(RuleEntry::unrecorded::<$module::$rule>()),*];

        /// The program of every rule, in the order in which they are taught: a list of its own, so that only code that reads
        /// programs carries their texts.
        pub static PROGRAMS: &[Told] = &[$(Told::of::<$module::$rule>()),*];

        /// Every rule, in the order in which they are taught, with its single precision.
        pub static RULES: &[RuleEntry] = &[$(RuleEntry::with_single::<$module::$rule>()),*];
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
    huber::Huber,
    huber_by_coordinate::HuberByCoordinate,
    contrastive::Contrastive,
    ttt_linear::TttLinear,
    mesa_net::MesaNet,
}

/// The rule with this id.
pub fn rule(id: &str) -> Option<&'static RuleEntry> {
    RULES.iter().find(|rule| rule.info.id == id)
}
