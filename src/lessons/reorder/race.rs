//! The race of both orders in words: who is ahead, who has won, and what was to be seen.

use leptos::prelude::*;

use super::Race;
use super::costs::cost;
use crate::i18n::*;
use crate::number::{FLOAT32, bytes, difference, grouped, plain};
use crate::rules::reorder::Order;
use crate::ui::stage::Stage;
use crate::ui::text;

/// The button that starts the race, and who is ahead, or has won, and by how much.
#[component]
pub fn Standing(stage: Stage) -> impl IntoView {
    let i18n = use_i18n();
    let start = move |_| {
        stage.app.change(|s| s.t = Some(0));
        stage.playing.set(true);
    };
    let says = move || {
        stage.run.map(|race: &Race| {
            let moment = race.moment(stage.stop.get());
            let done = moment.frames.each_ref().map(|frame| frame.multiply_adds);
            let all = Order::ALL.map(|order| race.work(order));
            let [fewer, more] = [all[0].min(all[1]), all[0].max(all[1])];
            let ratio = plain(more as f64 / fewer.max(1) as f64);
            let [fewer, more] = [fewer, more].map(|work| grouped(work.into()));
            let Some(winner) = race.winner() else {
                let over = done == all;
                return if over {
                    t_string!(i18n, reorder.race_tie, work = fewer)
                } else {
                    t_string!(i18n, reorder.race_on).to_string()
                };
            };
            let name = race.name(winner);
            if done == all {
                t_string!(i18n, reorder.race_over, name = name, fewer = fewer, more = more, ratio = ratio)
            } else if done[winner as usize] == all[winner as usize] {
                let loser = 1 - winner as usize;
                let left = grouped((all[loser] - done[loser]).into());
                t_string!(i18n, reorder.race_won, name = name, left = left)
            } else {
                t_string!(i18n, reorder.race_on).to_string()
            }
        })
    };
    view! {
        <p class="race"><button data-testid="race-start" on:click=start>{text!(reorder.race_start)}</button>
            " " <span role="status" data-testid="race-winner">{says}</span></p>
    }
}

/// What was to be seen up to the stop in hand, with the numbers of this run.
pub fn seen(stage: Stage) -> Signal<String> {
    let i18n = use_i18n();
    Signal::derive(move || {
        stage
            .run
            .map(|race: &Race| {
                let (n, d) = race.size();
                let done = race.moment(stage.stop.get()).frames.each_ref().map(|frame| frame.multiply_adds);
                let [left_name, right_name] = Order::ALL.map(|order| race.name(order));
                let [left, right] = done.map(|work| grouped(work.into()));
                if done != Order::ALL.map(|order| race.work(order)) {
                    return t_string!(
                        i18n,
                        reorder.seen_so_far,
                        left_name = left_name,
                        left = left,
                        right_name = right_name,
                        right = right
                    );
                }
                let at = |order, n| cost(order, race.causal(), n, d as u64);
                let [left_held, right_held] =
                    Order::ALL.map(|order| bytes(FLOAT32 * at(order, n as u64).intermediate));
                let [left_twice, right_twice] =
                    Order::ALL.map(|order| grouped(at(order, 2 * n as u64).multiply_adds));
                let apart = difference(race.reading.apart);
                t_string!(
                    i18n,
                    reorder.seen,
                    n = n,
                    d = d,
                    left_name = left_name,
                    left = left,
                    left_held = left_held,
                    right_name = right_name,
                    right = right,
                    right_held = right_held,
                    apart = apart,
                    left_twice = left_twice,
                    right_twice = right_twice
                )
            })
            .unwrap_or_default()
    })
}
