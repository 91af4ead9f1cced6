//! The timing machinery against clocks and tasks whose times are known.
//!
//! This file is long because all its tests share one clock that only tasks move, and the tasks that move it.

use std::cell::Cell;
use std::rc::Rc;

use deltascope::fast::Algorithm::{Naive, Recurrent, Right, Streaming};
use deltascope::fast::fused::{Module, number};
use deltascope::fast::{Form, Info, Inputs, KernelError, Means, Ready, Shape};
use deltascope::timing::clock::Grain;
use deltascope::timing::guard::{MEMORY_LIMIT, Measured, admit};
use deltascope::timing::rounds::{Settings, Step};
use deltascope::timing::sampler::{Calls, repeated};
use deltascope::timing::session::Fused;
use deltascope::timing::*;
use deltascope::{fast, timing};

/// A clock that moves only when a task moves it, and shows whole grains.
#[derive(Clone)]
struct Hand {
    true_ms: Rc<Cell<f64>>,
    grain_ms: f64,
    per_reading_ms: f64,
}

impl Hand {
    fn new(grain_ms: f64, per_reading_ms: f64) -> Self {
        Self { true_ms: Rc::default(), grain_ms, per_reading_ms }
    }

    fn task(&self, ms: impl Fn() -> f64 + 'static) -> Calls {
        let time = self.true_ms.clone();
        repeated(move || time.set(time.get() + ms()))
    }
}

impl Clock for Hand {
    fn now_ms(&self) -> f64 {
        self.true_ms.set(self.true_ms.get() + self.per_reading_ms);
        (self.true_ms.get() / self.grain_ms).floor() * self.grain_ms
    }
}

fn finish(sampler: &mut Sampler, clock: &Hand) -> Vec<Step> {
    let mut steps = Vec::new();
    loop {
        match sampler.step(clock) {
            Step::Finished => return steps,
            step => steps.push(step),
        }
        assert!(steps.len() < 10_000, "the sampler does not come to an end");
    }
}

#[test]
fn the_grain_is_the_step_of_the_clock() {
    let find = |clock: &Hand| {
        let mut search = clock::Search::default();
        (0..100).find_map(|_| search.turn(clock))
    };
    let grain = |clock: &Hand| match find(clock) {
        Some(Grain::Of(grain_ms)) => grain_ms,
        other => panic!("{other:?}"),
    };
    let usual = grain(&Hand::new(0.1, 0.0003));
    assert!((usual - 0.1).abs() < 1e-9, "{usual}");
    let fine = grain(&Hand::new(1e-6, 5e-5));
    assert!((fine - 5e-5).abs() < 2e-6, "{fine}");
    assert_eq!(find(&Hand::new(0.1, 0.0)), Some(Grain::StandsStill));
}

#[test]
fn batches_span_enough_grains_and_times_are_right() {
    let clock = Hand::new(0.1, 0.0);
    let mut sampler = Sampler::new(
        Settings::new(0.1, 1),
        vec![clock.task(|| 0.0013), clock.task(|| 0.4), clock.task(|| 2000.0)],
    );
    finish(&mut sampler, &clock);
    for (task, ms) in sampler.tasks().iter().zip([0.0013, 0.4, 2000.0]) {
        assert!(f64::from(task.batch) * ms >= 200.0 * 0.1, "batch {} of {ms} ms", task.batch);
        assert!((5..=25).contains(&task.samples.len()));
        for sample in &task.samples {
            assert!((sample / ms - 1.0).abs() < 0.02, "{sample} instead of {ms}");
        }
    }
    assert_eq!(sampler.tasks()[2].batch, 1);
    assert_eq!(sampler.tasks()[2].samples.len(), 5);
    assert_eq!(sampler.rounds().progress(), 1.0);
}

#[test]
fn a_task_that_becomes_faster_is_measured_anew() {
    let clock = Hand::new(0.1, 0.0);
    let calls = Rc::new(Cell::new(0u64));
    let counted = calls.clone();
    let speed_up = move || {
        counted.set(counted.get() + 1);
        if counted.get() < 3000 { 0.1 } else { 0.01 }
    };
    let mut sampler = Sampler::new(Settings::new(0.1, 1), vec![clock.task(speed_up)]);
    finish(&mut sampler, &clock);
    let task = &sampler.tasks()[0];
    assert!(f64::from(task.batch) * 0.01 >= 20.0, "batch {} is below 200 grains", task.batch);
    assert!(calls.get() > 3000);
}

