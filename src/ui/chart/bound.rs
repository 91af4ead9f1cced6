//! Cuts a bound to the part that a chart shows: a bound may reach far beyond the points, and the chart is about the points.

/// The corners of a line: its points but the first and the last.
pub fn inner(points: &[(f64, f64)]) -> &[(f64, f64)] {
    points.get(1..points.len().saturating_sub(1)).unwrap_or_default()
}

/// The part of a line that lies between two sizes; straight, as it is drawn on logarithmic axes.
pub fn cut(line: &[(f64, f64)], (from, to): (f64, f64)) -> Vec<(f64, f64)> {
    let at = |[a, b]: [(f64, f64); 2], x: f64| (x, a.1 * (b.1 / a.1).powf((x / a.0).ln() / (b.0 / a.0).ln()));
    let crossing = |pair: &[(f64, f64)]| {
        let pair = [pair[0], pair[1]];
        [from, to].into_iter().filter(move |x| pair[0].0 < *x && *x < pair[1].0).map(move |x| at(pair, x))
    };
    let inside = line.iter().copied().filter(|p| (from..=to).contains(&p.0));
    let mut all: Vec<_> = inside.chain(line.windows(2).flat_map(crossing)).collect();
    all.sort_by(|a, b| a.0.total_cmp(&b.0));
    all
}

#[cfg(test)]
mod tests {
    use super::*;

    const ROOF: [(f64, f64); 3] = [(0.01, 0.1), (10.0, 100.0), (1e6, 100.0)];

    #[test]
    fn a_line_is_cut_where_it_leaves_the_sizes() {
        let shown = cut(&ROOF, (1.0, 1000.0));
        assert_eq!(shown.len(), 3);
        assert_eq!((shown[0].0, shown[1], shown[2]), (1.0, (10.0, 100.0), (1000.0, 100.0)));
        assert!((shown[0].1 - 10.0).abs() < 1e-9, "straight in logarithms: {shown:?}");
    }

    #[test]
    fn a_line_inside_stays_and_one_over_no_corner_has_two_ends() {
        assert_eq!(cut(&ROOF, (0.001, 1e9)), ROOF);
        assert_eq!(cut(&ROOF, (20.0, 30.0)).len(), 2);
        assert!(cut(&ROOF[..1], (1.0, 2.0)).is_empty());
        assert_eq!((inner(&ROOF), inner(&ROOF[..1]), inner(&[])), (&ROOF[1..2], &[][..], &[][..]));
    }
}
