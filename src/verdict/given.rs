//! What the files say, cut into heads.
//!
//! This file is long because a third of it is its tests.

use std::ops::Range;

use super::convention::is_decay;
use super::sizes::fits;
use super::unfit::place_of;
use super::{Assignment, GateIs, GivenError, Letter, Order, Sizes, StateOrder};
use crate::io::Array;
use crate::math::Mat;
use crate::rules::{Axis, Info, Tensor};

/// The arrays that are assigned to the letters of a rule, which fit each other.
#[derive(Clone, Debug)]
pub struct Given {
    /// The rule.
    pub rule: &'static Info,
    /// The sizes that they share.
    pub sizes: Sizes,
    /// Which axis comes first.
    pub order: Order,
    /// How states lie.
    pub states: StateOrder,
    arrays: Vec<(Letter, Array)>,
}

/// One head of one sequence.
#[derive(Clone, Debug, PartialEq)]
pub struct Head {
    /// Which head of its call it is, from 0.
    pub number: usize,
    /// What the rule reads, as it stands in the file.
    pub reads: Vec<(Tensor, Mat)>,
    /// The parts of the state before the first token, `[V, K]`; nothing for those that no file has.
    pub starts: Vec<Option<Mat>>,
    /// The outputs, `[T, V]`, where a file has them.
    pub gives: Option<Mat>,
    /// The parts of the state after the last token.
    pub ends: Vec<Option<Mat>>,
}

impl Given {
    /// The arrays of an assignment, if they fit each other.
    ///
    /// # Errors
    /// The first that does not fit, or holds what is no number. A decay may be −∞, which forgets everything, and what came out may be
    /// anything at all: that is what is asked about.
    pub fn new(
        rule: &'static Info,
        arrays: &[Array],
        assignment: &Assignment,
        order: Order,
        states: StateOrder,
    ) -> Result<Self, GivenError> {
        if let Some(letter) = assignment.missing(rule).first() {
            return Err(GivenError::Missing { letter: letter.id(rule) });
        }
        let of = |(letter, at): (Letter, usize)| Some((letter, arrays.get(at)?.clone()));
        let arrays: Vec<(Letter, Array)> = assignment.iter().filter_map(of).collect();
        let sizes = sizes_of(rule, &arrays, order)?;
        let given = Self { rule, sizes, order, states, arrays };
        for (letter, array) in &given.arrays {
            let expected = given.axes(*letter, order);
            if !fits(array.shape(), &expected) {
                let (name, found) = (array.name().to_owned(), array.shape().to_vec());
                return Err(GivenError::Shape { name, letter: letter.id(rule), expected, found });
            }
            given.check_numbers(*letter, array)?;
        }
        Ok(given)
    }

    fn check_numbers(&self, letter: Letter, array: &Array) -> Result<(), GivenError> {
        let forgets = match letter {
            Letter::Reads(tensor) => is_decay(tensor),
            Letter::Starts(_) => false,
            Letter::Gives | Letter::Ends(_) => return Ok(()),
        };
        let wrong = |x: &f64| !(x.is_finite() || (forgets && *x == f64::NEG_INFINITY));
        let Some((at, value)) = array.values().enumerate().find(|(_, x)| wrong(x)) else { return Ok(()) };
        let place = place_of(at, array.shape());
        Err(GivenError::NotFinite {
            name: array.name().to_owned(),
            letter: letter.id(self.rule),
            place,
            value,
        })
    }

    /// The axes that a letter must have.
    pub(super) fn axes(&self, letter: Letter, order: Order) -> Vec<(&'static str, usize)> {
        let state = |i: usize| self.sizes.axes_of_state(self.rule.state[i].axes, self.states);
        match letter {
            Letter::Reads(tensor) => self.sizes.axes(tensor, self.rule, order),
            Letter::Gives => self.sizes.axes_of_outputs(order),
            Letter::Starts(i) | Letter::Ends(i) => state(i),
        }
    }

    /// The array of a letter.
    pub fn array(&self, letter: Letter) -> Option<&Array> {
        self.arrays.iter().find(|(of, _)| *of == letter).map(|(_, array)| array)
    }

    /// What decays of these files probably are.
    pub fn guess_gate(&self) -> GateIs {
        let decays =
            self.arrays.iter().find(|(letter, _)| matches!(letter, Letter::Reads(t) if is_decay(*t)));
        decays.map_or(GateIs::Log, |(_, array)| GateIs::guess(array.values()))
    }

    /// A head of a sequence. `order` says how its tokens lie: another than that of the files takes heads for tokens.
    ///
    /// # Panics
    /// Where there is no such head or sequence.
    pub fn head(&self, batch: usize, head: usize, order: Order) -> Head {
        let mut of = Head {
            number: head,
            reads: Vec::new(),
            starts: vec![None; self.rule.state.len()],
            gives: None,
            ends: vec![None; self.rule.state.len()],
        };
        for (letter, array) in &self.arrays {
            let cut = self.cut(*letter, array, [batch, head], order, 0..self.sizes.tokens);
            match letter {
                Letter::Reads(tensor) => of.reads.push((*tensor, cut)),
                Letter::Starts(i) => of.starts[*i] = Some(cut),
                Letter::Gives => of.gives = Some(cut),
                Letter::Ends(i) => of.ends[*i] = Some(cut),
            }
        }
        of
    }

