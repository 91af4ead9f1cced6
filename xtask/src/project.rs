//! The paths of the repository, of the built page and of the installed tools.

use std::path::{Path, PathBuf};

/// The root of the repository.
pub fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("xtask/ is a folder of the repository")
}

/// What cargo compiles.
pub fn target() -> PathBuf {
    root().join("target")
}

/// The built page.
pub fn dist() -> PathBuf {
    root().join("dist")
}

/// Tools that were installed for this repository alone; git ignores it.
pub fn tools() -> PathBuf {
    root().join(".tools")
}
