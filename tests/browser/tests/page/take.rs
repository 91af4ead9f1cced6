//! Figures and tables are taken along, from a small menu on each.

use browser_tests::{Key, Page, Screen, visit, visit_on};
use deltascope::inputs::{Gates, three};
use deltascope::number::within;
use deltascope::rules::{Form, rule};

/// The state of linear attention on the three facts.
fn state() -> deltascope::math::Mat {
    let rule = rule("linear_attn").expect("the rule");
    let x = three().inputs_for(&rule.info, &Gates::new()).expect("inputs");
    rule.run(&x, Form::Recurrent).expect("a run").state.matrix().expect("S").clone()
}

fn open(page: &Page) {
    page.play("state.html?input=three&rule=linear_attn&t=100000&lang=en");
    page.wait_until("figures have their buttons", |page| page.has("take-map-s") && page.is_whole());
}

fn focused(page: &Page) -> String {
    let name = page.script("return document.activeElement.dataset.testid ?? ''");
    name.as_str().unwrap_or_default().to_owned()
}

/// How far the pixels of a picture, given as the code of an SVG, are from those of a canvas: the mean over all channels, of 255.
fn apart(page: &Page, svg: &str, canvas: &str) -> f64 {
    let script = format!(
        r#"return (async () => {{
        const shown = document.querySelector('[data-testid="{canvas}"]');
        const svg = new DOMParser().parseFromString({svg:?}, 'image/svg+xml');
        if (svg.querySelector('parsererror')) return -1;
        const drawn = [...svg.querySelectorAll('g')].find((it) => it.getAttribute('transform')?.startsWith('translate'));
        const [wide, high] = [shown.width, shown.height];
        const alone = `<svg xmlns="http://www.w3.org/2000/svg" width="${{wide}}" height="${{high}}">${{drawn.innerHTML}}</svg>`;
        const image = new Image();
        image.src = 'data:image/svg+xml,' + encodeURIComponent(alone);
        await image.decode();
        const canvas = Object.assign(document.createElement('canvas'), {{ width: wide, height: high }});
        canvas.getContext('2d').drawImage(image, 0, 0);
        const pixels = (it) => it.getContext('2d').getImageData(0, 0, wide, high).data;
        const [a, b] = [pixels(shown), pixels(canvas)];
        return a.reduce((sum, x, i) => sum + Math.abs(x - b[i]), 0) / a.length;
        }})()"#
    );
    page.script(&script).as_f64().expect("a number")
}

#[test]
fn a_matrix_is_taken_along_as_an_svg_that_looks_like_it_and_as_a_png() {
    visit(|page| {
        open(page);
        page.hover("map-s");
        page.click("take-map-s");
        page.wait_until("the menu is open", |page| focused(page) == "take-png");
        page.click("take-svg");
        let svg = page.downloaded("deltascope-state-linear_attn-map-s.svg");
        for number in state().iter().map(|x| within(*x, 5)) {
            assert!(svg.contains(&format!(">{number}</text>")), "{number} in {svg}");
        }
        // The cell that a pointer has chosen is not in the picture.
        page.press(Key::Escape);
        page.hover("map-q");
        page.wait_until("it looks the same", |page| apart(page, &svg, "map-s") < 0.5);
        page.hover("map-s");
        page.click("take-map-s");
        page.click("take-png");
        let png = page.downloaded_bytes("deltascope-state-linear_attn-map-s.png");
        let side = |at: usize| u32::from_be_bytes(png[at..at + 4].try_into().expect("four bytes"));
        let shown = page.script("return document.querySelector('[data-testid=map-s]').clientWidth").as_u64();
        assert_eq!(&png[1..4], b"PNG");
        assert!(u64::from(side(16)) >= 3 * shown.expect("a width"), "{} pixels wide", side(16));
        assert!(page.text("take-says").contains("deltascope-state-linear_attn-map-s.png"));
    });
}

