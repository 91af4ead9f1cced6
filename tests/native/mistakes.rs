//! Implementations that make a mistake in earnest (`tests/mistakes/mistakes.py`, NumPy): the search names it, whatever the rule.

use std::collections::BTreeMap;
use std::sync::Arc;

use deltascope::io::{Array, Tensors};
use deltascope::rules::{Form, Info, Mask, RULES as RULES_OF_PAGE, rule};
use deltascope::verdict::{
    Assignment, Convention, Entries, Found, Given, Limit, Mistake, Order, Problem, ScaleIs, Search,
    StateOrder, Unit, Verdict,
};

/// Rules of which there are outputs of wrong implementations.
const RULES: [&str; 7] =
    ["linear_attn", "simple_gla", "gla", "delta_rule", "gated_delta_rule", "kda", "softmax_attn"];

struct File {
    rule: &'static Info,
    tensors: Tensors,
    mistakes: Vec<String>,
    /// Of mistakes whose right answer is another one: which.
    right: BTreeMap<String, String>,
}

impl File {
    fn read(id: &str) -> Self {
        let bytes = std::fs::read(format!("tests/mistakes/{id}.safetensors")).expect("the file");
        let tensors = Tensors::read(&bytes).expect("its tensors");
        let list = |key: &str| tensors.metadata.get(key).expect("a list");
        let mistakes = serde_json::from_str(list("mistakes")).expect("ids");
        let right = serde_json::from_str(list("right")).expect("ids");
        Self { rule: &rule(id).expect("a rule").info, mistakes, right, tensors }
    }

    /// The question that somebody asks whose outputs are `o.<id>`, or `o`.
    fn problem(&self, id: Option<&str>) -> Arc<Problem> {
        let right = id.and_then(|id| self.right.get(id).or(self.right.values().find(|of| *of == id)));
        let end = id.map_or_else(String::new, |id| format!(".{id}"));
        let mut arrays = Vec::new();
        for (name, tensor) in &self.tensors.tensors {
            let own = match (name.as_str(), right.map(String::as_str)) {
                (name, _) if name == format!("o{end}") => "o",
                (name, _) if name == format!("ht{end}") => "ht",
                ("q_raw", Some("unit")) => "q",
                ("k_raw", Some("unit")) => "k",
                ("v_wide", Some("wide")) => "v",
                ("h0_wide", Some("wide")) => "h0",
                ("q" | "k", Some("unit")) | ("v" | "h0", Some("wide")) => continue,
                (name @ ("q" | "k" | "v" | "beta" | "g" | "gk" | "h0"), _) => name,
                _ => continue,
            };
            arrays.push(Array::of(own, tensor.shape.clone(), tensor.data.clone()).expect("it fits"));
        }
        let assignment = Assignment::guess(self.rule, &arrays);
        let given = Given::new(self.rule, &arrays, &assignment, Order::TokensFirst, StateOrder::KeysFirst)
            .expect("it fits");
        let unit = if right.is_some_and(|of| of == "unit") { Unit::InRoot(1e-6) } else { Unit::AsGiven };
        let convention = Convention { unit, ..Convention::usual(self.rule) };
        let entries =
            Entries { rule: rule(self.rule.id).expect("it fits"), dplr: rule("dplr").expect("it fits") };
        Arc::new(Problem { given, convention, form: Form::Recurrent, entries })
    }
}

fn search(problem: &Arc<Problem>) -> Found {
    let mut search = Search::new(problem.clone(), Limit::of(problem).expect("it fits"));
    loop {
        if let Some(found) = search.step().expect("it fits") {
            return found;
        }
    }
}

fn before(problem: &Arc<Problem>) -> f64 {
    let mut verdict = Verdict::new(problem.clone(), &[]);
    loop {
        if let Some(compared) = verdict.step().expect("it fits") {
            return compared.ratio();
        }
    }
}

#[test]
fn a_right_implementation_makes_no_mistake() {
    for id in RULES {
        let file = File::read(id);
        let known = |of: &&str| file.tensors.tensors.contains_key(&format!("o.{of}"));
        for right in
            [None].into_iter().chain(["unit", "wide"].iter().filter(|of| known(of)).map(|of| Some(*of)))
        {
            let problem = file.problem(right);
            let found = search(&problem);
            assert!(found.matches && found.mistakes.is_empty(), "{id} {right:?}: {found:?}");
            assert!(found.after < 1e-12, "{id} {right:?}: {}", found.after);
        }
    }
}

