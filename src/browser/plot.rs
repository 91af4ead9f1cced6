//! A canvas as a backend of plotters.

use plotters::coord::Shift;
use plotters::prelude::{DrawingArea, IntoDrawingArea};
use plotters_canvas::CanvasBackend;
use web_sys::HtmlCanvasElement;

use super::canvas::fit;

/// Makes the canvas `width` by `height` CSS pixels, sharp on this screen, and lets `draw` draw on it; its second argument
/// is the number of device pixels in a CSS pixel.
pub fn plot(
    canvas: &HtmlCanvasElement,
    width: f64,
    height: f64,
    draw: impl FnOnce(&DrawingArea<CanvasBackend, Shift>, f64),
) {
    let ratio = fit(canvas, width, height);
    if let Some(backend) = CanvasBackend::with_canvas_object(canvas.clone()) {
        draw(&backend.into_drawing_area(), ratio);
    }
}
