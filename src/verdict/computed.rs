//! What a rule gives for all heads of the files, as arrays that lie as those of the files do.

use std::sync::Arc;

use super::run::Running;
use super::{Letter, Problem, StateOrder};
use crate::io::Array;
use crate::rules::{Axis, RuleError};

/// The outputs, on their way: each step computes a piece of a head.
#[derive(Debug)]
pub struct Computed {
    problem: Arc<Problem>,
    /// The head in hand.
    at: usize,
    running: Option<Running>,
    o: Vec<f64>,
    /// Each part of the final state.
    ends: Vec<Vec<f64>>,
}

impl Computed {
    /// Nothing so far.
    pub fn new(problem: Arc<Problem>) -> Self {
        let o = problem.given.axes(Letter::Gives, problem.given.order);
        let o = vec![0.0; o.iter().map(|(_, length)| length).product()];
        let ends = vec![Vec::new(); problem.given.rule.state.len()];
        Self { problem, at: 0, running: None, o, ends }
    }

    /// Heads that are done, and all.
    pub fn progress(&self) -> [usize; 2] {
        let sizes = self.problem.given.sizes;
        [self.at, sizes.batch * sizes.heads]
    }

    /// Computes a piece; the arrays, once all is there: the outputs, and the parts of the final state that are no cache.
    ///
    /// # Errors
    /// As the rule.
    pub fn step(&mut self) -> Result<Option<Vec<Array>>, RuleError> {
        let [at, all] = self.progress();
        if at >= all {
            return Ok(Some(self.arrays()));
        }
        let mut running = match self.running.take() {
            Some(running) => running,
            None => {
                let given = &self.problem.given;
                let heads = given.sizes.heads.max(1);
                self.problem.begin(&given.head(at / heads, at % heads, given.order), &[])?
            }
        };
        if running.step()? {
            self.running = Some(running);
            return Ok(None);
        }
        let outcome = running.finish()?;
        let given = &self.problem.given;
        for t in 0..outcome.o.nrows() {
            let row = given.row_of(at, t, outcome.o.nrows());
            for (c, x) in outcome.o.row(t).iter().enumerate() {
                if let Some(place) = self.o.get_mut(row * outcome.o.ncols() + c) {
                    *place = *x;
                }
            }
        }
        for (end, part) in self.ends.iter_mut().zip(&outcome.ends) {
            match given.states {
                // Columns of [V, K] are rows of [K, V]; nalgebra keeps columns together.
                StateOrder::KeysFirst => end.extend(part.iter()),
                StateOrder::ValuesFirst => end.extend(part.transpose().iter()),
            }
        }
        self.at += 1;
        Ok(None)
    }

    fn arrays(&mut self) -> Vec<Array> {
        let given = &self.problem.given;
        let rule = given.rule;
        let axes =
            |letter: Letter| given.axes(letter, given.order).into_iter().map(|(_, length)| length).collect();
        let o = Array::of("o", axes(Letter::Gives), std::mem::take(&mut self.o));
        let kept = self.ends.iter_mut().enumerate().filter(|(i, _)| rule.state[*i].axes[0] != Axis::Cached);
        let ends = kept
            .map(|(i, end)| Array::of(Letter::Ends(i).id(rule), axes(Letter::Ends(i)), std::mem::take(end)));
        std::iter::once(o).chain(ends).filter_map(Result::ok).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::super::{Assignment, Convention, Entries, Given, Order};
    use super::*;
    use crate::rules::{Form, rule};

    /// Two sequences of five tokens with three heads, K = 2, V = 4.
    fn problem(order: Order, states: StateOrder) -> Arc<Problem> {
        let entry = rule("gated_delta_rule").unwrap();
        let mut numbers = crate::inputs::normals(1);
        let [i, j] = if order == Order::TokensFirst { [5, 3] } else { [3, 5] };
        let mut array = |name: &str, last: &[usize], of: fn(f64) -> f64| {
            let shape: Vec<usize> = [2, i, j].iter().chain(last).copied().collect();
            let len = shape.iter().product();
            Array::of(name, shape, numbers.by_ref().take(len).map(of).collect()).unwrap()
        };
        let arrays = [
            array("q", &[2], |x| x),
            array("k", &[2], |x| 0.5 * x),
            array("v", &[4], |x| x),
            array("beta", &[], |x| 0.5 + 0.1 * x),
            array("g", &[], |x| -x.abs()),
        ];
        let assignment = Assignment::guess(&entry.info, &arrays);
        let given = Given::new(&entry.info, &arrays, &assignment, order, states).unwrap();
        let convention = Convention::usual(given.rule);
        let entries = Entries { rule: entry, dplr: rule("dplr").unwrap() };
        Arc::new(Problem { given, convention, form: Form::Chunk(2), entries })
    }

    #[test]
    fn what_is_computed_lies_as_the_files_do_and_is_right_by_the_verdict() {
        for order in [Order::TokensFirst, Order::HeadsFirst] {
            for states in [StateOrder::KeysFirst, StateOrder::ValuesFirst] {
                let problem = problem(order, states);
                let mut computed = Computed::new(problem.clone());
                let arrays = loop {
                    if let Some(arrays) = computed.step().unwrap() {
                        break arrays;
                    }
                };
                let names: Vec<_> = arrays.iter().map(Array::name).collect();
                assert_eq!(names, ["o", "ht"]);
                let brought = problem.given.with(&arrays);
                let again = Arc::new(Problem { given: brought, ..(*problem).clone() });
                let mut verdict = super::super::Verdict::new(again, &[]);
                let compared = loop {
                    if let Some(compared) = verdict.step().unwrap() {
                        break compared;
                    }
                };
                assert_eq!((compared.outputs, compared.ends), (Some(0.0), Some(0.0)), "{order:?} {states:?}");
            }
        }
    }
}
