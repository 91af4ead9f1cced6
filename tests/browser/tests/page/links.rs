//! Links hold what a reader has made: facts, numbers of their own, and a frame for somebody else's page.

use browser_tests::{Page, Screen, repository_file, visit, visit_on};

/// A link is shorter than this, or programs that pass it on cut it.
const LONGEST: usize = 2000;

fn copied(page: &Page) -> String {
    page.script("return navigator.clipboard.readText()").as_str().unwrap_or_default().to_owned()
}

fn share(page: &Page) -> String {
    page.allow_clipboard();
    page.script("return navigator.clipboard.writeText('')");
    page.click("share");
    page.wait_until("it says so", |page| page.text("told").contains("copied"));
    copied(page)
}

/// What follows the name of the host and the folder.
fn file_of(link: &str) -> &str {
    link.rsplit_once('/').map_or(link, |(_, file)| file)
}

#[test]
fn sixteen_facts_with_all_their_numbers_travel_in_a_link() {
    let number = |i: usize| format!("{}", (i * 7919 % 2000) as f64 / 1000.0);
    let side = |of: usize| (0..8).map(|i| number(8 * of + i)).collect::<Vec<_>>().join(" ");
    let facts: Vec<_> = (0..16)
        .map(|fact| format!("灯{fact} {} → 红{fact} {}", side(2 * fact), side(2 * fact + 1)))
        .collect();
    let facts = facts.join("\n");
    visit(|page| {
        page.play("state.html?input=own&lang=en");
        page.wait_until("there is a field", |page| page.has("facts") && page.is_whole());
        page.script(&format!(
            "const field = document.querySelector('[data-testid=facts]'); field.value = {facts:?};
            field.dispatchEvent(new Event('input', {{ bubbles: true }})); field.dispatchEvent(new Event('change', {{ bubbles: true }}));"
        ));
        page.wait_until("all of them are told", |page| {
            page.script("return document.querySelectorAll('.tokens .token').length") == 16
        });
        let link = share(page);
        assert!(link.len() < LONGEST, "{} characters: {link}", link.len());
        page.open(file_of(&link));
        page.wait_until("they are there again", |page| {
            page.has("facts") && page.property("facts", "value").as_str() == Some(&facts)
        });
    });
}

#[test]
fn a_window_of_a_readers_own_numbers_travels_in_a_link_and_a_large_one_says_that_it_does_not() {
    visit(|page| {
        page.open("tensors.html?lang=en");
        page.wait_until("files can be chosen", |page| page.has("file-input") && page.is_whole());
        page.choose_files("file-input", &[&repository_file("tests/mistakes/gated_delta_rule.safetensors")]);
        page.wait_until("they can be stepped through", |page| page.has("step-through"));
        page.click("step-through");
        page.wait_until("the page State runs on them", |page| {
            page.slug() == "state" && page.has("window") && page.is_whole()
        });
        let without = share(page);
        assert!(page.text("told").contains("without your numbers"), "{}", page.text("told"));
        assert!(!without.contains("numbers="), "{without}");
        page.set_slider("first-token", 5.0);
        page.set_slider("tokens", 7.0);
        page.wait_until("the window is short", |page| page.text("window").contains("11"));
        page.click("step-last");
        page.wait_until("all of it is shown", |page| {
            page.property("scrub", "value") == page.property("scrub", "max")
        });
        let (norm, map) =
            (page.text("norm-s"), "return document.querySelector('[data-testid=map-s]').toDataURL()");
        let shown = page.script(map);
        let link = share(page);
        assert!(link.len() < LONGEST && link.contains("numbers="), "{} characters: {link}", link.len());
        // Whoever opens it has no files.
        page.open("index.html");
        page.open(file_of(&link));
        page.wait_until("the window is here", |page| page.has("window") && page.is_whole());
        assert!(page.text("window").contains("came with the link"), "{}", page.text("window"));
        assert!(
            page.text("window").contains('5') && page.text("window").contains("11"),
            "{}",
            page.text("window")
        );
        page.wait_until("its last state is the same", |page| {
            page.text("norm-s") == norm && page.script(map) == shown
        });
        assert!(page.has("beta-brought"), "and so are its gates");
        // On the page of files, where there are none, and back.
        page.click("nav-tensors");
        page.wait_until("files can be chosen", |page| {
            page.slug() == "tensors" && page.has("file-input") && page.is_whole()
        });
        page.back();
        page.wait_until("the numbers are still here", |page| page.text("norm-s") == norm);
        // A link that was cut says so.
        page.open(&file_of(&link).replace("numbers=", "numbers=AA"));
        page.wait_until("it says so", |page| {
            page.script("return document.querySelector('.stage [role=alert]')?.textContent ?? ''")
                .as_str()
                .is_some_and(|text| text.contains("cannot be read"))
        });
    });
}

#[test]
fn a_frame_shows_the_stage_and_what_steps_it_and_leads_to_the_page() {
    let seen = |page: &Page, what: &str| {
        page.script(&format!("return document.querySelector('{what}')?.checkVisibility() ?? false")) == true
    };
    for screen in [Screen::SmallPhone, Screen::Desktop] {
        visit_on(screen, |page| {
            page.open("state.html?embed=1&lang=en");
            page.wait_until("it shows its run", |page| page.is_whole() && page.has("walk-next"));
            for hidden in ["nav", ".tools", ".guide h1", ".onward", "footer", ".reading"] {
                assert!(!seen(page, hidden), "{hidden}");
            }
            assert!([".stage", ".walk .now", ".brand"].iter().all(|shown| seen(page, shown)));
            page.click("walk-next");
            page.wait_until("the walk goes on", |page| page.query("stop").as_deref() == Some("2"));
            assert_eq!(page.query("embed").as_deref(), Some("1"));
            let leads =
                page.script("const it = document.querySelector('.brand'); return [it.target, it.href]");
            assert_eq!(leads[0], "_blank");
            assert!(
                leads[1].as_str().is_some_and(|href| href.contains("state.html") && !href.contains("embed")),
                "{leads}"
            );
            let wide = page.script("return document.documentElement.scrollWidth <= innerWidth");
            assert_eq!(wide, true);
        });
    }
}

#[test]
fn the_code_for_a_frame_is_offered_where_a_link_is_shared() {
    visit(|page| {
        page.play("mask.html?way=state&lang=en");
        let link = share(page);
        page.click("embed");
        page.wait_until("it says so", |page| page.text("told").contains("frame"));
        let code = copied(page);
        let source =
            code.split_once("src=\"").and_then(|(_, rest)| rest.split_once('"')).expect("a source").0;
        assert_eq!(source.replace("&amp;", "&"), format!("{link}&embed=1"));
        page.script(&format!("document.body.insertAdjacentHTML('beforeend', {code:?})"));
        // A frame may wait until it is in sight.
        page.script("document.querySelector('iframe').scrollIntoView()");
        page.wait_until("the frame shows the page", |page| {
            page.script("const it = document.querySelector('iframe')?.contentDocument; return it?.documentElement.dataset.embed === '' && it.querySelector('[data-testid=way]')?.value === 'state'") == true
        });
    });
}
