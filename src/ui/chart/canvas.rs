//! A chart on a canvas as wide as its room, and the same chart as an SVG.

use leptos::html::{Canvas, Div};
use leptos::prelude::*;
use leptos_use::{use_element_visibility, use_media_query};
use plotters::prelude::{DrawingBackend, RGBColor};

use super::frame::{Area, DrawError, Style};
use crate::app::use_app;
use crate::browser::canvas::{rgb, token};
use crate::browser::plot::{plot, svg};
use crate::browser::size::width_of;

/// Something that can be drawn on any backend.
pub trait Draw {
    /// Draws it.
    ///
    /// # Errors
    /// The backend's.
    fn draw<DB: DrawingBackend>(&self, area: &Area<DB>, style: &Style) -> Result<(), DrawError<DB>>;
}

/// Text height in charts, in CSS pixels.
const FONT_PX: f64 = 13.0;

/// A chart on a canvas as wide as the room it is given; drawn again when the chart, the width, the theme
/// or the fineness of the screen changes.
#[component]
pub fn ChartCanvas<C: Draw + Clone + PartialEq + Send + Sync + 'static>(
    chart: Signal<C>,
    /// The content of the chart, for a screen reader.
    #[prop(into)]
    label: Signal<String>,
    /// CSS pixels.
    height: f64,
) -> impl IntoView {
    let app = use_app();
    let node: NodeRef<Canvas> = NodeRef::new();
    let room: NodeRef<Div> = NodeRef::new();
    let width = width_of(room);
    let dark = use_media_query("(prefers-color-scheme: dark)");
    let theme = app.theme();
    let chart = Memo::new(move |_| chart.get());
    let style = Memo::new(move |_| {
        let _ = (theme.get(), dark.get());
        style_of_the_theme()
    });
    // To draw is most of the work of a step: a chart that is out of sight is drawn once, and again when it is seen.
    let seen = use_element_visibility(room);
    Effect::new(move |drawn: Option<bool>| {
        if !seen.get() && drawn == Some(true) {
            return true;
        }
        let Some(canvas) = node.get() else { return false };
        let width = width.get().floor();
        if width < 1.0 {
            return false;
        }
        // A canvas that cannot be drawn on stays empty; the numbers stand beside it as text.
        let ratio = app.pixel_ratio.get();
        plot(&canvas, [width, height], ratio, |area| {
            let _ = chart.with(|chart| chart.draw(area, &Style { ratio, ..style.get() }));
        });
        true
    });
    view! {
        <div class="chart" node_ref=room style:height=format!("{height}px")>
            <canvas node_ref=node role="img" aria-label=label></canvas>
        </div>
    }
}

/// A chart as an SVG of `width` by `height` CSS pixels, in the colours of the theme in force.
pub fn picture<C: Draw>(chart: &C, width: f64, height: f64) -> String {
    svg(width as u32, height as u32, |area, ratio| {
        // Writing into memory does not fail.
        let _ = chart.draw(area, &Style { ratio, ..style_of_the_theme() });
    })
}

/// The lengths of all charts, at so many device pixels in a CSS pixel; without colours, which move nothing.
pub(super) fn measures(ratio: f64) -> Style {
    let [ink, soft, line, ground] = [RGBColor(128, 128, 128); 4];
    let font = "system-ui, sans-serif".to_owned();
    Style { ink, soft, line, ground, series: Vec::new(), font, font_px: FONT_PX, ratio }
}

/// The style of the theme in force, for a screen of one device pixel in a CSS pixel.
fn style_of_the_theme() -> Style {
    let colour = |name: &str| {
        let [r, g, b] = rgb(&token(name)).unwrap_or([128; 3]);
        RGBColor(r, g, b)
    };
    Style {
        ink: colour("--ink"),
        soft: colour("--soft"),
        line: colour("--line"),
        ground: colour("--card"),
        series: (1..=7).map(|i| colour(&format!("--series-{i}"))).collect(),
        ..measures(1.0)
    }
}
