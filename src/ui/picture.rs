//! A matrix as the pixels of a picture.

use std::ops::Range;

use crate::browser::palette::{Palette, Rgb};
use crate::math::Mat;

/// Cells at least this large carry the mark of a negative number.
const MARK_FROM_PX: f64 = 4.0;
/// Numbers weaker than this part of the full colour carry no mark: it would be all that is seen of them.
const MARK_FROM_STRENGTH: f64 = 0.1;
/// Cells at least this large stand apart by a pixel.
const GAP_FROM_PX: f64 = 8.0;
/// Cells at least this large hold their number; the mark of a negative one then stands in a corner.
pub const NUMBER_FROM_PX: f64 = 28.0;

/// The colours of cells.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Colours {
    /// Where there is no number, or 0.
    pub empty: Rgb,
    /// Numbers above 0.
    pub above: Rgb,
    /// Numbers below 0.
    pub below: Rgb,
    /// The mark of a number below 0.
    pub mark: Rgb,
}

impl From<&Palette> for Colours {
    fn from(palette: &Palette) -> Self {
        Self { empty: palette.empty, above: palette.above, below: palette.below, mark: palette.card }
    }
}

impl Colours {
    /// The colour of a cell that holds `x`, where `full` has the full colour.
    fn of(&self, x: f64, full: f64) -> Rgb {
        mixed(self.empty, if x > 0.0 { self.above } else { self.below }, strength(x, full))
    }

    /// Which of two inks is read better on the cell that holds `x`.
    pub fn ink_on(&self, x: f64, full: f64, inks: [Rgb; 2]) -> Rgb {
        let ground = light(self.of(x, full));
        let [a, b] = inks.map(|ink| {
            let ink = light(ink);
            (ink.max(ground) + 0.05) / (ink.min(ground) + 0.05)
        });
        inks[usize::from(b > a)]
    }
}

/// How much of its colour a number has: the root of its size, so that small ones are seen.
fn strength(x: f64, full: f64) -> f64 {
    (x.abs() / full.max(f64::MIN_POSITIVE)).clamp(0.0, 1.0).sqrt()
}

/// The relative luminance of a colour, from 0 to 1 (WCAG 2).
fn light(colour: Rgb) -> f64 {
    let [r, g, b] = colour.map(|part| {
        let part = f64::from(part) / 255.0;
        // As an exponential, which softmax needs anyway: a power would be two KiB more before the first picture.
        if part <= 0.04045 { part / 12.92 } else { (2.4 * ((part + 0.055) / 1.055).ln()).exp() }
    });
    0.2126 * r + 0.7152 * g + 0.0722 * b
}

/// A picture, ready for the screen. One picture is much faster than a rectangle for each cell: a stage shows thousands of
/// cells, and the browser has to keep and to replay every rectangle.
#[derive(Debug)]
pub struct Picture {
    /// Pixels of a row.
    pub wide: usize,
    /// Red, green, blue and opacity of every pixel, row by row.
    pub rgba: Vec<u8>,
}

impl Picture {
    /// A picture of one colour.
    pub fn new(wide: usize, high: usize, colour: Rgb) -> Self {
        Self { wide, rgba: opaque(colour).repeat(wide * high) }
    }

    /// Draws a matrix: warm above 0, cool below, stronger by the root of the size up to `full`, and a dot in every cell
    /// below 0, so that colour is not alone. A cell is `side` CSS pixels wide, a CSS pixel `ratio` pixels.
    pub fn cells(&mut self, m: &Mat, colours: &Colours, full: f64, side: f64, ratio: f64) {
        let gap = if side >= GAP_FROM_PX { 1.0 } else { 0.0 };
        let numbered = side >= NUMBER_FROM_PX;
        let dot = if numbered { side / 10.0 } else { (side / 5.0).max(1.0) };
        let middle = (side - gap - dot) / 2.0;
        let [right, top] = if numbered { [side - gap - 2.0 * dot, dot] } else { [middle; 2] };
        let pixels = |from: f64, side: f64| {
            let pixel = |x: f64| (x * ratio).round().max(0.0) as usize;
            pixel(from)..pixel(from + side)
        };
        let places = |count: usize, inset: f64, side_of: f64| -> Vec<Range<usize>> {
            (0..count).map(|i| pixels(i as f64 * side + inset, side_of)).collect()
        };
        let (cols, rows) = (places(m.ncols(), 0.0, side - gap), places(m.nrows(), 0.0, side - gap));
        let (dot_cols, dot_rows) = (places(m.ncols(), right, dot), places(m.nrows(), top, dot));
        let is_marked = |x: f64| side >= MARK_FROM_PX && x < 0.0 && strength(x, full) > MARK_FROM_STRENGTH;
        for (row, lines) in rows.iter().enumerate() {
            // All lines of a row of cells are the same: one is drawn, and copied.
            let first = lines.start..lines.start + 1;
            for (col, place) in cols.iter().enumerate() {
                self.fill(colours.of(m[(row, col)], full), place, &first);
            }
            self.repeat(lines);
            for (col, place) in dot_cols.iter().enumerate() {
                if is_marked(m[(row, col)]) {
                    self.fill(colours.mark, place, &dot_rows[row]);
                }
            }
        }
    }

