//! The query string while it is read, and while it is written.

use std::borrow::Cow;

use form_urlencoded::{Serializer, parse};

/// A query string while it is read: hands out values, and notes each that had to be changed.
#[derive(Debug, Default)]
pub struct Query {
    pairs: Vec<(String, String)>,
    /// The keys that somebody has asked for.
    known: Vec<&'static str>,
    corrections: Vec<Correction>,
}

/// A part of the query string that could not be used as it stood.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Correction {
    /// A value that its key cannot have.
    Value {
        /// The key.
        key: &'static str,
        /// What it said, cut where it was long.
        given: String,
        /// What is used in its place, as the query string writes it; nothing where only the application knows.
        used: String,
    },
    /// Keys that the open page does not have, in a list; cut where it was long.
    Unknown(String),
}

/// No honest value is longer; what is longer is cut before it is shown.
const LONGEST_SHOWN: usize = 40;

/// Keys that other sites append to every link that they pass on. They set nothing anywhere, so nobody misses them.
const OF_OTHER_SITES: [&str; 4] = ["fbclid", "gclid", "msclkid", "utm_"];

impl Query {
    /// Reads `?a=1&b=2`, with or without the question mark. The first of two values for one key counts.
    ///
    /// A link that was copied out of the source of a page has `&amp;` for `&`, and is read as what it stood for.
    pub fn read(text: &str) -> Self {
        let text = text.strip_prefix('?').unwrap_or(text);
        let plain = |(key, value): (Cow<str>, Cow<str>)| {
            (key.trim_start_matches("amp;").to_owned(), value.into_owned())
        };
        Self { pairs: parse(text.as_bytes()).map(plain).collect(), ..Self::default() }
    }

    /// What had to be changed, and the keys that nobody has asked for.
    pub fn into_corrections(self) -> Vec<Correction> {
        let mut unknown: Vec<&str> = Vec::new();
        for (key, _) in &self.pairs {
            let key = key.as_str();
            let appended = key.is_empty() || OF_OTHER_SITES.iter().any(|of| key.starts_with(of));
            if !appended && !self.known.contains(&key) && !unknown.contains(&key) {
                unknown.push(key);
            }
        }
        let mut corrections = self.corrections;
        if !unknown.is_empty() {
            corrections.push(Correction::Unknown(cut(&unknown.join(", "))));
        }
        corrections
    }

    /// Says as well what another query string says, where this one is silent.
    pub fn also(&mut self, other: &str) {
        let more = Self::read(other).pairs.into_iter();
        let silent: Vec<_> = more.filter(|(key, _)| !self.pairs.iter().any(|(of, _)| of == key)).collect();
        self.pairs.extend(silent);
    }

    /// The value of `key`, as it stands.
    pub fn text(&mut self, key: &'static str) -> Option<&str> {
        if !self.known.contains(&key) {
            self.known.push(key);
        }
        self.pairs.iter().find(|(of, _)| of == key).map(|(_, value)| value.as_str())
    }

    /// One of several things by name; `default` where there is no value, or none of that name.
    pub fn choice<T>(
        &mut self,
        key: &'static str,
        default: T,
        name: impl Fn(&T) -> String,
        find: impl Fn(&str) -> Option<T>,
    ) -> T {
        let Some(given) = self.text(key).map(str::to_owned) else { return default };
        find(&given).unwrap_or_else(|| {
            self.correct(key, &given, name(&default));
            default
        })
    }

    /// Notes that `given` was replaced.
    pub fn correct(&mut self, key: &'static str, given: &str, used: String) {
        self.corrections.push(Correction::Value { key, given: cut(given), used });
    }
}

/// A text that is no longer than it may be shown.
fn cut(text: &str) -> String {
    let mut shown: String = text.chars().take(LONGEST_SHOWN).collect();
    if shown.len() < text.len() {
        shown.push('…');
    }
    shown
}

