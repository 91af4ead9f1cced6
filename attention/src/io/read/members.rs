//! Goes through the members of an object of JSON without keeping them, for the header of safetensors and for files of JSON.

use std::borrow::Cow;
use std::fmt;

use serde::de::{Deserializer, Error, MapAccess, Visitor};
use serde_json::value::RawValue;

use crate::io::fault::Part;
use crate::io::why::{Why, excerpt};

/// What is done with a member: its name, and its text.
type Each<'f, 'a> = &'f mut dyn FnMut(&str, &'a str) -> Result<(), Why>;

/// Does something with each member of the object that is `text`, a part of `file`.
///
/// # Errors
/// Where it is no object, and those of `each`.
pub fn members<'a>(part: Part, file: &[u8], text: &'a [u8], each: Each<'_, 'a>) -> Result<(), Why> {
    let mut object = Object { each, wrong: None };
    let mut json = serde_json::Deserializer::from_slice(text);
    let read = json.deserialize_map(&mut object).and_then(|()| json.end());
    match object.wrong {
        Some(why) => Err(why),
        None => read.map_err(|error| broken(part, &error, file, text)),
    }
}

/// Where in a file `text`, a part of it, is not the JSON that it should be.
pub fn broken(part: Part, error: &serde_json::Error, file: &[u8], text: &[u8]) -> Why {
    let lines = text.split_inclusive(|byte| *byte == b'\n').take(error.line().saturating_sub(1));
    let line: usize = lines.map(<[u8]>::len).sum();
    let at = line + error.column().saturating_sub(1);
    let at = if error.is_eof() { text.len() } else { at.min(text.len()) };
    // Both are addresses in one buffer, so their difference is a place in the file.
    let start = text.as_ptr().addr().saturating_sub(file.as_ptr().addr());
    Why::Broken { part, name: String::new(), at: (start + at) as u64, found: excerpt(&text[at..]) }
}

/// An object while it is read.
struct Object<'f, 'a> {
    each: Each<'f, 'a>,
    /// What stopped the reading, where it is not JSON.
    wrong: Option<Why>,
}

/// A name, in the bytes of the file where it has no escapes.
#[derive(serde::Deserialize)]
struct Key<'a>(#[serde(borrow)] Cow<'a, str>);

impl<'a> Visitor<'a> for &mut Object<'_, 'a> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'a>>(self, mut map: A) -> Result<(), A::Error> {
        while let Some(Key(name)) = map.next_key()? {
            let value: &'a RawValue = map.next_value()?;
            if let Err(why) = (self.each)(&name, value.get()) {
                self.wrong = Some(why);
                return Err(A::Error::custom("stopped"));
            }
        }
        Ok(())
    }
}
