//! Values in Python.
//!
//! How closely signs bind: 1 sums, 2 products, 3 a minus before something, 4 powers, 5 names and calls. Whoever asks for a value says how
//! closely it must bind, and gets parentheses where it does not.

use super::letter::identifier;
use super::python::Python;
use super::{Listing, Tokens};
use crate::code::Language;
use crate::code::function::Function;
use crate::code::scope::Of;
use crate::code::shape::Shape;
use crate::code::typed::{Expr, Op, Pair};

impl Python {
    /// A value that binds at least so closely. `once` before the first token, where tensors mean all of them.
    pub(super) fn expr(&self, listing: &Listing<'_>, expr: &Expr, once: bool, least: u8) -> String {
        let (text, level) = self.bare(listing, expr, once);
        if level < least { format!("({text})") } else { text }
    }

    /// A value, and how closely it binds.
    fn bare(&self, listing: &Listing<'_>, expr: &Expr, once: bool) -> (String, u8) {
        let of = |expr: &Expr, least| self.expr(listing, expr, once, least);
        match &expr.op {
            Op::Literal(x) if expr.shape == Shape::Count => (format!("{x}"), 5),
            Op::Literal(x) => (self.number(*x), if *x < 0.0 { 3 } else { 5 }),
            Op::Name(name) if once => (identifier(name), 5),
            Op::Name(name) => (self.place(listing, name), 5),
            Op::Item(x, at) => {
                let (x, at) = (of(x, 5), of(at, 0));
                match x.strip_suffix("[t]") {
                    Some(x) => (format!("{x}[t, {at}]"), 5),
                    None => (format!("{x}[{at}]"), 5),
                }
            }
            Op::Number(x) => self.bare(listing, x, once),
            Op::Minus(x) => (format!("-{}", of(x, 3)), 3),
            Op::Transposed(x) if matches!(x.shape, Shape::Matrix(..)) => (format!("{}.T", of(x, 5)), 5),
            Op::Transposed(x) => self.bare(listing, x, once),
            Op::Pair(pair, a, b) => self.pair(*pair, &of, a, b),
            Op::Call(function, all) => self.call(listing, *function, &of, all),
            Op::Below(parts) => {
                let name = if matches!(expr.shape, Shape::Matrix(..)) { "vstack" } else { "hstack" };
                let part = |part: &Expr| self.array(listing, part, &of);
                let parts: Vec<String> = parts.iter().map(part).collect();
                (format!("{}.{name}([{}])", self.module(), parts.join(", ")), 5)
            }
        }
    }

    fn pair(&self, pair: Pair, of: &dyn Fn(&Expr, u8) -> String, a: &Expr, b: &Expr) -> (String, u8) {
        let infix = |sign: &str, level: u8| (format!("{} {sign} {}", of(a, level), of(b, level + 1)), level);
        match pair {
            Pair::Plus => infix("+", 1),
            Pair::Minus => infix("-", 1),
            Pair::Times | Pair::Columns => infix("*", 2),
            Pair::Over => infix("/", 2),
            Pair::Modulo => infix("%", 2),
            Pair::Power => (format!("{} ** {}", of(a, 5), of(b, 3)), 4),
            Pair::Dot | Pair::Apply | Pair::Product => infix("@", 2),
            Pair::Mix => (format!("{}.T @ {}", of(a, 5), of(b, 3)), 2),
            Pair::Outer => (format!("{}.outer({}, {})", self.module(), of(a, 0), of(b, 0)), 5),
            Pair::Rows => (format!("{}[:, None] * {}", of(a, 5), of(b, 3)), 2),
        }
    }

    fn call(
        &self,
        listing: &Listing<'_>,
        function: Function,
        of: &dyn Fn(&Expr, u8) -> String,
        all: &[Expr],
    ) -> (String, u8) {
        let module = self.module();
        let torch = self.language == Language::PyTorch;
        let texts: Vec<String> = all.iter().map(|x| of(x, 0)).collect();
        let first = all.first().map_or_else(String::new, |x| self.array(listing, x, of));
        let numbers = all.iter().all(|x| x.shape == Shape::Number);
        let library = |name: &str| format!("{module}.{name}({first})");
        let own = |name: &'static str| {
            self.used.borrow_mut().insert(name);
            format!("{name}({first})")
        };
        let bound = |i: usize| {
            all.get(i).map_or_else(String::new, |x| {
                if torch { format!("torch.as_tensor({})", of(x, 0)) } else { of(x, 0) }
            })
        };
        let text = match function {
            Function::Exp => library("exp"),
            Function::Ln => library("log"),
            Function::Tanh => library("tanh"),
            Function::Root => library("sqrt"),
            Function::Abs => library("abs"),
            Function::Sigmoid => own("sigmoid"),
            Function::Softplus if torch => format!("torch.logaddexp(torch.tensor(0.0), {first})"),
            Function::Softplus => format!("{module}.logaddexp(0.0, {first})"),
            Function::Min if numbers => format!("min({})", texts.join(", ")),
            Function::Max if numbers => format!("max({})", texts.join(", ")),
            Function::Min => format!("{module}.minimum({first}, {})", bound(1)),
            Function::Max => format!("{module}.maximum({first}, {})", bound(1)),
            Function::Clamp if torch => format!("torch.clamp({first}, {}, {})", bound(1), bound(2)),
            Function::Clamp => format!("{module}.clip({first}, {}, {})", bound(1), bound(2)),
            Function::Norm => library("linalg.norm"),
            Function::Normalise => own("normalise"),
            Function::Mean => library("mean"),
            Function::Var if torch => format!("torch.var({first}, correction=0)"),
            Function::Var => library("var"),
            Function::Softmax if torch => format!("torch.softmax({first}, dim=0)"),
            Function::Softmax => own("softmax"),
            Function::Diag => library("diag"),
            Function::Entries => library("ravel"),
            Function::Last => {
                let (n, x) = (all.first(), all.get(1));
                let [n, x] = [n, x].map(|x| x.map_or_else(String::new, |x| of(x, 5)));
                format!("{x}[-{n}:]")
            }
            Function::Solve => format!("{module}.linalg.solve({})", texts.join(", ")),
        };
        (text, 5)
    }

    /// What a function of the library takes: PyTorch's take no plain number, so that what may be one is made a tensor.
    fn array(&self, listing: &Listing<'_>, x: &Expr, of: &dyn Fn(&Expr, u8) -> String) -> String {
        let text = of(x, 0);
        match &x.op {
            _ if self.language != Language::PyTorch || x.shape != Shape::Number || is_tensor(listing, x) => {
                text
            }
            Op::Literal(_) => format!("torch.tensor({text})"),
            _ => format!("torch.as_tensor({text})"),
        }
    }
}

/// Whether a number is surely a tensor: one of a token, or what a function made, or a sum or product with one of these.
fn is_tensor(listing: &Listing<'_>, x: &Expr) -> bool {
    match &x.op {
        Op::Name(name) => {
            let token = matches!(listing.scope().get(name), Some(given) if matches!(given.of, Of::Token(_)));
            token && listing.tokens == Tokens::All
        }
        Op::Call(Function::Min | Function::Max, of) => of.iter().all(|part| is_tensor(listing, part)),
        Op::Call(..) | Op::Item(..) | Op::Pair(Pair::Dot, ..) => true,
        _ => x.parts().into_iter().any(|part| is_tensor(listing, part)),
    }
}
