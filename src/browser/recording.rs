//! What is drawn on a canvas, kept as the elements of an SVG: the canvas is drawn once more, and each call is written down.

use std::cell::RefCell;
use std::fmt::Write;
use std::rc::Rc;

use js_sys::{Array, Function, Reflect};
use wasm_bindgen::prelude::Closure;
use wasm_bindgen::{JsCast, JsValue};

use super::property::Thing;
use super::svg::{Paint, cells, escaped, number};

/// The calls that draw, or lay a path to draw.
const CALLS: [&str; 10] = [
    "beginPath",
    "moveTo",
    "lineTo",
    "closePath",
    "arc",
    "fill",
    "stroke",
    "fillRect",
    "strokeRect",
    "fillText",
];
/// And the one that puts a picture.
const PICTURE: &str = "putImageData";

type Heard = Closure<dyn FnMut(JsValue, JsValue, JsValue, JsValue, JsValue, JsValue)>;

/// A canvas that is watched.
pub struct Recording {
    /// The canvas.
    pub canvas: Thing,
    context: Thing,
    drawn: Rc<RefCell<Drawn>>,
    heard: Vec<(&'static str, Heard)>,
}

/// What has been drawn so far.
#[derive(Default)]
struct Drawn {
    /// Elements of an SVG.
    elements: String,
    /// The path that is being laid.
    path: String,
}

impl Recording {
    /// Watches a canvas from now on; nothing where it is not drawn on in two dimensions.
    pub fn of(canvas: Thing) -> Option<Self> {
        let context = Some(canvas.ask("getContext", "2d")).filter(Thing::is_there)?;
        let drawn = Rc::<RefCell<Drawn>>::default();
        let heard = CALLS.iter().chain([&PICTURE]).map(|call| {
            let (of, drawn) = (context.clone(), drawn.clone());
            let does = context.get(call);
            let heard: Heard = Closure::new(move |a: JsValue, b, c, d, e, f| {
                // A picture that is put lies in our own memory, and is gone when that grows: it is copied before anything is made here.
                let pixels = Thing::from(&a).get("data").call("slice", &[]);
                let mut told = vec![a, b, c, d, e, f];
                while told.last().is_some_and(JsValue::is_undefined) {
                    told.pop();
                }
                if let Some(does) = does.value().dyn_ref::<Function>() {
                    let _ = Reflect::apply(does, of.value(), &Array::from_iter(&told));
                }
                drawn.borrow_mut().hear(&of, call, &told, &pixels);
            });
            // Its own function stands before that of its class until it is taken away.
            context.set(call, heard.as_ref().clone());
            (*call, heard)
        });
        let heard = heard.collect();
        Some(Self { canvas, context, drawn, heard })
    }

    /// What was drawn, in the pixels of the canvas.
    pub fn elements(&self) -> String {
        self.drawn.borrow().elements.clone()
    }
}

impl Drop for Recording {
    fn drop(&mut self) {
        for (call, _) in &self.heard {
            self.context.take(call);
        }
    }
}

impl Drawn {
    /// Writes a call down.
    fn hear(&mut self, of: &Thing, call: &str, told: &[JsValue], pixels: &Thing) {
        let at = |i: usize| told.get(i).and_then(JsValue::as_f64).unwrap_or(0.0);
        // A string takes whatever is written.
        let path = &mut self.path;
        _ = match call {
            "beginPath" => {
                path.clear();
                Ok(())
            }
            "moveTo" => write!(path, "M{} {}", number(at(0)), number(at(1))),
            "lineTo" => write!(path, "L{} {}", number(at(0)), number(at(1))),
            "closePath" => write!(path, "Z"),
            "arc" => write!(path, "{}", arc([at(0), at(1)], at(2), [at(3), at(4)])),
            "fill" => {
                let way = format!("d=\"{path}\"");
                self.shape(of, "path", &way, false);
                Ok(())
            }
            "stroke" => {
                let way = format!("d=\"{path}\"");
                self.shape(of, "path", &way, true);
                Ok(())
            }
            "fillRect" | "strokeRect" => {
                let [x, y, width, height] = [0, 1, 2, 3].map(|i| number(at(i)));
                let place = format!("x=\"{x}\" y=\"{y}\" width=\"{width}\" height=\"{height}\"");
                self.shape(of, "rect", &place, call == "strokeRect");
                Ok(())
            }
            "fillText" => {
                self.text(of, told.first().and_then(JsValue::as_string).unwrap_or_default(), [at(1), at(2)]);
                Ok(())
            }
            _ => {
                self.picture(pixels, told.first().map(Thing::from).unwrap_or_default().number("width"));
                Ok(())
            }
        };
    }

