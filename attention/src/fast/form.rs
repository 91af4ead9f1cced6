//! The form in which a kernel is computed and run, and its text in kept results, exports and messages.
//!
//! An [`Algorithm`] is what an entry of a kernel list computes: `recurrent`, `chunk(64)`, `plain(left)`. A [`Form`] says
//! besides how it is run: `fused(recurrent)` by the module in which each multiplication and addition is one instruction (see
//! [`fused`](super::fused)), `workers(4,recurrent)` as several heads spread over four workers.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use super::algorithm::{Algorithm, UnknownForm, positive};

/// How a kernel is computed and run.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(into = "String", try_from = "String")]
pub enum Form {
    /// One head in one worker.
    Own(Algorithm),
    /// The same with fused multiplications and additions.
    Fused(Algorithm),
    /// Several heads, spread over so many workers, at least one.
    Workers(usize, Algorithm),
}

impl Form {
    /// The entry of the kernel lists that is run.
    pub const fn algorithm(self) -> Algorithm {
        match self {
            Self::Own(algorithm) | Self::Fused(algorithm) | Self::Workers(_, algorithm) => algorithm,
        }
    }

    /// Whether it asks for the module with fused multiplications and additions.
    pub const fn is_fused(self) -> bool {
        matches!(self, Self::Fused(_))
    }

    /// How many workers it is spread over; nothing for one head in one worker.
    pub const fn workers(self) -> Option<usize> {
        match self {
            Self::Workers(workers, _) => Some(workers),
            _ => None,
        }
    }

    /// The form that one worker runs: of heads that are spread over several, their algorithm in one worker.
    pub const fn in_one_worker(self) -> Self {
        match self {
            Self::Workers(_, algorithm) => Self::Own(algorithm),
            own => own,
        }
    }
}

impl From<Algorithm> for Form {
    fn from(algorithm: Algorithm) -> Self {
        Self::Own(algorithm)
    }
}

impl fmt::Display for Form {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        match self {
            Self::Own(algorithm) => algorithm.fmt(f),
            Self::Fused(algorithm) => write!(f, "fused({algorithm})"),
            Self::Workers(workers, algorithm) => write!(f, "workers({workers},{algorithm})"),
        }
    }
}

impl FromStr for Form {
    type Err = UnknownForm;

    fn from_str(text: &str) -> Result<Self, UnknownForm> {
        let inside = |word: &str| text.strip_prefix(word)?.strip_suffix(')');
        let found = if let Some(inner) = inside("fused(") {
            Algorithm::find(inner).map(Self::Fused)
        } else if let Some((workers, inner)) = inside("workers(").and_then(|inner| inner.split_once(',')) {
            positive(workers).zip(Algorithm::find(inner)).map(|(workers, of)| Self::Workers(workers, of))
        } else {
            Algorithm::find(text).map(Self::Own)
        };
        found.ok_or_else(|| UnknownForm(text.to_owned()))
    }
}

impl From<Form> for String {
    fn from(form: Form) -> Self {
        form.to_string()
    }
}

impl TryFrom<String> for Form {
    type Error = UnknownForm;

    fn try_from(text: String) -> Result<Self, UnknownForm> {
        text.parse()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fast::{KERNELS, Means, REFERENCES, chunk, javascript};

    /// Every algorithm of every list.
    fn algorithms() -> impl Iterator<Item = Algorithm> {
        let kernels = KERNELS.iter().chain(REFERENCES).chain(chunk::SIZED.as_flattened());
        kernels.map(|kernel| kernel.algorithm).chain(javascript::INFOS.iter().map(|info| info.algorithm))
    }

    #[test]
    fn every_form_in_use_is_read_as_it_is_written() {
        for algorithm in algorithms() {
            let forms = [Form::Own(algorithm), Form::Fused(algorithm)];
            for form in forms.into_iter().chain([1, 2, 16].map(|workers| Form::Workers(workers, algorithm))) {
                assert_eq!(form.to_string().parse(), Ok(form));
                let json = serde_json::to_string(&form).unwrap();
                assert_eq!(json, format!("\"{form}\""));
                assert_eq!(serde_json::from_str::<Form>(&json).unwrap(), form);
            }
        }
    }

    #[test]
    fn the_texts_are_those_of_results_that_were_kept_before() {
        let texts = [
            (Form::Own(Algorithm::Recurrent), "recurrent"),
            (Form::Own(Algorithm::ChunkOf(64)), "chunk(64)"),
            (Form::Own(Algorithm::By(Means::JavaScript)), "javascript"),
            (Form::Own(Algorithm::LeftBy(Means::Plain)), "plain(left)"),
            (Form::Fused(Algorithm::ChunkOf(8)), "fused(chunk(8))"),
            (Form::Workers(4, Algorithm::Recurrent), "workers(4,recurrent)"),
        ];
        for (form, text) in texts {
            assert_eq!((form.to_string().as_str(), text.parse()), (text, Ok(form)));
        }
    }

    #[test]
    fn an_unknown_text_is_an_error_that_names_it() {
        let nonsense = [
            "",
            "sideways",
            "fused(recurrent",
            "fused(fused(left))",
            "workers(0,left)",
            "workers(-1,left)",
            "workers(+2,left)",
            "workers(2)",
            "workers(,left)",
            "chunk()",
            "chunk(0)",
            "chunk(08)",
            "plain(right)",
            "(left)",
            "recurrent ",
        ];
        for text in nonsense {
            assert_eq!(text.parse::<Form>(), Err(UnknownForm(text.to_owned())));
            let error = serde_json::from_str::<Form>(&format!("{text:?}")).unwrap_err();
            assert!(error.to_string().contains(&format!("{text:?}")), "{error}");
        }
    }
}
