//! A visit: a server, a browser and a page, from the first to the last moment of a test.

use std::cell::{Cell, RefCell};
use std::net::TcpListener;
use std::panic::{self, AssertUnwindSafe};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{PoisonError, RwLock};
use std::{env, fs, process, thread};

use url::Url;
use xtask::server::Server;
use xtask::site::Site;

use crate::engine::Start;
use crate::engine::webkit::Noting;
use crate::environment::{self, Kind};
use crate::page::Page;
use crate::pool::{Browser, Pool};

/// The page's path on the test's server. It is never the root, because the page must work under any path.
const SUB_PATH: &str = "/some/sub-path/";

/// How many times as slow as this machine a phone is.
const PHONE: f64 = 4.0;

/// The part of the window that shows the page.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Screen {
    /// 1440 × 900.
    #[default]
    Desktop,
    /// 1024 × 768: a small laptop, or a tablet held across.
    Tablet,
    /// 390 × 844, as a touch screen.
    Phone,
    /// 360 × 780, as a touch screen.
    SmallPhone,
    /// 320 × 256: what is left of 1280 × 1024 at a zoom of 400 %.
    Zoomed,
}

impl Screen {
    /// Width and height in CSS pixels.
    pub const fn size(self) -> [u32; 2] {
        match self {
            Self::Desktop => [1440, 900],
            Self::Tablet => [1024, 768],
            Self::Phone => [390, 844],
            Self::SmallPhone => [360, 780],
            Self::Zoomed => [320, 256],
        }
    }

    /// Whether it is touched instead of pointed at.
    pub const fn is_touched(self) -> bool {
        matches!(self, Self::Phone | Self::SmallPhone)
    }
}

/// The settings of a visit.
#[derive(Default)]
pub struct Visit {
    /// Another folder than the built page.
    pub folder: Option<PathBuf>,
    /// The address of a host that serves the page, where it is not a server of the visit's own.
    pub at: Option<String>,
    /// Whether the server sends the headers that give the page a finer clock.
    pub isolated: bool,
    /// Whether the server sends wasm as bytes of any kind, as hosts do that do not know it.
    pub wasm_as_bytes: bool,
    /// What the page is shown on.
    pub screen: Screen,
    /// Whether the browser fetches all pages for visits without a network, as it does unless a reader saves data. Tests save it: what
    /// the service worker fetches takes as much of the machine as the page itself.
    pub keeps_all: bool,
    /// What the browser is started with.
    pub with: Start,
    /// Whether no other test may run meanwhile: for one that judges times.
    pub alone: bool,
    /// Why no other browser than Chromium can show what the test looks at.
    pub chromium_alone: Option<&'static str>,
    /// Why a slow phone cannot show what the test looks at.
    pub at_a_desk: Option<&'static str>,
}

/// Held for reading by tests that may run side by side, for writing by one that runs alone.
static MACHINE: RwLock<()> = RwLock::new(());

/// Opens a browser on a desktop's screen and hands it to the test.
pub fn visit(test: impl FnOnce(&Page)) {
    Visit::default().run(test);
}

/// Opens a browser on a screen of this size and hands it to the test.
pub fn visit_on(screen: Screen, test: impl FnOnce(&Page)) {
    Visit { screen, ..Visit::default() }.run(test);
}

/// As [`visit`], with no other test beside it: for a test that judges times.
pub fn visit_alone(test: impl FnOnce(&Page)) {
    Visit { alone: true, ..Visit::default() }.run(test);
}

impl Visit {
    /// A visit that other browsers than Chromium skip, and why.
    pub fn chromium_alone(why: &'static str) -> Self {
        Self { chromium_alone: Some(why), ..Self::default() }
    }

