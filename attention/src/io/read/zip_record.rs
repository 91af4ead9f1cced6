//! What a zip file says about an entry. It says it twice, in the directory and before the bytes, and both must be the same. NumPy
//! writes the sizes before the bytes in 64 bits.

use std::ops::Range;

use crate::io::fault::Fault;

/// What stands for a size that is in a 64-bit field.
const ELSEWHERE: u64 = 0xFFFF_FFFF;

/// The bits of the flags that say that an entry is encrypted, one way or another.
const ENCRYPTED: u64 = 0x2041;

/// The bit that says that sizes and checksum follow the bytes, and do not stand before them.
const FOLLOW: u64 = 0x8;

/// An entry, whose bytes are known to lie in the file.
pub struct Entry<'a> {
    /// Its name, without `.npy`.
    pub name: &'a str,
    /// Whether its bytes are packed by deflate; else they are stored as they are.
    pub packed: bool,
    /// Where its own header begins.
    pub start: usize,
    /// Where its bytes lie, packed or not.
    pub bytes: Range<usize>,
    /// How many there are, unpacked.
    pub size: u64,
    /// Their checksum, unpacked.
    pub crc: u32,
}

/// The numbers of a record that are still to be read.
pub struct Fields<'a>(pub &'a [u8]);

impl<'a> Fields<'a> {
    /// So many bytes. None where the file ends before.
    pub fn bytes(&mut self, length: u64) -> Option<&'a [u8]> {
        let (bytes, rest) = self.0.split_at_checked(usize::try_from(length).ok()?)?;
        self.0 = rest;
        Some(bytes)
    }

    /// A number of `N` bytes, the least significant first.
    pub fn number<const N: u64>(&mut self) -> Option<u64> {
        let bytes = self.bytes(N)?;
        Some(bytes.iter().rev().fold(0, |all, byte| all << 8 | u64::from(*byte)))
    }
}

/// What is said about an entry, in the directory or before its bytes.
#[derive(Default)]
pub struct Record<'a> {
    flags: u64,
    method: u64,
    crc: u64,
    packed: u64,
    size: u64,
    /// Where its own header begins; only the directory says that.
    start: u64,
    /// The name as it stands there.
    pub name: &'a [u8],
    extra: &'a [u8],
}

impl<'a> Record<'a> {
    /// The next record of the directory. None where it is none.
    pub fn of_directory(fields: &mut Fields<'a>) -> Option<Self> {
        fields.bytes(4).filter(|word| *word == b"PK\x01\x02")?;
        fields.number::<2>()?;
        let (record, [name, extra]) = Self::common(fields)?;
        let comment = fields.number::<2>()?;
        // The disk, and attributes of the file that it was.
        fields.bytes(8)?;
        let start = fields.number::<4>()?;
        let record = Self { start, name: fields.bytes(name)?, extra: fields.bytes(extra)?, ..record };
        fields.bytes(comment)?;
        Some(record)
    }

    /// The record before the bytes.
    fn before_bytes(fields: &mut Fields<'a>) -> Option<Self> {
        fields.bytes(4).filter(|word| *word == b"PK\x03\x04")?;
        let (record, [name, extra]) = Self::common(fields)?;
        Some(Self { name: fields.bytes(name)?, extra: fields.bytes(extra)?, ..record })
    }

    /// What stands in both, and the lengths of the name and of further fields.
    fn common(fields: &mut Fields<'a>) -> Option<(Self, [u64; 2])> {
        fields.number::<2>()?;
        let (flags, method) = (fields.number::<2>()?, fields.number::<2>()?);
        // When the file was written.
        fields.bytes(4)?;
        let (crc, packed, size) = (fields.number::<4>()?, fields.number::<4>()?, fields.number::<4>()?);
        let lengths = [fields.number::<2>()?, fields.number::<2>()?];
        Some((Self { flags, method, crc, packed, size, ..Self::default() }, lengths))
    }

    /// Whether one of the sizes stands in a 64-bit field.
    fn is_wide(&self) -> bool {
        [self.size, self.packed, self.start].contains(&ELSEWHERE)
    }

    /// Takes sizes from the 64-bit field where they stand there. None where it is missing.
    fn widen(mut self) -> Option<Self> {
        if !self.is_wide() {
            return Some(self);
        }
        let mut fields = Fields(self.extra);
        let mut wide = loop {
            let (kind, length) = (fields.number::<2>()?, fields.number::<2>()?);
            let field = fields.bytes(length)?;
            if kind == 1 {
                break Fields(field);
            }
        };
        for size in [&mut self.size, &mut self.packed, &mut self.start] {
            if *size == ELSEWHERE {
                *size = wide.number::<8>()?;
            }
        }
        Some(self)
    }

    /// The entry, whose header and bytes must lie in `before`, which is the file up to the directory.
    ///
    /// # Errors
    /// Where they do not, contradict the directory, or are packed or encrypted in a way that is not read.
    pub fn entry(self, name: &'a str, before: &[u8]) -> Result<Entry<'a>, Fault> {
        if self.flags & ENCRYPTED != 0 {
            return Err(Fault::Encrypted);
        }
        let packed = match self.method {
            0 => false,
            8 => true,
            method => return Err(Fault::Method(method as u16)),
        };
        let record = self.widen().ok_or(Fault::Zip64)?;
        if !packed && record.packed != record.size {
            return Err(Fault::Size { expected: record.size, found: Some(record.packed) });
        }
        let start = usize::try_from(record.start).map_err(|_| Fault::Differs)?;
        let mut fields = Fields(before.get(start..).ok_or(Fault::Differs)?);
        let own = Record::before_bytes(&mut fields).ok_or(Fault::Differs)?;
        let wide = own.is_wide();
        let own = own.widen().ok_or(Fault::Zip64)?;
        if own.method != record.method || own.name != record.name || own.flags & ENCRYPTED != 0 {
            return Err(Fault::Differs);
        }
        let sizes = |record: &Record<'_>| [record.crc, record.packed, record.size];
        if own.flags & FOLLOW == 0 && sizes(&own) != sizes(&record) {
            return Err(if wide { Fault::Zip64 } else { Fault::Differs });
        }
        let first = before.len() - fields.0.len();
        fields.bytes(record.packed).ok_or(Fault::Overlap)?;
        let bytes = first..before.len() - fields.0.len();
        Ok(Entry { name, packed, bytes, size: record.size, crc: record.crc as u32, start })
    }
}
