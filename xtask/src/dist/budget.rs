//! How much a visitor downloads, and how much we allow ourselves.

use std::fs;
use std::path::Path;

use anyhow::{Result, bail};
use brotli::enc::BrotliEncoderParams;

use super::{files_in, offline, pieces, worker};

/// What a file is for, which decides the budgets it counts against.
#[derive(Clone, Copy, PartialEq)]
enum Part {
    /// The main part of the wasm: the shell and everything that is always there.
    Main,
    /// One page's piece of the wasm, or what it shares with others; a visitor waits for what one page needs.
    OfPages,
    /// All else that loads before a visitor can do something.
    Always,
    /// Loaded when first needed, if ever: the timing worker, the sentence data, the service worker.
    Later,
}

impl Part {
    fn of(name: &str) -> Self {
        // The last two: a licence that nobody's browser asks for, and the picture for a home screen.
        let later =
            [worker::SIMD, worker::KERNELS_NAME, "data/", offline::FILE, "fonts/OFL.txt", "icon-512.png"];
        if later.iter().any(|start| name.starts_with(start)) {
            Self::Later
        } else if [pieces::SHARED, pieces::PAGE].iter().any(|start| name.starts_with(start)) {
            Self::OfPages
        } else if name.starts_with("deltascope") && name.ends_with(".wasm") {
            Self::Main
        } else {
            Self::Always
        }
    }
}

struct Size {
    name: String,
    part: Part,
    raw: usize,
    sent: usize,
}

/// Prints the size of every file in `dist` and fails if a budget is exceeded.
pub fn check(dist: &Path) -> Result<()> {
    let mut sizes = Vec::new();
    let mut pages = Vec::new();
    for file in files_in(dist)? {
        let content = fs::read(&file.path)?;
        if pieces::is_loader(&file.name) {
            pages = pieces::files_of_pages(&String::from_utf8_lossy(&content));
        }
        let (part, sent) = (Part::of(&file.name), sent_bytes(&file.name, &content)?);
        sizes.push(Size { name: file.name, part, raw: content.len(), sent });
    }
    println!("\n{:<52} {:>12} {:>12}", "dist/", "KiB", "brotli KiB");
    for size in &sizes {
        println!("{:<52} {:>12.1} {:>12.1}", size.name, kib(size.raw), kib(size.sent));
    }

    let budgets = budgets(&sizes, &pages);
    println!("\n{:<52} {:>12} {:>12}", "after brotli", "allowed KiB", "KiB");
    for (what, allowed, sent) in budgets {
        println!("{what:<52} {allowed:>12} {:>12.1}", kib(sent));
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
fn budgets(sizes: &[Size], pages: &[(String, Vec<String>)]) -> [(&'static str, usize, usize); 4] {
    let of = |part| sizes.iter().filter(move |size| size.part == part).map(|size| size.sent);
    let sent = |files: &[String]| -> usize {
        sizes.iter().filter(|size| files.contains(&size.name)).map(|size| size.sent).sum()
    };
    let largest = pages.iter().map(|(_, files)| sent(&files[..1])).max().unwrap_or_default();
    let waited_for = pages.iter().map(|(_, files)| sent(files)).max().unwrap_or_default();
    let first = of(Part::Main).chain(of(Part::Always)).sum::<usize>() + waited_for;
    [
        ("the main wasm", 200, of(Part::Main).sum()),
        ("the largest piece", 110, largest),
        ("all that loads before the first interaction", 500, first),
        ("the whole folder", 2500, sizes.iter().map(|size| size.sent).sum()),
    ]
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
    fn a_visitor_waits_for_one_page() {
        let sizes = [
            ("deltascope-0.wasm", 1),
            ("deltascope-0.js", 2),
            ("shared-0.wasm", 20),
            ("shared_rest-0.wasm", 1000),
            ("page_mask-0.wasm", 300),
            ("page_lab-0.wasm", 4000),
            ("timing_worker_bg-0.wasm", 50_000),
            ("kernels-0.js", 600_000),
        ]
        .map(|(name, sent)| Size { name: name.to_owned(), part: Part::of(name), raw: sent, sent });
        let needs = |files: &[&str]| (String::new(), files.iter().map(|file| (*file).to_owned()).collect());
        let pages = [
            needs(&["page_mask-0.wasm", "shared-0.wasm", "shared_rest-0.wasm"]),
            needs(&["page_lab-0.wasm", "shared-0.wasm"]),
        ];
        assert_eq!(budgets(&sizes, &pages).map(|(_, _, sent)| sent), [1, 4000, 4023, 655_323]);
    }
}
