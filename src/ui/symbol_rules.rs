//! The style rules of the symbols, made from their list.

use crate::trace::Symbol;

/// A style sheet that gives every symbol the hue of its token, and lights the one whose id stands in the root element's
/// `data-lit`: its letters, its matrices and its lines of code. `style/tokens.css` holds the look of lit parts.
pub fn symbol_rules() -> String {
    let rules = |symbol: &Symbol| {
        let id = symbol.id();
        format!(
            ".sym-{id}{{color:var(--sym-{id})}}\
             :root[data-lit={id}] .sym-{id}{{background:var(--lit-letter);text-decoration:var(--lit-line)}}\
             :root[data-lit={id}] .sym-{id}-cells{{outline:var(--lit-cells)}}"
        )
    };
    Symbol::ALL.iter().map(rules).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_symbol_has_its_hue_and_is_lit_by_its_id() {
        let rules = symbol_rules();
        for id in Symbol::ALL.iter().map(|symbol| symbol.id()) {
            assert!(rules.contains(&format!(".sym-{id}{{color:var(--sym-{id})}}")));
            assert!(rules.contains(&format!("[data-lit={id}] .sym-{id}{{")));
            assert!(rules.contains(&format!("[data-lit={id}] .sym-{id}-cells{{")));
        }
    }
}
