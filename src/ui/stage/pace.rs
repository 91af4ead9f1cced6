//! The pace of steps: one by one, or faster than a reader reads.

use std::time::Duration;

use leptos::html::Div;
use leptos::prelude::*;
use leptos_use::use_element_visibility;

use super::Stage;
use crate::browser::page;
use crate::erased::{Memo, effect};

/// A step moves if the one before was there for longer. Faster ones, played or scrubbed, are too many to be seen moving, and a browser
/// that moved them all would fall behind.
const STILL_MS: u64 = 180;

/// Those who follow the stop in hand at a pace that the browser can keep.
#[derive(Clone, Copy)]
pub struct Pace {
    followers: StoredValue<Vec<Follower>>,
    /// Whose turn is next.
    next: StoredValue<usize>,
    /// The stop that was seen last, and since when.
    last: StoredValue<(Option<u64>, f64)>,
    /// Whether not all of them have the stop in hand.
    pub behind: RwSignal<bool>,
}

/// One of them.
#[derive(Clone, Copy, PartialEq)]
struct Follower {
    /// The stop that it has.
    stop: RwSignal<u64>,
    /// Whether it is in sight.
    seen: Signal<bool>,
}

impl Follower {
    fn give(self, stop: u64) {
        // The page may have been left meanwhile.
        if self.stop.try_get_untracked().is_some_and(|has| has != stop) {
            self.stop.try_set(stop);
        }
    }
}

impl Pace {
    /// Nobody follows yet.
    pub fn new() -> Self {
        Self {
            followers: StoredValue::new(Vec::new()),
            next: StoredValue::new(0),
            last: StoredValue::new((None, 0.0)),
            behind: RwSignal::new(false),
        }
    }

    /// All have this stop.
    fn arrive(self, stop: u64) {
        // The page may have been left meanwhile.
        for follower in self.followers.try_get_value().into_iter().flatten() {
            follower.give(stop);
        }
        _ = self.behind.try_set(false);
    }

    /// The next of those in sight has this stop.
    fn pass(self, stop: u64) {
        let next = self.next.get_value();
        self.next.set_value(next + 1);
        let mut seen = self.followers.get_value();
        seen.retain(|follower| follower.seen.get_untracked());
        if !seen.is_empty() {
            seen[next % seen.len()].give(stop);
        }
    }
}

impl Stage {
    /// The stop in hand, for what stands beside that which a reader steps through. Where steps are faster than a reader reads, those who
    /// follow in this way take turns, one a step, as far as they are in sight; once the steps rest, all have the stop in hand. `room`:
    /// where it stands.
    pub fn stop_in_turn(self, room: NodeRef<Div>) -> Memo<u64> {
        let own =
            Follower { stop: RwSignal::new(self.stop.get_untracked()), seen: use_element_visibility(room) };
        let Pace { followers, .. } = self.pace;
        followers.update_value(|followers| followers.push(own));
        on_cleanup(move || {
            followers.try_update_value(|followers| followers.retain(|follower| *follower != own));
        });
        // Another run may be shorter.
        let last = move || self.run.get().map_or(0, |run| run.timeline().last());
        Memo::new(move || own.stop.get().min(last()))
    }

    /// Sees every step: whether it is shown as a movement, and who hears of it.
    pub(super) fn keep_pace(self) {
        let Self { pace, moves, .. } = self;
        effect(move || {
            let stop = self.run.get().map(|_| self.stop.get());
            let ((before, since), now) = (pace.last.get_value(), page::now_ms());
            let Some(at) = stop.filter(|_| stop != before) else { return };
            pace.last.set_value((stop, now));
            let slow = now - since > STILL_MS as f64;
            let moving = before.is_some() && slow;
            if moves.get_untracked() != moving {
                moves.set(moving);
            }
            if slow {
                return pace.arrive(at);
            }
            pace.pass(at);
            if !pace.behind.get_untracked() {
                pace.behind.set(true);
            }
            let rested = move || {
                if pace.last.try_get_value() == Some((stop, now)) {
                    pace.arrive(at);
                }
            };
            set_timeout(rested, Duration::from_millis(STILL_MS));
        });
    }
}
