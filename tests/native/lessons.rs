//! Everything that can be set survives the query string, and no query string is refused.

use deltascope::knobs::{Draw, Knobs};
use deltascope::lessons::{LessonKnobs, guide};
use deltascope::pages::Page;
use deltascope::scenario::{Given, Scenario};
use proptest::prelude::*;
use proptest::sample::select;
use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha8Rng;

/// Some setting of everything, on any page: every knob is drawn by being in its table.
fn scenario() -> impl Strategy<Value = Scenario> {
    (select(Page::ALL), any::<u64>()).prop_map(|(page, seed)| {
        let mut rng = ChaCha8Rng::seed_from_u64(seed);
        Scenario::draw(page, &mut Draw::any(&mut || rng.next_u64()))
    })
}

/// Every key of the query string.
fn keys() -> Vec<&'static str> {
    let of_pages = Page::ALL.iter().flat_map(|page| LessonKnobs::keys(*page).iter().copied());
    Scenario::KEYS.iter().chain(Given::KEYS).copied().chain(of_pages).collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1024))]

    #[test]
    fn everything_that_can_be_set_survives_the_query_string(mut set in scenario()) {
        let (mut read, corrections) = Scenario::read(&set.write());
        prop_assert_eq!(corrections, []);
        prop_assert_eq!((read.kind(), read.unit_keys(), read.scale()), (set.kind(), set.unit_keys(), set.scale()));
        // An input that is the page's own goes without saying, but for an experiment that opens another.
        for of in [&mut read, &mut set] {
            of.source.kind = of.source.kind.filter(|kind| *kind != of.page.opens_with());
        }
        prop_assert_eq!(read, set);
    }

    #[test]
    fn any_query_string_opens_a_state_that_needs_no_more_corrections(
        pairs in prop::collection::vec((select(keys()), ".{0,12}|-?[0-9]{1,25}|[0-9.]*e[0-9]+|NaN|inf|,+"), 0..8),
    ) {
        let text: Vec<String> = pairs.iter().map(|(key, value)| format!("{key}={value}")).collect();
        let (scenario, _) = Scenario::read(&text.join("&"));
        let (again, corrections) = Scenario::read(&scenario.write());
        prop_assert_eq!(corrections, []);
        prop_assert_eq!(again.write(), scenario.write());
    }

    #[test]
    fn a_link_changes_its_own_page_and_leaves_the_knobs_of_the_others(mut set in scenario(), link in scenario()) {
        let before = set.clone();
        set.take(link.clone());
        prop_assert_eq!((set.page, set.t, &set.source), (link.page, link.t, &link.source));
        for page in Page::ALL {
            // Every key that a page writes comes from the link, or from an earlier setting.
            let at = |of: &Scenario| Scenario { page: *page, ..of.clone() }.knobs;
            let from = if *page == link.page { &link } else { &before };
            let mut expected = at(&set);
            expected.take(*page, &at(from));
            prop_assert_eq!(expected, at(&set));
        }
    }
}

#[test]
fn free_play_that_is_reset_is_as_it_opens_and_leaves_the_others_and_the_reader_alone() {
    for (page, seed) in Page::ALL.iter().flat_map(|page| (0..20).map(move |seed| (*page, seed))) {
        let mut rng = ChaCha8Rng::seed_from_u64(seed);
        let mut draw = || rng.next_u64();
        let mut set = Scenario::draw(page, &mut Draw::any(&mut draw));
        let (lang, theme, embed) = (set.lang, set.theme, set.embed);
        // Every other page has knobs of its own that are off their defaults.
        for other in Page::ALL.iter().filter(|other| **other != page) {
            set.knobs.take(*other, &LessonKnobs::draw(&mut Draw::any(&mut draw), *other));
        }
        let before = set.knobs.clone();
        set.reset();
        assert_eq!((set.lang, set.theme, set.embed), (lang, theme, embed));
        let bare = Scenario { lang: None, theme: None, embed: false, ..set.clone() };
        let play = if guide(page).is_empty() { "" } else { "&stop=0" };
        assert_eq!(bare.write(), format!("page={}{play}", page.slug()));
        let mut expected = before;
        expected.take(page, &LessonKnobs::default());
        assert_eq!(set.knobs, expected);
    }
}

#[test]
fn every_knob_is_drawn_off_its_default_sooner_or_later() {
    for page in Page::ALL {
        let mut rng = ChaCha8Rng::seed_from_u64(1);
        let mut written = String::new();
        for _ in 0..200 {
            written += &Scenario::draw(*page, &mut Draw::any(&mut || rng.next_u64())).write();
            written.push('&');
        }
        for key in LessonKnobs::keys(*page) {
            assert!(written.contains(&format!("&{key}=")), "{}: {key} stays at its default", page.slug());
        }
    }
}

#[test]
fn no_two_knobs_of_a_page_share_a_key() {
    for page in Page::ALL {
        let mut keys: Vec<_> =
            Scenario::KEYS.iter().chain(Given::KEYS).chain(LessonKnobs::keys(*page)).collect();
        keys.sort_unstable();
        let all = keys.len();
        keys.dedup();
        assert_eq!(keys.len(), all, "{}", page.slug());
    }
}

#[test]
fn a_page_opens_at_its_own_moment_unless_a_link_names_another() {
    let stepped = Scenario { t: Some(7), ..Scenario::default() };
    let state = stepped.at_page(Page::State);
    assert_eq!((state.page, state.t), (Page::State, None), "the stop belongs to the page that is left");
    for link in ["page=state", "page=state&input=random"] {
        assert_eq!(Scenario::read(link).0.t, None, "{link}");
    }
    assert_eq!(Scenario::read("page=state&t=0").0.t, Some(0));
}
