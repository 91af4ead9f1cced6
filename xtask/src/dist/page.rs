//! The HTML file of each page, made from the one that Trunk writes: its own head, its text until the program is there, the files
//! that it asks for at once, and a content security policy under which the browser itself refuses every request to another origin.

use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use anyhow::{Context, Result};
use content::html::{self, Html};
use content::texts::LANGUAGES;

use super::pieces::Pieces;
use super::scalar::VECTORS;
use super::slim::slim;
use super::worker::LOADER;
use super::{font, rename, web_file};
use crate::{digest, project};

/// The page that opens with every style.
const LAB: &str = "lab";

/// The policy follows this, ahead of all that it governs.
const CHARSET: &str = r#"<meta charset="utf-8">"#;
/// The style sheets go ahead of this.
const ICON: &str = r#"<link rel="icon""#;
/// Where the page's own head belongs.
pub const HEAD: &str = "<!-- HEAD -->";
/// Where the page's text belongs, until the program is there.
pub const BODY: &str = "<!-- BODY -->";
/// The script with which Trunk starts the program; `web/start_page.js` does it here.
const STARTS: [&str; 2] = ["<script type=\"module\">", "</script>"];

/// What all pages have in common.
pub struct Shared<'a> {
    /// The loader of the timing worker.
    pub worker: &'a str,
    /// The pieces of the wasm.
    pub pieces: &'a Pieces,
    /// The folder of the programs without vector instructions.
    pub scalar: &'a str,
    /// The address of the folder on the web, where it is known.
    pub site: Option<&'a str>,
}

/// Writes the HTML file of every page, and the list of them for search engines.
pub fn finish(dist: &Path, shared: &Shared) -> Result<()> {
    let path = dist.join("index.html");
    let template = fs::read_to_string(path).context("Trunk did not write index.html")?;
    let starter = starter(dist, shared.pieces)?;
    let template = common(dist, template, &starter, shared)?;
    let all = html::read(project::root(), shared.site)?;
    let first = first_script(&all, shared.scalar)?;
    let fonts = font::parts()?;
    for page in &all {
        fs::write(dist.join(&page.file), own(dist, &template, page, &first, shared.pieces, &fonts)?)?;
    }
    Ok(fs::write(dist.join("sitemap.xml"), html::sitemap(&all, shared.site))?)
}

/// Writes the script that starts the program, and returns its name.
fn starter(dist: &Path, Pieces { renamed: [(_, glue), (_, main)], .. }: &Pieces) -> Result<String> {
    let broken =
        script(dist, "broken.js", &web_file("broken.js")?, &[("TEXTS", &html::broken(project::root())?)])?;
    // What a browser translates is watched from the beginning.
    let starts = web_file("translated.js")? + &web_file("start_page.js")?;
    script(dist, "start_page.js", &starts, &[("GLUE", glue), ("MAIN", main), ("BROKEN", &broken)])
}

/// Writes a script without what only its authors read, with these words in their places, and returns its name.
fn script(dist: &Path, name: &str, text: &str, words: &[(&str, &str)]) -> Result<String> {
    fs::write(dist.join(name), slim(name, text)?)?;
    rename::by_content(dist, name, words)
}

