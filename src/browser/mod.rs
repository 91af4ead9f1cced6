//! The only files that name `web_sys`: canvas, URL, settings of the machine, files. Each gives and takes plain values.

pub mod canvas;
pub mod page;
pub mod url;
