//! Reads the page as a person sees it, and the state of the browser.

use std::fs;
use std::path::Path;

use fantoccini::Client;
use fantoccini::wd::PrintConfiguration;
use serde_json::Value;
use url::Url;

use super::{Page, selector};

impl Page {
    /// The visible text of an element, once it is there.
    pub fn text(&self, id: &str) -> String {
        // A browser lays out what is far below the window only once somebody scrolls there.
        let text = || {
            self.script(&format!(
                "const it = document.querySelector('{}');
                if (!it?.checkVisibility() || it.checkVisibility({{ contentVisibilityAuto: true }})) return it?.innerText;
                it.scrollIntoView({{ block: 'center', behavior: 'instant' }});",
                selector(id)
            ))
        };
        self.wait_until(&format!("there is a `{id}`"), |_| text().is_string());
        text().as_str().unwrap_or_default().to_owned()
    }

    /// The first number in an element's text: 1.2e-15 in "max difference 1.2e-15".
    pub fn number(&self, id: &str) -> f64 {
        let text = self.text(id);
        first_number(&text).unwrap_or_else(|| panic!("`{id}` says {text:?}, which holds no number"))
    }

    /// An attribute of an element, as it is now.
    pub fn attribute(&self, id: &str, name: &str) -> Option<String> {
        let value = self
            .script(&format!("return document.querySelector('{}')?.getAttribute('{name}')", selector(id)));
        value.as_str().map(str::to_owned)
    }

    /// A property of an element, such as an input's `value`, as it is now.
    pub fn property(&self, id: &str, name: &str) -> Value {
        self.script(&format!("return document.querySelector('{}')?.{name}", selector(id)))
    }

    /// Whether there is such an element now.
    pub fn has(&self, id: &str) -> bool {
        self.script(&format!("return document.querySelector('{}') !== null", selector(id))) == true
    }

    /// Whether the program has taken the place of the text that the HTML file brought along.
    pub fn started(&self) -> bool {
        self.script("return document.readyState === 'complete' && document.querySelector('.before') === null")
            == true
    }

    /// Whether all its parts have arrived, and show the stop in hand: those that come when the page is at rest, those that wait for a reader,
    /// and notes about the address.
    pub fn is_whole(&self) -> bool {
        self.script("return document.querySelector('[aria-busy=true], [data-waits], [data-behind]') === null")
            == true
    }

    /// The address in the browser's address bar.
    pub fn address(&self) -> Url {
        self.session().run(Client::current_url).expect("the page has an address")
    }

    /// The page of the address: the name of its file, or `start` for the folder.
    pub fn slug(&self) -> String {
        let address = self.address();
        let file = address.path().rsplit('/').next().unwrap_or_default().trim_end_matches(".html").to_owned();
        if file.is_empty() { "start".to_owned() } else { file }
    }

    /// The value of a key in the address's query.
    pub fn query(&self, key: &str) -> Option<String> {
        self.address().query_pairs().find(|(name, _)| name == key).map(|(_, value)| value.into_owned())
    }

    /// The title of the browser's tab.
    pub fn title(&self) -> String {
        self.session().run(Client::title).expect("the page has a title")
    }

    /// Runs JavaScript, `return` included, and returns its result; a promise is waited for.
    pub fn script(&self, code: &str) -> Value {
        self.browser.engine.script(code)
    }

    /// A picture of the window, as PNG.
    pub fn screenshot(&self) -> Vec<u8> {
        self.session().run(Client::screenshot).expect("the page can be pictured")
    }

    /// The page on paper, as PDF.
    pub fn printed(&self) -> Vec<u8> {
        self.session()
            .run(|client| client.print(PrintConfiguration::default()))
            .expect("the page can be printed")
    }

    /// The content of the downloaded file of this name, once it is complete. The file is taken away, so that another of
    /// the same name is not mistaken for it.
    pub fn downloaded(&self, name: &str) -> String {
        String::from_utf8(self.downloaded_bytes(name)).expect("a text")
    }

    /// The same of a file that is no text.
    pub fn downloaded_bytes(&self, name: &str) -> Vec<u8> {
        let path = self.downloads.join(name);
        // Firefox makes an empty file first, and another beside it until all is there.
        let (part, has_some) = (self.downloads.join(format!("{name}.part")), |path: &Path| {
            fs::metadata(path).is_ok_and(|file| file.is_file() && file.len() > 0)
        });
        self.wait_until(&format!("{name} is downloaded"), |_| has_some(&path) && !part.exists());
        let bytes = fs::read(&path).expect("a downloaded file can be read");
        fs::remove_file(path).expect("a downloaded file can be taken away");
        bytes
    }

    /// Whether the page's clock moves in steps of 1 ms, ten times those that the page takes for usual until it has watched it. What is timed
    /// takes longer then.
    pub fn has_coarse_clock(&self) -> bool {
        self.browser.engine.has_coarse_clock()
    }

    /// The addresses that were requested since the last call, in a visit that notes them.
    pub fn take_requests(&self) -> Vec<String> {
        self.browser.engine.take_requests()
    }

    /// The errors that were written to the console since the last call; they no longer fail the visit.
    pub fn take_errors(&self) -> Vec<String> {
        self.browser.engine.take_errors()
    }
}

fn first_number(text: &str) -> Option<f64> {
    // Groups of three digits are set apart by a narrow space.
    let text = text.replace('\u{202f}', "");
    text.split(|c: char| !(c.is_ascii_digit() || "+-.eE".contains(c))).find_map(|word| word.parse().ok())
}

#[cfg(test)]
mod tests {
    use super::first_number;

    #[test]
    fn numbers_are_found_among_words() {
        assert_eq!(first_number("max |left − right| = 1.2e-15"), Some(1.2e-15));
        assert_eq!(first_number("4096"), Some(4096.0));
        assert_eq!(first_number("26\u{202f}624 / 26\u{202f}624"), Some(26_624.0));
        assert_eq!(first_number("exactly equal."), None);
    }
}
