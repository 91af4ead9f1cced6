//! What a rule is told where an implementation makes mistakes: its inputs, rewritten.

use super::convention::is_decay;
use super::{Convention, GateIs, Given, Head, Unit, Variant};
use crate::math::{Mat, Vector};
use crate::rules::{Info, Inputs, RuleEntry, RuleError, State, StatePart, Tensor};

/// What is run, and what is made of the results.
#[derive(Debug)]
pub(super) struct Prepared {
    /// The rule that computes it: DPLR where the error is measured before the state fades.
    pub rule: &'static RuleEntry,
    /// Its inputs.
    pub x: Inputs,
    /// By what the state is multiplied before each token, `[T, K]`.
    pub fade: Mat,
    /// The queries of outputs that are read before their token is written, `[T, K]`.
    pub before: Mat,
    /// By what each key channel of the final state is multiplied.
    pub end: Vector,
}

/// The entries that are needed, wherever the list of rules is.
#[derive(Clone, Copy, Debug)]
pub struct Entries {
    /// The rule in question.
    pub rule: &'static RuleEntry,
    /// DPLR, which corrects by a state that has not faded.
    pub dplr: &'static RuleEntry,
}

/// Rules whose state fades as a whole, then is written, then is read.
pub(super) const FADES_FIRST: [&str; 6] =
    ["simple_gla", "gla", "gated_delta_rule", "kda", "gdn2", "gated_delta_product"];

/// The factors of a head's decays, which may be negative where an implementation takes a logarithm for one.
struct Factors {
    /// `[T, 1]` or `[T, K]`.
    each: Mat,
    /// The tensor that they are of.
    of: Tensor,
}

impl Prepared {
    pub(super) fn new(
        entries: Entries,
        given: &Given,
        convention: &Convention,
        head: &Head,
        variants: &[Variant],
    ) -> Result<Self, RuleError> {
        let info = &entries.rule.info;
        let mut x = told(info, given, convention, head, variants);
        let (t, k) = (x.dims().t, x.dims().k);
        let mut made = Self {
            rule: entries.rule,
            fade: Mat::from_element(t, k, 1.0),
            before: Mat::zeros(0, 0),
            end: Vector::from_element(k, 1.0),
            x: Inputs::of_values(Mat::zeros(0, 0)),
        };
        let has = |wanted: Variant| variants.contains(&wanted);
        let Some(Factors { mut each, of }) = factors(info, convention, head, &x, variants) else {
            made.before = x.q.clone();
            made.x = x;
            return Ok(made);
        };
        let factor = |each: &Mat, t: usize, c: usize| each[(t, if each.ncols() == 1 { 0 } else { c })];
        if has(Variant::FadeAfter) {
            // With R_t, the state before it fades: R_t = update(γ_{t−1} R_{t−1}), and what is read is γ_t R_t.
            if FADES_FIRST.contains(&info.id) {
                x.q = Mat::from_fn(t, k, |t, c| x.q[(t, c)] * factor(&each, t, c));
                made.end = Vector::from_fn(k, |c, _| factor(&each, t - 1, c));
            }
            each = Mat::from_fn(t, each.ncols(), |t, c| if t == 0 { 1.0 } else { each[(t - 1, c)] });
        }
        let faded = has(Variant::ReadBefore { faded: true });
        made.before = Mat::from_fn(t, k, |t, c| x.q[(t, c)] * if faded { factor(&each, t, c) } else { 1.0 });
        let mut of = of;
        if has(Variant::ErrorUndecayed) {
            let beta = |t: usize| x.beta(t);
            let (b, v) = (
                Mat::from_fn(t, k, |t, c| beta(t) * x.k[(t, c)]),
                Mat::from_fn(t, x.v.ncols(), |t, c| beta(t) * x.v[(t, c)]),
            );
            each = Mat::from_fn(t, k, |t, c| factor(&each, t, c));
            x = x.clone().with(Tensor::A, -&x.k).with(Tensor::B, b).with(Tensor::V, v);
            (of, made.rule) = (Tensor::Gk, entries.dplr);
        }
        if each.iter().any(|factor| *factor < 0.0) {
            made.turn(&mut x, &each);
        }
        x = x.with(of, each.map(|factor| factor.abs().ln()));
        made.fade = Mat::from_fn(t, k, |t, c| factor(&each, t, c).abs());
        made.x = x;
        Ok(made)
    }

    /// Takes negative factors out of the state: S'_t = S_t diag(s_t) with s_t the product of their signs so far fades by their sizes, and
    /// keys and queries bear the signs.
    fn turn(&mut self, x: &mut Inputs, each: &Mat) {
        let (t, k) = (x.dims().t, x.dims().k);
        let sign = |t: usize, c: usize| each[(t, if each.ncols() == 1 { 0 } else { c })].signum();
        let mut signs = Mat::from_element(t + 1, k, 1.0);
        for t in 0..t {
            for c in 0..k {
                signs[(t + 1, c)] = signs[(t, c)] * sign(t, c);
            }
        }
        let (earlier, now) = (signs.rows(0, t).into_owned(), signs.rows(1, t).into_owned());
        let n = x.keys_per_token();
        x.k = Mat::from_fn(x.k.nrows(), k, |row, c| x.k[(row, c)] * now[(row / n, c)]);
        x.q.component_mul_assign(&now);
        self.before.component_mul_assign(&earlier);
        for (tensor, signs) in [(Tensor::A, &earlier), (Tensor::B, &now)] {
            if let Some(values) = x.get(tensor) {
                *x = x.clone().with(tensor, values.component_mul(signs));
            }
        }
        self.end.component_mul_assign(&signs.row(t).transpose());
    }
}

