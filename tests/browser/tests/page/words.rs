//! The words of the other tests work: click, type, choose, wait. They are tried on a small form, not on a lesson.

use browser_tests::{Key, Page, Screen, visit, visit_on};

const FORM: &str = r#"
document.body.innerHTML = `
  <button data-testid="button">press</button> <output data-testid="count">0</output>
  <input data-testid="name"> <output data-testid="key"></output>
  <input data-testid="slider" type="range" min="0" max="100" value="0">
  <select data-testid="choice"><option value="a">A</option><option value="b">B</option></select>
  <a data-testid="export" download="numbers.json">export</a> <p data-testid="hovered">no</p>
  <div data-testid="pad" style="width: 100px; height: 50px"></div>`;
const near = (x) => 5 * Math.round(x / 5);
const part = (id) => document.querySelector(`[data-testid=${id}]`);
part("button").onclick = () => (part("count").textContent = Number(part("count").textContent) + 1);
part("hovered").onmouseenter = () => (part("hovered").textContent = "yes");
part("export").href = URL.createObjectURL(new Blob(['{"n":1}']));
part("pad").onpointerdown = (it) => (part("key").textContent = `${it.pointerType} ${near(it.offsetX)} ${near(it.offsetY)}`);
addEventListener("keydown", (event) => (part("key").textContent = event.key));"#;

fn open_form(page: &Page) {
    page.open("?page=start&seed=7");
    page.wait_until("the program is there", Page::started);
    page.script(FORM);
}

#[test]
fn clicking_typing_and_choosing() {
    visit(|page| {
        open_form(page);
        page.click("button");
        page.click("button");
        assert_eq!(page.number("count"), 2.0);
        page.type_into("name", "delta");
        assert_eq!(page.property("name", "value"), "delta");
        page.select("choice", "b");
        assert_eq!(page.property("choice", "value"), "b");
        page.slide("slider", 0.5);
        // A driver rounds a place to a whole pixel, which is nearly a whole step here.
        assert!(["49", "50", "51"].map(Into::into).contains(&page.property("slider", "value")));
        page.press(Key::Right);
        assert_eq!(page.text("key"), "ArrowRight");
        page.press(' ');
        assert_eq!(page.script("return document.querySelector('[data-testid=key]').textContent"), " ");
        page.hover("hovered");
        assert_eq!(page.text("hovered"), "yes");
    });
}

#[test]
fn reading_the_address_and_a_download() {
    visit(|page| {
        open_form(page);
        assert_eq!(page.query("seed").as_deref(), Some("7"));
        assert_eq!(page.query("head"), None);
        page.click("export");
        assert_eq!(page.downloaded("numbers.json"), r#"{"n":1}"#);
    });
}

#[test]
fn screens_and_settings() {
    let size = "return [innerWidth, innerHeight]";
    let dark = "return matchMedia('(prefers-color-scheme: dark)').matches";
    visit(|page| {
        page.open("");
        assert_eq!(page.script(size), serde_json::json!([1440, 900]));
        assert_eq!(page.script(dark), false);
        page.prefer("prefers-color-scheme", "dark");
        assert_eq!(page.script(dark), true);
    });
    visit_on(Screen::Phone, |page| {
        page.open("");
        assert_eq!(page.script(size), serde_json::json!([390, 844]));
        for (screen, measures) in [(Screen::SmallPhone, [360, 780]), (Screen::Tablet, [1024, 768])] {
            page.resize(screen);
            page.wait_until("the window has the size", |page| {
                page.script(size) == serde_json::json!(measures)
            });
        }
    });
}

#[test]
fn a_finger_taps_a_part_of_an_element_wherever_it_lies() {
    visit_on(Screen::Phone, |page| {
        open_form(page);
        page.script("document.querySelector('[data-testid=pad]').style.marginTop = '3000px'");
        page.tap("pad", [0.5, 0.2]);
        page.wait_until("it was touched there", |page| page.text("key") == "touch 50 10");
    });
}

#[test]
#[should_panic(expected = "the page wrote errors to the console")]
fn errors_in_the_console_fail_the_visit() {
    if browser_tests::environment::read().is_none() {
        panic!("the page wrote errors to the console: skipped");
    }
    visit(|page| {
        page.open("");
        page.script("console.error('something is wrong')");
    });
}
