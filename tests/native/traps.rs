//! Mistakes that are easily made, one test for each. Every test computes the formula and the mistake; the rule must agree with
//! the formula, and clearly not with the mistake.
//!
//! This file is long because it is a list: each mistake is written out beside the formula, and all share their inputs.

use crate::support::{Draw, repeated, run, times_rows};
use deltascope::math::{Mat, Vector, max_abs_diff, normalise_rows};
use deltascope::rules::*;

const NEAR: f64 = 1e-12;
const FAR: f64 = 1e-3;

const DRAW: Draw = Draw { t: 6, k: 4, v: 3, n: 2, before: 2, seed: 11 };
const FRESH: Draw = Draw { before: 0, ..DRAW };

fn row(m: &Mat, t: usize) -> Vector {
    m.row(t).transpose()
}

fn tensor(x: &Inputs, tensor: Tensor) -> &Mat {
    x.get(tensor).expect("a tensor that the rule reads")
}

fn each(x: &Inputs, of: Tensor, t: usize) -> f64 {
    tensor(x, of)[(t, 0)]
}

fn diag(v: Vector) -> Mat {
    Mat::from_diagonal(&v)
}

/// Outputs of a rule whose state is one S, its step written as a function.
fn steps(x: &Inputs, step: impl Fn(Mat, usize) -> Mat) -> Mat {
    let mut s = match &x.initial {
        Some(state) => state.parts[0].clone(),
        None => Mat::zeros(x.dims().v, x.dims().k),
    };
    let rows: Vec<_> = (0..x.dims().t)
        .map(|t| {
            s = step(s.clone(), t);
            (&s * row(&x.q, t) * x.scale).transpose()
        })
        .collect();
    Mat::from_rows(&rows)
}

fn is_this_and_not_that(found: &Mat, right: &Mat, wrong: &Mat) {
    assert!(max_abs_diff(found, right) < NEAR, "{found} is not {right}");
    assert!(max_abs_diff(found, wrong) > FAR, "the mistake would not show");
}

#[test]
fn gated_delta_net_measures_the_error_of_the_faded_state_and_comba_of_the_one_before() {
    let x = DRAW.inputs_of::<Comba>();
    let x = x.clone().with(Tensor::P, x.k.clone());
    let of = |fades_first: bool| {
        steps(&x, |s, t| {
            let (k, v, beta) = (row(&x.k, t), row(&x.v, t), each(&x, Tensor::Beta, t));
            let faded = &s * each(&x, Tensor::G, t).exp();
            let error = v - if fades_first { &faded } else { &s } * &k;
            faded + error * beta * k.transpose()
        })
    };
    is_this_and_not_that(&run::<GatedDeltaRule>(&x).o, &of(true), &of(false));
    is_this_and_not_that(&run::<Comba>(&x).o, &of(false), &of(true));
}

#[test]
fn the_ut_transform_has_a_plus() {
    let x = FRESH.inputs_of::<DeltaRule>();
    let written = times_rows(&x.v, tensor(&x, Tensor::Beta));
    let overlap = times_rows(&(&x.k * x.k.transpose()), tensor(&x, Tensor::Beta));
    let strict = overlap.lower_triangle() - diag(overlap.diagonal());
    let outputs = |sign: f64| {
        let system = Mat::identity(FRESH.t, FRESH.t) + &strict * sign;
        let u = system.try_inverse().expect("unit lower triangular") * &written;
        (&x.q * x.k.transpose() * x.scale).lower_triangle() * u
    };
    for form in [Form::Recurrent, Form::Chunk(FRESH.t), Form::Parallel] {
        let found = RuleEntry::of::<DeltaRule>().run(&x, form).unwrap().o;
        is_this_and_not_that(&found, &outputs(1.0), &outputs(-1.0));
    }
}

#[test]
fn kda_fades_first_and_corrects_then() {
    let x = DRAW.inputs_of::<Kda>();
    let of = |fades_first: bool| {
        steps(&x, |s, t| {
            let (k, v, beta) = (row(&x.k, t), row(&x.v, t), each(&x, Tensor::Beta, t));
            let fade = diag(row(tensor(&x, Tensor::Gk), t).map(f64::exp));
            let turn = Mat::identity(DRAW.k, DRAW.k) - &k * k.transpose() * beta;
            s * if fades_first { fade * turn } else { turn * fade } + v * k.transpose() * beta
        })
    };
    is_this_and_not_that(&run::<Kda>(&x).o, &of(true), &of(false));
}

