//! Who needs a piece: pages, groups of pages that have much in common, and parts of pages.

use std::collections::BTreeSet;

use eyre::Result;

/// The list of pages, whose first keys are chapters.
pub const PAGES: &str = include_str!("../../pages.toml");

/// Pages that have much in common: parts whose names begin with that of the group are fetched by these pages alone.
#[derive(Debug, PartialEq, Eq)]
pub struct Group {
    pub name: &'static str,
    pub pages: BTreeSet<String>,
    /// Pages whose parts fetch the file of the group as it is, rather than have some of it once more in files of their own.
    pub guests: BTreeSet<String>,
}

/// The groups from the largest to the smallest: the name, the mark in the list of pages that decides, and what a page without the mark
/// is. Pages of rules in lock-step are lessons too.
const MARKS: [(&str, &str, bool); 2] = [("lesson", "stage", true), ("lockstep", "lockstep", false)];

/// The mark of a page whose parts are guests of a group.
const GUEST: &str = "takes";

/// The pages of this list, by their slugs.
fn slugs(pages: &str) -> Result<Vec<(String, toml::Value)>> {
    let chapters: toml::Table = toml::from_str(pages)?;
    Ok(chapters
        .into_iter()
        .filter_map(|(_, chapter)| chapter.try_into::<toml::Table>().ok())
        .flatten()
        .collect())
}

/// The groups of pages of this list.
pub fn groups(pages: &str) -> Result<Vec<Group>> {
    let slugs = slugs(pages)?;
    let group = |(name, mark, usual): (&'static str, &str, bool)| {
        let says = |page: &toml::Value| page.get(mark).and_then(toml::Value::as_bool).unwrap_or(usual);
        let takes = |page: &toml::Value| page.get(GUEST).and_then(toml::Value::as_str) == Some(name);
        let those = |are: &dyn Fn(&toml::Value) -> bool| {
            slugs.iter().filter(|(_, page)| are(page)).map(|(slug, _)| slug.clone()).collect()
        };
        Group { name, pages: those(&says), guests: those(&takes) }
    };
    // One page alone shares nothing.
    Ok(MARKS.map(group).into_iter().filter(|group| group.pages.len() > 1).collect())
}

/// The split points with which a page of this list opens: those of the pages, and of their groups.
pub fn opens_with(pages: &str) -> Result<BTreeSet<String>> {
    let slugs = slugs(pages)?.into_iter().map(|(slug, _)| slug);
    Ok(slugs.chain(groups(pages)?.into_iter().map(|group| group.name.to_owned())).collect())
}

/// Whether a split point is a part of a page, as `lab_outcome` is of `lab`: only this page fetches it.
pub fn is_part(user: &str, page: &str) -> bool {
    user.strip_prefix(page).is_some_and(|part| part.starts_with('_'))
}

/// Whether a split point is a page of this group, or a part of one, or of a guest, or a part of a smaller group within it.
pub fn is_of_group(user: &str, group: &str, groups: &[Group]) -> bool {
    let is_it = |name: &str| user == name || is_part(user, name);
    groups.iter().filter(|of| of.name == group).any(|of| {
        let within = |other: &&Group| other.pages.is_subset(&of.pages);
        let is_guest = |other: &Group| other.guests.iter().any(|page| is_part(user, page));
        of.pages.iter().any(|page| is_it(page))
            || groups.iter().filter(within).any(|other| is_it(other.name) || is_guest(other))
    })
}

/// The users of a piece, where all pages of a group need it the group in their place, and in that of all parts that only they fetch: it
/// is in a file for all of them, however small.
pub fn by_groups(users: &BTreeSet<String>, groups: &[Group]) -> BTreeSet<String> {
    let mut users = users.clone();
    for Group { name, pages, .. } in groups {
        if pages.is_subset(&users) {
            users.retain(|user| !is_of_group(user, name, groups));
            users.insert((*name).to_owned());
        }
    }
    users
}

/// The users of a piece without the parts of those pages that need it themselves: the page has the piece by then.
pub fn without_parts(users: &BTreeSet<String>) -> BTreeSet<String> {
    users.iter().filter(|user| !users.iter().any(|page| is_part(user, page))).cloned().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_all_pages_of_a_group_need_is_the_group_s() {
        let pages = ["a", "b"].map(str::to_owned).into();
        let groups = &[Group { name: "family", pages, guests: BTreeSet::new() }];
        let of = |users: &str| {
            let users = users.split(' ').map(str::to_owned).collect();
            by_groups(&users, groups).into_iter().collect::<Vec<_>>().join(" ")
        };
        assert_eq!(of("a b"), "family");
        assert_eq!(of("a a_play b family_chart lab"), "family lab");
        assert_eq!(of("a family_chart"), "a family_chart", "one of the pages has it not");
        assert_eq!(of("a_play family_chart"), "a_play family_chart");
        assert!(is_of_group("b_play", "family", groups) && !is_of_group("lab", "family", groups));
    }

    #[test]
    fn what_a_group_within_a_group_needs_is_the_larger_one_s_where_all_of_that_need_it() {
        let groups =
            groups("[a]\nb = { lockstep = true }\nc = { lockstep = true }\nd = {}\ne = { stage = false }\n")
                .unwrap();
        let of = |users: &str| {
            let users = users.split(' ').map(str::to_owned).collect();
            by_groups(&users, &groups).into_iter().collect::<Vec<_>>().join(" ")
        };
        assert_eq!(of("b c d e"), "e lesson");
        assert_eq!(of("b c d lockstep_rules d_play play"), "lesson play");
        assert_eq!(of("b c e"), "e lockstep");
        assert_eq!(of("b d"), "b d");
        assert!(is_of_group("lockstep_rules", "lesson", &groups) && !is_of_group("e", "lesson", &groups));
    }

    #[test]
    fn parts_of_a_guest_fetch_what_the_group_has_as_it_is() {
        let groups = groups("[a]\nb = {}\nc = {}\nd = { stage = false, takes = \"lesson\" }\n").unwrap();
        let of = |users: &str| {
            let users = users.split(' ').map(str::to_owned).collect();
            by_groups(&users, &groups).into_iter().collect::<Vec<_>>().join(" ")
        };
        assert_eq!(of("b c d_bench"), "lesson");
        assert_eq!(of("b c d d_bench"), "d lesson", "the page itself does not wait for it");
        assert_eq!(of("b d_bench"), "b d_bench");
        assert!(is_of_group("d_bench", "lesson", &groups) && !is_of_group("d", "lesson", &groups));
        let within = "[a]\nb = { lockstep = true }\nc = { lockstep = true }\nd = {}\ne = { stage = false, takes = \"lockstep\" }\n";
        let groups = super::groups(within).unwrap();
        for group in ["lesson", "lockstep"] {
            assert!(
                is_of_group("e_bench", group, &groups),
                "of a group, and of the one that it is within: {group}"
            );
        }
    }

    #[test]
    fn a_page_opens_with_its_own_split_point_and_with_that_of_its_group() {
        let opens = |pages: &str| opens_with(pages).unwrap().into_iter().collect::<Vec<_>>().join(" ");
        let two = "[a]\nb = { stage = false }\n[c]\nd = { input = \"s1\", lockstep = true }\ne = { lockstep = true, stage = false }\n";
        assert_eq!(opens(two), "b d e lockstep");
        let pages = ["d", "e"].map(str::to_owned).into();
        assert_eq!(groups(two).unwrap(), [Group { name: "lockstep", pages, guests: BTreeSet::new() }]);
        assert_eq!(opens("[a]\nb = {}\n"), "b");
    }
}
