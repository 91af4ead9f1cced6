//! Trunk calls this program instead of wasm-bindgen: it splits the page's wasm, then does to the main part what wasm-bindgen does, with
//! shorter names.
//!
//! Trunk has no hook between the linker and wasm-bindgen, but it takes the `wasm-bindgen` that is first on the search
//! path. `cargo xtask build` puts this one there and says with a variable where the pieces go; from there
//! `xtask/src/dist/pieces.rs` brings them into dist/. It is built on wasm-bindgen's own library, so the program `wasm-bindgen`
//! need not be compiled beside it.

mod bundles;
mod merge;
mod piece;
mod short;
mod split;
mod table;
mod users;

use std::path::PathBuf;
use std::{env, fs};

use eyre::{OptionExt, Result, WrapErr, ensure, eyre};
use pico_args::Arguments;
use wasm_bindgen_cli_support::Bindgen;

/// The program whose wasm is split; every other program that Trunk builds stays whole.
const PAGE: &str = "deltascope.wasm";
/// The version of wasm-bindgen, which Trunk asks for: the library in the page must have the same.
const VERSION: &str = "0.2.130";

fn main() -> Result<()> {
    let mut args = Arguments::from_env();
    if args.contains("--version") {
        println!("wasm-bindgen {VERSION}");
        return Ok(());
    }
    bind(&Call::parse(args)?)
}

/// The options that Trunk gives to wasm-bindgen.
#[derive(Debug, PartialEq)]
struct Call {
    input: PathBuf,
    out_dir: PathBuf,
    out_name: String,
    typescript: bool,
}

impl Call {
    /// # Errors
    /// An option that is missing, or that is none of those that Trunk gives.
    fn parse(mut args: Arguments) -> Result<Self> {
        let target: String = args.value_from_str("--target")?;
        ensure!(target == "web", "this program writes for the target web, not for {target}");
        let call = Self {
            out_dir: args.value_from_str("--out-dir")?,
            out_name: args.value_from_str("--out-name")?,
            typescript: !args.contains("--no-typescript"),
            input: args.free_from_str()?,
        };
        match args.finish().first() {
            None => Ok(call),
            Some(rest) => Err(eyre!("`{}` is not understood here", rest.to_string_lossy())),
        }
    }
}

/// Writes the glue, and the module that it goes with.
fn bind(call: &Call) -> Result<()> {
    let splits = call.input.file_name().is_some_and(|name| name == PAGE);
    let main = if splits { split::split(&call.input, &pieces()?)? } else { call.input.clone() };
    Bindgen::new()
        .input_path(main)
        .web(true)
        .and_then(|bindgen| {
            bindgen
                .out_name(&call.out_name)
                .typescript(call.typescript)
                // The glue finds the module beside it.
                .omit_default_module_path(false)
                // The table of functions, through which the pieces call the main part and each other.
                .keep_lld_exports(splits)
                .generate(&call.out_dir)
        })
        .map_err(|error| eyre!("{error:#}"))?;
    shorten(call)?;
    if splits {
        let module = call.out_dir.join(format!("{}_bg.wasm", call.out_name));
        fs::write(&module, table::filled(&fs::read(&module)?)?)?;
    }
    Ok(())
}

/// Gives what the module takes from the glue short names, in both.
fn shorten(call: &Call) -> Result<()> {
    let module = format!("{}_bg.wasm", call.out_name);
    let [module, glue] = [module, format!("{}.js", call.out_name)].map(|name| call.out_dir.join(name));
    let from = format!("./{}_bg.js", call.out_name);
    let (short, text) = short::names(&fs::read(&module)?, &fs::read_to_string(&glue)?, &from)
        .wrap_err_with(|| format!("no short names in {}", module.display()))?;
    fs::write(module, short)?;
    fs::write(glue, text)?;
    Ok(())
}

/// Where the pieces go.
fn pieces() -> Result<PathBuf> {
    let value = env::var_os("DELTASCOPE_PIECES")
        .ok_or_eyre("DELTASCOPE_PIECES is not set; this program is for `cargo xtask build`")?;
    Ok(value.into())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parsed(args: &[&str]) -> Result<Call> {
        Call::parse(Arguments::from_vec(args.iter().map(Into::into).collect()))
    }

    #[test]
    fn the_options_of_trunk_are_understood() {
        let call = parsed(&["--target=web", "--out-dir=a/b", "--out-name=page", "c.wasm", "--no-typescript"])
            .unwrap();
        let (input, out_dir) = ("c.wasm".into(), "a/b".into());
        assert_eq!(call, Call { input, out_dir, out_name: "page".to_owned(), typescript: false });
    }

    #[test]
    fn other_options_and_targets_are_named() {
        for (args, named) in [
            (&["--target=web", "--out-dir=a", "--out-name=b", "c.wasm", "--keep-debug"][..], "--keep-debug"),
            (&["--target=bundler", "--out-dir=a", "--out-name=b", "c.wasm"], "bundler"),
            (&["--target=web", "--out-name=b", "c.wasm"], "--out-dir"),
        ] {
            assert!(parsed(args).unwrap_err().to_string().contains(named), "{args:?}");
        }
    }

    #[test]
    fn the_version_is_that_of_the_library_and_of_the_crate_in_the_page() {
        let lock = include_str!("../../Cargo.lock");
        for package in ["wasm-bindgen", "wasm-bindgen-cli-support"] {
            assert!(lock.contains(&format!("name = \"{package}\"\nversion = \"{VERSION}\"\n")), "{package}");
        }
    }
}
