//! Every fast kernel against its f64 definition, at even, odd and degenerate sizes.

use deltascope::fast::Algorithm::{self, Cache, Chunk, ChunkOf, Naive, Recurrent, Right, State, Streaming};
use deltascope::fast::{self, Inputs, KERNELS, Kernel, KernelError, Means, REFERENCES, Shape};

fn shape(n: usize, d: usize) -> Shape {
    Shape::new(n, d).unwrap()
}

/// The inputs of a kernel: n tokens of d channels.
fn seeded(kernel: &Kernel, n: usize, d: usize, seed: u64) -> Inputs {
    Inputs::seeded((kernel.reads)(shape(n, d)), seed).unwrap()
}

/// All lists.
fn all() -> impl Iterator<Item = &'static Kernel> {
    KERNELS.iter().chain(REFERENCES).chain(fast::chunk::SIZED.as_flattened())
}

#[test]
fn every_kernel_equals_its_definition() {
    for kernel in all() {
        for (n, d) in [
            (1, 1),
            (1, 16),
            (2, 3),
            (7, 5),
            (15, 12),
            (17, 8),
            (65, 64),
            (64, 64),
            (100, 17),
            (300, 32),
            (33, 130),
            (50, 256),
            (321, 4),
        ] {
            let inputs = seeded(kernel, n, d, 7);
            let ratio = kernel.rms_ratio(&inputs).unwrap();
            assert!(ratio <= 1e-5, "{}/{} at n = {n}, d = {d}: {ratio:e}", kernel.kernel, kernel.algorithm);
        }
    }
}

#[test]
fn chunks_of_any_size_equal_the_definition() {
    type Chunk = fn(&Inputs, usize, &mut [f32], &mut [f32]);
    let rules: [(&Kernel, Chunk); 4] = [
        (&fast::chunk::LINEAR, fast::chunk::chunk::<false, false>),
        (&fast::chunk::SIMPLE_GLA, fast::chunk::chunk::<false, true>),
        (&fast::chunk::DELTA_RULE, fast::chunk::chunk::<true, false>),
        (&fast::chunk::GATED_DELTA_RULE, fast::chunk::chunk::<true, true>),
    ];
    let inputs = Inputs::seeded(shape(75, 12), 3).unwrap();
    for (kernel, chunk) in rules {
        let exact = (kernel.definition)(&inputs).map(|x| x as f32).transpose();
        for size in [0, 1, 2, 3, 16, 64, 75, 512] {
            let mut scratch = vec![f32::NAN; fast::chunk::scratch(inputs.shape, size) as usize];
            let mut output = vec![f32::NAN; 75 * 12];
            chunk(&inputs, size, &mut scratch, &mut output);
            let worst = output.iter().zip(exact.as_slice()).map(|(a, b)| (a - b).abs()).fold(0.0, f32::max);
            assert!(worst < 2e-6, "{} in chunks of {size}: {worst:e}", kernel.kernel);
        }
    }
}

#[test]
fn forms_in_chunks_cross_from_one_chunk_to_the_next() {
    for (row, size) in fast::chunk::SIZED.iter().flat_map(|row| row.iter().zip(fast::chunk::SIZES)) {
        assert_eq!((row.algorithm, row.algorithm.chunk_size()), (ChunkOf(size), Some(size)));
        let inputs = Inputs::seeded(shape(2 * size + 3, 12), 6).unwrap();
        let ratio = row.rms_ratio(&inputs).unwrap();
        assert!(ratio <= 1e-5, "{}: {ratio:e}", row.id);
    }
    assert_eq!(Chunk.chunk_size(), None);
}

#[test]
fn a_causal_softmax_over_several_blocks_equals_the_definition() {
    for (n, d) in [(128, 3), (129, 8), (200, 16), (331, 5)] {
        let ratio =
            fast::softmax_streaming::CAUSAL.rms_ratio(&Inputs::seeded(shape(n, d), 8).unwrap()).unwrap();
        assert!(ratio <= 1e-5, "n = {n}, d = {d}: {ratio:e}");
    }
}

