//! What a survey has found: means that take in one list after the other.

use serde::{Deserialize, Serialize};

use super::{Mean, Recalled, Survey};

/// A mean that takes in one number after the other (Welford 1962).
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Average {
    n: u64,
    mean: f64,
    /// Σ (x − mean)².
    squares: f64,
}

impl Average {
    pub(super) fn take(&mut self, x: f64) {
        self.n += 1;
        let apart = x - self.mean;
        self.mean += apart / self.n as f64;
        self.squares += apart * (x - self.mean);
    }

    /// The mean with its standard error; nothing before there is a number.
    pub fn mean(&self) -> Option<Mean> {
        let n = self.n as f64;
        let error = (self.n > 1).then(|| (self.squares / (n - 1.0) / n).sqrt());
        (self.n > 0).then_some(Mean { mean: self.mean, error })
    }
}

/// What is known of a rule at a point.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Point {
    /// The share of pairs that are right.
    pub right: Average,
    /// The mean of ‖a − v‖²; nothing once a list gave no finite number.
    squared: Option<Average>,
}

impl Default for Point {
    fn default() -> Self {
        Self { right: Average::default(), squared: Some(Average::default()) }
    }
}

impl Point {
    pub(super) fn take(&mut self, recalled: &Recalled) {
        let asked = recalled.right.len().max(1) as f64;
        self.right.take(recalled.count() as f64 / asked);
        let squared = recalled.squared.iter().sum::<f64>() / asked;
        self.squared = self.squared.filter(|_| squared.is_finite()).map(|mut all| {
            all.take(squared);
            all
        });
    }

    /// √(the mean of ‖a − v‖²), with its standard error.
    pub fn rms(&self) -> Option<Mean> {
        let Mean { mean, error } = self.squared?.mean()?;
        let root = mean.sqrt();
        // d√m = dm / 2√m.
        Some(Mean { mean: root, error: error.map(|error| error / (2.0 * root.max(f64::MIN_POSITIVE))) })
    }
}

/// The curves of one rule.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Curves {
    /// One for each of [`Question::points`](super::Question::points).
    pub points: Vec<Point>,
    /// The share of pairs that are right at the last point, the newest 8 first; nothing where not all are asked for.
    pub ages: Vec<Average>,
}

/// What is known after some of the lists.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Found {
    /// The lists that have been told.
    pub lists: u64,
    /// The curves of each rule of the survey; nothing of one that cannot run on such a list.
    pub curves: Vec<Option<Curves>>,
}

impl Found {
    /// Whether all lists have been told.
    pub const fn is_whole(&self) -> bool {
        self.lists >= Survey::LISTS
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_taken_in_one_by_one_have_the_mean_and_error_of_all() {
        let numbers = [0.25, 0.5, 1.0, 0.125];
        let mut average = Average::default();
        assert_eq!(average.mean(), None);
        numbers.iter().for_each(|x| average.take(*x));
        let (found, expected) = (average.mean().unwrap(), Mean::of(&numbers).unwrap());
        assert!((found.mean - expected.mean).abs() < 1e-15);
        assert!((found.error.unwrap() - expected.error.unwrap()).abs() < 1e-15);
    }

    #[test]
    fn an_error_without_end_is_no_number_and_reaches_the_page_all_the_same() {
        let mut point = Point::default();
        point.take(&Recalled {
            right: vec![true, false],
            nearest: vec![0, 0],
            squared: vec![1.0, f64::INFINITY],
        });
        assert_eq!((point.right.mean().unwrap().mean, point.rms()), (0.5, None));
        let text = serde_json::to_string(&point).unwrap();
        assert_eq!(serde_json::from_str::<Point>(&text).unwrap(), point);
    }
}
