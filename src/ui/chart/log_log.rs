//! Time against size on logarithmic axes, where a power law is a straight line and its exponent the slope.

use plotters::prelude::*;

use super::axis::{Axis, count, duration, three_digits};
use super::canvas::Draw;
use super::frame::{Area, DrawError, Frame, Marker, Style, clear};
use super::places::Place;
use crate::timing::slope::PowerLaw;

/// How a series is drawn.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Look {
    /// Points with their intervals, and the fitted line.
    Points,
    /// The same, hollow and pale: what it is compared with.
    Pale,
    /// Straight from point to point, without signs: a bound.
    Bound,
}

/// What was found at one size.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Point {
    /// The size.
    pub x: f64,
    /// The median.
    pub y: f64,
    /// Where the median's interval begins.
    pub low: f64,
    /// Where it ends.
    pub high: f64,
    /// All that the median is of, in the order measured; none where the point was not measured.
    pub samples: Vec<f64>,
}

/// One kernel's medians with their intervals, and the line fitted through them.
#[derive(Clone, Debug, PartialEq)]
pub struct Scaling {
    /// Name, as written beside the last point.
    pub label: String,
    /// Number of its colour in [`Style::series`].
    pub colour: usize,
    /// Sign of the points.
    pub marker: Marker,
    /// How it is drawn.
    pub look: Look,
    /// Sorted by size.
    pub points: Vec<Point>,
    /// Size from which on the line is fitted and drawn.
    pub fit_from: f64,
    /// The fit through the medians.
    pub law: Option<PowerLaw>,
}

/// A chart of several scalings.
#[derive(Clone, Debug, PartialEq)]
pub struct LogLog {
    /// What is written under the horizontal axis.
    pub x_title: String,
    /// What is written over the vertical axis.
    pub y_title: String,
    /// Whether the vertical axis holds milliseconds, which are written with the unit that suits them.
    pub times: bool,
    /// The series.
    pub series: Vec<Scaling>,
}

/// A chart in its pixels, before anything is drawn.
struct Layout {
    frame: Frame,
    /// What is written beside the last point of each series.
    labels: Vec<String>,
}

impl Draw for LogLog {
    /// Draws the chart. Points that are not positive and finite are left out; without any point nothing but the ground
    /// is drawn. Where names would take over a third of the width, the lines carry their signs only.
    ///
    /// # Errors
    /// The backend's.
    fn draw<DB: DrawingBackend>(&self, area: &Area<DB>, style: &Style) -> Result<(), DrawError<DB>> {
        let Some(Layout { frame, labels }) = self.layout(area.dim_in_pixel(), style) else {
            return clear(area, style);
        };
        frame.draw(area, style, &self.x_title, &self.y_title)?;
        for series in &self.series {
            series.draw_samples(area, style, &frame)?;
        }
        for series in &self.series {
            series.draw(area, style, &frame)?;
        }
        let ends = self.series.iter().zip(labels).filter_map(|(series, label)| {
            let last = series.points.iter().rfind(|p| p.drawable())?;
            let colour = if series.look == Look::Bound { style.ink } else { style.colour(series.colour) };
            Some((frame.px(last.x, last.y).1, label, colour))
        });
        frame.end_labels(area, style, &ends.collect::<Vec<_>>())
    }
}

impl LogLog {
    /// Where the points of a chart of `size` device pixels stand; bounds have none.
    pub fn places(&self, size: (u32, u32), style: &Style) -> Vec<Place> {
        let Some(Layout { frame, .. }) = self.layout(size, style) else { return Vec::new() };
        let signed = self.series.iter().enumerate().filter(|(_, series)| series.look != Look::Bound);
        signed
            .flat_map(|(series, s)| s.points.iter().enumerate().map(move |(point, p)| (series, point, p)))
            .filter(|(.., p)| p.drawable())
            .map(|(series, point, p)| Place { series, point, at: frame.px(p.x, p.y) })
            .collect()
    }

    /// The axes and labels in an area of that many device pixels; nothing without a point.
    fn layout(&self, (width, height): (u32, u32), style: &Style) -> Option<Layout> {
        let points = || self.series.iter().flat_map(|s| &s.points).filter(|p| p.drawable());
        let sizes = range(points().map(|p| p.x))?;
        let values = range(points().flat_map(|p| [p.low, p.high].into_iter().chain(p.drawable_samples())))?;
        let x = Axis::log(sizes.0 * 0.9, sizes.1 * 1.1);
        let y = Axis::log(values.0 / 1.5, values.1 * 1.5);
        let most = |pixels: u32, css_px: f64| (f64::from(pixels) / style.ratio / css_px) as usize;
        let x_ticks = x.ticks(2.0, most(width, 70.0)).into_iter().map(|n| (n, count(n))).collect();
        let written = if self.times { duration } else { three_digits };
        let y_ticks = y.ticks(10.0, most(height, 30.0)).into_iter().map(|y| (y, written(y))).collect();
        let full: Vec<String> = self.series.iter().map(Scaling::end_label).collect();
        let room = |labels: &[String]| Frame::label_room(style, labels.iter().map(String::as_str));
        let labels = if room(&full) * 3 <= width as i32 {
            full
        } else {
            self.series.iter().map(|s| s.sign().to_owned()).collect()
        };
        let frame = Frame::new((width, height), style, (x, x_ticks), (y, y_ticks), room(&labels));
        Some(Layout { frame, labels })
    }
}

