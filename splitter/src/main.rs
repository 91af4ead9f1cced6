//! Trunk calls this program instead of wasm-bindgen: it splits the page's wasm, then calls wasm-bindgen on the main part.
//!
//! Trunk has no hook between the linker and wasm-bindgen, but it takes the `wasm-bindgen` that is first on the search
//! path. `cargo xtask build` puts this one there and says with two variables where the real one is and where the pieces
//! go; from there `xtask/src/dist/pieces.rs` brings them into dist/.

mod split;

use std::env;
use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode};

use eyre::{OptionExt, Result, WrapErr};

/// The program whose wasm is split; every other program that Trunk builds passes through unchanged.
const PAGE: &str = "deltascope.wasm";

fn main() -> Result<ExitCode> {
    let program = variable("DELTASCOPE_WASM_BINDGEN")?;
    let mut args: Vec<OsString> = env::args_os().skip(1).collect();
    if let Some(input) =
        args.iter_mut().find(|arg| Path::new(arg).file_name().is_some_and(|name| name == PAGE))
    {
        let main = split::split(Path::new(input), &variable("DELTASCOPE_PIECES")?)?;
        *input = main.into_os_string();
        // The table of functions, through which the pieces call the main part and each other.
        args.push("--keep-lld-exports".into());
    }
    let status = Command::new(&program)
        .args(args)
        .status()
        .wrap_err_with(|| format!("could not start {}", program.display()))?;
    Ok(if status.success() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

fn variable(name: &str) -> Result<PathBuf> {
    let value = env::var_os(name)
        .ok_or_eyre(format!("{name} is not set; this program is for `cargo xtask build`"))?;
    Ok(value.into())
}
