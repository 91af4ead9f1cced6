//! The memory game, played as a person does: cards, predictions, answers, a score.

use browser_tests::{Page, Screen, visit, visit_on};
use deltascope::inputs::OwnFacts;
use deltascope::io::link::from_link;
use deltascope::lessons::lockstep::Lockstep;
use deltascope::lessons::state::{Answer, Question, questions};
use deltascope::number::short;
use deltascope::rules::RULES;
use deltascope::scenario::Scenario;

/// The rules that are played against, with the page's own gates.
const RULES_HERE: [&str; 2] = ["linear_attn", "delta_rule"];

/// The run of the cards in the address.
fn run(page: &Page) -> Lockstep {
    let mut facts = page.query("facts").expect("the cards stand in the address");
    // Many cards are packed.
    if let Some(packed) = facts.strip_prefix('*') {
        facts = String::from_utf8(from_link(packed).expect("a packed text")).expect("a text");
    }
    let stream =
        OwnFacts::read(&facts, |x| x.parse().ok()).expect("they are facts").stream().with_unit_keys();
    Lockstep::run(&stream, &Scenario::default().knobs.state.set.clone(), RULES)
}

/// An answer as the page writes it beside its test id.
fn told(answer: Answer) -> String {
    match answer {
        Answer::Value(card) => (card + 1).to_string(),
        Answer::Undecided => "draw".to_owned(),
    }
}

/// The value of an option.
fn option(answer: Answer) -> String {
    match answer {
        Answer::Value(card) => card.to_string(),
        Answer::Undecided => "draw".to_owned(),
    }
}

/// Predicts all answers but the first, turns over, and compares.
fn play(page: &Page) {
    let run = run(page);
    let asked = questions(&run);
    page.wait_until("every key is asked for", |page| {
        page.has(&format!("game-guess-{}-delta_rule", asked.len()))
            && !page.has(&format!("game-guess-{}-delta_rule", asked.len() + 1))
    });
    let each = || {
        asked.iter().enumerate().flat_map(|(row, of): (usize, &Question)| {
            of.replies.iter().zip(RULES_HERE).map(move |(reply, rule)| (row + 1, reply.answer, rule))
        })
    };
    for (row, answer, rule) in each().skip(1) {
        page.select(&format!("game-guess-{row}-{rule}"), &option(answer));
    }
    page.click("game-reveal");
    page.wait_until("all answers are told", |page| {
        each().all(|(row, answer, rule)| {
            page.attribute(&format!("game-answer-{row}-{rule}"), "data-value").as_deref()
                == Some(&told(answer))
        })
    });
    let predicted = (2 * asked.len() - 1).to_string();
    page.wait_until("all but one were predicted", |page| {
        page.attribute("game-score", "data-value").as_deref() == Some(&predicted)
    });
    for (lane, name) in ["Linear attention", "DeltaNet"].into_iter().enumerate() {
        let right = asked.iter().filter(|of| Some(of.replies[lane].answer) == of.right(&run)).count();
        let score = format!("{name} {right} / {}", asked.len());
        assert!(page.text("game-score").contains(&score), "{score} in {}", page.text("game-score"));
    }
    // Beside each answer: whether it is what was told last, how far S k is from it, and whether it was predicted.
    for (row, of) in asked.iter().enumerate() {
        for (reply, rule) in of.replies.iter().zip(RULES_HERE) {
            let says = page.text(&format!("game-cell-{}-{rule}", row + 1));
            let kept = Some(reply.answer) == of.right(&run);
            assert_eq!(says.contains("= told last"), kept, "{says}");
            let far = match (reply.answer, kept) {
                (Answer::Undecided, _) => format!("S k is {} from several values", short(reply.nearest)),
                (_, true) => format!("S k is {} from it", short(reply.nearest)),
                (_, false) => {
                    format!("S k is {} from it, {} from ", short(reply.nearest), short(reply.told))
                }
            };
            assert!(says.contains(&far), "{far} in {says}");
            assert_eq!(says.contains('✓'), (row, rule) != (0, RULES_HERE[0]), "all but the first: {says}");
        }
    }
    page.wait_until("the stage has told all", |page| {
        page.property("scrub", "value") == page.property("scrub", "max")
    });
}

/// The cards in the address, once they are others.
fn others(page: &Page, before: &Option<String>) -> Option<String> {
    page.wait_until("there are other cards", |page| {
        let now = page.query("facts");
        now.is_some() && now != *before
    });
    page.query("facts")
}

#[test]
fn cards_are_dealt_overwritten_and_made_to_collide_and_the_answers_are_those_of_the_rules() {
    visit(|page| {
        page.play("?page=state&lang=en");
        page.click("game");
        let mut cards = others(page, &None);
        play(page);
        for (more, rows) in [("game-overwrite", 0), ("game-collide", 1), ("game-deal", 0)] {
            let before = questions(&run(page)).len();
            page.click(more);
            cards = others(page, &cards);
            let after = questions(&run(page)).len();
            assert_eq!(after, if more == "game-deal" { 4 } else { before + rows }, "{more}");
            play(page);
        }
        assert!(page.text("game-total").contains(" / "), "the rounds are added up");
        page.select("game-channels", "5");
        page.select("game-cards", "2");
        page.click("game-deal");
        cards = others(page, &cards);
        page.click("game-overfill");
        others(page, &cards);
        assert_eq!(questions(&run(page)).len(), 6, "five channels, six keys");
        play(page);
        page.click("game-overfill");
        page.wait_until("it says why there are no more", |page| {
            page.script("return document.querySelector('.game-place .note')?.textContent ?? ''")
                .as_str()
                .is_some_and(|says| says.contains("more keys than channels"))
        });
        page.click("game");
        page.wait_until("it is put away", |page| !page.has("game-deal"));
        // What each deal took the place of comes back, and at last the input of the page.
        let dealt = page.query("facts");
        page.click("game-back");
        page.wait_until("the cards before the last deal", |page| page.query("facts") != dealt);
        let before = page.query("facts");
        for _ in 0..5 {
            page.click("game-back");
        }
        page.wait_until("nothing is left to go back to", |page| {
            !page.has("game-back") && page.query("facts").is_none() && page.query("input").is_none()
        });
        // And forward again, to the last.
        for _ in 0..5 {
            page.click("game-forward");
        }
        page.wait_until("before the last deal", |page| page.query("facts") == before);
        page.click("game-forward");
        page.wait_until("the last deal", |page| page.query("facts") == dealt && !page.has("game-forward"));
    });
}

#[test]
fn a_link_opens_a_game_with_a_readers_own_words_on_a_phone() {
    visit_on(Screen::Phone, |page| {
        page.open("?page=state&lang=en&game=1&input=own&facts=tea 1 0>hot 1 0;milk 0 1>cold 0 1;tea>cold");
        page.wait_until("the game is open", |page| page.has("game-questions"));
        assert!(page.text("game-questions").contains("milk"));
        assert_eq!(page.property("game-channels", "value"), "2", "those of the cards on the table");
        play(page);
    });
}
