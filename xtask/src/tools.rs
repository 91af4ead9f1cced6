//! Installs the tools that a build needs, in pinned versions, into `.tools/`.

use std::env;
use std::env::consts::EXE_SUFFIX;
use std::ffi::OsString;
use std::fs;
use std::path::PathBuf;
use std::thread;

use anyhow::{Context, Result, anyhow, bail};

use crate::process::process;
use crate::project;

/// The target the page is compiled for.
pub const WASM: &str = "wasm32-unknown-unknown";

/// A program from crates.io in one exact version.
struct Tool {
    package: &'static str,
    program: &'static str,
    version: &'static str,
    flags: &'static [&'static str],
    minutes: &'static str,
}

const TRUNK: Tool = Tool {
    package: "trunk",
    program: "trunk",
    // 0.22 needs a newer compiler than rust-toolchain.toml names.
    version: "0.21.14",
    // Trunk downloads nothing here, so it needs neither TLS nor its check for updates.
    flags: &["--locked", "--no-default-features"],
    minutes: "2 to 5 minutes on 2 cores",
};

/// Reads what `deny.toml` says of the crates. In long mode alone: it is compiled longer than all checks take.
const DENY: Tool = Tool {
    package: "cargo-deny",
    program: "cargo-deny",
    version: "0.20.2",
    flags: &["--locked", "--no-default-features"],
    minutes: "5 to 10 minutes on 2 cores",
};

/// Finds words that are misspelt. It is compiled for longer than a minute, so it is for long mode too.
const TYPOS: Tool = Tool {
    package: "typos-cli",
    program: "typos",
    version: "1.52.0",
    flags: &["--locked"],
    minutes: "2 to 3 minutes on 2 cores",
};

/// Drives Firefox, in long mode.
const GECKODRIVER: Tool = Tool {
    package: "geckodriver",
    program: "geckodriver",
    version: "0.37.1",
    flags: &["--locked"],
    minutes: "2 to 4 minutes on 2 cores",
};

/// Where a tool that is installed here lies.
pub fn program(name: &str) -> PathBuf {
    project::tools().join("bin").join(format!("{name}{EXE_SUFFIX}"))
}

/// Installs what long mode needs besides.
pub fn install_for_long_mode() -> Result<()> {
    [TYPOS, DENY].iter().try_for_each(Tool::install_if_missing)
}

/// Installs what drives Firefox.
pub fn install_geckodriver() -> Result<()> {
    GECKODRIVER.install_if_missing()
}

/// Installs the tools for building the page, as far as they are missing. While Trunk is being compiled, `meanwhile` is done: at the end
/// of its compilation Trunk keeps one core busy for most of a minute.
pub fn install_for_build(meanwhile: impl FnOnce() -> Result<()>) -> Result<()> {
    install_target()?;
    if TRUNK.is_installed() {
        return install_splitter();
    }
    thread::scope(|scope| {
        let trunk = scope.spawn(|| TRUNK.install());
        let here = install_splitter().and_then(|()| meanwhile());
        trunk.join().map_err(|_| anyhow!("the installation of Trunk broke off"))?.and(here)
    })
}

/// Compiles the splitter and puts it where Trunk looks for wasm-bindgen.
fn install_splitter() -> Result<()> {
    let target = project::target();
    println!("the splitter is compiled when it changed (about a minute the first time)");
    // Of the whole workspace, and with what tests ask of the crates: `--examples`, of which there are none, has cargo choose so. The
    // native tests then find these crates compiled.
    process("cargo")
        .args(["build", "--workspace", "--bin", "splitter", "--examples", "--quiet"])
        .args(["--target-dir".as_ref(), target.as_os_str()])
        .run()?;
    fs::create_dir_all(stand_in())?;
    let (built, named) = (format!("splitter{EXE_SUFFIX}"), format!("wasm-bindgen{EXE_SUFFIX}"));
    fs::copy(target.join("debug").join(built), stand_in().join(named))
        .context("the splitter is not where cargo put it")?;
    Ok(())
}

/// The folder of the splitter under the name of wasm-bindgen.
fn stand_in() -> PathBuf {
    project::tools().join("splitter")
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
    fn is_installed(&self) -> bool {
        self.installed_version().as_deref() == Some(self.version)
    }

    fn install_if_missing(&self) -> Result<()> {
        if self.is_installed() { Ok(()) } else { self.install() }
    }

    fn install(&self) -> Result<()> {
        let Self { package, program, version, .. } = self;
        println!("{program} {version} is missing: compiling it into .tools/ ({}, once)", self.minutes);
        let folder = project::tools();
        // With a target folder of its own, an interrupted installation continues where it stopped.
        let target = folder.join("target");
        process("cargo")
            .args([
                "install",
                package,
                "--version",
                version,
                "--bin",
                program,
                "--debug",
                "--force",
                "--quiet",
            ])
            .args(self.flags)
            .args(["--root".as_ref(), folder.as_os_str(), "--target-dir".as_ref(), target.as_os_str()])
            // A debug build is fast enough to bundle with; without what only its own developers need it compiles and links faster.
            .env("CARGO_PROFILE_DEV_DEBUG", "0")
            .env("CARGO_PROFILE_DEV_DEBUG_ASSERTIONS", "false")
            .env("CARGO_PROFILE_DEV_OVERFLOW_CHECKS", "false")
            .env("CARGO_PROFILE_DEV_PANIC", "abort")
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
        let answer = process(program(self.program)).args(["--version"]).read()?;
        answer.split_whitespace().last().map(str::to_owned)
    }
}

/// The versions that the built page depends on, one per line.
pub fn versions() -> Result<String> {
    let rustc = process("rustc").args(["--version", "--verbose"]).read().context("could not run rustc")?;
    Ok([rustc.as_str(), TRUNK.version].join("\n"))
}

/// The search path with this repository's tools before all others, and the splitter before wasm-bindgen.
pub fn path() -> Result<OsString> {
    let inherited = env::var_os("PATH").unwrap_or_default();
    let folders = [stand_in(), project::tools().join("bin")].into_iter().chain(env::split_paths(&inherited));
    env::join_paths(folders).context("PATH cannot hold the path of this repository")
}
