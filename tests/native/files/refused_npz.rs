//! Npz files that are refused, and zip files that are unusual and read.

use deltascope::io::{self, Dtype, Fault, Limit, Part, Why};

use super::made::{Entry, npy_of, zip};
use super::{read, refused};

/// An npy file of two singles.
fn pair() -> Vec<u8> {
    npy_of("<f4", false, "(2,)", &[0; 8])
}

fn entry() -> Entry {
    Entry::stored("k.npy", &pair())
}

fn fault(name: &str, fault: Fault) -> Why {
    Why::Entry { name: name.into(), fault }
}

fn why(entries: &[Entry]) -> Why {
    refused("x.npz", zip(entries).0)
}

#[test]
fn entries_are_read_stored_and_packed_and_lose_the_end_of_their_name() {
    let folder = Entry::stored("heads/", b"");
    let entries = [entry(), folder, Entry::deflated("heads/0.npy", &pair()), Entry::stored("plain", &pair())];
    let (file, _) = zip(&entries);
    let names: Vec<_> = read("x.npz", file).iter().map(|array| array.name().to_owned()).collect();
    assert_eq!(names, ["k", "heads/0", "plain"]);
}

#[test]
fn sizes_that_follow_the_bytes_and_sizes_of_64_bits_are_read() {
    let (mut file, start) = zip(&[entry()]);
    // The flag, and no sizes before the bytes.
    file[6] |= 8;
    file[14..26].fill(0);
    assert_eq!(read("x.npz", file.clone()).len(), 1);
    file[start + 24..start + 28].fill(0xFF);
    assert_eq!(refused("x.npz", file), fault("k", Fault::Zip64));

    let size = pair().len() as u64;
    let mut wide = entry();
    wide.extra = [&[1, 0, 16, 0][..], &size.to_le_bytes(), &size.to_le_bytes()].concat();
    let (mut file, start) = zip(&[wide]);
    file[start + 20..start + 28].fill(0xFF);
    assert_eq!(read("x.npz", file.clone()).len(), 1);
    let end = file.len() - 22 - 8;
    file[end] += 1;
    assert_eq!(refused("x.npz", file), fault("k", Fault::Size { expected: size, found: Some(size + 1) }));
}

#[test]
fn a_file_cut_off_anywhere_is_refused() {
    let (file, _) = zip(&[entry()]);
    for end in 4..file.len() {
        let why = refused("x.npz", &file[..end]);
        assert!(matches!(why, Why::Broken { part: Part::ZipEnd, .. }), "{end}: {why:?}");
    }
    let longer = [&file[..], b"x"].concat();
    assert!(matches!(refused("x.npz", longer), Why::Broken { part: Part::ZipEnd, .. }));
}

#[test]
fn a_directory_that_is_elsewhere_or_counts_wrong_is_refused() {
    let (file, start) = zip(&[entry(), Entry::stored("v.npy", &pair())]);
    let end = file.len() - 22;
    let changed = |at: usize, to: u8| {
        let mut file = file.clone();
        file[at] = to;
        refused("x.npz", file)
    };
    for at in [4, 6, 8, 10, 12, 16] {
        assert!(matches!(changed(end + at, 99), Why::Broken { part: Part::ZipEnd, .. }), "{at}");
    }
    let count = |count: u8| {
        let mut file = file.clone();
        [file[end + 8], file[end + 10]] = [count; 2];
        refused("x.npz", file)
    };
    assert!(matches!(count(1), Why::Broken { part: Part::ZipDirectory, .. }));
    assert!(matches!(count(3), Why::Broken { part: Part::ZipDirectory, found, .. } if found.is_empty()));
    assert!(matches!(changed(start, b'X'), Why::Broken { part: Part::ZipDirectory, .. }));
    let mut name = entry();
    name.name = b"\xFF.npy".to_vec();
    assert!(matches!(why(&[name]), Why::Broken { part: Part::ZipDirectory, .. }));
}

#[test]
fn encrypted_entries_and_other_methods_are_refused_by_name() {
    for flags in [1, 0x40, 0x2000] {
        assert_eq!(why(&[Entry { flags, ..entry() }]), fault("k", Fault::Encrypted));
    }
    for method in [1, 9, 12, 14, 93, 99] {
        assert_eq!(why(&[Entry { method, ..entry() }]), fault("k", Fault::Method(method)));
    }
}

