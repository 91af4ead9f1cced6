//! The HTML of each page before the program is there: its head, its header, and its prose in every language.
//!
//! The elements and classes are those that the page itself makes (`src/app/header.rs`, `src/ui/lesson.rs`,
//! `src/lessons/start/view.rs`), so that the same style sheets lay them out and nothing moves when the page takes over. The reader's
//! language is chosen before the first paint by `web/first.js`; the others are hidden by [`language_rules`].

use std::fmt::Write as _;
use std::path::Path;

use anyhow::{Context, Result};
use serde_json::{Map, Value};

use crate::formulas::{self, Formula};
use crate::pages::{self, Page};
use crate::prose;
use crate::texts::{self, Texts};

/// The name of the site, in titles and previews.
pub(crate) const SITE: &str = "Deltascope";
/// The picture for previews, a file of dist/, and its size in pixels.
const PICTURE: (&str, u32, u32) = ("preview.png", 1200, 630);

/// What the HTML file of a page holds beside what all of them do.
#[derive(Clone, Debug)]
pub struct Html {
    /// The page.
    pub slug: String,
    /// Its file in dist/.
    pub file: String,
    /// For the head: title, description, previews, canonical link.
    pub head: String,
    /// For the body: the page until the program is there.
    pub body: String,
}

/// All that the HTML files are made from.
pub(crate) struct Sources {
    pub(crate) pages: Vec<Page>,
    pub(crate) languages: Vec<Texts>,
    pub(crate) formulas: Vec<Formula>,
}

/// The HTML of every page, in reading order. `site` is the address of the folder on the web, with its final slash, where it is
/// known; links in the head are relative where it is not.
///
/// # Errors
/// A text or a formula that is not there.
pub fn read(root: &Path, site: Option<&str>) -> Result<Vec<Html>> {
    let sources =
        Sources { pages: pages::read(root)?, languages: texts::read(root)?, formulas: formulas::read(root)? };
    let all = sources.pages.iter().enumerate();
    all.map(|(place, page)| {
        let prose = prose::read(root, &page.slug)?;
        Ok(Html {
            slug: page.slug.clone(),
            file: if place == 0 { "index.html".to_owned() } else { format!("{}.html", page.slug) },
            head: sources.head(page, site)?,
            body: sources.body(page, &prose)?,
        })
    })
    .collect()
}

/// What is said above each page while its program is being compiled, in every language.
///
/// # Errors
/// A text that is not there.
pub fn being_built(root: &Path) -> Result<String> {
    let sources = Sources { pages: Vec::new(), languages: texts::read(root)?, formulas: Vec::new() };
    let line = sources.by_key("p", "", "missing.being_built")?;
    Ok(format!("<div class=\"before note\" role=\"status\"><div>{line}</div></div>\n"))
}

/// What is said when the program has broken off, in every language, as JSON: `web/broken.js` shows it.
///
/// # Errors
/// A text that is not there.
pub fn broken(root: &Path) -> Result<String> {
    let keys = [
        ("title", "missing.broken"),
        ("what", "missing.broken_what"),
        ("again", "missing.broken_again"),
        ("anew", "missing.broken_anew"),
        ("said", "missing.broken_said"),
        ("done", "missing.broken_done"),
    ];
    let mut all = Map::new();
    for texts in texts::read(root)? {
        let of = |(name, key): (&str, &str)| Ok((name.to_owned(), Value::from(texts.get(key)?)));
        all.insert(texts.tag.to_owned(), Value::Object(keys.into_iter().map(of).collect::<Result<_>>()?));
    }
    Ok(Value::Object(all).to_string())
}

/// Style rules that hide every language but the one that `<html lang>` names.
pub fn language_rules() -> String {
    let rule = |(tag, _): &(&str, &str)| {
        format!(":root:not([lang=\"{tag}\"]) :is(.before, .as-written) [lang=\"{tag}\"]")
    };
    let all: Vec<_> = texts::LANGUAGES.iter().map(rule).collect();
    format!("{} {{ display: none }}", all.join(", "))
}

/// The list of all pages for search engines (sitemaps.org).
pub fn sitemap(all: &[Html], site: Option<&str>) -> String {
    let place = |html: &Html| {
        let file = html.file.strip_suffix("index.html").unwrap_or(&html.file);
        format!("  <url><loc>{}{file}</loc></url>\n", escaped(site.unwrap_or("./")))
    };
    format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<urlset xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\">\n{}</urlset>\n",
        all.iter().map(place).collect::<String>()
    )
}

impl Sources {
    /// The first language, for what has one language only.
    fn first(&self) -> Result<&Texts> {
        self.languages.first().context("there is no language")
    }

    /// Whether it is the page that opens without a name.
    pub(crate) fn is_first(&self, page: &Page) -> bool {
        self.pages.first() == Some(page)
    }

    fn title(&self, texts: &Texts, page: &Page) -> Result<String> {
        Ok(format!("{} · {SITE}", texts.get(&format!("{}.name", page.slug))?))
    }

