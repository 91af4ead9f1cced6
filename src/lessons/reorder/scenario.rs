use crate::math::LoopOrder;
use crate::scenario::{Knobs, Query, QueryWriter};
use crate::trace::Grain;

/// What can be set on this page beside the input.
#[derive(Clone, Debug, PartialEq)]
pub struct Scenario {
    /// How far one step goes.
    pub grain: Grain,
    /// Multiply-adds a second, the same for both sides.
    pub speed: f64,
    /// Whether a query sees no later token.
    pub causal: bool,
    /// The loops of every product; each order's own where nothing is said.
    pub loops: Option<LoopOrder>,
    /// Tokens in the calculator.
    pub n: u64,
    /// Channels in the calculator.
    pub d: u64,
}

impl Default for Scenario {
    fn default() -> Self {
        Self { grain: Grain::Product, speed: 1000.0, causal: false, loops: None, n: 4096, d: 64 }
    }
}

/// Each grain by its name in the query string.
pub const GRAINS: [(&str, Grain); 3] =
    [("madd", Grain::MultiplyAdd), ("product", Grain::Product), ("matrix", Grain::Matrix)];

/// Each order of loops by its name in the query string.
pub const LOOPS: [(&str, LoopOrder); 6] = [
    ("ijl", LoopOrder::Ijl),
    ("ilj", LoopOrder::Ilj),
    ("jil", LoopOrder::Jil),
    ("jli", LoopOrder::Jli),
    ("lij", LoopOrder::Lij),
    ("lji", LoopOrder::Lji),
];

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

/// The name of an order of loops in the query string.
pub fn loops_id(loops: Option<LoopOrder>) -> &'static str {
    LOOPS.iter().find(|(_, of)| Some(*of) == loops).map_or("own", |(id, _)| id)
}

/// The order of loops of this name.
pub fn loops_of(id: &str) -> Option<LoopOrder> {
    LOOPS.iter().find(|(of, _)| *of == id).map(|(_, loops)| *loops)
}

impl Knobs for Scenario {
    fn read(query: &mut Query) -> Self {
        let default = Self::default();
        Self {
            grain: query.choice("grain", default.grain, |grain| grain_id(*grain).into(), grain_of),
            speed: query.number("speed", default.speed, 1.0..=1e6),
            causal: query.switch("mask", default.causal),
            loops: query.choice(
                "loops",
                default.loops,
                |loops| loops_id(*loops).into(),
                |id| match id {
                    "own" => Some(None),
                    id => loops_of(id).map(Some),
                },
            ),
            n: query.integer("calc-n", default.n, 1..=MAX_N),
            d: query.integer("calc-d", default.d, 1..=MAX_D),
        }
    }

    fn write(&self, query: &mut QueryWriter) {
        let default = Self::default();
        query.put("grain", &grain_id(self.grain), &grain_id(default.grain));
        query.put("speed", &self.speed, &default.speed);
        query.put("mask", &u8::from(self.causal), &u8::from(default.causal));
        query.put("loops", &loops_id(self.loops), &loops_id(default.loops));
        query.put("calc-n", &self.n, &default.n);
        query.put("calc-d", &self.d, &default.d);
    }
}
