use crate::fast::{OFFERED, SWEPT};
use crate::scenario::{Knobs, Query, QueryWriter};
use crate::timing::suite::{BESIDES, MOST_CHANNELS, MOST_TOKENS, SUITES, Suite};
use crate::timing::{Case, Choice, suite};

/// What can be set in the lab.
#[derive(Clone, Debug, PartialEq)]
pub struct Scenario {
    /// Id of the suite.
    pub suite: &'static str,
    /// The ids of the kernels to time, in the order of the list.
    pub kernels: Vec<&'static str>,
    /// What is timed beside each of them, in the order of [`BESIDES`].
    pub beside: Vec<&'static str>,
    /// Smallest number of tokens.
    pub from: u64,
    /// Largest number of tokens.
    pub to: u64,
    /// Channels.
    pub d: u64,
    /// Whether n grows by √2.
    pub halves: bool,
}

impl Default for Scenario {
    fn default() -> Self {
        let choice = Choice::default();
        let [from, to, d] = [choice.n_from, choice.n_to, choice.d].map(|x| x as u64);
        let kernels = ids().take(SWEPT).collect();
        Self { suite: SUITES[0].id, kernels, beside: Vec::new(), from, to, d, halves: choice.halves }
    }
}

/// The ids of all kernels, in the order of the list.
fn ids() -> impl Iterator<Item = &'static str> {
    OFFERED.iter().map(|kernel| kernel.id)
}

impl Scenario {
    /// What the worker is asked for.
    pub fn choice(&self) -> Choice {
        let chosen = OFFERED.iter().filter(|kernel| self.kernels.contains(&kernel.id));
        let kernels = chosen.map(|kernel| (kernel.kernel.to_owned(), kernel.form.to_owned())).collect();
        let [n_from, n_to, d] = [self.from, self.to, self.d].map(|x| x as usize);
        let beside = self.beside.iter().map(|&beside| beside.to_owned()).collect();
        Choice { kernels, n_from, n_to, d, halves: self.halves, beside, cores: 1 }.nearest()
    }

    /// What the suite makes of it.
    pub fn cases(&self) -> Vec<Case> {
        suite::find(self.suite).map_or_else(Vec::new, |suite| (suite.cases)(&self.choice()))
    }

    /// Adds or removes a kernel.
    pub fn choose(&mut self, kernel: &'static str, chosen: bool) {
        self.kernels = with(ids(), &self.kernels, kernel, chosen);
    }

    /// Adds or removes what is timed beside.
    pub fn set_beside(&mut self, beside: &'static str, chosen: bool) {
        self.beside = with(BESIDES.into_iter(), &self.beside, beside, chosen);
    }
}

/// The chosen ones of `all`, in its order, `one` among them or not.
fn with(
    all: impl Iterator<Item = &'static str>,
    chosen: &[&'static str],
    one: &str,
    wanted: bool,
) -> Vec<&'static str> {
    all.filter(|id| if *id == one { wanted } else { chosen.contains(id) }).collect()
}

/// Reads a list of words of which all are to be known; what is not is corrected away. One without any known word, where
/// `empty` is not allowed, is the default.
fn words(
    query: &mut Query,
    key: &'static str,
    all: impl Iterator<Item = &'static str>,
    default: Vec<&'static str>,
    empty: bool,
) -> Vec<&'static str> {
    let Some(given) = query.text(key).map(str::to_owned) else { return default };
    let named: Vec<&str> = given.split(',').collect();
    let known: Vec<_> = all.filter(|id| named.contains(id)).collect();
    let all_known = known.len() == named.len();
    let chosen = if known.is_empty() && !empty { default } else { known };
    if !all_known {
        query.correct(key, &given, chosen.join(","));
    }
    chosen
}

impl Knobs for Scenario {
    fn read(query: &mut Query) -> Self {
        let default = Self::default();
        let most = MOST_TOKENS as u64;
        let name = |suite: &&Suite| suite.id.to_owned();
        let mut scenario = Self {
            suite: query.choice("suite", &SUITES[0], name, suite::find).id,
            kernels: words(query, "lab-kernels", ids(), default.kernels, false),
            beside: words(query, "lab-beside", BESIDES.into_iter(), default.beside, true),
            from: query.integer("lab-from", default.from, 1..=most),
            to: query.integer("lab-to", default.to, 1..=most),
            d: query.integer("lab-d", default.d, 1..=MOST_CHANNELS as u64),
            halves: query.switch("lab-halves", default.halves),
        };
        if scenario.from > scenario.to {
            let given = scenario.to.to_string();
            scenario.to = scenario.from;
            query.correct("lab-to", &given, scenario.to.to_string());
        }
        scenario
    }

    fn write(&self, query: &mut QueryWriter) {
        let default = Self::default();
        query.put("suite", &self.suite, &default.suite);
        query.put("lab-kernels", &self.kernels.join(","), &default.kernels.join(","));
        query.put("lab-beside", &self.beside.join(","), &default.beside.join(","));
        query.put("lab-from", &self.from, &default.from);
        query.put("lab-to", &self.to, &default.to);
        query.put("lab-d", &self.d, &default.d);
        query.put("lab-halves", &u8::from(self.halves), &u8::from(default.halves));
    }
}
