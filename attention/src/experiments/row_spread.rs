//! How far a row of attention's weights is spread over its tokens, the last of which asks.

use super::biases::softmax;

/// The tokens whose mass says whether a bias prefers what is near: the last so many.
pub const NEAR: usize = 8;

/// The largest factor that [`factor_that_keeps`] tries.
const MOST: f64 = 400.0;

/// Halvings of that: far more than a factor has digits.
const HALVINGS: usize = 80;

/// How a row of weights is spread.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct RowSpread {
    /// −Σ w ln w, in nat.
    pub entropy: f64,
    /// The entropy as a share of ln T, which equal weights have; nothing for one token, or none.
    pub share: Option<f64>,
    /// The mass on the last [`NEAR`] tokens.
    pub near: f64,
}

impl RowSpread {
    /// That of some weights, whose sum is 1.
    pub fn of(weights: &[f64]) -> Self {
        let part = |w: &f64| if *w == 0.0 { 0.0 } else { -w * w.ln() };
        let entropy = weights.iter().map(part).sum();
        let share = (weights.len() > 1).then(|| entropy / (weights.len() as f64).ln());
        Self { entropy, share, near: mass_on_last(weights, NEAR) }
    }

    /// That of a bias alone, where all else of a score is 0: its last row, as [`Bias::row`](super::Bias::row) gives it.
    pub fn of_bias(row: &[f64]) -> Self {
        Self::of(&softmax(row))
    }
}

/// The sum of the last n weights; of all, where there are no more.
pub fn mass_on_last(weights: &[f64], n: usize) -> f64 {
    weights.iter().rev().take(n).sum()
}

/// The mass that ALiBi alone puts on the last n of T tokens: (1 − e^{−nm})/(1 − e^{−mT}). n/T for m = 0; 0 for n or T of 0.
pub fn alibi_mass_on_last(m: f64, n: usize, tokens: usize) -> f64 {
    let (near, all) = (n.min(tokens) as f64, tokens as f64);
    if near == 0.0 {
        0.0
    } else if m == 0.0 {
        near / all
    } else if m < 0.0 {
        // Turned round, so that no power is infinite.
        ((all - near) * m).exp() * (near * m).exp_m1() / (all * m).exp_m1()
    } else {
        (-near * m).exp_m1() / (-all * m).exp_m1()
    }
}

/// The weight of a token at a distance from the last one, whose content adds a logit to its bias, where all else of a score is the bias.
/// Nothing where there is no such token.
pub fn needle(bias: &[f64], logit: f64, distance: usize) -> Option<f64> {
    let at = bias.len().checked_sub(1)?.checked_sub(distance)?;
    let scores: Vec<f64> =
        bias.iter().enumerate().map(|(j, bias)| if j == at { bias + logit } else { *bias }).collect();
    softmax(&scores).get(at).copied()
}

/// The least c in [0, 400], for which softmax(c f) has so much mass on the last n tokens; f is a row of a bias. Nothing where no c has.
///
/// It is found by halving, so that the mass should grow with c: it does where f is largest among the last n.
pub fn factor_that_keeps(f: &[f64], mass: f64, n: usize) -> Option<f64> {
    let keeps = |c: f64| {
        let scores: Vec<f64> = f.iter().map(|f| c * f).collect();
        mass_on_last(&softmax(&scores), n) >= mass
    };
    if keeps(0.0) {
        return Some(0.0);
    }
    let (mut low, mut high) = (0.0, MOST);
    if !keeps(high) {
        return None;
    }
    for _ in 0..HALVINGS {
        let middle = (low + high) / 2.0;
        (low, high) = if keeps(middle) { (low, middle) } else { (middle, high) };
    }
    Some(high)
}

/// The mass on each part of a row: a part ends with each token of `ends`, in rising order, and the last part with the row.
pub fn mass_on_parts(weights: &[f64], ends: &[usize]) -> Vec<f64> {
    let mut parts = Vec::with_capacity(ends.len() + 1);
    let mut part = 0.0;
    for (j, weight) in weights.iter().enumerate() {
        part += weight;
        if ends.contains(&j) || j + 1 == weights.len() {
            parts.push(part);
            part = 0.0;
        }
    }
    parts
}