    /// Hands the page to the test; afterwards fails if the page wrote errors to the console.
    pub fn run(self, test: impl FnOnce(&Page)) {
        let Some(environment) = environment::read() else {
            eprintln!("skipped: `cargo xtask test` runs the browser tests");
            return;
        };
        if let Some(why) = self.chromium_alone.filter(|_| environment.kind != Kind::Chromium) {
            eprintln!("skipped in {:?}: {why}", environment.kind);
            return;
        }
        if let Some(why) = self.at_a_desk.filter(|_| environment.phone) {
            eprintln!("skipped on a phone: {why}");
            return;
        }
        // Before it waits for others: the pool lives as long as a visit does.
        let pool = Pool::shared();
        // A test that failed took nothing with it that the next one needs.
        let _together = (!self.alone).then(|| MACHINE.read().unwrap_or_else(PoisonError::into_inner));
        let _alone = self.alone.then(|| MACHINE.write().unwrap_or_else(PoisonError::into_inner));
        let downloads = Downloads::new();
        let ordinary = self.is_ordinary();
        let browser =
            if ordinary { pool.take(&environment) } else { Browser::start(&environment, self.with) };
        browser.engine.save_downloads_in(&downloads.0);
        if !self.keeps_all {
            browser.engine.save_data();
        }
        let noting = (environment.kind == Kind::WebKit).then(|| Noting::copy(&environment.dist));
        let dist = noting.as_ref().map_or(&*environment.dist, Noting::folder);
        let server = self.at.is_none().then(|| self.serve(dist));
        let page = Page {
            url: self.at.or(server.as_ref().map(Server::url)).unwrap_or_default(),
            server: RefCell::new(server),
            browser,
            renewable: Cell::new(ordinary),
            downloads: downloads.0.clone(),
            by_finger: environment.phone,
        };
        if environment.phone && self.screen == Screen::Desktop {
            page.resize(Screen::Phone);
            page.browser.engine.slow_down(PHONE);
        } else {
            page.resize(self.screen);
        }

        let outcome = panic::catch_unwind(AssertUnwindSafe(|| {
            test(&page);
            let errors = page.take_errors();
            assert!(errors.is_empty(), "the page wrote errors to the console:\n{}", errors.join("\n"));
        }));
        if let Err(failure) = outcome {
            show(&page);
            panic::resume_unwind(failure);
        }
        if page.renewable.get() {
            let visited = Url::parse(&page.url).expect("the server has an address");
            pool.give(page.browser, &visited);
        }
    }

    /// Whether any browser will do, and the next visit finds nothing of it there.
    fn is_ordinary(&self) -> bool {
        self.folder.is_none() && self.at.is_none() && !self.keeps_all && self.with == Start::default()
    }

    fn serve(&self, dist: &Path) -> Server {
        let listener = TcpListener::bind("127.0.0.1:0").expect("some port is free");
        let folder: &Path = self.folder.as_deref().unwrap_or(dist);
        let site = Site::new(folder).under(SUB_PATH).isolated(self.isolated).knows_wasm(!self.wasm_as_bytes);
        Server::start(site, listener).expect("the folder can be served")
    }
}

/// Saves a picture of the page and prints its address and its errors, so that a person can see what went wrong.
fn show(page: &Page) {
    let name = thread::current().name().unwrap_or("visit").replace("::", "-");
    let picture = env::temp_dir().join(format!("deltascope-{name}.png"));
    // The browser itself may have failed; the test's own failure is the one to report.
    let seen = panic::catch_unwind(AssertUnwindSafe(|| {
        fs::write(&picture, page.screenshot()).ok();
        (page.address(), page.take_errors().join("\n"))
    }));
    if let Ok((address, errors)) = seen {
        eprintln!("at {address}\nseen in {}\n{errors}", picture.display());
    }
}

/// A folder that lives as long as the visit.
struct Downloads(PathBuf);

impl Downloads {
    fn new() -> Self {
        static COUNT: AtomicU32 = AtomicU32::new(0);
        let number = COUNT.fetch_add(1, Ordering::Relaxed);
        let folder = env::temp_dir().join(format!("deltascope-downloads-{}-{number}", process::id()));
        fs::create_dir_all(&folder).expect("the temporary folder can be written");
        Self(folder)
    }
}

impl Drop for Downloads {
    fn drop(&mut self) {
        fs::remove_dir_all(&self.0).ok();
    }
}