    fn head(&self, page: &Page, site: Option<&str>) -> Result<String> {
        let first = self.first()?;
        let title = escaped(&self.title(first, page)?);
        let description = escaped(first.get(&format!("{}.description", page.slug))?);
        let address = page.address(self.is_first(page));
        let absolute = |address: &str| {
            escaped(&site.map_or_else(
                || address.to_owned(),
                |site| format!("{site}{}", address.trim_start_matches("./")),
            ))
        };
        // Without a site the folder may be the root of a host, which search engines take for another page.
        let canonical = if site.is_none() && self.is_first(page) { "./index.html" } else { &address };
        let (picture, width, height) = PICTURE;
        let mut head = format!("<title>{title}</title>\n");
        for line in [
            format!(r#"<meta name="description" content="{description}">"#),
            format!(r#"<link rel="canonical" href="{}">"#, absolute(canonical)),
            r#"<meta property="og:type" content="website">"#.to_owned(),
            format!(r#"<meta property="og:site_name" content="{SITE}">"#),
            format!(r#"<meta property="og:title" content="{title}">"#),
            format!(r#"<meta property="og:description" content="{description}">"#),
            format!(r#"<meta property="og:url" content="{}">"#, absolute(&address)),
            format!(r#"<meta property="og:image" content="{}">"#, absolute(&format!("./{picture}"))),
            format!(r#"<meta property="og:image:width" content="{width}">"#),
            format!(r#"<meta property="og:image:height" content="{height}">"#),
            r#"<meta name="twitter:card" content="summary_large_image">"#.to_owned(),
        ] {
            writeln!(head, "    {line}")?;
        }
        for (place, texts) in self.languages.iter().enumerate() {
            let tag = texts.tag.replace('-', "_");
            let alternate = if place == 0 { "og:locale" } else { "og:locale:alternate" };
            writeln!(head, r#"    <meta property="{alternate}" content="{tag}">"#)?;
            // For `web/first.js`, which sets the title in the reader's language.
            let title = escaped(&self.title(texts, page)?);
            writeln!(head, r#"    <meta name="title" lang="{}" content="{title}">"#, texts.tag)?;
        }
        Ok(head)
    }
}

/// A text as HTML, also in attributes.
pub fn escaped(text: &str) -> String {
    let mut html = String::new();
    formulas::escape(text, &mut html);
    html
}

#[cfg(test)]
mod tests {
    use super::*;

    fn root() -> &'static Path {
        Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/.."))
    }

    #[test]
    fn every_page_has_its_head_and_its_text_in_every_language() {
        let (all, languages) = (read(root(), None).unwrap(), texts::read(root()).unwrap());
        assert_eq!(all[0].file, "index.html");
        for page in &all {
            let once = |what: &str| assert_eq!(page.head.matches(what).count(), 1, "{}: {what}", page.slug);
            for what in [
                "<title>",
                "name=\"description\"",
                "rel=\"canonical\"",
                "og:title",
                "og:description",
                "og:image\"",
            ] {
                once(what);
            }
            assert_eq!(page.body.matches("aria-level=\"1\"").count(), 1, "{}", page.slug);
            for texts in &languages {
                let title = escaped(texts.get(&format!("{}.title", page.slug)).unwrap());
                assert!(
                    page.body.contains(&format!("lang=\"{}\">{title}</span>", texts.tag)),
                    "{}: {title}",
                    page.slug
                );
            }
            for link in &all {
                let address = link.file.strip_suffix("index.html").unwrap_or(&link.file);
                assert!(
                    page.body.contains(&format!("href=\"./{address}\"")),
                    "{} links to {address}",
                    page.slug
                );
            }
        }
    }

    #[test]
    fn with_a_site_the_head_and_the_sitemap_name_it() {
        let site = Some("https://example.org/delta/");
        let all = read(root(), site).unwrap();
        let state = all.iter().find(|page| page.slug == "state").unwrap();
        for address in [
            "canonical\" href=\"https://example.org/delta/state.html",
            "content=\"https://example.org/delta/preview.png",
        ] {
            assert!(state.head.contains(address), "{address} in {}", state.head);
        }
        let sitemap = sitemap(&all, site);
        assert!(sitemap.contains("<loc>https://example.org/delta/</loc>"));
        assert!(sitemap.contains("<loc>https://example.org/delta/state.html</loc>"));
        assert_eq!(sitemap.matches("<loc>").count(), all.len());
    }

    #[test]
    fn every_element_ends_where_it_should() {
        for page in read(root(), None).unwrap() {
            let document =
                roxmltree::Document::parse(&page.body).map_err(|error| format!("{}: {error}", page.slug));
            let document = document.unwrap();
            assert_eq!(document.root_element().attribute("class"), Some("before"), "{}", page.slug);
        }
    }

    #[test]
    fn the_verdict_of_a_run_is_left_to_the_page() {
        let mask = read(root(), None).unwrap().into_iter().find(|page| page.slug == "mask").unwrap();
        assert!(
            mask.body.contains("<math display=\"block\">") && mask.body.contains("<p class=\"verdict\"></p>")
        );
    }

    #[test]
    fn one_rule_hides_every_language_that_is_not_the_readers() {
        let rules = language_rules();
        for (tag, _) in texts::LANGUAGES {
            assert!(rules.contains(&format!(
                ":root:not([lang=\"{tag}\"]) :is(.before, .as-written) [lang=\"{tag}\"]"
            )));
        }
    }
}
