//! Results that are kept from run to run, each under a name.

use serde::{Deserialize, Serialize};
use thiserror::Error;

use super::{Case, Report};

/// Results kept at once; the oldest goes when another comes. Browsers allow a page some 5 MB.
pub const MOST_KEPT: usize = 20;
/// Letters of a name.
const LONGEST_NAME: usize = 80;

/// A report under a name.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Kept {
    /// The name that a person gave it; empty where nobody did.
    pub name: String,
    /// The measurements, with their date and circumstances.
    pub report: Report,
}

/// Why a text cannot be kept.
#[derive(Clone, Debug, Error, PartialEq)]
pub enum ImportError {
    /// It is no report from this place on, counted from 1.
    #[error("no report from line {line}, column {column} on")]
    Unreadable {
        /// The line.
        line: usize,
        /// The column.
        column: usize,
    },
    /// It has a time of this case that is no time.
    #[error("{0:?} has a time that is not a positive number")]
    NoTime(Box<Case>),
}

impl Kept {
    /// The name that a person gave it. (Earlier versions gave every result one, of its suite and its date.)
    pub fn given_name(&self) -> Option<&str> {
        let of = &self.report.environment;
        let given = !self.name.is_empty() && self.name != format!("{} {}", of.suite, of.date);
        given.then_some(&self.name)
    }
}

/// All that is kept, the newest first.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Shelf(Vec<Kept>);

impl Shelf {
    /// Reads a text of [`Shelf::to_json`].
    ///
    /// # Errors
    /// The reason why the text cannot be read.
    pub fn from_json(text: &str) -> serde_json::Result<Self> {
        serde_json::from_str(text)
    }

    /// Reads such a text result by result and leaves out those that cannot be read, such as one of another version.
    pub fn salvage(text: &str) -> Self {
        let all: Vec<serde_json::Value> = serde_json::from_str(text).unwrap_or_default();
        Self(all.into_iter().filter_map(|kept| serde_json::from_value(kept).ok()).collect())
    }

    /// The shelf as JSON.
    ///
    /// # Errors
    /// None that these types can cause; the signature is serde's.
    pub fn to_json(&self) -> serde_json::Result<String> {
        serde_json::to_string(self)
    }

    /// All that is kept, the newest first.
    pub fn all(&self) -> &[Kept] {
        &self.0
    }

    /// Keeps a report.
    pub fn keep(&mut self, report: Report) {
        self.0.insert(0, Kept { name: String::new(), report });
        self.0.truncate(MOST_KEPT);
    }

    /// Keeps a report that was exported as JSON, here or in another browser; says its date. One that is kept already stays
    /// where it is.
    ///
    /// # Errors
    /// The reason why the text is no report; then nothing changes.
    pub fn import(&mut self, text: &str) -> Result<String, ImportError> {
        let report: Report = serde_json::from_str(text)
            .map_err(|error| ImportError::Unreadable { line: error.line(), column: error.column() })?;
        let sound = |ms: f64| ms.is_finite() && ms > 0.0;
        if let Some(record) =
            report.records.iter().find(|r| ![r.median_ms, r.low_ms, r.high_ms].into_iter().all(sound))
        {
            return Err(ImportError::NoTime(Box::new(record.case.clone())));
        }
        let date = report.environment.date.clone();
        if !self.0.iter().any(|own| own.report.is_of_same_run(&report)) {
            self.keep(report);
        }
        Ok(date)
    }

    /// Gives a result another name; one without letters changes nothing.
    pub fn rename(&mut self, kept: &Kept, name: &str) {
        let name: String = name.trim().chars().take(LONGEST_NAME).collect();
        if let Some(index) = self.place(kept).filter(|_| !name.is_empty()) {
            self.0[index].name = name;
        }
    }

    /// Keeps a result no longer; says its place, at which [`Shelf::put_back`] keeps it again.
    pub fn remove(&mut self, kept: &Kept) -> Option<usize> {
        let index = self.place(kept)?;
        self.0.remove(index);
        Some(index)
    }

    /// Keeps a result again that was removed from this place. Where another has taken its room meanwhile, the oldest goes.
    pub fn put_back(&mut self, index: usize, kept: Kept) {
        if self.place(&kept).is_none() {
            self.0.insert(index.min(self.0.len()), kept);
            self.0.truncate(MOST_KEPT);
        }
    }

    /// Where a result stands now: another tab may have put others before it, or given it another name.
    fn place(&self, kept: &Kept) -> Option<usize> {
        let same = self.0.iter().position(|own| own == kept);
        same.or_else(|| self.0.iter().position(|own| own.report == kept.report))
    }

