//! The article's five directions, and beside each what was measured here of it.

use leptos::prelude::*;

use super::claims::{Claim, Direction, Verdict};
use crate::i18n::*;
use crate::lessons::in_parts::in_parts;
use crate::number::{difference, short};
use crate::ui::{marked, text};

/// The mean of a claim's numbers over its lists, claim by claim.
type Means = Vec<(Claim, [f64; 3])>;

/// Every list of every claim.
fn lists((): &()) -> impl Iterator<Item = (Claim, [f64; 3])> + use<> {
    let claims = Direction::ALL.into_iter().flat_map(|direction| direction.claims().iter().copied());
    claims.flat_map(|claim| {
        (0..claim.lists()).map(move |list| (claim, claim.of_list(list).unwrap_or([f64::NAN; 3])))
    })
}

/// The means of what was found so far.
fn means(found: &[(Claim, [f64; 3])]) -> Means {
    let of = |claim: Claim| {
        let own: Vec<_> = found.iter().filter(|(of, _)| *of == claim).collect();
        let mean = |at: usize| own.iter().map(|(_, numbers)| numbers[at]).sum::<f64>() / own.len() as f64;
        (claim, [0, 1, 2].map(mean))
    };
    Direction::ALL.iter().flat_map(|direction| direction.claims()).map(|claim| of(*claim)).collect()
}

/// The texts of a direction: its name, the idea, the expected gain, the main difficulty.
fn told(locale: Locale, direction: Direction) -> [&'static str; 4] {
    macro_rules! of {
        ($name:ident $idea:ident $gain:ident $hard:ident) => {
            [
                td_string!(locale, map.$name),
                td_string!(locale, map.$idea),
                td_string!(locale, map.$gain),
                td_string!(locale, map.$hard),
            ]
        };
    }
    match direction {
        Direction::Gates => of!(gates_name gates_idea gates_gain gates_hard),
        Direction::Width => of!(width_name width_idea width_gain width_hard),
        Direction::Positions => of!(positions_name positions_idea positions_gain positions_hard),
        Direction::Parallel => of!(parallel_name parallel_idea parallel_gain parallel_hard),
        Direction::Losses => of!(losses_name losses_idea losses_gain losses_hard),
    }
}

/// What is claimed, with the link to where it is tested.
fn claimed(locale: Locale, claim: Claim) -> &'static str {
    match claim {
        Claim::Noise => td_string!(locale, map.claim_noise),
        Claim::Undecayed => td_string!(locale, map.claim_undecayed),
        Claim::Room => td_string!(locale, map.claim_room),
        Claim::Questions => td_string!(locale, map.claim_questions),
        Claim::Cycle => td_string!(locale, map.claim_cycle),
        Claim::Longer => td_string!(locale, map.claim_longer),
        Claim::Path => td_string!(locale, map.claim_path),
        Claim::Chunks => td_string!(locale, map.claim_chunks),
        Claim::Orthogonal => td_string!(locale, map.claim_orthogonal),
        Claim::Start => td_string!(locale, map.claim_start),
        Claim::Outliers => td_string!(locale, map.claim_outliers),
        Claim::Classes => td_string!(locale, map.claim_classes),
    }
}

/// What was measured of it.
fn measured(locale: Locale, claim: Claim, [a, b, c]: [f64; 3]) -> String {
    // A number that is rounding tells its size, any other three digits.
    let write = |x: f64| if x.abs() < 1e-9 { difference(x) } else { short(x) };
    macro_rules! of {
        ($key:ident, $($name:ident)*) => { td_string!(locale, map.$key, $($name = write($name)),*).to_string() };
    }
    match claim {
        Claim::Noise => of!(found_noise, a b c),
        Claim::Undecayed => of!(found_undecayed, a b),
        Claim::Room => of!(found_room, a b),
        Claim::Questions => of!(found_questions, a b),
        Claim::Cycle => of!(found_cycle, a b),
        Claim::Longer => of!(found_longer, a b c),
        Claim::Path => of!(found_path, a b c),
        Claim::Chunks => of!(found_chunks, a b),
        Claim::Orthogonal => of!(found_orthogonal, a b),
        Claim::Start => of!(found_start, a b),
        Claim::Outliers => of!(found_outliers, a b),
        Claim::Classes => of!(found_classes, a b c),
    }
}

/// The directions, one below the other.
#[component]
pub fn Improvements() -> impl IntoView {
    let i18n = use_i18n();
    let found = in_parts(|| (), lists);
    let means = crate::erased::Memo::new(move || found.with(|found| found.as_deref().map(means)));
    let verdict = move |claim: Claim| {
        let (class, text) = match claim.verdict() {
            Verdict::Holds => ("holds", text!(map.holds)),
            Verdict::OnlyIf => ("only-if", text!(map.only_if)),
            Verdict::False => ("false", text!(map.is_false)),
        };
        view! { <b class=format!("verdict-of {class}") data-testid=format!("verdict-{}", claim.id()) data-verdict=class>{text}</b> }
    };
    let claim = move |claim: Claim| {
        let numbers = move || {
            means.with(|means| {
                means.as_ref()?.iter().find(|(of, _)| *of == claim).map(|(_, numbers)| *numbers)
            })
        };
        let says =
            move || numbers().map_or_else(|| "…".to_owned(), |of| measured(i18n.get_locale(), claim, of));
        let value = move || numbers().map(|[a, b, c]| format!("{a} {b} {c}"));
        view! {
            <li>{verdict(claim)} " " <span inner_html=move || marked(claimed(i18n.get_locale(), claim))></span> " "
                <span data-testid=format!("claim-{}", claim.id()) data-value=value inner_html=move || marked(&says())></span></li>
        }
    };
    let direction = move |direction: Direction| {
        let [name, idea, gain, hard] =
            [0, 1, 2, 3].map(|at| move || marked(told(i18n.get_locale(), direction)[at]));
        view! {
            <tr data-testid=format!("direction-{}", direction.id())>
                <th scope="row"><span inner_html=name></span></th>
                <td><p inner_html=idea></p><p><span class="hint">{text!(map.gain)}</span> " " <span inner_html=gain></span></p>
                    <p><span class="hint">{text!(map.hard)}</span> " " <span inner_html=hard></span></p></td>
                <td><ul class="claims">{direction.claims().iter().map(|of| claim(*of)).collect_view()}</ul></td>
            </tr>
        }
    };
    view! {
        <section class="experiment improvements" aria-labelledby="improvements">
            <h3 id="improvements">{text!(map.improvements)}</h3>
            <p class="hint" inner_html=move || marked(t_string!(i18n, map.improvements_is))></p>
            <table>
                <thead><tr><th scope="col">{text!(map.direction)}</th><th scope="col">{text!(map.expected)}</th><th scope="col">{text!(map.measured)}</th></tr></thead>
                <tbody>{Direction::ALL.into_iter().map(direction).collect_view()}</tbody>
            </table>
            <p class="hint" inner_html=move || marked(t_string!(i18n, map.improvements_say))></p>
        </section>
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_claim_tells_its_numbers_in_both_languages() {
        let numbers = means(&[(Claim::Room, [32.0, 4.0, 0.0])]);
        let (_, room) = numbers.iter().find(|(claim, _)| *claim == Claim::Room).unwrap();
        for locale in [Locale::en, Locale::zh_CN] {
            let told = measured(locale, Claim::Room, *room);
            assert!(told.contains("32") && told.contains('4'), "{told}");
        }
    }
}
