//! The real hosts that the browser tests serve the page with: nginx and Caddy of Debian, unpacked into `.tools/`. Nothing is installed on the
//! machine, and no service is started.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};

use crate::process::process;
use crate::project;

/// Debian's packages: the servers, and the types that nginx knows.
const PACKAGES: [&str; 3] = ["nginx", "nginx-common", "caddy"];

/// The folder that has them, as the root of a system would.
pub fn folder() -> PathBuf {
    project::tools().join("hosts")
}

/// Unpacks them, where they are missing and apt can have them. Where it cannot, the tests look for hosts of this machine, and skip without.
pub fn unpack() {
    let folder = folder();
    if folder.is_dir() || process("apt-get").args(["--version"]).read().is_none() {
        return;
    }
    println!("nginx and Caddy are missing: apt fetches them into .tools/ (half a minute)");
    if let Err(error) = fetch(&folder) {
        println!("without them, because {error:#}: the tests of hosts need those of this machine");
        fs::remove_dir_all(&folder).ok();
    }
}

fn fetch(folder: &Path) -> Result<()> {
    let packages = folder.join("packages");
    fs::create_dir_all(&packages)?;
    let download = || process("apt-get").args(["download", "--quiet"]).args(PACKAGES).within(&packages).run();
    // The lists of packages may never have been fetched; only an administrator can.
    if download().is_err() {
        process("apt-get").args(["update", "--quiet"]).run()?;
        download()?;
    }
    for package in fs::read_dir(&packages)? {
        process("dpkg")
            .args(["--extract".as_ref(), package?.path().as_os_str(), folder.as_os_str()])
            .run()?;
    }
    fs::remove_dir_all(&packages).context("the packages could not be removed")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::site::Site;

    fn text(path: &str) -> String {
        fs::read_to_string(project::root().join(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
    }

    /// The commands of a text, each without what is different for every site, and without remarks.
    fn commands<'a>(lines: impl Iterator<Item = &'a str>) -> Vec<String> {
        let bare = |line: &str| {
            let line = line.split('#').next().unwrap_or_default();
            let (command, of_site) =
                line.split_once("--site").map_or((line, ""), |(command, _)| (command, "--site"));
            format!("{} {of_site}", command.trim_end()).trim().to_owned()
        };
        lines.map(str::trim).filter(|line| line.starts_with("cargo xtask")).map(bare).collect()
    }

    #[test]
    fn the_workflow_runs_the_commands_of_the_readme() {
        let (readme, workflow) = (text("README.md"), text(".github/workflows/pages.yml"));
        let known = commands(readme.lines().filter(|line| line.starts_with("    ")));
        let run = commands(workflow.lines().filter_map(|line| line.split_once("run: ").map(|(_, run)| run)));
        assert_eq!(run, ["cargo xtask test", "cargo xtask build --site"]);
        for command in run {
            assert!(known.contains(&command), "`{command}` is not in the README: {known:?}");
        }
        assert!(workflow.contains("path: dist"), "what is deployed is what was built");
    }

    #[test]
    fn every_file_of_settings_is_explained_and_sets_the_headers_that_serve_isolated_sends() {
        let guide = text("docs/hosts.md");
        for file in fs::read_dir(project::root().join("docs/hosts")).expect("the settings") {
            let name = file.expect("a file").file_name().to_string_lossy().into_owned();
            assert!(
                guide.contains(&format!("(hosts/{name})")),
                "docs/hosts.md does not say what {name} is for"
            );
        }
        let site = Site::new("dist").isolated(true);
        let isolating = site.headers().iter().filter(|header| header.starts_with("Cross-Origin-"));
        let headers = text("docs/hosts/_headers");
        for header in isolating {
            assert!(headers.lines().any(|line| line.trim() == *header), "_headers: {header}");
            let (name, value) = header.split_once(": ").expect("a header");
            for file in ["docs/hosts/nginx.conf", "docs/hosts/Caddyfile"] {
                assert!(text(file).contains(&format!("{name} {value}")), "{file}: {header}");
            }
            assert!(guide.contains(&format!("`{header}`")), "docs/hosts.md: {header}");
        }
    }
}
