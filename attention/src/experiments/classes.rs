//! Keys that fall into classes: a state is told the class of each, as one value for each class, and is asked for new keys.

use crate::inputs::{Gates, Stream, normals};
use crate::math::{Mat, normalise_rows};
use crate::rules::{Contrastive, DeltaRule, LinearAttn, MesaNet, RuleEntry, RuleError, Tensor};

use super::answers_at_end;
use super::outliers::by_size;

/// So many new keys are asked for.
const ASKED: usize = 300;

/// Three classes on the unit circle: at −a, 0 and a.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Arc {
    /// How many keys of each class are told.
    pub counts: [usize; 3],
    /// a, in degrees.
    pub angle: f64,
    /// The standard deviation of a key about its class, in degrees.
    pub jitter: f64,
}

/// Classes at random directions.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Directions {
    /// How many.
    pub classes: usize,
    /// Channels of the keys.
    pub channels: usize,
}

/// What is told, and what is asked then.
#[derive(Clone, Debug, PartialEq)]
pub struct Sample {
    /// Unit keys; the value of each is 1 in the channel of its class.
    pub told: Stream,
    /// New keys, `[300, K]`.
    pub asked: Mat,
    /// The class of each.
    pub classes: Vec<usize>,
}

/// Who is told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Classifier {
    /// −vᵀ S k: linear attention.
    Dot,
    /// One step on the squared loss for each key: DeltaNet.
    Squared,
    /// The least squared loss of all: MesaNet with λ = 0.001.
    LeastSquares,
    /// One step on the contrastive loss for each key, with β = 1.
    Contrastive,
}

/// λ of [`Classifier::LeastSquares`].
const RIDGE: f64 = 1e-3;

impl Arc {
    /// Classes at ±40° with a jitter of 6°, told equally often.
    pub const USUAL: Self = Self { counts: [20, 20, 20], angle: 40.0, jitter: 6.0 };

    /// The sample of a seed, told in an order that the seed shuffles.
    pub fn shuffled(&self, seed: u64) -> Sample {
        let sorted: Vec<usize> = (0..3).flat_map(|class| vec![class; self.counts[class]]).collect();
        let mut numbers = normals(seed);
        let order = by_size(&numbers.by_ref().take(sorted.len()).collect::<Vec<_>>());
        self.sample(order.into_iter().map(|at| sorted[at]).collect(), numbers)
    }

    /// The sample of a seed, told in turn: first, second, third class, first …, so many in all.
    pub fn in_turn(&self, seed: u64, tokens: usize) -> Sample {
        self.sample((0..tokens).map(|t| t % 3).collect(), normals(seed))
    }

    fn sample(&self, told: Vec<usize>, mut numbers: impl Iterator<Item = f64>) -> Sample {
        let mut keys = |classes: &[usize]| {
            let place = |(class, x): (&usize, f64)| {
                let degrees = (*class as f64 - 1.0) * self.angle + self.jitter * x;
                let (y, x) = degrees.to_radians().sin_cos();
                [x, y]
            };
            let placed = classes.iter().zip(numbers.by_ref()).flat_map(place);
            Mat::from_row_iterator(classes.len(), 2, placed)
        };
        let k = keys(&told);
        let classes: Vec<usize> = (0..ASKED).map(|j| j % 3).collect();
        Sample { asked: keys(&classes), told: stream(k, &told, 3), classes }
    }
}

impl Directions {
    /// The sample of a seed: 60 keys told in turn, each its class's direction with as much noise, made unit.
    pub fn sample(&self, seed: u64) -> Sample {
        const TOLD: usize = 60;
        let Self { classes: of, channels } = *self;
        let mut numbers = normals(seed);
        let mut drawn =
            |rows: usize| Mat::from_row_iterator(rows, channels, numbers.by_ref().take(rows * channels));
        let directions = normalise_rows(&drawn(of));
        let mut keys = |classes: &[usize]| {
            let noise = drawn(classes.len()) / (channels as f64).sqrt();
            normalise_rows(&(directions.select_rows(classes) + noise))
        };
        let in_turn = |count: usize| (0..count).map(|t| t % of).collect::<Vec<_>>();
        let (told, classes) = (in_turn(TOLD), in_turn(ASKED));
        let k = keys(&told);
        Sample { told: stream(k, &told, of), asked: keys(&classes), classes }
    }
}

/// Keys with the values of their classes.
fn stream(k: Mat, classes: &[usize], of: usize) -> Stream {
    let v = Mat::from_fn(classes.len(), of, |t, i| f64::from(u8::from(classes[t] == i)));
    let labels = classes.iter().map(|class| (class + 1).to_string()).collect();
    Stream::of_facts(labels, k, v)
}

