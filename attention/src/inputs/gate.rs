//! Gates: the numbers of a rule that are set by hand, or made of each token by weights, in the unit that a slider shows.

use std::iter::repeat_n;
use std::ops::RangeInclusive;

use super::Layer;
use super::thousandths::{PACKED, packed, unpacked};
use crate::math::Mat;
use crate::rules::Tensor;

/// The values of one tensor: the same for every token, one for each token, or all of them. A decay is given as γ in
/// [0, 1], not as its logarithm; a direction, such as Comba's p, as the number that multiplies the key.
#[derive(Clone, Debug, PartialEq)]
pub enum Gate {
    /// The same for every token and channel.
    Constant(f64),
    /// One for each token, the same for all its channels and keys. Further tokens take the last one.
    PerToken(Vec<f64>),
    /// Made of each token's own key and value. Of a gate that is never positive it makes the size.
    Layer(Layer),
    /// Every entry, in the shape of the tensor; of a direction, the direction itself.
    Given(Mat),
}

/// By what a gate is set.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum By {
    /// One number for all tokens.
    Constant,
    /// One number for each token.
    Token,
    /// Weights of the token's key and value.
    Weights,
}

impl Gate {
    /// The gate of token t, in its first channel; 1 where there are no numbers at all. Of a layer, which is not given the token here, what it
    /// makes of a key and a value that are 0.
    pub fn at(&self, t: usize) -> f64 {
        match self {
            Self::Constant(x) => *x,
            Self::PerToken(all) => all.get(t).or(all.last()).copied().unwrap_or(1.0),
            Self::Layer(layer) => layer.of_sum(layer.bias),
            Self::Given(all) => {
                let t = t.min(all.nrows().saturating_sub(1));
                all.get((t, 0)).copied().unwrap_or(1.0)
            }
        }
    }

    /// By what it is set.
    pub fn by(&self) -> By {
        match self {
            Self::Constant(_) => By::Constant,
            Self::PerToken(_) | Self::Given(_) => By::Token,
            Self::Layer(_) => By::Weights,
        }
    }

    /// The same gate set by something else: `now` is the gate of each token, of which token t is in hand. What a layer has made is kept to
    /// three digits, which a link has room for.
    pub fn set_by(&self, by: By, t: usize, now: &[f64]) -> Self {
        let here = now.get(t).copied().unwrap_or_else(|| self.at(t));
        let round = |x: f64| if self.by() == By::Weights { (1e3 * x).round() / 1e3 } else { x };
        match by {
            _ if by == self.by() => self.clone(),
            By::Constant => Self::Constant(round(here)),
            By::Token => Self::PerToken(now.iter().map(|x| round(*x)).collect()),
            By::Weights => Self::Layer(Layer::at_rest(here.abs())),
        }
    }

    /// The gates of the first `t` tokens.
    pub fn list(&self, t: usize) -> Vec<f64> {
        (0..t).map(|t| self.at(t)).collect()
    }

    /// The same gate with the number of token t changed, out of `tokens` tokens. What a layer makes is not set by hand: it stays.
    pub fn with(&self, t: usize, tokens: usize, x: f64) -> Self {
        match self {
            Self::Constant(_) => Self::Constant(x),
            Self::PerToken(_) => {
                let mut all = self.list(tokens.max(t + 1));
                all[t] = x;
                Self::PerToken(all)
            }
            Self::Layer(layer) => Self::Layer(layer.clone()),
            Self::Given(all) => {
                let mut all = all.clone();
                if t < all.nrows() {
                    all.row_mut(t).fill(x);
                }
                Self::Given(all)
            }
        }
    }

