//! Golden data: the rules against outputs of an independent implementation (flash-linear-attention 0.6.0, widened to
//! f64; of the rules that it does not have, NumPy: `tests/golden/losses.py`).
//!
//! Reads `tests/golden`, or the folder named by `GOLDEN_DIR`: files of the format, of any shapes. A tensor,
//! or a knob of a case, that nobody knows is an error. A file whose rule is not implemented is listed as skipped; under
//! `GOLDEN_STRICT=1` it fails the test, unless it is excluded by name, with the reason.
//!
//! This file is long because the format has many parts (cases, tensors, heads, states, gates), and one reader checks that
//! nothing in a file is left unread.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use deltascope::io::{Tensor as Array, Tensors};
use deltascope::math::{Mat, Real, rms_ratio};
use deltascope::rules::{Axis, Form, Inputs, Mask, Output, RuleEntry, State, Tensor, gates, rules_in};
use serde::Deserialize;

/// Files that are no oracle.
const EXCLUDED: [(&str, &str); 1] = [(
    "titans_fla_asis",
    "the reference lacks a parenthesis, and what it computes is not the gradient of the stated loss",
)];

/// Outputs that the files carry beside those of the rule, and why they are not compared.
const ASIDE: [(&str, &str, &str); 2] = [
    ("comba", "o_recurrent", "the reference's recurrent form, which disagrees with its chunk form"),
    ("comba", "ht_recurrent", "the state of that"),
];

/// The same in f32, and at most four times the error of the reference's own run in f32 where that is more: a sum of
/// f32 that all but cancels is not known any better.
const TOLERANCE_F32: f64 = 1e-5;
const TIMES_THEIRS: f64 = 4.0;

/// The largest rms(ours − theirs) / rms(theirs) in f64.
fn tolerance(rule: &str) -> f64 {
    if rule == "ttt_linear" { 1e-11 } else { 1e-12 }
}

/// One case of a file, as its metadata describe it.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
#[allow(non_snake_case, reason = "the letters are those of the file")]
struct Case {
    name: String,
    T: usize,
    K: usize,
    V: usize,
    H: usize,
    scale: Option<f64>,
    #[serde(rename = "h0")]
    _starts_from_a_state: bool,
    #[serde(rename = "seed")]
    _seed: serde_json::Value,
    causal: Option<bool>,
    window_size: Option<usize>,
    use_norm: Option<bool>,
    n: Option<usize>,
    m: Option<usize>,
    #[serde(rename = "gated")]
    _gated: Option<bool>,
    inputs: Vec<String>,
    outputs: Vec<String>,
}

/// A file that has been read whole: its tensors, its cases, and the names that were used.
struct File {
    id: String,
    tensors: Tensors,
    cases: Vec<Case>,
}

/// The results of a file's comparisons.
#[derive(Default)]
struct Tally {
    compared: usize,
    /// The worst ratio in f64, and in f32.
    worst: [f64; 2],
}

#[test]
fn rules_agree_with_an_independent_implementation() {
    let folder = std::env::var_os("GOLDEN_DIR").map_or_else(|| "tests/golden".into(), PathBuf::from);
    let strict = std::env::var("GOLDEN_STRICT").is_ok_and(|value| value == "1");
    let (wide, narrow) = (rules_in::<f64>(), rules_in::<f32>());
    let (mut compared, mut skipped) = (0, Vec::new());
    for path in files(&folder) {
        let file = File::read(&path);
        if let Some((_, why)) = EXCLUDED.iter().find(|(id, _)| *id == file.id) {
            println!("{} is excluded: {why}", file.id);
        } else if file.id == "gates" {
            compared += file.cases.iter().map(|case| file.check_gates(case)).sum::<usize>();
        } else if let Some(i) = wide.iter().position(|rule| rule.info.id == file.id) {
            let Tally { compared: here, worst: [in_f64, in_f32] } = file.check(&wide[i], &narrow[i]);
            println!("{}: {here} tensors, worst ratio {in_f64:.1e} in f64, {in_f32:.1e} in f32", file.id);
            compared += here;
        } else {
            skipped.push(file.id);
        }
    }
    println!("{compared} tensors compared; skipped, no such rule: {skipped:?}");
    assert!(compared > 0, "no golden file of an implemented rule in {}", folder.display());
    assert!(!strict || skipped.is_empty(), "GOLDEN_STRICT: no rule for {skipped:?}");
}

