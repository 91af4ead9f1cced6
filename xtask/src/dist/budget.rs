//! How much a visitor downloads, and how much we allow ourselves.

use std::fs;
use std::path::Path;

use anyhow::{Result, bail};
use brotli::enc::BrotliEncoderParams;

use super::scalar;
use super::{files_in, pieces};

/// KiB after brotli that any page may load before its reader can do something.
const PAGE_KIB: usize = 320;
/// Of these the main part of the wasm.
const MAIN_KIB: usize = 200;
/// Any piece of the wasm.
const PIECE_KIB: usize = 110;
/// The module of fused kernels, which a run of the lab may ask for.
const FUSED_KIB: usize = 32;
/// The whole folder.
const FOLDER_KIB: usize = 2500;

/// A file of dist/, with its bytes as they are and as a host that compresses well sends them.
struct Size {
    name: String,
    raw: usize,
    sent: usize,
}

/// Prints the size of every file in `dist` and of what each page loads first, and fails if a budget is exceeded.
pub fn check(dist: &Path) -> Result<()> {
    let (mut sizes, mut pages) = (Vec::new(), Vec::new());
    // An engine that knows no vector instructions fetches these in the place of others.
    for file in files_in(dist)?.into_iter().filter(|file| scalar::folder_of(&file.name).is_none()) {
        let content = fs::read(&file.path)?;
        if file.name.ends_with(".html") {
            pages.push((file.name.clone(), String::from_utf8_lossy(&content).into_owned()));
        }
        let sent = sent_bytes(&file.name, &content)?;
        sizes.push(Size { name: file.name, raw: content.len(), sent });
    }
    println!("\n{:<52} {:>12} {:>12}", "dist/", "KiB", "brotli KiB");
    for size in &sizes {
        println!("{:<52} {:>12.1} {:>12.1}", size.name, kib(size.raw), kib(size.sent));
    }

    println!("\n{:<52} {:>12} {:>12}", "before the first interaction", "allowed KiB", "brotli KiB");
    let budgets = budgets(&sizes, &pages);
    for (what, allowed, sent) in &budgets {
        println!("{what:<52} {allowed:>12} {:>12.1}", kib(*sent));
    }
    println!();
    for (what, allowed, sent) in budgets {
        if sent > allowed * 1024 {
            bail!("{what}: {:.1} KiB after brotli, the budget is {allowed} KiB", kib(sent));
        }
    }
    Ok(())
}

/// What is limited, to how many KiB, and how many bytes it has.
fn budgets(sizes: &[Size], pages: &[(String, String)]) -> Vec<(String, usize, usize)> {
    let sum = |of: &dyn Fn(&Size) -> bool| sizes.iter().filter(|size| of(size)).map(|size| size.sent).sum();
    let is_wasm = |size: &Size, name: &str| size.name.starts_with(name) && size.name.ends_with(".wasm");
    let mut budgets: Vec<_> = pages
        .iter()
        .map(|(name, html)| {
            let loads = loads(name, html);
            (name.clone(), PAGE_KIB, sum(&|size| loads.contains(&size.name)))
        })
        .collect();
    let largest = sizes.iter().filter(|size| pieces::is_piece(&size.name)).map(|size| size.sent).max();
    budgets.push(("the main wasm".to_owned(), MAIN_KIB, sum(&|size| is_wasm(size, "deltascope"))));
    budgets.push(("the largest other piece".to_owned(), PIECE_KIB, largest.unwrap_or_default()));
    let fused = sum(&|size| is_wasm(size, "fused_kernels"));
    budgets.push(("the fused kernels, when asked for".to_owned(), FUSED_KIB, fused));
    budgets.push(("the whole folder".to_owned(), FOLDER_KIB, sum(&|_| true)));
    budgets
}

/// The files that a browser fetches for a page before its reader does anything: the page, and all that its HTML links to or runs,
/// the fonts of its formulas among it.
fn loads(name: &str, html: &str) -> Vec<String> {
    /// Links that fetch nothing, or only for a home screen.
    const IDLE: [&str; 3] = ["canonical", "apple-touch-icon", "manifest"];
    let mut files = vec![name.to_owned()];
    let tags = ["<link ", "<script ", "<meta name=\"ahead\" "]
        .into_iter()
        .flat_map(|start| html.split(start).skip(1));
    for tag in tags.filter_map(|rest| Some(rest.split_once('>')?.0)) {
        if IDLE.iter().any(|rel| tag.contains(&format!("rel=\"{rel}\""))) {
            continue;
        }
        let named =
            ["href=\"./", "src=\"./", "content=\"./"].into_iter().find_map(|start| tag.split_once(start));
        files.extend(named.and_then(|(_, rest)| rest.split_once('"')).map(|(file, _)| file.to_owned()));
    }
    files
}

/// The bytes a host that compresses well would send.
fn sent_bytes(name: &str, content: &[u8]) -> Result<usize> {
    // These formats are compressed already, and hosts send them as they are.
    if name.ends_with(".woff2") || name.ends_with(".png") {
        return Ok(content.len());
    }
    let mut compressed = Vec::new();
    let params = BrotliEncoderParams { quality: 11, lgwin: 24, ..Default::default() };
    brotli::BrotliCompress(&mut &content[..], &mut compressed, &params)?;
    Ok(compressed.len())
}

fn kib(bytes: usize) -> f64 {
    bytes as f64 / 1024.0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_visitor_waits_for_what_the_page_names_and_for_nothing_else() {
        let html = r#"<link rel="canonical" href="./a.html"><link rel="stylesheet" href="./b.css">
            <meta name="ahead" content="./page_a-0.wasm"><link rel="manifest" href="./m.webmanifest">
            <script type="module" src="./c.js"></script><a href="./d.html">d</a>"#;
        assert_eq!(loads("a.html", html), ["a.html", "b.css", "c.js", "page_a-0.wasm"]);
    }

    #[test]
    fn each_page_has_its_own_sum() {
        let size = |name: &str, sent| Size { name: name.to_owned(), raw: sent, sent };
        let sizes = [
            size("a.html", 1),
            size("b.html", 20),
            size("deltascope-0.wasm", 300),
            size("page_a-0.wasm", 4000),
            size("page_b-0.wasm", 50_000),
            size("sw.js", 600_000),
            size("fused_kernels-0.wasm", 7_000_000),
        ];
        let page = |name: &str, piece: &str| {
            let files = ["deltascope-0.wasm", piece].map(|file| format!("<link href=\"./{file}\">"));
            (name.to_owned(), files.concat())
        };
        let pages = [page("a.html", "page_a-0.wasm"), page("b.html", "page_b-0.wasm")];
        let sums: Vec<_> = budgets(&sizes, &pages).into_iter().map(|(_, _, sent)| sent).collect();
        assert_eq!(sums, [4301, 50_320, 300, 50_000, 7_000_000, 7_654_321]);
    }
}
