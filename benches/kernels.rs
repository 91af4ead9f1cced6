//! The kernels natively, under criterion: `cargo xtask bench --native`, or `cargo bench` with a filter behind `--`.
//!
//! The cases are those of the lab's suite `bench`; each is compared with its f64 definition before it is timed.

use std::time::Duration;

use criterion::{BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};
use deltascope::fast::{self, Inputs, Shape};
use deltascope::timing::guard::TOLERANCE;
use deltascope::timing::session::check_tokens;
use deltascope::timing::{Choice, suite};

fn kernels(c: &mut Criterion) {
    let bench = suite::find("bench").expect("the suite is in the list");
    for case in (bench.cases)(&Choice::default()) {
        let kernel = fast::find(&case.kernel, case.form).expect("suites name kernels of the list");
        let inputs = |n| Inputs::seeded(Shape::new(n, case.d).expect("no axis is empty"), 1).expect("memory");
        let ratio = kernel.rms_ratio(&inputs(check_tokens(case.form))).expect("memory");
        assert!(ratio <= TOLERANCE, "{} differs from its definition: {ratio:e}", kernel.id);
        let inputs = inputs(case.n);
        let mut plan = kernel.prepare(inputs.shape).expect("memory");
        let mut group = c.benchmark_group(&case.kernel);
        // Criterion's "elements" are operations here: it then prints Gelem/s, which are GFLOP/s.
        group.throughput(Throughput::Elements((kernel.flops)(inputs.shape) as u64));
        group.bench_function(
            BenchmarkId::new(case.form.to_string(), format!("{}x{}", case.n, case.d)),
            |bencher| {
                bencher.iter(|| plan.run(&inputs));
            },
        );
        group.finish();
    }
}

criterion_group! {
    name = benches;
    config = Criterion::default()
        .sample_size(10)
        .warm_up_time(Duration::from_millis(200))
        .measurement_time(Duration::from_millis(800));
    targets = kernels
}
criterion_main!(benches);
