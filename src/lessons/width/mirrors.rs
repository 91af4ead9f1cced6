//! Two factors in the plane: mirrors at an angle, and where a direction goes that they turn again and again.

use leptos::prelude::*;

use crate::erased::Memo;
use crate::experiments::{Mirrors, plane_keys};
use crate::i18n::*;
use crate::number::{plain, relative};
use crate::trace::Symbol;
use crate::ui::numbers::{NumberCell, NumberRow, NumberTable};
use crate::ui::plane::{Drawing, Window};
use crate::ui::{OwnSlider, Predict, marked, text};

/// So many tokens are shown.
const TOKENS: usize = 6;
/// A period is looked for up to so many tokens: the sliders' smallest angle has this one.
const LONGEST: usize = 36;
/// ‖Hⁿ − I‖ counts as 0 up to this.
const SAME: f64 = 1e-9;

/// After how many tokens everything is where it was at first.
fn period(mirrors: &Mirrors) -> Option<usize> {
    (1..=LONGEST).find(|n| mirrors.off_after(*n).is_ok_and(|off| off < SAME))
}

/// The plane: both keys with their mirrors, which stand at right angles to them, and the way of (1, 0).
fn drawn(mirrors: &Mirrors) -> String {
    let mut drawing = Drawing::new(Window::UNIT_CIRCLE);
    drawing.unit_circle();
    for (name, key) in ["k₁", "k₂"].into_iter().zip(plane_keys(&mirrors.angles).row_iter()) {
        let (x, y) = (key[0], key[1]);
        drawing.line(Symbol::K, "dashed", [y, -x], [-y, x]);
        drawing.arrow(Symbol::K, "pale", [0.0, 0.0], [0.6 * x, 0.6 * y]);
        drawing.name(Symbol::K, "", [0.6 * x, 0.6 * y], true, name);
    }
    // These keys fit the rule.
    let path = mirrors.path(TOKENS).unwrap_or_default();
    for step in path.windows(2) {
        drawing.line(Symbol::S, "", step[0], step[1]);
    }
    for (n, at) in path.iter().enumerate() {
        // Where the way comes round again, the first name stays.
        let known = path[..n].iter().any(|before| (before[0] - at[0]).hypot(before[1] - at[1]) < 0.05);
        drawing.dot(Symbol::S, "", *at);
        if !known {
            drawing.name(Symbol::S, "", *at, false, &n.to_string());
        }
    }
    drawing.finish()
}

/// Both eigenvalues as a text.
fn written(eigenvalues: &[[f64; 2]]) -> String {
    match eigenvalues {
        [[re, im], _] if im.abs() > SAME => format!("{} ± {} i", plain(*re), plain(im.abs())),
        all => all.iter().map(|[re, _]| plain(*re)).collect::<Vec<_>>().join(" · "),
    }
}

/// The picture, its sliders and its numbers.
#[component]
pub fn TwoMirrors() -> impl IntoView {
    let i18n = use_i18n();
    let usual = Mirrors::default();
    let angle = RwSignal::new(60.0);
    let betas = usual.betas.map(RwSignal::new);
    let mirrors = Memo::new(move || Mirrors {
        angles: [0.0, f64::to_radians(angle.get())],
        betas: betas.map(|beta| beta.get()),
    });
    let picture = Memo::new(move || mirrors.with(drawn));
    let comes_round = Memo::new(move || mirrors.with(period));
    let answer = Memo::new(move || period(&usual).unwrap_or_default() as u64);
    let says = move || {
        let eigenvalues = mirrors.with(|mirrors| mirrors.eigenvalues().ok().flatten()).unwrap_or_default();
        let eigenvalues = written(&eigenvalues);
        match comes_round.get() {
            Some(tokens) => {
                t_string!(i18n, width.period_is, tokens = tokens, eigenvalues = eigenvalues).to_string()
            }
            None => t_string!(i18n, width.period_none, most = LONGEST, eigenvalues = eigenvalues).to_string(),
        }
    };
    let label = move || {
        let (says, angle) = (says(), plain(angle.get()));
        t_string!(i18n, width.mirrors_picture, angle = angle, says = says).to_string()
    };
    let head = Signal::derive(move || {
        [t_string!(i18n, width.tokens_told), "x", "y", "‖Hⁿ − I‖"].map(str::to_owned).to_vec()
    });
    let table = Signal::derive(move || {
        let (path, off) = mirrors.with(|mirrors| {
            let off = (0..=TOKENS).map(|n| mirrors.off_after(n).ok()).collect::<Vec<_>>();
            (mirrors.path(TOKENS).unwrap_or_default(), off)
        });
        let row = |n: usize| -> NumberRow {
            let at = path.get(n);
            let cell =
                |id: &str, value: Option<f64>| NumberCell::of(format!("mirrors-{id}-{n}"), value, relative);
            let off = off.get(n).copied().flatten();
            (
                n.to_string(),
                vec![cell("x", at.map(|at| at[0])), cell("y", at.map(|at| at[1])), cell("off", off)],
            )
        };
        (0..=TOKENS).map(row).collect::<Vec<_>>()
    });
    let [first, second] = betas;
    view! {
        <section class="experiment" aria-labelledby="mirrors">
            <h3 id="mirrors">{text!(width.mirrors)}</h3>
            <p class="hint" inner_html=move || marked(t_string!(i18n, width.mirrors_is))></p>
            <Predict question=text!(width.mirrors_asks) answer=answer why=text!(width.mirrors_why) about="-mirrors">
                <div class="curves-bar">
                    <OwnSlider label=text!(width.angle_between) testid="mirrors-angle" of=angle range=[0.0, 90.0, 5.0] />
                    <OwnSlider label="β₁" testid="mirrors-beta-1" of=first range=[0.0, 2.0, 0.1] />
                    <OwnSlider label="β₂" testid="mirrors-beta-2" of=second range=[0.0, 2.0, 0.1] />
                </div>
                <div class="found">
                    <figure class="slice">
                        <svg class="plane" viewBox="-112 -112 224 224" role="img" aria-label=label data-testid="mirrors-picture" inner_html=move || picture.get()></svg>
                    </figure>
                    <div>
                        <p data-testid="mirrors-period" data-value=move || comes_round.get().map(|tokens| tokens.to_string())>{says}</p>
                        <NumberTable testid="mirrors-table" label=text!(width.mirrors) head rows=table />
                    </div>
                </div>
                <p class="hint" inner_html=move || marked(t_string!(i18n, width.mirrors_say))></p>
            </Predict>
        </section>
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn mirrors_at_sixty_degrees_come_round_after_three_tokens_and_dull_ones_never() {
        let usual = Mirrors::default();
        assert_eq!(period(&usual), Some(3));
        assert_eq!(period(&Mirrors { betas: [2.0, 1.9], ..usual }), None);
        let at = |degrees: f64| Mirrors { angles: [0.0, degrees.to_radians()], ..usual };
        assert_eq!(
            [0.0, 5.0, 45.0, 90.0].map(|degrees| period(&at(degrees))),
            [Some(1), Some(36), Some(4), Some(2)]
        );
        assert_eq!(written(&usual.eigenvalues().unwrap().unwrap()), "−0.5 ± 0.866 i");
        assert_eq!(written(&at(0.0).eigenvalues().unwrap().unwrap()), "1 · 1");
    }

    #[test]
    fn the_picture_names_each_place_once() {
        let svg = drawn(&Mirrors::default());
        assert_eq!(svg.matches("<text class=\"sym-s").count(), 3, "{svg}");
        assert_eq!(svg.matches("dashed").count(), 2);
    }
}
