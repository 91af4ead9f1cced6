//! Elements of an SVG, as text.

use std::collections::BTreeMap;
use std::fmt::Write;

/// A colour, and how much of what lies below it covers.
#[derive(Clone, Debug, PartialEq)]
pub struct Paint {
    colour: String,
    opacity: f64,
}

impl Paint {
    /// A colour as browsers write it, over which lies another opacity; nothing where nothing is painted.
    pub fn read(colour: &str, opacity: f64) -> Option<Self> {
        let colour = colour.trim();
        let plain = |colour: &str| Some(Self { colour: colour.to_owned(), opacity });
        let (name, rest) = match colour.split_once('(') {
            Some((name, rest)) => (name, rest.trim_end_matches(')')),
            None if colour.is_empty() || colour == "none" || colour == "transparent" => return None,
            None => return plain(colour),
        };
        let parts: Vec<f64> = rest
            .split([' ', ',', '/'])
            .filter(|part| !part.is_empty() && *part != "srgb")
            .map_while(|part| part.parse().ok())
            .collect();
        let ([r, g, b], own) = match parts[..] {
            [r, g, b] => ([r, g, b], 1.0),
            [r, g, b, own] => ([r, g, b], own),
            // A gradient, or a space of colours that we do not use: whoever shows the picture may know it.
            _ => return plain(colour),
        };
        let full = match name {
            "rgb" | "rgba" => 1.0,
            "color" => 255.0,
            _ => return plain(colour),
        };
        let byte = |x: f64| (x * full).round().clamp(0.0, 255.0) as u8;
        let colour = format!("#{:02x}{:02x}{:02x}", byte(r), byte(g), byte(b));
        let opacity = own * opacity;
        (opacity > 0.0).then_some(Self { colour, opacity })
    }

    /// As attributes of `fill` or of `stroke`.
    pub fn as_attributes(&self, of: &str) -> String {
        let colour = escaped(&self.colour);
        if self.opacity >= 1.0 {
            return format!("{of}=\"{colour}\"");
        }
        format!("{of}=\"{colour}\" {of}-opacity=\"{}\"", number(self.opacity))
    }
}

/// A length, to a thousandth of a pixel.
pub fn number(x: f64) -> String {
    let x = (x * 1000.0).round() / 1000.0;
    // Minus nothing is nothing.
    (x + 0.0).to_string()
}

/// A text as XML has it.
pub fn escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            // No document of XML may hold these.
            '\u{0}'..='\u{8}' | '\u{b}' | '\u{c}' | '\u{e}'..='\u{1f}' => {}
            c => escaped.push(c),
        }
    }
    escaped
}

/// A rectangle of one colour.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Cell {
    x: usize,
    y: usize,
    width: usize,
    height: usize,
    colour: [u8; 4],
}

/// The picture as rectangles of one colour each, which cover it.
fn rectangles(rgba: &[u8], wide: usize) -> Vec<Cell> {
    let (pixels, _) = rgba.as_chunks::<4>();
    let mut done = Vec::new();
    // Those of the line above, from left to right.
    let mut open: Vec<Cell> = Vec::new();
    for (y, line) in pixels.chunks_exact(wide.max(1)).enumerate() {
        let mut runs = Vec::new();
        let mut above = open.into_iter().peekable();
        let mut x = 0;
        for run in line.chunk_by(|a, b| a == b) {
            while let Some(cell) = above.next_if(|cell| cell.x < x) {
                done.push(cell);
            }
            let goes_on = above.next_if(|of| (of.x, of.width, of.colour) == (x, run.len(), run[0]));
            runs.push(match goes_on {
                Some(cell) => Cell { height: cell.height + 1, ..cell },
                None => Cell { x, y, width: run.len(), height: 1, colour: run[0] },
            });
            x += run.len();
        }
        done.extend(above);
        open = runs;
    }
    done.append(&mut open);
    done
}

