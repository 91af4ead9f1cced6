//! A number against size, which has a logarithmic axis. Where times have one too, a power law is a straight line.

use plotters::coord::CoordTranslate;
use plotters::prelude::*;

use super::axis::{Axis, count};
use super::bound::{cut, inner};
use super::drawing::Draw;
use super::frame::{Area, DrawError, Frame, Plot, Style};
use super::labels::{Label, Labels};
use super::marker::Marker;
use super::places::Place;
use super::vertical::Vertical;

/// How a series is drawn.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Look {
    /// Points with their intervals, and the fitted line.
    Points,
    /// Points with their intervals, joined by straight lines.
    Joined,
    /// Points as the first ones, hollow and pale: an older run to compare with.
    Pale,
    /// A bound: straight from point to point, without signs. It is cut off where it reaches beyond the points of the
    /// others.
    Bound,
}

/// A straight line on logarithmic axes: y = factor · x^exponent.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct PowerLine {
    /// The slope.
    pub exponent: f64,
    /// Half the width of the slope's interval, if it has one.
    pub half_width: Option<f64>,
    /// The number at size 1.
    pub factor: f64,
}

/// The result at one size.
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
    /// The samples behind the median, in the order measured; none where the point was not measured.
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
    pub law: Option<PowerLine>,
}

/// A chart of several scalings.
#[derive(Clone, Debug, PartialEq)]
pub struct LogLog {
    /// The title under the horizontal axis.
    pub x_title: String,
    /// The title over the vertical axis.
    pub y_title: String,
    /// What the vertical axis holds.
    pub y: Vertical,
    /// The series.
    pub series: Vec<Scaling>,
}

/// A chart in its pixels, before anything is drawn.
struct Layout {
    frame: Frame,
    labels: Labels,
    /// The points of each series that have a place, those of bounds cut off at the sides.
    points: Vec<Vec<(f64, f64)>>,
}

impl Draw for LogLog {
    /// Draws the chart. Points that are not positive and finite are left out; without any point nothing but the ground
    /// is drawn. Where names would take over two fifths of the width, they stand below.
    ///
    /// # Errors
    /// The backend's.
    fn draw<DB: DrawingBackend>(&self, area: &Area<DB>, style: &Style) -> Result<(), DrawError<DB>> {
        let Some(Layout { frame, labels, points }) = self.layout(area.dim_in_pixel(), style) else {
            return area.fill(&style.ground);
        };
        let plot = frame.draw(area, style, &self.x_title, &self.y_title)?;
        for series in &self.series {
            series.draw_samples(style, &plot, self.y)?;
        }
        for (series, points) in self.series.iter().zip(&points) {
            series.draw_lines(style, &plot, points, self.y)?;
        }
        for (series, points) in self.series.iter().zip(&points) {
            series.draw_signs(style, &plot, points)?;
        }
        let ends: Vec<_> = points.iter().map(|points| points.last().copied()).collect();
        labels.draw(area, style, &plot, &ends)
    }
}

impl LogLog {
    /// Where the points of a chart of `size` device pixels stand; bounds have none.
    pub fn places(&self, size: (u32, u32), style: &Style) -> Vec<Place> {
        let Some(Layout { frame, .. }) = self.layout(size, style) else { return Vec::new() };
        let plane = frame.plane();
        let signed = self.series.iter().enumerate().filter(|(_, series)| series.look != Look::Bound);
        signed
            .flat_map(|(series, s)| s.points.iter().enumerate().map(move |(point, p)| (series, point, p)))
            .filter(|(.., p)| p.drawable(self.y))
            .map(|(series, point, p)| Place { series, point, at: plane.translate(&(p.x, p.y)) })
            .collect()
    }