#[test]
fn gated_delta_net_2_erases_along_key_channels_and_writes_along_value_channels() {
    let square = Draw { v: 4, ..DRAW };
    let x = square.inputs_of::<Gdn2>();
    let of = |erase: Tensor, write: Tensor| {
        steps(&x, |s, t| {
            let (k, v) = (row(&x.k, t), row(&x.v, t));
            let faded = s * diag(row(tensor(&x, Tensor::Gk), t).map(f64::exp));
            let read = &faded * row(tensor(&x, erase), t).component_mul(&k);
            faded + (row(tensor(&x, write), t).component_mul(&v) - read) * k.transpose()
        })
    };
    let (right, wrong) = (of(Tensor::Erase, Tensor::Write), of(Tensor::Write, Tensor::Erase));
    is_this_and_not_that(&run::<Gdn2>(&x).o, &right, &wrong);
}

#[test]
fn the_low_rank_part_reads_the_state_before_it_fades() {
    let x = DRAW.inputs_of::<Dplr>();
    let of = |fades_first: bool| {
        steps(&x, |s, t| {
            let faded = &s * diag(row(tensor(&x, Tensor::Gk), t).map(f64::exp));
            let read = if fades_first { &faded } else { &s } * row(tensor(&x, Tensor::A), t);
            faded + read * tensor(&x, Tensor::B).row(t) + row(&x.v, t) * x.k.row(t)
        })
    };
    is_this_and_not_that(&run::<Dplr>(&x).o, &of(false), &of(true));
}

#[test]
fn rwkv_7_reads_along_kappa_and_takes_out_along_a_kappa() {
    let x = DRAW.inputs_of::<Rwkv7>();
    let of = |read: &Mat, write: &Mat| {
        steps(&x, |s, t| {
            let fade = diag(row(tensor(&x, Tensor::Gk), t).map(f64::exp));
            &s * fade - &s * row(read, t) * write.row(t) + row(&x.v, t) * x.k.row(t)
        })
    };
    let kappa = tensor(&x, Tensor::P);
    let scaled = tensor(&x, Tensor::Erase).component_mul(kappa);
    is_this_and_not_that(&run::<Rwkv7>(&x).o, &of(kappa, &scaled), &of(&scaled, kappa));
}

#[test]
fn rwkv_6_reads_before_it_fades_and_writes() {
    let x = DRAW.inputs_of::<Rwkv6>();
    let of = |reads_first: bool| {
        let mut s = x.initial.as_ref().unwrap().parts[0].clone();
        let rows: Vec<_> = (0..DRAW.t)
            .map(|t| {
                let fade = diag(row(tensor(&x, Tensor::Gk), t).map(f64::exp));
                let bonus = row(&x.v, t) * tensor(&x, Tensor::U).row(0).component_mul(&x.k.row(t));
                let next = &s * fade + row(&x.v, t) * x.k.row(t);
                let read = if reads_first { &s + bonus } else { next.clone() };
                s = next;
                (read * row(&x.q, t) * x.scale).transpose()
            })
            .collect();
        Mat::from_rows(&rows)
    };
    is_this_and_not_that(&run::<Rwkv6>(&x).o, &of(true), &of(false));
    let silent = FRESH.inputs_of::<Rwkv6>().with(Tensor::U, Mat::zeros(1, FRESH.k));
    assert!(run::<Rwkv6>(&silent).o.row(0).iter().all(|o| *o == 0.0), "nothing has been written yet");
}

#[test]
fn a_product_fades_once_a_token() {
    let x = DRAW.inputs_of::<GatedDeltaProduct>();
    let of = |every_factor: bool| {
        steps(&x, |mut s, t| {
            for r in t * DRAW.n..(t + 1) * DRAW.n {
                if every_factor || r % DRAW.n == 0 {
                    s *= each(&x, Tensor::G, t).exp();
                }
                let (k, v) = (row(&x.k, r), row(&x.v, r));
                s = &s + (v - &s * &k) * each(&x, Tensor::Beta, r) * k.transpose();
            }
            s
        })
    };
    is_this_and_not_that(&run::<GatedDeltaProduct>(&x).o, &of(false), &of(true));
}

