//! A stream in a link: its numbers in full, as a packed file of arrays.

use super::{Gate, Gates, Stream};
use crate::io::link::{from_link, to_link};
use crate::io::{self, Array};
use crate::math::Mat;
use crate::rules::{Origin, StatePart, Tensor};

/// The array that holds the number of the first token.
const FIRST: &str = "first";
/// The array that holds S before it, where there is one.
const INITIAL: &str = StatePart::S.files[0];
/// The name by which the reader of files knows what this is.
const FILE: &str = "link.safetensors";
/// No stream of a page has more tokens.
const MOST_TOKENS: usize = 64;
/// Nor more channels.
const MOST_CHANNELS: usize = 2048;

impl Stream {
    /// The stream as characters of a link; nothing where it cannot be written. Its tokens are to be numbered one after the other; the
    /// scale is not told.
    pub fn to_link(&self) -> Option<String> {
        let first = self.labels.first().and_then(|label| label.parse::<u32>().ok()).unwrap_or(1);
        let mut arrays = vec![Array::of(FIRST, vec![1], vec![f64::from(first)]).ok()?];
        for (tensor, values) in [(Tensor::Q, &self.q), (Tensor::K, &self.k), (Tensor::V, &self.v)] {
            arrays.push(array(tensor.id(), values)?);
        }
        for (tensor, gate) in self.gates.iter() {
            match gate {
                Gate::PerToken(all) => {
                    arrays.push(array(tensor.id(), &Mat::from_column_slice(all.len(), 1, all))?)
                }
                Gate::Given(all) => arrays.push(array(tensor.id(), all)?),
                Gate::Constant(_) | Gate::Layer(_) => return None,
            }
        }
        if let Some(initial) = &self.initial {
            arrays.push(array(INITIAL, initial)?);
        }
        Some(to_link(&io::write::safetensors(&arrays).ok()?))
    }

    /// The stream in a link; nothing where [`Stream::to_link`] has not written it.
    pub fn from_link(text: &str) -> Option<Self> {
        let arrays = io::read(FILE, from_link(text)?.into()).ok()?;
        let named = |name: &str| arrays.iter().find(|array| array.name() == name);
        let of = |tensor: Tensor| named(tensor.id()).and_then(matrix);
        let (q, k, v) = (of(Tensor::Q)?, of(Tensor::K)?, of(Tensor::V)?);
        let t = q.nrows();
        let fits = t <= MOST_TOKENS && [&k, &v].iter().all(|m| m.nrows() == t && m.ncols() <= MOST_CHANNELS);
        if !fits || q.ncols() != k.ncols() {
            return None;
        }
        let first = named(FIRST).map_or(1.0, |array| array.get(0));
        let labels = (0..t).map(|t| (first + t as f64).to_string()).collect();
        let gate = |tensor: &Tensor| {
            let all = of(*tensor).filter(|all| all.nrows() == t)?;
            let per_token = tensor.is_per_token() && all.ncols() == 1;
            Some((
                *tensor,
                if per_token { all.iter().copied().collect::<Vec<_>>().into() } else { Gate::Given(all) },
            ))
        };
        let beside = Tensor::ALL.iter().filter(|of| !matches!(of.origin(), Origin::Stream));
        let gates: Gates = beside.filter_map(gate).collect();
        let initial = match named(INITIAL).map(matrix) {
            Some(s) => Some(s.filter(|s| s.shape() == (v.ncols(), k.ncols()))?),
            None => None,
        };
        let finite = [&q, &k, &v].into_iter().chain(&initial).all(|m| m.iter().all(|x| x.is_finite()));
        finite.then(|| Self { gates, initial, ..Self::new(labels, q, k, v) })
    }
}

/// A matrix as an array, in the narrower type that holds each of its numbers.
fn array(name: &str, m: &Mat) -> Option<Array> {
    let narrow = m.iter().all(|x| f64::from(*x as f32).to_bits() == x.to_bits());
    let array = Array::of_matrix(name, m).ok()?;
    Some(if narrow { array.to_f32() } else { array })
}

fn matrix(array: &Array) -> Option<Mat> {
    match *array.shape() {
        [rows, cols] => Some(Mat::from_row_iterator(rows, cols, array.values())),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::super::{random, three};
    use super::*;

    #[test]
    fn a_stream_comes_back_from_its_link_to_the_last_bit() {
        let gates = Gates::new()
            .with(Tensor::Beta, vec![0.25, 0.1, 1.0 / 3.0, 0.0, 2.0])
            .with(Tensor::Gk, Mat::from_fn(5, 4, |t, c| 0.1 * (t + c) as f64))
            .with(Tensor::A, Mat::from_fn(5, 4, |t, c| -0.3 * (t * c) as f64));
        let plain = random(3, 5, 4);
        let labels = (71..76).map(|t: u32| t.to_string()).collect();
        let bare = Stream { gates, labels, ..plain };
        let initial = Some(Mat::from_fn(4, 4, |i, j| (i as f64 - 0.3 * j as f64).sin()));
        for stream in [Stream { initial, ..bare.clone() }, bare] {
            let link = stream.to_link().unwrap();
            assert_eq!(Stream::from_link(&link), Some(stream), "{link}");
        }
    }

    #[test]
    fn a_state_that_does_not_fit_the_tokens_is_refused() {
        for wrong in [Mat::zeros(2, 3), Mat::from_element(4, 4, f64::NAN)] {
            let stream = Stream { initial: Some(wrong), ..random(3, 5, 4) };
            assert_eq!(Stream::from_link(&stream.to_link().unwrap()), None);
        }
    }

    #[test]
    fn numbers_of_single_precision_take_half_the_room() {
        let full = random(3, 16, 8);
        let single = |m: &Mat| m.map(|x| f64::from(x as f32));
        let narrow = Stream { q: single(&full.q), k: single(&full.k), v: single(&full.v), ..full.clone() };
        let [full, narrow] = [full, narrow].map(|stream| stream.to_link().unwrap().len());
        assert!(2 * narrow < full + 600, "{narrow} against {full}");
    }

    #[test]
    fn what_is_no_stream_is_refused() {
        let arrays = |shapes: [[usize; 2]; 3]| {
            let of = |(name, [rows, cols]): (&str, [usize; 2])| {
                Array::of(name, vec![rows, cols], vec![1.0; rows * cols]).unwrap()
            };
            let arrays: Vec<_> = ["q", "k", "v"].into_iter().zip(shapes).map(of).collect();
            to_link(&io::write::safetensors(&arrays).unwrap())
        };
        assert!(Stream::from_link(&arrays([[3, 2], [3, 2], [3, 4]])).is_some());
        for wrong in [[[3, 2], [4, 2], [3, 4]], [[3, 2], [3, 5], [3, 4]], [[65, 2], [65, 2], [65, 2]]] {
            assert_eq!(Stream::from_link(&arrays(wrong)), None, "{wrong:?}");
        }
        let three = three().to_link().unwrap();
        for text in ["", "AAAA", &three[1..], &three[..three.len() / 2]] {
            assert_eq!(Stream::from_link(text), None, "{text}");
        }
    }
}
