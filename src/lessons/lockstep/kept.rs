//! Where a page keeps what is set of its rules.

use super::Set;
use crate::scenario::Scenario;

/// Where a page keeps its [`Set`].
#[derive(Clone, Copy)]
pub struct Kept {
    /// Reads it.
    pub read: fn(&Scenario) -> Set,
    /// Writes it.
    pub write: fn(&mut Scenario, Set),
}

impl Kept {
    /// Changes it.
    pub fn change(self, scenario: &mut Scenario, change: impl FnOnce(&mut Set)) {
        let mut set = (self.read)(scenario);
        change(&mut set);
        (self.write)(scenario, set);
    }
}