    /// The gate in a query string: `0.9` for a constant, `0.9,0.8,` for a list. The comma at the end tells a list of one
    /// number from a constant. A long list of numbers with three digits, which sliders make, is two characters for each number after a
    /// star. A layer is written as [`Layer`] says; a matrix has no such text.
    pub fn text(&self) -> Option<String> {
        match self {
            Self::Constant(x) => Some(x.to_string()),
            Self::PerToken(all) => {
                Some(packed(all).unwrap_or_else(|| all.iter().map(|x| format!("{x},")).collect()))
            }
            Self::Layer(layer) => Some(layer.to_string()),
            Self::Given(_) => None,
        }
    }

    /// The gate in a text, for at most `most` tokens, where all its numbers are in this range. `number` reads them. (The page reads
    /// numbers in its own way.)
    pub fn read(
        text: &str,
        most: usize,
        range: &RangeInclusive<f64>,
        number: impl Fn(&str) -> Option<f64>,
    ) -> Option<Self> {
        if let Some(text) = text.strip_prefix(PACKED) {
            let all = unpacked(text, most)?;
            return all.iter().all(|x| range.contains(x)).then_some(Self::PerToken(all));
        }
        if text.contains('s') {
            let largest = range.start().abs().max(*range.end());
            return Layer::read(text, number).filter(|layer| layer.largest() <= largest).map(Self::Layer);
        }
        let number = |text: &str| number(text).filter(|x| range.contains(x));
        if !text.contains(',') {
            return number(text).map(Self::Constant);
        }
        let parts = text.trim_end_matches(',').split(',').take(most);
        parts.map(number).collect::<Option<_>>().map(Self::PerToken)
    }
}

impl From<f64> for Gate {
    fn from(x: f64) -> Self {
        Self::Constant(x)
    }
}

impl From<Vec<f64>> for Gate {
    fn from(all: Vec<f64>) -> Self {
        Self::PerToken(all)
    }
}

impl From<Layer> for Gate {
    fn from(layer: Layer) -> Self {
        Self::Layer(layer)
    }
}

impl From<Mat> for Gate {
    fn from(all: Mat) -> Self {
        Self::Given(all)
    }
}

/// The gates that are set, each tensor at most once. A gate that is not set has its default ([`Tensor::gate`]).
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Gates(Vec<(Tensor, Gate)>);

impl Gates {
    /// None: every gate has its default.
    pub const fn new() -> Self {
        Self(Vec::new())
    }

    /// The same with one gate more, or another one in its place.
    pub fn with(mut self, tensor: Tensor, gate: impl Into<Gate>) -> Self {
        match self.0.binary_search_by_key(&tensor, |(of, _)| *of) {
            Ok(at) => self.0[at].1 = gate.into(),
            Err(at) => self.0.insert(at, (tensor, gate.into())),
        }
        self
    }

    /// The same with one gate at its default.
    pub fn without(mut self, tensor: Tensor) -> Self {
        self.0.retain(|(of, _)| *of != tensor);
        self
    }

    /// The gate of a tensor, where it is set.
    pub fn get(&self, tensor: Tensor) -> Option<&Gate> {
        self.0.iter().find(|(of, _)| *of == tensor).map(|(_, gate)| gate)
    }

    /// Every gate that is set, in the order of [`Tensor::ALL`].
    pub fn iter(&self) -> impl Iterator<Item = (Tensor, &Gate)> {
        self.0.iter().map(|(tensor, gate)| (*tensor, gate))
    }
}

impl FromIterator<(Tensor, Gate)> for Gates {
    fn from_iter<I: IntoIterator<Item = (Tensor, Gate)>>(all: I) -> Self {
        all.into_iter().fold(Self::new(), |gates, (tensor, gate)| gates.with(tensor, gate))
    }
}

