//! A canvas and an SVG as one backend of plotters.

use std::fmt::Error;

use plotters::coord::Shift;
use plotters::prelude::{DrawingArea, IntoDrawingArea, SVGBackend};
use plotters_backend::{
    BackendColor, BackendCoord, BackendStyle, BackendTextStyle, DrawingBackend, DrawingErrorKind, FontFamily,
    FontStyle, FontTransform, text_anchor::Pos,
};
use plotters_canvas::CanvasBackend;
use web_sys::HtmlCanvasElement;

use super::canvas::fit;

/// Units of an SVG in a CSS pixel: plotters draws at whole numbers, and an SVG may be looked at closely.
const FINENESS: u32 = 8;

/// What charts are drawn on. One type for both, so that the page carries the code that draws once.
pub enum Surface<'a> {
    /// On the screen.
    Canvas(CanvasBackend),
    /// In memory.
    Svg(SVGBackend<'a>),
}

/// An area of it.
pub type SurfaceArea<'a> = DrawingArea<Surface<'a>, Shift>;

/// Makes the canvas `width` by `height` CSS pixels, sharp on this screen, and lets `draw` draw on it; its second argument
/// is the number of device pixels in a CSS pixel.
pub fn plot(canvas: &HtmlCanvasElement, width: f64, height: f64, draw: impl FnOnce(&SurfaceArea, f64)) {
    let ratio = fit(canvas, width, height);
    if let Some(backend) = CanvasBackend::with_canvas_object(canvas.clone()) {
        draw(&Surface::Canvas(backend).into_drawing_area(), ratio);
    }
}

/// What `draw` draws, as an SVG of `width` by `height` CSS pixels; its second argument is the number of units in one.
pub fn svg(width: u32, height: u32, draw: impl FnOnce(&SurfaceArea, f64)) -> String {
    let (wide, high) = (width * FINENESS, height * FINENESS);
    let mut drawn = String::new();
    let surface = Surface::Svg(SVGBackend::with_string(&mut drawn, (wide, high)));
    draw(&surface.into_drawing_area(), f64::from(FINENESS));
    let size = format!("width=\"{width}\" height=\"{height}\" viewBox=\"0 0 {wide} {high}\"");
    format!("<svg xmlns=\"http://www.w3.org/2000/svg\" {size}>\n{drawn}</svg>\n")
}

/// Whether it was drawn. Why not is not told: nobody who looks at a chart could mend it.
type Drawn = Result<(), DrawingErrorKind<Error>>;

fn told<E: std::error::Error + Send + Sync>(result: Result<(), DrawingErrorKind<E>>) -> Drawn {
    result.map_err(|_| DrawingErrorKind::DrawingError(Error))
}

/// Has either backend do the same.
macro_rules! either {
    ($surface:ident, $backend:ident => $drawn:expr) => {
        match $surface {
            Surface::Canvas($backend) => told($drawn),
            Surface::Svg($backend) => told($drawn),
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
        match self {
            // The SVG backend forgets how thick the outline of a rectangle is.
            Self::Svg(svg) if !fill => told(svg.draw_path([a, (b.0, a.1), b, (a.0, b.1), a], style)),
            _ => either!(self, backend => backend.draw_rect(a, b, style, fill)),
        }
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
        match self {
            Self::Canvas(canvas) => told(canvas.draw_text(text, style, at)),
            Self::Svg(svg) => told(svg.draw_text(text, &InPixels(style), at)),
        }
    }
}

/// A style whose text the SVG backend writes as large as it says: it takes sizes for 1.24 em.
struct InPixels<'a, S>(&'a S);

impl<S: BackendTextStyle> BackendTextStyle for InPixels<'_, S> {
    type FontError = S::FontError;

    fn color(&self) -> BackendColor {
        self.0.color()
    }

    fn size(&self) -> f64 {
        self.0.size() * 1.24
    }

    fn transform(&self) -> FontTransform {
        self.0.transform()
    }

    fn style(&self) -> FontStyle {
        self.0.style()
    }

    fn anchor(&self) -> Pos {
        self.0.anchor()
    }

    fn family(&self) -> FontFamily<'_> {
        self.0.family()
    }

    fn layout_box(&self, text: &str) -> Result<((i32, i32), (i32, i32)), S::FontError> {
        self.0.layout_box(text)
    }

    fn draw<E, F: FnMut(i32, i32, BackendColor) -> Result<(), E>>(
        &self,
        text: &str,
        at: BackendCoord,
        draw: F,
    ) -> Result<Result<(), E>, S::FontError> {
        self.0.draw(text, at, draw)
    }
}
