//! The end of a lesson: a summary in numbers, and papers to read on in.

use leptos::prelude::*;

use super::{marked, text};

/// A paper: its address, and its citation.
pub type Paper = (&'static str, &'static str);

/// Katharopoulos et al., who found the recurrence.
pub const RNNS: Paper =
    ("https://arxiv.org/abs/2006.16236", "Katharopoulos et al. 2020, Transformers are RNNs");

/// Yang et al., who made the delta rule parallel.
pub const PARALLEL_DELTA: Paper = (
    "https://arxiv.org/abs/2406.06484",
    "Yang et al. 2024, Parallelizing Linear Transformers with the Delta Rule",
);

/// Yang et al., who let it forget.
pub const GATED_DELTA: Paper = ("https://arxiv.org/abs/2412.06464", "Yang et al. 2025, Gated Delta Networks");

/// The end of a lesson: a summary with the numbers of this run, and papers to read on in.
#[component]
pub fn Seen(
    /// The summary.
    #[prop(into)]
    seen: Signal<String>,
    /// Papers to read on in.
    papers: &'static [Paper],
) -> impl IntoView {
    let paper = |(i, (address, cited)): (usize, &Paper)| {
        let apart = if i == 0 { " " } else { " · " };
        view! { {apart} <a href=*address rel="noreferrer">{*cited}</a> }
    };
    view! {
        <section class="seen">
            <h2>{text!(predict.seen)}</h2>
            <p data-testid="seen" inner_html=move || marked(&seen.get())></p>
            <p class="hint">{text!(predict.read_on)} {papers.iter().enumerate().map(paper).collect_view()}</p>
        </section>
    }
}
