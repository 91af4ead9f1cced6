//! The stage: shows any [`Run`], and knows no lesson.
//!
//! What stands on it comes from the run's board, what the board shows from the run at the stop in hand. A lesson adds
//! views of its own in the places that [`Additions`] names.

mod cells;
mod inspector;
mod lane;
mod maps;
mod motion;
mod pace;
mod play;

use leptos::prelude::*;

use cells::{Layout, layout};
use inspector::inspector;
use lane::{LaneView, name_of_lane, switch};
use maps::blocks_of;
use pace::Pace;
pub use play::{Fetch, Playing, View, part_of};
use play::{inputs, transport};

use super::{ColourKey, Later, Meter, MeterSign, TokenStrip, WalkBar, When, text};
use crate::app::{App, Held, Load, Shown};
use crate::browser::size::size_of;
use crate::erased::{Memo, Steady, effect};
use crate::i18n::*;
use crate::inputs::Stream;
use crate::lessons::run::{Axis, Board, Cell, Map, Run};
use crate::lessons::{Mark, guide};
use crate::text::Text;
use crate::trace::{Line, Symbol};

/// What a lesson adds to the stage, from top to bottom.
#[derive(Clone, Default)]
pub struct Additions {
    /// Whether free play adds something above all else.
    pub before: bool,
    /// What free play adds.
    pub play: Option<Fetch>,
    /// At the top and at the end of a lane.
    pub in_lane: Option<[InLane; 2]>,
    /// Below the lanes.
    pub below: Option<View>,
}

/// What a lesson adds to a lane, which it knows by its number.
pub type InLane = fn(Stage, usize) -> AnyView;

/// What the stage shows now.
#[derive(Clone, Copy)]
pub struct Stage {
    /// The application.
    pub app: App,
    /// The run.
    pub run: Shown,
    /// The stop in hand.
    pub stop: Memo<u64>,
    /// The stream that it runs on.
    pub stream: Memo<Option<Held<Stream>>>,
    /// The chosen cell.
    pub chosen: RwSignal<Option<Cell>>,
    /// Whether the transport plays.
    pub playing: RwSignal<bool>,
    /// The station of the guided walk; nothing in free play.
    pub station: Memo<Option<u64>>,
    board: Memo<Board>,
    layout: Memo<Layout>,
    /// Whether the step in hand is shown as a movement: it came after one that could be looked at.
    moves: RwSignal<bool>,
    /// The pace of its steps.
    pace: Pace,
    /// The lane that is shown where one is at a time.
    lane: RwSignal<usize>,
    /// How many parts of lanes are on their way.
    coming: RwSignal<usize>,
}

impl Stage {
    /// The stage of a run.
    pub fn new(app: App, run: Shown) -> Self {
        let i18n = use_i18n();
        let board = Memo::new(move || run.get().map(|run| run.board(i18n.get_locale())).unwrap_or_default());
        Self {
            app,
            run,
            stop: run.stop(app),
            stream: app.ready(),
            chosen: RwSignal::new(None),
            playing: RwSignal::new(false),
            station: app.station,
            board,
            layout: Memo::new(|| Layout { cell: 12.0, apart: false, one_lane: false }),
            lane: RwSignal::new(0),
            coming: RwSignal::new(0),
            moves: RwSignal::new(false),
            pace: Pace::new(),
        }
    }

    /// A part of a lane is on its way. What stands below the lanes stays unseen until it is told of the arrival, or the lane is gone:
    /// it would be seen to move.
    pub fn awaits(self) -> impl Fn() + Copy + Send + Sync {
        let waits = StoredValue::new(true);
        self.coming.update(|coming| *coming += 1);
        // The page may have been left meanwhile.
        let arrived = move || {
            if waits.try_get_value() == Some(true) {
                waits.set_value(false);
                _ = self.coming.try_update(|coming| *coming -= 1);
            }
        };
        on_cleanup(arrived);
        arrived
    }

    /// Something of the run at the stop in hand.
    pub fn now<T>(self, read: impl FnOnce(&dyn Run, u64) -> T) -> Option<T> {
        self.run.get().map(|run| read(&*run, self.stop.get()))
    }

