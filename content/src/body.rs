//! The text of a page before the program is there: its header, and its prose in every language.

use std::fmt::Write as _;

use anyhow::{Context, Result};

use crate::formulas;
use crate::html::{SITE, Sources, escaped};
use crate::marked;
use crate::pages::Page;
use crate::prose::Passage;
use crate::texts::Texts;

/// The room of a tool of the page, which comes with the program.
const TOOL: &str = "<button type=\"button\" disabled=\"\"></button>";

/// The reasons why the program may not run, in the group `missing` of the locales. `web/first.js` and `web/start_page.js` find out
/// which one holds; `late` is for what they cannot find out.
pub const REASONS: [&str; 5] = ["disk", "frame", "wasm", "policy", "late"];

impl Sources {
    /// The page until the program is there.
    pub(crate) fn body(&self, page: &Page, prose: &[Passage]) -> Result<String> {
        let mut what = self.lesson(page, prose)?;
        if self.is_first(page) {
            what += &self.overview()?;
        }
        Ok(format!(
            "<div class=\"before\">\n{}\n{}<main>\n{what}</main>\n</div>\n",
            self.header(page)?,
            self.missing()?
        ))
    }

    /// An element with the same text in every language, once for each.
    fn said(
        &self,
        element: &str,
        attributes: &str,
        text: impl Fn(&Texts) -> Result<String>,
    ) -> Result<String> {
        let mut html = String::new();
        for texts in &self.languages {
            let text = text(texts)?;
            write!(html, "<{element}{attributes} lang=\"{}\">{text}</{element}>", texts.tag)?;
        }
        Ok(html)
    }

    /// The same with the text of a key.
    pub(crate) fn by_key(&self, element: &str, attributes: &str, key: &str) -> Result<String> {
        self.said(element, attributes, |texts| Ok(escaped(texts.get(key)?)))
    }

    /// The same, its letters and its terms marked.
    fn marked(&self, element: &str, attributes: &str, key: &str) -> Result<String> {
        self.said(element, attributes, |texts| Ok(marked::html(texts.get(key)?, formulas::symbol_of)))
    }

    /// The name of the site and the links to all pages.
    fn header(&self, open: &Page) -> Result<String> {
        let mut chapters = String::new();
        for pages in self.pages.chunk_by(|page, next| page.chapter == next.chapter) {
            let mut links = String::new();
            for page in pages {
                let current = if page == open { " aria-current=\"page\"" } else { "" };
                let address = page.address(self.is_first(page));
                let name = self.by_key("span", "", &format!("{}.name", page.slug))?;
                write!(links, "<a href=\"{address}\"{current}>{name}</a>")?;
            }
            let chapter = self
                .said("b", "", |texts| Ok(escaped(texts.get(&format!("chapter.{}", pages[0].chapter))?)))?;
            writeln!(chapters, "<li><span>{chapter}</span> <div>{links}</div></li>")?;
        }
        // A chapter that is called like its page is not named twice.
        let chapter = self.said("span", "", |texts| {
            let [chapter, name] = [format!("chapter.{}", open.chapter), format!("{}.name", open.slug)];
            let (chapter, name) = (texts.get(&chapter)?, texts.get(&name)?);
            Ok(if chapter == name { String::new() } else { escaped(chapter) })
        })?;
        let name = self.by_key("b", "", &format!("{}.name", open.slug))?;
        let next = |at: usize| self.languages[(at + 1) % self.languages.len()].endonym;
        let languages = self.languages.iter().enumerate();
        let language: String = languages
            .map(|(at, texts)| format!("<span lang=\"{}\">{}</span>", texts.tag, next(at)))
            .collect();
        Ok(format!(
            "<header class=\"top\"><a class=\"brand\" href=\"./\">{SITE}</a>\n<nav>\
             <button type=\"button\" class=\"menu\" popovertarget=\"pages\">{chapter} {name}</button>\n\
             <ul class=\"pages\" id=\"pages\" popover=\"auto\">\n{chapters}</ul></nav>\n\
             <div class=\"tools of-page\">{TOOL}{TOOL}{TOOL}</div>\n\
             <div class=\"tools\"><button type=\"button\" disabled=\"\">{language}</button><button type=\"button\" disabled=\"\">◐</button></div></header>"
        ))
    }

