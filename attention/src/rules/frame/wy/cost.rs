//! The cost of the chunk form, computed without running it.

use super::Chunked;

/// The cost of the chunk form for T tokens, computed without running it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ChunkCost {
    /// Multiplications, each with the addition that follows it where there is one. Exact: the tests run
    /// [`chunks`](super::chunks) with a number that counts. About 3d² + 7Cd/2 for each token where the rule corrects, 2d² + 3Cd/2 where it does not.
    pub multiply_adds: u64,
    /// Steps that wait for one another: the C rows of the solve, which all chunks take at the same time, and then one state
    /// for each chunk. Products within a chunk count as one step with the state.
    pub depth: u64,
    /// Numbers of the state that are read and written between chunks: V·K each way, for each chunk.
    pub state_numbers: u64,
}

impl Chunked {
    /// The cost of T tokens with K = V = d channels, in chunks of `chunk_size`; 0 counts as 1.
    pub fn cost(self, t: u64, d: u64, chunk_size: u64) -> ChunkCost {
        let c = chunk_size.clamp(1, t.max(1));
        let whole = t / c;
        let rest = t % c;
        let chunks = whole + u64::from(rest > 0);
        ChunkCost {
            multiply_adds: whole * self.work(c, d) + self.work(rest, d),
            depth: chunks + if self.corrects() { c } else { 0 },
            state_numbers: 2 * chunks * d * d,
        }
    }

    /// Multiply-adds of one chunk of c tokens.
    const fn work(self, c: u64, d: u64) -> u64 {
        if c == 0 {
            return 0;
        }
        let (below, lower) = (c * (c - 1) / 2, c * (c + 1) / 2);
        let (corrects, fades) = (self.corrects() as u64, self.fades() as u64);
        let queries = c * d;
        let scores = c * c * d;
        let outputs = c * d * d + lower * d;
        let state = c * d * d;
        let solve = c * c * d + below + 2 * c * d + 2 * below * d + c * d * d;
        let decays = below + (c - 1) + lower + c * d + d * d + c + c * d;
        let decays_of_solve = below + c * d;
        queries + scores + outputs + state + corrects * solve + fades * (decays + corrects * decays_of_solve)
    }
}
