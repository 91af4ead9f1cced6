//! The one factory that makes any rule's inputs, for pages and for tests alike.

use super::gate::spread;
use super::{Gate, Gates, Layer, Stream};
use crate::math::{Mat, normalise_rows};
use crate::rules::{
    Axis, Form, GateInfo, Info, Inputs, LinearAttnNormalized, Origin, Rule, RuleError, Size, Tensor,
};

impl Stream {
    /// The inputs of `rule` from this stream and these gates: every tensor that it reads, and no other.
    ///
    /// - Queries, keys, values and the scale are the stream's. Where keys and values have T·n rows, a token has n of them,
    ///   and the rule must take several ([`Info::many_keys`]).
    /// - A gate that is not set has its default ([`Tensor::gate`]). A tensor that the rule can do without
    ///   ([`Info::may_read`]) is there only where its gate is set. Gates that the rule does not read are ignored.
    /// - A direction is the key of its token (the first of several), times its gate. It is made a unit vector in a rule
    ///   that takes keys of any length: RWKV-7 and PaTH normalise their directions, not their keys.
    /// - Normalised linear attention divides by the sum of its weights, which must be positive. Its queries and keys go
    ///   through φ(x) = elu(x) + 1 (Katharopoulos et al. 2020, eq. 7), channel by channel, so that φ(x) > 0.
    /// - A rule whose state is one matrix S starts from that of the stream, where it has one ([`Stream::start_of`]); every other
    ///   starts from nothing.
    /// - The head is 0, a mini-batch holds 16 tokens, and outputs are not divided by the sum of their weights.
    ///
    /// # Errors
    /// Where the stream is empty, where its matrices do not fit each other or the rule, or where a gate is out of range
    /// or of the wrong shape. Numbers of the stream that are NaN or infinite are let through.
    pub fn inputs_for(&self, rule: &Info, gates: &Gates) -> Result<Inputs, RuleError> {
        let stream = Inputs::new(self.q.clone(), self.k.clone(), self.v.clone());
        stream.check(&Info { reads: &[], many_keys: true, ..Info::USUAL }, Form::Recurrent)?;
        let (dims, n) = (stream.dims(), stream.keys_per_token());
        if n > 1 && !rule.many_keys {
            return Err(RuleError::SeveralKeys { rule: rule.id, n });
        }
        if rule.square && dims.k != dims.v {
            return Err(RuleError::NotSquare { rule: rule.id, k: dims.k, v: dims.v });
        }
        let size = Size { n, ..Size::new(dims.t, dims.k, dims.v) };
        let initial = self.start_of(rule);
        let mut x = Inputs { scale: self.scale, initial, ..Inputs::of_values(Mat::zeros(dims.t, dims.v)) };
        for &tensor in Tensor::ALL {
            let wanted = rule.reads.contains(&tensor);
            let gate = gates.get(tensor);
            if wanted || (rule.may_read.contains(&tensor) && gate.is_some()) {
                x = x.with(tensor, self.values(tensor, rule, gate, &size)?);
            }
        }
        x.check(rule, Form::Recurrent).map(|()| x)
    }

    /// The values of one tensor.
    fn values(
        &self,
        tensor: Tensor,
        rule: &Info,
        gate: Option<&Gate>,
        size: &Size,
    ) -> Result<Mat, RuleError> {
        match tensor.origin() {
            Origin::Stream => Ok(self.of_stream(tensor, rule)),
            Origin::Gate(info) => {
                let numbers = self.numbers(tensor, &info, gate, size)?;
                Ok(numbers.map(|x| info.stored(x)))
            }
            Origin::Key(info) => {
                if let Some(Gate::Given(direction)) = gate {
                    return Ok(direction.clone());
                }
                let first = Mat::from_fn(size.t, size.k, |t, c| self.k[(t * size.n, c)]);
                let along = if rule.wants_unit_keys { first } else { normalise_rows(&first) };
                let Some(info) = info else { return Ok(along) };
                let times = self.numbers(tensor, &info, gate, size)?;
                Ok(along.component_mul(&times))
            }
        }
    }

    /// q, k or v.
    fn of_stream(&self, tensor: Tensor, rule: &Info) -> Mat {
        let positive = rule.id == LinearAttnNormalized::INFO.id;
        match tensor {
            Tensor::Q if positive => self.q.map(elu_plus_one),
            Tensor::K if positive => self.k.map(elu_plus_one),
            Tensor::Q => self.q.clone(),
            Tensor::K => self.k.clone(),
            _ => self.v.clone(),
        }
    }

    /// The gate of each token, in its first channel, in the unit of a slider.
    pub fn gate_list(&self, of: Tensor, gate: &Gate) -> Vec<f64> {
        match (gate, of.gate()) {
            (Gate::Layer(layer), Some(info)) => {
                let n = self.k.nrows() / self.len().max(1);
                (0..self.len()).map(|t| self.made(layer, of, &info, t * n, 0)).collect()
            }
            _ => gate.list(self.len()),
        }
    }

    /// What a layer makes of row `row` of keys and values in channel `c` of a gate. Of a gate that is never positive it makes the size.
    fn made(&self, layer: &Layer, of: Tensor, info: &GateInfo, row: usize, c: usize) -> f64 {
        let c = (of.axes()[1] != Axis::One).then_some(c);
        let gate = layer.of_sum(layer.sum([&self.k, &self.v], row, c));
        if *info.range.end() > 0.0 { gate } else { -gate }
    }

    /// The numbers of a gate, in the unit of a slider. [`Inputs::check`] compares the shape of a gate that is a matrix.
    fn numbers(
        &self,
        tensor: Tensor,
        info: &GateInfo,
        gate: Option<&Gate>,
        size: &Size,
    ) -> Result<Mat, RuleError> {
        let (axes, shape) = (tensor.axes(), tensor.axes().map(|axis| axis.len(size)));
        let default = Gate::Constant(info.default);
        let gate = gate.unwrap_or(&default);
        let each = if axes[0] == Axis::Rows { size.n } else { 1 };
        let once = axes[0] == Axis::One;
        let told = match gate {
            Gate::PerToken(all) => all.len(),
            Gate::Layer(_) => size.t,
            Gate::Constant(_) | Gate::Given(_) => 1,
        };
        if told == 0 || (once && told > 1) {
            let expected = vec![shape[0] / each];
            return Err(RuleError::Shape { tensor: tensor.id(), expected, found: vec![told] });
        }
        // A token reads the first of its keys where it has one gate for all of them.
        let first = |row: usize| if axes[0] == Axis::Rows { row } else { row * size.n };
        let layer = |layer: &Layer, row: usize, c: usize| self.made(layer, tensor, info, first(row), c);
        let values = spread(gate, shape, each, layer);
        match values.iter().find(|x| !info.range.contains(x)) {
            None => Ok(values),
            Some(&found) => {
                let (least, most) = (*info.range.start(), *info.range.end());
                Err(RuleError::OutOfRange { tensor: tensor.id(), letter: info.letter, found, least, most })
            }
        }
    }
}

/// φ(x) = elu(x) + 1: x + 1 for x > 0, else eˣ.
fn elu_plus_one(x: f64) -> f64 {
    if x > 0.0 { x + 1.0 } else { x.exp() }
}
