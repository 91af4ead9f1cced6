//! The scale: the factor of a query before it is compared with keys.

/// The scale of a stream's queries.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scale {
    /// 1: a query that equals a stored unit key gets exactly its value.
    One,
    /// 1/√d: scores of vectors with d random channels stay as large as one channel.
    InverseSqrt,
}

impl Scale {
    /// Both.
    pub const ALL: [Self; 2] = [Self::One, Self::InverseSqrt];

    /// Its name in the query string.
    pub const fn id(self) -> &'static str {
        match self {
            Self::One => "1",
            Self::InverseSqrt => "sqrt",
        }
    }

    /// The number for keys of `d` channels; 1 where there are none.
    pub fn of(self, d: usize) -> f64 {
        match self {
            Self::One => 1.0,
            Self::InverseSqrt => 1.0 / (d.max(1) as f64).sqrt(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Scale;
    use crate::inputs::{facts, random};

    #[test]
    fn random_tokens_and_facts_have_scale_one_until_another_is_asked_for() {
        assert_eq!([random(1, 3, 4).scale, facts().scale], [1.0, 1.0]);
        assert_eq!(random(1, 3, 4).with_scale(Scale::InverseSqrt).scale, 0.5);
        assert_eq!(Scale::ALL.map(|scale| scale.of(16)), [1.0, 0.25]);
        assert_eq!(Scale::InverseSqrt.of(0), 1.0);
        assert_ne!(Scale::One.id(), Scale::InverseSqrt.id());
    }
}
