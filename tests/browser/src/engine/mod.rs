//! What the tests ask of a browser beyond the WebDriver standard, in each engine's own way.

use std::path::Path;

use fantoccini::Client;
use fantoccini::error::CmdError;
use serde_json::Value;
use url::Url;

use crate::driver::Port;
use crate::environment::{Environment, Kind};
use crate::session::Session;

mod chromium;
mod firefox;
pub mod webkit;

/// A browser of one engine, with one tab in hand.
pub trait Engine: Send {
    /// The part that all engines have.
    fn session(&self) -> &Session;
    /// Runs JavaScript in the page.
    fn script(&self, code: &str) -> Value {
        self.session().script(code)
    }
    /// Makes the browser as one that was just started, once the page of this address has been visited: one empty tab without a past.
    fn renew(&self, visited: &Url) -> Result<(), CmdError>;
    /// Loads the page anew, as a person does who presses the button for it.
    fn reload(&self) -> Result<(), CmdError> {
        self.session().run(Client::refresh)
    }
    /// Has the browser save downloads into this folder.
    fn save_downloads_in(&self, folder: &Path);
    /// Tells pages that the reader saves data.
    fn save_data(&self);
    /// Gives the page a place of this size, in CSS pixels, so many pixels of the screen for each, and a finger instead of a mouse.
    fn show_on(&self, size: [u32; 2], ratio: f64, touched: bool);
    /// Has the page compute so many times as slowly.
    fn slow_down(&self, times: f64);
    /// Answers a media query as a person's settings would.
    fn prefer(&self, feature: &str, value: &str);
    /// Shows pages as they are put on paper, or on the screen again.
    fn put_on_paper(&self, on: bool);
    /// Leaves this origin so many bytes of the disk, or as many as usual.
    fn leave_room(&self, origin: &str, bytes: Option<u32>);
    /// Runs a script ahead of every script of the pages that are opened from here on.
    fn ahead(&self, script: &str);
    /// Whether the clock of pages moves in steps of 1 ms.
    fn has_coarse_clock(&self) -> bool {
        false
    }
    /// After how many frames what has come into sight is laid out.
    fn frames(&self) -> u32 {
        2
    }
    /// Keeps the files from arriving whose addresses match one of these, `*` being any text; also out of the service worker.
    fn block(&self, addresses: &[&str]);
    /// Runs no script of the pages that are opened from here on.
    fn disable_scripts(&self);
    /// Lets pages write to the clipboard and read it.
    fn allow_clipboard(&self);
    /// Takes the errors that were written to the console since the last time.
    fn take_errors(&self) -> Vec<String>;
    /// Takes the addresses that the page requested since the last time.
    fn take_requests(&self) -> Vec<String>;
    /// What a screen reader is told, as Chromium has it.
    fn accessibility_tree(&self) -> Value;
}

/// How the engine's driver comes to its port, and what it is told besides.
pub const fn driver(kind: Kind) -> (Port, &'static [&'static str]) {
    match kind {
        Kind::Chromium => (Port::Chosen("started successfully on port "), &[]),
        Kind::Firefox => {
            (Port::Chosen("Listening on 127.0.0.1:"), &["--websocket-port=0", "--allow-system-access"])
        }
        Kind::WebKit => (Port::Told, &[]),
    }
}

/// What a browser has to be started with.
#[derive(Clone, Copy, Default, PartialEq, Eq)]
pub struct Start {
    /// A log of what is requested: Chromium keeps one only where it is asked for.
    pub notes_requests: bool,
    /// No vector instructions, as on a processor that has none. Chromium alone can be told so, on x86.
    pub scalar: bool,
}

/// Opens a browser through the driver at this address.
pub fn start(environment: &Environment, driver: &str, with: Start) -> Box<dyn Engine> {
    match environment.kind {
        Kind::Chromium => Box::new(chromium::Chromium::start(&environment.browser, driver, with)),
        Kind::Firefox => Box::new(firefox::Firefox::start(&environment.browser, driver)),
        Kind::WebKit => Box::new(webkit::WebKit::start(&environment.browser, driver)),
    }
}
