//! Finds out what every name and every value of a program is, and decides what is known before the first token.

use super::error::{Fault, ProgramError};
use super::parse::parse;
use super::product::{below, number, pair};
use super::scope::{Of, Scope};
use super::shape::Shape;
use super::syntax;
use super::typed::{Does, Expr, Op, Pair, Statement, Test};

/// A program that is known to fit its names.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Checked {
    /// What is done once, before the first token.
    pub first: Vec<Statement>,
    /// What is done for every token.
    pub step: Vec<Statement>,
    /// What the first lines made, which goes from token to token as the state does.
    pub carried: Vec<(String, Shape)>,
}

/// Reads a program and checks it.
///
/// # Errors
/// Names the first line that cannot be read, or does not fit.
pub(super) fn check(program: &str, scope: &Scope) -> Result<Checked, ProgramError> {
    let statements = parse(program)?;
    let last = statements.last().map_or(1, |statement| statement.line);
    let mut names = Names { scope, own: Vec::new(), all_tokens: true };
    let (first, step) = match statements.split_first() {
        Some((syntax::Statement { does: syntax::Does::First(first), .. }, step)) => {
            (names.block(first)?, step)
        }
        _ => (Vec::new(), statements.as_slice()),
    };
    let carried = names.own.clone();
    names.all_tokens = false;
    let step = names.block(step)?;
    let output = names.own.iter().find(|(name, _)| name == "o");
    match output {
        Some((_, Shape::Vector(n))) if *n == scope.v => Ok(Checked { first, step, carried }),
        Some((_, found)) => {
            let (name, held) = ("o".to_owned(), Box::new(Shape::Vector(scope.v.clone())));
            Err(ProgramError {
                line: last,
                fault: Fault::Changed { name, held, found: Box::new(found.clone()) },
            })
        }
        None => Err(ProgramError { line: last, fault: Fault::NoOutput }),
    }
}

/// The names that are known at a line.
struct Names<'a> {
    scope: &'a Scope,
    /// Those that the program made.
    own: Vec<(String, Shape)>,
    /// Whether tensors mean all tokens, and not one.
    all_tokens: bool,
}

