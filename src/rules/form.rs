/// The order in which a rule does its work. Every form of a rule computes the same outputs and final state.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// Token by token, with a state: the definition.
    Recurrent,
    /// This many tokens at a time; inside a chunk by matrix products, from chunk to chunk by the state.
    Chunk(usize),
    /// All tokens at once, through the T × T matrix of who reads whom.
    Parallel,
}
