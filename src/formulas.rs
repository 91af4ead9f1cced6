//! Every formula of the page, as MathML made at build time from `formulas/formulas.toml`.
//!
//! A formula is a constant named after its key: `delta_rule.state` is `delta_rule::STATE`. The constants are private to the
//! crate, so the compiler warns of one that nothing shows.
//!
//! A letter that is a symbol carries `class="sym sym-<id>" data-symbol="<id>"` on the smallest element that holds the letter
//! with its index. A superscript beside the index, such as the ⊤ of k_tᵀ, carries `class="ink"`. The view writes the `<math>`
//! element, and so decides between a displayed formula and one in running text:
//!
//! ```text
//! <math display="block" inner_html=delta_rule::STATE.mathml></math>
//! <p>"The state is " <math inner_html=delta_rule::STATE.mathml></math> "."</p>
//! ```

/// One formula in its two written forms.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Formula {
    /// Its place in `formulas/formulas.toml`, such as `delta_rule.state`.
    pub key: &'static str,
    /// The source, for copying and for `alttext`.
    pub latex: &'static str,
    /// The contents of a `<math>` element.
    pub mathml: &'static str,
}

include!(concat!(env!("OUT_DIR"), "/formulas.rs"));
