//! How much a state holds and what one token can do to it: heads, mirrors and swaps by one factor or several, and several pairs to a token.

mod added;
mod at_once;
mod directions;
mod drift;
mod experiments;
mod factor;
mod guide;
mod heads;
mod measured;
mod menu;
mod mirrors;
mod parity;
mod periods;
mod scenario;
mod shares;
mod slots;
mod token_costs;
mod two_words;
mod view;

pub use experiments::EXPERIMENTS;
pub use guide::GUIDE;
pub use measured::measured;
pub use scenario::Scenario;
pub use view::view;
