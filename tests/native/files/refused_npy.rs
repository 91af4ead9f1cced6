//! Npy files that are refused, files of no format that is read, and npy files that are unusual and read.

use deltascope::io::{Dtype, Limit, Part, Why};

use super::made::{npy, npy_of};
use super::{read, refused};

fn broken(at: u64, found: &str) -> Why {
    Why::Broken { part: Part::NpyHeader, name: "k".into(), at, found: found.into() }
}

#[test]
fn both_orders_of_bytes_and_of_axes_come_out_as_rows() {
    let big: Vec<u8> = (1..=6_i16).flat_map(i16::to_be_bytes).collect();
    let numbers =
        |fortran| -> Vec<f64> { read("k.npy", npy_of(">i2", fortran, "(2, 3)", &big))[0].values().collect() };
    assert_eq!(numbers(false), [1.0, 2.0, 3.0, 4.0, 5.0, 6.0]);
    assert_eq!(numbers(true), [1.0, 3.0, 5.0, 2.0, 4.0, 6.0]);
    for same in ["=f4", "<f4", "|f4", "f4"] {
        assert_eq!(read("k.npy", npy_of(same, false, "(1,)", &1.5_f32.to_le_bytes()))[0].get(0), 1.5);
    }
    // The upper half of a single with its bytes turned round.
    assert_eq!(read("k.npy", npy_of(">V2", false, "()", &[0x3F, 0x80]))[0].get(0), 1.0);
}

#[test]
fn every_byte_but_zero_is_true() {
    let read = read("k.npy", npy_of("|b1", false, "(4,)", &[0, 1, 2, 255]));
    assert_eq!(read[0].values().collect::<Vec<_>>(), [0.0, 1.0, 1.0, 1.0]);
}

#[test]
fn an_array_has_the_name_of_its_file() {
    for (file, name) in
        [("k.npy", "k"), ("runs/k.0.npy", "k.0"), (r"C:\runs\k.npy", "k"), ("k", "k"), (".npy", ".npy")]
    {
        assert_eq!(read(file, npy_of("<f4", false, "()", &[0; 4]))[0].name(), name);
    }
}

#[test]
fn a_header_written_otherwise_than_numpy_does_it_is_read() {
    let text = "{\"shape\":( 2 ,2L),\n\t'fortran_order':False, \"descr\" : \"|u1\"}";
    assert_eq!(read("k.npy", npy(text, &[1, 2, 3, 4]))[0].shape(), [2, 2]);
}

#[test]
fn a_header_that_is_not_such_a_dictionary_is_refused_at_its_byte() {
    let of = |text: &str| refused("k.npy", npy(text, &[0; 4]));
    assert_eq!(of("[1]"), broken(10, "[1]"));
    assert_eq!(of("{'descr': 3}"), broken(20, "3}"));
    assert_eq!(of("{'descr': '<f4'}"), broken(26, ""));
    assert_eq!(of("{'descr': '<f4', 'descr': '<f4'}"), broken(27, "'descr': '<f4'}"));
    assert_eq!(of("{'more': 1}"), broken(11, "'more': 1}"));
    assert_eq!(of("{'shape': (1, (2,))}"), broken(24, "(2,))}"));
    assert_eq!(of("{'shape': (-1,)}"), broken(21, "-1,)}"));
    assert_eq!(of("{'shape': (99999999999999999999,)}"), broken(21, "99999999999999999999,)}"));
    assert_eq!(of("{'fortran_order': 1}"), broken(28, "1}"));
    assert_eq!(of("{'descr': '<f4"), broken(20, "'<f4"));
    let whole = "{'descr': '<f4', 'fortran_order': False, 'shape': (1,)} more";
    assert_eq!(of(whole), broken(66, "more"));
}

#[test]
fn a_header_of_many_brackets_is_refused_and_not_followed() {
    let deep = format!("{{'shape': {}", "(".repeat(9000));
    assert!(matches!(refused("k.npy", npy(&deep, &[])), Why::Broken { at: 21, .. }));
    let long = format!("{{'shape': {}", "(".repeat(30_000));
    assert_eq!(
        refused("k.npy", npy(&long, &[])),
        Why::TooLarge { limit: Limit::Header, found: 30_010, most: 10_000 }
    );
}

