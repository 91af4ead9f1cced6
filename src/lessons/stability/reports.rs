//! Links to public reports in which something on this page was met.

use leptos::prelude::*;

use crate::ui::text;

/// The library in whose list they stand.
const LIST: &str = "https://github.com/fla-org/flash-linear-attention/issues/";

/// Links to the reports of these numbers; nothing where there are none.
pub fn reports(numbers: &'static [u32]) -> impl IntoView {
    let link = |number: &u32| {
        view! { " " <a href=format!("{LIST}{number}") rel="noopener">"#" {*number}</a> }
    };
    let links = move || {
        view! { <span class="hint reports">{text!(stability.reports)}{numbers.iter().map(link).collect_view()}</span> }
    };
    (!numbers.is_empty()).then(links)
}