#[test]
fn a_state_costs_the_same_after_a_million_tokens() {
    let [cache, state] = [("softmax_attn/decode", Cache), ("delta_rule/decode", State)]
        .map(|(kernel, algorithm)| fast::find(kernel, algorithm).unwrap());
    let [few, many] = [shape(1000, 64), shape(1_000_000, 64)];
    assert_eq!((state.bytes(few), (state.flops)(few)), (state.bytes(many), (state.flops)(many)));
    assert!(cache.bytes(many) > 900 * cache.bytes(few));
    let mut plan = state.prepare(many).unwrap();
    plan.run(&seeded(state, 1_000_000, 64, 1)).unwrap();
    assert!(plan.run(&Inputs::seeded(few, 1).unwrap()).is_err());
}

#[test]
fn scratch_memory_may_hold_anything() {
    for kernel in all() {
        let inputs = seeded(kernel, 37, 20, 2);
        let run = |content: f32| {
            let length = |elements: fn(Shape) -> u64| vec![content; elements(inputs.shape) as usize];
            let (mut scratch, mut output) = (length(kernel.scratch), length(kernel.output));
            (kernel.run)(&inputs, &mut scratch, &mut output);
            output
        };
        assert_eq!(run(0.0), run(f32::NAN), "{}", kernel.id);
    }
}

#[test]
fn gates_of_zero_and_gates_above_one_are_followed() {
    for algorithm in [Recurrent, Chunk] {
        for kernel in ["simple_gla/causal", "gated_delta_rule/causal"] {
            let kernel = fast::find(kernel, algorithm).unwrap();
            for gate in [f32::NEG_INFINITY, -200.0, -30.0, -1e-9, 0.3] {
                let mut inputs = Inputs::seeded(shape(90, 20), 4).unwrap();
                inputs.g.iter_mut().step_by(3).for_each(|g| *g = gate);
                let ratio = kernel.rms_ratio(&inputs).unwrap();
                assert!(ratio <= 1e-5, "{} with g = {gate}: {ratio:e}", kernel.id);
            }
        }
    }
}

#[test]
fn the_check_can_fail() {
    let inputs = Inputs::seeded(shape(20, 8), 1).unwrap();
    let broken = fast::Kernel {
        definition: |inputs| {
            let mut output = fast::definition::delta_rule_causal(inputs);
            output[3] += 1e-3;
            output
        },
        ..fast::recurrent::DELTA_RULE
    };
    let broken: &'static fast::Kernel = Box::leak(Box::new(broken));
    assert!(broken.rms_ratio(&inputs).unwrap() > 1e-5);
}

#[test]
fn large_scores_do_not_overflow() {
    let mut inputs = Inputs::seeded(shape(70, 16), 3).unwrap();
    inputs.q.iter_mut().for_each(|q| *q *= 400.0);
    for algorithm in [Naive, Streaming] {
        let ratio = fast::find("softmax_attn/full", algorithm).unwrap().rms_ratio(&inputs).unwrap();
        assert!(ratio <= 1e-4, "{algorithm}: {ratio:e}");
    }
}

#[test]
fn a_nan_reaches_the_outputs_that_depend_on_it() {
    let (n, d) = (40, 8);
    for kernel in all().filter(|kernel| ["full", "causal"].iter().any(|reach| kernel.kernel.ends_with(reach)))
    {
        let mut inputs = Inputs::seeded(shape(n, d), 5).unwrap();
        inputs.v[20 * d] = f32::NAN;
        let mut plan = kernel.prepare(inputs.shape).unwrap();
        plan.run(&inputs).unwrap();
        let causal = kernel.kernel.ends_with("/causal");
        // In blocks, a NaN meets the zeros of the mask: it reaches the whole block, but no earlier one.
        let chunk = match kernel.algorithm {
            Chunk => Some(fast::chunk::CHUNK),
            // Its blocks, of 64 queries and 128 keys.
            Streaming => Some(64),
            // All scores are one block.
            Algorithm::By(Means::Nalgebra) if kernel.kernel.starts_with("softmax") => Some(n),
            algorithm => algorithm.chunk_size(),
        };
        let first = chunk.map_or(20, |size| 20 / size * size);
        for (t, o) in plan.output().chunks_exact(d).enumerate() {
            assert_eq!(o[0].is_nan(), !causal || t >= first, "{} token {t}", kernel.id);
            assert!(o[1..].iter().all(|x| x.is_finite()), "{} token {t}", kernel.id);
        }
    }
}

