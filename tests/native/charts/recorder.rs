//! A backend that remembers every call, and charts to draw on it.

use std::convert::Infallible;

use deltascope::timing::slope::fit;
use deltascope::ui::chart::{Line, Lines, LogLog, Look, Marker, Point, PowerLine, Scaling, Style, Vertical};
use plotters::coord::Shift;
use plotters::prelude::*;
use plotters_backend::text_anchor::{HPos, VPos};
use plotters_backend::{BackendCoord, BackendStyle, BackendTextStyle, DrawingErrorKind};

type Ok = Result<(), DrawingErrorKind<Infallible>>;

/// Everything that was drawn, in the order of drawing.
#[derive(Default)]
pub struct Drawn {
    pub paths: Vec<Vec<BackendCoord>>,
    pub polygons: Vec<Vec<BackendCoord>>,
    pub discs: Vec<BackendCoord>,
    pub texts: Vec<(String, BackendCoord)>,
    /// Left, upper, right and lower edge of each text.
    pub boxes: Vec<(i32, i32, i32, i32)>,
}

impl Drawn {
    /// The texts of ticks: they start with a digit.
    pub fn numbers(&self) -> Vec<&str> {
        let texts = self.texts.iter().map(|(text, _)| text.as_str());
        texts.filter(|text| text.starts_with(|c: char| c.is_ascii_digit())).collect()
    }

    /// All texts lie in an area of `size`, and no two lie on each other.
    pub fn check_texts(&self, size: (u32, u32)) {
        for (i, a) in self.boxes.iter().enumerate() {
            let text = &self.texts[i].0;
            assert!(
                a.0 >= 0 && a.1 >= 0 && a.2 <= size.0 as i32 && a.3 <= size.1 as i32,
                "{text} at {a:?} of {size:?}"
            );
            for (j, b) in self.boxes.iter().enumerate().skip(i + 1) {
                let apart = a.2 <= b.0 || b.2 <= a.0 || a.3 <= b.1 || b.3 <= a.1;
                assert!(apart, "{text} on {} of {size:?}", self.texts[j].0);
            }
        }
    }
}

pub struct Recorder<'a> {
    size: (u32, u32),
    drawn: &'a mut Drawn,
}

impl DrawingBackend for Recorder<'_> {
    type ErrorType = Infallible;

    fn get_size(&self) -> (u32, u32) {
        self.size
    }
    fn ensure_prepared(&mut self) -> Ok {
        Ok(())
    }
    fn present(&mut self) -> Ok {
        Ok(())
    }
    fn draw_pixel(&mut self, _: BackendCoord, _: plotters_backend::BackendColor) -> Ok {
        Ok(())
    }
    fn draw_line<S: BackendStyle>(&mut self, from: BackendCoord, to: BackendCoord, _: &S) -> Ok {
        self.drawn.paths.push(vec![from, to]);
        Ok(())
    }
    fn draw_rect<S: BackendStyle>(&mut self, _: BackendCoord, _: BackendCoord, _: &S, _: bool) -> Ok {
        Ok(())
    }
    fn fill_polygon<S: BackendStyle, I: IntoIterator<Item = BackendCoord>>(&mut self, path: I, _: &S) -> Ok {
        self.drawn.polygons.push(path.into_iter().collect());
        Ok(())
    }
    fn draw_path<S: BackendStyle, I: IntoIterator<Item = BackendCoord>>(&mut self, path: I, _: &S) -> Ok {
        self.drawn.paths.push(path.into_iter().collect());
        Ok(())
    }
    fn draw_circle<S: BackendStyle>(&mut self, centre: BackendCoord, _: u32, _: &S, _: bool) -> Ok {
        self.drawn.discs.push(centre);
        Ok(())
    }
    fn draw_text<S: BackendTextStyle>(&mut self, text: &str, text_style: &S, at: BackendCoord) -> Ok {
        let high = text_style.size() as i32;
        let wide = style(f64::from(high) / 13.0).width(text);
        let left = match text_style.anchor().h_pos {
            HPos::Left => at.0,
            HPos::Center => at.0 - wide / 2,
            HPos::Right => at.0 - wide,
        };
        let top = match text_style.anchor().v_pos {
            VPos::Top => at.1,
            VPos::Center => at.1 - high / 2,
            VPos::Bottom => at.1 - high,
        };
        self.drawn.texts.push((text.to_owned(), at));
        self.drawn.boxes.push((left, top, left + wide, top + high));
        Ok(())
    }
}

pub fn recorded(size: (u32, u32), draw: impl FnOnce(&DrawingArea<Recorder, Shift>)) -> Drawn {
    let mut drawn = Drawn::default();
    let area = Recorder { size, drawn: &mut drawn }.into_drawing_area();
    draw(&area);
    drop(area);
    drawn
}

pub fn style(ratio: f64) -> Style {
    let [ink, soft, line, ground] = [0, 90, 200, 255].map(|grey| RGBColor(grey, grey, grey));
    Style {
        ink,
        soft,
        line,
        ground,
        series: vec![RGBColor(200, 0, 0)],
        font: "sans-serif".into(),
        font_px: 13.0,
        ratio,
    }
}

pub fn scaling(exponent: f64, marker: Marker) -> Scaling {
    let medians: Vec<(f64, f64)> =
        (6..12).map(|e| f64::from(1 << e)).map(|n| (n, 1e-4 * n.powf(exponent))).collect();
    let point = |&(x, y): &(f64, f64)| Point { x, y, low: y * 0.9, high: y * 1.1, samples: Vec::new() };
    let points = medians.iter().map(point).collect();
    Scaling {
        label: "kernel".into(),
        colour: 0,
        marker,
        look: Look::Points,
        points,
        fit_from: 0.0,
        law: fit(&medians).map(|law| PowerLine {
            exponent: law.exponent,
            half_width: law.half_width,
            factor: law.factor,
        }),
    }
}

pub fn chart(series: Vec<Scaling>) -> LogLog {
    LogLog { x_title: "n".into(), y_title: "time".into(), y: Vertical::Times, series }
}

pub fn no_lines() -> Lines {
    Lines {
        x_title: "token".into(),
        y_title: "norm".into(),
        lines: vec![],
        log_y: false,
        position: Some(3),
        x: Lines::BY_TOKEN,
    }
}

pub fn line(values: &[f64]) -> Line {
    Line { label: "DeltaNet".into(), colour: 0, values: values.to_vec() }
}
