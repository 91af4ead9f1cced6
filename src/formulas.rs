//! Every formula of the page, as MathML made at build time from `formulas/formulas.toml`.
//!
//! A formula is a constant named after its key: `delta_rule.state` is [`delta_rule::STATE`].
//! Its letters that are symbols of ours carry `class="sym sym-<id>" data-symbol="<id>"` on the
//! smallest element that holds the letter with its index; a superscript beside the index, as the
//! ⊤ of k_tᵀ, carries `class="ink"`. The view writes the `<math>` element, and so decides between
//! a displayed formula and one in running text:
//!
//! ```
//! use deltascope::formulas::delta_rule;
//! use leptos::prelude::*;
//!
//! let displayed = || {
//!     view! { <math display="block" inner_html=delta_rule::STATE.mathml></math> }
//! };
//! let in_text = || {
//!     view! { <p>"The error is " <math inner_html=delta_rule::ERROR.mathml></math> "."</p> }
//! };
//! # let _ = (displayed, in_text);
//! ```

/// One formula in its two written forms.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Formula {
    /// Its place in `formulas/formulas.toml`, such as `delta_rule.state`.
    pub key: &'static str,
    /// The source, for copying and for `alttext`.
    pub latex: &'static str,
    /// What goes inside a `<math>` element.
    pub mathml: &'static str,
}

include!(concat!(env!("OUT_DIR"), "/formulas.rs"));