    /// What is said where the program cannot run: one line for each reason, of which `<html data-missing>` shows one; without
    /// JavaScript the reason is plain, and where nothing at all happens, a line appears after a while.
    fn missing(&self) -> Result<String> {
        let mut html = String::from("<div class=\"missing\" role=\"status\">\n");
        for reason in REASONS {
            let line = self.by_key("p", "", &format!("missing.{reason}"))?;
            writeln!(html, "<div data-reason=\"{reason}\">{line}</div>")?;
        }
        let line = self.by_key("p", "", "missing.script")?;
        writeln!(
            html,
            "</div>\n<noscript><style>.before [lang] {{ display: revert !important }} .missing {{ display: none }} .walk > li {{ display: grid !important }}</style>"
        )?;
        writeln!(html, "<div class=\"note\"><div>{line}</div></div></noscript>")?;
        Ok(html)
    }

    fn lesson(&self, page: &Page, prose: &[Passage]) -> Result<String> {
        // The same sections as `src/ui/lesson.rs`.
        let guide = prose.iter().position(|passage| matches!(passage, Passage::Guide(_)));
        let (guide, rest) = prose.split_at(guide.map_or(prose.len(), |at| at + 1));
        Ok(format!(
            "<div class=\"lesson {}{}\">\n<section class=\"prose guide\">\n{}</section>\n<section class=\"stage\"></section>\n\
             <section class=\"prose\">\n{}</section>\n</div>\n",
            page.slug,
            if page.lockstep { " lockstep" } else { "" },
            self.passages(guide)?,
            self.passages(rest)?
        ))
    }

    fn passages(&self, prose: &[Passage]) -> Result<String> {
        let mut html = String::new();
        for passage in prose {
            match passage {
                // The page's own heading is the one `h1`: it is in the document already while the page is built beside this text.
                Passage::Title(key) => {
                    let title = self.by_key("span", "", key)?;
                    writeln!(html, "<div role=\"heading\" aria-level=\"1\">{title}</div>")?;
                }
                Passage::Lead(key) => writeln!(html, "{}", self.marked("p", " class=\"lead\"", key)?)?,
                Passage::Text(key) => writeln!(html, "{}", self.marked("p", "", key)?)?,
                Passage::Formulas(keys) => {
                    writeln!(html, "<div class=\"eq\">{}</div>", self.formulas(keys)?)?
                }
                Passage::Guide(keys) => {
                    let again = self.by_key("span", "", "guide.again")?;
                    let again = format!("<button type=\"button\" disabled=\"\">◀ {again}</button>");
                    writeln!(
                        html,
                        "<p class=\"walk-again\">{again}</p><ol class=\"walk\">{}</ol>",
                        self.stations(keys)?
                    )?;
                }
                Passage::Verdict => html += "<p class=\"verdict\"></p>\n",
            }
        }
        Ok(html)
    }

    /// The stations of a guided walk, of which the first is in hand.
    fn stations(&self, keys: &[String]) -> Result<String> {
        let mut html = String::new();
        for (place, key) in keys.iter().enumerate() {
            let now = if place == 0 { " class=\"now\"" } else { "" };
            let says = self.marked("p", "", key)?;
            write!(html, "<li{now}><button type=\"button\" disabled=\"\">{}</button>{says}</li>", place + 1)?;
        }
        Ok(html)
    }

    fn formulas(&self, keys: &[String]) -> Result<String> {
        let formula = |key: &String| {
            let found = self.formulas.iter().find(|formula| formula.key == *key);
            let formula = found.with_context(|| format!("there is no formula {key}"))?;
            Ok(format!("<math display=\"block\">{}</math>", formula.mathml))
        };
        keys.iter().map(formula).collect()
    }

    /// The map of pages, at the end of the first page: as `src/lessons/start/overview.rs` has it.
    fn overview(&self) -> Result<String> {
        let mut chapters = String::new();
        let others = self.pages.iter().filter(|page| !self.is_first(page)).collect::<Vec<_>>();
        for pages in others.chunk_by(|page, next| page.chapter == next.chapter) {
            let chapter = self.by_key("span", "", &format!("chapter.{}", pages[0].chapter))?;
            write!(chapters, "<li><h3>{chapter}</h3><ol>")?;
            for page in pages {
                let by_key = |element, key| self.by_key(element, "", &format!("{}.{key}", page.slug));
                let (name, asks, says) =
                    (by_key("b", "name")?, by_key("span", "asks")?, by_key("p", "description")?);
                write!(chapters, "<li><a href=\"{}\">{name} {asks}</a>{says}</li>", page.address(false))?;
            }
            chapters += "</ol></li>";
        }
        let title = self.by_key("h2", "", "start.path")?;
        Ok(format!(
            "<div class=\"after-lesson\"><section class=\"overview\">{title}<ol>{chapters}</ol></section></div>\n"
        ))
    }
}