    fn shape(&mut self, of: &Thing, tag: &str, place: &str, outline: bool) {
        let colour = of.text(if outline { "strokeStyle" } else { "fillStyle" });
        let Some(paint) = Paint::read(&colour, of.number("globalAlpha")) else { return };
        let painted = if outline {
            let dashes: Vec<_> = of
                .call("getLineDash", &[])
                .listed()
                .iter()
                .filter_map(|dash| dash.value().as_f64())
                .map(number)
                .collect();
            let dashes = if dashes.is_empty() {
                String::new()
            } else {
                format!(" stroke-dasharray=\"{}\"", dashes.join(" "))
            };
            format!(
                "fill=\"none\" {} stroke-width=\"{}\"{dashes}",
                paint.as_attributes("stroke"),
                number(of.number("lineWidth"))
            )
        } else {
            paint.as_attributes("fill")
        };
        _ = write!(self.elements, "<{tag} {place} {painted}{}/>", turned(of));
    }

    fn text(&mut self, of: &Thing, text: String, [x, y]: [f64; 2]) {
        let Some(paint) = Paint::read(&of.text("fillStyle"), of.number("globalAlpha")) else { return };
        let anchor = match of.text("textAlign").as_str() {
            "center" => " text-anchor=\"middle\"",
            "right" | "end" => " text-anchor=\"end\"",
            _ => "",
        };
        // Programs differ in what they take for the middle of a line; all of them know its base.
        let up = of.ask("measureText", &text).number("alphabeticBaseline");
        let y = if up.is_nan() { y } else { y - up };
        let (x, y, font) = (number(x), number(y), escaped(&of.text("font")));
        let (paint, turned, text) = (paint.as_attributes("fill"), turned(of), escaped(&text));
        _ = write!(
            self.elements,
            "<text x=\"{x}\" y=\"{y}\" style=\"font:{font}\"{anchor} {paint}{turned}>{text}</text>"
        );
    }

    /// A picture of cells, so many pixels wide; it takes the place of all that was drawn.
    fn picture(&mut self, pixels: &Thing, wide: f64) {
        let pixels = js_sys::Uint8ClampedArray::from(pixels.value().clone()).to_vec();
        self.elements = cells(&pixels, wide as usize);
    }
}

/// How a context turns and moves what it draws, as an attribute.
fn turned(of: &Thing) -> String {
    let matrix = of.call("getTransform", &[]);
    let parts = ["a", "b", "c", "d", "e", "f"].map(|part| matrix.number(part));
    if parts == [1.0, 0.0, 0.0, 1.0, 0.0, 0.0] || parts.iter().any(|part| part.is_nan()) {
        return String::new();
    }
    format!(" transform=\"matrix({})\"", parts.map(number).join(" "))
}

/// A part of a circle, from an angle to another, clockwise; a whole one in two halves.
fn arc([x, y]: [f64; 2], r: f64, [from, to]: [f64; 2]) -> String {
    let at = |angle: f64| format!("{} {}", number(x + r * angle.cos()), number(y + r * angle.sin()));
    let middle = (from + to) / 2.0;
    let r = number(r);
    format!("M{}A{r} {r} 0 0 1 {}A{r} {r} 0 0 1 {}", at(from), at(middle), at(to))
}
