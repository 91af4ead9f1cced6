//! Texts with marks, and lines of letters, as HTML for the page: see [`crate::marked`].

use leptos::prelude::*;

use crate::marked;
use crate::trace::{Line, Symbol};

/// A text as HTML, its letters and its terms marked: for `inner_html`.
pub fn marked(text: &str) -> String {
    marked::html(text, |letter| Symbol::from_letter(letter).map(Symbol::id))
}

/// A paragraph whose letters and terms explain themselves.
pub fn paragraph(text: Signal<String>) -> AnyView {
    view! { <p inner_html=move || marked(&text.get())></p> }.into_any()
}

/// A line of code or a formula in one line, as HTML: each of its letters is marked, and no word in it is a term.
pub fn lettered(line: &Line) -> String {
    let mut html = String::new();
    for (symbol, text) in line.pieces() {
        match symbol {
            Some(symbol) => html += &marked::letter(symbol.id(), &text),
            None => {
                html += "<span>";
                marked::escape(&text, &mut html);
                html += "</span>";
            }
        }
    }
    html
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_of_code_is_html_with_its_letters_marked() {
        assert_eq!(
            lettered(&Line::around("  S += i < 3")),
            "<span>  </span><span class=\"sym sym-s\" data-symbol=\"s\">S</span><span> += i &lt; 3</span>"
        );
    }
}
