//! Numbers by token: the same for all, and another one where a token is marked, as a separator is.

/// A number for each token: the same for all but those that are marked.
#[derive(Clone, Debug, PartialEq)]
pub struct ByToken {
    /// The number of the others.
    pub usual: f64,
    /// The number of the marked ones.
    pub marked: f64,
    /// Which are marked.
    pub at: Marked,
}

/// Which tokens are marked, counted from 0.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Marked {
    /// None of them.
    None,
    /// Tokens 0, n, 2n, …; for n = 0 none.
    Every(usize),
    /// These.
    These(Vec<usize>),
}

impl ByToken {
    /// The same for all.
    pub const fn all(usual: f64) -> Self {
        Self { usual, marked: usual, at: Marked::None }
    }

    /// The number of token t.
    pub fn at(&self, t: usize) -> f64 {
        let marked = match &self.at {
            Marked::None => false,
            Marked::Every(n) => t.checked_rem(*n) == Some(0),
            Marked::These(tokens) => tokens.contains(&t),
        };
        if marked { self.marked } else { self.usual }
    }

    /// The numbers of the first T tokens.
    pub fn list(&self, tokens: usize) -> Vec<f64> {
        (0..tokens).map(|t| self.at(t)).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marked_tokens_have_a_number_of_their_own() {
        let of = |at| ByToken { usual: 1.0, marked: 2.0, at }.list(4);
        assert_eq!(of(Marked::Every(3)), [2.0, 1.0, 1.0, 2.0]);
        assert_eq!(of(Marked::These(vec![1, 9])), [1.0, 2.0, 1.0, 1.0]);
        assert_eq!([of(Marked::None), of(Marked::Every(0)), ByToken::all(1.0).list(4)], [[1.0; 4]; 3]);
    }
}
