//! The names of lines: each at the end of its line, or all below a chart that is too narrow for that.
//!
//! plotters writes a legend into a box over the plot, where it hides points, and knows no names at the ends of lines.

use plotters::prelude::*;
use plotters::style::text_anchor::{HPos, VPos};

use super::frame::{Area, DrawError, Plot, Style};

/// The name of a line.
#[derive(Clone, Debug, PartialEq)]
pub struct Label {
    /// In full.
    pub text: String,
    /// A short sign for it where there is no room; may be empty.
    pub sign: &'static str,
    /// Colour of both.
    pub colour: RGBColor,
}

/// The names of all lines and the room that they take.
pub struct Labels {
    all: Vec<Label>,
    /// Left upper corners of the names below the plot, from the plot's lower edge on; empty where they stand beside it.
    below: Vec<(i32, i32)>,
    /// Whether full names stand at the ends of lines.
    full: bool,
    /// Device pixels beside the plot.
    pub right_px: i32,
    /// Device pixels below the plot and its axis.
    pub below_px: i32,
}

/// From a line's end to its name, in CSS pixels.
const LEADER_PX: f64 = 18.0;

impl Labels {
    /// Places names in an area of `width` by `height` device pixels: beside the plot if they leave `plot_part` of the width to
    /// it, else below it if they leave half of the height, else not at all; then the signs alone stand at the ends.
    pub fn new((width, height): (u32, u32), style: &Style, all: Vec<Label>, plot_part: f64) -> Self {
        let leader = style.px(LEADER_PX);
        let room = |of: fn(&Label) -> &str| {
            all.iter().map(|label| style.width(of(label))).max().unwrap_or(0) + leader
        };
        let (beside, signs) = (room(|label| &label.text), room(|label| label.sign));
        if f64::from(beside) <= f64::from(width) * (1.0 - plot_part) {
            return Self { all, below: Vec::new(), full: true, right_px: beside, below_px: 0 };
        }
        let (gap, line) = (style.px(12.0), style.px(style.font_px * 1.3));
        let mut below = Vec::new();
        let (mut x, mut y) = (gap / 2, 0);
        for label in &all {
            let wide = style.width(&label.text);
            if x > gap / 2 && x + wide > width as i32 {
                (x, y) = (gap / 2, y + line);
            }
            below.push((x, y));
            x += wide + gap;
        }
        let below_px = if below.is_empty() { 0 } else { y + line };
        if 2 * below_px > height as i32 {
            return Self { all, below: Vec::new(), full: false, right_px: signs, below_px: 0 };
        }
        Self { all, below, full: false, right_px: signs, below_px }
    }

    /// Writes them, the names of lines without an end left out; those beside the plot moved up or down just so far that no two
    /// overlap.
    ///
    /// # Errors
    /// The backend's.
    pub fn draw<DB: DrawingBackend>(
        &self,
        area: &Area<DB>,
        style: &Style,
        plot: &Plot<DB>,
        ends: &[Option<(f64, f64)>],
    ) -> Result<(), DrawError<DB>> {
        let (across, down) = (plot.get_x_axis_pixel_range(), plot.get_y_axis_pixel_range());
        let ended: Vec<_> =
            self.all.iter().zip(ends).filter_map(|(label, end)| Some((label, (*end)?))).collect();
        let wanted: Vec<i32> = ended.iter().map(|(_, end)| plot.map_coordinate(end).1).collect();
        let places = spread(&wanted, style.px(style.font_px * 1.25), down.start, down.end);
        let write = |text: &str, colour: &RGBColor, at, v| {
            area.draw(&Text::new(text, at, style.text(colour, HPos::Left, v)))
        };
        for (((label, _), at), place) in ended.iter().zip(wanted).zip(places) {
            let text = if self.full { label.text.as_str() } else { label.sign };
            let (from, to) = (across.end + style.px(4.0), across.end + style.px(LEADER_PX - 6.0));
            if !text.is_empty() {
                let line = label.colour.stroke_width(style.px(1.0).max(1) as u32);
                area.draw(&PathElement::new(vec![(from, at), (to, place)], line))?;
                write(text, &label.colour, (to + style.px(4.0), place), VPos::Center)?;
            }
        }
        let top = area.dim_in_pixel().1 as i32 - self.below_px;
        for (label, (x, y)) in self.all.iter().zip(&self.below) {
            write(&label.text, &label.colour, (*x, top + y), VPos::Top)?;
        }
        Ok(())
    }
}

/// Places at least `step` apart where that leaves them between `top` and `bottom`, in the order of `wanted` and near it.
fn spread(wanted: &[i32], step: i32, top: i32, bottom: i32) -> Vec<i32> {
    let gaps = wanted.len().saturating_sub(1).max(1) as i32;
    let step = step.min((bottom - top) / gaps).max(0);
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

    #[test]
    fn more_labels_than_fit_are_squeezed_and_not_lost() {
        assert_eq!(spread(&[50, 50, 50, 50, 50], 40, 0, 100), [0, 25, 50, 75, 100]);
    }
}
