//! The header of an npy file: a Python dictionary of the type, the order and the shape.
//!
//! This parser is our own. The crates that read npy (`npyz`, `ndarray-npy`) parse headers by a grammar for any Python literal,
//! which calls itself for every bracket, so that a hostile header can overflow the stack; and they bring a parser generator along.
//! A header needs three keys and five kinds of values, and no value inside another.

use crate::io::fault::Part;
use crate::io::why::{Why, excerpt, short};

/// What a header says.
pub struct Header<'a> {
    /// The type of the numbers, as it stands there: `<f4`.
    pub descr: &'a [u8],
    /// Whether the first axis is the fastest.
    pub fortran: bool,
    /// The lengths of the axes.
    pub shape: Vec<u64>,
}

/// Where the parser stands.
struct Parser<'a> {
    text: &'a [u8],
    at: usize,
}

/// Reads the header of the array `name`, which stands at byte `start`.
///
/// # Errors
/// Where it is not such a dictionary, and where its type is not a simple one.
pub fn header<'a>(name: &str, text: &'a [u8], start: usize) -> Result<Header<'a>, Why> {
    let mut parser = Parser { text, at: 0 };
    parser.dictionary(name)?.ok_or_else(|| Why::Broken {
        part: Part::NpyHeader,
        name: short(name),
        at: (start + parser.at) as u64,
        found: excerpt(&text[parser.at..]),
    })
}

impl<'a> Parser<'a> {
    /// The whole header; none where it cannot be understood from here on.
    fn dictionary(&mut self, name: &str) -> Result<Option<Header<'a>>, Why> {
        let (mut descr, mut fortran, mut shape) = (None, None, None);
        if !self.eat(b'{') {
            return Ok(None);
        }
        while !self.eat(b'}') {
            let before = self.at;
            let key = self.string();
            if key.is_none() || !self.eat(b':') {
                return Ok(None);
            }
            // A list of fields: each entry of the array is a structure. A tuple: it is an array itself.
            if key == Some(b"descr") && matches!(self.peek(), Some(b'[' | b'(')) {
                return Err(Why::Dtype { name: short(name), found: excerpt(&self.text[self.at..]) });
            }
            let understood = match key {
                Some(b"descr") if descr.is_none() => keep(&mut descr, self.string()),
                Some(b"fortran_order") if fortran.is_none() => keep(&mut fortran, self.truth()),
                Some(b"shape") if shape.is_none() => keep(&mut shape, self.tuple()),
                _ => {
                    // An unknown key, or one that stands there twice.
                    self.at = before;
                    false
                }
            };
            if !understood || !(self.eat(b',') || self.peek() == Some(b'}')) {
                return Ok(None);
            }
        }
        if self.peek().is_some() {
            return Ok(None);
        }
        Ok(descr.zip(fortran).zip(shape).map(|((descr, fortran), shape)| Header { descr, fortran, shape }))
    }

    /// The next byte that is not a space.
    fn peek(&mut self) -> Option<u8> {
        while self.text.get(self.at).is_some_and(u8::is_ascii_whitespace) {
            self.at += 1;
        }
        self.text.get(self.at).copied()
    }

    fn eat(&mut self, byte: u8) -> bool {
        let there = self.peek() == Some(byte);
        self.at += usize::from(there);
        there
    }

    /// A string between quotes of either kind. No string that a header needs has an escape in it.
    fn string(&mut self) -> Option<&'a [u8]> {
        let quote = self.peek().filter(|byte| matches!(byte, b'\'' | b'"'))?;
        let inside = &self.text[self.at + 1..];
        let length = inside.iter().position(|byte| *byte == quote)?;
        self.at += length + 2;
        Some(&inside[..length])
    }

    fn truth(&mut self) -> Option<bool> {
        self.peek();
        [(&b"True"[..], true), (b"False", false)].into_iter().find_map(|(word, truth)| {
            let there = self.text[self.at..].starts_with(word);
            self.at += if there { word.len() } else { 0 };
            there.then_some(truth)
        })
    }

    fn tuple(&mut self) -> Option<Vec<u64>> {
        let mut axes = Vec::new();
        if !self.eat(b'(') {
            return None;
        }
        while !self.eat(b')') {
            axes.push(self.integer()?);
            if !self.eat(b',') && self.peek() != Some(b')') {
                return None;
            }
        }
        Some(axes)
    }

    /// An integer of at most 64 bits, with the `L` behind it that Python 2 wrote.
    fn integer(&mut self) -> Option<u64> {
        self.peek();
        let digits = self.text[self.at..].iter().take_while(|byte| byte.is_ascii_digit()).count();
        let text = str::from_utf8(&self.text[self.at..self.at + digits]).ok()?;
        let number = text.parse().ok()?;
        self.at += digits;
        self.at += usize::from(self.text.get(self.at) == Some(&b'L'));
        Some(number)
    }
}

/// Keeps a value that was understood.
fn keep<T>(place: &mut Option<T>, value: Option<T>) -> bool {
    *place = value;
    place.is_some()
}
