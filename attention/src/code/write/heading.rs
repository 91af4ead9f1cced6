//! The head of a program: which rule it is, its lines as they stand in the rule's file, and the shapes of what they name.

use super::{Listing, Tokens};
use crate::code::scope::{Of, Scope};
use crate::code::typed::{Does, Statement};

/// What lines of a block begin with.
const INDENT: &str = "    ";

impl Listing<'_> {
    /// What the program is, as lines of comment.
    pub(super) fn comment(&self, mark: &str) -> Vec<String> {
        let rule = self.recurrence.rule;
        let mut all = vec![format!("{} ({})", rule.id, rule.source)];
        match self.tokens {
            Tokens::All => {
                if !self.recurrence.program.first.is_empty() {
                    all.push(format!("{INDENT}first:"));
                    told(&self.recurrence.program.first, &INDENT.repeat(2), &mut all);
                }
                told(&self.recurrence.program.step, INDENT, &mut all);
            }
            Tokens::One(t) => {
                all.push(format!("token {t} of {}, counted from 0", self.scope().size.t));
                told(&self.recurrence.program.step, INDENT, &mut all);
            }
        }
        let mut shapes = Vec::new();
        for given in &self.scope().given {
            let shape = match (given.of, self.tokens) {
                (Of::Token(_), Tokens::All) if self.names(&given.name) => Scope::all_tokens(&given.shape),
                (Of::Token(_) | Of::Fixed(_), _) if self.names(&given.name) => Some(given.shape.clone()),
                (Of::State(_), _) => Some(given.shape.clone()),
                _ => None,
            };
            shapes.extend(shape.map(|shape| format!("{} {shape}", given.name)));
        }
        let outputs = if self.tokens == Tokens::All { "o [T, V]" } else { "o [V]" };
        shapes.push(outputs.to_owned());
        all.push(format!("shapes: {}", shapes.join("  ")));
        all.into_iter().map(|line| format!("{mark} {line}").trim_end().to_owned()).collect()
    }
}

/// Lines as they stand in the rule's file.
fn told(statements: &[Statement], before: &str, lines: &mut Vec<String>) {
    for statement in statements {
        lines.push(format!("{before}{}", statement.text));
        let deeper = format!("{before}{INDENT}");
        match &statement.does {
            Does::Set { .. } => {}
            Does::For { body, .. } => told(body, &deeper, lines),
            Does::If { then, otherwise, .. } => {
                told(then, &deeper, lines);
                if !otherwise.is_empty() {
                    lines.push(format!("{before}else:"));
                    told(otherwise, &deeper, lines);
                }
            }
        }
    }
}
