//! What index.html learns only after the build: the final names of the worker's file and of the pieces of the wasm, the
//! service worker's registration, and a content security policy under which the browser itself refuses every request
//! to another origin.

use std::fs;
use std::path::Path;

use anyhow::{Context, Result};

use super::pieces::{self, Pieces};
use super::{rename, web_file};
use crate::{digest, project};

/// Where index.html says which files start the timing workers.
const WORKERS: [(&str, &str); 2] =
    [("timing-worker", "timing_worker_loader.js"), ("timing-worker-fused", "timing_worker_fused_loader.js")];

/// Where the pages are listed.
const PAGES: &str = "pages.toml";

/// Where `web/preload_page.js` lists the pages' pieces.
const PIECES: &str = "/* PIECES */";

/// The policy follows this, ahead of all that it governs.
const CHARSET: &str = r#"<meta charset="utf-8">"#;

/// Writes the workers' file names, the pieces' names, the registration and the policy into dist/index.html.
///
/// Trunk has the browser fetch ahead all JavaScript that the crate brings along; the kernels in JavaScript, which only the
/// worker runs, are not to be: `kernels` is where they were.
pub fn finish(
    dist: &Path,
    [simd, fused]: [&str; 2],
    kernels: &[(String, String)],
    pieces: &Pieces,
) -> Result<()> {
    let path = dist.join("index.html");
    let mut html = fs::read_to_string(&path).context("Trunk did not write index.html")?;
    for (old, new) in &pieces.renamed {
        html = rename::replace("index.html", &html, old, new)?;
    }
    for ((name, usual), loader) in WORKERS.into_iter().zip([simd, fused]) {
        html = replace_once(&html, &worker_meta(name, usual), &worker_meta(name, loader))?;
    }
    for (kernels, _) in kernels {
        let ahead = format!(r#"<link rel="modulepreload" href="./{kernels}" crossorigin="anonymous">"#);
        html = replace_once(&html, &ahead, "")?;
    }
    for name in ["translated.js", "register_sw.js"] {
        let script = format!("<script>\n{}</script>\n</body>", web_file(name)?);
        html = replace_once(&html, "</body>", &script)?;
    }
    // Ahead of the style sheets, for which a script behind them would wait.
    let html = replace_once(&html, CHARSET, &format!("{CHARSET}\n    {}", preloads(pieces)?))?;
    let html = replace_once(&html, CHARSET, &format!("{CHARSET}\n    {}", policy_meta(&html)))?;
    Ok(fs::write(path, html)?)
}

fn worker_meta(name: &str, loader: &str) -> String {
    format!(r#"<meta name="{name}" content="./{loader}">"#)
}

/// Has the browser ask for the pieces of the wasm as soon as for the wasm itself.
fn preloads(Pieces { loader, pages, .. }: &Pieces) -> Result<String> {
    let list = fs::read_to_string(project::root().join(PAGES));
    let mut lines = Vec::new();
    for slug in pieces::slugs(&list.with_context(|| format!("could not read {PAGES}"))?)? {
        let files = pages.iter().find(|(page, _)| *page == slug);
        let (_, files) = files.with_context(|| format!("there is no piece of the page {slug}"))?;
        let files: Vec<_> = files.iter().map(|file| format!(r#""./{file}""#)).collect();
        let files = files.join(", ");
        if lines.is_empty() {
            // The page that opens without a query.
            lines.push(format!(r#"["", [{files}]]"#));
        }
        lines.push(format!(r#"["{slug}", [{files}]]"#));
    }
    let preload = replace_once(&web_file("preload_page.js")?, PIECES, &lines.join(", "))?;
    Ok(format!(
        r#"<link rel="modulepreload" href="./{loader}" crossorigin="anonymous">
    <script>
{preload}</script>"#
    ))
}

fn replace_once(html: &str, old: &str, new: &str) -> Result<String> {
    let (before, after) = html.split_once(old).with_context(|| format!("there is no `{old}`"))?;
    Ok([before, new, after].concat())
}

/// The policy that allows this page's own inline scripts, by their hashes, and no others.
fn policy_meta(html: &str) -> String {
    let hashes: String =
        inline_scripts(html).map(|code| format!(" '{}'", digest::integrity(code.as_bytes()))).collect();
    let policy = [
        "default-src 'self'",
        &format!("script-src 'self' 'wasm-unsafe-eval'{hashes}"),
        // Views set colours and sizes on elements.
        "style-src 'self' 'unsafe-inline'",
        "img-src 'self' data: blob:",
        "worker-src 'self' blob:",
        "connect-src 'self'",
        "object-src 'none'",
        "base-uri 'none'",
        "form-action 'none'",
    ];
    format!(r#"<meta http-equiv="Content-Security-Policy" content="{}">"#, policy.join("; "))
}

/// The code of every script that is written into the page instead of being linked.
fn inline_scripts(html: &str) -> impl Iterator<Item = &str> {
    html.split("<script").skip(1).filter_map(|script| {
        let (tag, rest) = script.split_once('>')?;
        let (code, _) = rest.split_once("</script>")?;
        (!tag.contains(" src=")).then_some(code)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const HTML: &str = "<html><head><script src=\"a.js\"></script></head>\
                        <body><script type=\"module\">\nrun();\n</script></body></html>";

    #[test]
    fn only_inline_scripts_are_hashed() {
        assert_eq!(inline_scripts(HTML).collect::<Vec<_>>(), ["\nrun();\n"]);
    }

    #[test]
    fn the_policy_names_the_hash() {
        assert!(
            policy_meta(HTML).contains(&format!("'wasm-unsafe-eval' '{}'", digest::integrity(b"\nrun();\n")))
        );
    }

    #[test]
    fn a_missing_place_is_named() {
        let error = replace_once(HTML, &worker_meta("timing-worker", "x.js"), "").unwrap_err();
        assert!(error.to_string().contains("timing-worker"));
    }
}
