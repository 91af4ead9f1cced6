//! What can be set in the lab, and its form in links.

use crate::fast::OFFERED;
use crate::knobs::{Choosable, OneId, Query, Several, Value};
use crate::timing::choice::{MOST_CHANNELS, MOST_TOKENS};
use crate::timing::{Beside, Case, Choice, suite};

crate::knobs! {
    /// What can be set in the lab.
    pub struct Scenario {
        /// Id of the suite.
        suite: OneId = OneId(suite::IDS[0]), suite::IDS.to_vec() => "suite";
        /// The ids of the kernels to time, in the order of the list.
        kernels: Several = swept(), Choosable { all: ids(), how_many: 1..=ids().len() } => "lab-kernels";
        /// What is timed beside each of them, in the order of [`Beside::ALL`].
        beside: Several = Several(Vec::new()), besides() => "lab-beside";
        /// Smallest number of tokens.
        from: u64 = Choice::default().n_from as u64, 1..=MOST_TOKENS as u64 => "lab-from";
        /// Largest number of tokens.
        to: u64 = Choice::default().n_to as u64, 1..=MOST_TOKENS as u64 => "lab-to";
        /// Channels.
        d: u64 = Choice::default().d as u64, 1..=MOST_CHANNELS as u64 => "lab-d";
        /// Whether n grows by √2.
        halves: bool = Choice::default().halves => "lab-halves";
    }
    settle = settle;
}

/// The largest n is not below the smallest.
fn settle(set: &mut Scenario, query: &mut Query) {
    if set.from > set.to {
        let given = set.to.written();
        set.to = set.from;
        query.correct("lab-to", &given, set.to.written());
    }
}

/// The ids of all kernels, in the order of the list.
fn ids() -> Vec<&'static str> {
    OFFERED.iter().map(|kernel| kernel.id).collect()
}

/// Those of the default sweep.
fn swept() -> Several {
    Several(OFFERED.iter().filter(|kernel| kernel.swept).map(|kernel| kernel.id).collect())
}

/// What can be timed beside a kernel: some of it, or nothing.
fn besides() -> Choosable {
    Choosable { all: Beside::ALL.map(Beside::id).to_vec(), how_many: 0..=Beside::ALL.len() }
}

impl Scenario {
    /// What the worker is asked for.
    pub fn choice(&self) -> Choice {
        let chosen = OFFERED.iter().filter(|kernel| self.kernels.has(kernel.id));
        let kernels = chosen.map(|kernel| (kernel.kernel.to_owned(), kernel.algorithm)).collect();
        let [n_from, n_to, d] = [self.from, self.to, self.d].map(|x| x as usize);
        let beside = Beside::ALL.into_iter().filter(|beside| self.beside.has(beside.id())).collect();
        Choice { kernels, n_from, n_to, d, halves: self.halves, beside, cores: 1 }.nearest()
    }

    /// What the suite makes of it.
    pub fn cases(&self) -> Vec<Case> {
        suite::find(self.suite.0).map_or_else(Vec::new, |suite| (suite.cases)(&self.choice()))
    }

    /// Adds or removes a kernel. A link names at least one; a person may take away the last one, to choose another.
    pub fn choose(&mut self, kernel: &'static str, chosen: bool) {
        let any = Choosable { how_many: 0..=ids().len(), ..Self::kernels().range };
        self.kernels = self.kernels.with(kernel, chosen, &any);
    }

    /// Adds or removes what is timed beside.
    pub fn set_beside(&mut self, beside: Beside, chosen: bool) {
        self.beside = self.beside.with(beside.id(), chosen, &Self::beside().range);
    }
}
