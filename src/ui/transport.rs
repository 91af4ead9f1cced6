//! The transport bar, with which a reader plays and steps through a run.

use leptos::ev::KeyboardEvent;
use leptos::prelude::*;
use leptos_use::utils::Pausable;
use leptos_use::{UseRafFnOptions, use_raf_fn_with_options};

use super::text;
use crate::app::use_app;
use crate::browser::events::on_window;
use crate::browser::keys;
use crate::erased::{Memo, effect};
use crate::i18n::*;
use crate::knobs::decimal;
use crate::lessons::run::Pace;
use crate::trace::{Player, Timeline};

/// A frame that took longer than this was a pause of the browser; playing does not catch up on it.
const LONGEST_FRAME_S: f64 = 0.1;

/// The transport bar: to start, back, play, forward, to end, scrub, speed; keys are the arrows, space, Home and End.
///
/// Its position and its speed live in the scenario.
#[component]
pub fn Transport(
    /// The stops.
    timeline: Memo<Timeline>,
    /// The present stop.
    stop: Memo<u64>,
    /// The present position, in a few words.
    #[prop(into)]
    place: Signal<String>,
    /// The step in one sentence, for a screen reader.
    #[prop(into)]
    say: Signal<String>,
    /// The speeds to choose from, once the run is there.
    #[prop(into)]
    pace: Signal<Option<Pace>>,
    /// Whether it plays; something else on the page may start it too.
    playing: RwSignal<bool>,
) -> impl IntoView {
    let app = use_app();
    let i18n = use_i18n();
    let chosen = app.read(|s| s.speed);
    let usual = move || pace.get().map_or(1.0, |pace| pace.usual);
    let speed = Memo::new(move || chosen.get().unwrap_or_else(usual));
    // The usual speeds, and the one of the link where it is none of them.
    let speeds = move || {
        let pace = pace.get()?;
        let of_link = Some(speed.get()).filter(|speed| !pace.speeds.contains(speed));
        let all = pace.speeds.iter().copied().chain(of_link);
        Some(all.map(|speed| (speed, (pace.unit)(speed).read(i18n.get_locale()))).collect::<Vec<_>>())
    };
    let last = Memo::new(move || timeline.with(Timeline::last));
    let seek = move |to: u64| app.change(|s| s.t = Some(to.min(last.get_untracked())));

    let player = StoredValue::new(Player::new(Timeline::Every(0), 0));
    let Pausable { pause, resume, .. } = use_raf_fn_with_options(
        move |frame| {
            player.update_value(|player| {
                let moved = player.stop() != stop.get_untracked();
                if moved || *player.timeline() != timeline.get_untracked() {
                    *player = Player::new(timeline.get_untracked(), stop.get_untracked());
                }
                player.advance((frame.delta / 1000.0).min(LONGEST_FRAME_S), speed.get_untracked());
                if player.stop() != stop.get_untracked() {
                    seek(player.stop());
                }
            });
            if stop.get_untracked() == last.get_untracked() {
                playing.set(false);
            }
        },
        UseRafFnOptions::default().immediate(false),
    );
    effect(move || if playing.get() { resume() } else { pause() });

    let toggle = move || {
        if !playing.get_untracked() && stop.get_untracked() == last.get_untracked() {
            seek(0);
        }
        playing.update(|playing| *playing = !*playing);
    };
    let step = move |to: u64| {
        playing.set(false);
        seek(to);
    };
    let key = move |ev: KeyboardEvent| {
        if !keys::is_for_the_page(&ev) {
            return;
        }
        match ev.key().as_str() {
            "ArrowRight" => step(stop.get_untracked() + 1),
            "ArrowLeft" => step(stop.get_untracked().saturating_sub(1)),
            "Home" => step(0),
            "End" => step(last.get_untracked()),
            " " => toggle(),
            _ => return,
        }
        ev.prevent_default();
    };
    on_window(leptos::ev::keydown, key);

    view! {
        <div class="transport" role="group" aria-label=text!(ui.transport)>
            <button data-testid="step-first" aria-label=text!(ui.first) title="Home" disabled=move || stop.get() == 0 on:click=move |_| step(0)>"|◀"</button>
            <button data-testid="step-prev" aria-label=text!(ui.prev) title="←" disabled=move || stop.get() == 0 on:click=move |_| step(stop.get_untracked().saturating_sub(1))>"◀"</button>
            <button data-testid="play" class="play" aria-pressed=move || playing.get().to_string() on:click=move |_| toggle()>
                {move || if playing.get() { t_string!(i18n, ui.pause).to_string() } else { t_string!(i18n, ui.play).to_string() }}
            </button>
            <button data-testid="step-next" aria-label=text!(ui.next) title="→" disabled=move || stop.get() == last.get() on:click=move |_| step(stop.get_untracked() + 1)>"▶"</button>
            <button data-testid="step-last" aria-label=text!(ui.last) title="End" disabled=move || stop.get() == last.get() on:click=move |_| step(last.get_untracked())>"▶|"</button>
            <input type="range" data-testid="scrub" min="0" max=move || last.get() prop:value=move || stop.get().to_string()
                aria-label=text!(ui.scrub) aria-valuetext=place
                on:input=move |ev| if let Ok(to) = event_target_value(&ev).parse() { step(to) } />
            <span class="place">{place}</span>
            <select data-testid="speed" aria-label=text!(ui.speed)
                on:change=move |ev| if let Some(to) = decimal(&event_target_value(&ev)) { app.change(|s| s.speed = Some(to)) }>
                {move || speeds().into_iter().flatten().map(|(value, name)| view! {
                    <option value=value.to_string() selected=move || speed.get() == value>{name}</option>
                }).collect_view()}
            </select>
            <span class="visually-hidden" role="status">{move || if playing.get() { String::new() } else { say.get() }}</span>
        </div>
    }
}
