//! Bytes as characters that stand in a link as they are: packed by deflate, then written in base64 for addresses (RFC 4648, 5).

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use miniz_oxide::deflate::compress_to_vec;
use miniz_oxide::inflate::decompress_to_vec_with_limit;

/// How hard deflate tries, of ten.
const LEVEL: u8 = 9;
/// A link holds no more: what says that it does was not written here.
const MOST_BYTES: usize = 1 << 18;

/// The characters for some bytes.
pub fn to_link(bytes: &[u8]) -> String {
    URL_SAFE_NO_PAD.encode(compress_to_vec(bytes, LEVEL))
}

/// The bytes for some characters; nothing where [`to_link`] has not written them.
pub fn from_link(text: &str) -> Option<Vec<u8>> {
    let packed = URL_SAFE_NO_PAD.decode(text).ok()?;
    decompress_to_vec_with_limit(&packed, MOST_BYTES).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_link_gives_the_bytes_back_that_it_was_given() {
        for bytes in [Vec::new(), vec![7], (0..=255).collect(), vec![3; 5000]] {
            let link = to_link(&bytes);
            assert!(link.bytes().all(|c| c.is_ascii_alphanumeric() || c == b'-' || c == b'_'), "{link}");
            assert_eq!(from_link(&link), Some(bytes));
        }
        assert!(to_link(&[3; 5000]).len() < 40, "it is packed");
    }

    #[test]
    fn what_is_no_such_link_is_refused() {
        let bomb = to_link(&vec![0; MOST_BYTES + 1]);
        for text in ["a", "=", "灯", "AAAA", &bomb] {
            assert_eq!(from_link(text), None, "{text}");
        }
    }
}
