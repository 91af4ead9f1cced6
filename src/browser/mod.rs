//! Calls of the browser: canvas, URL, storage, files, workers, marks. Only these files name `web_sys`; each gives and takes plain
//! values.

pub mod clock;
pub mod crew;
pub mod fused;
pub mod worker_scope;

#[cfg(feature = "web")]
pub mod canvas;
#[cfg(feature = "web")]
pub mod clipboard;
#[cfg(feature = "web")]
pub mod drag;
#[cfg(feature = "web")]
pub mod events;
#[cfg(feature = "web")]
pub mod files;
#[cfg(feature = "web")]
pub mod keys;
#[cfg(feature = "web")]
pub mod machine;
#[cfg(feature = "web")]
pub mod marks;
#[cfg(feature = "web")]
pub mod media;
#[cfg(feature = "web")]
pub mod page;
#[cfg(feature = "web")]
pub mod palette;
#[cfg(feature = "web")]
pub mod plot;
#[cfg(feature = "web")]
pub mod presence;
#[cfg(feature = "web")]
pub mod reading;
#[cfg(feature = "web")]
pub mod size;
#[cfg(feature = "web")]
pub mod storage;
#[cfg(feature = "web")]
pub mod style;
#[cfg(feature = "web")]
pub mod turns;
#[cfg(feature = "web")]
pub mod url;
#[cfg(feature = "web")]
pub mod worker;
