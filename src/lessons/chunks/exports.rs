//! What a reader takes along: the run of the rule, and every matrix of every chunk.

use super::steps::Walk;
use crate::i18n::td_string;
use crate::io::{Array, Why};
use crate::lessons::exports::{Exports, Other, Told};
use crate::rules::wy::Piece;
use crate::say;

/// The run of the rule, and every matrix of every chunk.
pub const EXPORTS: Exports = Exports {
    lanes: |_, _| vec![("chunks", String::new())],
    told: |stage, _| {
        let stream = stage.stream.get()?;
        let set = stage.app.scenario.with(|s| s.knobs.chunks.clone());
        Some(Ok(Told { rule: set.rule.entry(), x: Walk::inputs(&stream, &set) }))
    },
    others: &[Other {
        id: "chunk-matrices",
        name: |locale| td_string!(locale, exports.chunks),
        arrays: |stage, _| {
            stage.run.map(|walk: &Walk| every_chunk(walk).map_err(|_| say!(exports.unwritable)))
        },
    }],
};

/// Every matrix of every chunk, as it is finished: `chunk 1.W`.
fn every_chunk(walk: &Walk) -> Result<Vec<Array>, Why> {
    let of_chunk = |(number, chunk): (usize, &crate::rules::wy::Chunk)| {
        let array = move |piece: &Piece| {
            let name = format!("chunk {}.{}", number + 1, walk.letter(*piece).1);
            Some(Array::of_matrix(name, chunk.matrix(*piece)?))
        };
        Piece::ALL.iter().filter_map(array).collect::<Vec<_>>()
    };
    walk.chunks.iter().enumerate().flat_map(of_chunk).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::inputs::random;
    use crate::lessons::chunks::Scenario;

    #[test]
    fn the_chunks_that_are_taken_along_are_those_of_the_walk() {
        let set = Scenario { chunk_size: 4, ..Scenario::default() };
        let walk = Walk::run(&random(3, 10, 3), &set).unwrap();
        let arrays = every_chunk(&walk).unwrap();
        assert_eq!(arrays.len(), 3 * Piece::ALL.len());
        let named = |name: &str| arrays.iter().find(|array| array.name() == name).unwrap();
        assert_eq!(named("chunk 3.W").shape(), [2, 3]);
        let [ends, starts] = ["chunk 1.S", "chunk 2.S₀"].map(|name| named(name).values().collect::<Vec<_>>());
        assert_eq!(ends, starts, "what a chunk hands over is where the next one starts");
    }
}
