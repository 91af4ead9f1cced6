//! Finds the file for an address as any static host does: no rewrite rules, no directory listings.

use std::path::{Component, Path, PathBuf};

/// A folder, and its path on a server.
#[derive(Clone)]
pub struct Site {
    folder: PathBuf,
    base: String,
    isolated: bool,
    knows_wasm: bool,
}

/// The answer to an address.
#[derive(Debug, PartialEq)]
pub enum Found {
    /// A file to send.
    File(PathBuf),
    /// A folder that was asked for without its final slash: its address with one.
    Redirect(String),
    /// Nothing that is served here.
    Nothing,
}

impl Site {
    /// The files of `folder`, at the root of the server.
    pub fn new(folder: impl Into<PathBuf>) -> Self {
        Self { folder: folder.into(), base: "/".to_owned(), isolated: false, knows_wasm: true }
    }

    /// Moves the site below `base` (with a slash at both ends); nothing is served beside it.
    pub fn under(mut self, base: &str) -> Self {
        assert!(base.starts_with('/') && base.ends_with('/'), "`{base}` needs a slash at both ends");
        base.clone_into(&mut self.base);
        self
    }

    /// Sends the two headers under which browsers give the page a finer clock.
    pub fn isolated(mut self, isolated: bool) -> Self {
        self.isolated = isolated;
        self
    }

    /// Whether wasm is sent under its type. Hosts that do not know it send it as bytes of any kind.
    pub fn knows_wasm(mut self, knows_wasm: bool) -> Self {
        self.knows_wasm = knows_wasm;
        self
    }

    /// The type that a file is sent as.
    pub fn content_type(&self, path: &Path) -> &'static str {
        match content_type(path) {
            WASM if !self.knows_wasm => BYTES,
            known => known,
        }
    }

    /// The path of the page on the server.
    pub fn base(&self) -> &str {
        &self.base
    }

    /// The headers that every file is sent with.
    pub fn headers(&self) -> &'static [&'static str] {
        // Always ask again: the files change with every build.
        const PLAIN: [&str; 1] = ["Cache-Control: no-cache"];
        const ISOLATED: [&str; 3] = [
            PLAIN[0],
            "Cross-Origin-Opener-Policy: same-origin",
            "Cross-Origin-Embedder-Policy: require-corp",
        ];
        if self.isolated { &ISOLATED } else { &PLAIN }
    }

    /// Finds the answer to a request's target, such as `/sub/path/?page=lab`.
    pub fn find(&self, target: &str) -> Found {
        let address = target.split(['?', '#']).next().unwrap_or_default();
        if format!("{address}/") == self.base {
            return Found::Redirect(self.base.clone());
        }
        let Some(below) = address.strip_prefix(&self.base) else { return Found::Nothing };
        // No built file has a name that would need decoding, so `%2e%2e` is just a name that does not exist.
        let inside = Path::new(below).components().all(|part| matches!(part, Component::Normal(_)));
        if !inside || below.contains('\\') {
            return Found::Nothing;
        }
        let mut path = self.folder.join(below);
        if below.is_empty() || below.ends_with('/') {
            path.push("index.html");
        } else if path.is_dir() {
            return Found::Redirect(format!("{address}/"));
        }
        if path.is_file() { Found::File(path) } else { Found::Nothing }
    }
}

const WASM: &str = "application/wasm";
const BYTES: &str = "application/octet-stream";

/// The type of a file, by its name.
fn content_type(path: &Path) -> &'static str {
    match path.extension().and_then(|extension| extension.to_str()).unwrap_or_default() {
        "html" => "text/html; charset=utf-8",
        "js" => "text/javascript; charset=utf-8",
        "css" => "text/css; charset=utf-8",
        "json" => "application/json",
        "webmanifest" => "application/manifest+json",
        "wasm" => WASM,
        "svg" => "image/svg+xml",
        "png" => "image/png",
        "woff2" => "font/woff2",
        "txt" | "md" => "text/plain; charset=utf-8",
        _ => BYTES,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// This crate's own folder stands in for a site.
    fn site(base: &str) -> Site {
        Site::new(env!("CARGO_MANIFEST_DIR")).under(base)
    }

    fn file(below: &str) -> Found {
        Found::File(Path::new(env!("CARGO_MANIFEST_DIR")).join(below))
    }

    #[test]
    fn files_are_found_below_the_base_only() {
        assert_eq!(site("/").find("/Cargo.toml?page=lab"), file("Cargo.toml"));
        assert_eq!(site("/a/b/").find("/a/b/src/main.rs"), file("src/main.rs"));
        assert_eq!(site("/a/b/").find("/Cargo.toml"), Found::Nothing);
        assert_eq!(site("/a/b/").find("/a/b"), Found::Redirect("/a/b/".to_owned()));
    }

    #[test]
    fn folders_need_their_slash_and_an_index() {
        assert_eq!(site("/").find("/src"), Found::Redirect("/src/".to_owned()));
        assert_eq!(site("/").find("/src/"), Found::Nothing);
    }

    #[test]
    fn nothing_outside_the_folder_is_served() {
        for target in [
            "/../Cargo.lock",
            "/src/../../Cargo.lock",
            "//etc/passwd",
            "/%2e%2e/Cargo.lock",
            "/..\\Cargo.lock",
            "*",
        ] {
            assert_eq!(site("/").find(target), Found::Nothing, "{target}");
        }
    }

    #[test]
    fn wasm_has_its_type() {
        let sent = |knows| site("/").knows_wasm(knows).content_type(Path::new("page_bg.wasm"));
        assert_eq!([true, false].map(sent), ["application/wasm", "application/octet-stream"]);
    }
}
