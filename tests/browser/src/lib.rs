//! The built page in a real browser, Chromium or another, driven the way a person would use it.
//!
//! ```no_run
//! use browser_tests::{Key, visit};
//!
//! visit(|page| {
//!     page.open("?page=reorder&input=s1");
//!     page.click("step-next");
//!     page.press(Key::Right);
//!     page.wait_until("two steps are counted", |page| page.number("count-left") == 2.0);
//!     assert_eq!(page.query("t").as_deref(), Some("2"));
//! });
//! ```
//!
//! Every visit has a server and so an origin of its own, and a fresh tab in a browser that one visit hands to the next
//! (`pool`), so no test sees what another left behind. The page lies below `/some/sub-path/`, and nothing beyond this
//! machine can be reached. A visit fails if the page wrote an error to the console.
//!
//! `cargo xtask test` sets the variables named in [`environment`]; without them every visit is skipped.

pub mod environment;
pub mod hosts;

use std::path::{Path, PathBuf};

mod driver;
mod engine;
mod page;
mod pool;
mod profiles;
mod session;
mod visit;

pub use engine::Start;
pub use fantoccini::key::Key;
pub use page::Page;
pub use visit::{Screen, Visit, visit, visit_alone, visit_on};

/// A file of the repository, by its path from the root.
///
/// # Panics
/// Where there is no such file.
pub fn repository_file(path: &str) -> PathBuf {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    root.join(path).canonicalize().expect("a file of the repository")
}