/// What the rule is told where factors are no question: tensors, scale and state.
fn told(info: &Info, given: &Given, convention: &Convention, head: &Head, variants: &[Variant]) -> Inputs {
    // A rule without queries has as many as it has values, of no channels.
    let tokens = head.reads.iter().find(|(tensor, _)| *tensor == Tensor::V).map_or(0, |(_, v)| v.nrows());
    let mut x = Inputs::of_values(Mat::zeros(tokens, 0));
    for (tensor, values) in &head.reads {
        x = x.with(*tensor, told_of(*tensor, values, convention, variants));
    }
    let due = convention.scale.of(given.sizes.k);
    let scale = |variant: &Variant| match variant {
        Variant::ScaleOne => Some(1.0),
        Variant::ScaleSquared => Some(due * due),
        Variant::ScaleOfValues => Some(1.0 / (given.sizes.v.max(1) as f64).sqrt()),
        _ => None,
    };
    let Convention { mask, mini_batch, normalise, .. } = *convention;
    let scale = variants.iter().find_map(scale).unwrap_or(due);
    let x = Inputs { scale, mask, mini_batch, normalise, head: head.number, ..x };
    with_state(x, info, given, head, variants)
}

fn with_state(x: Inputs, info: &Info, given: &Given, head: &Head, variants: &[Variant]) -> Inputs {
    let starts = head.starts.iter().any(Option::is_some) && !variants.contains(&Variant::StartEmpty);
    let size = given.sizes.of_a_head();
    let part = |(part, start): (&StatePart, &Option<Mat>)| match start {
        Some(start) if variants.contains(&Variant::StartTransposed) => start.transpose(),
        Some(start) => start.clone(),
        None => {
            let [rows, cols] = part.axes.map(|axis| axis.len(&size));
            Mat::zeros(rows, cols)
        }
    };
    let parts = || info.state.iter().zip(&head.starts).map(part).collect();
    Inputs { initial: starts.then(|| State { parts: parts() }), ..x }
}

/// One tensor as the rule reads it.
pub(super) fn told_of(tensor: Tensor, values: &Mat, convention: &Convention, variants: &[Variant]) -> Mat {
    let unit = |keys: bool| {
        let of = |variant: &Variant| match variant {
            Variant::Normalise(unit) => Some(*unit),
            Variant::NormaliseKeys(unit) if keys => Some(*unit),
            _ => None,
        };
        variants.iter().find_map(of).unwrap_or(convention.unit)
    };
    match tensor {
        Tensor::Q => Unit::of(unit(false), values),
        Tensor::K => Unit::of(unit(true), values),
        Tensor::Beta => values.map(|beta| beta_of(beta, variants)),
        _ if is_decay(tensor) => values.map(|x| log_decay(x, convention.gate, variants)),
        _ => values.clone(),
    }
}

fn beta_of(beta: f64, variants: &[Variant]) -> f64 {
    let sigmoid = |x: f64| 1.0 / (1.0 + (-x).exp());
    let of = |variant: &Variant| match variant {
        Variant::BetaSigmoid => Some(sigmoid(beta)),
        Variant::BetaTwiceSigmoid => Some(2.0 * sigmoid(beta)),
        Variant::BetaLogit => Some((beta / (1.0 - beta)).ln()),
        _ => None,
    };
    variants.iter().find_map(of).unwrap_or(beta)
}

fn log_decay(x: f64, gate: GateIs, variants: &[Variant]) -> f64 {
    let due = match gate {
        GateIs::Log => x,
        GateIs::Plain => x.ln(),
        GateIs::Log2 => x * std::f64::consts::LN_2,
    };
    let of = |variant: &Variant| match variant {
        Variant::GateExponentiated => Some(x),
        Variant::GateOfTwo => Some(due * std::f64::consts::LN_2),
        Variant::GateThroughLog2 => Some(due / std::f64::consts::LN_2),
        _ => None,
    };
    variants.iter().find_map(of).unwrap_or(due)
}

/// The factors of the decay that the whole state has, where the rule reads one.
fn factors(
    info: &Info,
    convention: &Convention,
    head: &Head,
    x: &Inputs,
    variants: &[Variant],
) -> Option<Factors> {
    let read =
        |tensor: Tensor| info.reads(tensor).then(|| x.get(tensor).map(|logs| (tensor, logs))).flatten();
    let (of, logs) = read(Tensor::G).or_else(|| read(Tensor::Gk))?;
    let raw = head.reads.iter().find(|(tensor, _)| *tensor == of).map(|(_, values)| values);
    let as_factor = variants.contains(&Variant::GateAsFactor) && convention.gate != GateIs::Plain;
    let each = match raw {
        Some(raw) if as_factor => raw.clone(),
        _ => logs.map(f64::exp),
    };
    Some(Factors { each, of })
}
