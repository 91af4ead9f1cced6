//! The checksum of zip, CRC-32. Table and loop are fewer lines than a dependency, and a kilobyte where the usual crate has sixteen.

/// The remainders of all bytes by the reversed polynomial.
const TABLE: [u32; 256] = table();

const fn table() -> [u32; 256] {
    let mut table = [0; 256];
    let mut i = 0;
    while i < 256 {
        let mut remainder = i as u32;
        let mut bit = 0;
        while bit < 8 {
            remainder = (remainder >> 1) ^ if remainder & 1 == 1 { 0xEDB8_8320 } else { 0 };
            bit += 1;
        }
        table[i] = remainder;
        i += 1;
    }
    table
}

/// The checksum of some bytes.
pub(super) fn crc32(bytes: &[u8]) -> u32 {
    !bytes.iter().fold(!0, |sum: u32, byte| (sum >> 8) ^ TABLE[usize::from(sum as u8 ^ byte)])
}
