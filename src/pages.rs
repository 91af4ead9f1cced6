//! The list of pages: what each is called in an address, and what it opens with. It knows no view.
//!
//! The list itself is `pages.toml`, from which the build script makes the macro `for_each_page`: it hands the lines to
//! another macro, as `chapter slug Page "input" unit_keys;`.

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
}
