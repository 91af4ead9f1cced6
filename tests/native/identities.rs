//! Where one rule becomes another: gates that are open, directions that are keys, strengths that are zero.

use crate::support::{self, agree, constant, draws, repeated, run, times_rows};
use deltascope::math::{Mat, max_abs_diff};
use deltascope::rules::*;
use proptest::prelude::*;

fn beta(x: &Inputs) -> &Mat {
    x.get(Tensor::Beta).expect("beta")
}

fn gammas(x: &Inputs) -> Mat {
    x.get(Tensor::G).expect("g").map(f64::exp)
}

/// The inputs with zeros in the place of this tensor.
fn without(x: &Inputs, tensor: Tensor) -> Inputs {
    let [rows, cols] = x.get(tensor).expect("the tensor").shape().into();
    x.clone().with(tensor, Mat::zeros(rows, cols))
}

/// A log decay for each token, repeated for each key channel.
fn per_channel(x: &Inputs) -> Inputs {
    x.clone().with(Tensor::Gk, repeated(x.get(Tensor::G).expect("g"), x.dims().k))
}

/// β k in the place of k, a and b given: a correction as the low-rank rules write it.
fn low_rank(x: &Inputs, a: Mat) -> Inputs {
    let written = times_rows(&x.k, beta(x));
    x.clone().with(Tensor::A, a).with(Tensor::B, written.clone()).with(Tensor::K, written)
}

