//! The guided walks: every station is one that the run has, and shows what its words say.
//!
//! This file is long because it holds what every station of every walk shows.

use deltascope::family::edge;
use deltascope::i18n::Locale;
use deltascope::inputs::{Gate, three};
use deltascope::lessons::lockstep::Lockstep;
use deltascope::lessons::prose::{self, Passage, Says};
use deltascope::lessons::run::{Cell, Lit, Run};
use deltascope::lessons::{Station, chunks, guide, identity, map, mask, reorder, start};
use deltascope::names;
use deltascope::pages::Page;
use deltascope::rules::RULES;
use deltascope::scenario::Scenario;

/// The run of a page at a station.
fn run(page: Page, station: u64) -> Box<dyn Run> {
    let stream = three();
    let knobs = at(page, station).shown().knobs;
    match page {
        Page::Reorder => Box::new(reorder::Race::of(&stream, &knobs.reorder)),
        Page::Identity => Box::new(identity::Growth::run(&stream, &knobs.identity).expect("it runs")),
        Page::Mask => Box::new(mask::Attempt::run(&stream, &knobs.mask).expect("it runs")),
        Page::Chunks => Box::new(chunks::Walk::run(&stream, &knobs.chunks).expect("it runs")),
        Page::Start => Box::new(start::Beside::run(&stream, &knobs.start).expect("it runs")),
        Page::Map => Box::new(map::Turning::run(&stream, &on_map(knobs.map.edge)).expect("it runs")),
        Page::Lab => unreachable!("it has no walk"),
        _ => Box::new(Lockstep::run(&stream, knobs.set(page).expect("it runs rules"), RULES)),
    }
}

/// The edge of the map with this id.
fn on_map(id: String) -> (String, Option<map::Found>) {
    let found = edge(&id).map(|edge| map::Found { edge: map::Turnable::Edge(edge), says: names::edge });
    (id, found)
}

fn at(page: Page, station: u64) -> Scenario {
    Scenario { page, station: Some(station), ..Scenario::default() }
}

/// Every station of every walk, with its number.
fn stations() -> impl Iterator<Item = (Page, u64, &'static Station)> {
    Page::ALL.iter().flat_map(|page| {
        let numbered = guide(*page).iter().zip(1..);
        numbered.map(|(station, number)| (*page, number, station))
    })
}

fn cells(run: &dyn Run, map: usize, lit: Lit, stop: u64) -> Vec<f64> {
    let (rows, cols) = run.shape(map, stop);
    let all = (0..rows).flat_map(|row| (0..cols).map(move |col| (row, col)));
    let marked = all.filter(|(row, col)| match lit {
        Lit::Row(of) => *row == of,
        Lit::Col(of) => *col == of,
        Lit::Entry(of_row, of_col) => (*row, *col) == (of_row, of_col),
        Lit::All => true,
    });
    let seen = run.seen(map, stop).expect("a marked map is not empty");
    marked.map(|at| seen[at]).collect()
}

/// The pages that have a walk, each with its prose.
const WALKS: [(Page, &[Passage]); 12] = [
    (Page::Start, prose::START),
    (Page::Reorder, prose::REORDER),
    (Page::Identity, prose::IDENTITY),
    (Page::Mask, prose::MASK),
    (Page::State, prose::STATE),
    (Page::Gates, prose::GATES),
    (Page::Width, prose::WIDTH),
    (Page::Positions, prose::POSITIONS),
    (Page::Losses, prose::LOSSES),
    (Page::Chunks, prose::CHUNKS),
    (Page::Stability, prose::STABILITY),
    (Page::Map, prose::MAP),
];

/// The words of a walk, station by station.
fn words(of: &[Passage]) -> &'static [Says] {
    let walk = of.iter().find_map(|passage| match passage {
        Passage::Guide(says) => Some(*says),
        _ => None,
    });
    walk.expect("a walk")
}

