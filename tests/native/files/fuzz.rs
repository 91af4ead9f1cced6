//! Files broken at random: none makes the reader panic, and whatever it reads is whole.

use std::collections::BTreeMap;

use deltascope::io::{self, Array, Why, write};
use rand::SeedableRng;
use rand_chacha::ChaCha8Rng;
use safetensors::SafeTensors;

use super::mutations::{broken, written};
use crate::support::long::tries;

/// How many files are broken, and how many in long mode.
const USUAL: u64 = 2_000;
const LONG: u64 = 100_000;

/// Everything that an array says about itself is true.
fn is_whole(array: &Array) {
    let len = array.shape().iter().product::<usize>();
    assert!(len > 0 && array.shape().len() <= io::MOST_AXES, "{array:?}");
    assert_eq!([array.len(), array.values().len(), array.values().count()], [len; 3], "{array:?}");
    assert_eq!(array.bytes().len(), len * array.dtype().size(), "{array:?}");
    assert_eq!(array.get(len - 1).to_bits(), array.values().last().unwrap().to_bits());
}

/// Whether a safetensors file may be refused so that the crate reads.
fn is_ours(why: &Why) -> bool {
    use Why::{Axes, Dtype, Duplicate, EmptyAxis, Nothing, TooLarge};
    matches!(
        why,
        Axes { .. } | Dtype { .. } | Duplicate { .. } | EmptyAxis { .. } | Nothing | TooLarge { .. }
    )
}

/// The first word of a refusal: of which kind it is.
fn word(why: &Why) -> String {
    let text = format!("{why:?}");
    text.split(' ').next().unwrap().to_owned()
}

#[test]
fn no_broken_file_makes_the_reader_panic_and_whatever_is_read_is_whole() {
    let files = written();
    let count = tries(USUAL, LONG);
    let (mut whole, mut read_again, mut refusals) = (0, 0, BTreeMap::new());
    for seed in 0..count {
        let file = broken(&files, &mut ChaCha8Rng::seed_from_u64(seed));
        let arrays = match io::read("broken", file.clone().into()) {
            Ok(arrays) => arrays,
            Err(error) => {
                assert!(
                    SafeTensors::deserialize(&file).is_err() || is_ours(&error.why),
                    "seed {seed}: {error}"
                );
                *refusals.entry(word(&error.why)).or_insert(0) += 1;
                continue;
            }
        };
        arrays.iter().for_each(is_whole);
        whole += 1;
        // The crate reads the same from a safetensors file, if only its metadata are what they should be.
        if let Ok(theirs) = SafeTensors::deserialize(&file) {
            assert_eq!(theirs.len(), arrays.len(), "seed {seed}");
            for array in &arrays {
                let view = theirs.tensor(array.name()).unwrap();
                assert_eq!((view.shape(), view.data()), (array.shape(), array.bytes()), "seed {seed}");
            }
        }
        // What was read can be written, and is the same then.
        if let Ok(file) = write::npz(&arrays, write::Packing::Stored) {
            assert_eq!(io::read("again.npz", file.into()).unwrap(), arrays, "seed {seed}");
            read_again += 1;
        }
    }
    println!("{whole} of {count} are read; refused: {refusals:?}");
    assert_eq!(read_again, whole);
    // Files that are all refused at the first byte would prove nothing.
    assert!(whole * 20 > count && refusals.len() >= 9, "{whole} of {count} are read; refused: {refusals:?}");
}

#[test]
fn what_the_crate_refuses_of_a_safetensors_file_is_refused() {
    let files: Vec<_> = written().into_iter().filter(|(name, _)| name.ends_with(".safetensors")).collect();
    let mut refused = 0;
    for seed in 0..USUAL {
        let file = broken(&files, &mut ChaCha8Rng::seed_from_u64(seed));
        let Err(theirs) = SafeTensors::deserialize(&file) else { continue };
        refused += 1;
        if let Ok(arrays) = io::read("broken", file.into()) {
            // Wrapped into a zip file, or strings beside the arrays that are none: those nobody reads here.
            let metadata = matches!(theirs, safetensors::SafeTensorError::InvalidHeaderDeserialization(_));
            assert!(
                metadata || arrays.iter().all(|array| ["a", "b"].contains(&array.name())),
                "{theirs} {arrays:?}"
            );
        }
    }
    assert!(refused > USUAL / 2, "only {refused} are broken");
}
