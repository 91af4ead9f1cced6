//! Programs in Python, with NumPy, PyTorch or JAX: one way to print them, and a table of what they call differently.

use std::cell::RefCell;
use std::collections::BTreeSet;

use super::letter::identifier;
use super::literal::Infinite;
use super::{Listing, Tokens, Writer};
use crate::code::Language;
use crate::code::scope::Of;
use crate::code::shape::Shape;
use crate::code::typed::{Does, Expr, Op, Statement, Test};
use crate::code::value::Value;

/// A program in Python.
pub(super) struct Python {
    /// With which library.
    pub(super) language: Language,
    /// The functions of our own that are used.
    pub(super) used: RefCell<BTreeSet<&'static str>>,
}

/// Functions that a library lacks, or in which it does not take nothing for an answer. `xp` is the library.
const FUNCTIONS: &[(&str, &str)] = &[
    ("normalise", "def normalise(x):\n    return x / max(xp.linalg.norm(x), 1e-12)\n"),
    ("sigmoid", "def sigmoid(x):\n    return 1 / (1 + xp.exp(-x))\n"),
    (
        "softmax",
        "def softmax(x):\n    e = xp.exp(x - xp.max(x, initial=-xp.inf))\n    return e / xp.sum(e)\n",
    ),
];

impl Python {
    /// With this library.
    pub(super) fn new(language: Language) -> Self {
        Self { language, used: RefCell::default() }
    }

    /// The name of the library.
    pub(super) const fn module(&self) -> &'static str {
        match self.language {
            Language::PyTorch => "torch",
            Language::Jax => "jnp",
            Language::NumPy | Language::Rust => "np",
        }
    }

    fn numbers(&self) -> Infinite {
        match self.language {
            Language::PyTorch => Infinite { infinity: "torch.inf", nan: "torch.nan" },
            Language::Jax => Infinite { infinity: "jnp.inf", nan: "jnp.nan" },
            Language::NumPy | Language::Rust => Infinite { infinity: "np.inf", nan: "np.nan" },
        }
    }

    /// A number.
    pub(super) fn number(&self, x: f64) -> String {
        self.numbers().number(x)
    }

    fn statement(&self, listing: &Listing<'_>, statement: &Statement, once: bool) -> Vec<String> {
        let expr = |of: &Expr| self.expr(listing, of, once, 0);
        let indented = |all: &[Statement]| {
            let all = all.iter().flat_map(|statement| self.statement(listing, statement, once));
            all.map(|line| format!("    {line}")).collect::<Vec<_>>()
        };
        match &statement.does {
            Does::Set { name, at, value } => {
                let place = self.place(listing, name);
                let at = match (at, place.strip_suffix("[t]")) {
                    (None, Some(_)) => Some("t".to_owned()),
                    (Some(at), Some(_)) => Some(format!("t, {}", expr(at))),
                    (at, None) => at.as_ref().map(expr),
                };
                let name = identifier(name);
                let mut value_text = expr(value);
                // A part of an array that is changed in place is not the array's any more.
                if self.language != Language::Jax && is_place(value) && changes_in_place(listing) {
                    let copy = if self.language == Language::PyTorch { "clone" } else { "copy" };
                    value_text = format!("{value_text}.{copy}()");
                }
                vec![match (at, self.language) {
                    (None, _) => format!("{name} = {value_text}"),
                    (Some(at), Language::Jax) => format!("{name} = {name}.at[{at}].set({value_text})"),
                    (Some(at), _) => format!("{name}[{at}] = {value_text}"),
                }]
            }
            Does::For { index, from, to, body } => {
                let head = format!("for {} in range({}, {}):", identifier(index), expr(from), expr(to));
                [head.replace("range(0, ", "range(")].into_iter().chain(indented(body)).collect()
            }
            Does::If { test, then, otherwise } => {
                let head = format!("if {}:", self.test(listing, test, once));
                let mut lines: Vec<String> = [head].into_iter().chain(indented(then)).collect();
                if !otherwise.is_empty() {
                    lines.push("else:".to_owned());
                    lines.extend(indented(otherwise));
                }
                lines
            }
        }
    }

    fn test(&self, listing: &Listing<'_>, test: &Test, once: bool) -> String {
        let expr = |of: &Expr, level| self.expr(listing, of, once, level);
        match test {
            Test::Compared(a, sign, b) => {
                let sign = if *sign == '=' { "==".to_owned() } else { sign.to_string() };
                format!("{} {sign} {}", expr(a, 1), expr(b, 1))
            }
            Test::NoRow(x, m) => {
                let axis = if self.language == Language::PyTorch { "dim" } else { "axis" };
                format!("not ({} == {}).all({axis}=1).any()", expr(m, 1), expr(x, 1))
            }
            Test::Either(a, b) => {
                format!("{} or {}", self.test(listing, a, once), self.test(listing, b, once))
            }
        }
    }

    /// A name where it stands in the lines: of one token, where there is one for each.
    pub(super) fn place(&self, listing: &Listing<'_>, name: &str) -> String {
        let each = name == "o"
            || matches!(listing.scope().get(name), Some(given) if matches!(given.of, Of::Token(_)));
        let all = listing.tokens == Tokens::All;
        format!("{}{}", identifier(name), if each && all { "[t]" } else { "" })
    }
}

