//! Which pieces of the wasm travel together: those that the same pages need, and small ones with a bundle that costs nobody much.

use std::collections::BTreeSet;

/// Pieces that travel in one file.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Bundle {
    /// The pages that need any of them, and so fetch them all.
    pub users: BTreeSet<String>,
    /// Their places in the list that was bundled.
    pub pieces: Vec<usize>,
    /// Their bytes together.
    pub bytes: usize,
}

/// Parts pieces, each with the pages that need it and with its bytes, into at most so many bundles.
///
/// It begins with a bundle for each set of pages. As long as there are too many, those two are joined that make all pages together
/// fetch the fewest bytes in vain.
pub fn bundles(pieces: &[(BTreeSet<String>, usize)], most: usize) -> Vec<Bundle> {
    let mut all: Vec<Bundle> = Vec::new();
    for (place, (users, bytes)) in pieces.iter().enumerate() {
        let found = all.iter().position(|bundle| bundle.users == *users).unwrap_or_else(|| {
            all.push(Bundle { users: users.clone(), ..Bundle::default() });
            all.len() - 1
        });
        all[found].pieces.push(place);
        all[found].bytes += bytes;
    }
    while all.len() > most.max(1) {
        let pairs = (0..all.len()).flat_map(|a| (a + 1..all.len()).map(move |b| (a, b)));
        let Some((a, b)) = pairs.min_by_key(|(a, b)| in_vain(&all[*a], &all[*b])) else { break };
        let second = all.remove(b);
        let first = &mut all[a];
        first.users.extend(second.users);
        first.pieces.extend(second.pieces);
        first.bytes += second.bytes;
    }
    all
}

/// The bytes that pages would fetch and not need, all pages together, if two bundles were one.
fn in_vain(a: &Bundle, b: &Bundle) -> usize {
    b.users.difference(&a.users).count() * a.bytes + a.users.difference(&b.users).count() * b.bytes
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(users: &str, bytes: usize) -> (BTreeSet<String>, usize) {
        (users.chars().map(String::from).collect(), bytes)
    }

    #[test]
    fn what_the_same_pages_need_travels_together() {
        let all = bundles(&[of("ab", 5), of("c", 7), of("ab", 2)], 9);
        let found: Vec<_> = all.iter().map(|bundle| (bundle.pieces.clone(), bundle.bytes)).collect();
        assert_eq!(found, [(vec![0, 2], 7), (vec![1], 7)]);
    }

    #[test]
    fn a_small_piece_joins_the_bundle_in_which_it_is_fetched_in_vain_the_least() {
        // Beside abc it costs page c 1 byte; beside d it would cost a and b 100 bytes, and d 1.
        let all = bundles(&[of("abc", 90), of("d", 100), of("ab", 1)], 2);
        assert_eq!(all[0].pieces, [0, 2]);
        assert_eq!(all[1].pieces, [1]);
    }

    #[test]
    fn no_piece_is_lost_and_every_user_finds_it() {
        let pieces: Vec<_> = (1..64usize)
            .map(|set| {
                let users = "abcdef".chars().enumerate().filter(|(bit, _)| set >> bit & 1 == 1);
                (users.map(|(_, page)| page.to_string()).collect::<BTreeSet<_>>(), 7 * set % 31)
            })
            .collect();
        for most in [1, 5, 12, 100] {
            let all = bundles(&pieces, most);
            assert!(all.len() <= most);
            let mut found: Vec<_> = all.iter().flat_map(|bundle| bundle.pieces.clone()).collect();
            found.sort_unstable();
            assert_eq!(found, (0..63).collect::<Vec<_>>());
            for bundle in &all {
                assert!(bundle.pieces.iter().all(|piece| pieces[*piece].0.is_subset(&bundle.users)));
            }
        }
    }
}
