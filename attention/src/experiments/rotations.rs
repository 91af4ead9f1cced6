//! Groups that have a better room than permutation matrices: the rotations of a cube are S4, those of an icosahedron A5.
//!
//! A rotation of space is two reflections, so that one token of DeltaProduct with two factors in three channels does any of them, where a
//! permutation matrix takes up to three factors for four slots and four for five.

use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;

use super::permutations::Permutation;
use super::words::turned;
use crate::math::{Mat, Vector, max_abs_diff, normalise_rows};
use crate::rules::RuleError;

/// Two rotations of a group, or two axes, are the same up to this difference.
const SAME: f64 = 1e-9;

/// One rotation of a solid.
#[derive(Clone, Debug, PartialEq)]
pub struct Rotation {
    /// M, `[3, 3]`, of S ← S M.
    pub matrix: Mat,
    /// What it does to the solid's diagonals, or frames: object i comes to lie where object `slots()[i]` was.
    pub permutation: Permutation,
    /// k₁ and k₂ with M = (I − 2 k₁ k₁ᵀ)(I − 2 k₂ k₂ᵀ).
    pub keys: [Vector; 2],
}

/// All rotations that take a solid to itself.
#[derive(Clone, Debug, PartialEq)]
pub struct Rotations {
    /// They, the one that turns nothing first.
    pub all: Vec<Rotation>,
}

/// M of a turn by an angle, in radians, around an axis of any length.
fn turn(axis: [f64; 3], angle: f64) -> Mat {
    let unit = normalise_rows(&Mat::from_row_slice(1, 3, &axis));
    let (x, y, z) = (unit[(0, 0)], unit[(0, 1)], unit[(0, 2)]);
    let cross = Mat::from_row_slice(3, 3, &[0.0, -z, y, z, 0.0, -x, -y, x, 0.0]);
    Mat::identity(3, 3) + &cross * angle.sin() + &cross * &cross * (1.0 - angle.cos())
}

/// Every product of some rotations, the identity first.
fn products(of: &[Mat; 2]) -> Vec<Mat> {
    let mut all = vec![Mat::identity(3, 3)];
    let mut at = 0;
    while let Some(m) = all.get(at).cloned() {
        for factor in of {
            let product = factor * &m;
            if all.iter().all(|known| max_abs_diff(known, &product) > SAME) {
                all.push(product);
            }
        }
        at += 1;
    }
    all
}

/// k₁ and k₂ of a rotation. The first reflection takes an axis to where the rotation takes it. What is left moves that axis no more, and is
/// the second reflection.
fn two_reflections(m: &Mat) -> [Vector; 2] {
    let moved = m - Mat::identity(3, 3);
    let axis =
        (0..3).fold(0, |most, i| if moved.column(i).norm() > moved.column(most).norm() { i } else { most });
    let length = moved.column(axis).norm();
    if length.is_nan() || length < SAME {
        let any = Vector::from_column_slice(&[1.0, 0.0, 0.0]);
        return [any.clone(), any];
    }
    let first: Vector = moved.column(axis) / length;
    // I − 2 k₂ k₂ᵀ = (I − 2 k₁ k₁ᵀ) M, so that any column of 2 k₂ k₂ᵀ points along k₂.
    let rest = m - &first * (first.transpose() * m) * 2.0;
    let twice = Mat::identity(3, 3) - rest;
    let longest =
        (0..3).fold(0, |most, i| if twice.column(i).norm() > twice.column(most).norm() { i } else { most });
    [first, twice.column(longest).normalize()]
}

impl Rotations {
    /// The 24 of the cube. They permute its four diagonals in every way: S4.
    pub fn cube() -> Self {
        let quarter = turn([0.0, 0.0, 1.0], std::f64::consts::FRAC_PI_2);
        let diagonals = [[1.0, 1.0, 1.0], [1.0, 1.0, -1.0], [1.0, -1.0, 1.0], [-1.0, 1.0, 1.0]];
        let object = |diagonal: &[f64; 3]| vec![Vector::from_column_slice(diagonal).normalize()];
        Self::of(products(&[quarter, third()]), &diagonals.iter().map(object).collect::<Vec<_>>())
    }

    /// The 60 of the icosahedron. They permute the five frames that its half turns go around, three axes at right angles each, in every even
    /// way: A5.
    pub fn icosahedron() -> Self {
        let golden = (1.0 + 5_f64.sqrt()) / 2.0;
        let all = products(&[turn([0.0, 1.0, golden], 0.4 * std::f64::consts::PI), third()]);
        let mut frames: Vec<Vec<Vector>> = Vec::new();
        for m in &all {
            let frame: Vec<Vector> = (0..3).map(|axis| m.column(axis).into()).collect();
            let known = |known: &Vec<Vector>| known.iter().any(|axis| along(axis, &frame[0]));
            if !frames.iter().any(known) {
                frames.push(frame);
            }
        }
        Self::of(all, &frames)
    }

