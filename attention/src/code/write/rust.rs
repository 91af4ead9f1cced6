//! Programs in Rust, with the standard library alone: vectors are `Vec<f64>`, and functions come along that do what Rust has no sign for.

use std::cell::RefCell;
use std::collections::BTreeSet;

use super::letter::identifier;
use super::literal::Infinite;
use super::rust_functions::texts;
use super::{Listing, Tokens, Writer};
use crate::code::scope::Of;
use crate::code::shape::Shape;
use crate::code::typed::{Does, Expr, Op, Statement, Test};
use crate::code::value::Value;

/// How Rust writes what is no digit.
pub(super) const NUMBERS: Infinite = Infinite { infinity: "f64::INFINITY", nan: "f64::NAN" };

/// A program in Rust.
#[derive(Default)]
pub(super) struct Rust {
    /// The functions that are called.
    pub(super) used: RefCell<BTreeSet<&'static str>>,
}

impl Rust {
    fn lines(
        &self,
        listing: &Listing<'_>,
        statements: &[Statement],
        once: bool,
        known: &mut BTreeSet<String>,
    ) -> Vec<String> {
        let mut lines = Vec::new();
        for statement in statements {
            lines.extend(self.statement(listing, statement, once, known));
        }
        lines
    }

    fn statement(
        &self,
        listing: &Listing<'_>,
        statement: &Statement,
        once: bool,
        known: &mut BTreeSet<String>,
    ) -> Vec<String> {
        let block = |all: &[Statement]| {
            let mut inside = known.clone();
            let lines = self.lines(listing, all, once, &mut inside);
            lines.into_iter().map(|line| format!("    {line}")).collect::<Vec<_>>()
        };
        match &statement.does {
            Does::Set { name, at, value } => {
                let at = at.as_ref().map(|at| format!("[{}]", self.expr(listing, at, once, 0)));
                let is_written_out = value.shape == Shape::Number && value.names_nothing();
                let value = self.owned(listing, value, once);
                let place = format!("{}{}", self.place(listing, name), at.unwrap_or_default());
                let new = place == identifier(name) && known.insert(name.clone());
                let mutable = if new && settings(listing, name) > 1 { "mut " } else { "" };
                // A number that is only written out does not say which kind it is.
                let kind = if new && is_written_out { ": f64" } else { "" };
                vec![format!("{}{mutable}{place}{kind} = {value};", if new { "let " } else { "" })]
            }
            Does::For { index, from, to, body } => {
                let [from, to] = [from, to].map(|end| self.expr(listing, end, once, 2));
                let head = format!("for {} in {from}..{to} {{", identifier(index));
                [head].into_iter().chain(block(body)).chain(["}".to_owned()]).collect()
            }
            Does::If { test, then, otherwise } => {
                let head = format!("if {} {{", self.test(listing, test, once));
                let mut lines: Vec<String> = [head].into_iter().chain(block(then)).collect();
                if !otherwise.is_empty() {
                    lines.push("} else {".to_owned());
                    lines.extend(block(otherwise));
                }
                lines.push("}".to_owned());
                lines
            }
        }
    }

    fn test(&self, listing: &Listing<'_>, test: &Test, once: bool) -> String {
        match test {
            Test::Compared(a, sign, b) => {
                let [a, b] = [a, b].map(|of| self.expr(listing, of, once, 1));
                let sign = if *sign == '=' { "==".to_owned() } else { sign.to_string() };
                format!("{a} {sign} {b}")
            }
            Test::NoRow(x, m) => {
                format!("!{}.contains({})", self.expr(listing, m, once, 5), self.borrowed(listing, x, once))
            }
            Test::Either(a, b) => {
                format!("{} || {}", self.test(listing, a, once), self.test(listing, b, once))
            }
        }
    }

    /// A name where it stands in the lines: of one token, where there is one for each.
    pub(super) fn place(&self, listing: &Listing<'_>, name: &str) -> String {
        let given = listing.scope().get(name);
        let each = name == "o" || matches!(given, Some(given) if matches!(given.of, Of::Token(_)));
        let all = listing.tokens == Tokens::All;
        format!("{}{}", identifier(name), if each && all { "[t]" } else { "" })
    }

    /// A value that is nobody else's.
    fn owned(&self, listing: &Listing<'_>, value: &Expr, once: bool) -> String {
        let text = self.expr(listing, value, once, 0);
        if is_place(value) { format!("{text}.clone()") } else { text }
    }

