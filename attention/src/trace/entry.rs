//! One entry of a matrix, written as a sum with its numbers: factor · (± a·b ± c·d …).

use super::{Name, Symbol};

/// The sum that makes an entry.
#[derive(Clone, Debug, PartialEq)]
pub struct Entry {
    /// The numbers that multiply the whole sum; none where that is 1.
    pub factor: Vec<Number>,
    /// All products that the entry gets, in the order in which they are added.
    pub terms: Vec<Term>,
    /// How many of them have been added so far.
    pub done: usize,
    /// The entry as it stands.
    pub value: f64,
}

/// One product of the sum.
#[derive(Clone, Debug, PartialEq)]
pub struct Term {
    /// Whether it is subtracted.
    pub minus: bool,
    /// Its factors.
    pub numbers: Vec<Number>,
}

/// One number of a product.
#[derive(Clone, Debug, PartialEq)]
pub struct Number {
    /// The symbol that it belongs to, if we have one.
    pub symbol: Option<Symbol>,
    /// The letter that the rule uses for it.
    pub glyph: &'static str,
    /// The number itself.
    pub value: f64,
    /// Its row and column in the matrix of this letter; nothing where it is in no matrix.
    ///
    /// Inputs have one row for each token, or for each key: k of token 3 is row 3 of K. Vectors that a step makes, r, e
    /// and o, are columns, as they are recorded.
    pub at: Option<(usize, usize)>,
}

impl Number {
    /// The number that stands in this row and column of the matrix of a letter.
    pub fn of(name: impl Into<Name>, value: f64, at: (usize, usize)) -> Self {
        let Name { symbol, glyph } = name.into();
        Self { symbol, glyph, value, at: Some(at) }
    }
}

impl Entry {
    /// A sum of which every term has been added.
    pub fn sum(terms: Vec<Term>, value: f64) -> Self {
        Self { factor: Vec::new(), done: terms.len(), terms, value }
    }

    /// A sum of products.
    pub fn of_products(products: impl IntoIterator<Item = Vec<Number>>, value: f64) -> Self {
        Self::sum(products.into_iter().map(|numbers| Term { minus: false, numbers }).collect(), value)
    }

    /// A weight of softmax, the exponential of one of these scores by the sum over all; nothing where an exponential is too large.
    pub fn share(scores: &[f64], of: usize, value: f64) -> Option<Self> {
        let number = |glyph, value| Number { symbol: None, glyph, value, at: None };
        let all: f64 = scores.iter().map(|score| score.exp()).sum();
        let own = scores.get(of)?.exp();
        let told = all.is_finite() && all > 0.0;
        told.then(|| Self::of_products([vec![number("exp(q·k)", own), number("1/Σ", 1.0 / all)]], value))
    }

    /// The sum so far, computed from its numbers alone.
    pub fn told(&self) -> f64 {
        let sum: f64 = self.terms[..self.done].iter().map(Term::told).sum();
        product(&self.factor) * sum
    }

    /// Every number, those of the factor first.
    pub fn numbers(&self) -> impl Iterator<Item = &Number> {
        self.factor.iter().chain(self.terms.iter().flat_map(|term| &term.numbers))
    }

    /// The sum in letters: S − β · r · k. Terms of the same letters are one Σ.
    pub fn letters(&self) -> String {
        let product = |numbers: &[Number]| numbers.iter().map(|of| of.glyph).collect::<Vec<_>>().join(" · ");
        let mut sums: Vec<(bool, String, usize)> = Vec::new();
        for Term { minus, numbers } in &self.terms {
            let letters = product(numbers);
            match sums.last_mut() {
                Some((sign, last, times)) if sign == minus && *last == letters => *times += 1,
                _ => sums.push((*minus, letters, 1)),
            }
        }
        let mut text = String::new();
        for (i, (minus, letters, times)) in sums.iter().enumerate() {
            text += sign(i == 0, *minus);
            text += if *times > 1 { "Σ " } else { "" };
            text += letters;
        }
        match (self.factor.is_empty(), sums.len()) {
            (true, _) => text,
            (false, 0 | 1) => format!("{} · {text}", product(&self.factor)),
            (false, _) => format!("{} · ({text})", product(&self.factor)),
        }
    }
}

/// The sign before a term; the first term has no plus.
pub const fn sign(first: bool, minus: bool) -> &'static str {
    match (first, minus) {
        (true, false) => "",
        (true, true) => "−",
        (false, false) => " + ",
        (false, true) => " − ",
    }
}

impl Term {
    /// The product of its numbers, with its sign.
    pub fn told(&self) -> f64 {
        let product = product(&self.numbers);
        if self.minus { -product } else { product }
    }
}

fn product(numbers: &[Number]) -> f64 {
    numbers.iter().map(|number| number.value).product()
}
