//! How much room the reader of files takes. This is a program of its own, because it counts whatever the whole program allocates:
//! any other test would be counted, too.

#![allow(clippy::unwrap_used, reason = "a test may panic")]

#[path = "native/files/made.rs"]
mod made;
#[path = "native/files/mutations.rs"]
mod mutations;

use deltascope::io;
use peak_alloc::PeakAlloc;
use rand::SeedableRng;
use rand_chacha::ChaCha8Rng;

use made::{Entry, npy_of, safetensors, zip};
use mutations::{broken, written};

#[global_allocator]
static ALLOCATED: PeakAlloc = PeakAlloc;

/// What reading may take beside the numbers, in bytes: what deflate has to remember, an error, the text of a shape.
const BESIDE: usize = 64 << 10;

/// The same for ten thousand arrays, each with a name and a shape.
const BESIDE_MANY: usize = 6 << 20;

/// How large the files are, in bytes: so large that what is beside them does not count.
const LARGE: usize = 4 << 20;

/// Reads a file and says whether that went well, and how many bytes more were allocated at the worst moment.
fn taken(name: &str, file: Vec<u8>) -> (bool, usize) {
    let file = file.into();
    let before = ALLOCATED.current_usage();
    ALLOCATED.reset_peak_usage();
    let read = io::read(name, file);
    (read.is_ok(), ALLOCATED.peak_usage().saturating_sub(before))
}