    /// The row of token t of a head, counted through all sequences, in an array that lies as the files do and has so many tokens.
    pub(super) fn row_of(&self, head: usize, t: usize, tokens: usize) -> usize {
        let heads = self.sizes.heads.max(1);
        self.order.row([head / heads, head % heads], heads, t, tokens)
    }

    /// Some tokens of a tensor in a head of a sequence, as they stand in the file; nothing where no file has it.
    ///
    /// # Panics
    /// Where there are no such tokens.
    pub(super) fn rows_of(
        &self,
        tensor: Tensor,
        place: [usize; 2],
        order: Order,
        tokens: Range<usize>,
    ) -> Option<Mat> {
        let letter = Letter::Reads(tensor);
        Some(self.cut(letter, self.array(letter)?, place, order, tokens))
    }

    /// A part of the state before the first token of a head of a sequence; nothing where no file has it.
    ///
    /// # Panics
    /// Where there is no such head or sequence.
    pub(super) fn start_of(&self, place: [usize; 2], part: usize) -> Option<Mat> {
        let letter = Letter::Starts(part);
        Some(self.cut(letter, self.array(letter)?, place, self.order, 0..0))
    }

    /// Some tokens of one head of an array, as a matrix of tokens and channels; or a part of the state, which has no tokens.
    fn cut(
        &self,
        letter: Letter,
        array: &Array,
        [batch, head]: [usize; 2],
        order: Order,
        tokens: Range<usize>,
    ) -> Mat {
        let heads = self.sizes.heads;
        let (rows, cols) = self.shape_of(letter);
        if matches!(letter, Letter::Starts(_) | Letter::Ends(_)) {
            let first = (batch * heads + head) * rows * cols;
            return match self.states {
                StateOrder::ValuesFirst => Mat::from_fn(rows, cols, |i, j| array.get(first + i * cols + j)),
                StateOrder::KeysFirst => Mat::from_fn(rows, cols, |i, j| array.get(first + j * rows + i)),
            };
        }
        if matches!(letter, Letter::Reads(tensor) if !tensor.is_per_token()) {
            return Mat::from_fn(rows, cols, |_, j| array.get(head * cols + j));
        }
        // Of several keys to a token, each has a row.
        let each = rows / self.sizes.tokens.max(1);
        Mat::from_fn(tokens.len() * each, cols, |i, j| {
            let row = order.row([batch, head], heads, tokens.start * each + i, rows);
            array.get(row * cols + j)
        })
    }

    /// Rows and columns of a letter in one head.
    fn shape_of(&self, letter: Letter) -> (usize, usize) {
        let size = self.sizes.of_a_head();
        let of = |[rows, cols]: [Axis; 2]| (rows.len(&size), cols.len(&size));
        match letter {
            Letter::Reads(tensor) => {
                let (rows, cols) = of(tensor.axes());
                let rows =
                    if self.rule.many_keys || !tensor.is_per_token() { rows } else { self.sizes.tokens };
                (rows, cols)
            }
            Letter::Gives => (self.sizes.tokens, self.sizes.v),
            Letter::Starts(i) | Letter::Ends(i) => of(self.rule.state[i].axes),
        }
    }
}

/// The sizes that the arrays share: T and H of the queries, n of the keys, V of the values.
fn sizes_of(rule: &'static Info, arrays: &[(Letter, Array)], order: Order) -> Result<Sizes, GivenError> {
    let of = |tensor: Tensor| arrays.iter().find(|(letter, _)| *letter == Letter::Reads(tensor));
    let leading = |tensor: Tensor| -> Result<Option<([usize; 3], usize)>, GivenError> {
        let Some((letter, array)) = of(tensor) else { return Ok(None) };
        let axes = order.leading(array.shape()).ok_or_else(|| GivenError::Axes {
            name: array.name().to_owned(),
            letter: letter.id(rule),
            found: array.shape().to_vec(),
        })?;
        Ok(Some((axes, array.shape().last().copied().unwrap_or(0))))
    };
    let (q, k, v) = (leading(Tensor::Q)?, leading(Tensor::K)?, leading(Tensor::V)?);
    let ([batch, tokens, heads], _) = q.or(k).or(v).unwrap_or_default();
    let rows = k.map_or(tokens, |([_, rows, _], _)| rows);
    let n = if rule.many_keys && tokens > 0 && rows.is_multiple_of(tokens) { rows / tokens } else { 1 };
    let levels = of(Tensor::LevelScales).and_then(|(_, array)| array.shape().last().copied()).unwrap_or(0);
    let channels = |of: Option<([usize; 3], usize)>| of.map_or(0, |(_, channels)| channels);
    Ok(Sizes { batch, tokens, heads, k: channels(q.or(k)), v: channels(v), n, levels })
}

