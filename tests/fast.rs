//! Every fast kernel against its f64 definition, at even, odd and degenerate sizes.

use deltascope::fast::{self, Inputs, KERNELS, KernelError, Shape};

fn shape(n: usize, d: usize) -> Shape {
    Shape::new(n, d).unwrap()
}

#[test]
fn every_kernel_equals_its_definition() {
    for kernel in KERNELS {
        for (n, d) in
            [(1, 1), (1, 16), (2, 3), (7, 5), (65, 64), (64, 64), (100, 17), (300, 32), (33, 130), (321, 4)]
        {
            let inputs = Inputs::seeded(shape(n, d), 7).unwrap();
            let ratio = kernel.rms_ratio(&inputs).unwrap();
            assert!(ratio <= 1e-5, "{}/{} at n = {n}, d = {d}: {ratio:e}", kernel.kernel, kernel.form);
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
        ..fast::delta_rule::RECURRENT
    };
    let broken: &'static fast::Kernel = Box::leak(Box::new(broken));
    assert!(broken.rms_ratio(&inputs).unwrap() > 1e-5);
}

#[test]
fn large_scores_do_not_overflow() {
    let mut inputs = Inputs::seeded(shape(70, 16), 3).unwrap();
    inputs.q.iter_mut().for_each(|q| *q *= 400.0);
    for form in ["naive", "streaming"] {
        let ratio = fast::find("softmax_attn/full", form).unwrap().rms_ratio(&inputs).unwrap();
        assert!(ratio <= 1e-4, "{form}: {ratio:e}");
    }
}

#[test]
fn a_nan_reaches_the_outputs_that_depend_on_it() {
    let (n, d) = (40, 8);
    for kernel in KERNELS {
        let mut inputs = Inputs::seeded(shape(n, d), 5).unwrap();
        inputs.v[20 * d] = f32::NAN;
        let mut plan = kernel.prepare(inputs.shape).unwrap();
        plan.run(&inputs).unwrap();
        let causal = kernel.kernel.ends_with("/causal");
        for (t, o) in plan.output().chunks_exact(d).enumerate() {
            assert_eq!(o[0].is_nan(), !causal || t >= 20, "{} token {t}", kernel.kernel);
            assert!(o[1..].iter().all(|x| x.is_finite()), "{} token {t}", kernel.kernel);
        }
    }
}

#[test]
fn a_plan_can_run_again() {
    let inputs = Inputs::seeded(shape(50, 20), 9).unwrap();
    for kernel in KERNELS {
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
    let naive = fast::find("softmax_attn/full", "naive").unwrap();
    assert!(naive.bytes(huge) > 1 << 63);
    assert!(matches!(naive.prepare(huge), Err(KernelError::OutOfMemory { .. })));
    assert!(fast::find("softmax_attn/full", "recurrent").is_err());
}

#[test]
fn bytes_are_those_of_the_largest_tensors() {
    let naive = fast::find("softmax_attn/full", "naive").unwrap();
    let right = fast::find("linear_attn/full", "right").unwrap();
    let tensors = 4 * 4096 * 64 * 4;
    assert!(naive.bytes(shape(4096, 64)) >= 4096 * 4096 * 4 + tensors);
    assert!(right.bytes(shape(4096, 64)) >= tensors);
    assert!(right.bytes(shape(4096, 64)) < 2 * tensors);
}

#[test]
fn names_are_unique_and_ids_are_made_of_them() {
    for (i, a) in KERNELS.iter().enumerate() {
        assert!(KERNELS[..i].iter().all(|b| (a.kernel, a.form) != (b.kernel, b.form)));
        assert_eq!(a.id, format!("{}.{}", a.kernel, a.form).replace('/', "."));
    }
}
