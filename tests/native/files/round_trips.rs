//! What is written and read again is the same, byte for byte, and tables are what spreadsheets expect.

use std::slice;

use deltascope::io::write::{self, Packing};
use deltascope::io::{self, Array, Dtype, Limit, Why};
use proptest::collection::vec;
use proptest::prelude::*;

use super::made::npy_of;
use super::read;

/// NumPy's word for a type.
fn code(dtype: Dtype) -> String {
    match dtype.name() {
        "bf16" => "V2".to_owned(),
        "bool" => "b1".to_owned(),
        name => format!("{}{}", &name[..1], dtype.size()),
    }
}

/// An array of any type with any bits.
fn array(name: String) -> impl Strategy<Value = Array> {
    (0..Dtype::ALL.len(), vec(1_usize..4, 0..5), any::<u64>()).prop_map(move |(dtype, shape, seed)| {
        let dtype = Dtype::ALL[dtype];
        let len = shape.iter().product::<usize>() * dtype.size();
        let bytes: Vec<u8> = (0..len as u64).map(|i| (seed.wrapping_mul(2 * i + 1) >> 29) as u8).collect();
        let shape: String = shape.iter().map(|length| format!("{length},")).collect();
        let file = npy_of(&format!("<{}", code(dtype)), false, &format!("({shape})"), &bytes);
        read("x.npy", file).remove(0).named(name.clone())
    })
}

/// One to five arrays whose names differ.
fn arrays() -> impl Strategy<Value = Vec<Array>> {
    let name = "[a-zβ\" .\\\\/\n]{0,12}";
    vec(name, 1..6).prop_flat_map(|names| {
        names.into_iter().enumerate().map(|(i, name)| array(format!("{name}{i}"))).collect::<Vec<_>>()
    })
}

fn sorted(mut arrays: Vec<Array>) -> Vec<Array> {
    arrays.sort_by(|a, b| a.name().cmp(b.name()));
    arrays
}

/// Equal numbers, of which two that are none are equal, too.
fn same(a: &Array, b: &Array) -> bool {
    let equal = |(a, b): (f64, f64)| a.to_bits() == b.to_bits() || a.is_nan() && b.is_nan();
    (a.name(), a.shape()) == (b.name(), b.shape()) && a.values().zip(b.values()).all(equal)
}

proptest! {
    #[test]
    fn every_type_comes_back_from_every_format_of_bytes(arrays in arrays()) {
        let again = |file: Vec<u8>| io::read("x", file.into()).unwrap();
        prop_assert_eq!(again(write::npz(&arrays, Packing::Stored).unwrap()), arrays.clone());
        prop_assert_eq!(again(write::npz(&arrays, Packing::Deflated).unwrap()), arrays.clone());
        let file = write::safetensors(&arrays).unwrap();
        for (name, view) in safetensors::SafeTensors::deserialize(&file).unwrap().tensors() {
            let array = arrays.iter().find(|array| array.name() == name).unwrap();
            prop_assert_eq!((view.shape(), view.data()), (array.shape(), array.bytes()));
            prop_assert_eq!(view.dtype().to_string(), array.dtype().name().to_uppercase());
        }
        prop_assert_eq!(sorted(again(file)), sorted(arrays.clone()));
        for array in arrays {
            let file = write::npy(&array);
            // Where the numbers begin.
            prop_assert_eq!((file.len() - array.bytes().len()) % 64, 0);
            prop_assert_eq!(again(file)[0].clone(), array.named("x"));
        }
    }

    #[test]
    fn json_keeps_every_double(arrays in arrays()) {
        let text = write::json(&arrays).unwrap();
        let again = io::read("x", text.into_bytes().into()).unwrap();
        prop_assert_eq!(again.len(), arrays.len());
        for (again, array) in again.iter().zip(&arrays) {
            prop_assert!(same(again, array), "{:?}", again);
        }
    }

    #[test]
    fn any_double_comes_back_from_json_and_from_a_table(numbers in vec(any::<f64>(), 6)) {
        let array = Array::of("k", vec![2, 3], numbers.clone()).unwrap();
        let again = io::read("k", write::json(slice::from_ref(&array)).unwrap().into_bytes().into()).unwrap();
        prop_assert!(same(&again[0], &array));
        let text = write::csv(&["a", "b"], &["x", "y", "z"], |i, j| numbers[3 * i + j]);
        let cells: Vec<f64> = text
            .lines().skip(1).flat_map(|line| line.split(',').skip(1)).map(|cell| cell.parse().unwrap()).collect();
        prop_assert!(same(&Array::of("k", vec![2, 3], cells).unwrap(), &array));
    }
}

