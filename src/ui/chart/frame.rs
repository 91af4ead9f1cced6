//! What all charts share: style, the frame with its ticks, markers, and labels at the ends of lines.

use plotters::coord::Shift;
use plotters::prelude::*;
use plotters::style::text_anchor::{HPos, Pos, VPos};

use super::axis::Axis;

/// Where a chart is drawn.
pub type Area<DB> = DrawingArea<DB, Shift>;
/// What can go wrong while drawing.
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

    /// A guess at the width of a text in device pixels: 0.56 em for a letter, 1 em for a Chinese character.
    pub fn width(&self, text: &str) -> i32 {
        let em: f64 = text.chars().map(|c| if c as u32 >= 0x2E80 { 1.0 } else { 0.56 }).sum();
        self.px(em * self.font_px)
    }
}

/// Covers an area with the ground, as any other rectangle is drawn: `fill` would be more code in the page.
///
/// # Errors
/// The backend's.
pub fn clear<DB: DrawingBackend>(area: &Area<DB>, style: &Style) -> Result<(), DrawError<DB>> {
    let (width, height) = area.dim_in_pixel();
    area.draw(&Rectangle::new([(0, 0), (width as i32, height as i32)], style.ground.filled()))
}

/// The sign of a series, so that colour is never alone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Marker {
    /// ●
    Disc,
    /// ■
    Square,
    /// ▲
    Triangle,
    /// ◆
    Diamond,
    /// ▼
    Wedge,
    /// ○
    Ring,
    /// □
    Frame,
}

impl Marker {
    /// All, in the order in which series take them.
    pub const ALL: [Self; 7] =
        [Self::Disc, Self::Square, Self::Triangle, Self::Diamond, Self::Wedge, Self::Ring, Self::Frame];

    /// The same sign as a character, for text.
    pub const fn glyph(self) -> &'static str {
        match self {
            Self::Disc => "●",
            Self::Square => "■",
            Self::Triangle => "▲",
            Self::Diamond => "◆",
            Self::Wedge => "▼",
            Self::Ring => "○",
            Self::Frame => "□",
        }
    }

    /// Draws the sign around a pixel.
    ///
    /// # Errors
    /// The backend's.
    pub fn draw<DB: DrawingBackend>(
        self,
        area: &Area<DB>,
        style: &Style,
        colour: &RGBColor,
        (x, y): (i32, i32),
    ) -> Result<(), DrawError<DB>> {
        let r = style.px(4.0);
        let corners = |corners: &[(i32, i32)]| -> Vec<(i32, i32)> {
            corners.iter().map(|(dx, dy)| (x + dx * r, y + dy * r)).collect()
        };
        let hollow =
            ShapeStyle { color: colour.to_rgba(), filled: false, stroke_width: style.px(1.5) as u32 };
        match self {
            Self::Disc => area.draw(&Circle::new((x, y), r, colour.filled())),
            Self::Ring => {
                area.draw(&Circle::new((x, y), r, style.ground.filled()))?;
                area.draw(&Circle::new((x, y), r, hollow))
            }
            Self::Square => area.draw(&Rectangle::new([(x - r, y - r), (x + r, y + r)], colour.filled())),
            Self::Frame => {
                area.draw(&Rectangle::new([(x - r, y - r), (x + r, y + r)], style.ground.filled()))?;
                area.draw(&Rectangle::new([(x - r, y - r), (x + r, y + r)], hollow))
            }
            Self::Triangle => area.draw(&Polygon::new(corners(&[(-1, 1), (1, 1), (0, -1)]), colour.filled())),
            Self::Wedge => area.draw(&Polygon::new(corners(&[(-1, -1), (1, -1), (0, 1)]), colour.filled())),
            Self::Diamond => {
                area.draw(&Polygon::new(corners(&[(0, -1), (1, 0), (0, 1), (-1, 0)]), colour.filled()))
            }
        }
    }
}

/// Between what is drawn and what is written, in CSS pixels.
const GAP_PX: f64 = 6.0;

/// A tick: where, and what is written at it.
pub type Tick = (f64, String);

/// The axes of a chart in their pixels, with their ticks.
#[derive(Clone, Debug)]
pub struct Frame {
    /// The horizontal axis.
    pub x: Axis,
    /// The vertical axis.
    pub y: Axis,
    x_ticks: Vec<Tick>,
    y_ticks: Vec<Tick>,
    left: i32,
    right: i32,
    top: i32,
    bottom: i32,
}

impl Frame {
    /// Lays two axes out in an area of `width` by `height` device pixels, of which `right_px` stay free beside the plot.
    /// Nothing is drawn.
    pub fn new(
        (width, height): (u32, u32),
        style: &Style,
        (x, x_ticks): (Axis, Vec<Tick>),
        (y, y_ticks): (Axis, Vec<Tick>),
        right_px: i32,
    ) -> Self {
        let (width, height) = (width as i32, height as i32);
        let line_px = style.px(style.font_px * 1.5);
        let gap = style.px(GAP_PX);
        let left = y_ticks.iter().map(|(_, text)| style.width(text)).max().unwrap_or(0) + 2 * gap;
        let right = (width - right_px).max(left + 1);
        let (top, bottom) = (line_px + gap, (height - 2 * line_px).max(line_px + gap + 1));
        let x = x.between(f64::from(left), f64::from(right));
        let y = y.between(f64::from(bottom), f64::from(top));
        Self { x, y, x_ticks, y_ticks, left, right, top, bottom }
    }