/// The same run without its state's parts but the first.
fn first_part(output: Output) -> Output {
    Output { state: State { parts: vec![output.state.parts[0].clone()] }, also: Vec::new(), ..output }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn a_gate_that_is_open_is_no_gate(draw in draws()) {
        let x = without(&draw.inputs_of::<GatedDeltaRule>(), Tensor::G);
        prop_assert_eq!(run::<GatedDeltaRule>(&x), run::<DeltaRule>(&x));
        let x = without(&draw.inputs_of::<SimpleGla>(), Tensor::G);
        prop_assert_eq!(run::<SimpleGla>(&x), run::<LinearAttn>(&x));
        let x = without(&draw.inputs_of::<Dplr>(), Tensor::Gk);
        prop_assert_eq!(run::<Dplr>(&x), run::<Iplr>(&x));
    }

    #[test]
    fn equal_channels_are_one_gate(draw in draws()) {
        let x = per_channel(&draw.inputs_of::<SimpleGla>());
        agree(&run::<Gla>(&x), &run::<SimpleGla>(&x), "GLA is the scalar gate")?;
        let x = per_channel(&draw.inputs_of::<GatedDeltaRule>());
        agree(&run::<Kda>(&x), &run::<GatedDeltaRule>(&x), "KDA is Gated DeltaNet")?;
    }

    #[test]
    fn a_constant_gate_is_retention(draw in draws(), head in 0usize..4) {
        let x = Inputs { head, ..draw.inputs_of::<Retention>() };
        let g = retention::gamma::<f64>(head).ln();
        let gated = x.clone().with(Tensor::G, constant(draw.t, 1, g));
        agree(&run::<Retention>(&x), &run::<SimpleGla>(&gated), "RetNet is a scalar gate")?;
    }

    #[test]
    fn gated_delta_net_2_with_one_strength_is_kda(draw in draws()) {
        let x = draw.inputs_of::<Kda>();
        let (k, v) = (x.dims().k, x.dims().v);
        let gates = x.clone().with(Tensor::Erase, repeated(beta(&x), k)).with(Tensor::Write, repeated(beta(&x), v));
        agree(&run::<Gdn2>(&gates), &run::<Kda>(&x), "b = w = β")?;
    }

    #[test]
    fn comba_along_the_key_is_delta_net_and_along_the_faded_key_is_gated_delta_net(draw in draws()) {
        let x = draw.inputs_of::<Comba>();
        let along_the_key = without(&x, Tensor::G).with(Tensor::P, x.k.clone());
        agree(&run::<Comba>(&along_the_key), &run::<DeltaRule>(&x), "p = k, γ = 1")?;
        let faded = x.clone().with(Tensor::P, times_rows(&x.k, &gammas(&x)));
        agree(&run::<Comba>(&faded), &run::<GatedDeltaRule>(&x), "p = γ k")?;
    }

    #[test]
    fn a_product_of_one_factor_is_delta_net(draw in draws()) {
        let x = draw.inputs_of::<GatedDeltaRule>();
        prop_assert_eq!(run::<GatedDeltaProduct>(&x), run::<GatedDeltaRule>(&x));
        let ungated = draw.inputs_of::<DeltaRule>();
        prop_assert_eq!(run::<GatedDeltaProduct>(&ungated), run::<DeltaRule>(&ungated));
    }

    #[test]
    fn a_product_of_n_factors_is_delta_net_read_at_each_nth_token(draw in draws()) {
        let x = without(&draw.inputs_of::<GatedDeltaProduct>(), Tensor::G);
        let n = x.keys_per_token();
        let queries = Mat::from_fn(draw.t * n, draw.k, |r, c| x.q[(r / n, c)]);
        let long = Inputs { scale: x.scale, initial: x.initial.clone(), ..Inputs::new(queries, x.k.clone(), x.v.clone()) };
        let all = run::<DeltaRule>(&long.with(Tensor::Beta, beta(&x).clone()));
        let last = |t: usize| n * t + n - 1;
        let o = Mat::from_fn(draw.t, draw.v, |t, c| all.o[(last(t), c)]);
        agree(&run::<GatedDeltaProduct>(&x), &Output { o, ..all }, "n factors")?;
    }

    #[test]
    fn every_rule_with_one_state_is_diagonal_plus_low_rank(draw in draws()) {
        let x = draw.inputs_of::<DeltaRule>();
        agree(&run::<Iplr>(&low_rank(&x, -&x.k)), &run::<DeltaRule>(&x), "DeltaNet is IPLR")?;
        let x = draw.inputs_of::<Kda>();
        let a = -x.k.component_mul(&x.get(Tensor::Gk).unwrap().map(f64::exp));
        agree(&run::<Dplr>(&low_rank(&x, a)), &run::<Kda>(&x), "KDA is DPLR")?;
        let x = draw.inputs_of::<Comba>();
        let a = -x.get(Tensor::P).unwrap();
        agree(&run::<Dplr>(&low_rank(&per_channel(&x), a)), &run::<Comba>(&x), "Comba is DPLR")?;
        let x = draw.inputs_of::<Rwkv7>();
        let (kappa, erase) = (x.get(Tensor::P).unwrap(), x.get(Tensor::Erase).unwrap());
        let dplr = x.clone().with(Tensor::A, -kappa).with(Tensor::B, erase.component_mul(kappa));
        agree(&run::<Dplr>(&dplr), &run::<Rwkv7>(&x), "RWKV-7 is DPLR")?;
        let x = draw.inputs_of::<Dplr>();
        agree(&run::<Dplr>(&without(&x, Tensor::A)), &run::<Gla>(&x), "GLA is DPLR without low rank")?;
    }

    #[test]
    fn momentum_that_is_forgotten_at_once_is_comba(draw in draws()) {
        let x = draw.inputs_of::<MomentumDeltaRule>().with(Tensor::LogMu, constant(draw.t, 1, f64::NEG_INFINITY));
        let momentum = first_part(run::<MomentumDeltaRule>(&x));
        let strength = beta(&x).component_mul(x.get(Tensor::Eta).unwrap());
        let s = x.initial.as_ref().map(|state| State { parts: vec![state.parts[0].clone()] });
        let comba = run::<Comba>(&Inputs { initial: s, ..x.clone() }.with(Tensor::Beta, strength));
        agree(&momentum, &comba, "μ = 0")?;
    }

    #[test]
    fn hubers_loss_that_bounds_no_error_is_the_squared_loss(draw in draws()) {
        let wide = constant(1, 1, f64::INFINITY);
        let x = draw.inputs_of::<Huber>().with(Tensor::Delta, wide.clone());
        agree(&run::<Huber>(&x), &run::<DeltaRule>(&x), "δ = ∞ by norm")?;
        let x = draw.inputs_of::<HuberByCoordinate>().with(Tensor::Delta, wide);
        agree(&run::<HuberByCoordinate>(&x), &run::<DeltaRule>(&x), "δ = ∞ by coordinate")?;
    }

    #[test]
    fn with_one_channel_hubers_loss_is_the_same_by_norm_and_by_coordinate(draw in draws()) {
        let x = support::Draw { v: 1, ..draw }.inputs_of::<Huber>();
        agree(&run::<Huber>(&x), &run::<HuberByCoordinate>(&x), "V = 1")?;
    }

    /// Σ_j p_j u_j is then the mean of two values: what is written is half their difference over τ, whatever is read.
    #[test]
    fn a_contrastive_loss_that_is_hot_writes_values_less_their_mean(draw in draws()) {
        let draw = support::Draw { before: 0, ..draw };
        let hot = 1e9;
        let x = draw.inputs_of::<Contrastive>().with(Tensor::Tau, constant(1, 1, hot));
        let two = Mat::from_fn(draw.t, draw.v, |t, i| x.v[(t % 2, i).min((draw.t - 1, i))]);
        let mean = |t: usize, i: usize| two.rows(0, (t + 1).min(2)).column(i).mean();
        let less = Mat::from_fn(draw.t, draw.v, |t, i| (two[(t, i)] - mean(t, i)) / hot * beta(&x)[(t, 0)]);
        let x = x.with(Tensor::V, two);
        let linear = run::<LinearAttn>(&x.clone().with(Tensor::V, less));
        prop_assert!(max_abs_diff(&(run::<Contrastive>(&x).o * hot), &(linear.o * hot)) < 1e-6);
    }

    #[test]
    fn attention_without_its_extras_is_softmax_attention(draw in draws()) {
        let draw = support::Draw { before: 0, ..draw };
        let outputs = |output: Output| output.o;
        let x = without(&draw.inputs_of::<ForgettingAttn>(), Tensor::G);
        prop_assert!(max_abs_diff(&outputs(run::<ForgettingAttn>(&x)), &outputs(run::<SoftmaxAttn>(&x))) < 1e-14);
        let x = without(&without(&draw.inputs_of::<PathAttn>(), Tensor::W), Tensor::G);
        prop_assert!(max_abs_diff(&outputs(run::<PathAttn>(&x)), &outputs(run::<SoftmaxAttn>(&x))) < 1e-14);
        let x = Inputs { scale: 1.0, ..without(&draw.inputs_of::<PathAttn>(), Tensor::W) };
        prop_assert!(max_abs_diff(&outputs(run::<PathAttn>(&x)), &outputs(run::<ForgettingAttn>(&x))) < 1e-14);
        let x = without(&draw.inputs_of::<Deltaformer>(), Tensor::Beta);
        prop_assert!(max_abs_diff(&outputs(run::<Deltaformer>(&x)), &outputs(run::<SoftmaxAttn>(&x))) < 1e-14);
    }

    #[test]
    fn a_window_of_one_returns_the_value_and_a_wide_one_is_causal(draw in draws()) {
        let x = Inputs { initial: None, ..draw.inputs_of::<SoftmaxAttn>() };
        let narrow = run::<SoftmaxAttn>(&Inputs { mask: Mask::Window(1), ..x.clone() });
        prop_assert!(max_abs_diff(&narrow.o, &x.v) < 1e-15);
        let wide = run::<SoftmaxAttn>(&Inputs { mask: Mask::Window(draw.t), ..x.clone() });
        prop_assert_eq!(wide, run::<SoftmaxAttn>(&x));
    }

    #[test]
    fn log_linear_attention_with_equal_levels_is_the_scalar_gate(draw in draws()) {
        let x = Inputs { initial: None, ..draw.inputs_of::<LogLinearAttn>() };
        let levels = x.get(Tensor::LevelScales).unwrap().ncols();
        let equal = x.clone().with(Tensor::LevelScales, constant(draw.t, levels, 1.0));
        prop_assert!(support::apart(&run::<LogLinearAttn>(&equal).o, &run::<SimpleGla>(&x).o) < 1e-13);
    }

    #[test]
    fn weights_that_are_divided_by_their_sum_leave_a_constant_as_it_is(draw in draws()) {
        let draw = support::Draw { before: 0, ..draw };
        let ones = |x: Inputs| Inputs { v: constant(draw.t, draw.v, 1.0), normalise: true, ..x };
        let normalised = run::<LinearAttnNormalized>(&ones(draw.inputs_of::<LinearAttnNormalized>())).o;
        prop_assert!(max_abs_diff(&normalised, &constant(draw.t, draw.v, 1.0)) < 1e-3);
        let based = run::<Based>(&ones(draw.inputs_of::<Based>())).o;
        prop_assert!(max_abs_diff(&based, &constant(draw.t, draw.v, 1.0)) < 3e-6);
        let x = draw.inputs_of::<ForgettingAttn>();
        prop_assert!(max_abs_diff(&run::<ForgettingAttn>(&ones(x)).o, &constant(draw.t, draw.v, 1.0)) < 1e-14);
    }

    #[test]
    fn rwkv_6_with_a_bonus_of_one_and_no_decay_is_linear_attention(draw in draws()) {
        let x = without(&draw.inputs_of::<Rwkv6>(), Tensor::Gk).with(Tensor::U, constant(1, draw.k, 1.0));
        agree(&run::<Rwkv6>(&x), &run::<LinearAttn>(&x), "u = 1, w = 0")?;
    }

    #[test]
    fn hgrn_of_one_channel_is_gla_of_one_channel(draw in draws()) {
        let draw = support::Draw { v: 1, before: 0, ..draw };
        let x = draw.inputs_of::<Hgrn>();
        let ones = constant(draw.t, 1, 1.0);
        let gla = Inputs::new(ones.clone(), ones, x.v.clone()).with(Tensor::Gk, x.get(Tensor::Gv).unwrap().clone());
        agree(&run::<Hgrn>(&x), &run::<Gla>(&gla), "K = V = 1, k = q = 1")?;
    }

    #[test]
    fn mesa_net_asked_for_keys_returns_the_query(draw in draws()) {
        let draw = support::Draw { t: 12, k: draw.k.min(3), before: 0, ..draw };
        let x = without(&draw.inputs_of::<MesaNet>(), Tensor::G);
        let x = x.with(Tensor::Lamb, constant(1, draw.k, 1e-12)).with(Tensor::Beta, constant(draw.t, 1, 1.0));
        let x = Inputs { v: x.k.clone(), scale: 1.0, ..x };
        let last = run::<MesaNet>(&x).o.row(draw.t - 1).into_owned();
        prop_assert!((last - x.q.row(draw.t - 1)).norm() < 1e-6, "S (H + 0)⁻¹ = I where v = k");
    }

    #[test]
    fn a_write_strength_of_zero_writes_nothing(draw in draws()) {
        for rule in RULES.iter().filter(|rule| rule.info.reads.contains(&Tensor::Beta) && rule.info.wants_unit_keys) {
            let draw = support::Draw { before: 0, ..draw };
            let mute = without(&draw.inputs(rule), Tensor::Beta);
            let output = rule.run(&mute, Form::Recurrent).unwrap();
            prop_assert!(output.o.iter().all(|o| *o == 0.0), "{}", rule.info.id);
        }
    }

    #[test]
    fn a_layer_that_does_not_learn_answers_with_its_bias(draw in draws()) {
        let draw = support::Draw { before: 0, ..draw };
        let x = without(&draw.inputs_of::<TttLinear>(), Tensor::Eta);
        let bias = x.get(Tensor::NormBias).unwrap();
        for row in run::<TttLinear>(&x).o.row_iter() {
            prop_assert_eq!(row.into_owned(), bias.row(0).into_owned());
        }
    }
}
