//! The generated MathML is well-formed, free of LaTeX, and marks the symbols as the design says.

use deltascope::formulas::{self, ALL, Formula, SYMBOL_LETTERS};
use deltascope::trace::Symbol;
use roxmltree::{Document, Node};

/// Parses a formula as the page shows it and hands its `<math>` element to `check`.
fn with_math<T>(formula: &Formula, check: impl FnOnce(Node) -> T) -> T {
    let xml = format!("<math>{}</math>", formula.mathml);
    let document = Document::parse(&xml).unwrap_or_else(|e| panic!("{}: {e}", formula.key));
    check(document.root_element())
}

fn text(node: Node) -> String {
    node.descendants().filter(Node::is_text).filter_map(|n| n.text()).collect()
}

/// The marked elements in reading order, as `id:letters`; raised ink is left out of the letters.
fn marks(formula: &Formula) -> Vec<String> {
    with_math(formula, |math| {
        let marked = math.descendants().filter(|n| n.has_attribute("data-symbol"));
        marked
            .map(|n| {
                let id = n.attribute("data-symbol").unwrap();
                assert_eq!(n.attribute("class"), Some(format!("sym sym-{id}").as_str()), "{}", formula.key);
                let ink: String =
                    n.children().filter(|c| c.attribute("class") == Some("ink")).map(text).collect();
                format!("{id}:{}", text(n).strip_suffix(&ink).unwrap())
            })
            .collect()
    })
}

#[test]
fn every_formula_is_clean_mathml() {
    assert!(!ALL.is_empty());
    for formula in ALL {
        with_math(formula, |math| {
            let rendered = text(math);
            assert!(!rendered.trim().is_empty(), "{} renders nothing", formula.key);
            assert!(!rendered.contains(['\\', '$', '&', '^', '_']), "{}: {rendered}", formula.key);
            for node in math.descendants().filter(Node::is_element) {
                assert_ne!(node.tag_name().name(), "merror", "{}", formula.key);
            }
        });
    }
}

#[test]
fn the_symbols_of_the_formulas_are_those_of_the_crate() {
    for (id, _) in SYMBOL_LETTERS {
        assert!(Symbol::from_id(id).is_some(), "{id} is no symbol");
    }
    for symbol in Symbol::ALL {
        assert!(SYMBOL_LETTERS.iter().any(|(id, _)| *id == symbol.id()), "{} has no letter", symbol.id());
    }
}

#[test]
fn marks_name_known_symbols_and_never_nest() {
    for formula in ALL {
        with_math(formula, |math| {
            for node in math.descendants().filter(|n| n.has_attribute("data-symbol")) {
                let id = node.attribute("data-symbol").unwrap();
                assert!(SYMBOL_LETTERS.iter().any(|(known, _)| *known == id), "{}: {id}", formula.key);
                let outer = node.ancestors().skip(1).find(|n| n.has_attribute("data-symbol"));
                assert!(outer.is_none(), "{}: {id} is marked inside another symbol", formula.key);
            }
        });
    }
}

#[test]
fn keys_are_unique() {
    let mut keys: Vec<_> = ALL.iter().map(|f| f.key).collect();
    keys.sort_unstable();
    keys.dedup();
    assert_eq!(keys.len(), ALL.len());
}

#[test]
fn symbols_carry_their_index_and_leave_the_transpose_ink() {
    assert_eq!(marks(&formulas::linear_attn::STATE), ["s:St", "s:St−1", "v:vt", "k:kt"]);
    with_math(&formulas::linear_attn::STATE, |math| {
        let ink: Vec<_> =
            math.descendants().filter(|n| n.attribute("class") == Some("ink")).map(text).collect();
        assert_eq!(ink, ["⊤"]);
    });
}

#[test]
fn a_bare_letter_is_marked_without_its_superscript() {
    assert_eq!(marks(&formulas::reorder::EQUAL), ["q:Q", "k:K", "v:V", "q:Q", "k:K", "v:V"]);
}

#[test]
fn accents_belong_to_their_symbol() {
    assert_eq!(marks(&formulas::gated_delta_rule::DECAY), ["s:S˜", "gamma:γt", "s:St−1"]);
}

#[test]
fn dimensions_costs_and_indices_stay_ink() {
    assert_eq!(marks(&formulas::reorder::COST_LEFT), [""; 0]);
    assert_eq!(marks(&formulas::reorder::GROWTH_RIGHT), [""; 0]);
    assert_eq!(marks(&formulas::symbol::S_SHAPE), ["s:St"]);
}

#[test]
fn a_formula_can_read_its_letters_differently() {
    assert_eq!(marks(&formulas::identity::ASSOCIATIVE), [""; 0]);
    let worked = marks(&formulas::identity::worked::INNER);
    assert_eq!(worked[..6], ["v:a", "v:b", "k:c", "k:d", "q:e", "q:f"]);
    assert_eq!(marks(&formulas::width::LOW_RANK), ["s:St", "s:St−1"]);
}
