//! Writes arrays as one table of comma-separated values (RFC 4180), a line for each number.

use std::fmt::Write;

use super::csv::field;
use super::readable;
use crate::io::array::Array;
use crate::io::limits::MOST_AXES;
use crate::io::why::Why;

/// The table: the name of the array, the index of the number along each axis from 0, and the number, in the fewest digits that give the
/// same double. There are as many columns of indices as the array with most axes has; the others leave the last ones empty.
///
/// # Errors
/// Where there are no arrays or too many, or a name is too long or taken.
pub fn long(arrays: &[Array]) -> Result<String, Why> {
    readable(arrays)?;
    let axes = arrays.iter().map(|array| array.shape().len()).max().unwrap_or(0).min(MOST_AXES);
    let mut text = String::from("array");
    // A string takes whatever is written.
    (0..axes).for_each(|axis| _ = write!(text, ",axis{axis}"));
    text.push_str(",value\r\n");
    for array in arrays {
        let (name, shape) = (field(array.name()), array.shape());
        let mut place = vec![0; shape.len()];
        for number in array.values() {
            text.push_str(&name);
            place.iter().for_each(|index| _ = write!(text, ",{index}"));
            text.push_str(&",".repeat(axes - place.len()));
            _ = write!(text, ",{number:?}\r\n");
            // The next place, the last axis first.
            for (index, length) in place.iter_mut().zip(shape).rev() {
                *index += 1;
                if *index < *length {
                    break;
                }
                *index = 0;
            }
        }
    }
    Ok(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_number_has_a_line_with_its_place() {
        let arrays = [
            Array::of("S", vec![1, 2, 2], vec![0.1, -2.0, 3e-300, 4.0]).unwrap(),
            Array::of("a, b", vec![2], vec![5.0, f64::NAN]).unwrap(),
            Array::of("scale", vec![], vec![0.5]).unwrap(),
        ];
        let lines: Vec<String> = long(&arrays).unwrap().split("\r\n").map(str::to_owned).collect();
        assert_eq!(
            lines,
            [
                "array,axis0,axis1,axis2,value",
                "S,0,0,0,0.1",
                "S,0,0,1,-2.0",
                "S,0,1,0,3e-300",
                "S,0,1,1,4.0",
                "\"a, b\",0,,,5.0",
                "\"a, b\",1,,,NaN",
                "scale,,,,0.5",
                "",
            ]
        );
    }
}
