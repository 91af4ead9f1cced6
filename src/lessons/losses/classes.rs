//! Keys of three classes on an arc: where each loss ends a class, and how many new keys it gets right.
//!
//! This file is long because the arc has a picture for each loss, a table, and two tables that say where its result ends.

use leptos::prelude::*;

use super::view::spread;
use crate::erased::Memo;
use crate::experiments::{Arc, Classifier, Directions, Spread, border, class_at};
use crate::i18n::*;
use crate::knobs::Named;
use crate::lessons::in_parts::{in_parts, of_first};
use crate::number::short;
use crate::ui::numbers::{NumberRow, NumberTable};
use crate::ui::{OwnChoice, OwnSlider, Predict, When, marked, text};

/// How often each class is told: alike, the first more often, the second.
const COUNTS: [[usize; 3]; 3] = [[20, 20, 20], [36, 12, 12], [12, 36, 12]];
/// β of the squared loss and τ of the contrastive one until a reader says otherwise.
const USUAL: [f64; 2] = [0.3, 0.5];
/// The seed whose sectors are drawn.
const DRAWN: u64 = 1;
/// The radius of a disc, in units of its picture.
const RADIUS: f64 = 60.0;
/// The letters of the classes.
const LETTERS: [&str; 3] = ["A", "B", "C"];

/// The arc without its counts, β and τ.
type Asked = ([f64; 2], f64, f64);

fn arc([angle, jitter]: [f64; 2], counts: [usize; 3]) -> Arc {
    Arc { counts, angle, jitter }
}

/// The share of new keys that is right for each of [`COUNTS`] and each classifier, seed by seed.
fn seeds(asked: &Asked) -> impl Iterator<Item = [[f64; 4]; 3]> + use<> {
    let (of, beta, tau) = *asked;
    (1..=20).map(move |seed| {
        COUNTS.map(|counts| {
            let sample = arc(of, counts).shuffled(seed);
            // These keys fit the rules.
            let right = |classifier: Classifier| {
                classifier.learned(&sample.told, beta, tau).map(|learned| sample.accuracy(&learned))
            };
            Classifier::ALL.map(|classifier| right(classifier).unwrap_or(f64::NAN))
        })
    })
}

/// The classes told in turn, so many tokens: the share that is right by the squared loss and by the contrastive one, seed by seed.
fn in_turn(_: &()) -> impl Iterator<Item = [[f64; 2]; 3]> + use<> {
    let [beta, tau] = USUAL;
    (1..=20).map(move |seed| {
        [60, 61, 62].map(|tokens| {
            let sample = Arc::USUAL.in_turn(seed, tokens);
            [Classifier::Squared, Classifier::Contrastive].map(|classifier| {
                classifier
                    .learned(&sample.told, beta, tau)
                    .map_or(f64::NAN, |learned| sample.accuracy(&learned))
            })
        })
    })
}

/// So many classes at random directions of 16 channels.
const OF_RANDOM: [usize; 3] = [4, 8, 12];

/// The share that is right by linear attention, the squared loss and the contrastive one, seed by seed.
fn at_random(_: &()) -> impl Iterator<Item = [[f64; 3]; 3]> + use<> {
    (1..=20).map(|seed| {
        OF_RANDOM.map(|classes| {
            let sample = Directions { classes, channels: 16 }.sample(seed);
            [Classifier::Dot, Classifier::Squared, Classifier::Contrastive].map(|classifier| {
                classifier
                    .learned(&sample.told, 0.1, 1.0)
                    .map_or(f64::NAN, |learned| sample.accuracy(&learned))
            })
        })
    })
}

/// The shares of a cell of a table, seed by seed.
fn seeds_of<const N: usize, const M: usize>(
    found: RwSignal<Option<Vec<[[f64; N]; M]>>>,
    row: usize,
    at: usize,
) -> Option<Vec<f64>> {
    found.with(|found| Some(found.as_ref()?.iter().map(|of| of[row][at]).collect()))
}

