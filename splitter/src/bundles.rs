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

/// From how many bytes on what several users share is a file of its own.
#[derive(Clone, Copy, Debug)]
pub struct Least {
    /// Where a page opens with it: a reader waits for each file.
    pub first: usize,
    /// Where only parts of pages share it, which come once the page can be used.
    pub later: usize,
    /// From so many parts on that share something it is in one file, however small, with all else that many share.
    pub many: usize,
}

/// Parts pieces, each with its users and with its bytes, into files; `opens` says of a user whether a page opens with it.
///
/// Where the same users share at least so many bytes, these are a file for all of them. What is less is copied: into the file of each user
/// with which a page opens, and for the others into one file, if there is enough for that, or into the file of each. What many of the others
/// share is small, and each of them needs most of it: it is one file for all of these. But for that a user fetches nothing in vain, and what
/// most pages share is fetched once for all.
pub fn bundles(
    pieces: &[(BTreeSet<String>, usize)],
    opens: impl Fn(&str) -> bool,
    least: Least,
) -> Vec<Bundle> {
    let mut by_users: BTreeMap<&BTreeSet<String>, Vec<usize>> = BTreeMap::new();
    for (place, (users, _)) in pieces.iter().enumerate() {
        by_users.entry(users).or_default().push(place);
    }
    let bytes = |places: &[usize]| places.iter().map(|place| pieces[*place].1).sum::<usize>();
    let mut shared: BTreeMap<BTreeSet<String>, Vec<usize>> = BTreeMap::new();
    let mut own: BTreeMap<String, Vec<usize>> = BTreeMap::new();
    let mut of_many = Bundle::default();
    for (users, places) in by_users {
        let (first, later): (BTreeSet<_>, BTreeSet<_>) = users.iter().cloned().partition(|user| opens(user));
        let enough = |users: &BTreeSet<String>, least| users.len() > 1 && bytes(&places) >= least;
        let (in_one, copied) = if first.is_empty() || enough(users, least.first) {
            (users.clone(), BTreeSet::new())
        } else {
            (later, first)
        };
        let copied = if enough(&in_one, least.later) {
            shared.entry(in_one).or_default().extend(&places);
            copied
        } else if in_one.len() >= least.many {
            of_many.users.extend(in_one);
            of_many.pieces.extend(&places);
            copied
        } else {
            &copied | &in_one
        };
        for user in copied {
            own.entry(user).or_default().extend(&places);
        }
    }
    let shared = shared.into_iter().map(|(users, mut pieces)| {
        pieces.sort_unstable();
        Bundle { users, pieces }
    });
    let own = own.into_iter().map(|(user, mut pieces)| {
        pieces.sort_unstable();
        Bundle { users: BTreeSet::from([user]), pieces }
    });
    of_many.pieces.sort_unstable();
    let of_many = Some(of_many).filter(|bundle| !bundle.pieces.is_empty());
    shared.chain(of_many).chain(own).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn piece(users: &str, bytes: usize) -> (BTreeSet<String>, usize) {
        (users.chars().map(String::from).collect(), bytes)
    }

    /// The bundles as `users: pieces`.
    fn bundled(pieces: &[(BTreeSet<String>, usize)], least: usize) -> Vec<String> {
        let written =
            |bundle: Bundle| format!("{}: {:?}", bundle.users.into_iter().collect::<String>(), bundle.pieces);
        bundles(pieces, |_| true, Least { first: least, later: 0, many: usize::MAX })
            .into_iter()
            .map(written)
            .collect()
    }

    #[test]
    fn what_is_large_enough_is_fetched_once_for_all_that_need_it() {
        assert_eq!(
            bundled(&[piece("ab", 6), piece("a", 7), piece("ab", 4), piece("b", 2)], 10),
            ["ab: [0, 2]", "a: [1]", "b: [3]"]
        );
    }

    #[test]
    fn what_is_smaller_is_copied_into_the_file_of_each() {
        assert_eq!(
            bundled(&[piece("ab", 6), piece("a", 7), piece("ab", 3), piece("b", 2)], 10),
            ["a: [0, 1, 2]", "b: [0, 2, 3]"]
        );
    }

    #[test]
    fn what_a_page_opens_with_is_copied_for_it_and_shared_by_those_that_come_later() {
        let least = Least { first: 10, later: 5, many: 4 };
        let of = |pieces: &[(BTreeSet<String>, usize)]| {
            let written = |bundle: Bundle| {
                format!("{}: {:?}", bundle.users.into_iter().collect::<String>(), bundle.pieces)
            };
            bundles(pieces, |user| user < "c", least).into_iter().map(written).collect::<Vec<_>>()
        };
        assert_eq!(of(&[piece("acd", 6)]), ["cd: [0]", "a: [0]"]);
        assert_eq!(of(&[piece("acd", 12)]), ["acd: [0]"]);
        assert_eq!(of(&[piece("acd", 4)]), ["a: [0]", "c: [0]", "d: [0]"]);
        assert_eq!(
            of(&[piece("acd", 6), piece("cd", 7), piece("ac", 6)]),
            ["cd: [0, 1]", "a: [0, 2]", "c: [2]"]
        );
    }

    #[test]
    fn what_one_needs_alone_is_in_its_own_file_however_large() {
        assert_eq!(bundled(&[piece("a", 50), piece("ab", 9)], 10), ["a: [0, 1]", "b: [1]"]);
    }

    #[test]
    fn every_user_finds_all_its_pieces_and_nothing_else_but_what_many_share() {
        let pieces: Vec<_> = (1..64usize)
            .map(|set| {
                let users = "abcdef".chars().enumerate().filter(|(bit, _)| set >> bit & 1 == 1);
                (users.map(|(_, page)| page.to_string()).collect::<BTreeSet<_>>(), 7 * set % 31)
            })
            .collect();
        for least in [0, 10, 20, 100] {
            let all = bundles(&pieces, |user| user < "c", Least { first: least, later: least / 2, many: 3 });
            for user in "abcdef".chars().map(String::from) {
                let of_user = all.iter().filter(|bundle| bundle.users.contains(&user));
                let found: Vec<_> = of_user.flat_map(|bundle| bundle.pieces.clone()).collect();
                let distinct: BTreeSet<_> = found.iter().copied().collect();
                assert_eq!(distinct.len(), found.len(), "{user} of {least} finds a piece twice");
                let needs = |place: &usize| pieces[*place].0.contains(&user);
                assert!((0..63).filter(needs).all(|place| distinct.contains(&place)), "{user} of {least}");
                let later =
                    |place: &usize| pieces[*place].0.iter().filter(|user| user.as_str() >= "c").count();
                assert!(distinct.iter().all(|place| needs(place) || later(place) >= 3), "{user} of {least}");
            }
        }
    }
}
