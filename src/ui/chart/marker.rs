//! The signs of series, so that colour is never alone: seven, of which plotters has the disc, the ring and one triangle.

use plotters::element::{Drawable, PointCollection};
use plotters::prelude::*;
use plotters_backend::{BackendCoord, DrawingErrorKind};

use super::Style;

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

    /// The corners of the sign, at most 1 away from its middle to each side; a disc and a ring have none.
    const fn corners(self) -> &'static [(i32, i32)] {
        match self {
            Self::Disc | Self::Ring => &[],
            Self::Square | Self::Frame => &[(-1, -1), (1, -1), (1, 1), (-1, 1), (-1, -1)],
            Self::Triangle => &[(-1, 1), (1, 1), (0, -1)],
            Self::Wedge => &[(-1, -1), (1, -1), (0, 1)],
            Self::Diamond => &[(0, -1), (1, 0), (0, 1), (-1, 0)],
        }
    }

    /// The sign at a number, for plotters to draw.
    pub fn at(self, at: (f64, f64), style: &Style, colour: RGBColor) -> Sign {
        let ground = matches!(self, Self::Ring | Self::Frame).then_some(style.ground);
        Sign { marker: self, at, colour, ground, r: style.px(4.0), line: style.px(1.5).max(1) as u32 }
    }
}

/// A [`Marker`] at its place.
pub struct Sign {
    marker: Marker,
    at: (f64, f64),
    colour: RGBColor,
    /// The colour inside a hollow sign.
    ground: Option<RGBColor>,
    r: i32,
    line: u32,
}

impl<'a> PointCollection<'a, (f64, f64)> for &'a Sign {
    type Point = &'a (f64, f64);
    type IntoIter = std::iter::Once<Self::Point>;

    fn point_iter(self) -> Self::IntoIter {
        std::iter::once(&self.at)
    }
}

impl<DB: DrawingBackend> Drawable<DB> for Sign {
    fn draw<I: Iterator<Item = BackendCoord>>(
        &self,
        mut places: I,
        backend: &mut DB,
        _: (u32, u32),
    ) -> Result<(), DrawingErrorKind<DB::ErrorType>> {
        let Some((x, y)) = places.next() else { return Ok(()) };
        let inside = self.ground.unwrap_or(self.colour).filled();
        let outline = self.colour.stroke_width(self.line);
        let corners: Vec<BackendCoord> =
            self.marker.corners().iter().map(|(dx, dy)| (x + dx * self.r, y + dy * self.r)).collect();
        if corners.is_empty() {
            backend.draw_circle((x, y), self.r as u32, &inside, true)?;
        } else {
            backend.fill_polygon(corners.iter().copied(), &inside)?;
        }
        match self.ground {
            None => Ok(()),
            Some(_) if corners.is_empty() => backend.draw_circle((x, y), self.r as u32, &outline, false),
            Some(_) => backend.draw_path(corners, &outline),
        }
    }
}
