//! The program of a rule on some inputs, and the run of it.

use super::check::{Checked, check};
use super::error::{CodeError, Fault, ProgramError};
use super::evaluate::{Values, count, holds, value, with_item};
use super::scope::{Of, Scope};
use super::shape::Shape;
use super::typed::{Does, Statement};
use super::value::Value;
use crate::math::Mat;
use crate::rules::{Axis, Form, Info, Inputs, Output, PROGRAMS, State};

/// The program of a rule, read for some inputs: what they do not have, and what is not asked of them, is not in it.
#[derive(Clone, Debug, PartialEq)]
pub struct Recurrence<'a> {
    pub(super) rule: &'a Info,
    pub(super) x: &'a Inputs,
    pub(super) scope: Scope,
    pub(super) program: Checked,
}

impl<'a> Recurrence<'a> {
    /// Reads the program of a rule for these inputs.
    ///
    /// # Errors
    /// Where the inputs are none of the rule, or the program does not fit them.
    pub fn new(rule: &'a Info, x: &'a Inputs) -> Result<Self, CodeError> {
        let told = PROGRAMS.iter().find(|told| told.id == rule.id);
        let told = told.ok_or(CodeError::NoProgram { rule: rule.id })?;
        Self::with_program(rule, x, told.step)
    }

    /// Reads another program with the tensors and the state of a rule.
    ///
    /// # Errors
    /// As [`Recurrence::new`].
    pub fn with_program(rule: &'a Info, x: &'a Inputs, program: &str) -> Result<Self, CodeError> {
        x.check(rule, Form::Recurrent)?;
        let scope = Scope::new(rule, x);
        let program = check(program, &scope)?;
        Ok(Self { rule, x, scope, program })
    }

    /// Computes the program, token by token: the outputs, `[T, V]`, and the state after the last token. What a rule gives beside them
    /// ([`Info::also`]) is not in its program.
    ///
    /// # Errors
    /// Where sizes do not fit that only the run knows.
    pub fn run(&self) -> Result<Output, CodeError> {
        let mut o = Mat::zeros(self.x.dims().t, self.x.dims().v);
        let mut names = self.start()?;
        for t in 0..self.x.dims().t {
            self.token(t, &mut names)?;
            match names.get("o") {
                Some(Value::Vector(o_t)) if o_t.len() == o.ncols() => o.set_row(t, &o_t.transpose()),
                _ => return Err(unfit("o")),
            }
        }
        let part = |(given, part): (&super::scope::Given, &crate::rules::StatePart)| {
            let as_row = part.axes[0] == Axis::One;
            names.get(&given.name).map(|value| value.matrix(as_row)).ok_or_else(|| unfit(part.name))
        };
        let parts = self.scope.state().zip(self.rule.state).map(part).collect::<Result<Vec<_>, _>>()?;
        Ok(Output { o, state: State { parts }, also: Vec::new() })
    }

    /// What every name stands for before token t.
    ///
    /// # Errors
    /// As [`Recurrence::run`].
    pub(super) fn before(&self, t: usize) -> Result<Values, CodeError> {
        let mut names = self.start()?;
        (0..t).try_for_each(|t| self.token(t, &mut names))?;
        Ok(names)
    }

    /// The value that a part of the state starts from.
    pub(super) fn initial(&self, part: usize, shape: &Shape) -> Value {
        match self.x.initial.as_ref().and_then(|state| state.parts.get(part)) {
            Some(m) => Value::of(m, shape, &|dim| self.scope.length(dim)),
            None => self.scope.zeros(shape),
        }
    }

    /// What every name stands for before the first token.
    pub(super) fn start(&self) -> Result<Values, CodeError> {
        let mut names = Values::new();
        for given in self.scope.given.iter().rev() {
            let value = match given.of {
                Of::Fixed(tensor) => self.x.get(tensor).map(|m| Value::of(m, &given.shape, &|_| 1)),
                Of::Token(tensor) => {
                    let all = Scope::all_tokens(&given.shape);
                    self.x.get(tensor).zip(all).map(|(m, all)| Value::of_tokens(m, &all, self.scope.size.n))
                }
                Of::Number(x) => Some(Value::Number(x)),
                Of::Count(n) => Some(Value::Count(n)),
                Of::State(part) => Some(self.initial(part, &given.shape)),
                Of::Place | Of::Setting => None,
            };
            names.extend(value.map(|value| (given.name.clone(), value)));
        }
        self.compute(&self.program.first, &mut names)?;
        Ok(names)
    }

    /// Token t.
    fn token(&self, t: usize, names: &mut Values) -> Result<(), CodeError> {
        for given in &self.scope.given {
            match given.of {
                Of::Token(tensor) => {
                    let row = |m| Value::of_token(m, &given.shape, t, self.scope.size.n);
                    names.extend(self.x.get(tensor).map(|m| (given.name.clone(), row(m))));
                }
                Of::Place => drop(names.insert(given.name.clone(), Value::Count(t))),
                _ => {}
            }
        }
        self.compute(&self.program.step, names)
    }

    fn compute(&self, statements: &[Statement], names: &mut Values) -> Result<(), CodeError> {
        for statement in statements {
            match &statement.does {
                Does::Set { name, at, value: to } => {
                    let to = value(to, names);
                    let made = match at {
                        None => to,
                        Some(at) => value(at, names).as_ref().and_then(count).and_then(|at| {
                            let held = names.remove(name)?;
                            with_item(held, at, to?)
                        }),
                    };
                    names.insert(name.clone(), made.ok_or_else(|| unfit(name))?);
                }
                Does::For { index, from, to, body } => {
                    let end = |end| value(end, names).as_ref().and_then(count).ok_or_else(|| unfit(index));
                    for i in end(from)?..end(to)? {
                        names.insert(index.clone(), Value::Count(i));
                        self.compute(body, names)?;
                    }
                }
                Does::If { test, then, otherwise } => {
                    let holds = holds(test, names).ok_or_else(|| unfit("if"))?;
                    self.compute(if holds { then } else { otherwise }, names)?;
                }
            }
        }
        Ok(())
    }
}

/// The error of a name that cannot be made.
fn unfit(name: &str) -> CodeError {
    ProgramError { line: 0, fault: Fault::Sizes { name: name.to_owned() } }.into()
}
