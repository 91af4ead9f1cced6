//! The page in the words of a person: open, click, press, read.
//!
//! Elements are named by their `data-testid`. Every action waits until its element is there; [`Page::wait_until`] waits for
//! a condition. Nothing sleeps for a fixed time.

mod doing;
mod reading;

use std::cell::{Cell, RefCell};
use std::path::{Path, PathBuf};
use std::thread;
use std::time::{Duration, Instant};

use fantoccini::Client;
use serde_json::Value;
use url::Url;
use xtask::server::Server;

use crate::pool::Browser;
use crate::session::Session;
use crate::visit::Screen;

/// How long to wait before a test fails.
const PATIENCE: Duration = Duration::from_secs(15);

/// The pause between two looks while waiting.
const GLANCE: Duration = Duration::from_millis(20);

/// Moves the pointer now and then, as a hand does that lies on a mouse.
const A_READER_IS_THERE: &str = "setInterval(() => dispatchEvent(new Event('pointermove')), 100)";

/// The page, the browser it is in, and the server it came from.
pub struct Page {
    pub(crate) url: String,
    pub(crate) server: RefCell<Option<Server>>,
    pub(crate) browser: Browser,
    /// Whether the browser may be handed to the next visit.
    pub(crate) renewable: Cell<bool>,
    pub(crate) downloads: PathBuf,
    /// Whether all is done with a finger, on a slow phone.
    pub(crate) by_finger: bool,
}

impl Page {
    pub(crate) fn session(&self) -> &Session {
        self.browser.engine.session()
    }
}

/// Going somewhere.
impl Page {
    /// Opens a page below the folder's address: a file such as `state.html?t=5`, or a query of the old form such as
    /// `?page=reorder&input=s1`.
    pub fn open(&self, file: &str) {
        self.open_unattended(file);
        self.script(A_READER_IS_THERE);
    }

    /// As [`Self::open`], and no reader is there: nothing points, scrolls or presses a key until the test does.
    pub fn open_unattended(&self, file: &str) {
        let address = format!("{}{file}", self.url);
        self.session().run(|client| client.goto(&address)).expect("the page opens");
    }

    /// Opens a page in free play, or a page without a guided walk, and waits until it shows its run with all that belongs to it. A link
    /// that sets nothing opens the guided walk, so this adds to it that it is left.
    pub fn play(&self, query: &str) {
        let sets = |pair: &str| !["page=", "lang=", "theme="].iter().any(|key| pair.starts_with(key));
        let walks = |page: &str| !query.contains(page);
        let lesson = walks("page=lab") && walks("page=tensors") && query.contains("page=");
        let bare = !query.trim_start_matches('?').split('&').any(sets);
        self.open(&if lesson && bare { format!("{query}&stop=0") } else { query.to_owned() });
        self.wait_until(&format!("{query} shows its run"), |page| {
            page.attribute("meter", "data-state").is_some()
                || page.has("lab-run")
                || page.has("compare-verdict")
        });
        // The recall task measures for some ten seconds, longer beside other tests.
        self.wait_at_most(4 * PATIENCE, &format!("{query} is whole"), Self::is_whole);
    }

    /// Leaves the guided walk with which a page begins, and waits for what belongs to free play.
    pub fn skip_walk(&self) {
        self.wait_until("the walk can be skipped", |page| page.has("walk-skip"));
        self.script("document.querySelector('[data-testid=walk-skip]').click()");
        self.wait_until("free play is whole", |page| !page.has("walk-skip") && page.is_whole());
    }

    /// Opens a file from the disk.
    pub fn open_from_disk(&self, file: &Path) {
        let address = Url::from_file_path(file).expect("an absolute path");
        // All files are of one origin, so another visit would see what this one leaves.
        self.renewable.set(false);
        self.session().run(|client| client.goto(address.as_str())).expect("the file opens");
    }

    /// Runs a script ahead of every script of the pages that are opened from here on.
    pub fn ahead(&self, script: &str) {
        self.browser.engine.ahead(script);
    }

    /// Loads the page anew.
    pub fn reload(&self) {
        self.browser.engine.reload().expect("the page reloads");
        self.script(A_READER_IS_THERE);
    }

    /// Goes back in the browser's history.
    pub fn back(&self) {
        self.session().run(Client::back).expect("the browser goes back");
    }

    /// Goes forward in the browser's history.
    pub fn forward(&self) {
        self.session().run(Client::forward).expect("the browser goes forward");
    }

    /// Does something in a tab that is opened for it, and closed afterwards: `there` sees that tab.
    pub fn in_another_tab(&self, there: impl FnOnce(&Self)) {
        self.session().in_another_tab(|| there(self)).expect("tabs open and close");
    }

    /// Stops the server: from here on there is no network.
    pub fn go_offline(&self) {
        drop(self.server.take());
    }

    /// Gives the window the size of a screen.
    pub fn resize(&self, screen: Screen) {
        self.browser.engine.show_on(screen.size(), 1.0, screen.is_touched());
    }

    /// As [`Self::resize`], on a screen of so many pixels for each of CSS.
    pub fn resize_finely(&self, size: [u32; 2], ratio: f64) {
        self.browser.engine.show_on(size, ratio, false);
    }

    /// Answers a media query as a person's settings would: `("prefers-color-scheme", "dark")`.
    pub fn prefer(&self, feature: &str, value: &str) {
        self.browser.engine.prefer(feature, value);
    }

    /// Shows the page as it is put on paper, or on the screen again.
    pub fn put_on_paper(&self, on: bool) {
        self.browser.engine.put_on_paper(on);
    }
}

/// Waiting, and commands that no person can give.
impl Page {
    /// Keeps files from arriving whose addresses match one of these, `*` being any text, also out of the service worker and the cache; those
    /// that were kept before may come.
    pub fn block(&self, addresses: &[&str]) {
        self.browser.engine.block(addresses);
    }

    /// Runs no script of the pages that are opened from here on; the tests' own run all the same.
    pub fn disable_scripts(&self) {
        self.browser.engine.disable_scripts();
    }

    /// Lets the page write to the clipboard, and the test read it.
    pub fn allow_clipboard(&self) {
        self.browser.engine.allow_clipboard();
    }

    /// Leaves the page so many bytes of the disk, or as many as usual.
    pub fn leave_room(&self, bytes: Option<u32>) {
        let origin = Url::parse(&self.url).expect("the server has an address").origin();
        self.browser.engine.leave_room(&origin.ascii_serialization(), bytes);
    }

    /// What a screen reader is told, as Chromium has it.
    pub fn accessibility_tree(&self) -> Value {
        self.browser.engine.accessibility_tree()
    }

    /// Waits until `state` holds; `what` completes "waited in vain until …".
    pub fn wait_until(&self, what: &str, state: impl Fn(&Self) -> bool) {
        self.wait_at_most(self.patience(), what, state);
    }

    /// How long to wait before a test fails.
    fn patience(&self) -> Duration {
        if self.by_finger { 4 * PATIENCE } else { PATIENCE }
    }

    /// As [`Page::wait_until`], for a longer time.
    pub fn wait_at_most(&self, patience: Duration, what: &str, state: impl Fn(&Self) -> bool) {
        let deadline = Instant::now() + patience;
        while !state(self) {
            assert!(Instant::now() < deadline, "waited in vain until {what}");
            thread::sleep(GLANCE);
        }
    }
}

fn selector(id: &str) -> String {
    // What is being built is not there yet.
    format!(r#"[data-testid="{id}"]:not(.unseen *)"#)
}
