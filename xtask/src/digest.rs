//! SHA-256 in the three spellings the web asks for.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use sha2::{Digest, Sha256};

/// The whole digest in hexadecimal, for comparing inputs.
pub fn hex(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect()
}

/// The first 8 hexadecimal digits: enough to tell a file from that of the same name in another build. (Nothing compresses them, and a page
/// names a hundred files before it opens.)
pub fn short(bytes: &[u8]) -> String {
    hex(bytes)[..8].to_owned()
}

/// `sha256-…` as content security policies and subresource integrity write it.
pub fn integrity(bytes: &[u8]) -> String {
    format!("sha256-{}", STANDARD.encode(Sha256::digest(bytes)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spellings_of_the_empty_digest() {
        assert_eq!(short(b""), "e3b0c442");
        assert_eq!(integrity(b""), "sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=");
    }
}
