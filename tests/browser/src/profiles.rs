//! Where browsers keep their profiles.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::LazyLock;
use std::sync::atomic::{AtomicU32, Ordering};
use std::{env, fs, process};

/// Folders of memory, as systems have them.
const MEMORY: &str = "/dev/shm";
/// So much has to be free there: a profile takes a few MiB, what the service worker keeps included.
const ROOM_KIB: u64 = 512 * 1024;
/// What the name of a folder of ours begins with; the number of its process follows, and its own.
const OURS: &str = "deltascope-profiles-";

/// A folder for the profile of one browser, which goes with it.
pub struct Profile(pub PathBuf);

impl Profile {
    /// A new one.
    pub fn new() -> Self {
        static COUNT: AtomicU32 = AtomicU32::new(0);
        let name = format!("{OURS}{}-{}", process::id(), COUNT.fetch_add(1, Ordering::Relaxed));
        let folder = place().join(name);
        fs::create_dir_all(&folder).expect("the folder for profiles can be written");
        Self(folder)
    }
}

impl Drop for Profile {
    fn drop(&mut self) {
        fs::remove_dir_all(&self.0).ok();
    }
}

/// Where profiles are: in memory where there is room, because browsers that write theirs to a disk take longer for every page; else where
/// temporary files are.
fn place() -> &'static Path {
    static PLACE: LazyLock<PathBuf> = LazyLock::new(|| {
        let memory = PathBuf::from(MEMORY);
        let has_room = free_kib(&memory).is_some_and(|free| free >= ROOM_KIB);
        let place = if has_room { memory } else { env::temp_dir() };
        remove_left(&place);
        place
    });
    &PLACE
}

/// What is free in a folder, as `df` says it.
fn free_kib(folder: &Path) -> Option<u64> {
    let output = Command::new("df").arg("-Pk").arg(folder).output().ok()?;
    available(&String::from_utf8(output.stdout).ok()?)
}

/// The fourth column of the second line.
fn available(table: &str) -> Option<u64> {
    table.lines().nth(1)?.split_whitespace().nth(3)?.parse().ok()
}

/// Removes what a process has left that is no more, where the system tells which there are.
fn remove_left(place: &Path) {
    if !Path::new("/proc/self").exists() {
        return;
    }
    for entry in fs::read_dir(place).into_iter().flatten().flatten() {
        let name = entry.file_name();
        let process = name.to_str().and_then(|name| name.strip_prefix(OURS)?.split('-').next());
        if process.is_some_and(|number| !Path::new("/proc").join(number).exists()) {
            fs::remove_dir_all(entry.path()).ok();
        }
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn what_is_free_is_read_from_the_table() {
        let table =
            "Filesystem 1024-blocks Used Available Capacity Mounted on\ntmpfs 8000 1000 7000 13% /dev/shm\n";
        assert_eq!(super::available(table), Some(7000));
        assert_eq!(super::available("df: no such file"), None);
    }
}
