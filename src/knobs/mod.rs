//! Knobs: what a person can set, one line for each, with its default, its range and its key in the query string.
//!
//! [`knobs!`](macro@crate::knobs) makes a struct of such lines. From them follow the defaults, reading and writing the query
//! string, the list of keys, and the values that tests try. What a page does with a knob is not known here.

mod decimal;
mod gate;
mod named;
mod query;
mod typed;
mod value;

pub use decimal::decimal;
pub use named::{Named, find};
pub use query::{Correction, Query, QueryWriter};
pub use typed::{typed, typed_in_groups};
pub use value::{Choosable, Draw, Knob, OneId, OneOf, Several, Value};

/// Knobs that live in the query string while their page is open.
pub trait Knobs: Clone + PartialEq {
    /// Their keys in the query string.
    const KEYS: &'static [&'static str];

    /// Reads them; what is missing stands as usual.
    fn read(query: &mut Query, usual: Self) -> Self;

    /// Writes those that are not as usual.
    fn write(&self, query: &mut QueryWriter, usual: &Self);

    /// Some setting of all of them, each in its range.
    fn draw(draw: &mut Draw) -> Self;
}

/// The keys of two tables of knobs, one after the other.
pub const fn joined<const N: usize>(first: &[&'static str], then: &[&'static str]) -> [&'static str; N] {
    let mut keys = [""; N];
    let mut i = 0;
    while i < N {
        keys[i] = if i < first.len() { first[i] } else { then[i - first.len()] };
        i += 1;
    }
    keys
}

/// Makes a struct of knobs. A line is `name: type = default, range => "key";`, the range left out where the type has
/// none. Beside [`Knobs`] each line gives a function of its name that says all this of the knob: see [`Knob`]. Knobs that several pages
/// have stand in a struct of their own, and come first: `..name: type = default;`. Knobs that limit each other end with
/// `settle = function;`, which is given the struct and the query to note corrections in.
#[macro_export]
macro_rules! knobs {
    ($(#[$doc:meta])* pub struct $name:ident {
        $(..$group:ident: $table:ty = $usual:expr;)?
        $($(#[$about:meta])* $knob:ident: $type:ty = $default:expr $(, $range:expr)? => $key:literal;)*
    } $(settle = $settle:path;)?) => {
        $(#[$doc])*
        #[derive(Clone, Debug, PartialEq)]
        pub struct $name {
            $(/** What it has in common with other pages. */ pub $group: $table,)?
            $($(#[$about])* pub $knob: $type,)*
        }

        impl Default for $name {
            fn default() -> Self {
                Self { $($group: $usual,)? $($knob: $default,)* }
            }
        }

        impl $name {
            $($(#[$about])* pub fn $knob() -> $crate::knobs::Knob<$type> {
                #[allow(unused_variables, reason = "a type without a range")]
                let range = ();
                $(let range = $range;)?
                $crate::knobs::Knob { key: $key, default: $default, range }
            })*
        }

        impl $crate::knobs::Knobs for $name {
            const KEYS: &'static [&'static str] = {
                const OWN: &[&str] = &[$($key),*];
                const GROUPS: &[&[&str]] = &[$(<$table as $crate::knobs::Knobs>::KEYS)?];
                const GROUP: &[&str] = if GROUPS.is_empty() { &[] } else { GROUPS[0] };
                &$crate::knobs::joined::<{ OWN.len() + GROUP.len() }>(GROUP, OWN)
            };

            #[allow(unused_variables, reason = "a page without knobs")]
            fn read(query: &mut $crate::knobs::Query, usual: Self) -> Self {
                #[allow(unused_mut, reason = "knobs that do not limit each other")]
                let mut set = Self {
                    $($group: $crate::knobs::Knobs::read(query, usual.$group),)?
                    $($knob: $crate::knobs::Knob { default: usual.$knob, ..Self::$knob() }.read(query),)*
                };
                $($settle(&mut set, query);)?
                set
            }

            #[allow(unused_variables, reason = "a page without knobs")]
            fn write(&self, query: &mut $crate::knobs::QueryWriter, usual: &Self) {
                $(self.$group.write(query, &usual.$group);)?
                $(Self::$knob().write_beside(&self.$knob, &usual.$knob, query);)*
            }

            #[allow(unused_variables, reason = "a page without knobs")]
            fn draw(draw: &mut $crate::knobs::Draw) -> Self {
                #[allow(unused_mut, reason = "knobs that do not limit each other")]
                let mut set = Self {
                    $($group: $crate::knobs::Knobs::draw(draw),)?
                    $($knob: $crate::knobs::Value::draw(&Self::$knob().range, draw),)*
                };
                $($settle(&mut set, &mut $crate::knobs::Query::default());)?
                set
            }
        }
    };
}
