//! Where each rule stands on the map, and which edges are drawn.

use crate::rules::{
    Based, Comba, Contrastive, DeltaRule, Deltaformer, Dplr, ForgettingAttn, GatedDeltaProduct,
    GatedDeltaRule, Gdn2, Gla, Hgrn, Huber, HuberByCoordinate, Iplr, Kda, LinearAttn, LinearAttnNormalized,
    LogLinearAttn, MesaNet, MomentumDeltaRule, PathAttn, Retention, Rule, Rwkv6, Rwkv7, SimpleGla,
    SoftmaxAttn, TttLinear,
};

use super::edge::EdgeInfo;
use super::infos;

/// Where a rule stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Place {
    /// The id of the rule.
    pub rule: &'static str,
    /// From 0 at the left.
    pub column: usize,
    /// From 0 at the bottom: every edge runs down.
    pub row: usize,
}

const fn at<A: Rule>(column: usize, row: usize) -> Place {
    Place { rule: A::INFO.id, column, row }
}

/// How many columns there are.
pub const COLUMNS: usize = 8;

/// The place of every rule, column by column, from top to bottom.
pub const PLACES: &[Place] = &[
    at::<Deltaformer>(0, 3),
    at::<PathAttn>(1, 4),
    at::<ForgettingAttn>(1, 3),
    at::<SoftmaxAttn>(1, 2),
    at::<LogLinearAttn>(2, 3),
    at::<Based>(2, 2),
    at::<LinearAttnNormalized>(2, 1),
    at::<Rwkv6>(3, 5),
    at::<Gla>(3, 4),
    at::<Hgrn>(3, 3),
    at::<SimpleGla>(3, 2),
    at::<Retention>(3, 1),
    at::<LinearAttn>(3, 0),
    at::<Gdn2>(4, 5),
    at::<Kda>(4, 3),
    at::<GatedDeltaRule>(4, 2),
    at::<DeltaRule>(4, 1),
    at::<Dplr>(5, 6),
    at::<Rwkv7>(5, 5),
    at::<GatedDeltaProduct>(5, 3),
    at::<Iplr>(5, 2),
    at::<MomentumDeltaRule>(6, 4),
    at::<Comba>(6, 3),
    at::<MesaNet>(6, 2),
    at::<TttLinear>(6, 1),
    at::<HuberByCoordinate>(7, 3),
    at::<Huber>(7, 2),
    at::<Contrastive>(7, 1),
];

/// The place of a rule; nothing where it has none.
pub fn place(rule: &str) -> Option<Place> {
    PLACES.iter().find(|place| place.rule == rule).copied()
}

/// A rule and one that it becomes.
type Pair = (&'static str, &'static str);

/// The pairs of rules that an exact edge joins, each once, in the order of the edges.
pub fn pairs() -> Vec<Pair> {
    distinct(infos().filter_map(EdgeInfo::pair))
}

/// Each of them once. (They are few: a set would be more code than a page should wait for.)
fn distinct(all: impl Iterator<Item = Pair>) -> Vec<Pair> {
    let mut pairs = Vec::new();
    for pair in all {
        if !pairs.contains(&pair) {
            pairs.push(pair);
        }
    }
    pairs
}

/// The pairs that say all: those without which no other way leads down from the first to the second. (The transitive reduction of
/// [`pairs`], which have no circle.)
pub fn reduction() -> Vec<Pair> {
    let pairs = pairs();
    let below = closure(&pairs);
    let around = |&(a, b): &Pair| pairs.iter().any(|&(from, m)| from == a && below.contains(&(m, b)));
    pairs.iter().filter(|pair| !around(pair)).copied().collect()
}

/// The rules through whose cells a straight line between two places runs, from the first to the second: the line has to bend around them.
pub fn in_the_way(from: Place, to: Place) -> Vec<Place> {
    let [across, down] = [(from.column, to.column), (from.row, to.row)].map(|(a, b)| b as i64 - a as i64);
    // So many steps of whole cells make the line.
    let steps = gcd(across.abs(), down.abs());
    let on_it = |step: i64| {
        let column = from.column as i64 + across / steps * step;
        let row = from.row as i64 + down / steps * step;
        PLACES.iter().find(|place| place.column as i64 == column && place.row as i64 == row).copied()
    };
    (1..steps).filter_map(on_it).collect()
}

/// The greatest common divisor.
const fn gcd(a: i64, b: i64) -> i64 {
    if b == 0 { a } else { gcd(b, a % b) }
}

/// Every pair that a way down joins.
fn closure(pairs: &[Pair]) -> Vec<Pair> {
    let mut all = pairs.to_vec();
    let mut at = 0;
    // Every way so far is made longer by every pair that begins where it ends.
    while let Some((a, m)) = all.get(at).copied() {
        let longer = pairs.iter().filter(|(from, _)| *from == m).map(|(_, b)| (a, *b));
        let longer: Vec<Pair> = longer.filter(|pair| !all.contains(pair)).collect();
        all.extend(longer);
        at += 1;
    }
    all
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn a_way_around_makes_a_pair_superfluous_but_not_the_pairs_of_that_way() {
        let all = closure(&[("a", "b"), ("b", "c"), ("c", "d")]);
        assert_eq!(all.len(), 6);
        assert!(all.contains(&("a", "d")) && !all.contains(&("d", "a")));
        let reduced = reduction();
        let set = |pairs: Vec<Pair>| pairs.into_iter().collect::<BTreeSet<_>>();
        assert_eq!(set(closure(&reduced)), set(closure(&pairs())), "no way is lost");
        for pair in &reduced {
            let fewer: Vec<Pair> = reduced.iter().filter(|other| *other != pair).copied().collect();
            assert!(!closure(&fewer).contains(pair), "{pair:?} is not needed");
        }
    }
}