    /// A text of the run at the stop in hand.
    fn says(self, read: fn(&dyn Run, u64) -> Text) -> Signal<String> {
        let i18n = use_i18n();
        Signal::derive(move || self.now(read).map_or_else(String::new, |text| text.read(i18n.get_locale())))
    }

    /// What the station in hand marks.
    fn marks(self) -> &'static [Mark] {
        let place = self.station.get().and_then(|station| station.checked_sub(1));
        let page = self.app.scenario.with(|s| s.page);
        place.and_then(|place| guide(page).get(place as usize)).map_or(&[], |station| station.marks)
    }

    /// The name of a row or a column: a token's label, or a number from 1.
    fn name_of(self, axis: Axis, index: usize) -> String {
        let token = || {
            let first = self.now(|run, stop| run.first_token(stop))?;
            self.stream.get()?.labels.get(first + index).cloned()
        };
        axis.of_tokens().then(token).flatten().unwrap_or_else(|| (index + 1).to_string())
    }

    /// The symbols that maps and code show.
    pub fn letters(self) -> Vec<Symbol> {
        self.board.with(|board| {
            let maps = board.lanes.iter().flat_map(|lane| &lane.maps).filter(|map| map.has_letter());
            let code = board.lanes.iter().flat_map(|lane| &lane.listing).flat_map(Line::pieces);
            maps.map(|map| map.symbol).chain(code.filter_map(|(symbol, _)| symbol)).collect()
        })
    }

    /// The name of the lane that this map stands in; empty where it stands in none.
    fn lane_of(self, number: usize) -> String {
        let lane = self.lane_number(number);
        self.board
            .with(|board| lane.and_then(|lane| board.lanes.get(lane)).map_or_else(String::new, name_of_lane))
    }

    /// The number of the lane that this map stands in.
    fn lane_number(self, map: usize) -> Option<usize> {
        self.board.with(|board| {
            let mut first = 0;
            board.lanes.iter().position(|lane| {
                let maps = first..first + lane.maps.len();
                first = maps.end;
                maps.contains(&map)
            })
        })
    }

    /// Whether this lane is hidden now, where one is shown at a time.
    pub fn is_away(self, lane: usize) -> bool {
        self.layout.get().one_lane && self.lane.get() != lane
    }

    /// The map of this number.
    fn map(self, number: usize) -> Option<Map> {
        self.board.with(|board| board.lanes.iter().flat_map(|lane| &lane.maps).nth(number).cloned())
    }
}

