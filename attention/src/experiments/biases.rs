//! What is added to the scores of attention for positions: ALiBi, forgetting gates, codes with and without DeltaNet, ln of a stick.
//!
//! ```text
//! o_i = Σ_{j≤i} softmax_j(scale q_i·k_j + B_ij) v_j
//! ```
//!
//! B is added after the scale, and is −∞ for later tokens.

use super::by_token::ByToken;
use super::position_codes::{PositionCode, position_delta, position_row};
use super::sticks::{log_weights, own_log};
use crate::inputs::Stream;
use crate::math::Mat;
use crate::rules::{ForgettingAttn, Form, Inputs, RuleEntry, Tensor};

/// A bias B of positions.
#[derive(Clone, Debug, PartialEq)]
pub enum Bias {
    /// 0: attention that knows no order.
    None,
    /// −m (i − j). It is forgetting attention with g = −m.
    Alibi {
        /// The slope.
        m: f64,
    },
    /// Σ_{j<s≤i} g_s: the gate of a token hides what is before it, not the token itself.
    Forgetting {
        /// The log decays g ≤ 0.
        g: ByToken,
    },
    /// c p_i·p_j, the code as it is.
    Code {
        /// The code.
        code: PositionCode,
        /// The factor.
        c: f64,
    },
    /// c A of the position DeltaNet: see [`position_delta`].
    Delta {
        /// The code.
        code: PositionCode,
        /// The write strengths.
        beta: ByToken,
        /// The factor.
        c: f64,
    },
    /// ln A of the position DeltaNet over the constant code: see [`log_weights`].
    Log {
        /// The write strengths, in [0, 1].
        beta: ByToken,
    },
}

impl Bias {
    /// B for T tokens, `[T, T]`, −∞ for later tokens. Nothing where there is none: of a code without channels, and of logarithms of
    /// weights below 0, which a β over 1 makes.
    pub fn matrix(&self, tokens: usize) -> Option<Mat> {
        if tokens == 0 {
            return Some(Mat::zeros(0, 0));
        }
        let below = |entry: &dyn Fn(usize, usize) -> f64| {
            Mat::from_fn(tokens, tokens, |i, j| if j > i { f64::NEG_INFINITY } else { entry(i, j) })
        };
        match self {
            Self::Delta { code, beta, c } => {
                let a = position_delta(&code.rows(tokens), &beta.list(tokens)).ok()?;
                Some(below(&|i, j| c * a[(i, j)]))
            }
            Self::Log { beta } => {
                log_weights(&position_delta(&PositionCode::Constant.rows(tokens), &beta.list(tokens)).ok()?)
            }
            Self::Code { code, c } => {
                let code = code.rows(tokens);
                let overlaps = &code * code.transpose();
                (code.ncols() > 0).then(|| below(&|i, j| c * overlaps[(i, j)]))
            }
            Self::None | Self::Alibi { .. } | Self::Forgetting { .. } => {
                let rows: Option<Vec<Vec<f64>>> = (1..=tokens).map(|seen| self.row(seen)).collect();
                let rows = rows?;
                Some(below(&|i, j| rows[i][j]))
            }
        }
    }

    /// The last row of B for T tokens, T numbers: of a long context it is had much sooner than the matrix. Nothing as for the matrix.
    pub fn row(&self, tokens: usize) -> Option<Vec<f64>> {
        let Some(last) = tokens.checked_sub(1) else { return Some(Vec::new()) };
        match self {
            Self::None => Some(vec![0.0; tokens]),
            Self::Alibi { m } => Some((0..tokens).map(|j| -m * (last - j) as f64).collect()),
            Self::Forgetting { g } => {
                let mut row = vec![0.0];
                let mut sum = 0.0;
                for s in (1..tokens).rev() {
                    sum += g.at(s);
                    row.push(sum);
                }
                row.reverse();
                Some(row)
            }
            Self::Code { code, c } => {
                let code = code.rows(tokens);
                let asked = code.row(last);
                (code.ncols() > 0).then(|| code.row_iter().map(|p| c * p.dot(&asked)).collect())
            }
            Self::Delta { code, beta, c } => {
                let code = code.rows(tokens);
                let row = position_row(&code, &beta.list(tokens), last).filter(|_| code.ncols() > 0)?;
                Some(row.into_iter().map(|weight| c * weight).collect())
            }
            Self::Log { beta } => {
                let row = position_row(&PositionCode::Constant.rows(tokens), &beta.list(tokens), last)?;
                let log = |(j, weight): (usize, f64)| if j == last { own_log(weight) } else { weight.ln() };
                let is_weight = row.iter().all(|weight| *weight >= 0.0);
                is_weight.then(|| row.into_iter().enumerate().map(log).collect())
            }
        }
    }