#[test]
fn an_entry_that_differs_from_the_directory_is_refused() {
    // Signature, method, checksum, sizes and name before the bytes; where its header is in the directory.
    let (file, start) = zip(&[entry()]);
    for at in [0, 8, 14, 18, 22, 26, 30, start + 42, start + 45] {
        let mut file = file.clone();
        file[at] ^= 1;
        let why =
            if at == 0 { refused("x", [&b"PK\x03\x04"[..], &file].concat()) } else { refused("x", file) };
        let known = at == 0 && matches!(why, Why::Broken { part: Part::ZipEnd, .. });
        assert!(known || why == fault("k", Fault::Differs), "{at}: {why:?}");
    }
}

#[test]
fn entries_that_overlap_each_other_or_the_directory_are_refused() {
    let (mut file, start) = zip(&[entry(), entry()]);
    // Both say that they are the first.
    let second = start + 46 + 5;
    file[second + 42..second + 46].fill(0);
    assert_eq!(refused("x.npz", file), fault("k", Fault::Overlap));

    let (mut file, start) = zip(&[Entry::deflated("k.npy", &pair())]);
    for at in [18, start + 20] {
        file[at] += 1;
    }
    assert_eq!(refused("x.npz", file), fault("k", Fault::Overlap));
}

#[test]
fn an_entry_that_unpacks_to_another_size_is_refused() {
    let size = pair().len() as u32;
    let of = |size| why(&[Entry { size, ..Entry::deflated("k.npy", &pair()) }]);
    let other = |expected: u32, found| fault("k", Fault::Size { expected: expected.into(), found });
    assert_eq!(of(size - 1), other(size - 1, None));
    assert_eq!(of(size + 1), other(size + 1, Some(size.into())));
    assert_eq!(of(0), other(0, None));
    assert_eq!(of(1 << 29), other(1 << 29, Some(size.into())));
    assert_eq!(why(&[Entry { size: size - 1, ..entry() }]), other(size - 1, Some(size.into())));
    // What lies in it is shorter than its header says.
    let short = npy_of("<f4", false, "(3,)", &[0; 8]);
    let length = Why::Length { name: "k".into(), shape: vec![3], dtype: Dtype::F32, expected: 12, found: 8 };
    assert_eq!(why(&[Entry::deflated("k.npy", &short)]), length);
}

#[test]
fn damaged_bytes_are_refused() {
    let crc = entry().crc ^ 1;
    assert_eq!(why(&[Entry { crc, ..entry() }]), fault("k", Fault::Checksum));
    assert_eq!(why(&[Entry { crc, ..Entry::deflated("k.npy", &pair()) }]), fault("k", Fault::Checksum));
    let packed = Entry::deflated("k.npy", &pair());
    let cut = packed.bytes[..packed.bytes.len() - 3].to_vec();
    assert_eq!(why(&[Entry { bytes: cut, ..packed.clone() }]), fault("k", Fault::Deflate));
    assert_eq!(why(&[Entry { bytes: vec![0xFF; 40], ..packed }]), fault("k", Fault::Deflate));
}

#[test]
fn an_entry_that_is_no_npy_file_is_refused_by_name() {
    assert_eq!(
        why(&[Entry::stored("data.pkl", b"\x80\x02}q\x00.")]),
        Why::Pickle { name: "data.pkl".into() }
    );
    assert_eq!(why(&[Entry::stored("readme", b"hello")]), fault("readme", Fault::NotAnArray("hello".into())));
    assert_eq!(why(&[Entry::stored("k.npy", b"")]), fault("k", Fault::NotAnArray(String::new())));
}

#[test]
fn two_entries_of_one_name_are_refused_and_so_is_a_file_without_any() {
    let twice = Why::Duplicate { name: "k".into() };
    assert_eq!(why(&[entry(), entry()]), twice);
    assert_eq!(why(&[entry(), Entry::stored("k", &pair())]), twice);
    assert_eq!(why(&[]), Why::Nothing);
    assert_eq!(why(&[Entry::stored("folder/", b"")]), Why::Nothing);
}

#[test]
fn more_than_is_read_is_refused_before_it_is_unpacked() {
    let half = |name| Entry { size: 1 << 29, ..Entry::deflated(name, &pair()) };
    let found = (1 << 30) + pair().len() as u64;
    let too_large = Why::TooLarge { limit: Limit::Unpacked, found, most: io::MOST_UNPACKED };
    assert_eq!(why(&[half("a"), half("b"), entry()]), too_large);
    let (mut file, _) = zip(&[entry()]);
    let end = file.len() - 22;
    file[end + 8..end + 12].fill(0xFF);
    assert_eq!(refused("x", file), Why::TooLarge { limit: Limit::Arrays, found: 65_535, most: 10_000 });
}
