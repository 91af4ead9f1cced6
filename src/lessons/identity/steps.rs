use std::sync::Arc;

use super::Letters;
use crate::inputs::Stream;
use crate::math::{Mat, max_abs, max_abs_diff};
use crate::rules::reorder::{Order, full};
use crate::rules::{Form, LinearAttn, RuleEntry, RuleError};
use crate::trace::{Part, Symbol, Trace};
use crate::ui::code::Line;
use crate::ui::meter::Reading;

/// One pair and one query in two dimensions, both ways: one token of the product that the page before steps through.
#[derive(Clone, Debug, PartialEq)]
pub struct Worked {
    /// kᵀq = ce + df.
    pub inner: f64,
    /// v(kᵀq).
    pub from_inner: [f64; 2],
    /// vkᵀ, row by row.
    pub outer: [[f64; 2]; 2],
    /// (vkᵀ)q.
    pub from_outer: [f64; 2],
    /// ace, adf; bce, bdf: the terms of both, multiplied out.
    pub terms: [[f64; 2]; 2],
    /// The larger of the two differences.
    pub reading: Reading,
}

impl Worked {
    /// Computes both.
    pub fn of([a, b, c, d, e, f]: Letters) -> Self {
        let row = |x: [f64; 2]| Mat::from_row_slice(1, 2, &x);
        let (v, k, q) = (row([a, b]), row([c, d]), row([e, f]));
        let mut traces = [Trace::default(), Trace::default()];
        let [left, right] = Order::ALL.map(|order| full(&q, &k, &v, order, &mut traces[order as usize]));
        let made = |order: Order, symbol| {
            traces[order as usize].frame_at_work(u64::MAX).value(symbol).cloned().unwrap_or_default()
        };
        let (score, p) = (made(Order::Left, Symbol::A), made(Order::Right, Symbol::P));
        let reading = Reading { apart: max_abs_diff(&left, &right), allowed: 1e-12 * (1.0 + max_abs(&left)) };
        Self {
            inner: score[(0, 0)],
            from_inner: [left[(0, 0)], left[(0, 1)]],
            // P = KᵀV is the transpose of vkᵀ.
            outer: [[p[(0, 0)], p[(1, 0)]], [p[(0, 1)], p[(1, 1)]]],
            from_outer: [right[(0, 0)], right[(0, 1)]],
            terms: [[a * c * e, a * d * f], [b * c * e, b * d * f]],
            reading,
        }
    }
}

/// Σ_j of the identity over a stream: the state that one path builds, and what the other must keep.
#[derive(Debug)]
pub struct Growth {
    stream: Stream,
    states: Vec<Arc<Mat>>,
    outputs: Vec<Arc<Mat>>,
    /// The largest difference between the outputs of the two paths.
    pub reading: Reading,
}

impl Growth {
    /// Runs linear attention both ways: token by token with S_t, and each output from all keys and values before it.
    ///
    /// # Errors
    /// As [`RuleEntry::run`].
    pub fn run(stream: &Stream) -> Result<Self, RuleError> {
        let rule = RuleEntry::<f64>::of::<LinearAttn>();
        let ones = vec![1.0; stream.len()];
        let x = stream.inputs(&ones, &ones);
        let (recurrent, trace) = rule.trace(&x)?;
        let history = rule.run(&x, Form::Parallel)?;
        let apart = max_abs_diff(&recurrent.o, &history.o);
        let reading = Reading { apart, allowed: 1e-12 * (1.0 + max_abs(&recurrent.o)) };
        let values = |part| trace.values_of(part).cloned().collect();
        Ok(Self {
            stream: stream.clone(),
            states: values(Part::Write),
            outputs: values(Part::Output),
            reading,
        })
    }

    /// T.
    pub fn tokens(&self) -> usize {
        self.stream.len()
    }

    /// K and V.
    pub fn channels(&self) -> (usize, usize) {
        (self.stream.k.ncols(), self.stream.v.ncols())
    }

    /// S after the first `t` tokens, `[V, K]`.
    pub fn state(&self, t: usize) -> Arc<Mat> {
        let (k, v) = self.channels();
        t.checked_sub(1).map_or_else(|| Arc::new(Mat::zeros(v, k)), |i| self.states[i].clone())
    }

