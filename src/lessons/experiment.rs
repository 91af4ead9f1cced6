//! An experiment of a lesson: a moment of free play that answers a question, and that a link opens by its name.

/// What `exp=<id>` opens.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Experiment {
    /// Its name in the query string; its texts are those of the group `exp` that begin with it.
    pub id: &'static str,
    /// All that it sets, as a query string. What a link says beside counts before it.
    pub opens: &'static str,
    /// Which of the three answers that it offers is right, from 0.
    pub right: usize,
    /// What a reader is offered to try next, once it is answered.
    pub variations: &'static [Variation],
}

/// An experiment of which something is changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Variation {
    /// Its texts are those of the group `exp` that begin with the experiment's id and this.
    pub id: &'static str,
    /// What it sets otherwise than its experiment, as a query string.
    pub sets: &'static str,
}

/// A number that an experiment ends with.
#[derive(Clone, Debug, PartialEq)]
pub struct Measured {
    /// Its name, which is also that of its text.
    pub name: &'static str,
    /// The pair that it is about, counted from 0, where it is about one.
    pub pair: Option<usize>,
    /// The lane of the rule.
    pub lane: usize,
    /// The number.
    pub value: f64,
    /// Of how many it counts, where it counts.
    pub of: Option<usize>,
}

/// The experiment of this name.
pub fn find(all: &'static [Experiment], id: &str) -> Option<&'static Experiment> {
    all.iter().find(|experiment| experiment.id == id)
}