#[test]
fn the_scale_multiplies_the_query_and_nothing_that_is_kept() {
    let linear = RULES.iter().filter(|rule| rule.info.state.contains(&StatePart::S));
    for rule in linear.filter(|rule| rule.info.id != "mesa_net") {
        let x = DRAW.inputs(rule);
        let double = Inputs { scale: 2.0 * x.scale, ..x.clone() };
        let [one, two] = [x, double].map(|x| rule.run(&x, Form::Recurrent).unwrap());
        assert_eq!(one.state, two.state, "{}", rule.info.id);
        if rule.info.id != "linear_attn_normalized" {
            assert!(max_abs_diff(&(one.o * 2.0), &two.o) < NEAR, "{}", rule.info.id);
        }
    }
    assert_eq!(Inputs::<f64>::new(Mat::zeros(1, 4), Mat::zeros(1, 4), Mat::zeros(1, 1)).scale, 0.5);
}

#[test]
fn keys_are_not_normalised_inside_a_rule() {
    let x = FRESH.inputs_of::<DeltaRule>();
    let long = Inputs { k: &x.k * 1.5, ..x.clone() };
    let unit = Inputs { k: normalise_rows(&long.k), ..x };
    assert!(max_abs_diff(&run::<DeltaRule>(&long).o, &run::<DeltaRule>(&unit).o) > FAR);
}

#[test]
fn a_write_strength_is_taken_as_it_is_and_no_sigmoid_of_it() {
    let x = FRESH.inputs_of::<DeltaRule>().with(Tensor::Beta, Mat::from_element(FRESH.t, 1, 1.0));
    let s = run::<DeltaRule>(&x).state.matrix().unwrap().clone();
    let last = FRESH.t - 1;
    assert!((s * row(&x.k, last) - row(&x.v, last)).norm() < NEAR, "full strength is perfect recall");
}

#[test]
fn the_state_maps_keys_to_values_and_is_v_by_k() {
    for rule in RULES {
        let output = rule.run(&FRESH.inputs(rule), Form::Recurrent).unwrap();
        for (part, values) in rule.info.state.iter().zip(&output.state.parts) {
            if *part == StatePart::S {
                assert_eq!(values.shape(), (FRESH.v, FRESH.k), "{}", rule.info.id);
            }
        }
    }
    let x = FRESH.inputs_of::<LinearAttn>();
    let s = run::<LinearAttn>(&x).state.matrix().unwrap().clone();
    assert!(max_abs_diff(&s, &(x.v.transpose() * &x.k)) < NEAR);
}

#[test]
fn the_constant_of_a_head_counts_heads_from_zero() {
    assert_eq!(retention::gamma::<f64>(0), 31.0 / 32.0);
    assert_eq!(retention::gamma::<f64>(3), 255.0 / 256.0);
}

/// PaTH's A_ij, with the product in the order given, and softmax over scale (A + D).
fn path(x: &Inputs, latest_last: bool, gate_scale: f64) -> Mat {
    let householder = |s: usize| {
        let w = row(tensor(x, Tensor::W), s);
        Mat::identity(x.dims().k, x.dims().k) - &w * w.transpose() * each(x, Tensor::Beta, s)
    };
    attention(x, |i, j| {
        let between =
            |product: Mat, s| if latest_last { product * householder(s) } else { householder(s) * product };
        let product = (j + 1..=i).fold(Mat::identity(x.dims().k, x.dims().k), between);
        let gates: f64 = (j + 1..=i).map(|s| each(x, Tensor::G, s)).sum();
        x.scale * (row(&x.k, j).transpose() * product * row(&x.q, i))[0] + gate_scale * gates
    })
}

/// Softmax attention with these scores.
fn attention(x: &Inputs, score: impl Fn(usize, usize) -> f64) -> Mat {
    let rows: Vec<_> = (0..x.dims().t)
        .map(|i| {
            let e: Vec<f64> = (0..=i).map(|j| score(i, j).exp()).collect();
            let sum: f64 = e.iter().sum();
            Vector::from_vec(e).transpose() * x.v.rows(0, i + 1) / sum
        })
        .collect();
    Mat::from_rows(&rows)
}

#[test]
fn the_latest_householder_matrix_of_path_stands_next_to_the_query() {
    let x = FRESH.inputs_of::<PathAttn>();
    is_this_and_not_that(&run::<PathAttn>(&x).o, &path(&x, true, x.scale), &path(&x, false, x.scale));
}

