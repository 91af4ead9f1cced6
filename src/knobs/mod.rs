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
pub trait Knobs: Clone + Default + PartialEq {
    /// Their keys in the query string.
    const KEYS: &'static [&'static str];

    /// Reads them; what is missing stands at its default.
    fn read(query: &mut Query) -> Self;

    /// Writes those that differ from their defaults.
    fn write(&self, query: &mut QueryWriter);

    /// Some setting of all of them, each in its range.
    fn draw(draw: &mut Draw) -> Self;
}

/// Makes a struct of knobs. A line is `name: type = default, range => "key";`, the range left out where the type has
/// none. Beside [`Knobs`] each line gives a function of its name that says all this of the knob: see [`Knob`]. Knobs that
/// limit each other end with `settle = function;`, which is given the struct and the query to note corrections in.
#[macro_export]
macro_rules! knobs {
    ($(#[$doc:meta])* pub struct $name:ident {
        $($(#[$about:meta])* $knob:ident: $type:ty = $default:expr $(, $range:expr)? => $key:literal;)*
    } $(settle = $settle:path;)?) => {
        $(#[$doc])*
        #[derive(Clone, Debug, PartialEq)]
        pub struct $name {
            $($(#[$about])* pub $knob: $type,)*
        }

        impl Default for $name {
            fn default() -> Self {
                Self { $($knob: $default,)* }
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
            const KEYS: &'static [&'static str] = &[$($key),*];

            #[allow(unused_variables, reason = "a page without knobs")]
            fn read(query: &mut $crate::knobs::Query) -> Self {
                #[allow(unused_mut, reason = "knobs that do not limit each other")]
                let mut set = Self { $($knob: Self::$knob().read(query),)* };
                $($settle(&mut set, query);)?
                set
            }

            #[allow(unused_variables, reason = "a page without knobs")]
            fn write(&self, query: &mut $crate::knobs::QueryWriter) {
                $(Self::$knob().write(&self.$knob, query);)*
            }

            #[allow(unused_variables, reason = "a page without knobs")]
            fn draw(draw: &mut $crate::knobs::Draw) -> Self {
                #[allow(unused_mut, reason = "knobs that do not limit each other")]
                let mut set = Self { $($knob: $crate::knobs::Value::draw(&Self::$knob().range, draw),)* };
                $($settle(&mut set, &mut $crate::knobs::Query::default());)?
                set
            }
        }
    };
}
