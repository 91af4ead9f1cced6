//! What is told of few digits: where rounding errors are forgotten, where they grow, and what making a product orthogonal repairs. The
//! numbers were computed with NumPy, in steps that round each product and each sum.

use crate::support::streams::sentence;
use deltascope::experiments::{
    Arithmetic, Drift, Drifting, Followed, Format, Mark, StepSize, one_key, orthogonalised_state,
    rounded_lengths, signs,
};
use deltascope::inputs::Head;

const SINGLE: usize = 0;
const BRAIN: usize = 1;
const BRAIN_KEYS: usize = 2;

/// The marks at 100, 1000 …, as far as so many steps go.
fn powers_of_ten(of: Followed, steps: u64) -> Vec<Mark> {
    let mut drifting = Drifting::new(Drift { of, steps });
    drifting.advance(steps);
    drifting.found.marks.into_iter().filter(|mark| [100, 1000, 10_000, 100_000].contains(&mark.t)).collect()
}

/// Numbers with so many digits after the first one.
fn printed(digits: usize, numbers: impl IntoIterator<Item = Option<f64>>) -> Vec<String> {
    numbers.into_iter().map(|x| format!("{:.digits$e}", x.expect("a number"))).collect()
}

fn off(marks: &[Mark], format: usize) -> impl Iterator<Item = Option<f64>> {
    marks.iter().map(move |mark| mark.off[format])
}

fn skew(marks: &[Mark], format: usize) -> impl Iterator<Item = Option<f64>> {
    marks.iter().map(move |mark| mark.skew[format])
}

#[test]
fn the_columns_are_f32_then_bf16_then_keys_in_bf16() {
    assert_eq!(Format::ALL[SINGLE], Format::Single);
    assert_eq!(Format::ALL[BRAIN], Format::Brain);
    assert_eq!(Format::ALL[BRAIN_KEYS], Format::BrainKeys);
}

#[test]
fn below_two_the_rule_forgets_its_rounding_errors_as_it_forgets_everything() {
    let marks = powers_of_ten(Followed::State { beta: 1.0 }, 100_000);
    assert_eq!(printed(2, off(&marks, SINGLE)), ["1.26e-7", "1.03e-7", "1.19e-7", "1.07e-7"]);
    assert_eq!(printed(2, off(&marks, BRAIN)), ["7.34e-3", "8.31e-3", "1.05e-2", "7.98e-3"]);
    assert_eq!(printed(3, marks.iter().map(|mark| Some(mark.size)))[3], "3.016e0");
    assert!(marks.iter().all(|mark| mark.skew == [None; 3]), "a state need not be orthogonal");
    let marks = powers_of_ten(Followed::State { beta: 0.5 }, 100_000);
    assert_eq!(printed(2, off(&marks, SINGLE)), ["8.62e-8", "1.12e-7", "1.23e-7", "1.23e-7"]);
    assert_eq!(printed(2, off(&marks, BRAIN)), ["7.99e-3", "7.06e-3", "7.82e-3", "6.68e-3"]);
}

#[test]
fn at_two_nothing_is_forgotten_and_the_error_grows_with_the_root_of_the_steps() {
    let marks = powers_of_ten(Followed::State { beta: 2.0 }, 100_000);
    assert_eq!(printed(2, off(&marks, SINGLE)), ["4.28e-7", "1.51e-6", "4.45e-6", "1.31e-5"]);
    assert_eq!(printed(2, off(&marks, BRAIN)), ["2.96e-2", "1.01e-1", "3.00e-1", "7.26e-1"]);
    let sizes: Vec<String> = marks.iter().map(|mark| format!("{:.3}", mark.size)).collect();
    assert_eq!(sizes, ["20.110", "59.033", "167.116", "580.488"]);
    let sizes = marks.iter().map(|mark| mark.sizes[BRAIN]);
    assert_eq!(printed(2, sizes), ["2.02e1", "5.90e1", "1.56e2", "2.87e2"]);
}

fn product(every: u64, size: StepSize) -> Vec<Mark> {
    powers_of_ten(Followed::Product { every, size }, 10_000)
}

#[test]
fn a_product_that_is_made_orthogonal_again_is_orthogonal_but_no_nearer_to_the_true_one() {
    let table = [
        (
            0,
            (["2.6e-6", "8.9e-6", "2.9e-5"], ["1.8e-6", "5.5e-6", "1.9e-5"]),
            (["2.0e-1", "4.7e-1", "1.5e0"], ["1.3e-1", "3.1e-1", "1.2e0"]),
        ),
        (
            100,
            (["1.5e-7", "1.2e-7", "1.1e-7"], ["1.5e-6", "6.4e-6", "1.8e-5"]),
            (["8.6e-3", "8.6e-3", "9.0e-3"], ["9.8e-2", "3.9e-1", "1.2e0"]),
        ),
        (
            1,
            (["1.3e-7", "1.1e-7", "9.4e-8"], ["2.0e-6", "5.7e-6", "1.5e-5"]),
            (["6.9e-3", "7.9e-3", "5.3e-3"], ["8.7e-2", "3.6e-1", "1.1e0"]),
        ),
    ];
    for (every, single, brain) in table {
        let marks = product(every, StepSize::Two);
        for (format, (skewed, away)) in [(SINGLE, single), (BRAIN, brain)] {
            assert_eq!(printed(1, skew(&marks, format)), skewed, "every {every}");
            assert_eq!(printed(1, off(&marks, format)), away, "every {every}");
        }
        // An orthogonal matrix of 8 rows has the size √8.
        assert!(marks.iter().all(|mark| (mark.size - 8.0_f64.sqrt()).abs() < 1e-12));
    }
}

