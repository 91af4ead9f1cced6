//! What is computed part by part, so that the page answers in between.

use leptos::prelude::*;

use crate::browser::page;
use crate::erased::effect;

/// All parts that were computed of what was asked, as soon as there are all of them; then those of what is asked by then. A slider that
/// moves on stops none that has begun: else a reader would see nothing until it rests.
pub fn in_parts<Asked, Part, Parts>(
    asked: impl Fn() -> Asked + 'static,
    begin: fn(&Asked) -> Parts,
) -> RwSignal<Option<Vec<Part>>>
where
    Asked: Clone + PartialEq + Send + Sync + 'static,
    Part: Send + Sync + 'static,
    Parts: Iterator<Item = Part> + 'static,
{
    let found = RwSignal::new(None);
    let wanted = StoredValue::new(None::<Asked>);
    let under_way = StoredValue::new(false);
    effect(move || {
        wanted.set_value(Some(asked()));
        if under_way.get_value() {
            return;
        }
        under_way.set_value(true);
        leptos::task::spawn_local(async move {
            let mut last = None;
            // Once the page has been left nothing is wanted any more.
            while let Some(now) = wanted.try_get_value().flatten().filter(|now| last.as_ref() != Some(now)) {
                let (mut parts, mut rest) = (Vec::new(), begin(&now));
                loop {
                    page::next_task().await;
                    let Some(part) = rest.next() else { break };
                    parts.push(part);
                }
                _ = found.try_set(Some(parts));
                last = Some(now);
            }
            _ = under_way.try_update_value(|under_way| *under_way = false);
        });
    });
    found
}

/// What is read off the first that was found, and stays whatever is found later: a question that a page asks is about its usual numbers.
pub fn of_first<Part: Send + Sync + 'static>(
    found: RwSignal<Option<Vec<Part>>>,
    read: fn(&[Part]) -> u64,
) -> RwSignal<Option<u64>> {
    let first = RwSignal::new(None);
    effect(move || {
        if first.get_untracked().is_none() {
            first.set(found.with(|found| found.as_deref().map(read)));
        }
    });
    first
}