/// The tokens with a label, such as `;`, counted from 0.
pub fn tokens_with(labels: &[String], label: &str) -> Vec<usize> {
    labels.iter().enumerate().filter(|(_, own)| *own == label).map(|(t, _)| t).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::experiments::Bias;

    #[test]
    fn the_mass_of_alibi_is_that_of_its_row() {
        for m in [-0.5, -0.01, 0.0, 1e-9, 0.3, 40.0] {
            for tokens in [1, 5, 8, 33] {
                let row = Bias::Alibi { m }.row(tokens).unwrap();
                let (found, closed) = (RowSpread::of_bias(&row).near, alibi_mass_on_last(m, NEAR, tokens));
                assert!((found - closed).abs() < 1e-12, "{m}, {tokens}: {found}, {closed}");
            }
        }
        assert!((alibi_mass_on_last(-1e9, 8, 32)).abs() < 1e-300);
        assert_eq!(alibi_mass_on_last(f64::INFINITY, 8, 32), 1.0);
        assert_eq!((alibi_mass_on_last(0.5, 8, 0), alibi_mass_on_last(f64::INFINITY, 0, 3)), (0.0, 0.0));
        assert!(alibi_mass_on_last(f64::NAN, 8, 32).is_nan());
    }

    #[test]
    fn equal_weights_have_all_the_entropy_that_there_is() {
        let spread = RowSpread::of_bias(&[3.0; 16]);
        assert!((spread.entropy - 16_f64.ln()).abs() < 1e-14 && (spread.share.unwrap() - 1.0).abs() < 1e-14);
        assert_eq!(spread.near, 0.5);
        let one = RowSpread::of(&[0.0, 0.0, 1.0]);
        assert_eq!((one.entropy, one.share, one.near), (0.0, Some(0.0), 1.0));
        assert_eq!(RowSpread::of(&[1.0]).share, None);
        assert_eq!((RowSpread::of(&[]).entropy, RowSpread::of(&[]).near), (0.0, 0.0));
        assert!(RowSpread::of(&[f64::NAN, 1.0]).entropy.is_nan());
    }

    #[test]
    fn a_factor_keeps_what_it_says() {
        // With c, the last of 101 tokens has e^c/(e^c + 100).
        let mut f = vec![0.0; 100];
        f.push(1.0);
        let found = factor_that_keeps(&f, 0.8, 1).unwrap();
        assert!((found - 400_f64.ln()).abs() < 1e-12, "{found}");
        assert_eq!(factor_that_keeps(&[1.0; 4], 0.8, 8), Some(0.0));
        assert_eq!(factor_that_keeps(&[1.0; 4], 0.8, 1), None);
        assert_eq!((factor_that_keeps(&[], 0.8, 8), factor_that_keeps(&[f64::NAN; 9], 0.8, 8)), (None, None));
    }

    #[test]
    fn a_needle_is_one_token_and_parts_are_all_of_them() {
        assert_eq!(needle(&[0.0; 4], 0.0, 3), Some(0.25));
        assert_eq!((needle(&[0.0; 4], 5.0, 4), needle(&[], 5.0, 0)), (None, None));
        assert_eq!(needle(&[f64::NEG_INFINITY, 0.0], 5.0, 1), Some(0.0));
        let weights = [0.1, 0.2, 0.3, 0.4];
        assert_eq!(mass_on_parts(&weights, &[1]), [0.1 + 0.2, 0.3 + 0.4]);
        assert_eq!(mass_on_parts(&weights, &[0, 3, 9]), [0.1, 0.2 + 0.3 + 0.4]);
        assert_eq!(mass_on_parts(&[], &[1]), [0.0; 0]);
        let labels = ["a", ";", "b", ";"].map(String::from);
        assert_eq!((tokens_with(&labels, ";"), tokens_with(&labels, "c")), (vec![1, 3], vec![]));
    }
}
