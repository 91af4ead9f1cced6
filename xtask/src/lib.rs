//! The commands of `cargo xtask`, one file each.
//!
//! ```text
//! serve ──┐                       ┌─ dist/pieces    the pieces into which the page's wasm was split
//! test  ──┼─ build ─ Trunk ─ dist ┼─ dist/worker    names the timing worker's files by their content
//! bench ──┤    │       │          ├─ dist/page      content security policy, registration of the service worker
//! build ──┘    ├─ fused splitter  ├─ dist/scalar    the programs once more, without vector instructions
//!              └─ tools           ├─ dist/offline   the service worker and the list of files it keeps
//!                                 └─ dist/budget    sizes after brotli, held against the budgets
//! ```
//!
//! The browser tests use [`server`], [`site`] and [`dist`] too: they open the page as `cargo xtask serve` serves it.

pub mod bench;
pub mod browser;
pub mod build;
pub mod dist;
pub mod serve;
pub mod server;
pub mod site;
pub mod test;

mod again;
mod digest;
mod fingerprint;
mod fused;
mod hosts;
mod numpy;
mod paths;
mod preview;
mod process;
mod project;
mod steps;
mod supply;
mod third_language;
mod tools;
