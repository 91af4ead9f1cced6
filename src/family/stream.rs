//! Every tensor that a rule of the family reads, for any stream: those that a stream lacks are made of waves.

use std::ops::Range;

use crate::inputs::{Gates, Stream, wave};
use crate::math::{Dims, Mat, normalise_rows};
use crate::rules::{Info, Inputs, Origin, RuleError, Size, Tensor};

use super::turned::{Turned, Turning};

/// How a tensor of the fixed stream is made.
enum Made {
    /// The wave of this number, in this range.
    Wave(usize, Range<f64>),
    /// The same between −1 and 1, each row divided by its norm.
    Unit(usize),
    /// One number everywhere.
    Number(f64),
}

/// One line for each tensor. δ and τ are numbers: rules with a loss of their own are younger than the waves.
const fn made(tensor: Tensor) -> Made {
    use Made::{Number, Unit, Wave};
    match tensor {
        Tensor::Q => Wave(1, -1.0..1.0),
        Tensor::K => Unit(2),
        Tensor::V => Wave(3, -1.0..1.0),
        Tensor::Beta => Wave(4, 0.1..0.9),
        Tensor::G => Wave(5, -0.5..0.0),
        Tensor::Gk => Wave(6, -0.5..0.0),
        Tensor::Gv => Wave(7, -0.5..0.0),
        Tensor::W => Unit(8),
        Tensor::P => Unit(9),
        Tensor::A => Unit(10),
        Tensor::B => Wave(11, -0.5..0.5),
        Tensor::Erase => Wave(12, 0.0..1.0),
        Tensor::Write => Wave(13, 0.0..1.0),
        Tensor::U => Wave(14, -1.0..1.0),
        Tensor::Eta => Wave(15, 0.0..0.3),
        Tensor::LogMu => Wave(16, -1.0..0.0),
        Tensor::Lamb => Wave(17, 0.25..1.25),
        Tensor::LevelScales => Wave(18, 0.0..1.0),
        Tensor::NormWeight => Wave(19, 0.5..1.5),
        Tensor::NormBias => Wave(20, -1.0..1.0),
        Tensor::Delta | Tensor::Tau => Number(0.5),
    }
}

/// The numbers of waves that a seed takes.
const WAVES: usize = 20;
/// Tokens to a step of TTT, so that the fixed stream has three.
const MINI_BATCH: usize = 4;
/// The least number of levels, so that short streams share their columns.
const LEVELS: usize = 8;

/// Every tensor of the table for these sizes; `seed` 0 is that of the fixed stream.
pub(super) fn all_waves(Dims { t, k, v }: Dims, seed: usize) -> Inputs {
    let size = Size::new(t, k, v);
    let size = Size { levels: size.levels.max(LEVELS), ..size };
    let x = Inputs::new(Mat::zeros(t, k), Mat::zeros(t, k), Mat::zeros(t, v));
    let x = Tensor::ALL.iter().fold(x, |x, &tensor| {
        let [rows, cols] = tensor.axes().map(|axis| axis.len(&size));
        let values = match made(tensor) {
            Made::Wave(a, range) => wave(WAVES * seed + a, rows, cols, range),
            Made::Unit(a) => normalise_rows(&wave(WAVES * seed + a, rows, cols, -1.0..1.0)),
            Made::Number(x) => Mat::from_element(rows, cols, x),
        };
        x.with(tensor, values)
    });
    Inputs { mini_batch: MINI_BATCH, ..x }
}

/// Inputs with every tensor that some rule reads, all of shapes that fit, one key to a token.
#[derive(Clone, Debug, PartialEq)]
pub struct AllTensors(Inputs);

/// What [`Stream::inputs_for`] is asked for.
/// Rules of other states run on it, so that it starts from none.
const EVERY: Info = Info { id: "family", reads: Tensor::ALL, state: &[], ..Info::USUAL };

impl AllTensors {
    /// The fixed stream: T = 12, K = V = 4, scale ½, head 0, mini-batches of 4.
    pub fn fixed() -> Self {
        Self(all_waves(Dims { t: 12, k: 4, v: 4 }, 0))
    }

    /// A stream with its queries, keys, values and scale, and the gates that are set. Every other tensor is that of the fixed stream, with as
    /// many rows and columns as this stream needs. Keys are taken as they are: [`Stream::with_unit_keys`] keeps states finite.
    ///
    /// # Errors
    /// As [`Stream::inputs_for`]; a token has one key.
    pub fn of(stream: &Stream, gates: &Gates) -> Result<Self, RuleError> {
        let x = stream.inputs_for(&EVERY, gates)?;
        let waves = all_waves(x.dims(), 0);
        let lacking = Tensor::ALL
            .iter()
            .filter(|tensor| tensor.origin() != Origin::Stream && gates.get(**tensor).is_none());
        let x = lacking.fold(x, |x, &tensor| match waves.get(tensor) {
            Some(values) => x.with(tensor, values.clone()),
            None => x,
        });
        Ok(Self(Inputs { mini_batch: MINI_BATCH, ..x }))
    }