    /// The axes and labels in an area of that many device pixels; nothing without a point.
    fn layout(&self, size: (u32, u32), style: &Style) -> Option<Layout> {
        let of = |s: &Scaling| -> Vec<(f64, f64)> {
            s.points.iter().filter(|p| p.drawable(self.y)).map(|p| (p.x, p.y)).collect()
        };
        let mut points: Vec<_> = self.series.iter().map(of).collect();
        let bound = |s: &Scaling| s.look == Look::Bound;
        let parts = || self.series.iter().zip(&points);
        let alone = parts().all(|(s, points)| bound(s) || points.is_empty());
        // The ends of a bound tell nothing that its corners do not.
        let shown = parts().flat_map(|(s, points)| if bound(s) && !alone { inner(points) } else { points });
        let sizes = range(shown.map(|p| p.0))?;
        let sizes = (sizes.0 * 0.9, sizes.1 * 1.1);
        for (_, points) in self.series.iter().zip(&mut points).filter(|(s, _)| bound(s)) {
            *points = cut(points, sizes);
        }
        let spans = self.series.iter().filter(|s| !bound(s)).flat_map(|s| &s.points);
        let spans = spans.filter(|p| p.drawable(self.y));
        let spans = spans.flat_map(|p| [p.low, p.high].into_iter().chain(p.drawable_samples()));
        let values = range(spans.chain(points.iter().flatten().map(|p| p.1)))?;
        let labels = self.series.iter().map(|s| s.end_label(style)).collect();
        let labels = Labels::new(size, style, labels, 0.6);
        let x = Axis::log(sizes.0, sizes.1, 2.0, count);
        let y = self.y.axis(values.0, values.1);
        let room = (labels.right_px, labels.below_px);
        Some(Layout { frame: Frame::new(size, style, x, y, room), labels, points })
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

impl PowerLine {
    /// The slope, as it is written behind a name: ` 1.97 ± 0.04`.
    fn slope(self) -> String {
        let half = self.half_width.map(|half| format!(" ± {half:.2}")).unwrap_or_default();
        format!(" {:.2}{half}", self.exponent)
    }

    /// The number at a size.
    pub fn at(&self, size: f64) -> f64 {
        self.factor * size.powf(self.exponent)
    }
}

impl Point {
    /// A point without interval and samples.
    pub fn exact(x: f64, y: f64) -> Self {
        Self { x, y, low: y, high: y, samples: Vec::new() }
    }

    /// Whether the axes have a place for it.
    fn drawable(&self, y: Vertical) -> bool {
        positive(&self.x) && [self.y, self.low, self.high].into_iter().all(|number| y.holds(number))
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
    /// Sign, name and slope.
    fn end_label(&self, style: &Style) -> Label {
        let slope = self.law.map(PowerLine::slope).unwrap_or_default();
        match self.look {
            Look::Bound => Label { text: self.label.clone(), sign: "", colour: style.ink },
            _ => {
                let sign = self.marker.glyph();
                let text = format!("{sign} {}{slope}", self.label);
                Label { text, sign, colour: style.colour(self.colour) }
            }
        }
    }

    fn colour(&self, style: &Style) -> RGBColor {
        match self.look {
            Look::Points | Look::Joined => style.colour(self.colour),
            Look::Pale => pale(style.colour(self.colour), style.ground),
            Look::Bound => style.ink,
        }
    }

    /// Every sample as a small pale dot. An older run goes without: two clouds cannot be told apart.
    fn draw_samples<DB: DrawingBackend>(
        &self,
        style: &Style,
        plot: &Plot<DB>,
        y: Vertical,
    ) -> Result<(), DrawError<DB>> {
        if self.look != Look::Points {
            return Ok(());
        }
        let dot = self.colour(style).mix(0.6).filled();
        let samples = self.points.iter().filter(|p| p.drawable(y));
        let mut samples =
            samples.flat_map(|p| p.drawable_samples().zip(sideways()).map(|(y, aside)| ((p.x, y), aside)));
        samples.try_for_each(|(at, aside)| {
            let dot = Circle::new((style.px(aside * SPREAD_PX), 0), style.px(1.2), dot);
            plot.draw(&(EmptyElement::at(at) + dot))
        })
    }

    /// A bound; else the line through the points or the fitted one, and the intervals. These have no caps: a cap behind a sign makes it another sign.
    fn draw_lines<DB: DrawingBackend>(
        &self,
        style: &Style,
        plot: &Plot<DB>,
        points: &[(f64, f64)],
        y: Vertical,
    ) -> Result<(), DrawError<DB>> {
        let colour = self.colour(style);
        let line = |points: Vec<(f64, f64)>, colour: RGBAColor| {
            let thin = colour.stroke_width(style.px(1.5).max(1) as u32);
            plot.draw(&PathElement::new(points, thin))
        };
        if self.look == Look::Bound {
            return line(points.to_vec(), colour.to_rgba());
        }
        if self.look == Look::Joined {
            line(points.to_vec(), colour.mix(0.55))?;
        }
        let fitted = || points.iter().map(|p| p.0).filter(|x| *x >= self.fit_from);
        if let (Some(law), Some(first), Some(last)) = (self.law, fitted().next(), fitted().next_back()) {
            line([first, last].map(|x| (x, law.at(x))).into(), colour.mix(0.55))?;
        }
        let mut intervals = self.points.iter().filter(|p| p.drawable(y) && p.low < p.high);
        intervals.try_for_each(|p| line([p.low, p.high].map(|y| (p.x, y)).into(), colour.to_rgba()))
    }

    /// The medians.
    fn draw_signs<DB: DrawingBackend>(
        &self,
        style: &Style,
        plot: &Plot<DB>,
        points: &[(f64, f64)],
    ) -> Result<(), DrawError<DB>> {
        if self.look == Look::Bound {
            return Ok(());
        }
        points.iter().try_for_each(|at| plot.draw(&self.marker.at(*at, style, self.colour(style))))
    }
}
