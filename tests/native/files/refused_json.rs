//! JSON that is refused, by the place where it is wrong, and how numbers may be written in it.

use deltascope::io::{Dtype, Limit, Part, Why};

use super::{read, refused};

fn numbers(text: &str) -> Vec<f64> {
    read("k.json", text)[0].values().collect()
}

#[test]
fn one_list_has_the_name_of_its_file() {
    let arrays = read("runs/k.json", " [[1, 2.5],\n[-3e2, 0]] ");
    assert_eq!((arrays[0].name(), arrays[0].shape()), ("k", &[2, 2][..]));
    assert_eq!(numbers("\u{feff}[[1,2.5],[-3e2,0]]"), [1.0, 2.5, -300.0, 0.0]);
    let flat = read("runs/k.json", r#"{"shape": [2, 1], "data": [1, 2]}"#);
    assert_eq!((flat[0].name(), flat[0].shape()), ("k", &[2, 1][..]));
}

#[test]
fn objects_in_objects_give_names_with_dots() {
    let text =
        r#"{"a": {"q": [1], "β": {"\u006b": [[2]]}}, "": 3, "b": {"shape": [], "data": [4]}, "shape": [5]}"#;
    let arrays = read("x.json", text);
    let names: Vec<_> =
        arrays.iter().map(|array| (array.name(), array.shape().len(), array.get(0))).collect();
    assert_eq!(names, [("a.q", 1, 1.0), ("a.β.k", 2, 2.0), ("", 0, 3.0), ("b", 0, 4.0), ("shape", 1, 5.0)]);
}

#[test]
fn numbers_that_json_does_not_have_are_strings_or_null() {
    let found = numbers(r#"[null, "NaN", "inf", "Infinity", "-inf", "-Infinity", -0, -0.0]"#);
    assert!(found[0].is_nan() && found[1].is_nan());
    let infinite = f64::INFINITY;
    assert_eq!(found[2..], [infinite, infinite, -infinite, -infinite, 0.0, 0.0]);
    assert!(found[6].is_sign_negative() && found[7].is_sign_negative());
}

#[test]
fn singles_hold_an_array_if_they_hold_every_number_of_it() {
    let dtype = |text: &str| read("k.json", text)[0].dtype();
    assert_eq!(dtype(r#"[0.5, 3, null, "inf", 1e-45, 16777216]"#), Dtype::F64);
    assert_eq!(dtype(r#"[0.5, 3, null, "inf", 16777216, 3.4028234663852886e38]"#), Dtype::F32);
    for double in ["0.1", "16777217", "1e39", "1e-46"] {
        assert_eq!(dtype(&format!("[0, {double}]")), Dtype::F64);
    }
    // Rounded to the nearest double, not to one beside it.
    assert_eq!(
        numbers("[1.7976931348623157e308, 9007199254740993, 0.1]"),
        [1.7976931348623157e308, 9007199254740992.0, 0.1]
    );
}

#[test]
fn lists_of_different_lengths_are_refused_by_their_place() {
    let ragged = |text: &str, at: &str, expected, found| {
        assert_eq!(refused("k.json", text), Why::Ragged { at: at.into(), expected, found }, "{text}");
    };
    ragged("[[1,2],[3]]", "k[1]", 2, Some(1));
    ragged("[[1],[2],[3],[4,5]]", "k[3]", 1, Some(2));
    ragged("[[1,2],[3,4],5]", "k[2]", 2, None);
    ragged("[[[1],[2]],[[3]]]", "k[1]", 2, Some(1));
    ragged("[[[1],[2]],[[3],[]]]", "k[1][1]", 1, Some(0));
    ragged("[[],[1]]", "k[1]", 0, Some(1));
    ragged(r#"{"a":{"q":[[1],[2,3]]}}"#, "a.q[1]", 1, Some(2));
}

#[test]
fn what_is_no_number_is_refused_by_its_place() {
    let other = |text: &str, at: &str, found: &str| {
        let why = Why::NotANumber { at: at.into(), found: found.into() };
        assert_eq!(refused("k.json", text), why, "{text}");
    };
    other("[1, [2]]", "k[1]", "[2]]");
    other(r#"[[1, "two"]]"#, "k[0][1]", r#""two"]]"#);
    other(r#"["a, \" b"]"#, "k[0]", r#""a, \" b"]"#);
    other("[true]", "k[0]", "true]");
    other(r#"[{"a": [1]}]"#, "k[0]", r#"{"a": [1]}]"#);
    other("[1e999]", "k[0]", "1e999]");
    other("[\"一二三四五六七八九\"]", "k[0]", "\"一二三四五六七");
    other(r#"["nan"]"#, "k[0]", r#""nan"]"#);
    other(r#"{"a": "text"}"#, "a", r#""text""#);
    other(r#"{"a": {"b": false}}"#, "a.b", "false");
    other(r#"{"a": {"shape": [2.5], "data": [1]}}"#, "a.shape", "[2.5]");
    other(r#"{"a": {"shape": [-1], "data": [1]}}"#, "a.shape", "[-1]");
    other(r#"{"a": {"shape": [1], "data": [[1]]}}"#, "a.data", "[[1]]");
    other(r#"{"a": {"shape": [1], "data": 1}}"#, "a.data", "1");
    other(r#"{"a": {"shape": [1], "data": [1, "x"]}}"#, "a.data[1]", r#""x"]"#);
}

#[test]
fn text_that_is_not_json_is_refused_at_its_byte() {
    let broken = |text: &[u8], at, found: &str| {
        let why = Why::Broken { part: Part::Json, name: String::new(), at, found: found.into() };
        assert_eq!(refused("k.json", text), why);
    };
    broken(b"[1, 2", 5, "");
    broken(b"[1,, 2]", 3, ", 2]");
    broken(b"[1]\n [2]", 5, "[2]");
    broken(b"{\"a\": [1],\n\"b\": [NaN]}", 17, "NaN]}");
    broken(b"\xEF\xBB\xBF[1,]", 6, "]");
    broken(b"[01]", 2, "1]");
    broken(b"{\"a\" [1]}", 5, "[1]}");
    assert!(matches!(refused("k", b"[\"\xFF\"]"), Why::Broken { part: Part::Json, .. }));
    assert!(matches!(refused("k", b"{\"\\ud800\": [1]}"), Why::Broken { part: Part::Json, .. }));
}

#[test]
fn empty_lists_too_many_axes_and_shapes_that_do_not_fit_are_refused() {
    let empty = |text: &str, shape: &[u64]| {
        assert_eq!(refused("k", text), Why::EmptyAxis { name: "k".into(), shape: shape.to_vec() });
    };
    empty("[]", &[0]);
    empty("[[], []]", &[2, 0]);
    empty(r#"{"shape": [0], "data": []}"#, &[0]);
    assert_eq!(refused("k", "[[[[[[[[[1]]]]]]]]]"), Why::Axes { name: "k".into(), found: 9, most: 8 });
    assert_eq!(numbers("[[[[[[[[1]]]]]]]]"), [1.0]);
    let length =
        Why::Length { name: "k".into(), shape: vec![2, 2], dtype: Dtype::F32, expected: 16, found: 12 };
    assert_eq!(refused("k", r#"{"shape": [2, 2], "data": [1, 2, 3]}"#), length);
}

#[test]
fn two_arrays_of_one_name_are_refused_and_so_is_a_file_without_any() {
    let twice = |text: &str, name: &str| assert_eq!(refused("k", text), Why::Duplicate { name: name.into() });
    twice(r#"{"a": [1], "b": [2], "a": [3]}"#, "a");
    twice(r#"{"a.b": [1], "a": {"b": [2]}}"#, "a.b");
    twice(r#"{"a": {"shape": [1], "shape": [1]}}"#, "a.shape");
    assert_eq!(refused("k", "{}"), Why::Nothing);
    assert_eq!(refused("k", r#"{"a": {}}"#), Why::Nothing);
}

#[test]
fn more_than_is_read_is_refused() {
    let too_large = |text: &str, limit, found, most| {
        assert_eq!(refused("k", text), Why::TooLarge { limit, found, most });
    };
    too_large(&"[".repeat(100_000), Limit::Nesting, 17, 16);
    too_large(&r#"{"a":"#.repeat(100_000), Limit::Nesting, 17, 16);
    let name = "a".repeat(200);
    too_large(&format!(r#"{{"{name}": {{"{name}": [1]}}}}"#), Limit::Name, 401, 256);
    let many: Vec<_> = (0..10_001).map(|i| format!("\"{i}\":0")).collect();
    too_large(&format!("{{{}}}", many.join(",")), Limit::Arrays, 10_001, 10_000);
    // Brackets in a string are text.
    assert!(matches!(refused("k", r#"["[[[[[[[[[[[[[[[[[[[[\"[["]"#), Why::NotANumber { .. }));
}
