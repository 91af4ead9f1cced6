//! A window of a reader's own tokens, as a stream that every page runs on.

use std::ops::Range;

use super::convention::is_decay;
use super::prepared::told_of;
use super::{Convention, Given, Letter};
use crate::inputs::{Gate, Gates, Stream};
use crate::math::Mat;
use crate::rules::{Axis, Origin, StatePart, Tensor};

/// A page that steps shows no more tokens.
const MOST_TOKENS: usize = 64;
/// Nor more numbers of them: it keeps a state of K × V numbers for every step.
const MOST_NUMBERS: usize = 2048;

/// Some tokens of one head.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Window {
    /// The sequence, from 0.
    pub sequence: usize,
    /// The head, from 0.
    pub head: usize,
    /// The tokens, from 0.
    pub tokens: Range<usize>,
}

/// Why arrays are no stream.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NoStream {
    /// The rule reads no queries, or no keys, and so the files have none.
    #[error("there are no queries and keys")]
    WithoutKeys,
    /// A token has several keys.
    #[error("each token has {0} keys")]
    SeveralKeys(usize),
}

impl Given {
    /// Whether a window has gates.
    pub fn has_gates(&self) -> bool {
        self.rule
            .reads
            .iter()
            .chain(self.rule.may_read)
            .any(|of| !matches!(of.origin(), Origin::Stream) && self.array(Letter::Reads(*of)).is_some())
    }

    /// The most tokens that a window may have: at most 64, of wide heads fewer, so that T · max(K, V) is at most 2048.
    pub fn longest_window(&self) -> usize {
        let wide = self.sizes.k.max(self.sizes.v).max(1);
        (MOST_NUMBERS / wide).clamp(1, MOST_TOKENS).min(self.sizes.tokens.max(1))
    }

    /// The window that begins at a token and has so many, as far as there are that many: it is moved and cut until it fits. Heads are
    /// counted through all sequences.
    pub fn window(&self, head: usize, first: usize, tokens: usize) -> Window {
        let head = head.min((self.sizes.batch * self.sizes.heads).saturating_sub(1));
        let tokens = tokens.clamp(1, self.longest_window());
        let first = first.min(self.sizes.tokens.saturating_sub(tokens));
        let heads = self.sizes.heads.max(1);
        Window { sequence: head / heads, head: head % heads, tokens: first..first + tokens }
    }

    /// Whether the files have S before the first token, for a rule whose state is that one matrix.
    pub fn has_start(&self) -> bool {
        self.rule.state == [StatePart::S] && self.array(Letter::Starts(0)).is_some()
    }

    /// The tokens of a window, each labelled by its number in the file from 1, with the gates that the files have for the rule, and S
    /// before the first token, where the window begins with that and [`Given::has_start`] holds. The scale is 1.
    ///
    /// # Errors
    /// Where a token has not one query and one key.
    ///
    /// # Panics
    /// Where the files have no such window: see [`Given::window`].
    pub fn stream(&self, convention: &Convention, window: &Window) -> Result<Stream, NoStream> {
        if self.sizes.n > 1 {
            return Err(NoStream::SeveralKeys(self.sizes.n));
        }
        let of = |tensor: Tensor| {
            let values =
                self.rows_of(tensor, [window.sequence, window.head], self.order, window.tokens.clone())?;
            Some(told_of(tensor, &values, convention, &[]))
        };
        let (Some(q), Some(k), Some(v)) = (of(Tensor::Q), of(Tensor::K), of(Tensor::V)) else {
            return Err(NoStream::WithoutKeys);
        };
        let labels = window.tokens.clone().map(|t| (t + 1).to_string()).collect();
        let gates = Tensor::ALL.iter().filter_map(|tensor| gate(*tensor, of(*tensor)?));
        let mut gates: Gates = gates.collect();
        // One decay for all channels is every form of it.
        if let Some(decay) = gates.get(Tensor::G).cloned() {
            for of in [Tensor::Gk, Tensor::Gv] {
                if gates.get(of).is_none() {
                    gates = gates.with(of, decay.clone());
                }
            }
        }
        let starts = window.tokens.start == 0 && self.has_start();
        let initial = starts.then(|| self.start_of([window.sequence, window.head], 0)).flatten();
        Ok(Stream { gates, initial, ..Stream::new(labels, q, k, v) })
    }
}

/// What a rule reads beside the stream, as a gate in the unit of a slider.
fn gate(tensor: Tensor, values: Mat) -> Option<(Tensor, Gate)> {
    let unit = |x: f64| if is_decay(tensor) { x.exp() } else { x };
    match tensor.origin() {
        Origin::Stream => None,
        Origin::Key(_) => Some((tensor, Gate::Given(values))),
        Origin::Gate(_) if tensor.is_per_token() && tensor.axes()[1] == Axis::One => {
            Some((tensor, Gate::PerToken(values.iter().copied().map(unit).collect())))
        }
        Origin::Gate(_) => Some((tensor, Gate::Given(values.map(unit)))),
    }
}

#[cfg(test)]
mod tests {
    use super::super::{Assignment, GateIs, Order, StateOrder};
    use super::*;
    use crate::io::Array;
    use crate::rules::{INFOS, Info};