    /// Clears the area and draws grid, tick labels and titles.
    ///
    /// # Errors
    /// The backend's.
    pub fn draw<DB: DrawingBackend>(
        &self,
        area: &Area<DB>,
        style: &Style,
        x_title: &str,
        y_title: &str,
    ) -> Result<(), DrawError<DB>> {
        let Self { left, right, top, bottom, .. } = *self;
        let height = area.dim_in_pixel().1 as i32;
        let gap = style.px(GAP_PX);
        let grid = style.line.stroke_width(style.px(1.0).max(1) as u32);
        let mut text_ends = i32::MIN;
        clear(area, style)?;
        for (value, text) in &self.x_ticks {
            let px = self.x.px(*value).round() as i32;
            area.draw(&PathElement::new(vec![(px, top), (px, bottom)], grid))?;
            let half = style.width(text) / 2;
            if px - half > text_ends {
                text_ends = px + half + gap;
                let label = style.text(&style.soft, HPos::Center, VPos::Top);
                area.draw(&Text::new(text.as_str(), (px, bottom + gap), label))?;
            }
        }
        for (value, text) in &self.y_ticks {
            let px = self.y.px(*value).round() as i32;
            area.draw(&PathElement::new(vec![(left, px), (right, px)], grid))?;
            area.draw(&Text::new(
                text.as_str(),
                (left - gap, px),
                style.text(&style.soft, HPos::Right, VPos::Center),
            ))?;
        }
        area.draw(&Text::new(
            x_title,
            (right, height - gap / 2),
            style.text(&style.ink, HPos::Right, VPos::Bottom),
        ))?;
        area.draw(&Text::new(y_title, (gap, gap / 2), style.text(&style.ink, HPos::Left, VPos::Top)))
    }

    /// The pixel of a point.
    pub fn px(&self, x: f64, y: f64) -> (i32, i32) {
        (self.x.px(x).round() as i32, self.y.px(y).round() as i32)
    }

    /// The plot's left, right, top and bottom edge in pixels.
    pub fn edges(&self) -> (i32, i32, i32, i32) {
        (self.left, self.right, self.top, self.bottom)
    }

    /// Writes each label beside the end of its line, moved up or down just so far that no two overlap.
    ///
    /// # Errors
    /// The backend's.
    pub fn end_labels<DB: DrawingBackend>(
        &self,
        area: &Area<DB>,
        style: &Style,
        labels: &[(i32, String, RGBColor)],
    ) -> Result<(), DrawError<DB>> {
        let step = style.px(style.font_px * 1.25);
        let wanted: Vec<i32> = labels.iter().map(|label| label.0).collect();
        let places = spread(&wanted, step, self.top, self.bottom);
        for ((at, text, colour), place) in labels.iter().zip(places) {
            let (from, to) = (self.right + style.px(6.0), self.right + style.px(16.0));
            area.draw(&PathElement::new(
                vec![(from, *at), (to, place)],
                colour.stroke_width(style.px(1.0) as u32),
            ))?;
            let label = style.text(colour, HPos::Left, VPos::Center);
            area.draw(&Text::new(text.as_str(), (to + style.px(4.0), place), label))?;
        }
        Ok(())
    }

    /// Room that end labels need beside the plot, in device pixels.
    pub fn label_room<'a>(style: &Style, labels: impl Iterator<Item = &'a str>) -> i32 {
        labels.map(|text| style.width(text)).max().map_or(style.px(10.0), |width| width + style.px(24.0))
    }
}

/// Places at least `step` apart, in the order of `wanted` and near it, between `top` and `bottom` where they fit.
fn spread(wanted: &[i32], step: i32, top: i32, bottom: i32) -> Vec<i32> {
    let mut order: Vec<usize> = (0..wanted.len()).collect();
    order.sort_by_key(|&i| wanted[i]);
    let mut places = vec![0; wanted.len()];
    let mut free = top;
    for &i in &order {
        places[i] = wanted[i].max(free);
        free = places[i] + step;
    }
    let mut free = bottom;
    for &i in order.iter().rev() {
        places[i] = places[i].min(free);
        free = places[i] - step;
    }
    places
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels_never_overlap_and_stay_where_they_can() {
        assert_eq!(spread(&[50, 10, 90], 10, 0, 100), [50, 10, 90]);
        assert_eq!(spread(&[50, 52, 51], 10, 0, 100), [50, 70, 60]);
        assert_eq!(spread(&[99, 98], 10, 0, 100), [100, 90]);
    }
}
