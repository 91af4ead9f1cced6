//! Prints the program of a rule: a head that says what it is, its inputs as numbers, its lines, and what it prints.

mod heading;
mod letter;
mod literal;
mod python;
mod python_expr;
mod rust;
mod rust_expr;
mod rust_functions;

use letter::identifier;

use super::error::CodeError;
use super::evaluate::Values;
use super::recurrence::Recurrence;
use super::scope::{Given, Of, Scope};
use super::shape::{Dim, Shape};
use super::typed::{Op, Statement, values};
use super::value::Value;
use super::{Language, MOST_NUMBERS};

/// What is printed: all tokens, or one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Tokens {
    /// All, in a loop.
    All,
    /// This one.
    One(usize),
}

/// A program on its way to text.
struct Listing<'a> {
    /// The program.
    pub recurrence: &'a Recurrence<'a>,
    /// Which tokens are computed.
    pub tokens: Tokens,
}

/// The parts of a program's text that a language says in its own way. Each gives lines, without what they are indented by.
trait Writer {
    /// What a line of comment begins with.
    fn comment(&self) -> &'static str;
    /// Sizes and other whole numbers.
    fn counts(&self, counts: &[(String, usize)]) -> String;
    /// A name and its value. `changes` where the program sets it again.
    fn given(&self, name: &str, value: &Value, changes: bool) -> Vec<String>;
    /// A name that begins with zeros, so many along each axis.
    fn zeros(&self, name: &str, lengths: &[String]) -> String;
    /// Lines of the program, for one token or once.
    fn statements(&self, listing: &Listing<'_>, statements: &[Statement], once: bool) -> Vec<String>;
    /// The loop over all tokens around lines.
    fn over_tokens(&self, lines: Vec<String>) -> Vec<String>;
    /// Prints the outputs of all tokens, or of this one.
    fn print_outputs(&self, tokens: Tokens) -> Vec<String>;
    /// Prints what a name stands for.
    fn print(&self, name: &str, shape: &Shape) -> Vec<String>;
    /// The whole text: comment, what the language needs before the lines, and the lines.
    fn assemble(&self, comment: Vec<String>, lines: Vec<String>) -> String;
}

impl Recurrence<'_> {
    /// The text of the whole recurrence in a language: see [`whole`](super::whole).
    ///
    /// # Errors
    /// Where it would hold too many numbers, or sizes do not fit that only the run knows.
    pub fn whole(&self, language: Language) -> Result<String, CodeError> {
        listing(self, Tokens::All, language)
    }

    /// The text of the step of token `t` in a language: see [`step`](super::step).
    ///
    /// # Errors
    /// As [`Recurrence::whole`], or where there is no such token.
    pub fn step(&self, t: usize, language: Language) -> Result<String, CodeError> {
        let tokens = self.x.dims().t;
        if t >= tokens {
            return Err(CodeError::NoToken { token: t, tokens });
        }
        listing(self, Tokens::One(t), language)
    }
}

/// The text of a program.
///
/// # Errors
/// Where it would hold too many numbers, or sizes do not fit that only the run knows.
fn listing(recurrence: &Recurrence<'_>, tokens: Tokens, language: Language) -> Result<String, CodeError> {
    let listing = Listing { recurrence, tokens };
    let initial =
        recurrence.scope.state().enumerate().map(|(i, given)| recurrence.initial(i, &given.shape).len());
    listing.check_size(initial.sum())?;
    let start = match tokens {
        Tokens::All => recurrence.start()?,
        Tokens::One(t) => recurrence.before(t)?,
    };
    let kept = listing.kept().into_iter().filter_map(|(name, ..)| start.get(&name));
    listing.check_size(kept.map(Value::len).sum())?;
    Ok(match language {
        Language::Rust => listing.text(&rust::Rust::default(), &start),
        python => listing.text(&python::Python::new(python), &start),
    })
}

