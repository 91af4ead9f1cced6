//! The way from page to page: the header with its chapters, which sixteen pages fit, and the links at the end of each page.

use browser_tests::{Page, Screen, visit, visit_on};
use serde_json::json;

/// The pages of the plan that are not there yet go into the navigation with the longest names that they may get: chapter, slug, and
/// name in both languages.
const TO_COME: &str = r#"[
    ["state", "gates", "Gates", "门控"], ["state", "width", "Width", "宽度"], ["state", "positions", "Positions", "位置"],
    ["state", "losses", "Losses", "损失函数"], ["parallel", "stability", "Stability", "稳定性"], ["explore", "map", "The family", "族谱"],
    ["explore", "tensors", "Your tensors", "自带张量"], ["explore", "invent", "Invent", "发明规则"], ["explore", "trained", "Trained", "训练好的模型"]
]"#;

/// Puts them in, each behind its chapter, the chapter `explore` ahead of the last.
const INSERT: &str = r#"
const chinese = document.documentElement.lang === "zh-CN";
const of = (slug) => document.querySelector(`[data-testid=nav-${slug}]`)?.closest("li");
const chapters = { state: of("state"), parallel: of("chunks") };
for (const [chapter, slug, en, zh] of TO_COME) {
  if (of(slug)) continue;
  if (!chapters[chapter]) {
    const fresh = chapters[chapter] = of("lab").cloneNode(true);
    fresh.querySelector("span").textContent = chinese ? "探索" : "Explore";
    fresh.querySelector("div").replaceChildren();
    of("lab").before(fresh);
  }
  const link = of("lab").querySelector("a").cloneNode(true);
  link.removeAttribute("aria-current");
  link.dataset.testid = `nav-${slug}`;
  link.textContent = chinese ? zh : en;
  chapters[chapter].querySelector("div").append(link);
}
return document.querySelectorAll("nav [data-testid^=nav-]").length"#;

/// What of the header is out of its place: out of the window, over another part, or cut.
const OUT_OF_PLACE: &str = r#"
const out = [], wide = document.documentElement.clientWidth;
if (document.documentElement.scrollWidth > wide) out.push(`the page is ${document.documentElement.scrollWidth} wide`);
const box = (it) => it.getBoundingClientRect();
const seen = (it) => it.checkVisibility() && box(it).width > 0;
const parts = [...document.querySelectorAll("header.top :is(a, button, li > span)")].filter(seen);
for (const part of parts) {
  const { left, right, top } = box(part);
  if (left < 0 || right > wide + 0.5 || top < 0) out.push(`${part.textContent} is out of the window`);
  if (part.scrollWidth > part.clientWidth + 1 && getComputedStyle(part).display !== "inline") out.push(`${part.textContent} is cut`);
}
const closed = parts.filter((part) => !part.closest(".pages:popover-open"));
for (const [i, a] of closed.entries()) for (const b of closed.slice(i + 1)) {
  const [one, two] = [box(a), box(b)];
  const across = Math.min(one.right, two.right) - Math.max(one.left, two.left);
  const down = Math.min(one.bottom, two.bottom) - Math.max(one.top, two.top);
  if (across > 1 && down > 1) out.push(`${a.textContent} lies over ${b.textContent}`);
}
return out"#;

/// Whether the open page is named in sight: by its link, or by the button of the list.
fn open_page_is_in_sight(page: &Page) -> bool {
    let seen = "const all = [...document.querySelectorAll('nav a[aria-current=page], [data-testid=menu] b')].filter((it) => it.checkVisibility());
        const at = all[0]?.getBoundingClientRect();
        return all.length === 1 && at.width > 10 && at.left >= 0 && at.right <= innerWidth && at.top >= 0 && at.bottom <= innerHeight
            && document.elementFromPoint(at.left + at.width / 2, at.top + at.height / 2)?.closest('a, button')?.contains(all[0])";
    page.script(seen) == true
}

fn sixteen_pages_fit(screen: Screen, compact: bool) {
    visit_on(screen, |page| {
        for (lang, slug) in
            ["en", "zh-CN"].into_iter().flat_map(|lang| [(lang, "chunks"), (lang, "lab"), (lang, "start")])
        {
            page.play(&format!("?page={slug}&lang={lang}"));
            assert_eq!(page.script(&INSERT.replace("TO_COME", TO_COME)), 16, "pages of the plan");
            assert_eq!(page.script(OUT_OF_PLACE), json!([]), "{slug} in {lang} on {screen:?}");
            assert!(open_page_is_in_sight(page), "{slug} in {lang} on {screen:?}");
            if !compact {
                let seen = "return [...document.querySelectorAll('nav [data-testid^=nav-]')].every((it) => it.checkVisibility())";
                assert_eq!(page.script(seen), true, "at a desk every page is in sight");
                let rows = "return new Set([...document.querySelectorAll('nav [data-testid^=nav-]')].map((it) => it.getBoundingClientRect().top)).size";
                assert!(
                    page.script(rows).as_u64().is_some_and(|rows| rows <= 2),
                    "{} rows",
                    page.script(rows)
                );
                scroll_to_the_end(page);
                assert!(open_page_is_in_sight(page), "{slug} in {lang} on {screen:?}, at its end");
                continue;
            }
            scroll_to_the_end(page);
            assert!(open_page_is_in_sight(page), "{slug} in {lang} on {screen:?}, at its end");
            page.click("menu");
            page.wait_until("the list is open", |page| listed(page, "start") && listed(page, "trained"));
            let whole = "const { top, bottom } = document.querySelector('.pages').getBoundingClientRect(); return top >= 0 && bottom <= innerHeight";
            assert_eq!(page.script(whole), true, "the whole list is in sight at the end of the page");
            page.press(browser_tests::Key::Escape);
            page.wait_until("the list is closed", |page| !listed(page, "trained"));
            page.script("scrollTo(0, 0)");
            page.click("menu");
            page.wait_until("the list is open", |page| listed(page, "start") && listed(page, "trained"));
            assert_eq!(page.script(OUT_OF_PLACE), json!([]), "the list on {slug} in {lang} on {screen:?}");
            // A finger needs room, and the list fits one screen.
            let small = "return [...document.querySelectorAll('.pages a')].filter((it) => it.getBoundingClientRect().height < 40).length";
            assert_eq!(page.script(small), 0);
            let high =
                "return document.querySelector('.pages').getBoundingClientRect().bottom <= innerHeight";
            assert_eq!(page.script(high), true, "the whole list is in sight");
        }
    });
}

