//! The families of rules, by what they do with a pair.

use super::{Axis, Info};
use crate::trace::Part;

/// What a rule does with the keys and values that it is told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Family {
    /// It keeps all of them, as softmax attention does.
    Cache,
    /// It adds them to a state, which may fade, as linear attention does.
    Sum,
    /// It reads the state first and writes what was missing, as DeltaNet does.
    Correct,
}

impl Family {
    /// Every family, in the order in which they are taught.
    pub const ALL: [Self; 3] = [Self::Cache, Self::Sum, Self::Correct];

    /// Its name in the texts.
    pub const fn id(self) -> &'static str {
        match self {
            Self::Cache => "cache",
            Self::Sum => "sum",
            Self::Correct => "correct",
        }
    }
}

impl Info {
    /// Whether it has no state but the keys and values themselves, so that a query compares with each.
    pub const fn keeps_all(&self) -> bool {
        let mut part = 0;
        while part < self.state.len() {
            if !matches!(self.state[part].axes[0], Axis::Cached) {
                return false;
            }
            part += 1;
        }
        true
    }

    /// The family of the rule: it follows from its state and from the parts of its step.
    pub fn family(&self) -> Family {
        if self.keeps_all() {
            Family::Cache
        } else if self.parts.contains(&Part::Read) {
            Family::Correct
        } else {
            Family::Sum
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::rule;

    #[test]
    fn a_rule_belongs_where_its_paper_puts_it() {
        for (id, family) in [
            ("softmax_attn", Family::Cache),
            ("path_attn", Family::Cache),
            ("linear_attn", Family::Sum),
            ("rwkv6", Family::Sum),
            ("mesa_net", Family::Sum),
            ("delta_rule", Family::Correct),
            ("rwkv7", Family::Correct),
            ("ttt_linear", Family::Correct),
            ("contrastive", Family::Correct),
        ] {
            assert_eq!(rule(id).unwrap().info.family(), family, "{id}");
        }
    }
}
