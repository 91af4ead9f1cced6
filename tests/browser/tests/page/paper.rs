//! A page on paper: an article with its figures as they stand.

use browser_tests::{Page, visit};
use serde_json::json;

use crate::looks::{EMPTY, first_cell, palette};

/// Whether something is seen.
fn is_shown(page: &Page, what: &str) -> bool {
    page.script(&format!(
        "return [...document.querySelectorAll('{what}')].some((it) => it.checkVisibility())"
    )) == true
}

#[test]
fn a_lesson_is_put_on_paper_as_an_article_with_its_figures_as_they_stand() {
    visit(|page| {
        page.open("state.html?stop=3&lang=en");
        page.wait_until("the page is whole", |page| page.has("map-s") && page.is_whole());
        page.put_on_paper(true);
        page.wait_until("it is on paper", |page| !is_shown(page, ".transport"));
        for what in [".transport", "header nav", ".tools", "footer", ".onward", ".take"] {
            assert!(!is_shown(page, what), "{what} is not on paper");
        }
        let stations =
            "return [...document.querySelectorAll('.walk > li')].every((it) => it.checkVisibility())";
        assert_eq!(page.script(stations), true, "all stations are read");
        let inside = "return document.documentElement.scrollWidth <= document.documentElement.clientWidth";
        assert_eq!(page.script(inside), true);
        // The paper itself, which has several sheets, none of them empty.
        let pdf = page.printed();
        assert!(pdf.starts_with(b"%PDF-") && pdf.len() > 15_000, "{} bytes", pdf.len());
        page.put_on_paper(false);
        page.wait_until("the screen is as it was", |page| is_shown(page, ".transport"));
    });
}

#[test]
fn figures_of_a_dark_page_are_drawn_in_the_colours_of_paper() {
    let [light, dark] = palette("empty");
    visit(|page| {
        page.play(&format!("{EMPTY}&theme=dark"));
        page.wait_until("an empty cell is dark", |page| first_cell(page, "map-p") == json!(dark));
        page.put_on_paper(true);
        page.wait_until("it is light on paper", |page| first_cell(page, "map-p") == json!(light));
        page.put_on_paper(false);
        page.wait_until("and dark on the screen", |page| first_cell(page, "map-p") == json!(dark));
    });
}

#[test]
fn in_free_play_its_walk_is_on_paper_too() {
    visit(|page| {
        page.play("reorder.html?n=8&d=4&input=random&lang=en");
        page.put_on_paper(true);
        page.wait_until("its stations are there", |page| is_shown(page, ".walk > li:last-child"));
        assert!(is_shown(page, "[data-testid=map-p]") && !is_shown(page, ".walk-again"));
    });
}