    /// Copies the first of these lines to the others, as far as the picture has them.
    fn repeat(&mut self, lines: &Range<usize>) {
        let line = 4 * self.wide;
        let high = self.rgba.len().checked_div(line).unwrap_or(0);
        for to in lines.start + 1..lines.end.min(high) {
            self.rgba.copy_within(lines.start * line..(lines.start + 1) * line, to * line);
        }
    }

    /// Fills these columns of these rows, as far as the picture has them.
    fn fill(&mut self, colour: Rgb, cols: &Range<usize>, rows: &Range<usize>) {
        let (left, right) = (cols.start.min(self.wide), cols.end.min(self.wide));
        let colour = opaque(colour);
        for row in rows.clone() {
            let start = 4 * row * self.wide;
            let Some(row) = self.rgba.get_mut(start + 4 * left..start + 4 * right) else { return };
            row.as_chunks_mut().0.fill(colour);
        }
    }
}

fn opaque([r, g, b]: Rgb) -> [u8; 4] {
    [r, g, b, 255]
}

/// `ground`, with `colour` over it.
fn mixed(ground: Rgb, colour: Rgb, strength: f64) -> Rgb {
    let part = |i: usize| f64::from(ground[i]) + (f64::from(colour[i]) - f64::from(ground[i])) * strength;
    // A number that is not one has no strength, and is as empty.
    [0, 1, 2].map(|i| if strength > 0.0 { part(i).round() as u8 } else { ground[i] })
}

#[cfg(test)]
mod tests {
    use super::*;

    const COLOURS: Colours =
        Colours { empty: [200, 200, 200], above: [240, 0, 0], below: [0, 0, 240], mark: [9, 9, 9] };

    fn drawn(entries: &[f64], full: f64, side: f64, ratio: f64) -> Picture {
        let m = Mat::from_row_slice(1, entries.len(), entries);
        let (wide, high) = (entries.len() as f64 * side * ratio, side * ratio);
        let mut picture = Picture::new(wide.round() as usize, high.round() as usize, COLOURS.empty);
        picture.cells(&m, &COLOURS, full, side, ratio);
        picture
    }

    fn at(picture: &Picture, x: usize, y: usize) -> Rgb {
        let from = 4 * (y * picture.wide + x);
        [0, 1, 2].map(|i| picture.rgba[from + i])
    }

    #[test]
    fn the_sign_is_a_colour_and_the_root_of_the_size_its_strength() {
        let picture = drawn(&[4.0, 1.0, 0.0, -4.0, f64::NAN, 9.0], 4.0, 2.0, 1.0);
        let cells = [0, 1, 2, 3, 4, 5].map(|col| at(&picture, 2 * col, 0));
        let half = [220, 100, 100];
        assert_eq!(cells, [COLOURS.above, half, COLOURS.empty, COLOURS.below, COLOURS.empty, COLOURS.above]);
    }

    #[test]
    fn large_cells_stand_apart_and_a_dot_marks_what_is_below_zero() {
        let picture = drawn(&[1.0, -1.0, -0.001], 1.0, 10.0, 1.0);
        assert_eq!([8, 9, 10].map(|x| at(&picture, x, 0)), [COLOURS.above, COLOURS.empty, COLOURS.below]);
        assert_eq!([4, 14, 24].map(|x| at(&picture, x, 4) == COLOURS.mark), [false, true, false]);
        assert!(
            picture.rgba.chunks(4).filter(|pixel| pixel[..3] == COLOURS.mark).count() == 4,
            "2 by 2 pixels"
        );
    }

    #[test]
    fn every_pixel_of_a_fine_screen_belongs_to_its_cell() {
        for (side, ratio) in [(1.5, 1.0), (3.0, 1.25), (4.0, 2.0), (1.5, 2.625)] {
            let picture = drawn(&[1.0, -1.0, 1.0], 1.0, side, ratio);
            let colours: Vec<_> = (0..picture.wide).map(|x| at(&picture, x, 0)).collect();
            let mut runs = colours.clone();
            runs.dedup();
            assert_eq!(runs, [COLOURS.above, COLOURS.below, COLOURS.above], "{side} {ratio}");
            assert_eq!(picture.rgba.len() % (4 * picture.wide), 0);
        }
    }

    #[test]
    fn a_matrix_larger_than_its_picture_is_cut() {
        let mut picture = Picture::new(3, 3, COLOURS.empty);
        picture.cells(&Mat::from_element(9, 9, 1.0), &COLOURS, 1.0, 2.0, 1.0);
        assert!(picture.rgba.chunks(4).all(|pixel| pixel[..3] == COLOURS.above));
    }
}
