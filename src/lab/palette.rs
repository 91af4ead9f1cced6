//! Colours and signs of kernels in charts and tables, by the number that each kernel's entry gives itself.

use crate::fast::{Algorithm, Info, OFFERED};
use crate::timing::{Beside, Case};
use crate::ui::chart::Marker;

/// Where a kernel stands in menus and tables.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Place {
    /// Place in the kernel list of its own form, or of the one beside which it is timed.
    pub index: usize,
    /// The other implementation that it is; none for the kernel of the list itself.
    pub beside: Option<Beside>,
}

impl Place {
    /// The place of an entry of the kernel list.
    pub const fn of(index: usize) -> Self {
        Self { index, beside: None }
    }

    /// The number that decides on colour and sign. It belongs to the entry, so that other entries may come and go.
    fn series(self) -> usize {
        OFFERED.get(self.index).map_or(0, |info| info.series)
    }
}

/// Where a case stands; a form in chunks of a size where the form in chunks does. `None` for a kernel that no menu offers.
pub fn place(case: &Case) -> Option<Place> {
    let same = |info: &Info| match case.form.algorithm() {
        Algorithm::ChunkOf(_) => info.algorithm == Algorithm::Chunk,
        Algorithm::LeftBy(_) => info.algorithm == Algorithm::Left,
        // Other means compute one order only, Q(KᵀV) and not (QKᵀ)V: they stand where the kernel's first other form does.
        Algorithm::By(_) => info.algorithm != Algorithm::Left,
        own => info.algorithm == own,
    };
    let index = OFFERED.iter().position(|info| info.kernel == case.kernel && same(info))?;
    Some(Place { index, beside: Beside::of(case.form) })
}

/// The number of a kernel's colour; colours come in turns.
pub fn colour(place: Place) -> usize {
    place.series() % Marker::ALL.len()
}

/// The marker of a kernel: in each turn of the colours another one, so that no two kernels share both. Other
/// implementations beside it have markers of their own.
pub fn marker(place: Place) -> Marker {
    let (count, series) = (Marker::ALL.len(), place.series());
    let beside = place.beside.and_then(|beside| Beside::ALL.iter().position(|other| *other == beside));
    let turn = beside.map_or(0, |place| 3 + place);
    Marker::ALL[(series + series / count + turn) % count]
}

/// The sign of a kernel.
pub fn sign(place: Place) -> &'static str {
    marker(place).glyph()
}

/// The class of a kernel's name in tables.
pub fn class(place: Place) -> String {
    format!("series series-{}", colour(place) + 1)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fast::{Form, Means};
    use crate::timing::{Against, Choice, suite};
    use std::collections::HashSet;

    fn delta(form: impl Into<Form>) -> Option<Place> {
        place(&Case { kernel: "delta_rule/causal".into(), form: form.into(), n: 64, d: 64 })
    }

    #[test]
    fn no_two_kernels_share_colour_and_sign() {
        let looks: HashSet<_> = (0..OFFERED.len()).map(Place::of).map(|p| (colour(p), sign(p))).collect();
        assert_eq!(looks.len(), OFFERED.len());
    }

    #[test]
    fn the_kernels_of_the_first_choice_differ_in_colour_in_each_suite_that_has_few() {
        // Twenty kernels share seven colours; these suites show no more than seven at once.
        for id in ["scaling", "width", "chunk", "crossover", "decode", "heads"] {
            let suite = suite::find(id).unwrap();
            let mut places: Vec<_> = (suite.cases)(&Choice::default()).iter().filter_map(place).collect();
            places.sort_unstable();
            places.dedup();
            if suite.against == Against::Chunk {
                // The recurrence is a line without colour there.
                places.retain(|place| OFFERED[place.index].algorithm == Algorithm::Chunk);
            }
            let colours: HashSet<_> = places.iter().copied().map(colour).collect();
            assert_eq!(colours.len(), places.len(), "{}", suite.id);
        }
    }

    #[test]
    fn what_is_timed_beside_has_the_colour_of_its_kernel_and_a_sign_of_its_own() {
        let [recurrent, chunk] = [Algorithm::Recurrent, Algorithm::Chunk].map(|form| delta(form).unwrap());
        assert_eq!(delta(Algorithm::ChunkOf(2)), Some(chunk), "a size of chunks has the colour of chunks");
        let plain = delta(Algorithm::By(Means::Plain)).unwrap();
        let fused = delta(Form::Fused(Algorithm::Chunk)).unwrap();
        assert_eq!((colour(plain), colour(fused)), (colour(recurrent), colour(chunk)));
        assert!(marker(plain) != marker(recurrent) && marker(fused) != marker(chunk));
        assert_eq!(delta(Algorithm::Registers), None);
    }
}
