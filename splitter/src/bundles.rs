//! Which pieces of the wasm travel in which file.
//!
//! A file compresses far better than its parts would: much of what Rust makes of Leptos is alike. So few files are good; but what a
//! page fetches and does not need is bad, and so is what it fetches again although the page before had it.

use std::collections::{BTreeMap, BTreeSet};

/// Pieces that travel in one file.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Bundle {
    /// Who needs all of them: a page, or a part of one, or several of these.
    pub users: BTreeSet<String>,
    /// Their places in the list that was bundled.
    pub pieces: Vec<usize>,
}

/// Parts pieces, each with its users and with its bytes, into files.
///
/// Where the same users share at least so many bytes, these are a file for all of them; `least` says how many for these users. What is
/// less is copied into the file of each of its users. So a user fetches nothing in vain, and what most pages share is fetched once for
/// all.
pub fn bundles(
    pieces: &[(BTreeSet<String>, usize)],
    least: impl Fn(&BTreeSet<String>) -> usize,
) -> Vec<Bundle> {
    let mut by_users: BTreeMap<&BTreeSet<String>, Vec<usize>> = BTreeMap::new();
    for (place, (users, _)) in pieces.iter().enumerate() {
        by_users.entry(users).or_default().push(place);
    }
    let bytes = |places: &[usize]| places.iter().map(|place| pieces[*place].1).sum::<usize>();
    let mut shared = Vec::new();
    let mut own: BTreeMap<&String, Vec<usize>> = BTreeMap::new();
    for (users, places) in by_users {
        if users.len() > 1 && bytes(&places) >= least(users) {
            shared.push(Bundle { users: users.clone(), pieces: places });
            continue;
        }
        for user in users {
            own.entry(user).or_default().extend(&places);
        }
    }
    let own = own.into_iter().map(|(user, mut pieces)| {
        pieces.sort_unstable();
        Bundle { users: BTreeSet::from([user.clone()]), pieces }
    });
    shared.into_iter().chain(own).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(users: &str, bytes: usize) -> (BTreeSet<String>, usize) {
        (users.chars().map(String::from).collect(), bytes)
    }

    /// The bundles as `users: pieces`.
    fn bundled(pieces: &[(BTreeSet<String>, usize)], least: usize) -> Vec<String> {
        let written =
            |bundle: Bundle| format!("{}: {:?}", bundle.users.into_iter().collect::<String>(), bundle.pieces);
        bundles(pieces, |_| least).into_iter().map(written).collect()
    }

    #[test]
    fn what_is_large_enough_is_fetched_once_for_all_that_need_it() {
        assert_eq!(
            bundled(&[of("ab", 6), of("a", 7), of("ab", 4), of("b", 2)], 10),
            ["ab: [0, 2]", "a: [1]", "b: [3]"]
        );
    }

    #[test]
    fn what_is_smaller_is_copied_into_the_file_of_each() {
        assert_eq!(
            bundled(&[of("ab", 6), of("a", 7), of("ab", 3), of("b", 2)], 10),
            ["a: [0, 1, 2]", "b: [0, 2, 3]"]
        );
    }

    #[test]
    fn how_much_is_large_enough_depends_on_who_shares_it() {
        let least = |users: &BTreeSet<String>| if users.contains("a") { 10 } else { 2 };
        let all = bundles(&[of("ab", 6), of("bc", 6)], least);
        let shared: Vec<_> = all.iter().filter(|bundle| bundle.users.len() > 1).collect();
        assert!(shared.len() == 1 && shared[0].pieces == [1], "{all:?}");
    }

    #[test]
    fn what_one_needs_alone_is_in_its_own_file_however_large() {
        assert_eq!(bundled(&[of("a", 50), of("ab", 9)], 10), ["a: [0, 1]", "b: [1]"]);
    }

    #[test]
    fn every_user_finds_all_its_pieces_and_nothing_else() {
        let pieces: Vec<_> = (1..64usize)
            .map(|set| {
                let users = "abcdef".chars().enumerate().filter(|(bit, _)| set >> bit & 1 == 1);
                (users.map(|(_, page)| page.to_string()).collect::<BTreeSet<_>>(), 7 * set % 31)
            })
            .collect();
        for least in [0, 10, 20, 100] {
            let all = bundles(&pieces, |_| least);
            for user in "abcdef".chars().map(String::from) {
                let of_user = all.iter().filter(|bundle| bundle.users.contains(&user));
                let mut found: Vec<_> = of_user.flat_map(|bundle| bundle.pieces.clone()).collect();
                found.sort_unstable();
                let needed: Vec<_> = (0..63).filter(|place| pieces[*place].0.contains(&user)).collect();
                assert_eq!(found, needed, "{user} of {least}");
            }
        }
    }
}
