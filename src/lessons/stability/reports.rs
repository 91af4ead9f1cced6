//! Links to public reports in which something on this page was met.

use leptos::prelude::*;

use crate::ui::text;

/// A report: the repository in whose list it stands, and its number there.
pub type Report = (&'static str, u32);

/// The library of most of them.
pub const FLA: &str = "fla-org/flash-linear-attention";

/// Links to these reports; nothing where there are none.
pub fn reports(all: &'static [Report]) -> impl IntoView {
    let link = |(repository, number): &Report| {
        let name = repository.split('/').next_back().unwrap_or_default();
        view! { " " <a href=format!("https://github.com/{repository}/issues/{number}") rel="noopener">{name} "#" {*number}</a> }
    };
    let links = move || {
        view! { <span class="hint reports">{text!(stability.reports)}{all.iter().map(link).collect_view()}</span> }
    };
    (!all.is_empty()).then(links)
}