/// A picture of cells, `wide` pixels wide: its ground, and a rectangle for each area of another colour.
pub fn cells(rgba: &[u8], wide: usize) -> String {
    let all = rectangles(rgba, wide);
    let mut areas: BTreeMap<[u8; 4], usize> = BTreeMap::new();
    for cell in &all {
        *areas.entry(cell.colour).or_default() += cell.width * cell.height;
    }
    let Some((&ground, _)) = areas.iter().max_by_key(|(_, area)| **area) else { return String::new() };
    let high = rgba.len() / 4 / wide.max(1);
    let whole = Cell { x: 0, y: 0, width: wide, height: high, colour: ground };
    let mut drawn = String::from("<g shape-rendering=\"crispEdges\">");
    for Cell { x, y, width, height, colour: [r, g, b, _] } in
        [whole].into_iter().chain(all.into_iter().filter(|cell| cell.colour != ground))
    {
        // A string takes whatever is written.
        _ = write!(
            drawn,
            "<rect x=\"{x}\" y=\"{y}\" width=\"{width}\" height=\"{height}\" fill=\"#{r:02x}{g:02x}{b:02x}\"/>"
        );
    }
    drawn + "</g>"
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_colour_is_read_in_every_form_in_which_browsers_write_it() {
        let read = |colour| Paint::read(colour, 1.0).map(|paint| paint.as_attributes("fill"));
        for (colour, written) in [
            ("rgb(28, 170, 255)", "fill=\"#1caaff\""),
            ("rgba(28, 170, 255, 0.5)", "fill=\"#1caaff\" fill-opacity=\"0.5\""),
            ("color(srgb 1 0.5 0 / 0.25)", "fill=\"#ff8000\" fill-opacity=\"0.25\""),
            ("#102030", "fill=\"#102030\""),
        ] {
            assert_eq!(read(colour).as_deref(), Some(written), "{colour}");
        }
        for nothing in ["none", "transparent", "rgba(0, 0, 0, 0)", ""] {
            assert_eq!(read(nothing), None, "{nothing}");
        }
        assert_eq!(
            Paint::read("rgb(0, 0, 0)", 0.5).unwrap().as_attributes("stroke"),
            "stroke=\"#000000\" stroke-opacity=\"0.5\""
        );
    }

    /// A picture of letters, each a colour.
    fn picture(lines: &[&str]) -> (Vec<u8>, usize) {
        let pixels = lines.iter().flat_map(|line| line.bytes()).flat_map(|colour| [colour, 0, 0, 255]);
        (pixels.collect(), lines[0].len())
    }

    #[test]
    fn rectangles_cover_a_picture_once_and_have_its_colours() {
        for lines in [
            ["aabb", "aabb", "ccdd"].as_slice(),
            &["abab", "abab", "aaaa", "abab"],
            &["a"],
            &["aaa", "aba", "aaa"],
        ] {
            let (rgba, wide) = picture(lines);
            let mut covered = vec![0; rgba.len() / 4];
            for Cell { x, y, width, height, colour } in rectangles(&rgba, wide) {
                for (row, col) in (y..y + height).flat_map(|row| (x..x + width).map(move |col| (row, col))) {
                    let at = row * wide + col;
                    covered[at] += 1;
                    assert_eq!(rgba[4 * at..4 * at + 4], colour, "{lines:?}");
                }
            }
            assert!(covered.iter().all(|times| *times == 1), "{lines:?}");
        }
        let (rgba, wide) = picture(&["aabb", "aabb"]);
        assert_eq!(rectangles(&rgba, wide).len(), 2);
    }

    #[test]
    fn what_most_of_a_picture_shows_is_its_ground() {
        let (rgba, wide) = picture(&["aaaa", "abba"]);
        let drawn = cells(&rgba, wide);
        assert_eq!(drawn.matches("<rect").count(), 2, "{drawn}");
        assert!(drawn.contains("x=\"0\" y=\"0\" width=\"4\" height=\"2\" fill=\"#610000\""), "{drawn}");
        assert!(drawn.contains("x=\"1\" y=\"1\" width=\"2\" height=\"1\" fill=\"#620000\""), "{drawn}");
        assert_eq!(cells(&[], 0), "");
    }

    #[test]
    fn a_text_is_told_as_xml_has_it() {
        assert_eq!(escaped("a<b & \"c\">\u{1}d"), "a&lt;b &amp; &quot;c&quot;&gt;d");
        assert_eq!([-0.0001, 1.23456, 2.0].map(number), ["0", "1.235", "2"]);
    }
}