#[test]
fn a_task_is_warm_when_calls_get_no_faster() {
    let clock = Hand::new(0.1, 0.0);
    let calls = Rc::new(Cell::new(0));
    // Each of the first eight calls is a tenth faster than the one before: 30 ms, a batch each, and more than 80 ms soon.
    let ms = {
        let calls = calls.clone();
        move || 30.0 * 0.9f64.powi(calls.replace(calls.get() + 1).min(8))
    };
    let mut sampler = Sampler::new(Settings::new(0.001, 1), vec![clock.task(ms)]);
    let steps = finish(&mut sampler, &clock);
    let cold = steps.iter().filter(|step| matches!(step, Step::WarmedUp(_))).count();
    assert!(cold > 8, "{cold} batches were not kept");
    assert!(sampler.tasks()[0].samples.iter().all(|ms| *ms < 13.1), "{:?}", sampler.tasks()[0].samples);
}

#[test]
fn samples_of_all_tasks_are_interleaved() {
    let clock = Hand::new(0.001, 0.0);
    let tasks = (0..4).map(|i| clock.task(move || 1.0 + f64::from(i))).collect();
    let mut sampler = Sampler::new(Settings::new(0.001, 3), tasks);
    let steps = finish(&mut sampler, &clock);
    let sampled: Vec<usize> =
        steps.iter().filter_map(|step| if let Step::Sampled(i) = step { Some(*i) } else { None }).collect();
    assert_eq!(sampled.len(), 100);
    for round in sampled.chunks(4) {
        let mut round = round.to_vec();
        round.sort_unstable();
        assert_eq!(round, [0, 1, 2, 3]);
    }
    assert!(sampled.chunks(4).any(|round| round != &sampled[..4]), "rounds are never shuffled");
}

#[test]
fn few_samples_are_spread_over_all_rounds() {
    let clock = Hand::new(0.001, 0.0);
    let mut sampler = Sampler::new(Settings::new(0.001, 3), vec![clock.task(|| 1.0), clock.task(|| 900.0)]);
    let steps = finish(&mut sampler, &clock);
    let sampled: Vec<_> = steps.iter().filter(|s| matches!(s, Step::Sampled(_))).collect();
    let slow: Vec<_> = (0..sampled.len()).filter(|&i| *sampled[i] == Step::Sampled(1)).collect();
    assert_eq!(slow.len(), 5);
    assert!(slow.windows(2).all(|pair| pair[1] - pair[0] >= 4), "{slow:?}");
}

#[test]
fn the_guard_names_bytes_and_time() {
    let naive = fast::find("softmax_attn/full", Naive).unwrap();
    let streaming = fast::find("softmax_attn/full", Streaming).unwrap();
    let shape = |n| fast::Shape::new(n, 64).unwrap();
    let known = Measured { flops: (streaming.flops)(shape(1024)), ms: 100.0 };
    assert_eq!(known.predicted_ms((streaming.flops)(shape(4096))), 1600.0);
    assert_eq!(admit(naive, shape(4096), 1, known), Ok(()));
    let needed = naive.bytes(shape(65_536));
    assert!(needed > 1 << 34);
    assert_eq!(admit(naive, shape(65_536), 1, known), Err(Refusal::TooLarge { needed, limit: MEMORY_LIMIT }));
    assert_eq!(admit(streaming, shape(4096), 1, known), Ok(()));
    assert!(
        matches!(admit(streaming, shape(4096), 16, known), Err(Refusal::TooSlow { .. })),
        "of many heads"
    );
    let refused = admit(streaming, shape(8192), 1, known).unwrap_err();
    assert_eq!(refused, Refusal::TooSlow { predicted_ms: 6400.0, limit_ms: 5000.0 });
}

fn record(n: usize, times: &[f64]) -> Record {
    let case = Case { kernel: "delta_rule/causal".into(), form: Recurrent.into(), n, d: 64 };
    let facts =
        record::Facts { flops: 6e6, bytes: 4096, rms_ratio: 1.2e-7, grain_ms: 0.1, batch: 7, seed: 1 };
    Record::new(case, times, facts).unwrap()
}