impl Listing<'_> {
    fn scope(&self) -> &Scope {
        &self.recurrence.scope
    }

    /// Whether the numbers of what is given, and as many of what goes from token to token, are not too many.
    fn check_size(&self, kept: usize) -> Result<(), CodeError> {
        let numbers = self.scope().given.iter().map(|given| match (given.of, self.tokens) {
            (Of::Token(tensor), Tokens::All) | (Of::Fixed(tensor), _) => {
                self.recurrence.x.get(tensor).map_or(0, |m| m.len())
            }
            (Of::Token(tensor), Tokens::One(_)) => {
                self.recurrence.x.get(tensor).map_or(0, |m| m.len() / self.scope().size.t.max(1))
            }
            _ => 0,
        });
        let numbers = kept + numbers.sum::<usize>();
        if numbers > MOST_NUMBERS { Err(CodeError::TooMany { numbers, most: MOST_NUMBERS }) } else { Ok(()) }
    }

    /// The lines that are printed: those before the first token are, where all are.
    fn printed(&self) -> impl Iterator<Item = &[Statement]> {
        let program = &self.recurrence.program;
        let first = (self.tokens == Tokens::All).then_some(program.first.as_slice());
        first.into_iter().chain([program.step.as_slice()])
    }

    /// Whether the printed lines name something.
    fn names(&self, name: &str) -> bool {
        let mut found = false;
        for statements in self.printed() {
            values(statements, &mut |expr| found |= matches!(&expr.op, Op::Name(of) if of == name));
        }
        found
    }

    fn text(&self, writer: &dyn Writer, start: &Values) -> String {
        let mut lines = vec![writer.counts(&self.counts())];
        for given in self.scope().given.iter().filter(|given| self.names(&given.name)) {
            if let Some(value) = self.value(given) {
                lines.extend(writer.given(&identifier(&given.name), &value, false));
            }
        }
        lines.push(String::new());
        for (name, shape, given) in self.kept() {
            let value = match (given, self.tokens) {
                (Some(part), Tokens::All) => self.recurrence.initial(part, &shape),
                (None, Tokens::All) => continue,
                (_, Tokens::One(_)) => start.get(&name).cloned().unwrap_or(Value::Count(0)),
            };
            let lengths = value.lengths();
            lines.extend(if value.is_zero() && !lengths.is_empty() {
                vec![writer.zeros(&identifier(&name), &self.lengths(&shape, &lengths))]
            } else {
                writer.given(&identifier(&name), &value, true)
            });
        }
        let program = &self.recurrence.program;
        match self.tokens {
            Tokens::All => {
                lines.extend(writer.statements(self, &program.first, true));
                lines.push(writer.zeros("o", &["T".to_owned(), "V".to_owned()]));
                lines.push(String::new());
                lines.extend(writer.over_tokens(writer.statements(self, &program.step, false)));
            }
            Tokens::One(_) => {
                lines.push(String::new());
                lines.extend(writer.statements(self, &program.step, false));
            }
        }
        lines.push(String::new());
        lines.extend(writer.print_outputs(self.tokens));
        for (name, shape, given) in self.kept() {
            // What a part of the state is not, and goes from token to token all the same, matters to the next one alone.
            if given.is_some() || self.tokens != Tokens::All {
                lines.extend(writer.print(&identifier(&name), &shape));
            }
        }
        writer.assemble(self.comment(writer.comment()), lines)
    }

    /// What goes from token to token: the parts of the state, and what the first lines made.
    fn kept(&self) -> Vec<(String, Shape, Option<usize>)> {
        let state = self.scope().state().enumerate();
        let state = state.map(|(i, given)| (given.name.clone(), given.shape.clone(), Some(i)));
        let program = &self.recurrence.program;
        let made = program.carried.iter().map(|(name, shape)| (name.clone(), shape.clone(), None));
        state.chain(made).collect()
    }

    /// T, K and V, and the other whole numbers that the lines name.
    fn counts(&self) -> Vec<(String, usize)> {
        let usual = |name: &str| match name {
            "T" => self.tokens == Tokens::All,
            "K" => self.scope().size.k > 0,
            "V" | "L" | "n" => true,
            _ => false,
        };
        let counts = self.scope().given.iter().filter_map(|given| match (given.of, self.tokens) {
            (Of::Count(n), _) if usual(&given.name) || self.names(&given.name) => Some((given, n)),
            (Of::Place, Tokens::One(t)) if self.names(&given.name) => Some((given, t)),
            _ => None,
        });
        counts.map(|(given, n)| (identifier(&given.name), n)).collect()
    }

    /// The value that is printed of a tensor or a number.
    fn value(&self, given: &Given) -> Option<Value> {
        let x = self.recurrence.x;
        let n = self.scope().size.n;
        match (given.of, self.tokens) {
            (Of::Token(tensor), Tokens::All) => x
                .get(tensor)
                .zip(Scope::all_tokens(&given.shape))
                .map(|(m, all)| Value::of_tokens(m, &all, n)),
            (Of::Token(tensor), Tokens::One(t)) => {
                x.get(tensor).map(|m| Value::of_token(m, &given.shape, t, n))
            }
            (Of::Fixed(tensor), _) => x.get(tensor).map(|m| Value::of(m, &given.shape, &|_| 1)),
            (Of::Number(x), _) => Some(Value::Number(x)),
            _ => None,
        }
    }

    /// Lengths in letters; as numbers where a part has grown.
    fn lengths(&self, shape: &Shape, found: &[usize]) -> Vec<String> {
        let dims: Vec<&Dim> = match shape {
            Shape::Count | Shape::Number => Vec::new(),
            Shape::Vector(n) | Shape::Row(n) => vec![n],
            Shape::Matrix(rows, columns) => vec![rows, columns],
            Shape::Stack(many, rows, columns) => vec![many, rows, columns],
        };
        dims.into_iter().zip(found).map(|(dim, found)| length(dim).unwrap_or(found.to_string())).collect()
    }
}

/// A length in letters, as every language writes it.
fn length(dim: &Dim) -> Option<String> {
    match dim {
        Dim::Cached | Dim::Tokens => None,
        dim => Some(dim.to_string().replace('·', " * ")),
    }
}
