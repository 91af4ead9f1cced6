//! The list of pages: what each is called in an address, and what it opens with. It knows no view.
//!
//! The list itself is `pages.toml`, from which the build script makes the macro `for_each_page`: it hands the lines to
//! another macro, as `chapter slug Page "input" unit_keys;`. Another, `for_each_lockstep_page`, hands over those that run rules in
//! lock-step, as `slug Page;`.

use crate::inputs::Kind;

include!(concat!(env!("OUT_DIR"), "/pages.rs"));

macro_rules! pages {
    ($($chapter:ident $slug:ident $page:ident $input:literal $unit_keys:literal;)*) => {
        /// A page.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub enum Page {
            $(#[doc = concat!("The page `", stringify!($slug), "`.")] $page,)*
        }

        impl Page {
            /// Every page, in reading order.
            pub const ALL: &'static [Self] = &[$(Self::$page),*];

            /// Its name in an address: that of its folder.
            pub const fn slug(self) -> &'static str {
                match self { $(Self::$page => stringify!($slug),)* }
            }

            /// Its chapter of the navigation.
            pub const fn chapter(self) -> &'static str {
                match self { $(Self::$page => stringify!($chapter),)* }
            }

            /// Whether it opens with keys of length 1.
            pub const fn unit_keys(self) -> bool {
                match self { $(Self::$page => $unit_keys,)* }
            }

            const fn input(self) -> &'static str {
                match self { $(Self::$page => $input,)* }
            }
        }
    };
}

for_each_page!(pages);

macro_rules! lockstep_pages {
    ($($slug:ident $page:ident;)*) => {
        impl Page {
            /// Whether it runs rules in lock-step.
            pub const fn is_lockstep(self) -> bool {
                matches!(self, $(Self::$page)|*)
            }
        }
    };
}

for_each_lockstep_page!(lockstep_pages);

/// The first page of the list opens where an address names none.
impl Default for Page {
    fn default() -> Self {
        Self::ALL[0]
    }
}

impl Page {
    /// The page of this name.
    pub fn from_slug(slug: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|page| page.slug() == slug)
    }

    /// The page of this path: that of the file it ends with, else the first.
    pub fn from_path(path: &str) -> Self {
        let file = path.rsplit('/').next().unwrap_or_default();
        Self::from_slug(file.strip_suffix(".html").unwrap_or(file)).unwrap_or_default()
    }

    /// Its address, relative to any page: its file, or for the first page the folder.
    pub fn address(self) -> String {
        if self == Self::default() { "./".to_owned() } else { format!("./{}.html", self.slug()) }
    }

    /// Whether rules on it carry a state from token to token, and may start from one of a reader's own.
    pub const fn carries_state(self) -> bool {
        self.is_lockstep() || matches!(self, Self::Chunks)
    }

    /// The pages of each chapter.
    pub fn chapters() -> impl Iterator<Item = &'static [Self]> {
        Self::ALL.chunk_by(|page, next| page.chapter() == next.chapter())
    }

    /// The page before it in reading order.
    pub fn before(self) -> Option<Self> {
        Self::ALL.iter().position(|page| *page == self)?.checked_sub(1).map(|at| Self::ALL[at])
    }

    /// The page after it in reading order.
    pub fn after(self) -> Option<Self> {
        Self::ALL.iter().skip_while(|page| **page != self).nth(1).copied()
    }

    /// The input that it opens with.
    pub fn opens_with(self) -> Kind {
        Kind::from_id(self.input()).unwrap_or(Kind::Facts)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_input_of_the_list_is_one() {
        for page in Page::ALL {
            assert_eq!(Kind::from_id(page.input()), Some(page.opens_with()), "{}", page.slug());
            assert_eq!(Page::from_slug(page.slug()), Some(*page));
        }
    }

    #[test]
    fn pages_follow_one_another_and_each_chapter_stands_once() {
        let all = Page::ALL;
        for (before, after) in all.iter().zip(&all[1..]) {
            assert_eq!((before.after(), after.before()), (Some(*after), Some(*before)));
        }
        assert_eq!((all[0].before(), all[all.len() - 1].after()), (None, None));
        let mut chapters: Vec<_> = Page::chapters().map(|pages| pages[0].chapter()).collect();
        assert_eq!(Page::chapters().flatten().count(), all.len());
        chapters.dedup();
        assert_eq!(chapters.len(), Page::chapters().count());
    }
}