/// Writes the gate of each token into all its rows and columns: row r belongs to token r / n. `layer` says what a layer makes in a row and a
/// column.
pub(super) fn spread(
    gate: &Gate,
    [rows, cols]: [usize; 2],
    n: usize,
    layer: impl Fn(&Layer, usize, usize) -> f64,
) -> Mat {
    match gate {
        Gate::Constant(x) => Mat::from_element(rows, cols, *x),
        Gate::PerToken(_) => {
            let each: Vec<f64> = (0..rows).map(|r| gate.at(r / n)).collect();
            Mat::from_iterator(rows, cols, repeat_n(each, cols).flatten())
        }
        Gate::Layer(of) => Mat::from_fn(rows, cols, |r, c| layer(of, r, c)),
        Gate::Given(all) => all.clone(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Option<Gate> {
        Gate::read(text, 3, &(0.0..=2.0), |text| text.parse().ok())
    }

    #[test]
    fn a_text_is_the_gate_that_wrote_it() {
        let layer = Layer { bias: 1.0, doubled: true, ..Layer::default() };
        for gate in [Gate::from(0.9), vec![0.9].into(), vec![0.25, 2.0, 0.0].into(), layer.into()] {
            assert_eq!(read(&gate.text().unwrap()), Some(gate));
        }
        assert_eq!(Gate::from(vec![0.9, 0.8]).text().unwrap(), "0.9,0.8,");
        assert_eq!(read("0.1,0.2,0.3,0.4,"), Some(Gate::PerToken(vec![0.1, 0.2, 0.3])), "no more than three");
        assert_eq!(["", ",", "3", "1,3", "1,,1", "one"].map(read), [const { None }; 6]);
        assert_eq!(Gate::from(Mat::zeros(1, 1)).text(), None);
        let below_one = |text| Gate::read(text, 3, &(0.0..=1.0), |text| text.parse().ok());
        assert_eq!((below_one("2s(0)"), below_one("s(0)").is_some()), (None, true), "it could pass 1");
    }

    #[test]
    fn the_last_number_goes_on_and_a_list_changes_at_one_token() {
        let gate = Gate::from(vec![0.1, 0.2]);
        assert_eq!(gate.list(4), [0.1, 0.2, 0.2, 0.2]);
        assert_eq!(gate.with(3, 4, 0.9).list(5), [0.1, 0.2, 0.2, 0.9, 0.9]);
        assert_eq!(Gate::from(0.5).with(3, 4, 0.9), Gate::from(0.9));
        let given = Gate::from(Mat::from_row_slice(2, 2, &[1.0, 2.0, 3.0, 4.0]));
        assert_eq!(given.with(1, 2, 0.0).list(3), [1.0, 0.0, 0.0]);
        assert_eq!(Gate::from(Vec::new()).at(0), 1.0);
    }

    #[test]
    fn what_sets_a_gate_changes_and_its_number_stays() {
        let gate = Gate::from(0.9);
        let list = gate.set_by(By::Token, 1, &gate.list(3));
        assert_eq!(list, Gate::from(vec![0.9; 3]));
        let list = list.with(1, 3, 0.25);
        assert_eq!(list.set_by(By::Constant, 1, &list.list(3)), Gate::from(0.25));
        let layer = list.set_by(By::Weights, 1, &list.list(3));
        assert_eq!((layer.text().unwrap(), layer.by()), ("s(-1.1)".to_owned(), By::Weights));
        assert_eq!(layer.set_by(By::Token, 0, &[0.123_456, 0.5]), Gate::from(vec![0.123, 0.5]));
        assert_eq!(gate.set_by(By::Constant, 0, &[0.1]), gate, "it is that already");
    }

    #[test]
    fn one_tensor_has_one_gate() {
        let gates = Gates::new().with(Tensor::G, 0.5).with(Tensor::Beta, 1.0).with(Tensor::G, 0.25);
        assert_eq!(gates.get(Tensor::G), Some(&Gate::Constant(0.25)));
        assert_eq!(gates.get(Tensor::Eta), None);
        let listed: Gates = gates.iter().map(|(tensor, gate)| (tensor, gate.clone())).collect();
        assert_eq!(listed, gates);
        assert_eq!(gates.iter().map(|(tensor, _)| tensor).collect::<Vec<_>>(), [Tensor::Beta, Tensor::G]);
    }
}
