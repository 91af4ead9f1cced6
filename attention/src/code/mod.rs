//! A rule as a program in NumPy, PyTorch, JAX or Rust, with the numbers of a run, that runs as pasted and prints the same numbers.
//!
//! Nothing here knows a rule. Each says its recurrence once, in its own file ([`crate::rules::Program`]), in a small language whose
//! lines read like the formula:
//!
//! ```text
//! γ = exp g                       a function; of one letter without parentheses
//! S = S diag(γ)                   what stands side by side is multiplied, by the shapes
//! e = v − S k
//! S = S + β e kᵀ                  a column times a row is an outer product
//! o = S (scale · q)
//! ```
//!
//! A line sets a name. Tensors are those of the token in hand, S is the state that goes from token to token, and `o` is the output.
//! `·` between two vectors is their sum of products, `⊙` multiplies entry by entry, `[a; b]` puts one below the other, `x[i]` takes an
//! entry, a row or a matrix, ‖x‖ is a length. Side by side binds closer than `·`, `⊙` and `/`. Blocks are indented: `for i in 0..n:`,
//! `if a = b:` with `else:`, and at the beginning `first:`, done once before the first token, where tensors mean those of all tokens.
//! `if g:`, with a name alone, asks whether there is such a tensor or setting; it is decided before anything is printed.
//!
//! A text becomes lines (`words`), these become statements (`phrase`, `parse`), and these, with what is given by a rule's inputs
//! (`scope`), values of known shape (`check`, `product`). [`Recurrence`] computes with them, and `write` prints them.

mod check;
mod error;
mod evaluate;
mod function;
mod language;
mod parse;
mod phrase;
mod product;
mod recurrence;
mod scope;
mod shape;
mod syntax;
mod typed;
mod value;
mod words;
mod write;

pub use error::{CodeError, Fault, ProgramError};
pub use function::Function;
pub use language::Language;
pub use recurrence::Recurrence;
pub use shape::{Dim, Shape};

use crate::rules::{Info, Inputs};

/// The most numbers that a program holds: with up to 25 characters each, about a megabyte of text.
pub const MOST_NUMBERS: usize = 40_000;

/// The whole recurrence of a rule on some inputs: a program that computes all tokens in a loop, and prints every output and the state
/// after the last token, each with the fewest digits that are read as the same number.
///
/// # Errors
/// Where the inputs are none of the rule, or there are more numbers than [`MOST_NUMBERS`].
pub fn whole(rule: &Info, x: &Inputs, language: Language) -> Result<String, CodeError> {
    Recurrence::new(rule, x)?.whole(language)
}

/// The step of token `t`, counted from 0: a program with this token's numbers and with those of the state before it, that prints the
/// output o_t and the state after it.
///
/// The state before it is computed here, from the tokens so far, by the rule's program: of some rules more goes from token to token than
/// their state tells (test-time training inside a mini-batch, attention that sees later tokens).
///
/// # Errors
/// As [`whole`], or where there is no such token.
pub fn step(rule: &Info, x: &Inputs, t: usize, language: Language) -> Result<String, CodeError> {
    Recurrence::new(rule, x)?.step(t, language)
}
