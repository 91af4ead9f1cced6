//! What the project is made of: whose crates, under which licences, and the list of them that goes with a release.
//!
//! cargo knows all of it. What is allowed stands in `deny.toml`, where cargo-deny reads it too.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::PathBuf;

use anyhow::{Context, Result, ensure};
use serde_json::{Value, json};
use spdx::{Expression, Licensee, ParseMode};

use crate::process::process;
use crate::{project, tools};

/// What `cargo metadata` says of a package.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
struct Package {
    id: String,
    name: String,
    version: String,
    /// As its author wrote it: an SPDX expression, or the older `MIT/Apache-2.0`.
    license: Option<String>,
    /// The registry; nothing for a crate of this repository.
    source: Option<String>,
}

impl Package {
    fn of(value: &Value) -> Self {
        let text = |key: &str| value[key].as_str().map(str::to_owned);
        let due = |key: &str| text(key).unwrap_or_default();
        Self {
            id: due("id"),
            name: due("name"),
            version: due("version"),
            license: text("license"),
            source: text("source"),
        }
    }
}

/// What `deny.toml` allows.
struct Allowed {
    licences: Vec<Licensee>,
    registries: Vec<String>,
}

impl Allowed {
    fn read() -> Result<Self> {
        let rules: toml::Table = toml::from_str(&fs::read_to_string(project::root().join("deny.toml"))?)?;
        let list = |table: &str, key: &str| -> Vec<String> {
            let list = rules.get(table).and_then(|table| table.get(key)?.as_array().cloned());
            list.into_iter().flatten().filter_map(|one| Some(one.as_str()?.to_owned())).collect()
        };
        let licences = list("licenses", "allow");
        let licences: Result<Vec<_>, _> = licences.iter().map(|of| Licensee::parse(of)).collect();
        Ok(Self {
            licences: licences.context("deny.toml names a licence that SPDX does not know")?,
            registries: list("sources", "allow-registry"),
        })
    }

    /// Why a package may not be used; nothing where it may.
    fn refuses(&self, package: &Package) -> Option<String> {
        let Package { name, version, license, source, .. } = package;
        let refused = |why: String| Some(format!("{name} {version}: {why}"));
        if let Some(source) = source {
            let registry = source.strip_prefix("registry+").unwrap_or(source);
            if !self.registries.iter().any(|allowed| allowed == registry) {
                return refused(format!("comes from {source}"));
            }
        }
        let Some(license) = license else { return refused("names no licence".to_owned()) };
        let Ok(expression) = Expression::parse_mode(license, ParseMode::LAX) else {
            return refused(format!("its licence `{license}` is not understood"));
        };
        let allowed = expression.evaluate(|of| self.licences.iter().any(|licence| licence.satisfies(of)));
        if allowed { None } else { refused(format!("its licence `{license}` is not in deny.toml")) }
    }
}

/// Fails where a crate has a licence, or comes from a place, that `deny.toml` does not name.
///
/// # Errors
/// All such crates, each with the reason.
pub fn check() -> Result<()> {
    let (allowed, packages) = (Allowed::read()?, packages(&metadata(None)?));
    let refused: Vec<String> = packages.iter().filter_map(|package| allowed.refuses(package)).collect();
    ensure!(refused.is_empty(), "{}", refused.join("\n"));
    println!(
        "{} crates, all of crates.io or of this repository, under licences of deny.toml",
        packages.len()
    );
    Ok(())
}

/// Hands the crates to cargo-deny, and the sources to a program that knows how words are spelt.
///
/// # Errors
/// What either of them finds. That the list of advisories cannot be reached is told and is no error.
pub fn check_all() -> Result<()> {
    let deny = || process(tools::program("cargo-deny"));
    deny().args(["--workspace", "check", "licenses", "sources"]).run()?;
    // What is there twice is looked for where readers fetch it, not in the tools.
    deny().args(["check", "bans"]).run()?;
    // The list of what is known to be broken is fetched from another place than the crates.
    if deny().args(["fetch", "db"]).run().is_ok() {
        deny().args(["check", "advisories"]).run()?;
    } else {
        println!(
            "the list of advisories cannot be reached: whether one is about these crates was NOT checked"
        );
    }
    process(tools::program("typos")).run()
}

/// Writes the list of what the page and its worker are made of, in CycloneDX's format, and returns its path.
///
/// # Errors
/// A crate that `cargo metadata` does not know, or a folder that cannot be written to.
pub fn bill_of_materials() -> Result<PathBuf> {
    let bill = bill(&metadata(Some(tools::WASM))?)?;
    let path = project::target().join("deltascope.cdx.json");
    fs::write(&path, bill.to_string()).with_context(|| format!("could not write {}", path.display()))?;
    Ok(path)
}

