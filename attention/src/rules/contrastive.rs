//! A contrastive loss: what is read for a key is drawn to its value and pushed away from every other value that has been told.
//!
//! ```text
//! r_t = S_{t−1} k_t        p_j = softmax_j(u_j · r_t / τ)        m_t = Σ_j p_j u_j        e_t = v_t − m_t
//! S_t = S_{t−1} + (β_t / τ) e_t k_tᵀ        o_t = S_t (scale · q_t)
//! ```
//!
//! u_1, u_2 … are the distinct values told so far, that of the token among them: one step of gradient descent, of size β_t, on the cross
//! entropy −v·S k / τ + ln Σ_j exp(u_j · S k / τ). The first token writes nothing, for there is nothing to tell its value from. The loss
//! has no minimum: the right value gains on the others for ever, ever more slowly. The state is S and the values, U, a row for each
//! distinct one; a value that is told again adds none. Van den Oord et al. 2018, *Representation Learning with Contrastive Predictive
//! Coding*, eq. 4, with one positive and the values as candidates.

use super::frame::{Letter, Scalar, Step, begin, counts, stack, widened};
use super::{Axis, Form, Forms, Info, Inputs, Output, Program, Rule, Size, StatePart, Tensor};
use crate::math::{Mat, Real, Vector, apply, mix_rows, set_row};
use crate::trace::{Index, Made, Operand, Part, Probe, Sum};

/// S_t = S_{t−1} + (β_t / τ) (v_t − Σ_j p_j u_j) k_tᵀ.
pub struct Contrastive;

impl Rule for Contrastive {
    const INFO: Info = Info {
        id: "contrastive",
        parts: &[Part::Read, Part::Error, Part::Write, Part::Output],
        reads: &[Tensor::Q, Tensor::K, Tensor::V, Tensor::Beta, Tensor::Tau],
        state: &[StatePart::S, StatePart { name: "U", axes: [Axis::Cached, Axis::V], files: ["u0", "ut"] }],
        forms: Forms::RECURRENT,
        source: "van den Oord et al. 2018, eq. 4",
        ..Info::USUAL
    };

    fn recurrent<R: Real, P: Probe>(x: &Inputs<R>, probe: &mut P) -> Output<R> {
        let [mut s, mut u] = begin(&Self::INFO, x, probe);
        let tau = x.row(Tensor::Tau, 0)[0];
        let mut o = Mat::zeros(x.dims().t, x.dims().v);
        for t in 0..x.dims().t {
            let mut step = Step::new(&Self::INFO, x, t, probe);
            let (q, k, v) = step.token();
            let r = step.read(&s, &k);
            if !u.row_iter().any(|known| known == v.transpose()) {
                u = stack(&u, &Mat::from_rows(&[v.transpose()]));
                step.give("U", &u);
            }
            let m = mean(&mut step, &u, &r, tau);
            let e = step.error(&v, &m);
            let size = Scalar::new("β / τ", None, step.beta().value() / tau);
            step.write(&mut s, size * &e, &k);
            set_row(&mut o, t, &step.output(&s, &q));
        }
        Output::new(o, [s, u])
    }

    /// Of values that all differ.
    fn multiply_adds(_form: Form, size: &Size) -> u64 {
        let [t, k, v] = counts(size);
        let known: u64 = (1..=t).map(|told| size.before as u64 + told).sum();
        t * (k + v + 3 * v * k) + 2 * known * v
    }
}

impl Program for Contrastive {
    const STEP: &'static str = "
        r = S k
        if v ∉ U:
            U = [U; vᵀ]
        p = softmax(U r / τ)
        m = Uᵀ p
        e = v − m
        S = S + (β / τ) e kᵀ
        o = S (scale · q)
    ";
}

/// m = Σ_j p_j u_j, p = softmax(U r / τ).
fn mean<R: Real, P: Probe>(step: &mut Step<'_, R, P>, u: &Mat<R>, r: &Letter<R>, tau: R) -> Letter<R> {
    let scores: Vector<R> = apply(u, r).map(|score| score / tau);
    step.record(Part::Error, "s", &scores, |source| {
        let mut product = vec![Operand::new("u", widened(u), [Index::Row, Index::Inner])];
        product.extend(source.of(r, Index::Inner));
        Made::of([Sum::each(r.len(), product)]).times([Operand::number_of("1 / τ", 1.0 / tau.to_f64())])
    });
    let p = step.softmax(Part::Error, scores);
    let m = mix_rows(u, 0..u.nrows(), &p);
    step.record(Part::Error, "m", &m, |source| {
        let mut of = source.of(&p, Index::Inner);
        of.push(Operand::new("u", widened(u), [Index::Inner, Index::Row]));
        Made::of([Sum::each(p.len(), of)])
    });
    Letter::column("m", m)
}
