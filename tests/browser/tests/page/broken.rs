//! What a reader sees when the program has broken off.

use browser_tests::{Page, visit};

/// Has the browser refuse the next element that the program asks for, once: no code of the page reckons with that.
const REFUSE: &str = "
const [make, copy] = [Document.prototype.createElement, Node.prototype.cloneNode];
const refuse = function () {
    Document.prototype.createElement = make;
    Node.prototype.cloneNode = copy;
    throw new TypeError('there is no room for another element');
};
Document.prototype.createElement = refuse;
Node.prototype.cloneNode = refuse;";

fn told(page: &Page) -> String {
    page.script("return document.querySelector('.broken')?.innerText ?? ''")
        .as_str()
        .unwrap_or_default()
        .to_owned()
}

#[test]
fn a_panic_is_told_with_a_link_to_the_moment_and_every_other_page_still_opens() {
    for (language, title, said) in [
        ("en", "has broken off", "The program said: panicked at"),
        ("zh-CN", "中断了", "程序报告: panicked at"),
    ] {
        visit(|page| {
            page.play(&format!("state.html?input=facts&t=3&lang={language}"));
            page.wait_until("its tools are here", |page| page.has("share"));
            let moment = page.address().to_string();
            page.script(REFUSE);
            page.script("document.querySelector('[data-testid=share]').click()");
            page.wait_until("it is told", |page| told(page).contains(title));
            let all = told(page);
            assert!(all.contains(said) && all.contains("share") && all.contains(&moment), "{all}");
            let written = page.take_errors().join("\n");
            assert!(written.contains("panicked"), "the console has it too: {written}");
            // Keys and clicks do not reach what has broken off: the console stays empty to the end of the visit.
            page.press(browser_tests::Key::Right);
            page.click("nav-mask");
            page.wait_until("another page is open", |page| page.started() && page.slug() == "mask");
            assert_eq!(told(page), "");
            page.open("");
            page.script(&format!("location.href = '{moment}'"));
            page.wait_until("so is that moment", |page| page.started() && page.slug() == "state");
        });
    }
}

#[test]
fn whatever_ends_the_program_is_told_and_what_is_no_end_is_not() {
    visit(|page| {
        page.play("mask.html?lang=en&mask=1");
        let happens = |error: &str| {
            page.script(&format!("dispatchEvent(new ErrorEvent('error', {{ error: {error} }}))"))
        };
        happens("new TypeError('an extension of the browser')");
        assert_eq!(told(page), "");
        happens("new WebAssembly.RuntimeError('memory access out of bounds')");
        page.wait_until("it is told", |page| told(page).contains("memory access out of bounds"));
        page.click("broken-anew");
        page.wait_until("the page opens anew", |page| page.started() && told(page).is_empty());
        assert_eq!(page.query("mask"), None);
    });
}
