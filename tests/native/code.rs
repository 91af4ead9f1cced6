//! A rule's program says what the rule computes, and says it in every language.
//!
//! `DELTASCOPE_WRITE_PROGRAMS=<folder>` writes every program of these tests there, with what it should print beside it:
//! `tests/programs/run.py <folder>/pytorch --check` runs those of a library that is not installed for the tests.

use std::path::{Path, PathBuf};
use std::process::Command;

use deltascope::code::{self, CodeError, Language, MOST_NUMBERS, Recurrence};
use deltascope::inputs::{Gates, random};
use deltascope::rules::{Form, IDS, PROGRAMS, RULES, rule};

use crate::support::Draw;
use crate::support::programs::{TOLERANCE, by_name, cases, compare, folder, inputs, output, ratio};

#[test]
fn every_rule_says_a_program() {
    let told: Vec<&str> = PROGRAMS.iter().map(|told| told.id).collect();
    assert_eq!(told, IDS);
}

#[test]
fn every_program_computes_what_its_rule_computes() {
    let mut worst = 0.0f64;
    for rule in RULES {
        let draws =
            (0..12).map(|seed| Draw { t: 1 + seed, k: 3, v: 4, n: 2, before: seed % 5, seed: seed as u64 });
        let drawn = draws.map(|draw| ("drawn", draw.inputs(rule)));
        for (kind, x) in inputs(rule).into_iter().chain(drawn) {
            let ours = rule.run(&x, Form::Recurrent).unwrap();
            let told = Recurrence::new(&rule.info, &x).and_then(|told| told.run());
            let told = told.unwrap_or_else(|error| panic!("{} {kind}: {error}", rule.info.id));
            assert_eq!(told.state.parts.len(), ours.state.parts.len());
            for (a, b) in told.state.parts.iter().zip(&ours.state.parts).chain([(&told.o, &ours.o)]) {
                let ratio = ratio(a, b);
                assert!(ratio < TOLERANCE, "{} {kind}: {ratio:e}", rule.info.id);
                worst = worst.max(ratio);
            }
        }
    }
    println!("programs are at most {worst:.1e} away from their rules");
}

#[test]
fn programs_in_rust_print_the_numbers_of_the_run() {
    let (folder, cases) = (folder("rust"), cases(Language::Rust));
    let mut all = "#![allow(dead_code)]\n".to_owned();
    for case in &cases {
        let program = case.program.replace("\nfn main()", "\npub fn main()");
        all.push_str(&format!("mod {} {{\n{program}\n}}\n", case.name));
    }
    let calls = cases.iter().map(|case| format!("    println!(\"== {0}\");\n    {0}::main();\n", case.name));
    all.push_str(&format!("fn main() {{\n{}}}\n", calls.collect::<String>()));
    let (source, program) = (folder.join("all.rs"), folder.join("all"));
    std::fs::write(&source, all).unwrap();
    output(
        Command::new("rustc")
            .args(["--edition", "2024", "-C", "debuginfo=0", "-o"])
            .args([&program, &source]),
    );
    let printed = by_name(&output(&mut Command::new(&program)));
    let worst = compare(&cases, |case| printed[&case.name].clone());
    println!("{} programs in Rust, at most {worst:.1e} away", cases.len());
}

#[test]
fn programs_for_numpy_print_the_numbers_of_the_run() {
    let Some(mut python) = python_with_numpy() else {
        println!("SKIPPED: there is no python3 with numpy; `cargo xtask test` installs one into .tools/");
        return;
    };
    let (folder, cases) = (folder("numpy"), cases(Language::NumPy));
    for case in &cases {
        std::fs::write(folder.join(format!("{}.py", case.name)), &case.program).unwrap();
    }
    let printed = by_name(&output(python.arg("tests/programs/run.py").arg(&folder)));
    let worst = compare(&cases, |case| printed[&case.name].clone());
    println!("{} programs for NumPy, at most {worst:.1e} away", cases.len());
}

/// A command that runs Python with NumPy: that which `cargo xtask test` installed into `.tools/numpy`, or the machine's own.
fn python_with_numpy() -> Option<Command> {
    let python = |program: &str| {
        let mut command = Command::new(program);
        command.env("PYTHONPATH", Path::new(env!("CARGO_MANIFEST_DIR")).join(".tools/numpy"));
        command
    };
    let has_numpy = |program: &&str| {
        let import = python(program).args(["-c", "import numpy"]).output();
        import.is_ok_and(|output| output.status.success())
    };
    let own = std::env::var("DELTASCOPE_PYTHON").ok();
    own.as_deref().into_iter().chain(["python3", "python"]).find(has_numpy).map(python)
}

