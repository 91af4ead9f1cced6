//! Real hosts on this machine, with the settings of `docs/hosts/`: nginx and Caddy, and nginx as a caching proxy before another server.

use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::{Duration, Instant};
use std::{env, fs, process, thread};

use crate::{environment, repository_file};

/// How long a host may take until it listens.
const PATIENCE: Duration = Duration::from_secs(10);

/// A host that is running; dropping it stops it.
pub struct Host {
    child: Child,
    port: u16,
    /// Its settings, and what it writes.
    folder: PathBuf,
}

/// An answer: its status, its headers with names in small letters, and how long its body is.
pub struct Answer {
    /// 200, 304, …
    pub status: u16,
    headers: Vec<(String, String)>,
    /// Bytes of the body, as they were sent.
    pub bytes: usize,
}

impl Host {
    /// nginx, serving `dist` as `docs/hosts/nginx.conf` says; nothing where there is no nginx.
    pub fn nginx(dist: &Path) -> Option<Self> {
        let server = settings("docs/hosts/nginx.conf");
        let server = replaced(&server, "root /srv/deltascope;", &format!("root {};", dist.display()));
        start_nginx(|port| replaced(&server, "listen 80;", &format!("listen 127.0.0.1:{port};")))
    }

    /// nginx as a proxy before another server that keeps whatever it has sent once for as long as it runs, whatever the headers say.
    pub fn stubborn_proxy(before: &str) -> Option<Self> {
        start_nginx(|port| {
            format!(
                "proxy_cache_path cache keys_zone=all:1m;
                server {{
                    listen 127.0.0.1:{port};
                    location / {{
                        proxy_pass {before};
                        proxy_cache all;
                        proxy_cache_valid 200 1h;
                        proxy_ignore_headers Cache-Control Expires;
                    }}
                }}"
            )
        })
    }

    /// Caddy, serving `dist` as `docs/hosts/Caddyfile` says; nothing where there is no Caddy.
    pub fn caddy(dist: &Path) -> Option<Self> {
        let program = on_path("caddy")?;
        let (folder, port) = (new_folder(), free_port());
        let server = settings("docs/hosts/Caddyfile");
        let server = replaced(&server, "root * /srv/deltascope", &format!("root * {}", dist.display()));
        let server = replaced(&server, ":80 {", &format!("http://127.0.0.1:{port} {{"));
        let file = folder.join("Caddyfile");
        fs::write(&file, format!("{{\n\tadmin off\n}}\n{server}")).expect("the settings are written");
        let mut command = Command::new(program);
        command.args(["run", "--adapter", "caddyfile", "--config"]).arg(file);
        // It keeps what it knows of certificates where its user does.
        command.env("XDG_DATA_HOME", &folder).env("XDG_CONFIG_HOME", &folder);
        Some(Self::start(command, port, folder))
    }

    fn start(mut command: Command, port: u16, folder: PathBuf) -> Self {
        let log = fs::File::create(folder.join("log")).expect("the log is written");
        let child = command.stdout(Stdio::null()).stderr(log).spawn().expect("the host starts");
        let mut host = Self { child, port, folder };
        let deadline = Instant::now() + PATIENCE;
        while TcpStream::connect(("127.0.0.1", port)).is_err() {
            let ended = host.child.try_wait().expect("the host is a child").is_some();
            let log = || fs::read_to_string(host.folder.join("log")).unwrap_or_default();
            assert!(!ended && Instant::now() < deadline, "the host does not listen: {}", log());
            thread::sleep(Duration::from_millis(20));
        }
        host
    }

    /// Its address, with a slash at the end.
    pub fn url(&self) -> String {
        format!("http://127.0.0.1:{}/", self.port)
    }

