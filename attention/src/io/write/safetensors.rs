//! Writes safetensors: the length of a header, the header, and the bytes of all arrays end to end.

use std::cmp::Reverse;
use std::fmt::Write;

use super::{json, readable};
use crate::io::array::Array;
use crate::io::why::Why;

/// What this format keeps for itself among names.
const METADATA: &str = "__metadata__";

/// The file of some arrays. Those with the widest numbers come first, so that each begins at a multiple of its number.
///
/// # Errors
/// Where there are no arrays or too many, or a name is too long or taken.
pub fn safetensors(arrays: &[Array]) -> Result<Vec<u8>, Why> {
    readable(arrays)?;
    if arrays.iter().any(|array| array.name() == METADATA) {
        return Err(Why::Duplicate { name: METADATA.to_owned() });
    }
    let mut sorted: Vec<&Array> = arrays.iter().collect();
    sorted.sort_by_key(|array| (Reverse(array.dtype().size()), array.name()));

    let mut header = String::from("{");
    let mut end = 0;
    for array in &sorted {
        let comma = if end > 0 { "," } else { "" };
        let (name, dtype) = (json::quoted(array.name()), array.dtype().name().to_uppercase());
        let (start, shape) = (end, format!("{:?}", array.shape()).replace(' ', ""));
        end += array.bytes().len();
        // A string takes whatever is written.
        _ = write!(
            header,
            r#"{comma}{name}:{{"dtype":"{dtype}","shape":{shape},"data_offsets":[{start},{end}]}}"#
        );
    }
    header.push('}');
    while header.len() % 8 > 0 {
        header.push(' ');
    }

    let mut file = Vec::with_capacity(8 + header.len() + end);
    file.extend((header.len() as u64).to_le_bytes());
    file.extend(header.as_bytes());
    for array in sorted {
        file.extend(array.bytes());
    }
    Ok(file)
}
