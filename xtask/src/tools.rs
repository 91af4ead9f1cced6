//! Installs the tools that a build needs, in pinned versions, into `.tools/`.

use std::env;
use std::env::consts::EXE_SUFFIX;
use std::ffi::OsString;
use std::fs;
use std::path::PathBuf;

use anyhow::{Context, Result, bail};

use crate::process::process;
use crate::project;

/// The target the page is compiled for.
pub const WASM: &str = "wasm32-unknown-unknown";

/// A program from crates.io in one exact version.
struct Tool {
    package: &'static str,
    program: &'static str,
    version: String,
    flags: &'static [&'static str],
    minutes: &'static str,
}

fn trunk() -> Tool {
    Tool {
        package: "trunk",
        program: "trunk",
        // 0.22 needs a newer compiler than rust-toolchain.toml names.
        version: "0.21.14".to_owned(),
        // Trunk downloads nothing here, so it needs neither TLS nor its check for updates.
        flags: &["--locked", "--no-default-features"],
        minutes: "2 to 5 minutes on 2 cores",
    }
}

/// wasm-bindgen's program and library must have the same version; the library decides.
fn wasm_bindgen() -> Result<Tool> {
    let lock = fs::read_to_string(project::root().join("Cargo.lock")).context("could not read Cargo.lock")?;
    let version = locked_version(&lock, "wasm-bindgen").context("Cargo.lock does not list wasm-bindgen")?;
    Ok(Tool {
        package: "wasm-bindgen-cli",
        program: "wasm-bindgen",
        version: version.to_owned(),
        // Not `--locked`: its lock file names a version that the registry no longer serves.
        flags: &[],
        minutes: "1 to 3 minutes on 2 cores",
    })
}

/// The version of `package` in the text of a Cargo.lock.
fn locked_version<'a>(lock: &'a str, package: &str) -> Option<&'a str> {
    let (_, entry) = lock.split_once(&format!("name = \"{package}\"\nversion = \""))?;
    entry.split('"').next()
}

/// Installs the tools for building the page, as far as they are missing.
pub fn install_for_build() -> Result<()> {
    install_target()?;
    trunk().install()?;
    wasm_bindgen()?.install()?;
    install_splitter()
}

/// Compiles the splitter and puts it where Trunk looks for wasm-bindgen.
fn install_splitter() -> Result<()> {
    let tools = project::tools();
    println!("the splitter is compiled when it changed (about a minute the first time)");
    process("cargo")
        .args(["install", "--path", "splitter", "--locked", "--debug", "--force", "--quiet"])
        .args(["--root".as_ref(), tools.as_os_str()])
        .run()?;
    fs::create_dir_all(stand_in())?;
    let (built, named) = (format!("splitter{EXE_SUFFIX}"), format!("wasm-bindgen{EXE_SUFFIX}"));
    fs::copy(tools.join("bin").join(built), stand_in().join(named))
        .context("the splitter is not where cargo put it")?;
    Ok(())
}

/// The folder of the splitter under the name of wasm-bindgen.
fn stand_in() -> PathBuf {
    project::tools().join("splitter")
}

/// The real wasm-bindgen.
pub fn wasm_bindgen_program() -> PathBuf {
    project::tools().join("bin").join("wasm-bindgen")
}

/// Installs the tools for checking the sources, as far as they are missing.
pub fn install_for_checks() -> Result<()> {
    for component in ["rustfmt", "clippy"] {
        let subcommand = component.trim_start_matches("rust"); // `cargo fmt`, `cargo clippy`
        if process("cargo").args([subcommand, "--version"]).read().is_none() {
            println!("{component} is missing: rustup adds it (a few seconds)");
            process("rustup").args(["component", "add", component]).run()?;
        }
    }
    install_target()
}

fn install_target() -> Result<()> {
    let libraries = process("rustc").args(["--print", "target-libdir", "--target", WASM]).read();
    if libraries.is_some_and(|folder| PathBuf::from(folder.trim()).is_dir()) {
        return Ok(());
    }
    println!("the target {WASM} is missing: rustup adds it (a few seconds)");
    process("rustup")
        .args(["target", "add", WASM])
        .run()
        .with_context(|| format!("the standard library for {WASM} could not be installed"))
}

impl Tool {
    fn install(&self) -> Result<()> {
        let Self { package, program, version, .. } = self;
        if self.installed_version().as_deref() == Some(version) {
            return Ok(());
        }
        println!("{program} {version} is missing: compiling it into .tools/ ({}, once)", self.minutes);
        let folder = project::tools();
        // With a target folder of its own, an interrupted installation continues where it stopped.
        let target = folder.join("target");
        process("cargo")
            .args(["install", package, "--version", version, "--bin", program, "--debug", "--force"])
            .args(self.flags)
            .args(["--root".as_ref(), folder.as_os_str(), "--target-dir".as_ref(), target.as_os_str()])
            // A debug build is fast enough to bundle with; without debug information it also links fast.
            .env("CARGO_PROFILE_DEV_DEBUG", "0")
            // Without a lock file: versions that the pinned compiler accepts, not the newest.
            .env("CARGO_RESOLVER_INCOMPATIBLE_RUST_VERSIONS", "fallback")
            .run()?;
        fs::remove_dir_all(&target).ok();
        match self.installed_version() {
            Some(found) if found == *version => Ok(()),
            found => bail!("{program} {version} was installed, but {found:?} answers in .tools/bin"),
        }
    }

    fn installed_version(&self) -> Option<String> {
        let program = project::tools().join("bin").join(self.program);
        let answer = process(program).args(["--version"]).read()?;
        answer.split_whitespace().last().map(str::to_owned)
    }
}

/// The versions that the built page depends on, one per line.
pub fn versions() -> Result<String> {
    let rustc = process("rustc").args(["--version", "--verbose"]).read().context("could not run rustc")?;
    Ok([rustc, trunk().version, wasm_bindgen()?.version].join("\n"))
}

/// The search path with this repository's tools before all others, and the splitter before wasm-bindgen.
pub fn path() -> Result<OsString> {
    let inherited = env::var_os("PATH").unwrap_or_default();
    let folders = [stand_in(), project::tools().join("bin")].into_iter().chain(env::split_paths(&inherited));
    env::join_paths(folders).context("PATH cannot hold the path of this repository")
}

#[cfg(test)]
mod tests {
    use super::locked_version;

    #[test]
    fn the_lock_file_names_the_version() {
        let lock = "[[package]]\nname = \"wasm-bindgen-macro\"\nversion = \"9.9.9\"\n\n\
                    [[package]]\nname = \"wasm-bindgen\"\nversion = \"0.2.130\"\n";
        assert_eq!(locked_version(lock, "wasm-bindgen"), Some("0.2.130"));
        assert_eq!(locked_version(lock, "trunk"), None);
    }
}