/// What every page has: the final names of the files of the program.
///
/// Trunk has the browser fetch the program ahead of everything else. `web/start_page.js` does so once the text is painted.
fn common(
    dist: &Path,
    mut html: String,
    starter: &str,
    Shared { worker, pieces, .. }: &Shared,
) -> Result<String> {
    for (old, new) in &pieces.renamed {
        html = rename::replace("index.html", &html, old, new)?;
    }
    html = replace_once(&html, &worker_meta(LOADER), &worker_meta(worker))?;
    for rel in ["modulepreload", "preload"] {
        html = without_links(&html, rel)?;
    }
    html = two_style_sheets(dist, &html)?;
    let (before, after) = html.split_once(STARTS[0]).context("Trunk does not start the program")?;
    let (_, after) = after.split_once(STARTS[1]).context("Trunk's script does not end")?;
    let integrity = integrity(dist, starter)?;
    let script = format!(r#"<script type="module" src="./{starter}" integrity="{integrity}"></script>"#);
    Ok([before, &script, after].concat())
}

/// The page without its links of a kind.
fn without_links(html: &str, rel: &str) -> Result<String> {
    let start = format!("<link rel=\"{rel}\"");
    let mut links = html.split(&start);
    let mut rest = links.next().unwrap_or_default().to_owned();
    for link in links {
        rest += link.split_once('>').with_context(|| format!("a link to {rel} does not end"))?.1;
    }
    Ok(rest)
}

/// The style sheets of what a page shows later, as Trunk names them before their hash: the program asks for them with the first part
/// that it fetches. The lab opens with them.
const LATER: [&str; 3] = ["play-", "lab-", "print-"];

/// Joins the style sheets, in their order: those for which the first paint waits into one file, and those of what is shown later.
fn two_style_sheets(dist: &Path, html: &str) -> Result<String> {
    let mut links = html.split("<link rel=\"stylesheet\" href=\"./");
    let mut joined = links.next().unwrap_or_default().to_owned();
    let [mut first, mut later] = [const { String::new() }; 2];
    for link in links {
        let (file, rest) = link.split_once('"').context("a link to a style sheet does not end")?;
        let (_, rest) = rest.split_once("/>").context("a link to a style sheet does not end")?;
        let sheet = fs::read_to_string(dist.join(file)).with_context(|| format!("there is no {file}"))?;
        *(if LATER.iter().any(|name| file.starts_with(name)) { &mut later } else { &mut first }) += &sheet;
        fs::remove_file(dist.join(file))?;
        joined += rest.trim_start();
    }
    let write = |name: &str, sheets: &str| {
        fs::write(dist.join(name), slim(name, sheets)?)?;
        rename::by_content(dist, name, &[])
    };
    let (first, later) = (write("style.css", &first)?, write("later.css", &later)?);
    let html = replace_once(&joined, ICON, &format!("{}{ICON}", style_link(&first)))?;
    let html = replace_once(&html, &later_meta("later.css"), &later_meta(&later))?;
    let lines = html.lines().filter(|line| !line.trim().is_empty());
    Ok(lines.map(|line| format!("{line}\n")).collect())
}

/// (Without a hash to compare it with: from the disk browsers would refuse it, and the page has to say what is missing there.)
fn style_link(file: &str) -> String {
    format!("<link rel=\"stylesheet\" href=\"./{file}\">\n    ")
}

/// What a browser compares with a file before it uses it.
fn integrity(dist: &Path, file: &str) -> Result<String> {
    let bytes = fs::read(dist.join(file)).with_context(|| format!("there is no {file}"))?;
    Ok(digest::integrity(&bytes))
}

fn later_meta(file: &str) -> String {
    format!(r#"<meta name="later-style" content="./{file}">"#)
}

/// The page that opens with all styles also asks for those that others ask for later.
fn with_later_style(html: &str) -> Result<String> {
    let (_, rest) =
        html.split_once(r#"<meta name="later-style" content="./"#).context("there is no later style")?;
    let (file, _) = rest.split_once('"').context("the name of the later style does not end")?;
    replace_once(html, ICON, &format!("{}{ICON}", style_link(file)))
}

fn worker_meta(loader: &str) -> String {
    format!(r#"<meta name="timing-worker" content="./{loader}">"#)
}

/// `web/first.js` with the pages, the languages, and the folder of the programs without vector instructions.
pub fn first_script(all: &[Html], scalar: &str) -> Result<String> {
    let address =
        |page: &Html| if page.file == "index.html" { "./".to_owned() } else { format!("./{}", page.file) };
    let pages: Vec<_> = all.iter().map(|page| format!("{}: \"{}\"", page.slug, address(page))).collect();
    let languages: Vec<_> = LANGUAGES.iter().map(|(tag, _)| format!("\"{tag}\"")).collect();
    let script = slim("first.js", &web_file("first.js")?)?;
    let script = replace_once(&script, "VECTORS", VECTORS)?;
    let script = replace_once(&script, "SCALAR", scalar)?;
    let script = replace_once(&script, "PAGES", &format!("{{ {} }}", pages.join(", ")))?;
    replace_once(&script, "LANGUAGES", &format!("[{}]", languages.join(", ")))
}

/// The file of one page.
fn own(
    dist: &Path,
    template: &str,
    page: &Html,
    first: &str,
    pieces: &Pieces,
    fonts: &[font::Part],
) -> Result<String> {
    let files = pieces.pages.iter().find(|(slug, _)| *slug == page.slug);
    let (_, files) = files.with_context(|| format!("there is no piece of the page {}", page.slug))?;
    let [(_, glue), (_, main)] = &pieces.renamed;
    let mut ahead = String::new();
    for file in [glue, &pieces.loader, main].into_iter().chain(files) {
        // Scripts are compared with this. What wasm they fetch they name themselves.
        let script = file.ends_with(".js").then(|| integrity(dist, file)).transpose()?;
        let integrity = script.map(|hash| format!(" data-integrity=\"{hash}\"")).unwrap_or_default();
        write!(ahead, "\n    <meta name=\"ahead\" content=\"./{file}\"{integrity}>")?;
    }
    // Formulas would move the text when their font comes late.
    let preload = |file: &str| {
        format!(r#"<link rel="preload" href="./{file}" as="font" type="font/woff2" crossorigin>"#) + "\n    "
    };
    let fonts: String = font::needed(&page.body, fonts)
        .with_context(|| page.file.clone())?
        .into_iter()
        .map(preload)
        .collect();
    let head = format!(
        "{}    {fonts}<style>{}</style>\n    <script>\n{first}</script>{ahead}",
        page.head,
        html::language_rules()
    );
    let html = replace_once(template, "<html ", &format!("<html data-page=\"{}\" ", page.slug))?;
    let html = if page.slug == LAB { with_later_style(&html)? } else { html };
    let html = replace_once(&html, HEAD, &head)?;
    let html = replace_once(&html, BODY, &page.body)?;
    replace_once(&html, CHARSET, &format!("{CHARSET}\n    {}", policy_meta(&html)))
}

/// Puts `new` in the place of `old`, which has to be there.
pub fn replace_once(html: &str, old: &str, new: &str) -> Result<String> {
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
    fn links_of_a_kind_are_taken_out() {
        let html = "a<link rel=\"preload\" href=\"./b\">c<link rel=\"icon\">d<link rel=\"preload\">";
        assert_eq!(without_links(html, "preload").unwrap(), "ac<link rel=\"icon\">d");
    }

    #[test]
    fn a_page_that_opens_with_all_styles_links_to_the_later_one_too() {
        let html = format!("{}<link rel=\"icon\" href=\"./i\">", later_meta("later-1.css"));
        let with = with_later_style(&html).unwrap();
        assert!(with.contains(r#"<link rel="stylesheet" href="./later-1.css">"#), "{with}");
        assert!(with_later_style("<p>").is_err());
    }

    #[test]
    fn a_missing_place_is_named() {
        let error = replace_once(HTML, &worker_meta("x.js"), "").unwrap_err();
        assert!(error.to_string().contains("timing-worker"));
    }
}
