//! Values in Rust.
//!
//! How closely signs bind: 1 sums, 2 products, 3 a minus before something, 5 names and calls. Whoever asks for a value says how closely it
//! must bind, and gets parentheses where it does not. Numbers have signs, arrays have functions.

use super::Listing;
use super::length;
use super::letter::identifier;
use super::rust::{NUMBERS, Rust};
use crate::code::function::Function;
use crate::code::shape::{Dim, Shape};
use crate::code::typed::{Expr, Op, Pair};

impl Rust {
    /// A value that binds at least so closely. `once` before the first token, where tensors mean all of them.
    pub(super) fn expr(&self, listing: &Listing<'_>, expr: &Expr, once: bool, least: u8) -> String {
        let (text, level) = self.bare(listing, expr, once);
        if level < least { format!("({text})") } else { text }
    }

    /// A call of a function that comes along.
    fn own(&self, name: &'static str, of: &[String]) -> (String, u8) {
        self.used.borrow_mut().insert(name);
        (format!("{name}({})", of.join(", ")), 5)
    }

    /// A value, and how closely it binds.
    fn bare(&self, listing: &Listing<'_>, expr: &Expr, once: bool) -> (String, u8) {
        let lent = |x: &Expr| self.borrowed(listing, x, once);
        match &expr.op {
            Op::Literal(x) if expr.shape == Shape::Count => (format!("{x}"), 5),
            Op::Literal(x) => (NUMBERS.number(*x), if *x < 0.0 { 3 } else { 5 }),
            Op::Name(name) if once => (identifier(name), 5),
            Op::Name(name) => (self.place(listing, name), 5),
            Op::Item(x, at) => {
                let (x, at) = (self.expr(listing, x, once, 5), self.expr(listing, at, once, 0));
                (format!("{x}[{at}]"), 5)
            }
            Op::Number(x) => (format!("({} as f64)", self.expr(listing, x, once, 5)), 5),
            Op::Minus(x) if x.shape.is_number() => (format!("-{}", self.expr(listing, x, once, 3)), 3),
            Op::Minus(x) => self.own("times", &["-1.0".to_owned(), lent(x)]),
            Op::Transposed(x) => match &x.shape {
                Shape::Matrix(_, columns) => {
                    self.own("transpose", &[lent(x), self.columns(&lent(x), columns)])
                }
                _ => self.bare(listing, x, once),
            },
            Op::Pair(pair, a, b) => self.pair(listing, *pair, [a, b], once),
            Op::Call(function, of) => self.call(listing, *function, of, once),
            Op::Below(parts) => {
                let part = |part: &Expr| match (&part.shape, &expr.shape) {
                    (Shape::Number, _) | (Shape::Vector(_) | Shape::Row(_), Shape::Matrix(..)) => {
                        let item = self.expr(listing, part, once, 0);
                        format!("vec![{item}{}]", if part.shape.is_number() { "" } else { ".clone()" })
                    }
                    _ => format!("{}.to_vec()", self.expr(listing, part, once, 5)),
                };
                (format!("[{}].concat()", parts.iter().map(part).collect::<Vec<_>>().join(", ")), 5)
            }
        }
    }

    /// How many columns a matrix has, also where it has no rows.
    fn columns(&self, lent: &str, columns: &Dim) -> String {
        length(columns).unwrap_or_else(|| format!("({lent}).first().map_or(0, Vec::len)"))
    }