#[test]
fn every_rule_has_a_golden_file() {
    let ids: BTreeSet<String> = files(Path::new("tests/golden")).map(|path| File::read(&path).id).collect();
    let rules: BTreeSet<String> =
        rules_in::<f64>().iter().map(|rule| rule.info.id).chain(["gates"]).map(str::to_owned).collect();
    assert_eq!(ids, rules);
}

/// The reference's recurrent form reads the decayed state. Ours must be far from it wherever the state fades.
#[test]
fn comba_follows_the_chunk_form_of_the_reference_and_not_its_recurrent_form() {
    let file = File::read(Path::new("tests/golden/comba.safetensors"));
    let rules = rules_in::<f64>();
    let comba = rules.iter().find(|rule| rule.info.id == "comba").expect("comba");
    for case in file.cases.iter().filter(|case| case.T > 1) {
        let heads = comba.run_heads(file.inputs(case, comba), Form::Recurrent).expect("fitting inputs");
        let other = file.tokens(case, "o_recurrent", 0, case.V);
        assert!(rms_ratio(&heads[0].o, &other) > 0.01, "{}", case.name);
    }
}

#[test]
fn what_nobody_knows_in_a_file_is_an_error() {
    let rules = rules_in::<f64>();
    let delta_rule = rules.iter().find(|rule| rule.info.id == "delta_rule").expect("delta_rule");
    let refuses = |spoil: &dyn Fn(&mut File)| {
        let mut file = File::read(Path::new("tests/golden/delta_rule.safetensors"));
        assert_eq!(file.check_names(delta_rule), Ok(()));
        spoil(&mut file);
        file.check_names(delta_rule).is_err()
    };
    let one = || Array { shape: vec![1], data: vec![0.0] };
    assert!(refuses(&|file| drop(file.tensors.tensors.insert("c0.gamma".into(), one()))));
    assert!(refuses(&|file| file.cases[0].inputs.push("gamma".into())));
    assert!(refuses(&|file| file.cases[0].outputs.push("loss".into())));
    let knob = r#"{"name": "c0", "T": 1, "K": 1, "V": 1, "H": 1, "scale": 1, "h0": false, "seed": 0,
        "inputs": [], "outputs": [], "sink": true}"#;
    assert!(serde_json::from_str::<Case>(knob).is_err());
}

fn files(folder: &Path) -> impl Iterator<Item = PathBuf> {
    let mut files: Vec<PathBuf> = std::fs::read_dir(folder)
        .unwrap_or_else(|error| panic!("{}: {error}", folder.display()))
        .map(|entry| entry.expect("a readable folder").path())
        .filter(|path| path.extension().is_some_and(|extension| extension == "safetensors"))
        .collect();
    files.sort();
    files.into_iter()
}

impl File {
    fn read(path: &Path) -> Self {
        let id = path.file_stem().and_then(|stem| stem.to_str()).expect("a file name").to_owned();
        let tensors =
            Tensors::read(&std::fs::read(path).expect("a readable file")).expect("a safetensors file");
        let excluded = EXCLUDED.iter().any(|(excluded, _)| *excluded == id);
        let cases = match tensors.metadata.get("cases") {
            Some(cases) if !excluded => {
                serde_json::from_str(cases).unwrap_or_else(|error| panic!("{id}: {error}"))
            }
            Some(_) => Vec::new(),
            None => panic!("{id} has no list of cases"),
        };
        Self { id, tensors, cases }
    }

