//! The names that a rule's program finds given: tensors, sizes, settings, the parts of the state.

use super::shape::{Dim, Shape};
use super::value::Value;
use crate::rules::{Axis, Info, Inputs, Mask, PROGRAMS, Size, StatePart, Tensor};

/// A name that is given.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Given {
    /// The name, in the letters of the rule.
    pub name: String,
    /// What it is for one token.
    pub shape: Shape,
    /// Where it comes from.
    pub of: Of,
}

/// Where a given name comes from.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Of {
    /// A tensor that has something for each token.
    Token(Tensor),
    /// A tensor that is the same for all tokens.
    Fixed(Tensor),
    /// A number: the scale of queries, the head.
    Number(f64),
    /// A whole number.
    Count(usize),
    /// The place of the token, counted from 0.
    Place,
    /// This part of the state.
    State(usize),
    /// A setting that is on.
    Setting,
}

/// All names that are given to the program of a rule on some inputs.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Scope {
    /// The names.
    pub given: Vec<Given>,
    /// The sizes of the inputs.
    pub size: Size,
    /// V as a letter: K where keys and values are compared.
    pub v: Dim,
}

impl Scope {
    /// The names that `rule` finds on these inputs.
    pub(super) fn new(rule: &Info, x: &Inputs) -> Self {
        let letters = PROGRAMS.iter().find(|told| told.id == rule.id).map_or(&[][..], |told| told.letters);
        let v = if rule.square { Dim::k() } else { Dim::v() };
        let mut scope = Self { given: Vec::new(), size: x.size(rule), v };
        for (i, part) in rule.state.iter().enumerate() {
            let name = letters.get(i).copied().unwrap_or(part.name);
            scope.give(name, scope.part(part), Of::State(i));
        }
        for tensor in Tensor::ALL.iter().filter(|tensor| rule.reads(**tensor) && x.get(**tensor).is_some()) {
            let of = if tensor.is_per_token() { Of::Token(*tensor) } else { Of::Fixed(*tensor) };
            scope.give(letter(rule, *tensor), scope.tensor(rule, *tensor), of);
        }
        let size = scope.size;
        for (name, count) in [("T", size.t), ("K", size.k), ("V", size.v)] {
            scope.give(name, Shape::Count, Of::Count(count));
        }
        if rule.many_keys {
            scope.give("n", Shape::Count, Of::Count(size.n));
        }
        if rule.reads(Tensor::LevelScales) {
            scope.give("L", Shape::Count, Of::Count(size.levels));
        }
        scope.give("t", Shape::Count, Of::Place);
        scope.give("mini_batch", Shape::Count, Of::Count(x.mini_batch));
        scope.give("scale", Shape::Number, Of::Number(x.scale));
        scope.give("head", Shape::Number, Of::Number(x.head as f64));
        match x.mask {
            Mask::Full => scope.give("full", Shape::Count, Of::Setting),
            Mask::Window(width) => scope.give("window", Shape::Count, Of::Count(width)),
            Mask::Causal => {}
        }
        if x.normalise {
            scope.give("normaliser", Shape::Count, Of::Setting);
        }
        scope
    }

    fn give(&mut self, name: &str, shape: Shape, of: Of) {
        self.given.push(Given { name: name.to_owned(), shape, of });
    }

    /// What is given under a name. The first that was given it has it.
    pub(super) fn get(&self, name: &str) -> Option<&Given> {
        self.given.iter().find(|given| given.name == name)
    }

    /// The parts of the state, in their order.
    pub(super) fn state(&self) -> impl Iterator<Item = &Given> {
        self.given.iter().filter(|given| matches!(given.of, Of::State(_)))
    }

    /// The shape of a tensor that has something for each token, all tokens together.
    pub(super) fn all_tokens(shape: &Shape) -> Option<Shape> {
        match shape {
            Shape::Number => Some(Shape::Vector(Dim::Tokens)),
            Shape::Vector(n) => Some(Shape::Matrix(Dim::Tokens, n.clone())),
            Shape::Matrix(rows, columns) => Some(Shape::Stack(Dim::Tokens, rows.clone(), columns.clone())),
            _ => None,
        }
    }

    /// A value of zeros.
    pub(super) fn zeros(&self, shape: &Shape) -> Value {
        Value::zeros(shape, &|dim| self.length(dim))
    }

    /// A length as a number. What grows has had nothing added yet.
    pub(super) fn length(&self, dim: &Dim) -> usize {
        let Size { t, k, v, n, levels, .. } = self.size;
        match dim {
            Dim::Sum(terms) => {
                let term = |(ks, vs): &(u8, u8)| {
                    k.saturating_pow((*ks).into()).saturating_mul(v.saturating_pow((*vs).into()))
                };
                terms.iter().map(term).fold(0, usize::saturating_add)
            }
            Dim::Tokens => t,
            Dim::Keys => n,
            Dim::Levels => levels,
            Dim::Cached => 0,
        }
    }

    fn tensor(&self, rule: &Info, tensor: Tensor) -> Shape {
        let [rows, columns] = tensor.axes();
        match (rows, columns) {
            (Axis::Rows, Axis::One) if rule.many_keys => Shape::Vector(Dim::Keys),
            (Axis::Rows, columns) if rule.many_keys => Shape::Matrix(Dim::Keys, self.dim(columns)),
            (_, Axis::One) => Shape::Number,
            (_, columns) => Shape::Vector(self.dim(columns)),
        }
    }

    /// A part of one number counts tokens.
    fn part(&self, part: &StatePart) -> Shape {
        match part.axes {
            [Axis::One, Axis::One] => Shape::Count,
            [Axis::One, n] | [n, Axis::One] => Shape::Vector(self.dim(n)),
            [Axis::Buckets, columns] => Shape::Stack(Dim::Levels, self.v.clone(), self.dim(columns)),
            [rows, columns] => Shape::Matrix(self.dim(rows), self.dim(columns)),
        }
    }

    fn dim(&self, axis: Axis) -> Dim {
        match axis {
            Axis::One => Dim::one(),
            Axis::Tokens => Dim::Tokens,
            Axis::Rows => Dim::Keys,
            Axis::K => Dim::k(),
            Axis::V => self.v.clone(),
            Axis::Features => Dim::Sum(vec![(0, 0), (1, 0), (2, 0)]),
            Axis::Levels | Axis::Buckets => Dim::Levels,
            Axis::Cached => Dim::Cached,
        }
    }
}

/// The letter of a tensor, or its id where it is written as more than a letter.
fn letter(rule: &Info, tensor: Tensor) -> &'static str {
    let glyph = rule.letter(tensor).glyph;
    if glyph.chars().all(char::is_alphabetic) { glyph } else { tensor.id() }
}