fn scroll_to_the_end(page: &Page) {
    let scrolled = page.script("scrollTo(0, document.body.scrollHeight); return scrollY");
    assert!(scrolled.as_f64().is_some_and(|y| y > 100.0), "{scrolled}");
}

/// Whether the link to a page is in sight.
fn listed(page: &Page, slug: &str) -> bool {
    page.script(&format!("return document.querySelector('[data-testid=nav-{slug}]').checkVisibility()"))
        == true
}

#[test]
fn sixteen_pages_fit_a_desk() {
    sixteen_pages_fit(Screen::Desktop, false);
}

#[test]
fn sixteen_pages_fit_a_tablet() {
    sixteen_pages_fit(Screen::Tablet, false);
}

#[test]
fn sixteen_pages_fit_a_phone() {
    sixteen_pages_fit(Screen::Phone, true);
}

#[test]
fn sixteen_pages_fit_a_small_phone() {
    sixteen_pages_fit(Screen::SmallPhone, true);
}

#[test]
fn on_a_phone_the_button_opens_the_list_and_a_link_or_escape_closes_it() {
    let expanded = |page: &Page| page.property("menu", "popoverTargetElement.matches(':popover-open')");
    visit_on(Screen::SmallPhone, |page| {
        page.play("?page=mask&lang=en");
        assert_eq!(page.text("menu").replace('\n', " "), "Reorder Mask");
        assert!(!listed(page, "state"));
        page.click("menu");
        page.wait_until("the list is open", |page| listed(page, "state"));
        page.click("nav-state");
        page.wait_until("the other page is open, and the list is closed", |page| {
            page.has("lane-delta_rule") && !listed(page, "state") && expanded(page) == false
        });
        page.wait_until("the button names it, and its chapter not twice", |page| {
            page.text("menu").trim() == "State"
        });
        page.click("menu");
        page.wait_until("the list is open", |page| listed(page, "state"));
        page.press(browser_tests::Key::Escape);
        page.wait_until("the list is closed", |page| !listed(page, "state"));
        assert_eq!(page.script("return document.activeElement.dataset.testid"), "menu", "the focus is back");
    });
}

#[test]
fn the_end_of_a_page_leads_to_the_page_before_and_the_page_after() {
    let pages = "return [...document.querySelectorAll('nav [data-testid^=nav-]')].map((it) => [it.dataset.testid.slice(4), it.textContent])";
    let slug = |page: &Page, id: &str| {
        let href = page.attribute(id, "href")?;
        let file = href.trim_start_matches("./").split(['.', '?']).next().unwrap_or_default();
        Some(if file.is_empty() { "start" } else { file }.to_owned())
    };
    visit(|page| {
        page.play("?page=start&lang=en");
        let all: Vec<(String, String)> = serde_json::from_value(page.script(pages)).expect("slugs and names");
        for (i, (own, name)) in all.iter().enumerate() {
            page.wait_until(own, |page| page.title().starts_with(name.as_str()));
            let expected = |at: Option<usize>| at.and_then(|at| all.get(at)).map(|(slug, _)| slug.clone());
            page.wait_until("the page before is linked", |page| {
                slug(page, "page-prev") == expected(i.checked_sub(1))
            });
            page.wait_until("the page after is linked", |page| {
                slug(page, "page-next") == expected(Some(i + 1))
            });
            if let Some((_, after)) = all.get(i + 1) {
                assert!(page.text("page-next").contains(after.as_str()), "{}", page.text("page-next"));
                page.scroll_to("page-next");
                page.click("page-next");
            }
        }
        page.scroll_to("page-prev");
        page.click("page-prev");
        let before = &all[all.len() - 2].0;
        page.wait_until("the page before is open, from its top", |page| {
            page.slug() == *before && page.script("return scrollY") == 0
        });
    });
}

#[test]
fn a_link_in_a_text_leads_to_its_page_without_a_new_request_and_elsewhere_the_text_does_nothing() {
    visit(|page| {
        page.play("?page=reorder&input=s2&theme=dark");
        page.script("window.same = true; document.querySelector('.prose p .sym').click()");
        assert_eq!((page.slug().as_str(), page.query("input").as_deref()), ("reorder", Some("s2")));
        page.script("document.querySelector('.prose a[data-page=mask]').click()");
        page.wait_until("it is open", |page| page.slug() == "mask" && page.has("meter"));
        assert_eq!(page.script("return window.same"), true, "the program was not loaded again");
        assert_eq!(page.query("theme").as_deref(), Some("dark"));
        page.back();
        page.wait_until("Back undoes it", |page| page.slug() == "reorder");
        assert_eq!(page.query("input").as_deref(), Some("s2"));
    });
}

#[test]
fn a_page_is_opened_with_the_keyboard() {
    visit(|page| {
        page.play("?page=start&lang=en");
        page.script("document.querySelector('[data-testid=nav-mask]').focus()");
        page.press(browser_tests::Key::Enter);
        page.wait_until("it is open", |page| page.title().starts_with("Mask"));
    });
}
