//! How the scale of the queries is written: nothing where it is 1, else "/√d", "·4" or "·16" behind the letter.

use crate::inputs::Scale;

/// What stands behind a letter that is scaled by this factor.
pub fn behind(scale: f64) -> &'static str {
    let whole = [Scale::One, Scale::Four, Scale::Sixteen].into_iter().find(|of| of.of(1) == scale);
    whole.unwrap_or(Scale::InverseSqrt).behind()
}

/// Q as a factor before a bracket: Q, or (Q/√d).
pub fn queries(scale: &str) -> String {
    if scale.is_empty() { "Q".to_owned() } else { format!("(Q{scale})") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_scale_is_written_behind_its_letter() {
        assert_eq!(Scale::ALL.map(|scale| behind(scale.of(32))), Scale::ALL.map(Scale::behind));
        // One channel is divided by 1.
        assert_eq!(behind(Scale::InverseSqrt.of(1)), "");
    }
}
