//! `cargo xtask serve`: builds the page where needed, serves it on this machine, and opens it.

use std::env;
use std::io::ErrorKind;
use std::net::{Ipv4Addr, TcpListener};
use std::process::{Command, Stdio};

use anyhow::{Context, Result, bail};

use crate::server::Server;
use crate::site::Site;
use crate::{build, preview, project};

/// The port without `--port`.
pub const DEFAULT_PORT: u16 = 8080;

/// Reads the value of `--port`.
pub fn parse_port(text: &str) -> Result<u16> {
    match text.parse() {
        Ok(port) if port > 0 => Ok(port),
        _ => bail!("--port wants a number from 1 to 65535, not `{text}`"),
    }
}

/// Serves dist/ until Ctrl-C; `isolated` adds the two headers that give browsers a finer clock.
pub fn run(port: u16, isolated: bool) -> Result<()> {
    // The port comes first: nobody should wait for a build only to learn that it is taken.
    let listener = reserve(port)?;
    let built = build::is_up_to_date()?;
    if !built {
        // It is dropped before the built page is served in its place; a browser that asks in between waits.
        let texts = Server::start(Site::new(preview::write()?), listener.try_clone()?)?;
        println!(
            "the texts can be read on {} while the program is compiled",
            texts.url().trim_end_matches('/')
        );
        open_in_browser(&texts.url());
        build::run(build::Options::default())?;
    }
    let server = Server::start(Site::new(project::dist()).isolated(isolated), listener)?;
    println!("serving dist/ on {} (Ctrl-C stops)", server.url().trim_end_matches('/'));
    if built {
        open_in_browser(&server.url());
    }
    server.wait();
    Ok(())
}

fn reserve(port: u16) -> Result<TcpListener> {
    match TcpListener::bind((Ipv4Addr::LOCALHOST, port)) {
        Err(error) if error.kind() == ErrorKind::AddrInUse => {
            bail!(
                "port {port} is taken: stop the program that listens there, or choose another with --port N"
            )
        }
        listener => listener.with_context(|| format!("could not listen on port {port}")),
    }
}

/// Opens the page where there is a desktop; the address is printed already, so failing is no error.
fn open_in_browser(url: &str) {
    let opener = if cfg!(target_os = "macos") {
        Some(("open", &[][..]))
    } else if cfg!(windows) {
        Some(("cmd", &["/C", "start"][..]))
    } else {
        let desktop = ["DISPLAY", "WAYLAND_DISPLAY"].iter().any(|name| env::var_os(name).is_some());
        desktop.then_some(("xdg-open", &[][..]))
    };
    if let Some((program, args)) = opener {
        Command::new(program).args(args).arg(url).stdout(Stdio::null()).stderr(Stdio::null()).spawn().ok();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ports() {
        assert_eq!(parse_port("8081").unwrap(), 8081);
        for nonsense in ["0", "-1", "65536", "http", ""] {
            assert!(parse_port(nonsense).unwrap_err().to_string().contains(&format!("`{nonsense}`")));
        }
    }

    #[test]
    fn a_taken_port_is_named() {
        let first = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
        let port = first.local_addr().unwrap().port();
        assert!(reserve(port).unwrap_err().to_string().starts_with(&format!("port {port} is taken")));
    }
}
