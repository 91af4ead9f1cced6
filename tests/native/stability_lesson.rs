//! What is taught of stability: how long states grow, what is left of the first one, how products of gates fade and overflow, how large
//! triangular inverses get, and what happens at the edges. The numbers were computed with NumPy by the definitions.
//!
//! This file is long because it has every number that the lesson tells.

use crate::support::close::{all_close, close};
use crate::support::streams::sentence;
use deltascope::experiments::{
    ChunkForm, Fading, Initial, LARGE, Width, by_logs, by_products, chunk, divided_key, expected_share,
    fading, first_over, half_life, in_single, inverse_of_lower, kept, largest_of_inverse, median,
    minus_softplus, norms, overflows_at, overlaps_below, radius, random_below, ratio, ratio_by_logs,
    ratio_wrong_from, recall_from, safe_beta, share_left, sigmoid, sigmoid_end, slowest_gate, stored_gate,
    sum_of_ones, sum_of_ones_in_bf16,
};
use deltascope::inputs::{Head, Stream, normals, random};
use deltascope::math::{Mat, max_abs_diff, normalise_rows};

/// A number as it is printed with so many digits after the first.
fn printed(found: f64, expected: &str) {
    let digits = expected.trim_start_matches('-').split('e').next().unwrap().len().saturating_sub(2);
    assert_eq!(format!("{found:.digits$e}"), expected);
}

/// The six sentences in a head.
fn sentences(head: Head) -> Vec<Stream> {
    (1..=6).map(|number| sentence(number, head)).collect()
}

/// The largest of some numbers.
fn most(numbers: impl Iterator<Item = f64>) -> f64 {
    numbers.fold(f64::NEG_INFINITY, f64::max)
}

/// Random unit keys of a seed, row by row.
fn unit_keys(seed: u64, n: usize, d: usize) -> Mat {
    normalise_rows(&Mat::from_row_iterator(n, d, normals(seed).take(n * d)))
}

#[test]
fn real_keys_that_are_not_normalised_make_nearly_every_state_explode() {
    let first =
        |head| sentences(head).iter().map(|x| first_over(&norms(&x.k, &x.v, 1.0, 1), LARGE)).collect();
    let expected: [(Head, [Option<usize>; 6]); 4] = [
        (Head::L0H2, [6, 6, 6, 6, 6, 7].map(Some)),
        (Head::L0H3, [None, Some(17), Some(17), Some(16), Some(15), Some(11)]),
        (Head::L2H9, [10, 9, 10, 11, 9, 8].map(Some)),
        (Head::L3H1, [9, 8, 9, 8, 8, 8].map(Some)),
    ];
    for (head, expected) in expected {
        let found: Vec<Option<usize>> = first(head);
        assert_eq!(found, expected, "{head:?}");
    }
    let ends = |head| -> Vec<f64> {
        sentences(head).iter().map(|x| *norms(&x.k, &x.v, 1.0, 1).last().unwrap()).collect()
    };
    for (found, expected) in
        ends(Head::L0H2).into_iter().zip(["5.3e23", "8.8e31", "2.2e38", "9.4e29", "1.4e38", "2.5e27"])
    {
        printed(found, expected);
    }
    printed(ends(Head::L0H3)[0], "1.0e7");
    let fifth = sentence(5, Head::L0H2);
    let lengths = norms(&fifth.k, &fifth.v, 1.0, 1);
    printed(lengths[5], "1.516e10");
    printed(lengths[19], "1.415e38");
    let off = |x: &Stream| most(x.k.row_iter().map(|key| (1.0 - key.norm_squared()).abs()));
    for x in sentences(Head::L0H2) {
        close(off(&x), 267.0, 0.5);
    }
}

#[test]
fn with_unit_keys_no_state_is_longer_than_twelve() {
    for (head, expected) in
        [(Head::L0H2, 8.712), (Head::L0H3, 9.504), (Head::L2H9, 11.819), (Head::L3H1, 10.715)]
    {
        let lengths =
            sentences(head).into_iter().map(Stream::with_unit_keys).flat_map(|x| norms(&x.k, &x.v, 1.0, 1));
        close(most(lengths), expected, 5e-4);
    }
}

