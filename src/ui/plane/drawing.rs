//! What stands in a plane: axes, arrows, points and their names, as SVG.

use crate::marked;
use crate::trace::Symbol;

/// A point: its two channels.
pub type Point = [f64; 2];

/// Units of the picture from one end of what is shown to the other.
pub(super) const SIDE: f64 = 200.0;
/// Units around it, for names.
pub(super) const MARGIN: f64 = 12.0;
/// What is dragged goes in such steps, and a key moves it by one: numbers stay such as can be checked by head.
pub(super) const STEP: f64 = 0.05;
/// The length of an arrow's head.
const HEAD: f64 = 9.0;
/// The width of a letter of a name, or a little more.
const LETTER: f64 = 7.5;
/// The height of a line of names.
const LINE: f64 = 12.0;
/// Between the tip of an arrow and its name.
const BESIDE: f64 = 7.0;

/// The part of a plane that is shown: the same of both channels.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Window {
    from: f64,
    to: f64,
}

impl Window {
    /// Shows the unit circle, whole.
    pub const UNIT_CIRCLE: Self = Self { from: -1.05, to: 1.05 };

    /// Shows all from `lowest` to `highest`, the origin, and a little more to drag to, in steps that are not taken at every touch.
    pub fn of(lowest: f64, highest: f64) -> Self {
        let most = highest.max(-lowest).clamp(0.5, 1e6);
        let step = if most < 4.0 { 0.25 } else { most / 16.0 };
        let end = |x: f64| (x.clamp(0.25 * most, 1e6) * 1.05 / step).ceil() * step;
        Self { from: -end(-lowest), to: end(highest) }
    }

    /// The middle of a cell of a grid with so many to a side: its column, and its row from below.
    pub fn cell(self, [col, row]: [usize; 2], cells: usize) -> Point {
        [col, row].map(|at| self.from + (self.to - self.from) * (at as f64 + 0.5) / cells as f64)
    }

    /// Units of the picture in 1.
    pub(super) fn unit(self) -> f64 {
        SIDE / (self.to - self.from)
    }

    /// The part of the picture's width and height that is shown, with its margin.
    pub(super) fn view_box(self) -> String {
        let (unit, side) = (self.unit(), SIDE + 2.0 * MARGIN);
        format!("{:.1} {:.1} {side} {side}", self.from * unit - MARGIN, -self.to * unit - MARGIN)
    }

    /// The step next to a number, within what is shown.
    pub(super) fn stepped(self, x: f64) -> f64 {
        let steps = (x.clamp(self.from, self.to) / STEP).round();
        // Through hundredths, so that 3 steps are 0.15 and not 0.15000000000000002.
        (steps * STEP * 100.0).round() / 100.0
    }
}

/// What stands in a plane, as SVG.
#[derive(Clone, Debug)]
pub struct Drawing {
    svg: String,
    window: Window,
    /// Where there are names already: left, right, and the line that they stand on.
    names: Vec<[f64; 3]>,
}

impl Drawing {
    /// The axes of a plane, with a mark at 1.
    pub fn new(window: Window) -> Self {
        let unit = window.unit();
        let [from, to] = [window.from, window.to].map(|end| end * unit);
        let svg = format!(
            r#"<path class="axis" d="M{from:.1} 0H{to:.1}M0 {:.1}V{:.1}M{unit:.1} -3V3M-3 -{unit:.1}H3"/><text class="axis" x="{unit:.1}" y="15" text-anchor="middle">1</text><text class="axis" x="-7" y="{:.1}" text-anchor="end">1</text>"#,
            -from,
            -to,
            4.0 - unit,
        );
        let ones = vec![[unit - LETTER, unit + LETTER, 15.0], [-7.0 - LETTER, -7.0, 4.0 - unit]];
        Self { svg, window, names: ones }
    }

