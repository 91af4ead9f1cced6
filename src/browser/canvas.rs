//! A canvas as a sheet to put pictures on.

use wasm_bindgen::{Clamped, JsCast};
use web_sys::{CanvasRenderingContext2d, HtmlCanvasElement, ImageData};

use super::palette::Rgb;
use crate::knobs::decimal;

/// A canvas that is sharp on any screen: coordinates are CSS pixels.
#[derive(Clone)]
pub struct Sheet {
    context: CanvasRenderingContext2d,
    /// Its width and height in CSS pixels.
    sides: [f64; 2],
    /// Its width and height in the pixels of the screen.
    pub size: (u32, u32),
    /// The pixels of the screen in one CSS pixel.
    pub ratio: f64,
}

impl Sheet {
    /// Makes `canvas` `width` by `height` CSS pixels, each of `ratio` device pixels, and returns it to draw on, over its
    /// present contents.
    pub fn new(canvas: &HtmlCanvasElement, width: f64, height: f64, ratio: f64) -> Option<Self> {
        let size = fit(canvas, width, height, ratio);
        let context: CanvasRenderingContext2d = canvas.get_context("2d").ok()??.dyn_into().ok()?;
        context.set_transform(ratio, 0.0, 0.0, ratio, 0.0, 0.0).ok()?;
        Some(Self { context, sides: [width, height], size, ratio })
    }

    /// Whether it is `width` by `height` CSS pixels, each of `ratio` device pixels.
    pub fn is(&self, width: f64, height: f64, ratio: f64) -> bool {
        (self.sides, self.ratio) == ([width, height], ratio)
    }

    /// Puts a picture on the sheet: red, green, blue and opacity of each pixel of the screen, row by row.
    pub fn put(&self, rgba: &[u8]) {
        let (wide, high) = self.size;
        // A picture of another size is refused, and the sheet stays as it was.
        if let Ok(image) = ImageData::new_with_u8_clamped_array_and_sh(Clamped(rgba), wide, high) {
            let _ = self.context.put_image_data(&image, 0.0, 0.0);
        }
    }

    /// Draws the outline of a rectangle, inside it.
    pub fn outline(&self, [r, g, b]: Rgb, line: f64, x: f64, y: f64, width: f64, height: f64) {
        self.context.set_stroke_style_str(&format!("rgb({r}, {g}, {b})"));
        self.context.set_line_width(line);
        self.context.stroke_rect(x + line / 2.0, y + line / 2.0, width - line, height - line);
    }

    /// Writes a text around a point, `px` high.
    pub fn write(&self, [r, g, b]: Rgb, px: f64, text: &str, x: f64, y: f64) {
        self.context.set_font(&format!("{px}px ui-sans-serif, system-ui, sans-serif"));
        self.context.set_text_align("center");
        self.context.set_text_baseline("middle");
        self.context.set_fill_style_str(&format!("rgb({r}, {g}, {b})"));
        let _ = self.context.fill_text(text, x, y);
    }
}

/// Makes the canvas `width` by `height` CSS pixels, each of `ratio` device pixels, and returns its size in those.
pub(super) fn fit(canvas: &HtmlCanvasElement, width: f64, height: f64, ratio: f64) -> (u32, u32) {
    let (wide, high) = device_size(width, height, ratio);
    // Setting the size of a canvas makes the browser lay the page out anew, even if the size stays the same.
    if (canvas.width(), canvas.height()) != (wide, high) {
        canvas.set_width(wide);
        canvas.set_height(high);
    }
    // One of the two sizes may change and the other not: twice as fine, and half as large.
    let style = canvas.style();
    for (side, length) in [("width", width), ("height", height)] {
        let set = style.get_property_value(side).ok().and_then(|set| decimal(set.strip_suffix("px")?));
        // Browsers give it back with six digits.
        if set.is_none_or(|set| (set - length).abs() > 0.01) {
            let _ = style.set_property(side, &format!("{length}px"));
        }
    }
    (wide, high)
}

/// The size of `width` by `height` CSS pixels in device pixels, of which `ratio` make one CSS pixel.
pub fn device_size(width: f64, height: f64, ratio: f64) -> (u32, u32) {
    let whole = |x: f64| (x * ratio).round().max(1.0) as u32;
    (whole(width), whole(height))
}