#[test]
fn in_f32_the_norm_is_lost_and_the_state_is_one_token_from_it() {
    for x in sentences(Head::L0H2) {
        assert!(in_single(&x.q, &x.k, &x.v, 1.0).largest < f32::MAX);
    }
    let x = sentence(3, Head::L0H2);
    let found = in_single(&x.q, &x.k, &x.v, 1.0);
    printed(f64::from(found.largest), "4.0e37");
    assert_eq!((found.norm_lost, found.output_lost), (Some(11), None));
    // The scale comes last: the product before it is lost in the last token.
    assert_eq!(found.unscaled_lost, Some(20));
    assert!(!found.survives);
}

#[test]
fn two_over_the_longest_key_is_safe_and_three_does_not_explode_within_a_sentence() {
    for (head, limit, at_three) in [
        (Head::L0H2, 0.007_45, 1.37),
        (Head::L0H3, 0.046_89, 3.17),
        (Head::L2H9, 0.024_85, 3.34),
        (Head::L3H1, 0.019_30, 2.53),
    ] {
        let all = sentences(head);
        let least = all.iter().map(|x| safe_beta(&x.k).unwrap()).fold(f64::INFINITY, f64::min);
        close(least, limit, 5e-6);
        let longest = most(all.iter().flat_map(|x| norms(&x.k, &x.v, 1.5 * least, 1)));
        close(longest, at_three, 5e-3);
    }
}

#[test]
fn told_over_and_over_a_sentence_explodes_from_two_and_a_half_on() {
    let keys = sentence(3, Head::L0H2).k;
    let safe = safe_beta(&keys).unwrap();
    for (times, expected) in [
        (1.0, 1.0),
        (1.9, 1.0),
        (2.0, 1.0),
        (2.5, 1.020_259),
        (3.0, 1.154_744),
        (3.5, 2.586_518),
        (4.0, 11.926_599),
    ] {
        close(radius(&keys, times / 2.0 * safe), expected, 5e-7);
    }
}

#[test]
fn a_key_of_length_two_alternates_and_is_over_the_limit_at_its_twenty_second_telling() {
    let (key, value) = (Mat::from_row_slice(1, 2, &[2.0, 0.0]), Mat::from_row_slice(1, 2, &[1.0, 0.0]));
    let found = norms(&key, &value, 1.0, 30);
    assert_eq!(found[..6], [2.0, 4.0, 14.0, 40.0, 122.0, 364.0]);
    for (n, norm) in (1..).zip(&found) {
        close(*norm, (1.0 - (-3_f64).powi(n)).abs() / 2.0, 1e-3);
    }
    assert_eq!(first_over(&found, LARGE), Some(22));
}

#[test]
fn the_first_state_is_forgotten_as_fast_as_random_keys_fill_the_directions() {
    let keys = unit_keys(1, 256, 16);
    let shares = share_left(&keys, 1.0);
    close(shares[16], 0.585, 5e-4);
    close(shares[64], 0.157, 5e-4);
    printed(shares[256], "2.4e-4");
    for (t, expected) in [(16, "5.97e-1"), (64, "1.27e-1"), (256, "2.58e-4")] {
        printed(expected_share(1.0, 16, t), expected);
    }
    for (beta, expected) in [(1.0, 21.5), (0.5, 28.9), (1.5, 28.9), (0.1, 116.0), (1.9, 116.0)] {
        close(half_life(beta, 16).unwrap(), expected, 0.05);
    }
    assert_eq!(half_life(2.0, 16), None);
    close(share_left(&keys, 2.0)[256], 1.0, 1e-12);
}

#[test]
fn after_a_real_sentence_four_fifths_of_the_first_state_are_still_there() {
    let left = |x: &Stream| *share_left(&normalise_rows(&x.k), 1.0).last().unwrap();
    for (head, expected) in
        [(Head::L0H2, 0.8482), (Head::L0H3, 0.8182), (Head::L2H9, 0.8136), (Head::L3H1, 0.8540)]
    {
        close(left(&sentence(3, head)), expected, 5e-5);
        for x in sentences(head) {
            assert!((13..=20).contains(&x.len()));
            assert!((0.805..0.883).contains(&left(&x)), "{}", left(&x));
        }
    }
    let three_of_eight = Mat::identity(3, 8);
    close(share_left(&three_of_eight, 1.0)[3], 0.790_569_415_042, 5e-13);
    close(share_left(&three_of_eight, 0.5)[3], 0.847_791_247_891, 5e-13);
}