    /// A ground of square cells in so many bands, from 0 up: the band of each cell, row by row from below.
    pub fn ground(&mut self, cells: usize, bands: usize, of: &[usize]) {
        let side = SIDE / cells as f64;
        let [left, bottom] = self.place([self.window.from; 2]);
        for band in 0..bands {
            let here = of.iter().enumerate().filter(|(_, of)| **of == band);
            let cell = |(at, _): (usize, &usize)| {
                let (x, y) = (left + (at % cells) as f64 * side, bottom - (at / cells + 1) as f64 * side);
                format!("M{x:.1} {y:.1}h{side:.2}v{side:.2}h-{side:.2}z")
            };
            let path: String = here.map(cell).collect();
            let strength = (band as f64 + 0.5) / bands as f64;
            self.svg += &format!(
                r#"<path class="ground" shape-rendering="crispEdges" fill-opacity="{strength:.2}" d="{path}"/>"#
            );
        }
    }

    /// A circle of radius 1.
    pub fn unit_circle(&mut self) {
        self.svg += &format!(r#"<circle class="axis" r="{:.1}"/>"#, self.window.unit());
    }

    /// An arrow between two points, in the hue of a symbol; `class` says how it is drawn.
    pub fn arrow(&mut self, symbol: Symbol, class: &str, from: Point, to: Point) {
        let ([x0, y0], [x1, y1]) = (self.place(from), self.place(to));
        let (dx, dy) = (x1 - x0, y1 - y0);
        let length = dx.hypot(dy);
        if length < 1.0 {
            return self.dot(symbol, class, to);
        }
        let head = HEAD.min(length) / length;
        let (bx, by) = (x1 - dx * head, y1 - dy * head);
        let (nx, ny) = (dy * head * 0.4, dx * head * 0.4);
        self.svg += &format!(
            r#"<path class="sym-{} {class}" d="M{x0:.1} {y0:.1}L{x1:.1} {y1:.1}"/><path class="sym-{} head" d="M{x1:.1} {y1:.1}L{:.1} {:.1}L{:.1} {:.1}Z"/>"#,
            symbol.id(),
            symbol.id(),
            bx + nx,
            by - ny,
            bx - nx,
            by + ny,
        );
    }

    /// A line between two points.
    pub fn line(&mut self, symbol: Symbol, class: &str, from: Point, to: Point) {
        let ([x0, y0], [x1, y1]) = (self.place(from), self.place(to));
        self.svg +=
            &format!(r#"<path class="sym-{} {class}" d="M{x0:.1} {y0:.1}L{x1:.1} {y1:.1}"/>"#, symbol.id());
    }

    /// A point.
    pub fn dot(&mut self, symbol: Symbol, class: &str, at: Point) {
        let [x, y] = self.place(at);
        self.svg +=
            &format!(r#"<circle class="sym-{} dot {class}" cx="{x:.1}" cy="{y:.1}" r="4"/>"#, symbol.id());
    }

    /// The name of a point, further out than it, or nearer to the origin where `inside`; a line higher or lower where another name stands.
    pub fn name(&mut self, symbol: Symbol, class: &str, at: Point, inside: bool, text: &str) {
        let [x, y] = self.place(at);
        let length = x.hypot(y).max(1.0);
        let (dx, dy) = if x.hypot(y) < 1.0 { (0.7, 0.7) } else { (x / length, y / length) };
        // Beside the tip and not on the arrow: turned to one side of it.
        let (dx, dy) = if inside { (-dy, dx) } else { (dx, dy) };
        let (x, y) = (x + dx * BESIDE, y + dy * BESIDE);
        let [start, edge] = [self.window.from, self.window.to].map(|end| end * self.window.unit());
        let (start, edge) = (start - MARGIN, edge + MARGIN);
        let (x, y, anchor) = match dx {
            // What has no room beside the tip stands over it.
            dx if dx > 0.35 && x + text.chars().count() as f64 * LETTER > edge => (edge, y - 12.0, "end"),
            dx if dx < -0.35 && x - text.chars().count() as f64 * LETTER < start => {
                (start, y - 12.0, "start")
            }
            dx if dx > 0.35 => (x, y, "start"),
            dx if dx < -0.35 => (x, y, "end"),
            _ => (x, y, "middle"),
        };
        let y = y + if dy > 0.35 {
            9.0
        } else if dy < -0.35 {
            -1.0
        } else {
            4.0
        };
        let wide = text.chars().count() as f64 * LETTER;
        let left = match anchor {
            "start" => x,
            "end" => x - wide,
            _ => x - wide / 2.0,
        };
        let y = self.free_line(left, left + wide, y);
        self.names.push([left, left + wide, y]);
        self.svg += &format!(
            r#"<text class="sym-{} {class}" x="{x:.1}" y="{y:.1}" text-anchor="{anchor}">"#,
            symbol.id()
        );
        marked::escape(text, &mut self.svg);
        self.svg += "</text>";
    }

    /// The line nearest to `y` on which nothing stands between `left` and `right`; `y` itself where there is none near.
    fn free_line(&self, left: f64, right: f64, y: f64) -> f64 {
        let free = |y: f64| {
            let meets = |[from, to, line]: &[f64; 3]| left < *to && right > *from && (y - line).abs() < LINE;
            !self.names.iter().any(meets)
        };
        [0.0, -LINE, LINE, -2.0 * LINE, 2.0 * LINE]
            .map(|by| y + by)
            .into_iter()
            .find(|y| free(*y))
            .unwrap_or(y)
    }

    /// The SVG, to stand inside a [`Plane`](super::Plane).
    pub fn finish(self) -> String {
        self.svg
    }

    /// A point in units of the picture, whose second axis goes down. What is not shown is drawn at the edge.
    fn place(&self, at: Point) -> Point {
        let Window { from, to } = self.window;
        let [x, y] = at.map(|x| if x.is_finite() { x.clamp(from, to) * self.window.unit() } else { 0.0 });
        [x, -y]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn steps_are_numbers_of_two_digits() {
        let window = Window { from: -0.5, to: 1.25 };
        assert_eq!(
            [0.149, 0.151, -0.326, 9.0, -9.0].map(|x| window.stepped(x)),
            [0.15, 0.15, -0.35, 1.25, -0.5]
        );
    }

    #[test]
    fn a_plane_shows_all_that_is_in_it_and_a_little_more() {
        assert_eq!(Window::of(0.0, 1.0), Window { from: -0.5, to: 1.25 });
        assert_eq!(Window::of(-0.384, 1.6), Window { from: -0.5, to: 1.75 });
        assert_eq!(Window::of(-3.9, 0.0), Window { from: -4.25, to: 1.25 });
        let Window { from, to } = Window::of(f64::NEG_INFINITY, f64::INFINITY);
        assert!(from < -1e6 && to > 1e6 && (to - from).is_finite());
    }

    #[test]
    fn names_are_text_and_no_svg() {
        let mut drawing = Drawing::new(Window { from: -1.0, to: 1.0 });
        drawing.name(Symbol::K, "", [1.0, 0.0], false, "<b>&");
        assert!(drawing.finish().ends_with(r#"x="112.0" y="-8.0" text-anchor="end">&lt;b&gt;&amp;</text>"#));
        let mut drawing = Drawing::new(Window { from: -1.0, to: 1.0 });
        drawing.name(Symbol::K, "", [0.0, 1.0], false, "k");
        assert!(drawing.finish().ends_with(r#"x="0.0" y="-108.0" text-anchor="middle">k</text>"#));
    }

    #[test]
    fn names_of_points_that_lie_together_stand_on_lines_of_their_own() {
        let mut drawing = Drawing::new(Window { from: -1.0, to: 1.0 });
        ["v", "S k", "sky?", "far"].into_iter().enumerate().for_each(|(i, name)| {
            let at = if i < 3 { [0.5, 0.5] } else { [-0.5, 0.5] };
            drawing.name(Symbol::V, "", at, false, name);
        });
        let mut lines: Vec<f64> = drawing.names[2..].iter().map(|[.., line]| *line).collect();
        assert_eq!(lines.pop(), Some(lines[0]), "far from the others");
        assert_eq!([lines[1] - lines[0], lines[2] - lines[0]], [-LINE, LINE]);
    }

    #[test]
    fn the_second_channel_goes_up_and_what_is_not_shown_is_drawn_at_the_edge() {
        let drawing = Drawing::new(Window { from: -1.0, to: 3.0 });
        assert_eq!(drawing.place([1.0, 1.0]), [50.0, -50.0]);
        assert_eq!(drawing.place([f64::NAN, -99.0]), [0.0, 50.0]);
    }
}