/// A file, whether it can be read, and how many bytes reading it may take.
type Case = (&'static str, Vec<u8>, bool, usize);

/// Right files: what shares their bytes takes nothing, what is turned round or unpacked takes its own size, or twice that.
fn right() -> Vec<Case> {
    let numbers = vec![1; LARGE];
    let shape = format!("({}, 2)", LARGE / 16);
    let header = format!(r#"{{"k":{{"dtype":"F32","shape":[{}],"data_offsets":[0,{LARGE}]}}}}"#, LARGE / 4);
    let rows = npy_of("<f8", false, &shape, &numbers);
    let columns = npy_of(">f8", true, &shape, &numbers);
    let entries = [Entry::deflated("a", &rows), Entry::deflated("b", &columns)];
    let ones = format!("[{}1]", "1,".repeat(LARGE / 2));
    let one_double = format!("[{}0.1]", "1,".repeat(LARGE / 2));
    let long = format!("[{}0.1]", "0.3333333333333333,".repeat(LARGE / 19));
    vec![
        ("safetensors", safetensors(&header, &numbers), true, 0),
        ("npy by rows", rows.clone(), true, 0),
        ("npy by columns", columns.clone(), true, LARGE),
        ("npz, stored", zip(&[Entry::stored("k", &rows)]).0, true, 0),
        ("npz, stored by columns", zip(&[Entry::stored("k", &columns)]).0, true, LARGE),
        ("npz, packed", zip(&entries).0, true, 2 * 3 * LARGE),
        ("json of singles", ones.into_bytes(), true, 3 * LARGE),
        ("json of doubles", long.into_bytes(), true, LARGE),
        // A digit and a comma become eight bytes.
        ("json with one double", one_double.into_bytes(), true, 4 * LARGE),
    ]
}

/// Files that are made to take much room.
fn hostile() -> Vec<Case> {
    let text = |inside: &str| safetensors(inside, &[]);
    // One escape makes a copy of all of it, and an error that quotes it would take six bytes for each.
    let long = format!(r"{}\n", "\u{7f}".repeat(LARGE));
    let small = npy_of("<f4", false, "(2,)", &[0; 8]);
    let liar = Entry { size: 1 << 30, ..Entry::deflated("k", &small) };
    let zeros = Entry { size: 1 << 29, ..Entry::deflated("k", &vec![0; LARGE]) };
    let cases = [
        ("a header of brackets", text(&format!("{{\"k\":{}", "[".repeat(LARGE)))),
        ("a header of a name", text(&format!("{{\"{long}\":{{}}}}"))),
        ("a header of a type", text(&format!(r#"{{"k":{{"dtype":"{long}"}}}}"#))),
        ("a header whose shape is text", text(&format!(r#"{{"k":{{"shape":"{long}"}}}}"#))),
        ("a header of axes", text(&format!(r#"{{"k":{{"shape":[{}1]}}}}"#, "1,".repeat(LARGE / 2)))),
        ("a header of strings", text(&format!(r#"{{"__metadata__":{{"{long}":"{long}"}}}}"#))),
        ("an npy header of axes", npy_of("<f4", false, &format!("({})", "1,".repeat(4900)), &[0; LARGE])),
        ("an entry that lies", zip(&[liar]).0),
        ("brackets", "[".repeat(LARGE).into_bytes()),
        ("objects", "{\"a\":".repeat(LARGE / 5).into_bytes()),
        ("a name", format!("{{\"{long}\":[1]}}").into_bytes()),
        ("text", format!("[\"{long}\"]").into_bytes()),
        ("half a list", format!("[{}", "0,".repeat(LARGE / 2)).into_bytes()),
        ("a list with something else at its end", format!("[{}[]]", "0,".repeat(LARGE / 2)).into_bytes()),
        ("a shape", format!(r#"{{"shape":[{}1],"data":[1]}}"#, "1,".repeat(LARGE / 2)).into_bytes()),
    ];
    let mut cases: Vec<Case> = cases.map(|(what, file)| three_times(what, file, false)).into();
    // It unpacks to so much, and to no more.
    cases.push(("an entry that lies about many zeros", zip(&[zeros]).0, false, 3 * LARGE));
    cases
}

/// Files of as many arrays as are read, with names as long as they may be, and of more than that.
fn of_many() -> Vec<Case> {
    let small = npy_of("<f4", false, "(1, 1, 1, 1, 1, 1, 1, 2)", &[0; 8]);
    let name = "n".repeat(123);
    let entries: Vec<Entry> =
        (0..10_001).map(|i| Entry::stored(&format!("{name}{name}{i:05}"), &small)).collect();
    let scalars = |count: usize| {
        (0..count).map(|i| format!("\"{i:07}\":[[[[[[[[0]]]]]]]]")).collect::<Vec<_>>().join(",")
    };
    let bytes = |count: usize| {
        let one = |i: usize| format!(r#""{i}":{{"dtype":"U8","shape":[],"data_offsets":[{i},{}]}}"#, i + 1);
        let all = (0..count).map(one).collect::<Vec<_>>().join(",");
        safetensors(&format!("{{{all}}}"), &vec![0; count])
    };
    let names = format!(r#"{{"{name}":{{"{name}":{{{}}}}}}}"#, scalars(10_000));
    vec![
        three_times("a header of many arrays", bytes(10_000), true),
        three_times("a header of too many arrays", bytes(100_000), false),
        three_times("many entries", zip(&entries[1..]).0, true),
        three_times("too many entries", zip(&entries).0, false),
        three_times("too many lists", format!("{{{}}}", scalars(100_000)).into_bytes(), false),
        three_times("many lists with long names", names.into_bytes(), true),
    ]
}

fn three_times(what: &'static str, file: Vec<u8>, reads: bool) -> Case {
    let most = 3 * file.len();
    (what, file, reads, most)
}

fn hold(cases: Vec<Case>, beside: usize) {
    for (what, file, reads, most) in cases {
        let (read, taken) = taken(what, file);
        println!("{what}: {taken} bytes; {most} and {beside} are allowed");
        assert_eq!(read, reads, "{what}");
        assert!(taken <= most + beside, "{what}: {taken} bytes; {most} and {beside} are allowed");
    }
}

/// One test, because a second one would run beside it and be counted.
#[test]
fn no_file_takes_more_than_three_times_its_room() {
    hold(right(), BESIDE);
    hold(hostile(), BESIDE);
    hold(of_many(), BESIDE_MANY);
    let files = written();
    let at_random = |seed| {
        let file = broken(&files, &mut ChaCha8Rng::seed_from_u64(seed));
        // Packed zeros are not much here: no file is larger unpacked than all of them.
        let most = 3 * file.len() + BESIDE;
        let (_, taken) = taken("broken", file);
        assert!(taken <= most, "seed {seed}: {taken} bytes; {most} are allowed");
    };
    (0..2_000).for_each(at_random);
}
