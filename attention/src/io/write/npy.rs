//! Writes npy, NumPy's format of one array.

use crate::io::array::Array;
use crate::io::npy_codes::{CODES, MAGIC};

/// Where the numbers begin is a multiple of this.
const ALIGNED: usize = 64;

/// The file of one array; its name is not in it. A bfloat16 is written as `ml_dtypes` does it: NumPy reads two bytes of anything,
/// and `.view(ml_dtypes.bfloat16)` makes numbers of them.
pub fn npy(array: &Array) -> Vec<u8> {
    let code = CODES.iter().find(|(_, dtype)| *dtype == array.dtype()).map_or("", |(code, _)| code);
    let order = if array.dtype().size() > 1 { '<' } else { '|' };
    let shape = match array.shape() {
        // Without the comma Python would take it for a number in brackets.
        [one] => format!("({one},)"),
        lengths => format!("{lengths:?}").replace('[', "(").replace(']', ")"),
    };
    let mut header = format!("{{'descr': '{order}{code}', 'fortran_order': False, 'shape': {shape}, }}");
    let before = MAGIC.len() + 4;
    let padded = (before + header.len() + 1).next_multiple_of(ALIGNED) - before;
    header.push_str(&" ".repeat(padded - header.len() - 1));
    header.push('\n');

    let mut file = Vec::with_capacity(before + padded + array.bytes().len());
    file.extend(MAGIC);
    file.extend([1, 0]);
    // Eight lengths of twenty digits stay far below 2¹⁶.
    file.extend((padded as u16).to_le_bytes());
    file.extend(header.as_bytes());
    file.extend(array.bytes());
    file
}
