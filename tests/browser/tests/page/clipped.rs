//! No text is cut, in any language that the page has. In long mode that is one more, whose texts are two fifths longer.

use std::env;

use browser_tests::{Screen, visit_on};
use deltascope::names::LANGUAGES;
use deltascope::pages;
use serde_json::json;

/// Every text that is cut: by what it stands in, by the window, or by the edge of its button. What scrolls can be reached.
const CUT: &str = r"
const cut = [];
const skip = 'svg, math, script, style, canvas, option, textarea, noscript, .visually-hidden, .skip, .broken, [popover]:not(:popover-open)';
const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
const range = document.createRange();
while (texts.nextNode()) {
  const text = texts.currentNode, home = text.parentElement;
  if (!text.data.trim() || home.closest(skip) || !home.checkVisibility({ opacityProperty: true, visibilityProperty: true })) continue;
  range.selectNodeContents(text);
  for (const { left, right, top, bottom, width } of range.getClientRects()) {
    if (width === 0) continue;
    let reached = false;
    for (let at = home; at && !reached; at = at.parentElement) {
      const { overflowX, overflowY, position, display } = getComputedStyle(at), box = at.getBoundingClientRect();
      if (display === 'contents' || display === 'inline') continue;
      const scrolls = (it) => it === 'auto' || it === 'scroll';
      const holds = at.tagName === 'BUTTON' || overflowX === 'hidden' || overflowX === 'clip';
      if (holds && (left < box.left - 1.5 || right > box.right + 1.5)) cut.push(text.data.trim());
      if ((overflowY === 'hidden' || overflowY === 'clip') && (top < box.top - 4 || bottom > box.bottom + 4)) cut.push(text.data.trim());
      reached = scrolls(overflowX) || scrolls(overflowY) || position === 'fixed';
    }
    if (!reached && (left < -1 || right > innerWidth + 1)) cut.push(text.data.trim());
  }
}
return [...new Set(cut)];";

/// The languages to look at: those of the page, or one more that was built for this.
fn languages() -> Vec<String> {
    match env::var("DELTASCOPE_LANGUAGE") {
        Ok(one) => vec![one],
        Err(_) => LANGUAGES.iter().map(|language| language.tag.to_owned()).collect(),
    }
}

fn no_text_is_cut(screen: Screen) {
    visit_on(screen, |page| {
        for language in languages() {
            for slug in pages::Page::ALL.iter().map(|page| page.slug()) {
                page.play(&format!("?page={slug}&lang={language}"));
                assert_eq!(page.script("return document.documentElement.lang"), *language, "{slug}");
                assert_eq!(page.script(CUT), json!([]), "{slug} in {language} on {screen:?}");
            }
        }
    });
}

#[test]
fn no_text_is_cut_at_a_zoom_of_400_percent() {
    no_text_is_cut(Screen::Zoomed);
}

#[test]
fn no_text_is_cut_on_any_other_screen() {
    // The narrowest one cuts first: the others are for long mode.
    if env::var_os("DELTASCOPE_LONG").is_some() {
        [Screen::SmallPhone, Screen::Tablet, Screen::Desktop].into_iter().for_each(no_text_is_cut);
    }
}
