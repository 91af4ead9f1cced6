use crate::fast::{OFFERED, SWEPT};
use crate::scenario::{Knobs, Query, QueryWriter};
use crate::timing::suite::{MOST_CHANNELS, MOST_TOKENS, SUITES, Suite};
use crate::timing::{Case, Choice, suite};

/// What can be set in the lab.
#[derive(Clone, Debug, PartialEq)]
pub struct Scenario {
    /// Id of the suite.
    pub suite: &'static str,
    /// The ids of the kernels to time, in the order of the list.
    pub kernels: Vec<&'static str>,
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
        Self { suite: SUITES[0].id, kernels: ids().take(SWEPT).collect(), from, to, d, halves: choice.halves }
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
        Choice { kernels, n_from, n_to, d, halves: self.halves }.nearest()
    }

    /// What the suite makes of it.
    pub fn cases(&self) -> Vec<Case> {
        suite::find(self.suite).map_or_else(Vec::new, |suite| (suite.cases)(&self.choice()))
    }

    /// Adds or removes a kernel.
    pub fn choose(&mut self, kernel: &'static str, chosen: bool) {
        let wanted = |id: &&'static str| if *id == kernel { chosen } else { self.kernels.contains(id) };
        self.kernels = ids().filter(wanted).collect();
    }
}

impl Knobs for Scenario {
    fn read(query: &mut Query) -> Self {
        let default = Self::default();
        let most = MOST_TOKENS as u64;
        let name = |suite: &&Suite| suite.id.to_owned();
        let mut scenario = Self {
            suite: query.choice("suite", &SUITES[0], name, suite::find).id,
            kernels: default.kernels.clone(),
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
        if let Some(given) = query.text("lab-kernels").map(str::to_owned) {
            let named: Vec<&str> = given.split(',').collect();
            let known: Vec<_> = ids().filter(|id| named.contains(id)).collect();
            let all_known = known.len() == named.len();
            if !known.is_empty() {
                scenario.kernels = known;
            }
            if !all_known {
                query.correct("lab-kernels", &given, scenario.kernels.join(","));
            }
        }
        scenario
    }

    fn write(&self, query: &mut QueryWriter) {
        let default = Self::default();
        query.put("suite", &self.suite, &default.suite);
        query.put("lab-kernels", &self.kernels.join(","), &default.kernels.join(","));
        query.put("lab-from", &self.from, &default.from);
        query.put("lab-to", &self.to, &default.to);
        query.put("lab-d", &self.d, &default.d);
        query.put("lab-halves", &u8::from(self.halves), &u8::from(default.halves));
    }
}
