use crate::browser::number::decimal;
use crate::rules::{DeltaRule, GatedDeltaRule, LinearAttn, RuleEntry};
use crate::scenario::{Knobs, Query, QueryWriter};

/// What can be set on this page beside the input.
#[derive(Clone, Debug, PartialEq)]
pub struct Scenario {
    /// The rules in lock-step, one to three, in the order of the list of rules.
    pub rules: Vec<&'static RuleEntry>,
    /// β, the write strength.
    pub beta: Gate,
    /// γ, the decay.
    pub gamma: Gate,
    /// Parts of a step a second.
    pub speed: f64,
}

/// A gate: the same for every token, or a number for each.
#[derive(Clone, Debug, PartialEq)]
pub enum Gate {
    /// The same for every token.
    Constant(f64),
    /// One for each token; the last goes on where there are more tokens.
    PerToken(Vec<f64>),
}

/// Parts a second that can be chosen.
pub const SPEEDS: [f64; 4] = [1.0, 2.0, 5.0, 20.0];
/// The largest β: 2 makes the correction a reflection; beyond it the state grows without end.
pub const MAX_BETA: f64 = 2.0;
/// The largest γ: the state never grows by itself.
pub const MAX_GAMMA: f64 = 1.0;
/// No stream of the page is longer.
const MOST_TOKENS: usize = 64;

impl Default for Scenario {
    fn default() -> Self {
        Self { rules: shown().collect(), beta: Gate::Constant(0.9), gamma: Gate::Constant(0.9), speed: 2.0 }
    }
}

/// The rules of this page: one adds, one corrects, one also forgets.
static SHOWN: [RuleEntry; 3] =
    [RuleEntry::of::<LinearAttn>(), RuleEntry::of::<DeltaRule>(), RuleEntry::of::<GatedDeltaRule>()];

/// The rules of this page.
pub fn shown() -> impl Iterator<Item = &'static RuleEntry> {
    SHOWN.iter()
}

impl Gate {
    /// The gate of token t.
    pub fn at(&self, t: usize) -> f64 {
        match self {
            Self::Constant(x) => *x,
            Self::PerToken(all) => all.get(t).or(all.last()).copied().unwrap_or(1.0),
        }
    }

    /// The gates of the first `t` tokens.
    pub fn list(&self, t: usize) -> Vec<f64> {
        (0..t).map(|t| self.at(t)).collect()
    }

    /// The same gate with that of token t changed, where it has one for each.
    pub fn with(&self, t: usize, tokens: usize, x: f64) -> Self {
        match self {
            Self::Constant(_) => Self::Constant(x),
            Self::PerToken(_) => {
                let mut all = self.list(tokens.max(t + 1));
                all[t] = x;
                Self::PerToken(all)
            }
        }
    }

    fn write(&self) -> String {
        match self {
            Self::Constant(x) => x.to_string(),
            // The comma at the end tells one token's list from a constant.
            Self::PerToken(all) => all.iter().map(|x| format!("{x},")).collect(),
        }
    }

    fn read(query: &mut Query, key: &'static str, default: &Self, max: f64) -> Self {
        let Some(text) = query.text(key).map(str::to_owned) else { return default.clone() };
        let valid = |text: &str| decimal(text).filter(|x| (0.0..=max).contains(x));
        if !text.contains(',') {
            return Self::Constant(query.number(key, default.at(0), 0.0..=max));
        }
        let parts: Vec<&str> = text.trim_end_matches(',').split(',').take(MOST_TOKENS).collect();
        let all: Option<Vec<f64>> = parts.into_iter().map(valid).collect();
        all.map(Self::PerToken).unwrap_or_else(|| {
            query.correct(key, &text, default.write());
            default.clone()
        })
    }
}

impl Knobs for Scenario {
    fn read(query: &mut Query) -> Self {
        let default = Self::default();
        let mut rules = default.rules.clone();
        if let Some(text) = query.text("rule").map(str::to_owned) {
            let wanted: Vec<&str> = text.split(',').collect();
            let known: Vec<_> = shown().filter(|rule| wanted.contains(&rule.info.id)).collect();
            if !known.is_empty() {
                rules = known;
            }
            if wanted.iter().any(|id| !rules.iter().any(|rule| rule.info.id == *id)) {
                query.correct("rule", &text, ids(&rules));
            }
        }
        Self {
            rules,
            beta: Gate::read(query, "beta", &default.beta, MAX_BETA),
            gamma: Gate::read(query, "gamma", &default.gamma, MAX_GAMMA),
            speed: query.number("speed", default.speed, 0.1..=100.0),
        }
    }

    fn write(&self, query: &mut QueryWriter) {
        let default = Self::default();
        query.put("rule", &ids(&self.rules), &ids(&default.rules));
        query.put("beta", &self.beta.write(), &default.beta.write());
        query.put("gamma", &self.gamma.write(), &default.gamma.write());
        query.put("speed", &self.speed, &default.speed);
    }
}

fn ids(rules: &[&RuleEntry]) -> String {
    rules.iter().map(|rule| rule.info.id).collect::<Vec<_>>().join(",")
}
