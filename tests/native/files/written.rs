//! Files that NumPy, `ml_dtypes`, `safetensors` and Python's `json` wrote (`tests/files/written.py`), compared number by number.

use std::collections::BTreeMap;

use deltascope::io::{Array, Dtype, Why, write};

use super::mutations;
use super::{read, refused};

/// An array as Python sees it.
#[derive(Clone, serde::Deserialize)]
struct Expected {
    dtype: String,
    shape: Vec<usize>,
    /// In digits that say exactly which double it is.
    values: Vec<String>,
}

fn file(name: &str) -> Vec<u8> {
    let path = format!("{}/tests/files/{name}", env!("CARGO_MANIFEST_DIR"));
    std::fs::read(path).unwrap()
}

fn expected() -> BTreeMap<String, BTreeMap<String, Expected>> {
    let mut all: BTreeMap<String, BTreeMap<String, Expected>> =
        serde_json::from_slice(&file("expected.json")).unwrap();
    // The same arrays, packed.
    all.insert("deflated.npz".to_owned(), all["stored.npz"].clone());
    all
}

fn same(array: &Array, expected: &Expected) {
    assert_eq!((array.dtype().name(), array.shape()), (&*expected.dtype, &expected.shape[..]), "{array:?}");
    assert_eq!(array.len(), expected.values.len(), "{array:?}");
    for (i, (found, expected)) in array.values().zip(&expected.values).enumerate() {
        let expected: f64 = expected.parse().unwrap();
        let same = found.to_bits() == expected.to_bits() || found.is_nan() && expected.is_nan();
        assert!(
            same && array.get(i).to_bits() == found.to_bits(),
            "{array:?} {i}: {found} is not {expected}"
        );
    }
}

#[test]
fn every_number_that_another_program_wrote_is_read() {
    let all = expected();
    assert_eq!(all.len(), 14);
    for (name, arrays) in &all {
        let read = read(name, file(name));
        assert_eq!(read.len(), arrays.len(), "{name}");
        for array in &read {
            same(array, &arrays[array.name()]);
        }
    }
}

#[test]
fn every_type_is_among_what_other_programs_wrote_in_every_order() {
    let all = expected();
    for dtype in Dtype::ALL {
        let count = |file: &str| all[file].values().filter(|array| array.dtype == dtype.name()).count();
        let orders = if dtype.size() == 1 || dtype == Dtype::BF16 { 2 } else { 4 };
        assert!(count("stored.npz") >= orders, "{dtype:?}");
        assert!(count("types.safetensors") >= 1, "{dtype:?}");
    }
}

#[test]
fn arrays_come_in_the_order_of_the_file() {
    let names = |file_name: &str| -> Vec<String> {
        read(file_name, file(file_name)).iter().map(|array| array.name().to_owned()).collect()
    };
    assert_eq!(names("lists.json"), ["singles", "doubles", "layer.0.k", "flat", "scalar"]);
    assert_eq!(names("stored.npz")[..3], ["f64/rows", "f64/columns", "f64/big_rows"]);
}

#[test]
fn what_another_program_wrote_and_is_not_numbers_is_refused_by_its_name() {
    let pickle = |name: &str| Why::Pickle { name: name.into() };
    let dtype = |name: &str, found: &str| Why::Dtype { name: name.into(), found: found.into() };
    let all = [
        ("objects.npy", pickle("objects")),
        ("objects.npz", pickle("v")),
        ("pickle.pkl", pickle("pickle")),
        ("pickle_0.pkl", pickle("pickle_0")),
        ("complex.npy", dtype("complex", "<c8")),
        ("fields.npy", dtype("fields", "[('f0', '<f4'), ('f1', '")),
        ("text.npy", dtype("text", "<U2")),
        ("dates.npy", dtype("dates", "<M8[D]")),
        ("f8.safetensors", dtype("quantised", "F8_E4M3")),
        ("empty.npy", Why::EmptyAxis { name: "empty".into(), shape: vec![2, 0] }),
    ];
    for (name, why) in &all {
        assert_eq!(refused(name, file(name)), *why);
    }
    let refused: Vec<_> = all.map(|(name, _)| name.to_owned()).into();
    let known = |name: &String| expected().contains_key(name) || refused.contains(name);
    assert!(mutations::written().iter().all(|(name, _)| known(name)), "a file that no test reads");
}

#[test]
fn what_is_written_is_byte_for_byte_what_the_other_programs_write() {
    for name in ["rows.npy", "bf16.npy", "bool.npy", "scalar.npy"] {
        assert_eq!(write::npy(&read(name, file(name))[0]), file(name), "{name}");
    }
    let two = "two.safetensors";
    assert_eq!(write::safetensors(&read(two, file(two))).unwrap(), file(two));
}
