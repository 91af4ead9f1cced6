//! `cargo xtask test`: everything that CI runs, the cheapest checks first.

use std::path::Path;
use std::sync::mpsc::{self, Receiver};
use std::thread::{self, ScopedJoinHandle};

use anyhow::{Context, Result, anyhow, ensure};

use crate::browser::Kind;
use crate::process::{Process, process};
use crate::steps::Steps;
use crate::{again, browser, build, hosts, numpy, project, supply, third_language, tools};

/// Set, it has the tests try far more than a change needs: they read it themselves.
const LONG: &str = "DELTASCOPE_LONG";

/// Which steps to leave out.
#[derive(Default)]
pub struct Options {
    /// Leave out the browser tests, and with them the browser.
    pub no_browser: bool,
    /// Run this step alone.
    pub only: Option<String>,
    /// Try far more than a change needs, and check what seldom changes.
    pub long: bool,
}

/// Runs the steps; the error names the one that failed.
pub fn run(options: Options) -> Result<()> {
    // The page is built beside the first steps: that ends with minutes that keep one core busy, and no other.
    thread::scope(|scope| run_beside(options, |tools| scope.spawn(move || build_beside(&tools))))
}

/// Runs the steps, the first of which begins to build the page.
fn run_beside<'scope>(
    options: Options,
    build: impl FnOnce(Receiver<()>) -> ScopedJoinHandle<'scope, Result<()>>,
) -> Result<()> {
    let mut steps = Steps::new(options.only.clone());
    let mut page = None;
    steps.step("tools", || {
        // All of them now: if the browser cannot be installed, it is better to know at once than after twenty minutes.
        tools::install_for_checks()?;
        numpy::install();
        let (tell, tools) = mpsc::channel();
        page = Some(build(tools));
        tools::install_for_build(|| Ok(()))?;
        // Nobody waits for it where dist/ is up to date, or where the page does not compile: its own step says so.
        tell.send(()).ok();
        if options.no_browser {
            return Ok(());
        }
        hosts::unpack();
        browser::find_or_install(Kind::Chromium).map(drop)
    })?;
    steps.step("rustfmt", rustfmt)?;
    steps.step("supply", supply::check)?;
    if options.long {
        steps.step("supply (long)", || {
            tools::install_for_long_mode()?;
            supply::check_all()
        })?;
    }
    steps.step("clippy", || cargo("clippy --workspace --all-targets -- -D warnings").run())?;
    // What a browser alone compiles is in the kernels and in the worker. That the crate compiles without either the page or the worker is
    // seen by the release build, which makes the module of fused kernels of it.
    steps.step("clippy (wasm32)", || {
        cargo("clippy --package deltascope --lib --bins --no-default-features --features worker --target")
            .args([tools::WASM, "--", "-D", "warnings"])
            .run()
    })?;
    // Cargo compiles a crate anew for every set of features that is asked of it. So the steps for this machine name the whole workspace,
    // and this one documents with what tests ask for: `--examples`, of which there are none, has cargo choose so.
    steps.step("doc", || {
        cargo("doc --workspace --lib --examples --no-deps").env("RUSTDOCFLAGS", "-D warnings").run()
    })?;
    // The tests in a browser are compiled here and skip themselves.
    steps.step("native tests", || long(cargo("test --workspace"), &options).run())?;
    steps.step("release build", || match page.take() {
        Some(page) => page.join().map_err(|_| anyhow!("the build of the page broke off"))?,
        None => build::run_if_changed(),
    })?;
    if options.long {
        steps.step("second build", again::same_bytes)?;
    }
    if !options.no_browser {
        let dist = project::dist();
        steps.step("browser tests", || browser_tests(Kind::Chromium, &options, &dist)?.run())?;
        if options.long {
            steps.step("lessons on a slow phone", || {
                let tests = browser_tests(Kind::Chromium, &options, &dist)?.args(["lesson_"]);
                tests.env("DELTASCOPE_PHONE", "1").run()
            })?;
            steps.step("browser tests (Firefox)", || browser_tests(Kind::Firefox, &options, &dist)?.run())?;
            steps.step("browser tests (WebKit)", || browser_tests(Kind::WebKit, &options, &dist)?.run())?;
            steps.step("third language", || {
                let dist = third_language::build()?;
                let tests = browser_tests(Kind::Chromium, &options, &dist)?.args(["clipped::"]);
                tests.env("DELTASCOPE_LANGUAGE", third_language::TAG).run()
            })?;
        }
    }
    println!("cargo xtask test: passed in {}", steps.finish()?);
    Ok(())
}

/// Builds the page, unless dist/ is up to date: compiles the programs for the browser at once, and goes on when the tools are there. Where
/// they do not come nothing is built; then the step of the tools says why.
fn build_beside(tools: &Receiver<()>) -> Result<()> {
    if build::is_up_to_date()? {
        return Ok(());
    }
    build::compile()?;
    if tools.recv().is_ok() { build::run_if_changed() } else { Ok(()) }
}

/// Checks every Rust file of the repository. `cargo fmt` follows `mod` lines and does not see those that a macro writes, so
/// rustfmt is given the files by name.
fn rustfmt() -> Result<()> {
    let files =
        process("git").args(["ls-files", "*.rs"]).read().context("git does not list the Rust files")?;
    process("rustfmt").args(["--check", "--edition", "2024"]).args(files.lines()).run()
}

fn cargo(arguments: &str) -> Process {
    process("cargo").args(arguments.split(' '))
}

/// Tells the tests of a command line of the mode.
fn long(tests: Process, options: &Options) -> Process {
    if options.long { tests.env(LONG, "1") } else { tests }
}

/// The tests in a browser, on the page in this folder.
fn browser_tests(kind: Kind, options: &Options, dist: &Path) -> Result<Process> {
    if matches!(kind, Kind::Firefox) {
        tools::install_geckodriver()?;
    }
    let browser = browser::find_or_install(kind)?;
    ensure!(dist.join("index.html").is_file(), "there is no built page: run `cargo xtask build` first");
    // Two tests at a time; one that judges times waits until it is alone.
    let tests = "test --workspace --test page -- --test-threads=2";
    let tests = match kind {
        Kind::Chromium => long(cargo(tests), options),
        // What long mode tries besides is tried in Chromium.
        Kind::Firefox => cargo(tests),
        // Its driver tells too little for the others.
        Kind::WebKit => browser::on_a_screen("cargo").args(tests.split(' ')).args(["smoke::"]),
    };
    Ok(browser.named(tests.env("DELTASCOPE_DIST", dist).env("DELTASCOPE_HOSTS", hosts::folder())))
}