/// The stage of a lesson.
#[component]
pub fn StageView(
    /// The stage.
    stage: Stage,
    /// What the lesson adds.
    additions: Additions,
    /// Whether the lesson steps.
    steps: bool,
) -> impl IntoView {
    let app = stage.app;
    let i18n = use_i18n();
    let node = NodeRef::<leptos::html::Section>::new();
    let size = size_of(node);
    let width = Memo::new(move || size.get().0);
    // A stage that is taller than the window scrolls until its foot is in sight. (Written out, and not as a variable of the style sheet:
    // everything on the stage would be styled anew whenever its height changes.)
    let top = move || format!("top:min(68px,calc(100vh - {}px))", size.get().1.round() + 10.0);
    let run = stage.run;
    let layout = Memo::new(move || {
        let Some(run) = run.get() else { return stage.layout.get() };
        stage
            .board
            .with(|board| layout(width.get(), board, stage.station.get().is_some(), |map| run.shape(map, 0)))
    });
    let stage = Stage { layout, ..stage };
    let meter = Memo::new(move || run.get().filter(|run| run.compared()).map(|run| run.meter().1));
    let what = Signal::derive(move || match run.get() {
        Some(run) => run.meter().0.read(i18n.get_locale()),
        None if app.stream.with(|stream| matches!(stream, Load::Pending)) => {
            t_string!(i18n, input.loading).to_string()
        }
        None => String::new(),
    });
    let single = Signal::derive(move || run.get().and_then(|run| run.single()));
    let failure = Signal::derive(move || run.failure().map(|why| why.read(i18n.get_locale())));
    let tokens = Steady::new(move || stage.now(|run, stop| run.tokens(stop)).flatten());
    let pick = move |token: usize| {
        if let Some(run) = run.get_untracked() {
            app.change(|s| s.t = Some(run.end_of(token)));
        }
    };
    // The readout tells what the words of a station speak of, until a reader points elsewhere or plays freely.
    let spoken = StoredValue::new(None);
    effect(move || {
        let mark = stage.marks().first();
        if let Some(mark) = mark {
            stage.chosen.set(Some(mark.first()));
            stage.lane.set(stage.lane_number(mark.map).unwrap_or(0));
        } else if spoken.get_value().is_some() && stage.chosen.get_untracked() == spoken.get_value() {
            stage.chosen.set(None);
        }
        spoken.set_value(mark.map(|mark| mark.first()));
    });
    stage.keep_pace();
    let full = Memo::new(move || {
        let map = stage.chosen.get().map_or(0, |cell| cell.map);
        stage.now(|run, stop| run.full(map, stop)).unwrap_or(1.0)
    });
    let stations = app.scenario.with_untracked(|s| guide(s.page).len() as u64);
    let walks = move |()| stage.station.get().is_some();
    let plays = move |()| stage.station.get().is_none();
    let Additions { before, play, in_lane, below } = additions;
    let add = move |class: &'static str, part: fn(Playing) -> play::View| {
        play.map(|fetch| part_of(stage, fetch, class, false, part))
    };
    view! {
        <section class="stage" class:walks=move || walks(()) style=top data-behind=move || stage.pace.behind.get().then_some("")
            node_ref=node aria-label=text!(ui.stage)>
            <When on=move |()| before && plays(())>{add("before-place", |playing| playing.before)}</When>
            <div class="stage-top">
                <Later><When on=plays>{inputs(stage)}</When> <When on=walks><ColourKey full=Signal::derive(move || full.get()) /></When></Later>
                <Later><div class="meter-place"><Meter what reading=Signal::derive(move || meter.get()) single /></div></Later>
            </div>
            <When on=plays>{add("knobs-place", |playing| playing.knobs)} {add("notes-place", |playing| playing.notes)}</When>
            <When on=move |()| failure.with(Option::is_some)>
                <p class="note" role="alert" data-testid="refused">{move || failure.get()}</p>
            </When>
            <When on=move |()| tokens.with(Option::is_some)>
                <TokenStrip stream=stage.stream now=Signal::derive(move || tokens.get().map_or(0, |tokens| tokens.end))
                    can_pick=Signal::derive(move || plays(())) label=text!(stage.tokens) on_pick=pick />
            </When>
            // The transport stays in sight as long as something of the run is, and so lies over no control.
            <div class="stage-run" class:waits=move || stage.board.with(|board| board.lanes.is_empty()) class:grows=move || { stage.coming.get() > 0 }>
            <When on=move |()| stage.layout.get().one_lane>{switch(stage)}</When>
            <div class="lanes" class:one=move || stage.layout.get().one_lane style=move || format!("--lanes:{}", stage.board.with(|board| board.lanes.len().max(1)))>
                {move || stage.board.with(|board| {
                    let mut first = 0;
                    board.lanes.iter().enumerate().map(|(number, of)| {
                        let maps = first;
                        first += of.maps.len();
                        let of = of.clone();
                        view! { <Later><LaneView stage number first=maps of=of.clone() in_lane /></Later> }
                    }).collect_view()
                })}
            </div>
            {below.map(|below| view! { <Later>{below(stage)}</Later> })}
            <When on=plays>{add("after-place", |playing| playing.after)}</When>
            // What a person points at is told where they look, at the foot of the window.
            <div class="stage-bar">
                <When on=move |()| stage.layout.get().one_lane && plays(())><MeterSign reading=Signal::derive(move || meter.get()) /></When>
                <Later>{inspector(stage)}</Later>
                <Later>
                    <When on=walks><WalkBar stations /></When>
                    <When on=move |()| steps && plays(())>{transport(stage)}</When>
                </Later>
            </div>
            </div>
            <When on=plays>{add("apart-place", |playing| playing.apart)}</When>
        </section>
    }
}
