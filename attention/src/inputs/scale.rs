//! The scale: the factor of a query before it is compared with keys.

/// The scale of a stream's queries.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scale {
    /// 1: a query that equals a stored unit key gets exactly its value.
    One,
    /// 1/√d: scores of vectors with d random channels stay as large as one channel.
    InverseSqrt,
    /// 4: softmax attends sharply.
    Four,
    /// 16: softmax attends to little but the key that is nearest.
    Sixteen,
}

impl Scale {
    /// All.
    pub const ALL: [Self; 4] = [Self::One, Self::InverseSqrt, Self::Four, Self::Sixteen];

    /// Its name in the query string.
    pub const fn id(self) -> &'static str {
        match self {
            Self::One => "1",
            Self::InverseSqrt => "sqrt",
            Self::Four => "4",
            Self::Sixteen => "16",
        }
    }

    /// The number for keys of `d` channels; 1 where there are none.
    pub fn of(self, d: usize) -> f64 {
        match self {
            Self::One => 1.0,
            Self::InverseSqrt => 1.0 / (d.max(1) as f64).sqrt(),
            Self::Four => 4.0,
            Self::Sixteen => 16.0,
        }
    }

    /// How it is written.
    pub const fn name(self) -> &'static str {
        match self {
            Self::One => "1",
            Self::InverseSqrt => "1/√d",
            Self::Four => "4",
            Self::Sixteen => "16",
        }
    }

    /// What stands behind a letter that it multiplies: nothing for 1.
    pub const fn behind(self) -> &'static str {
        match self {
            Self::One => "",
            Self::InverseSqrt => "/√d",
            Self::Four => "·4",
            Self::Sixteen => "·16",
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
        assert_eq!(Scale::ALL.map(|scale| scale.of(16)), [1.0, 0.25, 4.0, 16.0]);
        assert_eq!(Scale::InverseSqrt.of(0), 1.0);
        assert_eq!(Scale::ALL.map(Scale::id), ["1", "sqrt", "4", "16"]);
    }
}
