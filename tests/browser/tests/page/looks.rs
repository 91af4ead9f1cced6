//! Light and dark, and a page on which nothing moves for those who want it so.

use browser_tests::{Page, visit};
use deltascope::inputs::random;
use deltascope::math::max_abs;
use serde_json::{Value, json};

/// Nothing is done at the start of a race, so its matrices are empty.
pub const EMPTY: &str = "?page=reorder&input=random&n=12&d=4&t=0";

/// A colour of the style sheet, as it is on light paper and on dark.
pub fn palette(token: &str) -> [[u8; 3]; 2] {
    let css = include_str!("../../../../style/tokens.css");
    let (_, rest) = css.split_once(&format!("--{token}: light-dark(")).expect("the token is there");
    let (both, _) = rest.split_once(')').expect("and closed");
    let mut colours = both.split(',').map(|colour| {
        let digits = colour.trim().trim_start_matches('#');
        let wide =
            if digits.len() == 3 { digits.chars().flat_map(|c| [c, c]).collect() } else { digits.to_owned() };
        [0, 2, 4].map(|i| u8::from_str_radix(&wide[i..i + 2], 16).expect("a colour in hexadecimal digits"))
    });
    [colours.next().expect("light"), colours.next().expect("dark")]
}

/// The colour in the middle of the first cell of a matrix.
pub fn first_cell(page: &Page, map: &str) -> Value {
    page.script(&format!(
        "const it = document.querySelector('[data-testid={map}]');
        return it && it.width > 0 ? [...it.getContext('2d').getImageData(3, 3, 1, 1).data].slice(0, 3) : null"
    ))
}

fn paper(page: &Page) -> Value {
    page.script("return getComputedStyle(document.body).backgroundColor")
}

fn css([r, g, b]: [u8; 3]) -> String {
    format!("rgb({r}, {g}, {b})")
}

#[test]
fn the_theme_button_redraws_every_matrix_in_the_other_palette() {
    let ([light, dark], papers) = (palette("empty"), palette("paper"));
    visit(|page| {
        page.play(&format!("{EMPTY}&theme=light"));
        page.wait_until("an empty cell is light", |page| first_cell(page, "map-p") == json!(light));
        assert_eq!(paper(page), css(papers[0]));
        for (colour, paper_now) in [(dark, papers[1]), (light, papers[0]), (dark, papers[1])] {
            page.click("theme");
            page.wait_until("the matrix is drawn anew", |page| first_cell(page, "map-p") == json!(colour));
            page.wait_until("on paper of that theme", |page| paper(page) == css(paper_now));
        }
        // It lasts from page to page, and the browser remembers it.
        page.click("nav-state");
        page.wait_until("another page is dark too", |page| {
            page.has("lane-delta_rule") && paper(page) == css(papers[1])
        });
        page.wait_until("the link leads there, and no longer says otherwise", |page| {
            page.slug() == "state" && page.query("theme").is_none()
        });
        page.reload();
        page.wait_until("it is still dark", |page| {
            page.has("lane-delta_rule") && paper(page) == css(papers[1])
        });
    });
}

#[test]
fn an_entry_has_the_colour_of_its_sign_as_strong_as_it_is_large() {
    let k = random(1, 12, 4).k;
    let largest = max_abs(&k);
    // Kᵀ stands above A. In the corner of a cell there is no mark.
    let corner = |page: &Page, (row, col): (usize, usize)| {
        page.script(&format!(
            "const it = document.querySelector('[data-testid=map-k]');
            const side = it.width / 12, at = [{row}, {col}].map((i) => Math.round(i * side) + 2);
            return [...it.getContext('2d').getImageData(...at, 1, 1).data].slice(0, 3)"
        ))
    };
    visit(|page| {
        for (theme, name) in ["light", "dark"].into_iter().enumerate() {
            let [empty, above, below] = ["empty", "pos", "neg"].map(|token| palette(token)[theme]);
            page.play(&format!("{EMPTY}&theme={name}"));
            page.wait_until("the theme is on", |page| paper(page) == css(palette("paper")[theme]));
            for (row, col) in (0..12).flat_map(|row| (0..4).map(move |col| (row, col))) {
                let x = k[(row, col)];
                let strength = (x.abs() / largest).sqrt();
                let full = if x < 0.0 { below } else { above };
                let seen = corner(page, (row, col));
                for channel in 0..3 {
                    let [from, to] = [empty, full].map(|colour| f64::from(colour[channel]));
                    let expected = from + strength * (to - from);
                    let found = seen[channel].as_f64().expect("a channel of a colour");
                    assert!(
                        (found - expected).abs() <= 2.0,
                        "{name}, {x} at ({row}, {col}): {seen} for {expected}"
                    );
                }
            }
        }
    });
}

#[test]
fn without_a_choice_the_system_decides_and_may_change_its_mind() {
    let [light, dark] = palette("empty");
    visit(|page| {
        page.prefer("prefers-color-scheme", "dark");
        page.play(EMPTY);
        page.wait_until("an empty cell is dark", |page| first_cell(page, "map-p") == json!(dark));
        page.prefer("prefers-color-scheme", "light");
        page.wait_until("it is drawn anew", |page| first_cell(page, "map-p") == json!(light));
        page.prefer("prefers-color-scheme", "dark");
        page.wait_until("and again", |page| first_cell(page, "map-p") == json!(dark));
        page.click("theme");
        page.wait_until("the button is against the system", |page| first_cell(page, "map-p") == json!(light));
        page.prefer("prefers-color-scheme", "light");
        assert_eq!(paper(page), css(palette("paper")[0]));
    });
}

#[test]
fn charts_are_drawn_in_the_palette_too() {
    // Whoever looks at a chart has scrolled there; out of sight it is not drawn anew.
    let drawn = |page: &Page| {
        page.script(
            "const it = document.querySelector('.charts canvas');
            it?.scrollIntoView({ block: 'center', behavior: 'instant' });
            return it?.toDataURL() ?? null",
        )
    };
    visit(|page| {
        page.play("?page=state&theme=light");
        page.wait_until("there is a chart", |page| drawn(page).as_str().is_some_and(|it| it.len() > 2000));
        let light = drawn(page);
        page.click("theme");
        page.wait_until("it is drawn anew", |page| drawn(page) != light);
        page.click("theme");
        page.wait_until("and as it was", |page| drawn(page) == light);
    });
}
