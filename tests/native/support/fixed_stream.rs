//! A stream of numbers without a generator: hashes of row, column and tensor by a sine, the same in any language.

use deltascope::inputs;
use deltascope::math::{Mat, normalise_rows};
use deltascope::rules::{Inputs, Tensor};

/// The wave of tensor number `a`, `[rows, cols]`.
pub fn wave(a: usize, [rows, cols]: [usize; 2], [low, high]: [f64; 2]) -> Mat {
    inputs::wave(a, rows, cols, low..high)
}

/// T tokens of K and V channels: q, unit k, v, β in [.1, .9), g in [−.5, 0), and unit w. The scale is K^−½.
pub fn fixed_stream(t: usize, k: usize, v: usize) -> Inputs {
    let all = [-1.0, 1.0];
    let keys = normalise_rows(&wave(2, [t, k], all));
    Inputs::new(wave(1, [t, k], all), keys, wave(3, [t, v], all))
        .with(Tensor::Beta, wave(4, [t, 1], [0.1, 0.9]))
        .with(Tensor::G, wave(5, [t, 1], [-0.5, 0.0]))
        .with(Tensor::W, normalise_rows(&wave(8, [t, k], all)))
}
