//! Starts chromedriver as a child process, and stops it.

use std::io::{self, BufRead, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::thread;

/// A running chromedriver; dropping it stops it.
pub struct Driver {
    child: Child,
    /// The address it listens on.
    pub url: String,
}

impl Driver {
    /// Starts chromedriver on a port that it chooses itself.
    pub fn start(program: &Path) -> Self {
        let mut child = Command::new(program)
            .arg("--port=0")
            .stdout(Stdio::piped())
            .spawn()
            .unwrap_or_else(|error| panic!("could not start {}: {error}", program.display()));
        let mut output = BufReader::new(child.stdout.take().expect("stdout is piped"));
        let port = read_port(&mut output).expect("chromedriver names its port when it starts");
        // chromedriver goes on writing, and would block if nobody read.
        thread::spawn(move || io::copy(&mut output, &mut io::sink()));
        Self { child, url: format!("http://127.0.0.1:{port}") }
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
