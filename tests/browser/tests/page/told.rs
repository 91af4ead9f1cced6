//! What the tests of all lessons ask of a page: the numbers that it tells, and its questions answered.

use browser_tests::Page;

/// The full precision of a number on the page.
pub fn value(page: &Page, id: &str) -> Option<f64> {
    page.attribute(id, "data-value")?.parse().ok()
}

/// Whether a number stands on the page.
pub fn says(page: &Page, id: &str, expected: f64) -> bool {
    value(page, id).is_some_and(|told| (told - expected).abs() <= 1e-9 * expected.abs().max(1.0))
}

/// Guesses a number, and waits for what is behind the question.
pub fn answered(page: &Page, about: &str, guess: &str, verdict: &str) {
    page.wait_until("it asks", |page| page.has(&format!("predict-{about}")));
    page.type_into(&format!("predict-{about}"), guess);
    page.click(&format!("reveal-{about}"));
    page.wait_until(verdict, |page| page.text(&format!("answer-{about}")).starts_with(verdict));
}

/// Chooses one of three answers, and waits until the right one is marked.
pub fn chosen(page: &Page, about: &str, answer: &str, right: &str) {
    page.wait_until("it asks", |page| page.has(&format!("{about}-{answer}")));
    page.click(&format!("{about}-{answer}"));
    page.wait_until("the right answer is marked", |page| {
        page.text(&format!("{about}-{right}")).contains('✓')
    });
}