#[test]
fn paths_gate_is_scaled_and_forgetting_attentions_is_not() {
    let x = FRESH.inputs_of::<PathAttn>();
    is_this_and_not_that(&run::<PathAttn>(&x).o, &path(&x, true, x.scale), &path(&x, true, 1.0));
    let fox = |gate_scale: f64| {
        attention(&x, |i, j| {
            let gates: f64 = (j + 1..=i).map(|s| each(&x, Tensor::G, s)).sum();
            x.scale * x.q.row(i).dot(&x.k.row(j)) + gate_scale * gates
        })
    };
    is_this_and_not_that(&run::<ForgettingAttn>(&x).o, &fox(1.0), &fox(x.scale));
}

#[test]
fn deltaformer_erases_by_the_query_in_a_softmax_of_the_strict_past() {
    let x = FRESH.inputs_of::<Deltaformer>();
    let u = |by: &Mat, strict: bool| {
        let mut u = x.v.clone();
        for t in 1..FRESH.t {
            let e: Vec<f64> = (0..=t).map(|j| (x.scale * by.row(t).dot(&x.k.row(j))).exp()).collect();
            let sum: f64 = e[..if strict { t } else { t + 1 }].iter().sum();
            for (j, e) in e[..t].iter().enumerate() {
                let erased = u.row(j) * (each(&x, Tensor::Beta, t) * e / sum);
                let mut row = u.row_mut(t);
                row -= erased;
            }
        }
        u
    };
    let found = &run::<Deltaformer>(&x).state.parts[1];
    is_this_and_not_that(found, &u(&x.q, true), &u(&x.k, true));
    is_this_and_not_that(found, &u(&x.q, true), &u(&x.q, false));
}

#[test]
fn the_levels_of_the_past_are_those_of_a_fenwick_tree() {
    for i in 0..70usize {
        assert_eq!(log_linear_attn::level(i, i), 0);
        for j in 0..i {
            let holds = |l: &usize| {
                let b = i >> (l - 1) << (l - 1);
                i >> (l - 1) & 1 == 1 && (b - (1 << (l - 1))..b).contains(&j)
            };
            let told: Vec<usize> = (1..=7).filter(holds).collect();
            assert_eq!(told, [log_linear_attn::level(i, j)], "one level holds {j} for {i}");
        }
    }
    let needed = [1, 2, 3, 3, 4, 4, 4, 4, 5].map(|levels| levels);
    assert_eq!(std::array::from_fn(|n| log_linear_attn::levels(n + 1)), needed);
}

#[test]
fn the_token_in_hand_has_level_zero_to_itself() {
    let x = FRESH.inputs_of::<LogLinearAttn>();
    let mut only_itself = tensor(&x, Tensor::LevelScales).clone();
    only_itself.columns_mut(1, only_itself.ncols() - 1).fill(0.0);
    let found = run::<LogLinearAttn>(&x.clone().with(Tensor::LevelScales, only_itself.clone())).o;
    let meets = Mat::from_fn(FRESH.t, 1, |t, _| x.scale * only_itself[(t, 0)] * x.q.row(t).dot(&x.k.row(t)));
    assert!(max_abs_diff(&found, &times_rows(&x.v, &meets)) < NEAR);
}

#[test]
fn ttt_reads_with_the_rate_of_the_reading_token_and_learns_with_that_of_the_last() {
    let x = Inputs { mini_batch: 3, ..FRESH.inputs_of::<TttLinear>() };
    let faster = |t: usize| {
        let mut eta = tensor(&x, Tensor::Eta).clone();
        eta[t] += 0.2;
        run::<TttLinear>(&x.clone().with(Tensor::Eta, eta))
    };
    let plain = run::<TttLinear>(&x);
    let changed = |other: &Output| -> Vec<bool> {
        (0..FRESH.t).map(|t| (plain.o.row(t) - other.o.row(t)).norm() > 1e-9).collect()
    };
    let first = faster(0);
    assert_eq!(changed(&first), [true, false, false, false, false, false]);
    assert_eq!(first.state, plain.state, "the rate of a token that is not the last teaches nothing");
    let last = faster(2);
    assert_eq!(changed(&last), [false, false, true, true, true, true]);
    assert!(max_abs_diff(&last.state.parts[0], &plain.state.parts[0]) > 1e-9);
}

