//! The whole family of rules at one glance, as data: which rule becomes which, by what knob, and what says so.
//!
//! | file | what lives there |
//! |---|---|
//! | `stream` | every tensor that a rule of the family reads, for any stream |
//! | `turned` | how far a knob is turned, and the tensors on their way |
//! | `side` | one side of an edge: the inputs of a rule, and how its run is read |
//! | `edge` | what an edge is |
//! | `cache`, `kernel`, `decay`, `delta`, `low_rank`, `optimisers`, `losses` | the exact edges: one entry with one function each |
//! | `certificate` | what an edge says on given inputs |
//! | `limits` | edges that hold in a limit |
//! | `not_edges` | pairs that look like an edge and are none |
//! | `layout` | where each rule stands, and which edges are drawn |
//! | `path` | the way from one rule to another along edges |
//!
//! An edge runs from a rule A to a rule B that A becomes: A with its tensors set so computes what B computes. A new edge is an entry in the
//! list of its group; a new rule needs a place in `layout`.

mod cache;
mod certificate;
mod decay;
mod delta;
mod edge;
mod kernel;
mod layout;
mod limits;
mod losses;
mod low_rank;
mod not_edges;
mod optimisers;
mod path;
mod side;
mod stream;
mod turned;

pub use certificate::{Certificate, Refused};
pub use edge::{Edge, EdgeInfo, Group, Kind, Leaves, Turns};
pub use layout::{COLUMNS, PLACES, Place, in_the_way, pairs, place, reduction};
pub use limits::{LIMIT_INFOS, LIMITS, Limit};
pub use not_edges::{NOT_EDGES, NotEdge};
pub use path::{Meeting, Path, between, meeting};
pub use side::{Read, Side, Sides, States, Told};
pub use stream::AllTensors;
pub use turned::Turned;

/// Every exact edge, group by group.
pub fn edges() -> impl Iterator<Item = &'static Edge> {
    Group::ALL.iter().flat_map(|group| group.edges())
}

/// What there is to know of every exact edge, in the same order.
pub fn infos() -> impl Iterator<Item = &'static EdgeInfo> {
    Group::ALL.iter().flat_map(|group| group.infos())
}

/// The edges of the guided walk: without the others they bring along five rules, and not all.
pub static WALKED: [Edge; 3] = [decay::SIMPLE_GLA_LINEAR, delta::DELTA_LINEAR, cache::FORGETTING_SOFTMAX];

/// The exact edge with this id.
pub fn edge(id: &str) -> Option<&'static Edge> {
    edges().find(|edge| edge.info.id == id)
}
