//! The pages, in reading order: one folder each, with the same four files, and one word in the list below.
//!
//! The list has chapters. Those of the chapter `shell` come with the first download; what the pages of another show is a
//! piece of the wasm of its own, fetched when the first of them is opened. A piece for each page would be a smaller first
//! download, but all of them together a quarter larger, since each brings its own doors to what it shares with the others.

use std::pin::Pin;

use leptos::prelude::*;
use leptos::wasm_split::SplitLoaderError;

use crate::i18n::Locale;
use crate::scenario::{Kind, Knobs, Query, QueryWriter};

/// What the shell must know of a page.
pub struct About {
    /// Its name in the navigation.
    pub name: fn(Locale) -> &'static str,
    /// The input that it opens with.
    pub input: Kind,
    /// Whether it opens with normalised keys.
    pub unit_keys: bool,
    /// The stop at which the navigation opens it on that input: a moment that shows what the page is about.
    pub opening: u64,
}

/// What shows a page.
pub type Shows = Result<fn() -> AnyView, SplitLoaderError>;

/// That, once its piece of the wasm is here.
pub type Arriving = Pin<Box<dyn Future<Output = Shows>>>;

macro_rules! lessons {
    ($first_chapter:ident { $first_module:ident: $first:ident, $($in_first:tt)* } $($rest:tt)*) => {
        lessons!(@flat $first; []; $first_chapter { $first_module: $first, $($in_first)* } $($rest)*);
    };
    // Each page with its chapter before it, in one row.
    (@flat $default:ident; [$($row:tt)*];) => {
        lessons!(@all $default $($row)*);
    };
    (@flat $default:ident; [$($row:tt)*]; $chapter:ident {} $($rest:tt)*) => {
        lessons!(@flat $default; [$($row)*]; $($rest)*);
    };
    (@flat $default:ident; [$($row:tt)*];
        $chapter:ident { $module:ident: $page:ident, $($more:tt)* } $($rest:tt)*) => {
        lessons!(@flat $default; [$($row)* $chapter $module: $page,]; $chapter { $($more)* } $($rest)*);
    };
    (@all $default:ident $($chapter:ident $module:ident: $page:ident,)*) => {
        $(pub mod $module;)*

        /// A page.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub enum Page {
            $(#[doc = concat!("See [`", stringify!($module), "`].")] $page,)*
        }

        /// The knobs of every page. A page keeps its own while another is open.
        #[derive(Clone, Debug, Default, PartialEq)]
        pub struct LessonKnobs {
            $(#[doc = concat!("Of [`", stringify!($module), "`].")] pub $module: $module::Scenario,)*
        }

        impl Page {
            /// Every page, in reading order.
            pub const ALL: &[Self] = &[$(Self::$page),*];

            const fn about(self) -> &'static About {
                match self { $(Self::$page => &$module::ABOUT,)* }
            }

            /// Its name in the query string: that of its folder.
            pub const fn slug(self) -> &'static str {
                match self { $(Self::$page => stringify!($module),)* }
            }
        }

        impl Default for Page {
            fn default() -> Self {
                Self::$default
            }
        }

        impl LessonKnobs {
            /// Reads the knobs of `page`; those of the others stand at their defaults.
            pub fn read(query: &mut Query, page: Page) -> Self {
                let mut knobs = Self::default();
                match page { $(Page::$page => knobs.$module = Knobs::read(query),)* }
                knobs
            }

            /// Writes the knobs of `page`.
            pub fn write(&self, query: &mut QueryWriter, page: Page) {
                match page { $(Page::$page => self.$module.write(query),)* }
            }
        }

        /// Defines `fn view(page: Page) -> Arriving`, which fetches the piece of a page's chapter, then shows it.
        ///
        /// For the page's binary only: whatever invokes this carries every page.
        #[macro_export]
        macro_rules! page_views {
            () => {
                fn view(page: ::deltascope::lessons::Page) -> ::deltascope::lessons::Arriving {
                    $(::deltascope::page_piece!($chapter $module);)*
                    match page { $(::deltascope::lessons::Page::$page => Box::pin($module()),)* }
                }
            };
        }
    };
}

/// Defines `async fn` that gives what shows a page, once the piece of its chapter is here.
#[macro_export]
macro_rules! page_piece {
    (shell $module:ident) => {
        async fn $module() -> ::deltascope::lessons::Shows {
            Ok(::deltascope::lessons::$module::view)
        }
    };
    ($chapter:ident $module:ident) => {
        #[::leptos::wasm_split::wasm_split($chapter, wasm_split_path = ::leptos::wasm_split, fallible)]
        fn $module() -> ::deltascope::lessons::Shows {
            Ok(::deltascope::lessons::$module::view)
        }
    };
}

lessons! {
    shell {
        start: Start,
        reorder: Reorder,
        identity: Identity,
        mask: Mask,
        state: State,
        chunks: Chunks,
    }
    timing {
        lab: Lab,
    }
}

impl Page {
    /// The page of this name.
    pub fn from_slug(slug: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|page| page.slug() == slug)
    }

    /// Its name in the navigation.
    pub fn name(self, locale: Locale) -> &'static str {
        (self.about().name)(locale)
    }

    /// The input that it opens with.
    pub const fn default_input(self) -> Kind {
        self.about().input
    }

    /// Whether it opens with normalised keys.
    pub const fn unit_keys_by_default(self) -> bool {
        self.about().unit_keys
    }

    /// The stop at which the navigation opens it on that input.
    pub const fn opening(self) -> u64 {
        self.about().opening
    }
}
