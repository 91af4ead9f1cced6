//! A slice of the loss: two entries of S, the others as they are, and the way that S has come.

use leptos::prelude::*;

use crate::erased::Memo;
use crate::experiments::{Descent, Path};
use crate::i18n::*;
use crate::math::Mat;
use crate::number::short;
use crate::trace::Symbol;
use crate::ui::plane::{Drawing, Plane, Point, Window};
use crate::ui::stage::Stage;
use crate::ui::text;

/// Cells to a side, fewer where many pairs make each one dear.
const fn cells(told: usize) -> usize {
    if told > 16 { 11 } else { 21 }
}

/// Bands of equal height in √(ℓ − least ℓ), so that those of a bowl are equally wide.
const BANDS: usize = 12;

/// S[1, 1] and S[1, 2], where there are both.
fn entries(s: &Mat) -> Option<Point> {
    Some([*s.get((0, 0))?, *s.get((0, 1))?])
}

/// What the slice shows: the whole way, whatever is told so far, so that it stands still.
fn window(path: &Path) -> Window {
    let all = || path.states.iter().filter_map(entries).flatten().filter(|x| x.is_finite());
    Window::of(all().fold(-1.0, f64::min), all().fold(1.0, f64::max))
}

/// The mean loss of the pairs told so far, at the middle of each cell of the window.
fn losses(descent: &Descent, path: &Path, keys: &Mat, values: &Mat, done: usize, window: Window) -> Mat {
    let (mean, cells) = (descent.slice(&path.states[done], keys, values, done), cells(done));
    Mat::from_fn(cells, cells, |row, col| mean(window.cell([col, row], cells)))
}

/// The bands of a slice, from 0, the lowest, up.
fn bands(losses: &Mat) -> Vec<usize> {
    let least = losses.iter().copied().fold(f64::INFINITY, f64::min);
    let most = losses.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    let full = (most - least).max(f64::MIN_POSITIVE).sqrt();
    let band = |x: &f64| ((x - least).sqrt() / full * BANDS as f64) as usize;
    // A matrix lists its columns.
    losses.transpose().iter().map(|x| band(x).min(BANDS - 1)).collect()
}

/// The slice, and in words where S stands on it.
#[component]
pub fn Slice(
    stage: Stage,
    descent: Memo<Descent>,
    path: Memo<Option<Path>>,
    done: Memo<usize>,
) -> impl IntoView {
    let i18n = use_i18n();
    let shown = Signal::derive(move || path.with(|path| path.as_ref().map_or(Window::UNIT_CIRCLE, window)));
    let drawn = Signal::derive(move || {
        let (window, done, descent) = (shown.get(), done.get(), descent.get());
        let mut drawing = Drawing::new(window);
        let Some(stream) = stage.stream.get() else { return drawing.finish() };
        path.with(|path| {
            let Some(path) = path.as_ref().filter(|path| done < path.states.len()) else { return };
            if entries(&path.states[0]).is_none() {
                return;
            }
            if done > 0 {
                let losses = losses(&descent, path, &stream.k, &stream.v, done, window);
                drawing.ground(losses.nrows(), BANDS, &bands(&losses));
            }
            let places: Vec<Point> = path.states[..=done].iter().filter_map(entries).collect();
            for step in places.windows(2) {
                drawing.arrow(Symbol::S, "", step[0], step[1]);
            }
            if let Some(now) = places.last() {
                drawing.dot(Symbol::S, "now", *now);
                drawing.name(Symbol::S, "now", *now, false, "S");
            }
        });
        drawing.finish()
    });
    let mean = Memo::new(move || {
        let (stream, done) = (stage.stream.get()?, done.get());
        let of = |path: &Path| Some(descent.get().mean(path.states.get(done)?, &stream.k, &stream.v, done));
        path.with(|path| of(path.as_ref()?)).filter(|_| done > 0)
    });
    let says = move || match mean.get() {
        Some(mean) => t_string!(i18n, losses.slice_mean, told = done.get(), mean = short(mean)).to_string(),
        None => t_string!(i18n, losses.slice_start).to_owned(),
    };
    view! {
        <figure class="slice">
            <figcaption class="hint">{text!(losses.slice_is)}</figcaption>
            <Plane testid="slice" name=text!(losses.slice) drawn window=shown handles=Signal::stored(Vec::new()) on_move=|_| () />
            <p data-testid="slice-mean" data-value=move || mean.get().map(|mean| mean.to_string())>{says}</p>
        </figure>
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::experiments::Loss;
    use crate::inputs::three;

    #[test]
    fn the_loss_is_least_where_the_bowl_is() {
        let stream = three();
        let descent = Descent { beta: 1.0, ..Descent::on(Loss::Squared) };
        let path = descent.path(&stream.k, &stream.v).unwrap();
        let window = window(&path);
        let found = losses(&descent, &path, &stream.k, &stream.v, 1, window);
        let bands = bands(&found);
        // After lamp → red the slice depends on S[1, 1] alone, which is best at 1.
        let least = (0..found.nrows()).min_by(|a, b| found[(0, *a)].total_cmp(&found[(0, *b)])).unwrap();
        let [x, _] = window.cell([least, 0], found.nrows());
        assert!((x - 1.0).abs() < 0.1, "{x}");
        assert!((0..found.nrows()).all(|row| bands[row * found.nrows() + least] == bands[least]));
        assert_eq!(bands[least], 0);
    }
}