    /// Runs every form of every case in both kinds of number.
    fn check(&self, wide: &RuleEntry, narrow: &RuleEntry<f32>) -> Tally {
        self.check_names(wide).unwrap_or_else(|error| panic!("{error}"));
        let mut tally = Tally::default();
        for case in &self.cases {
            let heads = self.inputs(case, wide);
            let single = || heads.iter().map(|x| x.map(|x| x as f32)).collect();
            let forms =
                [Form::Recurrent, Form::Chunk(1), Form::Chunk(5), Form::Chunk(case.T), Form::Parallel];
            for form in forms.into_iter().filter(|form| wide.info.forms.has(*form)) {
                let place = format!("{} {} {form:?}", self.id, case.name);
                let wide_run = wide.run_heads(heads.clone(), form).unwrap_or_else(|e| panic!("{place}: {e}"));
                let narrow_run = narrow.run_heads(single(), form).unwrap_or_else(|e| panic!("{place}: {e}"));
                self.compare(case, wide, &wide_run, &mut tally, &place);
                self.compare(case, wide, &narrow_run, &mut tally, &format!("{place} in f32"));
            }
        }
        tally
    }

    /// Every tensor of the file, and every name in its cases, must be one that the rule knows.
    fn check_names(&self, rule: &RuleEntry) -> Result<(), String> {
        let reads = |name: &str| {
            let tensor = |tensor: &Tensor| rule.info.reads(*tensor) && rule.info.file_name(*tensor) == name;
            Tensor::ALL.iter().any(tensor) || rule.info.state.iter().any(|part| part.files[0] == name)
        };
        let gives = |name: &str| {
            let aside = ASIDE.iter().any(|(id, aside, _)| *id == self.id && *aside == name);
            let state = rule.info.state.iter().any(|part| part.files[1] == name);
            name == "o" || rule.info.also.contains(&name) || state || aside
        };
        self.check_told(reads, gives)
    }

    /// Every tensor of the file is named by a case, or is such an output in f32; every tensor that a case names is known, and
    /// in the file.
    fn check_told(&self, reads: impl Fn(&str) -> bool, gives: impl Fn(&str) -> bool) -> Result<(), String> {
        let mut told = BTreeSet::new();
        for case in &self.cases {
            for (name, known) in case
                .inputs
                .iter()
                .map(|name| (name, reads(name)))
                .chain(case.outputs.iter().map(|name| (name, gives(name))))
            {
                let full = format!("{}.{name}", case.name);
                if !known || !self.tensors.tensors.contains_key(&full) {
                    return Err(format!("{}: {full} is unknown, or is not there", self.id));
                }
                told.insert(full);
            }
            told.extend(case.outputs.iter().map(|name| format!("{}.{name}_f32", case.name)));
        }
        match self.tensors.tensors.keys().find(|name| !told.contains(*name)) {
            Some(name) => Err(format!("{}: no case tells of {name}", self.id)),
            None => Ok(()),
        }
    }

    /// The inputs of the rule, for each head.
    fn inputs(&self, case: &Case, rule: &RuleEntry) -> Vec<Inputs> {
        (0..case.H).map(|head| self.inputs_of_head(case, rule, head)).collect()
    }

    fn inputs_of_head(&self, case: &Case, rule: &RuleEntry, head: usize) -> Inputs {
        let has = |name: &str| case.inputs.iter().any(|input| input == name);
        let mut x = Inputs::of_values(Mat::zeros(case.T, 0));
        for tensor in Tensor::ALL.iter().filter(|tensor| rule.info.reads(**tensor)) {
            let name = rule.info.file_name(*tensor);
            if has(name) {
                let [rows, cols] = tensor.axes();
                let cols = self.len(case, rule, cols, name);
                let values = match rows {
                    Axis::One => self.channels(case, name, head, cols),
                    Axis::Rows if rule.info.many_keys => {
                        self.rows(case, name, head, case.T * case.n.unwrap_or(1), cols)
                    }
                    _ => self.tokens(case, name, head, cols),
                };
                x = x.with(*tensor, values);
            }
        }
        let first = rule.info.state.first().map(|part| part.files[0]);
        let starts = first.is_some_and(has);
        let part = |part: &deltascope::rules::StatePart| self.state(case, rule, part, part.files[0], head);
        Inputs {
            scale: case.scale.unwrap_or(1.0),
            mask: match (case.causal, case.window_size) {
                (Some(false), _) => Mask::Full,
                (_, Some(width)) => Mask::Window(width),
                _ => Mask::Causal,
            },
            normalise: case.use_norm.unwrap_or(false),
            mini_batch: case.m.unwrap_or(16),
            initial: starts.then(|| State { parts: rule.info.state.iter().map(part).collect() }),
            ..x
        }
    }

