//! Ticks and names: there are enough, all can be read, and none is cut or covered.

use deltascope::ui::chart::{Draw, Line, Lines, Marker, Point, Scaling};

use super::recorder::{chart, line, no_lines, recorded, scaling, style};

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
        // Names that have no room at the ends stand below the title of the axis.
        let below = drawn.texts.iter().find(|(text, _)| text == "n").map_or(0, |(_, at)| at.1);
        let mut ends: Vec<i32> = drawn
            .texts
            .iter()
            .filter(|(text, at)| (text.contains('▲') || text.contains('■')) && at.1 < below)
            .map(|(_, at)| at.1)
            .collect();
        ends.sort_unstable();
        assert_eq!(ends.len(), 2);
        assert!(ends[1] - ends[0] >= (13.0 * ratio) as i32, "labels overlap: {ends:?}");
    }
}

#[test]
fn narrow_charts_name_their_lines_below_and_sign_their_ends() {
    let names = ["DeltaNet", "Gated DeltaNet", "Softmax n×n in memory"];
    let series: Vec<_> = Marker::ALL
        .iter()
        .zip(names)
        .map(|(&marker, name)| Scaling { label: name.into(), ..scaling(1.0, marker) })
        .collect();
    let drawn = recorded((360, 300), |area| chart(series).draw(area, &style(1.0)).unwrap());
    let named =
        ["● DeltaNet 1.00 ± 0.00", "■ Gated DeltaNet 1.00 ± 0.00", "▲ Softmax n×n in memory 1.00 ± 0.00"];
    for wanted in ["●", "■", "▲"].into_iter().chain(named) {
        assert!(drawn.texts.iter().any(|(text, _)| text == wanted), "{wanted}: {:?}", drawn.texts);
    }
    drawn.check_texts((360, 300));
}

#[test]
fn no_text_is_cut_and_none_covers_another() {
    let names = ["DeltaNet", "Gated DeltaNet, recurrent", "Softmax n×n in memory"];
    let labelled =
        |i: usize, exponent| Scaling { label: names[i].into(), ..scaling(exponent, Marker::ALL[i]) };
    for size in [(320, 300), (360, 420), (720, 420), (1200, 320)] {
        for exponent in [0.0, 0.1, 0.9, 3.0] {
            let series = vec![labelled(0, exponent), labelled(1, exponent), labelled(2, 0.0)];
            recorded(size, |area| chart(series).draw(area, &style(1.0)).unwrap()).check_texts(size);
        }
    }
    for size in [(280, 150), (360, 170), (720, 150)] {
        for values in [&[0.0, 3.1][..], &[1e-17, 3e-16], &[1.0, 2.5e9], &[-4.0, 1e300], &[7.0]] {
            for log_y in [false, true] {
                let lines = vec![line(values), Line { label: "Gated DeltaNet".into(), ..line(values) }];
                let lines = Lines { lines, log_y, ..no_lines() };
                recorded(size, |area| lines.draw(area, &style(1.0)).unwrap()).check_texts(size);
            }
        }
    }
}

#[test]
fn a_range_of_less_than_a_decade_has_ticks_on_both_axes() {
    let mut series = scaling(0.1, Marker::Disc);
    series.points.retain(|p| p.x < 200.0);
    for size in [(360, 300), (900, 420)] {
        let drawn = recorded(size, |area| chart(vec![series.clone()]).draw(area, &style(1.0)).unwrap());
        let (times, sizes): (Vec<&str>, Vec<&str>) =
            drawn.numbers().into_iter().partition(|text| text.ends_with('s'));
        assert!(times.len() >= 3 && sizes.len() >= 2, "{times:?} {sizes:?}");
    }
}

#[test]
fn a_single_point_and_a_flat_line_are_drawn() {
    let mut lone = scaling(1.0, Marker::Disc);
    lone.points.truncate(1);
    lone.points[0] = Point::exact(64.0, 0.5);
    let drawn = recorded((360, 300), |area| chart(vec![lone]).draw(area, &style(1.0)).unwrap());
    assert_eq!(drawn.discs.len(), 1);
    assert!(drawn.numbers().iter().filter(|text| text.ends_with('s')).count() >= 2, "{:?}", drawn.texts);
    for values in [&[0.0, 0.0, 0.0][..], &[2.0, 2.0, 2.0], &[2.0]] {
        for log_y in [false, values[0] > 0.0] {
            let lines = Lines { lines: vec![line(values)], log_y, ..no_lines() };
            let drawn = recorded((360, 150), |area| lines.draw(area, &style(1.0)).unwrap());
            assert!(drawn.numbers().len() >= 2, "{values:?}: {:?}", drawn.texts);
            assert!(drawn.texts.iter().any(|(text, _)| text == "DeltaNet"));
        }
    }
}

#[test]
fn nothing_to_draw_is_no_error() {
    let mut broken = scaling(1.0, Marker::Disc);
    broken.points = vec![Point { y: f64::NAN, ..Point::exact(64.0, 1.0) }, Point::exact(0.0, 1.0)];
    for series in [vec![], vec![broken]] {
        let drawn = recorded((300, 200), |area| chart(series).draw(area, &style(1.0)).unwrap());
        assert!(drawn.texts.is_empty());
    }
    recorded((300, 200), |area| no_lines().draw(area, &style(1.0)).unwrap());
    let zeros = Lines { lines: vec![line(&[0.0, 0.0])], log_y: true, ..no_lines() };
    let drawn = recorded((300, 200), |area| zeros.draw(area, &style(1.0)).unwrap());
    assert!(drawn.texts.is_empty(), "zero has no logarithm");
}
