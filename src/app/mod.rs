//! The application: its state, its history in the browser, and the shell around the open page.

mod at_rest;
mod brought;
mod corrected;
mod explain;
mod explanations;
mod header;
mod history;
mod inputs;
mod kept;
mod keys;
mod lasting;
mod lens;
mod navigation;
mod notes;
mod onward;
mod open_page;
mod page_tools;
mod reader;
mod root;
mod sentences;
mod shell;
mod shown;
mod state;

pub use brought::{Brought, BroughtFile, Has, Offer, Restore, Said};
pub use lasting::lasting;
pub use lens::Lens;
pub use navigation::{at, follow, go, link, open, page_name, show};
pub use open_page::{Arriving, Shows};
pub use root::start;
pub use shown::Shown;
pub use state::{App, Held, Load, use_app};
