//! A canvas and an SVG as one backend of plotters.
//!
//! As two backends they would make the page 1.9 KiB larger (brotli): all drawing code would be compiled twice.

use std::fmt::Error;

use plotters::coord::Shift;
use plotters::prelude::{DrawingArea, FontDesc, IntoDrawingArea, SVGBackend, TextStyle};
use plotters_backend::{
    BackendColor, BackendCoord, BackendStyle, BackendTextStyle, DrawingBackend, DrawingErrorKind,
};
use plotters_canvas::CanvasBackend;
use web_sys::HtmlCanvasElement;

use super::canvas::fit;

/// Units of an SVG in a CSS pixel: plotters draws at whole numbers, and an SVG may be looked at closely.
const FINENESS: u32 = 8;

/// The canvas or the SVG on which a chart is drawn.
pub enum Surface<'a> {
    /// On the screen.
    Canvas(CanvasBackend),
    /// In memory.
    Svg(SVGBackend<'a>),
}

/// An area of it.
pub type SurfaceArea<'a> = DrawingArea<Surface<'a>, Shift>;

/// Makes the canvas `width` by `height` CSS pixels, each of `ratio` device pixels, and lets `draw` draw on it.
pub fn plot(
    canvas: &HtmlCanvasElement,
    [width, height]: [f64; 2],
    ratio: f64,
    draw: impl FnOnce(&SurfaceArea),
) {
    let (wide, _) = fit(canvas, width, height, ratio);
    // To set its width empties it.
    canvas.set_width(wide);
    if let Some(backend) = CanvasBackend::with_canvas_object(canvas.clone()) {
        draw(&Surface::Canvas(backend).into_drawing_area());
    }
}

/// Lets `draw` draw on an SVG of `width` by `height` CSS pixels; its second argument is the number of units in a CSS pixel.
pub fn svg(width: u32, height: u32, draw: impl FnOnce(&SurfaceArea, f64)) -> String {
    let (wide, high) = (width * FINENESS, height * FINENESS);
    let mut drawn = String::new();
    let surface = Surface::Svg(SVGBackend::with_string(&mut drawn, (wide, high)));
    draw(&surface.into_drawing_area(), f64::from(FINENESS));
    let size = format!("width=\"{width}\" height=\"{height}\" viewBox=\"0 0 {wide} {high}\"");
    format!("<svg xmlns=\"http://www.w3.org/2000/svg\" {size}>\n{drawn}</svg>\n")
}

/// Whether the drawing succeeded. The reason of a failure is dropped: the reader of a chart could not mend it.
type Drawn = Result<(), DrawingErrorKind<Error>>;

/// Passes a call on to the backend in use.
macro_rules! either {
    ($surface:ident, $backend:ident => $drawn:expr) => {
        match $surface {
            Surface::Canvas($backend) => $drawn.map_err(|_| DrawingErrorKind::DrawingError(Error)),
            Surface::Svg($backend) => $drawn.map_err(|_| DrawingErrorKind::DrawingError(Error)),
        }
    };
}

impl DrawingBackend for Surface<'_> {
    type ErrorType = Error;

    fn get_size(&self) -> (u32, u32) {
        match self {
            Self::Canvas(canvas) => canvas.get_size(),
            Self::Svg(svg) => svg.get_size(),
        }
    }

    fn ensure_prepared(&mut self) -> Drawn {
        either!(self, backend => backend.ensure_prepared())
    }

    fn present(&mut self) -> Drawn {
        either!(self, backend => backend.present())
    }

    fn draw_pixel(&mut self, at: BackendCoord, colour: BackendColor) -> Drawn {
        either!(self, backend => backend.draw_pixel(at, colour))
    }

    fn draw_line<S: BackendStyle>(&mut self, from: BackendCoord, to: BackendCoord, style: &S) -> Drawn {
        either!(self, backend => backend.draw_line(from, to, style))
    }

    fn draw_rect<S: BackendStyle>(
        &mut self,
        a: BackendCoord,
        b: BackendCoord,
        style: &S,
        fill: bool,
    ) -> Drawn {
        either!(self, backend => backend.draw_rect(a, b, style, fill))
    }

    fn draw_path<S: BackendStyle, I: IntoIterator<Item = BackendCoord>>(
        &mut self,
        path: I,
        style: &S,
    ) -> Drawn {
        either!(self, backend => backend.draw_path(path, style))
    }

    fn draw_circle<S: BackendStyle>(&mut self, centre: BackendCoord, r: u32, style: &S, fill: bool) -> Drawn {
        either!(self, backend => backend.draw_circle(centre, r, style, fill))
    }

    fn fill_polygon<S: BackendStyle, I: IntoIterator<Item = BackendCoord>>(
        &mut self,
        path: I,
        style: &S,
    ) -> Drawn {
        either!(self, backend => backend.fill_polygon(path, style))
    }

    fn draw_text<S: BackendTextStyle>(&mut self, text: &str, style: &S, at: BackendCoord) -> Drawn {
        // The SVG backend takes a font size for 1.24 em, the canvas for 1 em.
        let em = if matches!(self, Self::Svg(_)) { 1.24 } else { 1.0 };
        let font =
            FontDesc::new(style.family(), style.size() * em, style.style()).transform(style.transform());
        let style = TextStyle { font, color: style.color(), pos: style.anchor() };
        either!(self, backend => backend.draw_text(text, &style, at))
    }
}