impl Names<'_> {
    fn block(&mut self, statements: &[syntax::Statement]) -> Result<Vec<Statement>, ProgramError> {
        let mut all = Vec::new();
        for statement in statements {
            if let syntax::Does::If { test: syntax::Test::There(name), then, otherwise } = &statement.does {
                let holds = self.scope.get(name).is_some();
                all.extend(self.block(if holds { then } else { otherwise })?);
                continue;
            }
            let does = self.does(statement)?;
            all.push(Statement { text: statement.text.clone(), does });
        }
        Ok(all)
    }

    /// A block that is computed more or less than once: what it names is not known after it.
    fn inner(&mut self, statements: &[syntax::Statement]) -> Result<Vec<Statement>, ProgramError> {
        let known = self.own.len();
        let block = self.block(statements);
        self.own.truncate(known);
        block
    }

    fn does(&mut self, statement: &syntax::Statement) -> Result<Does, ProgramError> {
        let here = |fault| ProgramError { line: statement.line, fault };
        Ok(match &statement.does {
            syntax::Does::Set { name, at, value } => self.set(name, at.as_ref(), value).map_err(here)?,
            syntax::Does::For { index, from, to, body } => {
                if self.shape(index).is_ok() {
                    return Err(here(Fault::Given(index.clone())));
                }
                let (from, to) = (self.count(from).map_err(here)?, self.count(to).map_err(here)?);
                self.own.push((index.clone(), Shape::Count));
                let body = self.inner(body);
                self.own.pop();
                Does::For { index: index.clone(), from, to, body: body? }
            }
            syntax::Does::If { test, then, otherwise } => Does::If {
                test: self.test(test).map_err(here)?,
                then: self.inner(then)?,
                otherwise: self.inner(otherwise)?,
            },
            syntax::Does::First(_) => return Err(here(Fault::FirstIsLate)),
        })
    }

    fn set(&mut self, name: &str, at: Option<&syntax::Term>, value: &syntax::Term) -> Result<Does, Fault> {
        let value = self.value(value)?;
        let held = self.own.iter().find(|(own, _)| own == name).map(|(_, shape)| shape.clone());
        let held = match (held, self.scope.get(name)) {
            (None, Some(given)) if matches!(given.of, Of::State(_)) => Some(given.shape.clone()),
            (None, Some(_)) => return Err(Fault::Given(name.to_owned())),
            (held, _) => held,
        };
        let at = at.map(|at| self.count(at)).transpose()?;
        let wanted = match (&held, &at) {
            (Some(held), Some(_)) => Some(item(held)?),
            (None, Some(_)) => return Err(Fault::Unknown(name.to_owned())),
            (held, None) => held.clone(),
        };
        let value = match &wanted {
            Some(Shape::Count) => value,
            // A number that is written out is any number, unless something whole has the name.
            None if !matches!(value.op, Op::Literal(_)) => value,
            _ => number(value),
        };
        match wanted {
            Some(held) if held != value.shape => {
                let found = Box::new(value.shape);
                return Err(Fault::Changed { name: name.to_owned(), held: Box::new(held), found });
            }
            Some(_) => {}
            None => self.own.push((name.to_owned(), value.shape.clone())),
        }
        Ok(Does::Set { name: name.to_owned(), at, value })
    }

    fn test(&self, test: &syntax::Test) -> Result<Test, Fault> {
        Ok(match test {
            syntax::Test::There(name) => return Err(Fault::Unknown(name.clone())),
            syntax::Test::Compared(a, sign, b) => {
                let (a, b) = (self.value(a)?, self.value(b)?);
                let (a, b) = match (&a.shape, &b.shape) {
                    (Shape::Count, Shape::Count) => (a, b),
                    (left, right) if left.is_number() && right.is_number() => (number(a), number(b)),
                    (left, right) => {
                        let (left, right) = (Box::new(left.clone()), Box::new(right.clone()));
                        return Err(Fault::Pair { operation: "a comparison", left, right });
                    }
                };
                Test::Compared(a, *sign, b)
            }
            syntax::Test::NoRow(x, m) => {
                let (x, m) = (self.value(x)?, self.value(m)?);
                match (&x.shape, &m.shape) {
                    (Shape::Vector(n), Shape::Matrix(_, columns)) if n == columns => Test::NoRow(x, m),
                    (left, right) => {
                        let (left, right) = (Box::new(left.clone()), Box::new(right.clone()));
                        return Err(Fault::Pair { operation: "∉", left, right });
                    }
                }
            }
            syntax::Test::Either(a, b) => Test::Either(Box::new(self.test(a)?), Box::new(self.test(b)?)),
        })
    }

    fn shape(&self, name: &str) -> Result<Shape, Fault> {
        if let Some((_, shape)) = self.own.iter().find(|(own, _)| own == name) {
            return Ok(shape.clone());
        }
        let unknown = || Fault::Unknown(name.to_owned());
        let given = self.scope.get(name).ok_or_else(unknown)?;
        match given.of {
            Of::Setting => Err(unknown()),
            Of::Place if self.all_tokens => Err(unknown()),
            Of::Token(_) if self.all_tokens => Scope::all_tokens(&given.shape).ok_or_else(unknown),
            _ => Ok(given.shape.clone()),
        }
    }

    fn count(&self, term: &syntax::Term) -> Result<Expr, Fault> {
        let value = self.value(term)?;
        match value.shape {
            Shape::Count => Ok(value),
            found => Err(Fault::Operand { operation: "a place", found }),
        }
    }

    fn value(&self, term: &syntax::Term) -> Result<Expr, Fault> {
        use syntax::Term;
        Ok(match term {
            Term::Literal(x, whole) => {
                Expr::new(Op::Literal(*x), if *whole { Shape::Count } else { Shape::Number })
            }
            Term::Name(name) => Expr::new(Op::Name(name.clone()), self.shape(name)?),
            Term::Item(of, at) => {
                let (of, at) = (self.value(of)?, self.count(at)?);
                let shape = item(&of.shape)?;
                Expr::new(Op::Item(Box::new(of), Box::new(at)), shape)
            }
            Term::Call(function, of) => {
                let each = |(i, x)| {
                    let x = self.value(x)?;
                    Ok(if function.counts(i) { x } else { number(x) })
                };
                let of = of.iter().enumerate().map(each).collect::<Result<Vec<_>, Fault>>()?;
                let shape = function.shape(&of.iter().map(|x| x.shape.clone()).collect::<Vec<_>>())?;
                Expr::new(Op::Call(*function, of), shape)
            }
            Term::Below(parts) => {
                below(parts.iter().map(|part| self.value(part)).collect::<Result<_, _>>()?)?
            }
            Term::Transposed(x) => transposed(self.value(x)?)?,
            Term::Minus(x) => match number(self.value(x)?) {
                Expr { op: Op::Literal(x), shape } => Expr::new(Op::Literal(-x), shape),
                x => {
                    let shape = x.shape.clone();
                    Expr::new(Op::Minus(Box::new(x)), shape)
                }
            },
            Term::Pair(sign, a, b) => match (*sign, self.value(a)?, self.value(b)?) {
                // Below 0 there is nothing to count.
                (syntax::Sign::Minus, a, b) if is_literal(&a) && is_literal(&b) => {
                    pair(*sign, number(a), number(b))?
                }
                (sign, a, b) => pair(sign, a, b)?,
            },
        })
    }
}

/// What an item of this shape is.
fn item(of: &Shape) -> Result<Shape, Fault> {
    of.item().ok_or_else(|| Fault::Operand { operation: "[ ]", found: of.clone() })
}

/// Whether a value is known as it is written.
fn is_literal(x: &Expr) -> bool {
    match &x.op {
        Op::Literal(_) => true,
        Op::Pair(Pair::Plus | Pair::Minus | Pair::Times, a, b) => is_literal(a) && is_literal(b),
        _ => false,
    }
}

fn transposed(x: Expr) -> Result<Expr, Fault> {
    let shape = match &x.shape {
        Shape::Vector(n) => Shape::Row(n.clone()),
        Shape::Row(n) => Shape::Vector(n.clone()),
        Shape::Matrix(rows, columns) => Shape::Matrix(columns.clone(), rows.clone()),
        found => return Err(Fault::Operand { operation: "ᵀ", found: found.clone() }),
    };
    Ok(Expr::new(Op::Transposed(Box::new(x)), shape))
}