/// Whether a value is nothing but a name, or a part of what has one.
pub(super) fn is_place(value: &Expr) -> bool {
    !value.shape.is_number() && matches!(value.op, Op::Name(_) | Op::Item(..))
}

/// Whether a line changes a part of something.
fn changes_in_place(listing: &Listing<'_>) -> bool {
    fn any(statements: &[Statement]) -> bool {
        statements.iter().any(|statement| match &statement.does {
            Does::Set { at, .. } => at.is_some(),
            Does::For { body, .. } => any(body),
            Does::If { then, otherwise, .. } => any(then) || any(otherwise),
        })
    }
    listing.printed().any(any)
}

impl Writer for Python {
    fn comment(&self) -> &'static str {
        "#"
    }

    fn counts(&self, counts: &[(String, usize)]) -> String {
        let (names, numbers): (Vec<&str>, Vec<String>) =
            counts.iter().map(|(name, n)| (name.as_str(), n.to_string())).unzip();
        format!("{} = {}", names.join(", "), numbers.join(", "))
    }

    fn given(&self, name: &str, value: &Value, _changes: bool) -> Vec<String> {
        let (open, close) = match (value, self.language) {
            (Value::Count(_) | Value::Number(_), _) => ("", ""),
            (_, Language::PyTorch) => ("torch.tensor(", ")"),
            (_, Language::Jax) => ("jnp.array(", ")"),
            (_, Language::NumPy | Language::Rust) => ("np.array(", ")"),
        };
        let mut lines = self.numbers().list(value, "[");
        lines.first_mut().into_iter().for_each(|line| line.insert_str(0, &format!("{name} = {open}")));
        lines.last_mut().into_iter().for_each(|line| line.push_str(close));
        lines
    }

    fn zeros(&self, name: &str, lengths: &[String]) -> String {
        let lengths = match lengths {
            [n] => n.clone(),
            all => format!("({})", all.join(", ")),
        };
        format!("{name} = {}.zeros({lengths})", self.module())
    }

    fn statements(&self, listing: &Listing<'_>, statements: &[Statement], once: bool) -> Vec<String> {
        statements.iter().flat_map(|statement| self.statement(listing, statement, once)).collect()
    }

    fn over_tokens(&self, lines: Vec<String>) -> Vec<String> {
        let lines = lines.into_iter().map(|line| format!("    {line}"));
        ["for t in range(T):".to_owned()].into_iter().chain(lines).collect()
    }

    fn print_outputs(&self, tokens: Tokens) -> Vec<String> {
        match tokens {
            Tokens::All => {
                vec!["for t in range(T):".to_owned(), "    print(f\"o[{t}] =\", o[t].tolist())".to_owned()]
            }
            Tokens::One(t) => vec![format!("print(\"o[{t}] =\", o.tolist())")],
        }
    }

    fn print(&self, name: &str, shape: &Shape) -> Vec<String> {
        match shape {
            Shape::Count => vec![format!("print(\"{name} =\", {name})")],
            Shape::Number => vec![format!("print(\"{name} =\", float({name}))")],
            Shape::Vector(_) | Shape::Row(_) => vec![format!("print(\"{name} =\", {name}.tolist())")],
            Shape::Matrix(..) | Shape::Stack(..) => vec![
                format!("for i, row in enumerate({name}):"),
                format!("    print(f\"{name}[{{i}}] =\", row.tolist())"),
            ],
        }
    }

    fn assemble(&self, comment: Vec<String>, lines: Vec<String>) -> String {
        let imports = match self.language {
            Language::PyTorch => "import torch\n\ntorch.set_default_dtype(torch.float64)\n",
            Language::Jax => {
                "import jax\nimport jax.numpy as jnp\n\njax.config.update(\"jax_enable_x64\", True)\n"
            }
            Language::NumPy | Language::Rust => "import numpy as np\n",
        };
        let mut text = format!("{}\n\n{imports}\n", comment.join("\n"));
        let used = self.used.borrow();
        for (_, function) in FUNCTIONS.iter().filter(|(name, _)| used.contains(name)) {
            text.push_str(&format!("\n{}\n\n", function.replace("xp.", &format!("{}.", self.module()))));
        }
        text.push_str(&lines.join("\n"));
        text.push('\n');
        text
    }
}
