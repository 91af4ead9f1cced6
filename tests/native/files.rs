//! Files of arrays: what other programs wrote, what is refused and by which words, what comes back from what is written, and
//! thousands of files that were broken at random.

mod fuzz;
mod made;
mod mutations;
mod refused_json;
mod refused_npy;
mod refused_npz;
mod refused_safetensors;
mod round_trips;
mod written;

use deltascope::io::{self, Array, Why};

/// The arrays of a file that can be read.
fn read(name: &str, bytes: impl Into<Vec<u8>>) -> Vec<Array> {
    io::read(name, bytes.into().into()).unwrap()
}

/// Why a file is refused.
#[track_caller]
fn refused(name: &str, bytes: impl Into<Vec<u8>>) -> Why {
    let error = io::read(name, bytes.into().into()).unwrap_err();
    assert_eq!(error.file, name);
    assert!(error.to_string().starts_with(name) && error.to_string().len() < 700, "{error}");
    error.why
}
