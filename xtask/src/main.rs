//! `cargo xtask <command>`: reads the command line, calls the command, reports errors.

use std::process::ExitCode;

use anyhow::{Result, bail};
use pico_args::Arguments;
use xtask::{bench, build, serve, test};

const USAGE: &str = "\
Usage: cargo xtask <command>

  serve [--port N] [--isolated]   build the page, serve it on http://127.0.0.1:8080 and open it
  build [--site URL]              build the page into dist/, ready for any static host; previews and the
                                  sitemap name the URL under which the folder will stand
        [--over-budget]           print its sizes and do not fail over them
  test [--no-browser]             run all that CI runs
       [--only STEP]              run one step of it (STEP is a name that `test` prints)
       [--long]                   try far more than a change needs, in Firefox and WebKit too, and check what seldom
                                  changes
  bench [--native | --repeat]     time the kernels in Chromium, or natively under criterion; or the lab's sweep twice

Missing tools are installed into .tools/ first.";

fn main() -> ExitCode {
    let mut args = Arguments::from_env();
    let command = args.subcommand().unwrap_or_default();
    match run(command.as_deref(), args) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            let prefix = command.map(|command| format!(" {command}")).unwrap_or_default();
            eprintln!("cargo xtask{prefix}: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn run(command: Option<&str>, mut args: Arguments) -> Result<()> {
    match command {
        Some("serve") => {
            let port = args.opt_value_from_fn("--port", serve::parse_port)?.unwrap_or(serve::DEFAULT_PORT);
            let isolated = args.contains("--isolated");
            refuse_rest(args)?;
            serve::run(port, isolated)
        }
        Some("build") => {
            let site = args.opt_value_from_fn("--site", build::parse_site)?;
            let over_budget = args.contains("--over-budget");
            refuse_rest(args)?;
            build::run(build::Options { site, over_budget })
        }
        Some("test") => {
            let [no_browser, long] = ["--no-browser", "--long"].map(|flag| args.contains(flag));
            let only = args.opt_value_from_str("--only")?;
            refuse_rest(args)?;
            test::run(test::Options { no_browser, only, long })
        }
        Some("bench") => {
            let [native, repeat] = ["--native", "--repeat"].map(|flag| args.contains(flag));
            refuse_rest(args)?;
            match (native, repeat) {
                (true, true) => bail!("one of --native and --repeat\n\n{USAGE}"),
                (true, false) => bench::native(),
                (false, true) => bench::twice(),
                (false, false) => bench::in_browser(),
            }
        }
        None => {
            refuse_rest(args)?;
            println!("{USAGE}");
            Ok(())
        }
        Some(_) => bail!("there is no such command\n\n{USAGE}"),
    }
}

/// A mistyped flag must not be passed over in silence.
fn refuse_rest(args: Arguments) -> Result<()> {
    match args.finish().first() {
        None => Ok(()),
        Some(rest) => bail!("`{}` is not understood here\n\n{USAGE}", rest.to_string_lossy()),
    }
}
