//! A monkey at the keyboard, the mouse and the touch screen: whatever is done on a page in whatever order, nothing breaks.

use std::env;

use browser_tests::{Screen, visit, visit_on};

/// Actions on a page; in long mode two thousand.
fn actions() -> u64 {
    if env::var_os("DELTASCOPE_LONG").is_some() { 2_000 } else { 200 }
}

/// So many actions are done in one turn.
const AT_ONCE: u64 = 25;

/// Does `AT_ONCE` things, each to something that can be used now, and tells what they were. All chance is of a seed.
const PLAY: &str = r#"
const [seed, count] = arguments;
const done = [];
let state = seed >>> 0;
// Mulberry32.
const chance = () => {
    state = (state + 0x6D2B79F5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), state | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
};
const one = (all) => all[Math.floor(chance() * all.length)];
const name = (it) => it.dataset.testid ?? it.ariaLabel ?? it.textContent.trim().slice(0, 30) ?? it.tagName;
const fire = (it, kind) => it.dispatchEvent(new Event(kind, { bubbles: true }));
const keys = ['ArrowLeft', 'ArrowRight', 'ArrowUp', 'ArrowDown', 'Home', 'End', ' ', 'Enter', 'Escape', '?', 'Tab', 'PageDown'];
const words = ['', '0', '-1', '1e99', 'NaN', '7', '3.5', 'lamp -> red\nsky 1 0 -> blue', '->', '<b>', '你好', '{"q": [[1]]}'];
// Other pages have their own turn, other sites and files are out of reach.
const usable = (it) => it.checkVisibility({ visibilityProperty: true }) && !it.disabled && it.type !== 'file' && !it.closest('nav')
    && !(it.matches('a') && !(it.getAttribute('href') ?? '').startsWith('#'));
return (async () => {
    for (let i = 0; i < count; i += 1) {
        const all = [...document.querySelectorAll('button, a, input, select, textarea, summary, canvas, [tabindex="0"]')].filter(usable);
        const it = one(all);
        if (!it) break;
        done.push(`${it.tagName.toLowerCase()} ${name(it)}`);
        const kind = chance();
        if (kind < 0.15) {
            const key = one(keys);
            done.push(`key ${key}`);
            it.focus();
            it.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true }));
            it.dispatchEvent(new KeyboardEvent('keyup', { key, bubbles: true, cancelable: true }));
        } else if (it.matches('select')) {
            it.selectedIndex = Math.floor(chance() * it.options.length);
            fire(it, 'input'); fire(it, 'change');
        } else if (it.type === 'range') {
            it.value = Number(it.min) + chance() * (Number(it.max) - Number(it.min));
            fire(it, 'input'); fire(it, 'change');
        } else if (it.matches('textarea, input:not([type=checkbox], [type=radio])')) {
            it.value = one(words);
            fire(it, 'input'); fire(it, 'change');
        } else {
            const { left, top, width, height } = it.getBoundingClientRect();
            const at = { clientX: left + chance() * width, clientY: top + chance() * height, bubbles: true, cancelable: true, pointerId: 1, isPrimary: true, button: 0 };
            for (const kind of ['pointermove', 'pointerdown']) it.dispatchEvent(new PointerEvent(kind, { ...at, buttons: kind === 'pointerdown' ? 1 : 0 }));
            if (chance() < 0.3) it.dispatchEvent(new PointerEvent('pointermove', { ...at, clientX: at.clientX + 40 * (chance() - 0.5), buttons: 1 }));
            it.dispatchEvent(new PointerEvent('pointerup', at));
            if (it.click && !it.matches('canvas')) it.click(); else it.dispatchEvent(new MouseEvent('click', at));
        }
        if (chance() < 0.1) scrollBy(0, (chance() - 0.5) * 1500);
        // Sometimes the page has time to answer, sometimes it has none.
        if (chance() < 0.5) await new Promise((then) => requestAnimationFrame(() => setTimeout(then)));
    }
    return done;
})();"#;

/// Lets the monkey at each of these pages, then sees whether they still work.
fn plays_on(screen: Screen, pages: impl Fn(&str) -> bool) {
    visit_on(screen, |page| {
        for (number, of) in deltascope::pages::Page::ALL.iter().enumerate() {
            if !pages(of.slug()) {
                continue;
            }
            // In free play, where most can be touched.
            let file = format!("{}?t=2", of.address().trim_start_matches("./"));
            page.open(&file);
            page.wait_until("the page is whole", |page| page.started() && page.is_whole());
            for turn in 0..actions() / AT_ONCE {
                let seed = 1_000 * number as u64 + turn;
                let play = PLAY.replace("= arguments;", &format!("= [{seed}, {AT_ONCE}];"));
                let did = page.script(&play).as_array().cloned().unwrap_or_default();
                assert!(!did.is_empty(), "{file}: there is something to do");
                let errors = page.take_errors();
                assert!(errors.is_empty(), "{file}, turn {turn}, did {did:?}: {}", errors.join("\n"));
            }
            // It still answers.
            page.wait_until("the language can be changed", |page| page.has("lang"));
            let language = page.script("return document.documentElement.lang");
            page.script("document.querySelector('[data-testid=lang]').click()");
            page.wait_until("it speaks the other language", |page| {
                page.script("return document.documentElement.lang") != language
            });
            page.take_errors();
        }
    });
}

#[test]
fn nothing_breaks_at_a_desk_on_the_first_pages() {
    plays_on(Screen::Desktop, |slug| ["start", "reorder", "identity", "mask", "state"].contains(&slug));
}

#[test]
fn nothing_breaks_at_a_desk_on_the_next_pages() {
    plays_on(Screen::Desktop, |slug| ["gates", "width", "positions", "losses"].contains(&slug));
}

#[test]
fn nothing_breaks_on_a_phone_on_the_last_pages() {
    plays_on(Screen::Phone, |slug| ["chunks", "stability", "map", "tensors", "lab"].contains(&slug));
}

// What it found.

#[test]
fn a_field_that_is_taken_away_while_it_is_typed_in_breaks_nothing() {
    visit(|page| {
        for (from, to, id) in [("random", "facts", "seed"), ("own", "facts", "facts")] {
            page.play(&format!("state.html?input={from}&t=0"));
            page.wait_until("the field is there", |page| page.has(id));
            page.type_into(id, "9");
            assert_eq!(page.script("return document.activeElement.dataset.testid"), id, "it has the focus");
            // As another tab, a link or a key of the browser would.
            page.script(&format!(
                "const input = document.querySelector('[data-testid=input-select]');
                input.value = '{to}'; input.dispatchEvent(new Event('change', {{ bubbles: true }}))"
            ));
            page.wait_until("the field is gone", |page| !page.has(id));
            page.click("step-first");
            page.wait_until("the page goes on", |page| page.property("scrub", "value") == "0");
        }
    });
}
