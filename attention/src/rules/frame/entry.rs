//! The facts about a rule, the trait that every rule implements, and a rule as a value.

use super::chunkwise::{Row, chunkwise, parallel};
use super::cost::numbers;
use super::{Cost, Form, Forms, Inputs, Output, RuleError, Size, StatePart, Tensor};
use crate::math::Real;
use crate::trace::{Part, Probe, Trace};

/// The facts about a rule that are known before it runs.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Info {
    /// The name used in the query string, in files and in the texts.
    pub id: &'static str,
    /// The parts into which one token's step falls.
    pub parts: &'static [Part],
    /// The tensors that it cannot do without.
    pub reads: &'static [Tensor],
    /// The tensors that it uses where they are there.
    pub may_read: &'static [Tensor],
    /// Tensors that files of this rule call by another name.
    pub files: &'static [(Tensor, &'static str)],
    /// Tensors that formulas of this rule write by another letter: see [`Info::letter`].
    pub letters: &'static [(Tensor, &'static str)],
    /// The parts of its state, in the order of [`State::parts`](super::State::parts).
    pub state: &'static [StatePart],
    /// Its results beside outputs and state, in the order of [`Output::also`]; each `[T]`.
    pub also: &'static [&'static str],
    /// The forms that it has.
    pub forms: Forms,
    /// Whether it expects keys of length 1 and does not normalise them itself; longer keys can make its state explode.
    pub wants_unit_keys: bool,
    /// Whether a token may have several keys and values.
    pub many_keys: bool,
    /// Whether it compares keys with values, so that K = V.
    pub square: bool,
    /// The paper that defines it.
    pub source: &'static str,
}

impl Info {
    /// The usual rule, to be completed: reads q, k and v; its state is one matrix S; it has every form.
    pub const USUAL: Self = Self {
        id: "",
        parts: &[Part::Output],
        reads: &[Tensor::Q, Tensor::K, Tensor::V],
        may_read: &[],
        files: &[],
        letters: &[],
        state: &[StatePart::S],
        also: &[],
        forms: Forms::ALL,
        wants_unit_keys: false,
        many_keys: false,
        square: false,
        source: "",
    };
}

/// A rule: how the tokens so far become an output.
///
/// The forms take inputs that [`Inputs::check`] has found in order; [`RuleEntry`] sees to that.
pub trait Rule {
    /// What there is to know of it.
    const INFO: Info;

    /// The definition: token by token, one line of code for a line of formula.
    fn recurrent<R: Real, P: Probe>(x: &Inputs<R>, probe: &mut P) -> Output<R>;

    /// Multiplications that `form`, which the rule has, executes on inputs of this size: see [`Cost`].
    fn multiply_adds(form: Form, size: &Size) -> u64;

    /// The rank-one updates that token t does to S, where the forms in chunks and in parallel follow from them; none
    /// where a rule has neither form, or both in its own way.
    fn rows<R: Real>(_x: &Inputs<R>, _t: usize) -> Vec<Row<R>> {
        Vec::new()
    }

    /// `chunk_size` tokens at a time; the last chunk may be shorter. Nothing where the rule has no such form.
    fn chunk<R: Real>(x: &Inputs<R>, chunk_size: usize) -> Option<Output<R>> {
        Self::INFO.forms.chunk.then(|| chunkwise(x, chunk_size, Self::rows))
    }

    /// All tokens at once. Nothing where the rule has no such form.
    fn parallel<R: Real>(x: &Inputs<R>) -> Option<Output<R>> {
        Self::INFO.forms.parallel.then(|| parallel(x, Self::rows))
    }
}

/// A rule as a value, for lists; `R` is the number that it computes with.
pub struct RuleEntry<R: Real = f64> {
    /// What there is to know of it.
    pub info: Info,
    run: fn(&Inputs<R>, Form) -> Option<Output<R>>,
    trace: fn(&Inputs<R>, &mut Trace) -> Output<R>,
    /// The recurrent form in single precision, where it is brought along: most of the page does without that code.
    single: Option<Single>,
    /// Its cost, where it is brought along.
    multiply_adds: Option<fn(Form, &Size) -> u64>,
}

/// A rule in single precision.
type Single = fn(&Inputs<f32>) -> Output<f32>;

impl<R: Real> RuleEntry<R> {
    /// The entry of the rule `A`.
    pub const fn of<A: Rule>() -> Self {
        Self {
            info: A::INFO,
            run: run::<A, R>,
            trace: |x, trace| A::recurrent(x, &mut Some(trace)),
            single: None,
            multiply_adds: Some(A::multiply_adds),
        }
    }

