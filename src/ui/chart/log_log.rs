//! Time against size on logarithmic axes, where a power law is a straight line and its exponent the slope.

use plotters::prelude::*;

use super::axis::{Axis, count, duration, three_digits};
use super::canvas::Draw;
use super::frame::{Area, DrawError, Frame, Marker, Style};
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
    /// (size, median, low, high), sorted by size.
    pub points: Vec<(f64, f64, f64, f64)>,
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

impl Draw for LogLog {
    /// Draws the chart. Points that are not positive and finite are left out; without any point nothing but the ground
    /// is drawn. Where names would take over a third of the width, the lines carry their signs only.
    ///
    /// # Errors
    /// The backend's.
    fn draw<DB: DrawingBackend>(&self, area: &Area<DB>, style: &Style) -> Result<(), DrawError<DB>> {
        let points = || self.series.iter().flat_map(|s| &s.points).filter(|p| drawable(p));
        let range = |of: fn(&(f64, f64, f64, f64)) -> [f64; 2]| {
            points().flat_map(of).fold(None, |range: Option<(f64, f64)>, x| {
                Some(range.map_or((x, x), |(low, high)| (low.min(x), high.max(x))))
            })
        };
        let (Some(n), Some(ms)) = (range(|p| [p.0, p.0]), range(|p| [p.2, p.3])) else {
            return area.fill(&style.ground);
        };
        let (width, height) = area.dim_in_pixel();
        let x = Axis::log(n.0 * 0.9, n.1 * 1.1);
        let y = Axis::log(ms.0 / 1.5, ms.1 * 1.5);
        let most = |pixels: u32, css_px: f64| (f64::from(pixels) / style.ratio / css_px) as usize;
        let x_ticks = x.ticks(2.0, most(width, 70.0)).into_iter().map(|n| (n, count(n))).collect();
        let y_ticks = y
            .ticks(10.0, most(height, 30.0))
            .into_iter()
            .map(|y| (y, if self.times { duration(y) } else { three_digits(y) }))
            .collect();
        let full: Vec<String> = self.series.iter().map(Self::end_label).collect();
        let room = Frame::label_room(style, full.iter().map(String::as_str));
        let names = room * 3 <= width as i32;
        let glyph =
            |s: &Scaling| if s.look == Look::Bound { String::new() } else { s.marker.glyph().to_owned() };
        let short = || self.series.iter().map(glyph).collect();
        let labels: Vec<String> = if names { full } else { short() };
        let room = Frame::label_room(style, labels.iter().map(String::as_str));
        let frame = Frame::draw(area, style, (x, x_ticks, &self.x_title), (y, y_ticks, &self.y_title), room)?;
        for series in &self.series {
            series.draw(area, style, &frame)?;
        }
        let ends = self.series.iter().zip(labels).filter_map(|(series, label)| {
            let last = series.points.iter().rfind(|p| drawable(p))?;
            let colour = if series.look == Look::Bound { style.ink } else { style.colour(series.colour) };
            Some((frame.px(last.0, last.1).1, label, colour))
        });
        frame.end_labels(area, style, &ends.collect::<Vec<_>>())
    }
}

impl LogLog {
    /// Sign, name and slope.
    fn end_label(series: &Scaling) -> String {
        let slope = series.law.map(|law| format!(" {:.2}", law.exponent)).unwrap_or_default();
        match series.look {
            Look::Bound => series.label.clone(),
            _ => format!("{} {}{slope}", series.marker.glyph(), series.label),
        }
    }
}

/// Whether logarithmic axes have a place for a point.
fn drawable((n, ms, low, high): &(f64, f64, f64, f64)) -> bool {
    [n, ms, low, high].iter().all(|x| x.is_finite() && **x > 0.0)
}

/// Half-way to the ground.
fn pale(RGBColor(r, g, b): RGBColor, RGBColor(x, y, z): RGBColor) -> RGBColor {
    let mix = |a: u8, b: u8| a.midpoint(b);
    RGBColor(mix(r, x), mix(g, y), mix(b, z))
}

impl Scaling {
    fn draw<DB: DrawingBackend>(
        &self,
        area: &Area<DB>,
        style: &Style,
        frame: &Frame,
    ) -> Result<(), DrawError<DB>> {
        let colour = match self.look {
            Look::Points => style.colour(self.colour),
            Look::Pale => pale(style.colour(self.colour), style.ground),
            Look::Bound => style.ink,
        };
        if self.look == Look::Bound {
            let points = self.points.iter().filter(|p| drawable(p)).map(|p| frame.px(p.0, p.1));
            return area.draw(&PathElement::new(
                points.collect::<Vec<_>>(),
                colour.stroke_width(style.px(1.5) as u32),
            ));
        }
        let thin = colour.stroke_width(style.px(1.5).max(1) as u32);
        let sizes: Vec<f64> =
            self.points.iter().filter(|p| drawable(p) && p.0 >= self.fit_from).map(|p| p.0).collect();
        if let (Some(law), Some(&first), Some(&last)) = (self.law, sizes.first(), sizes.last()) {
            let ends = [first, last].map(|n| frame.px(n, law.at(n)));
            area.draw(&PathElement::new(ends.to_vec(), colour.mix(0.55).stroke_width(style.px(1.5) as u32)))?;
        }
        for &(n, ms, low, high) in self.points.iter().filter(|p| drawable(p)) {
            let (x, y) = frame.px(n, ms);
            let [low, high] = [low, high].map(|ms| frame.px(n, ms).1);
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
