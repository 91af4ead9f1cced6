//! Installs NumPy for the tests that run the programs which the page prints, into `.tools/numpy`.

use std::path::PathBuf;

use crate::process::{Process, process};
use crate::project;

/// The version that the programs are run with. It needs Python 3.11 or newer.
const VERSION: &str = "2.4.6";

/// Installs NumPy, unless it is there. Where it cannot be had nothing fails: the test of those programs then says that it is skipped, and
/// those in Rust are run all the same.
pub fn install() {
    if installed().as_deref() == Some(VERSION) {
        return;
    }
    println!("NumPy {VERSION} is missing: pip puts it into .tools/numpy (some seconds, once)");
    let numpy = format!("numpy=={VERSION}");
    let run = process("python3")
        .args(["-m", "pip", "install", "--quiet", "--upgrade", "--target"])
        .args([folder().as_os_str(), numpy.as_ref()])
        .run();
    match (run, installed()) {
        (Ok(()), Some(found)) if found == VERSION => {}
        (Err(error), _) => println!("NumPy could not be installed ({error:#}): its programs will not be run"),
        (_, found) => println!("Python finds NumPy {found:?}: the programs for it will not be run"),
    }
}

/// The version that Python finds there.
fn installed() -> Option<String> {
    let print = ["-c", "import numpy; print(numpy.__version__)"];
    let found: Option<Process> = folder().is_dir().then(|| process("python3").env("PYTHONPATH", folder()));
    Some(found?.args(print).read()?.trim().to_owned())
}

/// Where it lies. The tests look there, too.
fn folder() -> PathBuf {
    project::tools().join("numpy")
}