    /// The same with its recurrent form alone, without the code of the others.
    pub const fn stepping<A: Rule>() -> Self {
        Self {
            info: Info { forms: Forms::RECURRENT, ..A::INFO },
            // As it is recorded, so that its code is there once.
            run: |x, form| {
                (form == Form::Recurrent).then(|| A::recurrent(x, &mut Some(&mut Trace::default())))
            },
            ..Self::of::<A>()
        }
    }

    /// The same without its cost either: what a page opens with.
    pub const fn at_hand<A: Rule>() -> Self {
        Self { multiply_adds: None, ..Self::stepping::<A>() }
    }

    /// The same, with its recurrent form in single precision.
    pub const fn with_single<A: Rule>() -> Self {
        Self { single: Some(|x| A::recurrent(x, &mut ())), ..Self::of::<A>() }
    }

    /// The same for a worker, which computes much and shows nothing: without the code that records steps, in the one form in which the
    /// rule is asked, which is the parallel one where it keeps every key and value. Its trace is empty.
    pub const fn unrecorded<A: Rule>() -> Self {
        Self {
            info: A::INFO,
            run: |x, form| match form {
                Form::Recurrent => Some(A::recurrent(x, &mut ())),
                Form::Parallel if const { A::INFO.keeps_all() } => A::parallel(x),
                _ => None,
            },
            trace: |x, _| A::recurrent(x, &mut ()),
            single: None,
            multiply_adds: None,
        }
    }

    /// Outputs and final state.
    ///
    /// # Errors
    /// Where a tensor is missing, the shapes do not fit each other, or the rule has no such form.
    pub fn run(&self, x: &Inputs<R>, form: Form) -> Result<Output<R>, RuleError> {
        x.check(&self.info, form)?;
        (self.run)(x, form).ok_or(RuleError::NoSuchForm { rule: self.info.id, form })
    }

    /// The cost of a form for inputs of this size; nothing where the rule has no such form, the size has an axis of length 0, or the entry
    /// does without it.
    pub fn cost(&self, form: Form, size: &Size) -> Option<Cost> {
        let empty = [size.t, size.v, size.n, size.mini_batch].contains(&0)
            || (size.k == 0 && self.info.reads(Tensor::K))
            || form == Form::Chunk(0);
        let multiply_adds = self.multiply_adds.filter(|_| self.info.forms.has(form) && !empty)?;
        Some(Cost {
            multiply_adds: multiply_adds(form, size),
            state_bytes: numbers(&self.info, size) * size_of::<R>() as u64,
        })
    }

    /// Several heads of one call: each by itself, told which one it is.
    ///
    /// # Errors
    /// As [`RuleEntry::run`], the first that is met.
    pub fn run_heads(&self, heads: Vec<Inputs<R>>, form: Form) -> Result<Vec<Output<R>>, RuleError> {
        heads.into_iter().enumerate().map(|(head, x)| self.run(&Inputs { head, ..x }, form)).collect()
    }

    /// The recurrent form in single precision, of an entry that brings it: how far it is from the same in `R` is what float32 costs.
    ///
    /// # Errors
    /// As [`RuleEntry::run`].
    pub fn single(&self, x: &Inputs<R>) -> Result<Option<Output<f32>>, RuleError> {
        x.check(&self.info, Form::Recurrent)?;
        Ok(self.single.map(|single| single(&x.map(|x| x.to_f64() as f32))))
    }

    /// The recurrent form with every step of it recorded.
    ///
    /// # Errors
    /// As [`RuleEntry::run`].
    pub fn trace(&self, x: &Inputs<R>) -> Result<(Output<R>, Trace), RuleError> {
        x.check(&self.info, Form::Recurrent)?;
        let mut trace = Trace::default();
        let output = (self.trace)(x, &mut trace);
        Ok((output, trace))
    }
}

fn run<A: Rule, R: Real>(x: &Inputs<R>, form: Form) -> Option<Output<R>> {
    match form {
        // The same probe as in a trace, so that the page carries one copy of each rule.
        Form::Recurrent => Some(A::recurrent(x, &mut None::<&mut Trace>)),
        Form::Chunk(chunk_size) => A::chunk(x, chunk_size),
        Form::Parallel => A::parallel(x),
    }
}

/// Two entries are equal where they are the same rule.
impl<R: Real> PartialEq for RuleEntry<R> {
    fn eq(&self, other: &Self) -> bool {
        self.info.id == other.info.id
    }
}

impl<R: Real> std::fmt::Debug for RuleEntry<R> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_tuple("RuleEntry").field(&self.info.id).finish()
    }
}
