use crate::browser::number::decimal;
use std::fmt::Display;
use std::ops::RangeInclusive;
use std::str::FromStr;

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

    /// A whole number; the nearest in `range` where it lies outside, `default` where it is no number.
    pub fn integer(&mut self, key: &'static str, default: u64, range: RangeInclusive<u64>) -> u64 {
        let nearest = |x: f64| (x as u64).clamp(*range.start(), *range.end());
        self.value(key, default, |text| text.parse::<u64>().ok().filter(|x| range.contains(x)), nearest)
    }

    /// A number; the nearest in `range` where it lies outside, `default` where it is no number.
    pub fn number(&mut self, key: &'static str, default: f64, range: RangeInclusive<f64>) -> f64 {
        let nearest = |x: f64| x.clamp(*range.start(), *range.end());
        self.value(key, default, |text| decimal(text).filter(|x| range.contains(x)), nearest)
    }

    /// 1 or 0.
    pub fn switch(&mut self, key: &'static str, default: bool) -> bool {
        let name = |on: &bool| u8::from(*on).to_string();
        self.choice(key, default, name, |text| match text {
            "1" => Some(true),
            "0" => Some(false),
            _ => None,
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

    fn value<T: Display + FromStr>(
        &mut self,
        key: &'static str,
        default: T,
        valid: impl Fn(&str) -> Option<T>,
        nearest: impl Fn(f64) -> T,
    ) -> T {
        let Some(given) = self.text(key).map(str::to_owned) else { return default };
        if let Some(value) = valid(&given) {
            return value;
        }
        let used = decimal(&given).map_or(default, nearest);
        self.correct(key, &given, used.to_string());
        used
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

/// Knobs of one page that live in the query string while that page is open.
pub trait Knobs: Clone + Default + PartialEq {
    /// Reads them; what is missing stands at its default.
    fn read(query: &mut Query) -> Self;
    /// Writes those that differ from their defaults.
    fn write(&self, query: &mut QueryWriter);
}