#[test]
fn infinities_and_nans_stop_nothing() {
    for bad in [f32::INFINITY, f32::NEG_INFINITY, f32::NAN] {
        for kernel in all() {
            let mut inputs = seeded(kernel, 23, 9, 5);
            [inputs.q[5], inputs.k[40], inputs.v[60], inputs.beta[7], inputs.g[9]] = [bad; 5];
            let mut plan = kernel.prepare(inputs.shape).unwrap();
            plan.run(&inputs).unwrap();
            let exact = (kernel.definition)(&inputs);
            if exact.iter().any(|x| x.is_nan()) && bad.is_nan() {
                assert!(plan.output().iter().any(|x| x.is_nan()), "{} hides a NaN", kernel.id);
            }
        }
    }
}

#[test]
fn a_plan_can_run_again() {
    for kernel in all() {
        let inputs = seeded(kernel, 50, 20, 9);
        let mut plan = kernel.prepare(inputs.shape).unwrap();
        plan.run(&inputs).unwrap();
        let first = plan.output().to_vec();
        plan.run(&inputs).unwrap();
        assert_eq!(first, plan.output());
    }
}

#[test]
fn impossible_sizes_are_errors() {
    assert_eq!(Shape::new(0, 4), Err(KernelError::EmptyAxis { n: 0, d: 4 }));
    assert_eq!(Shape::new(4, 0), Err(KernelError::EmptyAxis { n: 4, d: 0 }));
    let huge = shape(1 << 31, 64);
    let naive = fast::find("softmax_attn/full", Naive).unwrap();
    assert!(naive.bytes(huge) > 1 << 63);
    assert!(matches!(naive.prepare(huge), Err(KernelError::OutOfMemory { .. })));
    assert!(fast::find("softmax_attn/full", Recurrent).is_err());
}

#[test]
fn bytes_are_those_of_the_largest_tensors() {
    let naive = fast::find("softmax_attn/full", Naive).unwrap();
    let right = fast::find("linear_attn/full", Right).unwrap();
    let tensors = 4 * 4096 * 64 * 4;
    assert!(naive.bytes(shape(4096, 64)) >= 4096 * 4096 * 4 + tensors);
    assert!(right.bytes(shape(4096, 64)) >= tensors);
    assert!(right.bytes(shape(4096, 64)) < 2 * tensors);
}

#[test]
fn what_is_known_without_the_code_is_the_same() {
    for kernel in all() {
        let info = fast::info(kernel.kernel, kernel.algorithm).unwrap();
        assert_eq!((info.id, info.bytes(shape(5, 3))), (kernel.id, kernel.bytes(shape(5, 3))));
    }
    assert!(fast::info("softmax_attn/full", Recurrent).is_err());
    assert_eq!(fast::OFFERED.len(), KERNELS.len());
}

#[test]
fn every_kernel_that_is_offered_has_a_series_of_its_own() {
    for (i, a) in fast::OFFERED.iter().enumerate() {
        assert!(fast::OFFERED[..i].iter().all(|b| a.series != b.series), "{}: {}", a.id, a.series);
    }
}

#[test]
fn names_are_unique_and_ids_are_made_of_them() {
    for (i, a) in all().enumerate() {
        assert!(all().take(i).all(|b| (a.kernel, a.algorithm) != (b.kernel, b.algorithm)));
        assert_eq!(a.id, format!("{}.{}", a.kernel, a.algorithm).replace('/', "."));
    }
}