#[test]
fn a_record_holds_its_statistics() {
    let record = record(128, &[2.0, 3.0, 2.5, 2.0, 50.0]);
    assert_eq!((record.median_ms, record.samples, record.q1_ms, record.q3_ms), (2.5, 5, 2.0, 3.0));
    assert!((record.gflops - 2.4).abs() < 1e-12);
    assert!(record.low_ms >= 2.0 && record.low_ms <= 2.5 && record.high_ms >= 2.5);
    assert_eq!(record.labels[4], summary::Label::HighSevere);
    assert_eq!(record.times_ms.len(), 5, "outliers are kept");
}

#[test]
fn the_export_has_the_agreed_form() {
    let environment = Environment { user_agent: "A, \"B\"\n".into(), ..Environment::default() };
    let report = Report { environment, records: vec![record(64, &[1.0, 2.0]), record(128, &[3.0])] };
    let json: serde_json::Value = serde_json::from_str(&report.to_json().unwrap()).unwrap();
    assert_eq!(json.as_object().unwrap().keys().collect::<Vec<_>>(), ["environment", "records"]);
    let first = json["records"][0].as_object().unwrap();
    for field in ["kernel", "form"] {
        assert!(first[field].is_string(), "{field}");
    }
    for field in ["n", "d", "median_ms", "low_ms", "high_ms", "samples", "gflops"] {
        assert!(first[field].is_number(), "{field}");
    }
    assert_eq!(serde_json::from_value::<Report>(json.clone()).unwrap(), report);
    let csv = report.to_csv();
    let lines: Vec<&str> = csv.lines().filter(|line| !line.starts_with('#')).collect();
    assert_eq!(lines.len(), 3);
    assert_eq!(lines[0].split(',').count(), lines[1].split(',').count());
    assert!(lines[1].starts_with("delta_rule/causal,recurrent,64,64,1.5,"));
}

#[test]
fn results_that_were_kept_as_text_are_still_read() {
    let with_form = |form: &str| {
        let mut json = serde_json::to_value(record(64, &[1.0])).unwrap();
        json["form"] = form.into();
        serde_json::from_value::<Record>(json)
    };
    for form in ["recurrent", "chunk(64)", "plain(left)", "fused(chunk)", "workers(4,recurrent)"] {
        let record = with_form(form).unwrap();
        assert_eq!(record.case.form.to_string(), form);
        let report = Report { records: vec![record], ..Report::default() };
        let field = if form.contains(',') { format!("\"{form}\"") } else { form.to_owned() };
        assert!(report.to_csv().contains(&format!("delta_rule/causal,{field},64,64,1,")), "{form}");
    }
    assert!(with_form("sideways").unwrap_err().to_string().contains("sideways"));
}

#[test]
fn messages_survive_the_wire() {
    let case = record(64, &[1.0]).case;
    let messages = [
        Message::Ready,
        Message::Clock { grain_ms: 0.1 },
        Message::Checked { case: case.clone(), rms_ratio: None },
        Message::Progress(Progress {
            part: 0.5,
            left_ms: Some(10.0),
            activity: Activity::WarmUp,
            case: case.clone(),
        }),
        Message::Measured(Box::new(record(64, &[1.0]))),
        Message::Refused(Refused { case, reason: Refusal::TooLarge { needed: 1 << 40, limit: 1 } }),
        Message::Speed(Speed { chain_ns: 1.5, gflops: 40.0, gbytes: None, fused: false }),
        Message::Refused(Refused {
            case: record(1, &[1.0]).case,
            reason: Refusal::Died { text: "of \"x\"".into() },
        }),
        Message::Refused(Refused {
            case: record(1, &[1.0]).case,
            reason: Refusal::NotLoaded { text: "404".into() },
        }),
        Message::NoClock,
        Message::TooCoarse { grain_ms: 100.0 },
        Message::Alive { left_ms: Some(1.0) },
        Message::Finished,
        Message::Panicked { text: "at \"x\"".into() },
    ];
    for message in messages {
        let text = serde_json::to_string(&message).unwrap();
        assert_eq!(serde_json::from_str::<Message>(&text).unwrap(), message, "{text}");
    }
    assert!(serde_json::from_str::<Message>("{}").is_err());
}

#[test]
fn a_worker_of_the_worker_is_understood() {
    let same = |message: &Message, answer: Answer| {
        let text = serde_json::to_string(message).unwrap();
        assert_eq!(serde_json::from_str::<Answer>(&text).unwrap(), answer, "{text}");
    };
    same(&Message::Ready, Answer::Ready);
    let text = String::from("out of memory");
    same(&Message::Panicked { text: text.clone() }, Answer::Panicked { text });
}

