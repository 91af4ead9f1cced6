//! Reads the words of one line: sums, products, functions, by how closely they bind.
//!
//! ```text
//! sum      = ["−"] product { ("+" | "−") product }
//! product  = beside { ("·" | "⊙" | "/" | "mod") beside }
//! beside   = power { power }                                what stands side by side is multiplied first
//! power    = postfix [ "^" postfix ]
//! postfix  = atom { "ᵀ" | "²" | "[" sum "]" }
//! atom     = number | name | function … | "(" sum ")" | "[" sum { ";" sum } "]" | "‖" sum "‖"
//! ```

use super::error::{Fault, ProgramError};
use super::function::Function;
use super::syntax::{Sign, Term};
use super::words::{Line, Word};

/// Names that belong to the language.
const KEPT: [&str; 7] = ["first", "for", "in", "if", "else", "or", "mod"];

/// The words of a line that have not been read yet.
pub(super) struct Phrase<'a> {
    line: usize,
    words: &'a [(Word, bool)],
    /// Within so many ‖, the next one closes.
    norms: usize,
}

impl<'a> Phrase<'a> {
    /// All words of a line.
    pub(super) fn new(line: &'a Line) -> Self {
        Self { line: line.number, words: &line.words, norms: 0 }
    }

    fn next(&self) -> Option<&'a Word> {
        self.words.first().map(|(word, _)| word)
    }

    fn step(&mut self) {
        self.words = self.words.get(1..).unwrap_or_default();
    }

    /// The error that something else should stand here.
    pub(super) fn unexpected(&self, wanted: &'static str) -> ProgramError {
        let found = match self.next() {
            None => String::new(),
            Some(Word::Number(x, _)) => x.to_string(),
            Some(Word::Name(name)) => name.clone(),
            Some(Word::Sign(sign)) => sign.to_string(),
        };
        ProgramError { line: self.line, fault: Fault::Unexpected { found, wanted } }
    }

    /// Reads a sign, where it stands here.
    pub(super) fn take_sign(&mut self, sign: char) -> bool {
        let here = self.next() == Some(&Word::Sign(sign));
        if here {
            self.step();
        }
        here
    }

    /// Reads a name, where it stands here.
    pub(super) fn take_name(&mut self, name: &str) -> bool {
        let here = matches!(self.next(), Some(Word::Name(found)) if found == name);
        if here {
            self.step();
        }
        here
    }

    /// Reads a sign that must stand here.
    pub(super) fn sign(&mut self, sign: char, wanted: &'static str) -> Result<(), ProgramError> {
        if self.take_sign(sign) { Ok(()) } else { Err(self.unexpected(wanted)) }
    }

    /// Reads a name that must stand here.
    pub(super) fn keyword(&mut self, name: &str, wanted: &'static str) -> Result<(), ProgramError> {
        if self.take_name(name) { Ok(()) } else { Err(self.unexpected(wanted)) }
    }

    /// Reads a name of something.
    pub(super) fn name(&mut self) -> Result<String, ProgramError> {
        match self.next() {
            Some(Word::Name(name)) if !is_kept(name) && Function::named(name).is_none() => {
                self.step();
                Ok(name.clone())
            }
            _ => Err(self.unexpected("a name")),
        }
    }

    /// Nothing may stand here.
    pub(super) fn end(&self) -> Result<(), ProgramError> {
        if self.words.is_empty() { Ok(()) } else { Err(self.unexpected("the end of the line")) }
    }

    /// Reads a sum.
    pub(super) fn sum(&mut self) -> Result<Term, ProgramError> {
        let minus = self.take_sign('−');
        let mut sum = self.product()?;
        if minus {
            sum = Term::Minus(Box::new(sum));
        }
        loop {
            let sign = match self.next() {
                Some(Word::Sign('+')) => Sign::Plus,
                Some(Word::Sign('−')) => Sign::Minus,
                _ => return Ok(sum),
            };
            self.step();
            sum = Term::Pair(sign, Box::new(sum), Box::new(self.product()?));
        }
    }

    fn product(&mut self) -> Result<Term, ProgramError> {
        let mut product = self.beside()?;
        loop {
            let sign = match self.next() {
                Some(Word::Sign('·')) => Sign::Dot,
                Some(Word::Sign('⊙')) => Sign::Each,
                Some(Word::Sign('/')) => Sign::Over,
                Some(Word::Name(name)) if name == "mod" => Sign::Modulo,
                _ => return Ok(product),
            };
            self.step();
            product = Term::Pair(sign, Box::new(product), Box::new(self.beside()?));
        }
    }

    fn beside(&mut self) -> Result<Term, ProgramError> {
        let mut product = self.power()?;
        while self.begins_atom() {
            product = Term::Pair(Sign::Beside, Box::new(product), Box::new(self.power()?));
        }
        Ok(product)
    }

    fn begins_atom(&self) -> bool {
        match self.next() {
            Some(Word::Number(..)) => true,
            Some(Word::Name(name)) => !is_kept(name),
            Some(Word::Sign(sign)) => matches!(sign, '(' | '[' | '√') || (*sign == '‖' && self.norms == 0),
            None => false,
        }
    }

    fn power(&mut self) -> Result<Term, ProgramError> {
        let base = self.postfix()?;
        if !self.take_sign('^') {
            return Ok(base);
        }
        Ok(Term::Pair(Sign::Power, Box::new(base), Box::new(self.postfix()?)))
    }

    fn postfix(&mut self) -> Result<Term, ProgramError> {
        let mut term = self.atom()?;
        loop {
            if self.take_sign('ᵀ') {
                term = Term::Transposed(Box::new(term));
            } else if self.take_sign('²') {
                term = Term::Pair(Sign::Power, Box::new(term), Box::new(Term::Literal(2.0, true)));
            } else if matches!(self.words.first(), Some((Word::Sign('['), true))) {
                self.step();
                let at = self.sum()?;
                self.sign(']', "`]`")?;
                term = Term::Item(Box::new(term), Box::new(at));
            } else {
                return Ok(term);
            }
        }
    }

    fn atom(&mut self) -> Result<Term, ProgramError> {
        const WANTED: &str = "a number or a name";
        match self.next() {
            Some(Word::Number(x, whole)) => {
                self.step();
                Ok(Term::Literal(*x, *whole))
            }
            Some(Word::Name(name)) if is_kept(name) => Err(self.unexpected(WANTED)),
            Some(Word::Name(name)) => {
                self.step();
                match Function::named(name) {
                    Some(function) => self.call(function),
                    None => Ok(Term::Name(name.clone())),
                }
            }
            Some(Word::Sign('√')) => {
                self.step();
                self.call(Function::Root)
            }
            Some(Word::Sign('(')) => {
                self.step();
                let norms = std::mem::take(&mut self.norms);
                let inside = self.sum()?;
                self.norms = norms;
                self.sign(')', "`)`")?;
                Ok(inside)
            }
            Some(Word::Sign('[')) => {
                self.step();
                Ok(Term::Below(self.list(';', ']', "`;` or `]`")?))
            }
            Some(Word::Sign('‖')) => {
                self.step();
                self.norms += 1;
                let inside = self.sum()?;
                self.norms -= 1;
                self.sign('‖', "`‖`")?;
                Ok(Term::Call(Function::Norm, vec![inside]))
            }
            _ => Err(self.unexpected(WANTED)),
        }
    }

    /// What a function takes: a list in parentheses, or what stands beside it.
    fn call(&mut self, function: Function) -> Result<Term, ProgramError> {
        let of = if self.take_sign('(') { self.list(',', ')', "`,` or `)`")? } else { vec![self.postfix()?] };
        let (wanted, found) = (function.takes(), of.len());
        if wanted != found {
            let fault = Fault::Count { function: function.name(), wanted, found };
            return Err(ProgramError { line: self.line, fault });
        }
        Ok(Term::Call(function, of))
    }

    fn list(&mut self, between: char, end: char, wanted: &'static str) -> Result<Vec<Term>, ProgramError> {
        let norms = std::mem::take(&mut self.norms);
        let mut all = vec![self.sum()?];
        while self.take_sign(between) {
            all.push(self.sum()?);
        }
        self.norms = norms;
        self.sign(end, wanted)?;
        Ok(all)
    }
}

fn is_kept(name: &str) -> bool {
    KEPT.contains(&name)
}
