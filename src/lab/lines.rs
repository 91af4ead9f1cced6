//! Lines in the lab's charts that bound the measurements: the machine's limits, and the recurrence that chunks must beat.

use super::results::Series;
use crate::fast::{Algorithm, Form};
use crate::timing::{Against, Record, Speed};
use crate::ui::chart::{Look, Marker, Point, Scaling};

/// A line that bounds, without points yet.
pub fn bound() -> Scaling {
    Scaling {
        label: String::new(),
        colour: 0,
        marker: Marker::Disc,
        look: Look::Bound,
        points: Vec::new(),
        fit_from: 0.0,
        law: None,
    }
}

/// Operations of a call for each byte that it holds (in float32), each of which is moved at least once.
pub fn intensity(record: &Record) -> f64 {
    record.gflops * record.median_ms * 1e6 / record.bytes.max(1) as f64
}

/// The machine's limit at each intensity: so many bytes a second, and no more operations than registers do. (Williams,
/// Waterman and Patterson, "Roofline" (2009).)
pub fn roof(limit: &Speed, label: &str) -> Scaling {
    let gbytes = limit.gbytes.unwrap_or(f64::NAN);
    let ridge = limit.gflops / gbytes;
    let points =
        [0.25, ridge, 1e4_f64.max(2.0 * ridge)].map(|x| Point::exact(x, limit.gflops.min(gbytes * x)));
    Scaling { label: label.to_owned(), points: points.into(), ..bound() }
}

/// The recurrent form of each kernel whose chunk sizes are drawn: the time that chunks have to beat.
pub fn recurrences(all: &[Series], records: &[Record], label: impl Fn(&Series) -> String) -> Vec<Scaling> {
    let of = |s: &Series| {
        let chunk = &s.records.first()?.case;
        let same = |r: &&Record| {
            (&r.case.kernel, r.case.n, r.case.d) == (&chunk.kernel, chunk.n, chunk.d)
                && r.case.form == Form::Own(Algorithm::Recurrent)
        };
        let ms = records.iter().find(same).filter(|_| s.against == Against::Chunk)?.median_ms;
        let [first, last] = [s.points().next()?.0, s.points().last()?.0];
        let points = [first, last].map(|x| Point::exact(x, ms)).into();
        Some(Scaling { label: label(s), points, ..bound() })
    };
    all.iter().filter_map(of).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_roof_has_its_ridge_where_both_limits_meet() {
        let limit = Speed { chain_ns: 1.0, gflops: 40.0, gbytes: Some(10.0), fused: false };
        let roof = roof(&limit, "limit");
        assert_eq!(roof.points[0].y, 2.5);
        assert_eq!((roof.points[1].x, roof.points[1].y, roof.points[2].y), (4.0, 40.0, 40.0));
    }
}