/// The machine's own clock: a session runs real kernels.
struct Wall(std::time::Instant);

impl Wall {
    #[allow(clippy::disallowed_methods, reason = "this test does not run in a browser")]
    fn start() -> Self {
        Self(std::time::Instant::now())
    }
}

impl Clock for Wall {
    fn now_ms(&self) -> f64 {
        self.0.elapsed().as_secs_f64() * 1e3
    }
}

fn session(choice: Choice) -> (Session, Run) {
    let job = Job { suite: "scaling".into(), choice, seed: 1 };
    let text = serde_json::to_string(&job).unwrap();
    let mut run = Run::default();
    run.start(Plan::of(&job));
    (Session::new(serde_json::from_str(&text).unwrap(), Earlier::default(), not_here()), run)
}

/// What a worker has whose browser cannot fuse multiplications and additions.
fn not_here() -> Fused {
    Err(Refusal::NotFused)
}

/// Natively nothing is fused: the kernels of the module are those of this program.
struct StandIn;

impl Module for StandIn {
    fn prepare(&self, kernel: &Info, shape: Shape, seed: u64) -> Result<Box<dyn Ready>, KernelError> {
        number(kernel)?;
        let inputs = Rc::new(Inputs::seeded((kernel.reads)(shape), seed)?);
        Ok(Box::new((fast::find(kernel.kernel, kernel.algorithm)?.prepare(shape)?, inputs)))
    }
}

/// A job, carried out to its end in a worker of its own. Work that is spread over several workers is done here in turn.
fn carried_out(job: Job, earlier: Earlier, fused: Fused) -> Run {
    let mut run = Run::default();
    run.start(Plan::of(&job));
    let (mut session, clock) = (Session::new(job, earlier, fused), Wall::start());
    let mut hands: Vec<team::Hand> = (0..team::HEADS).map(|_| team::Hand::default()).collect();
    while !session.finished() {
        run.on(News::Heard(session.step(&clock)));
        if let Some(ask) = session.asks() {
            let start = clock.now_ms();
            for (hand, share) in hands.iter_mut().zip(ask.shares()) {
                hand.carry_out(&share).unwrap();
            }
            session.answered(clock.now_ms() - start);
        }
    }
    run
}

#[test]
fn a_session_checks_measures_refuses_and_ends() {
    let both = vec![("softmax_attn/full".to_owned(), Naive), ("delta_rule/causal".to_owned(), Recurrent)];
    let (mut session, mut run) =
        session(Choice { kernels: both, n_from: 8, n_to: 16, d: 3, ..Choice::default() });
    let clock = Wall::start();
    let mut order = Vec::new();
    let mut part = 0.0;
    while !session.finished() {
        for message in session.step(&clock) {
            if let Message::Progress(progress) = &message {
                assert!(progress.part >= part && progress.part <= 1.0);
                part = progress.part;
            }
            order.push(message.clone());
            run.on(News::Heard(vec![message]));
        }
    }
    assert_eq!((run.phase.clone(), run.part()), (Phase::Done, 1.0));
    assert!(run.grain_ms.unwrap() < 1.0);
    assert_eq!(run.records.len(), 4);
    let first_record = order.iter().position(|m| matches!(m, Message::Measured(_))).unwrap();
    let last_check = order.iter().rposition(|m| matches!(m, Message::Checked { .. })).unwrap();
    assert!(last_check < first_record, "checks come before times");
    assert_eq!(run.checks.len(), 2);
    assert!(run.records.iter().all(|r| r.rms_ratio <= 1e-5 && r.samples >= 5 && r.case.d == 3));
}