    /// The log decays with which forgetting attention has this bias, where it has.
    pub fn gates(&self, tokens: usize) -> Option<Vec<f64>> {
        match self {
            Self::None => Some(vec![0.0; tokens]),
            Self::Alibi { m } => Some(vec![-m; tokens]),
            Self::Forgetting { g } => Some(g.list(tokens)),
            Self::Code { .. } | Self::Delta { .. } | Self::Log { .. } => None,
        }
    }

    /// scale Q Kᵀ + B of a stream, `[T, T]`, −∞ for later tokens. Nothing where there is no bias, or a token has several keys.
    pub fn scores(&self, x: &Stream) -> Option<Mat> {
        let content = &x.q * x.scale * x.k.transpose();
        let bias = self.matrix(x.q.nrows())?;
        // The score of a later token counts for nothing, even where it is no number.
        let sum = |content: f64, bias: f64| if bias == f64::NEG_INFINITY { bias } else { content + bias };
        (content.shape() == bias.shape()).then(|| content.zip_map(&bias, sum))
    }

    /// The weights of attention with this bias, `[T, T]`: softmax of [`Bias::scores`]. Nothing as for them.
    pub fn attention(&self, x: &Stream) -> Option<Mat> {
        self.scores(x).map(|scores| softmax_rows(&scores))
    }

    /// The same weights by the rule of forgetting attention, told V = I, where it has this bias: see [`Bias::gates`]. T³ multiplications.
    pub fn by_forgetting(&self, x: &Stream) -> Option<Mat> {
        let tokens = x.q.nrows();
        let told = Inputs::new(x.q.clone(), x.k.clone(), Mat::identity(tokens, tokens));
        let told = Inputs { scale: x.scale, ..told.with_each(Tensor::G, &self.gates(tokens)?) };
        Some(RuleEntry::of::<ForgettingAttn>().run(&told, Form::Recurrent).ok()?.o)
    }
}

/// exp(x_j)/Σ exp(x): 0 where x is −∞. All 0 where all are.
pub fn softmax(x: &[f64]) -> Vec<f64> {
    let largest = x.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    if largest == f64::NEG_INFINITY && !x.iter().any(|x| x.is_nan()) {
        return vec![0.0; x.len()];
    }
    let e: Vec<f64> = x.iter().map(|x| (x - largest).exp()).collect();
    let sum: f64 = e.iter().sum();
    e.into_iter().map(|e| e / sum).collect()
}

