//! What a reader chooses for every page, language and theme: remembered by the browser, and overruled by a link that names it.

use browser_tests::{Page, visit};

fn lang(page: &Page) -> String {
    let lang = page.script("return document.documentElement.lang");
    lang.as_str().unwrap_or_default().to_owned()
}

fn theme(page: &Page) -> String {
    let theme = page.script("return document.documentElement.dataset.theme ?? ''");
    theme.as_str().unwrap_or_default().to_owned()
}

/// Chooses Chinese and dark; the browser of these tests is English and light.
fn choose(page: &Page) {
    page.click("lang");
    page.click("theme");
    page.wait_until("it is Chinese and dark", |page| lang(page) == "zh-CN" && theme(page) == "dark");
}

#[test]
fn the_browser_remembers_language_and_theme_and_the_address_need_not_say_them() {
    visit(|page| {
        page.play("?page=mask&input=facts");
        choose(page);
        page.select("way", "state");
        page.wait_until("the address has what is set on the page", |page| page.query("way").is_some());
        assert_eq!((page.query("lang"), page.query("theme")), (None, None));
        for query in ["?page=mask", "?page=state", ""] {
            page.play(query);
            page.wait_until("another visit is Chinese and dark", |page| {
                lang(page) == "zh-CN" && theme(page) == "dark"
            });
        }
    });
}

#[test]
fn a_link_that_names_them_wins_and_is_not_remembered() {
    visit(|page| {
        page.play("?page=mask&input=facts");
        choose(page);
        page.play("?page=mask&lang=en&theme=light");
        page.wait_until("the link wins", |page| lang(page) == "en" && theme(page) == "light");
        page.click("nav-state");
        page.wait_until("on every page", |page| page.has("lane-delta_rule"));
        assert_eq!((lang(page).as_str(), theme(page).as_str()), ("en", "light"));
        assert_eq!(
            (page.query("lang").as_deref(), page.query("theme").as_deref()),
            (Some("en"), Some("light"))
        );
        page.play("?page=mask");
        page.wait_until("without them the choice holds", |page| {
            lang(page) == "zh-CN" && theme(page) == "dark"
        });
    });
}

#[test]
fn a_choice_takes_the_place_of_what_the_link_says() {
    visit(|page| {
        page.play("?page=mask&input=facts&lang=en&theme=light");
        choose(page);
        page.wait_until("the address no longer says otherwise", |page| {
            page.query("lang").is_none() && page.query("theme").is_none()
        });
        page.reload();
        page.wait_until("it is remembered", |page| lang(page) == "zh-CN" && theme(page) == "dark");
    });
}

#[test]
fn where_the_browser_keeps_nothing_the_address_does() {
    let deny = "Object.defineProperty(window, 'localStorage', { get() { throw new DOMException('denied', 'SecurityError'); } });";
    visit(|page| {
        page.ahead(deny);
        page.play("?page=mask&input=facts");
        choose(page);
        page.wait_until("the address says both", |page| {
            page.query("lang").as_deref() == Some("zh-CN") && page.query("theme").as_deref() == Some("dark")
        });
        page.reload();
        page.wait_until("so a new load has them", |page| lang(page) == "zh-CN" && theme(page) == "dark");
    });
}

#[test]
fn nonsense_that_the_browser_keeps_is_passed_over() {
    visit(|page| {
        page.play("?page=mask&input=facts");
        page.script(
            "localStorage.setItem('deltascope-lang', 'xx'); localStorage.setItem('deltascope-theme', '{}')",
        );
        page.play("?page=mask&input=facts");
        page.wait_until("the browser's own language", |page| lang(page) == "en");
        assert_eq!(theme(page), "");
    });
}
