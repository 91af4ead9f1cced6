//! A visit: a server, a browser and a page, from the first to the last moment of a test.

use std::cell::RefCell;
use std::net::TcpListener;
use std::panic::{self, AssertUnwindSafe};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU32, Ordering};
use std::{env, fs, process, thread};

use xtask::server::Server;
use xtask::site::Site;

use crate::console;
use crate::driver::Driver;
use crate::environment::{self, Environment};
use crate::page::Page;
use crate::session::Session;

/// Where the page lies on the test's server: never at its root, because it must not care.
const SUB_PATH: &str = "/some/sub-path/";

/// The part of the window that shows the page.
#[derive(Clone, Copy, Debug)]
pub enum Screen {
    /// 1440 × 900.
    Desktop,
    /// 390 × 844, as a touch screen.
    Phone,
}

/// How a visit differs from the usual one.
#[derive(Default)]
pub struct Visit {
    /// Another folder than the built page.
    pub folder: Option<PathBuf>,
    /// Whether the server sends the headers that give the page a finer clock.
    pub isolated: bool,
    /// A phone instead of a desktop.
    pub phone: bool,
}

/// Opens a browser on a desktop's screen and hands it to the test.
pub fn visit(test: impl FnOnce(&Page)) {
    Visit::default().run(test);
}

/// Opens a browser on a screen of this size and hands it to the test.
pub fn visit_on(screen: Screen, test: impl FnOnce(&Page)) {
    Visit { phone: matches!(screen, Screen::Phone), ..Visit::default() }.run(test);
}

impl Visit {
    /// Hands the page to the test; afterwards fails if the page wrote errors to the console.
    pub fn run(self, test: impl FnOnce(&Page)) {
        let Some(environment) = environment::read() else {
            eprintln!("skipped: `cargo xtask test` runs the browser tests");
            return;
        };
        let downloads = Downloads::new();
        let driver = Driver::start(&environment.chromedriver);
        let session = Session::start(&environment, &driver.url, &downloads.0);
        let server = self.serve(&environment);
        let page = Page {
            url: server.url(),
            server: RefCell::new(Some(server)),
            session,
            downloads: downloads.0.clone(),
        };
        page.resize(if self.phone { Screen::Phone } else { Screen::Desktop });

        let outcome = panic::catch_unwind(AssertUnwindSafe(|| {
            test(&page);
            let errors = console::take_errors(&page.session);
            assert!(errors.is_empty(), "the page wrote errors to the console:\n{}", errors.join("\n"));
        }));
        if let Err(failure) = outcome {
            show(&page);
            panic::resume_unwind(failure);
        }
    }

    fn serve(&self, environment: &Environment) -> Server {
        let listener = TcpListener::bind("127.0.0.1:0").expect("some port is free");
        let folder: &Path = self.folder.as_deref().unwrap_or(&environment.dist);
        let site = Site::new(folder).under(SUB_PATH).isolated(self.isolated);
        Server::start(site, listener).expect("the folder can be served")
    }
}

/// Leaves what a person needs to see what went wrong.
fn show(page: &Page) {
    let name = thread::current().name().unwrap_or("visit").replace("::", "-");
    let picture = env::temp_dir().join(format!("deltascope-{name}.png"));
    // The browser itself may be what failed; the test's own failure is the one to report.
    let seen = panic::catch_unwind(AssertUnwindSafe(|| {
        fs::write(&picture, page.screenshot()).ok();
        (page.address(), console::take_errors(&page.session).join("\n"))
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
