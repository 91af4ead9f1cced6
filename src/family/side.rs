//! One side of an edge: the inputs of a rule, and how its run is read.

use crate::math::{Mat, apply};
use crate::rules::{Form, Info, Inputs, Output, Rule, RuleEntry, RuleError, State, Tensor};

use super::turned::Turning;

/// Both sides of an edge.
#[derive(Clone, Debug, PartialEq)]
pub struct Sides {
    /// The rule that becomes the other.
    pub a: Side,
    /// The rule that it becomes.
    pub b: Side,
    /// How many tokens there are, the first of the stream, where their keys have been put at right angles by a QR of them.
    pub orthonormal: Option<usize>,
}

/// One side of an edge.
#[derive(Clone, Debug, PartialEq)]
pub enum Side {
    /// A run of the rule.
    Run(Box<Told>),
    /// No run: these numbers.
    Given(Mat),
}

/// What a rule is told, and how its run is read.
#[derive(Clone, Debug, PartialEq)]
pub struct Told {
    /// What it is told. Tensors that it does not read are ignored.
    pub inputs: Inputs,
    /// What is compared.
    pub read: Read,
    /// What is compared beside it, where the other side has the same.
    pub states: States,
}

/// How a run is read.
#[derive(Clone, Debug, PartialEq)]
pub enum Read {
    /// Its outputs, `[T, V]`.
    Outputs,
    /// Its outputs, each times the number of its token, `[T, 1]`.
    Times(Mat),
    /// The outputs of these tokens.
    Tokens(Vec<usize>),
    /// What a softmax is given, `[T, T]`: scale · q_i · (k_j as it has been turned until i), times β_j; 0 for j > i.
    Scores,
    /// The only row of S after each token, `[T, K]`.
    RowOfState,
    /// S after the last token, `[V, K]`.
    LastState,
}

/// Which states are compared.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum States {
    /// S after each token, of a rule that has such a matrix.
    Each,
    /// S after each of these tokens.
    At(Vec<usize>),
    /// S (H + Λ)⁻¹ after each token, of MesaNet.
    Solved,
    /// None.
    Nothing,
}

/// What a side gives.
pub(super) struct Given {
    /// What is compared.
    pub(super) read: Mat,
    /// The states that are compared beside it.
    pub(super) states: Option<Vec<Mat>>,
}

impl Sides {
    pub(super) fn new(a: impl Into<Side>, b: impl Into<Side>) -> Self {
        Self { a: a.into(), b: b.into(), orthonormal: None }
    }

    pub(super) fn orthonormal(self, tokens: usize) -> Self {
        Self { orthonormal: Some(tokens), ..self }
    }
}

impl Side {
    /// What the rule is told, where it runs.
    pub fn inputs(&self) -> Option<&Inputs> {
        match self {
            Self::Run(told) => Some(&told.inputs),
            Self::Given(_) => None,
        }
    }
}

impl Told {
    pub(super) fn read(self, read: Read) -> Self {
        Self { read, ..self }
    }

    pub(super) fn states(self, states: States) -> Self {
        Self { states, ..self }
    }

    /// Runs the rule and reads it.
    pub(super) fn give(&self, rule: &RuleEntry) -> Result<Given, RuleError> {
        let x = read_by(&self.inputs, &rule.info);
        let s = part(&rule.info, "S").filter(|_| self.states != States::Nothing);
        let in_steps = s.is_some() || matches!(self.read, Read::Scores | Read::RowOfState);
        let (o, states) = if in_steps {
            each_state(rule, &x)?
        } else {
            let Output { o, state, .. } = rule.run(&x, Form::Recurrent)?;
            (o, vec![state])
        };
        let of_part = |at: usize| states.iter().filter_map(move |state| state.parts.get(at));
        let held = s.map(|at| match &self.states {
            States::At(tokens) => {
                tokens.iter().filter_map(|t| states.get(*t)?.parts.get(at).cloned()).collect()
            }
            States::Solved => states.iter().filter_map(|state| solved(&rule.info, &x, state)).collect(),
            _ => of_part(at).cloned().collect::<Vec<_>>(),
        });
        let read = match &self.read {
            Read::Outputs => o,
            Read::Times(by) => super::stream::times_rows(&o, by),
            Read::Tokens(tokens) => o.select_rows(tokens),
            Read::Scores => scores(&x, &states),
            Read::RowOfState => {
                let rows: Vec<_> = of_part(0).map(|s| s.row(0).into_owned()).collect();
                Mat::from_rows(&rows)
            }
            Read::LastState => of_part(0).next_back().cloned().unwrap_or_default(),
        };
        Ok(Given { read, states: held })
    }
}