    fn pair(&self, listing: &Listing<'_>, pair: Pair, [a, b]: [&Expr; 2], once: bool) -> (String, u8) {
        let of = |expr: &Expr, level| self.expr(listing, expr, once, level);
        let lent = |x: &Expr| self.borrowed(listing, x, once);
        let both = [lent(a), lent(b)];
        let columns = |m: &Expr| match &m.shape {
            Shape::Matrix(_, columns) => self.columns(&lent(m), columns),
            _ => "0".to_owned(),
        };
        let (sign, level, own) = match pair {
            Pair::Plus => ("+", 1, "add"),
            Pair::Minus => ("-", 1, "sub"),
            Pair::Times => ("*", 2, "each"),
            Pair::Over => ("/", 2, "over"),
            Pair::Modulo => ("%", 2, ""),
            Pair::Power => return self.power(listing, a, b, once),
            Pair::Dot => return self.own("dot", &both),
            Pair::Outer => return self.own("outer", &both),
            Pair::Apply => return self.own("mat_vec", &both),
            Pair::Columns => return self.own("scale_columns", &both),
            Pair::Rows => return self.own("scale_rows", &both),
            Pair::Mix => return self.own("mix", &[lent(a), lent(b), columns(a)]),
            Pair::Product => return self.own("mat_mul", &[lent(a), lent(b), columns(b)]),
        };
        match (a.shape.is_number(), b.shape.is_number()) {
            (true, true) => (format!("{} {sign} {}", of(a, level), of(b, level + 1)), level),
            (true, false) if pair == Pair::Times => self.own("times", &[of(a, 0), lent(b)]),
            (true, false) => self.own("map", &[lent(b), format!("|x| {} {sign} x", of(a, level))]),
            (false, true) => self.own("map", &[lent(a), format!("|x| x {sign} {}", of(b, level + 1))]),
            (false, false) => self.own(own, &both),
        }
    }

    fn power(&self, listing: &Listing<'_>, a: &Expr, b: &Expr, once: bool) -> (String, u8) {
        let exponent = self.expr(listing, b, once, 0);
        match &a.shape {
            Shape::Count => {
                let base = self.receiver(listing, a, once);
                (format!("{base}.pow(({exponent}) as u32)"), 5)
            }
            Shape::Number => (format!("{}.powf({exponent})", self.receiver(listing, a, once)), 5),
            _ => self.own("map", &[self.borrowed(listing, a, once), format!("|x| x.powf({exponent})")]),
        }
    }

    /// A number of which a method is called: one that is written out says what it is.
    fn receiver(&self, listing: &Listing<'_>, x: &Expr, once: bool) -> String {
        let kind = if x.shape == Shape::Count { "usize" } else { "f64" };
        match &x.op {
            Op::Literal(number) if *number >= 0.0 => format!("{}_{kind}", self.expr(listing, x, once, 0)),
            _ if x.names_nothing() => format!("({} as {kind})", self.expr(listing, x, once, 5)),
            _ => self.expr(listing, x, once, 5),
        }
    }

    fn call(&self, listing: &Listing<'_>, function: Function, of: &[Expr], once: bool) -> (String, u8) {
        let lent = |i: usize| of.get(i).map_or_else(String::new, |x| self.borrowed(listing, x, once));
        let bare = |i: usize| of.get(i).map_or_else(String::new, |x| self.expr(listing, x, once, 0));
        let Some(first) = of.first() else { return (String::new(), 5) };
        // A method of each number.
        let method = |name: &str, others: &str| match &first.shape {
            Shape::Number => (format!("{}.{name}({others})", self.receiver(listing, first, once)), 5),
            _ => self.own("map", &[lent(0), format!("|x| x.{name}({others})")]),
        };
        let each = |name: &'static str| match &first.shape {
            Shape::Number => self.own(name, &[bare(0)]),
            _ => {
                self.used.borrow_mut().insert(name);
                self.own("map", &[lent(0), name.to_owned()])
            }
        };
        match function {
            Function::Exp => method("exp", ""),
            Function::Ln => method("ln", ""),
            Function::Tanh => method("tanh", ""),
            Function::Root => method("sqrt", ""),
            Function::Abs => method("abs", ""),
            Function::Min => method("min", &bare(1)),
            Function::Max => method("max", &bare(1)),
            Function::Clamp => method("clamp", &[bare(1), bare(2)].join(", ")),
            Function::Sigmoid => each("sigmoid"),
            Function::Softplus => each("softplus"),
            Function::Norm => self.own("norm", &[lent(0)]),
            Function::Normalise => self.own("normalise", &[lent(0)]),
            Function::Mean => self.own("mean", &[lent(0)]),
            Function::Var => self.own("var", &[lent(0)]),
            Function::Softmax => self.own("softmax", &[lent(0)]),
            Function::Diag => self.own("diag", &[lent(0)]),
            Function::Entries => (format!("{}.concat()", self.expr(listing, first, once, 5)), 5),
            Function::Last => self.own("last", &[bare(0), lent(1)]),
            Function::Solve => self.own("solve", &[lent(0), lent(1)]),
        }
    }
}