#[test]
fn a_session_goes_on_where_an_earlier_one_was_broken_off() {
    let kernels = vec![("linear_attn/full".to_owned(), Right)];
    let choice = Choice { kernels, n_from: 8, n_to: 32, d: 3, ..Choice::default() };
    let job = Job { suite: "scaling".into(), choice, seed: 1 };
    let passes = suite::find("scaling").unwrap().passes;
    let case = |n| Case { kernel: "linear_attn/full".into(), form: Right.into(), n, d: 3 };
    // The first pass is done, and 32 is given up.
    let (except, given_up) = (vec![case(8), case(16)], vec![case(32)]);
    let samples = vec![(case(8), vec![7.0]), (case(16), vec![9.0])];
    let run = carried_out(job, Earlier { except, given_up, samples }, not_here());
    let mut sizes: Vec<_> = run.records.iter().map(|r| r.case.n).collect();
    sizes.sort_unstable();
    assert_eq!(sizes, [8, 16]);
    for record in &run.records {
        let first = if record.case.n == 8 { 7.0 } else { 9.0 };
        assert_eq!(record.times_ms[0], first, "samples of all passes add up");
        assert!(record.times_ms.len() > passes - 1);
    }
    assert_eq!(run.speeds.len(), 2, "before the first case and after the last");
    assert!(
        run.limit().is_some_and(|s| s.gflops > 0.1 && s.chain_ns > 0.05 && s.gbytes.is_some_and(|x| x > 0.1))
    );
}

#[test]
fn a_kernel_over_which_workers_died_is_not_touched_again() {
    let kernels = vec![("linear_attn/full".to_owned(), Right), ("delta_rule/causal".to_owned(), Recurrent)];
    let choice = Choice { kernels, n_from: 8, n_to: 16, d: 3, ..Choice::default() };
    let job = Job { suite: "scaling".into(), choice, seed: 1 };
    let case = |n| Case { kernel: "linear_attn/full".into(), form: Right.into(), n, d: 3 };
    let run =
        carried_out(job, Earlier { given_up: vec![case(8), case(16)], ..Earlier::default() }, not_here());
    let touched =
        run.checks.iter().map(|(case, _)| case).chain(run.records.iter().map(|record| &record.case));
    assert!(
        touched.clone().count() == 3 && touched.into_iter().all(|case| case.kernel == "delta_rule/causal")
    );
    assert_eq!(run.phase, Phase::Done);
}

/// A sweep of two sizes: a kernel in three forms.
fn with_fused() -> Job {
    let kernels = vec![("linear_attn/full".to_owned(), Right)];
    let beside = vec![Beside::By(Means::Plain), Beside::Fused];
    let choice = Choice { kernels, n_from: 8, n_to: 16, d: 3, beside, ..Choice::default() };
    Job { suite: "scaling".into(), choice, seed: 1 }
}

#[test]
fn fused_forms_are_checked_and_timed_in_turn_with_the_others() {
    let (mut run, clock) = (Run::default(), Wall::start());
    let mut session = Session::new(with_fused(), Earlier::default(), Ok(Rc::new(StandIn)));
    run.start(Plan::of(&with_fused()));
    let mut measured = Vec::new();
    while !session.finished() {
        let messages = session.step(&clock);
        let records = messages.iter().filter(|message| matches!(message, Message::Measured(_))).count();
        measured.extend((records > 0).then_some(records));
        run.on(News::Heard(messages));
    }
    assert_eq!(measured, [3; 12], "each size in each pass times all three in the same rounds");
    let forms = |cases: Vec<&Case>| cases.into_iter().map(|case| case.form.to_string()).collect::<Vec<_>>();
    let wanted = ["right", "plain", "fused(right)"];
    assert_eq!(forms(run.records.iter().map(|record| &record.case).collect()), [wanted; 2].concat());
    assert_eq!(forms(run.checks.iter().map(|(case, _)| case).collect()), wanted);
    assert!(run.records.iter().all(|record| record.rms_ratio > 0.0 && record.rms_ratio < 1e-5));
    assert!(run.limit().is_some() && run.fused_limit().is_some_and(|limit| limit.gflops > 0.1));
}

#[test]
fn fused_forms_that_cannot_be_had_are_refused_with_the_reason_and_the_others_are_timed() {
    for reason in [Refusal::NotFused, Refusal::NotLoaded { text: "404".into() }] {
        let run = carried_out(with_fused(), Earlier::default(), Err(reason.clone()));
        assert_eq!((run.phase.clone(), run.records.len()), (Phase::Done, 4));
        let case = |n| Case { kernel: "linear_attn/full".into(), form: Form::Fused(Right), n, d: 3 };
        assert_eq!(run.refused, [8, 16].map(|n| Refused { case: case(n), reason: reason.clone() }));
        assert_eq!((run.checks.len(), run.fused_limit()), (2, None));
    }
}

