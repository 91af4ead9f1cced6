//! The page `start`: its recall task shows what the experiment gives, and its map leads to every page.

use browser_tests::{Page, Screen, visit, visit_on};
use deltascope::experiments::{ASKED, Curve, LISTS, Task};

/// The task as it is measured here.
fn measured(task: Task) -> Curve {
    let mut curve = Curve::new(task);
    for seed in 0..LISTS {
        let list: Vec<_> = (1..=task.most()).map(|pairs| task.right(seed, pairs).expect("it runs")).collect();
        curve.add(&list);
    }
    curve
}

/// Waits until the page has read all lists, and compares its table.
fn shows(page: &Page, task: Task) {
    let curve = measured(task);
    let all = LISTS.to_string();
    page.wait_until("all lists are read", |page| {
        page.attribute("recall-task", "data-lists") == Some(all.clone())
    });
    for (rule, of) in ASKED.iter().enumerate() {
        for (place, times) in [1, 2, 4].into_iter().enumerate() {
            let share = curve.share(rule, times * task.d).expect("lists were read");
            let id = format!("share-{}-{place}", of.info.id);
            page.wait_until(&id, |page| page.text(&id) == format!("{:.0} %", 100.0 * share));
        }
    }
}

#[test]
fn the_recall_task_shows_what_is_measured_and_its_knobs_are_in_the_address() {
    let usual = Task { d: 8, scale: 8.0, twice: false };
    visit(|page| {
        page.play("?page=start&lang=en");
        shows(page, usual);
        assert_eq!(page.text("share-softmax_attn-2"), "100 %");
        page.click("twice");
        page.wait_until("the address says so", |page| page.query("twice").as_deref() == Some("1"));
        shows(page, Task { twice: true, ..usual });
        page.slide("list-d", 0.0);
        page.wait_until("d is 4", |page| page.query("list-d").as_deref() == Some("4"));
        shows(page, Task { d: 4, twice: true, ..usual });
        page.play("?page=start&sharpness=1&list-d=5&lang=en");
        shows(page, Task { d: 5, scale: 1.0, twice: false });
        assert!(page.text("recall-task").contains("0.447"), "the usual scale is told");
    });
}

#[test]
fn a_knob_that_is_turned_again_while_lists_are_read_shows_the_last_setting() {
    visit(|page| {
        page.play("?page=start&lang=en");
        page.script(
            "const slider = document.querySelector('[data-testid=list-d]');
            for (const d of [16, 5, 12, 6]) { slider.value = d; slider.dispatchEvent(new Event('input', { bubbles: true })) }",
        );
        page.wait_until("the address says so", |page| page.query("list-d").as_deref() == Some("6"));
        shows(page, Task { d: 6, scale: 8.0, twice: false });
    });
}

/// The pages of the navigation, in reading order.
const PAGES: &str = "return [...document.querySelectorAll('nav [data-testid^=nav-]')].map((it) => it.dataset.testid.slice(4))";

#[test]
fn the_map_names_every_page_in_reading_order_with_its_question_and_leads_there() {
    let named = "return [...document.querySelectorAll('.overview [data-testid^=way-]')]
        .map((it) => [it.dataset.testid.slice(4), it.querySelector('a > span').textContent])";
    for screen in [Screen::Desktop, Screen::Phone] {
        visit_on(screen, |page| {
            page.open("?lang=en");
            page.wait_until("the map is there", |page| page.has("way-lab"));
            let ways: Vec<(String, String)> =
                serde_json::from_value(page.script(named)).expect("slugs, questions");
            let slugs: Vec<&str> = ways.iter().map(|(slug, _)| slug.as_str()).collect();
            let all: Vec<String> = serde_json::from_value(page.script(PAGES)).expect("slugs");
            assert_eq!(slugs, all[1..], "all pages but this one");
            assert!(ways.iter().all(|(_, asks)| asks.ends_with('?')), "{ways:?}");
            page.script("document.querySelector('[data-testid=way-mask] a').click()");
            page.wait_until("it leads to the page's walk, from its top", |page| {
                page.slug() == "mask" && page.has("stop") && page.script("return scrollY") == 0
            });
        });
    }
}
