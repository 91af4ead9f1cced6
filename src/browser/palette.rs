//! The colours of the theme in force, for what is drawn on canvases.

use leptos::prelude::{document, window};
use web_sys::Element;

/// Red, green and blue.
pub type Rgb = [u8; 3];

/// The colours of the theme in force: the tokens of `style/tokens.css`.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Palette {
    /// Text and the strongest lines.
    pub ink: Rgb,
    /// Text that stands back.
    pub soft: Rgb,
    /// Fine lines.
    pub line: Rgb,
    /// The ground of cards and charts.
    pub card: Rgb,
    /// What is chosen.
    pub accent: Rgb,
    /// A cell without a number, or of 0.
    pub empty: Rgb,
    /// Numbers above 0.
    pub above: Rgb,
    /// Numbers below 0.
    pub below: Rgb,
    /// Series of charts, by their number.
    pub series: [Rgb; 7],
}

impl Palette {
    /// As the style sheets say it now. To ask a browser for a colour may make it style all that has been changed since it last did so:
    /// all colours are asked for at once.
    pub fn of_the_theme() -> Self {
        let mut colours = colours(&TOKENS).unwrap_or_default().into_iter();
        let mut next = || colours.next().unwrap_or_default();
        let [ink, soft, line, card, accent, empty, above, below] = std::array::from_fn(|_| next());
        Self { ink, soft, line, card, accent, empty, above, below, series: std::array::from_fn(|_| next()) }
    }
}

/// The tokens, in the order of the fields.
const TOKENS: [&str; 15] = [
    "--ink",
    "--soft",
    "--line",
    "--card",
    "--accent",
    "--empty",
    "--pos",
    "--neg",
    "--series-1",
    "--series-2",
    "--series-3",
    "--series-4",
    "--series-5",
    "--series-6",
    "--series-7",
];

/// The colours of tokens. A token may hold one colour for each theme. Its own value names both; the value of a property that uses it
/// is the one in force.
fn colours(tokens: &[&str]) -> Option<Vec<Rgb>> {
    let head = document().query_selector("head").ok()??;
    let place = document().create_element("span").ok()?;
    let probes: Vec<_> = tokens.iter().map(|token| probe(&place, token)).collect();
    head.append_child(&place).ok()?;
    let colour = |probe: Option<Element>| probe.and_then(|probe| colour_of(&probe)).unwrap_or_default();
    let colours = probes.into_iter().map(colour).collect();
    place.remove();
    Some(colours)
}

/// An element in the colour of a token.
fn probe(place: &Element, token: &str) -> Option<Element> {
    let probe = document().create_element("span").ok()?;
    // Where the system forces its few colours on the page, a picture keeps its own: they are its numbers.
    probe.set_attribute("style", &format!("color: var({token}); forced-color-adjust: none")).ok()?;
    place.append_child(&probe).ok()?;
    Some(probe)
}

fn colour_of(probe: &Element) -> Option<Rgb> {
    rgb(&window().get_computed_style(probe).ok()??.get_property_value("color").ok()?)
}

/// `rgb(28, 28, 30)`, as browsers write an opaque colour.
fn rgb(colour: &str) -> Option<Rgb> {
    let mut parts = colour.strip_prefix("rgb(")?.strip_suffix(')')?.split(',');
    let mut part = || parts.next()?.trim().parse().ok();
    Some([part()?, part()?, part()?])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn colours_are_read_as_browsers_write_them() {
        assert_eq!(rgb("rgb(0, 170, 255)"), Some([0, 170, 255]));
        for other in ["", "red", "#102030", "rgb(0, 170)", "rgb(0, 170, 256)", "color(srgb 0 0 1)"] {
            assert_eq!(rgb(other), None, "{other}");
        }
    }
}
