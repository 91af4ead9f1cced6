//! Drops the names of functions from the built modules. They are a third of the bytes, and only a debugger uses them.

use std::fs;
use std::path::Path;

use anyhow::{Context, Result};

use super::files_in;

/// `\0asm` and the version.
const HEADER: usize = 8;

/// Rewrites every module of `dist` without its `name` section.
pub fn strip(dist: &Path) -> Result<()> {
    for file in files_in(dist)?.iter().filter(|file| file.name.ends_with(".wasm")) {
        let stripped = without_names(&fs::read(&file.path)?)
            .with_context(|| format!("{} is no WebAssembly module", file.name))?;
        fs::write(&file.path, stripped)?;
    }
    Ok(())
}

/// The module without its custom section `name`; nothing where its sections cannot be followed.
fn without_names(module: &[u8]) -> Option<Vec<u8>> {
    let (header, mut rest) = module.split_at_checked(HEADER)?;
    let mut out = header.to_vec();
    while let Some((id, after_id)) = rest.split_first() {
        let (length, body) = number(after_id)?;
        let (body, next) = body.split_at_checked(length)?;
        let named =
            *id == 0 && number(body).is_some_and(|(length, text)| text.get(..length) == Some(b"name"));
        if !named {
            out.extend_from_slice(&rest[..rest.len() - next.len()]);
        }
        rest = next;
    }
    Some(out)
}

/// A number in LEB128, and the bytes after it.
fn number(bytes: &[u8]) -> Option<(usize, &[u8])> {
    let mut value = 0usize;
    for (i, byte) in bytes.iter().enumerate().take(5) {
        value |= usize::from(byte & 0x7f) << (7 * i);
        if byte & 0x80 == 0 {
            return Some((value, &bytes[i + 1..]));
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_names_go() {
        let header = b"\0asm\x01\0\0\0";
        let kept = [b"\x00\x05\x04keep".as_slice(), b"\x0a\x01\x00"].concat();
        let named = [header.as_slice(), b"\x00\x06\x04nameX", &kept].concat();
        assert_eq!(without_names(&named).unwrap(), [header.as_slice(), &kept].concat());
        assert_eq!(without_names(b"\0asm\x01\0\0\0\x0a\x7f"), None, "a section longer than the file");
    }
}