impl From<Inputs> for Told {
    fn from(inputs: Inputs) -> Self {
        Self { inputs, read: Read::Outputs, states: States::Each }
    }
}

impl From<Turning> for Told {
    fn from(turning: Turning) -> Self {
        turning.x.into()
    }
}

impl<X: Into<Told>> From<X> for Side {
    fn from(told: X) -> Self {
        Self::Run(Box::new(told.into()))
    }
}

/// The inputs without the tensors that a rule does not read: those of other shapes would not fit.
pub(super) fn read_by(x: &Inputs, rule: &Info) -> Inputs {
    let Inputs { scale, mask, head, mini_batch, normalise, ref initial, .. } = *x;
    let bare = Inputs::new(x.q.clone(), x.k.clone(), x.v.clone());
    let bare = Inputs { scale, mask, head, mini_batch, normalise, initial: initial.clone(), ..bare };
    let read = Tensor::ALL.iter().filter(|tensor| rule.reads(**tensor));
    read.fold(bare, |bare, &tensor| match x.get(tensor) {
        Some(values) => bare.with(tensor, values.clone()),
        None => bare,
    })
}

/// The place of a part of the state.
fn part(rule: &Info, name: &str) -> Option<usize> {
    rule.state.iter().position(|part| part.name == name)
}

/// Outputs, and the state after each token: the rule runs on one token at a time.
fn each_state(rule: &RuleEntry, x: &Inputs) -> Result<(Mat, Vec<State>), RuleError> {
    x.check(&rule.info, Form::Recurrent)?;
    let mut o = Mat::zeros(x.dims().t, x.dims().v);
    let mut states: Vec<State> = Vec::with_capacity(x.dims().t);
    for t in 0..x.dims().t {
        let before = states.last().or(x.initial.as_ref()).cloned();
        let output = rule.run(&x.tokens(t..t + 1, before), Form::Recurrent)?;
        o.set_row(t, &output.o.row(0));
        states.push(output.state);
    }
    Ok((o, states))
}

/// One part of the state of the rule of a type after each token; nothing where it has no such part.
pub(super) fn parts_of<A: Rule>(x: &Inputs, name: &str) -> Result<Vec<Mat>, RuleError> {
    let rule = RuleEntry::stepping::<A>();
    let Some(at) = part(&rule.info, name) else { return Ok(Vec::new()) };
    let (_, states) = each_state(&rule, &read_by(x, &rule.info))?;
    Ok(states.into_iter().filter_map(|state| state.parts.into_iter().nth(at)).collect())
}

/// The outputs of the rule of a type.
pub(super) fn outputs_of<A: Rule>(x: &Inputs) -> Result<Mat, RuleError> {
    let rule = RuleEntry::stepping::<A>();
    Ok(rule.run(&read_by(x, &rule.info), Form::Recurrent)?.o)
}

/// S (H + Λ)⁻¹; NaN where the sum has no inverse.
fn solved(rule: &Info, x: &Inputs, state: &State) -> Option<Mat> {
    let (h, s) = (state.parts.get(part(rule, "H")?)?, state.parts.get(part(rule, "S")?)?);
    let regular = h + Mat::from_diagonal(&x.get(Tensor::Lamb)?.row(0).transpose());
    let nan = || Mat::from_element(s.nrows(), s.ncols(), f64::NAN);
    Some(regular.transpose().lu().solve(&s.transpose()).map_or_else(nan, |solved| solved.transpose()))
}

/// scale · q_i · k_j times β_j, with the keys in the cache after token i.
fn scores(x: &Inputs, states: &[State]) -> Mat {
    let mut scores = Mat::zeros(states.len(), states.len());
    for (i, state) in states.iter().enumerate() {
        let Some(keys) = state.parts.first() else { continue };
        let row = apply(keys, &x.query(i));
        row.iter().enumerate().for_each(|(j, score)| scores[(i, j)] = score * x.beta(j));
    }
    scores
}
