//! What charts show, in numbers.

use super::{Chart, Lines, LogLog, Point};
use crate::browser::numbers::Numbers;

impl Chart {
    /// The numbers that it shows.
    pub fn numbers(&self) -> Numbers {
        match self {
            Self::Lines(chart) => chart.numbers(),
            Self::LogLog(chart) => chart.numbers(),
        }
    }
}

impl Lines {
    /// The numbers that it shows: a row for each place on the horizontal axis, a column for each line.
    pub fn numbers(&self) -> Numbers {
        let names = std::iter::once(&self.x_title).chain(self.lines.iter().map(|line| &line.label));
        let places = self.lines.iter().map(|line| line.values.len()).max().unwrap_or(0);
        let row = |at: usize| {
            let [first, step] = self.x;
            let values = self.lines.iter().map(|line| line.values.get(at).copied().unwrap_or(f64::NAN));
            ((first + step * at as f64).to_string(), values.collect())
        };
        Numbers::Named { names: names.cloned().collect(), rows: (0..places).map(row).collect() }
    }
}

impl LogLog {
    /// The numbers that it shows: a row for each size, a column for each series, with the ends of its intervals where it has any.
    pub fn numbers(&self) -> Numbers {
        let all = || self.series.iter().flat_map(|series| &series.points);
        let mut sizes: Vec<f64> = all().map(|point| point.x).collect();
        sizes.sort_by(f64::total_cmp);
        sizes.dedup();
        let mut names = vec![self.x_title.clone()];
        let mut columns: Vec<Box<dyn Fn(f64) -> f64 + '_>> = Vec::new();
        for series in &self.series {
            let at = |x: f64, of: fn(&Point) -> f64| {
                series.points.iter().find(|point| point.x == x).map_or(f64::NAN, of)
            };
            names.push(series.label.clone());
            columns.push(Box::new(move |x| at(x, |point| point.y)));
            if series.points.iter().any(|point| point.low < point.high) {
                names.extend(["↓", "↑"].map(|end| format!("{} {end}", series.label)));
                columns.push(Box::new(move |x| at(x, |point| point.low)));
                columns.push(Box::new(move |x| at(x, |point| point.high)));
            }
        }
        let row = |x: &f64| (x.to_string(), columns.iter().map(|column| column(*x)).collect());
        Numbers::Named { names, rows: sizes.iter().map(row).collect() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ui::chart::{Line, Look, Marker, Scaling, Vertical};

    #[test]
    fn lines_have_a_row_for_each_place_and_a_gap_where_one_ends() {
        let line = |label: &str, values: &[f64]| Line {
            label: label.to_owned(),
            colour: 0,
            values: values.to_vec(),
        };
        let chart = Chart::from(Lines {
            x_title: "token".to_owned(),
            y_title: "norm".to_owned(),
            lines: vec![line("a", &[1.0, 2.0]), line("b", &[0.5])],
            log_y: false,
            position: None,
            x: [1.0, 1.0],
        });
        let rows = chart.numbers().rows(|x| x.to_string());
        assert_eq!(rows, [["token", "a", "b"], ["1", "1", "0.5"], ["2", "2", ""]]);
    }

    #[test]
    fn series_meet_at_their_sizes_and_intervals_stand_beside_their_medians() {
        let point =
            |x: f64, y: f64, half: f64| Point { x, y, low: y - half, high: y + half, samples: Vec::new() };
        let series = |label: &str, points: Vec<Point>| Scaling {
            label: label.to_owned(),
            colour: 0,
            marker: Marker::Disc,
            look: Look::Points,
            points,
            fit_from: 0.0,
            law: None,
        };
        let chart = Chart::from(LogLog {
            x_title: "n".to_owned(),
            y_title: "ms".to_owned(),
            y: Vertical::Times,
            series: vec![
                series("a", vec![point(128.0, 4.0, 1.0)]),
                series("b", vec![point(64.0, 2.0, 0.0), point(128.0, 3.0, 0.0)]),
            ],
        });
        let rows = chart.numbers().rows(|x| x.to_string());
        assert_eq!(
            rows,
            [["n", "a", "a ↓", "a ↑", "b"], ["64", "", "", "", "2"], ["128", "4", "3", "5", "3"]]
        );
    }
}
