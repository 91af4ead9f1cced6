//! Starts the program that drives a browser as a child process, and stops it.

use std::io::{self, BufRead, BufReader};
use std::net::{TcpListener, TcpStream};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use crate::profiles::Profile;

/// How often a driver may look for a port.
const TRIES: usize = 5;

/// How long one that was told its port may take until it listens there.
const PATIENCE: Duration = Duration::from_secs(10);

/// The pause between two looks while waiting.
const GLANCE: Duration = Duration::from_millis(20);

/// How a driver comes to its port.
#[derive(Clone, Copy)]
pub enum Port {
    /// It chooses one, and names it after these words.
    Chosen(&'static str),
    /// It is told one.
    Told,
}

/// A running driver; dropping it stops it.
pub struct Driver {
    child: Child,
    /// The address it listens on.
    pub url: String,
    /// Where its browser keeps its profile, which is removed after it has ended.
    _profile: Profile,
}

impl Driver {
    /// Starts a driver. chromedriver looks for a port that is free for IPv6 and ends where the same one is taken for IPv4, as happens beside
    /// browsers and servers with ports of their own; then it is started again.
    pub fn start(program: &Path, port: Port, arguments: &[&str]) -> Self {
        let tries = || Self::try_start(program, port, arguments);
        (0..TRIES).find_map(|_| tries()).expect("the driver finds a port and names it")
    }

    /// Nothing where it has ended without a port.
    fn try_start(program: &Path, port: Port, arguments: &[&str]) -> Option<Self> {
        let profile = Profile::new();
        let told = match port {
            Port::Chosen(_) => 0,
            Port::Told => free_port(),
        };
        let mut child = Command::new(program)
            .arg(format!("--port={told}"))
            .args(arguments)
            .env("TMPDIR", &profile.0)
            .stdout(Stdio::piped())
            .spawn()
            .unwrap_or_else(|error| panic!("could not start {}: {error}", program.display()));
        let mut output = BufReader::new(child.stdout.take().expect("stdout is piped"));
        let port = match port {
            Port::Chosen(says) => read_port(&mut output, says),
            Port::Told => listens(told, &mut child).then_some(told),
        };
        let Some(port) = port else {
            child.kill().ok();
            child.wait().ok();
            return None;
        };
        // It goes on writing, and would block if nobody read.
        thread::spawn(move || io::copy(&mut output, &mut io::sink()));
        Some(Self { child, url: format!("http://127.0.0.1:{port}"), _profile: profile })
    }
}

fn free_port() -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").expect("some port is free");
    listener.local_addr().expect("it has an address").port()
}

/// Waits until something listens there; not where the driver has ended.
fn listens(port: u16, driver: &mut Child) -> bool {
    let deadline = Instant::now() + PATIENCE;
    while Instant::now() < deadline && driver.try_wait().is_ok_and(|ended| ended.is_none()) {
        if TcpStream::connect(("127.0.0.1", port)).is_ok() {
            return true;
        }
        thread::sleep(GLANCE);
    }
    false
}

/// Reads up to "ChromeDriver was started successfully on port 40123." or the like.
fn read_port(output: &mut impl BufRead, says: &str) -> Option<u16> {
    output.lines().map_while(Result::ok).find_map(|line| {
        let (_, port) = line.split_once(says)?;
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
    fn the_port_is_read_from_what_a_driver_says() {
        let mut output =
            &b"Starting ChromeDriver 156\nChromeDriver was started successfully on port 40123.\n"[..];
        assert_eq!(super::read_port(&mut output, "started successfully on port "), Some(40123));
        let mut output = &b"1796100771304\tgeckodriver\tINFO\tListening on 127.0.0.1:40124\n"[..];
        assert_eq!(super::read_port(&mut output, "Listening on 127.0.0.1:"), Some(40124));
    }
}