/// The names of some classifiers, after the name of what stands to their left.
fn named_in(locale: Locale, first: &str, classifiers: &[Classifier]) -> Vec<String> {
    let names = classifiers.iter().map(|of| named(locale, *of).to_owned());
    [first.to_owned()].into_iter().chain(names).collect()
}

/// The name of a classifier.
fn named(locale: Locale, classifier: Classifier) -> &'static str {
    match classifier {
        Classifier::Dot => td_string!(locale, losses.classifier_dot),
        Classifier::Squared => td_string!(locale, losses.classifier_squared),
        Classifier::LeastSquares => td_string!(locale, losses.classifier_mesa),
        Classifier::Contrastive => td_string!(locale, losses.classifier_contrastive),
    }
}

/// The plane as a disc: each direction belongs to the class that is answered there; the keys that were told lie on its edge.
fn disc(classifier: Classifier, arc: Arc, beta: f64, tau: f64) -> String {
    let sample = arc.shuffled(DRAWN);
    let Ok(learned) = classifier.learned(&sample.told, beta, tau) else { return String::new() };
    let at = |degrees: f64, radius: f64| {
        let (y, x) = degrees.to_radians().sin_cos();
        (x * radius, -y * radius)
    };
    let class_of = |degrees: i32| class_at(&learned, f64::from(degrees) + 0.5);
    // All around, from a direction on where a class begins, so that no sector is cut in two.
    let start = (-180..180).find(|degrees| class_of(*degrees) != class_of(degrees - 1)).unwrap_or(-180);
    let classes: Vec<usize> = (start..start + 360).filter_map(class_of).collect();
    let mut svg = String::new();
    let mut first = 0;
    for sector in classes.chunk_by(|a, b| a == b) {
        let [from, to] = [first, first + sector.len()].map(|at| f64::from(start) + at as f64);
        first += sector.len();
        let ((x0, y0), (x1, y1)) = (at(from, RADIUS), at(to, RADIUS));
        let (large, class) = (u8::from(to - from > 180.0), sector[0]);
        if sector.len() == 360 {
            svg += &format!(r#"<circle class="class-{class}" r="{RADIUS}"/>"#);
        } else {
            svg += &format!(
                r#"<path class="class-{class}" d="M0 0L{x0:.1} {y0:.1}A{RADIUS} {RADIUS} 0 {large} 0 {x1:.1} {y1:.1}Z"/>"#
            );
        }
        // A letter in each sector that has room for it.
        if sector.len() >= 12 {
            let (x, y) = at(f64::midpoint(from, to), 0.62 * RADIUS);
            svg += &format!(
                r#"<text x="{x:.1}" y="{:.1}" text-anchor="middle">{}</text>"#,
                y + 5.0,
                LETTERS[class]
            );
        }
    }
    for (key, value) in sample.told.k.row_iter().zip(sample.told.v.row_iter()) {
        let (x, y) = (key[0] * (RADIUS + 4.0), -key[1] * (RADIUS + 4.0));
        svg += &format!(
            r#"<circle class="told-{}" cx="{x:.1}" cy="{y:.1}" r="2.5"/>"#,
            value.transpose().argmax().0
        );
    }
    svg
}

/// The border of the middle class on the side of the last one, in degrees; nothing where the middle class has no sector there.
fn upper_border(classifier: Classifier, arc: Arc, beta: f64, tau: f64) -> Option<f64> {
    let learned = classifier.learned(&arc.shuffled(DRAWN).told, beta, tau).ok()?;
    let is_middle = |tenth: &i32| class_at(&learned, f64::from(*tenth) / 10.0) == Some(1);
    (0..900).take_while(is_middle).last().map(|tenth| f64::from(tenth) / 10.0)
}

/// The discs, the table, and what else there is to know.
#[component]
pub fn Classes() -> impl IntoView {
    let i18n = use_i18n();
    let [angle, jitter] = [Arc::USUAL.angle, Arc::USUAL.jitter].map(RwSignal::new);
    let [beta, tau] = USUAL.map(RwSignal::new);
    let told = RwSignal::new(0_usize);
    let asked = Memo::new(move || ([angle.get(), jitter.get()], beta.get(), tau.get()));
    let found = in_parts(move || asked.get(), seeds);
    // The question is about linear attention told evenly, with the usual numbers: the first that are found.
    let asks = of_first(found, |seeds| {
        let right: Vec<f64> = seeds.iter().map(|of| of[0][0]).collect();
        Spread::of(&right).map_or(0, |of| (100.0 * of.mean).round() as u64)
    });
    let head = Signal::derive(move || {
        named_in(i18n.get_locale(), t_string!(i18n, losses.told_abc), &Classifier::ALL)
    });
    let table = Signal::derive(move || {
        let row = |row: usize| -> NumberRow {
            let cell = |at: usize| {
                let id = format!("classes-{row}-{}", Classifier::ALL[at].id());
                spread(id, seeds_of(found, row, at))
            };
            (COUNTS[row].map(|count| count.to_string()).join(", "), [0, 1, 2, 3].map(cell).to_vec())
        };
        [0, 1, 2].map(row).to_vec()
    });
    let picture = move |classifier: Classifier| {
        let drawn = Memo::new(move || {
            let (of, beta, tau) = asked.get();
            disc(classifier, arc(of, COUNTS[told.get()]), beta, tau)
        });
        let end = Memo::new(move || {
            let (of, beta, tau) = asked.get();
            upper_border(classifier, arc(of, COUNTS[told.get()]), beta, tau)
        });
        let says = move || match end.get() {
            Some(end) => t_string!(i18n, losses.border_at, degrees = format!("{end:.1}")).to_string(),
            None => t_string!(i18n, losses.border_none).to_owned(),
        };
        let name = move || named(i18n.get_locale(), classifier);
        view! {
            <figure>
                <figcaption>{name}</figcaption>
                <svg class="disc" viewBox="-72 -72 144 144" role="img" aria-label=move || format!("{}: {}", name(), says()) inner_html=move || drawn.get()></svg>
                <p data-testid=format!("border-{}", classifier.id()) data-value=move || end.get().map(|x| x.to_string())>{says}</p>
            </figure>
        }
    };
    let options = Signal::derive(move || {
        let name =
            |(at, counts): (usize, &[usize; 3])| (at, counts.map(|count| count.to_string()).join(", "));
        COUNTS.iter().enumerate().map(name).collect::<Vec<_>>()
    });
    let optimum = move || {
        let (angle, half) = (angle.get(), angle.get() / 2.0);
        let (at, degrees) = (border(angle), format!("{:.3}", border(angle)));
        if at > 0.9 * half {
            return t_string!(i18n, losses.masking_not, border = degrees, half = short(half)).to_string();
        }
        t_string!(i18n, losses.masking, angle = short(angle), border = degrees, half = short(half))
            .to_string()
    };
    view! {
        <section class="experiment" aria-labelledby="classes">
            <h3 id="classes">{text!(losses.classes)}</h3>
            <p class="hint" inner_html=move || marked(t_string!(i18n, losses.classes_is))></p>
            <When on=move |()| asks.get().is_some()>
                <Predict question=text!(losses.classes_asks) answer=Signal::derive(move || asks.get().unwrap_or_default()) why=text!(losses.classes_why) about="-classes">
                    <div class="curves-bar">
                        <OwnChoice label=text!(losses.told_abc) testid="classes-told" of=told options />
                        <OwnSlider label=text!(losses.angle) testid="classes-angle" of=angle range=[20.0, 60.0, 5.0] />
                        <OwnSlider label=text!(losses.jitter) testid="classes-jitter" of=jitter range=[0.0, 12.0, 1.0] />
                        <OwnSlider label="β" testid="classes-beta" of=beta range=[0.05, 1.0, 0.05] />
                        <OwnSlider label="τ" testid="classes-tau" of=tau range=[0.1, 2.0, 0.1] />
                    </div>
                    <div class="discs">{Classifier::ALL.map(picture)}</div>
                    <p data-testid="masking" inner_html=move || marked(&optimum())></p>
                    <NumberTable testid="classes" label=text!(losses.classes) head rows=table />
                    <p class="hint" inner_html=move || marked(t_string!(i18n, losses.classes_say))></p>
                    <div class="found"><InTurn /><AtRandom /></div>
                </Predict>
            </When>
        </section>
    }
}

/// What hangs on the last token.
#[component]
fn InTurn() -> impl IntoView {
    let i18n = use_i18n();
    let found = in_parts(|| (), in_turn);
    let head = Signal::derive(move || {
        let both = [Classifier::Squared, Classifier::Contrastive];
        named_in(i18n.get_locale(), t_string!(i18n, losses.in_turn), &both)
    });
    let table = Signal::derive(move || {
        let row = |row: usize| -> NumberRow {
            let cell = |at: usize| spread(format!("in-turn-{}-{at}", 60 + row), seeds_of(found, row, at));
            (format!("{}, {}", 60 + row, LETTERS[(59 + row) % 3]), [0, 1].map(cell).to_vec())
        };
        [0, 1, 2].map(row).to_vec()
    });
    view! {
        <div>
            <p inner_html=move || marked(t_string!(i18n, losses.in_turn_is))></p>
            <NumberTable testid="in-turn" label=text!(losses.in_turn) head rows=table />
        </div>
    }
}

/// Where there is no difference.
#[component]
fn AtRandom() -> impl IntoView {
    let i18n = use_i18n();
    let found = in_parts(|| (), at_random);
    let head = Signal::derive(move || {
        let all = [Classifier::Dot, Classifier::Squared, Classifier::Contrastive];
        named_in(i18n.get_locale(), t_string!(i18n, losses.at_random), &all)
    });
    let table = Signal::derive(move || {
        let row = |row: usize| -> NumberRow {
            let cell =
                |at: usize| spread(format!("at-random-{}-{at}", OF_RANDOM[row]), seeds_of(found, row, at));
            (OF_RANDOM[row].to_string(), [0, 1, 2].map(cell).to_vec())
        };
        [0, 1, 2].map(row).to_vec()
    });
    view! {
        <div>
            <p inner_html=move || marked(t_string!(i18n, losses.at_random_is))></p>
            <NumberTable testid="at-random" label=text!(losses.at_random) head rows=table />
        </div>
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn least_squares_ends_the_middle_class_too_early_and_the_contrastive_loss_about_halfway() {
        let end = |classifier| upper_border(classifier, Arc::USUAL, USUAL[0], USUAL[1]);
        let (least, contrastive) =
            (end(Classifier::LeastSquares).unwrap(), end(Classifier::Contrastive).unwrap());
        assert!(least < 10.0 && (12.0..28.0).contains(&contrastive), "{least} {contrastive}");
    }

    #[test]
    fn a_disc_has_a_sector_for_each_class_that_is_answered_and_a_point_for_each_key() {
        let svg = disc(Classifier::Contrastive, Arc::USUAL, USUAL[0], USUAL[1]);
        assert_eq!(svg.matches("class=\"told-").count(), 60);
        assert!((0..3).all(|class| svg.contains(&format!("class-{class}"))), "{svg}");
        // Told the second class alone, the plane is of one class or its opposite.
        let one = Arc { counts: [0, 20, 0], ..Arc::USUAL };
        assert!(!disc(Classifier::Squared, one, 0.3, 0.5).is_empty());
    }
}