    /// What it answers to a browser that asks for a file, where more headers may follow the request.
    pub fn ask(&self, file: &str, more: &str) -> Answer {
        let mut stream = TcpStream::connect(("127.0.0.1", self.port)).expect("it listens");
        let request = format!(
            "GET /{file} HTTP/1.1\r\nHost: 127.0.0.1:{}\r\nAccept-Encoding: gzip\r\nConnection: close\r\n{more}\r\n",
            self.port
        );
        stream.write_all(request.as_bytes()).expect("it takes a request");
        let mut answer = Vec::new();
        stream.read_to_end(&mut answer).expect("it answers");
        let end = answer.windows(4).position(|four| four == b"\r\n\r\n").expect("headers end");
        let head = String::from_utf8_lossy(&answer[..end]).into_owned();
        let mut lines = head.lines();
        let status = lines.next().and_then(|line| line.split(' ').nth(1)?.parse().ok()).expect("a status");
        let headers = lines.filter_map(|line| line.split_once(": "));
        let headers = headers.map(|(name, value)| (name.to_ascii_lowercase(), value.to_owned())).collect();
        Answer { status, headers, bytes: answer.len() - end - 4 }
    }
}

impl Answer {
    /// The value of a header; empty where there is none.
    pub fn header(&self, name: &str) -> &str {
        self.headers.iter().find(|(of, _)| of == name).map_or("", |(_, value)| value)
    }
}

impl Drop for Host {
    fn drop(&mut self) {
        self.child.kill().ok();
        self.child.wait().ok();
        fs::remove_dir_all(&self.folder).ok();
    }
}

/// nginx with the servers that `servers` says, given a port.
fn start_nginx(servers: impl FnOnce(u16) -> String) -> Option<Host> {
    let program = on_path("nginx")?;
    let (folder, port) = (new_folder(), free_port());
    let types = types_of(&program);
    let servers = servers(port).replace("include mime.types;", &format!("include {};", types.display()));
    // Started by root, its workers would be another user, who may not read what the tests serve. One process has no workers.
    let all = format!(
        "daemon off; master_process off; pid nginx.pid; error_log log;
        events {{}}
        http {{
            access_log off;
            client_body_temp_path body; proxy_temp_path proxy; fastcgi_temp_path fastcgi; uwsgi_temp_path uwsgi; scgi_temp_path scgi;
            {servers}
        }}"
    );
    let file = folder.join("nginx.conf");
    fs::write(&file, all).expect("the settings are written");
    let mut command = Command::new(program);
    command.arg("-c").arg(file).arg("-p").arg(&folder).args(["-e", "log"]);
    Some(Host::start(command, port, folder))
}

/// The types that this nginx knows: those that were unpacked with it, or where it was built to look.
fn types_of(nginx: &Path) -> PathBuf {
    let beside = nginx.ancestors().nth(3).map(|root| root.join("etc/nginx/mime.types"));
    if let Some(beside) = beside.filter(|file| file.is_file()) {
        return beside;
    }
    let built = Command::new(nginx).arg("-V").output().expect("nginx says how it was built");
    let built = String::from_utf8_lossy(&built.stderr).into_owned();
    let settings = built.split_whitespace().find_map(|word| word.strip_prefix("--conf-path="));
    Path::new(settings.expect("the path of its settings")).with_file_name("mime.types")
}

fn settings(file: &str) -> String {
    fs::read_to_string(repository_file(file)).expect("the settings can be read")
}

/// The text with `new` in the place of `old`, which has to be there.
fn replaced(text: &str, old: &str, new: &str) -> String {
    assert!(text.contains(old), "`{old}` is not in the settings");
    text.replacen(old, new, 1)
}

/// A program of those that `cargo xtask test` has unpacked, or of this machine, also one that only an administrator has in the path.
fn on_path(name: &str) -> Option<PathBuf> {
    let path = env::var_os("PATH").unwrap_or_default();
    let unpacked = PathBuf::from(env::var_os(environment::HOSTS).unwrap_or_default());
    let own = ["usr/sbin", "usr/bin"].map(|folder| unpacked.join(folder)).into_iter();
    let folders = own.chain(env::split_paths(&path)).chain(["/usr/sbin".into(), "/usr/local/sbin".into()]);
    let found = folders.map(|folder| folder.join(name)).find(|file| file.is_file());
    if found.is_none() {
        eprintln!("skipped: there is no {name} here");
    }
    found
}

fn free_port() -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").expect("some port is free");
    listener.local_addr().expect("it has an address").port()
}

fn new_folder() -> PathBuf {
    static COUNT: AtomicU32 = AtomicU32::new(0);
    let number = COUNT.fetch_add(1, Ordering::Relaxed);
    let folder = env::temp_dir().join(format!("deltascope-host-{}-{number}", process::id()));
    fs::create_dir_all(&folder).expect("the temporary folder can be written");
    folder
}