#[test]
fn the_text_of_files_is_what_people_expect() {
    let k = Array::of("k", vec![2, 2], vec![1.0, 0.1, f64::NAN, -1e300]).unwrap();
    let one = Array::of("a \"b\"", vec![], vec![f64::NEG_INFINITY]).unwrap();
    let text = write::json(&[k, one]).unwrap();
    assert_eq!(text, "{\n\"k\": [[1.0,0.1],[\"NaN\",-1e300]],\n\"a \\\"b\\\"\": \"-inf\"\n}\n");
    let table = write::csv(&["q, k", "β"], &["1\"", "two\nlines"], |i, j| i as f64 + 0.5 * j as f64);
    assert_eq!(table, ",\"1\"\"\",\"two\nlines\"\r\n\"q, k\",0.0,0.5\r\nβ,1.0,1.5\r\n");
}

#[test]
fn an_array_of_numbers_has_as_many_as_its_shape_says() {
    assert_eq!(Array::of("k", vec![2], vec![1.0, 2.0]).unwrap().dtype(), Dtype::F64);
    let found = |shape: &[usize], count| Array::of("k", shape.to_vec(), vec![0.0; count]).unwrap_err();
    assert!(matches!(found(&[2, 2], 3), Why::Length { expected: 32, found: 24, .. }));
    assert!(matches!(found(&[], 0), Why::Length { expected: 8, found: 0, .. }));
    assert!(matches!(found(&[0], 0), Why::EmptyAxis { .. }));
    assert!(matches!(found(&[1; 9], 1), Why::Axes { found: 9, .. }));
    assert!(matches!(found(&[usize::MAX, usize::MAX], 1), Why::Length { expected: u64::MAX, .. }));
}

#[test]
fn singles_are_rounded_and_doubles_are_not() {
    let array = Array::of("k", vec![2], vec![0.1, 1e300]).unwrap();
    let singles = array.to_f32();
    assert_eq!(singles.values().collect::<Vec<_>>(), [f64::from(0.1_f32), f64::INFINITY]);
    assert_eq!((singles.dtype(), singles.bytes().len()), (Dtype::F32, 8));
    assert!(same(&singles.to_f64(), &singles) && array.to_f64() == array);
}

#[test]
fn what_could_not_be_read_again_is_not_written() {
    let one = |name: &str| Array::of(name, vec![1], vec![0.0]).unwrap();
    let all = |arrays: &[Array]| {
        let json = write::json(arrays).unwrap_err();
        assert_eq!(write::safetensors(arrays).unwrap_err(), json);
        assert_eq!(write::npz(arrays, Packing::Stored).unwrap_err(), json);
        json
    };
    assert_eq!(all(&[]), Why::Nothing);
    assert_eq!(all(&[one("k"), one("k")]), Why::Duplicate { name: "k".into() });
    assert_eq!(all(&[one(&"k".repeat(300))]), Why::TooLarge { limit: Limit::Name, found: 300, most: 256 });
    let taken = write::safetensors(&[one("__metadata__")]).unwrap_err();
    assert_eq!(taken, Why::Duplicate { name: "__metadata__".into() });
}

#[test]
fn each_type_says_how_much_it_rounds() {
    let round = |dtype: Dtype| dtype.unit_roundoff().map(|u| -u.log2());
    let all: Vec<_> = Dtype::ALL.into_iter().filter_map(round).collect();
    assert_eq!(all, [53.0, 24.0, 11.0, 8.0]);
}