#[test]
fn no_first_state_recalls_better_than_zero() {
    let x = sentence(3, Head::L3H1).with_unit_keys();
    let expected =
        [[0.650_293, 1.187_413], [0.687_774, 1.227_952], [0.663_529, 1.207_510], [1.067_787, 1.816_723]];
    for (initial, expected) in Initial::ALL.into_iter().zip(expected) {
        let off = recall_from(&initial.state(32), &x.k, &x.v, 1.0);
        let mean = off.iter().sum::<f64>() / off.len() as f64;
        all_close(&[median(&off).unwrap(), mean], &expected, 5e-7);
        assert!(off[19] < 1e-14, "{initial:?}: {}", off[19]);
    }
}

#[test]
fn a_product_of_gates_fades_out_of_the_normal_numbers_and_mostly_sticks_before_zero() {
    let stuck = |gamma| {
        let Fading { below_normal, zero, stuck } = fading(gamma);
        assert_eq!(zero, None);
        let (at, value) = stuck.unwrap();
        (below_normal.unwrap(), at, format!("{value:.0e}"))
    };
    assert_eq!(fading(0.5), Fading { below_normal: Some(127), zero: Some(150), stuck: None });
    assert_eq!(stuck(0.9), (829, 964, "6e-45".to_owned()));
    assert_eq!(stuck(0.99), (8690, 9876, "7e-44".to_owned()));
    assert_eq!(stuck(0.999), (87_294, 96_901, "7e-43".to_owned()));
}

#[test]
fn a_ratio_of_products_is_wrong_long_before_they_stick() {
    assert_eq!(ratio_wrong_from(0.9), Some(927));
    assert_eq!(ratio(0.9, 1091), Some(1.0));
    close(0.9_f64.powi(10), 0.348_678, 5e-7);
    close(f64::from(ratio(0.9, 891).unwrap()), 0.348_597, 5e-7);
}

#[test]
fn sums_of_logarithms_reach_further_and_are_no_more_exact() {
    let off = |found: f32, gamma: f64, n: i32| (f64::from(found) / gamma.powi(n) - 1.0).abs();
    for (gamma, n, products, logs) in
        [(0.5, 100, "0e0", "5.9e-5"), (0.9, 100, "2.6e-6", "1.2e-5"), (0.99, 1000, "9.9e-6", "6.3e-5")]
    {
        printed(off(by_products(gamma, n), gamma, n as i32), products);
        printed(off(by_logs(gamma, n), gamma, n as i32), logs);
    }
    assert!(off(by_logs(0.9, 10), 0.9, 10) < off(by_products(0.9, 10), 0.9, 10), "it depends on n");
    // Where the ratio of products is 1 and should be 0.349.
    assert_eq!(ratio(0.9, 1091), Some(1.0));
    for gamma in [0.999, 0.99, 0.9, 0.5, 0.1] {
        close(f64::from(ratio_by_logs(gamma, 1091)) / gamma.powi(10), 1.0, 2e-3);
    }
}

#[test]
fn a_chunk_that_divides_by_its_gates_overflows_at_a_length_that_the_gate_sets() {
    let bounds = [(-5_f64).exp(), (-(-0.5_f64).exp()).exp(), (-1.0 / 16.0_f64).exp2()];
    let gates = [0.5, 0.1, 0.9, bounds[0], bounds[1], bounds[2]];
    let lengths = [128, 39, 843, 18, 147, 2048].map(Some);
    assert_eq!(gates.map(|gamma| overflows_at(gamma, Width::Single)), lengths);
    assert_eq!([0.5, 0.9, bounds[0]].map(|gamma| overflows_at(gamma, Width::Half)), [16, 106, 3].map(Some));
    assert_eq!([0.99, 0.999].map(|gamma| overflows_at(gamma, Width::Single)), [8828, 88_679].map(Some));
}

