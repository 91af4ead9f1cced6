//! Files broken at random: bits turned, ends cut off, pieces of other files put in, lengths and headers edited.

use std::fs;
use std::path::Path;

use rand::RngExt;
use rand_chacha::ChaCha8Rng;

use super::made::{Entry, zip};

/// Bytes that mean something in one of the formats.
const WORDS: [&str; 40] = [
    "{",
    "}",
    "[",
    "]",
    ",",
    ":",
    "\"",
    "'",
    "(",
    ")",
    "\\",
    "null",
    "NaN",
    "1e999",
    "-",
    "0",
    "9",
    "\u{feff}",
    "True",
    "False",
    "'shape': ",
    "'descr': ",
    "'|O'",
    "'>f8'",
    "'<V2'",
    "(0,)",
    "(18446744073709551615, 2)",
    "\"data_offsets\":[0,0]",
    "\"dtype\":\"F8_E4M3\"",
    "\"shape\":[4294967296,4294967296]",
    "__metadata__",
    "PK\x01\x02",
    "PK\x03\x04",
    "PK\x05\x06",
    "PK\x06\x06",
    "\u{93}NUMPY",
    "\n",
    " ",
    ".npy",
    "\0\0\0\0",
];

/// Numbers that lengths are set to.
const LENGTHS: [u64; 12] = [0, 1, 2, 7, 8, 255, 65_535, 65_536, 0x7FFF_FFFF, 0xFFFF_FFFF, 1 << 40, u64::MAX];

/// Every file that other programs wrote for the tests, by name.
pub fn written() -> Vec<(String, Vec<u8>)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/files");
    let paths = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let name = |path: &Path| path.file_name().unwrap().to_str().unwrap().to_owned();
    let mut files: Vec<_> = paths
        .filter(|path| path.extension().is_some_and(|end| end != "py") && !path.ends_with("expected.json"))
        .map(|path| (name(&path), fs::read(path).unwrap()))
        .collect();
    files.sort();
    assert!(files.len() > 20, "only {} files were found", files.len());
    files
}

/// One of the files, broken in one to four places, most often in one. Now and then it is then an entry of a zip file with the right
/// checksum, so that what is broken is not only seen there.
pub fn broken(files: &[(String, Vec<u8>)], rng: &mut ChaCha8Rng) -> Vec<u8> {
    // Every format as often as every other, however many files it has.
    let end = [".npy", ".npz", ".safetensors", ".json"][rng.random_range(0..4)];
    let of_format: Vec<_> = files.iter().filter(|(name, _)| name.ends_with(end)).collect();
    let all: Vec<_> = if of_format.is_empty() { files.iter().collect() } else { of_format };
    let mut file = all[rng.random_range(0..all.len())].1.clone();
    let other = if rng.random() { file.clone() } else { files[rng.random_range(0..files.len())].1.clone() };
    for _ in 0..[1, 1, 1, 2, 4][rng.random_range(0..5)] {
        mutate(&mut file, &other, rng);
    }
    match rng.random_range(0..8) {
        0 => zip(&[Entry::stored("a.npy", &file)]).0,
        1 => zip(&[Entry::deflated("a.npy", &file), Entry::stored("b", other_half(&file))]).0,
        _ => file,
    }
}

fn other_half(file: &[u8]) -> &[u8] {
    &file[file.len() / 2..]
}

fn mutate(file: &mut Vec<u8>, other: &[u8], rng: &mut ChaCha8Rng) {
    let at = place(file.len(), rng);
    match rng.random_range(0..12) {
        0 => {
            if let Some(byte) = file.get_mut(at) {
                *byte ^= 1 << rng.random_range(0..8);
            }
        }
        1 => file.truncate(at),
        2 => {
            let end = (at + rng.random_range(0..20)).min(file.len());
            file.drain(at..end);
        }
        3 => {
            let (from, to) = (place(other.len(), rng), place(other.len(), rng));
            let end = (at + rng.random_range(0..64)).min(file.len());
            file.splice(at..end, other[from.min(to)..from.max(to)].iter().copied());
        }
        4 => file.insert(at, rng.random()),
        5 => {
            let word = WORDS[rng.random_range(0..WORDS.len())].as_bytes();
            file.splice(at..at, word.iter().copied());
        }
        6 => {
            let word = WORDS[rng.random_range(0..WORDS.len())].as_bytes();
            let end = (at + word.len()).min(file.len());
            file.splice(at..end, word.iter().copied());
        }
        7 => {
            let length = LENGTHS[rng.random_range(0..LENGTHS.len())].to_le_bytes();
            let width = [1, 2, 4, 8][rng.random_range(0..4)];
            let end = (at + width).min(file.len());
            file.splice(at..end, length[..end - at].iter().copied());
        }
        // A piece of a list or a header is left out, or stands there twice: that is often still well formed.
        8 | 9 => {
            let commas: Vec<usize> = (0..file.len()).filter(|at| file[*at] == b',').collect();
            if commas.len() > 1 {
                let [from, to] = [0, 1].map(|_| rng.random_range(0..commas.len() - 1));
                let piece = commas[from]..commas[from + 1];
                if rng.random() {
                    file.drain(piece);
                } else {
                    let piece = file[piece].to_vec();
                    file.splice(commas[to]..commas[to], piece);
                }
            }
        }
        // A digit of a header, or of a number.
        _ => {
            let digits = file.iter().skip(at).position(u8::is_ascii_digit);
            if let Some(after) = digits {
                file[at + after] = rng.random_range(b'0'..=b'9');
            }
        }
    }
}

/// A place in a file: most often where its headers are, at the beginning or at the end.
fn place(length: usize, rng: &mut ChaCha8Rng) -> usize {
    let near = rng.random_range(0..200).min(length);
    match rng.random_range(0..4) {
        0 | 1 => near,
        2 => length - near,
        _ => rng.random_range(0..=length),
    }
}
