//! The generated MathML is well-formed, free of LaTeX, and marks the symbols as the design says.

use deltascope::formulas::{ALL, Formula};
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

fn formula(key: &str) -> &'static Formula {
    ALL.iter().find(|formula| formula.key == key).unwrap_or_else(|| panic!("no formula {key}"))
}

/// The marked elements in reading order, as `id:letters`; raised ink is left out of the letters.
fn marks(key: &str) -> Vec<String> {
    let formula = formula(key);
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
fn marks_name_known_symbols_and_never_nest() {
    for formula in ALL {
        with_math(formula, |math| {
            for node in math.descendants().filter(|n| n.has_attribute("data-symbol")) {
                let id = node.attribute("data-symbol").unwrap();
                assert!(Symbol::from_id(id).is_some(), "{}: {id}", formula.key);
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
    assert_eq!(marks("linear_attn.state"), ["s:St", "s:St−1", "v:vt", "k:kt"]);
    with_math(formula("linear_attn.state"), |math| {
        let ink: Vec<_> =
            math.descendants().filter(|n| n.attribute("class") == Some("ink")).map(text).collect();
        assert_eq!(ink, ["⊤"]);
    });
}

#[test]
fn a_bare_letter_is_marked_without_its_superscript() {
    assert_eq!(marks("reorder.equal"), ["q:Q", "k:K", "v:V", "q:Q", "k:K", "v:V"]);
}

#[test]
fn accents_belong_to_their_symbol() {
    assert_eq!(marks("gated_delta_rule.decay"), ["s:S˜", "gamma:γt", "s:St−1"]);
}

#[test]
fn dimensions_indices_and_other_matrices_stay_ink() {
    assert_eq!(marks("mask.entry"), [""; 0]);
    assert_eq!(marks("chunks.solve"), ["l:L", "w:W", "beta:β", "k:K", "l:L", "u:U", "beta:β", "v:V"]);
}