    /// Compares outputs, states and all other results in the file; gives the worst ratio of each kind of number.
    fn compare<R: Real>(
        &self,
        case: &Case,
        rule: &RuleEntry,
        heads: &[Output<R>],
        tally: &mut Tally,
        place: &str,
    ) {
        let narrow = size_of::<R>() == 4;
        let has = |name: &str| case.outputs.iter().any(|output| output == name);
        assert!(has("o"), "{place}: no outputs to compare with");
        for (head, found) in heads.iter().enumerate() {
            let mut close = |found: &Mat<R>, name: &str, read: &dyn Fn(&str) -> Mat| {
                let expected = read(name);
                let ratio = rms_ratio(found, &expected);
                let theirs = format!("{name}_f32");
                let given = self.tensors.tensors.contains_key(&format!("{}.{theirs}", case.name));
                let allowed = match (narrow, given) {
                    (false, _) => tolerance(&self.id),
                    (true, false) => TOLERANCE_F32,
                    (true, true) => TOLERANCE_F32.max(TIMES_THEIRS * rms_ratio(&read(&theirs), &expected)),
                };
                assert!(ratio <= allowed, "{place} head {head}: {name}: rms ratio {ratio:e} > {allowed:e}");
                tally.compared += 1;
                tally.worst[usize::from(narrow)] = tally.worst[usize::from(narrow)].max(ratio);
            };
            let channels = self.value_channels(case, rule);
            close(&found.o, "o", &|name| self.tokens(case, name, head, channels));
            for (part, found) in rule.info.state.iter().zip(&found.state.parts) {
                if has(part.files[1]) {
                    close(found, part.files[1], &|name| self.state(case, rule, part, name, head));
                }
            }
            for (name, found) in rule.info.also.iter().zip(&found.also) {
                if has(name) {
                    close(found, name, &|name| self.tokens(case, name, head, 1));
                }
            }
        }
    }

    /// V of the case; a rule without keys has vectors of K channels in the place of values.
    fn value_channels(&self, case: &Case, rule: &RuleEntry) -> usize {
        if rule.info.reads(Tensor::K) { case.V } else { case.K }
    }

    fn len(&self, case: &Case, rule: &RuleEntry, axis: Axis, name: &str) -> usize {
        match axis {
            Axis::One => 1,
            Axis::K => case.K,
            Axis::V => self.value_channels(case, rule),
            Axis::Features => 1 + case.K + case.K * case.K,
            Axis::Levels => *self.get(case, name).shape.last().expect("an axis"),
            axis => panic!("{name}: no file has an axis of {axis:?} here"),
        }
    }

    fn get(&self, case: &Case, name: &str) -> &Array {
        let name = format!("{}.{name}", case.name);
        self.tensors.get(&name).unwrap_or_else(|error| panic!("{}: {error}", self.id))
    }

    /// The tensor, whose axes must be these, except for axes of no length; it has an axis of heads only for several heads.
    fn shaped(&self, case: &Case, name: &str, expected: &[Option<usize>]) -> &[f64] {
        let array = self.get(case, name);
        let expected: Vec<usize> = expected.iter().copied().flatten().collect();
        assert_eq!(array.shape, expected, "{} {}: {name}", self.id, case.name);
        &array.data
    }

    /// One head of `[rows]`, `[rows, H]`, `[rows, D]` or `[rows, H, D]`.
    fn rows(&self, case: &Case, name: &str, head: usize, rows: usize, cols: usize) -> Mat {
        let vector = self.get(case, name).shape.len() == 1 + usize::from(case.H > 1);
        assert!(!vector || cols == 1, "{} {}: {name} has one number a token", self.id, case.name);
        let data =
            self.shaped(case, name, &[Some(rows), (case.H > 1).then_some(case.H), (!vector).then_some(cols)]);
        Mat::from_fn(rows, cols, |i, j| data[(i * case.H + head) * cols + j])
    }

