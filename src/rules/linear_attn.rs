//! Linear attention: every pair is added to the state and none is taken out.
//!
//! ```text
//! S_t = S_{t−1} + v_t k_tᵀ        o_t = S_t (scale · q_t)
//! ```
//!
//! Katharopoulos et al. 2020, *Transformers are RNNs*, eqs. 16–20, without feature map and normaliser. In parallel
//! O = ((scale Q Kᵀ) ∘ M) V, M the lower triangle of ones.

use super::chunkwise::{Memory, chunkwise, parallel};
use super::{Info, Inputs, Needs, Output, Rule, State};
use crate::math::{Mat, Real};
use crate::trace::{Part, Probe, Symbol};

/// S_t = S_{t−1} + v_t k_tᵀ.
pub struct LinearAttn;

const MEMORY: Memory = Memory { decays: false, erases: false };

impl Rule for LinearAttn {
    const INFO: Info = Info {
        id: "linear_attn",
        parts: &[Part::Write, Part::Output],
        needs: Needs { beta: false, g: false },
        wants_unit_keys: false,
        source: "Katharopoulos et al. 2020, eqs. 16–20",
    };

    fn recurrent<R: Real, P: Probe>(x: &Inputs<R>, probe: &mut P) -> Output<R> {
        let mut s = x.initial_matrix();
        let mut o = Mat::zeros(x.dims().t, x.dims().v);
        for t in 0..x.dims().t {
            let (q, k, v) = x.token(t);
            s.ger(R::one(), &v, &k, R::one());
            probe.part(t, Part::Write, Symbol::S, &s);
            let o_t = &s * q;
            probe.part(t, Part::Output, Symbol::O, &o_t);
            o.set_row(t, &o_t.transpose());
        }
        Output { o, state: State::Matrix(s) }
    }

    fn chunk<R: Real>(x: &Inputs<R>, chunk_size: usize) -> Output<R> {
        chunkwise(x, chunk_size, MEMORY)
    }

    fn parallel<R: Real>(x: &Inputs<R>) -> Output<R> {
        parallel(x, MEMORY)
    }
}
