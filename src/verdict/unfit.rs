//! Why arrays cannot be what they are assigned to.

/// Why arrays cannot be what they are assigned to.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum GivenError {
    /// The rule needs a letter that nothing is assigned to.
    #[error("nothing is assigned to {letter}")]
    Missing {
        /// The letter.
        letter: &'static str,
    },
    /// An array from which the sizes are to be read has too few axes, or too many.
    #[error("{name} is {found:?}; expected [T, D], [T, H, D] or [B, T, H, D]")]
    Axes {
        /// The array.
        name: String,
        /// Its letter.
        letter: &'static str,
        /// Its shape.
        found: Vec<usize>,
    },
    /// An array has another shape than the others ask for.
    #[error("{name} is {found:?}; as {letter} it must be {expected:?}")]
    Shape {
        /// The array.
        name: String,
        /// Its letter.
        letter: &'static str,
        /// The shape that fits the others: letter and length of each axis.
        expected: Vec<(&'static str, usize)>,
        /// Its shape.
        found: Vec<usize>,
    },
    /// An array that the rule reads holds a number that is none.
    #[error("{name} holds {value} at {place:?}")]
    NotFinite {
        /// The array.
        name: String,
        /// Its letter.
        letter: &'static str,
        /// Where, an index for each axis.
        place: Vec<usize>,
        /// What stands there.
        value: f64,
    },
}

/// The index on each axis of the number at a place of a row-major array.
pub(super) fn place_of(at: usize, shape: &[usize]) -> Vec<usize> {
    let mut rest = at;
    let mut place: Vec<usize> = shape
        .iter()
        .rev()
        .map(|length| {
            let index = rest % length.max(&1);
            rest /= length.max(&1);
            index
        })
        .collect();
    place.reverse();
    place
}
