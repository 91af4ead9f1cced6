//! A quantity per token, one line for each of several rules.

use plotters::prelude::*;

use super::axis::{Axis, three_digits};
use super::canvas::Draw;
use super::frame::{Area, DrawError, Frame, Style, clear};

/// One line: a value for each token.
#[derive(Clone, Debug, PartialEq)]
pub struct Line {
    /// Name, as written at the line's end.
    pub label: String,
    /// Number of its colour in [`Style::series`].
    pub colour: usize,
    /// Values by token; those that are not finite leave a gap.
    pub values: Vec<f64>,
}

/// A chart of such lines, from zero upwards.
#[derive(Clone, Debug, PartialEq)]
pub struct Lines {
    /// What is written under the horizontal axis.
    pub x_title: String,
    /// What is written over the vertical axis.
    pub y_title: String,
    /// The lines.
    pub lines: Vec<Line>,
    /// The token in hand, counted from 0.
    pub position: Option<usize>,
}

impl Draw for Lines {
    /// Draws the chart; without any finite value nothing but the ground is drawn.
    ///
    /// # Errors
    /// The backend's.
    fn draw<DB: DrawingBackend>(&self, area: &Area<DB>, style: &Style) -> Result<(), DrawError<DB>> {
        let values = || self.lines.iter().flat_map(|line| &line.values).copied().filter(|v| v.is_finite());
        let tokens = self.lines.iter().map(|line| line.values.len()).max().unwrap_or(0);
        let Some(highest) = values().reduce(f64::max) else {
            return clear(area, style);
        };
        let lowest = values().fold(0.0, f64::min);
        let (width, height) = area.dim_in_pixel();
        let most = |pixels: u32, css_px: f64| (f64::from(pixels) / style.ratio / css_px) as usize;
        let x = Axis::linear(1.0, tokens as f64);
        let y = Axis::linear(lowest, highest.max(lowest));
        let whole = x.ticks(10.0, most(width, 60.0)).into_iter().filter(|t| t.fract() == 0.0 && *t >= 1.0);
        let x_ticks = whole.map(|t| (t, format!("{t:.0}"))).collect();
        let y_ticks = y.ticks(10.0, most(height, 34.0)).into_iter().map(|v| (v, three_digits(v))).collect();
        let room = Frame::label_room(style, self.lines.iter().map(|line| line.label.as_str()));
        let room = room.min(width as i32 * 2 / 5);
        let frame = Frame::new((width, height), style, (x, x_ticks), (y, y_ticks), room);
        frame.draw(area, style, &self.x_title, &self.y_title)?;
        if let Some(position) = self.position.filter(|&t| t < tokens) {
            let (_, _, top, bottom) = frame.edges();
            let (x, _) = frame.px((position + 1) as f64, 0.0);
            let ink = style.ink.stroke_width(style.px(1.5) as u32);
            area.draw(&PathElement::new(vec![(x, top), (x, bottom)], ink))?;
        }
        for line in &self.lines {
            line.draw(area, style, &frame, self.position)?;
        }
        let ends = self.lines.iter().filter_map(|line| {
            let (t, &value) = line.values.iter().enumerate().rfind(|(_, v)| v.is_finite())?;
            Some((frame.px((t + 1) as f64, value).1, line.label.clone(), style.colour(line.colour)))
        });
        frame.end_labels(area, style, &ends.collect::<Vec<_>>())
    }
}

impl Line {
    fn draw<DB: DrawingBackend>(
        &self,
        area: &Area<DB>,
        style: &Style,
        frame: &Frame,
        position: Option<usize>,
    ) -> Result<(), DrawError<DB>> {
        let colour = style.colour(self.colour);
        let stroke = colour.stroke_width(style.px(2.0) as u32);
        let points: Vec<(f64, f64)> =
            self.values.iter().enumerate().map(|(t, &value)| ((t + 1) as f64, value)).collect();
        for run in points.split(|(_, value)| !value.is_finite()) {
            let pixels: Vec<_> = run.iter().map(|&(x, y)| frame.px(x, y)).collect();
            match pixels.as_slice() {
                [] => {}
                [lone] => area.draw(&Circle::new(*lone, style.px(2.0), colour.filled()))?,
                _ => area.draw(&PathElement::new(pixels, stroke))?,
            }
        }
        if let Some(&value) = position.and_then(|t| self.values.get(t)).filter(|value| value.is_finite()) {
            let at = frame.px((position.unwrap_or(0) + 1) as f64, value);
            area.draw(&Circle::new(at, style.px(4.0), colour.filled()))?;
        }
        Ok(())
    }
}
