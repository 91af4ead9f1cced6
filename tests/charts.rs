//! Charts drawn on a backend that remembers what it was asked to draw.
#![cfg(feature = "web")]

use std::convert::Infallible;

use deltascope::browser::plot::svg;
use deltascope::timing::slope::fit;
use deltascope::ui::chart::{Draw, Line, Lines, LogLog, Look, Marker, Place, Point, Scaling, Style};
use plotters::coord::Shift;
use plotters::prelude::*;
use plotters_backend::{BackendCoord, BackendStyle, BackendTextStyle, DrawingErrorKind};

type Ok = Result<(), DrawingErrorKind<Infallible>>;

/// What was drawn, in the order of drawing.
#[derive(Default)]
struct Drawn {
    paths: Vec<Vec<BackendCoord>>,
    discs: Vec<BackendCoord>,
    texts: Vec<(String, BackendCoord)>,
}

struct Recorder<'a> {
    size: (u32, u32),
    drawn: &'a mut Drawn,
}

impl DrawingBackend for Recorder<'_> {
    type ErrorType = Infallible;

    fn get_size(&self) -> (u32, u32) {
        self.size
    }
    fn ensure_prepared(&mut self) -> Ok {
        Ok(())
    }
    fn present(&mut self) -> Ok {
        Ok(())
    }
    fn draw_pixel(&mut self, _: BackendCoord, _: plotters_backend::BackendColor) -> Ok {
        Ok(())
    }
    fn draw_rect<S: BackendStyle>(&mut self, _: BackendCoord, _: BackendCoord, _: &S, _: bool) -> Ok {
        Ok(())
    }
    fn fill_polygon<S: BackendStyle, I: IntoIterator<Item = BackendCoord>>(&mut self, _: I, _: &S) -> Ok {
        Ok(())
    }
    fn draw_path<S: BackendStyle, I: IntoIterator<Item = BackendCoord>>(&mut self, path: I, _: &S) -> Ok {
        self.drawn.paths.push(path.into_iter().collect());
        Ok(())
    }
    fn draw_circle<S: BackendStyle>(&mut self, centre: BackendCoord, _: u32, _: &S, _: bool) -> Ok {
        self.drawn.discs.push(centre);
        Ok(())
    }
    fn draw_text<S: BackendTextStyle>(&mut self, text: &str, _: &S, at: BackendCoord) -> Ok {
        self.drawn.texts.push((text.to_owned(), at));
        Ok(())
    }
}

fn recorded(size: (u32, u32), draw: impl FnOnce(&DrawingArea<Recorder, Shift>)) -> Drawn {
    let mut drawn = Drawn::default();
    let area = Recorder { size, drawn: &mut drawn }.into_drawing_area();
    draw(&area);
    drop(area);
    drawn
}

fn style(ratio: f64) -> Style {
    let [ink, soft, line, ground] = [0, 90, 200, 255].map(|grey| RGBColor(grey, grey, grey));
    Style {
        ink,
        soft,
        line,
        ground,
        series: vec![RGBColor(200, 0, 0)],
        font: "sans-serif".into(),
        font_px: 13.0,
        ratio,
    }
}

fn scaling(exponent: f64, marker: Marker) -> Scaling {
    let medians: Vec<(f64, f64)> =
        (6..12).map(|e| f64::from(1 << e)).map(|n| (n, 1e-4 * n.powf(exponent))).collect();
    let point = |&(x, y): &(f64, f64)| Point { x, y, low: y * 0.9, high: y * 1.1, samples: Vec::new() };
    let points = medians.iter().map(point).collect();
    Scaling {
        label: "kernel".into(),
        colour: 0,
        marker,
        look: Look::Points,
        points,
        fit_from: 0.0,
        law: fit(&medians),
    }
}

fn chart(series: Vec<Scaling>) -> LogLog {
    LogLog { x_title: "n".into(), y_title: "time".into(), times: true, series }
}

#[test]
fn a_power_law_is_straight_and_says_its_slope() {
    let chart = chart(vec![scaling(2.0, Marker::Disc)]);
    let drawn = recorded((900, 500), |area| chart.draw(area, &style(1.0)).unwrap());
    assert!(drawn.texts.iter().any(|(text, _)| text == "● kernel 2.00"), "{:?}", drawn.texts);
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
fn everything_stays_inside_at_every_size() {
    for (size, ratio) in [((360, 300), 1.0), ((1080, 900), 3.0), ((1440, 600), 1.0), ((2, 2), 1.0)] {
        let series = Marker::ALL.iter().map(|&marker| scaling(1.0, marker)).collect();
        let drawn = recorded(size, |area| chart(series).draw(area, &style(ratio)).unwrap());
        if size.0 < 10 {
            continue;
        }
        for (x, y) in drawn.paths.iter().flatten().chain(drawn.texts.iter().map(|(_, at)| at)) {
            assert!(
                (0..=size.0 as i32).contains(x) && (0..=size.1 as i32).contains(y),
                "{x}, {y} of {size:?}"
            );
        }
        let mut ends: Vec<i32> = drawn
            .texts
            .iter()
            .filter(|(text, _)| text.contains('▲') || text.contains('■'))
            .map(|(_, at)| at.1)
            .collect();
        ends.sort_unstable();
        assert_eq!(ends.len(), 2);
        assert!(ends[1] - ends[0] >= (13.0 * ratio) as i32, "labels overlap: {ends:?}");
    }
}

#[test]
fn narrow_charts_name_their_lines_by_sign_alone() {
    let drawn =
        recorded((340, 300), |area| chart(vec![scaling(1.0, Marker::Ring)]).draw(area, &style(1.0)).unwrap());
    assert!(drawn.texts.iter().any(|(text, _)| text == "○"));
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
    for wanted in ["n", "time", "<limit> & more", "□ kernel 2.00", "1024"] {
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
fn nothing_to_draw_is_no_error() {
    let mut broken = scaling(1.0, Marker::Disc);
    broken.points = vec![Point { y: f64::NAN, ..Point::exact(64.0, 1.0) }, Point::exact(0.0, 1.0)];
    for series in [vec![], vec![broken]] {
        let drawn = recorded((300, 200), |area| chart(series).draw(area, &style(1.0)).unwrap());
        assert!(drawn.texts.is_empty());
    }
    let lines = Lines { x_title: "t".into(), y_title: "".into(), lines: vec![], position: Some(3) };
    recorded((300, 200), |area| lines.draw(area, &style(1.0)).unwrap());
}

fn line(values: &[f64]) -> Line {
    Line { label: "DeltaNet".into(), colour: 0, values: values.to_vec() }
}

#[test]
fn lines_break_at_gaps_and_mark_the_token_in_hand() {
    let lines = Lines {
        x_title: "token".into(),
        y_title: "norm".into(),
        lines: vec![line(&[0.0, 1.0, f64::NAN, 3.0, 4.0, f64::INFINITY, 2.0])],
        position: Some(3),
    };
    let drawn = recorded((600, 300), |area| lines.draw(area, &style(1.0)).unwrap());
    assert!(drawn.texts.iter().any(|(text, _)| text == "DeltaNet"));
    let runs =
        drawn.paths.iter().filter(|path| path.len() == 2 && path[0].0 != path[1].0 && path[0].1 != path[1].1);
    assert_eq!(runs.count(), 2, "two unbroken runs of two");
    assert_eq!(drawn.discs.len(), 2, "one lone value, one mark");
    let mark = drawn.discs[1];
    assert!(drawn.paths.iter().any(|path| path.iter().all(|at| at.0 == mark.0) && path.len() == 2));
}
