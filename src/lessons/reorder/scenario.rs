use crate::scenario::{Knobs, Query, QueryWriter};
use crate::trace::Grain;

/// What can be set on this page beside the input.
#[derive(Clone, Debug, PartialEq)]
pub struct Scenario {
    /// How far one step goes.
    pub grain: Grain,
    /// Multiply-adds a second, the same for both sides.
    pub speed: f64,
    /// Tokens in the calculator.
    pub n: u64,
    /// Channels in the calculator.
    pub d: u64,
}

impl Default for Scenario {
    fn default() -> Self {
        Self { grain: Grain::Product, speed: 1000.0, n: 4096, d: 64 }
    }
}

/// Each grain by its name in the query string.
pub const GRAINS: [(&str, Grain); 3] =
    [("madd", Grain::MultiplyAdd), ("product", Grain::Product), ("matrix", Grain::Matrix)];

/// Multiply-adds a second that can be chosen.
pub const SPEEDS: [f64; 5] = [10.0, 100.0, 1000.0, 10_000.0, 100_000.0];

/// The most tokens that the calculator takes.
pub const MAX_N: u64 = 1 << 20;
/// The most channels that the calculator takes.
pub const MAX_D: u64 = 1 << 10;

/// The name of a grain in the query string.
pub fn grain_id(grain: Grain) -> &'static str {
    GRAINS.iter().find(|(_, of)| *of == grain).map_or("", |(id, _)| id)
}

/// The grain of this name.
pub fn grain_of(id: &str) -> Option<Grain> {
    GRAINS.iter().find(|(of, _)| *of == id).map(|(_, grain)| *grain)
}

impl Knobs for Scenario {
    fn read(query: &mut Query) -> Self {
        let default = Self::default();
        Self {
            grain: query.choice("grain", default.grain, |grain| grain_id(*grain).into(), grain_of),
            speed: query.number("speed", default.speed, 1.0..=1e6),
            n: query.integer("calc-n", default.n, 1..=MAX_N),
            d: query.integer("calc-d", default.d, 1..=MAX_D),
        }
    }

    fn write(&self, query: &mut QueryWriter) {
        let default = Self::default();
        query.put("grain", &grain_id(self.grain), &grain_id(default.grain));
        query.put("speed", &self.speed, &default.speed);
        query.put("calc-n", &self.n, &default.n);
        query.put("calc-d", &self.d, &default.d);
    }
}
