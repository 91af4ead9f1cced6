//! Programs of every rule on inputs of every kind, what they should print, and the comparison with what they did.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::Command;

use deltascope::code::{self, Language, Recurrence};
use deltascope::inputs::{Gates, random};
use deltascope::math::{Mat, rms_ratio};
use deltascope::rules::{Form, Inputs, Mask, Output, PROGRAMS, RULES, RuleEntry, Tensor, rule};

use super::Draw;

/// The largest rms(theirs − ours) / rms(ours).
pub const TOLERANCE: f64 = 1e-12;

/// What a program prints: the numbers that stand behind each name.
pub type Printed = BTreeMap<String, Vec<f64>>;

/// A program and what it should print.
pub struct Case {
    pub name: String,
    pub program: String,
    pub expected: Printed,
}

/// Inputs of every kind that changes a rule's program: from nothing and from a state, with and without what it may read, each mask.
pub fn inputs(rule: &RuleEntry) -> Vec<(&'static str, Inputs)> {
    let draw = |before, seed| Draw { t: 5, k: 3, v: 4, n: 2, before, seed }.inputs(rule);
    let mut all = vec![("fresh", draw(0, 1)), ("state", draw(3, 2))];
    if !rule.info.may_read.is_empty() {
        let stream = random(4, 5, 3).with_unit_keys();
        all.push(("less", stream.inputs_for(&rule.info, &Gates::new()).unwrap()));
    }
    // A decay of 0, which forgets everything, is stored as −∞.
    let mut shut = draw(2, 8);
    for tensor in [Tensor::G, Tensor::Gk, Tensor::Gv, Tensor::LogMu] {
        if let Some(decays) = shut.get(tensor).filter(|_| rule.info.reads(tensor)) {
            let mut decays = decays.clone();
            decays[(2, 0)] = f64::NEG_INFINITY;
            shut = shut.with(tensor, decays);
        }
    }
    if shut != draw(2, 8) {
        all.push(("shut", shut));
    }
    if rule.info.id == "softmax_attn" {
        all.push(("full", Inputs { mask: Mask::Full, ..draw(2, 5) }));
        all.push(("window", Inputs { mask: Mask::Window(2), ..draw(2, 6) }));
    }
    if rule.info.id == "based" {
        all.push(("sums", Inputs { normalise: false, ..draw(2, 7) }));
    }
    all
}

/// A program with the letters of DeltaNet that uses every function, every product and every kind of line.
const EVERYTHING: &str = "
    a = σ(v) + softplus v + tanh v + abs(v) + ln(exp v) + √(v²)
    b = max(a, 0.1) − min(v, 0.2) + clamp(v, −0.5, 0.5) − (−v)
    c = (normalise(k) + softmax(k)) / (1 + ‖k‖)
    A = S diag(c) + diag(b) S + b cᵀ
    A[1] = A[0] / 2
    y = (vᵀ A)ᵀ + Aᵀ v + (kᵀ Aᵀ A)ᵀ
    M = Aᵀ A + diag(c ⊙ c + 1)
    x = solve(M, y)
    f = [1; vec(A); mean(v) 2; var(v)]
    s = 2
    m = √(1 + 2) + 7.5 mod 2 + max(s, ‖x‖) + exp s
    for i in 0..K:
        if i > 0 or i = 7:
            s = s + f[i] / (i + 1) + 2^i
        else:
            s = s − √(abs(k[i]))
    if k ∉ Aᵀ A:
        s = s + m
    p = [xᵀ; last(2, A)] x
    S = S + β σ(s) A / (1 + ‖p‖)
    o = A x + (f·f) b² / (1 + f·f) + tanh(s) A (scale · q)
";

/// The names of the parts of a rule's state in its programs.
fn letters(rule: &RuleEntry) -> Vec<&'static str> {
    let told = PROGRAMS.iter().find(|told| told.id == rule.info.id).unwrap();
    let name = |(i, part): (usize, &deltascope::rules::StatePart)| *told.letters.get(i).unwrap_or(&part.name);
    rule.info.state.iter().enumerate().map(name).collect()
}

/// What is printed of a state: its entries row by row.
fn of_state(rule: &RuleEntry, output: &Output) -> Printed {
    let numbers = |m: &Mat| m.row_iter().flat_map(|row| row.iter().copied().collect::<Vec<_>>()).collect();
    let parts = output.state.parts.iter().map(numbers);
    letters(rule)
        .into_iter()
        .map(str::to_owned)
        .zip(parts)
        .filter(|(_, all): &(_, Vec<f64>)| !all.is_empty())
        .collect()
}

