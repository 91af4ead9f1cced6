//! Files made byte by byte, right ones and such as no program writes.

/// An npy file of version 1 with this header and these numbers.
pub fn npy(header: &str, numbers: &[u8]) -> Vec<u8> {
    let mut file = b"\x93NUMPY\x01\x00".to_vec();
    file.extend((header.len() as u16).to_le_bytes());
    file.extend(header.as_bytes());
    file.extend(numbers);
    file
}

/// An npy file whose header is as NumPy writes it.
pub fn npy_of(descr: &str, fortran: bool, shape: &str, numbers: &[u8]) -> Vec<u8> {
    let fortran = if fortran { "True" } else { "False" };
    npy(&format!("{{'descr': '{descr}', 'fortran_order': {fortran}, 'shape': {shape}, }}\n"), numbers)
}

/// A safetensors file with this header and these bytes behind it.
pub fn safetensors(header: &str, data: &[u8]) -> Vec<u8> {
    let mut file = (header.len() as u64).to_le_bytes().to_vec();
    file.extend(header.as_bytes());
    file.extend(data);
    file
}

/// What a zip file says about an entry.
#[derive(Clone)]
pub struct Entry {
    pub name: Vec<u8>,
    pub flags: u16,
    pub method: u16,
    pub crc: u32,
    pub size: u32,
    /// The bytes as they lie in the file.
    pub bytes: Vec<u8>,
    /// Further fields in the directory.
    pub extra: Vec<u8>,
}

impl Entry {
    /// An entry that is stored as it is.
    pub fn stored(name: &str, bytes: &[u8]) -> Self {
        let (name, extra) = (name.as_bytes().to_vec(), Vec::new());
        let (crc, size) = (crc32(bytes), bytes.len() as u32);
        Self { name, flags: 0, method: 0, crc, size, bytes: bytes.to_vec(), extra }
    }

    /// An entry that is packed by deflate.
    pub fn deflated(name: &str, bytes: &[u8]) -> Self {
        let packed = miniz_oxide::deflate::compress_to_vec(bytes, 6);
        Self { method: 8, bytes: packed, ..Self::stored(name, bytes) }
    }

    fn both(&self) -> Vec<u8> {
        let mut both = Vec::new();
        for number in [20, self.flags, self.method, 0, 33] {
            both.extend(number.to_le_bytes());
        }
        for number in [self.crc, self.bytes.len() as u32, self.size] {
            both.extend(number.to_le_bytes());
        }
        both.extend((self.name.len() as u16).to_le_bytes());
        both
    }
}

/// A zip file of these entries, and where its directory begins.
pub fn zip(entries: &[Entry]) -> (Vec<u8>, usize) {
    let (mut file, mut directory) = (Vec::new(), Vec::new());
    for entry in entries {
        directory.extend(b"PK\x01\x02\x14\x00");
        directory.extend(entry.both());
        directory.extend((entry.extra.len() as u16).to_le_bytes());
        directory.extend([0; 10]);
        directory.extend((file.len() as u32).to_le_bytes());
        directory.extend(&entry.name);
        directory.extend(&entry.extra);

        file.extend(b"PK\x03\x04");
        file.extend(entry.both());
        file.extend([0, 0]);
        file.extend(&entry.name);
        file.extend(&entry.bytes);
    }
    let start = file.len();
    file.extend(&directory);
    file.extend(b"PK\x05\x06\0\0\0\0");
    for _ in 0..2 {
        file.extend((entries.len() as u16).to_le_bytes());
    }
    file.extend((directory.len() as u32).to_le_bytes());
    file.extend((start as u32).to_le_bytes());
    file.extend([0, 0]);
    (file, start)
}

/// The checksum of zip, bit by bit.
pub fn crc32(bytes: &[u8]) -> u32 {
    let step = |sum: u32, _| (sum >> 1) ^ if sum & 1 == 1 { 0xEDB8_8320 } else { 0 };
    !bytes.iter().fold(!0, |sum, byte| (0..8).fold(sum ^ u32::from(*byte), step))
}
