//! A canvas as a sheet of coloured cells.

use leptos::prelude::{document, window};
use wasm_bindgen::JsCast;
use web_sys::{CanvasRenderingContext2d, HtmlCanvasElement};

/// A canvas that is sharp on any screen: coordinates are CSS pixels.
pub struct Sheet {
    context: CanvasRenderingContext2d,
}

impl Sheet {
    /// Makes `canvas` `width` by `height` CSS pixels and gives it to draw on, over what is there.
    pub fn new(canvas: &HtmlCanvasElement, width: f64, height: f64) -> Option<Self> {
        let ratio = pixel_ratio();
        // To set the size of a canvas, even to what it is, makes the browser lay the page out anew.
        if (canvas.width(), canvas.height()) != device_pixels(width, height, ratio) {
            fit(canvas, width, height);
        }
        let context: CanvasRenderingContext2d = canvas.get_context("2d").ok()??.dyn_into().ok()?;
        context.set_transform(ratio, 0.0, 0.0, ratio, 0.0, 0.0).ok()?;
        Some(Self { context })
    }

    /// Fills squares of one colour: of each the strength, from 0, not at all, to 1, opaque, and its left upper corner.
    /// Much faster than a colour for each of them, which the browser would have to read.
    pub fn tint(&self, colour: &str, side: f64, squares: impl Iterator<Item = (f64, f64, f64)>) {
        self.context.set_fill_style_str(colour);
        for (strength, x, y) in squares {
            self.context.set_global_alpha(strength);
            self.context.fill_rect(x, y, side, side);
        }
        self.context.set_global_alpha(1.0);
    }

    /// Fills a rectangle.
    pub fn fill(&self, colour: &str, x: f64, y: f64, width: f64, height: f64) {
        self.context.set_fill_style_str(colour);
        self.context.fill_rect(x, y, width, height);
    }

    /// Draws the outline of a rectangle, inside it.
    pub fn outline(&self, colour: &str, line: f64, x: f64, y: f64, width: f64, height: f64) {
        self.context.set_stroke_style_str(colour);
        self.context.set_line_width(line);
        self.context.stroke_rect(x + line / 2.0, y + line / 2.0, width - line, height - line);
    }
}

/// Makes the canvas `width` by `height` CSS pixels and as fine as the screen; gives the device pixels in a CSS pixel.
pub(super) fn fit(canvas: &HtmlCanvasElement, width: f64, height: f64) -> f64 {
    let ((wide, high), ratio) = device_size(width, height);
    canvas.set_width(wide);
    canvas.set_height(high);
    let style = canvas.style();
    let _ = style.set_property("width", &format!("{width}px"));
    let _ = style.set_property("height", &format!("{height}px"));
    ratio
}

/// The device pixels of an area of `width` by `height` CSS pixels, and how many of them make one of these.
pub fn device_size(width: f64, height: f64) -> ((u32, u32), f64) {
    let ratio = pixel_ratio();
    (device_pixels(width, height, ratio), ratio)
}

fn pixel_ratio() -> f64 {
    window().device_pixel_ratio().max(1.0)
}

fn device_pixels(width: f64, height: f64, ratio: f64) -> (u32, u32) {
    let whole = |x: f64| (x * ratio).round().max(1.0) as u32;
    (whole(width), whole(height))
}

/// The value of a colour token, such as `--ink`, under the theme of the moment.
pub fn token(name: &str) -> String {
    let style =
        document().document_element().and_then(|root| window().get_computed_style(&root).ok().flatten());
    style
        .and_then(|style| style.get_property_value(name).ok())
        .map(|value| value.trim().to_owned())
        .unwrap_or_default()
}