    fn tokens(&self, case: &Case, name: &str, head: usize, cols: usize) -> Mat {
        self.rows(case, name, head, case.T, cols)
    }

    /// One head of `[D]` or `[H, D]`, as a row.
    fn channels(&self, case: &Case, name: &str, head: usize, cols: usize) -> Mat {
        let data = self.shaped(case, name, &[(case.H > 1).then_some(case.H), Some(cols)]);
        Mat::from_fn(1, cols, |_, j| data[head * cols + j])
    }

    /// One head of a state. Theirs are `[K, V]` where ours are `[V, K]`, for they map keys to values from the other
    /// side: this is the one place that transposes.
    fn state(
        &self,
        case: &Case,
        rule: &RuleEntry,
        part: &deltascope::rules::StatePart,
        name: &str,
        head: usize,
    ) -> Mat {
        let [rows, cols] = part.axes.map(|axis| self.len(case, rule, axis, name));
        if part.axes[0] == Axis::One {
            return self.channels(case, name, head, cols);
        }
        let data = self.shaped(case, name, &[(case.H > 1).then_some(case.H), Some(cols), Some(rows)]);
        let of_head = &data[head * rows * cols..];
        let transposed = part.axes[0] != part.axes[1];
        Mat::from_fn(
            rows,
            cols,
            |i, j| if transposed { of_head[j * rows + i] } else { of_head[i * cols + j] },
        )
    }

    /// The gate producers: `x` is `[T, H]` or `[T, H, K]`, the parameters are `[H]` or `[H·K]`, for one head too.
    fn check_gates(&self, case: &Case) -> usize {
        let reads = |name: &str| ["A_log", "dt_bias_gdn", "dt_bias_kda", "x_gdn", "x_kda"].contains(&name);
        let gives = |name: &str| ["g_gdn", "g_kda", "g_kda_lb"].contains(&name);
        self.check_told(reads, gives).unwrap_or_else(|error| panic!("{error}"));
        let (t, h, k) = (case.T, case.H, case.K);
        let scalar = |name| self.shaped(case, name, &[Some(t), Some(h)]);
        let channel = |name| self.shaped(case, name, &[Some(t), Some(h), Some(k)]);
        let a_log = self.shaped(case, "A_log", &[Some(h)]);
        let (gdn, kda) =
            (self.shaped(case, "dt_bias_gdn", &[Some(h)]), self.shaped(case, "dt_bias_kda", &[Some(h * k)]));
        for name in &case.outputs {
            let (x, expected, channels, bias) = match name.as_str() {
                "g_gdn" => (scalar("x_gdn"), scalar(name), 1, gdn),
                _ => (channel("x_kda"), channel(name), k, kda),
            };
            let bounded = name == "g_kda_lb";
            let at = |i: usize| (x[i], a_log[i / channels % h], bias[i % (h * channels)]);
            let wide = |i| {
                let (x, a, b) = at(i);
                if bounded { gates::bounded(x, a, b, -5.0) } else { gates::mamba(x, a, b) }
            };
            let narrow = |i| {
                let (x, a, b) = at(i);
                let (x, a, b) = (x as f32, a as f32, b as f32);
                if bounded { gates::bounded(x, a, b, -5.0) } else { gates::mamba(x, a, b) }
            };
            let n = expected.len();
            let expected = Mat::from_column_slice(n, 1, expected);
            let ratio = rms_ratio(&Mat::from_fn(n, 1, |i, _| wide(i)), &expected);
            assert!(ratio <= 1e-12, "gates {} {name}: rms ratio {ratio:e}", case.name);
            let ratio = rms_ratio(&Mat::from_fn(n, 1, |i, _| narrow(i)), &expected);
            assert!(ratio <= TOLERANCE_F32, "gates {} {name} in f32: rms ratio {ratio:e}", case.name);
        }
        case.outputs.len()
    }
}
