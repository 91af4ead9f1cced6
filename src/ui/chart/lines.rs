//! A quantity per token, one line for each of several rules.

use plotters::prelude::*;

use super::axis::{Axis, round};
use super::drawing::Draw;
use super::frame::{Area, DrawError, Frame, Plot, Style};
use super::labels::{Label, Labels};

/// One line: a value for each token.
#[derive(Clone, Debug, PartialEq)]
pub struct Line {
    /// Name, as written at the line's end.
    pub label: String,
    /// Number of its colour in [`Style::series`].
    pub colour: usize,
    /// Values by token; those that are not finite, or not positive where the axis is logarithmic, leave a gap.
    pub values: Vec<f64>,
}

/// A chart of such lines.
#[derive(Clone, Debug, PartialEq)]
pub struct Lines {
    /// The title under the horizontal axis.
    pub x_title: String,
    /// The title over the vertical axis.
    pub y_title: String,
    /// The lines.
    pub lines: Vec<Line>,
    /// Whether the vertical axis is logarithmic, for values that grow or shrink by factors; else it begins at zero or below.
    pub log_y: bool,
    /// The value in hand, counted from 0.
    pub position: Option<usize>,
    /// Where the first value of a line stands, and how far it is to the next.
    pub x: [f64; 2],
}

/// Whether some values are more than a thousand times others, so that on a linear axis they would hide these. What is 0 or below has no
/// place on a logarithmic one and does not count.
pub fn spans_decades(values: impl Iterator<Item = f64>) -> bool {
    let positive = values.filter(|value| value.is_finite() && *value > 0.0);
    let (lowest, highest) =
        positive.fold((f64::INFINITY, 0.0), |(low, high): (f64, f64), x| (low.min(x), high.max(x)));
    highest > 1000.0 * lowest
}

impl Draw for Lines {
    /// Draws the chart; without any value that has a place nothing but the ground is drawn.
    ///
    /// # Errors
    /// The backend's.
    fn draw<DB: DrawingBackend>(&self, area: &Area<DB>, style: &Style) -> Result<(), DrawError<DB>> {
        let values =
            || self.lines.iter().flat_map(|line| &line.values).copied().filter(|v| self.drawable(*v));
        let (Some(lowest), Some(highest)) = (values().reduce(f64::min), values().reduce(f64::max)) else {
            return area.fill(&style.ground);
        };
        let tokens = self.lines.iter().map(|line| line.values.len()).max().unwrap_or(0);
        let label =
            |line: &Line| Label { text: line.label.clone(), sign: "", colour: style.colour(line.colour) };
        let labels = Labels::new(area.dim_in_pixel(), style, self.lines.iter().map(label).collect(), 0.5);
        let x = Axis::linear(self.at(0), self.at(tokens.saturating_sub(1)), round);
        let y = match self.log_y {
            true => Axis::log(lowest, highest, 10.0, round),
            false => Axis::linear(lowest.min(0.0), highest.max(0.0), round),
        };
        let room = (labels.right_px, labels.below_px);
        let frame = Frame::new(area.dim_in_pixel(), style, x, y, room);
        let plot = frame.draw(area, style, &self.x_title, &self.y_title)?;
        if let Some(t) = self.position.filter(|&t| t < tokens) {
            let y = plot.get_y_range();
            let ink = style.ink.stroke_width(style.px(1.5).max(1) as u32);
            plot.draw(&PathElement::new([y.start, y.end].map(|y| (self.at(t), y)).to_vec(), ink))?;
        }
        for line in &self.lines {
            self.draw_line(line, style, &plot)?;
        }
        let end = |line: &Line| {
            let (t, &value) = line.values.iter().enumerate().rfind(|(_, v)| self.drawable(**v))?;
            Some((self.at(t), value))
        };
        labels.draw(area, style, &plot, &self.lines.iter().map(end).collect::<Vec<_>>())
    }
}

impl Lines {
    /// Values by token, which are counted from 1.
    pub const BY_TOKEN: [f64; 2] = [1.0, 1.0];

    fn at(&self, index: usize) -> f64 {
        self.x[0] + self.x[1] * index as f64
    }

    /// Whether the vertical axis has a place for this value.
    fn drawable(&self, value: f64) -> bool {
        value.is_finite() && (value > 0.0 || !self.log_y)
    }

    /// A line without its gaps, a dot for a value between two of them, and a larger one at the token in hand.
    fn draw_line<DB: DrawingBackend>(
        &self,
        line: &Line,
        style: &Style,
        plot: &Plot<DB>,
    ) -> Result<(), DrawError<DB>> {
        let colour = style.colour(line.colour);
        let points: Vec<(f64, f64)> = (0..).map(|at| self.at(at)).zip(line.values.iter().copied()).collect();
        let mut dots = Vec::new();
        for run in points.split(|(_, value)| !self.drawable(*value)) {
            match run {
                [lone] => dots.push((*lone, 2.0)),
                _ => {
                    let stroke = colour.stroke_width(style.px(2.0) as u32);
                    plot.draw(&PathElement::new(run.to_vec(), stroke))?;
                }
            }
        }
        let in_hand = self.position.and_then(|t| points.get(t)).filter(|(_, value)| self.drawable(*value));
        dots.extend(in_hand.map(|point| (*point, 4.0)));
        dots.iter().try_for_each(|(at, r)| plot.draw(&Circle::new(*at, style.px(*r), colour.filled())))
    }
}
