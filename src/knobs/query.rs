//! The query string while it is read, and while it is written.

use form_urlencoded::{Serializer, parse};

/// A query string while it is read: hands out values, and notes each that had to be changed.
#[derive(Debug, Default)]
pub struct Query {
    pairs: Vec<(String, String)>,
    corrections: Vec<Correction>,
}

/// A value of the query string that could not be used as it stood.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Correction {
    /// The key.
    pub key: &'static str,
    /// What it said, cut where it was long.
    pub given: String,
    /// What is used in its place.
    pub used: String,
}

/// No honest value is longer; what is longer is cut before it is shown.
const LONGEST_SHOWN: usize = 40;

impl Query {
    /// Reads `?a=1&b=2`, with or without the question mark. The first of two values for one key counts.
    pub fn read(text: &str) -> Self {
        let text = text.strip_prefix('?').unwrap_or(text);
        Self { pairs: parse(text.as_bytes()).into_owned().collect(), corrections: Vec::new() }
    }

    /// What had to be changed so far.
    pub fn into_corrections(self) -> Vec<Correction> {
        self.corrections
    }

    /// The value of `key`, as it stands.
    pub fn text(&self, key: &str) -> Option<&str> {
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
        let mut shown: String = given.chars().take(LONGEST_SHOWN).collect();
        if shown.len() < given.len() {
            shown.push('…');
        }
        self.corrections.push(Correction { key, given: shown, used });
    }
}

/// A query string while it is written: what stands at its default is left out.
pub struct QueryWriter(Serializer<'static, String>);

impl Default for QueryWriter {
    fn default() -> Self {
        Self(Serializer::new(String::new()))
    }
}

impl QueryWriter {
    /// Writes `key=value`, unless `value` is the default.
    pub fn put<T: PartialEq + ToString>(&mut self, key: &str, value: &T, default: &T) {
        if value != default {
            self.always(key, value);
        }
    }

    /// Writes `key=value`.
    pub fn always(&mut self, key: &str, value: &impl ToString) {
        self.0.append_pair(key, &value.to_string());
    }

    /// The query string, without its question mark.
    pub fn finish(mut self) -> String {
        self.0.finish()
    }
}