#[test]
fn a_rounded_key_needs_the_step_size_of_its_own_length() {
    let marks = product(0, StepSize::Two);
    assert_eq!(printed(1, skew(&marks, BRAIN_KEYS)), ["8.7e-2", "2.4e-1", "5.8e-1"]);
    assert_eq!(printed(1, off(&marks, BRAIN_KEYS)), ["5.6e-2", "1.9e-1", "5.1e-1"]);
    let marks = product(0, StepSize::Exact);
    assert_eq!(printed(1, off(&marks, BRAIN_KEYS)), ["3.5e-2", "1.4e-1", "4.2e-1"]);
    // These are sums of the last digits of f64, whose order is free.
    let skews = skew(&marks, BRAIN_KEYS).map(|skew| skew.expect("a number"));
    for (found, expected) in skews.zip([5.0e-15, 1.5e-14, 4.6e-14]) {
        assert!((found / expected - 1.0).abs() < 0.1, "{found} instead of {expected}");
    }
}

#[test]
fn a_step_size_that_is_rounded_to_the_format_is_worse_than_two() {
    let marks = product(0, StepSize::Exact);
    assert_eq!(printed(1, skew(&marks, SINGLE)), ["3.1e-6", "2.4e-5", "1.8e-4"]);
    assert_eq!(printed(1, skew(&marks, BRAIN)), ["1.9e-1", "9.3e-1", "2.8e0"]);
    assert_eq!(printed(1, off(&marks, SINGLE)), ["2.0e-6", "1.3e-5", "9.1e-5"]);
    assert_eq!(printed(1, off(&marks, BRAIN)), ["1.2e-1", "5.6e-1", "2.5e0"]);
}

#[test]
fn a_qr_destroys_a_state_and_without_its_signs_a_product_too() {
    let [before, after] = orthogonalised_state();
    assert!(before < 5e-16, "{before}");
    assert_eq!(format!("{after:.3}"), "0.644");
    let [without, with] = signs();
    assert_eq!(format!("{without:.3}"), "4.472");
    assert!(with < 1e-14, "{with}");
}

#[test]
fn a_key_that_bf16_makes_too_long_diverges_in_f32_and_is_saved_by_rounding_in_bf16() {
    let of = |arithmetic| one_key(arithmetic, 2.0, 1000);
    let single = of(Arithmetic::Single);
    assert_eq!(single.first[..4], [1.200_000_047_683_715_8, 0.0, 1.200_000_047_683_715_8, 0.0]);
    let brain = of(Arithmetic::Brain);
    assert_eq!(brain.first[..4], [1.203_125, 0.0, 1.203_125, 0.0]);
    assert!(brain.first.chunks(2).all(|pair| pair == [1.203_125, 0.0]), "for ever");
    let double = of(Arithmetic::BrainKeyInDouble);
    let first = [1.203_125, -0.007_526_874_542_236_328, 1.210_698_963_448_521_7, -0.015_148_221_490_115_521];
    assert_eq!(double.first[..4], first);
    assert_eq!(format!("{:.3}", double.first[999]), "-305.916");
    let mixed = of(Arithmetic::BrainKeyInSingle);
    assert_eq!(mixed.first[2..4], [1.210_698_962_211_608_9, -0.015_148_043_632_507_324]);
    assert_eq!(mixed.first[999], -305.915_496_826_171_9);
    for found in [&double, &mixed] {
        assert_eq!(format!("{:.3}", found.off), "571.456");
        assert_eq!(format!("{:.10}", found.length_squared), "1.0031280518");
        assert_eq!(format!("{:.7}", 1.0 - 2.0 * found.length_squared), "-1.0062561");
    }
    // With β = 1 the pair is known at once, whatever the format.
    let known = [(Arithmetic::Double, 0.6), (Arithmetic::Single, f64::from(0.6_f32))];
    for (arithmetic, known) in known.into_iter().chain([(Arithmetic::Brain, 0.601_562_5)]) {
        assert!(one_key(arithmetic, 1.0, 100).first.iter().all(|first| *first == known));
    }
    assert_eq!(of(Arithmetic::Double).first[..4], [1.2, 0.0, 1.2, 0.0]);
}

#[test]
fn half_of_the_real_unit_keys_are_too_long_in_bf16() {
    let heads = [Head::L0H2, Head::L0H3, Head::L2H9, Head::L3H1];
    let keys = heads.into_iter().flat_map(|head| (1..=6).map(move |s| sentence(s, head).with_unit_keys().k));
    let lengths: Vec<f64> = keys.flat_map(|keys| rounded_lengths(&keys)).collect();
    assert_eq!(lengths.len(), 404);
    let long = lengths.iter().filter(|length| **length > 0.0).count();
    assert_eq!(format!("{:.1} %", 100.0 * long as f64 / 404.0), "50.7 %");
    let most = lengths.iter().fold(0.0, |most: f64, length| most.max(length.abs()));
    assert_eq!(format!("{most:.2e}"), "3.40e-3");
}
