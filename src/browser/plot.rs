//! A canvas as a backend of plotters.

use leptos::prelude::window;
use plotters::coord::Shift;
use plotters::prelude::{DrawingArea, IntoDrawingArea};
use plotters_canvas::CanvasBackend;
use web_sys::HtmlCanvasElement;

/// Makes the canvas `width` by `height` CSS pixels, sharp on this screen, and lets `draw` draw on it; its second argument
/// is the number of device pixels in a CSS pixel.
pub fn plot(
    canvas: &HtmlCanvasElement,
    width: f64,
    height: f64,
    draw: impl FnOnce(&DrawingArea<CanvasBackend, Shift>, f64),
) {
    let ratio = window().device_pixel_ratio().max(1.0);
    canvas.set_width((width * ratio).round().max(1.0) as u32);
    canvas.set_height((height * ratio).round().max(1.0) as u32);
    let style = canvas.style();
    let _ = style.set_property("width", &format!("{width}px"));
    let _ = style.set_property("height", &format!("{height}px"));
    if let Some(backend) = CanvasBackend::with_canvas_object(canvas.clone()) {
        draw(&backend.into_drawing_area(), ratio);
    }
}