#[test]
fn every_walk_has_four_to_seven_stations_and_words_for_each() {
    for (page, of) in WALKS {
        assert_eq!(words(of).len(), guide(page).len(), "{}", page.slug());
        assert!((4..=7).contains(&guide(page).len()), "{}", page.slug());
        assert!(
            of.iter().any(|passage| matches!(passage, Passage::Lead(_))),
            "{} asks something",
            page.slug()
        );
    }
}

/// How many sentences a text has. What it quotes, such as “lamp?”, ends none.
fn sentences(text: &str) -> usize {
    let mut quoted = false;
    let mut count = 0;
    let mut letters = text.chars().peekable();
    while let Some(letter) = letters.next() {
        match letter {
            '“' => quoted = true,
            '”' => quoted = false,
            '。' | '？' | '！' if !quoted => count += 1,
            '.' | '?' | '!' if !quoted => {
                count += usize::from(letters.peek().is_none_or(|next| *next == ' '))
            }
            _ => {}
        }
    }
    count
}

#[test]
fn a_station_says_it_in_one_or_two_sentences() {
    for (page, of) in WALKS {
        for (says, number) in words(of).iter().zip(1..) {
            for locale in [Locale::en, Locale::zh_CN] {
                let says = says(locale);
                assert!((1..=2).contains(&sentences(says)), "{} at station {number}: {says}", page.slug());
            }
        }
    }
    assert_eq!(sentences("Ask “lamp?”: 0.6. Then wait."), 2);
    assert_eq!(sentences("问“灯？”：得 0.6。再等。"), 2);
}

#[test]
fn what_a_station_marks_is_there_and_its_first_cell_can_be_told() {
    for (page, number, station) in stations() {
        let name = format!("{} at station {number}", page.slug());
        let run = run(page, number);
        assert!(station.t <= run.timeline().last(), "{name}");
        let board = run.board(Locale::en);
        let maps = board.lanes.iter().map(|lane| lane.maps.len()).sum::<usize>();
        assert!(!station.marks.is_empty(), "{name}");
        for mark in station.marks {
            assert!(
                mark.map < maps && !cells(&*run, mark.map, mark.cells, station.t).is_empty(),
                "{name}: {mark:?}"
            );
        }
        let first = station.marks[0].first();
        let Cell { map, row, col } = first;
        let entry = run.entry(first, station.t).unwrap_or_else(|| panic!("{name}: no sum"));
        let seen = run.seen(map, station.t).expect("it is there")[(row, col)];
        assert!((entry.value - seen).abs() < 1e-12, "{name}");
    }
}

