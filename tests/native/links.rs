//! A link to any moment is short enough for every program that passes it on.

use deltascope::inputs::Kind;
use deltascope::knobs::Draw;
use deltascope::pages::Page;
use deltascope::scenario::{Scenario, address};
use rand::Rng;
use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::SeedableRng;

/// Some programs cut longer links.
const LONGEST: usize = 2000;
/// What stands in front of the name of a page.
const SITE: usize = "https://somebody-with-a-name.github.io/deltascope/".len();

#[test]
fn whatever_is_set_by_hand_fits_in_a_link_of_every_page() {
    for page in Page::ALL {
        let mut longest = (0, String::new());
        for seed in 0..400 {
            let mut rng = ChaCha8Rng::seed_from_u64(seed);
            let mut source = || rng.next_u64();
            let mut set = Scenario::draw(*page, &mut Draw::by_hand(&mut source));
            // Facts and numbers of a reader's own are as long as there is room: see `App::shared`.
            set.source.kind = Some(Kind::Random);
            set.source.given.facts = Default::default();
            set.source.given.numbers = String::new();
            let link = address::write(&set);
            if link.len() > longest.0 {
                longest = (link.len(), link);
            }
        }
        assert!(SITE + longest.0 < LONGEST, "{}: {} characters: {}", page.slug(), longest.0, longest.1);
    }
}
