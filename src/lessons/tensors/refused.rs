//! Why a file, or an array of it, is refused, in the reader's language: which file, which array, what was expected and what is there.

use crate::io::{Fault, FileError, Limit, Part, Why};
use crate::number::shape;
use crate::say;
use crate::text::Text;
use crate::verdict::{GivenError, NoStream};

/// Why a file is refused.
pub fn refused(error: &FileError) -> Text {
    let why = why(&error.why);
    let file = error.file.clone();
    Text::new(move |locale| {
        let why = why.read(locale);
        crate::i18n::td_string!(locale, refused_file.in_file, file = file.clone(), why = why).to_string()
    })
}

fn why(of: &Why) -> Text {
    match of.clone() {
        Why::UnknownFormat { begins } => say!(refused_file.unknown, begins = begins),
        Why::Pickle { name } => say!(refused_file.pickle, name = name),
        Why::Dtype { name, found } => say!(refused_file.dtype, name = name, found = found),
        Why::Broken { part, name, at, found } => {
            let part = match part {
                Part::SafetensorsHeader => say!(refused_file.safetensors_header),
                Part::NpyHeader => say!(refused_file.npy_header),
                Part::ZipEnd => say!(refused_file.zip_end),
                Part::ZipDirectory => say!(refused_file.zip_directory),
                Part::Json => Text::same("JSON"),
            };
            Text::new(move |locale| {
                let (part, found) = (part.read(locale), found.clone());
                let place = if name.is_empty() { part } else { format!("{part} ({name})") };
                if found.is_empty() {
                    return crate::i18n::td_string!(locale, refused_file.broken_off, part = place, at = at)
                        .to_string();
                }
                crate::i18n::td_string!(locale, refused_file.broken, part = place, at = at, found = found)
                    .to_string()
            })
        }
        Why::FileLength { name, expected, found } => {
            let name = if name.is_empty() { "header".to_owned() } else { name };
            say!(refused_file.file_length, name = name, expected = expected, found = found)
        }
        Why::Length { name, shape: axes, dtype, expected, found } => {
            let (axes, dtype) = (shape(&axes), dtype.name());
            say!(
                refused_file.length,
                name = name,
                shape = axes,
                dtype = dtype,
                expected = expected,
                found = found
            )
        }
        Why::Place { name, expected, found } => {
            say!(refused_file.place, name = name, expected = expected, found = found)
        }
        Why::EmptyAxis { name, shape: axes } => {
            let axes = shape(&axes);
            say!(refused_file.empty_axis, name = name, shape = axes)
        }
        Why::Axes { name, found, most } => say!(refused_file.axes, name = name, found = found, most = most),
        Why::Duplicate { name } => say!(refused_file.duplicate, name = name),
        Why::Ragged { at, expected, found: Some(found) } => {
            say!(refused_file.ragged, at = at, expected = expected, found = found)
        }
        Why::Ragged { at, expected, found: None } => {
            say!(refused_file.ragged_number, at = at, expected = expected)
        }
        Why::NotANumber { at, found } => say!(refused_file.not_a_number, at = at, found = found),
        Why::Entry { name, fault } => entry(name, fault),
        Why::TooLarge { limit, found, most } => {
            let what = match limit {
                Limit::Arrays => say!(refused_file.limit_arrays),
                Limit::Header => say!(refused_file.limit_header),
                Limit::Name => say!(refused_file.limit_name),
                Limit::Nesting => say!(refused_file.limit_nesting),
                Limit::Unpacked => say!(refused_file.limit_unpacked),
            };
            Text::new(move |locale| {
                let what = what.read(locale);
                crate::i18n::td_string!(
                    locale,
                    refused_file.too_large,
                    what = what,
                    found = found,
                    most = most
                )
                .to_string()
            })
        }
        Why::Nothing => say!(refused_file.nothing),
    }
}

fn entry(name: String, fault: Fault) -> Text {
    match fault {
        Fault::Encrypted => say!(refused_file.encrypted, name = name),
        Fault::Method(method) => say!(refused_file.method, name = name, method = method),
        Fault::Zip64 => say!(refused_file.zip64, name = name),
        Fault::Differs => say!(refused_file.differs, name = name),
        Fault::Overlap => say!(refused_file.overlap, name = name),
        Fault::Deflate => say!(refused_file.deflate, name = name),
        Fault::Size { expected, .. } => say!(refused_file.size, name = name, expected = expected),
        Fault::Checksum => say!(refused_file.checksum, name = name),
        Fault::NotAnArray(begins) => say!(refused_file.not_an_array, name = name, begins = begins),
    }
}

/// Why arrays are no input of other pages.
pub fn no_stream(error: NoStream) -> Text {
    match error {
        NoStream::WithoutKeys => say!(tensors.without_keys),
        NoStream::SeveralKeys(n) => say!(tensors.several_keys, n = n),
    }
}

/// Why arrays cannot be what they are assigned to.
pub fn unfit(error: &GivenError) -> Text {
    match error.clone() {
        GivenError::Missing { letter } => say!(tensors.missing, letter = letter),
        GivenError::Axes { name, letter, found } => {
            let found = shape(&found);
            say!(tensors.wrong_axes, name = name, letter = letter, found = found)
        }
        GivenError::Shape { name, letter, expected, found } => {
            let axis = |(axis, length): &(&str, usize)| format!("{axis} = {length}");
            let expected = expected.iter().map(axis).collect::<Vec<_>>().join(", ");
            let found = shape(&found);
            say!(tensors.wrong_shape, name = name, letter = letter, expected = expected, found = found)
        }
        GivenError::NotFinite { name, letter, place, value } => {
            let place = place.iter().map(usize::to_string).collect::<Vec<_>>().join(", ");
            say!(tensors.not_finite, name = name, letter = letter, place = place, value = value)
        }
    }
}
