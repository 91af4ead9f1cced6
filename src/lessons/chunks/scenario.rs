use crate::rules::wy::{Chunked, Flaws};
use crate::scenario::{Knobs, Query, QueryWriter};

/// What can be set on this page beside the input.
#[derive(Clone, Debug, PartialEq)]
pub struct Scenario {
    /// The rule.
    pub rule: Chunked,
    /// C, tokens to a chunk; all of them where the stream is shorter.
    pub chunk_size: u64,
    /// What is broken.
    pub flaws: Flaws,
    /// β, the write strength of every token.
    pub beta: f64,
    /// γ, the decay of every token.
    pub gamma: f64,
    /// Stops a second.
    pub speed: f64,
    /// Tokens of the timed runs, one of [`TIMED_N`].
    pub timed_n: u64,
    /// Channels of the timed runs, one of [`TIMED_D`].
    pub timed_d: u64,
}

/// Stops a second that can be chosen.
pub const SPEEDS: [f64; 4] = [1.0, 2.0, 5.0, 20.0];
/// No stream of the page is longer.
pub const MOST_CHUNK: u64 = 64;
/// Numbers of tokens that can be timed.
pub const TIMED_N: [u64; 3] = [256, 512, 1024];
/// Numbers of channels that can be timed.
pub const TIMED_D: [u64; 3] = [32, 64, 128];

impl Default for Scenario {
    fn default() -> Self {
        Self {
            rule: Chunked::DeltaRule,
            chunk_size: 4,
            flaws: Flaws::default(),
            beta: 0.9,
            gamma: 0.9,
            speed: 2.0,
            timed_n: 1024,
            timed_d: 64,
        }
    }
}

/// The rule of this id.
pub fn rule_of(id: &str) -> Option<Chunked> {
    Chunked::ALL.into_iter().find(|rule| rule_id(*rule) == id)
}

/// Its id, as everywhere.
pub fn rule_id(rule: Chunked) -> &'static str {
    rule.rule::<f64>().info.id
}

impl Knobs for Scenario {
    fn read(query: &mut Query) -> Self {
        let default = Self::default();
        let one_of = |all: [u64; 3]| move |text: &str| all.into_iter().find(|x| x.to_string() == text);
        Self {
            rule: query.choice("rule", default.rule, |rule| rule_id(*rule).into(), rule_of),
            chunk_size: query.integer("chunk", default.chunk_size, 1..=MOST_CHUNK),
            flaws: Flaws {
                diagonal: query.switch("break-diagonal", false),
                sign: query.switch("break-sign", false),
                hand_over: query.switch("break-handover", false),
            },
            beta: query.number("beta", default.beta, 0.0..=2.0),
            gamma: query.number("gamma", default.gamma, 0.0..=1.0),
            speed: query.number("speed", default.speed, 0.1..=100.0),
            timed_n: query.choice("time-n", default.timed_n, |n| n.to_string(), one_of(TIMED_N)),
            timed_d: query.choice("time-d", default.timed_d, |d| d.to_string(), one_of(TIMED_D)),
        }
    }

    fn write(&self, query: &mut QueryWriter) {
        let default = Self::default();
        query.put("rule", &rule_id(self.rule), &rule_id(default.rule));
        query.put("chunk", &self.chunk_size, &default.chunk_size);
        let Flaws { diagonal, sign, hand_over } = self.flaws;
        for (key, flaw) in [("break-diagonal", diagonal), ("break-sign", sign), ("break-handover", hand_over)]
        {
            query.put(key, &u8::from(flaw), &0);
        }
        query.put("beta", &self.beta, &default.beta);
        query.put("gamma", &self.gamma, &default.gamma);
        query.put("speed", &self.speed, &default.speed);
        query.put("time-n", &self.timed_n, &default.timed_n);
        query.put("time-d", &self.timed_d, &default.timed_d);
    }
}