#[test]
fn ttt_reads_what_the_token_itself_has_written() {
    let x = FRESH.inputs_of::<TttLinear>();
    let mut v = x.v.clone();
    v[(0, 0)] += 1.0;
    let other = Inputs { v, ..x.clone() };
    assert!((run::<TttLinear>(&x).o.row(0) - run::<TttLinear>(&other).o.row(0)).norm() > 1e-6);
}

#[test]
fn the_gradient_of_ttt_is_that_of_its_loss() {
    let x = Inputs { mini_batch: 1, ..Draw { t: 1, ..FRESH }.inputs_of::<TttLinear>() };
    let (w, b) = (row(tensor(&x, Tensor::NormWeight), 0), row(tensor(&x, Tensor::NormBias), 0));
    let loss = |z: &Vector| {
        let mean = z.mean();
        let r = (z.map(|z| (z - mean).powi(2)).mean() + 1e-6).sqrt();
        let normed = w.component_mul(&z.map(|z| (z - mean) / r)) + &b;
        (normed - (row(&x.v, 0) - row(&x.k, 0))).norm_squared() / 2.0
    };
    let start = Mat::from_fn(1, FRESH.k, |_, j| 0.3 * j as f64 - 0.4);
    let state = State::new([Mat::zeros(FRESH.k, FRESH.k), start.clone()]);
    let learned = run::<TttLinear>(&Inputs { initial: Some(state), ..x.clone() });
    for j in 0..FRESH.k {
        let nudged = |by: f64| {
            let mut z = row(&start, 0);
            z[j] += by;
            loss(&z)
        };
        let slope = (nudged(1e-5) - nudged(-1e-5)) / 2e-5;
        let step = learned.state.parts[1][j] - start[j];
        assert!((step + each(&x, Tensor::Eta, 0) * slope).abs() < 1e-8);
    }
}

#[test]
fn momentum_and_state_fade_by_gates_of_their_own() {
    let x = DRAW.inputs_of::<MomentumDeltaRule>();
    let of = |mu: Tensor, alpha: Tensor, eta: Tensor, beta: Tensor| {
        let mut m = x.initial.as_ref().unwrap().parts[1].clone();
        let memory = std::cell::RefCell::new(&mut m);
        steps(&x, |s, t| {
            let mut m = memory.borrow_mut();
            let error = row(&x.v, t) - &s * row(tensor(&x, Tensor::P), t);
            **m = &**m * each(&x, mu, t).exp() - error * each(&x, eta, t) * x.k.row(t);
            s * each(&x, alpha, t).exp() - &**m * each(&x, beta, t)
        })
    };
    let right = of(Tensor::LogMu, Tensor::G, Tensor::Eta, Tensor::Beta);
    let found = run::<MomentumDeltaRule>(&x).o;
    is_this_and_not_that(&found, &right, &of(Tensor::G, Tensor::LogMu, Tensor::Eta, Tensor::Beta));
    assert!(max_abs_diff(&found, &of(Tensor::LogMu, Tensor::G, Tensor::Beta, Tensor::Eta)) > FAR);
}

#[test]
fn the_ridge_of_mesa_net_is_added_when_it_solves_and_never_kept() {
    let x = DRAW.inputs_of::<MesaNet>();
    let of = |keeps: bool| {
        let parts = &x.initial.as_ref().unwrap().parts;
        let (mut h, mut s) = (parts[0].clone(), parts[1].clone());
        let ridge = diag(row(tensor(&x, Tensor::Lamb), 0));
        let rows: Vec<_> = (0..DRAW.t)
            .map(|t| {
                let (gamma, beta) = (each(&x, Tensor::G, t).exp(), each(&x, Tensor::Beta, t));
                h = &h * gamma + row(&x.k, t) * x.k.row(t) * beta;
                s = &s * gamma + row(&x.v, t) * x.k.row(t) * beta;
                let regular = &h + &ridge;
                if keeps {
                    h = regular.clone();
                }
                (&s * regular.try_inverse().unwrap() * row(&x.q, t) * x.scale).transpose()
            })
            .collect();
        Mat::from_rows(&rows)
    };
    is_this_and_not_that(&run::<MesaNet>(&x).o, &of(false), &of(true));
}

