use std::sync::Arc;

use super::{Scenario, Way};
use crate::inputs::Stream;
use crate::math::{Mat, max_abs, max_abs_diff};
use crate::rules::reorder::{Order, full};
use crate::rules::{Form, Inputs, LinearAttn, Mask, Rule, RuleEntry, RuleError, SoftmaxAttn};
use crate::trace::Symbol;
use crate::ui::code::Line;
use crate::ui::meter::Reading;

/// Tokens to a chunk on this page: few, so that a short sentence has several.
pub const CHUNK: usize = 4;

/// Attention as it is defined, and a way around its n×n matrix, on one stream.
#[derive(Debug)]
pub struct Attempt {
    /// What is to be computed.
    pub wanted: Side,
    /// What the way computes.
    pub found: Side,
    /// wanted − found, `[n, d]`.
    pub difference: Arc<Mat>,
    /// The largest of these differences.
    pub reading: Reading,
}

/// One side: its outputs, and the matrix by which they are sums of values.
#[derive(Debug)]
pub struct Side {
    /// O, `[n, d]`.
    pub o: Arc<Mat>,
    /// How much of the value of each key is in the output of each query, `[n, n]`: the outputs for V = I.
    pub weights: Arc<Mat>,
}

impl Side {
    /// Runs `outputs` on the values, and on the identity in their place.
    fn of(x: &Inputs, outputs: impl Fn(&Inputs) -> Result<Mat, RuleError>) -> Result<Self, RuleError> {
        let n = x.dims().t;
        let weights = outputs(&Inputs { v: Mat::identity(n, n), ..x.clone() })?;
        Ok(Self { o: Arc::new(outputs(x)?), weights: Arc::new(weights) })
    }
}

impl Attempt {
    /// Runs both sides.
    ///
    /// # Errors
    /// As [`RuleEntry::run`].
    pub fn run(stream: &Stream, set: Scenario) -> Result<Self, RuleError> {
        let mask = if set.causal { Mask::Causal } else { Mask::Full };
        let ones = vec![1.0; stream.len()];
        let x = Inputs { mask, ..stream.inputs(&ones, &ones) };
        let wanted = Side::of(&x, |x| match (set.softmax, set.causal) {
            (true, _) => outputs::<SoftmaxAttn>(x, Form::Parallel),
            (false, true) => outputs::<LinearAttn>(x, Form::Parallel),
            (false, false) => Ok(product(x, Order::Left)),
        })?;
        let found = Side::of(&x, |x| match set.way {
            Way::Swap => Ok(product(x, Order::Right)),
            Way::State => outputs::<LinearAttn>(x, Form::Recurrent),
            Way::Chunks => outputs::<LinearAttn>(x, Form::Chunk(CHUNK)),
        })?;
        let reading =
            Reading { apart: max_abs_diff(&wanted.o, &found.o), allowed: 1e-12 * (1.0 + max_abs(&wanted.o)) };
        let difference = Arc::new(&*wanted.o - &*found.o);
        Ok(Self { wanted, found, difference, reading })
    }

    /// How many rows of O, one for each query, are the same on both sides but for rounding.
    pub fn rows_that_agree(&self) -> usize {
        self.difference.row_iter().filter(|row| row.amax() <= self.reading.allowed).count()
    }
}

/// What is to be computed, by the order that forms QKᵀ.
pub fn wanted_listing(set: Scenario) -> Vec<Line> {
    let mut lines = vec![Line::making(Symbol::A, "A = Q Kᵀ")];
    if set.causal {
        // What softmax is to leave out must be −∞ before it: exp 0 is 1.
        let hidden = if set.softmax { "−∞" } else { "0" };
        lines.push(Line::making(Symbol::A, format!("A[i, j > i] = {hidden}")));
    }
    if set.softmax {
        lines.push(Line::making(Symbol::A, "A = softmax(A)"));
    }
    lines.push(Line::making(Symbol::O, "O = A V"));
    lines
}

/// What the chosen way computes.
pub fn found_listing(set: Scenario) -> Vec<Line> {
    match set.way {
        Way::Swap => vec![Line::making(Symbol::P, "P = Kᵀ V"), Line::making(Symbol::O, "O = Q P")],
        Way::State => vec![
            Line::around("for t = 1, 2, 3, …:"),
            Line::making(Symbol::S, "  S += vₜ kₜᵀ"),
            Line::making(Symbol::O, "  oₜ = S qₜ"),
        ],
        Way::Chunks => vec![
            Line::around(format!("for t = 0, {CHUNK}, {}, …:", 2 * CHUNK)),
            Line::around(format!("  q, k, v = Q, K, V [t : t+{CHUNK}]")),
            Line::making(Symbol::O, format!("  O[t : t+{CHUNK}] = q Sᵀ + (q kᵀ ∘ M) v")),
            Line::making(Symbol::S, "  S += vᵀ k"),
        ],
    }
}

fn outputs<A: Rule>(x: &Inputs, form: Form) -> Result<Mat, RuleError> {
    RuleEntry::of::<A>().run(x, form).map(|output| output.o)
}

fn product(x: &Inputs, order: Order) -> Mat {
    full(&(&x.q * x.scale), &x.k, &x.v, order, &mut ())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::inputs::random;

    fn attempt(causal: bool, softmax: bool, way: Way) -> Attempt {
        Attempt::run(&random(3, 10, 4), Scenario { causal, softmax, way }).unwrap()
    }

    #[test]
    fn the_swap_holds_only_where_nothing_stands_in_between() {
        assert!(attempt(false, false, Way::Swap).reading.agrees());
        for (causal, softmax) in [(true, false), (false, true), (true, true)] {
            assert!(attempt(causal, softmax, Way::Swap).reading.apart > 0.1);
        }
    }

    #[test]
    fn under_a_causal_mask_only_the_last_row_survives_the_swap() {
        let swapped = attempt(true, false, Way::Swap);
        assert_eq!(swapped.rows_that_agree(), 1);
        assert!(swapped.difference.row(9).amax() <= swapped.reading.allowed);
    }

    #[test]
    fn state_and_chunks_repair_the_mask_and_nothing_else() {
        for way in [Way::State, Way::Chunks] {
            assert!(attempt(true, false, way).reading.agrees());
            assert_eq!(attempt(true, false, way).rows_that_agree(), 10);
            for (causal, softmax) in [(false, false), (true, true), (false, true)] {
                assert!(!attempt(causal, softmax, way).reading.agrees());
            }
        }
    }

    #[test]
    fn weights_times_values_are_the_outputs() {
        let stream = random(3, 10, 4);
        for causal in [true, false] {
            for softmax in [true, false] {
                let sides = attempt(causal, softmax, Way::State);
                for side in [sides.wanted, sides.found] {
                    assert!(max_abs_diff(&(&*side.weights * &stream.v), &side.o) < 1e-12);
                }
            }
        }
        let softmax = attempt(true, true, Way::Swap).wanted.weights;
        assert!(softmax.row_iter().all(|row| (row.sum() - 1.0).abs() < 1e-12));
    }
}
