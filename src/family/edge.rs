//! What an edge is: a rule A that becomes a rule B, by what, and the function that makes both sides.

use crate::rules::{Info, Inputs, Rule, RuleEntry, Tensor};

use super::certificate::{Certificate, Refused};
use super::side::Sides;
use super::stream::AllTensors;
use super::turned::Turned;
use super::{cache, decay, delta, kernel, losses, low_rank, optimisers};

/// What there is to know of an edge without running it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct EdgeInfo {
    /// Its name, also in the texts.
    pub id: &'static str,
    /// The id of the rule that becomes the other.
    pub a: &'static str,
    /// The id of the rule that it becomes; nothing where it becomes a constant.
    pub b: Option<&'static str>,
    /// By what.
    pub kind: Kind,
    /// Whether it can be half done.
    pub turns: Turns,
    /// What is left of the difference when it is done.
    pub leaves: Leaves,
}

impl EdgeInfo {
    /// The ids of A and B; nothing where B is a constant.
    pub fn pair(&self) -> Option<(&'static str, &'static str)> {
        Some((self.a, self.b?))
    }

    /// Whether the edge begins or ends at this rule.
    pub fn touches(&self, rule: &str) -> bool {
        self.a == rule || self.b == Some(rule)
    }
}

/// An exact edge: under its condition A gives what B gives, on any data that meets it.
#[derive(Debug)]
pub struct Edge {
    /// What there is to know of it.
    pub info: EdgeInfo,
    /// The rule that becomes the other.
    pub a: RuleEntry,
    /// The rule that it becomes; nothing where it becomes a constant.
    pub b: Option<RuleEntry>,
    sides: Make,
}

/// What there is to know of some edges. It is a copy, so that whoever draws them does not bring along the rules that they run.
pub(super) const fn infos<const N: usize>(edges: &[Edge]) -> [EdgeInfo; N] {
    let mut infos = [edges[0].info; N];
    let mut at = 0;
    while at < N {
        infos[at] = edges[at].info;
        at += 1;
    }
    infos
}

/// Makes both sides from the tensors of a stream.
pub(super) type Make = fn(&AllTensors, Turned) -> Result<Sides, Refused>;

/// By what A becomes B.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// By knobs on its gates and directions: queries, keys and values stay, and outputs are read as they are. Drawn solid.
    Knob,
    /// By other queries, keys or values, by a condition on them, or by another way to read the run. Drawn dashed.
    Rewriting,
    /// In a limit. Drawn dotted.
    Limit,
}

/// Whether a condition can be half done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Turns {
    /// Tensors move on straight lines.
    Line,
    /// It is met or it is not.
    Switch,
}

/// What is left of the difference of A and B.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Leaves {
    /// Rounding.
    Rounding,
    /// The ε that a rule adds to its denominator.
    Epsilon,
}

impl Edge {
    pub(super) const fn knob<A: Rule, B: Rule>(id: &'static str, sides: Make) -> Self {
        let to_constant = Self::to_constant::<A>(id, sides);
        Self {
            info: EdgeInfo { b: Some(B::INFO.id), ..to_constant.info },
            b: Some(RuleEntry::stepping::<B>()),
            ..to_constant
        }
    }

    pub(super) const fn rewriting<A: Rule, B: Rule>(id: &'static str, sides: Make) -> Self {
        let knob = Self::knob::<A, B>(id, sides);
        Self { info: EdgeInfo { kind: Kind::Rewriting, ..knob.info }, ..knob }
    }

    pub(super) const fn to_constant<A: Rule>(id: &'static str, sides: Make) -> Self {
        let (kind, turns, leaves) = (Kind::Knob, Turns::Line, Leaves::Rounding);
        let info = EdgeInfo { id, a: A::INFO.id, b: None, kind, turns, leaves };
        // Only the definition of a rule is run.
        Self { info, a: RuleEntry::stepping::<A>(), b: None, sides }
    }

    pub(super) const fn switch(self) -> Self {
        Self { info: EdgeInfo { turns: Turns::Switch, ..self.info }, ..self }
    }