#[test]
fn the_losses_behind_comba_and_retention_have_their_halves_in_the_right_place() {
    let x = DRAW.inputs_of::<Comba>();
    let x = x.clone().with(Tensor::P, x.k.clone());
    let step = |s: Mat, t: usize, decay: f64| {
        let (k, beta) = (row(&x.k, t), each(&x, Tensor::Beta, t));
        let gradient = (&s * &k - row(&x.v, t)) * k.transpose() + &s * decay;
        s - gradient * beta
    };
    let weight = |t: usize| (1.0 - each(&x, Tensor::G, t).exp()) / each(&x, Tensor::Beta, t);
    let right = steps(&x, |s, t| step(s, t, weight(t)));
    let without_the_half = steps(&x, |s, t| step(s, t, 2.0 * weight(t)));
    is_this_and_not_that(&run::<Comba>(&x).o, &right, &without_the_half);

    let x = Draw { t: 40, ..DRAW }.inputs_of::<Retention>();
    let gamma = retention::gamma::<f64>(x.head);
    let descend = |decay: f64| steps(&x, |s, t| &s * (1.0 - decay) + row(&x.v, t) * x.k.row(t));
    is_this_and_not_that(&run::<Retention>(&x).o, &descend(1.0 - gamma), &descend(1.0 - gamma * gamma));
}

#[test]
fn decays_are_natural_logarithms() {
    let x = DRAW.inputs_of::<SimpleGla>();
    let of = |base: f64| steps(&x, |s, t| s * base.powf(each(&x, Tensor::G, t)) + row(&x.v, t) * x.k.row(t));
    is_this_and_not_that(&run::<SimpleGla>(&x).o, &of(std::f64::consts::E), &of(2.0));
    let channels = x.clone().with(Tensor::Gk, repeated(tensor(&x, Tensor::G), DRAW.k));
    is_this_and_not_that(&run::<Gla>(&channels).o, &of(std::f64::consts::E), &of(2.0));
}

#[test]
fn based_halves_the_square() {
    let x = Inputs { normalise: false, ..FRESH.inputs_of::<Based>() };
    let of = |half: f64| {
        let a = (&x.q * x.k.transpose() * x.scale).map(|s| 1.0 + s + half * s * s).lower_triangle();
        a * &x.v
    };
    is_this_and_not_that(&run::<Based>(&x).o, &of(0.5), &of(1.0));
}

#[test]
fn gates_are_negative_and_close_to_their_limits() {
    for x in [-800.0f64, -3.0, 0.0, 2.0, 800.0] {
        for g in
            [gates::mamba(x, 0.3, 0.1), gates::bounded(x, 0.3, 0.1, -5.0), gates::gla(x), gates::rwkv7(x)]
        {
            assert!(g <= 0.0 && g.is_finite(), "{x}: {g}");
        }
        assert!(gates::bounded(x, 0.3, 0.1, -5.0) >= -5.0);
        assert!(gates::rwkv7(x).exp() > 0.545);
    }
    assert!((gates::log_sigmoid(0.0) + std::f64::consts::LN_2).abs() < 1e-15);
    assert!((gates::gla(1.5) * 16.0 - gates::sigmoid(1.5f64).ln()).abs() < 1e-15);
}

/// ln(1 + eˣ) and its logarithm, for any x.
fn log_softplus(x: f64) -> f64 {
    if x < -30.0 { x } else { (x.max(0.0) + (-x.abs()).exp().ln_1p()).ln() }
}

#[test]
fn a_gate_is_a_number_wherever_its_value_is_one() {
    // The factors of a gate may be as large as you like, and as small, where their product is an ordinary number.
    for x in (-900..=900).step_by(20).map(f64::from) {
        for a_log in (-900..=900).step_by(20).map(f64::from) {
            let log = a_log + log_softplus(x);
            let (double, single) = (gates::mamba(x, a_log, 0.0), gates::mamba(x as f32, a_log as f32, 0.0));
            if log < 709.0 {
                assert!(
                    (double + log.exp()).abs() <= 1e-12 * log.exp().max(f64::MIN_POSITIVE),
                    "f64 ({x}, {a_log}): {double}"
                );
            } else {
                assert!(double < -1e300, "f64 ({x}, {a_log}): {double}");
            }
            if log.abs() < 80.0 {
                let ratio = -f64::from(single) / log.exp();
                assert!((ratio - 1.0).abs() < 1e-4, "f32 ({x}, {a_log}): {single}, {ratio} of it");
            }
            assert!(single <= 0.0, "f32 ({x}, {a_log}): {single}");
            for bounded in [
                gates::bounded(x, a_log, 0.0, -5.0),
                f64::from(gates::bounded(x as f32, a_log as f32, 0.0, -5.0)),
            ] {
                assert!((-5.0..=0.0).contains(&bounded), "({x}, {a_log}): {bounded}");
            }
        }
    }
    assert_eq!(gates::bounded(0.0, 1e4, 0.0, -5.0), -2.5, "nothing times however much is nothing");
}

