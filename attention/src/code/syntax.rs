//! A program as it is written, before anything is known of its names.

use super::function::Function;

/// A part of a line that has a value.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Term {
    /// A number, and whether it is written as a whole one.
    Literal(f64, bool),
    /// A name.
    Name(String),
    /// x[i].
    Item(Box<Term>, Box<Term>),
    /// A function of some values.
    Call(Function, Vec<Term>),
    /// [a; b; …], one below the other.
    Below(Vec<Term>),
    /// xᵀ.
    Transposed(Box<Term>),
    /// −x.
    Minus(Box<Term>),
    /// Two terms with a sign between them.
    Pair(Sign, Box<Term>, Box<Term>),
}

/// What stands between two terms.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Sign {
    /// a + b, entry by entry.
    Plus,
    /// a − b, entry by entry.
    Minus,
    /// a b, the product of matrices, vectors and numbers.
    Beside,
    /// a · b: of two vectors Σ_i a_i b_i, else the product.
    Dot,
    /// a ⊙ b, entry by entry.
    Each,
    /// a / b.
    Over,
    /// a mod b.
    Modulo,
    /// a^b.
    Power,
}

impl Sign {
    /// As it is written.
    pub(super) const fn glyph(self) -> &'static str {
        match self {
            Self::Plus => "+",
            Self::Minus => "−",
            Self::Beside => "a product",
            Self::Dot => "·",
            Self::Each => "⊙",
            Self::Over => "/",
            Self::Modulo => "mod",
            Self::Power => "^",
        }
    }
}

/// What decides whether lines are computed.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Test {
    /// Whether an input or a setting with this name is there: known before the first token.
    There(String),
    /// a = b, a < b or a > b.
    Compared(Term, char, Term),
    /// x ∉ M: x is none of the rows of M.
    NoRow(Term, Term),
    /// One of two, or both.
    Either(Box<Test>, Box<Test>),
}

/// A line, with what stands below it.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Statement {
    /// The number of the line.
    pub line: usize,
    /// The line as it is written.
    pub text: String,
    /// What it does.
    pub does: Does,
}

/// What a line does.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Does {
    /// x = …, or x[i] = ….
    Set {
        /// x.
        name: String,
        /// i.
        at: Option<Term>,
        /// The new value.
        value: Term,
    },
    /// for i in a..b: i = a, a + 1, … b − 1.
    For {
        /// i.
        index: String,
        /// a.
        from: Term,
        /// b.
        to: Term,
        /// What is done for each.
        body: Vec<Statement>,
    },
    /// if …: … else: ….
    If {
        /// The test.
        test: Test,
        /// What is done where it holds.
        then: Vec<Statement>,
        /// What is done where it does not.
        otherwise: Vec<Statement>,
    },
    /// first: what is done once, before the first token.
    First(Vec<Statement>),
}