/// Every mistake of every rule, and every pair that was made on purpose.
#[test]
fn each_mistake_is_named_and_leaves_nothing_of_the_difference() {
    let mut wrong = Vec::new();
    let mut seen = std::collections::BTreeSet::new();
    for id in RULES {
        let file = File::read(id);
        for name in &file.mistakes {
            let problem = file.problem(Some(name));
            let found = search(&problem);
            // The second way to make a mistake has its own outputs.
            let expected: Vec<&str> = name.split('+').map(|one| one.trim_end_matches(".b")).collect();
            let ids: Vec<&str> = found.mistakes.iter().map(|mistake| mistake.id()).collect();
            if !found.matches || ids != expected {
                wrong.push(format!("{id} {name}: {found:?}"));
            }
            assert!(before(&problem) > 1e-3, "{id} {name}: what is wrong shows");
            seen.extend(expected.into_iter().map(str::to_owned));
        }
    }
    assert!(wrong.is_empty(), "{} wrong:\n{}", wrong.len(), wrong.join("\n"));
    assert_eq!(seen.len(), Mistake::ALL.len(), "every mistake was made once: {seen:?}");
}

/// One case of the golden data, in the shapes and under the names of flash-linear-attention.
#[derive(serde::Deserialize)]
struct Case {
    name: String,
    #[serde(rename = "T")]
    tokens: usize,
    scale: Option<f64>,
    causal: Option<bool>,
    window_size: Option<usize>,
    use_norm: Option<bool>,
    m: Option<usize>,
}

/// Every case of every rule, as a file of flash-linear-attention's conventions would have it: names and axes need no correction, and what
/// came out there is right.
#[test]
fn files_with_the_conventions_of_flash_linear_attention_are_found_right() {
    let mut compared = 0;
    for entry in RULES_OF_PAGE {
        let bytes = std::fs::read(format!("tests/golden/{}.safetensors", entry.info.id)).unwrap();
        let tensors = Tensors::read(&bytes).unwrap();
        let cases: Vec<Case> = serde_json::from_str(&tensors.metadata["cases"]).unwrap();
        for case in cases {
            let own = tensors.tensors.iter().filter_map(|(name, tensor)| {
                let name = name.strip_prefix(&format!("{}.", case.name))?;
                let ours = !name.ends_with("_f32") && !name.ends_with("_recurrent");
                ours.then(|| Array::of(name, tensor.shape.clone(), tensor.data.clone()).unwrap())
            });
            let arrays: Vec<Array> = own.collect();
            let assignment = Assignment::guess(&entry.info, &arrays);
            assert!(
                assignment.missing(&entry.info).is_empty(),
                "{} {}: {assignment:?}",
                entry.info.id,
                case.name
            );
            let given =
                Given::new(&entry.info, &arrays, &assignment, Order::TokensFirst, StateOrder::KeysFirst);
            let given = given.unwrap_or_else(|error| panic!("{} {}: {error}", entry.info.id, case.name));
            assert_eq!(given.sizes.tokens, case.tokens, "{} {}", entry.info.id, case.name);
            let usual = Convention::usual(&entry.info);
            let convention = Convention {
                scale: case.scale.map_or(usual.scale, ScaleIs::Given),
                mask: match (case.causal, case.window_size) {
                    (Some(false), _) => Mask::Full,
                    (_, Some(width)) => Mask::Window(width),
                    _ => Mask::Causal,
                },
                normalise: case.use_norm.unwrap_or(false),
                mini_batch: case.m.unwrap_or(16),
                ..usual
            };
            let entries = Entries { rule: entry, dplr: rule("dplr").unwrap() };
            let forms = [Form::Recurrent, Form::Chunk(5), Form::Parallel];
            for form in forms.into_iter().filter(|form| entry.info.forms.has(*form)) {
                let problem = Arc::new(Problem { given: given.clone(), convention, form, entries });
                let ratio = before(&problem);
                assert!(ratio < 1e-11, "{} {} {form:?}: {ratio:e}", entry.info.id, case.name);
                compared += 1;
            }
        }
    }
    assert!(compared > 300, "{compared} forms of cases");
}
