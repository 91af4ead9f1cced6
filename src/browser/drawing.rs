//! A part of the page as a picture: what it shows, element by element, as an SVG.

use std::fmt::Write;

use super::picture::Picture;
use super::property::Thing;
use super::recording::Recording;
use super::svg::{Paint, escaped, number};
use super::text_lines::{Line, lines};

/// What only the screen has: what a pointer moves, what moves by itself, our own menu.
const OF_THE_SCREEN: &str = ".beams, .handle, .hit, .take, [hidden], script, style";
/// Around a picture, in pixels of the page.
const MARGIN: f64 = 8.0;
/// The parts of a shape of an SVG that say where it is.
const PLACES: [&str; 15] = [
    "d",
    "x",
    "y",
    "width",
    "height",
    "rx",
    "cx",
    "cy",
    "r",
    "x1",
    "y1",
    "x2",
    "y2",
    "points",
    "vector-effect",
];

/// What a picture of a part of the page is made with.
struct Pen<'a> {
    /// Where the picture begins, in pixels of the window.
    from: [f64; 2],
    /// What its canvases have drawn.
    recorded: &'a [Recording],
    /// What is drawn: all of it, also where it scrolls.
    all: &'a Thing,
    /// On which texts are measured.
    measure: Thing,
    /// How many parts are seen in part.
    clips: usize,
    elements: String,
}

/// Watches every canvas in an element, which are then to be drawn once more.
pub fn watch(element: &Thing) -> Vec<Recording> {
    let inside = element.ask("querySelectorAll", "canvas").listed();
    inside.into_iter().filter_map(Recording::of).collect()
}

/// A picture of an element, with this title.
pub fn picture(element: &Thing, recorded: &[Recording], title: &str) -> Picture {
    let [left, top, width, height] = whole(element);
    let from = [left - MARGIN, top - MARGIN];
    let size = [width, height].map(|side| (side + 2.0 * MARGIN).ceil());
    let measure = Thing::global("document").ask("createElement", "canvas").ask("getContext", "2d");
    let mut pen = Pen { from, recorded, all: element, measure, clips: 0, elements: String::new() };
    let [wide, high] = size.map(number);
    let ground = ground(element).map_or_else(String::new, |paint| {
        format!("<rect width=\"{wide}\" height=\"{high}\" {}/>", paint.as_attributes("fill"))
    });
    pen.element(element, 1.0);
    let svg = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{wide}\" height=\"{high}\" viewBox=\"0 0 {wide} {high}\">\n<title>{}</title>\n{ground}{}</svg>\n",
        escaped(title),
        pen.elements
    );
    Picture { svg, size }
}

/// Where an element is in the window, with all in it that it scrolls: left, top, width and height.
fn whole(element: &Thing) -> [f64; 4] {
    let at = element.call("getBoundingClientRect", &[]);
    let scrolled = |side: &str, shown: f64| {
        let all = element.number(side);
        if all.is_nan() { shown } else { shown.max(all) }
    };
    let [left, top] = ["left", "top"].map(|side| at.number(side));
    [left, top, scrolled("scrollWidth", at.number("width")), scrolled("scrollHeight", at.number("height"))]
}

fn style_of(element: &Thing) -> Thing {
    Thing::global("window").call("getComputedStyle", &[element.value().clone()])
}

/// The colour below an element.
fn ground(element: &Thing) -> Option<Paint> {
    let mut at = element.clone();
    while at.is_there() {
        let found = Paint::read(&style_of(&at).text("backgroundColor"), 1.0);
        if found.is_some() {
            return found;
        }
        at = at.get("parentElement");
    }
    None
}

/// A length of a style.
fn pixels(style: &Thing, name: &str) -> f64 {
    style.text(name).strip_suffix("px").and_then(|length| length.parse().ok()).unwrap_or(0.0)
}

