//! One token's step: each method computes one line of a rule's formula and records its operands.
//!
//! The probe gets the operands, and only if it asks for them: an unprobed step does the same arithmetic and nothing
//! else.

use std::sync::Arc;

use nalgebra::{Dim, Dyn, Matrix, RawStorage};

use super::letter::{Fade, Letter, Scalar, Scaled, Source, widened};
use super::{Info, Inputs, StatePart, Tensor};
use crate::math::{Mat, Real, add_outer, apply, scale_columns};
use crate::trace::{Aside, Event, Index, Made, Name, Operand, Part, Probe, Sum, Symbol};

/// Records a value that the run was given.
pub(in crate::rules) fn give<R: Real, P: Probe, C: Dim, S: RawStorage<R, Dyn, C>>(
    probe: &mut P,
    name: impl Into<Name>,
    value: &Matrix<R, Dyn, C, S>,
) {
    let name = name.into();
    probe.record(|| Event::Given { name, value: widened(value) });
}

/// The parts of the state before the first token, each recorded under its letter.
pub(in crate::rules) fn begin<R: Real, P: Probe, const N: usize>(
    rule: &Info,
    x: &Inputs<R>,
    probe: &mut P,
) -> [Mat<R>; N] {
    let state = x.start(rule);
    for (part, value) in rule.state.iter().zip(&state) {
        give(probe, letter_of(part), value);
    }
    state
}

/// The step of one token.
pub(in crate::rules) struct Step<'a, R: Real, P: Probe> {
    source: Source<'a, R>,
    t: usize,
    probe: &'a mut P,
}

impl<'a, R: Real, P: Probe> Step<'a, R, P> {
    /// The step of token `t`.
    pub(in crate::rules) fn new(rule: &'a Info, x: &'a Inputs<R>, t: usize, probe: &'a mut P) -> Self {
        Self { source: Source { rule, x }, t, probe }
    }

    /// (scale · q_t, k_t, v_t), where a token has one key.
    pub(in crate::rules) fn token(&self) -> (Letter<R>, Letter<R>, Letter<R>) {
        (self.row(&[Tensor::Q]), self.row(&[Tensor::K]), self.row(&[Tensor::V]))
    }

    /// Row t of an input, or of several, multiplied channel by channel.
    pub(in crate::rules) fn row(&self, tensors: &'static [Tensor]) -> Letter<R> {
        self.row_of(self.t, tensors)
    }

    /// Another row: a token may have several keys, and an input one row for all tokens.
    pub(in crate::rules) fn row_of(&self, row: usize, tensors: &'static [Tensor]) -> Letter<R> {
        self.source.x.letter(tensors, row)
    }

    /// β_t.
    pub(in crate::rules) fn beta(&self) -> Scalar<R> {
        self.beta_of(self.t)
    }

    /// β of key `row`, where a token has several.
    pub(in crate::rules) fn beta_of(&self, row: usize) -> Scalar<R> {
        Scalar::new(Symbol::Beta, Some(row), self.source.x.beta(row))
    }

    /// g_t; 0 where there is none.
    pub(in crate::rules) fn g(&self) -> Scalar<R> {
        Scalar::new(self.source.rule.letter(Tensor::G), Some(self.t), self.source.x.g(self.t))
    }

    /// γ_t = exp g_t.
    pub(in crate::rules) fn gamma(&self) -> Scalar<R> {
        Scalar::new(Symbol::Gamma, Some(self.t), self.source.x.g(self.t).exp())
    }

    /// γ_t = exp of row t of these log decays, one for each channel.
    pub(in crate::rules) fn gammas(&self, tensor: Tensor) -> Letter<R> {
        Letter::row(Symbol::Gamma, Some(self.t), self.source.x.decays(tensor, self.t))
    }