#[test]
fn an_error_without_length_is_taken_whole_and_not_divided_by_its_length() {
    let x = DRAW.inputs_of::<Huber>();
    let known = &x.initial.as_ref().unwrap().parts[0];
    // What is told is what is known; then nothing is.
    let known_already = x.clone().with(Tensor::V, &x.k * known.transpose()).tokens(0..1, x.initial.clone());
    assert!(max_abs_diff(&run::<Huber>(&known_already).state.parts[0], known) < NEAR);
    let x = known_already.with(Tensor::V, Mat::zeros(1, DRAW.v)).with(Tensor::K, Mat::zeros(1, DRAW.k));
    for output in [run::<Huber>(&x), run::<HuberByCoordinate>(&x)] {
        assert_eq!(&output.state.parts[0], known, "an error of exactly 0 gives no NaN");
    }
}

#[test]
fn a_long_error_keeps_its_direction_by_norm_and_not_by_coordinate() {
    let x = DRAW.inputs_of::<Huber>();
    let x = x.clone().with(Tensor::V, &x.v * 10.0);
    let of = |turns: bool| {
        steps(&x, |s, t| {
            let (k, delta) = (row(&x.k, t), tensor(&x, Tensor::Delta)[(0, 0)]);
            let e = row(&x.v, t) - &s * &k;
            let c = if turns { e.map(|e| e.clamp(-delta, delta)) } else { &e * (delta / e.norm()).min(1.0) };
            s + c * each(&x, Tensor::Beta, t) * k.transpose()
        })
    };
    is_this_and_not_that(&run::<Huber>(&x).o, &of(false), &of(true));
    is_this_and_not_that(&run::<HuberByCoordinate>(&x).o, &of(true), &of(false));
}

#[test]
fn a_value_that_is_told_again_stands_in_the_contrastive_loss_once() {
    let x = FRESH.inputs_of::<Contrastive>();
    let x = x.clone().with(Tensor::V, x.v.select_rows(&[0, 1, 0, 0, 2, 1]));
    let of = |once: bool| {
        let told = std::cell::RefCell::new(Vec::<Vector>::new());
        steps(&x, |s, t| {
            let (k, v, tau) = (row(&x.k, t), row(&x.v, t), tensor(&x, Tensor::Tau)[(0, 0)]);
            let mut told = told.borrow_mut();
            if !(once && told.contains(&v)) {
                told.push(v.clone());
            }
            let weights: Vec<f64> = told.iter().map(|u| (u.dot(&(&s * &k)) / tau).exp()).collect();
            let all: f64 = weights.iter().sum();
            let mean: Vector = told.iter().zip(&weights).map(|(u, weight)| u * (weight / all)).sum();
            s + (v - mean) * (each(&x, Tensor::Beta, t) / tau) * k.transpose()
        })
    };
    let found = run::<Contrastive>(&x);
    is_this_and_not_that(&found.o, &of(true), &of(false));
    assert_eq!(
        found.state.parts[1],
        x.v.select_rows(&[0, 1, 4]),
        "the values in the order in which they came"
    );
}

#[test]
fn a_contrastive_loss_learns_nothing_from_one_value_and_does_not_overflow() {
    let x = FRESH.inputs_of::<Contrastive>();
    let alone = x.clone().with(Tensor::V, x.v.select_rows(&[0; 6]));
    assert_eq!(run::<Contrastive>(&alone).o, Mat::zeros(6, FRESH.v), "there is nothing to tell it from");
    // exp(u·S k / τ) alone would be infinite.
    let large = x.clone().with(Tensor::V, &x.v * 1e3);
    assert!(run::<Contrastive>(&large).o.iter().all(|o| o.is_finite()));
}
