//! Golden data: the rules against outputs of an independent implementation (flash-linear-attention 0.6.0, widened to
//! f64).
//!
//! Reads `tests/golden`, or the folder named by `GOLDEN_DIR`. A file whose rule is not implemented is listed as skipped;
//! under `GOLDEN_STRICT=1` it fails the test.

use std::path::{Path, PathBuf};

use deltascope::io::{Tensor, Tensors};
use deltascope::math::{Mat, rms_ratio};
use deltascope::rules::{Form, Inputs, Mask, RuleEntry, State, rule};
use serde::Deserialize;

const TOLERANCE: f64 = 1e-12;
const TOLERANCE_F32: f64 = 1e-5;

/// One case of a file, as its metadata describe it.
#[derive(Deserialize)]
struct Case {
    name: String,
    #[serde(rename = "H")]
    heads: usize,
    scale: f64,
    causal: Option<bool>,
    window_size: Option<usize>,
    inputs: Vec<String>,
    outputs: Vec<String>,
}

#[test]
fn rules_agree_with_an_independent_implementation() {
    let folder = std::env::var_os("GOLDEN_DIR").map_or_else(|| "tests/golden".into(), PathBuf::from);
    let strict = std::env::var("GOLDEN_STRICT").is_ok_and(|value| value == "1");
    let mut files: Vec<PathBuf> = std::fs::read_dir(&folder)
        .unwrap_or_else(|error| panic!("{}: {error}", folder.display()))
        .map(|entry| entry.expect("a readable folder").path())
        .filter(|path| path.extension().is_some_and(|extension| extension == "safetensors"))
        .collect();
    files.sort();
    let (mut compared, mut skipped) = (0, Vec::new());
    for path in &files {
        let id = path.file_stem().and_then(|stem| stem.to_str()).expect("a file name");
        match rule(id) {
            Some(rule) => compared += check_file(path, rule),
            None => skipped.push(id),
        }
    }
    println!("{compared} tensors compared; skipped, no such rule: {skipped:?}");
    assert!(compared > 0, "no golden file of an implemented rule in {}", folder.display());
    assert!(!strict || skipped.is_empty(), "GOLDEN_STRICT: no rule for {skipped:?}");
}

fn check_file(path: &Path, rule: &RuleEntry) -> usize {
    let file = Tensors::read(&std::fs::read(path).expect("a readable file")).expect("a safetensors file");
    let cases: Vec<Case> = serde_json::from_str(&file.metadata["cases"]).expect("a list of cases");
    cases.iter().map(|case| (0..case.heads).map(|head| check(&file, rule, case, head)).sum::<usize>()).sum()
}

/// Runs every form of one head of one case, and returns how many tensors were compared.
fn check(file: &Tensors, rule: &RuleEntry, case: &Case, head: usize) -> usize {
    let tensor = |name: &str| file.get(&format!("{}.{name}", case.name)).expect("a tensor of the case");
    let has = |name: &str| case.inputs.iter().any(|input| input == name);
    let tokens = |name: &str| tokens_of_head(tensor(name), case.heads, head);
    let gates = |name: &str| has(name).then(|| gates_of_head(tensor(name), case.heads, head));
    let state = |name: &str| state_of_head(tensor(name), case.heads, head);
    let x = Inputs {
        beta: gates("beta"),
        g: gates("g"),
        scale: case.scale,
        mask: match (case.causal, case.window_size) {
            (Some(false), _) => Mask::Full,
            (_, Some(width)) => Mask::Window(width),
            _ => Mask::Causal,
        },
        initial: has("h0").then(|| State::Matrix(state("h0"))),
        ..Inputs::new(tokens("q"), tokens("k"), tokens("v"))
    };
    let t = x.dims().t;
    let mut compared = 0;
    for form in [Form::Recurrent, Form::Chunk(1), Form::Chunk(5), Form::Chunk(t), Form::Parallel] {
        let place = format!("{} {} head {head} {form:?}", rule.info.id, case.name);
        let wide = rule.run(&x, form).unwrap_or_else(|error| panic!("{place}: {error}"));
        let narrow = rule.run_f32(&single(&x), form).unwrap_or_else(|error| panic!("{place}: {error}"));
        compared += 1;
        close(&wide.o, &tokens("o"), TOLERANCE, &format!("{place}: o"));
        close(&narrow.o, &tokens("o"), TOLERANCE_F32, &format!("{place}: o in f32"));
        if case.outputs.iter().any(|output| output == "ht") {
            compared += 1;
            let (wide, narrow) = (wide.state.matrix().expect("a matrix"), narrow.state.matrix());
            close(wide, &state("ht"), TOLERANCE, &format!("{place}: final state"));
            close(narrow.expect("a matrix"), &state("ht"), TOLERANCE_F32, &format!("{place}: state in f32"));
        }
    }
    compared
}

fn close<R: deltascope::math::Real>(found: &Mat<R>, expected: &Mat, tolerance: f64, what: &str) {
    let ratio = rms_ratio(found, expected);
    assert!(ratio <= tolerance, "{what}: rms ratio {ratio:e} > {tolerance:e}");
}

fn single(x: &Inputs) -> Inputs<f32> {
    let narrow = |m: &Mat| m.map(|x| x as f32);
    let gates = |g: &Option<Vec<f64>>| g.as_ref().map(|g| g.iter().map(|x| *x as f32).collect());
    Inputs {
        beta: gates(&x.beta),
        g: gates(&x.g),
        scale: x.scale as f32,
        mask: x.mask,
        initial: x.initial.as_ref().and_then(State::matrix).map(|s| State::Matrix(narrow(s))),
        ..Inputs::new(narrow(&x.q), narrow(&x.k), narrow(&x.v))
    }
}

/// One head of `[T, D]` or `[T, H, D]`.
fn tokens_of_head(tensor: &Tensor, heads: usize, head: usize) -> Mat {
    let (t, d) = (tensor.shape[0], *tensor.shape.last().expect("an axis"));
    Mat::from_fn(t, d, |i, j| tensor.data[(i * heads + head) * d + j])
}

/// One head of `[T]` or `[T, H]`.
fn gates_of_head(tensor: &Tensor, heads: usize, head: usize) -> Vec<f64> {
    tensor.data.iter().skip(head).step_by(heads).copied().collect()
}

/// One head of `[K, V]` or `[H, K, V]`, transposed: their states map keys to values from the other side. This is the one
/// place that transposes.
fn state_of_head(tensor: &Tensor, heads: usize, head: usize) -> Mat {
    let [k, v] = tensor.shape[tensor.shape.len() - 2..] else { panic!("a state has two axes") };
    assert!(heads == 1 || tensor.shape[0] == heads, "one state for each head");
    Mat::from_fn(v, k, |row, col| tensor.data[(head * k + col) * v + row])
}
