//! A static file server: one thread per connection, one request per connection.
//!
//! No library, because browsers open connections long before they use them: in a pool, all threads can wait on such
//! connections, and a real request then waits for ever (as with tiny_http 0.12).

use std::fs;
use std::io::{self, BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::{self, JoinHandle};

use anyhow::Result;

use crate::site::{Found, Site};

/// No browser sends a longer request for a file.
const LONGEST_REQUEST: u64 = 64 * 1024;

/// A running server; dropping it stops it.
pub struct Server {
    address: SocketAddr,
    site: Arc<Site>,
    stopped: Arc<AtomicBool>,
    accepting: Option<JoinHandle<()>>,
}

impl Server {
    /// Serves `site` on `listener`.
    pub fn start(site: Site, listener: TcpListener) -> Result<Self> {
        let address = listener.local_addr()?;
        let (site, stopped) = (Arc::new(site), Arc::new(AtomicBool::new(false)));
        let accepting = {
            let (site, stopped) = (site.clone(), stopped.clone());
            thread::spawn(move || {
                for connection in listener.incoming() {
                    if stopped.load(Ordering::Relaxed) {
                        return;
                    }
                    let (site, stopped) = (site.clone(), stopped.clone());
                    // A visitor who closes the connection early is no reason to stop, so errors end here.
                    thread::spawn(move || {
                        connection.and_then(|connection| answer(connection, &site, &stopped))
                    });
                }
            })
        };
        Ok(Self { address, site, stopped, accepting: Some(accepting) })
    }

    /// The address of the page, with its final slash.
    pub fn url(&self) -> String {
        format!("http://{}{}", self.address, self.site.base())
    }

    /// Serves until the process is stopped.
    pub fn wait(mut self) {
        self.accepting.take().map(JoinHandle::join);
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.stopped.store(true, Ordering::Relaxed);
        // The accepting thread looks at this only after a connection.
        TcpStream::connect(self.address).ok();
        self.accepting.take().map(JoinHandle::join);
    }
}

fn answer(connection: TcpStream, site: &Site, stopped: &AtomicBool) -> io::Result<()> {
    let request = read_request(&connection)?;
    // A connection that was opened before the server stopped must not be served after it.
    if stopped.load(Ordering::Relaxed) {
        return Ok(());
    }
    let mut words = request.split(' ');
    let (method, target) = (words.next().unwrap_or_default(), words.next().unwrap_or_default());
    let send_body = method == "GET";
    if !send_body && method != "HEAD" {
        return respond(connection, "405 Method Not Allowed", &["Allow: GET, HEAD"], b"");
    }
    match site.find(target) {
        Found::File(path) => {
            let content = fs::read(&path)?;
            let (kind, length) = (format!("Content-Type: {}", site.content_type(&path)), content.len());
            let length = format!("Content-Length: {length}");
            let headers = [&[kind.as_str(), length.as_str()], site.headers()].concat();
            respond(connection, "200 OK", &headers, if send_body { &content } else { b"" })
        }
        Found::Redirect(to) => respond(
            connection,
            "301 Moved Permanently",
            &[&format!("Location: {to}"), "Content-Length: 0"],
            b"",
        ),
        Found::Nothing => respond(connection, "404 Not Found", &["Content-Length: 0"], b""),
    }
}

/// Reads a request up to the empty line that ends it and returns its first line.
fn read_request(connection: &TcpStream) -> io::Result<String> {
    let mut lines = BufReader::new(connection.take(LONGEST_REQUEST)).lines();
    let first = lines.next().unwrap_or_else(|| Err(io::ErrorKind::UnexpectedEof.into()))?;
    for line in lines {
        if line?.is_empty() {
            return Ok(first);
        }
    }
    Err(io::ErrorKind::UnexpectedEof.into())
}

fn respond(mut connection: TcpStream, status: &str, headers: &[&str], body: &[u8]) -> io::Result<()> {
    write!(connection, "HTTP/1.1 {status}\r\nConnection: close\r\n{}\r\n\r\n", headers.join("\r\n"))?;
    connection.write_all(body)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Sends a request to a server of this crate's own folder and returns the whole answer.
    fn ask(request: &str) -> String {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let server = Server::start(Site::new(env!("CARGO_MANIFEST_DIR")), listener).unwrap();
        let mut connection = TcpStream::connect(server.address).unwrap();
        write!(connection, "{request} HTTP/1.1\r\nHost: here\r\n\r\n").unwrap();
        let mut answer = String::new();
        connection.read_to_string(&mut answer).unwrap();
        answer
    }

    #[test]
    fn answers_over_a_socket() {
        let answer = ask("GET /Cargo.toml");
        assert!(answer.starts_with("HTTP/1.1 200 OK\r\n"), "{answer}");
        assert!(answer.ends_with(include_str!("../Cargo.toml")), "{answer}");
        assert!(ask("HEAD /Cargo.toml").ends_with("no-cache\r\n\r\n"));
        assert!(ask("GET /src").contains("Location: /src/\r\n"));
        assert!(ask("GET /nowhere").starts_with("HTTP/1.1 404 "));
        assert!(ask("POST /Cargo.toml").starts_with("HTTP/1.1 405 "));
    }

    #[test]
    fn an_unused_connection_keeps_nobody_waiting() {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let server = Server::start(Site::new(env!("CARGO_MANIFEST_DIR")), listener).unwrap();
        let _unused: Vec<_> = (0..20).map(|_| TcpStream::connect(server.address).unwrap()).collect();
        let mut connection = TcpStream::connect(server.address).unwrap();
        connection.write_all(b"GET /Cargo.toml HTTP/1.1\r\n\r\n").unwrap();
        assert!(connection.read_to_string(&mut String::new()).unwrap() > 0);
    }
}
