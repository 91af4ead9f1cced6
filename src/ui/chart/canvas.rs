//! A chart on a canvas as wide as its room, and the same chart as an SVG.

use leptos::html;
use leptos::prelude::*;
use leptos::wasm_split::SplitLoaderError;
use leptos_use::use_element_visibility;
use plotters::prelude::RGBColor;

use super::frame::Style;
use super::{Chart, Draw};
use crate::app::use_app;
use crate::browser::numbers;
use crate::browser::palette::{Palette, Rgb};
use crate::browser::plot::{plot, svg};
use crate::browser::size::width_of;
use crate::erased::Memo;
use crate::ui::Part;

/// Text height in charts, in CSS pixels.
const FONT_PX: f64 = 13.0;

/// A chart on a canvas as wide as the room it is given. What draws it is a piece of the wasm of its own, which is fetched when the page
/// is at rest; without it the place stays empty, and the numbers stand beside it as text.
#[component]
pub fn ChartCanvas(
    #[prop(into)] chart: Signal<Chart>,
    /// The content of the chart, for a screen reader.
    #[prop(into)]
    label: Signal<String>,
    /// CSS pixels.
    height: f64,
) -> impl IntoView {
    let fetch = move || async move {
        let Charts { canvas, .. } = charts().await?;
        Ok(move || canvas(chart, label, height))
    };
    view! { <div style:min-height=format!("{height}px")><Part fetch class="chart" /></div> }
}

/// What draws charts.
#[derive(Clone, Copy)]
struct Charts {
    canvas: fn(Signal<Chart>, Signal<String>, f64) -> AnyView,
    svg: fn(&Chart, &Palette, [f64; 2]) -> String,
}

/// Fetches it.
#[leptos::wasm_split::wasm_split(charts, wasm_split_path = ::leptos::wasm_split, fallible)]
fn charts() -> Result<Charts, SplitLoaderError> {
    let canvas = |chart, label, height| view! { <Drawn chart label height /> }.into_any();
    Ok(Charts { canvas, svg: as_svg })
}

/// The canvas; drawn again when the chart, the width, the theme or the fineness of the screen changes.
#[component]
fn Drawn(chart: Signal<Chart>, label: Signal<String>, height: f64) -> impl IntoView {
    let app = use_app();
    let node: NodeRef<html::Canvas> = NodeRef::new();
    let room: NodeRef<html::Div> = NodeRef::new();
    let width = width_of(room);
    let chart = Memo::new(move || chart.get());
    // To draw is most of the work of a step: a chart that is out of sight is drawn once, and again when it is seen.
    let seen = use_element_visibility(room);
    Effect::new(move |drawn: Option<bool>| {
        if app.pictured.get()
            && let Some(canvas) = node.get_untracked()
        {
            numbers::tell(&*canvas, || chart.with_untracked(Chart::numbers));
        }
        if !seen.get() && drawn == Some(true) {
            return true;
        }
        let Some(canvas) = node.get() else { return false };
        let width = width.get().floor();
        if width < 1.0 {
            return false;
        }
        // A canvas that cannot be drawn on stays empty.
        let style = Style { ratio: app.pixel_ratio.get(), ..app.palette.with(style) };
        plot(&canvas, [width, height], style.ratio, |area| _ = chart.with(|chart| chart.draw(area, &style)));
        true
    });
    view! { <div node_ref=room><canvas node_ref=node role="img" aria-label=label></canvas></div> }
}

fn as_svg(chart: &Chart, palette: &Palette, [width, height]: [f64; 2]) -> String {
    svg(width as u32, height as u32, |area, ratio| {
        // Writing into memory does not fail.
        let _ = chart.draw(area, &Style { ratio, ..style(palette) });
    })
}

/// A chart as an SVG of so many CSS pixels, width and height, in the colours of a palette; nothing where the code that draws could not
/// be fetched.
pub async fn picture(chart: &Chart, palette: &Palette, size: [f64; 2]) -> Option<String> {
    Some((charts().await.ok()?.svg)(chart, palette, size))
}

/// The lengths of all charts, at so many device pixels in a CSS pixel; without colours, which move nothing.
pub(super) fn measures(ratio: f64) -> Style {
    let [ink, soft, line, ground] = [RGBColor(128, 128, 128); 4];
    let font = "system-ui, sans-serif".to_owned();
    Style { ink, soft, line, ground, series: Vec::new(), font, font_px: FONT_PX, ratio }
}

/// The style in these colours, for a screen of one device pixel in a CSS pixel.
fn style(palette: &Palette) -> Style {
    let colour = |[r, g, b]: Rgb| RGBColor(r, g, b);
    Style {
        ink: colour(palette.ink),
        soft: colour(palette.soft),
        line: colour(palette.line),
        ground: colour(palette.card),
        series: palette.series.map(colour).to_vec(),
        ..measures(1.0)
    }
}