    pub(super) const fn but_for_epsilon(self) -> Self {
        Self { info: EdgeInfo { leaves: Leaves::Epsilon, ..self.info }, ..self }
    }

    /// What A and B are told, and how they are read, with the knob turned so far.
    ///
    /// # Errors
    /// [`Refused::NotYet`] where a switch is not turned all the way, [`Refused::Rule`] where a rule cannot run.
    pub fn sides(&self, x: &AllTensors, turned: Turned) -> Result<Sides, Refused> {
        if self.info.turns == Turns::Switch && !turned.is_done() {
            return Err(Refused::NotYet);
        }
        (self.sides)(x, turned)
    }

    /// What the edge says with the knob turned so far: how far A is from B. All the way it is the certificate.
    ///
    /// # Errors
    /// As [`Edge::sides`]; [`Refused::Silent`] where nothing but 0 is compared.
    pub fn certificate(&self, x: &AllTensors, turned: Turned) -> Result<Certificate, Refused> {
        Certificate::of(&self.sides(x, turned)?, &self.a, self.b.as_ref())
    }

    /// How far A is from B where both are told the stream as it is.
    ///
    /// # Errors
    /// As [`Edge::certificate`].
    pub fn as_they_are(&self, x: &AllTensors) -> Result<Certificate, Refused> {
        Certificate::of(&Sides::new(x.set(), x.set()), &self.a, self.b.as_ref())
    }

    /// The tensors of A that the knob moves on this stream; none for a switch.
    pub fn moves(&self, x: &AllTensors) -> Vec<Tensor> {
        let at = |turned| -> Option<Inputs> { self.sides(x, turned).ok()?.a.inputs().cloned() };
        let (Some(own), Some(done)) = (at(Turned::NOT), at(Turned::DONE)) else { return Vec::new() };
        let rule: &Info = &self.a.info;
        let moved = |tensor: &&Tensor| rule.reads(**tensor) && own.get(**tensor) != done.get(**tensor);
        Tensor::ALL.iter().filter(moved).copied().collect()
    }
}

/// The exact edges that belong together.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Group {
    /// From rules that keep every key and value.
    Cache,
    /// Between softmax and sums by a kernel.
    Kernel,
    /// From sums that fade.
    Decay,
    /// From the delta rule and its gates.
    Delta,
    /// From low-rank transitions.
    LowRank,
    /// From rules that take better steps of descent.
    Optimisers,
    /// From rules with another loss.
    Losses,
}

impl Group {
    /// All of them.
    pub const ALL: [Self; 7] =
        [Self::Cache, Self::Kernel, Self::Decay, Self::Delta, Self::LowRank, Self::Optimisers, Self::Losses];

    /// Its name in the texts.
    pub const fn id(self) -> &'static str {
        match self {
            Self::Cache => "cache",
            Self::Kernel => "kernel",
            Self::Decay => "decay",
            Self::Delta => "delta",
            Self::LowRank => "low-rank",
            Self::Optimisers => "optimisers",
            Self::Losses => "losses",
        }
    }

    /// What there is to know of its edges.
    pub const fn infos(self) -> &'static [EdgeInfo] {
        macro_rules! of {
            ($($group:ident $file:ident),*) => {
                match self {
                    $(Self::$group => const { &infos::<{ $file::EDGES.len() }>($file::EDGES) },)*
                }
            };
        }
        of!(Cache cache, Kernel kernel, Decay decay, Delta delta, LowRank low_rank, Optimisers optimisers, Losses losses)
    }

    /// Its edges.
    pub const fn edges(self) -> &'static [Edge] {
        match self {
            Self::Cache => cache::EDGES,
            Self::Kernel => kernel::EDGES,
            Self::Decay => decay::EDGES,
            Self::Delta => delta::EDGES,
            Self::LowRank => low_rank::EDGES,
            Self::Optimisers => optimisers::EDGES,
            Self::Losses => losses::EDGES,
        }
    }
}