#[test]
fn a_chart_and_a_plane_are_taken_along_with_their_words() {
    visit(|page| {
        open(page);
        page.script("document.querySelector('.norms .take').scrollIntoView({ block: 'center' })");
        page.script("document.querySelector('.norms .take').click()");
        page.click("take-svg");
        let chart = page.downloaded("deltascope-state-figure.svg");
        // Its three tokens are on the axis, and the curve of the rule is drawn.
        assert!([1, 2, 3].iter().all(|t| chart.contains(&format!(">{t}</text>"))), "{chart}");
        assert!(chart.contains("<path d=\"M"), "{chart}");
        page.script("document.querySelector('[data-testid=take-plane-keys]').click()");
        page.click("take-svg");
        let plane = page.downloaded("deltascope-state-plane-keys.svg");
        assert!(plane.contains("lamp") && plane.contains("<path"), "{plane}");
    });
}

#[test]
fn a_table_is_taken_along_for_a_spreadsheet_and_for_a_document() {
    visit(|page| {
        page.play("reorder.html?n=16&d=4&input=random&lang=en");
        page.wait_until("the table has its button", |page| page.has("take-comparison") && page.is_whole());
        let cells = page.script(
            "return [...document.querySelector('[data-testid=comparison]').rows].map((row) => [...row.cells].map((cell) => cell.innerText.trim()))",
        );
        let rows: Vec<Vec<String>> = serde_json::from_value(cells).expect("cells");
        page.script("document.querySelector('[data-testid=take-comparison]').click()");
        page.click("take-csv");
        let csv = page.downloaded("deltascope-reorder-comparison.csv");
        // A spreadsheet reads numbers without spaces between their digits.
        let plain = |cell: &String| {
            cell.replace('\u{202f}', if cell.starts_with(|c: char| c.is_ascii_digit()) { "" } else { " " })
        };
        let counted = rows.iter().find(|row| row[0] == "multiply-adds").expect("a row of counts");
        assert!(
            csv.contains(&format!("{}\r\n", counted.iter().map(plain).collect::<Vec<_>>().join(","))),
            "{csv}"
        );
        assert_eq!(csv.lines().count(), rows.len());
        page.click("take-markdown");
        let markdown = page.downloaded("deltascope-reorder-comparison.md");
        assert_eq!(markdown.lines().count(), rows.len() + 1, "{markdown}");
        assert!(markdown.lines().nth(1).is_some_and(|line| line.starts_with("| --- |")), "{markdown}");
    });
}

/// The tables of numbers that are shown: caption, and rows of cells, each with what it is the name of.
fn shown_numbers(page: &Page) -> Vec<(String, Vec<Vec<[String; 2]>>)> {
    let tables = page.script(
        "return [...document.querySelectorAll('[data-testid=numbers][open] table')].map((table) => [table.caption.textContent,
            [...table.rows].map((row) => [...row.cells].map((cell) => [cell.scope ?? '', cell.innerText]))])",
    );
    serde_json::from_value(tables).expect("tables")
}

/// Opens the numbers of the figure whose button this is.
fn open_numbers(page: &Page, button: &str) {
    page.script(&format!("document.querySelector('{button}').focus()"));
    page.press(Key::Enter);
    page.wait_until("the menu is open", |page| focused(page) == "take-png");
    page.script("document.querySelector('[data-testid=take-numbers]').focus()");
    page.press(Key::Enter);
    page.wait_until("the numbers are shown", |page| !shown_numbers(page).is_empty());
}

