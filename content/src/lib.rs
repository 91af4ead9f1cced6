//! What the pages say, read from the files in which it is written: `pages.toml`, `src/lessons/<slug>/prose.toml`,
//! `formulas/formulas.toml` and `locales/`.
//!
//! It is read twice from here, so that nothing is written twice: the build script of the page makes Rust modules of it, and
//! `cargo xtask build` the HTML file of each page, whose text is there before the program is.

mod body;
pub mod formulas;
pub mod html;
#[path = "../../src/marked.rs"]
pub mod marked;
pub mod names;
pub mod pages;
pub mod prose;
pub mod texts;
