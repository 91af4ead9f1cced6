//! Reads a program: lines into statements, blocks by their indentation.

use super::error::{Fault, ProgramError};
use super::phrase::Phrase;
use super::syntax::{Does, Statement, Term, Test};
use super::words::{Line, lines};

/// The statements of a program.
///
/// # Errors
/// Names the first line that cannot be read.
pub(super) fn parse(program: &str) -> Result<Vec<Statement>, ProgramError> {
    let lines = lines(program)?;
    let mut rest = lines.as_slice();
    let statements = block(&mut rest, 0)?;
    match rest.first() {
        Some(line) => Err(unexpected(line, "a line of a block that goes on")),
        None => Ok(statements),
    }
}

/// The lines that are indented as the first of them, which is by `least` or more.
fn block(rest: &mut &[Line], least: usize) -> Result<Vec<Statement>, ProgramError> {
    let mut statements = Vec::new();
    let Some(indent) = rest.first().map(|line| line.indent).filter(|indent| *indent >= least) else {
        return Ok(statements);
    };
    while let Some((line, below)) = rest.split_first().filter(|(line, _)| line.indent == indent) {
        *rest = below;
        statements.push(statement(line, rest)?);
    }
    Ok(statements)
}

/// The block below a line that announces one.
fn below(line: &Line, rest: &mut &[Line]) -> Result<Vec<Statement>, ProgramError> {
    let statements = block(rest, line.indent + 1)?;
    if statements.is_empty() {
        return Err(ProgramError {
            line: line.number + 1,
            fault: Fault::Unexpected { found: String::new(), wanted: "an indented line" },
        });
    }
    Ok(statements)
}

fn statement(line: &Line, rest: &mut &[Line]) -> Result<Statement, ProgramError> {
    let mut words = Phrase::new(line);
    let does = if words.take_name("first") {
        words.sign(':', "`:`")?;
        words.end()?;
        Does::First(below(line, rest)?)
    } else if words.take_name("for") {
        let index = words.name()?;
        words.keyword("in", "`in`")?;
        let from = words.sum()?;
        words.sign('…', "`..`")?;
        let to = words.sum()?;
        words.sign(':', "`:`")?;
        words.end()?;
        Does::For { index, from, to, body: below(line, rest)? }
    } else if words.take_name("if") {
        let test = test(&mut words)?;
        words.sign(':', "`:`")?;
        words.end()?;
        let then = below(line, rest)?;
        Does::If { test, then, otherwise: otherwise(line.indent, rest)? }
    } else {
        set(&mut words)?
    };
    Ok(Statement { line: line.number, text: line.text.clone(), does })
}

/// x = …, or x[i] = ….
fn set(words: &mut Phrase<'_>) -> Result<Does, ProgramError> {
    let name = words.name()?;
    let at = if words.take_sign('[') {
        let at = words.sum()?;
        words.sign(']', "`]`")?;
        Some(at)
    } else {
        None
    };
    words.sign('=', "`=`")?;
    let value = words.sum()?;
    words.end()?;
    Ok(Does::Set { name, at, value })
}

/// The lines below `else:`, where it stands next.
fn otherwise(indent: usize, rest: &mut &[Line]) -> Result<Vec<Statement>, ProgramError> {
    let Some((line, after)) = rest.split_first().filter(|(line, _)| line.indent == indent) else {
        return Ok(Vec::new());
    };
    let mut words = Phrase::new(line);
    if !words.take_name("else") {
        return Ok(Vec::new());
    }
    words.sign(':', "`:`")?;
    words.end()?;
    *rest = after;
    below(line, rest)
}

/// Tests with `or` between them.
fn test(words: &mut Phrase<'_>) -> Result<Test, ProgramError> {
    let mut all = one_test(words)?;
    while words.take_name("or") {
        all = Test::Either(Box::new(all), Box::new(one_test(words)?));
    }
    Ok(all)
}

fn one_test(words: &mut Phrase<'_>) -> Result<Test, ProgramError> {
    let left = words.sum()?;
    if words.take_sign('∉') {
        return Ok(Test::NoRow(left, words.sum()?));
    }
    for sign in ['=', '<', '>'] {
        if words.take_sign(sign) {
            return Ok(Test::Compared(left, sign, words.sum()?));
        }
    }
    match left {
        Term::Name(name) => Ok(Test::There(name)),
        _ => Err(words.unexpected("`=`, `<`, `>` or `∉`")),
    }
}

fn unexpected(line: &Line, wanted: &'static str) -> ProgramError {
    ProgramError { line: line.number, fault: Fault::Unexpected { found: line.text.clone(), wanted } }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn blocks_are_what_is_indented() {
        let told =
            parse("if g:\n  a = 1\n  b = 2\nelse:\n  a = 3\nfor i in 0..n:\n    c = i\nd = 4").unwrap();
        let [Does::If { then, otherwise, .. }, Does::For { body, .. }, Does::Set { .. }] =
            [&told[0].does, &told[1].does, &told[2].does]
        else {
            panic!("{told:?}")
        };
        assert_eq!([then.len(), otherwise.len(), body.len(), told.len()], [2, 1, 1, 3]);
    }

    #[test]
    fn a_line_that_cannot_be_read_is_named() {
        for (program, line, told) in [
            ("o = v\no v", 2, "line 2: `v` stands where `=` should"),
            ("o =", 1, "line 1: `` stands where a number or a name should"),
            ("if g:\no = v", 2, "line 2: `` stands where an indented line should"),
            ("o = (v", 1, "line 1: `` stands where `)` should"),
            ("  o = v\n k = v", 2, "line 2: `k = v` stands where a line of a block that goes on should"),
            ("if v + 1:\n  o = v", 1, "line 1: `:` stands where `=`, `<`, `>` or `∉` should"),
        ] {
            let error = parse(program).unwrap_err();
            assert_eq!((error.line, error.to_string().as_str()), (line, told), "{program}");
        }
    }
}