#[test]
fn heads_are_spread_over_as_many_workers_as_there_are_cores() {
    let kernels = vec![("delta_rule/causal".to_owned(), Recurrent)];
    let choice = Choice { kernels, n_from: 16, n_to: 16, d: 8, cores: 3, ..Choice::default() };
    let run = carried_out(Job { suite: "heads".into(), choice, seed: 1 }, Earlier::default(), not_here());
    let forms: Vec<_> = run.records.iter().map(|r| r.case.form).collect();
    assert_eq!(forms, [1, 2, 3].map(|workers| Form::Workers(workers, Recurrent)));
    assert_eq!(run.checks.len(), 1, "one kernel is checked once");
    let one = fast::find("delta_rule/causal", Recurrent).unwrap();
    let shape = fast::Shape::new(16, 8).unwrap();
    for record in &run.records {
        assert_eq!(record.bytes, one.bytes(shape) * team::HEADS as u64);
        let flops = record.gflops * record.median_ms * 1e6;
        assert!((flops / ((one.flops)(shape) * team::HEADS as f64) - 1.0).abs() < 1e-9);
    }
    let of = Case { form: Recurrent.into(), ..run.records[0].case.clone() };
    let found = team::speedups(&of, &run.records);
    assert_eq!(found.iter().map(|s| s.workers).collect::<Vec<_>>(), [1, 2, 3]);
    assert_eq!((found[0].speedup, found[0].efficiency), (1.0, 1.0));
}

#[test]
fn the_crossover_is_searched_until_it_is_near() {
    let job = Job { suite: "crossover".into(), choice: Choice { d: 8, ..Choice::default() }, seed: 1 };
    let run = carried_out(job, Earlier::default(), not_here());
    assert_eq!(run.phase, Phase::Done);
    let found: Vec<_> = crossover::PAIRS.iter().map(|pair| crossover::find(pair, 8, &run.records)).collect();
    assert!(found.iter().all(Option::is_some), "{found:?}");
    assert!(run.records.len() >= 20);
}

#[test]
fn a_check_times_nothing() {
    let beside = vec![Beside::By(Means::Nalgebra)];
    let choice = Choice { d: 4, beside, ..Choice::default() };
    let run = carried_out(Job { suite: "check".into(), choice, seed: 1 }, Earlier::default(), not_here());
    assert_eq!((run.phase.clone(), run.records.len(), run.refused.len()), (Phase::Done, 0, 0));
    let kernels = Choice::default().kernels;
    let distinct: std::collections::HashSet<_> = kernels.iter().map(|(kernel, _)| kernel).collect();
    // nalgebra computes each kernel in one way, and linear attention over the whole sequence in both orders.
    assert_eq!(run.checks.len(), kernels.len() + distinct.len() + 1);
    assert!(run.worst_rms_ratio().is_some_and(|ratio| ratio > 0.0 && ratio < 1e-5));
}

#[test]
fn a_session_refuses_what_does_not_fit_and_times_the_rest() {
    let kernels = vec![("softmax_attn/full".into(), Naive), ("linear_attn/causal".into(), Recurrent)];
    let (mut session, mut run) =
        session(Choice { kernels, n_from: 1 << 15, n_to: 1 << 15, d: 1, ..Choice::default() });
    let clock = Wall::start();
    while !session.finished() {
        run.on(News::Heard(session.step(&clock)));
    }
    assert_eq!(run.records.len(), 1);
    assert_eq!(run.refused.len(), 1);
    assert!(matches!(run.refused[0].reason, Refusal::TooLarge { needed, .. } if needed > 1 << 32));
}

#[test]
fn a_clock_that_crawls_does_not_hold_the_sampler_for_ever() {
    let clock = Hand::new(0.1, 0.0);
    let mut sampler = Sampler::new(Settings::new(0.1, 1), vec![clock.task(|| 1e-9)]);
    finish(&mut sampler, &clock);
    assert!(sampler.tasks()[0].samples.len() >= 5);
}

#[test]
fn an_unknown_suite_or_kernel_ends_at_once() {
    let job = Job { suite: "nonsense".into(), choice: Choice::default(), seed: 1 };
    let mut session = Session::new(job, Earlier::default(), not_here());
    let clock = Wall::start();
    let messages: Vec<_> = (0..3).flat_map(|_| session.step(&clock)).collect();
    assert!(messages.contains(&Message::Finished));
    assert!(timing::suite::find("nonsense").is_none());
}
