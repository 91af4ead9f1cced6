//! Things that are chosen by name.

/// A small set of things, each with a name in the query string and in the texts.
pub trait Named: Copy + PartialEq + 'static {
    /// All of them, in the order of a menu.
    const ALL: &'static [Self];

    /// The name.
    fn id(self) -> &'static str;
}

/// The thing of this name, in capitals or not.
pub fn find<T: Named>(id: &str) -> Option<T> {
    T::ALL.iter().copied().find(|thing| thing.id().eq_ignore_ascii_case(id))
}

/// Names things: `named!(Way { Swap "swap", State "state" })`.
#[macro_export]
macro_rules! named {
    ($type:ty { $($thing:ident $id:literal),* $(,)? }) => {
        impl $crate::knobs::Named for $type {
            const ALL: &'static [Self] = &[$(Self::$thing),*];

            fn id(self) -> &'static str {
                match self { $(Self::$thing => $id,)* }
            }
        }
    };
}