#[test]
fn a_mask_before_the_exponential_saves_every_row_and_one_after_it_none_that_overflowed() {
    let [naive, after, first] = ChunkForm::ALL.map(|form| chunk(0.5, 256, form));
    assert_eq!((naive.lost, naive.rows, naive.error), (129, 256, None));
    assert_eq!((after.lost, after.rows, after.error), (130, 256, None));
    assert_eq!(first.lost, 0);
    // The last digit is that of the order in which a library adds up.
    close(first.error.unwrap(), 2.7e-6, 1.5e-7);
    let lost = |gamma, c, form| chunk(gamma, c, form).lost;
    assert_eq!([128, 256].map(|c| lost(0.5, c, ChunkForm::MaskedFirst)), [0, 0]);
    assert_eq!([64, 128].map(|c| lost(0.5, c, ChunkForm::Naive)), [0, 1]);
    assert_eq!([64, 128].map(|c| lost(0.5, c, ChunkForm::MaskedAfter)), [0, 3]);
    assert_eq!([64, 128, 256].map(|c| lost(0.1, c, ChunkForm::Naive)), [26, 90, 218]);
    assert_eq!([64, 128, 256].map(|c| lost(0.1, c, ChunkForm::MaskedAfter)), [25, 89, 217]);
    for form in ChunkForm::ALL {
        assert_eq!(lost(0.9, 256, form), 0);
    }
}

#[test]
fn the_inverse_of_random_numbers_below_a_diagonal_of_ones_grows_by_a_third_a_row() {
    let of = |n: usize| (1..=21).map(|seed| largest_of_inverse(&random_below(seed, n))).collect::<Vec<_>>();
    let middle = |n: usize| median(&of(n)).unwrap();
    for (n, expected) in [
        (16, "3.89e1"),
        (32, "2.73e3"),
        (64, "1.56e7"),
        (80, "2.20e9"),
        (88, "5.54e9"),
        (112, "1.39e12"),
        (128, "4.78e14"),
    ] {
        printed(middle(n), expected);
    }
    let at_96 = of(96);
    printed(median(&at_96).unwrap(), "3.92e10");
    assert_eq!(at_96.iter().filter(|largest| **largest > LARGE).count(), 16);
    close(16.0 / 21.0, 0.76, 5e-3);
    close((middle(128) / middle(64)).powf(1.0 / 64.0), 1.3091, 5e-5);
}

#[test]
fn the_inverse_of_the_overlaps_of_unit_keys_never_passes_one_or_beta() {
    let largest = |n, d, beta: f64| {
        most((1..=5).map(|seed| largest_of_inverse(&overlaps_below(&unit_keys(seed, n, d), beta))))
    };
    for (d, at_two) in [(4, [1.968, 1.997, 2.0]), (16, [1.327, 1.629, 1.686]), (32, [1.031, 1.292, 1.384])] {
        for (n, at_two) in [16, 64, 256].into_iter().zip(at_two) {
            close(largest(n, d, 1.0), 1.0, 1e-12);
            let found = largest(n, d, 2.0);
            close(found, at_two, 5.001e-4);
            assert!(found <= 2.0 + 1e-12, "{found}");
        }
    }
    for head in Head::ALL {
        for x in sentences(head) {
            close(largest_of_inverse(&overlaps_below(&normalise_rows(&x.k), 1.0)), 1.0, 5e-5);
        }
    }
}

#[test]
fn the_inverse_of_the_overlaps_of_keys_as_they_are_explodes() {
    let all = || Head::ALL.into_iter().flat_map(sentences);
    let largest: Vec<f64> = all().map(|x| largest_of_inverse(&overlaps_below(&x.k, 1.0))).collect();
    printed(largest.iter().copied().fold(f64::INFINITY, f64::min), "6.1e5");
    printed(most(largest.into_iter()), "1.5e37");
}