#[test]
fn an_unknown_version_is_refused() {
    for version in [[0, 0], [1, 1], [4, 0], [255, 0]] {
        let mut file = npy_of("<f4", false, "()", &[0; 4]);
        file[6..8].copy_from_slice(&version);
        assert!(matches!(refused("k.npy", file), Why::Broken { part: Part::NpyHeader, at: 6, .. }));
    }
}

#[test]
fn a_file_cut_off_anywhere_is_refused() {
    let file = npy_of("<f4", false, "(2,)", &[0; 8]);
    for end in 0..file.len() {
        let why = refused("k.npy", &file[..end]);
        match end {
            0..6 => assert!(matches!(why, Why::UnknownFormat { .. }), "{why:?}"),
            6..8 => assert!(matches!(why, Why::Broken { at: 6, .. }), "{why:?}"),
            _ if end < file.len() - 8 => assert!(matches!(why, Why::FileLength { .. }), "{why:?}"),
            _ => assert!(matches!(why, Why::Length { expected: 8, .. }), "{why:?}"),
        }
    }
}

#[test]
fn bytes_that_do_not_fit_the_shape_are_refused() {
    let of = |shape: &str, bytes: usize| refused("k.npy", npy_of("<f8", false, shape, &vec![0; bytes]));
    let length = |shape: &[u64], expected, found| {
        let (name, shape, dtype) = ("k".into(), shape.to_vec(), Dtype::F64);
        Why::Length { name, shape, dtype, expected, found }
    };
    assert_eq!(of("(2, 3)", 47), length(&[2, 3], 48, 47));
    assert_eq!(of("(2, 3)", 49), length(&[2, 3], 48, 49));
    let huge = "(4294967296, 4294967296)";
    assert_eq!(of(huge, 8), length(&[1 << 32, 1 << 32], u64::MAX, 8));
    assert_eq!(of("(18446744073709551615,)", 8), length(&[u64::MAX], u64::MAX, 8));
}

#[test]
fn empty_axes_and_too_many_are_refused() {
    let of = |shape: &str| refused("k.npy", npy_of("<f4", false, shape, &[]));
    assert_eq!(of("(3, 0, 2)"), Why::EmptyAxis { name: "k".into(), shape: vec![3, 0, 2] });
    assert_eq!(of("(1,1,1,1,1,1,1,1,1)"), Why::Axes { name: "k".into(), found: 9, most: 8 });
}

#[test]
fn objects_and_types_that_are_not_read_are_refused_by_name() {
    let of = |descr: &str| refused("k.npy", npy_of(descr, false, "(1,)", &[0; 16]));
    for objects in ["|O", "O", "<O8", "|O8"] {
        assert_eq!(of(objects), Why::Pickle { name: "k".into() });
    }
    for other in ["<c16", "|S3", "<U1", "<M8[ns]", "|V1", "|V16", "<f16", "<f", "", ">", "float32"] {
        assert_eq!(of(other), Why::Dtype { name: "k".into(), found: other.into() });
    }
    let fields = "{'descr': [('a', '|O')], 'fortran_order': False, 'shape': (1,)}";
    assert!(matches!(refused("k.npy", npy(fields, &[])), Why::Dtype { found, .. } if found.starts_with('[')));
}

#[test]
fn a_file_of_no_format_that_is_read_is_refused_by_how_it_begins() {
    let begins = |file: &[u8]| match refused("k", file) {
        Why::UnknownFormat { begins } => begins,
        why => panic!("{why:?}"),
    };
    assert_eq!(begins(b""), "");
    assert_eq!(begins(b"GGUF\x03\0\0\0"), r"GGUF\u{3}\u{0}\u{0}\u{0}");
    assert_eq!(begins(b"\x89HDF\r\n\x1a\n........................"), r"\x89HDF\r\n\u{1a}\n................");
    assert_eq!(begins(b"a,b\n1,2\n"), r"a,b\n1,2\n");
    assert_eq!(begins("π".as_bytes()), "π");
    assert_eq!(begins(&[0x80; 40]), r"\x80".repeat(24));
}

#[test]
fn pickles_are_refused_whatever_their_protocol() {
    for file in
        [&b"\x80\x02]q\x00."[..], b"\x80\x05\x95", b"(lp0\n.", b"(dp0\n.", b"cnumpy.core.multiarray\n"]
    {
        assert_eq!(refused("model.pt", file), Why::Pickle { name: "model".into() });
    }
}
