//! Several pairs added by each token: the rank of the state, token by token.

use leptos::prelude::*;

use crate::erased::Memo;
use crate::experiments::ranks_of_added;
use crate::i18n::*;
use crate::ui::numbers::{NumberCell, NumberRow, NumberTable};
use crate::ui::{Predict, marked, text};

/// Channels of keys and of values.
const D: usize = 8;
/// So many tokens are told.
const TOKENS: usize = 8;
/// So many pairs a token adds.
const PAIRS: [usize; 3] = [1, 2, 4];

/// The rank after each token; none where it fails.
fn ranks(pairs: usize) -> Vec<usize> {
    ranks_of_added(0, D, pairs, TOKENS).unwrap_or_default()
}

/// The rank after the last token with two pairs to a token.
fn last_rank() -> u64 {
    ranks(2).last().copied().unwrap_or_default() as u64
}

/// The question and the table.
#[component]
pub fn Added() -> impl IntoView {
    let i18n = use_i18n();
    let answer = Memo::new(last_rank);
    let found = Memo::new(|| PAIRS.map(ranks));
    let head = Signal::derive(move || {
        let tokens = (1..=TOKENS).map(|n| n.to_string());
        [t_string!(i18n, width.rank_after).to_owned()].into_iter().chain(tokens).collect::<Vec<_>>()
    });
    let table = Signal::derive(move || {
        let row = |(at, pairs): (usize, usize)| -> NumberRow {
            let cell = |token: usize| {
                let rank = found.with(|found| found[at].get(token).copied());
                NumberCell {
                    id: format!("added-{pairs}-{}", token + 1),
                    value: rank.map(|rank| rank as f64),
                    shown: rank.map_or_else(|| "–".to_owned(), |rank| rank.to_string()),
                }
            };
            (t_string!(i18n, width.pairs_a_token, n = pairs).to_string(), (0..TOKENS).map(cell).collect())
        };
        PAIRS.into_iter().enumerate().map(row).collect::<Vec<_>>()
    });
    view! {
        <section class="experiment" aria-labelledby="added">
            <h3 id="added">{text!(width.added)}</h3>
            <p class="hint" inner_html=move || marked(t_string!(i18n, width.added_is))></p>
            <Predict question=text!(width.added_asks) answer=answer why=text!(width.added_why) about="-added">
                <NumberTable testid="added-table" label=text!(width.added) head rows=table />
            </Predict>
        </section>
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sixteen_pairs_have_eight_directions() {
        assert_eq!((last_rank(), ranks(2)), (8, vec![2, 4, 6, 8, 8, 8, 8, 8]));
    }
}