#[test]
fn all_minus_one_below_the_diagonal_doubles_with_each_row_and_all_plus_one_stays() {
    let all = |n, x: f64| Mat::from_element(n, n, x);
    for n in [2, 8, 35, 36, 60] {
        assert_eq!(largest_of_inverse(&all(n, -1.0)), 2_f64.powi(n as i32 - 2));
    }
    assert_eq!((2..99).find(|n| largest_of_inverse(&all(*n, -1.0)) > LARGE), Some(36));
    printed(largest_of_inverse(&all(36, -1.0)), "1.7180e10");
    assert_eq!(largest_of_inverse(&all(64, 1.0)), 1.0);
    let keys = Mat::from_row_slice(3, 2, &[1.0, 0.0, 0.6, 0.8, 0.0, 1.0]);
    let expected = Mat::from_row_slice(3, 3, &[1.0, 0.0, 0.0, -0.6, 1.0, 0.0, 0.48, -0.8, 1.0]);
    assert!(max_abs_diff(&inverse_of_lower(&overlaps_below(&keys, 1.0)), &expected) < 1e-15);
}

#[test]
fn a_sigmoid_in_f32_is_one_where_its_logarithm_is_still_a_gate() {
    let end = sigmoid_end().unwrap();
    close(end.from, 16.64, 1e-9);
    assert_eq!(end.log_of_sigmoid, 0.0);
    printed(f64::from(end.minus_softplus), "-5.93e-8");
    assert_eq!(sigmoid(17.0), 1.0);
    printed(f64::from(sigmoid(10.0).ln()), "-4.54198e-5");
    printed(f64::from(minus_softplus(10.0)), "-4.53989e-5");
}

#[test]
fn a_gate_in_bf16_never_forgets_and_its_logarithm_in_bf16_does() {
    let gate = stored_gate(0.999, 1000);
    assert_eq!((gate.gamma, gate.left_of_gamma), (1.0, 1.0));
    close(gate.by_log, 0.999_001_049, 5e-10);
    all_close(&[gate.left, gate.left_by_log], &[0.367_695, 0.368_082], 5e-7);
    let slowest = slowest_gate();
    assert_eq!(slowest.gamma, 0.996_093_75);
    close(slowest.half_life, 177.1, 0.05);
    assert_eq!(stored_gate(0.998, 1).gamma, slowest.gamma);
}

#[test]
fn after_a_gate_of_zero_the_difference_of_cumulative_logarithms_is_no_number() {
    let found = kept(&[0.9, 0.0, 0.9], 2);
    assert!(found.by_logs.is_nan());
    assert_eq!(found.by_products, 0.9);
    close(kept(&[0.9, 0.5, 0.9], 2).by_logs, 0.9, 1e-15);
}

#[test]
fn without_correction_a_gate_of_one_grows_for_ever_and_in_bf16_sticks_at_256() {
    let at = [10, 100, 1000];
    assert_eq!(at.map(|n| sum_of_ones(1.0, n)), [10.0, 100.0, 1000.0]);
    all_close(&at.map(|n| sum_of_ones(0.99, n)), &[9.5618, 63.3968, 99.9957], 5e-5);
    assert_eq!([255, 256, 257, 2000].map(sum_of_ones_in_bf16), [255.0, 256.0, 256.0, 256.0]);
}

#[test]
fn a_key_of_length_zero_is_no_number_or_writes_nothing() {
    let zero = divided_key(0.0);
    assert!(zero.plain.is_nan());
    assert_eq!((zero.floored, zero.rooted), (0.0, 0.0));
    let short = divided_key(2e-4);
    all_close(&[short.floored, short.rooted], &[1.0, 0.196_116], 5e-7);
    let shortest = divided_key(1e-13);
    all_close(&[shortest.floored, shortest.rooted * 1e9], &[0.1, 0.1], 5e-7);
    // The pair is lost, and the state is what it was.
    let mut x = random(1, 3, 4);
    x.k.row_mut(2).fill(0.0);
    let lengths = norms(&x.k, &x.v, 1.0, 1);
    assert_eq!(lengths[1], lengths[2]);
    close(recall_from(&Mat::zeros(4, 4), &x.k, &x.v, 1.0)[2], 1.0, 1e-15);
}
