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
}

/// What a page of a group says of itself in the list of pages.
const MARKS: [&str; 1] = ["lockstep"];

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
    let group = |name: &'static str| {
        let says = |page: &toml::Value| page.get(name).and_then(toml::Value::as_bool) == Some(true);
        let pages = slugs.iter().filter(|(_, page)| says(page)).map(|(slug, _)| slug.clone()).collect();
        Group { name, pages }
    };
    Ok(MARKS.map(group).into_iter().filter(|group| !group.pages.is_empty()).collect())
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

/// Whether a split point is a page of this group, or a part of one.
pub fn is_of_group(user: &str, group: &str, groups: &[Group]) -> bool {
    let mut pages = groups.iter().filter(|of| of.name == group).flat_map(|of| &of.pages);
    pages.any(|page| user == page || is_part(user, page))
}

/// The users of a piece, where all pages of a group need it the group in their place, and in that of all parts that only they fetch: it
/// is in a file for all of them, however small.
pub fn by_groups(users: &BTreeSet<String>, groups: &[Group]) -> BTreeSet<String> {
    let mut users = users.clone();
    for Group { name, pages } in groups {
        if pages.is_subset(&users) {
            users.retain(|user| !is_of_group(user, name, groups) && !is_part(user, name));
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
        let groups = &[Group { name: "family", pages }];
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
        let opens = |pages: &str| opens_with(pages).unwrap().into_iter().collect::<Vec<_>>().join(" ");
        let two = "[a]\nb = {}\n[c]\nd = { input = \"s1\", lockstep = true }\n";
        assert_eq!(opens(two), "b d lockstep");
        assert_eq!(groups(two).unwrap(), [Group { name: "lockstep", pages: ["d".to_owned()].into() }]);
        assert_eq!(opens("[a]\nb = {}\n"), "b");
    }
}
