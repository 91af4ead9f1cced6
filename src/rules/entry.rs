use super::{Form, Inputs, Output, RuleError};
use crate::math::Real;
use crate::trace::{Part, Probe, Trace};

/// What there is to know of a rule before running it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Info {
    /// The name used in the query string, in files and in the texts.
    pub id: &'static str,
    /// The parts into which one token's step falls.
    pub parts: &'static [Part],
    /// The tensors that it needs beside q, k and v.
    pub needs: Needs,
    /// Whether it divides what keys of any length say, or multiplies by it: a delta rule wants unit keys.
    pub wants_unit_keys: bool,
    /// The paper that defines it.
    pub source: &'static str,
}

/// The optional tensors of [`Inputs`] that a rule cannot do without.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub struct Needs {
    /// The write strength β.
    pub beta: bool,
    /// The log decay g.
    pub g: bool,
}

/// A rule: how the tokens so far become an output.
///
/// The forms take inputs that [`Inputs::check`] has found in order; [`RuleEntry`] sees to that.
pub trait Rule {
    /// What there is to know of it.
    const INFO: Info;

    /// The definition: token by token, one line of code for a line of formula.
    fn recurrent<R: Real, P: Probe>(x: &Inputs<R>, probe: &mut P) -> Output<R>;

    /// `chunk_size` tokens at a time; the last chunk may be shorter.
    fn chunk<R: Real>(x: &Inputs<R>, chunk_size: usize) -> Output<R>;

    /// All tokens at once.
    fn parallel<R: Real>(x: &Inputs<R>) -> Output<R>;
}

/// A rule as a value, for lists.
pub struct RuleEntry {
    /// What there is to know of it.
    pub info: Info,
    run_f64: fn(&Inputs<f64>, Form) -> Output<f64>,
    run_f32: fn(&Inputs<f32>, Form) -> Output<f32>,
    trace: fn(&Inputs<f64>, &mut Trace) -> Output<f64>,
}

impl RuleEntry {
    /// The entry of the rule `R`.
    pub const fn of<R: Rule>() -> Self {
        Self {
            info: R::INFO,
            run_f64: run::<R, f64>,
            run_f32: run::<R, f32>,
            trace: |x, trace| R::recurrent(x, trace),
        }
    }

    /// Outputs and final state in double precision.
    ///
    /// # Errors
    /// Where a tensor is missing or the shapes do not fit each other.
    pub fn run(&self, x: &Inputs<f64>, form: Form) -> Result<Output<f64>, RuleError> {
        x.check(&self.info, form)?;
        Ok((self.run_f64)(x, form))
    }

    /// Outputs and final state in single precision.
    ///
    /// # Errors
    /// As [`RuleEntry::run`].
    pub fn run_f32(&self, x: &Inputs<f32>, form: Form) -> Result<Output<f32>, RuleError> {
        x.check(&self.info, form)?;
        Ok((self.run_f32)(x, form))
    }

    /// The recurrent form with every step of it recorded.
    ///
    /// # Errors
    /// As [`RuleEntry::run`].
    pub fn trace(&self, x: &Inputs<f64>) -> Result<(Output<f64>, Trace), RuleError> {
        x.check(&self.info, Form::Recurrent)?;
        let mut trace = Trace::default();
        let output = (self.trace)(x, &mut trace);
        Ok((output, trace))
    }
}

fn run<R: Rule, F: Real>(x: &Inputs<F>, form: Form) -> Output<F> {
    match form {
        Form::Recurrent => R::recurrent(x, &mut ()),
        Form::Chunk(chunk_size) => R::chunk(x, chunk_size),
        Form::Parallel => R::parallel(x),
    }
}

/// Two entries are equal where they are the same rule.
impl PartialEq for RuleEntry {
    fn eq(&self, other: &Self) -> bool {
        self.info.id == other.info.id
    }
}

impl std::fmt::Debug for RuleEntry {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_tuple("RuleEntry").field(&self.info.id).finish()
    }
}
