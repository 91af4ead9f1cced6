//! What can be set on the page `map`.

use crate::knobs::OneId;
use crate::rules::IDS;

/// The longest name of an edge that a link may have.
const LONGEST: usize = 60;

crate::knobs! {
    /// What can be set on this page beside the input.
    pub struct Scenario {
        /// The id of the edge on the stage. It is looked up when the edges are there: the page opens without the rules that they run.
        edge: String = "comba-gated-delta".to_owned(), LONGEST => "edge";
        /// The rule whose edges are drawn and listed.
        rule: OneId = OneId("comba"), IDS.to_vec() => "rule";
        /// Where the way through the family begins.
        from: OneId = OneId("dplr"), IDS.to_vec() => "from";
        /// Where it ends.
        to: OneId = OneId("linear_attn"), IDS.to_vec() => "to";
    }
}