    /// A value that is lent.
    pub(super) fn borrowed(&self, listing: &Listing<'_>, value: &Expr, once: bool) -> String {
        format!("&{}", self.expr(listing, value, once, 5))
    }
}

/// Whether a value is nothing but an array with a name, or a part of it.
fn is_place(value: &Expr) -> bool {
    match &value.op {
        Op::Name(_) | Op::Item(..) => !value.shape.is_number(),
        Op::Transposed(x) => !matches!(x.shape, Shape::Matrix(..)) && is_place(x),
        _ => false,
    }
}

/// How many lines set a name.
fn settings(listing: &Listing<'_>, name: &str) -> usize {
    fn count(statements: &[Statement], name: &str) -> usize {
        let one = |statement: &Statement| match &statement.does {
            Does::Set { name: set, .. } => usize::from(set == name),
            Does::For { body, .. } => count(body, name),
            Does::If { then, otherwise, .. } => count(then, name) + count(otherwise, name),
        };
        statements.iter().map(one).sum()
    }
    listing.printed().map(|statements| count(statements, name)).sum()
}

impl Writer for Rust {
    fn comment(&self) -> &'static str {
        "//"
    }

    fn counts(&self, counts: &[(String, usize)]) -> String {
        let (names, numbers): (Vec<&str>, Vec<String>) =
            counts.iter().map(|(name, n)| (name.as_str(), format!("{n}_usize"))).unzip();
        match (&names[..], &numbers[..]) {
            ([name], [number]) => format!("let {name} = {number};"),
            _ => format!("let ({}) = ({});", names.join(", "), numbers.join(", ")),
        }
    }

    fn given(&self, name: &str, value: &Value, changes: bool) -> Vec<String> {
        let mut lines = NUMBERS.list(value, "vec![");
        let kind = match value {
            Value::Count(_) => "usize",
            Value::Number(_) => "f64",
            Value::Vector(_) => "Vec<f64>",
            Value::Matrix(_) => "Vec<Vec<f64>>",
            Value::Stack(_) => "Vec<Vec<Vec<f64>>>",
        };
        let begin = format!("let {}{name}: {kind} = ", if changes { "mut " } else { "" });
        lines.first_mut().into_iter().for_each(|line| line.insert_str(0, &begin));
        lines.last_mut().into_iter().for_each(|line| line.push(';'));
        lines
    }

    fn zeros(&self, name: &str, lengths: &[String]) -> String {
        let zeros = lengths.iter().rev().fold("0.0".to_owned(), |inner, n| format!("vec![{inner}; {n}]"));
        format!("let mut {name} = {zeros};")
    }

    fn statements(&self, listing: &Listing<'_>, statements: &[Statement], once: bool) -> Vec<String> {
        let kept = listing.kept().into_iter().filter(|(_, _, part)| part.is_some() || !once);
        let mut known: BTreeSet<String> = kept.map(|(name, ..)| name).collect();
        self.lines(listing, statements, once, &mut known)
    }

    fn over_tokens(&self, lines: Vec<String>) -> Vec<String> {
        let lines = lines.into_iter().map(|line| format!("    {line}"));
        ["for t in 0..T {".to_owned()].into_iter().chain(lines).chain(["}".to_owned()]).collect()
    }

    fn print_outputs(&self, tokens: Tokens) -> Vec<String> {
        match tokens {
            Tokens::All => {
                ["for t in 0..T {", "    println!(\"o[{t}] = {:?}\", o[t]);", "}"].map(str::to_owned).to_vec()
            }
            Tokens::One(t) => vec![format!("println!(\"o[{t}] = {{o:?}}\");")],
        }
    }

    fn print(&self, name: &str, shape: &Shape) -> Vec<String> {
        match shape {
            Shape::Matrix(..) | Shape::Stack(..) => vec![
                format!("for (i, row) in {name}.iter().enumerate() {{"),
                format!("    println!(\"{name}[{{i}}] = {{row:?}}\");"),
                "}".to_owned(),
            ],
            _ => vec![format!("println!(\"{name} = {{{name}:?}}\");")],
        }
    }

    fn assemble(&self, comment: Vec<String>, lines: Vec<String>) -> String {
        let mut text = comment.join("\n");
        text.push_str("\n\n#![allow(non_snake_case, unused)]\n");
        for function in texts(&self.used.borrow()) {
            text.push_str(&format!("\n{function}\n"));
        }
        text.push_str("\nfn main() {\n");
        for line in lines {
            text.push_str(&if line.is_empty() { "\n".to_owned() } else { format!("    {line}\n") });
        }
        text.push_str("}\n");
        text
    }
}