/// The smallest and the largest of them.
fn range(values: impl Iterator<Item = f64>) -> Option<(f64, f64)> {
    values.fold(None, |range, x| {
        Some(range.map_or((x, x), |(low, high): (f64, f64)| (low.min(x), high.max(x))))
    })
}

/// Whether a logarithmic axis has a place for it.
fn positive(x: &f64) -> bool {
    x.is_finite() && *x > 0.0
}

impl Point {
    /// A point without interval and samples.
    pub fn exact(x: f64, y: f64) -> Self {
        Self { x, y, low: y, high: y, samples: Vec::new() }
    }

    /// Whether logarithmic axes have a place for it.
    fn drawable(&self) -> bool {
        [self.x, self.y, self.low, self.high].iter().all(positive)
    }

    /// The samples for which they have one.
    fn drawable_samples(&self) -> impl Iterator<Item = f64> {
        self.samples.iter().copied().filter(positive)
    }
}

/// Half-way to the ground.
fn pale(RGBColor(r, g, b): RGBColor, RGBColor(x, y, z): RGBColor) -> RGBColor {
    let mix = |a: u8, b: u8| a.midpoint(b);
    RGBColor(mix(r, x), mix(g, y), mix(b, z))
}

/// CSS pixels over which the samples of a point are spread sideways, so that they do not hide each other.
const SPREAD_PX: f64 = 16.0;

/// Where the samples of a point stand sideways, as parts of the spread, −½ to ½: each in the widest gap that those before
/// it have left. (The multiples of the golden ratio, modulo 1.)
fn sideways() -> impl Iterator<Item = f64> {
    (1..).map(|i| (f64::from(i) * 0.618_033_988_749_895).fract() - 0.5)
}

impl Scaling {
    /// Its sign as a character; a bound has none.
    fn sign(&self) -> &'static str {
        if self.look == Look::Bound { "" } else { self.marker.glyph() }
    }

    /// Sign, name and slope.
    fn end_label(&self) -> String {
        let slope = self.law.map(|law| format!(" {:.2}", law.exponent)).unwrap_or_default();
        match self.look {
            Look::Bound => self.label.clone(),
            _ => format!("{} {}{slope}", self.sign(), self.label),
        }
    }

    fn colour(&self, style: &Style) -> RGBColor {
        match self.look {
            Look::Points => style.colour(self.colour),
            Look::Pale => pale(style.colour(self.colour), style.ground),
            Look::Bound => style.ink,
        }
    }

    /// Every sample as a small pale dot. What is compared with goes without: two clouds cannot be told apart.
    fn draw_samples<DB: DrawingBackend>(
        &self,
        area: &Area<DB>,
        style: &Style,
        frame: &Frame,
    ) -> Result<(), DrawError<DB>> {
        if self.look != Look::Points {
            return Ok(());
        }
        let dot = self.colour(style).mix(0.6).filled();
        for point in self.points.iter().filter(|p| p.drawable()) {
            for (sample, aside) in point.drawable_samples().zip(sideways()) {
                let (x, y) = frame.px(point.x, sample);
                area.draw(&Circle::new((x + style.px(aside * SPREAD_PX), y), style.px(1.2), dot))?;
            }
        }
        Ok(())
    }

    /// The line, and the medians with their intervals.
    fn draw<DB: DrawingBackend>(
        &self,
        area: &Area<DB>,
        style: &Style,
        frame: &Frame,
    ) -> Result<(), DrawError<DB>> {
        let colour = self.colour(style);
        if self.look == Look::Bound {
            let points = self.points.iter().filter(|p| p.drawable()).map(|p| frame.px(p.x, p.y));
            return area.draw(&PathElement::new(
                points.collect::<Vec<_>>(),
                colour.stroke_width(style.px(1.5) as u32),
            ));
        }
        let thin = colour.stroke_width(style.px(1.5).max(1) as u32);
        let sizes: Vec<f64> =
            self.points.iter().filter(|p| p.drawable() && p.x >= self.fit_from).map(|p| p.x).collect();
        if let (Some(law), Some(&first), Some(&last)) = (self.law, sizes.first(), sizes.last()) {
            let ends = [first, last].map(|n| frame.px(n, law.at(n)));
            area.draw(&PathElement::new(ends.to_vec(), colour.mix(0.55).stroke_width(style.px(1.5) as u32)))?;
        }
        for point in self.points.iter().filter(|p| p.drawable()) {
            let (x, y) = frame.px(point.x, point.y);
            let [low, high] = [point.low, point.high].map(|y| frame.px(point.x, y).1);
            let cap = style.px(4.0);
            area.draw(&PathElement::new(vec![(x, low), (x, high)], thin))?;
            for y in [low, high] {
                area.draw(&PathElement::new(vec![(x - cap, y), (x + cap, y)], thin))?;
            }
            self.marker.draw(area, style, &colour, (x, y))?;
        }
        Ok(())
    }
}
