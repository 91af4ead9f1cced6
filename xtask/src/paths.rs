//! Keeps the folders of this machine out of what is built: two machines build the same bytes, and no visitor learns where.

use std::path::{Path, PathBuf};
use std::{env, fs};

use crate::tools::WASM;

/// The variable that adds flags of the compiler to those in `.cargo/config.toml`.
pub fn variable() -> String {
    format!("CARGO_TARGET_{}_RUSTFLAGS", WASM.replace('-', "_").to_uppercase())
}

/// The flags under which the messages of crates name their files without the folder in which cargo keeps them.
pub fn flags() -> String {
    cargo_home().map(|home| of_sources(&home.join("registry").join("src"))).unwrap_or_default()
}

fn cargo_home() -> Option<PathBuf> {
    env::var_os("CARGO_HOME").map(PathBuf::from).or_else(|| Some(env::home_dir()?.join(".cargo")))
}

/// A flag for each registry of which cargo keeps sources in this folder.
fn of_sources(folder: &Path) -> String {
    let registries = fs::read_dir(folder).into_iter().flatten().flatten().map(|entry| entry.path());
    let mut paths: Vec<_> = registries.filter_map(|path| path.to_str().map(str::to_owned)).collect();
    paths.sort();
    // Cargo splits the variable at spaces.
    paths.retain(|path| !path.contains(char::is_whitespace));
    paths.iter().map(|path| format!("--remap-path-prefix={path}/=")).collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_variable_is_the_one_that_cargo_reads() {
        assert_eq!(variable(), "CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_RUSTFLAGS");
    }

    #[test]
    fn every_registry_has_its_flag() {
        let folder = env::temp_dir().join(format!("deltascope-registries-{}", std::process::id()));
        for registry in ["b-2", "a-1", "with space"] {
            fs::create_dir_all(folder.join(registry)).unwrap();
        }
        let at = folder.display();
        assert_eq!(
            of_sources(&folder),
            format!("--remap-path-prefix={at}/a-1/= --remap-path-prefix={at}/b-2/=")
        );
        fs::remove_dir_all(&folder).unwrap();
        assert_eq!(of_sources(&folder), "");
    }
}
