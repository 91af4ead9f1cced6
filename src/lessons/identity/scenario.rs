//! What can be set on the page `identity`.

use crate::knobs::{Draw, Knob, Value, decimal};

crate::knobs! {
    /// What can be set on this page beside the input.
    pub struct Scenario {
        /// The numbers of the worked example.
        letters: Letters = Letters([2.0, 1.0, 3.0, -1.0, 1.0, 2.0]), LARGEST => "letters";
    }
}

/// No letter of the worked example is larger: its products still fit where they stand.
pub const LARGEST: f64 = 99.0;

/// v = (a, b), k = (c, d), q = (e, f).
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Letters(pub [f64; 6]);

impl Value for Letters {
    /// The largest size of a letter.
    type Range = f64;

    fn written(&self) -> String {
        self.0.map(|x| x.to_string()).join(",")
    }

    fn read(text: &str, knob: &Knob<Self>) -> Result<Self, Self> {
        let letter = |text| decimal(text).filter(|x| x.abs() <= knob.range);
        let all: Option<Vec<f64>> = text.split(',').map(letter).collect();
        all.and_then(|all| all.try_into().ok()).map(Self).ok_or(knob.default)
    }

    fn draw(largest: &f64, draw: &mut Draw) -> Self {
        Self(std::array::from_fn(|_| draw.number(&(-largest..=*largest))))
    }
}
