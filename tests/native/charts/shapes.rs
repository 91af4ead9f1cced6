//! Lines, signs and dots stand where the numbers are.

use deltascope::browser::plot::svg;
use deltascope::ui::chart::{Draw, Lines, Look, Marker, Place, Point, Scaling};
use plotters_backend::BackendCoord;

use super::recorder::{chart, line, no_lines, recorded, scaling, style};

#[test]
fn a_power_law_is_straight_and_says_its_slope() {
    let chart = chart(vec![scaling(2.0, Marker::Disc)]);
    let drawn = recorded((900, 500), |area| chart.draw(area, &style(1.0)).unwrap());
    assert!(drawn.texts.iter().any(|(text, _)| text == "● kernel 2.00 ± 0.00"), "{:?}", drawn.texts);
    assert!(drawn.texts.iter().any(|(text, _)| text == "1024"));
    assert_eq!(drawn.discs.len(), 6);
    let slope = |a: BackendCoord, b: BackendCoord| f64::from(b.1 - a.1) / f64::from(b.0 - a.0);
    let whole = slope(drawn.discs[0], drawn.discs[5]);
    assert!(whole < 0.0, "time grows upwards");
    for pair in drawn.discs.windows(2) {
        assert!((slope(pair[0], pair[1]) / whole - 1.0).abs() < 0.03);
    }
}

#[test]
fn every_sign_has_a_shape_of_its_own_and_an_interval_does_not_change_it() {
    let mut shapes = Vec::new();
    for marker in Marker::ALL {
        let drawn =
            recorded((900, 500), |area| chart(vec![scaling(1.0, marker)]).draw(area, &style(1.0)).unwrap());
        let at = chart(vec![scaling(1.0, marker)]).places((900, 500), &style(1.0))[0].at;
        let around = |path: &Vec<BackendCoord>| -> Option<Vec<BackendCoord>> {
            let moved: Vec<_> = path.iter().map(|p| (p.0 - at.0, p.1 - at.1)).collect();
            moved.iter().all(|p| p.0.abs().max(p.1.abs()) <= 4).then_some(moved)
        };
        let lines: Vec<_> = drawn.paths.iter().filter_map(around).filter(|path| path.len() == 2).collect();
        assert!(
            lines.iter().all(|line| line.iter().all(|p| p.0 == 0)),
            "only the interval itself: {lines:?}"
        );
        let outlines = drawn.paths.iter().filter_map(around).filter(|path| path.len() > 2).count();
        let discs = drawn.discs.iter().filter(|disc| **disc == at).count();
        shapes.push((drawn.polygons.iter().find_map(around), outlines, discs));
    }
    for (i, shape) in shapes.iter().enumerate() {
        assert!(!shapes[..i].contains(shape), "{:?}: {shape:?}", Marker::ALL[i]);
    }
}

#[test]
fn a_bound_is_a_line_without_signs_and_what_is_compared_is_pale() {
    let bound = Scaling { look: Look::Bound, label: "limit".into(), law: None, ..scaling(1.0, Marker::Disc) };
    let drawn = recorded((900, 500), |area| chart(vec![bound]).draw(area, &style(1.0)).unwrap());
    assert!(drawn.discs.is_empty());
    assert!(drawn.paths.iter().any(|path| path.len() == 6), "from point to point");
    assert!(drawn.texts.iter().any(|(text, _)| text == "limit"));
    let pale = Scaling { look: Look::Pale, ..scaling(1.0, Marker::Disc) };
    let drawn = recorded((900, 500), |area| chart(vec![pale]).draw(area, &style(1.0)).unwrap());
    assert_eq!(drawn.discs.len(), 6);
}

#[test]
fn a_bound_takes_no_room_that_no_point_needs() {
    let far = [(0.01, 1.0), (200.0, 20000.0), (1e6, 20000.0)].map(|(x, y)| Point::exact(x, y));
    let far = Scaling { look: Look::Bound, law: None, points: far.into(), ..scaling(1.0, Marker::Disc) };
    let kernel = scaling(1.0, Marker::Disc);
    let chart = chart(vec![far, kernel.clone()]);
    let places = chart.places((900, 500), &style(1.0));
    assert!(places[5].at.0 - places[0].at.0 > 500, "{places:?}");
    let drawn = recorded((900, 500), |area| chart.draw(area, &style(1.0)).unwrap());
    let bound = drawn.paths.iter().find(|path| path.len() == 3).unwrap();
    assert!(places[0].at.0 > bound[0].0 && bound[2].0 > places[5].at.0, "from edge to edge: {bound:?}");
    assert!(bound[0].1 > bound[1].1 && bound[1].1 == bound[2].1, "its corner stays: {bound:?}");
}

#[test]
fn every_sample_is_a_dot_and_none_hides_another() {
    let mut series = scaling(1.0, Marker::Square);
    let middle = series.points[2].y;
    series.points[2].samples = vec![middle; 20];
    series.points[4].samples = vec![300.0 * middle, f64::NAN, 0.0];
    let drawn = recorded((900, 500), |area| chart(vec![series.clone()]).draw(area, &style(3.0)).unwrap());
    assert_eq!(drawn.discs.len(), 21, "what has no logarithm has no dot");
    let (column, outlier) = drawn.discs.split_at(20);
    let mut across: Vec<i32> = column.iter().map(|at| at.0).collect();
    across.sort_unstable();
    across.dedup();
    assert_eq!(across.len(), 20, "{column:?}");
    assert!(column.iter().all(|at| at.1 == column[0].1));
    let place = chart(vec![series.clone()]).places((900, 500), &style(3.0))[2].at;
    assert_eq!(column[0].1, place.1, "a sample at the median is as high");
    assert!(across.iter().all(|x| (x - place.0).abs() <= 24), "beside their point: {across:?}");
    assert!(outlier[0].1 >= 0, "the axis reaches to the farthest sample");
    let pale = Scaling { look: Look::Pale, ..series };
    let drawn = recorded((900, 500), |area| chart(vec![pale]).draw(area, &style(3.0)).unwrap());
    assert_eq!(drawn.discs.len(), 0, "what is compared shows its medians only");
}

