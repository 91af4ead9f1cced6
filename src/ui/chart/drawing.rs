//! A chart of any kind, and how it is drawn.

use plotters::prelude::DrawingBackend;

use super::frame::{Area, DrawError, Style};
use super::{Lines, LogLog};

/// Something that can be drawn on any backend.
pub trait Draw {
    /// Draws it.
    ///
    /// # Errors
    /// The backend's.
    fn draw<DB: DrawingBackend>(&self, area: &Area<DB>, style: &Style) -> Result<(), DrawError<DB>>;
}

/// A chart of any kind.
#[derive(Clone, Debug, PartialEq)]
pub enum Chart {
    /// Lines over tokens.
    Lines(Lines),
    /// Points on logarithmic axes.
    LogLog(LogLog),
}

impl From<Lines> for Chart {
    fn from(chart: Lines) -> Self {
        Self::Lines(chart)
    }
}

impl From<LogLog> for Chart {
    fn from(chart: LogLog) -> Self {
        Self::LogLog(chart)
    }
}

impl Draw for Chart {
    fn draw<DB: DrawingBackend>(&self, area: &Area<DB>, style: &Style) -> Result<(), DrawError<DB>> {
        match self {
            Self::Lines(chart) => chart.draw(area, style),
            Self::LogLog(chart) => chart.draw(area, style),
        }
    }
}
