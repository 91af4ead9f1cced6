//! Safetensors files that are refused: headers that are none, lengths that lie, arrays that overlap or leave gaps.

use deltascope::io::{self, Dtype, Limit, Part, Why};

use super::made::safetensors;
use super::{read, refused};

/// The header of some arrays of type F32, each with its shape and its place.
fn header(arrays: &[(&str, &str, [u64; 2])]) -> String {
    let one = |(name, shape, place): &(&str, &str, [u64; 2])| {
        format!(r#""{name}":{{"dtype":"F32","shape":{shape},"data_offsets":{place:?}}}"#)
    };
    format!("{{{}}}", arrays.iter().map(one).collect::<Vec<_>>().join(","))
}

fn why(arrays: &[(&str, &str, [u64; 2])], bytes: usize) -> Why {
    refused("x.safetensors", safetensors(&header(arrays), &vec![0; bytes]))
}

#[test]
fn a_file_is_what_it_is_even_if_its_length_begins_like_another_format() {
    // A pickle of protocol 2 begins so, and an object and a list of JSON.
    for length in [0x0280, 0x0480, u64::from(b'{'), u64::from(b'[')] {
        let header = header(&[("k", "[2]", [0, 8])]);
        let padded = header.clone() + &" ".repeat(length as usize - header.len().min(length as usize));
        let file = safetensors(&padded, &[0; 8]);
        assert_eq!(read("x", file)[0].name(), "k", "{length}");
    }
}

#[test]
fn a_header_longer_than_the_file_is_refused() {
    let mut file = safetensors("{}", &[]);
    file[..8].copy_from_slice(&1000_u64.to_le_bytes());
    let why = Why::FileLength { name: String::new(), expected: 1008, found: 10 };
    assert_eq!(refused("x", file), why);
}

#[test]
fn a_header_of_two_gibibytes_or_more_is_refused() {
    for length in [1 << 31, 1 << 40, u64::MAX] {
        let mut file = safetensors("{}", &[]);
        file[..8].copy_from_slice(&length.to_le_bytes());
        assert_eq!(
            refused("x", file),
            Why::TooLarge { limit: Limit::Header, found: length, most: 100_000_000 }
        );
    }
}

#[test]
fn a_header_that_is_not_json_is_refused_at_its_byte() {
    let broken = |name: &str, at, found: &str| Why::Broken {
        part: Part::SafetensorsHeader,
        name: name.into(),
        at,
        found: found.into(),
    };
    assert_eq!(refused("x", safetensors("{\"a\" 1}", &[])), broken("", 13, "1}"));
    assert_eq!(refused("x", safetensors("{} {}", &[])), broken("", 11, "{}"));
    assert_eq!(refused("x", safetensors("{", &[])), broken("", 9, ""));
    let negative = r#"{"a":{"dtype":"F32","shape":[-2],"data_offsets":[0,8]}}"#;
    assert_eq!(refused("x", safetensors(negative, &[0; 8])), broken("a", 38, "2],\"data_offsets\":[0,8]}"));
    let text = "{\n\"a\":{\"dtype\":\"F32\",\n\"shape\":\"no\"}}";
    assert_eq!(refused("x", safetensors(text, &[])), broken("a", 41, "\"}"));
}

#[test]
fn an_array_about_which_something_is_not_said_is_refused_by_its_name() {
    for text in [r#"{"k":{"dtype":"F32","shape":[2]}}"#, r#"{"k":[]}"#, r#"{"k":null}"#] {
        let why = refused("x", safetensors(text, &[0; 8]));
        assert!(matches!(&why, Why::Broken { name, .. } if name == "k"), "{why:?}");
    }
}

#[test]
fn a_shape_that_does_not_fit_its_bytes_is_refused() {
    let length = |shape: &[u64], expected, found| {
        let (name, shape, dtype) = ("k".into(), shape.to_vec(), Dtype::F32);
        Why::Length { name, shape, dtype, expected, found }
    };
    assert_eq!(why(&[("k", "[2,3]", [0, 20])], 20), length(&[2, 3], 24, 20));
    assert_eq!(why(&[("k", "[2,3]", [0, 28])], 28), length(&[2, 3], 24, 28));
    assert_eq!(why(&[("k", "[2]", [8, 0])], 8), length(&[2], 8, 0));
    // The product is 0 in 64 bits.
    let huge = [1 << 32, 1 << 32];
    assert_eq!(why(&[("k", "[4294967296,4294967296]", [0, 0])], 0), length(&huge, u64::MAX, 0));
}

#[test]
fn arrays_that_overlap_or_leave_a_gap_are_refused() {
    let place = |name: &str, expected, found| Why::Place { name: name.into(), expected, found };
    assert_eq!(why(&[("a", "[2]", [0, 8]), ("b", "[2]", [4, 12])], 12), place("b", 8, 4));
    assert_eq!(why(&[("a", "[2]", [0, 8]), ("b", "[2]", [0, 8])], 8), place("b", 8, 0));
    assert_eq!(why(&[("b", "[2]", [12, 20]), ("a", "[2]", [0, 8])], 20), place("b", 8, 12));
    assert_eq!(why(&[("a", "[1]", [4, 8])], 8), place("a", 0, 4));
}

#[test]
fn a_file_that_ends_too_early_or_too_late_is_refused() {
    let file = safetensors(&header(&[("a", "[2]", [0, 8])]), &[0; 8]);
    assert_eq!(read("x", file.clone()).len(), 1);
    let length = |name: &str, expected: usize, found: usize| Why::FileLength {
        name: name.into(),
        expected: expected as u64,
        found: found as u64,
    };
    assert_eq!(refused("x", &file[..file.len() - 1]), length("a", file.len(), file.len() - 1));
    let longer = [&file[..], &[0]].concat();
    assert_eq!(refused("x", longer), length("", file.len(), file.len() + 1));
    let all = [("a", "[2]", [0, 8]), ("b", "[1]", [u64::MAX - 4, u64::MAX])];
    assert!(matches!(why(&all, 12), Why::FileLength { name, expected: u64::MAX, .. } if name == "b"));
}

#[test]
fn an_empty_axis_and_too_many_axes_are_refused_by_the_name_of_the_array() {
    assert_eq!(why(&[("k", "[2,0]", [0, 0])], 0), Why::EmptyAxis { name: "k".into(), shape: vec![2, 0] });
    let nine = Why::Axes { name: "k".into(), found: 9, most: 8 };
    assert_eq!(why(&[("k", "[1,1,1,1,1,1,1,1,1]", [0, 4])], 4), nine);
    assert_eq!(read("x", safetensors(&header(&[("k", "[1,1,1,1,1,1,1,1]", [0, 4])]), &[0; 4]))[0].len(), 1);
}

#[test]
fn every_type_of_the_crate_that_is_not_read_is_refused_as_the_file_writes_it() {
    for dtype in ["F4", "F6_E2M3", "F8_E5M2", "F8_E4M3", "F8_E8M0", "C64", "f32", "Q4_0", ""] {
        let text = format!(r#"{{"k":{{"dtype":"{dtype}","shape":[8],"data_offsets":[0,8]}}}}"#);
        let why = Why::Dtype { name: "k".into(), found: dtype.into() };
        assert_eq!(refused("x", safetensors(&text, &[0; 8])), why);
    }
}

#[test]
fn two_arrays_of_one_name_are_refused_and_so_is_a_file_without_any() {
    let why = why(&[("k", "[1]", [0, 4]), ("k", "[1]", [4, 8])], 8);
    assert_eq!(why, Why::Duplicate { name: "k".into() });
    assert_eq!(refused("x", safetensors("{}", &[])), Why::Nothing);
    assert_eq!(refused("x", safetensors(r#"{"__metadata__":{"a":"b"}}"#, &[])), Why::Nothing);
}

#[test]
fn more_arrays_or_longer_names_than_are_read_are_refused() {
    let one = |i: u64| format!(r#""{i}":{{"dtype":"U8","shape":[],"data_offsets":[{i},{}]}}"#, i + 1);
    let many = |count: u64| {
        let text = (0..count).map(one).collect::<Vec<_>>().join(",");
        safetensors(&format!("{{{text}}}"), &vec![0; count as usize])
    };
    let most = io::MOST_ARRAYS;
    assert_eq!(read("x", many(most)).len() as u64, most);
    assert_eq!(refused("x", many(most + 1)), Why::TooLarge { limit: Limit::Arrays, found: most + 1, most });
    let name = "k".repeat(257);
    assert_eq!(
        why(&[(&name, "[1]", [0, 4])], 4),
        Why::TooLarge { limit: Limit::Name, found: 257, most: 256 }
    );
}
