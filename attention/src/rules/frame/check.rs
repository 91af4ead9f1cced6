//! Checks that inputs fit a rule and each other.

use super::log_linear_attn::levels;
use super::{Form, Info, Inputs, Mask, RuleError, Size, Tensor};
use crate::math::{Mat, Real};

impl<R: Real> Inputs<R> {
    /// Finds inputs that a rule cannot run on. A NaN or an infinity is let through: it shows in the outputs
    /// that depend on it.
    ///
    /// # Errors
    /// Names the first tensor that is missing or does not fit, with the shapes.
    pub fn check(&self, rule: &Info, form: Form) -> Result<(), RuleError> {
        let dims = self.dims();
        if dims.t == 0 || dims.v == 0 || (dims.k == 0 && rule.reads(Tensor::K)) {
            return Err(RuleError::Empty(dims));
        }
        if form == Form::Chunk(0) {
            return Err(RuleError::EmptyChunk);
        }
        if !rule.forms.has(form) {
            return Err(RuleError::NoSuchForm { rule: rule.id, form });
        }
        if self.mask == Mask::Window(0) || self.mini_batch == 0 {
            return Err(RuleError::EmptyChunk);
        }
        let size = self.size(rule);
        for tensor in Tensor::ALL {
            match self.get(*tensor) {
                Some(values) => fits(tensor.id(), values, tensor.axes().map(|axis| axis.len(&size)))?,
                None if rule.reads.contains(tensor) => {
                    return Err(RuleError::Missing { rule: rule.id, tensor: tensor.id() });
                }
                None => {}
            }
        }
        if rule.square && dims.k != dims.v {
            fits("v", &self.v, [dims.t, dims.k])?;
        }
        self.check_levels(rule, &size)?;
        let Some(initial) = &self.initial else { return Ok(()) };
        if initial.parts.len() != rule.state.len() {
            return Err(RuleError::StateKind { rule: rule.id });
        }
        for (part, values) in rule.state.iter().zip(&initial.parts) {
            fits(part.name, values, part.axes.map(|axis| axis.len(&size)))?;
        }
        Ok(())
    }

    /// Whether there are as many levels as the tokens need, those before counted in.
    fn check_levels(&self, rule: &Info, size: &Size) -> Result<(), RuleError> {
        let needed = levels(size.before.saturating_add(size.t));
        if rule.reads(Tensor::LevelScales) && size.levels < needed {
            let found = vec![size.t, size.levels];
            let tensor = Tensor::LevelScales.id();
            return Err(RuleError::Shape { tensor, expected: vec![size.t, needed], found });
        }
        Ok(())
    }
}

fn fits<R: Real>(tensor: &'static str, found: &Mat<R>, expected: [usize; 2]) -> Result<(), RuleError> {
    let found = [found.nrows(), found.ncols()];
    if found == expected {
        return Ok(());
    }
    Err(RuleError::Shape { tensor, expected: expected.to_vec(), found: found.to_vec() })
}
