//! Finds points of a chart by their places: the one under a pointer, and the next one for a key.

/// Where a point of a chart stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Place {
    /// Place of its series in [`LogLog::series`](super::LogLog::series).
    pub series: usize,
    /// Its own place in [`Scaling::points`](super::Scaling::points).
    pub point: usize,
    /// Its device pixel.
    pub at: (i32, i32),
}

/// A way from point to point.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Way {
    /// To the next smaller size of the series.
    Smaller,
    /// To the next larger one.
    Larger,
    /// To the series whose line ends next above.
    Up,
    /// To the series whose line ends next below.
    Down,
}

/// The point that a pointer at `(x, y)` means: the nearest within `reach` device pixels; of several, the one drawn last.
pub fn nearest(places: &[Place], (x, y): (f64, f64), reach: f64) -> Option<Place> {
    let squared = |place: &Place| {
        let (dx, dy) = (f64::from(place.at.0) - x, f64::from(place.at.1) - y);
        dx * dx + dy * dy
    };
    let near = places.iter().rev().filter(|place| squared(place) <= reach * reach);
    near.min_by(|a, b| squared(a).total_cmp(&squared(b))).copied()
}

/// The next point that way; none at the edge. From line to line it is the one at the nearest size.
///
/// Lines follow each other in the order of their ends, like their names beside the chart. So every line can be reached, and
/// Up undoes Down.
pub fn step(places: &[Place], from: Place, way: Way) -> Option<Place> {
    let of = |series: usize| places.iter().filter(move |place| place.series == series).copied();
    let up = match way {
        Way::Smaller => return of(from.series).rfind(|place| place.point < from.point),
        Way::Larger => return of(from.series).find(|place| place.point > from.point),
        Way::Up => true,
        Way::Down => false,
    };
    let rank = |place: &Place| (place.at.1, place.series);
    let ends =
        || places.iter().enumerate().filter(|(i, a)| places.get(i + 1).is_none_or(|b| b.series != a.series));
    let here = rank(&of(from.series).last()?);
    let ranks = ends().map(|(_, end)| rank(end));
    let next = if up { ranks.filter(|r| *r < here).max() } else { ranks.filter(|r| *r > here).min() };
    of(next?.1).min_by_key(|place| place.at.0.abs_diff(from.at.0))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Two lines that cross, the second with a gap, and a third above both.
    fn places() -> Vec<Place> {
        let line = |series, points: &[(usize, i32, i32)]| -> Vec<Place> {
            points.iter().map(|&(point, x, y)| Place { series, point, at: (x, y) }).collect()
        };
        let all = [
            line(0, &[(0, 10, 50), (1, 20, 50), (2, 30, 50)]),
            line(2, &[(0, 10, 30), (2, 30, 70)]),
            line(1, &[(0, 12, 10)]),
        ];
        all.concat()
    }

    fn walk(way: Way, from: (usize, usize)) -> Option<(usize, usize)> {
        let all = places();
        let from = *all.iter().find(|place| (place.series, place.point) == from).unwrap();
        step(&all, from, way).map(|place| (place.series, place.point))
    }

    #[test]
    fn a_pointer_means_the_nearest_point_within_reach() {
        let at = |x, y| nearest(&places(), (x, y), 8.0).map(|place| (place.series, place.point));
        assert_eq!(at(13.0, 52.0), Some((0, 0)));
        assert_eq!(at(18.0, 45.0), Some((0, 1)));
        assert_eq!(at(10.0, 40.0), None);
        let twice = [places()[0], Place { series: 7, ..places()[0] }];
        assert_eq!(nearest(&twice, (10.0, 50.0), 8.0).map(|place| place.series), Some(7), "what lies on top");
    }

    #[test]
    fn arrows_go_along_the_sizes_and_over_gaps() {
        assert_eq!(walk(Way::Larger, (2, 0)), Some((2, 2)));
        assert_eq!(walk(Way::Smaller, (2, 2)), Some((2, 0)));
        assert_eq!(walk(Way::Smaller, (0, 0)), None);
        assert_eq!(walk(Way::Larger, (1, 0)), None);
    }

    #[test]
    fn arrows_go_from_line_to_line_as_the_lines_end() {
        assert_eq!(walk(Way::Up, (2, 2)), Some((0, 2)));
        assert_eq!(walk(Way::Down, (0, 1)), Some((2, 0)), "the nearer of two sizes is the first");
        assert_eq!(walk(Way::Up, (0, 2)), Some((1, 0)));
        assert_eq!(walk(Way::Down, (1, 0)), Some((0, 0)));
        assert_eq!((walk(Way::Up, (1, 0)), walk(Way::Down, (2, 0))), (None, None));
    }
}
