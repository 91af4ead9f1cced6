//! The application: its state, its history in the browser, and the shell around the open page.

mod history;
mod lens;
mod navigation;
mod open_page;
mod root;
mod shell;
mod shown;
mod state;

pub use lens::Lens;
pub use navigation::{go, link, open, page_name};
pub use open_page::{Arriving, Shows};
pub use root::Deltascope;
pub use shown::Shown;
pub use state::{App, Held, Load, use_app};
