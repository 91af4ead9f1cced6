//! How far swaps drift by rounding: the cycle of three slots, told over and over, in any number type.

use super::permutations::{Permutation, swap_key, whole_swap_key};
use crate::math::{Mat, Real};
use crate::rules::{Form, GatedDeltaProduct, Inputs, Rule, RuleError, State, Tensor};

/// How the key of a swap is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SwapKey {
    /// (e_i − e_j)/√2 and β = 2: of length 1, with a root that no number type has exactly.
    Unit,
    /// e_i − e_j and β = 1: every product is one of whole numbers.
    Whole,
}

/// The slots (1 2 3), moved round by one place with every token, by two swaps.
#[derive(Clone, Debug)]
pub struct Cycling<R: Real> {
    key: SwapKey,
    state: Mat<R>,
    /// So many tokens have been told.
    pub told: usize,
}

impl<R: Real> Cycling<R> {
    /// No token has been told.
    pub fn new(key: SwapKey) -> Self {
        Self { key, state: Mat::from_fn(1, 3, |_, slot| R::from_f64(slot as f64 + 1.0)), told: 0 }
    }

    /// Tells so many tokens more.
    ///
    /// # Errors
    /// None where there is a token: the inputs fit.
    pub fn tell(&mut self, tokens: usize) -> Result<(), RuleError> {
        let swaps = Permutation::cycle(3).swaps();
        let (key, beta): (fn(usize, [usize; 2]) -> _, f64) = match self.key {
            SwapKey::Unit => (swap_key, 2.0),
            SwapKey::Whole => (whole_swap_key, 1.0),
        };
        let keys: Vec<_> = swaps.iter().map(|swap| key(3, *swap)).collect();
        let rows = tokens * keys.len();
        let k = Mat::from_fn(rows, 3, |row, slot| R::from_f64(keys[row % keys.len()][slot]));
        let x = Inputs::new(Mat::zeros(tokens, 3), k, Mat::zeros(rows, 1));
        let x = x.with_each(Tensor::Beta, &vec![R::from_f64(beta); rows]);
        let from = State::new([self.state.clone()]);
        let x = Inputs { initial: Some(from), ..x };
        // The recurrent form alone: a page that shows several number types would else carry all forms for each of them.
        x.check(&GatedDeltaProduct::INFO, Form::Recurrent)?;
        let end = GatedDeltaProduct::recurrent(&x, &mut ()).state;
        let missing = RuleError::StateKind { rule: GatedDeltaProduct::INFO.id };
        self.state = end.parts.into_iter().next().ok_or(missing)?;
        self.told += tokens;
        Ok(())
    }

    /// The largest difference of a slot from the number that it should hold.
    pub fn off(&self) -> f64 {
        let wanted = |slot: usize| ((slot + self.told) % 3) as f64 + 1.0;
        let off = |(slot, has): (usize, &R)| (has.to_f64() - wanted(slot)).abs();
        self.state.iter().enumerate().map(off).fold(0.0, crate::math::nan_max)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn three_tokens_are_once_round() {
        for key in [SwapKey::Unit, SwapKey::Whole] {
            let mut cycling = Cycling::<f64>::new(key);
            assert_eq!(cycling.off(), 0.0);
            for told in 1..=3 {
                cycling.tell(1).unwrap();
                assert!(cycling.off() < 1e-14 && cycling.told == told, "{cycling:?}");
            }
            assert!(cycling.tell(0).is_err());
        }
    }
}
