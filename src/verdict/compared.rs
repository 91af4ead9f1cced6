//! What came out, beside what the rule gives: every head of every sequence.

use std::sync::Arc;

use super::run::Running;
use super::{Head, Limit, Outcome, Problem, Variant};
use crate::math::Mat;
use crate::rules::RuleError;

/// How far what came out is from what the rule gives.
#[derive(Clone, Debug, PartialEq)]
pub struct Compared {
    /// rms(theirs − ours) / rms(ours) of the outputs, where a file has them.
    pub outputs: Option<f64>,
    /// The same of all parts of the final state that a file has.
    pub ends: Option<f64>,
    /// The largest difference of an output, and where it is.
    pub largest: Option<Difference>,
    /// The largest difference in each of at most [`Compared::CELLS`] × [`Compared::CELLS`] cells of tokens and channels, over all heads.
    pub map: Mat,
    /// Tokens and channels to a cell.
    pub cell: [usize; 2],
}

/// A difference of one output.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Difference {
    /// The sequence, the head, the token and the channel.
    pub place: [usize; 4],
    /// What came out.
    pub theirs: f64,
    /// What the rule gives.
    pub ours: f64,
}

impl Compared {
    /// More cells than this nobody tells apart.
    pub const CELLS: usize = 96;

    /// Whether all that the files have is within the limit.
    pub fn is_within(&self, limit: &Limit) -> bool {
        // A ratio that is no number is not within.
        [self.outputs, self.ends].into_iter().flatten().all(|ratio| ratio <= limit.allowed)
    }

    /// The larger of both ratios.
    pub fn ratio(&self) -> f64 {
        [self.outputs, self.ends].into_iter().flatten().fold(0.0, crate::math::nan_max)
    }
}

/// The verdict, on its way: each step computes a piece of a head.
#[derive(Debug)]
pub struct Verdict {
    problem: Arc<Problem>,
    variants: Vec<Variant>,
    /// The head in hand.
    at: usize,
    running: Option<(Head, Running)>,
    sums: [Sums; 2],
    largest: Option<Difference>,
    map: Mat,
    cell: [usize; 2],
}

/// Squares of differences, and of what the rule gives; and whether there was anything to compare.
#[derive(Clone, Copy, Debug, Default)]
struct Sums {
    error: f64,
    size: f64,
    any: bool,
}

impl Sums {
    fn add(&mut self, theirs: &Mat, ours: &Mat) {
        self.any = true;
        for (theirs, ours) in theirs.iter().zip(ours.iter()) {
            self.error += (theirs - ours).powi(2);
            self.size += ours.powi(2);
        }
    }

    fn ratio(self) -> Option<f64> {
        let ratio = || if self.error == 0.0 { 0.0 } else { (self.error / self.size).sqrt() };
        self.any.then(ratio)
    }
}

impl Verdict {
    /// Compares with what the rule gives, or, with mistakes, an implementation that makes them.
    pub fn new(problem: Arc<Problem>, variants: &[Variant]) -> Self {
        let sizes = problem.given.sizes;
        let cell = [sizes.tokens, sizes.v].map(|all| all.div_ceil(Compared::CELLS).max(1));
        let map = Mat::zeros(sizes.tokens.div_ceil(cell[0]), sizes.v.div_ceil(cell[1]));
        let variants = variants.to_vec();
        Self { problem, variants, at: 0, running: None, sums: [Sums::default(); 2], largest: None, map, cell }
    }

    /// The heads that are done, of how many.
    pub fn progress(&self) -> [usize; 2] {
        let sizes = self.problem.given.sizes;
        [self.at, sizes.batch * sizes.heads]
    }

    /// Computes a piece; all that was found once there is none left.
    ///
    /// # Errors
    /// As the rule.
    pub fn step(&mut self) -> Result<Option<Compared>, RuleError> {
        let [at, all] = self.progress();
        if at >= all {
            return Ok(Some(self.found()));
        }
        let heads = self.problem.given.sizes.heads;
        let (head, mut running) = match self.running.take() {
            Some(running) => running,
            None => {
                let order = self.problem.order(&self.variants);
                let head = self.problem.given.head(at / heads, at % heads, order);
                let running = self.problem.begin(&head, &self.variants)?;
                (head, running)
            }
        };
        if running.step()? {
            self.running = Some((head, running));
        } else {
            self.compare([at / heads, at % heads], &head, &running.finish()?);
            self.at += 1;
        }
        Ok(None)
    }

    fn compare(&mut self, [batch, number]: [usize; 2], head: &Head, ours: &Outcome) {
        for (theirs, ours) in head.ends.iter().zip(&ours.ends) {
            if let Some(theirs) = theirs.as_ref().filter(|theirs| theirs.shape() == ours.shape()) {
                self.sums[1].add(theirs, ours);
            }
        }
        let Some(theirs) = &head.gives else { return };
        self.sums[0].add(theirs, &ours.o);
        for channel in 0..theirs.ncols() {
            for token in 0..theirs.nrows() {
                let [theirs, ours] = [theirs[(token, channel)], ours.o[(token, channel)]];
                let off = (theirs - ours).abs();
                let cell = &mut self.map[(token / self.cell[0], channel / self.cell[1])];
                *cell = crate::math::nan_max(*cell, off);
                let most = self.largest.map_or(0.0, |most| (most.theirs - most.ours).abs());
                // The first that is no number is larger than any that is one.
                if off > most || (off.is_nan() && !most.is_nan()) {
                    self.largest = Some(Difference { place: [batch, number, token, channel], theirs, ours });
                }
            }
        }
    }

    fn found(&self) -> Compared {
        let [outputs, ends] = self.sums.map(Sums::ratio);
        Compared { outputs, ends, largest: self.largest, map: self.map.clone(), cell: self.cell }
    }
}
