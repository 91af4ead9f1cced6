//! The only files that name `web_sys`: canvas, URL, settings of the machine, files. Each gives and takes plain values.

pub mod canvas;
pub mod clock;
pub mod files;
pub mod machine;
pub mod number;
pub mod page;
pub mod plot;
pub mod size;
pub mod storage;
pub mod url;
pub mod worker;
pub mod worker_scope;
