use crate::browser::number::decimal;
use crate::scenario::{Knobs, Query, QueryWriter};

/// What can be set on this page beside the input.
#[derive(Clone, Debug, PartialEq)]
pub struct Scenario {
    /// The numbers of the worked example.
    pub letters: Letters,
    /// Tokens a second.
    pub speed: f64,
}

/// v = (a, b), k = (c, d), q = (e, f).
pub type Letters = [f64; 6];

/// No letter of the worked example is larger: its products still fit where they stand.
pub const LARGEST: f64 = 99.0;

/// Tokens a second that can be chosen.
pub const SPEEDS: [f64; 4] = [0.5, 1.0, 2.0, 10.0];

impl Default for Scenario {
    fn default() -> Self {
        Self { letters: [2.0, 1.0, 3.0, -1.0, 1.0, 2.0], speed: 1.0 }
    }
}

impl Knobs for Scenario {
    fn read(query: &mut Query) -> Self {
        let default = Self::default();
        let letters = query.choice("letters", default.letters, write, read);
        Self { letters, speed: query.number("speed", default.speed, 0.1..=100.0) }
    }

    fn write(&self, query: &mut QueryWriter) {
        let default = Self::default();
        query.put("letters", &write(&self.letters), &write(&default.letters));
        query.put("speed", &self.speed, &default.speed);
    }
}

fn write(letters: &Letters) -> String {
    letters.map(|x| x.to_string()).join(",")
}

fn read(text: &str) -> Option<Letters> {
    let all: Option<Vec<f64>> = text.split(',').map(|x| decimal(x).filter(fits)).collect();
    all?.try_into().ok()
}

/// Whether a number may stand for a letter.
pub fn fits(x: &f64) -> bool {
    x.abs() <= LARGEST
}
