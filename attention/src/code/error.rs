//! Why there is no program, and what is wrong with a text that should be one.

use super::shape::Shape;
use crate::rules::RuleError;

/// Why there is no program to print.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum CodeError {
    /// The inputs are none that the rule runs on.
    #[error(transparent)]
    Inputs(#[from] RuleError),
    /// The rule has no program.
    #[error("{rule} says no program")]
    NoProgram {
        /// The rule.
        rule: &'static str,
    },
    /// The program cannot be read, or does not fit the inputs.
    #[error(transparent)]
    Program(#[from] ProgramError),
    /// There are fewer tokens.
    #[error("there is no token {token}: there are {tokens}, counted from 0")]
    NoToken {
        /// The token that was asked for.
        token: usize,
        /// T.
        tokens: usize,
    },
    /// The text would hold too many numbers for anybody to paste it.
    #[error("the program would hold {numbers} numbers, and {most} is the most")]
    TooMany {
        /// Numbers that it would hold.
        numbers: usize,
        /// The most that a program holds.
        most: usize,
    },
}

/// What is wrong with a program, and in which of its lines.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
#[error("{}{fault}", if *line > 0 { format!("line {line}: ") } else { String::new() })]
pub struct ProgramError {
    /// The line, counted from 1; one more than there are where something is missing at the end, 0 where only the run knew.
    pub line: usize,
    /// What is wrong.
    pub fault: Fault,
}

/// What is wrong with a line.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum Fault {
    /// Something else should stand here.
    #[error("`{found}` stands where {wanted} should")]
    Unexpected {
        /// The word that stands there; empty at the end of a line.
        found: String,
        /// What could stand there.
        wanted: &'static str,
    },
    /// A character that means nothing.
    #[error("`{0}` means nothing here")]
    Character(char),
    /// Too many words in a line, or too many lines.
    #[error("a line has at most {0} words, and a program at most {0} lines")]
    TooLong(usize),
    /// A name that nothing was said of.
    #[error("nothing is called {0}")]
    Unknown(String),
    /// A name that cannot be given another value: an input, a size, a loop's index.
    #[error("{0} is given, and cannot be set")]
    Given(String),
    /// Two shapes that the operation does not take together.
    #[error("{operation} does not take {left} and {right}")]
    Pair {
        /// The operation, as it is written.
        operation: &'static str,
        /// The shape on the left.
        left: Box<Shape>,
        /// The shape on the right.
        right: Box<Shape>,
    },
    /// A shape that an operation or a function does not take.
    #[error("{operation} does not take {found}")]
    Operand {
        /// The operation or function.
        operation: &'static str,
        /// The shape.
        found: Shape,
    },
    /// A function got more or fewer values than it takes.
    #[error("{function} takes {wanted}, and here are {found}")]
    Count {
        /// The function.
        function: &'static str,
        /// How many it takes.
        wanted: usize,
        /// How many there are.
        found: usize,
    },
    /// A name keeps its shape.
    #[error("{name} is {held}, and cannot become {found}")]
    Changed {
        /// The name.
        name: String,
        /// The shape that it has.
        held: Box<Shape>,
        /// The shape of what it should become.
        found: Box<Shape>,
    },
    /// `first:` stands anywhere but at the beginning.
    #[error("`first:` stands at the beginning or nowhere")]
    FirstIsLate,
    /// The outputs are not set.
    #[error("o is not set")]
    NoOutput,
    /// Sizes that only the run knows, and that do not fit each other.
    #[error("{name} is made of parts whose sizes do not fit")]
    Sizes {
        /// The name that would have been set.
        name: String,
    },
}
