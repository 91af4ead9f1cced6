//! The cost of a run, computed without running it. Nothing here computes attention.

use super::chunkwise::Reads;
use super::{Axis, Form, Info, Size};

/// The cost of a form of a rule for inputs of some size.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Cost {
    /// Scalar multiplications that are executed, each with the addition that follows it where there is one: those of
    /// products, outer products, decays, gates and normalisations. Exponentials, roots, divisions and additions by
    /// themselves are not counted. Exact: the tests run the code with a number that counts.
    pub multiply_adds: u64,
    /// Bytes of the state after the last token.
    pub state_bytes: u64,
}

/// The operations of one row of the diagonal-plus-low-rank algebra.
#[derive(Clone, Copy, Debug)]
pub(in crate::rules) struct RowKind {
    /// Whether the state fades.
    pub fades: bool,
    /// Whether the state is read.
    pub reads: bool,
}

impl RowKind {
    /// Adds v kᵀ.
    pub(in crate::rules) const ADD: Self = Self { fades: false, reads: false };
    /// Fades and adds v kᵀ.
    pub(in crate::rules) const FADE_ADD: Self = Self { fades: true, reads: false };
    /// Reads and writes.
    pub(in crate::rules) const READ: Self = Self { fades: false, reads: true };
    /// Reads, fades and writes.
    pub(in crate::rules) const FADE_READ: Self = Self { fades: true, reads: true };
}

/// T, K and V as they are multiplied.
pub(in crate::rules) fn counts(size: &Size) -> [u64; 3] {
    [size.t, size.k, size.v].map(|n| n as u64)
}

/// Of chunks, or of the parallel form: every token does these steps, and making its rows takes `making`
/// multiplications.
pub(in crate::rules) fn of_chunks(
    form: Form,
    [t, k, v]: [u64; 3],
    steps: &[RowKind],
    reads: Reads,
    making: u64,
) -> u64 {
    let (chunk_size, parallel) = match form {
        Form::Chunk(chunk_size) => (t.min(chunk_size as u64).max(1), false),
        _ => (t.max(1), true),
    };
    let whole = t / chunk_size;
    t * (k + making)
        + whole * of_chunk(chunk_size, [k, v], steps, reads, parallel)
        + of_chunk(t % chunk_size, [k, v], steps, reads, parallel)
}

/// Of one chunk; the names are those of the chunk body.
fn of_chunk(tokens: u64, [k, v]: [u64; 2], steps: &[RowKind], reads: Reads, parallel: bool) -> u64 {
    let all_rows = tokens * steps.len() as u64;
    let (mut rows, mut work, mut faded) = (0, 0, 0);
    let query = |rows: u64, faded: u64| rows * k + faded + v * k + rows * v;
    for _ in 0..tokens {
        if reads == Reads::Before {
            work += query(rows, faded);
        }
        for step in steps {
            if step.reads {
                let overlaps = rows * k + faded;
                let targets = v * k;
                let solve = rows * if parallel { all_rows } else { v };
                work += overlaps + targets + solve;
            }
            if step.fades {
                work += rows * k + faded;
                faded = k;
            }
            rows += 1;
        }
        if reads == Reads::After {
            work += query(rows, faded);
        }
    }
    let hand_over = rows * v * k + v * faded;
    let inverse_times_targets = if parallel { v * rows * (rows + 1) / 2 } else { 0 };
    work + hand_over + inverse_times_targets
}

/// Numbers in the state after the last token.
pub(in crate::rules) fn numbers(rule: &Info, size: &Size) -> u64 {
    let after = Size { before: size.before + size.t, ..*size };
    let numbers = |axes: [Axis; 2]| axes.iter().map(|axis| axis.len(&after) as u64).product::<u64>();
    rule.state.iter().map(|part| numbers(part.axes)).sum()
}