    /// The number that an input has for token t.
    pub(in crate::rules) fn each(&self, tensor: Tensor) -> Scalar<R> {
        let name = self.source.rule.letter(tensor);
        Scalar::new(name, Some(self.t), self.source.x.each(tensor, self.t))
    }

    /// Whether this is the first token of the run.
    pub(in crate::rules) fn first(&self) -> bool {
        self.t == 0
    }

    /// How the rule writes S.
    pub(in crate::rules) fn state(&self) -> Name {
        self.source.state()
    }

    /// S ← γ S, or S diag(γ).
    pub(in crate::rules) fn decay<'b>(&mut self, s: &mut Mat<R>, gamma: impl Into<Fade<'b, R>>)
    where
        R: 'b,
    {
        let name = self.source.state();
        self.fade(Part::Decay, name, s, gamma);
    }

    /// M ← γ M, or M diag(γ), for any matrix with a name.
    pub(in crate::rules) fn fade<'b>(
        &mut self,
        part: Part,
        name: impl Into<Name>,
        m: &mut Mat<R>,
        gamma: impl Into<Fade<'b, R>>,
    ) where
        R: 'b,
    {
        let (name, gamma) = (name.into(), gamma.into());
        match &gamma {
            Fade::Whole(gamma) => *m *= gamma.value(),
            Fade::Columns(gamma) => scale_columns(m, gamma),
        }
        self.change(part, name, m, |source, before| {
            let mut of = match &gamma {
                Fade::Whole(gamma) => vec![gamma.operand()],
                Fade::Columns(gamma) => source.of(gamma, Index::Col),
            };
            of.push(before);
            Made::of([Sum::once(of)])
        });
    }

    /// r = S k.
    pub(in crate::rules) fn read(&mut self, s: &Mat<R>, k: &Letter<R>) -> Letter<R> {
        let r = apply(s, k);
        let held = self.held();
        self.record(Part::Read, Symbol::R, &r, |source| {
            Made::of([source.product(held(source.state(), s), k)])
        });
        Letter::column(Symbol::R, r)
    }

    /// e = v − r.
    pub(in crate::rules) fn error<'b>(&mut self, v: &Letter<R>, r: impl Into<Scaled<'b, R>>) -> Letter<R>
    where
        R: 'b,
    {
        let r = r.into();
        let e = &**v - r.value();
        self.record(Part::Error, Symbol::E, &e, |source| {
            Made::of([Sum::once(source.of(v, Index::Row)), Sum::once(source.scaled(&r, Index::Row)).minus()])
        });
        Letter::column(Symbol::E, e)
    }

    /// S ← S − r kᵀ.
    pub(in crate::rules) fn erase<'b>(&mut self, s: &mut Mat<R>, r: impl Into<Scaled<'b, R>>, k: &Letter<R>)
    where
        R: 'b,
    {
        let name = self.source.state();
        self.outer(Part::Erase, name, true, s, r.into(), k);
    }

    /// S ← S + r bᵀ, where a rule corrects by a direction with a sign of its own.
    pub(in crate::rules) fn correct<'b>(&mut self, s: &mut Mat<R>, r: impl Into<Scaled<'b, R>>, b: &Letter<R>)
    where
        R: 'b,
    {
        let name = self.source.state();
        self.outer(Part::Erase, name, false, s, r.into(), b);
    }

    /// S ← S + v kᵀ.
    pub(in crate::rules) fn write<'b>(&mut self, s: &mut Mat<R>, v: impl Into<Scaled<'b, R>>, k: &Letter<R>)
    where
        R: 'b,
    {
        let name = self.source.state();
        self.outer(Part::Write, name, false, s, v.into(), k);
    }

    /// M ← M ± left rightᵀ, for any matrix with a name.
    pub(in crate::rules) fn outer(
        &mut self,
        part: Part,
        name: impl Into<Name>,
        minus: bool,
        m: &mut Mat<R>,
        left: Scaled<'_, R>,
        right: &Letter<R>,
    ) {
        let column = left.value();
        add_outer(m, &if minus { -column } else { column }, right);
        self.change(part, name.into(), m, |source, before| {
            let outer = [source.scaled(&left, Index::Row), source.of(right, Index::Col)].concat();
            Made::of([Sum::once([before]), Sum::once(outer).minus_if(minus)])
        });
    }

    /// o = S q, q with its scale.
    pub(in crate::rules) fn output(&mut self, s: &Mat<R>, q: &Letter<R>) -> Letter<R> {
        let o = apply(s, q);
        let held = self.held();
        self.record(Part::Output, Symbol::O, &o, |source| {
            Made::of([source.product(held(source.state(), s), q)]).times(source.scale(q))
        });
        Letter::column(Symbol::O, o)
    }

    /// Takes note of a vector or matrix that the step made for `part`, with the part itself where the name is a symbol
    /// and aside where it is not.
    pub(in crate::rules) fn record<C: Dim, S: RawStorage<R, Dyn, C>>(
        &mut self,
        part: Part,
        name: impl Into<Name>,
        value: &Matrix<R, Dyn, C, S>,
        made: impl FnOnce(Source<'_, R>) -> Made,
    ) {
        let (source, token, name) = (self.source, self.t, name.into());
        self.probe.record(|| {
            let (value, made) = (widened(value), made(source));
            match name.symbol {
                Some(symbol) => Event::Part { token, part, symbol, value, made: Box::new(made) },
                None => Event::Aside(Box::new(Aside { token, part, name, value, made })),
            }
        });
    }

    /// [`Step::record`] of a quantity that has changed; `made` gets the entry that it had before.
    pub(in crate::rules) fn change<C: Dim, S: RawStorage<R, Dyn, C>>(
        &mut self,
        part: Part,
        name: impl Into<Name>,
        value: &Matrix<R, Dyn, C, S>,
        made: impl FnOnce(Source<'_, R>, Operand) -> Made,
    ) {
        let name = name.into();
        let before = self.latest(name);
        let entry = |before| Operand::new(name, before, [Index::Row, Index::Col]);
        self.record(part, name, value, |source| {
            before.map(|before| made(source, entry(before))).unwrap_or_default()
        });
    }

    /// Takes note that a quantity has this value, which nothing was computed for.
    pub(in crate::rules) fn give<C: Dim, S: RawStorage<R, Dyn, C>>(
        &mut self,
        name: impl Into<Name>,
        value: &Matrix<R, Dyn, C, S>,
    ) {
        give(self.probe, name, value);
    }

    /// The value that the probe saw last.
    pub(in crate::rules) fn latest(&self, name: impl Into<Name>) -> Option<Arc<Mat>> {
        self.probe.latest(name.into())
    }

    /// The state as the probe has it, else as it is, for a sum over its columns.
    pub(in crate::rules) fn held(&self) -> impl FnOnce(Name, &Mat<R>) -> Operand + use<R, P> {
        let held = self.latest(Symbol::S);
        |name, s| Operand::new(name, held.unwrap_or_else(|| widened(s)), [Index::Row, Index::Inner])
    }
}

impl<R: Real> Source<'_, R> {
    /// Σ_l of a matrix's number and a vector's l-th.
    pub(in crate::rules) fn product(&self, matrix: Operand, vector: &Letter<R>) -> Sum {
        let mut of = vec![matrix];
        of.extend(self.of(vector, Index::Inner));
        Sum::each(vector.len(), of)
    }

    /// How the rule writes S.
    pub(in crate::rules) fn state(&self) -> Name {
        let written = self.rule.state.iter().map(letter_of).find(|name| name.symbol.is_some());
        written.unwrap_or(Symbol::S.into())
    }
}

/// How a part of the state is written. HGRN's h is its S.
fn letter_of(part: &StatePart) -> Name {
    match part.name {
        "S" | "h" => Name::written(Symbol::S, part.name),
        name => name.into(),
    }
}
