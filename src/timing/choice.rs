//! The choices of a person in the lab: kernels, sizes, and other implementations to time beside each kernel.

use std::str::FromStr;

use serde::{Deserialize, Serialize};
use thiserror::Error;

use crate::fast::{self, Algorithm, Form, Means, OFFERED};

/// A choice of kernels and sizes. Suites use the fields that concern them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Choice {
    /// (kernel, algorithm) pairs of the kernel list.
    pub kernels: Vec<(String, Algorithm)>,
    /// Smallest number of tokens.
    pub n_from: usize,
    /// Largest number of tokens.
    pub n_to: usize,
    /// Channels.
    pub d: usize,
    /// Whether n grows by √2 from size to size, and not by 2.
    #[serde(default)]
    pub halves: bool,
    /// Other implementations that are timed beside each kernel.
    #[serde(default)]
    pub beside: Vec<Beside>,
    /// Cores over which heads may be spread.
    #[serde(default)]
    pub cores: usize,
}

/// A field of a [`Choice`] that a suite may use.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Field {
    /// `kernels`.
    Kernels,
    /// `n_from`.
    From,
    /// `n_to`.
    To,
    /// `d`.
    Channels,
    /// `halves`.
    Halves,
    /// `beside`.
    Beside,
}

/// The same kernel computed in another way, to be timed beside it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(into = "String", try_from = "String")]
pub enum Beside {
    /// By plain loops, by a library's products, by JavaScript.
    By(Means),
    /// In the chosen form, with fused multiplications and additions.
    Fused,
}

/// A text that names nothing that is timed beside a kernel.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
#[error("nothing called {0:?} is timed beside a kernel")]
pub struct UnknownBeside(pub String);

/// Most tokens that a choice may ask for.
pub const MOST_TOKENS: usize = 1 << 20;
/// Most channels that a choice may ask for.
pub const MOST_CHANNELS: usize = 1 << 10;

impl Default for Choice {
    /// The kernels whose entries are [`swept`](fast::Info::swept), at n from 64 to 4096 and d = 64.
    fn default() -> Self {
        let swept = OFFERED.iter().filter(|info| info.swept);
        let kernels = swept.map(|info| (info.kernel.to_owned(), info.algorithm)).collect();
        Self { kernels, n_from: 64, n_to: 4096, d: 64, halves: false, beside: Vec::new(), cores: 1 }
    }
}

impl Choice {
    /// The nearest choice that can be measured: sizes within their bounds and in order, known kernels only.
    pub fn nearest(mut self) -> Self {
        self.kernels.retain(|(kernel, algorithm)| fast::info(kernel, *algorithm).is_ok());
        let [a, b] = [self.n_from, self.n_to].map(|n| n.clamp(1, MOST_TOKENS));
        (self.n_from, self.n_to) = (a.min(b), a.max(b));
        self.d = self.d.clamp(1, MOST_CHANNELS);
        self
    }
}

impl Beside {
    /// All, in the order in which the lab offers them.
    pub const ALL: [Self; 4] =
        [Self::By(Means::Plain), Self::By(Means::Nalgebra), Self::By(Means::JavaScript), Self::Fused];

    /// Its word in links.
    pub const fn id(self) -> &'static str {
        match self {
            Self::By(means) => means.id(),
            Self::Fused => "fused",
        }
    }

    /// The other implementation that a form is; `None` for the vector code of the kernel list.
    pub const fn of(form: Form) -> Option<Self> {
        match form {
            Form::Fused(_) => Some(Self::Fused),
            Form::Own(algorithm) | Form::Workers(_, algorithm) => match algorithm.means() {
                Some(means) => Some(Self::By(means)),
                None => None,
            },
        }
    }

    /// Its form of a kernel that is chosen as `algorithm`: (QKᵀ)V is computed as such by other means too, where these
    /// have both orders. `None` where it does not compute the kernel.
    pub fn form(self, kernel: &str, algorithm: Algorithm) -> Option<Form> {
        let left = (algorithm == Algorithm::Left).then_some(());
        let forms = match self {
            Self::By(means) => [left.map(|()| Algorithm::LeftBy(means)), Some(Algorithm::By(means))],
            Self::Fused => return fast::info(kernel, algorithm).ok().map(|_| Form::Fused(algorithm)),
        };
        forms.into_iter().flatten().find(|form| fast::info(kernel, *form).is_ok()).map(Form::Own)
    }
}

impl FromStr for Beside {
    type Err = UnknownBeside;

    fn from_str(text: &str) -> Result<Self, UnknownBeside> {
        let found = Self::ALL.into_iter().find(|beside| beside.id() == text);
        found.ok_or_else(|| UnknownBeside(text.to_owned()))
    }
}

impl From<Beside> for String {
    fn from(beside: Beside) -> Self {
        beside.id().to_owned()
    }
}

impl TryFrom<String> for Beside {
    type Error = UnknownBeside;

    fn try_from(text: String) -> Result<Self, UnknownBeside> {
        text.parse()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nonsense_becomes_the_nearest_choice() {
        let kernels = vec![
            ("no".into(), Algorithm::Left),
            ("delta_rule/causal".into(), Algorithm::Recurrent),
            ("delta_rule/causal".into(), Algorithm::Left),
        ];
        let choice = Choice { kernels, n_from: usize::MAX, n_to: 0, d: 0, ..Choice::default() }.nearest();
        assert_eq!((choice.n_from, choice.n_to, choice.d), (1, MOST_TOKENS, 1));
        assert_eq!(choice.kernels, [("delta_rule/causal".into(), Algorithm::Recurrent)]);
    }

    #[test]
    fn the_first_sweep_times_the_kernels_whose_entries_say_so() {
        let ids: Vec<_> = OFFERED.iter().filter(|info| info.swept).map(|info| info.id).collect();
        let wanted = [
            "softmax_attn.full.naive",
            "softmax_attn.full.streaming",
            "linear_attn.full.left",
            "linear_attn.full.right",
            "linear_attn.causal.recurrent",
            "delta_rule.causal.recurrent",
            "gated_delta_rule.causal.recurrent",
        ];
        assert_eq!(ids, wanted);
        assert_eq!(Choice::default().kernels.len(), wanted.len());
    }

    #[test]
    fn what_is_timed_beside_is_read_as_it_is_written() {
        for beside in Beside::ALL {
            assert_eq!(beside.id().parse(), Ok(beside));
            let json = serde_json::to_string(&beside).unwrap();
            assert_eq!(serde_json::from_str::<Beside>(&json).unwrap(), beside);
        }
        assert_eq!("slower".parse::<Beside>(), Err(UnknownBeside("slower".into())));
        assert!(serde_json::from_str::<Beside>("\"slower\"").is_err());
    }
}