/// [`softmax`] of each row of scores, over the tokens up to that of the row: 0 for later ones.
pub fn softmax_rows(scores: &Mat) -> Mat {
    let mut weights = Mat::zeros(scores.nrows(), scores.ncols());
    for (i, row) in scores.row_iter().enumerate() {
        let seen: Vec<f64> = row.iter().copied().take(i + 1).collect();
        softmax(&seen).into_iter().enumerate().for_each(|(j, weight)| weights[(i, j)] = weight);
    }
    weights
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::experiments::Marked;
    use crate::inputs::random;
    use crate::math::{max_abs, max_abs_diff};

    fn all() -> Vec<Bias> {
        let code = PositionCode::Sinusoids(6);
        let beta = ByToken { usual: 0.25, marked: 1.0, at: Marked::Every(4) };
        vec![
            Bias::None,
            Bias::Alibi { m: 0.25 },
            Bias::Forgetting { g: ByToken { usual: -0.02, marked: -2.0, at: Marked::Every(3) } },
            Bias::Code { code, c: 4.0 },
            Bias::Delta { code, beta: beta.clone(), c: 4.0 },
            Bias::Delta { code: PositionCode::Constant, beta: beta.clone(), c: 1.0 },
            Bias::Log { beta },
        ]
    }

    #[test]
    fn the_last_row_by_itself_is_that_of_the_matrix() {
        for bias in all() {
            let (matrix, row) = (bias.matrix(9).unwrap(), bias.row(9).unwrap());
            for (j, x) in row.iter().enumerate() {
                let y = matrix[(8, j)];
                assert!(*x == y || (x - y).abs() < 1e-13, "{bias:?}, {j}: {x} and {y}");
            }
            assert!((0..9).all(|i| matrix[(i, i)].is_finite()), "{bias:?} hides a token from itself");
            assert!((0..9).all(|i| (i + 1..9).all(|j| matrix[(i, j)] == f64::NEG_INFINITY)), "{bias:?}");
        }
    }

    #[test]
    fn the_rule_weighs_as_softmax_of_the_scores_does() {
        let x = random(5, 9, 4);
        for bias in all() {
            let found = bias.attention(&x).unwrap();
            let by_rule = bias.by_forgetting(&x);
            assert_eq!(by_rule.is_some(), bias.gates(9).is_some(), "{bias:?}");
            assert!(by_rule.is_none_or(|by_rule| max_abs_diff(&found, &by_rule) < 1e-14), "{bias:?}");
            assert!(found.row_iter().all(|row| (row.sum() - 1.0).abs() < 1e-14), "{bias:?}");
        }
    }

    #[test]
    fn any_numbers_have_an_answer() {
        let nothing = random(1, 0, 3);
        for bias in all() {
            assert_eq!(bias.matrix(0).unwrap().shape(), (0, 0));
            assert_eq!(bias.row(0), Some(Vec::new()));
            assert_eq!(
                (bias.attention(&nothing).unwrap().shape(), bias.by_forgetting(&nothing)),
                ((0, 0), None)
            );
            assert!(bias.matrix(1).is_some() && bias.row(1).is_some());
        }
        let several = Stream { k: Mat::zeros(6, 3), ..random(1, 3, 3) };
        assert!(
            all()
                .iter()
                .all(|bias| bias.attention(&several).is_none() && bias.by_forgetting(&several).is_none())
        );
        let empty = PositionCode::Sinusoids(0);
        let beta = ByToken::all(0.5);
        for bias in [Bias::Code { code: empty, c: 1.0 }, Bias::Delta { code: empty, beta, c: 1.0 }] {
            assert_eq!((bias.matrix(3), bias.row(3)), (None, None));
        }
        let over = Bias::Log { beta: ByToken::all(1.5) };
        assert_eq!((over.matrix(3), over.row(3)), (None, None));
        let used_up = Bias::Log { beta: ByToken::all(1.0) }.matrix(3).unwrap();
        assert_eq!(used_up.row(2).iter().copied().collect::<Vec<_>>(), [f64::NEG_INFINITY, 0.0, 0.0]);
        for x in [f64::NAN, f64::INFINITY, 1e300, -1e300] {
            for bias in [Bias::Alibi { m: x }, Bias::Forgetting { g: ByToken::all(x) }] {
                assert_eq!(bias.attention(&random(1, 3, 3)).unwrap().shape(), (3, 3));
            }
            let bias = Bias::Delta { code: PositionCode::Constant, beta: ByToken::all(x), c: x };
            assert_eq!(bias.attention(&random(1, 3, 3)).unwrap().shape(), (3, 3));
        }
        assert_eq!(softmax(&[f64::NEG_INFINITY; 2]), [0.0, 0.0]);
        assert!(softmax(&[f64::NAN, 0.0]).iter().all(|x| x.is_nan()));
        assert_eq!((softmax(&[]), max_abs(&softmax_rows(&Mat::zeros(0, 0)))), (Vec::new(), 0.0));
        assert_eq!(softmax_rows(&Mat::zeros(2, 1)), Mat::from_column_slice(2, 1, &[1.0, 1.0]));
    }
}