#[test]
fn a_matrix_is_read_as_a_table_with_the_names_of_its_rows_and_columns() {
    visit(|page| {
        open(page);
        page.script("document.querySelector('[data-testid=map-s]').focus()");
        page.press(Key::Tab);
        open_numbers(page, "[data-testid=take-map-s]");
        let [(caption, rows)] = &shown_numbers(page)[..] else { panic!("one matrix") };
        assert_eq!(*caption, "S, value channels × key channels: 2 × 2");
        let s = state();
        assert_eq!(rows[0], [["", ""], ["col", "1"], ["col", "2"]].map(|cell| cell.map(str::to_owned)));
        for (at, row) in rows[1..].iter().enumerate() {
            let cell = |col: usize| ["".to_owned(), deltascope::number::short(s[(at, col)])];
            assert_eq!(row[..], [["row".to_owned(), (at + 1).to_string()], cell(0), cell(1)]);
        }
        page.press(Key::Escape);
        page.wait_until("it is closed, and the focus is back", |page| focused(page) == "take-map-s");
        page.press(Key::Enter);
        page.click("take-csv");
        let csv = page.downloaded("deltascope-state-linear_attn-map-s.csv");
        let line = |at: usize| format!("{},{},{}\r\n", at + 1, s[(at, 0)], s[(at, 1)]);
        assert_eq!(csv, [",1,2\r\n".to_owned(), line(0), line(1)].concat());
    });
}

#[test]
fn the_curves_of_a_chart_and_the_lines_of_the_map_are_read_as_tables() {
    visit(|page| {
        open(page);
        page.script("document.querySelector('.norms .take').scrollIntoView({ block: 'center' })");
        open_numbers(page, ".norms .take");
        let (_, rows) = &shown_numbers(page)[0];
        assert_eq!(rows.len(), 4, "names, and three tokens");
        assert_eq!(rows[0][1][1], "Linear attention");
        // The last norm is that of the state.
        assert_eq!(rows[3][1][1], deltascope::number::short(state().norm()));
        page.play("map.html?lang=zh-CN&rule=kda");
        page.wait_until("the map has its button", |page| {
            page.script("return document.querySelector('.map-graph > .take') !== null") == true
        });
        open_numbers(page, ".map-graph > .take");
        let [(_, rows)] = &shown_numbers(page)[..] else { panic!("one list") };
        assert_eq!(
            rows.len(),
            1 + deltascope::family::infos().count() + deltascope::family::LIMIT_INFOS.len()
        );
        assert_eq!(rows[0].iter().map(|cell| &*cell[1]).collect::<Vec<_>>(), ["规则", "变成", "方式", "线"]);
    });
}

#[test]
fn by_key_the_button_is_next_to_its_figure_and_in_the_way_nowhere_else() {
    visit(|page| {
        open(page);
        let reached = "return [...document.querySelectorAll('.heatmap > .take')].filter((it) => it.tabIndex >= 0).length";
        assert_eq!(page.script(reached), 0);
        page.script("document.querySelector('[data-testid=map-s]').focus()");
        page.press(Key::Tab);
        assert_eq!(focused(page), "take-map-s");
        page.press(Key::Enter);
        page.wait_until("the menu has the focus", |page| focused(page) == "take-png");
        page.press(Key::Escape);
        page.wait_until("it is closed, and the focus is back", |page| focused(page) == "take-map-s");
        page.press(Key::Tab);
        assert_eq!(page.script(reached), 1, "that of the figure that has the focus now, or was the last");
    });
}

#[test]
fn on_a_small_phone_the_menu_is_inside_the_window_and_speaks_the_language_of_the_page() {
    visit_on(Screen::SmallPhone, |page| {
        page.play("state.html?input=three&rule=linear_attn&t=100000&lang=zh-CN");
        page.wait_until("figures have their buttons", |page| page.has("take-map-s") && page.is_whole());
        assert!(page.attribute("take-map-s", "aria-label").is_some_and(|name| name.starts_with("带走")));
        page.tap("map-s", [0.3, 0.3]);
        page.tap("take-map-s", [0.5, 0.5]);
        page.wait_until("the menu is open", |page| focused(page) == "take-png");
        let inside = "const box = document.querySelector('.take-menu').getBoundingClientRect();
            return box.left >= 0 && box.right <= innerWidth && box.top >= 0 && box.bottom <= innerHeight";
        assert_eq!(page.script(inside), true);
        assert_eq!(page.script("return document.documentElement.scrollWidth"), 360);
    });
}
