//! The way from one rule to another along exact edges.

use std::collections::BTreeMap;

use super::edge::{EdgeInfo, Kind};
use super::{infos, place};

/// A way down, edge by edge: the first rule becomes the last.
#[derive(Clone, Debug)]
pub struct Path {
    /// The rule at its beginning, the more general one.
    pub from: &'static str,
    /// The rule at its end.
    pub to: &'static str,
    /// Its edges, each from where the one before ends. None from a rule to itself.
    pub edges: Vec<&'static EdgeInfo>,
}

/// Where two ways down meet.
#[derive(Clone, Debug)]
pub struct Meeting {
    /// The rule that both become.
    pub at: &'static str,
    /// The way down from the first.
    pub one: Path,
    /// The way down from the second.
    pub other: Path,
}

/// The shortest way down between two rules, whichever of them is above. Nothing where neither becomes the other, or where one of them has
/// no place on the map.
pub fn between(one: &str, other: &str) -> Option<Path> {
    down(one, other).or_else(|| down(other, one))
}

/// The rule that both become in the fewest edges together; of several the first on the map.
pub fn meeting(one: &str, other: &str) -> Option<Meeting> {
    let ways = super::PLACES.iter().filter_map(|place| {
        let (one, other) = (down(one, place.rule)?, down(other, place.rule)?);
        Some(Meeting { at: place.rule, one, other })
    });
    ways.min_by_key(|meeting| meeting.one.edges.len() + meeting.other.edges.len())
}

/// The shortest way down from one rule to another; of several the one with the fewest rewritings, then the first in the list.
fn down(from: &str, to: &str) -> Option<Path> {
    let (from, to) = (place(from)?.rule, place(to)?.rule);
    let mut ways = BTreeMap::from([(from, Vec::new())]);
    loop {
        let mut changed = false;
        for edge in infos() {
            let Some((a, b)) = edge.pair() else { continue };
            let Some(longer) = ways.get(a).map(|way| [&way[..], &[edge]].concat()) else { continue };
            if ways.get(b).is_none_or(|way| cost(&longer) < cost(way)) {
                ways.insert(b, longer);
                changed = true;
            }
        }
        if !changed {
            return Some(Path { from, to, edges: ways.remove(to)? });
        }
    }
}

/// How many edges, and how many of them are rewritings.
fn cost(way: &[&EdgeInfo]) -> (usize, usize) {
    (way.len(), way.iter().filter(|edge| edge.kind == Kind::Rewriting).count())
}
