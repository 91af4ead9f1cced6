//! The page `start` has no knobs.

crate::knobs! {
    /// Nothing is set on this page.
    pub struct Scenario {}
}