/// All packages of the workspace and what they depend on: for every machine, or where `target` is.
fn metadata(target: Option<&str>) -> Result<Value> {
    let told = process("cargo")
        .args(["metadata", "--format-version", "1", "--locked"])
        .args(target.into_iter().flat_map(|target| ["--filter-platform", target]))
        .read()
        .context("cargo does not list the crates")?;
    Ok(serde_json::from_str(&told)?)
}

fn packages(metadata: &Value) -> BTreeSet<Package> {
    metadata["packages"].as_array().into_iter().flatten().map(Package::of).collect()
}

/// The packages of which the page is compiled: those on which the crate depends, and theirs; no build script, no test.
fn in_page(metadata: &Value) -> Result<BTreeSet<String>> {
    let nodes: BTreeMap<&str, &Value> = metadata["resolve"]["nodes"]
        .as_array()
        .into_iter()
        .flatten()
        .filter_map(|node| Some((node["id"].as_str()?, node)))
        .collect();
    let root = metadata["resolve"]["root"].as_str().context("the workspace has no package at its root")?;
    let (mut found, mut next) = (BTreeSet::new(), vec![root]);
    while let Some(id) = next.pop() {
        if !found.insert(id.to_owned()) {
            continue;
        }
        let node = nodes.get(id).with_context(|| format!("cargo does not tell what {id} depends on"))?;
        for of in node["deps"].as_array().into_iter().flatten() {
            // The others are for build scripts and tests.
            if of["dep_kinds"].as_array().into_iter().flatten().any(|kind| kind["kind"].is_null()) {
                next.extend(of["pkg"].as_str());
            }
        }
    }
    Ok(found)
}

fn bill(metadata: &Value) -> Result<Value> {
    let in_page = in_page(metadata)?;
    let all = packages(metadata);
    let own = all.iter().find(|of| of.source.is_none() && of.name == "deltascope");
    let own = own.context("the workspace has no crate `deltascope`")?;
    let component = |of: &Package| {
        let Package { name, version, license, .. } = of;
        let purl = format!("pkg:cargo/{name}@{version}");
        let license = license.as_ref().map(|of| of.replace('/', " OR "));
        json!({
            "type": "library",
            "bom-ref": purl,
            "name": name,
            "version": version,
            "purl": purl,
            "licenses": license.map(|of| vec![json!({ "expression": of })]).unwrap_or_default(),
        })
    };
    let others = all.iter().filter(|of| of.source.is_some() && in_page.contains(&of.id));
    Ok(json!({
        "bomFormat": "CycloneDX",
        "specVersion": "1.5",
        "version": 1,
        "metadata": { "component": { "type": "application", "name": own.name, "version": own.version } },
        "components": others.map(component).collect::<Vec<_>>(),
    }))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn package(license: Option<&str>, source: Option<&str>) -> Package {
        Package {
            name: "one".to_owned(),
            version: "1.0.0".to_owned(),
            license: license.map(str::to_owned),
            source: source.map(str::to_owned),
            ..Package::default()
        }
    }

    #[test]
    fn a_licence_or_a_source_that_is_not_allowed_is_named() {
        let allowed = Allowed::read().unwrap();
        let crates_io = Some("registry+https://github.com/rust-lang/crates.io-index");
        for license in
            ["MIT", "MIT/Apache-2.0", "MIT OR LGPL-2.1-or-later", "(MIT OR Apache-2.0) AND Unicode-3.0"]
        {
            assert_eq!(allowed.refuses(&package(Some(license), crates_io)), None, "{license}");
        }
        for (license, source, why) in [
            (Some("GPL-3.0-only"), crates_io, "GPL-3.0-only"),
            (Some("MIT AND LGPL-2.1-or-later"), crates_io, "LGPL"),
            (Some("as you like"), crates_io, "not understood"),
            (None, crates_io, "no licence"),
            (Some("MIT"), Some("git+https://example.org/one"), "example.org"),
            (Some("MIT"), Some("registry+https://example.org/index"), "example.org"),
        ] {
            let refused = allowed.refuses(&package(license, source)).unwrap();
            assert!(refused.starts_with("one 1.0.0: ") && refused.contains(why), "{refused}");
        }
    }

    #[test]
    fn what_the_page_is_made_of_is_listed_and_what_only_builds_or_tests_it_is_not() {
        let bill = bill(&metadata(Some(tools::WASM)).unwrap()).unwrap();
        let components = bill["components"].as_array().unwrap();
        let names: BTreeSet<&str> = components.iter().filter_map(|of| of["name"].as_str()).collect();
        for name in ["leptos", "nalgebra", "plotters-canvas", "wasm-bindgen", "web-sys"] {
            assert!(names.contains(name), "{name} is in the page");
        }
        for name in ["criterion", "proptest", "fantoccini", "walrus", "brotli", "deltascope"] {
            assert!(!names.contains(name), "{name} is not");
        }
        for of in components {
            assert!(of["licenses"].as_array().is_some_and(|all| !all.is_empty()), "{of}");
        }
        assert_eq!(bill["metadata"]["component"]["name"], "deltascope");
    }
}