impl Classifier {
    /// All of them, in the order in which they are told of.
    pub const ALL: [Self; 4] = [Self::Dot, Self::Squared, Self::LeastSquares, Self::Contrastive];

    fn rule(self) -> RuleEntry {
        match self {
            Self::Dot => RuleEntry::stepping::<LinearAttn>(),
            Self::Squared => RuleEntry::stepping::<DeltaRule>(),
            Self::LeastSquares => RuleEntry::stepping::<MesaNet>(),
            Self::Contrastive => RuleEntry::stepping::<Contrastive>(),
        }
    }

    /// The matrix that answers once all is told, `[K, V]`: a key times it is the answer. β is that of the squared loss, τ that of the
    /// contrastive one.
    ///
    /// # Errors
    /// As [`answers_at_end`].
    pub fn learned(self, told: &Stream, beta: f64, tau: f64) -> Result<Mat, RuleError> {
        let beta = if self == Self::Squared { beta } else { 1.0 };
        let gates = Gates::new().with(Tensor::Beta, beta).with(Tensor::G, 1.0);
        answers_at_end(&self.rule(), told, &gates.with(Tensor::Lamb, RIDGE).with(Tensor::Tau, tau))
    }
}

impl Sample {
    /// The class of each new key, and whether its answer is largest in the channel of that class.
    fn judged(&self, learned: &Mat) -> Vec<(usize, bool)> {
        let answers = &self.asked * learned;
        let judge =
            |(j, class): (usize, &usize)| (*class, largest(answers.row(j).iter().copied()) == Some(*class));
        self.classes.iter().enumerate().map(judge).collect()
    }

    /// The share of the new keys of each class that are right.
    pub fn right(&self, learned: &Mat) -> Vec<f64> {
        let judged = self.judged(learned);
        let of = |class: usize| share(judged.iter().filter(|(of, _)| *of == class));
        (0..learned.ncols()).map(of).collect()
    }

    /// The share of all new keys.
    pub fn accuracy(&self, learned: &Mat) -> f64 {
        share(self.judged(learned).iter())
    }
}

/// The share of these keys that is right.
fn share<'a>(judged: impl Iterator<Item = &'a (usize, bool)>) -> f64 {
    let (mut right, mut all) = (0_u32, 0_u32);
    for (_, is_right) in judged {
        right += u32::from(*is_right);
        all += 1;
    }
    f64::from(right) / f64::from(all.max(1))
}

/// The class that this matrix answers with to a key at an angle, in degrees.
pub fn class_at(learned: &Mat, degrees: f64) -> Option<usize> {
    let (y, x) = degrees.to_radians().sin_cos();
    largest((Mat::from_row_slice(1, 2, &[x, y]) * learned).iter().copied())
}

/// The place of the largest number, the first of equal ones.
fn largest(numbers: impl Iterator<Item = f64>) -> Option<usize> {
    let larger = |best: Option<(usize, f64)>, (i, x): (usize, f64)| match best {
        Some((_, of)) if of >= x => best,
        _ => Some((i, x)),
    };
    numbers.enumerate().fold(None, larger).map(|(i, _)| i)
}

/// Where the least squared loss puts the border of the middle class, in degrees, for classes at −a, 0 and a without jitter:
/// tan θ = 2 sin a (1 − cos a) / (1 + 2 cos² a). Halfway would be a / 2.
pub fn border(angle: f64) -> f64 {
    let (sin, cos) = angle.to_radians().sin_cos();
    (2.0 * sin * (1.0 - cos) / (1.0 + 2.0 * cos * cos)).atan().to_degrees()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_border_of_least_squares_is_where_its_answers_change() {
        for angle in [20.0, 30.0, 40.0, 60.0] {
            let told = Arc { counts: [1, 1, 1], angle, jitter: 0.0 }.in_turn(1, 3).told;
            let learned = Classifier::LeastSquares.learned(&told, 1.0, 1.0).unwrap();
            let at = border(angle);
            // λ moves it a little.
            assert_eq!([at - 0.1, at + 0.1].map(|at| class_at(&learned, at)), [Some(1), Some(2)], "{angle}");
        }
    }

    #[test]
    fn a_sample_tells_and_asks_as_often_as_it_says() {
        let arc = Arc { counts: [36, 12, 12], ..Arc::USUAL };
        let sample = arc.shuffled(2);
        assert_eq!((sample.told.len(), sample.classes.len()), (60, 300));
        assert_eq!(
            (0..3).map(|class| sample.told.v.column(class).sum()).collect::<Vec<_>>(),
            [36.0, 12.0, 12.0]
        );
        assert!(sample.told.k.row_iter().all(|key| (key.norm() - 1.0).abs() < 1e-12));
    }
}
