//! `cargo xtask build`: the sources become dist/, a folder any static host can serve as it is.

use std::thread;

use anyhow::{Context, Result, anyhow, ensure};

use crate::process::process;
use crate::{dist, fingerprint, fused, paths, project, supply, tools};

/// How to build.
#[derive(Default)]
pub struct Options {
    /// The address of its folder on the web, if it is known: previews, canonical links and the sitemap name it.
    pub site: Option<String>,
    /// Print the sizes and do not fail over them.
    pub over_budget: bool,
}

/// Builds the page, prints its sizes, and fails over the budgets.
pub fn run(options: Options) -> Result<()> {
    tools::install_for_build(compile)?;
    // With an address the build is another one; no test compares with it.
    let inputs = if options.site.is_none() { fingerprint::of_inputs()? } else { None };
    build(inputs.as_deref(), &options)
}

/// The address of a folder on the web, from the command line: with its final slash.
///
/// # Errors
/// What is no such address.
pub fn parse_site(text: &str) -> Result<String> {
    let known = ["https://", "http://"].iter().find_map(|start| text.strip_prefix(start));
    let plain = known.is_some_and(|rest| !rest.is_empty() && !rest.contains(['?', '#', '"', '<', ' ']));
    ensure!(plain, "`{text}` is no address of a folder such as https://example.org/deltascope/");
    Ok(format!("{}/", text.trim_end_matches('/')))
}

/// Whether dist/ is what a build would make.
pub fn is_up_to_date() -> Result<bool> {
    Ok(fingerprint::of_inputs()?.is_some_and(|inputs| fingerprint::matches(&inputs, &project::dist())))
}

/// Builds the page, unless dist/ is up to date.
pub fn run_if_changed() -> Result<()> {
    if is_up_to_date()? {
        println!("dist/ is up to date");
        return Ok(());
    }
    run(Options::default())
}

/// How Trunk has cargo compile the page: index.html says so.
const PAGE: &str = "--bin deltascope --profile page";

/// How Trunk has cargo compile the worker: index.html says so.
const WORKER: &str = "--bin timing_worker --release --no-default-features --features worker";

/// Compiles the programs while Trunk itself is being compiled; Trunk then finds them done. What times is compiled beside the page: each
/// ends with a minute or two in which the compiler keeps one core busy.
pub fn compile() -> Result<()> {
    println!("compiling the page and its worker (3 to 6 minutes the first time)");
    fetch()?;
    thread::scope(|scope| {
        let kernels = scope.spawn(|| fused::compile().and_then(|()| compile_program(WORKER)));
        let page = compile_program(PAGE);
        kernels.join().map_err(|_| anyhow!("the compilation of the kernels broke off"))?.and(page)
    })
}

/// Compiles one program for the browser; `flags` choose it.
fn compile_program(flags: &str) -> Result<()> {
    process("cargo")
        .args(["build", "--offline", "--target", tools::WASM])
        .args(flags.split(' '))
        .env(&paths::variable(), paths::flags())
        .run()
}

/// Trunk runs offline so that it downloads no tools of its own; so cargo has to fetch the crates first: those of the page, and those
/// of this machine, for which macros and build scripts are compiled.
fn fetch() -> Result<()> {
    let host = process("rustc")
        .args(["--print", "host-tuple"])
        .read()
        .context("rustc does not name this machine")?;
    process("cargo").args(["fetch", "--target", tools::WASM, "--target", host.trim()]).run()
}

fn build(inputs: Option<&str>, Options { site, over_budget }: &Options) -> Result<()> {
    let (dist, pieces) = (project::dist(), project::tools().join("pieces"));
    fingerprint::forget();
    fetch()?;
    process(tools::program("trunk"))
        .args(["build", "--release", "--offline"])
        .env("PATH", tools::path()?)
        .env("DELTASCOPE_PIECES", &pieces)
        .env(&paths::variable(), paths::flags())
        .run()?;
    fused::build(&dist)?;
    dist::finish(&dist, &pieces, site.as_deref())
        .context("the page was built, but could not be made ready to deploy")?;
    let kept = dist::budget::check(&dist);
    if !over_budget {
        kept?;
    }
    println!("what the page is made of is listed in {}", supply::bill_of_materials()?.display());
    match inputs {
        Some(inputs) => fingerprint::store(inputs, &dist),
        None => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_programs_are_compiled_as_trunk_compiles_them() {
        let index = std::fs::read_to_string(project::root().join("index.html")).unwrap();
        for attributes in [
            r#"data-bin="deltascope" data-cargo-profile="page""#,
            r#"data-bin="timing_worker" data-type="worker" data-cargo-no-default-features data-cargo-features="worker""#,
        ] {
            assert!(index.contains(attributes), "{attributes}");
        }
    }

    #[test]
    fn the_address_of_a_site_ends_with_one_slash() {
        for text in ["https://a.org/b", "https://a.org/b/"] {
            assert_eq!(parse_site(text).unwrap(), "https://a.org/b/");
        }
        for text in ["a.org", "https://", "https://a.org/?b", "https://a.org/\"x"] {
            assert!(parse_site(text).unwrap_err().to_string().contains(text), "{text}");
        }
    }
}