/// What each mark shows, in the order of the words.
const SHOWN: &[(Page, &[&[&[f64]]])] = &[
    (
        Page::Start,
        &[
            &[&[1.0, 0.6, 1.0], &[0.374, 0.251, 0.374], &[0.374, 0.626]],
            &[&[1.0, 0.0], &[0.0, 1.0]],
            &[&[1.0, 0.0], &[1.6, 0.8]],
            &[&[1.0, 1.6]],
            &[&[0.0, 1.0], &[0.0, -0.48], &[1.0, 0.8]],
            &[&[0.374, 0.626], &[1.0, 1.6], &[0.0, 1.0]],
        ],
    ),
    (
        Page::Reorder,
        &[
            &[&[1.0], &[1.0, 0.0], &[1.0, 0.0]],
            &[&[1.6], &[1.0, 0.6, 1.0], &[0.0, 1.0, 1.0]],
            &[&[1.0, 0.6, 1.0]],
            &[&[1.0, 1.6]],
            &[&[1.0, 1.6], &[1.0, 1.6]],
        ],
    ),
    (
        Page::Identity,
        &[
            &[&[1.0]],
            &[&[0.6, 0.8]],
            &[&[0.6], &[1.0], &[0.6, 1.0], &[0.6, 1.0]],
            &[&[1.0, 1.6], &[1.0, 1.6]],
            &[&[1.0, 0.0], &[0.0, 1.0]],
        ],
    ),
    (
        Page::Mask,
        &[
            &[&[0.6], &[0.6]],
            &[&[0.0], &[0.6], &[1.6, 0.8]],
            &[&[-1.6], &[0.0, 0.0]],
            &[&[1.0, 0.0], &[0.0], &[1.0, 0.0]],
            &[&[0.374, 0.251, 0.374], &[1.0, 0.6, 1.0]],
        ],
    ),
    (
        Page::State,
        &[
            &[&[1.0], &[1.0]],
            &[&[-0.48], &[-0.48], &[0.6, 0.8]],
            &[&[0.64, 0.6]],
            &[&[-0.64, 0.4], &[0.64, 0.6]],
            &[&[-0.64, 0.4], &[0.0, 1.0], &[1.0, 1.6]],
            &[&[0.0, 1.0], &[1.0, 1.6]],
        ],
    ),
    (
        Page::Gates,
        &[
            &[&[0.64, 0.6], &[0.64, 0.6]],
            &[&[0.32, 0.8], &[0.32, 0.8]],
            &[&[0.32, -0.24], &[0.3, 0.4]],
            &[&[-0.24, 0.4], &[-0.48, 0.8]],
            &[&[0.0, 1.0], &[0.0, 0.0]],
        ],
    ),
    (
        Page::Width,
        &[
            &[&[1.0, 0.0], &[0.0, 0.0], &[1.0, 0.0]],
            &[&[0.0, 0.8], &[-0.48, 0.8]],
            &[&[0.0, 1.0], &[-0.48, 0.8]],
            &[&[-0.64, -0.6], &[-0.48, 0.8]],
            &[&[-0.64, 1.4], &[-0.48, 0.8]],
        ],
    ),
    (
        Page::Positions,
        &[
            &[&[0.374, 0.251, 0.374]],
            &[&[0.158, 0.211, 0.631], &[0.374, 0.251, 0.374]],
            &[&[0.230, 0.309, 0.461]],
            &[&[0.212, 0.212, 0.576]],
            &[&[0.0, 0.0, 1.0], &[0.212, 0.212, 0.576]],
            &[&[0.205, 0.15, 0.5]],
        ],
    ),
    (
        Page::Losses,
        &[
            &[&[1.0, 0.0], &[1.0, 0.0], &[0.5, 0.0]],
            &[&[-0.6, 1.0], &[-0.3, 1.0]],
            &[&[0.6, 0.8], &[0.6, 0.8], &[0.287, 0.383]],
            &[&[1.0, 1.6], &[0.0, 1.0], &[0.163, 0.72]],
            &[&[1.0, 1.6], &[0.0, 1.0], &[0.163, 0.72]],
        ],
    ),
    (
        Page::Chunks,
        &[
            &[&[0.6]],
            &[&[0.6]],
            &[&[-0.6, 1.0]],
            &[&[0.64, -0.48], &[1.0, 0.0], &[0.0, 1.0]],
            &[&[-0.64, 0.4]],
            &[&[0.0, 1.0]],
        ],
    ),
    (
        Page::Stability,
        &[&[&[0.0, 1.0], &[1.0, 1.6]], &[&[0.205, 0.65]], &[&[-0.56, 0.8], &[-0.56, 0.8]], &[&[-1.92, 1.6]]],
    ),
    (
        Page::Map,
        &[
            &[&[-0.187, -0.044], &[0.813, 1.556], &[1.0, 1.6]],
            &[&[0.0, 0.0], &[1.0, 1.6], &[1.0, 1.6]],
            &[&[0.043, 0.655], &[1.0, 1.6]],
            &[&[0.6, 0.8], &[0.6, 0.8]],
            &[&[-0.02, 0.02]],
            &[&[0.0, 0.0]],
        ],
    ),
];

#[test]
fn every_station_shows_the_numbers_that_its_words_say() {
    for (page, number, station) in stations() {
        let name = format!("{} at station {number}", page.slug());
        let (_, of_page) = SHOWN.iter().find(|(of, _)| *of == page).expect("every walk is here");
        let wanted = of_page[number as usize - 1];
        assert_eq!(wanted.len(), station.marks.len(), "{name}");
        let run = run(page, number);
        for (mark, wanted) in station.marks.iter().zip(wanted) {
            let found = cells(&*run, mark.map, mark.cells, station.t);
            // Softmax's weights are written with three digits.
            let same = |(found, wanted): (&f64, &f64)| {
                (found - wanted).abs() < 1e-12 || (found * 1e3).round() / 1e3 == *wanted
            };
            assert!(found.len() == wanted.len() && found.iter().zip(*wanted).all(same), "{name}: {found:?}");
        }
    }
}

