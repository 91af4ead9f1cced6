//! The size that grows in a suite.

use super::Case;

/// The size against which time is drawn.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Against {
    /// Tokens n.
    #[default]
    Tokens,
    /// Channels d.
    Channels,
    /// Chunk size C.
    Chunk,
}

impl Against {
    /// That size of a case; `None` where a case has no such size, or is a run of several heads.
    pub fn size_of(self, case: &Case) -> Option<usize> {
        let chunk_size = case.form.algorithm().chunk_size();
        match self {
            _ if case.form.workers().is_some() => None,
            Self::Tokens => chunk_size.is_none().then_some(case.n),
            Self::Channels => chunk_size.is_none().then_some(case.d),
            Self::Chunk => chunk_size,
        }
    }
}
