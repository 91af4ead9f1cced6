//! Gates by weights: a small layer that makes the gate of a token of its key and its value.

use std::fmt;

use crate::math::Mat;
use crate::rules::gates::sigmoid;

/// What makes a gate of each token: in every channel c
///
/// ```text
/// σ(b + Σ_i w_i x_i)        x_i: one number of the token's key or value        2 σ(…) where it is doubled
/// ```
///
/// A model learns a weight for every channel of what goes in and every channel of the gate. Here each weight that is not 0 is
/// listed, so that a reader can see and set it.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Layer {
    /// b: without weights the gate is σ(b).
    pub bias: f64,
    /// Every weight that is not 0.
    pub weights: Vec<Weight>,
    /// Whether σ is doubled, so that a β can pass 1 (Grazzi et al. 2024).
    pub doubled: bool,
}

/// One weight of a layer.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Weight {
    /// What it multiplies.
    pub reads: Reads,
    /// Which channel of it, from 0. A channel that a token does not have counts as 0.
    pub channel: usize,
    /// The weight itself, w.
    pub by: f64,
    /// The first and the last channel of the gate that it is for, from 0; all where none are named. A gate that is one number for all
    /// channels takes every weight.
    pub only: Option<[usize; 2]>,
}

/// What a layer reads of a token.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reads {
    /// Its key.
    Key,
    /// Its value.
    Value,
}

impl Layer {
    /// No weight and no bias is larger: σ is 0 or 1 to the last bit long before.
    pub const LARGEST: f64 = 100.0;
    /// So many weights have room in a link and on a page.
    pub const MOST: usize = 8;

    /// One that gives `x` to every token, `doubled` where x is above 1. σ is never 0 or 1: there it comes as near as six digits.
    pub fn at_rest(x: f64) -> Self {
        let doubled = x > 1.0;
        let part = if doubled { x / 2.0 } else { x }.clamp(1e-6, 1.0 - 1e-6);
        // Two decimals are what a slider holds.
        let bias = (100.0 * (part / (1.0 - part)).ln()).round() / 100.0;
        Self { bias, weights: Vec::new(), doubled }
    }

    /// The sum under σ for channel `c` of the gate, from row `row` of keys and of values. A gate that is one number for all channels has
    /// no `c`.
    pub fn sum(&self, [keys, values]: [&Mat; 2], row: usize, c: Option<usize>) -> f64 {
        let term = |weight: &Weight| weight.by * weight.read_of([keys, values], row);
        self.weights_for(c).map(term).fold(self.bias, |sum, term| sum + term)
    }

    /// The weights that channel `c` of the gate takes: all, where the gate is one number for all channels.
    pub fn weights_for(&self, c: Option<usize>) -> impl Iterator<Item = &Weight> {
        let is_for = move |weight: &&Weight| match (weight.only, c) {
            (Some([first, last]), Some(c)) => (first..=last).contains(&c),
            _ => true,
        };
        self.weights.iter().filter(is_for)
    }

    /// The gate: σ of the sum, or twice that.
    pub fn of_sum(&self, sum: f64) -> f64 {
        self.largest() * sigmoid(sum)
    }

    /// What the gate never passes.
    pub fn largest(&self) -> f64 {
        if self.doubled { 2.0 } else { 1.0 }
    }

    /// The layer in a text that [`Layer`] wrote, where its numbers, read by `number`, are no larger than [`Layer::LARGEST`].
    pub fn read(text: &str, number: impl Fn(&str) -> Option<f64>) -> Option<Self> {
        let (doubled, text) = text.strip_prefix('2').map_or((false, text), |text| (true, text));
        let number = |text: &str| number(text).filter(|x| x.abs() <= Self::LARGEST);
        let (bias, mut rest) = text.strip_prefix("s(")?.split_once(')')?;
        let mut weights = Vec::new();
        while !rest.is_empty() && weights.len() < Self::MOST {
            let (weight, after) = Weight::read(rest, &number)?;
            weights.push(weight);
            rest = after;
        }
        rest.is_empty().then_some(Self { bias: number(bias)?, weights, doubled })
    }
}

impl Reads {
    /// Its letter.
    pub const fn letter(self) -> char {
        match self {
            Self::Key => 'k',
            Self::Value => 'v',
        }
    }
}

impl Weight {
    /// The number that it multiplies, in row `row` of keys and of values; 0 where there is no such channel.
    pub fn read_of(&self, [keys, values]: [&Mat; 2], row: usize) -> f64 {
        let of = if self.reads == Reads::Key { keys } else { values };
        of.get((row, self.channel)).copied().unwrap_or(0.0)
    }