#[test]
fn a_station_is_a_link_and_whoever_turns_a_knob_plays_on_from_there() {
    for (page, number, station) in stations() {
        let (read, corrections) = Scenario::read(&at(page, number).write());
        assert_eq!((read.station, &corrections[..]), (Some(number), &[][..]));
        let mut played = read.clone();
        played.change(|s| s.norm = Some(false));
        assert_eq!((played.station, played.t), (None, Some(station.t)), "{}", page.slug());
        assert_eq!(
            Scenario::read(&played.write()).0.shown(),
            played.shown(),
            "a link of that moment opens it"
        );
        let mut left = read;
        left.leave();
        assert_eq!(Scenario::read(&left.write()).0.station, None, "free play stays free play");
    }
    let bare = |page: Page| Scenario::read(&format!("page={}&lang=zh-CN", page.slug())).0.station;
    for page in Page::ALL {
        assert_eq!(bare(*page), (!guide(*page).is_empty()).then_some(1), "{}", page.slug());
    }
    let (free, corrections) = Scenario::read("page=state&stop=3&beta=0.5");
    assert_eq!((free.station, corrections.len()), (None, 1), "a knob wins, and the note says so");
    assert_eq!(Scenario::read("page=state&stop=99").0.station, Some(6), "the nearest");
}

#[test]
fn the_end_of_a_walk_goes_on_in_free_play_and_takes_nothing_that_was_set() {
    let last = guide(Page::State).len() as u64;
    let left = |station: u64, set: fn(&mut Scenario)| {
        let mut scenario = at(Page::State, station);
        set(&mut scenario);
        scenario.leave();
        scenario
    };
    let played = left(last, |_| ());
    assert_eq!(played, Scenario { station: None, ..at(Page::State, last).shown() });
    assert_eq!(
        left(2, |_| ()),
        Scenario { station: None, ..at(Page::State, 2) },
        "who skips comes to the usual"
    );
    let own = left(last, |s| s.knobs.state.set.gamma = Gate::Constant(0.5));
    assert_eq!((own.knobs.state.set.gamma.clone(), own.t), (Gate::Constant(0.5), None));
    let elsewhere = left(last, |s| s.knobs.chunks.chunk_size = 8);
    assert_eq!((elsewhere.t, elsewhere.knobs.chunks.chunk_size), (played.t, 8), "other pages keep theirs");
}

#[test]
fn delta_net_pays_with_some_of_the_sky() {
    let lockstep = Lockstep::run(&three(), &at(Page::State, 6).shown().knobs.state.set.clone(), RULES);
    let sky = |stop: u64| lockstep.track(1).expect("DeltaNet").recalled(stop as usize).1[1].error;
    // After the second fact, and at the end: ‖(−0.384, 1.24) − (0, 1)‖.
    assert!(sky(10) < 1e-15 && (sky(15) - 0.384f64.hypot(0.24)).abs() < 1e-12, "{} {}", sky(10), sky(15));
    assert_eq!(format!("{:.3}", sky(15)), "0.453");
}

#[test]
fn three_facts_are_twelve_numbers_for_softmax_and_four_in_a_state() {
    let run = start::Beside::run(&three(), &at(Page::Start, 6).shown().knobs.start).expect("it runs");
    assert_eq!(run.kept(3), [12, 4, 4]);
    let alone = start::Beside::run(&three(), &at(Page::Start, 2).shown().knobs.start).expect("it runs");
    assert_eq!(alone.kept(3), [12]);
}

#[test]
fn the_third_token_costs_12_multiply_adds_on_one_path_and_8_on_the_other() {
    let growth =
        identity::Growth::run(&three(), &at(Page::Identity, 5).shown().knobs.identity).expect("it runs");
    assert_eq!((growth.work_of_history(3), growth.work_of_state()), (12, 8));
}
