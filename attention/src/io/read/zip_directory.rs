//! The directory of a zip file: which entries it has, and where their bytes lie.
//!
//! It is read here and not by the crate `zip`: that takes several times the room of an entry, which has 46 bytes, and says what is
//! wrong in English sentences, without the entry; and it would bring half a dozen crates along, where npz needs little of zip. The
//! 64-bit record at the end of a file is not read: a file that needs one is larger than what is read.

use std::ops::Range;

use super::zip_record::{Entry, Fields, Record};
use crate::io::fault::{Fault, Limit, Part};
use crate::io::limits::{MOST_ARRAYS, at_most, one_more};
use crate::io::why::{Why, excerpt, short};

/// The bytes of the record at the end, without the comment that may follow.
const END: usize = 22;

/// The longest comment.
const COMMENT: usize = 0xFFFF;

/// The entries of a file, in the order of its directory.
///
/// # Errors
/// Where the directory is not where the end of the file says, contradicts what stands before the bytes of an entry, or has an entry
/// that cannot be read.
pub fn entries(file: &[u8]) -> Result<Vec<Entry<'_>>, Why> {
    let (count, directory) = end(file)?;
    at_most(Limit::Arrays, count, MOST_ARRAYS)?;
    let (before, end) = (&file[..directory.start], directory.end);
    let broken = |there: &[u8]| {
        let (part, name, at) = (Part::ZipDirectory, String::new(), (end - there.len()) as u64);
        Why::Broken { part, name, at, found: excerpt(there) }
    };
    let mut fields = Fields(&file[directory]);
    let mut entries = Vec::new();
    for _ in 0..count {
        let there = fields.0;
        let record = Record::of_directory(&mut fields).ok_or_else(|| broken(there))?;
        let name = str::from_utf8(record.name).map_err(|_| broken(there))?;
        let name = name.strip_suffix(".npy").unwrap_or(name);
        one_more(name, entries.len())?;
        entries.push(record.entry(name, before).map_err(|fault| Why::Entry { name: short(name), fault })?);
    }
    if !fields.0.is_empty() {
        return Err(broken(fields.0));
    }
    let mut sorted: Vec<&Entry<'_>> = entries.iter().collect();
    sorted.sort_unstable_by_key(|entry| entry.start);
    match sorted.windows(2).find(|pair| pair[0].bytes.end > pair[1].start) {
        Some(pair) => Err(Why::Entry { name: short(pair[1].name), fault: Fault::Overlap }),
        None => Ok(entries),
    }
}

/// How many entries there are, and where the directory is: right before the record at the end.
fn end(file: &[u8]) -> Result<(u64, Range<usize>), Why> {
    let last = file.len().checked_sub(END);
    let mut places = last.into_iter().flat_map(|last| (last.saturating_sub(COMMENT)..=last).rev());
    let comment = |at: usize| Fields(&file[at + END - 2..]).number::<2>();
    let is_end = |at: &usize| {
        file[*at..].starts_with(b"PK\x05\x06") && comment(*at) == Some((file.len() - at - END) as u64)
    };
    let at = places.find(is_end);
    let found = at.and_then(|at| {
        let mut fields = Fields(&file[at + 4..]);
        let (disk, disk_of_directory) = (fields.number::<2>()?, fields.number::<2>()?);
        let (count_here, count) = (fields.number::<2>()?, fields.number::<2>()?);
        let (size, start) = (fields.number::<4>()?, fields.number::<4>()?);
        let whole = disk == 0 && disk_of_directory == 0 && count_here == count && start + size == at as u64;
        whole.then_some((count, start as usize..at))
    });
    found.ok_or_else(|| {
        let at = at.unwrap_or(file.len());
        Why::Broken { part: Part::ZipEnd, name: String::new(), at: at as u64, found: excerpt(&file[at..]) }
    })
}
