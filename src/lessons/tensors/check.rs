//! The comparison and the search, a piece at a time, so that the page answers in between.

use std::sync::Arc;

use leptos::prelude::*;

use crate::app::Held;
use crate::browser::page;
use crate::erased::{Memo, effect};
use crate::rules::RuleError;
use crate::verdict::{Compared, Found, Limit, Problem, Search, Verdict};

/// How far it is.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Checked {
    /// How far what came out is from what the rule gives.
    pub compared: Option<Held<Compared>>,
    /// How far it may be.
    pub limit: Option<Limit>,
    /// What the search has found, where it may not be that far.
    pub found: Option<Found>,
    /// What is done of the stage in hand, and of how much.
    pub progress: Option<(Stage, [usize; 2])>,
    /// Why it cannot be computed.
    pub refused: Option<RuleError>,
}

/// A stage of the work.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stage {
    /// Heads are compared.
    Comparing,
    /// Mistakes are tried.
    Searching,
}

impl Checked {
    /// Whether what came out is what the rule gives, once that is known.
    pub fn matches(&self) -> Option<bool> {
        Some(self.compared.as_ref()?.is_within(self.limit.as_ref()?))
    }
}

/// Compares, and searches where that is due, whenever there is another question.
pub fn check(problem: Memo<Option<Held<Problem>>>) -> RwSignal<Checked> {
    let checked = RwSignal::new(Checked::default());
    let newest = StoredValue::new(0_u64);
    effect(move || {
        let asked = problem.get();
        let own = newest.get_value() + 1;
        newest.set_value(own);
        checked.set(Checked::default());
        let Some(asked) = asked else { return };
        leptos::task::spawn_local(async move {
            // Another question has been asked since, or the page has been left.
            let is_newest = move || newest.try_get_value() == Some(own);
            let tell = move |change: &dyn Fn(&mut Checked)| {
                if is_newest() {
                    _ = checked.try_update(|checked| change(checked));
                }
            };
            if let Err(error) = work(Arc::new((*asked).clone()), &is_newest, &tell).await {
                tell(&|checked| *checked = Checked { refused: Some(error.clone()), ..Checked::default() });
            }
        });
    });
    checked
}

/// Changes what is told of the work, unless another question has been asked since.
type Tells<'a> = &'a dyn Fn(&dyn Fn(&mut Checked));

/// After so long it is told anew how far it is.
const TOLD_EVERY_MS: f64 = 100.0;

async fn work(problem: Arc<Problem>, is_newest: &dyn Fn() -> bool, tell: Tells<'_>) -> Result<(), RuleError> {
    page::next_task().await;
    if !is_newest() || !problem.has_results() {
        return Ok(());
    }
    let limit = Limit::of(&problem)?;
    let mut told = 0.0;
    let mut due = move || {
        let now = page::now_ms();
        let due = now - told > TOLD_EVERY_MS;
        if due {
            told = now;
        }
        due
    };
    let mut verdict = Verdict::new(problem.clone(), &[]);
    let compared = loop {
        page::next_task().await;
        if !is_newest() {
            return Ok(());
        }
        if let Some(compared) = verdict.step()? {
            break Held::new(compared);
        }
        if due() {
            let progress = verdict.progress();
            tell(&|checked| checked.progress = Some((Stage::Comparing, progress)));
        }
    };
    let matches = compared.is_within(&limit);
    tell(&|checked| {
        checked.progress = (!matches).then_some((Stage::Searching, [0, 1]));
        checked.limit = Some(limit);
        checked.compared = Some(compared.clone());
    });
    if matches {
        return Ok(());
    }
    let mut search = Search::new(problem, limit);
    loop {
        page::next_task().await;
        if !is_newest() {
            return Ok(());
        }
        if let Some(found) = search.step()? {
            tell(&|checked| {
                checked.progress = None;
                checked.found = Some(found.clone());
            });
            return Ok(());
        }
        if due() {
            let progress = search.progress();
            tell(&|checked| checked.progress = Some((Stage::Searching, progress)));
        }
    }
}