    /// The weight at the start of a text, and what follows it.
    fn read<'a>(text: &'a str, number: &impl Fn(&str) -> Option<f64>) -> Option<(Self, &'a str)> {
        let (reads, text) = match text.split_at_checked(1)? {
            ("k", text) => (Reads::Key, text),
            ("v", text) => (Reads::Value, text),
            _ => return None,
        };
        let (channel, text) = text.split_once('(')?;
        let (by, text) = text.split_once(')')?;
        let (only, rest) = text.split_at(text.find(['k', 'v']).unwrap_or(text.len()));
        let only = match only.split_once('-') {
            _ if only.is_empty() => None,
            Some((first, last)) => Some([from_one(first)?, from_one(last)?]),
            None => Some([from_one(only)?; 2]),
        };
        if only.is_some_and(|[first, last]| first > last) {
            return None;
        }
        Some((Self { reads, channel: from_one(channel)?, by: number(by)?, only }, rest))
    }
}

/// A channel as a reader counts it, from 1.
fn from_one(text: &str) -> Option<usize> {
    text.parse::<usize>().ok().filter(|n| (1..=999).contains(n)).map(|n| n - 1)
}

/// `s(8)k8(-16)4-6`: `σ(8 − 16 k[8])`, the weight for channels 4 to 6 of the gate alone. Channels are counted from 1, as on the page.
impl fmt::Display for Layer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}s({})", if self.doubled { "2" } else { "" }, self.bias)?;
        for Weight { reads, channel, by, only } in &self.weights {
            write!(f, "{}{}({by})", reads.letter(), channel + 1)?;
            match only {
                Some([first, last]) if first == last => write!(f, "{}", first + 1)?,
                Some([first, last]) => write!(f, "{}-{}", first + 1, last + 1)?,
                None => {}
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Option<Layer> {
        Layer::read(text, |text| text.parse().ok())
    }

    fn weight(reads: Reads, channel: usize, by: f64, only: Option<[usize; 2]>) -> Weight {
        Weight { reads, channel, by, only }
    }

    #[test]
    fn a_text_is_the_layer_that_wrote_it() {
        let weights = vec![
            weight(Reads::Key, 7, -16.0, Some([3, 5])),
            weight(Reads::Value, 0, 0.5, None),
            weight(Reads::Key, 11, 1e-7, Some([0, 0])),
        ];
        let layer = Layer { bias: 8.0, weights, doubled: true };
        assert_eq!(layer.to_string(), "2s(8)k8(-16)4-6v1(0.5)k12(0.0000001)1");
        assert_eq!(read(&layer.to_string()), Some(layer));
        assert_eq!(read("s(0)"), Some(Layer::default()));
    }

    #[test]
    fn what_is_no_layer_is_refused() {
        let many = format!("s(0){}", "k1(1)".repeat(Layer::MOST + 1));
        let wrong = [
            "",
            "s",
            "s(",
            "s()",
            "s(1",
            "3s(1)",
            "s(101)",
            "s(1)k",
            "s(1)k1",
            "s(1)k0(1)",
            "s(1)k1(x)",
            "s(1)k1(1)2-1",
            "s(1)q1(1)",
            "s(1)k1(1)0",
            "s(1)k1000(1)",
            "s(1)k1(1)x",
            "s(1)é",
            &many,
        ];
        for text in wrong {
            assert_eq!(read(text), None, "{text}");
        }
    }

    #[test]
    fn a_weight_for_some_channels_is_for_all_of_a_gate_that_has_one_number() {
        let (k, v) = (Mat::from_row_slice(1, 2, &[0.5, 0.25]), Mat::from_row_slice(1, 1, &[4.0]));
        let layer = read("s(1)k2(-8)2-3v1(0.5)k9(100)").unwrap();
        assert_eq!(
            [None, Some(0), Some(1), Some(2), Some(3)].map(|c| layer.sum([&k, &v], 0, c)),
            [1.0, 3.0, 1.0, 1.0, 3.0]
        );
        assert_eq!((layer.of_sum(0.0), Layer { doubled: true, ..layer }.of_sum(0.0)), (0.5, 1.0));
    }

    #[test]
    fn at_rest_it_gives_the_number_that_stood_there() {
        for x in [0.0, 0.1, 0.5, 0.9, 1.0, 1.5, 2.0] {
            let layer = Layer::at_rest(x);
            assert!((layer.of_sum(layer.bias) - x).abs() < 0.003, "{x}: {layer}");
        }
    }
}
