//! Directions for words whose vectors a reader leaves open.

/// More than twice as many as the facts that a reader writes: some may be taken.
const MOST_TURNS: usize = 40;

/// Unit vectors, each in another direction. First those of the axes, or of one axis where they are to `lean` towards each other; then
/// turns of the plane of the first two channels by the angle of (0.6, 0.8), none of which comes back to one before. In one channel there
/// are two directions.
pub fn directions(lean: bool, channels: usize) -> impl Iterator<Item = Vec<f64>> {
    let axis = move |along: usize| (0..channels).map(|i| f64::from(u8::from(i == along))).collect();
    let axes = if lean { 1 } else { channels };
    let turned = (1..=MOST_TURNS).scan([1.0, 0.0], move |[x, y], _| {
        [*x, *y] = [0.6 * *x - 0.8 * *y, 0.8 * *x + 0.6 * *y];
        let mut vector = vec![0.0; channels];
        vector.iter_mut().zip([*x, *y]).for_each(|(of, part)| *of = part);
        Some(vector)
    });
    let turned = turned.filter(move |_| channels > 1);
    (0..axes).map(axis).chain(turned).chain((channels == 1).then(|| vec![-1.0]))
}

/// Whether two vectors have the same direction; one of zeros has none.
pub fn points_along(a: &[f64], b: &[f64]) -> bool {
    let dot = |a: &[f64], b: &[f64]| a.iter().zip(b).map(|(a, b)| a * b).sum::<f64>();
    dot(a, b) > 0.999 * (dot(a, a) * dot(b, b)).sqrt()
}