    fn info(id: &str) -> &'static Info {
        INFOS.iter().find(|info| info.id == id).unwrap()
    }

    fn counted(name: &str, shape: &[usize]) -> Array {
        let len: usize = shape.iter().product();
        Array::of(name, shape.to_vec(), (0..len).map(|i| 0.001 * i as f64).collect()).unwrap()
    }

    fn given(rule: &str, arrays: &[Array]) -> Given {
        let info = info(rule);
        Given::new(info, arrays, &Assignment::guess(info, arrays), Order::TokensFirst, StateOrder::KeysFirst)
            .unwrap()
    }

    #[test]
    fn a_window_is_cut_from_its_head_with_the_gates_of_its_tokens() {
        // Two sequences, 100 tokens, three heads, K = 2, V = 4.
        let arrays = [
            counted("q", &[2, 100, 3, 2]),
            counted("k", &[2, 100, 3, 2]),
            counted("v", &[2, 100, 3, 4]),
            counted("beta", &[2, 100, 3]),
            counted("g", &[2, 100, 3]),
        ];
        let given = given("gated_delta_rule", &arrays);
        let window = given.window(4, 70, 5);
        assert_eq!(window, Window { sequence: 1, head: 1, tokens: 70..75 });
        let plain = Convention { gate: GateIs::Plain, ..Convention::usual(given.rule) };
        let stream = given.stream(&plain, &window).unwrap();
        assert_eq!(stream.labels, ["71", "72", "73", "74", "75"]);
        let row = |t: usize| (100 + t) * 3 + 1;
        assert!((stream.k[(2, 1)] - 0.001 * (row(72) * 2 + 1) as f64).abs() < 1e-15);
        assert!((stream.v[(4, 3)] - 0.001 * (row(74) * 4 + 3) as f64).abs() < 1e-15);
        let all = |of: Tensor| stream.gates.get(of).unwrap().list(5);
        let numbers: Vec<f64> = (70..75).map(|t| 0.001 * row(t) as f64).collect();
        assert_eq!(all(Tensor::Beta), numbers);
        for of in [Tensor::G, Tensor::Gk, Tensor::Gv] {
            assert!(all(of).iter().zip(&numbers).all(|(a, b)| (a - b).abs() < 1e-15), "{}", of.id());
        }
    }

    #[test]
    fn a_window_of_a_rule_gives_what_the_whole_head_does() {
        let mut numbers = crate::inputs::normals(3);
        let mut array = |name: &str, shape: &[usize], of: fn(f64) -> f64| {
            let len: usize = shape.iter().product();
            Array::of(name, shape.to_vec(), numbers.by_ref().take(len).map(of).collect()).unwrap()
        };
        let arrays = [
            array("q", &[12, 2, 3], |x| x),
            array("k", &[12, 2, 3], |x| x),
            array("v", &[12, 2, 4], |x| x),
            array("g", &[12, 2, 3], |x| -x.abs()),
            // [N, H, K, V], as most implementations keep it.
            array("h0", &[1, 2, 3, 4], |x| x),
        ];
        let given = given("gla", &arrays);
        let convention = Convention::usual(given.rule);
        let rule = crate::rules::rule("gla").unwrap();
        let entries = super::super::Entries { rule, dplr: rule };
        let form = crate::rules::Form::Recurrent;
        let problem = super::super::Problem { given: given.clone(), convention, form, entries };
        let whole = problem.outcome(&given.head(0, 1, Order::TokensFirst), &[]).unwrap().o;
        let run = |window| {
            let stream = given.stream(&convention, &window).unwrap();
            let stream = Stream { scale: convention.scale.of(3), ..stream };
            let x = stream.inputs_for(&rule.info, &stream.gates).unwrap();
            (stream.initial, rule.run(&x, form).unwrap().o)
        };
        let (initial, o) = run(given.window(1, 0, 12));
        assert_eq!(initial.map(|s| s.shape()), Some((4, 3)));
        assert!(crate::math::max_abs_diff(&o, &whole) < 1e-15);
        // A window that begins later starts from nothing: what the head knows by then is not in the files.
        let (initial, later) = run(given.window(1, 1, 11));
        assert_eq!(initial, None);
        assert!(crate::math::max_abs_diff(&later, &whole.rows(1, 11).into_owned()) > 1e-3);
    }

    #[test]
    fn a_window_that_does_not_fit_is_moved_and_cut() {
        let wide = given(
            "linear_attn",
            &[counted("q", &[300, 128]), counted("k", &[300, 128]), counted("v", &[300, 64])],
        );
        assert_eq!(wide.longest_window(), 16);
        assert_eq!(wide.window(9, 290, 64).tokens, 284..300);
        assert_eq!(wide.window(0, 0, 0).tokens, 0..1);
        let short =
            given("linear_attn", &[counted("q", &[3, 2]), counted("k", &[3, 2]), counted("v", &[3, 2])]);
        assert_eq!(short.window(0, 7, 64).tokens, 0..3);
    }

    #[test]
    fn a_token_needs_one_query_and_one_key() {
        let values = given("hgrn", &[counted("x", &[4, 2]), counted("g", &[4, 2])]);
        let convention = Convention { gate: GateIs::Plain, ..Convention::usual(values.rule) };
        assert_eq!(values.stream(&convention, &values.window(0, 0, 4)), Err(NoStream::WithoutKeys));
        let several = given(
            "gated_delta_product",
            &[
                counted("q", &[3, 2]),
                counted("k", &[6, 2]),
                counted("v", &[6, 4]),
                counted("beta", &[6]),
                counted("g", &[3]),
            ],
        );
        assert_eq!(several.stream(&convention, &several.window(0, 0, 3)), Err(NoStream::SeveralKeys(2)));
    }
}