#[test]
fn programs_can_be_written_for_other_libraries() {
    let Some(folder) = std::env::var_os("DELTASCOPE_WRITE_PROGRAMS").map(PathBuf::from) else { return };
    for language in Language::ALL {
        let folder = folder.join(language.id());
        std::fs::create_dir_all(&folder).unwrap();
        for case in cases(language) {
            std::fs::write(folder.join(format!("{}.{}", case.name, language.extension())), &case.program)
                .unwrap();
            std::fs::write(
                folder.join(format!("{}.json", case.name)),
                serde_json::to_string(&case.expected).unwrap(),
            )
            .unwrap();
        }
    }
}

#[test]
fn a_program_reads_like_the_formula() {
    let gated = rule("gated_delta_rule").unwrap();
    let x = Draw { t: 3, k: 2, v: 2, n: 1, before: 0, seed: 1 }.inputs(gated);
    let program = code::whole(&gated.info, &x, Language::NumPy).unwrap();
    let lines = "
for t in range(T):
    gamma = np.exp(g[t])
    S = gamma * S
    r = S @ k[t]
    e = v[t] - r
    S = S + beta[t] * np.outer(e, k[t])
    o[t] = S @ (scale * q[t])
";
    assert!(program.contains(lines), "{program}");
    assert!(program.contains("#     S = S + β e kᵀ\n"), "{program}");
    let step = code::step(&gated.info, &x, 1, Language::NumPy).unwrap();
    assert!(step.contains("\nS = S + beta * np.outer(e, k)\no = S @ (scale * q)\n"), "{step}");
}

#[test]
fn what_nobody_can_paste_is_refused() {
    let rule = rule("linear_attn").unwrap();
    let x = random(1, 5000, 4).inputs_for(&rule.info, &Gates::new()).unwrap();
    let error = code::whole(&rule.info, &x, Language::NumPy).unwrap_err();
    assert_eq!(error, CodeError::TooMany { numbers: 60_016, most: MOST_NUMBERS });
    assert_eq!(error.to_string(), "the program would hold 60016 numbers, and 40000 is the most");
    assert!(code::step(&rule.info, &x, 4999, Language::NumPy).is_ok());
    let error = code::step(&rule.info, &x, 5000, Language::Rust).unwrap_err();
    assert_eq!(error, CodeError::NoToken { token: 5000, tokens: 5000 });
}

#[test]
fn what_does_not_fit_is_told_by_its_letters() {
    let delta = rule("delta_rule").unwrap();
    let x = Draw { t: 2, k: 3, v: 3, n: 1, before: 0, seed: 1 }.inputs(delta);
    let told = |program: &str| match Recurrence::with_program(&delta.info, &x, program) {
        Ok(_) => panic!("{program} fits"),
        Err(error) => error.to_string(),
    };
    // K = V here, and a mistake is one all the same.
    assert_eq!(told("o = S v"), "line 1: a product does not take [V, K] and [V]");
    assert_eq!(told("S = S + k vᵀ\no = v"), "line 1: + does not take [V, K] and [K, V]");
    assert_eq!(told("o = v + k"), "line 1: + does not take [V] and [K]");
    assert_eq!(told("o = k"), "line 1: o is [V], and cannot become [K]");
    assert_eq!(told("S = S k\no = v"), "line 1: S is [V, K], and cannot become [V]");
    assert_eq!(told("r = S k"), "line 1: o is not set");
    assert_eq!(told("o = S x"), "line 1: nothing is called x");
    assert_eq!(told("k = k\no = v"), "line 1: k is given, and cannot be set");
    assert_eq!(told("for i in 0..K:\n  r = v\no = r"), "line 3: nothing is called r");
    assert_eq!(told("o = v[k]"), "line 1: a place does not take [K]");
    assert_eq!(told("o = exp(v, v)"), "line 1: exp takes 1, and here are 2");
    assert_eq!(told("o = v\nfirst:\n  a = 1"), "line 2: `first:` stands at the beginning or nowhere");
    assert!(told(&format!("o = {}v{}", "(".repeat(5000), ")".repeat(5000))).contains("at most 100 words"));
    // A place that is not there is no panic.
    let run = Recurrence::with_program(&delta.info, &x, "o = v[K] v").unwrap().run();
    assert_eq!(run.unwrap_err().to_string(), "o is made of parts whose sizes do not fit");
}