    /// Rotations, with the permutation of these objects, each given by its axes.
    fn of(matrices: Vec<Mat>, objects: &[Vec<Vector>]) -> Self {
        let with_keys = |matrix: Mat| {
            let to = |object: &Vec<Vector>| {
                let axis = &matrix * object.first()?;
                objects.iter().position(|known| known.iter().any(|known| along(known, &axis)))
            };
            let permutation = objects.iter().map(to).collect::<Option<_>>().and_then(Permutation::new)?;
            Some(Rotation { keys: two_reflections(&matrix), permutation, matrix })
        };
        Self { all: matrices.into_iter().filter_map(with_keys).collect() }
    }

    /// The place of the rotation that is nearest to a matrix `[3, 3]`. Nothing for another shape, and for no numbers.
    pub fn nearest(&self, m: &Mat) -> Option<usize> {
        let finite = m.shape() == (3, 3) && m.iter().all(|x| x.is_finite());
        let off = |i: &usize| self.all.get(*i).map_or(f64::INFINITY, |r| (&r.matrix - m).norm_squared());
        (0..self.all.len()).filter(|_| finite).min_by(|a, b| off(a).total_cmp(&off(b)))
    }

    /// The place of the rotation that does this permutation.
    pub fn of_permutation(&self, p: &Permutation) -> Option<usize> {
        self.all.iter().position(|rotation| rotation.permutation == *p)
    }
}

/// A third of a turn around the diagonal (1, 1, 1).
fn third() -> Mat {
    turn([1.0; 3], std::f64::consts::TAU / 3.0)
}

/// Whether two unit vectors lie on one line.
fn along(a: &Vector, b: &Vector) -> bool {
    a.dot(b).abs() > 1.0 - SAME
}

/// A word of random rotations, told token by token to DeltaProduct with two factors, from S_0 = I.
#[derive(Clone, Debug)]
pub struct Turning {
    rotations: Rotations,
    rng: ChaCha8Rng,
    state: Mat,
    truth: Permutation,
    /// So many tokens have been told.
    pub told: usize,
    /// After so many of them the rotation nearest to S was the right one.
    pub right: usize,
}

/// What became of a token.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Turned {
    /// The place of the rotation that was told.
    pub token: usize,
    /// The place of the rotation that is nearest to S.
    pub nearest: Option<usize>,
    /// Whether it does what all tokens so far do to the objects.
    pub right: bool,
}

impl Turning {
    /// A word of a seed, of which no token has been told.
    pub fn new(seed: u64, rotations: Rotations) -> Self {
        let objects = rotations.all.first().map_or(0, |first| first.permutation.slots().len());
        let (rng, truth) = (ChaCha8Rng::seed_from_u64(seed), Permutation::identity(objects));
        Self { rotations, rng, state: Mat::identity(3, 3), truth, told: 0, right: 0 }
    }

    /// Tells the next token. Nothing where there are no rotations.
    ///
    /// # Errors
    /// None: the inputs fit.
    pub fn next_token(&mut self) -> Result<Option<Turned>, RuleError> {
        if self.rotations.all.is_empty() {
            return Ok(None);
        }
        let token = self.rng.random_range(0..self.rotations.all.len());
        let Some(rotation) = self.rotations.all.get(token) else { return Ok(None) };
        self.state = turned(&self.state, &rotation.keys, 2.0)?;
        self.truth = self.truth.then(&rotation.permutation);
        let nearest = self.rotations.nearest(&self.state);
        let is = |at: usize| self.rotations.all.get(at).is_some_and(|r| r.permutation == self.truth);
        let right = nearest.is_some_and(is);
        self.told += 1;
        self.right += usize::from(right);
        Ok(Some(Turned { token, nearest, right }))
    }

    /// S, `[3, 3]`.
    pub fn state(&self) -> &Mat {
        &self.state
    }

    /// The largest |entry| of SᵀS − I: how far rounding has taken S from a rotation.
    pub fn drift(&self) -> f64 {
        max_abs_diff(&(self.state.transpose() * &self.state), &Mat::identity(3, 3))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn two_reflections_make_every_rotation_around_every_axis() {
        for axis in [[1.0, 0.0, 0.0], [0.0, -2.0, 0.0], [1.0, 2.0, 3.0], [1.0, 1.0, 1.0], [0.0, 0.0, 1e-3]] {
            for degrees in [0.0_f64, 1e-3, 60.0, 90.0, 179.999, 180.0, 270.0] {
                let m = turn(axis, degrees.to_radians());
                let made = turned(&Mat::identity(3, 3), &two_reflections(&m), 2.0).unwrap();
                assert!(max_abs_diff(&made, &m) < 1e-14, "{axis:?}, {degrees}°");
            }
        }
    }

    #[test]
    fn a_matrix_of_no_numbers_is_near_to_nothing() {
        let cube = Rotations::cube();
        assert_eq!(cube.nearest(&Mat::from_element(3, 3, f64::NAN)), None);
        assert_eq!((cube.nearest(&Mat::identity(2, 2)), cube.nearest(&Mat::identity(3, 3))), (None, Some(0)));
        assert_eq!(Turning::new(1, Rotations { all: Vec::new() }).next_token(), Ok(None));
        assert_eq!(two_reflections(&Mat::from_element(3, 3, f64::NAN))[0].len(), 3);
        assert_eq!(cube.of_permutation(&Permutation::identity(5)), None);
    }
}
