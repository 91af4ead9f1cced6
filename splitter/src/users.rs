//! Who needs a piece: pages, groups of pages that have much in common, and parts of pages.

use std::collections::BTreeSet;

use eyre::Result;

/// The list of pages, whose first keys are chapters.
pub const PAGES: &str = include_str!("../../pages.toml");

/// Pages that have much in common, and the name of it: parts whose names begin with this one are fetched by these pages alone.
pub const GROUPS: &[(&str, &[&str])] = &[("lockstep", &["state", "gates", "losses", "stability"])];

/// The split points with which a page of this list opens: those of the pages, and of their groups.
pub fn opens_with(pages: &str) -> Result<BTreeSet<String>> {
    let chapters: toml::Table = toml::from_str(pages)?;
    let slugs = chapters.values().filter_map(toml::Value::as_table).flat_map(toml::Table::keys).cloned();
    Ok(slugs.chain(GROUPS.iter().map(|(group, _)| (*group).to_owned())).collect())
}

/// Whether a split point is a part of a page, as `lab_outcome` is of `lab`: only this page fetches it.
pub fn is_part(user: &str, page: &str) -> bool {
    user.strip_prefix(page).is_some_and(|part| part.starts_with('_'))
}

/// Whether a split point is a page of this group, or a part of one.
pub fn is_of_group(user: &str, group: &str, groups: &[(&str, &[&str])]) -> bool {
    let pages = groups.iter().find(|(name, _)| *name == group).map_or(&[][..], |(_, pages)| pages);
    pages.iter().any(|page| user == *page || is_part(user, page))
}

/// The users of a piece, where all pages of a group need it the group in their place, and in that of all parts that only they fetch: it
/// is in a file for all of them, however small.
pub fn by_groups(users: &BTreeSet<String>, groups: &[(&str, &[&str])]) -> BTreeSet<String> {
    let mut users = users.clone();
    for (group, pages) in groups {
        if pages.iter().all(|page| users.contains(*page)) {
            users.retain(|user| !is_of_group(user, group, groups) && !is_part(user, group));
            users.insert((*group).to_owned());
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
        let groups: &[(&str, &[&str])] = &[("family", &["a", "b"])];
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
    fn a_page_opens_with_its_own_split_point_and_with_that_of_its_group() {
        let first = opens_with("[a]\nb = {}\n[c]\nd = { input = \"s1\" }\n").unwrap();
        assert_eq!(first.into_iter().collect::<Vec<_>>(), ["b", "d", "lockstep"]);
    }
}
