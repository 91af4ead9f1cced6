//! The forms in which a rule can be run.

/// The order in which a rule does its work. Every form of a rule computes the same outputs and final state.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// Token by token, with a state: the definition.
    Recurrent,
    /// This many tokens at a time; inside a chunk by matrix products, from chunk to chunk by the state.
    Chunk(usize),
    /// All tokens at once, through the T × T matrix of who reads whom. Where a token is no number, earlier ones may
    /// be none either: their weight of 0 for it is multiplied too.
    Parallel,
}

/// Which forms a rule has beside the recurrent one, which every rule has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Forms {
    /// Whether it runs in chunks.
    pub chunk: bool,
    /// Whether it runs on all tokens at once.
    pub parallel: bool,
}

impl Forms {
    /// Recurrent, chunks and parallel.
    pub const ALL: Self = Self { chunk: true, parallel: true };
    /// Recurrent and parallel.
    pub const NO_CHUNKS: Self = Self { chunk: false, parallel: true };
    /// Recurrent alone.
    pub const RECURRENT: Self = Self { chunk: false, parallel: false };

    /// Whether `form` is one of them.
    pub const fn has(self, form: Form) -> bool {
        match form {
            Form::Recurrent => true,
            Form::Chunk(_) => self.chunk,
            Form::Parallel => self.parallel,
        }
    }
}