#[test]
fn the_places_of_points_are_where_they_are_drawn() {
    for (size, ratio) in [((900, 500), 1.0), ((1080, 900), 3.0), ((360, 150), 1.0)] {
        let bound = Scaling { look: Look::Bound, ..scaling(1.0, Marker::Disc) };
        let mut hole = scaling(2.0, Marker::Disc);
        hole.points[1].y = f64::NAN;
        let chart = chart(vec![bound, hole]);
        let drawn = recorded(size, |area| chart.draw(area, &style(ratio)).unwrap());
        let places = chart.places(size, &style(ratio));
        assert_eq!(places.iter().map(|place| place.at).collect::<Vec<_>>(), drawn.discs);
        let points: Vec<_> = places.iter().map(|Place { series, point, .. }| (*series, *point)).collect();
        assert_eq!(points, [(1, 0), (1, 2), (1, 3), (1, 4), (1, 5)]);
    }
}

#[test]
fn an_svg_stands_alone_and_says_what_the_chart_says() {
    let bound = Scaling { look: Look::Bound, label: "<limit> & more".into(), ..scaling(1.0, Marker::Disc) };
    let mut hollow = scaling(2.0, Marker::Frame);
    hollow.points[0].samples = vec![hollow.points[0].y; 7];
    let chart = chart(vec![bound, hollow]);
    let text = svg(900, 420, |area, ratio| chart.draw(area, &style(ratio)).unwrap());
    let svg = roxmltree::Document::parse(&text).unwrap();
    let root = svg.root_element();
    assert_eq!((root.attribute("width"), root.attribute("height")), (Some("900"), Some("420")));
    assert!(svg.descendants().filter(|node| node.is_element()).all(|node| {
        node.tag_name().namespace() == Some("http://www.w3.org/2000/svg") && !node.has_attribute("href")
    }));
    let texts: Vec<_> = svg.descendants().filter(|node| node.has_tag_name("text")).collect();
    let said: Vec<&str> = texts.iter().filter_map(|node| node.text()).map(str::trim).collect();
    for wanted in ["n", "time", "<limit> & more", "□ kernel 2.00 ± 0.00", "1024"] {
        assert!(said.contains(&wanted), "{wanted}: {said:?}");
    }
    let size = |node: &roxmltree::Node| node.attribute("font-size").unwrap().parse::<f64>().unwrap();
    let units: f64 = root.attribute("viewBox").unwrap().split(' ').nth(2).unwrap().parse().unwrap();
    assert!(
        texts.iter().all(|node| (size(node) / units * 900.0 - 13.0).abs() < 1e-9),
        "13 pixels, as on the screen"
    );
    let first = svg.descendants().find(|node| node.has_tag_name("rect")).unwrap();
    assert_eq!(first.attribute("fill"), Some("#FFFFFF"), "the ground is drawn");
    assert_eq!(svg.descendants().filter(|node| node.has_tag_name("circle")).count(), 7);
}

#[test]
fn lines_break_at_gaps_and_mark_the_token_in_hand() {
    let lines = vec![line(&[0.0, 1.0, f64::NAN, 3.0, 4.0, f64::INFINITY, 2.0])];
    let lines = Lines { lines, ..no_lines() };
    let drawn = recorded((600, 300), |area| lines.draw(area, &style(1.0)).unwrap());
    assert!(drawn.texts.iter().any(|(text, _)| text == "DeltaNet"));
    let runs =
        drawn.paths.iter().filter(|path| path.len() == 2 && path[0].0 != path[1].0 && path[0].1 != path[1].1);
    assert_eq!(runs.count(), 2, "two unbroken runs of two");
    assert_eq!(drawn.discs.len(), 2, "one lone value, one mark");
    let mark = drawn.discs[1];
    assert!(drawn.paths.iter().any(|path| path.iter().all(|at| at.0 == mark.0) && path.len() == 2));
}

#[test]
fn on_a_logarithmic_axis_a_blow_up_is_a_straight_line() {
    let values: Vec<f64> = (0..12).map(|t| 10f64.powi(t)).collect();
    let lines = Lines { lines: vec![line(&values)], log_y: true, position: None, ..no_lines() };
    let drawn = recorded((600, 300), |area| lines.draw(area, &style(1.0)).unwrap());
    let path = drawn.paths.iter().find(|path| path.len() == 12).unwrap();
    let rises: Vec<i32> = path.windows(2).map(|pair| pair[0].1 - pair[1].1).collect();
    assert!(rises.iter().all(|rise| rise.abs_diff(rises[0]) <= 1 && *rise > 10), "{rises:?}");
    let gap = Lines { lines: vec![line(&[0.0, 1.0, 10.0])], log_y: true, position: None, ..no_lines() };
    let drawn = recorded((600, 300), |area| gap.draw(area, &style(1.0)).unwrap());
    assert_eq!(
        drawn
            .paths
            .iter()
            .filter(|path| path.len() == 2 && path[0].0 != path[1].0 && path[0].1 != path[1].1)
            .count(),
        1
    );
}