impl Pen<'_> {
    fn write(&mut self, element: std::fmt::Arguments) {
        // A string takes whatever is written.
        _ = self.elements.write_fmt(element);
    }

    /// Draws an element and all that is in it, through which so much of what lies below is not seen.
    fn element(&mut self, element: &Thing, opacity: f64) {
        if element.ask("matches", OF_THE_SCREEN).value().is_truthy() {
            return;
        }
        let style = style_of(element);
        let opacity = opacity * style.text("opacity").parse().unwrap_or(1.0);
        if style.text("display") == "none" || style.text("visibility") == "hidden" || opacity == 0.0 {
            return;
        }
        let svg = element.text("namespaceURI").ends_with("svg");
        let tag = element.text("localName");
        if svg && tag != "svg" {
            self.shape(element, &tag, &style, opacity);
        } else {
            self.ground_and_borders(element, &style, opacity);
        }
        match tag.as_str() {
            // What stands in it is for who cannot see it.
            "canvas" => return self.canvas(element, &style),
            "title" if svg => return,
            _ => {}
        }
        let clips = !svg && element != self.all && style.text("overflowX") != "visible";
        if clips {
            self.clip(element);
        }
        for node in element.get("childNodes").listed() {
            match node.number("nodeType") {
                1.0 => self.element(&node, opacity),
                3.0 => self.text(element, &node, &style, opacity),
                _ => {}
            }
        }
        if clips {
            self.write(format_args!("</g>"));
        }
    }

    /// Begins what is seen only as far as an element reaches.
    fn clip(&mut self, element: &Thing) {
        self.clips += 1;
        let at = element.call("getBoundingClientRect", &[]);
        let [x, y] = [("left", 0), ("top", 1)].map(|(side, i)| number(at.number(side) - self.from[i]));
        let [width, height] = ["width", "height"].map(|side| number(at.number(side)));
        let id = self.clips;
        self.write(format_args!(
            "<clipPath id=\"c{id}\"><rect x=\"{x}\" y=\"{y}\" width=\"{width}\" height=\"{height}\"/></clipPath><g clip-path=\"url(#c{id})\">"
        ));
    }

    fn ground_and_borders(&mut self, element: &Thing, style: &Thing, opacity: f64) {
        let at = element.call("getBoundingClientRect", &[]);
        let [left, top, width, height] = ["left", "top", "width", "height"].map(|side| at.number(side));
        // What is only there for who does not see.
        if width <= 1.0 || height <= 1.0 {
            return;
        }
        let (left, top) = (left - self.from[0], top - self.from[1]);
        let round = number(pixels(style, "borderTopLeftRadius"));
        let mut rectangle = |paint: &Paint, [x, y, width, height]: [f64; 4], round: &str| {
            let [x, y, width, height] = [x, y, width, height].map(number);
            let fill = paint.as_attributes("fill");
            self.write(format_args!(
                "<rect x=\"{x}\" y=\"{y}\" width=\"{width}\" height=\"{height}\" rx=\"{round}\" {fill}/>"
            ));
        };
        if let Some(paint) = Paint::read(&style.text("backgroundColor"), opacity) {
            rectangle(&paint, [left, top, width, height], &round);
        }
        let [over, right, under, before] = ["Top", "Right", "Bottom", "Left"].map(|side| {
            let shown = style.text(&format!("border{side}Style")) != "none";
            let paint = Paint::read(&style.text(&format!("border{side}Color")), opacity);
            let thick = pixels(style, &format!("border{side}Width"));
            paint.filter(|_| shown && thick > 0.0).map(|paint| (paint, thick))
        });
        for (border, place) in [
            (over, (|[x, y, width, _], thick| [x, y, width, thick]) as fn([f64; 4], f64) -> [f64; 4]),
            (under, |[x, y, width, height], thick| [x, y + height - thick, width, thick]),
            (before, |[x, y, _, height], thick| [x, y, thick, height]),
            (right, |[x, y, width, height], thick| [x + width - thick, y, thick, height]),
        ] {
            if let Some((paint, thick)) = border {
                rectangle(&paint, place([left, top, width, height], thick), "0");
            }
        }
    }

    /// What a canvas has drawn, in its place.
    fn canvas(&mut self, canvas: &Thing, style: &Thing) {
        let Some(recorded) = self.recorded.iter().find(|of| of.canvas == *canvas) else { return };
        let at = canvas.call("getBoundingClientRect", &[]);
        let x = number(at.number("left") + pixels(style, "borderLeftWidth") - self.from[0]);
        let y = number(at.number("top") + pixels(style, "borderTopWidth") - self.from[1]);
        let scale = number(canvas.number("clientWidth") / canvas.number("width").max(1.0));
        let elements = recorded.elements();
        self.write(format_args!("<g transform=\"translate({x} {y}) scale({scale})\">{elements}</g>"));
    }

    /// A shape of an SVG on the page.
    fn shape(&mut self, element: &Thing, tag: &str, style: &Thing, opacity: f64) {
        if !["path", "line", "rect", "circle", "ellipse", "polyline", "polygon"].contains(&tag) {
            return;
        }
        let of = |name: &str| style.ask("getPropertyValue", name).as_text();
        let [fill, stroke] = ["fill", "stroke"].map(|name| {
            let own = of(&format!("{name}-opacity")).parse().unwrap_or(1.0);
            Paint::read(&of(name), opacity * own)
        });
        if fill.is_none() && stroke.is_none() {
            return;
        }
        let places = PLACES.map(|name| {
            let told = element.ask("getAttribute", name).as_text();
            if told.is_empty() { told } else { format!(" {name}=\"{}\"", escaped(&told)) }
        });
        let paint = |name: &str, paint: Option<Paint>| {
            paint.map_or_else(
                || format!(" {name}=\"none\""),
                |paint| format!(" {}", paint.as_attributes(name)),
            )
        };
        let line = ["stroke-width", "stroke-dasharray", "stroke-linecap", "stroke-linejoin"]
            .map(|name| format!(" {name}=\"{}\"", escaped(&of(name))));
        let line = if stroke.is_some() { line.concat() } else { String::new() };
        let matrix = element.call("getScreenCTM", &[]);
        let [a, b, c, d, e, f] = ["a", "b", "c", "d", "e", "f"].map(|part| matrix.number(part));
        let matrix = [a, b, c, d, e - self.from[0], f - self.from[1]].map(number).join(" ");
        self.write(format_args!(
            "<{tag}{}{}{}{line} transform=\"matrix({matrix})\"/>",
            places.concat(),
            paint("fill", fill),
            paint("stroke", stroke)
        ));
    }

    /// A text, line by line as the page breaks it.
    fn text(&mut self, element: &Thing, node: &Thing, style: &Thing, opacity: f64) {
        let text = node.text("data");
        if text.trim().is_empty() {
            return;
        }
        let svg = element.text("namespaceURI").ends_with("svg");
        let Some(fill) = Paint::read(&style.text(if svg { "fill" } else { "color" }), opacity) else {
            return;
        };
        // What an SVG enlarges, it enlarges its letters with.
        let matrix = if svg { element.call("getScreenCTM", &[]) } else { Thing::default() };
        let scale = if svg { matrix.number("a").hypot(matrix.number("b")) } else { 1.0 };
        let size = pixels(style, "fontSize");
        let [weight, slant, family] = ["fontWeight", "fontStyle", "fontFamily"].map(|name| style.text(name));
        self.measure.set("font", format!("{slant} {weight} {size}px {family}"));
        let measured = self.measure.ask("measureText", "x");
        let [above, below] =
            ["fontBoundingBoxAscent", "fontBoundingBoxDescent"].map(|name| measured.number(name) * scale);
        let outline =
            Paint::read(&style.text("stroke"), opacity).filter(|_| svg).map_or_else(String::new, |paint| {
                let width = number(pixels(style, "strokeWidth") * scale);
                format!(" {} stroke-width=\"{width}\" paint-order=\"stroke\"", paint.as_attributes("stroke"))
            });
        let font = format!(
            "font-size=\"{}\" font-weight=\"{}\" font-style=\"{}\" font-family=\"{}\"",
            number(size * scale),
            escaped(&weight),
            escaped(&slant),
            escaped(&family)
        );
        for Line { text, left, top, width, height } in lines(node, &text) {
            let base = top + (height - above - below) / 2.0 + above - self.from[1];
            let (x, y, width) = (number(left - self.from[0]), number(base), number(width));
            let (fill, text) = (fill.as_attributes("fill"), escaped(&text));
            // Another font has other widths: the text keeps its room.
            self.write(format_args!(
                "<text x=\"{x}\" y=\"{y}\" textLength=\"{width}\" lengthAdjust=\"spacingAndGlyphs\" {font} {fill}{outline}>{text}</text>"
            ));
        }
    }
}