#[cfg(test)]
impl Given {
    /// The same files, and outputs and final states beside them.
    pub(super) fn with(&self, results: &[Array]) -> Self {
        let letter = |array: &Array| {
            let ends = (0..self.rule.state.len()).map(Letter::Ends);
            let found =
                std::iter::once(Letter::Gives).chain(ends).find(|of| of.id(self.rule) == array.name());
            (found.unwrap(), array.clone())
        };
        let arrays = self.arrays.iter().cloned().chain(results.iter().map(letter)).collect();
        Self { arrays, ..self.clone() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::INFOS;

    fn info(id: &str) -> &'static Info {
        INFOS.iter().find(|info| info.id == id).unwrap()
    }

    /// An array whose numbers count up from 0.
    fn counted(name: &str, shape: &[usize]) -> Array {
        let len: usize = shape.iter().product();
        Array::of(name, shape.to_vec(), (0..len).map(|i| i as f64).collect()).unwrap()
    }

    fn given(rule: &str, arrays: &[Array], order: Order) -> Result<Given, GivenError> {
        let info = info(rule);
        Given::new(info, arrays, &Assignment::guess(info, arrays), order, StateOrder::KeysFirst)
    }

    #[test]
    fn heads_are_cut_from_either_order_and_states_are_transposed() {
        // Two sequences, three tokens, two heads, K = 2, V = 1.
        let state = counted("h0", &[2, 2, 2, 1]);
        for (order, shape) in [(Order::TokensFirst, [2, 3, 2]), (Order::HeadsFirst, [2, 2, 3])] {
            let [b, i, j] = shape;
            let arrays = [
                counted("q", &[b, i, j, 2]),
                counted("k", &[b, i, j, 2]),
                counted("v", &[b, i, j, 1]),
                counted("beta", &[b, i, j]),
                state.clone(),
            ];
            let given = given("delta_rule", &arrays, order).unwrap();
            let Sizes { batch, tokens, heads, k, v, .. } = given.sizes;
            assert_eq!((batch, tokens, heads, k, v), (2, 3, 2, 2, 1));
            let head = given.head(1, 1, order);
            let q = &head.reads[0].1;
            // Of sequence 1, head 1, token 1.
            let first = match order {
                Order::TokensFirst => ((3 + 1) * 2 + 1) * 2,
                Order::HeadsFirst => ((2 + 1) * 3 + 1) * 2,
            };
            assert_eq!([q[(1, 0)], q[(1, 1)]], [first as f64, first as f64 + 1.0], "{order:?}");
            assert_eq!(head.starts[0], Some(Mat::from_row_slice(1, 2, &[6.0, 7.0])));
            assert_eq!(
                given.head(1, 1, order.other()).reads[0].1.shape(),
                (3, 2),
                "also where heads are taken for tokens"
            );
        }
    }

    #[test]
    fn several_keys_to_a_token_are_counted() {
        let arrays = [
            counted("q", &[3, 2]),
            counted("k", &[6, 2]),
            counted("v", &[6, 4]),
            counted("beta", &[6]),
            counted("g", &[3]).named("g"),
        ];
        let given = given("gated_delta_product", &arrays, Order::TokensFirst).unwrap();
        assert_eq!((given.sizes.n, given.sizes.tokens), (2, 3));
        assert_eq!(given.head(0, 0, Order::TokensFirst).reads[1].1.shape(), (6, 2));
    }

    #[test]
    fn what_does_not_fit_is_named_with_what_was_expected() {
        let q = || counted("q", &[3, 2]);
        let arrays = [q(), counted("k", &[3, 2])];
        assert_eq!(
            given("linear_attn", &arrays, Order::TokensFirst).unwrap_err(),
            GivenError::Missing { letter: "v" }
        );
        let arrays = [q(), counted("k", &[2, 3]), counted("v", &[3, 4])];
        let found = given("linear_attn", &arrays, Order::TokensFirst).unwrap_err();
        let expected = vec![("B", 1), ("T", 3), ("H", 1), ("K", 2)];
        assert_eq!(found, GivenError::Shape { name: "k".into(), letter: "k", expected, found: vec![2, 3] });
        let arrays = [counted("q", &[3]), counted("k", &[3, 2]), counted("v", &[3, 4])];
        assert!(matches!(
            given("linear_attn", &arrays, Order::TokensFirst),
            Err(GivenError::Axes { letter: "q", .. })
        ));
        let mut numbers = vec![0.0; 12];
        numbers[7] = f64::NAN;
        let arrays = [q(), counted("k", &[3, 2]), Array::of("v", vec![3, 4], numbers).unwrap()];
        match given("linear_attn", &arrays, Order::TokensFirst) {
            Err(GivenError::NotFinite { letter: "v", place, .. }) => assert_eq!(place, [1, 3]),
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn a_decay_may_forget_everything_and_outputs_may_be_anything() {
        let arrays = [
            counted("q", &[2, 2]),
            counted("k", &[2, 2]),
            counted("v", &[2, 1]),
            Array::of("g", vec![2], vec![f64::NEG_INFINITY, -1.0]).unwrap(),
            Array::of("o", vec![2, 1], vec![f64::NAN, f64::INFINITY]).unwrap(),
        ];
        assert!(given("simple_gla", &arrays, Order::TokensFirst).is_ok());
    }
}
