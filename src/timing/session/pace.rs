//! How far a session is, and its reports of that.

use crate::timing::{Activity, Case, Message, Progress};

/// Milliseconds between two reports of progress.
const REPORT_MS: f64 = 100.0;

/// Milliseconds of work on cases for which the plan counts as much as what has been seen.
const TRUST_MS: f64 = 3000.0;

/// Counts of cases, each once for each pass, and the time spent on them.
pub(super) struct Pace {
    /// Cases of the run.
    pub total: usize,
    /// Cases that the suite is going to add, as it usually does.
    pub more: usize,
    /// Milliseconds spent on the cases in hand.
    pub in_hand_ms: f64,
    /// Milliseconds spent on the cases that are done; checks and the machine's limits say little about cases.
    worked_ms: f64,
    /// Milliseconds that had been planned for them.
    planned_ms: f64,
    /// When progress was last reported.
    reported_ms: f64,
    /// The case that was last announced.
    announced: Option<Case>,
    /// The largest part that was reported.
    furthest: f64,
}

impl Pace {
    /// The pace of a session of `total` cases, to which its suite usually adds `more`.
    pub fn new(total: usize, more: usize) -> Self {
        Self {
            total,
            more,
            in_hand_ms: 0.0,
            worked_ms: 0.0,
            planned_ms: 0.0,
            reported_ms: f64::NEG_INFINITY,
            announced: None,
            furthest: 0.0,
        }
    }

    /// The suite adds so many cases. One that adds none is done.
    pub fn adds(&mut self, cases: usize) {
        self.total += cases;
        self.more = if cases == 0 { 0 } else { self.more.saturating_sub(cases) };
    }

    /// Whether a case has yet to be announced. It then counts as announced.
    pub fn announces(&mut self, case: &Case) -> bool {
        let new = self.announced.as_ref() != Some(case);
        if new {
            self.announced = Some(case.clone());
        }
        new
    }

    /// Whether the last report is long enough ago. This then counts as one.
    pub fn reports(&mut self, now_ms: f64) -> bool {
        let due = now_ms - self.reported_ms >= REPORT_MS;
        if due {
            self.reported_ms = now_ms;
        }
        due
    }

    /// The cases in hand are done; so many milliseconds had been planned for them.
    pub fn finished(&mut self, planned_ms: f64) {
        self.worked_ms += std::mem::take(&mut self.in_hand_ms);
        self.planned_ms += planned_ms;
    }

    /// Milliseconds that are left if so many were planned for the rest.
    pub fn left_ms(&self, rest_ms: f64) -> f64 {
        rest_ms * (self.worked_ms + TRUST_MS) / (self.planned_ms + TRUST_MS)
    }

    /// Where the run is: `open` cases wait or are in hand, and `part` of those in hand is done, in cases.
    ///
    /// The part never falls. Samples are thrown away where batches turn out too short for the clock, and a suite may add
    /// more cases than it usually does; the part then stays until the work has caught up with it.
    pub fn progress(
        &mut self,
        open: usize,
        part: f64,
        left_ms: f64,
        activity: Activity,
        case: Case,
    ) -> Message {
        let total = (self.total + self.more) as f64;
        let done = self.total.saturating_sub(open) as f64 + part;
        let part = if activity == Activity::Check { 0.0 } else { done / total.max(1.0) };
        self.furthest = self.furthest.max(part);
        Message::Progress(Progress { part: self.furthest, left_ms: Some(left_ms), activity, case })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The parts that are reported where so many cases are open, and such a part of those in hand is done.
    fn parts(pace: &mut Pace, seen: &[(usize, f64)]) -> Vec<f64> {
        let case = Case {
            kernel: "linear_attn/full".into(),
            form: crate::fast::Algorithm::Right.into(),
            n: 8,
            d: 3,
        };
        let report = |&(open, part): &(usize, f64)| {
            let Message::Progress(progress) = pace.progress(open, part, 0.0, Activity::Sample, case.clone())
            else {
                panic!("a report of progress")
            };
            progress.part
        };
        seen.iter().map(report).collect()
    }

    #[test]
    fn the_part_stays_where_samples_are_thrown_away() {
        assert_eq!(
            parts(&mut Pace::new(4, 0), &[(2, 0.0), (2, 1.0), (2, 0.0), (0, 0.0)]),
            [0.5, 0.75, 0.75, 1.0]
        );
    }

    #[test]
    fn the_part_stays_where_a_suite_adds_more_than_usual() {
        let mut pace = Pace::new(2, 0);
        assert_eq!(parts(&mut pace, &[(1, 0.5)]), [0.75]);
        pace.adds(2);
        assert_eq!(parts(&mut pace, &[(3, 0.5), (0, 0.0)]), [0.75, 1.0]);
    }
}