/// A query string while it is written: what stands at its default is left out.
#[derive(Debug, Default)]
pub struct QueryWriter {
    pairs: Vec<(String, String)>,
    /// Whether defaults are written too.
    all: bool,
}

impl QueryWriter {
    /// One that leaves nothing out.
    pub fn of_all() -> Self {
        Self { all: true, ..Self::default() }
    }

    /// Writes `key=value`, unless `value` is the default.
    pub fn put<T: PartialEq + ToString>(&mut self, key: &str, value: &T, default: &T) {
        if self.all || value != default {
            self.always(key, value);
        }
    }

    /// Writes `key=value`.
    pub fn always(&mut self, key: &str, value: &impl ToString) {
        self.pairs.push((key.to_owned(), value.to_string()));
    }

    /// Writes what this one says and that one does not.
    pub fn difference(&mut self, this: Self, that: &Self) {
        self.pairs.extend(this.pairs.into_iter().filter(|pair| !that.pairs.contains(pair)));
    }

    /// Whether more than one pair was written: the first names the page.
    pub fn says_more_than_the_page(&self) -> bool {
        self.pairs.len() > 1
    }

    /// The query string, without its question mark.
    pub fn finish(self) -> String {
        let coded = Serializer::new(String::new()).extend_pairs(self.pairs).finish();
        // What separates numbers may stand in an address as it is. At its end it may not: programs that look for links in a text would
        // leave it out.
        let mut parts = coded.split('%');
        let mut text = parts.next().unwrap_or_default().to_owned();
        for part in parts {
            let plain = match part.as_bytes() {
                [b'2', b'C', _, ..] => ',',
                [b'3', b'A', _, ..] => ':',
                [b'3', b'B', _, ..] => ';',
                _ => {
                    text.push('%');
                    text += part;
                    continue;
                }
            };
            text.push(plain);
            text += part.get(2..).unwrap_or_default();
        }
        text
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn asked(text: &str, keys: &[&'static str]) -> (Vec<Option<String>>, Vec<Correction>) {
        let mut query = Query::read(text);
        let values = keys.iter().map(|key| query.text(key).map(str::to_owned)).collect();
        (values, query.into_corrections())
    }

    #[test]
    fn a_link_whose_ampersands_were_written_out_says_the_same() {
        for and in ["&", "&amp;", "&amp;amp;"] {
            let link = format!("?page=state{and}t=5{and}rule=kda,delta_rule");
            let expected = ["state", "5", "kda,delta_rule"].map(|value| Some(value.to_owned()));
            assert_eq!(asked(&link, &["page", "t", "rule"]), (expected.to_vec(), Vec::new()), "{link}");
        }
    }

    #[test]
    fn what_separates_numbers_stands_as_it_is_but_at_the_end() {
        let mut query = QueryWriter::default();
        query.always("beta", &"0.5,0.6,");
        query.always("gates", &"p:1;eta:0.5,");
        let text = query.finish();
        assert_eq!(text, "beta=0.5,0.6,&gates=p:1;eta:0.5%2C");
        let (values, _) = asked(&text, &["beta", "gates"]);
        assert_eq!(values, ["0.5,0.6,", "p:1;eta:0.5,"].map(|value| Some(value.to_owned())));
    }

    #[test]
    fn keys_that_nobody_asks_for_are_named() {
        let unknown = |text| asked(text, &["page", "t"]).1;
        assert_eq!(unknown("page=state&t=5"), []);
        assert_eq!(
            unknown("rules=kda&page=state&step=4&rules=5&=6&&"),
            [Correction::Unknown("rules, step".to_owned())]
        );
        assert_eq!(
            unknown("page=state&utm_source=x&fbclid=y"),
            [],
            "what a site appended says nothing to us"
        );
        let long = unknown(&format!("{}=1", "x".repeat(99)));
        assert_eq!(long, [Correction::Unknown(format!("{}…", "x".repeat(LONGEST_SHOWN)))]);
    }
}