    /// What the token before position `t` reads, `[V, 1]`; nothing before the first.
    pub fn output(&self, t: usize) -> Option<Arc<Mat>> {
        self.outputs.get(t.checked_sub(1)?).cloned()
    }

    /// The keys, or the values, of the first `t` tokens; the rows of those to come are 0.
    pub fn kept(&self, symbol: Symbol, t: usize) -> Mat {
        let all = if symbol == Symbol::K { &self.stream.k } else { &self.stream.v };
        Mat::from_fn(all.nrows(), all.ncols(), |i, j| if i < t { all[(i, j)] } else { 0.0 })
    }

    /// Multiply-adds of token t, counted from 1, from all keys and values so far: t inner products k_jᵀq and t times
    /// their multiple of v_j.
    pub fn work_of_history(&self, t: usize) -> usize {
        let (k, v) = self.channels();
        t * (k + v)
    }

    /// Multiply-adds of any token from the state: vkᵀ is added, and S q read.
    pub fn work_of_state(&self) -> usize {
        let (k, v) = self.channels();
        2 * k * v
    }

    /// The path that keeps every key and value, one token of it.
    pub fn history_listing() -> Vec<Line> {
        vec![Line::around("for j ≤ t:"), Line::making(Symbol::O, "  o += vⱼ (kⱼᵀ qₜ)")]
    }

    /// The path that keeps S, one token of it.
    pub fn state_listing() -> Vec<Line> {
        vec![Line::making(Symbol::S, "S += vₜ kₜᵀ"), Line::making(Symbol::O, "o = S qₜ")]
    }

    /// The first token for which the state is the cheaper path.
    pub fn crossing(&self) -> usize {
        let (k, v) = self.channels();
        self.work_of_state() / (k + v) + 1
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::inputs::{facts, random};
    use crate::rules::Inputs;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn both_paths_are_the_four_terms(letters in proptest::array::uniform6(-99.0f64..=99.0)) {
            let worked = Worked::of(letters);
            prop_assert!(worked.reading.agrees());
            for (row, terms) in worked.terms.iter().enumerate() {
                let sum: f64 = terms.iter().sum();
                prop_assert!((worked.from_inner[row] - sum).abs() < 1e-8);
                prop_assert!((worked.from_outer[row] - sum).abs() < 1e-8);
            }
        }
    }

    #[test]
    fn the_article_s_letters_stand_where_it_puts_them() {
        let worked = Worked::of([2.0, 1.0, 3.0, -1.0, 1.0, 2.0]);
        assert_eq!(worked.inner, 1.0);
        assert_eq!(worked.outer, [[6.0, -2.0], [3.0, -1.0]]);
        assert_eq!(worked.terms, [[6.0, -4.0], [3.0, -2.0]]);
        assert_eq!((worked.from_inner, worked.from_outer), ([2.0, 1.0], [2.0, 1.0]));
    }

    #[test]
    fn the_state_grows_to_that_of_the_rule_and_its_work_is_what_the_rule_executes() {
        let growth = Growth::run(&facts()).unwrap();
        assert!(growth.reading.agrees());
        let x: Inputs = facts().inputs(&[1.0; 9], &[1.0; 9]);
        let rule = RuleEntry::<f64>::of::<LinearAttn>();
        let whole = rule.run(&x, Form::Recurrent).unwrap();
        assert_eq!(whole.state.matrix(), Some(&*growth.state(9)));
        let executed = rule.cost(Form::Recurrent, &x.size(&rule.info)).unwrap().multiply_adds;
        // The rule also scales each query.
        assert_eq!(executed, (9 * (growth.work_of_state() + 8)) as u64);
    }

    #[test]
    fn the_paths_cross_right_after_t_equals_d() {
        let growth = Growth::run(&random(1, 12, 4)).unwrap();
        assert_eq!(growth.work_of_history(4), growth.work_of_state());
        assert_eq!(growth.crossing(), 5);
        assert!(growth.work_of_history(growth.crossing()) > growth.work_of_state());
    }
}