/// Every rule's whole program on all its inputs, and the steps of the first, of one between, and of the last token.
pub fn cases(language: Language) -> Vec<Case> {
    let mut cases = Vec::new();
    for rule in RULES {
        for (kind, x) in inputs(rule) {
            let id = rule.info.id;
            let ours = rule.run(&x, Form::Recurrent).unwrap();
            let mut expected = of_state(rule, &ours);
            expected.insert("o".to_owned(), ours.o.transpose().as_slice().to_vec());
            let program = code::whole(&rule.info, &x, language).unwrap();
            cases.push(Case { name: format!("{id}_{kind}"), program, expected });
            let t_all = x.dims().t;
            for t in [0, 2, t_all - 1] {
                // What comes later is not there for a mask that sees it, and a mini-batch ends where the tokens do.
                let cut = x.tokens(0..t + 1, x.initial.clone());
                let whole = t + 1 == t_all
                    || (x.mask != Mask::Full && (id != "ttt_linear" || (t + 1) % x.mini_batch == 0));
                let mut expected = if whole {
                    of_state(rule, &rule.run(&cut, Form::Recurrent).unwrap())
                } else {
                    Printed::new()
                };
                expected.insert("o".to_owned(), ours.o.row(t).iter().copied().collect());
                let program = code::step(&rule.info, &x, t, language).unwrap();
                cases.push(Case { name: format!("{id}_{kind}_{t}"), program, expected });
            }
        }
    }
    let delta = rule("delta_rule").unwrap();
    let x = inputs(delta).remove(1).1;
    let told = Recurrence::with_program(&delta.info, &x, EVERYTHING).unwrap();
    let ours = told.run().unwrap();
    let mut expected = of_state(delta, &ours);
    expected.insert("o".to_owned(), ours.o.transpose().as_slice().to_vec());
    cases.push(Case { name: "everything".to_owned(), program: told.whole(language).unwrap(), expected });
    let expected = Printed::from([("o".to_owned(), ours.o.row(1).iter().copied().collect())]);
    cases.push(Case { name: "everything_1".to_owned(), program: told.step(1, language).unwrap(), expected });
    cases
}

/// Reads lines such as `o[3] = [0.5, 1.0]`; all lines of a name belong together.
fn read(text: &str) -> Printed {
    let mut printed = Printed::new();
    for line in text.lines() {
        let (name, numbers) =
            line.split_once(" = ").unwrap_or_else(|| panic!("{line:?} is no line of a program"));
        let numbers = numbers.split(['[', ']', ',', ' ']).filter(|number| !number.is_empty());
        let numbers = numbers.map(|number| number.parse::<f64>().unwrap_or_else(|_| panic!("{line}")));
        printed.entry(name.split('[').next().unwrap().to_owned()).or_default().extend(numbers);
    }
    printed
}

/// rms(a − b) / rms(b). Two equal infinities are the same.
pub fn ratio(a: &Mat, b: &Mat) -> f64 {
    let finite = |x: &Mat, y: &Mat| x.zip_map(y, |x, y| if x == y && x.is_infinite() { 0.0 } else { x });
    rms_ratio(&finite(a, b), &finite(b, a))
}

/// Compares what programs printed with what they should; gives the worst ratio.
pub fn compare(cases: &[Case], printed: impl Fn(&Case) -> String) -> f64 {
    let column = |numbers: &[f64]| Mat::from_column_slice(numbers.len(), 1, numbers);
    let mut worst = 0.0f64;
    for case in cases {
        let found = read(&printed(case));
        for (name, expected) in &case.expected {
            let numbers = found.get(name).unwrap_or_else(|| panic!("{}: {name} is not printed", case.name));
            assert_eq!(numbers.len(), expected.len(), "{}: {name}", case.name);
            let ratio = ratio(&column(numbers), &column(expected));
            assert!(ratio < TOLERANCE, "{}: {name} is {ratio:e} away", case.name);
            worst = worst.max(ratio);
        }
    }
    worst
}

/// An empty folder for the files of a test.
pub fn folder(name: &str) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("programs").join(name);
    std::fs::remove_dir_all(&folder).ok();
    std::fs::create_dir_all(&folder).unwrap();
    folder
}

/// What a command printed; it must succeed.
pub fn output(command: &mut Command) -> String {
    let output = command.output().unwrap_or_else(|error| panic!("{command:?}: {error}"));
    let errors = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{command:?}: {errors}");
    String::from_utf8(output.stdout).unwrap()
}

/// What many programs printed, each below a line `== name`.
pub fn by_name(text: &str) -> BTreeMap<String, String> {
    let parts = text.split("== ").filter(|part| !part.is_empty());
    parts
        .map(|part| part.split_once('\n').unwrap())
        .map(|(name, text)| (name.to_owned(), text.to_owned()))
        .collect()
}
