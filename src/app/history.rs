//! The scenario and the browser's history: the address follows what is set, and Back is an undo.

use std::time::Duration;

use leptos::prelude::*;
use leptos_use::use_debounce_fn;

use super::App;
use super::state::here;
use crate::browser::events::on_window;
use crate::browser::{page, reading, url};
use crate::erased::effect;
use crate::scenario::{Scenario, address};

/// Changes of one and the same setting within this time are one entry of the history.
const ONE_GESTURE_MS: f64 = 1000.0;
/// The URL follows this long after the last change: browsers refuse more than a few entries a second.
const URL_DELAY_MS: f64 = 200.0;

/// A change of the URL that the browser has refused is tried again after this long. (Safari allows 100 in 30 seconds.)
const AGAIN: Duration = Duration::from_secs(2);

/// Keeps scenario and address the same, and makes Back an undo.
pub fn follow_url(app: App) {
    let written = StoredValue::new(app.set.with_untracked(Scenario::write));
    // The last change: which keys it touched, and when.
    let last = StoredValue::new((String::new(), 0.0));
    let refused = Trigger::new();
    url::set(&app.set.with_untracked(address::write), false);
    let write = use_debounce_fn(
        move || {
            let query = app.set.with_untracked(Scenario::write);
            let before = written.get_value();
            let apart = app.apart.get_value();
            app.apart.set_value(false);
            if query == before || app.held.get_untracked() {
                return;
            }
            let (keys, at) = (changed_keys(&before, &query), page::now_ms());
            let (last_keys, last_at) = last.get_value();
            let address = app.set.with_untracked(address::write);
            if url::set(&address, apart || keys != last_keys || at - last_at > ONE_GESTURE_MS) {
                last.set_value((keys, at));
                written.set_value(query);
            } else {
                set_timeout(move || refused.notify(), AGAIN);
            }
        },
        URL_DELAY_MS,
    );
    effect(move || {
        app.set.track();
        app.held.track();
        refused.track();
        write();
    });
    url::back_moves_nothing();
    on_window(leptos::ev::popstate, move |_| {
        if url::names_a_place() {
            return;
        }
        let (link, corrections) = here();
        let elsewhere = app.set.with_untracked(|set| set.page != link.page);
        written.set_value(link.write());
        last.set_value((String::new(), 0.0));
        app.corrections.set(corrections);
        app.asks_for_stop.set_value(true);
        app.write(|s| s.take(link));
        if elsewhere {
            reading::bring_top();
        }
    });
}

/// The keys whose values differ between two query strings, in order.
fn changed_keys(a: &str, b: &str) -> String {
    let (a, b): (Vec<_>, Vec<_>) = (a.split('&').collect(), b.split('&').collect());
    let one_sided = a.iter().filter(|x| !b.contains(x)).chain(b.iter().filter(|x| !a.contains(x)));
    let mut keys: Vec<_> = one_sided.filter_map(|pair| pair.split('=').next()).collect();
    keys.sort_unstable();
    keys.dedup();
    keys.join(",")
}

#[cfg(test)]
mod tests {
    use super::changed_keys;

    #[test]
    fn the_keys_that_differ_are_named_once_and_in_order() {
        assert_eq!(changed_keys("page=state&t=3", "page=state&t=4"), "t");
        assert_eq!(changed_keys("page=state&t=3&beta=1", "page=mask"), "beta,page,t");
        assert_eq!(changed_keys("page=state", "page=state"), "");
    }
}
