//! Starts chromedriver as a child process, and stops it.

use std::io::{self, BufRead, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::thread;

use crate::profiles::Profile;

/// How often chromedriver may look for a port.
const TRIES: usize = 5;

/// A running chromedriver; dropping it stops it.
pub struct Driver {
    child: Child,
    /// The address it listens on.
    pub url: String,
    /// Where its browser keeps its profile, which is removed after it has ended.
    _profile: Profile,
}

impl Driver {
    /// Starts chromedriver on a port that it chooses itself. It looks for one that is free for IPv6 and ends where the same one is taken
    /// for IPv4, as happens beside browsers and servers with ports of their own; then it is started again.
    pub fn start(program: &Path) -> Self {
        (0..TRIES).find_map(|_| Self::try_start(program)).expect("chromedriver finds a port and names it")
    }

    /// Nothing where it has ended without a port.
    fn try_start(program: &Path) -> Option<Self> {
        let profile = Profile::new();
        let mut child = Command::new(program)
            .arg("--port=0")
            .env("TMPDIR", &profile.0)
            .stdout(Stdio::piped())
            .spawn()
            .unwrap_or_else(|error| panic!("could not start {}: {error}", program.display()));
        let mut output = BufReader::new(child.stdout.take().expect("stdout is piped"));
        let Some(port) = read_port(&mut output) else {
            child.wait().ok();
            return None;
        };
        // chromedriver goes on writing, and would block if nobody read.
        thread::spawn(move || io::copy(&mut output, &mut io::sink()));
        Some(Self { child, url: format!("http://127.0.0.1:{port}"), _profile: profile })
    }
}

/// Reads up to "ChromeDriver was started successfully on port 40123."
fn read_port(output: &mut impl BufRead) -> Option<u16> {
    output.lines().map_while(Result::ok).find_map(|line| {
        let (_, port) = line.split_once("started successfully on port ")?;
        port.trim_end_matches('.').parse().ok()
    })
}

impl Drop for Driver {
    fn drop(&mut self) {
        self.child.kill().ok();
        self.child.wait().ok();
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn the_port_is_read_from_what_chromedriver_says() {
        let mut output =
            &b"Starting ChromeDriver 156\nChromeDriver was started successfully on port 40123.\n"[..];
        assert_eq!(super::read_port(&mut output), Some(40123));
    }
}