    /// All of it, for any rule.
    pub const fn inputs(&self) -> &Inputs {
        &self.0
    }

    /// The inputs of one rule.
    pub fn read_by(&self, rule: &Info) -> Inputs {
        super::side::read_by(&self.0, rule)
    }

    /// T, K and V.
    pub(super) fn dims(&self) -> Dims {
        self.0.dims()
    }

    /// A tensor.
    pub(super) fn get(&self, tensor: Tensor) -> Mat {
        self.0.get(tensor).cloned().unwrap_or_else(|| Mat::zeros(0, 0))
    }

    /// The same with another scale.
    pub(super) fn scaled(&self, scale: f64) -> Self {
        Self(Inputs { scale, ..self.0.clone() })
    }

    /// All of it, with a knob to turn.
    pub(super) fn turned(&self, turned: Turned) -> Turning {
        Turning { x: self.0.clone(), turned }
    }

    /// All of it, every tensor that is set being there at once.
    pub(super) fn set(&self) -> Turning {
        self.turned(Turned::DONE)
    }

    /// γ_t = exp g_t, `[T, 1]`.
    pub(super) fn gamma(&self) -> Mat {
        self.get(Tensor::G).map(f64::exp)
    }

    /// exp of the decays of each key channel, `[T, K]`.
    pub(super) fn channel_gamma(&self) -> Mat {
        self.get(Tensor::Gk).map(f64::exp)
    }

    /// g or β of each token in every one of so many channels.
    pub(super) fn in_channels(&self, tensor: Tensor, channels: usize) -> Mat {
        spread(&self.get(tensor), channels)
    }

    /// β_t k_t, `[T, K]`.
    pub(super) fn written_keys(&self) -> Mat {
        times_rows(&self.get(Tensor::K), &self.get(Tensor::Beta))
    }

    /// The first K tokens, or all where there are fewer, with keys at right angles: the Q of a QR of their own keys.
    pub(super) fn orthonormal(&self) -> Orthonormal {
        let Dims { t, k, .. } = self.dims();
        let tokens = t.min(k);
        let keys = self.0.k.rows(0, tokens).transpose().qr().q().transpose();
        Orthonormal { x: self.0.tokens(0..tokens, None).with(Tensor::K, keys), tokens }
    }
}

/// Some tokens whose keys have been put at right angles.
pub(super) struct Orthonormal {
    /// Every tensor of these tokens.
    pub(super) x: Inputs,
    /// How many they are.
    pub(super) tokens: usize,
}

/// One number of each row in so many columns: `[T, 1]` to `[T, channels]`.
pub(super) fn spread(each: &Mat, channels: usize) -> Mat {
    Mat::from_fn(each.nrows(), channels, |t, _| each[(t, 0)])
}

/// Every row times a number of its own: `[T, n]` by `[T, 1]`.
pub(super) fn times_rows(m: &Mat, by: &Mat) -> Mat {
    m.component_mul(&spread(by, m.ncols()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::inputs::{Scale, facts, random, three, waves};

    #[test]
    fn a_stream_keeps_what_it_has_and_takes_the_rest_from_the_waves() {
        let stream = random(3, 7, 5);
        let gates = Gates::new().with(Tensor::Beta, 0.25).with(Tensor::G, 0.5);
        let x = AllTensors::of(&stream, &gates).unwrap();
        assert_eq!((x.inputs().scale, x.get(Tensor::V)), (stream.scale, stream.v));
        assert_eq!(x.get(Tensor::Beta), Mat::from_element(7, 1, 0.25));
        assert_eq!(x.get(Tensor::G), Mat::from_element(7, 1, 0.5f64.ln()));
        assert_eq!(x.get(Tensor::Gk), wave(6, 7, 5, -0.5..0.0));
        assert_eq!(x.get(Tensor::LevelScales).ncols(), 8);
    }

    #[test]
    fn the_fixed_stream_is_what_the_input_of_waves_becomes() {
        let stream = waves().with_scale(Scale::InverseSqrt);
        assert_eq!(AllTensors::of(&stream, &Gates::new()), Ok(AllTensors::fixed()));
    }

    #[test]
    fn keys_at_right_angles_are_no_more_than_there_are_channels() {
        for stream in [three(), facts(), random(1, 9, 4), random(2, 2, 4)] {
            let x = AllTensors::of(&stream, &Gates::new()).unwrap();
            let found = x.orthonormal();
            assert_eq!(found.tokens, stream.len().min(stream.k.ncols()));
            let gram = &found.x.k * found.x.k.transpose();
            assert!((gram - Mat::identity(found.tokens, found.tokens)).amax() < 1e-14);
        }
    }

    #[test]
    fn a_stream_of_nothing_is_refused() {
        assert!(AllTensors::of(&random(1, 0, 3), &Gates::new()).is_err());
        assert!(AllTensors::of(&random(1, 3, 0), &Gates::new()).is_err());
    }
}
