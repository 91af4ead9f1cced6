//! A program whose names and shapes are known: what is computed and what is printed.

use super::function::Function;
use super::shape::Shape;

/// A value, and how it comes about.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Expr {
    /// How.
    pub op: Op,
    /// What it is.
    pub shape: Shape,
}

/// How a value comes about. Rows are computed and printed as columns: only their products tell them apart.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Op {
    /// A number that is written out.
    Literal(f64),
    /// What a name stands for.
    Name(String),
    /// x[i].
    Item(Box<Expr>, Box<Expr>),
    /// A whole number, taken for any number.
    Number(Box<Expr>),
    /// −x.
    Minus(Box<Expr>),
    /// Mᵀ; of a column, itself as a row.
    Transposed(Box<Expr>),
    /// Two values.
    Pair(Pair, Box<Expr>, Box<Expr>),
    /// A function.
    Call(Function, Vec<Expr>),
    /// One below the other.
    Below(Vec<Expr>),
}

/// An operation on two values.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Pair {
    /// a + b, entry by entry; a number goes with every entry, here and in the next five.
    Plus,
    /// a − b.
    Minus,
    /// a b.
    Times,
    /// a / b.
    Over,
    /// The rest of a / b, of numbers.
    Modulo,
    /// a to the power of b.
    Power,
    /// x·y.
    Dot,
    /// x yᵀ.
    Outer,
    /// M x.
    Apply,
    /// Mᵀ x.
    Mix,
    /// M N.
    Product,
    /// M diag(x).
    Columns,
    /// diag(x) M: the x stands first.
    Rows,
}

/// A line.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Statement {
    /// The line as it is written.
    pub text: String,
    /// What it does.
    pub does: Does,
}

/// What a line does. What is decided before the first token is decided.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Does {
    /// x = …, or x[i] = ….
    Set {
        /// x.
        name: String,
        /// i.
        at: Option<Expr>,
        /// The new value.
        value: Expr,
    },
    /// for i in a..b: ….
    For {
        /// i.
        index: String,
        /// a.
        from: Expr,
        /// b.
        to: Expr,
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
}

/// What is decided at every token.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Test {
    /// a = b, a < b or a > b.
    Compared(Expr, char, Expr),
    /// x ∉ M: x is none of the rows of M.
    NoRow(Expr, Expr),
    /// One of two, or both.
    Either(Box<Test>, Box<Test>),
}

impl Expr {
    /// A value of this shape.
    pub(super) const fn new(op: Op, shape: Shape) -> Self {
        Self { op, shape }
    }

    /// Two values.
    pub(super) fn pair(pair: Pair, left: Self, right: Self, shape: Shape) -> Self {
        Self::new(Op::Pair(pair, Box::new(left), Box::new(right)), shape)
    }

    /// Whether it is made of nothing but numbers that are written out.
    pub(super) fn names_nothing(&self) -> bool {
        !matches!(self.op, Op::Name(_)) && self.parts().into_iter().all(Self::names_nothing)
    }

    /// What it is made of.
    pub(super) fn parts(&self) -> Vec<&Self> {
        match &self.op {
            Op::Literal(_) | Op::Name(_) => Vec::new(),
            Op::Number(x) | Op::Minus(x) | Op::Transposed(x) => vec![x],
            Op::Item(a, b) | Op::Pair(_, a, b) => vec![a, b],
            Op::Call(_, of) | Op::Below(of) => of.iter().collect(),
        }
    }
}

/// Every value in some lines, the whole before its parts.
pub(super) fn values<'a>(statements: &'a [Statement], visit: &mut impl FnMut(&'a Expr)) {
    for statement in statements {
        match &statement.does {
            Does::Set { at, value, .. } => at.iter().chain([value]).for_each(|expr| each(expr, visit)),
            Does::For { from, to, body, .. } => {
                [from, to].into_iter().for_each(|expr| each(expr, visit));
                values(body, visit);
            }
            Does::If { test, then, otherwise } => {
                tested(test, visit);
                values(then, visit);
                values(otherwise, visit);
            }
        }
    }
}

fn tested<'a>(test: &'a Test, visit: &mut impl FnMut(&'a Expr)) {
    match test {
        Test::Compared(a, _, b) | Test::NoRow(a, b) => [a, b].into_iter().for_each(|expr| each(expr, visit)),
        Test::Either(a, b) => {
            tested(a, visit);
            tested(b, visit);
        }
    }
}

fn each<'a>(expr: &'a Expr, visit: &mut impl FnMut(&'a Expr)) {
    visit(expr);
    expr.parts().into_iter().for_each(|part| each(part, visit));
}