    /// The results of both shelves, each once, the newest first; of those that both have, this one's names.
    pub fn with(mut self, other: Self) -> Self {
        for kept in other.0 {
            if !self.0.iter().any(|own| own.report == kept.report) {
                self.0.push(kept);
            }
        }
        self.0.sort_by(|a, b| b.report.environment.date.cmp(&a.report.environment.date));
        self.0.truncate(MOST_KEPT);
        self
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fast::Algorithm;
    use crate::timing::record::Facts;
    use crate::timing::{Case, Environment, Record};

    fn report(date: &str, ms: f64) -> Report {
        let case = Case { kernel: "k".into(), form: Algorithm::Naive.into(), n: 1, d: 1 };
        let facts = Facts { flops: 1.0, bytes: 1, rms_ratio: 0.0, grain_ms: 0.1, batch: 1, seed: 1 };
        let environment =
            Environment { date: date.into(), suite: "scaling".into(), ..Environment::default() };
        Report { environment, records: Record::new(case, &[ms], facts).into_iter().collect() }
    }

    /// What each is called: its name, or else its date.
    fn names(shelf: &Shelf) -> Vec<String> {
        let name = |kept: &Kept| kept.given_name().unwrap_or(&kept.report.environment.date).to_owned();
        shelf.all().iter().map(name).collect()
    }

    #[test]
    fn what_is_kept_is_found_again_renamed_and_removed() {
        let mut shelf = Shelf::default();
        shelf.keep(report("yesterday", 1.0));
        shelf.keep(report("today", 2.0));
        let mut shelf = Shelf::from_json(&shelf.to_json().unwrap()).unwrap();
        assert_eq!(names(&shelf), ["today", "yesterday"]);
        let of = |shelf: &Shelf, index: usize| shelf.all()[index].clone();
        let (today, yesterday) = (of(&shelf, 0), of(&shelf, 1));
        shelf.rename(&yesterday, "  before the heat wave ");
        shelf.rename(&today, "  ");
        shelf.rename(&Kept { name: "?".into(), report: report("never", 1.0) }, "nothing");
        assert_eq!(names(&shelf), ["today", "before the heat wave"]);
        assert_eq!((shelf.remove(&today), shelf.remove(&today)), (Some(0), None));
        assert_eq!(shelf.all().len(), 1);
        for _ in 0..2 * MOST_KEPT {
            shelf.keep(report("now", 1.0));
        }
        assert_eq!(shelf.all().len(), MOST_KEPT);
        assert!(Shelf::from_json("{").is_err());
    }

    #[test]
    fn a_result_is_found_wherever_another_tab_has_moved_it() {
        let mut shelf = Shelf::default();
        shelf.keep(report("yesterday", 1.0));
        let seen = shelf.all()[0].clone();
        shelf.keep(report("today", 2.0));
        shelf.rename(&seen, "old");
        shelf.rename(&seen, "older");
        assert_eq!(names(&shelf), ["today", "older"]);
        shelf.remove(&seen);
        assert_eq!(names(&shelf), ["today"]);
    }

    #[test]
    fn what_was_removed_is_put_back_where_it_was() {
        let mut shelf = Shelf::default();
        for date in ["1", "2", "3"] {
            shelf.keep(report(date, 1.0));
        }
        let (before, second) = (shelf.clone(), shelf.all()[1].clone());
        let place = shelf.remove(&second).unwrap();
        assert_eq!(names(&shelf), ["3", "1"]);
        shelf.put_back(place, second.clone());
        assert_eq!(shelf, before);
        shelf.put_back(place, second);
        assert_eq!(shelf, before, "it is there once");
    }

    #[test]
    fn a_name_that_an_earlier_version_gave_is_none() {
        let report = report("today", 1.0);
        let named = |name: &str| Kept { name: name.to_owned(), report: report.clone() };
        assert_eq!(named("").given_name(), None);
        assert_eq!(named("scaling today").given_name(), None);
        assert_eq!(named("mine").given_name(), Some("mine"));
    }

    #[test]
    fn a_run_that_is_imported_again_is_kept_once() {
        let mut shelf = Shelf::default();
        // A number that a reader of JSON may round to its neighbour.
        let own = report("today", 0.1 + 0.2 + 1e-17);
        shelf.keep(own.clone());
        assert_eq!(shelf.import(&own.to_json().unwrap()).unwrap(), "today");
        assert_eq!(shelf.all().len(), 1);
        shelf.import(&report("yesterday", 1.0).to_json().unwrap()).unwrap();
        assert_eq!(names(&shelf), ["yesterday", "today"]);
    }

    #[test]
    fn two_shelves_together_have_every_result_once() {
        let (mut a, mut b) = (Shelf::default(), Shelf::default());
        a.keep(report("1", 1.0));
        b.keep(report("1", 1.0));
        b.keep(report("2", 1.0));
        a.keep(report("3", 1.0));
        let mine = a.all()[1].clone();
        a.rename(&mine, "mine");
        assert_eq!(names(&a.with(b)), ["3", "2", "mine"]);
    }

    #[test]
    fn an_export_can_be_imported_and_nonsense_changes_nothing() {
        let mut shelf = Shelf::default();
        shelf.import(&report("then", 3.0).to_json().unwrap()).unwrap();
        assert_eq!(shelf.all()[0].report.records[0].median_ms, 3.0);
        let before = shelf.clone();
        for text in ["", "[]", "{}", &report("then", -1.0).to_json().unwrap()] {
            assert!(shelf.import(text).is_err(), "{text}");
        }
        let place = |text| shelf.clone().import(text).unwrap_err();
        assert_eq!(place("nonsense"), ImportError::Unreadable { line: 1, column: 2 });
        assert!(matches!(place(&report("then", -1.0).to_json().unwrap()), ImportError::NoTime(_)));
        assert_eq!(shelf, before);
    }

    #[test]
    fn a_result_with_an_unknown_form_is_named_and_costs_no_other() {
        let mut shelf = Shelf::default();
        let unknown = report("then", 1.0).to_json().unwrap().replace("naive", "sideways");
        assert!(matches!(shelf.import(&unknown), Err(ImportError::Unreadable { line: 2.., .. })));
        shelf.keep(report("yesterday", 1.0));
        shelf.keep(report("today", 2.0));
        let text = shelf.to_json().unwrap().replacen("naive", "sideways", 1);
        assert!(Shelf::from_json(&text).is_err());
        assert_eq!(names(&Shelf::salvage(&text)), ["yesterday"]);
        assert_eq!(Shelf::salvage("{"), Shelf::default());
    }
}
