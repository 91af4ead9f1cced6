//! Shared by all charts: the style, and the frame of two axes with their grid, texts and titles.
//!
//! plotters maps and walks the grid ([`Plane`]); the room of the texts is reckoned here, since on a phone every pixel counts:
//! the widest text decides on the left edge, and the title of the vertical axis lies flat above it.

use plotters::coord::Shift;
use plotters::coord::cartesian::{Cartesian2d, MeshLine};
use plotters::coord::ranged1d::BoldPoints;
use plotters::prelude::*;
use plotters::style::text_anchor::{HPos, Pos, VPos};

use super::axis::Axis;

/// Maps the numbers of a chart to places.
pub type Plane = Cartesian2d<Axis, Axis>;
/// An area in which places are numbers.
pub type Plot<DB> = DrawingArea<DB, Plane>;
/// Where a chart is drawn.
pub type Area<DB> = DrawingArea<DB, Shift>;
/// The errors of drawing.
pub type DrawError<DB> = DrawingAreaErrorKind<<DB as DrawingBackend>::ErrorType>;

/// Colours and sizes, of the theme and the screen of the moment.
#[derive(Clone, Debug, PartialEq)]
pub struct Style {
    /// Text and the strongest lines.
    pub ink: RGBColor,
    /// Tick labels.
    pub soft: RGBColor,
    /// Grid lines.
    pub line: RGBColor,
    /// Behind everything.
    pub ground: RGBColor,
    /// Series, by their number; taken in turns where there are more series than colours.
    pub series: Vec<RGBColor>,
    /// Font families, as in CSS.
    pub font: String,
    /// Text height in CSS pixels.
    pub font_px: f64,
    /// Device pixels per CSS pixel; all other lengths are multiplied by it.
    pub ratio: f64,
}

impl Style {
    /// The colour of a series.
    pub fn colour(&self, series: usize) -> RGBColor {
        self.series.get(series % self.series.len().max(1)).copied().unwrap_or(self.ink)
    }

    /// A length in device pixels.
    pub fn px(&self, css_px: f64) -> i32 {
        (css_px * self.ratio).round() as i32
    }

    /// Text in a colour, held at `anchor`.
    pub fn text(&self, colour: &RGBColor, h: HPos, v: VPos) -> TextStyle<'_> {
        let font = (self.font.as_str(), self.font_px * self.ratio).into_font();
        font.color(colour).pos(Pos::new(h, v))
    }

    /// The width of a text in device pixels, rather too wide than too narrow: no more than DejaVu Sans, the widest of the
    /// fonts that systems take for their own, needs. (A backend can measure a text only after a browser has laid it out.)
    pub fn width(&self, text: &str) -> i32 {
        let em = |c: char| match c {
            'i' | 'j' | 'l' | 'f' | 't' | 'r' | ' ' | '.' | ',' | ':' | ';' | '\'' | '|' | '(' | ')'
            | '[' | ']' | '-' => 0.42,
            'm' | 'w' | 'M' | 'W' | '%' | '@' => 1.0,
            'A'..='Z' => 0.76,
            '\0'..'\u{2190}' => 0.64,
            _ => 1.0,
        };
        self.px(text.chars().map(em).sum::<f64>() * self.font_px)
    }
}

/// The gap between drawing and text, in CSS pixels.
const GAP_PX: f64 = 6.0;

/// Two axes in their pixels.
#[derive(Clone)]
pub struct Frame {
    x: Axis,
    y: Axis,
    left: i32,
    right: i32,
    top: i32,
    bottom: i32,
}

impl Frame {
    /// Lays two axes out in an area of `width` by `height` device pixels, of which `right_px` stay free beside the plot and
    /// `below_px` below it; the horizontal one is of counts. Nothing is drawn.
    pub fn new(
        (width, height): (u32, u32),
        style: &Style,
        x: Axis,
        y: Axis,
        (right_px, below_px): (i32, i32),
    ) -> Self {
        let (width, height) = (width as i32, height as i32);
        let line_px = style.px(style.font_px * 1.5);
        let gap = style.px(GAP_PX);
        let top = line_px + gap;
        let bottom = (height - 2 * line_px - below_px).max(top + 1);
        let y = y.with_ticks((bottom, top), false, |_| style.px(style.font_px * 1.6));
        let left = y.ticks().iter().map(|x| style.width(&y.text(*x))).max().unwrap_or(0) + 2 * gap;
        let right = (width - right_px).max(left + 1);
        let x = x.with_ticks((left, right), true, |text| style.width(text) + gap);
        Self { x, y, left, right, top, bottom }
    }

    /// Clears the area and draws grid, tick labels and titles.
    ///
    /// # Errors
    /// The backend's.
    pub fn draw<DB: DrawingBackend>(
        self,
        area: &Area<DB>,
        style: &Style,
        x_title: &str,
        y_title: &str,
    ) -> Result<Plot<DB>, DrawError<DB>> {
        area.fill(&style.ground)?;
        let gap = style.px(GAP_PX);
        let grid = style.line.stroke_width(style.px(1.0).max(1) as u32);
        let below = self.bottom + style.px(style.font_px * 1.5 + 0.5 * GAP_PX);
        let middle = (self.left + self.right) / 2;
        let plot = area.apply_coord_spec(self.plane());
        let write = |text: &str, colour, at, h, v| area.draw(&Text::new(text, at, style.text(colour, h, v)));
        let mut ticks = Vec::new();
        plot.draw_mesh(
            |backend, line| {
                ticks.push(match &line {
                    MeshLine::XMesh((x, y), _, n) => {
                        (plot.as_coord_spec().x_spec().text(**n), (*x, y + gap), HPos::Center, VPos::Top)
                    }
                    MeshLine::YMesh((x, y), _, n) => {
                        (plot.as_coord_spec().y_spec().text(**n), (x - gap, *y), HPos::Right, VPos::Center)
                    }
                });
                line.draw(backend, &grid)
            },
            BoldPoints(0),
            BoldPoints(0),
        )?;
        for (text, at, h, v) in ticks {
            write(&text, &style.soft, at, h, v)?;
        }
        write(x_title, &style.ink, (middle, below), HPos::Center, VPos::Top)?;
        write(y_title, &style.ink, (gap, gap / 2), HPos::Left, VPos::Top)?;
        Ok(plot)
    }

    /// The pixels of numbers, as [`Frame::draw`] has them.
    pub fn plane(self) -> Plane {
        Cartesian2d::new(self.x, self.y, (self.left..self.right, self.bottom..self.top))
    }
}
